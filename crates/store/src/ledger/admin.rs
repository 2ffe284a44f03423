//! The desk's own stream: a command, its events, the tables.

use super::{By, Ledger, context};
use crate::db::DbError;
use crate::failure::Failure;
use crate::jobs::{self, Job};
use crate::journal::{self, DESK, Entry, NO_HEAD};
use crate::queries::counters::{self, Counter};
use crate::queries::counts::{self, CountScope};
use crate::queries::people::{self, PersonRow};
use crate::queries::{
    circles, links, providers, reads, second_factors, sessions, settings, streams, teams, tokens,
};
use desk::admin::{self, AdminCommand, DeskEvent};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::ticket::Stamp;
use desk::time::Span;
use desk::values::Role;
use std::sync::Arc;

/// How long it is remembered that the opening of a confidential ticket was noted.
const READS_FORGOTTEN_AFTER: Span = Span::days(1);

impl Ledger<'_, '_> {
    /// Does one thing with the desk as a whole.
    ///
    /// # Errors
    /// What [`admin::decide`] refuses.
    pub fn admin(&mut self, command: AdminCommand) -> Result<Vec<DeskEvent>, Failure> {
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        let decided = admin::decide(command, &context(self.by, &directory, &settings, None))?;
        drop((directory, settings));
        for event in &decided {
            self.append_desk(event.clone())?;
            Arc::make_mut(&mut self.directory).apply(event);
            Arc::make_mut(&mut self.settings).apply(event);
            self.bring_up(event)?;
        }
        Ok(decided)
    }

    fn append_desk(&mut self, mut event: DeskEvent) -> Result<(), DbError> {
        let seq = self.next_seq()?;
        let (version, head) = match self.desk.take() {
            Some(desk) => desk,
            None => streams::read(self.tx, DESK)?.unwrap_or((0, NO_HEAD.to_vec())),
        };
        let By { now: at, actor, origin } = self.by;
        let stamp = Stamp { seq: version + 1, at, actor, origin };
        let mut texts = Vec::new();
        event.texts(&mut |slot, text| texts.push((slot.to_owned(), text.clone())));
        let (kind, data) = event.parts();
        let entry = Entry { kind, data, public: false, texts };
        let head = journal::append(self.tx, seq, DESK, &stamp, &head, entry)?;
        self.desk = Some((version + 1, head));
        Ok(())
    }

    pub(super) fn flush_desk(&mut self) -> Result<(), DbError> {
        match self.desk.take() {
            Some((version, head)) => streams::write(self.tx, DESK, version, &head),
            None => Ok(()),
        }
    }

