//! Files that go with messages: uploads that wait for one, and those that have gone.

pub use crate::queries::attachments::{AttachmentRow, read};

use crate::blobs::{self, BlobId, Taken};
use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::queries::attachments;
use crate::queries::counters::{self, Counter};
use crate::queries::texts;
use crate::store::Store;
use crate::words::words;
use desk::attachment::{Attachment, Found, Offered, Sha256, Usage, file_name, slot};
use desk::ids::{AttachmentId, PersonId, TicketNumber};
use desk::limits::ATTACHMENTS_MAX;
use desk::refusal::Refusal;
use desk::text::{ERASED, Text};
use desk::ticket::Event;
use desk::time::Timestamp;
use std::io::Read;

/// Uploads of one person that wait for a message, at most.
pub const UNUSED_MAX: i64 = 100;

/// Makes a whole content an upload. Its name is made harmless.
///
/// # Errors
/// A [`Refusal`] when this person has [`UNUSED_MAX`] uploads that wait for a message.
pub fn add(
    tx: &mut Tx<'_>,
    taken: &Taken,
    name: &str,
    uploader: Option<PersonId>,
) -> Result<AttachmentId, Failure> {
    if let Some(person) = uploader
        && attachments::unused(tx, person, UNUSED_MAX)? >= UNUSED_MAX
    {
        let message = "Too many files wait for a message. Send those, or try again tomorrow.";
        return Err(Refusal::state("too_many_uploads", message).into());
    }
    let id = counters::next(tx, Counter::Attachment)?;
    attachments::add(tx, id, taken.blob.0, &file_name(name), uploader)?;
    Ok(AttachmentId(id))
}

/// Takes a file in, chunk by chunk. Blocks. It waits for its message for a day
/// ([`blobs::UNKEPT`]).
///
/// # Errors
/// What [`blobs::take_in`] and [`add`] say.
pub fn take_in(
    store: &Store,
    now: Timestamp,
    uploader: Option<PersonId>,
    name: &str,
    content: impl Read,
) -> Result<AttachmentId, Failure> {
    let taken = blobs::take_in(store, now, content)?;
    let name = name.to_owned();
    store.db().write(move |tx| add(tx, &taken, &name, uploader))
}

/// What is there under these numbers, for a command to take or refuse.
///
/// # Errors
/// What the database says.
pub fn offer(tx: &mut Tx<'_>, ids: &[AttachmentId]) -> Result<Vec<Offered>, DbError> {
    // More are refused whatever they are.
    let ids = ids.iter().take(ATTACHMENTS_MAX + 1);
    ids.map(|id| Ok(Offered { id: *id, found: found(tx, *id)? })).collect()
}

fn found(tx: &mut Tx<'_>, id: AttachmentId) -> Result<Option<Found>, DbError> {
    let Some(row) = attachments::read(tx, id)? else { return Ok(None) };
    let usage = if row.used_by.is_some() { Usage::Used } else { Usage::Free };
    let name = row.name.map_or_else(|| Ok(Text::none()), words)?;
    let file = Attachment {
        id,
        name,
        size: row.size,
        sha256: digest(row.sha256)?,
        content_type: row.content_type,
    };
    Ok(Some(Found { file, uploader: row.uploader, usage }))
}

fn digest(bytes: Vec<u8>) -> Result<Sha256, DbError> {
    let bytes = bytes.try_into();
    bytes.map(Sha256).map_err(|_| DbError::Fault("a table holds a digest of no length".into()))
}

/// Makes uploads of the desk itself those of a person: the sender of a mail, say, who becomes known
/// only with it. What is not the desk's own stays as it is.
///
/// # Errors
/// What the database says.
pub fn hand_to(tx: &mut Tx<'_>, ids: &[AttachmentId], person: PersonId) -> Result<(), DbError> {
    for id in ids {
        attachments::hand_to(tx, *id, person)?;
    }
    Ok(())
}

/// Gives up uploads that no message took: the next sweep removes them.
///
/// # Errors
/// What the database says.
pub fn give_up(tx: &mut Tx<'_>, ids: &[AttachmentId], now: Timestamp) -> Result<(), DbError> {
    for id in ids {
        if let Some(row) = attachments::read(tx, *id)? {
            blobs::give_up(tx, BlobId(row.blob), now)?;
        }
    }
    Ok(())
}

/// What an upload is called, wherever its name stands by now.
///
/// # Errors
/// What the database says.
pub fn name(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<String, DbError> {
    match (&row.name, row.used_by) {
        (Some(name), _) => Ok(name.clone()),
        (None, None) => Ok(ERASED.to_owned()),
        (None, Some((stream, seq))) => {
            let found = texts::between(tx, stream, seq, seq)?;
            let slot = slot(row.id);
            let text = found.into_iter().find(|text| text.slot == slot);
            Ok(text.map_or_else(|| ERASED.to_owned(), |text| text.content))
        }
    }
}

/// Notes that the files of an event went with it, and keeps their contents.
pub(crate) fn mark_used(
    tx: &mut Tx<'_>,
    event: &Event,
    number: TicketNumber,
    seq: i64,
) -> Result<(), Failure> {
    for file in event.fact().attachments() {
        let blob = attachments::mark_used(tx, file.id, number.0, seq)?;
        let blob = blob.ok_or_else(|| Failure::fault("an upload went with two messages"))?;
        blobs::keep(tx, BlobId(blob))?;
    }
    Ok(())
}

/// The same files once more, for a message that becomes another ticket: contents are not written
/// again.
pub(crate) fn copies(
    tx: &mut Tx<'_>,
    files: &[Attachment],
    uploader: Option<PersonId>,
) -> Result<Vec<Offered>, DbError> {
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        let Some(row) = attachments::read(tx, file.id)? else { continue };
        let id = counters::next(tx, Counter::Attachment)?;
        attachments::add(tx, id, row.blob, file.name.as_str(), uploader)?;
        ids.push(AttachmentId(id));
    }
    offer(tx, &ids)
}
