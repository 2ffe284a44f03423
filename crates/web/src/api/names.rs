//! From ids to names: teams and services as names, people as email addresses.

use crate::sight;
use desk::actor::Actor;
use desk::directory::Directory;
use desk::ids::{OrganisationId, PersonId, ServiceId, TeamId, TicketNumber};
use desk::provider::Sight;
use desk::time::Timestamp;
use desk::values::Shown;
use std::collections::HashMap;
use std::sync::Arc;
use store::Snapshot;
use store::db::{DbError, Tx};
use store::queries::people;

/// What stands where a contract keeps back who somebody is.
pub(crate) const MASKED: &str = "•••";

/// What stands where the desk itself acted.
pub(crate) const DESK: &str = "desk";

/// A person as answers name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Their name.
    pub(crate) name: String,
    /// Their address; the name of those who have none.
    pub(crate) email: String,
}

/// Names ids; each person is read once.
pub(crate) struct Names<'t, 'c> {
    /// The transaction, for queries.
    pub(crate) tx: &'t mut Tx<'c>,
    /// The desk's teams, agents and services.
    pub(crate) directory: Arc<Directory>,
    /// When it is asked.
    pub(crate) now: Timestamp,
    /// How much those see to whom it is told.
    pub(crate) sight: Sight,
    viewer: PersonId,
    people: HashMap<PersonId, Named>,
    known: HashMap<TicketNumber, bool>,
}

impl<'t, 'c> Names<'t, 'c> {
    pub(crate) fn new(
        tx: &'t mut Tx<'c>,
        directory: Arc<Directory>,
        viewer: PersonId,
        now: Timestamp,
    ) -> Self {
        let sight = directory.sight(viewer);
        let (people, known) = (HashMap::new(), HashMap::new());
        Names { tx, directory, now, sight, viewer, people, known }
    }

    pub(crate) fn of<'s>(snapshot: &'s mut Snapshot<'_, 'c>, viewer: PersonId) -> Names<'s, 'c> {
        Names::new(snapshot.tx, Arc::clone(&snapshot.directory), viewer, snapshot.now)
    }

    /// To whom it is told.
    pub(crate) fn viewer(&self) -> PersonId {
        self.viewer
    }

    /// True when a contract keeps back who this person is: those who work at the desk are named
    /// always.
    pub(crate) fn keeps_back(&self, id: PersonId) -> bool {
        id != self.viewer && is_kept_back(&self.directory, self.sight, id)
    }

    /// True when those to whom it is told may know of a ticket.
    pub(crate) fn knows_of(&mut self, number: TicketNumber) -> Result<bool, DbError> {
        if let Some(known) = self.known.get(&number) {
            return Ok(*known);
        }
        let knows = sight::knows_of(self.tx, &self.directory, self.viewer, number, self.now)?;
        self.known.insert(number, knows);
        Ok(knows)
    }

    /// The name of a team.
    pub(crate) fn team(&self, id: TeamId) -> String {
        self.directory.team(id).map(|team| team.name.clone()).unwrap_or_default()
    }

    /// The name of a service.
    pub(crate) fn service(&self, id: ServiceId) -> String {
        self.directory.services.get(&id).map(|it| it.name.clone()).unwrap_or_default()
    }

    /// The name of an organisation.
    pub(crate) fn organisation(&self, id: OrganisationId) -> String {
        let organisation = self.directory.organisations.get(&id);
        organisation.map(|it| it.name.clone()).unwrap_or_default()
    }

    /// True when those to whom it is told are a provider's.
    pub(crate) fn are_outside(&self) -> bool {
        is_outside(&self.directory, self.viewer)
    }

    /// Name and address of a person.
    pub(crate) fn person(&mut self, id: PersonId) -> Result<Named, DbError> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        if self.keeps_back(id) {
            return Ok(masked());
        }
        let row = people::by_id(self.tx, id)?;
        let row = row.ok_or_else(|| DbError::Fault(format!("person {id} is nowhere")))?;
        let named = named(&row.name, row.email.as_deref());
        self.people.insert(id, named.clone());
        Ok(named)
    }

    /// The address of a person.
    pub(crate) fn email(&mut self, id: PersonId) -> Result<String, DbError> {
        Ok(self.person(id)?.email)
    }

    /// Who did something: an address, or [`DESK`].
    pub(crate) fn actor(&mut self, actor: Actor) -> Result<String, DbError> {
        match actor {
            Actor::Person(id) => self.email(id),
            Actor::Desk => Ok(DESK.into()),
        }
    }
}

/// True of a provider's people.
pub(crate) fn is_outside(directory: &Directory, person: PersonId) -> bool {
    directory.agent(person).is_some_and(|agent| directory.is_outside(agent))
}

/// True when a contract keeps back who this person is.
pub(crate) fn is_kept_back(directory: &Directory, sight: Sight, id: PersonId) -> bool {
    sight.requester != Shown::Shown && directory.agent(id).is_none()
}

/// What stands where a contract keeps back who somebody is.
pub(crate) fn masked() -> Named {
    Named { name: MASKED.into(), email: MASKED.into() }
}

/// A person whose row is at hand.
pub(crate) fn named(name: &str, email: Option<&str>) -> Named {
    Named { name: name.to_owned(), email: email.unwrap_or(name).to_owned() }
}
