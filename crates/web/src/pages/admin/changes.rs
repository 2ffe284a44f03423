//! The latest changes to the desk: who, when, what, from the desk's own stream.

use super::ground::names;
use crate::pages::page::Page;
use crate::pages::shown::When;
use desk::actor::Actor;
use desk::admin::{DeskEvent, TwoFactors};
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::ticket::Stamp;
use desk::values::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::journal::{self, DESK};
use store::queries::{events, people};
use store::{Failure, Snapshot};

/// Changes that are shown.
const SHOWN_MAX: usize = 12;
/// Events that are looked at for them: requesters who became known are passed over.
const LOOKED_AT_MAX: i64 = 200;

/// One change.
pub(crate) struct Change {
    pub(crate) at: When,
    pub(crate) who: String,
    pub(crate) what: String,
}

/// The latest changes as they are read.
pub(super) struct Latest {
    events: Vec<(Stamp, DeskEvent)>,
    names: BTreeMap<PersonId, String>,
    directory: Arc<Directory>,
}

/// Reads them, the latest first.
pub(super) fn read(desk: &mut Snapshot<'_, '_>) -> Result<Latest, Failure> {
    let rows = events::latest_of_stream(desk.tx, DESK, LOOKED_AT_MAX)?;
    let mut events = journal::recall_desk(desk.tx, &rows)?;
    events.retain(|(_, event)| is_told(event));
    events.reverse();
    events.truncate(SHOWN_MAX);
    let actors = events.iter().filter_map(|(stamp, _)| stamp.actor.person());
    let about = events.iter().filter_map(|(_, event)| person(event));
    let ids: BTreeSet<PersonId> = actors.chain(about).collect();
    let names = people::names(desk.tx, &ids)?;
    Ok(Latest { events, names, directory: Arc::clone(&desk.directory) })
}

/// Whoever asks for something becomes known by the way; that is no change to the desk.
fn is_told(event: &DeskEvent) -> bool {
    !matches!(event, DeskEvent::PersonAdded { role: Role::Requester, .. })
}

/// The person an event is about.
fn person(event: &DeskEvent) -> Option<PersonId> {
    match event {
        DeskEvent::PersonAdded { person, .. }
        | DeskEvent::PasswordSet { person }
        | DeskEvent::LinkIssued { person, .. }
        | DeskEvent::SessionsEnded { person }
        | DeskEvent::SignedIn { person, .. }
        | DeskEvent::SignInRefused { person, .. }
        | DeskEvent::SignedOut { person }
        | DeskEvent::SecondFactorSet { person }
        | DeskEvent::SecondFactorRemoved { person }
        | DeskEvent::RecoveryCodesMade { person }
        | DeskEvent::RecoveryCodeUsed { person }
        | DeskEvent::TokenIssued { person, .. } => Some(*person),
        event => event.changes(),
    }
}

impl Latest {
    /// The changes in the reader's words.
    pub(super) fn told(&self, page: &Page) -> Vec<Change> {
        let told = |(stamp, event): &(Stamp, DeskEvent)| Change {
            at: When::new(page, stamp.at),
            who: match stamp.actor {
                Actor::Person(id) => self.name(id),
                Actor::Desk => page.text("change-by-desk").to_string(),
            },
            what: self.what(page, event),
        };
        self.events.iter().map(told).collect()
    }

    fn name(&self, id: PersonId) -> String {
        self.names.get(&id).cloned().unwrap_or_default()
    }

    fn team(&self, id: TeamId) -> String {
        self.directory.team(id).map(|team| team.name.clone()).unwrap_or_default()
    }

    fn service(&self, id: ServiceId) -> String {
        self.directory.services.get(&id).map(|it| it.name.clone()).unwrap_or_default()
    }

    fn what(&self, page: &Page, event: &DeskEvent) -> String {
        let mut text = page.text(key(event));
        if let Some(person) = person(event) {
            text = text.with("person", self.name(person));
        }
        if let DeskEvent::PersonAdded { role, .. } | DeskEvent::RoleSet { role, .. } = event {
            text = text.with("role", page.word(role).to_string());
        }
        if let DeskEvent::TeamsSet { teams, .. } | DeskEvent::ServiceTeamsSet { teams, .. } = event
        {
            text = text.with("teams", names(&self.directory, teams));
        }
        if let DeskEvent::TokenRevoked { token } = event {
            text = text.with("token", token.0);
        }
        if let DeskEvent::TeamAdded { tier, .. } = event {
            text = text.with("tier", i64::from(tier.0));
        }
        if let DeskEvent::TeamRetired { successor, .. } = event {
            text = text.with("successor", self.team(*successor));
        }
        if let DeskEvent::DeskNamed { organisation, .. } = event {
            text = text.with("name", organisation.as_str());
        }
        if let DeskEvent::OrganisationAdded { organisation, .. }
        | DeskEvent::OrganisationRenamed { organisation, .. }
        | DeskEvent::OrganisationRetired { organisation }
        | DeskEvent::OrganisationRestored { organisation } = event
        {
            let organisation = self.directory.organisations.get(organisation);
            let name = organisation.map(|it| it.name.clone()).unwrap_or_default();
            text = text.with("name", name);
        }
        if let Some(team) = team(event) {
            text = text.with("team", self.team(team));
        }
        if let Some(service) = service(event) {
            text = text.with("service", self.service(service));
        }
        text.to_string()
    }
}

