//! Failed sign-ins, by what they are counted for.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::time::Timestamp;

sql! {
    FIND = "SELECT failures, until_at, forget_at FROM throttle WHERE key = $1";
    SET = "INSERT INTO throttle (key, failures, until_at, forget_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, \
        until_at = excluded.until_at, forget_at = excluded.forget_at";
    FORGET = "DELETE FROM throttle WHERE key = $1";
    PURGE = "DELETE FROM throttle WHERE forget_at <= $1";
}

/// How it stands with one account or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleRow {
    /// Tries that were not followed by a sign-in.
    pub failures: i64,
    /// Nobody may try again before.
    pub until_at: Timestamp,
    /// When all of this is forgotten.
    pub forget_at: Timestamp,
}

/// How it stands with a key; the caller looks at `forget_at`.
pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<Option<ThrottleRow>, DbError> {
    tx.query_opt(FIND, values![key], |row| {
        let (failures, until_at) = (row.get(0)?, Timestamp(row.get(1)?));
        Ok(ThrottleRow { failures, until_at, forget_at: Timestamp(row.get(2)?) })
    })
}

/// Notes how it stands.
pub fn set(tx: &mut Tx<'_>, key: &str, row: &ThrottleRow) -> Result<(), DbError> {
    tx.execute(SET, values![key, row.failures, row.until_at.0, row.forget_at.0]).map(drop)
}

/// Forgets a key.
pub fn forget(tx: &mut Tx<'_>, key: &str) -> Result<(), DbError> {
    tx.execute(FORGET, values![key]).map(drop)
}

/// Forgets what is old by an instant; how many keys.
pub fn purge(tx: &mut Tx<'_>, by: Timestamp) -> Result<u64, DbError> {
    tx.execute(PURGE, values![by.0])
}
