//! Return: down to a lower tier, with an outcome (domain, section 4).

use super::event::{Fact, Stamp};
use super::hand_over::rate;
use super::hold::{Hold, Way, end_wait, movable, target};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{PersonId, TeamId};
use crate::limits::BODY_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::{DeclineReason, Rating, ReturnOutcome};
use serde::{Deserialize, Serialize};

/// Give a ticket back down: to the team it came from, or to any lower one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Return {
    /// The receiving team; without one the next team down the path.
    pub to: Option<TeamId>,
    /// What it comes back with.
    pub outcome: Option<ReturnOutcome>,
    /// With `solved`: the solution.
    pub solution: Option<Text>,
    /// With `answered`: the answer.
    pub answer: Option<Text>,
    /// With `declined`: why.
    pub reason: Option<DeclineReason>,
    /// More words.
    pub note: Option<Text>,
    /// What the hand-over was worth.
    pub rating: Option<Rating>,
    /// Who has it there; only an import says so.
    pub assignee: Option<PersonId>,
}

/// The ticket came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The change of holder.
    #[serde(flatten)]
    pub hold: Hold,
    /// What it came back with.
    pub outcome: ReturnOutcome,
    /// The solution, with `solved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<Text>,
    /// The answer, with `answered`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Text>,
    /// Why it was declined: a bounce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeclineReason>,
    /// More words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl Fact for Returned {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.move_hold(&self.hold, stamp.actor.person(), stamp.at);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        let slots = [
            ("solution", &mut self.solution),
            ("answer", &mut self.answer),
            ("note", &mut self.note),
        ];
        for (slot, text) in slots {
            if let Some(text) = text {
                visit(slot, text);
            }
        }
    }

    fn hold(&self) -> Option<&Hold> {
        Some(&self.hold)
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Return,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    movable(ticket, "returned", context)?;
    let mut problems = Problems::new();
    let below = ticket.path.iter().rev().nth(1);
    let to = match command.to.or(below.map(|step| step.team)) {
        Some(id) => target(ticket, Some(id), Way::Down, "to", context, &mut problems),
        None => {
            problems.add("to", "required", "Nobody handed this ticket up: name the team below.");
            None
        }
    };
    check_outcome(&command, context, &mut problems);
    let rated = rate(ticket, command.rating, context, &mut problems);
    problems.finish(
        "return_incomplete",
        "A return needs an outcome: solved with the solution, answered with the answer, or \
         declined with the reason.",
    )?;
    let (Some(to), Some(outcome)) = (to, command.outcome) else { return Ok(Vec::new()) };
    let mut events = Vec::from_iter(rated);
    end_wait(ticket, &mut events);
    let assignee = if context.importing() {
        command.assignee
    } else {
        // Back to the agent who escalated, if they are still there; else the team's queue.
        let step = ticket.path.iter().find(|step| step.team == to.id);
        let sender = step.and_then(|step| step.sent_by);
        sender.filter(|agent| context.directory.is_member(*agent, to.id))
    };
    let hold = Hold::of(ticket, to, assignee);
    let Return { solution, answer, reason, note, .. } = command;
    events.push(Returned { hold, outcome, solution, answer, reason, note }.into());
    Ok(events)
}

