//! The database facade, on both databases.

use store::db::{Db, DbError, MigrationSource, Tx};
use store::{on_both, values};

const STEPS: &[MigrationSource] = &[MigrationSource {
    version: 1,
    name: "notes",
    sql: "CREATE TABLE notes (
              id {int} NOT NULL PRIMARY KEY,
              text TEXT UNIQUE,
              share {real},
              bytes {blob}
          ){strict};
          CREATE TABLE links (
              note_id {int} NOT NULL REFERENCES notes (id),
              kind TEXT NOT NULL,
              PRIMARY KEY (note_id, kind)
          ){clustered};",
}];

fn add(tx: &mut Tx<'_>, id: i64, text: &str) -> Result<u64, DbError> {
    tx.execute("INSERT INTO notes (id, text) VALUES ($1, $2)", values![id, text])
}

fn ids(db: &Db) -> Vec<i64> {
    db.read::<_, DbError>(|tx| tx.query("SELECT id FROM notes ORDER BY id", &[], |row| row.get(0)))
        .unwrap()
}

on_both! {
    fn a_written_note_is_read(test: &TestDb) {
        let db = test.open_with(STEPS);
        db.write(|tx| add(tx, 1, "one")).unwrap();
        assert_eq!(ids(&db), [1]);
    }
}
