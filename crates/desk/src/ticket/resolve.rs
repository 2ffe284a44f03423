//! Resolve: the solution is given.

use super::event::{Audience, Fact, Stamp};
use super::message::PublicMessage;
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::limits::BODY_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::{ResolutionCode, Status};
use serde::{Deserialize, Serialize};

/// Give the solution.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolve {
    /// What helped; the requester reads it. Not needed where nothing was solved (`no_answer`,
    /// `cancelled`, `junk`).
    pub solution: Option<Text>,
    /// How it ended.
    pub code: Option<ResolutionCode>,
}

/// The solution was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// What helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<PublicMessage>,
    /// How it ended.
    pub code: ResolutionCode,
}

impl Fact for Resolved {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.status = Status::Resolved;
        ticket.waiting = None;
        ticket.resolved_at = Some(stamp.at);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let Some(solution) = &mut self.solution {
            visit("solution", &mut solution.0);
        }
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

/// Notes what is wrong with a solution and its code; the code when there is one.
pub(super) fn check(
    command: &Resolve,
    prefix: &str,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<ResolutionCode> {
    let code = problems.need(&format!("{prefix}code"), command.code, "Say how it ended.");
    problems.not_reserved(&format!("{prefix}code"), code, context.origin);
    let field = format!("{prefix}solution");
    let needs_words = match code {
        Some(
            ResolutionCode::SolvedPermanently
            | ResolutionCode::Workaround
            | ResolutionCode::Answered
            | ResolutionCode::Fulfilled
            | ResolutionCode::NotReproducible,
        )
        | None => true,
        Some(
            ResolutionCode::NoAnswer
            | ResolutionCode::Cancelled
            | ResolutionCode::Junk
            | ResolutionCode::Imported
            | ResolutionCode::Rule
            | ResolutionCode::Contract,
        ) => false,
    };
    if needs_words {
        problems.need_text(&field, command.solution.as_ref(), "Write down what helped.");
    }
    super::message::limit(problems, &field, command.solution.as_ref(), BODY_MAX);
    code
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Resolve,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Resolve, ticket)?;
    if !ticket.status.is_live() {
        return Err(Refusal::status("resolved", ticket.status, "It is solved already."));
    }
    let mut problems = Problems::new();
    let code = check(&command, "", context, &mut problems);
    problems.finish("resolve_incomplete", "To resolve a ticket, give the solution and a code.")?;
    let Some(code) = code else { return Ok(Vec::new()) };
    let solution = command.solution.filter(|text| !text.is_blank()).map(PublicMessage);
    Ok(vec![Resolved { solution, code }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{ADA, BOB, Bench, LEA, RITA, imported, solution, some, wait_on};
    use crate::values::{Origin, WaitReason};

    #[test]
    fn what_was_solved_is_written_down() {
        use ResolutionCode::{
            Answered, Cancelled, Fulfilled, Junk, NoAnswer, NotReproducible, SolvedPermanently,
            Workaround,
        };
        let bench = Bench::new();
        for (codes, silent) in [
            (
                vec![SolvedPermanently, Workaround, Answered, Fulfilled, NotReproducible],
                "resolve_incomplete: solution required",
            ),
            (vec![NoAnswer, Cancelled, Junk], "opened + resolved"),
        ] {
            for code in codes {
                let with = |solution| Resolve { solution, code: Some(code) };
                bench.check(ADA, with(None), silent);
                bench.check(ADA, with(some(" ")), silent);
                bench.check(ADA, with(some("Rebooted.")), "opened + resolved");
            }
        }
        bench
            .check(ADA, Resolve::default(), "resolve_incomplete: code required, solution required")
            .check(
                ADA,
                Resolve { solution: some(&"x".repeat(BODY_MAX + 1)), code: None },
                "resolve_incomplete: code required, solution too_long",
            )
            .check(LEA, solution(), "opened + resolved")
            .check(BOB, solution(), "forbidden")
            .check(RITA, solution(), "forbidden");
    }

    #[test]
    fn reserved_codes_are_each_for_one_origin() {
        let bench = Bench::new();
        let refused = "resolve_incomplete: code reserved";
        for (by, code, told) in [
            (ADA.into(), ResolutionCode::Imported, refused),
            (ADA.into(), ResolutionCode::Rule, refused),
            (ADA.into(), ResolutionCode::Contract, refused),
            (imported(ADA), ResolutionCode::Imported, "opened + resolved"),
            (imported(ADA), ResolutionCode::Contract, refused),
            (Origin::Rule.into(), ResolutionCode::Rule, "resolved"),
            (Origin::Sweep.into(), ResolutionCode::NoAnswer, "resolved"),
            (Origin::Sweep.into(), ResolutionCode::Rule, refused),
        ] {
            bench.check(by, Resolve { solution: None, code: Some(code) }, told);
        }
    }

    #[test]
    fn it_ends_a_wait_and_happens_once() {
        let mut bench = Bench::new();
        bench.does(ADA, wait_on(WaitReason::Requester)).does(ADA, solution());
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.waiting), (Status::Resolved, None));
        assert_eq!((ticket.resolved_at, ticket.closed_at), (Some(bench.now), None));
        bench.check(ADA, solution(), "wrong_status");
        bench.check(imported(ADA), solution(), "wrong_status");
    }
}
