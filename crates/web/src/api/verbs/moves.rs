//! Who has a ticket: take, assign, release, transfer, escalate, return, pull.

use super::Verb;
use crate::api::lookup::{Lookup, text};
use crate::api::words::{
    DeclineReasonWord, EscalationReasonWord, RatingWord, ReturnOutcomeWord, TransferReasonWord,
};
use desk::text::Text;
use desk::ticket::hand_over::Draft;
use desk::ticket::{Command, assign, escalate, pull, release, r#return, take, transfer};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::db::DbError;
use utoipa::ToSchema;

/// Make a ticket one's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Take {
    /// What the hand-over that brought it was worth.
    rating: Option<RatingWord>,
}

impl Verb for Take {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let rating = lookup.word("rating", self.rating.as_ref());
        Ok(take::Take { rating }.into())
    }
}

/// Give a ticket to an agent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assign {
    /// The agent's email address, or `me`.
    agent: Option<String>,
}

impl Verb for Assign {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let agent = lookup.person("agent", self.agent.as_ref())?;
        Ok(assign::Assign { agent }.into())
    }
}

/// Put a ticket back into the queue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Release {}

impl Verb for Release {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(release::Release.into())
    }
}

/// Send a ticket to another team of the same tier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    /// The receiving team.
    team: Option<String>,
    /// Why.
    reason: Option<TransferReasonWord>,
    /// Words; needed with `other`.
    note: Option<String>,
}

impl Verb for Transfer {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let team = lookup.team("team", self.team.as_ref());
        let reason = lookup.word("reason", self.reason.as_ref());
        let note = text(self.note.as_ref())?;
        Ok(transfer::Transfer { team, reason, note, assignee: None }.into())
    }
}

/// Hand a ticket up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Escalate {
    /// The receiving team …
    team: Option<String>,
    /// … or the tier, and the router picks the team.
    #[schema(minimum = 1, maximum = 5)]
    tier: Option<i64>,
    /// The email address of an agent of the receiving team.
    assignee: Option<String>,
    /// Why it goes up.
    reason: Option<EscalationReasonWord>,
    /// What was seen and tried.
    findings: Option<String>,
    /// What the next tier shall do.
    question: Option<String>,
    /// The receiving team's checklist, answered: item → answer.
    checklist: Option<BTreeMap<String, String>>,
    /// What the hand-over that brought the ticket here was worth.
    rating: Option<RatingWord>,
}

impl Verb for Escalate {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let answers = self.checklist.iter().flatten();
        let answers =
            answers.map(|(item, answer)| Ok((item.clone(), store::words::words(answer)?)));
        let checklist = answers.collect::<Result<BTreeMap<String, Text>, DbError>>()?;
        let (findings, question) = (text(self.findings.as_ref())?, text(self.question.as_ref())?);
        Ok(escalate::Escalate {
            team: lookup.team("team", self.team.as_ref()),
            tier: lookup.tier("tier", self.tier),
            assignee: lookup.person("assignee", self.assignee.as_ref())?,
            reason: lookup.word("reason", self.reason.as_ref()),
            hand_over: Draft { findings, question, checklist },
            rating: lookup.word("rating", self.rating.as_ref()),
        }
        .into())
    }
}

/// Give a ticket back down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReturnTicket)]
pub(crate) struct Return {
    /// The receiving team; without one the next team down the path.
    to: Option<String>,
    /// What it comes back with.
    outcome: Option<ReturnOutcomeWord>,
    /// With `solved`: the solution.
    solution: Option<String>,
    /// With `answered`: the answer.
    answer: Option<String>,
    /// With `declined`: why.
    reason: Option<DeclineReasonWord>,
    /// More words.
    note: Option<String>,
    /// What the hand-over was worth.
    rating: Option<RatingWord>,
}

impl Verb for Return {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(r#return::Return {
            to: lookup.team("to", self.to.as_ref()),
            outcome: lookup.word("outcome", self.outcome.as_ref()),
            solution: text(self.solution.as_ref())?,
            answer: text(self.answer.as_ref())?,
            reason: lookup.word("reason", self.reason.as_ref()),
            note: text(self.note.as_ref())?,
            rating: lookup.word("rating", self.rating.as_ref()),
            assignee: None,
        }
        .into())
    }
}

/// Take a ticket over from another team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pull {
    /// Into which of one's own teams; not needed by those who have only one.
    team: Option<String>,
    /// Why.
    reason: Option<String>,
}

impl Verb for Pull {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let team = lookup.team("team", self.team.as_ref());
        Ok(pull::Pull { team, reason: text(self.reason.as_ref())? }.into())
    }
}
