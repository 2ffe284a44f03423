//! Contents too large for a row: in chunks, so that neither writing nor reading one holds up
//! anybody, and in the database, so that a backup has them (decision 7).
//!
//! A content comes in chunk by chunk, each in a commit of its own, and is made whole by the last.
//! What nobody keeps within [`UNKEPT`] is swept away: uploads that broke off, and those that no
//! message took.

mod judge;

pub use crate::queries::blobs::{BlobRow, chunk, read};

use crate::db::{Db, DbError, Tx};
use crate::failure::Failure;
use crate::queries::blobs;
use crate::queries::counters::{self, Counter};
use crate::store::Store;
use desk::refusal::Refusal;
use desk::time::{Span, Timestamp};
use sha2::{Digest, Sha256};
use std::io::Read;

/// How long a chunk is, in bytes; the last one of a content may be shorter.
pub const CHUNK_BYTES: usize = 256 * 1024;
/// Longest content, in bytes.
pub const BLOB_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// How long a content may wait to be kept.
pub const UNKEPT: Span = Span::days(1);
/// Contents swept away in one sweep.
const BLOBS_AT_A_TIME: i64 = 100;
/// Chunks removed in one commit.
const CHUNKS_AT_A_TIME: i64 = 64;

/// A content's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(pub i64);

/// A piece of a content on its way to its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    n: i64,
    bytes: Vec<u8>,
}

/// What is known of a content that has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// How long it is, in bytes.
    pub size: i64,
    /// Its digest.
    pub sha256: [u8; 32],
    /// What its first bytes show it to be, as a media type; what its sender says counts nothing.
    pub content_type: &'static str,
}

/// A content that is whole, and not kept yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Where it is.
    pub blob: BlobId,
    /// What it is.
    pub content: Content,
}

/// Measures a content while it comes in, and cuts it into chunks.
#[derive(Default)]
pub struct Incoming {
    pending: Vec<u8>,
    head: Vec<u8>,
    hash: Sha256,
    chunks: i64,
    size: i64,
}

impl Incoming {
    /// Nothing has come yet.
    #[must_use]
    pub fn new() -> Incoming {
        Incoming::default()
    }

    /// How much has come, in bytes.
    #[must_use]
    pub fn size(&self) -> i64 {
        self.size
    }

    /// Takes bytes of any number; gives the chunks that are full, to be written with [`append`].
    #[must_use]
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<Chunk> {
        self.hash.update(bytes);
        self.size += i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let room = judge::HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..room.min(bytes.len())]);
        let mut full = Vec::new();
        while !bytes.is_empty() {
            let room = CHUNK_BYTES - self.pending.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.pending.extend_from_slice(now);
            bytes = later;
            if self.pending.len() == CHUNK_BYTES {
                full.extend(self.cut());
            }
        }
        full
    }

    fn cut(&mut self) -> Option<Chunk> {
        if self.pending.is_empty() {
            return None;
        }
        let chunk = Chunk { n: self.chunks, bytes: std::mem::take(&mut self.pending) };
        self.chunks += 1;
        Some(chunk)
    }

    /// The last chunk, if there is one, and what has come as a whole.
    #[must_use]
    pub fn end(mut self) -> (Option<Chunk>, Content) {
        let last = self.cut();
        let content_type = judge::content_type(&self.head);
        let sha256 = self.hash.finalize().into();
        (last, Content { size: self.size, sha256, content_type })
    }
}

/// Begins a content. It is removed after [`UNKEPT`] unless it is kept.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, now: Timestamp) -> Result<BlobId, DbError> {
    let id = counters::next(tx, Counter::Blob)?;
    blobs::add(tx, id, now + UNKEPT)?;
    Ok(BlobId(id))
}

/// Writes a chunk.
///
/// # Errors
/// [`DbError::Constraint`] when the content was swept away meanwhile, or what the database says.
pub fn append(tx: &mut Tx<'_>, blob: BlobId, chunk: &Chunk) -> Result<(), DbError> {
    blobs::add_chunk(tx, blob.0, chunk.n, &chunk.bytes)
}

/// Makes a content whole, once its last chunk is written.
///
/// # Errors
/// A [`Refusal`] when it took so long that it was swept away.
pub fn finish(
    tx: &mut Tx<'_>,
    blob: BlobId,
    content: &Content,
    now: Timestamp,
) -> Result<Taken, Failure> {
    let Content { size, sha256, content_type } = content;
    if !blobs::finish(tx, blob.0, *size, sha256, content_type, now)? {
        return Err(gone().into());
    }
    Ok(Taken { blob, content: *content })
}

