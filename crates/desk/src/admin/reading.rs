//! Who has opened a confidential ticket.

use super::DeskEvent;
use crate::ids::{PersonId, TicketNumber};

/// Note that somebody opens a confidential ticket, before they see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteRead {
    /// Who.
    pub person: PersonId,
    /// Which.
    pub ticket: TicketNumber,
}

pub(super) fn note_read(command: NoteRead) -> Vec<DeskEvent> {
    let NoteRead { person, ticket } = command;
    vec![DeskEvent::ConfidentialRead { person, ticket }]
}
