//! A retired team's tickets go to its successor: holds, paths and contact teams follow
//! (domain, section 4).

use super::event::{Fact, Stamp};
use super::hold::{Hold, Step, end_wait};
use super::{Event, Ticket};
use crate::actor::Context;
use crate::directory::{Directory, Team};
use crate::ids::TeamId;
use crate::refusal::Refusal;
use crate::values::{Origin, Tier};
use serde::{Deserialize, Serialize};

/// Follow the retirement of a team on one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succeed {
    /// The team that was retired.
    pub team: TeamId,
}

/// The successor stands where the retired team stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeeded {
    /// The retired team.
    pub retired: TeamId,
    /// The team that took over.
    pub successor: TeamId,
    /// The change of holder, when the retired team held the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// The path afterwards.
    pub path: Vec<Step>,
    /// The new contact team, when the retired one was it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_team: Option<TeamId>,
}

impl Fact for Succeeded {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        if let Some(hold) = &self.hold {
            ticket.team = hold.team;
            ticket.tier = hold.tier;
            ticket.assignee = hold.assignee;
            ticket.contact_held |= hold.tier == Tier::FIRST;
        }
        ticket.path.clone_from(&self.path);
        if let Some(contact) = self.contact_team {
            ticket.contact_team = contact;
        }
    }

    fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Succeed,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if context.origin != Origin::Retirement {
        return Err(Refusal::forbidden("Only the retirement of a team does this."));
    }
    let directory = context.directory;
    let Some(to) = directory.successor_of(command.team) else {
        return Err(Refusal::state("not_retired", "This team is not retired."));
    };
    let holds = ticket.team == command.team;
    let on_path = ticket.path.iter().any(|step| step.team == command.team);
    let contact = contact_after(ticket, command.team, to, directory);
    if !holds && !on_path && contact.is_none() {
        return Ok(Vec::new());
    }
    let swapped = ticket.path.iter().map(|step| {
        if step.team == command.team {
            Step { team: to.id, tier: to.tier, sent_by: None }
        } else {
            *step
        }
    });
    let hold = holds.then_some(Hold {
        from: ticket.team,
        team: to.id,
        tier: to.tier,
        assignee: ticket.assignee.filter(|agent| directory.is_member(*agent, to.id)),
        contact_team: None,
    });
    let tier = hold.map_or(ticket.tier, |hold| hold.tier);
    let path = rising(swapped.collect(), tier);
    let mut events = Vec::new();
    if holds {
        end_wait(ticket, &mut events);
    }
    let (retired, successor) = (command.team, to.id);
    events.push(Succeeded { retired, successor, hold, path, contact_team: contact }.into());
    Ok(events)
}

/// The contact team follows its retirement, and the first tier-1 team that holds a ticket becomes
/// it. It sits on tier 1 by definition; a successor elsewhere leaves it to the desk's default.
fn contact_after(
    ticket: &Ticket,
    retired: TeamId,
    to: &Team,
    directory: &Directory,
) -> Option<TeamId> {
    let first_hold = ticket.team == retired && to.tier == Tier::FIRST && !ticket.contact_held;
    if ticket.contact_team != retired && !first_hold {
        return None;
    }
    let contact = match to.tier {
        Tier::FIRST => to.id,
        _ => directory.default_team(Tier::FIRST).map_or(to.id, |team| team.id),
    };
    Some(contact).filter(|contact| *contact != ticket.contact_team)
}

/// Keeps a path strictly rising below the holder, who stays last whatever the successor's tier.
fn rising(path: Vec<Step>, holder: Tier) -> Vec<Step> {
    let last = path.len().saturating_sub(1);
    let mut kept: Vec<Step> = Vec::with_capacity(path.len());
    for (index, step) in path.into_iter().enumerate() {
        let rises = kept.last().is_none_or(|below| below.tier < step.tier);
        if index == last || (step.tier < holder && rises) {
            kept.push(step);
        }
    }
    kept
}
