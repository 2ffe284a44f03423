//! Secrets at rest: nothing plain in a table, another key in one step, the wrong key refused.

use desk::actor::Actor;
use desk::time::Timestamp;
use desk::values::Origin;
use std::path::{Path, PathBuf};
use store::db::{Db, DbError};
use store::on_both;
use store::testing::TestDb;
use store::{By, Failure, Keyring, Store};

const PLAIN: [u8; 32] = *b"the very secret key of this desk";

fn open(test: &TestDb, path: &Path) -> Result<Store, Failure> {
    Store::open(&test.target, Keyring::of_file(path)?, Timestamp(0))
}

fn secret(store: &Store) -> Vec<u8> {
    let by = By { now: Timestamp(0), actor: Actor::Desk, origin: Origin::Command };
    store.write(by, |ledger| Ok(ledger.mail_key()?)).unwrap()
}

/// What stands in the table of secrets, and the id of the key in use.
fn raw(db: &Db) -> (Vec<Vec<u8>>, Vec<u8>) {
    db.read(|tx| {
        let secrets = tx.query("SELECT secret FROM secrets", &[], |row| row.get(0))?;
        let key = tx.query_opt("SELECT key FROM sealing", &[], |row| row.get(0))?;
        Ok::<_, DbError>((secrets, key.unwrap()))
    })
    .unwrap()
}

fn next(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.next", path.display()))
}

on_both! {
    fn what_was_kept_plain_is_sealed_when_the_desk_is_opened(test: &TestDb) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("stufe.key");
        let db = test.open();
        db.write(|tx| {
            let plain = PLAIN.to_vec();
            let sql = "INSERT INTO secrets (name, secret) VALUES ('mail', $1)";
            tx.execute(sql, store::values![&plain]).map(drop)
        })
        .unwrap();
        db.close();
        let store = open(test, &path).unwrap();
        assert_eq!(secret(&store), PLAIN, "it is the same secret");
        let (secrets, _) = raw(store.db());
        assert_eq!(secrets.len(), 1);
        assert!(!secrets[0].windows(8).any(|window| window == &PLAIN[..8]));
        assert!(secrets[0].len() > PLAIN.len());
    }

    fn another_key_seals_everything(test: &TestDb) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("stufe.key");
        let (store, other) = (open(test, &path).unwrap(), open(test, &path).unwrap());
        let before = secret(&store);
        let (sealed, key) = raw(store.db());
        assert_eq!(store.reseal().unwrap(), 1);
        store.settle_key().unwrap();
        let (resealed, another) = raw(store.db());
        assert!(key != another && sealed != resealed);
        assert!(path.exists() && !next(&path).exists());
        assert_eq!(secret(&store), before);
        assert_eq!(secret(&other), before, "a server that runs on reads the file again");
        assert_eq!(secret(&open(test, &path).unwrap()), before);
    }

    fn whatever_stops_a_change_of_key_nothing_is_lost(test: &TestDb) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("stufe.key");
        let before = secret(&open(test, &path).unwrap());
        // Stopped when the next key was written.
        open(test, &path).unwrap().prepare_key().unwrap();
        assert!(next(&path).exists());
        let waiting = std::fs::read(next(&path)).unwrap();
        assert_eq!(secret(&open(test, &path).unwrap()), before);
        assert!(next(&path).exists(), "it goes on waiting");
        // Stopped when everything was sealed, before the key took its place.
        open(test, &path).unwrap().reseal().unwrap();
        assert!(next(&path).exists());
        let store = open(test, &path).unwrap();
        assert_eq!(secret(&store), before);
        assert!(!next(&path).exists(), "opening the desk has finished it");
        assert_eq!(std::fs::read(&path).unwrap(), waiting, "the one that waited was taken");
    }

    fn a_desk_of_another_key_is_refused_and_left_alone(test: &TestDb) {
        let directory = tempfile::tempdir().unwrap();
        let (path, other) = (directory.path().join("a.key"), directory.path().join("b.key"));
        let kept = raw(open(test, &path).unwrap().db());
        let refused = |path: &Path| match open(test, path).err().unwrap() {
            Failure::Db(DbError::Keys(line)) => line,
            other => panic!("{other}"),
        };
        let line = refused(&other);
        assert!(line.contains("b.key") && line.contains("--key-file") && !line.contains('\n'), "{line}");
        assert!(!other.exists(), "no key is made for a desk that has one");
        Keyring::of_file(&other).unwrap();
        std::fs::write(&other, "stufe-key-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").unwrap();
        assert!(refused(&other).contains("b.key"));
        assert_eq!(raw(open(test, &path).unwrap().db()), kept);
    }
}
