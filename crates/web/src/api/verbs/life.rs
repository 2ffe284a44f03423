//! Where a ticket is in its life: wait, resume, resolve, confirm, reopen, close.

use super::Verb;
use crate::api::lookup::{Lookup, text};
use crate::api::words::{ResolutionCodeWord, WaitReasonWord};
use desk::ticket::{Command, close, confirm, reopen, resolve, wait};
use serde::Deserialize;
use store::db::DbError;
use utoipa::ToSchema;

/// Let a ticket rest.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wait {
    /// What for.
    on: Option<WaitReasonWord>,
    /// Until when, RFC 3339; needed for `date`, not possible for `problem` and `change`.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// In words.
    reason: Option<String>,
    /// The requester asked for the date.
    requester_asked: Option<bool>,
}

impl Verb for Wait {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let asked = self.requester_asked.unwrap_or_default();
        Ok(wait::Wait {
            on: lookup.word("on", self.on.as_ref()),
            until: lookup.instant("until", self.until.as_ref()),
            reason: text(self.reason.as_ref())?,
            requester_asked: asked.then_some(wait::RequesterAsked),
        }
        .into())
    }
}

/// End the wait.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resume {}

impl Verb for Resume {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(wait::Resume.into())
    }
}

/// Give the solution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resolve {
    /// What helped; the requester reads it.
    solution: Option<String>,
    /// How it ended.
    code: Option<ResolutionCodeWord>,
}

impl Resolve {
    /// The domain's command; `prefix` is where the fields stand in the request.
    pub(crate) fn read(
        &self,
        prefix: &str,
        lookup: &mut Lookup<'_, '_>,
    ) -> Result<resolve::Resolve, DbError> {
        let code = lookup.word(&format!("{prefix}code"), self.code.as_ref());
        Ok(resolve::Resolve { solution: text(self.solution.as_ref())?, code })
    }
}

impl Verb for Resolve {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(self.read("", lookup)?.into())
    }
}

/// Say that the solution works.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {}

impl Verb for Confirm {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(confirm::Confirm.into())
    }
}

/// Open a ticket again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopen {
    /// What is still wrong.
    reason: Option<String>,
}

impl Verb for Reopen {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(reopen::Reopen { reason: text(self.reason.as_ref())? }.into())
    }
}

/// Close a ticket for good.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Close {
    /// How it ended; needed when it was not resolved.
    code: Option<ResolutionCodeWord>,
}

impl Verb for Close {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(close::Close { code: lookup.word("code", self.code.as_ref()) }.into())
    }
}
