//! Reopen: the solution did not hold. Holder, path and assignee stay (domain, section 3).

use super::event::{Audience, Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::limits::REASON_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::Status;
use crate::values::values;
use serde::{Deserialize, Serialize};

/// Reopen a resolved or closed ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reopen {
    /// Why; an import need not say.
    pub reason: Option<Text>,
}

values! {
    /// What reopened a ticket.
    Why { Requester = "requester", Wrote = "wrote", Agent = "agent", Imported = "imported" }
}

/// The ticket is open again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// What reopened it.
    pub why: Why,
    /// In words; the message that reopened it needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

impl Fact for Reopened {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.status = Status::Open;
        ticket.waiting = None;
        ticket.resolved_at = None;
        ticket.closed_at = None;
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let Some(reason) = &mut self.reason {
            visit("reason", reason);
        }
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

/// True while the ticket can still be reopened: it counts from when it was *resolved*.
#[must_use]
pub fn in_window(ticket: &Ticket, context: &Context<'_>) -> bool {
    ticket.resolved_at.is_some_and(|at| context.now <= at + context.settings.reopen_window)
}

/// The events that reopen it; the assignee goes when they have left the holding team.
pub(super) fn decide(
    ticket: &Ticket,
    command: Reopen,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Reopen, ticket)?;
    if !matches!(ticket.status, Status::Resolved | Status::Closed) {
        return Err(Refusal::status("reopened", ticket.status, "It is not resolved yet."));
    }
    if context.importing() {
        return Ok(vec![Reopened { why: Why::Imported, reason: command.reason }.into()]);
    }
    if !in_window(ticket, context) {
        return Err(Refusal::state(
            "too_old",
            "It was resolved too long ago to be reopened; open a new ticket and link it.",
        ));
    }
    let mut problems = Problems::new();
    problems.need_text("reason", command.reason.as_ref(), "Say what is still wrong.");
    super::message::limit(&mut problems, "reason", command.reason.as_ref(), REASON_MAX);
    problems.finish("reopen_incomplete", "To reopen a ticket, say what is still wrong.")?;
    let requester = context.actor.person() == Some(ticket.requester);
    let why = if requester { Why::Requester } else { Why::Agent };
    Ok(vec![Reopened { why, reason: command.reason }.into()])
}

/// After a reopening: the assignee stays if present, else the ticket is in the team's queue.
pub(super) fn absent_assignee(
    ticket: &Ticket,
    events: &[Event],
    context: &Context<'_>,
) -> Option<Event> {
    let reopened = events.iter().any(|event| matches!(event, Event::Reopened(_)));
    let gone = |agent| !context.directory.is_member(agent, ticket.team);
    (reopened && !context.importing() && ticket.assignee.is_some_and(gone))
        .then(|| super::release::Released {}.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::close::Close;
    use crate::ticket::message::Write;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, HOTLINE, LEA, NETWORK, RITA, imported, solution, some, up,
    };
    use crate::time::Span;
    use crate::values::Origin;

    fn because(reason: &str) -> Reopen {
        Reopen { reason: some(reason) }
    }

    /// Resolved by Cleo of `NETWORK`; Ada's team is the contact.
    fn resolved() -> Bench {
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, Take::default()).does(CLEO, solution());
        bench
    }

    #[test]
    fn it_needs_a_reason_but_in_an_import() {
        let bench = resolved();
        let missing = "reopen_incomplete: reason required";
        for by in [RITA, CLEO, ADA, LEA] {
            bench.check(by, because("It is back."), "reopened");
            bench.check(by, Reopen::default(), missing).check(by, because(" "), missing);
        }
        let long = because(&"x".repeat(REASON_MAX + 1));
        bench
            .check(CLEO, long, "reopen_incomplete: reason too_long")
            .check(BOB, because("It is back."), "forbidden")
            .check(imported(BOB), Reopen::default(), "reopened");
    }

    #[test]
    fn it_says_who_reopened_it() {
        for (by, why) in [
            (RITA.into(), Why::Requester),
            (CLEO.into(), Why::Agent),
            (imported(RITA), Why::Imported),
        ] {
            let mut bench = resolved();
            bench.does(by, because("It is back."));
            assert!(matches!(bench.last(), Event::Reopened(reopened) if reopened.why == why));
        }
        let mut bench = resolved();
        bench.does(RITA, Write { body: some("It is back."), ..Write::default() });
        assert_eq!(*bench.last(), Reopened { why: Why::Wrote, reason: None }.into());
    }

    #[test]
    fn the_window_counts_from_when_it_was_resolved() {
        let mut bench = resolved();
        bench.pass(Span::days(5)).does(Origin::Sweep, Close::default()).pass(Span::days(9));
        for by in [RITA, CLEO] {
            bench.check(by, because("It is back."), "reopened");
        }
        bench.pass(Span(1));
        for by in [RITA, CLEO, LEA] {
            bench.check(by, because("It is back."), "too_old");
        }
        bench.check(imported(CLEO), Reopen::default(), "reopened");
    }

    #[test]
    fn only_what_is_solved_is_reopened() {
        let mut bench = Bench::new();
        bench.check(ADA, because("It is back."), "wrong_status");
        bench.does(ADA, Take::default()).check(ADA, because("It is back."), "wrong_status");
    }

    #[test]
    fn holder_path_and_assignee_stay() {
        let mut bench = resolved();
        bench.pass(Span::days(3)).does(RITA, because("It is back."));
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.assignee), (Status::Open, Some(CLEO)));
        assert_eq!((ticket.resolved_at, ticket.closed_at), (None, None));
        assert_eq!(bench.path(), [HOTLINE, NETWORK]);
    }

    #[test]
    fn an_assignee_who_is_gone_leaves_it_to_the_queue() {
        let mut bench = resolved();
        bench.directory.agents.get_mut(&CLEO).unwrap().teams = vec![HOTLINE];
        bench
            .check(RITA, because("It is back."), "reopened + released")
            .check(
                RITA,
                Write { body: some("It is back."), ..Write::default() },
                "requester_wrote + reopened + released",
            )
            .check(imported(RITA), Reopen::default(), "reopened");
        bench.does(RITA, because("It is back."));
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, None));
    }
}
