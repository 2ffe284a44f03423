use super::*;

#[test]
fn a_secret_opens_with_its_key_and_in_its_place_alone() {
    let key = Key::new([1; 32]);
    let sealed = key.seal("totp:7", b"secret").unwrap();
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    assert_eq!(key.open("totp:7", &sealed).unwrap(), b"secret");
    assert_eq!(key_of(&sealed).unwrap(), key.id());
    assert_ne!(sealed, key.seal("totp:7", b"secret").unwrap(), "the same is sealed differently");
    assert!(key.open("totp:8", &sealed).is_err(), "another person's place");
    assert!(Key::new([2; 32]).open("totp:7", &sealed).is_err());
    for at in [0, HEAD_BYTES - 1, HEAD_BYTES, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        let opened = key_of(&changed).and_then(|_| key.open("totp:7", &changed));
        assert!(opened.is_err(), "byte {at}");
    }
    for cut in [0, 1, 8, 9, HEAD_BYTES - 1, HEAD_BYTES] {
        assert!(key.open("totp:7", &sealed[..cut]).is_err(), "{cut}");
    }
}

#[test]
fn a_key_file_is_made_once_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("stufe.key");
    let (one, other) = (Keyring::of_file(&path).unwrap(), Keyring::of_file(&path).unwrap());
    let made = one.first_or_new().unwrap();
    assert_eq!(other.first_or_new().unwrap().id(), made.id(), "the second takes the first's");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing else is left");
    assert!(!format!("{one:?}").contains(&BASE64URL_NOPAD.encode(&made.bytes)));
    for wrong in ["", "stufe-key-1:", "stufe-key-1:AAAA", "x\0y"] {
        fs::write(&path, wrong).unwrap();
        let error = Keyring::of_file(&path).unwrap_err().to_string();
        assert!(error.contains("is no key file"), "{error}");
    }
}
