//! The desk's own stream: people, teams, services, tokens.

use super::{By, Ledger, context};
use crate::db::DbError;
use crate::failure::Failure;
use crate::jobs::{self, Job};
use crate::journal::{self, DESK, Entry, NO_HEAD};
use crate::queries::counters::{self, Counter};
use crate::queries::people::{self, PersonRow};
use crate::queries::tokens::{self, TokenRow};
use crate::queries::{streams, teams};
use crate::words::words;
use desk::admin::{self, AddPerson, AdminCommand, DeskEvent, IssueToken, Scope, SetPassword};
use desk::directory::{Service, Team};
use desk::ids::{PersonId, ServiceId, TeamId, TokenId};
use desk::refusal::{Problems, Refusal};
use desk::text::Text;
use desk::ticket::Stamp;
use desk::time::Timestamp;
use desk::values::Role;
use std::sync::Arc;

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

impl Ledger<'_, '_> {
    /// Does one thing with the desk as a whole.
    ///
    /// # Errors
    /// What [`admin::decide`] refuses.
    pub fn admin(&mut self, command: AdminCommand) -> Result<Vec<DeskEvent>, Failure> {
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        let decided = admin::decide(command, &context(self.by, &directory, &settings, None))?;
        drop(directory);
        for event in &decided {
            self.append_desk(event.clone())?;
            self.bring_up(event)?;
            Arc::make_mut(&mut self.directory).apply(event);
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

    /// Brings the tables up to one event of the desk's stream.
    fn bring_up(&mut self, event: &DeskEvent) -> Result<(), DbError> {
        match event {
            DeskEvent::PersonAdded { person, name, email, phone, role, teams } => {
                let word = |text: &Option<Text>| text.as_ref().map(|it| it.as_str().to_owned());
                let row = PersonRow {
                    id: *person,
                    name: name.as_str().to_owned(),
                    email: word(email),
                    phone: word(phone),
                    role: *role,
                    teams: teams.clone(),
                    active: true,
                };
                people::add(self.tx, &row, self.by.now)
            }
            DeskEvent::TeamsSet { person, teams } => people::set_teams(self.tx, *person, teams),
            DeskEvent::TeamAdded { team, name, tier, provider, checklist } => {
                let (name, provider) = (name.clone(), provider.clone());
                let checklist = checklist.clone();
                let (id, tier) = (*team, *tier);
                let team = Team { id, name, tier, provider, checklist, successor: None };
                teams::add_team(self.tx, &team)
            }
            DeskEvent::TeamRetired { team, successor } => {
                teams::retire_team(self.tx, *team, *successor)?;
                jobs::enqueue(self.tx, &Job::Retirement { team: *team }, self.by.now)
            }
            DeskEvent::ServiceAdded { service, name, teams } => {
                let (name, teams) = (name.clone(), teams.clone());
                teams::add_service(self.tx, &Service { id: *service, name, teams })
            }
            DeskEvent::TokenRevoked { token } => tokens::revoke(self.tx, *token, self.by.now),
            // Their secrets are no business of the journal: the callers below keep the digests.
            DeskEvent::PasswordSet { .. } | DeskEvent::TokenIssued { .. } => Ok(()),
        }
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
        let text = |word: Option<String>| word.map(words).transpose();
        let (name, email, phone) = (text(name)?, text(email)?, text(phone)?);
        let add = AddPerson { person, name, email, email_taken_by, phone, role, teams };
        self.admin(AdminCommand::AddPerson(add))?;
        Ok(person)
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

    /// Keeps the hash of a person's password, in PHC form.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn set_password(&mut self, person: PersonId, hash: &str) -> Result<(), Failure> {
        if people::by_id(self.tx, person)?.is_none() {
            return Err(Refusal::not_found("person").into());
        }
        self.admin(AdminCommand::SetPassword(SetPassword { person }))?;
        Ok(people::set_password(self.tx, person, hash, self.by.now)?)
    }

    /// Keeps the digest of a new token's secret.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn issue_token(
        &mut self,
        person: PersonId,
        scopes: Vec<Scope>,
        expires_at: Option<Timestamp>,
        digest: &[u8; 32],
    ) -> Result<TokenId, Failure> {
        if people::by_id(self.tx, person)?.is_none() {
            return Err(Refusal::not_found("person").into());
        }
        let token = TokenId(counters::next(self.tx, Counter::Token)?);
        let issue = IssueToken { token, person, scopes: scopes.clone(), expires_at };
        self.admin(AdminCommand::IssueToken(issue))?;
        let row = TokenRow { id: token, person, scopes, expires_at };
        tokens::add(self.tx, &row, digest, self.by.now)?;
        Ok(token)
    }
}