/// The team an event is about.
fn team(event: &DeskEvent) -> Option<TeamId> {
    if let DeskEvent::TeamAdded { team, .. }
    | DeskEvent::TeamRenamed { team, .. }
    | DeskEvent::ProviderSet { team, .. }
    | DeskEvent::ChecklistSet { team, .. }
    | DeskEvent::TeamRetired { team, .. } = event
    {
        return Some(*team);
    }
    None
}

/// The service an event is about.
fn service(event: &DeskEvent) -> Option<ServiceId> {
    if let DeskEvent::ServiceAdded { service, .. }
    | DeskEvent::ServiceRenamed { service, .. }
    | DeskEvent::ServiceTeamsSet { service, .. }
    | DeskEvent::ServiceRetired { service }
    | DeskEvent::ServiceRestored { service }
    | DeskEvent::ServiceConfidentialSet { service, .. } = event
    {
        return Some(*service);
    }
    None
}

/// The key of what is said of an event.
fn key(event: &DeskEvent) -> &'static str {
    match event {
        DeskEvent::PersonAdded { .. } => "change-person-added",
        DeskEvent::PersonRenamed { .. } => "change-person-renamed",
        DeskEvent::EmailSet { .. } => "change-email-set",
        DeskEvent::PhoneSet { .. } => "change-phone-set",
        DeskEvent::RoleSet { .. } => "change-role-set",
        DeskEvent::TeamsSet { teams, .. } if teams.is_empty() => "change-no-teams",
        DeskEvent::TeamsSet { .. } => "change-teams-set",
        DeskEvent::PersonDeactivated { .. } => "change-person-left",
        DeskEvent::PersonReactivated { .. } => "change-person-back",
        DeskEvent::PasswordSet { .. } => "change-password-set",
        DeskEvent::LinkIssued { .. } => "change-link-issued",
        DeskEvent::SessionsEnded { .. } => "change-sessions-ended",
        DeskEvent::TokenIssued { .. } => "change-token-issued",
        DeskEvent::TokenRevoked { .. } => "change-token-revoked",
        DeskEvent::TeamAdded { .. } => "change-team-added",
        DeskEvent::TeamRenamed { .. } => "change-team-renamed",
        DeskEvent::ProviderSet { .. } => "change-provider-set",
        DeskEvent::ChecklistSet { .. } => "change-checklist-set",
        DeskEvent::TeamRetired { .. } => "change-team-retired",
        DeskEvent::ServiceAdded { .. } => "change-service-added",
        DeskEvent::ServiceRenamed { .. } => "change-service-renamed",
        DeskEvent::ServiceTeamsSet { .. } => "change-service-teams",
        DeskEvent::ServiceRetired { .. } => "change-service-retired",
        DeskEvent::ServiceRestored { .. } => "change-service-restored",
        DeskEvent::DeskNamed { .. } => "change-desk-named",
        DeskEvent::ReachSet { .. } => "change-reach-set",
        DeskEvent::ServiceConfidentialSet { .. } => "change-service-confidential",
        DeskEvent::DataRulesSet { .. } => "change-data-rules",
        DeskEvent::ConfidentialRead { .. } => "change-confidential-read",
        DeskEvent::SignedIn { .. } => "change-signed-in",
        DeskEvent::SignInRefused { .. } => "change-sign-in-refused",
        DeskEvent::SignedOut { .. } => "change-signed-out",
        DeskEvent::SecondFactorSet { .. } => "change-factor-set",
        DeskEvent::SecondFactorRemoved { .. } => "change-factor-removed",
        DeskEvent::RecoveryCodesMade { .. } => "change-codes-made",
        DeskEvent::RecoveryCodeUsed { .. } => "change-code-used",
        DeskEvent::TwoFactorsRequired { of: TwoFactors::AtTheDesk } => "change-factors-required",
        DeskEvent::TwoFactorsRequired { of: TwoFactors::Free } => "change-factors-free",
        DeskEvent::OrganisationAdded { .. } => "change-organisation-added",
        DeskEvent::OrganisationRenamed { .. } => "change-organisation-renamed",
        DeskEvent::OrganisationRetired { .. } => "change-organisation-retired",
        DeskEvent::OrganisationRestored { .. } => "change-organisation-restored",
        DeskEvent::BelongingSet { .. } => "change-belonging-set",
        DeskEvent::SharingSet { .. } => "change-sharing-set",
    }
}
