//! Who may read a file: whoever may read the message it went with, and until it went with one,
//! whoever uploaded it.

use desk::access::{Action, can};
use desk::ids::{AttachmentId, PersonId, TicketNumber};
use store::attachments::{self, AttachmentRow};
use store::queries::{events, tickets};
use store::{Failure, Snapshot};

/// A file that somebody may read.
pub(crate) struct Readable {
    /// Where it is.
    pub(crate) row: AttachmentRow,
    /// What it is called.
    pub(crate) name: String,
}

/// The file of that number, if it is for this person to read.
///
/// # Errors
/// That the database cannot be read.
pub(crate) fn readable(
    desk: &mut Snapshot<'_, '_>,
    person: PersonId,
    id: AttachmentId,
) -> Result<Option<Readable>, Failure> {
    let Some(row) = attachments::read(desk.tx, id)? else { return Ok(None) };
    let may = match row.used_by {
        None => row.uploader == Some(person),
        Some((stream, seq)) => may_read(desk, person, TicketNumber(stream), seq)?,
    };
    if !may {
        return Ok(None);
    }
    let name = attachments::name(desk.tx, &row)?;
    Ok(Some(Readable { row, name }))
}

/// Whether somebody may read an event of a ticket. Public messages of a merged ticket show on the
/// survivor too (domain, section 3).
///
/// # Errors
/// That the database cannot be read.
pub(crate) fn may_read(
    desk: &mut Snapshot<'_, '_>,
    person: PersonId,
    number: TicketNumber,
    seq: i64,
) -> Result<bool, Failure> {
    let Some(event) = events::one(desk.tx, number.0, seq)? else { return Ok(false) };
    let Some(row) = tickets::read(desk.tx, number)? else { return Ok(false) };
    let is_public = event.public == 1;
    let action = if is_public { Action::Follow } else { Action::Read };
    if can(&desk.directory, person, action, &row.ticket, desk.now) {
        desk.opens(person, &row.ticket);
        return Ok(true);
    }
    let Some(rest) = row.ticket.merged.filter(|_| is_public) else { return Ok(false) };
    let survivor = tickets::read(desk.tx, rest.into)?;
    Ok(survivor
        .is_some_and(|row| can(&desk.directory, person, Action::Follow, &row.ticket, desk.now)))
}
