//! Who and what the desk consists of: its teams, agents and services, as the rules see them.
//!
//! Of requesters there is only where they belong and with whom they share: a desk may have twenty
//! thousand, and no rule needs more of them.

use crate::circle::Circle;
use crate::ids::{OrganisationId, PersonId, ServiceId, TeamId};
use crate::provider::DataRules;
use crate::values::{Reach, Role, Tier};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A team: agents of one tier that share a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its identity.
    pub id: TeamId,
    /// Its name, unique at this desk.
    pub name: String,
    /// The tier it sits on, for good.
    pub tier: Tier,
    /// The provider it belongs to; none for a team of the house.
    pub provider: Option<String>,
    /// What a hand-over to this team has to answer.
    pub checklist: Vec<String>,
    /// How far its members see.
    pub reach: Reach,
    /// Set when the team was retired: who took over.
    pub successor: Option<TeamId>,
}

impl Team {
    /// True until the team is retired.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.successor.is_none()
    }
}

/// A person who works on tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// Their identity.
    pub id: PersonId,
    /// What they are to the desk, as it was given to them: see [`crate::access::role_of`].
    pub role: Role,
    /// Their teams, also of several tiers.
    pub teams: Vec<TeamId>,
    /// False once they have left.
    pub active: bool,
}

/// An entry of the service catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its identity.
    pub id: ServiceId,
    /// Its name, unique at this desk.
    pub name: String,
    /// The teams that serve it, on whatever tier; the first of a tier is that tier's owner.
    pub teams: Vec<TeamId>,
    /// True when what is asked about it is for its teams alone: security, personnel.
    pub confidential: bool,
    /// False once it has left the catalogue: it cannot be chosen, and tickets keep it.
    pub active: bool,
}

/// An organisation that people belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its identity.
    pub id: OrganisationId,
    /// Its name, unique at this desk.
    pub name: String,
    /// False once it is retired: nobody joins it any more.
    pub active: bool,
}

/// All of it. The order of teams is the order in which they were founded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// The teams, retired ones included.
    pub teams: BTreeMap<TeamId, Team>,
    /// Everybody who works at the desk, those who left included.
    pub agents: BTreeMap<PersonId, Agent>,
    /// The services.
    pub services: BTreeMap<ServiceId, Service>,
    /// The organisations, retired ones included.
    pub organisations: BTreeMap<OrganisationId, Organisation>,
    /// Where people belong and with whom they share; only those of whom it is known.
    pub circles: Arc<BTreeMap<PersonId, Circle>>,
    /// The department viewers.
    pub viewers: BTreeSet<PersonId>,
    /// The data rules of providers, by their names.
    pub providers: BTreeMap<String, DataRules>,
}

impl Directory {
    /// The team of that id.
    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    /// The agent of that id, if they are still with the desk.
    #[must_use]
    pub fn agent(&self, id: PersonId) -> Option<&Agent> {
        self.agents.get(&id).filter(|agent| agent.active)
    }

    /// The team of that name; names are compared as they are written.
    #[must_use]
    pub fn team_named(&self, name: &str) -> Option<&Team> {
        self.teams.values().find(|team| team.name == name)
    }

