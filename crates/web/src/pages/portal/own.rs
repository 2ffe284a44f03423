//! One's own requests, and nobody else's: where every page of the portal reads.

use super::steps::{self, Stage};
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::{Progress, When};
use desk::access::{Action, can};
use desk::directory::Directory;
use desk::ids::TicketNumber;
use desk::refusal::Refusal;
use desk::ticket::Ticket;
use store::db::{DbError, Tx};
use store::queries::tickets;
use store::{Failure, Ledger};

/// Whether this is the viewer's own request, as far as the portal goes: what somebody sees of
/// others by their work is the desk's to show.
fn is_own(directory: &Directory, viewer: &Viewer, ticket: &Ticket) -> bool {
    // One's own request depends on no instant.
    let now = ticket.updated_at;
    ticket.requester == viewer.id() && can(directory, viewer.id(), Action::Follow, ticket, now)
}

/// The viewer's own request of that number.
///
/// # Errors
/// `not_found` for what is not there and for everybody else's.
pub(super) fn find(
    tx: &mut Tx<'_>,
    directory: &Directory,
    viewer: &Viewer,
    number: TicketNumber,
) -> Result<Ticket, Failure> {
    if_own(tx, directory, viewer, number)?.ok_or_else(|| Refusal::not_found("request").into())
}

/// The same, if there is one.
///
/// # Errors
/// That the database cannot be reached.
pub(super) fn if_own(
    tx: &mut Tx<'_>,
    directory: &Directory,
    viewer: &Viewer,
    number: TicketNumber,
) -> Result<Option<Ticket>, DbError> {
    let found = tickets::read(tx, number)?.map(|row| row.ticket);
    Ok(found.filter(|ticket| is_own(directory, viewer, ticket)))
}

/// The same in a write.
///
/// # Errors
/// As [`find`].
pub(super) fn require(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    number: TicketNumber,
) -> Result<(), Failure> {
    let directory = ledger.shared_directory();
    let own = is_own(&directory, viewer, ledger.ticket(number)?);
    if own { Ok(()) } else { Err(Refusal::not_found("request").into()) }
}

/// A request in a list.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) number: i64,
    pub(super) href: String,
    pub(super) subject: String,
    pub(super) stage: Stage,
    pub(super) progress: Option<Progress>,
    pub(super) changed: When,
}

impl Item {
    pub(super) fn new(page: &Page, ticket: &Ticket) -> Item {
        Item {
            number: ticket.number.0,
            href: super::path(ticket.number),
            subject: ticket.subject.clone(),
            stage: Stage::of(ticket),
            progress: steps::progress(ticket),
            changed: When::new(page, ticket.updated_at),
        }
    }
}
