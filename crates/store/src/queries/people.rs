//! People.

use super::{json, person_words, sql, to_json, word};
use crate::db::{DbError, Row, Tx, Value};
use crate::values;
use desk::admin::{Belonging, DeskEvent, Known};
use desk::ids::{OrganisationId, PersonId, TeamId};
use desk::text::Text;
use desk::time::Timestamp;
use desk::values::{Language, Role};
use std::collections::{BTreeMap, BTreeSet};

/// The columns of a person, who is `p`.
macro_rules! columns {
    () => {
        "p.id, p.name, p.email, p.phone, p.role, p.teams, p.active, p.organisation, \
         p.department, p.manager, p.site, p.language, p.vip"
    };
}
pub(super) use columns;

sql! {
    ADD = "INSERT INTO people \
        (id, name, name_key, email, email_key, phone, role, teams, active, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)";
    UPDATE = "UPDATE people SET name = $2, name_key = $3, email = $4, email_key = $5, phone = $6, \
        role = $7, teams = $8, active = $9, organisation = $10, department = $11, manager = $12, \
        site = $13, language = $14, vip = $15 WHERE id = $1";
    KEYS = "SELECT name_key, email_key FROM people WHERE id = $1";
    BY_NAME = concat!("SELECT ", columns!(), ", p.name_key FROM people p \
        WHERE active = $1 AND role = $2 AND (name_key, id) > ($3, $4) \
        ORDER BY name_key, id LIMIT $5");
    WITHOUT_KEY = concat!("SELECT ", columns!(), " FROM people p \
        WHERE name_key IS NULL ORDER BY id LIMIT $1");
    BY_ID = concat!("SELECT ", columns!(), " FROM people p WHERE id = $1");
    NAMES = "SELECT id, name FROM people WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
        $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    BY_EMAIL = concat!("SELECT ", columns!(), " FROM people p \
        WHERE email_key = $1");
    BY_PHONE = concat!("SELECT ", columns!(), " FROM people p \
        WHERE phone = $1 ORDER BY id LIMIT 1");
    AT_THE_DESK = concat!("SELECT ", columns!(), " FROM people p \
        WHERE role <> 'requester' ORDER BY id");
    AFTER = concat!("SELECT ", columns!(), " FROM people p WHERE id > $1 \
        ORDER BY id LIMIT $2");
    ANY = "SELECT 1 FROM people LIMIT 1";
    SET_PASSWORD = "INSERT INTO credentials (person, hash, set_at) VALUES ($1, $2, $3) \
        ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at";
    PASSWORD = "SELECT hash FROM credentials WHERE person = $1";
}

/// A person as lists and rules see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Their identity.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What they are to the desk.
    pub role: Role,
    /// Their teams.
    pub teams: Vec<TeamId>,
    /// False once they have left.
    pub active: bool,
    /// Where they belong.
    pub belonging: Belonging,
}