/// Keeps a content for good: in the commit of whatever refers to it.
///
/// # Errors
/// A [`Refusal`] when it is not there any more, or not whole.
pub fn keep(tx: &mut Tx<'_>, blob: BlobId) -> Result<(), Failure> {
    if blobs::keep(tx, blob.0)? { Ok(()) } else { Err(gone().into()) }
}

fn gone() -> Refusal {
    Refusal::state("upload_gone", "This upload is not there any more. Upload it again.")
}

/// Gives up a content that is not kept: the next sweep removes it.
///
/// # Errors
/// What the database says.
pub fn give_up(tx: &mut Tx<'_>, blob: BlobId, now: Timestamp) -> Result<(), DbError> {
    blobs::expire(tx, blob.0, now)
}

/// Takes a content in, chunk by chunk. Blocks. Whoever refers to it says [`keep`].
///
/// # Errors
/// A [`Refusal`] `too_large` for more than [`BLOB_BYTES_MAX`]; what the reader or the database
/// says.
pub fn take_in(store: &Store, now: Timestamp, content: impl Read) -> Result<Taken, Failure> {
    let db = store.db();
    let blob = db.write(move |tx| -> Result<BlobId, Failure> { Ok(begin(tx, now)?) })?;
    let taken = fill(db, blob, now, content);
    if taken.is_err() {
        // Whoever tries again and again on a disk that is nearly full must not fill it.
        let gave_up = db.write(move |tx| -> Result<(), Failure> { Ok(give_up(tx, blob, now)?) });
        if let Err(error) = gave_up {
            tracing::debug!(%error, "what came of a content waits for its time to be swept away");
        }
    }
    taken
}

fn fill(db: &Db, blob: BlobId, now: Timestamp, content: impl Read) -> Result<Taken, Failure> {
    let mut content = content.take(BLOB_BYTES_MAX.unsigned_abs() + 1);
    let (mut incoming, mut buffer) = (Incoming::new(), vec![0; CHUNK_BYTES]);
    loop {
        let read = content.read(&mut buffer).map_err(Failure::fault)?;
        for chunk in incoming.push(&buffer[..read]) {
            db.write(move |tx| -> Result<(), Failure> { Ok(append(tx, blob, &chunk)?) })?;
        }
        if incoming.size() > BLOB_BYTES_MAX {
            let message = format!("At most {BLOB_BYTES_MAX} bytes are taken.");
            return Err(Refusal::state("too_large", message).into());
        }
        if read == 0 {
            break;
        }
    }
    let (last, content) = incoming.end();
    db.write(move |tx| {
        if let Some(last) = &last {
            append(tx, blob, last)?;
        }
        finish(tx, blob, &content, now)
    })
}

/// A whole content in one piece, for what is small enough to be held.
///
/// # Errors
/// What the database says.
pub fn read_all(tx: &mut Tx<'_>, blob: BlobId) -> Result<Option<Vec<u8>>, DbError> {
    let whole = blobs::read(tx, blob.0)?.is_some_and(|row| row.size.is_some());
    if !whole {
        return Ok(None);
    }
    let mut content = Vec::new();
    let mut n = 0;
    while let Some(chunk) = blobs::chunk(tx, blob.0, n)? {
        content.extend(chunk);
        n += 1;
    }
    Ok(Some(content))
}

/// Removes what nobody has kept in time; gives how many contents. Each commit is short, however
/// long the content is.
///
/// # Errors
/// What the database says.
pub fn sweep(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    let due = store.db().read(|tx| blobs::due(tx, now, BLOBS_AT_A_TIME))?;
    for blob in &due {
        let blob = *blob;
        while store.db().write(move |tx| remove_some(tx, blob, now))? == Left::More {}
    }
    Ok(due.len())
}

/// Whether something of a content is left to remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    More,
    Nothing,
}

fn remove_some(tx: &mut Tx<'_>, blob: i64, now: Timestamp) -> Result<Left, Failure> {
    // A message may have taken it since it was found, another node may have removed it.
    if !blobs::spoil(tx, blob, now)? {
        return Ok(Left::Nothing);
    }
    crate::queries::attachments::drop_unused(tx, blob)?;
    if blobs::drop_chunks(tx, blob, CHUNKS_AT_A_TIME)? {
        return Ok(Left::More);
    }
    blobs::drop(tx, blob)?;
    Ok(Left::Nothing)
}
