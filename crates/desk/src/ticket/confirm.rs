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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{ADA, Bench, LEA, RITA, RON, imported, solution};
    use crate::time::Span;

    #[test]
    fn the_requester_confirms_a_solution_that_was_given() {
        let mut bench = Bench::new();
        bench.check(RITA, Confirm, "wrong_status");
        bench.does(ADA, solution());
        for (by, told) in [
            (RITA.into(), "confirmed"),
            (ADA.into(), "forbidden"),
            (LEA.into(), "forbidden"),
            (RON.into(), "not_found"),
            (imported(RITA), "confirmed"),
        ] {
            bench.check(by, Confirm, told);
        }
        let resolved_at = bench.ticket().resolved_at;
        bench.pass(Span::days(1)).does(RITA, Confirm);
        let ticket = bench.ticket();
        assert_eq!(ticket.status, Status::Closed);
        assert_eq!((ticket.resolved_at, ticket.closed_at), (resolved_at, Some(bench.now)));
        bench.check(RITA, Confirm, "wrong_status");
    }
}
