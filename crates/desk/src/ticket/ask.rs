//! Ask: put a question to a person or a team in the house. The hold does not move; the answer is
//! an internal note.

use super::event::{Fact, Stamp};
use super::{Event, Ticket, confidential};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{EventSeq, PersonId, TeamId};
use crate::limits::{BODY_MAX, QUESTIONS_MAX};
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// Ask somebody in the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// A person …
    pub person: Option<PersonId>,
    /// … or a team.
    pub team: Option<TeamId>,
    /// The question.
    pub question: Option<Text>,
}

/// Answer an open question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The event that asked; not needed when only one question is open.
    pub question: Option<EventSeq>,
    /// The answer.
    pub answer: Option<Text>,
}

/// An open question: whom it was put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The person asked.
    pub person: Option<PersonId>,
    /// The team asked.
    pub team: Option<TeamId>,
}

/// A question was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// To whom.
    #[serde(flatten)]
    pub to: Question,
    /// The question.
    pub question: Text,
}

/// A question was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The event that asked.
    pub question: EventSeq,
    /// The answer.
    pub answer: Text,
}

impl Fact for Asked {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.questions.insert(stamp.seq, self.to);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("question", &mut self.question);
    }
}

impl Fact for Answered {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.questions.remove(&self.question);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("answer", &mut self.answer);
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Ask,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Ask, ticket)?;
    if !ticket.status.is_live() {
        return Err(Refusal::status("asked about", ticket.status, "Write a note, or reopen it."));
    }
    let mut problems = Problems::new();
    match (command.person, command.team) {
        (None, None) => problems.add("person", "required", "Name the person or the team to ask."),
        (Some(_), Some(_)) => {
            problems.add("team", "contradiction", "Ask a person or a team, not both.");
        }
        (Some(person), None) if context.directory.agent(person).is_none() => {
            problems.add("person", "unknown", "Ask somebody who works at this desk.");
        }
        (None, Some(team)) if !context.directory.team(team).is_some_and(|t| t.is_active()) => {
            problems.add("team", "unknown", "Ask a team that exists and is not retired.");
        }
        (Some(person), None) => {
            confidential::check_person(ticket, person, "person", context, &mut problems);
        }
        (None, Some(team)) => confidential::check_team(ticket, team, "team", &mut problems),
    }
    problems.need_text("question", command.question.as_ref(), "Write down the question.");
    super::message::limit(&mut problems, "question", command.question.as_ref(), BODY_MAX);
    if ticket.questions.len() >= QUESTIONS_MAX {
        problems.add("question", "too_many", "Too many questions are open; settle some first.");
    }
    problems.finish("ask_incomplete", "To ask, name a person or a team, and the question.")?;
    let Some(question) = command.question else { return Ok(Vec::new()) };
    let to = Question { person: command.person, team: command.team };
    Ok(vec![Asked { to, question }.into()])
}

