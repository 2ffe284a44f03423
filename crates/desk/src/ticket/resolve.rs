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
    require(context, Action::Work, ticket)?;
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
