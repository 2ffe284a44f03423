//! Assign: give a ticket to an agent of the holding team.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::PersonId;
use crate::refusal::{Problems, Refusal};
use crate::values::Status;
use serde::{Deserialize, Serialize};

/// Give the ticket to an agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assign {
    /// Who gets it: an agent of the holding team.
    pub agent: Option<PersonId>,
}

/// An agent has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Who.
    pub agent: PersonId,
}

impl Fact for Assigned {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.assignee = Some(self.agent);
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Assign,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    if !ticket.status.is_live() && !context.importing() {
        return Err(Refusal::status("assigned", ticket.status, "Reopen it first."));
    }
    let mut problems = Problems::new();
    let agent = problems.need("agent", command.agent, "Name the agent who gets the ticket.");
    if let Some(agent) = agent
        && !context.importing()
        && !context.directory.is_member(agent, ticket.team)
    {
        problems.add("agent", "not_a_member", "Name an agent of the team that holds the ticket.");
    }
    problems.finish("assign_incomplete", "The ticket cannot be given to this agent.")?;
    // What a rule has assigned is new until an agent says so too.
    let begins = ticket.status == Status::New && context.by_person();
    let differs = |agent: &PersonId| begins || ticket.assignee != Some(*agent);
    Ok(agent.filter(differs).map(|agent| Assigned { agent }.into()).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{ADA, ALI, BOB, Bench, CLEO, RITA, imported, solution};

    #[test]
    fn the_ticket_goes_to_an_agent_of_the_holding_team() {
        let to = |agent| Assign { agent: Some(agent) };
        let mut bench = Bench::new();
        bench
            .check(ADA, to(ALI), "opened + assigned")
            .check(ADA, Assign::default(), "assign_incomplete: agent required")
            .check(ADA, to(CLEO), "assign_incomplete: agent not_a_member")
            .check(ADA, to(RITA), "assign_incomplete: agent not_a_member")
            .check(BOB, to(ALI), "forbidden")
            .check(imported(ADA), to(RITA), "opened + assigned");
        bench.does(ADA, to(ALI));
        assert_eq!(bench.ticket().assignee, Some(ALI));
        bench.check(ADA, to(ALI), "nothing").check(ALI, to(ADA), "assigned");
        bench.does(ALI, solution()).check(ADA, to(ADA), "wrong_status");
        bench.check(imported(ADA), to(CLEO), "assigned");
    }
}
