//! The hand-over: what an escalation has to bring along, and what the receiver thinks of it.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::{EventSeq, PersonId};
use crate::limits::BODY_MAX;
use crate::refusal::Problems;
use crate::text::Text;
use crate::values::{Origin, Rating};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form that goes with an escalation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// What was seen and tried.
    pub findings: Text,
    /// What the next tier shall do.
    pub question: Text,
    /// The receiving team's checklist, answered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checklist: BTreeMap<String, Text>,
    /// True when a rule or contract wrote it from the timeline; left out of hand-over quality.
    #[serde(default, skip_serializing_if = "is_false")]
    pub generated: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(value: &bool) -> bool {
    !*value
}

impl HandOver {
    pub(super) fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("findings", &mut self.findings);
        visit("question", &mut self.question);
        for (item, answer) in &mut self.checklist {
            visit(&format!("checklist.{item}"), answer);
        }
    }
}

/// What an escalating agent writes; checked as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What was seen and tried.
    pub findings: Option<Text>,
    /// What the next tier shall do.
    pub question: Option<Text>,
    /// Answers by checklist item.
    pub checklist: BTreeMap<String, Text>,
}

impl Draft {
    /// Gives the hand-over when it is complete, else notes everything that is missing. What a rule
    /// or contract wrote is marked as generated; it knows no answers to a checklist.
    pub(super) fn check(
        self,
        to: Option<&Team>,
        origin: Origin,
        problems: &mut Problems,
    ) -> Option<HandOver> {
        let generated = matches!(origin, Origin::Rule | Origin::Contract);
        problems.need_text("findings", self.findings.as_ref(), "Say what was seen and tried.");
        problems.need_text("question", self.question.as_ref(), "Say what the next tier shall do.");
        for (field, text) in [("findings", &self.findings), ("question", &self.question)] {
            super::message::limit(problems, field, text.as_ref(), BODY_MAX);
        }
        let asked: &[String] = to.map_or(&[], |team| &team.checklist);
        for item in asked {
            if !generated && self.checklist.get(item).is_none_or(Text::is_blank) {
                let message = format!("The receiving team asks: {item}");
                problems.add(&format!("checklist.{item}"), "required", message);
            }
        }
        for (item, answer) in &self.checklist {
            let field = format!("checklist.{item}");
            if to.is_some() && !asked.contains(item) {
                let message = "This is not on the receiving team's checklist.";
                problems.add(&field, "unknown", message);
            }
            super::message::limit(problems, &field, Some(answer), BODY_MAX);
        }
        Some(HandOver {
            findings: self.findings?,
            question: self.question?,
            checklist: self.checklist,
            generated,
        })
    }
}

/// The hand-over a holder has received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The event that brought it.
    pub seq: EventSeq,
    /// Who wrote it.
    pub by: Option<PersonId>,
    /// True when a rule or contract wrote it: nobody is rated for it.
    pub generated: bool,
    /// The rating, once it was given.
    pub rating: Option<Rating>,
}

/// The receiving team rated the hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverRated {
    /// The event that brought the hand-over.
    pub hand_over: EventSeq,
    /// What it was worth.
    pub rating: Rating,
}

impl Fact for HandOverRated {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        if let Some(received) = &mut ticket.hand_over
            && received.seq == self.hand_over
        {
            received.rating = Some(self.rating);
        }
    }
}

/// The rating that take, accept, escalate and return may carry.
pub(super) fn rate(
    ticket: &Ticket,
    rating: Option<Rating>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<Event> {
    let rating = rating?;
    let refuse = |problems: &mut Problems, code, message: &str| {
        problems.add("rating", code, message);
        None
    };
    match ticket.hand_over {
        None => refuse(problems, "nothing_to_rate", "No hand-over brought this ticket here."),
        Some(Received { generated: true, .. }) => {
            refuse(problems, "nothing_to_rate", "A generated hand-over is not rated.")
        }
        Some(Received { rating: Some(_), .. }) => {
            refuse(problems, "rated_already", "This hand-over was rated already.")
        }
        Some(Received { by, .. }) if by.is_some() && by == context.actor.person() => {
            refuse(problems, "own_hand_over", "Nobody rates their own hand-over.")
        }
        Some(Received { seq, .. }) => Some(HandOverRated { hand_over: seq, rating }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::escalate::Escalate;
    use crate::ticket::r#return::Return;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, APPS, Bench, CAN, CLEO, DAN, DEVELOPERS, FRONT, LEA, NETWORK, declined, sideways, up,
    };

    const COMPLETE: Option<Rating> = Some(Rating::Complete);

    #[test]
    fn take_escalate_and_return_may_carry_the_rating() {
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK));
        let rated = bench.seq();
        bench
            .check(CLEO, Take { rating: COMPLETE }, "hand_over_rated + taken")
            .check(
                CLEO,
                Escalate { rating: COMPLETE, ..up(DEVELOPERS) },
                "hand_over_rated + escalated",
            )
            .check(CLEO, Return { rating: COMPLETE, ..declined() }, "hand_over_rated + returned");
        bench.does(CLEO, Take { rating: COMPLETE });
        let rating = bench.timelines[&bench.on].events.iter().find_map(|(event, _)| match event {
            Event::HandOverRated(rated) => Some(*rated),
            _ => None,
        });
        assert_eq!(rating, Some(HandOverRated { hand_over: rated, rating: Rating::Complete }));
    }

    #[test]
    fn a_hand_over_is_rated_once_and_by_its_receiver() {
        let refused = |code| format!("rating_refused: rating {code}");
        let accept = Take { rating: COMPLETE };

        let mut bench = Bench::at(FRONT);
        bench.does(CAN, up(APPS));
        bench.check(CAN, accept, &refused("own_hand_over"));
        bench.does(LEA, accept).check(LEA, accept, &refused("rated_already"));

        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, sideways(APPS));
        bench.check(CAN, accept, &refused("nothing_to_rate"));

        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, up(DEVELOPERS)).does(DAN, declined());
        bench.check(CLEO, accept, &refused("nothing_to_rate"));
    }
}
