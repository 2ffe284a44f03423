//! Second factors: what somebody's device makes codes of, sealed, and the codes for whoever has
//! lost it, as digests.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::PersonId;
use desk::time::Timestamp;

sql! {
    READ = "SELECT secret, since, last_step FROM second_factors WHERE person = $1";
    SET = "INSERT INTO second_factors (person, secret, since, last_step) \
        VALUES ($1, $2, NULL, 0) ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, \
        since = NULL, last_step = 0";
    CONFIRM = "UPDATE second_factors SET since = $2 WHERE person = $1";
    STEP = "UPDATE second_factors SET last_step = $2 WHERE person = $1";
    REMOVE = "DELETE FROM second_factors WHERE person = $1";
    SEALED_AFTER = "SELECT person, secret FROM second_factors WHERE person > $1 \
        ORDER BY person LIMIT 500";
    RESEAL = "UPDATE second_factors SET secret = $2 WHERE person = $1";
    ADD_CODE = "INSERT INTO recovery_codes (person, digest) VALUES ($1, $2)";
    USE_CODE = "DELETE FROM recovery_codes WHERE person = $1 AND digest = $2";
    CODES = "SELECT COUNT(*) FROM recovery_codes WHERE person = $1";
    REMOVE_CODES = "DELETE FROM recovery_codes WHERE person = $1";
    ADD_HALF = "INSERT INTO half_sign_ins (digest, person, expires_at) VALUES ($1, $2, $3)";
    HALF = "SELECT person, expires_at FROM half_sign_ins WHERE digest = $1";
    END_HALF = "DELETE FROM half_sign_ins WHERE digest = $1";
    END_HALVES = "DELETE FROM half_sign_ins WHERE person = $1";
    PURGE_HALVES = "DELETE FROM half_sign_ins WHERE expires_at <= $1";
}

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorRow {
    /// What its codes are made of, sealed.
    pub(crate) secret: Vec<u8>,
    /// Since when it is asked for; none while it is being set up.
    pub since: Option<Timestamp>,
    /// The step of time of the last code that was taken.
    pub last_step: i64,
}

/// Somebody's second factor, if there is one.
pub fn read(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<FactorRow>, DbError> {
    tx.query_opt(READ, values![person.0], |row| {
        let since = row.get::<Option<i64>>(1)?.map(Timestamp);
        Ok(FactorRow { secret: row.get(0)?, since, last_step: row.get(2)? })
    })
}

/// Whether somebody is asked for a second factor.
pub fn is_set(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, DbError> {
    Ok(read(tx, person)?.is_some_and(|factor| factor.since.is_some()))
}

/// Begins to set one up.
pub(crate) fn set(tx: &mut Tx<'_>, person: PersonId, sealed: &[u8]) -> Result<(), DbError> {
    tx.execute(SET, values![person.0, sealed]).map(drop)
}

/// From now on it is asked for.
pub(crate) fn confirm(tx: &mut Tx<'_>, person: PersonId, at: Timestamp) -> Result<(), DbError> {
    tx.execute(CONFIRM, values![person.0, at.0]).map(drop)
}

/// A code of this step was taken.
pub(crate) fn step(tx: &mut Tx<'_>, person: PersonId, step: i64) -> Result<(), DbError> {
    tx.execute(STEP, values![person.0, step]).map(drop)
}

/// Takes it away, with its codes and with sign-ins that wait for it.
pub(crate) fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<(), DbError> {
    for text in [REMOVE, REMOVE_CODES, END_HALVES] {
        tx.execute(text, values![person.0])?;
    }
    Ok(())
}

/// Sealed secrets of the next people after this one.
pub(crate) fn sealed_after(tx: &mut Tx<'_>, person: i64) -> Result<Vec<(i64, Vec<u8>)>, DbError> {
    tx.query(SEALED_AFTER, values![person], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps the same secret under another seal.
pub(crate) fn reseal(tx: &mut Tx<'_>, person: i64, sealed: &[u8]) -> Result<(), DbError> {
    tx.execute(RESEAL, values![person, sealed]).map(drop)
}

/// Puts new recovery codes in the place of those there are.
pub(crate) fn set_codes(
    tx: &mut Tx<'_>,
    person: PersonId,
    digests: &[[u8; 32]],
) -> Result<(), DbError> {
    tx.execute(REMOVE_CODES, values![person.0])?;
    for digest in digests {
        tx.execute(ADD_CODE, values![person.0, digest])?;
    }
    Ok(())
}

/// Uses a recovery code up; false when there is none such.
pub(crate) fn use_code(
    tx: &mut Tx<'_>,
    person: PersonId,
    digest: &[u8; 32],
) -> Result<bool, DbError> {
    Ok(tx.execute(USE_CODE, values![person.0, digest])? == 1)
}

/// How many recovery codes somebody has left: ten at most.
pub fn codes_left(tx: &mut Tx<'_>, person: PersonId) -> Result<i64, DbError> {
    let count = tx.query_opt(CODES, values![person.0], |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

/// Notes that somebody gave the right password and owes the second factor.
pub fn add_half(
    tx: &mut Tx<'_>,
    digest: &[u8; 32],
    person: PersonId,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), DbError> {
    tx.execute(PURGE_HALVES, values![now.0])?;
    tx.execute(ADD_HALF, values![digest, person.0, expires_at.0]).map(drop)
}

/// Who that is, until when.
pub fn half(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<Option<(PersonId, Timestamp)>, DbError> {
    tx.query_opt(HALF, values![digest], |row| Ok((PersonId(row.get(0)?), Timestamp(row.get(1)?))))
}

/// It is whole now, or given up.
pub fn end_half(tx: &mut Tx<'_>, digest: &[u8; 32]) -> Result<(), DbError> {
    tx.execute(END_HALF, values![digest]).map(drop)
}

/// Ends everything half done of a person.
pub(crate) fn end_halves(tx: &mut Tx<'_>, person: PersonId) -> Result<(), DbError> {
    tx.execute(END_HALVES, values![person.0]).map(drop)
}
