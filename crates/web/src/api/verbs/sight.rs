//! Who sees a ticket: restrict, unrestrict.

use super::Verb;
use crate::api::lookup::Lookup;
use desk::ticket::Command;
use desk::ticket::confidential::{self, Readers};
use serde::Deserialize;
use store::db::DbError;
use utoipa::ToSchema;

/// Who sees a confidential ticket; the team that holds it always does.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restrict {
    /// Teams, with all their members.
    teams: Option<Vec<String>>,
    /// People, by their addresses, wherever they work.
    people: Option<Vec<String>>,
}

impl Restrict {
    /// The readers it names, as far as they are known.
    pub(crate) fn readers(
        &self,
        prefix: &str,
        lookup: &mut Lookup<'_, '_>,
    ) -> Result<Readers, DbError> {
        let teams = lookup.teams(&format!("{prefix}teams"), self.teams.as_ref());
        let mut people = Vec::new();
        for email in self.people.iter().flatten() {
            people.extend(lookup.person(&format!("{prefix}people"), Some(email))?);
        }
        let (teams, people) = (teams.into_iter().collect(), people.into_iter().collect());
        Ok(Readers { teams, people })
    }
}

impl Verb for Restrict {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(confidential::Restrict { readers: self.readers("", lookup)? }.into())
    }
}

/// Nothing to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unrestrict {}

impl Verb for Unrestrict {
    fn command(&self, _lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        Ok(confidential::Unrestrict.into())
    }
}
