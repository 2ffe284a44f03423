//! Answers kept under the key a client gave, so that a repeated request is not done twice.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::PersonId;
use desk::time::Timestamp;

sql! {
    FIND = "SELECT request, status, headers, body FROM idempotency WHERE person = $1 AND key = $2";
    KEEP = "INSERT INTO idempotency (person, key, request, status, headers, body, at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FORGET = "DELETE FROM idempotency WHERE person = $1 AND key = $2";
    PURGE = "DELETE FROM idempotency WHERE at < $1";
}

/// A kept answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The digest of the request it answered.
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: i64,
    /// The headers that belong to it, JSON.
    pub headers: String,
    /// The body, JSON.
    pub body: String,
}

/// The answer kept under a person's key.
pub fn find(tx: &mut Tx<'_>, person: PersonId, key: &str) -> Result<Option<Kept>, DbError> {
    tx.query_opt(FIND, values![person.0, key], |row| {
        let (request, status) = (row.get(0)?, row.get(1)?);
        Ok(Kept { request, status, headers: row.get(2)?, body: row.get(3)? })
    })
}

/// Keeps an answer, in the transaction that did what it says.
pub fn keep(
    tx: &mut Tx<'_>,
    person: PersonId,
    key: &str,
    kept: &Kept,
    at: Timestamp,
) -> Result<(), DbError> {
    let Kept { request, status, headers, body } = kept;
    tx.execute(KEEP, values![person.0, key, request, *status, headers, body, at.0]).map(drop)
}

/// Forgets the answer kept under a person's key, so that the next request is done anew.
pub fn forget(tx: &mut Tx<'_>, person: PersonId, key: &str) -> Result<(), DbError> {
    tx.execute(FORGET, values![person.0, key]).map(drop)
}

/// Forgets answers older than an instant; how many.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.execute(PURGE, values![before.0])
}
