//! Second factors on both databases: kept sealed, taken once, resealed with everything else.

use desk::actor::Actor;
use desk::ids::PersonId;
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role};
use store::db::DbError;
use store::ledger::{Factor, Given, NewPerson};
use store::on_both;

use store::{By, Failure, Keyring, Ledger, Store};

const NOW: Timestamp = Timestamp(1_772_438_400_000_000);

fn write<T: Send + 'static>(
    store: &Store,
    now: Timestamp,
    closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    store.write(By { now, actor: Actor::Desk, origin: Origin::Command }, closure)
}

fn code(secret: &[u8], now: Timestamp) -> String {
    let secret: [u8; 20] = secret.try_into().unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.0 / 1_000_000).unwrap()).to_string()
}

on_both! {
    fn a_code_is_taken_once_and_a_recovery_code_too(test: &TestDb) {
        let directory = tempfile::tempdir().unwrap();
        let keys = || Keyring::of_file(&directory.path().join("k")).unwrap();
        let store = Store::open(&test.target, keys(), NOW).unwrap();
        let eva = write(&store, NOW, |ledger| {
            let (name, email) = (Some("Eva".to_owned()), Some("eva@stufe.example".to_owned()));
            ledger.add_person(NewPerson { name, email, phone: None, role: Role::Requester, teams: vec![] })
        }).unwrap();
        let factor = move |ledger: &mut Ledger<'_, '_>| ledger.factor(eva);
        assert_eq!(write(&store, NOW, factor).unwrap(), Factor::None);
        write(&store, NOW, move |ledger| ledger.begin_factor(eva)).unwrap();
        let Factor::Begun(secret) = write(&store, NOW, factor).unwrap() else { panic!() };
        let kept: Vec<Vec<u8>> = store.db().read(|tx| {
            tx.query("SELECT secret FROM second_factors", &[], |row| row.get(0))
        }).map_err(|error: DbError| error).unwrap();
        assert!(!kept[0].windows(20).any(|window| window == secret), "it is sealed");

        let give = |text: String, now: Timestamp| {
            write(&store, now, move |ledger| ledger.take_code(eva, &text)).unwrap()
        };
        assert_eq!(give(code(&secret, NOW), NOW), Given::Wrong, "not before it is confirmed");
        assert!(write(&store, NOW, move |ledger| ledger.confirm_factor(eva, "000 000")).is_err());
        let first = code(&secret, NOW);
        let typed = format!("{} {}", &first[..3], &first[3..]);
        let codes = write(&store, NOW, move |ledger| ledger.confirm_factor(eva, &typed)).unwrap();
        assert_eq!((codes.len(), write(&store, NOW, factor).unwrap()), (10, Factor::Set));
        assert!(write(&store, NOW, move |ledger| ledger.begin_factor(eva)).is_err());
        assert_eq!(give(first, NOW), Given::Wrong, "the step was used to confirm it");

        let later = NOW + Span::seconds(60);
        let second = code(&secret, later);
        assert_eq!(give(second.clone(), later), Given::Code);
        assert_eq!(give(second, later), Given::Wrong, "once");
        let earlier = code(&secret, NOW + Span::seconds(30));
        assert_eq!(give(earlier, later), Given::Wrong, "nor one from before");
        store.reseal().unwrap();
        store.settle_key().unwrap();
        let later = later + Span::seconds(60);
        assert_eq!(give(code(&secret, later), later), Given::Code, "under another key");
        assert_eq!(give(codes[3].to_uppercase(), later), Given::RecoveryCode);
        assert_eq!(give(codes[3].clone(), later), Given::Wrong, "once");
        let renewed = write(&store, later, move |ledger| ledger.renew_codes(eva)).unwrap();
        assert_eq!(give(codes[4].clone(), later), Given::Wrong, "the old ones are gone");
        write(&store, later, move |ledger| ledger.remove_factor(eva)).unwrap();
        assert_eq!(give(renewed[0].clone(), later), Given::Wrong);
        assert_eq!(write(&store, later, factor).unwrap(), Factor::None);
        assert!(write(&store, later, move |ledger| ledger.remove_factor(PersonId(99))).is_err());
        let check = store::check::check(&store).unwrap();
        assert!(check.wrong.is_empty(), "{:?}", check.wrong);
    }
}
