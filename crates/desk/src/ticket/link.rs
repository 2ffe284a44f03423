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
        match context.seen_other(to) {
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
    if let Some(other) = context.other.filter(|_| problems.is_empty()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::open::Open;
    use crate::ticket::testing::{
        ADA, BOB, Bench, DAN, LEA, NIGHT, NORA, RITA, RON, need, solution,
    };

    const FIRST: TicketNumber = TicketNumber(1);

    fn link(kind: LinkKind, to: TicketNumber) -> Link {
        Link { to: Some(to), kind: Some(kind) }
    }

    fn unlink(kind: LinkKind, to: TicketNumber) -> Unlink {
        Unlink { to: Some(to), kind: Some(kind) }
    }

    #[test]
    fn both_tickets_carry_the_link_each_from_its_side() {
        for kind in LinkKind::ALL {
            let mut bench = Bench::new();
            bench.opens(ADA, need(RON));
            let second = bench.on;
            bench.does(ADA, link(*kind, FIRST));
            assert_eq!(bench.ticket().links, [(*kind, FIRST)].into());
            assert_eq!(bench.timelines[&FIRST].ticket.links, [(kind.reverse(), second)].into());
            bench.check(ADA, link(*kind, FIRST), "nothing");

            bench.on = FIRST;
            bench.does(BOB, unlink(kind.reverse(), second));
            assert!(bench.timelines.values().all(|timeline| timeline.ticket.links.is_empty()));
        }
    }

    #[test]
    fn a_link_is_refused_with_all_that_is_wrong() {
        let mut bench = Bench::new();
        bench.opens(ADA, need(RON));
        let related = LinkKind::Related;
        bench
            .check(DAN, link(related, FIRST), "opened + linked")
            .check(ADA, Link::default(), "link_refused: kind required, to required")
            .check(ADA, link(related, bench.on), "link_refused: to itself")
            .check(ADA, link(related, TicketNumber(9)), "link_refused: to unknown")
            .check(RON, link(related, FIRST), "forbidden")
            .check(RITA, link(related, FIRST), "not_found")
            .check(ADA, Unlink::default(), "unlink_refused: kind required, to required")
            .check(ADA, unlink(related, FIRST), "unlink_refused: to not_linked");
        bench.does(ADA, solution()).check(ADA, link(related, FIRST), "linked");
    }

    #[test]
    fn a_ticket_takes_so_many_links() {
        let mut bench = Bench::new();
        bench.opens(ADA, need(RON));
        let ticket = &mut bench.timelines.get_mut(&TicketNumber(2)).unwrap().ticket;
        let many = (0..).take(LINKS_MAX).map(|n| (LinkKind::Related, TicketNumber(100 + n)));
        ticket.links.extend(many);
        bench.check(ADA, link(LinkKind::Related, FIRST), "link_refused: to too_many");
    }

    #[test]
    fn a_provider_links_nothing_it_cannot_see() {
        let mut bench = Bench::new();
        bench.opens(LEA, Open { team: Some(NIGHT), ..need(RON) });
        bench.check(NORA, link(LinkKind::Related, FIRST), "link_refused: to unknown");
        bench.does(LEA, link(LinkKind::Related, FIRST));
        bench.check(NORA, unlink(LinkKind::Related, FIRST), "not_found");
    }
}
