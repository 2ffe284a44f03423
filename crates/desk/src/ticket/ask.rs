//! Ask: put a question to a person or a team in the house. The hold does not move; the answer is
//! an internal note.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
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
        (Some(_), None) | (None, Some(_)) => {}
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
