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
