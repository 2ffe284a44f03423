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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, HOTLINE, LEA, MIA, NETWORK, NORA, RITA, solution, some,
    };
    use crate::values::{Origin, Status};

    fn because(reason: &str) -> RaiseTicket {
        RaiseTicket { reason: some(reason) }
    }

    #[test]
    fn management_is_told_and_the_holder_stays() {
        let mut bench = Bench::new();
        bench
            .check(ADA, because("The board waits."), "opened + raised")
            .check(BOB, because("The board waits."), "opened + raised")
            .check(ADA, RaiseTicket::default(), "raise_incomplete: reason required")
            .check(ADA, because(&"x".repeat(REASON_MAX + 1)), "raise_incomplete: reason too_long")
            .check(RITA, because("I wait!"), "forbidden")
            .check(NORA, because("I wait!"), "not_found")
            .check(Origin::Rule, because("Breach."), "raised");
        bench.does(ADA, Take::default()).does(ADA, because("The board waits."));
        let ticket = bench.ticket();
        assert_eq!((ticket.team, ticket.assignee), (HOTLINE, Some(ADA)));
        assert_eq!(ticket.raises, [(bench.seq(), Raise { told: vec![LEA] })].into());
        bench.does(ADA, solution()).check(ADA, because("The board waits."), "wrong_status");
    }

    #[test]
    fn somebody_who_was_told_acknowledges() {
        let mut bench = Bench::new();
        bench.check(LEA, Acknowledge::default(), "nothing_raised");
        bench.does(ADA, because("First.")).does(ADA, because("Second."));
        let second = bench.seq();
        bench
            .check(LEA, Acknowledge { raise: Some(second) }, "acknowledged")
            .check(LEA, Acknowledge { raise: Some(1) }, "nothing_raised")
            .check(ADA, Acknowledge::default(), "forbidden")
            .check(MIA, Acknowledge::default(), "forbidden")
            .check(RITA, Acknowledge::default(), "forbidden")
            .check(Origin::Import, Acknowledge::default(), "acknowledged");
        bench.does(LEA, Acknowledge::default());
        assert_eq!(bench.ticket().raises.keys().collect::<Vec<_>>(), [&second], "oldest first");
        bench.does(ADA, solution()).check(LEA, Acknowledge::default(), "acknowledged");
    }

    #[test]
    fn a_rules_raise_leaves_a_new_ticket_new() {
        let mut bench = Bench::new();
        bench.does(Origin::Rule, because("Nobody looks."));
        assert_eq!(bench.ticket().status, Status::New);
        bench.does(LEA, Acknowledge::default());
        assert_eq!(bench.ticket().status, Status::New);
    }

    #[test]
    fn without_a_lead_the_admins_are_told_and_without_them_it_is_refused() {
        let mut bench = Bench::at(NETWORK);
        bench.directory.agents.remove(&LEA);
        bench.does(MIA, because("First."));
        assert_eq!(bench.ticket().raises[&bench.seq()].told, [MIA]);
        bench.directory.agents.remove(&MIA);
        bench.check(CLEO, because("Second."), "nobody_to_tell");
    }
}