fn check_outcome(command: &Return, context: &Context<'_>, problems: &mut Problems) {
    let outcome = problems.need("outcome", command.outcome, "Say what it comes back with.");
    problems.not_reserved("outcome", outcome, context.origin);
    match outcome {
        Some(ReturnOutcome::Solved) => {
            problems.need_text("solution", command.solution.as_ref(), "Write down the solution.");
        }
        Some(ReturnOutcome::Answered) => {
            problems.need_text("answer", command.answer.as_ref(), "Write down the answer.");
        }
        Some(ReturnOutcome::Declined) => {
            problems.need("reason", command.reason, "Say why it is declined.");
        }
        Some(ReturnOutcome::Imported | ReturnOutcome::Rule | ReturnOutcome::Contract) | None => {}
    }
    let fits = [
        ("solution", command.solution.is_some(), ReturnOutcome::Solved),
        ("answer", command.answer.is_some(), ReturnOutcome::Answered),
        ("reason", command.reason.is_some(), ReturnOutcome::Declined),
    ];
    for (field, given, wanted) in fits {
        if given && outcome.is_some_and(|outcome| outcome != wanted) {
            problems.add(field, "not_allowed", format!("This goes only with {wanted}."));
        }
    }
    let texts =
        [("solution", &command.solution), ("answer", &command.answer), ("note", &command.note)];
    for (field, text) in texts {
        super::message::limit(problems, field, text.as_ref(), BODY_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::pull::Pull;
    use crate::ticket::testing::{
        ADA, ALI, APPS, Bench, CAN, CLEO, DAN, DEVELOPERS, FRONT, HOTLINE, LEA, NETWORK, RITA,
        declined, imported, some, up,
    };
    use crate::values::Origin;

    fn escalated_twice() -> Bench {
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, up(DEVELOPERS));
        bench
    }

    fn to(team: TeamId) -> Return {
        Return { to: Some(team), ..declined() }
    }

    #[test]
    fn it_goes_down_the_path_to_the_agent_who_escalated() {
        let mut bench = escalated_twice();
        bench.does(DAN, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, Some(CLEO)));
        bench.does(CLEO, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (HOTLINE, Some(ADA)));
    }

    #[test]
    fn past_a_team_of_the_path_it_still_goes_to_who_escalated_there() {
        let mut bench = escalated_twice();
        bench.does(DAN, to(HOTLINE));
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (HOTLINE, Some(ADA)));
    }

    #[test]
    fn it_goes_to_the_queue_when_nobody_there_escalated_or_they_are_gone() {
        let mut bench = escalated_twice();
        bench.directory.agents.get_mut(&CLEO).unwrap().active = false;
        bench.does(DAN, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, None));

        let mut bench = escalated_twice();
        bench.directory.agents.get_mut(&CLEO).unwrap().teams = vec![HOTLINE];
        bench.does(DAN, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, None));

        let mut bench = escalated_twice();
        bench.does(DAN, to(FRONT));
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (FRONT, None));

        // Pulled up: nobody of the hotline sent it. Sent by a lead of another team: not there.
        let mut bench = Bench::new();
        bench.does(CAN, Pull { team: Some(APPS), reason: some("Ours.") });
        bench.does(CAN, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (HOTLINE, None));
        let mut bench = Bench::at(NETWORK);
        bench.does(LEA, up(DEVELOPERS)).does(DAN, declined());
        assert_eq!((bench.ticket().team, bench.ticket().assignee), (NETWORK, None));
    }

    #[test]
    fn without_a_path_the_team_has_to_be_named() {
        let bench = Bench::at(NETWORK);
        bench
            .check(CLEO, declined(), "return_incomplete: to required")
            .check(CLEO, Return::default(), "return_incomplete: to required, outcome required")
            .check(CLEO, to(FRONT), "opened + returned")
            .check(ADA, to(FRONT), "forbidden")
            .check(RITA, to(FRONT), "forbidden");
    }

    #[test]
    fn every_outcome_brings_its_own_words_and_no_others() {
        use ReturnOutcome::{Answered, Declined, Solved};
        let bench = escalated_twice();
        let with = |outcome| Return { outcome: Some(outcome), ..Return::default() };
        let reason = Some(DeclineReason::OutOfScope);
        for (command, told) in [
            (Return { solution: some("Rebooted."), ..with(Solved) }, "returned"),
            (Return { answer: some("By design."), ..with(Answered) }, "returned"),
            (Return { reason, note: some("See the list."), ..with(Declined) }, "returned"),
            (with(Solved), "return_incomplete: solution required"),
            (
                Return { solution: some("  "), ..with(Solved) },
                "return_incomplete: solution required",
            ),
            (with(Answered), "return_incomplete: answer required"),
            (with(Declined), "return_incomplete: reason required"),
            (
                Return { answer: some("Yes."), reason, ..with(Solved) },
                "return_incomplete: solution required, answer not_allowed, reason not_allowed",
            ),
            (
                Return { solution: some("Rebooted."), reason, ..with(Declined) },
                "return_incomplete: solution not_allowed",
            ),
            (
                Return { note: some(&"x".repeat(BODY_MAX + 1)), ..Return::default() },
                "return_incomplete: outcome required, note too_long",
            ),
        ] {
            bench.check(DAN, command, told);
        }
    }

    #[test]
    fn reserved_outcomes_are_each_for_one_origin() {
        let bench = escalated_twice();
        let refused = "return_incomplete: outcome reserved";
        for (by, outcome, told) in [
            (DAN.into(), ReturnOutcome::Imported, refused),
            (DAN.into(), ReturnOutcome::Rule, refused),
            (DAN.into(), ReturnOutcome::Contract, refused),
            (imported(DAN), ReturnOutcome::Imported, "returned"),
            (imported(DAN), ReturnOutcome::Rule, refused),
            (Origin::Rule.into(), ReturnOutcome::Rule, "returned"),
            (Origin::Contract.into(), ReturnOutcome::Contract, "returned"),
            (Origin::Contract.into(), ReturnOutcome::Rule, refused),
        ] {
            bench.check(by, Return { outcome: Some(outcome), ..Return::default() }, told);
        }
    }

    #[test]
    fn only_an_import_says_who_has_it_there() {
        for (by, assignee) in [(DAN.into(), Some(CLEO)), (imported(DAN), Some(ALI))] {
            let mut bench = escalated_twice();
            bench.does(by, Return { assignee: Some(ALI), ..declined() });
            assert_eq!(bench.ticket().assignee, assignee);
        }
    }
}
