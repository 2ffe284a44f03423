//! A ticket: what it is, what can be done to it, and how its events make it.
//!
//! Each file of this folder is one thing a ticket can do, with its command, its rule, its events
//! and its tests. [`decide`] is the only way to change a ticket: it gives events or a refusal;
//! [`Ticket::apply`] folds events into the state.

pub mod ask;
pub mod assign;
pub mod change;
pub mod close;
pub mod command;
pub mod confidential;
pub mod confirm;
pub mod escalate;
pub mod event;
pub mod glance;
pub mod hand_over;
#[cfg(test)]
mod histories;
pub mod hold;
pub mod link;
pub mod merge;
pub mod message;
pub mod open;
pub mod pull;
pub mod raise;
pub mod release;
pub mod reopen;
pub mod resolve;
pub mod r#return;
pub mod split;
pub mod succeed;
pub mod take;
#[cfg(test)]
pub(crate) mod testing;
pub mod thanks;
pub mod transfer;
pub mod wait;

pub use command::{Command, decide};
pub use event::{Event, Fact, Stamp, UnknownEvent};

use crate::ids::{EventSeq, PersonId, ServiceId, TeamId, TicketNumber};
use crate::priority::Priority;
use crate::time::Timestamp;
use crate::values::{Channel, Complexity, Kind, Level, LinkKind, Status, Tier};
use std::collections::{BTreeMap, BTreeSet};

/// The state of a ticket: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its number.
    pub number: TicketNumber,
    /// The sequence number of its last event; the API's `version` and ETag.
    pub version: EventSeq,
    /// Incident or request.
    pub kind: Kind,
    /// Where it is in its life.
    pub status: Status,
    /// One line that says what it is about.
    pub subject: String,
    /// Who has the need.
    pub requester: PersonId,
    /// How it came in.
    pub channel: Channel,
    /// The service it is about.
    pub service: Option<ServiceId>,
    /// The thing it is about, by its outside id.
    pub asset: Option<String>,
    /// How many are hit, how hard.
    pub impact: Level,
    /// How soon it hurts.
    pub urgency: Level,
    /// By the matrix, unless an agent set it with a reason.
    pub priority: Priority,
    /// Which tier it needs, once somebody said so.
    pub complexity: Option<Complexity>,
    /// Labels.
    pub tags: BTreeSet<String>,
    /// Custom fields.
    pub fields: BTreeMap<String, String>,
    /// The one team that holds it.
    pub team: TeamId,
    /// The tier of that team.
    pub tier: Tier,
    /// The agent who has it, if one does.
    pub assignee: Option<PersonId>,
    /// The teams below and with the holder, strictly rising in tier; the last is the holder.
    pub path: Vec<hold::Step>,
    /// The tier-1 team that answers to the requester.
    pub contact_team: TeamId,
    /// False while the contact team is only the desk's default: no tier-1 team has held it yet.
    pub contact_held: bool,
    /// When a team last left the path, for those that are not on it now.
    pub left: BTreeMap<TeamId, Timestamp>,
    /// Who sees it, while it is confidential.
    pub confidential: Option<confidential::Readers>,
    /// What it waits for, while it waits.
    pub waiting: Option<wait::Waiting>,
    /// True once an agent has written to the requester.
    pub replied: bool,
    /// What a list shows of its past.
    pub glance: glance::Glance,
    /// The hand-over that brought it to its holder, until it goes on.
    pub hand_over: Option<hand_over::Received>,
    /// Questions in the house that are not answered yet, by the event that asked them.
    pub questions: BTreeMap<EventSeq, ask::Question>,
    /// Hierarchical escalations, by the event that raised them.
    pub raises: BTreeMap<EventSeq, raise::Raise>,
    /// Other tickets it belongs with.
    pub links: BTreeSet<(LinkKind, TicketNumber)>,
    /// Set while it is merged: the survivor, and what an undo restores.
    pub merged: Option<merge::Rest>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its last event happened.
    pub updated_at: Timestamp,
    /// When it was last resolved, or closed without having been resolved; none while live. A merge
    /// resolves nothing and leaves it alone.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed; none unless it is.
    pub closed_at: Option<Timestamp>,
}

impl Ticket {
    /// Folds one more event. The stamp's `seq` becomes the version.
    pub fn apply(&mut self, event: &Event, stamp: &Stamp) {
        self.glance = self.glance.after(self, event, stamp);
        event.fact().apply(self, stamp);
        self.version = stamp.seq;
        self.updated_at = stamp.at;
    }

    /// Folds a whole history. None when it does not begin with `Created`.
    #[must_use]
    pub fn fold<'e>(
        number: TicketNumber,
        history: impl IntoIterator<Item = (&'e Event, Stamp)>,
    ) -> Option<Ticket> {
        let mut history = history.into_iter();
        let (Event::Created(created), stamp) = history.next()? else { return None };
        let mut ticket = created.ticket(number, &stamp);
        for (event, stamp) in history {
            ticket.apply(event, &stamp);
        }
        Some(ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{ADA, Bench, solution};
    use super::*;

    #[test]
    fn a_history_begins_with_its_creation() {
        let mut bench = Bench::new();
        bench.does(ADA, solution());
        let events = &bench.timelines[&bench.on].events;
        let fold = |from: usize| {
            Ticket::fold(bench.on, events[from..].iter().map(|(event, stamp)| (event, *stamp)))
        };
        assert_eq!(fold(0).as_ref(), Some(bench.ticket()));
        assert_eq!(fold(1), None);
        assert_eq!(Ticket::fold(bench.on, []), None);
    }
}
