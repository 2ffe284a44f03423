//! Where people belong, with whom they share, and the organisations they belong to.

use super::Ledger;
use crate::db::DbError;
use crate::failure::Failure;
use crate::queries::counters::{self, Counter};
use crate::queries::{circles, people};
use crate::words::words;
use desk::admin::{AdminCommand, Belonging, DeskEvent, SetBelonging, SetSharing, Superior};
use desk::ids::{OrganisationId, PersonId};
use desk::limits::{MANAGERS_ABOVE_MAX, SHARED_WITH_MAX};
use desk::ticket::Ticket;
use desk::values::{Language, Shares};
use std::collections::BTreeSet;

/// What shall be different about where a person belongs; what is left out stays, and `Some(None)`
/// takes away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BelongingChange {
    /// Their organisation.
    pub organisation: Option<Option<OrganisationId>>,
    /// Their department.
    pub department: Option<Option<String>>,
    /// Whom they answer to.
    pub manager: Option<Option<PersonId>>,
    /// Where they work.
    pub site: Option<Option<String>>,
    /// Which language they want to be written to in.
    pub language: Option<Option<Language>>,
    /// Whether their needs are looked at first.
    pub vip: Option<bool>,
}

impl BelongingChange {
    /// What it comes to.
    fn over(self, known: &Belonging) -> Belonging {
        let line = |word: Option<String>| word.map(|word| word.trim().to_owned());
        Belonging {
            organisation: self.organisation.unwrap_or(known.organisation),
            department: self.department.map_or_else(|| known.department.clone(), line),
            manager: self.manager.unwrap_or(known.manager),
            site: self.site.map_or_else(|| known.site.clone(), line),
            language: self.language.unwrap_or(known.language),
            vip: self.vip.unwrap_or(known.vip),
        }
    }
}

impl Ledger<'_, '_> {
    /// The command that places a person of whom this much is known.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn placement(
        &mut self,
        person: PersonId,
        known: Belonging,
        change: BelongingChange,
    ) -> Result<AdminCommand, DbError> {
        let wanted = change.over(&known);
        let superior = match wanted.manager {
            Some(manager) => self.superior(manager)?,
            None => Superior::default(),
        };
        let belonging = Belonging {
            organisation: wanted.organisation,
            department: wanted.department.map(words).transpose()?,
            manager: wanted.manager,
            site: wanted.site.map(words).transpose()?,
            language: wanted.language,
            vip: wanted.vip,
        };
        let set = SetBelonging { person, known, belonging, superior };
        Ok(AdminCommand::SetBelonging(Box::new(set)))
    }

    /// Says where a person belongs.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn place(
        &mut self,
        person: PersonId,
        change: BelongingChange,
    ) -> Result<Vec<DeskEvent>, Failure> {
        let known = self.person(person)?.belonging;
        let command = self.placement(person, known, change)?;
        self.admin(command)
    }

    fn superior(&mut self, manager: PersonId) -> Result<Superior, DbError> {
        let Some(row) = people::by_id(self.tx, manager)? else { return Ok(Superior::default()) };
        let (active, mut next, mut above) = (row.active, row.belonging.manager, Vec::new());
        while let Some(id) = next.filter(|_| above.len() < MANAGERS_ABOVE_MAX) {
            above.push(id);
            next = people::by_id(self.tx, id)?.and_then(|row| row.belonging.manager);
        }
        Ok(Superior { active, above })
    }

    /// Says with whom a person shares their requests; what is left out stays.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn share(
        &mut self,
        person: PersonId,
        shares: Option<Shares>,
        with: Option<BTreeSet<PersonId>>,
    ) -> Result<Vec<DeskEvent>, Failure> {
        self.person(person)?;
        let known = self.directory.circles.get(&person).cloned().unwrap_or_default();
        let (shares, with) = (shares.unwrap_or(known.shares), with.unwrap_or(known.with));
        let mut unknown = BTreeSet::new();
        for id in with.iter().take(SHARED_WITH_MAX) {
            if !people::by_id(self.tx, *id)?.is_some_and(|row| row.active) {
                unknown.insert(*id);
            }
        }
        self.admin(AdminCommand::SetSharing(SetSharing { person, shares, with, unknown }))
    }

    /// Writes a person's circle, as it is now, into all their tickets.
    pub(super) fn stamp_tickets_of(&mut self, person: PersonId) -> Result<(), DbError> {
        circles::stamp_all(self.tx, person, self.directory.circles.get(&person))
    }

    /// Writes the requester's circle into a ticket that is new, or somebody else's now.
    pub(super) fn stamp(&mut self, before: Option<&Ticket>, now: &Ticket) -> Result<(), DbError> {
        let circle_of = |ticket: &Ticket| self.directory.circles.get(&ticket.requester);
        let (old, new) = (before.and_then(circle_of), circle_of(now));
        if old == new {
            return Ok(());
        }
        circles::stamp(self.tx, now.number, new)
    }

    pub(super) fn organisation_changed(&mut self, id: OrganisationId) -> Result<(), DbError> {
        match self.directory.organisations.get(&id) {
            Some(organisation) => circles::keep_organisation(self.tx, organisation),
            None => Ok(()),
        }
    }

    /// Mints the identity of an organisation.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn new_organisation(&mut self) -> Result<OrganisationId, DbError> {
        counters::next(self.tx, Counter::Organisation).map(OrganisationId)
    }
}
