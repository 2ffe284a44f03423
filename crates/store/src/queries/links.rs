//! One-time links: the one that sets a desk up, and those by which people choose a password. Only
//! the digests of their tokens are kept.

use super::{sql, word};
use crate::db::{DbError, Tx};
use crate::values;
use desk::admin::LinkPurpose;
use desk::ids::PersonId;
use desk::time::Timestamp;

sql! {
    SET = "INSERT INTO password_links (person, digest, purpose, expires_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (person) DO UPDATE SET digest = excluded.digest, \
        purpose = excluded.purpose, expires_at = excluded.expires_at";
    BY_DIGEST = "SELECT person, purpose, expires_at FROM password_links WHERE digest = $1";
    OF_PERSON = "SELECT person, purpose, expires_at FROM password_links WHERE person = $1";
    END = "DELETE FROM password_links WHERE person = $1";
    PURGE = "DELETE FROM password_links WHERE expires_at <= $1";
    SET_UP = "INSERT INTO set_up_links (id, digest, used_at) VALUES (1, $1, NULL) \
        ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, used_at = NULL";
    SET_UP_BY_DIGEST = "SELECT used_at FROM set_up_links WHERE id = 1 AND digest = $1";
    USE_SET_UP = "UPDATE set_up_links SET used_at = $1 WHERE id = 1";
}

/// A link by which somebody may choose a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRow {
    /// Who.
    pub person: PersonId,
    /// What it is for.
    pub purpose: LinkPurpose,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Whether a link that sets a desk up has done so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUpLink {
    /// It is still good.
    Open,
    /// Somebody has used it.
    Used,
}

fn read(row: &crate::db::Row<'_>) -> Result<LinkRow, DbError> {
    Ok(LinkRow {
        person: PersonId(row.get(0)?),
        purpose: word(&row.get::<String>(1)?)?,
        expires_at: Timestamp(row.get(2)?),
    })
}

/// Keeps a person's link; the one before it ends.
pub(crate) fn set(tx: &mut Tx<'_>, link: &LinkRow, digest: &[u8; 32]) -> Result<(), DbError> {
    let purpose = link.purpose.as_str();
    tx.execute(SET, values![link.person.0, digest, purpose, link.expires_at.0]).map(drop)
}

/// The link of that digest; the caller looks at `expires_at`.
pub fn by_digest(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<LinkRow>, DbError> {
    tx.query_opt(BY_DIGEST, values![digest], read)
}

/// A person's link, if they have one; the caller looks at `expires_at`.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<LinkRow>, DbError> {
    tx.query_opt(OF_PERSON, values![person.0], read)
}

/// Ends a person's link.
pub(crate) fn end(tx: &mut Tx<'_>, person: PersonId) -> Result<(), DbError> {
    tx.execute(END, values![person.0]).map(drop)
}

/// Forgets the links that have ended by an instant.
pub(crate) fn purge(tx: &mut Tx<'_>, by: Timestamp) -> Result<(), DbError> {
    tx.execute(PURGE, values![by.0]).map(drop)
}

/// Keeps the link that sets the desk up; the one before it ends.
pub fn renew_set_up(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<(), DbError> {
    tx.execute(SET_UP, values![digest]).map(drop)
}

/// How it stands with the set-up link of that digest.
pub fn set_up(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<SetUpLink>, DbError> {
    let used = tx.query_opt(SET_UP_BY_DIGEST, values![digest], |row| row.get::<Option<i64>>(0))?;
    Ok(used.map(|used| if used.is_some() { SetUpLink::Used } else { SetUpLink::Open }))
}

/// Notes that the desk was set up by its link.
pub fn use_set_up(tx: &mut Tx<'_>, at: Timestamp) -> Result<(), DbError> {
    tx.execute(USE_SET_UP, values![at.0]).map(drop)
}