impl PersonRow {
    pub(super) fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: PersonId(row.get(0)?),
            name: row.get(1)?,
            email: row.get(2)?,
            phone: row.get(3)?,
            role: word(&row.get::<String>(4)?)?,
            teams: json(&row.get::<String>(5)?)?,
            active: row.get::<i64>(6)? != 0,
            belonging: Belonging {
                organisation: row.get::<Option<i64>>(7)?.map(OrganisationId),
                department: row.get(8)?,
                manager: row.get::<Option<i64>>(9)?.map(PersonId),
                site: row.get(10)?,
                language: row.get::<Option<String>>(11)?.map(|it| word(&it)).transpose()?,
                vip: row.get::<i64>(12)? != 0,
            },
        })
    }

    /// The person an event makes known, if it is that event.
    #[must_use]
    pub fn added(event: &DeskEvent) -> Option<PersonRow> {
        let DeskEvent::PersonAdded { person, name, email, phone, role, teams } = event else {
            return None;
        };
        let word = |text: &Option<Text>| text.as_ref().map(|it| it.as_str().to_owned());
        Some(PersonRow {
            id: *person,
            name: name.as_str().to_owned(),
            email: word(email),
            phone: word(phone),
            role: *role,
            teams: teams.clone(),
            active: true,
            belonging: Belonging::default(),
        })
    }

    /// Folds one more event about this person.
    pub fn apply(&mut self, event: &DeskEvent) {
        let word = |text: &Option<Text>| text.as_ref().map(|it| it.as_str().to_owned());
        match event {
            DeskEvent::PersonRenamed { name, .. } => name.as_str().clone_into(&mut self.name),
            DeskEvent::EmailSet { email, .. } => self.email = word(email),
            DeskEvent::PhoneSet { phone, .. } => self.phone = word(phone),
            DeskEvent::RoleSet { role, .. } => self.role = *role,
            DeskEvent::TeamsSet { teams, .. } => self.teams.clone_from(teams),
            DeskEvent::PersonDeactivated { .. } => self.active = false,
            DeskEvent::PersonReactivated { .. } => self.active = true,
            DeskEvent::BelongingSet { belonging, .. } => self.belonging = belonging.plain(),
            DeskEvent::PersonAdded { .. }
            | DeskEvent::PasswordSet { .. }
            | DeskEvent::LinkIssued { .. }
            | DeskEvent::SessionsEnded { .. }
            | DeskEvent::TokenIssued { .. }
            | DeskEvent::TokenRevoked { .. }
            | DeskEvent::TeamAdded { .. }
            | DeskEvent::TeamRenamed { .. }
            | DeskEvent::ProviderSet { .. }
            | DeskEvent::ChecklistSet { .. }
            | DeskEvent::TeamRetired { .. }
            | DeskEvent::ServiceAdded { .. }
            | DeskEvent::ServiceRenamed { .. }
            | DeskEvent::ServiceTeamsSet { .. }
            | DeskEvent::ServiceRetired { .. }
            | DeskEvent::ServiceRestored { .. }
            | DeskEvent::DeskNamed { .. }
            | DeskEvent::ReachSet { .. }
            | DeskEvent::ServiceConfidentialSet { .. }
            | DeskEvent::DataRulesSet { .. }
            | DeskEvent::ConfidentialRead { .. }
            | DeskEvent::SignedIn { .. }
            | DeskEvent::SignInRefused { .. }
            | DeskEvent::SignedOut { .. }
            | DeskEvent::SecondFactorSet { .. }
            | DeskEvent::SecondFactorRemoved { .. }
            | DeskEvent::RecoveryCodesMade { .. }
            | DeskEvent::RecoveryCodeUsed { .. }
            | DeskEvent::TwoFactorsRequired { .. }
            | DeskEvent::OrganisationAdded { .. }
            | DeskEvent::OrganisationRenamed { .. }
            | DeskEvent::OrganisationRetired { .. }
            | DeskEvent::OrganisationRestored { .. }
            | DeskEvent::SharingSet { .. } => {}
        }
    }

    /// The same for a decision.
    #[must_use]
    pub fn known(&self) -> Known {
        let PersonRow { id: _, name, email, phone, role, teams, active, belonging: _ } =
            self.clone();
        Known { name, email, phone, role, teams, active }
    }
}

/// An address as it is compared: lower case, without white space around it.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) fn add(tx: &mut Tx<'_>, person: &PersonRow, at: Timestamp) -> Result<(), DbError> {
    let key = person.email.as_deref().map(email_key);
    let teams = to_json(&person.teams)?;
    let (email, phone) = (person.email.as_ref(), person.phone.as_ref());
    let (role, name_key) = (person.role.as_str(), name_key(person));
    let (id, name) = (person.id.0, &person.name);
    tx.execute(ADD, values![id, name, name_key, email, key, phone, role, teams, at.0])?;
    person_words::write(tx, person)
}

pub(crate) fn update(tx: &mut Tx<'_>, person: &PersonRow) -> Result<(), DbError> {
    let key = person.email.as_deref().map(email_key);
    let teams = to_json(&person.teams)?;
    let (email, phone) = (person.email.as_ref(), person.phone.as_ref());
    let (role, active) = (person.role.as_str(), i64::from(person.active));
    let (id, name, name_key) = (person.id.0, &person.name, name_key(person));
    let Belonging { organisation, department, manager, site, language, vip } = &person.belonging;
    let (organisation, manager) = (organisation.map(|id| id.0), manager.map(|id| id.0));
    let (department, site, vip) = (department.as_ref(), site.as_ref(), i64::from(*vip));
    let language = language.map(Language::as_str);
    tx.execute(
        UPDATE,
        values![
            id,
            name,
            name_key,
            email,
            key,
            phone,
            role,
            teams,
            active,
            organisation,
            department,
            manager,
            site,
            language,
            vip
        ],
    )?;
    person_words::write(tx, person)
}

/// True when a person is listed and found by the name and the address they have.
pub(crate) fn is_keyed(tx: &mut Tx<'_>, person: &PersonRow) -> Result<bool, DbError> {
    let found = tx.query_opt(KEYS, values![person.id.0], |row| {
        Ok((row.get::<Option<Vec<u8>>>(0)?, row.get::<Option<String>>(1)?))
    })?;
    Ok(found == Some((Some(name_key(person)), person.email.as_deref().map(email_key))))
}

