//! Release: put a ticket back into its team's queue.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Put the ticket back into the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Release;

/// Nobody has it any more; the team still holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {}

impl Fact for Released {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.assignee = None;
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    _command: Release,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    if !ticket.status.is_live() && !context.importing() {
        return Err(Refusal::status("released", ticket.status, "Reopen it first."));
    }
    if ticket.assignee.is_none() {
        return Err(Refusal::state("not_assigned", "Nobody has this ticket: it is in the queue."));
    }
    Ok(vec![Released {}.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{ADA, ALI, BOB, Bench, HOTLINE, imported, solution};

    #[test]
    fn a_released_ticket_is_in_its_teams_queue() {
        let mut bench = Bench::new();
        bench.check(ADA, Release, "not_assigned");
        bench.does(ADA, Take::default()).check(BOB, Release, "forbidden");
        bench.does(ALI, Release);
        assert_eq!((bench.ticket().assignee, bench.ticket().team), (None, HOTLINE));
        bench.does(ADA, Take::default()).does(ADA, solution()).check(ADA, Release, "wrong_status");
        bench.check(imported(ADA), Release, "released");
    }
}
