//! Texts beside the journal: salt and words, by event and slot.

use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;

sql! {
    INSERT = "INSERT INTO texts (stream, stream_seq, slot, salt, content) \
        VALUES ($1, $2, $3, $4, $5)";
    BETWEEN = "SELECT stream, stream_seq, slot, salt, content FROM texts \
        WHERE stream = $1 AND stream_seq >= $2 AND stream_seq <= $3 \
        ORDER BY stream, stream_seq, slot";
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// The stream of the event that mentions it.
    pub stream: i64,
    /// The event.
    pub stream_seq: i64,
    /// Its slot in the event.
    pub slot: String,
    /// Its salt.
    pub salt: Vec<u8>,
    /// The words.
    pub content: String,
}

impl TextRow {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            stream: row.get(0)?,
            stream_seq: row.get(1)?,
            slot: row.get(2)?,
            salt: row.get(3)?,
            content: row.get(4)?,
        })
    }
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    stream: i64,
    stream_seq: i64,
    slot: &str,
    salt: &[u8; 16],
    content: &str,
) -> Result<(), DbError> {
    tx.execute(INSERT, values![stream, stream_seq, slot, salt, content]).map(drop)
}

/// The texts of a run of events of one stream, both ends included.
pub fn between(
    tx: &mut Tx<'_>,
    stream: i64,
    first: i64,
    last: i64,
) -> Result<Vec<TextRow>, DbError> {
    tx.query(BETWEEN, values![stream, first, last], TextRow::read)
}