fn name_key(person: &PersonRow) -> Vec<u8> {
    person_words::folded(&person.name).into_bytes()
}

/// Which people a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// What they are to the desk; none for whatever they are.
    pub role: Option<Role>,
    /// Those who are there, or those who have left.
    pub active: bool,
}

impl Wanted {
    /// Whether the list shows this person.
    #[must_use]
    pub fn takes(self, person: &PersonRow) -> bool {
        person.active == self.active && self.role.is_none_or(|role| role == person.role)
    }
}

/// A place in a list of people: what it is ordered by, and the person.
pub type Place = (Vec<u8>, PersonId);

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeoplePage {
    /// The people.
    pub people: Vec<PersonRow>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Place>,
}

/// People by name after a place. Each role is read from its own run of the index; the runs are
/// joined here.
pub fn by_name(
    tx: &mut Tx<'_>,
    wanted: Wanted,
    after: Option<&Place>,
    limit: usize,
) -> Result<PeoplePage, DbError> {
    let begin = (Vec::new(), PersonId(0));
    let (key, PersonId(id)) = after.unwrap_or(&begin);
    let (active, rows) = (i64::from(wanted.active), i64::try_from(limit + 1).unwrap_or(i64::MAX));
    let mut found = Vec::new();
    let roles = Role::ALL.iter().filter(|role| wanted.role.is_none_or(|only| only == **role));
    for role in roles {
        found.extend(tx.query(BY_NAME, values![active, role.as_str(), key, *id, rows], |row| {
            let person = PersonRow::read(row)?;
            Ok(((row.get(13)?, person.id), person))
        })?);
    }
    found.sort_by(|(one, _): &(Place, PersonRow), (other, _)| one.cmp(other));
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|(place, _)| place.clone());
    Ok(PeoplePage { people: found.into_iter().map(|(_, person)| person).collect(), next })
}

/// People who are not yet kept as they are listed and found: of before there was such a thing.
pub(crate) fn without_key(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<PersonRow>, DbError> {
    tx.query(WITHOUT_KEY, values![limit], PersonRow::read)
}

/// The person of that id.
pub fn by_id(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonRow>, DbError> {
    tx.query_opt(BY_ID, values![id.0], PersonRow::read)
}

/// How many names are asked for at a time.
const NAMES_AT_A_TIME: usize = 20;

/// The names of people, by their ids.
pub fn names(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, String>, DbError> {
    let ids: Vec<PersonId> = ids.iter().copied().collect();
    let mut names = BTreeMap::new();
    for some in ids.chunks(NAMES_AT_A_TIME) {
        // Nobody has the id that fills the rest.
        let padded = (0..NAMES_AT_A_TIME).map(|at| some.get(at).map_or(0, |id| id.0).into());
        let values: Vec<Value<'_>> = padded.collect();
        let read = |row: &Row<'_>| Ok((PersonId(row.get(0)?), row.get(1)?));
        names.extend(tx.query::<(PersonId, String)>(NAMES, &values, read)?);
    }
    Ok(names)
}

/// The person with that address, compared by [`email_key`].
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<PersonRow>, DbError> {
    tx.query_opt(BY_EMAIL, values![email_key(email)], PersonRow::read)
}

/// The first person with that telephone number, compared as it is written.
pub fn by_phone(tx: &mut Tx<'_>, phone: &str) -> Result<Option<PersonRow>, DbError> {
    tx.query_opt(BY_PHONE, values![phone], PersonRow::read)
}

/// Everybody with a role above requester.
pub fn at_the_desk(tx: &mut Tx<'_>) -> Result<Vec<PersonRow>, DbError> {
    tx.query(AT_THE_DESK, &[], PersonRow::read)
}

/// People in order of their id.
pub fn after(tx: &mut Tx<'_>, id: PersonId, limit: i64) -> Result<Vec<PersonRow>, DbError> {
    tx.query(AFTER, values![id.0, limit], PersonRow::read)
}

/// True once the desk knows anybody.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.query_opt(ANY, &[], |row| row.get::<i64>(0))?.is_some())
}

pub(crate) fn set_password(
    tx: &mut Tx<'_>,
    person: PersonId,
    hash: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(SET_PASSWORD, values![person.0, hash, at.0]).map(drop)
}

/// The hash of a person's password, in PHC form.
pub fn password(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>, DbError> {
    tx.query_opt(PASSWORD, values![person.0], |row| row.get(0))
}
