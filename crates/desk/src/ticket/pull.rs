//! Pull: an agent takes a ticket from another team into one of his own.

use super::event::{Fact, Stamp};
use super::hold::{Hold, end_wait, movable};
use super::{Event, Ticket, confidential};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::TeamId;
use crate::limits::REASON_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Take a ticket over from another team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pull {
    /// Into which of the agent's own teams; not needed when they have only one.
    pub team: Option<TeamId>,
    /// Why.
    pub reason: Option<Text>,
}

/// The ticket was pulled; who pulled it has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulled {
    /// The change of holder.
    #[serde(flatten)]
    pub hold: Hold,
    /// Why.
    pub reason: Text,
}

impl Fact for Pulled {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        // The puller is not of the team that is left, so nobody there sent it on.
        ticket.move_hold(&self.hold, None, stamp.at);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("reason", &mut self.reason);
    }

    fn hold(&self) -> Option<&Hold> {
        Some(&self.hold)
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Pull,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Pull, ticket)?;
    let agent = context.actor.person().and_then(|id| context.directory.agent(id));
    if context.by_person()
        && agent.is_some_and(|agent| context.directory.is_outside(agent))
        && !context.directory.is_provider_team(ticket.team)
    {
        let message = "A provider pulls no ticket from a team of the house: note or ask there.";
        return Err(Refusal::forbidden(message));
    }
    movable(ticket, "pulled", context)?;
    let mut problems = Problems::new();
    let team = own_team(ticket, &command, context, &mut problems);
    if let Some(team) = team.filter(|_| !context.importing()) {
        confidential::check_team(ticket, team.id, "team", &mut problems);
    }
    problems.need_text("reason", command.reason.as_ref(), "Say why you take it over.");
    super::message::limit(&mut problems, "reason", command.reason.as_ref(), REASON_MAX);
    problems.finish("pull_incomplete", "To pull a ticket, name one of your teams and a reason.")?;
    let (Some(team), Some(reason)) = (team, command.reason) else { return Ok(Vec::new()) };
    let mut events = Vec::new();
    end_wait(ticket, &mut events);
    let hold = Hold::of(ticket, team, context.actor.person());
    events.push(Pulled { hold, reason }.into());
    Ok(events)
}

/// The team to pull into: one's own; in an import, whichever the log has.
fn own_team<'d>(
    ticket: &Ticket,
    command: &Pull,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<&'d Team> {
    if context.importing() {
        return named(ticket, command, context, problems);
    }
    let Some(agent) = context.actor.person().and_then(|id| context.directory.agent(id)) else {
        problems.add("team", "not_a_member", "Only an agent pulls a ticket, into their own team.");
        return None;
    };
    let own = |id: &TeamId| context.directory.team(*id).filter(|team| team.is_active());
    let mut mine = agent.teams.iter().filter_map(own).filter(|team| team.id != ticket.team);
    match command.team {
        Some(id) if id == ticket.team => {
            problems.add("team", "holds_already", "This team holds the ticket already: take it.");
            None
        }
        Some(id) => {
            let found = mine.find(|team| team.id == id);
            if found.is_none() {
                problems.add("team", "not_a_member", "Name one of your own teams.");
            }
            found
        }
        None => match (mine.next(), mine.next()) {
            (Some(only), None) => Some(only),
            (None, _) => {
                problems.add("team", "not_a_member", "You have no other team to pull it into.");
                None
            }
            (Some(_), Some(_)) => {
                problems.add("team", "required", "You are in several teams: name one.");
                None
            }
        },
    }
}

fn named<'d>(
    ticket: &Ticket,
    command: &Pull,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<&'d Team> {
    let found = command.team.and_then(|id| context.directory.team(id));
    match found {
        Some(team) if team.id == ticket.team => {
            problems.add("team", "holds_already", "This team holds the ticket already.");
            None
        }
        Some(team) => Some(team),
        None => {
            let code = if command.team.is_some() { "unknown" } else { "required" };
            problems.add("team", code, "Name the team that pulled the ticket.");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::change::Change;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, CAN, DAN, DEVELOPERS, FRONT, HOTLINE, LEA, NETWORK, NIGHT, NO_TEAM,
        NORA, RITA, imported, solution, some, up,
    };
    use crate::values::Origin;

    fn into(team: Option<TeamId>) -> Pull {
        Pull { team, reason: some("I know this one.") }
    }

    #[test]
    fn an_agent_of_the_house_pulls_into_a_team_of_their_own() {
        let bench = Bench::new();
        bench
            .check(BOB, into(None), "opened + pulled")
            .check(BOB, into(Some(FRONT)), "opened + pulled")
            .check(CAN, into(Some(APPS)), "opened + pulled")
            .check(CAN, Pull::default(), "pull_incomplete: team required, reason required")
            .check(BOB, into(Some(NETWORK)), "pull_incomplete: team not_a_member")
            .check(ADA, into(Some(HOTLINE)), "pull_incomplete: team holds_already")
            .check(ADA, into(None), "pull_incomplete: team not_a_member")
            .check(RITA, into(Some(FRONT)), "forbidden")
            .check(NORA, into(Some(NIGHT)), "not_found")
            .check(Origin::Rule, into(Some(FRONT)), "pull_incomplete: team not_a_member")
            .check(imported(RITA), into(Some(FRONT)), "opened + pulled")
            .check(imported(BOB), into(None), "pull_incomplete: team required")
            .check(imported(BOB), into(Some(NO_TEAM)), "pull_incomplete: team unknown")
            .check(imported(BOB), into(Some(HOTLINE)), "pull_incomplete: team holds_already");
    }

    #[test]
    fn what_a_provider_holds_is_pulled_by_the_path_or_a_lead() {
        let mut bench = Bench::at(NIGHT);
        bench.check(BOB, into(None), "forbidden").check(LEA, into(None), "opened + pulled");

        // Once it has gone up to the house, the contact of the house may take it back.
        bench.goes(NETWORK);
        bench.check(BOB, into(None), "pulled").check(NORA, into(None), "forbidden");
        let hotline = Change { contact_team: Some(HOTLINE), ..Change::default() };
        bench.does(LEA, hotline).check(NORA, into(None), "forbidden");
    }

    #[test]
    fn a_retired_team_of_ones_own_does_not_count() {
        let mut bench = Bench::new();
        bench.retires(APPS, NETWORK);
        bench.check(CAN, into(None), "opened + pulled");
        bench.check(CAN, into(Some(APPS)), "pull_incomplete: team not_a_member");
    }

    #[test]
    fn a_solved_ticket_is_not_pulled() {
        let mut bench = Bench::new();
        bench.does(ADA, up(DEVELOPERS)).does(DAN, solution());
        bench.check(ADA, into(None), "wrong_status");
    }
}
