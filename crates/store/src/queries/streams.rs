//! The heads of streams that are no tickets.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;

sql! {
    READ = "SELECT version, head FROM streams WHERE stream = $1";
    WRITE = "INSERT INTO streams (stream, version, head) VALUES ($1, $2, $3) \
        ON CONFLICT (stream) DO UPDATE SET version = excluded.version, head = excluded.head";
}

/// Version and head of a stream; none before its first event.
pub fn read(tx: &mut Tx<'_>, stream: i64) -> Result<Option<(i64, Vec<u8>)>, DbError> {
    tx.query_opt(READ, values![stream], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(crate) fn write(
    tx: &mut Tx<'_>,
    stream: i64,
    version: i64,
    head: &[u8],
) -> Result<(), DbError> {
    tx.execute(WRITE, values![stream, version, head]).map(drop)
}
