//! From the names of a request to the ids of a command, noting everything that is not known.

use super::time;
use super::words::{Vocabulary, Word};
use desk::attachment::Offered;
use desk::directory::Directory;
use desk::ids::{AttachmentId, OrganisationId, PersonId, ServiceId, TeamId};
use desk::refusal::{Class, Problem, Refusal};
use desk::text::Text;
use desk::time::Timestamp;
use desk::values::Tier;
use std::sync::Arc;
use store::Failure;
use store::attachments;
use store::db::{DbError, Tx};
use store::ledger::PersonHint;
use store::queries::people;

/// What a person may call themselves wherever a person is named.
const ME: &str = "me";

/// Looks names up.
pub(crate) struct Lookup<'t, 'c> {
    tx: &'t mut Tx<'c>,
    directory: Arc<Directory>,
    caller: PersonId,
    problems: Vec<Problem>,
}

impl<'t, 'c> Lookup<'t, 'c> {
    pub(crate) fn new(tx: &'t mut Tx<'c>, directory: Arc<Directory>, caller: PersonId) -> Self {
        Lookup { tx, directory, caller, problems: Vec::new() }
    }

    /// What was not known.
    pub(crate) fn problems(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Who asks.
    pub(crate) fn caller(&self) -> PersonId {
        self.caller
    }

    /// The person a hint means, if the desk knows them: by the id, the address or the number.
    pub(crate) fn hinted(&mut self, hint: &PersonHint) -> Result<Option<PersonId>, DbError> {
        let found = match hint {
            PersonHint { id: Some(id), .. } => people::by_id(self.tx, *id)?,
            PersonHint { email: Some(email), .. } => people::by_email(self.tx, email)?,
            PersonHint { phone: Some(phone), .. } => people::by_phone(self.tx, phone)?,
            PersonHint { .. } => None,
        };
        Ok(found.map(|person| person.id))
    }

    /// What is there of the files that were named.
    pub(crate) fn uploads(&mut self, ids: Option<&Vec<i64>>) -> Result<Vec<Offered>, DbError> {
        let ids: Vec<_> = ids.into_iter().flatten().map(|id| AttachmentId(*id)).collect();
        attachments::offer(self.tx, &ids)
    }

    /// Notes a problem.
    pub(crate) fn note(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.problems.push(Problem { field: field.into(), code, message: message.into() });
    }

    /// A team by its name.
    pub(crate) fn team(&mut self, field: &str, name: Option<&String>) -> Option<TeamId> {
        let found = self.directory.team_named(name?).map(|team| team.id);
        if found.is_none() {
            self.note(field, "unknown", "There is no team of that name.");
        }
        found
    }

    /// Teams by their names.
    pub(crate) fn teams(&mut self, field: &str, names: Option<&Vec<String>>) -> Vec<TeamId> {
        names.into_iter().flatten().filter_map(|name| self.team(field, Some(name))).collect()
    }

    /// A service by its name.
    pub(crate) fn service(&mut self, field: &str, name: Option<&String>) -> Option<ServiceId> {
        let found = self.directory.service_named(name?).map(|service| service.id);
        if found.is_none() {
            self.note(field, "unknown", "There is no service of that name.");
        }
        found
    }

    /// An organisation by its name.
    pub(crate) fn organisation(&mut self, field: &str, name: &str) -> Option<OrganisationId> {
        let found = self.directory.organisation_named(name).map(|organisation| organisation.id);
        if found.is_none() {
            self.note(field, "unknown", "There is no organisation of that name.");
        }
        found
    }

    /// The person with this address or id, or `me`, if the desk knows them.
    pub(crate) fn known(&mut self, email: &str) -> Result<Option<PersonId>, DbError> {
        if email == ME {
            return Ok(Some(self.caller));
        }
        let found = match email.parse() {
            Ok(id) => people::by_id(self.tx, PersonId(id))?,
            Err(_) => people::by_email(self.tx, email)?,
        };
        Ok(found.map(|person| person.id))
    }

    /// A person by their address or id, or `me`; nobody is noted as unknown.
    pub(crate) fn person(
        &mut self,
        field: &str,
        email: Option<&String>,
    ) -> Result<Option<PersonId>, DbError> {
        let Some(email) = email else { return Ok(None) };
        let found = self.known(email)?;
        if found.is_none() {
            self.note(field, "unknown", "There is nobody with that email address.");
        }
        Ok(found)
    }

    /// A word of one of the domain's tables.
    pub(crate) fn word<T: Vocabulary>(&mut self, field: &str, word: Option<&Word<T>>) -> Option<T> {
        let read = word?.text.parse();
        if read.is_err() {
            let message = format!("One of: {}.", T::WORDS.join(", "));
            self.note(field, "unknown", message);
        }
        read.ok()
    }

    /// Words of one of the domain's tables.
    pub(crate) fn words<T: Vocabulary>(
        &mut self,
        field: &str,
        words: Option<&Vec<Word<T>>>,
    ) -> Vec<T> {
        words.into_iter().flatten().filter_map(|word| self.word(field, Some(word))).collect()
    }

    /// A tier.
    pub(crate) fn tier(&mut self, field: &str, tier: Option<i64>) -> Option<Tier> {
        let read = Tier::try_from(tier?);
        if read.is_err() {
            self.note(field, "unknown", format!("A number from 1 to {}.", Tier::MAX));
        }
        read.ok()
    }

    /// An instant.
    pub(crate) fn instant(&mut self, field: &str, at: Option<&String>) -> Option<Timestamp> {
        let read = time::read(at?);
        if read.is_none() {
            let message = "Write it as RFC 3339 has it, such as 2026-01-31T09:30:00Z.";
            self.note(field, "invalid", message);
        }
        read
    }
}

/// Words of a request, under a fresh salt.
pub(crate) fn text(words: Option<&String>) -> Result<Option<Text>, DbError> {
    words.map(store::words::words).transpose()
}

/// Puts what was not known together with what the domain says to the rest, so that a refusal
/// lists everything. Whoever may not do the thing at all is told no more than that.
pub(crate) fn together<T>(unknown: Vec<Problem>, judged: Result<T, Refusal>) -> Result<T, Failure> {
    let mut refusal = match judged {
        Ok(done) if unknown.is_empty() => return Ok(done),
        Ok(_) => Refusal::state("unknown_values", "Some values are not known here."),
        Err(refusal) if refusal.class != Class::Unprocessable => return Err(refusal.into()),
        Err(refusal) => refusal,
    };
    // What could not be looked up is missing to the domain; it is told once, as what it is.
    let told = |field: &str| unknown.iter().any(|problem| problem.field == field);
    refusal.problems.retain(|problem| !told(&problem.field));
    refusal.problems.splice(0..0, unknown);
    Err(refusal.into())
}

/// Two judgements of one request as one that lists everything.
pub(crate) fn both(first: Result<(), Refusal>, second: Result<(), Refusal>) -> Result<(), Refusal> {
    match (first, second) {
        (Err(mut first), Err(second)) if first.class == Class::Unprocessable => {
            if second.class != Class::Unprocessable {
                return Err(second);
            }
            first.problems.extend(second.problems);
            Err(first)
        }
        (Err(refusal), _) | (Ok(()), Err(refusal)) => Err(refusal),
        (Ok(()), Ok(())) => Ok(()),
    }
}
