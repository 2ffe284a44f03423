//! Where a person belongs, as requests say it.

use super::lookup::Lookup;
use super::names::Names;
use crate::api::words::LanguageWord;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use store::Failure;
use store::db::DbError;
use store::ledger::BelongingChange;

/// What a request says of where somebody belongs; `Some(None)` takes away.
pub(super) struct Said {
    pub(super) organisation: Option<Option<String>>,
    pub(super) department: Option<Option<String>>,
    pub(super) manager: Option<Option<String>>,
    pub(super) site: Option<Option<String>>,
    pub(super) language: Option<Option<LanguageWord>>,
    pub(super) vip: Option<bool>,
}

impl Said {
    /// True when it says anything.
    pub(super) fn is_something(&self) -> bool {
        let Said { organisation, department, manager, site, language, vip } = self;
        let words = [organisation, department, manager, site];
        words.into_iter().any(Option::is_some) || language.is_some() || vip.is_some()
    }

    /// The same in ids; what is not known is noted.
    pub(super) fn looked_up(
        &self,
        lookup: &mut Lookup<'_, '_>,
    ) -> Result<BelongingChange, DbError> {
        let organisation = self.organisation.as_ref().and_then(|name| match name {
            Some(name) => lookup.organisation("organisation", name).map(Some),
            None => Some(None),
        });
        let manager = match &self.manager {
            Some(Some(manager)) => lookup.person("manager", Some(manager))?.map(Some),
            Some(None) => Some(None),
            None => None,
        };
        let language = self.language.as_ref().and_then(|word| match word {
            Some(word) => lookup.word("language", Some(word)).map(Some),
            None => Some(None),
        });
        let (department, site) = (self.department.clone(), self.site.clone());
        Ok(BelongingChange { organisation, department, manager, site, language, vip: self.vip })
    }
}

/// A provider's people see of others neither where they belong nor whom they answer to.
pub(super) fn sees_belonging(names: &Names<'_, '_>, person: PersonId) -> bool {
    person == names.viewer() || !names.are_outside()
}

/// What the domain said, with faults apart.
pub(super) fn judged<T>(done: Result<T, Failure>) -> Result<Result<(), Refusal>, Failure> {
    match done {
        Ok(_) => Ok(Ok(())),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(failure) => Err(failure),
    }
}
