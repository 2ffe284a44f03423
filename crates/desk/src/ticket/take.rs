//! Take (also: accept): an agent of the holding team makes the ticket their own.

use super::event::{Fact, Stamp};
use super::hand_over::rate;
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::PersonId;
use crate::refusal::{Problems, Refusal};
use crate::values::{Rating, Status};
use serde::{Deserialize, Serialize};

/// Make a ticket one's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Take {
    /// What the hand-over was worth.
    pub rating: Option<Rating>,
}

/// An agent has taken it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Who.
    pub agent: PersonId,
}

impl Fact for Taken {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.assignee = Some(self.agent);
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Take,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    if !ticket.status.is_live() && !context.importing() {
        return Err(Refusal::status("taken", ticket.status, "Reopen it first, with a reason."));
    }
    let Some(agent) = context.actor.person() else {
        return Err(Refusal::forbidden("Only a person takes a ticket."));
    };
    let mut problems = Problems::new();
    let rated = rate(ticket, command.rating, context, &mut problems);
    problems.finish("rating_refused", "The hand-over cannot be rated.")?;
    let mut events = Vec::from_iter(rated);
    // What a rule has assigned is new until the agent takes it.
    if ticket.assignee != Some(agent) || ticket.status == Status::New {
        events.push(Taken { agent }.into());
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::assign::Assign;
    use crate::ticket::testing::{
        ADA, ALI, BOB, Bench, CLEO, LEA, NETWORK, NORA, RITA, STRANGER, imported, solution, up,
    };
    use crate::values::Origin;

    #[test]
    fn an_agent_of_the_holding_team_takes_it() {
        let mut bench = Bench::new();
        for (by, told) in [
            (ADA, "opened + taken"),
            (LEA, "opened + taken"),
            (BOB, "forbidden"),
            (RITA, "forbidden"),
            (NORA, "not_found"),
            (STRANGER, "not_found"),
        ] {
            bench.check(by, Take::default(), told);
        }
        bench.does(ADA, Take::default());
        assert_eq!(bench.ticket().assignee, Some(ADA));
        bench.check(ADA, Take::default(), "nothing").check(ALI, Take::default(), "taken");
        bench.check(Origin::Rule, Take::default(), "forbidden");
        bench.does(ADA, solution());
        bench.check(ALI, Take::default(), "wrong_status");
        bench.check(imported(BOB), Take::default(), "taken");
    }

    #[test]
    fn what_a_rule_assigned_is_begun_by_taking_it() {
        let mut bench = Bench::new();
        bench.does(Origin::Rule, Assign { agent: Some(ADA) });
        bench.check(ADA, Take::default(), "opened + taken");
        bench.check(ALI, Assign { agent: Some(ADA) }, "opened + assigned");
    }

    #[test]
    fn accepting_is_taking_with_a_rating() {
        let accept = Take { rating: Some(Rating::Incomplete) };
        let mut bench = Bench::new();
        bench.check(ADA, accept, "rating_refused: rating nothing_to_rate");
        bench.does(ADA, up(NETWORK));
        let escalated = bench.seq();
        assert_eq!(bench.says(CLEO, accept), "hand_over_rated + taken");
        let received = bench.ticket().hand_over.unwrap();
        assert_eq!((received.seq, received.rating), (escalated, Some(Rating::Incomplete)));
        bench.check(CLEO, accept, "rating_refused: rating rated_already");
        bench.check(CLEO, Take::default(), "nothing");
    }
}
