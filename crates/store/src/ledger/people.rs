//! People: made known, changed, found by what somebody says of them.

use super::Ledger;
use crate::db::DbError;
use crate::failure::Failure;
use crate::queries::counters::{self, Counter};
use crate::queries::people::{self, PersonRow};
use crate::words::words;
use desk::admin::{AddPerson, AdminCommand, ChangePerson, Deactivate, DeskEvent, Reactivate};
use desk::ids::{PersonId, TeamId};
use desk::refusal::{Problems, Refusal};
use desk::text::Text;
use desk::values::Role;

/// How somebody outside is named: whichever of these is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonHint {
    /// Their identity.
    pub id: Option<PersonId>,
    /// Their address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Their name.
    pub name: Option<String>,
}

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What they are to the desk.
    pub role: Role,
    /// Their teams.
    pub teams: Vec<TeamId>,
}

/// What shall be different about a person; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// Their name.
    pub name: Option<String>,
    /// Their address; `Some(None)` takes it away.
    pub email: Option<Option<String>>,
    /// Their telephone number; `Some(None)` takes it away.
    pub phone: Option<Option<String>>,
    /// What they are to the desk.
    pub role: Option<Role>,
    /// All their teams.
    pub teams: Option<Vec<TeamId>>,
}

fn text(word: Option<String>) -> Result<Option<Text>, DbError> {
    word.map(words).transpose()
}

impl Ledger<'_, '_> {
    /// Adds a person.
    ///
    /// # Errors
    /// What the decision refuses: `email_taken`, or what is missing.
    pub fn add_person(&mut self, new: NewPerson) -> Result<PersonId, Failure> {
        let NewPerson { name, email, phone, role, teams } = new;
        let email = email.map(|email| email.trim().to_owned());
        let email_taken_by = match &email {
            Some(email) => people::by_email(self.tx, email)?.map(|person| person.id),
            None => None,
        };
        let person = PersonId(counters::next(self.tx, Counter::Person)?);
        let (name, email, phone) = (text(name)?, text(email)?, text(phone)?);
        let add = AddPerson { person, name, email, email_taken_by, phone, role, teams };
        self.admin(AdminCommand::AddPerson(add))?;
        Ok(person)
    }

    /// Changes what is known of a person. Gives the events that followed, none when it was so
    /// already.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn change_person(
        &mut self,
        person: PersonId,
        change: PersonChange,
    ) -> Result<Vec<DeskEvent>, Failure> {
        let known = self.person(person)?.known();
        let PersonChange { name, email, phone, role, teams } = change;
        let trimmed = |word: Option<String>| word.map(|word| word.trim().to_owned());
        let email = email.map(trimmed);
        let email_taken_by = match &email {
            Some(Some(email)) => people::by_email(self.tx, email)?.map(|person| person.id),
            Some(None) | None => None,
        };
        let name = text(name)?;
        let (email, phone) = (email.map(text).transpose()?, phone.map(text).transpose()?);
        let change =
            ChangePerson { person, known, name, email, email_taken_by, phone, role, teams };
        self.admin(AdminCommand::ChangePerson(Box::new(change)))
    }

    /// Notes that a person has left.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn deactivate(&mut self, person: PersonId) -> Result<(), Failure> {
        let active = self.person(person)?.active;
        self.admin(AdminCommand::Deactivate(Deactivate { person, active })).map(drop)
    }

    /// Notes that a person is back.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn reactivate(&mut self, person: PersonId) -> Result<(), Failure> {
        let active = self.person(person)?.active;
        self.admin(AdminCommand::Reactivate(Reactivate { person, active })).map(drop)
    }

    /// The person of that id, with what this write has changed.
    ///
    /// # Errors
    /// `not_found`.
    pub fn person(&mut self, person: PersonId) -> Result<PersonRow, Failure> {
        let found = people::by_id(self.tx, person)?;
        found.ok_or_else(|| Refusal::not_found("person").into())
    }

    /// Finds the person that is meant, or makes them known as a requester.
    ///
    /// # Errors
    /// A refusal when nobody has that id, or when nothing is said that tells who is meant.
    pub fn requester(&mut self, hint: PersonHint) -> Result<PersonId, Failure> {
        let mut problems = Problems::new();
        let PersonHint { id, email, phone, name } = hint;
        if let Some(id) = id {
            if people::by_id(self.tx, id)?.is_some() {
                return Ok(id);
            }
            problems.add("requester.id", "unknown", "There is no such person.");
        }
        if email.is_none() && phone.is_none() && name.is_none() && id.is_none() {
            let ask = "Give an email address, a telephone number or a name.";
            problems.add("requester", "required", ask);
        }
        problems.finish("requester_unknown", "It is not clear who has the need.")?;
        let known = match (&email, &phone) {
            (Some(email), _) => people::by_email(self.tx, email)?,
            (None, Some(phone)) => people::by_phone(self.tx, phone)?,
            (None, None) => None,
        };
        match known {
            Some(person) => Ok(person.id),
            None => {
                let teams = Vec::new();
                self.add_person(NewPerson { name, email, phone, role: Role::Requester, teams })
            }
        }
    }
}
