//! Merge: a duplicate closes and points at the survivor; it can be undone (domain, section 3).
//!
//! It is decided on the duplicate, with the survivor as the context's other ticket; the survivor
//! gets its own command in the same transaction.

use super::event::{Audience, Fact, Stamp};
use super::wait::Waiting;
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::TicketNumber;
use crate::refusal::{Problems, Refusal};
use crate::time::Timestamp;
use crate::values::{LinkKind, Status, marked};
use serde::{Deserialize, Serialize};

/// Merge this ticket into another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merge {
    /// The survivor.
    pub into: Option<TicketNumber>,
    /// The agent's statement that two different requesters may see each other.
    pub may_see_each_other: Option<MaySeeEachOther>,
}

/// The statement that two requesters may read each other's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaySeeEachOther;
marked!(MaySeeEachOther);

/// Undo a merge, on the duplicate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unmerge;

/// The survivor takes the duplicate in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absorb {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// The survivor gives the duplicate back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// What an undo restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The survivor.
    pub into: TicketNumber,
    /// Where the duplicate was in its life.
    pub status: Status,
    /// What it waited for.
    pub waiting: Option<Waiting>,
    /// When it had been resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it had been closed.
    pub closed_at: Option<Timestamp>,
}

/// The duplicate was merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The survivor.
    pub into: TicketNumber,
    /// Set when the requesters differ and an agent stated that they may see each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_see_each_other: Option<MaySeeEachOther>,
}

/// The survivor has taken a duplicate in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absorbed {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// The merge was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerged {
    /// The survivor it had been merged into.
    pub from: TicketNumber,
}

/// The survivor has given a duplicate back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parted {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

impl Fact for Merged {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.merged = Some(Rest {
            into: self.into,
            status: ticket.status,
            waiting: ticket.waiting,
            resolved_at: ticket.resolved_at,
            closed_at: ticket.closed_at,
        });
        ticket.status = Status::Closed;
        ticket.waiting = None;
        ticket.closed_at = Some(stamp.at);
        ticket.links.insert((LinkKind::DuplicateOf, self.into));
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Absorbed {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.insert((LinkKind::DuplicatedBy, self.duplicate));
    }
}

impl Fact for Unmerged {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        if let Some(rest) = ticket.merged.take() {
            ticket.status = rest.status;
            ticket.waiting = rest.waiting;
            ticket.resolved_at = rest.resolved_at;
            ticket.closed_at = rest.closed_at;
        }
        ticket.links.remove(&(LinkKind::DuplicateOf, self.from));
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Parted {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.remove(&(LinkKind::DuplicatedBy, self.duplicate));
    }
}

/// The refusal of everything but an undo on a merged ticket.
pub(super) fn points_at_survivor(rest: &Rest) -> Refusal {
    Refusal::state(
        "merged",
        format!("This ticket was merged: go on in #{}, or undo the merge.", rest.into),
    )
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Merge,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    let mut problems = Problems::new();
    let other = context.other.filter(|other| Some(other.number) == command.into);
    match (command.into, other) {
        (None, _) => problems.add("into", "required", "Name the ticket that survives."),
        (Some(into), _) if into == ticket.number => {
            problems.add("into", "itself", "A ticket cannot be merged into itself.");
        }
        (Some(_), None) => problems.add("into", "unknown", "There is no such ticket."),
        (Some(_), Some(survivor)) => {
            require(context, Action::Change, survivor)?;
            if let Some(rest) = &survivor.merged {
                let message = format!("It is merged itself; the survivor is #{}.", rest.into);
                problems.add("into", "merged", message);
            }
            if survivor.requester != ticket.requester && command.may_see_each_other.is_none() {
                problems.add(
                    "may_see_each_other",
                    "required",
                    "The requesters differ. State that they may see each other, or link this \
                     ticket as a child.",
                );
            }
        }
    }
    problems.finish("merge_refused", "These tickets cannot be merged.")?;
    let Some(survivor) = other else { return Ok(Vec::new()) };
    let statement = command.may_see_each_other;
    let may_see_each_other = statement.filter(|_| survivor.requester != ticket.requester);
    Ok(vec![Merged { into: survivor.number, may_see_each_other }.into()])
}

pub(super) fn decide_unmerge(
    ticket: &Ticket,
    _command: Unmerge,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    let Some(rest) = &ticket.merged else {
        return Err(Refusal::state("not_merged", "This ticket is not merged."));
    };
    // The survivor is told too: nobody undoes a merge into a ticket they cannot see.
    if let Some(survivor) = context.other {
        require(context, Action::Note, survivor)?;
    }
    Ok(vec![Unmerged { from: rest.into }.into()])
}
