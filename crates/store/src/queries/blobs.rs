//! Contents in chunks.

use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::time::Timestamp;

sql! {
    ADD = "INSERT INTO blobs (id, expires_at) VALUES ($1, $2)";
    ADD_CHUNK = "INSERT INTO blob_chunks (blob, n, content) VALUES ($1, $2, $3)";
    FINISH = "UPDATE blobs SET size = $2, sha256 = $3, content_type = $4 \
        WHERE id = $1 AND size IS NULL AND expires_at > $5";
    KEEP = "UPDATE blobs SET expires_at = NULL WHERE id = $1 AND size IS NOT NULL";
    EXPIRE = "UPDATE blobs SET expires_at = $2 WHERE id = $1 AND expires_at > $2";
    READ = "SELECT id, size, sha256, content_type, expires_at FROM blobs WHERE id = $1";
    AFTER = "SELECT id, size, sha256, content_type, expires_at FROM blobs WHERE id > $1 \
        ORDER BY id LIMIT $2";
    CHUNK = "SELECT content FROM blob_chunks WHERE blob = $1 AND n = $2";
    DUE = "SELECT id FROM blobs WHERE expires_at IS NOT NULL AND expires_at <= $1 \
        ORDER BY expires_at, id LIMIT $2";
    SPOIL = "UPDATE blobs SET size = NULL, sha256 = NULL, content_type = NULL \
        WHERE id = $1 AND expires_at <= $2";
    LAST_OF_FIRST_CHUNKS = "SELECT MAX(n) FROM (SELECT n FROM blob_chunks WHERE blob = $1 \
        ORDER BY n LIMIT $2) AS first_chunks";
    DROP_CHUNKS = "DELETE FROM blob_chunks WHERE blob = $1 AND n <= $2";
    DROP = "DELETE FROM blobs WHERE id = $1";
}

/// A content, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    /// Its identity.
    pub id: i64,
    /// How long it is; none while it is on its way in.
    pub size: Option<i64>,
    /// Its SHA-256.
    pub sha256: Option<Vec<u8>>,
    /// What it was judged to be.
    pub content_type: Option<String>,
    /// When it is swept away; none when it is kept.
    pub expires_at: Option<i64>,
}

impl BlobRow {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            size: row.get(1)?,
            sha256: row.get(2)?,
            content_type: row.get(3)?,
            expires_at: row.get(4)?,
        })
    }
}

pub(crate) fn add(tx: &mut Tx<'_>, id: i64, expires_at: Timestamp) -> Result<(), DbError> {
    tx.execute(ADD, values![id, expires_at.0]).map(std::mem::drop)
}

pub(crate) fn add_chunk(tx: &mut Tx<'_>, id: i64, n: i64, bytes: &[u8]) -> Result<(), DbError> {
    tx.execute(ADD_CHUNK, values![id, n, bytes]).map(std::mem::drop)
}

/// Makes a content whole; false when it is not there any more, or was whole before.
pub(crate) fn finish(
    tx: &mut Tx<'_>,
    id: i64,
    size: i64,
    sha256: &[u8; 32],
    content_type: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    Ok(tx.execute(FINISH, values![id, size, sha256, content_type, now.0])? == 1)
}

/// Keeps a content for good; false when there is none that is whole.
pub(crate) fn keep(tx: &mut Tx<'_>, id: i64) -> Result<bool, DbError> {
    Ok(tx.execute(KEEP, values![id])? == 1)
}

/// Has a content that is not kept swept away earlier.
pub(crate) fn expire(tx: &mut Tx<'_>, id: i64, at: Timestamp) -> Result<(), DbError> {
    tx.execute(EXPIRE, values![id, at.0]).map(std::mem::drop)
}

/// A content, whole or not.
pub fn read(tx: &mut Tx<'_>, id: i64) -> Result<Option<BlobRow>, DbError> {
    tx.query_opt(READ, values![id], BlobRow::read)
}

/// Contents in order.
pub(crate) fn after(tx: &mut Tx<'_>, id: i64, limit: i64) -> Result<Vec<BlobRow>, DbError> {
    tx.query(AFTER, values![id, limit], BlobRow::read)
}

/// One chunk of a content, counted from 0.
pub fn chunk(tx: &mut Tx<'_>, id: i64, n: i64) -> Result<Option<Vec<u8>>, DbError> {
    tx.query_opt(CHUNK, values![id, n], |row| row.get(0))
}

/// Contents that nobody has kept in time, the oldest first.
pub(crate) fn due(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<i64>, DbError> {
    tx.query(DUE, values![now.0, limit], |row| row.get(0))
}

/// Makes a content that is due useless; false when somebody has kept it meanwhile.
pub(crate) fn spoil(tx: &mut Tx<'_>, id: i64, now: Timestamp) -> Result<bool, DbError> {
    Ok(tx.execute(SPOIL, values![id, now.0])? == 1)
}

/// Removes the first chunks of a content; false when none is left.
pub(crate) fn drop_chunks(tx: &mut Tx<'_>, id: i64, limit: i64) -> Result<bool, DbError> {
    let last: Option<i64> =
        tx.query_one(LAST_OF_FIRST_CHUNKS, values![id, limit], |row| row.get(0))?;
    let Some(last) = last else { return Ok(false) };
    tx.execute(DROP_CHUNKS, values![id, last])?;
    Ok(true)
}

/// Removes a content that has no chunks any more.
pub(crate) fn drop(tx: &mut Tx<'_>, id: i64) -> Result<(), DbError> {
    tx.execute(DROP, values![id]).map(std::mem::drop)
}
