//! Two tickets: merge, unmerge, split, link, unlink.

use super::Verb;
use crate::api::lookup::Lookup;
use crate::api::words::LinkKindWord;
use desk::ids::TicketNumber;
use desk::ticket::{Command, link, merge, split};
use serde::Deserialize;
use store::db::DbError;
use store::{Failure, Ledger};
use utoipa::ToSchema;

/// Merge a duplicate into another ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// The number of the ticket that survives.
    into: Option<i64>,
    /// The statement that two different requesters may see each other.
    may_see_each_other: Option<bool>,
}

impl Verb for Merge {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let stated = self.may_see_each_other.unwrap_or_default();
        Ok(merge::Merge {
            into: self.into.map(TicketNumber),
            may_see_each_other: stated.then_some(merge::MaySeeEachOther),
        }
        .into())
    }
}

/// Undo a merge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unmerge {}

impl Verb for Unmerge {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(merge::Unmerge.into())
    }
}

/// Make a message a ticket of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    /// The event of the timeline that is the requester's message.
    message: Option<i64>,
}

impl Verb for Split {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        // To be refused: what is really split, the ledger looks up below.
        let (kind, into) = (split::MessageKind::Other, TicketNumber(0));
        Ok(split::SplitMessage { message: self.message.unwrap_or_default(), kind, into }.into())
    }

    fn perform(
        &self,
        ledger: &mut Ledger<'_, '_>,
        number: TicketNumber,
        command: Command,
    ) -> Result<Option<TicketNumber>, Failure> {
        match self.message {
            Some(message) => ledger.split(number, message).map(Some),
            None => ledger.act(number, command).map(|_| None),
        }
    }
}

/// Link a ticket to another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    /// The number of the other ticket.
    to: Option<i64>,
    /// How they belong together, read from this ticket.
    kind: Option<LinkKindWord>,
}

impl Verb for Link {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let kind = lookup.word("kind", self.kind.as_ref());
        Ok(link::Link { to: self.to.map(TicketNumber), kind }.into())
    }
}

/// Take a link away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unlink {
    /// The number of the other ticket.
    to: Option<i64>,
    /// Which link.
    kind: Option<LinkKindWord>,
}

impl Verb for Unlink {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let kind = lookup.word("kind", self.kind.as_ref());
        Ok(link::Unlink { to: self.to.map(TicketNumber), kind }.into())
    }
}
