//! Confirm: the requester says that the solution works; the ticket closes.

use super::event::{Audience, Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::refusal::Refusal;
use crate::values::Status;
use serde::{Deserialize, Serialize};

/// Say that the solution works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confirm;

/// The requester has confirmed the solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {}

impl Fact for Confirmed {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.status = Status::Closed;
        ticket.closed_at = Some(stamp.at);
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    _command: Confirm,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Confirm, ticket)?;
    if ticket.status != Status::Resolved {
        let instead = "Only a solution that was given can be confirmed.";
        return Err(Refusal::status("confirmed", ticket.status, instead));
    }
    Ok(vec![Confirmed {}.into()])
}
