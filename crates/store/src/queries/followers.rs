//! How far each follower of the journal has come.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;

sql! {
    READ = "SELECT COALESCE(MAX(seq), 0) FROM followers WHERE name = $1";
    WRITE = "INSERT INTO followers (name, seq) VALUES ($1, $2) \
        ON CONFLICT (name) DO UPDATE SET seq = excluded.seq";
}

/// The last event a follower has seen; 0 before the first.
pub fn read(tx: &mut Tx<'_>, name: &str) -> Result<i64, DbError> {
    tx.query_one(READ, values![name], |row| row.get(0))
}

pub(crate) fn write(tx: &mut Tx<'_>, name: &str, seq: i64) -> Result<(), DbError> {
    tx.execute(WRITE, values![name, seq]).map(drop)
}
