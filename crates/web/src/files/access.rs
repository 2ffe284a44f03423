//! Who may read a file: whoever may read the message it went with, and until it went with one,
//! whoever uploaded it.

use crate::sight::Lens;
use desk::access::{Action, can};
use desk::ids::{AttachmentId, PersonId, TicketNumber};
use store::attachments::{self, AttachmentRow};
use store::queries::{events, tickets};
use store::{Failure, Snapshot};

/// What of an event somebody wants to read: a contract may keep back one and show another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// What it says, and one's own files.
    Words,
    /// A file that came with it.
    File,
    /// The mail it came by, which says who wrote it and brings its files.
    Mail,
}

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
    let own = row.uploader == Some(person);
    let may = match row.used_by {
        None => own,
        Some((stream, seq)) => {
            let what = if own { What::Words } else { What::File };
            may_read(desk, person, TicketNumber(stream), seq, what)?
        }
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
    what: What,
) -> Result<bool, Failure> {
    let Some(event) = events::one(desk.tx, number.0, seq)? else { return Ok(false) };
    let Some(row) = tickets::read(desk.tx, number)? else { return Ok(false) };
    let is_public = event.public == 1;
    if row.ticket.requester != person {
        let lens = Lens::of(&desk.directory, person);
        let author = event.actor.map(PersonId);
        let kept_back = match what {
            What::Words => false,
            What::File => !lens.shows_files(),
            What::Mail => !lens.is_clear(),
        };
        if kept_back || event.kind == "noted" && !lens.shows_notes_of(author) {
            return Ok(false);
        }
    }
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