pub(super) fn decide_answer(
    ticket: &Ticket,
    command: Answer,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    let mut problems = Problems::new();
    let open: Vec<EventSeq> = ticket.questions.keys().copied().collect();
    let question = match (command.question, open.as_slice()) {
        (Some(seq), open) if open.contains(&seq) => Some(seq),
        (None, [only]) => Some(*only),
        (_, []) => return Err(Refusal::state("no_question", "No question is open here.")),
        (Some(_), _) => {
            problems.add("question", "unknown", "Name the event that asked an open question.");
            None
        }
        (None, _) => {
            problems.add("question", "required", "Several questions are open: name the event.");
            None
        }
    };
    problems.need_text("answer", command.answer.as_ref(), "Write down the answer.");
    super::message::limit(&mut problems, "answer", command.answer.as_ref(), BODY_MAX);
    problems.finish("answer_incomplete", "To answer, name the question and write the answer.")?;
    let (Some(question), Some(answer)) = (question, command.answer) else { return Ok(Vec::new()) };
    Ok(vec![Answered { question, answer }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, BOB, Bench, DAN, HOTLINE, LEA, NETWORK, NO_TEAM, RITA, imported, solution, some,
    };

    fn ask(person: Option<PersonId>, team: Option<TeamId>) -> Ask {
        Ask { person, team, question: some("Did you change the firewall?") }
    }

    fn answer(question: Option<EventSeq>) -> Answer {
        Answer { question, answer: some("Yes, on Monday.") }
    }

    #[test]
    fn a_question_goes_to_a_person_or_a_team_of_the_desk() {
        let mut bench = Bench::new();
        bench
            .check(ADA, ask(Some(DAN), None), "opened + asked")
            .check(ADA, ask(None, Some(NETWORK)), "opened + asked")
            .check(BOB, ask(Some(DAN), None), "opened + asked")
            .check(ADA, Ask::default(), "ask_incomplete: person required, question required")
            .check(ADA, ask(Some(DAN), Some(NETWORK)), "ask_incomplete: team contradiction")
            .check(ADA, ask(Some(RITA), None), "ask_incomplete: person unknown")
            .check(ADA, ask(None, Some(NO_TEAM)), "ask_incomplete: team unknown")
            .check(
                ADA,
                Ask { question: some(&"?".repeat(BODY_MAX + 1)), ..ask(Some(DAN), None) },
                "ask_incomplete: question too_long",
            )
            .check(RITA, ask(Some(DAN), None), "forbidden");
        bench.retires(NETWORK, HOTLINE);
        bench.check(ADA, ask(None, Some(NETWORK)), "ask_incomplete: team unknown");
        bench.does(ADA, solution()).check(ADA, ask(Some(DAN), None), "wrong_status");
    }

    #[test]
    fn the_hold_does_not_move() {
        let mut bench = Bench::new();
        bench.does(ADA, Take::default()).does(ADA, ask(None, Some(NETWORK)));
        let ticket = bench.ticket();
        assert_eq!((ticket.team, ticket.assignee), (HOTLINE, Some(ADA)));
        let to = Question { person: None, team: Some(NETWORK) };
        assert_eq!(ticket.questions, [(bench.seq(), to)].into());
        assert_eq!(bench.path(), [HOTLINE]);
    }

    #[test]
    fn an_answer_settles_its_question() {
        let mut bench = Bench::new();
        bench.check(DAN, answer(None), "no_question").check(DAN, answer(Some(2)), "no_question");
        bench.does(ADA, ask(Some(DAN), None));
        let first = bench.seq();
        bench
            .check(DAN, answer(None), "answered")
            .check(DAN, answer(Some(first)), "answered")
            .check(DAN, answer(Some(first - 1)), "answer_incomplete: question unknown")
            .check(DAN, Answer::default(), "answer_incomplete: answer required")
            .check(imported(DAN), answer(None), "answered")
            .check(RITA, answer(None), "forbidden");
        bench.does(ADA, ask(None, Some(NETWORK)));
        let second = bench.seq();
        bench.check(
            DAN,
            Answer { question: None, answer: some(" ") },
            "answer_incomplete: question required, answer required",
        );
        bench.does(DAN, answer(Some(first)));
        assert_eq!(bench.ticket().questions.keys().collect::<Vec<_>>(), [&second]);
        bench.does(LEA, solution()).check(DAN, answer(None), "answered");
    }

    #[test]
    fn so_many_questions_are_open_at_a_time() {
        let mut bench = Bench::new();
        for _ in 0..QUESTIONS_MAX {
            bench.does(ADA, ask(Some(DAN), None));
        }
        bench.check(ADA, ask(Some(DAN), None), "ask_incomplete: question too_many");
        let first = *bench.ticket().questions.keys().next().unwrap();
        bench.does(DAN, answer(Some(first))).check(ADA, ask(Some(DAN), None), "asked");
    }
}
