//! Close: final. After the quiet period, by the holder or a lead.

use super::event::{Audience, Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::refusal::{Problems, Refusal};
use crate::values::{Origin, ResolutionCode, Status};
use serde::{Deserialize, Serialize};

/// Close the ticket. One that was not resolved needs a code that says how it ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Close {
    /// How it ended.
    pub code: Option<ResolutionCode>,
}

/// The ticket is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// How it ended, where the resolution had not said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ResolutionCode>,
}

impl Fact for Closed {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        if ticket.status != Status::Resolved {
            ticket.resolved_at = Some(stamp.at);
        }
        ticket.status = Status::Closed;
        ticket.waiting = None;
        ticket.closed_at = Some(stamp.at);
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Close,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Close, ticket)?;
    if ticket.status == Status::Closed {
        return Err(Refusal::status("closed", ticket.status, "It is final already."));
    }
    if context.origin == Origin::Sweep {
        let rested = ticket.resolved_at.is_some_and(|at| {
            ticket.status == Status::Resolved && context.now >= at + context.settings.quiet_period
        });
        if !rested {
            return Err(Refusal::state("not_due", "The quiet period is not over yet."));
        }
    }
    let mut problems = Problems::new();
    if ticket.status.is_live() {
        let ask = "This ticket was not resolved: say how it ended.";
        problems.need("code", command.code, ask);
    }
    problems.not_reserved("code", command.code, context.origin);
    problems.finish("close_incomplete", "To close a ticket that is not resolved, give a code.")?;
    Ok(vec![Closed { code: command.code }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::pull::Pull;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, LEA, NETWORK, RITA, imported, solution, some, up, wait_on,
    };
    use crate::time::Span;
    use crate::values::WaitReason;

    fn with(code: ResolutionCode) -> Close {
        Close { code: Some(code) }
    }

    #[test]
    fn the_sweep_closes_after_the_quiet_period() {
        let mut bench = Bench::new();
        bench.check(Origin::Sweep, Close::default(), "not_due");
        bench.pass(Span::days(90)).does(ADA, solution());
        bench.pass(Span::days(5)).pass(Span(-1)).check(Origin::Sweep, Close::default(), "not_due");
        bench.pass(Span(1)).does(Origin::Sweep, Close::default());
        assert_eq!(bench.ticket().status, Status::Closed);
        assert_eq!(bench.ticket().closed_at, Some(bench.now));
        assert_eq!(bench.ticket().resolved_at, Some(bench.now + Span::days(-5)));
    }

    #[test]
    fn the_quiet_period_is_a_setting() {
        let mut bench = Bench::new();
        bench.settings.quiet_period = Span::days(1);
        bench.does(ADA, solution()).pass(Span::days(1));
        bench.check(Origin::Sweep, Close::default(), "closed");
    }

    #[test]
    fn the_holder_or_a_lead_closes() {
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, solution());
        for (by, told) in [
            (CLEO, "closed"),
            (LEA, "closed"),
            // The contact team answers, but it does not close.
            (ADA, "forbidden"),
            (BOB, "forbidden"),
            (RITA, "forbidden"),
        ] {
            bench.check(by, Close::default(), told);
        }
    }

    #[test]
    fn what_was_not_resolved_needs_a_code() {
        let mut bench = Bench::new();
        let missing = "close_incomplete: code required";
        bench.check(ADA, Close::default(), missing).check(LEA, Close::default(), missing);
        bench.check(imported(ADA), Close::default(), missing);
        bench.check(ADA, with(ResolutionCode::Junk), "opened + closed");
        bench.does(ADA, wait_on(WaitReason::Requester));
        bench.does(ADA, with(ResolutionCode::Cancelled));
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.waiting), (Status::Closed, None));
        assert_eq!((ticket.resolved_at, ticket.closed_at), (Some(bench.now), Some(bench.now)));
        bench.check(ADA, with(ResolutionCode::Junk), "wrong_status");
        bench.check(ADA, Pull { team: None, reason: some("Mine.") }, "wrong_status");
    }

    #[test]
    fn reserved_codes_are_each_for_one_origin() {
        let bench = Bench::new();
        let refused = "close_incomplete: code reserved";
        bench
            .check(ADA, with(ResolutionCode::Imported), refused)
            .check(ADA, with(ResolutionCode::Rule), refused)
            .check(ADA, with(ResolutionCode::Contract), refused)
            .check(imported(ADA), with(ResolutionCode::Imported), "opened + closed")
            .check(imported(ADA), with(ResolutionCode::Rule), refused)
            .check(Origin::Rule, with(ResolutionCode::Rule), "closed");
    }
}
