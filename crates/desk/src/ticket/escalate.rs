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
        ticket.move_hold(&self.hold, stamp.actor.person(), stamp.at);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::BODY_MAX;
    use crate::ticket::open::Open;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, CLEO, DAN, DATA, DEVELOPERS, LEA, MAIL, NETWORK, RITA, VPN,
        imported, need, some, text, up,
    };
    use crate::values::{Origin, Rating, Status};

    #[test]
    fn an_escalation_lists_all_that_is_missing_at_once() {
        let bench = Bench::new();
        let to = |team| Escalate { team: Some(team), ..Escalate::default() };
        let draft = up(NETWORK);
        let with = |change: &dyn Fn(&mut Draft)| {
            let mut command = draft.clone();
            change(&mut command.hand_over);
            command
        };
        bench
            .check(ADA, up(NETWORK), "opened + escalated")
            .check(
                ADA,
                Escalate::default(),
                "hand_over_incomplete: team required, reason required, findings required, \
                 question required",
            )
            .check(
                ADA,
                to(NETWORK),
                "hand_over_incomplete: reason required, findings required, question required, \
                 checklist.Cable checked required, checklist.Site required",
            )
            .check(
                ADA,
                with(&|draft| draft.findings = some(" \n\t")),
                "hand_over_incomplete: findings required",
            )
            .check(
                ADA,
                with(&|draft| draft.question = some(&"?".repeat(BODY_MAX + 1))),
                "hand_over_incomplete: question too_long",
            )
            .check(
                ADA,
                with(&|draft| drop(draft.checklist.insert("Site".into(), text("")))),
                "hand_over_incomplete: checklist.Site required",
            )
            .check(
                ADA,
                with(&|draft| drop(draft.checklist.insert("Weather".into(), text("fine")))),
                "hand_over_incomplete: checklist.Weather unknown",
            )
            .check(
                ADA,
                Escalate { assignee: Some(DAN), rating: Some(Rating::Complete), ..to(APPS) },
                "hand_over_incomplete: assignee not_a_member, reason required, findings required, \
                 question required, rating nothing_to_rate",
            )
            .check(BOB, Escalate::default(), "forbidden")
            .check(RITA, up(NETWORK), "forbidden");
    }

    #[test]
    fn it_moves_the_hold_and_brings_the_hand_over() {
        let mut bench = Bench::new();
        bench.does(ADA, Take::default());
        bench.does(ADA, Escalate { assignee: Some(CLEO), ..up(NETWORK) });
        let ticket = bench.ticket();
        assert_eq!((ticket.team, ticket.assignee), (NETWORK, Some(CLEO)));
        let received = ticket.hand_over.unwrap();
        assert_eq!((received.by, received.generated, received.rating), (Some(ADA), false, None));
        assert_eq!(received.seq, bench.seq());
        bench.check(ADA, up(DEVELOPERS), "forbidden");
    }

    #[test]
    fn for_a_tier_the_router_picks_the_team_and_says_why() {
        let to = |tier| Escalate { team: None, tier: Some(Tier(tier)), ..up(NETWORK) };
        for (service, tier, team) in [
            (None, 2, NETWORK),
            (Some(VPN), 2, NETWORK),
            (Some(MAIL), 2, APPS),
            (Some(MAIL), 3, DEVELOPERS),
            (Some(VPN), 3, DATA),
        ] {
            let mut bench = Bench::empty();
            bench.opens(RITA, Open { service, ..need(RITA) });
            let hand_over = up(team).hand_over;
            bench.does(LEA, Escalate { hand_over, ..to(tier) });
            assert_eq!(bench.ticket().team, team, "{service:?} on tier {tier}");
            let Event::Escalated(escalated) = bench.last() else { panic!() };
            assert_eq!(escalated.route.as_ref().map(|route| route.team), Some(team));
        }
    }

    #[test]
    fn a_tier_has_to_lie_above_and_have_a_team() {
        let to = |tier| Escalate { team: None, tier: Some(Tier(tier)), ..up(DEVELOPERS) };
        let mut bench = Bench::new();
        bench
            .check(ADA, to(1), "hand_over_incomplete: tier wrong_way")
            .check(ADA, to(4), "hand_over_incomplete: tier no_team")
            .check(
                ADA,
                to(2),
                "hand_over_incomplete: checklist.Cable checked required, checklist.Site required",
            )
            .check(
                ADA,
                Escalate { team: Some(DEVELOPERS), ..to(2) },
                "hand_over_incomplete: tier contradiction",
            )
            .check(ADA, Escalate { team: Some(DEVELOPERS), ..to(3) }, "opened + escalated");
        bench.goes(NETWORK);
        bench.check(LEA, to(2), "hand_over_incomplete: tier wrong_way");
    }

    #[test]
    fn reserved_reasons_are_each_for_one_origin() {
        let bench = Bench::new();
        let refused = "hand_over_incomplete: reason reserved";
        for (by, reason, told) in [
            (ADA.into(), EscalationReason::Imported, refused),
            (ADA.into(), EscalationReason::Rule, refused),
            (ADA.into(), EscalationReason::Contract, refused),
            (imported(ADA), EscalationReason::Imported, "opened + escalated"),
            (imported(ADA), EscalationReason::Skill, "opened + escalated"),
            (imported(ADA), EscalationReason::Contract, refused),
            (Origin::Rule.into(), EscalationReason::Rule, "escalated"),
            (Origin::Rule.into(), EscalationReason::Imported, refused),
            (Origin::Contract.into(), EscalationReason::Contract, "escalated"),
            (Origin::Contract.into(), EscalationReason::Rule, refused),
        ] {
            bench.check(by, Escalate { reason: Some(reason), ..up(APPS) }, told);
        }
    }

    #[test]
    fn a_rules_hand_over_is_marked_as_generated_and_answers_no_checklist() {
        for (origin, reason) in
            [(Origin::Rule, EscalationReason::Rule), (Origin::Contract, EscalationReason::Contract)]
        {
            let mut bench = Bench::new();
            let mut command = Escalate { reason: Some(reason), ..up(NETWORK) };
            command.hand_over.checklist.clear();
            bench.does(origin, command);
            assert_eq!(bench.ticket().status, Status::New, "no agent has acted");
            assert!(bench.ticket().hand_over.unwrap().generated);
            let accept = Take { rating: Some(Rating::Complete) };
            bench.check(CLEO, accept, "rating_refused: rating nothing_to_rate");
        }
    }

    #[test]
    fn an_import_brings_no_hand_over() {
        let mut bench = Bench::new();
        let command = Escalate {
            team: Some(NETWORK),
            reason: Some(EscalationReason::Imported),
            assignee: Some(RITA),
            ..Escalate::default()
        };
        bench.does(imported(BOB), command);
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, Some(RITA)));
        assert_eq!(bench.ticket().hand_over, None);
        let accept = Take { rating: Some(Rating::Complete) };
        bench.check(CLEO, accept, "rating_refused: rating nothing_to_rate");
    }
}
