//! Take (also: accept): an agent of the holding team makes the ticket their own.

use super::event::{Fact, Stamp};
use super::hand_over::rate;
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::PersonId;
use crate::refusal::{Problems, Refusal};
use crate::values::Rating;
use serde::{Deserialize, Serialize};

/// Make a ticket one's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Take {
    /// What the hand-over was worth.
    pub rating: Option<Rating>,
}

/// An agent has taken it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Who.
    pub agent: PersonId,
}

impl Fact for Taken {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.assignee = Some(self.agent);
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Take,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    if !ticket.status.is_live() && !context.importing() {
        return Err(Refusal::status("taken", ticket.status, "Reopen it first, with a reason."));
    }
    let Some(agent) = context.actor.person() else {
        return Err(Refusal::forbidden("Only a person takes a ticket."));
    };
    let mut problems = Problems::new();
    let rated = rate(ticket, command.rating, context, &mut problems);
    problems.finish("rating_refused", "The hand-over cannot be rated.")?;
    let mut events = Vec::from_iter(rated);
    if ticket.assignee != Some(agent) {
        events.push(Taken { agent }.into());
    }
    Ok(events)
}
