//! Who may see what, written from the domain alone (sections 4, 8 and 10.6): by rules as plain as
//! they can be said, not by those the desk uses.

use desk::directory::Directory;
use desk::ids::PersonId;
use desk::provider::DataRules;
use desk::ticket::Ticket;
use desk::time::Timestamp;
use desk::values::{Reach, Role, Shares, Shown};

/// How much of a ticket somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sees {
    Nothing,
    AsRequester,
    AtTheDesk,
}

pub(super) struct Oracle<'a> {
    pub(super) directory: &'a Directory,
    pub(super) now: Timestamp,
}

impl Oracle<'_> {
    /// Those who work at the desk now: role and teams.
    fn works(&self, person: PersonId) -> Option<(Role, Vec<desk::ids::TeamId>)> {
        let agent = self.directory.agents.get(&person).filter(|agent| agent.active)?;
        Some((agent.role, agent.teams.clone()))
    }

    fn provider(&self, team: desk::ids::TeamId) -> Option<&str> {
        self.directory.teams[&team].provider.as_deref()
    }

    /// True for a provider's people.
    pub(super) fn is_outside(&self, person: PersonId) -> bool {
        let Some((role, teams)) = self.works(person) else { return false };
        let named = role == Role::ProviderAgent || role == Role::ProviderManager;
        let all = !teams.is_empty() && teams.iter().all(|team| self.provider(*team).is_some());
        named || (role != Role::Admin && all)
    }

    fn rules(&self, person: PersonId) -> Vec<DataRules> {
        let Some((_, teams)) = self.works(person) else { return vec![] };
        let providers = teams.iter().filter_map(|team| self.provider(*team));
        let rules = |provider| self.directory.providers.get(provider).copied().unwrap_or_default();
        providers.map(rules).collect()
    }

    /// True when the strictest rules somebody works under show this.
    pub(super) fn shows(&self, person: PersonId, what: fn(&DataRules) -> Shown) -> bool {
        !self.is_outside(person) || self.rules(person).iter().all(|it| what(it) == Shown::Shown)
    }

    pub(super) fn share_a_team(&self, one: PersonId, other: PersonId) -> bool {
        match (self.works(one), self.works(other)) {
            (Some((_, own)), Some((_, theirs))) => own.iter().any(|team| theirs.contains(team)),
            _ => false,
        }
    }

    /// True of whom the requester shares with, and of who looks after the requester's department.
    fn is_shared(&self, person: PersonId, requester: PersonId) -> bool {
        let circles = &self.directory.circles;
        let Some(theirs) = circles.get(&requester) else { return false };
        if theirs.with.contains(&person) {
            return true;
        }
        let Some(own) = circles.get(&person) else { return false };
        let house = own.organisation.is_some() && own.organisation == theirs.organisation;
        let department = own.organisation == theirs.organisation
            && own.department.is_some()
            && own.department == theirs.department;
        match theirs.shares {
            Shares::Organisation if house => true,
            Shares::Department if department => true,
            _ => department && self.directory.viewers.contains(&person),
        }
    }

    pub(super) fn sees(&self, person: PersonId, ticket: &Ticket) -> Sees {
        let own = if ticket.requester == person { Sees::AsRequester } else { Sees::Nothing };
        let works = self.works(person);
        let in_any = |teams: &[desk::ids::TeamId]| {
            works.as_ref().is_some_and(|(_, own)| own.iter().any(|team| teams.contains(team)))
        };
        let named = ticket.confidential.as_ref().map(|readers| {
            let teams: Vec<_> = readers.teams.iter().copied().collect();
            readers.people.contains(&person) || in_any(&teams)
        });
        if named == Some(false) {
            return own;
        }
        let shared = named.is_none() && self.is_shared(person, ticket.requester);
        let own = if shared { Sees::AsRequester } else { own };
        let Some((role, teams)) = &works else {
            return if named == Some(true) { Sees::AsRequester } else { own };
        };
        if named == Some(true) {
            return Sees::AtTheDesk;
        }
        let path: Vec<_> = ticket.path.iter().map(|step| step.team).collect();
        let near = teams.contains(&ticket.team) || in_any(&path);
        if self.is_outside(person) {
            let reads_on = teams.iter().any(|team| {
                let rules = self
                    .provider(*team)
                    .map(|it| self.directory.providers.get(it).copied().unwrap_or_default());
                let left = ticket.left.get(team);
                rules
                    .zip(left)
                    .is_some_and(|(rules, left)| self.now.0 - left.0 < rules.read_on_s * 1_000_000)
            });
            return if near || reads_on { Sees::AtTheDesk } else { own };
        }
        let all = matches!(role, Role::Lead | Role::Admin | Role::ServiceManager | Role::Auditor);
        let house = |team| self.directory.teams[team].reach == Reach::House;
        let reaches = all || teams.is_empty() || teams.iter().any(house);
        if reaches || near || teams.contains(&ticket.contact_team) { Sees::AtTheDesk } else { own }
    }
}
