//! Who acts, and all a decision may know besides the ticket itself.

use crate::access::{Action, require};
use crate::directory::Directory;
use crate::ids::{PersonId, ServiceId, TicketNumber};
use crate::settings::Settings;
use crate::ticket::Ticket;
use crate::time::Timestamp;
use crate::values::{LinkKind, Origin};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// The desk itself: a sweep, a rule, an import without names.
    Desk,
}

impl Actor {
    /// The person, if it is one.
    #[must_use]
    pub fn person(self) -> Option<PersonId> {
        match self {
            Actor::Person(id) => Some(id),
            Actor::Desk => None,
        }
    }
}

/// Everything a decision depends on besides the ticket: all of it an argument, so that the same
/// input gives the same events.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the command.
    pub now: Timestamp,
    /// Who gives it.
    pub actor: Actor,
    /// By which way it comes.
    pub origin: Origin,
    /// The desk's teams, agents and services.
    pub directory: &'a Directory,
    /// The desk's settings.
    pub settings: &'a Settings,
    /// The other ticket, for commands about two (merge, link).
    pub other: Option<&'a Ticket>,
}

impl Context<'_> {
    /// The other ticket of a pair, if it is that one and the actor may know of it: one out of sight
    /// is answered like one that does not exist.
    #[must_use]
    pub fn seen_other(&self, number: Option<TicketNumber>) -> Option<&Ticket> {
        let named = self.other.filter(|other| Some(other.number) == number);
        named.filter(|other| require(self, Action::Follow, other).is_ok())
    }

    /// True while a log of the past is replayed: less is demanded, nothing is sent.
    #[must_use]
    pub fn importing(&self) -> bool {
        self.origin == Origin::Import
    }

    /// True of a service that a ticket with these links can be about: one of the catalogue. What
    /// continues an old ticket keeps what that was about, and so does a log of the past.
    #[must_use]
    pub fn may_choose(&self, service: ServiceId, links: &[(LinkKind, TicketNumber)]) -> bool {
        let continues = links.iter().any(|(kind, _)| *kind == LinkKind::SuccessorOf);
        match continues || self.importing() {
            true => self.directory.services.contains_key(&service),
            false => self.directory.offered(service).is_some(),
        }
    }

    /// True when a person acts, as opposed to a rule, a sweep or an import.
    #[must_use]
    pub fn by_person(&self) -> bool {
        self.origin == Origin::Command
    }

    /// True when the acting person has a role above requester.
    #[must_use]
    pub fn by_agent(&self) -> bool {
        self.actor.person().is_some_and(|id| self.directory.agent(id).is_some())
    }
}
