//! Seals: one chain over runs of the whole journal.

use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;

sql! {
    LAST = "SELECT n, first_seq, last_seq, hash FROM seals ORDER BY n DESC LIMIT 1";
    AFTER = "SELECT n, first_seq, last_seq, hash FROM seals WHERE n > $1 ORDER BY n LIMIT $2";
    INSERT = "INSERT INTO seals (n, first_seq, last_seq, hash) VALUES ($1, $2, $3, $4)";
}

/// One seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealRow {
    /// Its place in the chain of seals, from 1, dense.
    pub n: i64,
    /// The first event it covers.
    pub first_seq: i64,
    /// The last one.
    pub last_seq: i64,
    /// SHA-256 over the seal before it and the hashes of its events.
    pub hash: Vec<u8>,
}

impl SealRow {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let (n, first_seq) = (row.get(0)?, row.get(1)?);
        Ok(Self { n, first_seq, last_seq: row.get(2)?, hash: row.get(3)? })
    }
}

/// The newest seal.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<SealRow>, DbError> {
    tx.query_opt(LAST, &[], SealRow::read)
}

/// Seals in order.
pub fn after(tx: &mut Tx<'_>, n: i64, limit: i64) -> Result<Vec<SealRow>, DbError> {
    tx.query(AFTER, values![n, limit], SealRow::read)
}

pub(crate) fn insert(tx: &mut Tx<'_>, row: &SealRow) -> Result<(), DbError> {
    tx.execute(INSERT, values![row.n, row.first_seq, row.last_seq, &row.hash]).map(drop)
}
