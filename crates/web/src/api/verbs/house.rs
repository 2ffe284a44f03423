//! Within the house: ask, answer, raise, acknowledge. The holder stays.

use super::Verb;
use crate::api::lookup::{Lookup, text};
use desk::ticket::{Command, ask, raise};
use serde::Deserialize;
use store::db::DbError;
use utoipa::ToSchema;

/// Ask somebody in the house.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    /// The email address of a person …
    person: Option<String>,
    /// … or a team.
    team: Option<String>,
    /// The question.
    question: Option<String>,
}

impl Verb for Ask {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let person = lookup.person("person", self.person.as_ref())?;
        let team = lookup.team("team", self.team.as_ref());
        Ok(ask::Ask { person, team, question: text(self.question.as_ref())? }.into())
    }
}

/// Answer a question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerQuestion)]
pub(crate) struct Answer {
    /// The event of the timeline that asked; not needed when only one question is open.
    question: Option<i64>,
    /// The answer.
    answer: Option<String>,
}

impl Verb for Answer {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let answer = text(self.answer.as_ref())?;
        Ok(ask::Answer { question: self.question, answer }.into())
    }
}

/// Tell management.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raise {
    /// Why.
    reason: Option<String>,
}

impl Verb for Raise {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(raise::RaiseTicket { reason: text(self.reason.as_ref())? }.into())
    }
}

/// Acknowledge what was raised.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acknowledge {
    /// The event of the timeline that raised; without it the oldest that is still open.
    raise: Option<i64>,
}

impl Verb for Acknowledge {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(raise::Acknowledge { raise: self.raise }.into())
    }
}