    /// The service of that name.
    #[must_use]
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        self.services.values().find(|service| service.name == name)
    }

    /// The organisation of that name.
    #[must_use]
    pub fn organisation_named(&self, name: &str) -> Option<&Organisation> {
        self.organisations.values().find(|organisation| organisation.name == name)
    }

    /// The service of that id, if it can be chosen.
    #[must_use]
    pub fn offered(&self, id: ServiceId) -> Option<&Service> {
        self.services.get(&id).filter(|service| service.active)
    }

    /// The desk's default team of a tier: the first active one that has people, teams of the house
    /// before a provider's; while none has people, the first active one.
    #[must_use]
    pub fn default_team(&self, tier: Tier) -> Option<&Team> {
        let active = || self.teams.values().filter(|team| team.tier == tier && team.is_active());
        let agents = self.agents.values().filter(|agent| agent.active);
        let with_people: BTreeSet<&TeamId> = agents.flat_map(|agent| &agent.teams).collect();
        let staffed = |team: &&Team| with_people.contains(&team.id);
        let of_the_house = |team: &&Team| team.provider.is_none();
        active()
            .filter(staffed)
            .find(of_the_house)
            .or_else(|| active().find(staffed))
            .or_else(|| active().find(of_the_house))
            .or_else(|| active().next())
    }

    /// The active team that stands where this retired one stood, through all retirements since.
    #[must_use]
    pub fn successor_of(&self, team: TeamId) -> Option<&Team> {
        let mut next = self.team(self.team(team)?.successor?)?;
        // A successor is active when it is named, so the chain ends.
        while let Some(later) = next.successor {
            next = self.team(later)?;
        }
        Some(next)
    }

    /// True when this person works in this team now.
    #[must_use]
    pub fn is_member(&self, person: PersonId, team: TeamId) -> bool {
        self.agent(person).is_some_and(|agent| agent.teams.contains(&team))
    }

    /// True for a provider's people: those who are called so, and those whose teams all belong to a
    /// provider, its leads included; only admins are of the house whatever their teams.
    #[must_use]
    pub fn is_outside(&self, agent: &Agent) -> bool {
        let theirs =
            || !agent.teams.is_empty() && agent.teams.iter().all(|id| self.is_provider_team(*id));
        agent.role.is_a_providers() || agent.role != Role::Admin && theirs()
    }

    /// True for those who see every ticket of the house that is not confidential: people of the
    /// house, unless all their teams keep to their own.
    #[must_use]
    pub fn sees_the_house(&self, agent: &Agent) -> bool {
        let reaches = |id: &TeamId| self.team(*id).is_some_and(|it| it.reach == Reach::House);
        let by_role =
            matches!(agent.role, Role::Lead | Role::Admin | Role::ServiceManager | Role::Auditor);
        !self.is_outside(agent)
            && (by_role || agent.teams.is_empty() || agent.teams.iter().any(reaches))
    }

    /// True when the team belongs to a provider.
    #[must_use]
    pub fn is_provider_team(&self, id: TeamId) -> bool {
        self.team(id).is_some_and(|team| team.provider.is_some())
    }

    /// Whom a hierarchical escalation of a team's ticket tells: the leads of that team, else all
    /// leads of the house, else its admins.
    #[must_use]
    pub fn managers_of(&self, team: TeamId) -> Vec<PersonId> {
        let with = |wanted: &dyn Fn(&Agent) -> bool| -> Vec<PersonId> {
            let active = self.agents.values().filter(|agent| agent.active);
            active.filter(|agent| wanted(agent)).map(|agent| agent.id).collect()
        };
        let leads = |agent: &Agent| matches!(agent.role, Role::Lead | Role::ProviderManager);
        let own = with(&|agent| leads(agent) && agent.teams.contains(&team));
        if !own.is_empty() {
            return own;
        }
        let leads = with(&|agent| agent.role == Role::Lead && !self.is_outside(agent));
        if leads.is_empty() { with(&|agent| agent.role == Role::Admin) } else { leads }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{
        ADA, APPS, CAN, CLEO, DATA, DEVELOPERS, FRONT, HOTLINE, LEA, MIA, NETWORK, NIGHT, NO_TEAM,
        NORA, RITA, directory,
    };

    fn retire(desk: &mut Directory, team: TeamId, successor: TeamId) {
        desk.teams.get_mut(&team).unwrap().successor = Some(successor);
    }

    #[test]
    fn the_default_team_is_the_houses_first_active_one() {
        let default = |desk: &Directory, tier| desk.default_team(Tier(tier)).map(|team| team.id);
        let mut desk = directory();
        desk.teams.get_mut(&HOTLINE).unwrap().provider = Some("Nachtwerk".into());
        assert_eq!(default(&desk, 1), Some(FRONT), "the house's before a provider's");
        retire(&mut desk, FRONT, NIGHT);
        assert_eq!(default(&desk, 1), Some(HOTLINE), "else a provider's");
        assert_eq!(default(&desk, 2), Some(NETWORK));
        assert_eq!(default(&desk, 5), None);
        desk.agents.get_mut(&CLEO).unwrap().active = false;
        assert_eq!(default(&desk, 2), Some(APPS), "one with people in it");
        desk.agents.clear();
        assert_eq!(default(&desk, 2), Some(NETWORK), "while none has people, the first");
    }

    #[test]
    fn a_retired_teams_place_is_taken_through_all_retirements() {
        let mut desk = directory();
        let successor = |desk: &Directory, team| desk.successor_of(team).map(|team| team.id);
        assert_eq!(successor(&desk, HOTLINE), None);
        assert_eq!(successor(&desk, NO_TEAM), None);
        retire(&mut desk, HOTLINE, FRONT);
        assert_eq!(successor(&desk, HOTLINE), Some(FRONT));
        retire(&mut desk, FRONT, APPS);
        retire(&mut desk, APPS, DATA);
        for team in [HOTLINE, FRONT, APPS] {
            assert_eq!(successor(&desk, team), Some(DATA));
        }
    }

    #[test]
    fn people_are_members_while_they_are_with_the_desk() {
        let mut desk = directory();
        assert!(desk.is_member(CAN, FRONT) && desk.is_member(CAN, APPS));
        assert!(!desk.is_member(CAN, HOTLINE) && !desk.is_member(RITA, HOTLINE));
        desk.agents.get_mut(&CAN).unwrap().active = false;
        assert!(!desk.is_member(CAN, FRONT) && desk.agent(CAN).is_none());
    }

    #[test]
    fn outside_are_those_whose_teams_are_all_a_providers() {
        let mut desk = directory();
        let outside = |desk: &Directory, person| desk.is_outside(&desk.agents[&person]);
        assert!(outside(&desk, NORA));
        assert!(!outside(&desk, ADA) && !outside(&desk, LEA) && !outside(&desk, MIA));
        desk.agents.get_mut(&NORA).unwrap().role = Role::Lead;
        assert!(outside(&desk, NORA), "a provider's lead leads no team of the house");
        desk.agents.get_mut(&NORA).unwrap().teams.push(HOTLINE);
        assert!(!outside(&desk, NORA));
        desk.agents.get_mut(&MIA).unwrap().teams = vec![NIGHT];
        assert!(!outside(&desk, MIA), "an admin is of the house");
    }

    #[test]
    fn a_raise_tells_the_nearest_management() {
        let mut desk = directory();
        assert_eq!(desk.managers_of(HOTLINE), [LEA]);
        assert_eq!(desk.managers_of(DEVELOPERS), [LEA], "else all leads");
        desk.agents.get_mut(&NORA).unwrap().role = Role::Lead;
        assert_eq!(desk.managers_of(NIGHT), [NORA]);
        assert_eq!(desk.managers_of(DEVELOPERS), [LEA], "not those of a provider");
        desk.agents.get_mut(&LEA).unwrap().active = false;
        assert_eq!(desk.managers_of(DEVELOPERS), [MIA], "else the admins");
        desk.agents.remove(&MIA);
        assert_eq!(desk.managers_of(DEVELOPERS), []);
    }
}
