//! The hold: exactly one team has the ticket, and one rule moves it (domain, section 4).
//!
//! *Going to team T of tier t drops every team of tier ≥ t from the path, then adds T.* Up is
//! escalate, the same tier transfer, down return.

use super::wait::Resumed;
use super::{Event, Ticket};
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::{PersonId, TeamId};
use crate::refusal::{Problems, Refusal};
use crate::values::{Status, Tier};
use serde::{Deserialize, Serialize};

/// One team of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The team.
    pub team: TeamId,
    /// Its tier.
    pub tier: Tier,
    /// The agent of this team who sent the ticket on; a return goes back to them.
    pub sent_by: Option<PersonId>,
}

/// A change of holder: what escalate, transfer, return, pull and a team's retirement have in
/// common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The team that held it.
    pub from: TeamId,
    /// The team that holds it now.
    pub team: TeamId,
    /// The tier of that team.
    pub tier: Tier,
    /// The agent who has it now; none means the team's queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
    /// The new contact team, when the move changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_team: Option<TeamId>,
}

impl Hold {
    /// The hold after a move of this ticket to a team.
    #[must_use]
    pub fn of(ticket: &Ticket, team: &Team, assignee: Option<PersonId>) -> Hold {
        Hold {
            from: ticket.team,
            team: team.id,
            tier: team.tier,
            assignee,
            contact_team: contact_after(ticket, team),
        }
    }
}

/// The first tier-1 team that holds a ticket becomes its contact team, and before the first public
/// reply a transfer takes that along.
fn contact_after(ticket: &Ticket, team: &Team) -> Option<TeamId> {
    if team.tier != Tier::FIRST || team.id == ticket.contact_team {
        return None;
    }
    let first_hold = !ticket.contact_held;
    let transferred =
        ticket.tier == Tier::FIRST && ticket.contact_team == ticket.team && !ticket.replied;
    (first_hold || transferred).then_some(team.id)
}

impl Ticket {
    /// Moves the hold. `sent_by` is remembered on the step that is left upwards.
    pub(super) fn move_hold(&mut self, hold: &Hold, sent_by: Option<PersonId>) {
        if let Some(step) = self.path.last_mut() {
            step.sent_by = sent_by;
        }
        self.path.retain(|step| step.tier < hold.tier);
        self.path.push(Step { team: hold.team, tier: hold.tier, sent_by: None });
        self.team = hold.team;
        self.tier = hold.tier;
        self.assignee = hold.assignee;
        self.contact_held |= hold.tier == Tier::FIRST;
        if let Some(contact) = hold.contact_team {
            self.contact_team = contact;
        }
        self.hand_over = None;
    }
}

/// Which way a move goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To a higher tier: escalate.
    Up,
    /// To another team of the same tier: transfer.
    Sideways,
    /// To a lower tier: return.
    Down,
}

impl Way {
    /// The way from one tier to another.
    #[must_use]
    pub fn between(from: Tier, to: Tier) -> Way {
        match to.cmp(&from) {
            std::cmp::Ordering::Greater => Way::Up,
            std::cmp::Ordering::Equal => Way::Sideways,
            std::cmp::Ordering::Less => Way::Down,
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Way::Up => "escalate",
            Way::Sideways => "transfer",
            Way::Down => "return",
        }
    }
}

/// Checks the target of a move and notes what is wrong with it.
pub(super) fn target<'d>(
    ticket: &Ticket,
    to: Option<TeamId>,
    way: Way,
    field: &str,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<&'d Team> {
    let Some(team) = to.and_then(|id| context.directory.team(id)) else {
        let code = if to.is_some() { "unknown" } else { "required" };
        problems.add(field, code, "Name the team that gets the ticket.");
        return None;
    };
    if !team.is_active() && !context.importing() {
        problems.add(field, "retired", format!("{} is retired; name its successor.", team.name));
    }
    if team.id == ticket.team {
        problems.add(field, "holds_already", format!("{} holds the ticket already.", team.name));
        return Some(team);
    }
    let real = Way::between(ticket.tier, team.tier);
    if real != way {
        problems.add(
            field,
            "wrong_way",
            format!(
                "{} is on tier {}, the ticket on tier {}: use {}.",
                team.name,
                team.tier,
                ticket.tier,
                real.verb()
            ),
        );
    }
    Some(team)
}

/// Refuses a move of a ticket that is resolved or closed; an import may (domain, section 4).
pub(super) fn movable(ticket: &Ticket, verb: &str, context: &Context<'_>) -> Result<(), Refusal> {
    if ticket.status.is_live() || context.importing() {
        return Ok(());
    }
    Err(Refusal::status(verb, ticket.status, "Reopen it first, with a reason."))
}

/// The event that ends a wait, for any move of the hold ends it.
pub(super) fn end_wait(ticket: &Ticket, events: &mut Vec<Event>) {
    if ticket.status == Status::Waiting {
        events.push(Resumed { why: super::wait::WhyResumed::Moved }.into());
    }
}
