//! Escalate: up to a higher tier, with a hand-over (domain, section 4).

use super::event::{Fact, Stamp};
use super::hand_over::{Draft, HandOver, Received, rate};
use super::hold::{Hold, Way, end_wait, movable, target};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{PersonId, TeamId};
use crate::refusal::{Problems, Refusal};
use crate::routing::{Route, route};
use crate::text::Text;
use crate::values::{EscalationReason, Rating, Tier};
use serde::{Deserialize, Serialize};

/// Hand a ticket up: to a team, or to a tier and the router picks the team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Escalate {
    /// The receiving team.
    pub team: Option<TeamId>,
    /// Or the tier.
    pub tier: Option<Tier>,
    /// An agent of the receiving team.
    pub assignee: Option<PersonId>,
    /// Why it goes up.
    pub reason: Option<EscalationReason>,
    /// Findings, question and checklist.
    pub hand_over: Draft,
    /// What the hand-over that brought the ticket here was worth.
    pub rating: Option<Rating>,
}

/// The ticket went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// The change of holder.
    #[serde(flatten)]
    pub hold: Hold,
    /// Why.
    pub reason: EscalationReason,
    /// What came along; none in an import, which has no words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// Why this team, when the router chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
}

impl Fact for Escalated {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.move_hold(&self.hold, stamp.actor.person());
        ticket.hand_over = self.hand_over.as_ref().map(|hand_over| Received {
            seq: stamp.seq,
            by: stamp.actor.person(),
            generated: hand_over.generated,
            rating: None,
        });
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let Some(hand_over) = &mut self.hand_over {
            hand_over.texts(visit);
        }
    }

    fn hold(&self) -> Option<&Hold> {
        Some(&self.hold)
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Escalate,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    movable(ticket, "escalated", context)?;
    let mut problems = Problems::new();
    let routed = routed(ticket, &command, context, &mut problems);
    let to = match (&command.team, &routed) {
        (None, None) => None,
        (team, routed) => {
            let id = team.or(routed.as_ref().map(|route| route.team));
            target(ticket, id, Way::Up, "team", context, &mut problems)
        }
    };
    if let (Some(agent), Some(team)) = (command.assignee, to)
        && !context.directory.is_member(agent, team.id)
        && !context.importing()
    {
        problems.add("assignee", "not_a_member", format!("Name an agent of {}.", team.name));
    }
    let reason = problems.need("reason", command.reason, "Say why the ticket goes up.");
    problems.not_reserved("reason", reason, context.origin);
    let hand_over = if context.importing() {
        None
    } else {
        command.hand_over.check(to, context.origin, &mut problems)
    };
    let rated = rate(ticket, command.rating, context, &mut problems);
    problems.finish(
        "hand_over_incomplete",
        "An escalation needs a hand-over: a team or tier, the reason, findings, a question, and \
         the receiving team's checklist.",
    )?;
    let (Some(to), Some(reason)) = (to, reason) else { return Ok(Vec::new()) };
    let mut events = Vec::from_iter(rated);
    end_wait(ticket, &mut events);
    let hold = Hold::of(ticket, to, command.assignee);
    events.push(Escalated { hold, reason, hand_over, route: routed }.into());
    Ok(events)
}

/// Lets the router pick when only a tier was named; notes when there is nothing to pick from.
fn routed(
    ticket: &Ticket,
    command: &Escalate,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<Route> {
    match (command.team, command.tier) {
        (Some(id), Some(tier)) => {
            if context.directory.team(id).is_some_and(|team| team.tier != tier) {
                problems.add("tier", "contradiction", "The named team is not on that tier.");
            }
            None
        }
        (Some(_), None) => None,
        (None, None) => {
            problems.add("team", "required", "Name the team or the tier that gets the ticket.");
            None
        }
        (None, Some(tier)) if tier <= ticket.tier => {
            problems.add("tier", "wrong_way", "To escalate, name a higher tier.");
            None
        }
        (None, Some(tier)) => {
            let found = route(context.directory, tier, ticket.service);
            if found.is_none() {
                problems.add("tier", "no_team", format!("No team sits on tier {tier}."));
            }
            found
        }
    }
}
