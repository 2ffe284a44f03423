//! What was uploaded, and the event it went with.

use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::{AttachmentId, PersonId};

sql! {
    ADD = "INSERT INTO attachments (id, blob, name, uploader) VALUES ($1, $2, $3, $4)";
    READ = "SELECT a.id, a.blob, a.name, a.uploader, a.stream, a.stream_seq, b.size, b.sha256, \
        b.content_type FROM attachments a JOIN blobs b ON b.id = a.blob WHERE a.id = $1";
    USE = "UPDATE attachments SET name = NULL, stream = $2, stream_seq = $3 \
        WHERE id = $1 AND stream IS NULL RETURNING blob";
    HAND_TO = "UPDATE attachments SET uploader = $2 \
        WHERE id = $1 AND uploader IS NULL AND stream IS NULL";
    UNUSED = "SELECT COUNT(*) FROM (SELECT 1 FROM attachments WHERE uploader = $1 \
        AND stream IS NULL LIMIT $2) AS unused";
    DROP_UNUSED = "DELETE FROM attachments WHERE blob = $1 AND stream IS NULL";
    USED = "SELECT COUNT(*) FROM attachments WHERE stream IS NOT NULL";
}

/// An upload, and what is known of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its identity.
    pub id: AttachmentId,
    /// Its content.
    pub blob: i64,
    /// What it is called, until an event takes it.
    pub name: Option<String>,
    /// Who uploaded it; none is the desk itself.
    pub uploader: Option<PersonId>,
    /// The event that took it: its stream, and its place there.
    pub used_by: Option<(i64, i64)>,
    /// How long it is, in bytes.
    pub size: i64,
    /// The digest of its content.
    pub sha256: Vec<u8>,
    /// What its content was judged to be.
    pub content_type: String,
}

impl AttachmentRow {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        let stream: Option<i64> = row.get(4)?;
        let stream_seq: Option<i64> = row.get(5)?;
        Ok(Self {
            id: AttachmentId(row.get(0)?),
            blob: row.get(1)?,
            name: row.get(2)?,
            uploader: row.get::<Option<i64>>(3)?.map(PersonId),
            used_by: stream.zip(stream_seq),
            size: row.get(6)?,
            sha256: row.get(7)?,
            content_type: row.get(8)?,
        })
    }
}

pub(crate) fn add(
    tx: &mut Tx<'_>,
    id: i64,
    blob: i64,
    name: &str,
    uploader: Option<PersonId>,
) -> Result<(), DbError> {
    tx.execute(ADD, values![id, blob, name, uploader.map(|id| id.0)]).map(drop)
}

/// An upload that is whole.
pub fn read(tx: &mut Tx<'_>, id: AttachmentId) -> Result<Option<AttachmentRow>, DbError> {
    tx.query_opt(READ, values![id.0], AttachmentRow::read)
}

/// Notes the event that took an upload and forgets its name here; gives its content, or nothing
/// when it is not free.
pub(crate) fn mark_used(
    tx: &mut Tx<'_>,
    id: AttachmentId,
    stream: i64,
    stream_seq: i64,
) -> Result<Option<i64>, DbError> {
    tx.query_opt(USE, values![id.0, stream, stream_seq], |row| row.get(0))
}

pub(crate) fn hand_to(
    tx: &mut Tx<'_>,
    id: AttachmentId,
    person: PersonId,
) -> Result<bool, DbError> {
    Ok(tx.execute(HAND_TO, values![id.0, person.0])? == 1)
}

/// How many uploads of a person wait for a message, counted up to a limit.
pub(crate) fn unused(tx: &mut Tx<'_>, person: PersonId, limit: i64) -> Result<i64, DbError> {
    tx.query_one(UNUSED, values![person.0, limit], |row| row.get(0))
}

/// Removes the uploads of a content that no message has.
pub(crate) fn drop_unused(tx: &mut Tx<'_>, blob: i64) -> Result<u64, DbError> {
    tx.execute(DROP_UNUSED, values![blob])
}

/// How many uploads went with a message: for checking.
pub(crate) fn used(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    tx.query_one(USED, &[], |row| row.get(0))
}
