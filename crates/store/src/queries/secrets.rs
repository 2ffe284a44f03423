//! What only this desk knows, sealed; and with which key.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;

sql! {
    READ = "SELECT secret FROM secrets WHERE name = $1";
    SET = "INSERT INTO secrets (name, secret, sealed) VALUES ($1, $2, 1) \
        ON CONFLICT (name) DO UPDATE SET secret = excluded.secret, sealed = 1";
    ALL = "SELECT name, secret FROM secrets ORDER BY name";
    ALL_UNSEALED = "SELECT name, secret FROM secrets WHERE sealed = 0 ORDER BY name";
    SEALING = "SELECT key, probe FROM sealing WHERE id = 1";
    SET_SEALING = "INSERT INTO sealing (id, key, probe) VALUES (1, $1, $2) \
        ON CONFLICT (id) DO UPDATE SET key = excluded.key, probe = excluded.probe";
}

/// The key that signs what joins a mail to a ticket.
pub(crate) const MAIL: &str = "mail";

/// A secret, as it is sealed.
pub(crate) fn read(tx: &mut Tx<'_>, name: &str) -> Result<Option<Vec<u8>>, DbError> {
    tx.query_opt(READ, values![name], |row| row.get(0))
}

/// Keeps a secret that is sealed.
pub(crate) fn set(tx: &mut Tx<'_>, name: &str, sealed: &[u8]) -> Result<(), DbError> {
    tx.execute(SET, values![name, sealed]).map(drop)
}

/// Every secret with its name; there are few.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    tx.query(ALL, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What was kept before there was a key.
pub(crate) fn all_unsealed(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    tx.query(ALL_UNSEALED, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The id of a key, and its probe.
type Sealing = (Vec<u8>, Vec<u8>);

/// The key in use.
pub(crate) fn sealing(tx: &mut Tx<'_>) -> Result<Option<Sealing>, DbError> {
    tx.query_opt(SEALING, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Notes which key is in use.
pub(crate) fn set_sealing(tx: &mut Tx<'_>, key: &[u8; 8], probe: &[u8]) -> Result<(), DbError> {
    tx.execute(SET_SEALING, values![key, probe]).map(drop)
}
