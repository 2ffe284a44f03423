//! Raise: hierarchical escalation. Management is told and asked to acknowledge; the holder stays.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{EventSeq, PersonId};
use crate::limits::REASON_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Tell management.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RaiseTicket {
    /// Why.
    pub reason: Option<Text>,
}

/// Acknowledge a raise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acknowledge {
    /// The event that raised; without it the oldest one that is still open.
    pub raise: Option<EventSeq>,
}

/// A raise that waits for its acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// Who was told.
    pub told: Vec<PersonId>,
}

/// Management was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Who was told.
    pub told: Vec<PersonId>,
    /// Why.
    pub reason: Text,
}

/// Somebody of the management has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The event that raised.
    pub raise: EventSeq,
}

impl Fact for Raised {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.raises.insert(stamp.seq, Raise { told: self.told.clone() });
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("reason", &mut self.reason);
    }
}

impl Fact for Acknowledged {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.raises.remove(&self.raise);
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: RaiseTicket,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Raise, ticket)?;
    if !ticket.status.is_live() {
        return Err(Refusal::status("raised", ticket.status, "Reopen it first, with a reason."));
    }
    let mut problems = Problems::new();
    problems.need_text("reason", command.reason.as_ref(), "Say why management has to know.");
    super::message::limit(&mut problems, "reason", command.reason.as_ref(), REASON_MAX);
    problems.finish("raise_incomplete", "To raise a ticket, say why.")?;
    let told = context.directory.managers_of(ticket.team);
    if told.is_empty() {
        return Err(Refusal::state("nobody_to_tell", "This desk has no lead and no admin."));
    }
    let Some(reason) = command.reason else { return Ok(Vec::new()) };
    Ok(vec![Raised { told, reason }.into()])
}

pub(super) fn decide_acknowledge(
    ticket: &Ticket,
    command: Acknowledge,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Read, ticket)?;
    let open = match command.raise {
        Some(seq) => ticket.raises.get_key_value(&seq),
        None => ticket.raises.first_key_value(),
    };
    let Some((seq, raise)) = open else {
        return Err(Refusal::state("nothing_raised", "Nothing waits for an acknowledgement here."));
    };
    if context.by_person()
        && !context.actor.person().is_some_and(|person| raise.told.contains(&person))
    {
        return Err(Refusal::forbidden("Only somebody who was told can acknowledge."));
    }
    Ok(vec![Acknowledged { raise: *seq }.into()])
}
