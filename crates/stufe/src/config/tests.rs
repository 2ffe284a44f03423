use super::*;

/// A directory with files in it.
fn directory(files: &[(&str, &str)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    directory
}

fn find(
    options: &Options,
    listen: Option<&str>,
    environment: &[(&str, &str)],
    directory: &Path,
) -> Result<Config> {
    let look = |name: &str| {
        let found = environment.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    Config::find_in(options, listen.map(str::to_owned), &look, directory)
}

fn listens(config: &Config) -> (&str, String) {
    (config.listen.text(), config.listen.whence())
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let empty = directory(&[]);
    let with_file = directory(&[("stufe.toml", "listen = \"[::1]:3\"\n")]);
    let options = Options::default();
    let environment = [("STUFE_LISTEN", "[::1]:2")];
    let file = with_file.path().join("stufe.toml").display().to_string();
    for (flag, environment, at, expected) in [
        (Some("[::1]:1"), &environment[..], &with_file, ("[::1]:1", "--listen".to_owned())),
        (None, &environment[..], &with_file, ("[::1]:2", "STUFE_LISTEN".to_owned())),
        (None, &[("STUFE_LISTEN", "")][..], &with_file, ("[::1]:3", file)),
        (None, &[][..], &empty, ("127.0.0.1:8080", "default".to_owned())),
    ] {
        let config = find(&options, flag, environment, at.path()).unwrap();
        assert_eq!(listens(&config), (expected.0, expected.1));
    }
}

#[test]
fn the_file_is_the_one_named_or_here_or_with_the_data() {
    let text = |port: u8| format!("listen = \"h:{port}\"");
    let both = directory(&[("stufe.toml", &text(1)), ("desk/stufe.toml", &text(2))]);
    let data = directory(&[("desk/stufe.toml", &text(2)), ("other.toml", &text(3))]);
    let with = |config: Option<&Path>| Options {
        data: Some("desk".to_owned()),
        config: config.map(|path| path.display().to_string()),
        ..Options::default()
    };
    let listen = |options: &Options, at: &tempfile::TempDir| {
        find(options, None, &[], at.path()).unwrap().listen.value.unwrap()
    };
    assert_eq!(listen(&with(None), &both), "h:1");
    assert_eq!(listen(&with(None), &data), "h:2");
    let named = data.path().join("other.toml");
    assert_eq!(listen(&with(Some(&named)), &both), "h:3");
    let missing = find(&with(Some(Path::new("gone.toml"))), None, &[], both.path()).unwrap_err();
    assert!(missing.is::<Usage>() && missing.to_string().contains("gone.toml"));
}

#[test]
fn a_data_directory_in_the_file_lies_beside_it() {
    let here = directory(&[("stufe.toml", "data = \"desk\"")]);
    let config = find(&Options::default(), None, &[], here.path()).unwrap();
    assert_eq!(config.data_dir(), here.path().join("desk"));
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_known_ones() {
    let here = directory(&[("stufe.toml", "log = \"info\"\nlisten_on = \"h:1\"\n")]);
    let refused = find(&Options::default(), None, &[], here.path()).unwrap_err().to_string();
    for part in ["stufe.toml:2", "`listen_on`", "`listen`", "`database_url`", "`log_format`"] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
    assert!(!refused.contains('\n'));
}

#[test]
fn values_that_cannot_be_are_refused_with_their_place() {
    for (variable, value, part) in [
        ("STUFE_LOG_FORMAT", "xml", "text or json"),
        ("STUFE_LOG", "loud=very", "STUFE_LOG"),
        ("STUFE_DATABASE_URL", "mysql://a:geheim@b/c", "a:***@b"),
    ] {
        let here = directory(&[]);
        let refused = find(&Options::default(), None, &[(variable, value)], here.path());
        let refused = refused.unwrap_err();
        assert!(refused.is::<Usage>());
        let told = refused.to_string();
        assert!(told.contains(part) && !told.contains("geheim"), "{told}");
    }
}

#[test]
fn secrets_are_masked() {
    for (url, shown) in [
        ("postgres://desk:s3:cr@t@db/x", "postgres://desk:***@db/x"),
        ("postgres://desk@db/x?options=-c%20a", "postgres://desk@db/x?options=-c%20a"),
        (
            "postgres:///x?user=a&password=b&sslpassword=c",
            "postgres:///x?user=a&password=***&sslpassword=***",
        ),
    ] {
        assert_eq!(masked(url), shown);
    }
}
