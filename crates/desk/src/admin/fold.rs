//! What the events of the desk's stream leave behind: the directory and the settings.

use super::DeskEvent;
use crate::circle::{Circle, folded};
use crate::directory::{Agent, Directory, Organisation, Service, Team};
use crate::ids::{OrganisationId, PersonId, ServiceId, TeamId};
use crate::settings::Settings;
use crate::values::Role;
use std::sync::Arc;

impl Directory {
    /// Folds one more event of the desk's stream.
    pub fn apply(&mut self, event: &DeskEvent) {
        self.apply_to_people(event);
        self.apply_to_teams(event);
        self.apply_to_services(event);
        self.apply_to_circles(event);
    }

    fn apply_to_people(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::PersonAdded { person, role, teams, .. } => {
                self.set_role(*person, *role);
                self.change_agent(*person, |agent| agent.teams.clone_from(teams));
            }
            DeskEvent::RoleSet { person, role } => self.set_role(*person, *role),
            DeskEvent::TeamsSet { person, teams } => {
                self.change_agent(*person, |agent| agent.teams.clone_from(teams));
            }
            DeskEvent::PersonDeactivated { person } => {
                self.change_agent(*person, |agent| agent.active = false);
            }
            DeskEvent::PersonReactivated { person } => {
                self.change_agent(*person, |agent| agent.active = true);
            }
            _ => {}
        }
    }

    fn apply_to_circles(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::OrganisationAdded { organisation, name } => {
                let (id, name) = (*organisation, name.clone());
                self.organisations.insert(id, Organisation { id, name, active: true });
            }
            DeskEvent::OrganisationRenamed { organisation, name } => {
                self.change_organisation(*organisation, |it| it.name.clone_from(name));
            }
            DeskEvent::OrganisationRetired { organisation } => {
                self.change_organisation(*organisation, |it| it.active = false);
            }
            DeskEvent::OrganisationRestored { organisation } => {
                self.change_organisation(*organisation, |it| it.active = true);
            }
            DeskEvent::BelongingSet { person, belonging } => {
                self.change_circle(*person, |circle| {
                    circle.organisation = belonging.organisation;
                    circle.department = belonging.plain().department.as_deref().map(folded);
                });
            }
            DeskEvent::SharingSet { person, shares, with } => {
                self.change_circle(*person, |circle| {
                    circle.shares = *shares;
                    circle.with.clone_from(with);
                });
            }
            _ => {}
        }
    }

    fn apply_to_teams(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::TeamAdded { team, name, tier, provider, checklist, reach } => {
                let made = Team {
                    id: *team,
                    name: name.clone(),
                    tier: *tier,
                    provider: provider.clone(),
                    checklist: checklist.clone(),
                    reach: *reach,
                    successor: None,
                };
                self.teams.insert(*team, made);
            }
            DeskEvent::TeamRenamed { team, name } => {
                self.change_team(*team, |team| team.name.clone_from(name));
            }
            DeskEvent::ProviderSet { team, provider } => {
                self.change_team(*team, |team| team.provider.clone_from(provider));
            }
            DeskEvent::ChecklistSet { team, checklist } => {
                self.change_team(*team, |team| team.checklist.clone_from(checklist));
            }
            DeskEvent::TeamRetired { team, successor } => {
                self.change_team(*team, |team| team.successor = Some(*successor));
            }
            DeskEvent::ReachSet { team, reach } => {
                self.change_team(*team, |team| team.reach = *reach);
            }
            DeskEvent::DataRulesSet { provider, rules } => {
                self.providers.insert(provider.clone(), *rules);
            }
            _ => {}
        }
    }

    fn apply_to_services(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::ServiceAdded { service, name, teams, confidential } => {
                let (id, name, teams) = (*service, name.clone(), teams.clone());
                let confidential = *confidential;
                self.services.insert(id, Service { id, name, teams, confidential, active: true });
            }
            DeskEvent::ServiceConfidentialSet { service, confidential } => {
                self.change_service(*service, |service| service.confidential = *confidential);
            }
            DeskEvent::ServiceRenamed { service, name } => {
                self.change_service(*service, |service| service.name.clone_from(name));
            }
            DeskEvent::ServiceTeamsSet { service, teams } => {
                self.change_service(*service, |service| service.teams.clone_from(teams));
            }
            DeskEvent::ServiceRetired { service } => {
                self.change_service(*service, |service| service.active = false);
            }
            DeskEvent::ServiceRestored { service } => {
                self.change_service(*service, |service| service.active = true);
            }
            _ => {}
        }
    }

    /// Only those who work at the desk are agents.
    fn set_role(&mut self, person: PersonId, role: Role) {
        if role == Role::DepartmentViewer {
            self.viewers.insert(person);
        } else {
            self.viewers.remove(&person);
        }
        if !role.works_at_desk() {
            self.agents.remove(&person);
            return;
        }
        let fresh = Agent { id: person, role, teams: Vec::new(), active: true };
        self.agents.entry(person).or_insert(fresh).role = role;
    }

    fn change_agent(&mut self, person: PersonId, change: impl FnOnce(&mut Agent)) {
        if let Some(agent) = self.agents.get_mut(&person) {
            change(agent);
        }
    }

    fn change_team(&mut self, team: TeamId, change: impl FnOnce(&mut Team)) {
        if let Some(team) = self.teams.get_mut(&team) {
            change(team);
        }
    }

    /// Only those of whom something is known are kept.
    fn change_circle(&mut self, person: PersonId, change: impl FnOnce(&mut Circle)) {
        let circles = Arc::make_mut(&mut self.circles);
        let mut circle = circles.remove(&person).unwrap_or_default();
        change(&mut circle);
        if !circle.is_empty() {
            circles.insert(person, circle);
        }
    }

    fn change_organisation(
        &mut self,
        organisation: OrganisationId,
        change: impl FnOnce(&mut Organisation),
    ) {
        if let Some(organisation) = self.organisations.get_mut(&organisation) {
            change(organisation);
        }
    }

    fn change_service(&mut self, service: ServiceId, change: impl FnOnce(&mut Service)) {
        if let Some(service) = self.services.get_mut(&service) {
            change(service);
        }
    }
}

impl Settings {
    /// Folds one more event of the desk's stream.
    pub fn apply(&mut self, event: &DeskEvent) {
        if let DeskEvent::DeskNamed { organisation, language } = event {
            self.organisation = Some(organisation.clone());
            self.language = Some(*language);
        }
        if let DeskEvent::TwoFactorsRequired { of } = event {
            self.two_factors = *of;
        }
    }
}
