//! A retired team's tickets go to its successor: holds, paths and contact teams follow
//! (domain, section 4).

use super::event::{Fact, Stamp};
use super::hold::{Hold, Step};
use super::{Event, Ticket};
use crate::actor::Context;
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
    let successor = directory.team(command.team).and_then(|team| team.successor);
    let Some(to) = successor.and_then(|id| directory.team(id)) else {
        return Err(Refusal::state("not_retired", "This team is not retired."));
    };
    let holds = ticket.team == command.team;
    let on_path = ticket.path.iter().any(|step| step.team == command.team);
    // The contact team is a tier-1 team by definition; a successor elsewhere leaves it to default.
    let contact = (ticket.contact_team == command.team).then(|| match to.tier {
        Tier::FIRST => to.id,
        _ => directory.default_team(Tier::FIRST).map_or(to.id, |team| team.id),
    });
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
    Ok(vec![
        Succeeded {
            retired: command.team,
            successor: to.id,
            hold,
            path,
            contact_team: contact.filter(|team| *team != ticket.contact_team),
        }
        .into(),
    ])
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