    /// Brings the tables up to one event that was just folded.
    fn bring_up(&mut self, event: &DeskEvent) -> Result<(), DbError> {
        match event {
            DeskEvent::PersonAdded { .. } => match PersonRow::added(event) {
                Some(row) => self.person_added(&row),
                None => Ok(()),
            },
            DeskEvent::PersonRenamed { person, .. }
            | DeskEvent::EmailSet { person, .. }
            | DeskEvent::PhoneSet { person, .. }
            | DeskEvent::RoleSet { person, .. }
            | DeskEvent::TeamsSet { person, .. }
            | DeskEvent::PersonDeactivated { person }
            | DeskEvent::PersonReactivated { person } => self.person_changed(*person, event),
            DeskEvent::SessionsEnded { person } => {
                second_factors::end_halves(self.tx, *person)?;
                sessions::end_of_person(self.tx, *person)
            }
            DeskEvent::TokenRevoked { token } => tokens::revoke(self.tx, *token, self.by.now),
            DeskEvent::TeamAdded { team, .. } => match self.directory.team(*team) {
                Some(team) => teams::add_team(self.tx, team),
                None => Ok(()),
            },
            DeskEvent::TeamRenamed { team, .. }
            | DeskEvent::ProviderSet { team, .. }
            | DeskEvent::ChecklistSet { team, .. }
            | DeskEvent::ReachSet { team, .. } => self.team_changed(*team),
            DeskEvent::TeamRetired { team, .. } => {
                self.team_changed(*team)?;
                jobs::enqueue(self.tx, &Job::Retirement { team: *team }, self.by.now)
            }
            DeskEvent::ServiceAdded { service, .. } => match self.directory.services.get(service) {
                Some(service) => teams::add_service(self.tx, service),
                None => Ok(()),
            },
            DeskEvent::ServiceRenamed { service, .. }
            | DeskEvent::ServiceTeamsSet { service, .. }
            | DeskEvent::ServiceRetired { service }
            | DeskEvent::ServiceRestored { service }
            | DeskEvent::ServiceConfidentialSet { service, .. } => self.service_changed(*service),
            DeskEvent::OrganisationAdded { organisation, .. }
            | DeskEvent::OrganisationRenamed { organisation, .. }
            | DeskEvent::OrganisationRetired { organisation }
            | DeskEvent::OrganisationRestored { organisation } => {
                self.organisation_changed(*organisation)
            }
            DeskEvent::BelongingSet { person, .. } => {
                self.person_changed(*person, event)?;
                self.stamp_tickets_of(*person)
            }
            DeskEvent::SharingSet { person, shares, with } => {
                circles::share(self.tx, *person, *shares, with)?;
                self.stamp_tickets_of(*person)
            }
            DeskEvent::DataRulesSet { provider, rules } => providers::set(self.tx, provider, rules),
            DeskEvent::ConfidentialRead { person, ticket } => {
                let at = self.by.now;
                reads::note(self.tx, *person, *ticket, at, at + Span(-READS_FORGOTTEN_AFTER.0))
            }
            DeskEvent::DeskNamed { .. } => settings::write(self.tx, &self.settings),
            DeskEvent::TwoFactorsRequired { .. } => settings::write(self.tx, &self.settings),
            DeskEvent::SecondFactorRemoved { person } => second_factors::remove(self.tx, *person),
            // Their secrets are no business of the journal: the callers keep the digests.
            DeskEvent::PasswordSet { .. }
            | DeskEvent::LinkIssued { .. }
            | DeskEvent::TokenIssued { .. }
            | DeskEvent::SignedIn { .. }
            | DeskEvent::SignInRefused { .. }
            | DeskEvent::SignedOut { .. }
            | DeskEvent::SecondFactorSet { .. }
            | DeskEvent::RecoveryCodesMade { .. }
            | DeskEvent::RecoveryCodeUsed { .. } => Ok(()),
        }
    }

    fn team_changed(&mut self, team: TeamId) -> Result<(), DbError> {
        match self.directory.team(team) {
            Some(team) => teams::update_team(self.tx, team),
            None => Ok(()),
        }
    }

    fn service_changed(&mut self, service: ServiceId) -> Result<(), DbError> {
        match self.directory.services.get(&service) {
            Some(service) => teams::update_service(self.tx, service),
            None => Ok(()),
        }
    }

    fn person_added(&mut self, row: &PersonRow) -> Result<(), DbError> {
        people::add(self.tx, row, self.by.now)?;
        counts::add(self.tx, CountScope::People, place(row.role), standing(row), 1)
    }

    /// Brings a person's row, keys and count up, and ends what they may no longer have.
    fn person_changed(&mut self, person: PersonId, event: &DeskEvent) -> Result<(), DbError> {
        let Some(before) = people::by_id(self.tx, person)? else {
            return Err(DbError::Fault(format!("person {person} changes and is nowhere")));
        };
        let mut row = before.clone();
        row.apply(event);
        people::update(self.tx, &row)?;
        counts::add(self.tx, CountScope::People, place(before.role), standing(&before), -1)?;
        counts::add(self.tx, CountScope::People, place(row.role), standing(&row), 1)?;
        if before.active && !row.active {
            let now = self.by.now;
            second_factors::end_halves(self.tx, person)?;
            sessions::end_of_person(self.tx, person)?;
            links::end(self.tx, person)?;
            tokens::revoke_of_person(self.tx, person, now)?;
            return jobs::enqueue(self.tx, &Job::Leaving { person, teams: None }, now);
        }
        let left: Vec<TeamId> =
            before.teams.into_iter().filter(|team| !row.teams.contains(team)).collect();
        if left.is_empty() {
            return Ok(());
        }
        jobs::enqueue(self.tx, &Job::Leaving { person, teams: Some(left) }, self.by.now)
    }

    /// Mints the identity of a team.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn new_team(&mut self) -> Result<TeamId, DbError> {
        counters::next(self.tx, Counter::Team).map(TeamId)
    }

    /// Mints the identity of a service.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn new_service(&mut self) -> Result<ServiceId, DbError> {
        counters::next(self.tx, Counter::Service).map(ServiceId)
    }
}

/// Where a role stands in its table: what people are counted under.
fn place(role: Role) -> i64 {
    let place = Role::ALL.iter().position(|it| *it == role);
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or_default()
}

fn standing(row: &PersonRow) -> i64 {
    i64::from(row.active)
}
