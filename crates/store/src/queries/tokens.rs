//! API tokens: only the digest of the secret is kept.

use super::{sql, word};
use crate::db::{DbError, Tx};
use crate::values;
use desk::admin::Scope;
use desk::ids::{PersonId, TokenId};
use desk::time::Timestamp;

sql! {
    ADD = "INSERT INTO tokens (id, person, hash, scopes, created_at, expires_at, revoked_at) \
        VALUES ($1, $2, $3, $4, $5, $6, NULL)";
    BY_HASH = "SELECT id, person, scopes, expires_at FROM tokens \
        WHERE hash = $1 AND revoked_at IS NULL";
    BY_ID = "SELECT id, person, scopes, expires_at FROM tokens \
        WHERE id = $1 AND revoked_at IS NULL";
    REVOKE = "UPDATE tokens SET revoked_at = $2 WHERE id = $1";
    REVOKE_OF_PERSON = "UPDATE tokens SET revoked_at = $2 \
        WHERE person = $1 AND revoked_at IS NULL";
    OF_PERSON = "SELECT id, person, scopes, expires_at FROM tokens \
        WHERE person = $1 AND revoked_at IS NULL ORDER BY id LIMIT $2";
}

/// A token that was not revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its identity.
    pub id: TokenId,
    /// Whose.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

fn read(row: &crate::db::Row<'_>) -> Result<TokenRow, DbError> {
    let scopes: String = row.get(2)?;
    Ok(TokenRow {
        id: TokenId(row.get(0)?),
        person: PersonId(row.get(1)?),
        scopes: scopes.split(' ').map(word).collect::<Result<_, _>>()?,
        expires_at: row.get::<Option<i64>>(3)?.map(Timestamp),
    })
}

pub(crate) fn add(
    tx: &mut Tx<'_>,
    token: &TokenRow,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<(), DbError> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let expires = token.expires_at.map(|at| at.0);
    let values = values![token.id.0, token.person.0, hash, scopes.join(" "), at.0, expires];
    tx.execute(ADD, values).map(drop)
}

/// The token of that digest, unless it was revoked; the caller looks at `expires_at`.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<TokenRow>, DbError> {
    tx.query_opt(BY_HASH, values![hash], read)
}

/// The token of that id, unless it was revoked.
pub fn by_id(tx: &mut Tx<'_>, id: TokenId) -> Result<Option<TokenRow>, DbError> {
    tx.query_opt(BY_ID, values![id.0], read)
}

pub(crate) fn revoke(tx: &mut Tx<'_>, id: TokenId, at: Timestamp) -> Result<(), DbError> {
    tx.execute(REVOKE, values![id.0, at.0]).map(drop)
}

pub(crate) fn revoke_of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(REVOKE_OF_PERSON, values![person.0, at.0]).map(drop)
}

/// A person's tokens.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, limit: i64) -> Result<Vec<TokenRow>, DbError> {
    tx.query(OF_PERSON, values![person.0, limit], read)
}
