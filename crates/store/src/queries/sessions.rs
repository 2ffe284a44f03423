//! Who is signed in: only the digest of a session's token is kept.

use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::PersonId;
use desk::time::Timestamp;

sql! {
    ADD = "INSERT INTO sessions (digest, person, created_at, seen_at, expires_at, device) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    BY_DIGEST = "SELECT person, created_at, seen_at, expires_at, device FROM sessions \
        WHERE digest = $1";
    OF_PERSON = "SELECT digest, person, created_at, seen_at, expires_at, device FROM sessions \
        WHERE person = $1 ORDER BY created_at DESC, digest LIMIT $2";
    SEEN = "UPDATE sessions SET seen_at = $2 WHERE digest = $1 AND seen_at < $2";
    END = "DELETE FROM sessions WHERE digest = $1";
    END_OTHERS = "DELETE FROM sessions WHERE person = $1 AND digest <> $2";
    END_OLDER = "DELETE FROM sessions WHERE person = $1 AND digest NOT IN \
        (SELECT digest FROM sessions WHERE person = $1 ORDER BY created_at DESC LIMIT $2)";
    END_OF_PERSON = "DELETE FROM sessions WHERE person = $1";
    PURGE = "DELETE FROM sessions WHERE expires_at <= $1";
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Whose.
    pub person: PersonId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When they were last seen, not to the second.
    pub seen_at: Timestamp,
    /// When it ends, however busy they are.
    pub expires_at: Timestamp,
    /// What their browser calls itself.
    pub device: String,
}

impl SessionRow {
    /// Reads one from the columns beginning there.
    fn read(row: &Row<'_>, first: usize) -> Result<Self, DbError> {
        Ok(Self {
            person: PersonId(row.get(first)?),
            created_at: Timestamp(row.get(first + 1)?),
            seen_at: Timestamp(row.get(first + 2)?),
            expires_at: Timestamp(row.get(first + 3)?),
            device: row.get(first + 4)?,
        })
    }
}

/// Begins a session.
pub fn add(tx: &mut Tx<'_>, digest: &[u8; 32], session: &SessionRow) -> Result<(), DbError> {
    let SessionRow { person, created_at, seen_at, expires_at, device } = session;
    let values = values![digest, person.0, created_at.0, seen_at.0, expires_at.0, device];
    tx.execute(ADD, values).map(drop)
}

/// The session of that digest; the caller looks at its times.
pub fn by_digest(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<SessionRow>, DbError> {
    tx.query_opt(BY_DIGEST, values![digest], |row| SessionRow::read(row, 0))
}

/// A person's sessions with the digests they are kept under, the newest first; the caller looks at
/// their times.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    limit: i64,
) -> Result<Vec<(Vec<u8>, SessionRow)>, DbError> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, SessionRow::read(row, 1)?));
    tx.query(OF_PERSON, values![person.0, limit], read)
}

/// Notes that somebody was seen.
pub fn seen(tx: &mut Tx<'_>, digest: &[u8; 32], at: Timestamp) -> Result<(), DbError> {
    tx.execute(SEEN, values![digest, at.0]).map(drop)
}

/// Ends a session; one that is not there has ended already.
pub fn end(tx: &mut Tx<'_>, digest: &[u8]) -> Result<(), DbError> {
    tx.execute(END, values![digest]).map(drop)
}

/// Ends all sessions of a person but one; how many.
pub fn end_others(tx: &mut Tx<'_>, person: PersonId, keep: &[u8; 32]) -> Result<u64, DbError> {
    tx.execute(END_OTHERS, values![person.0, keep])
}

/// Ends all but the newest sessions of a person.
pub fn end_older(tx: &mut Tx<'_>, person: PersonId, keep: i64) -> Result<u64, DbError> {
    tx.execute(END_OLDER, values![person.0, keep])
}

/// Ends all sessions of a person.
pub(crate) fn end_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<(), DbError> {
    tx.execute(END_OF_PERSON, values![person.0]).map(drop)
}

/// Forgets the sessions that have ended by an instant; how many.
pub fn purge(tx: &mut Tx<'_>, by: Timestamp) -> Result<u64, DbError> {
    tx.execute(PURGE, values![by.0])
}
