//! A step of the history: who does what to which ticket, when.

use desk::text::Text;
use desk::ticket::Command;
use desk::ticket::open::Open;
use desk::values::LinkKind;
use store::By;

/// A ticket of the history before it has a number.
pub(super) type TicketRef = usize;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) by: By,
    pub(super) ticket: TicketRef,
    pub(super) act: Act,
}

/// What is done. Numbers are only known when it is played, so other tickets are named by reference.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Open(Box<Open>),
    Do(Box<Command>),
    /// The requester writes; long after the solution that makes another ticket.
    Write {
        body: Text,
        successor: TicketRef,
    },
    /// The last message becomes a ticket of its own.
    Split {
        into: TicketRef,
    },
    Merge {
        into: TicketRef,
    },
    Link {
        to: TicketRef,
        kind: LinkKind,
    },
    Unlink {
        to: TicketRef,
        kind: LinkKind,
    },
    /// The teams with a successor are retired; no ticket is meant.
    Retire,
}

impl Act {
    /// What it is, for an error that says where the history broke.
    pub(super) fn verb(&self) -> &'static str {
        match self {
            Act::Open(_) => "open",
            Act::Do(command) => command.verb(),
            Act::Write { .. } => "write",
            Act::Split { .. } => "split",
            Act::Merge { .. } => "merge",
            Act::Link { .. } => "link",
            Act::Unlink { .. } => "unlink",
            Act::Retire => "retire",
        }
    }
}
