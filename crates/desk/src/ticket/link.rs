//! Links between tickets: both carry one, each read from its own side.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::TicketNumber;
use crate::limits::LINKS_MAX;
use crate::refusal::{Problems, Refusal};
use crate::values::LinkKind;
use serde::{Deserialize, Serialize};

/// Link this ticket to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Link {
    /// The other ticket.
    pub to: Option<TicketNumber>,
    /// How they belong together, read from this ticket.
    pub kind: Option<LinkKind>,
}

/// Take a link away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unlink {
    /// The other ticket.
    pub to: Option<TicketNumber>,
    /// Which link.
    pub kind: Option<LinkKind>,
}

/// The other side of a link or of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mirror {
    /// The other ticket was linked to this one.
    Link(LinkKind, TicketNumber),
    /// The other ticket's link was taken away.
    Unlink(LinkKind, TicketNumber),
}

/// A link was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The other ticket.
    pub to: TicketNumber,
    /// How they belong together, read from this ticket.
    pub kind: LinkKind,
}

/// A link was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlinked {
    /// The other ticket.
    pub to: TicketNumber,
    /// Which link.
    pub kind: LinkKind,
}

impl Fact for Linked {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.insert((self.kind, self.to));
    }
}

impl Fact for Unlinked {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.remove(&(self.kind, self.to));
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Link,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    let mut problems = Problems::new();
    let kind = problems.need("kind", command.kind, "Say how the tickets belong together.");
    let to = problems.need("to", command.to, "Name the other ticket.");
    if to == Some(ticket.number) {
        problems.add("to", "itself", "A ticket cannot be linked to itself.");
    } else if to.is_some() {
        match context.other.filter(|other| Some(other.number) == to) {
            Some(other) => require(context, Action::Note, other)?,
            None => problems.add("to", "unknown", "There is no such ticket."),
        }
    }
    if ticket.links.len() >= LINKS_MAX {
        problems.add("to", "too_many", "This ticket has too many links already.");
    }
    problems.finish("link_refused", "To link tickets, name the other one and the kind.")?;
    let (Some(kind), Some(to)) = (kind, to) else { return Ok(Vec::new()) };
    Ok(decide_mirror(ticket, Mirror::Link(kind, to)))
}

pub(super) fn decide_unlink(
    ticket: &Ticket,
    command: Unlink,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    let mut problems = Problems::new();
    let kind = problems.need("kind", command.kind, "Say which link.");
    let to = problems.need("to", command.to, "Name the other ticket.");
    if let (Some(kind), Some(to)) = (kind, to)
        && !ticket.links.contains(&(kind, to))
    {
        problems.add("to", "not_linked", "There is no such link.");
    }
    if let Some(other) = context.other {
        require(context, Action::Note, other)?;
        let merged_here = other.merged.is_some_and(|rest| rest.into == ticket.number);
        if kind == Some(LinkKind::DuplicatedBy) && merged_here {
            problems.add("kind", "not_allowed", "This link belongs to a merge: undo the merge.");
        }
    }
    problems.finish("unlink_refused", "To take a link away, name the other ticket and kind.")?;
    let (Some(kind), Some(to)) = (kind, to) else { return Ok(Vec::new()) };
    Ok(decide_mirror(ticket, Mirror::Unlink(kind, to)))
}

/// The same on one side: nothing when it is so already.
pub(super) fn decide_mirror(ticket: &Ticket, mirror: Mirror) -> Vec<Event> {
    match mirror {
        Mirror::Link(kind, to) if !ticket.links.contains(&(kind, to)) => {
            vec![Linked { to, kind }.into()]
        }
        Mirror::Unlink(kind, to) if ticket.links.contains(&(kind, to)) => {
            vec![Unlinked { to, kind }.into()]
        }
        Mirror::Link(..) | Mirror::Unlink(..) => Vec::new(),
    }
}
