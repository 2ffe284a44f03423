//! Split: a requester's message becomes a ticket of its own (domain, section 3).
//!
//! The new ticket is opened in the same transaction, with the message as its first one.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{EventSeq, TicketNumber};
use crate::refusal::{Problems, Refusal};
use crate::values::LinkKind;
use serde::{Deserialize, Serialize};

/// Make a message a ticket of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitMessage {
    /// The event that is the message.
    pub message: EventSeq,
    /// True of events that are a requester's message; the store has looked.
    pub kind: MessageKind,
    /// The number of the new ticket.
    pub into: TicketNumber,
}

/// What stands at the named place of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// A message of the requester: it can be split off.
    Requesters,
    /// Something else, or nothing.
    Other,
}

/// A message went to a ticket of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The event that is the message.
    pub message: EventSeq,
    /// The new ticket.
    pub into: TicketNumber,
}

impl Fact for Split {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.insert((LinkKind::Related, self.into));
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: SplitMessage,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    let mut problems = Problems::new();
    if command.kind == MessageKind::Other {
        let message = "Name the event of a message that the requester wrote.";
        problems.add("message", "not_a_message", message);
    }
    problems.finish("split_refused", "Only a requester's message can become a ticket.")?;
    Ok(vec![Split { message: command.message, into: command.into }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{ADA, BOB, Bench, LEA, RITA, imported, solution};

    #[test]
    fn a_requesters_message_becomes_a_ticket_of_its_own() {
        let of = |kind| SplitMessage { message: 2, kind, into: TicketNumber(8) };
        let mut bench = Bench::new();
        bench
            .check(ADA, of(MessageKind::Requesters), "opened + split")
            .check(ADA, of(MessageKind::Other), "split_refused: message not_a_message")
            .check(LEA, of(MessageKind::Requesters), "opened + split")
            .check(BOB, of(MessageKind::Requesters), "forbidden")
            .check(RITA, of(MessageKind::Requesters), "forbidden")
            .check(imported(BOB), of(MessageKind::Requesters), "opened + split");
        bench.does(ADA, solution()).does(ADA, of(MessageKind::Requesters));
        assert_eq!(bench.ticket().links, [(LinkKind::Related, TicketNumber(8))].into());
    }
}
