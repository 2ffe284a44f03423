//! People.

use super::{json, person_words, sql, to_json, word};
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::{PersonId, TeamId};
use desk::time::Timestamp;
use desk::values::Role;

sql! {
    ADD = "INSERT INTO people \
        (id, name, email, email_key, phone, role, teams, active, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)";
    SET_TEAMS = "UPDATE people SET teams = $2 WHERE id = $1";
    BY_ID = "SELECT id, name, email, phone, role, teams, active FROM people WHERE id = $1";
    BY_EMAIL = "SELECT id, name, email, phone, role, teams, active FROM people \
        WHERE email_key = $1";
    BY_PHONE = "SELECT id, name, email, phone, role, teams, active FROM people \
        WHERE phone = $1 ORDER BY id LIMIT 1";
    AT_THE_DESK = "SELECT id, name, email, phone, role, teams, active FROM people \
        WHERE role <> 'requester' ORDER BY id";
    AFTER = "SELECT id, name, email, phone, role, teams, active FROM people WHERE id > $1 \
        ORDER BY id LIMIT $2";
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
        })
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
    let role = person.role.as_str();
    let values = values![person.id.0, &person.name, email, key, phone, role, teams, at.0];
    tx.execute(ADD, values)?;
    person_words::write(tx, person)
}

pub(crate) fn set_teams(
    tx: &mut Tx<'_>,
    person: PersonId,
    teams: &[TeamId],
) -> Result<(), DbError> {
    tx.execute(SET_TEAMS, values![person.0, to_json(&teams)?]).map(drop)
}

/// The person of that id.
pub fn by_id(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonRow>, DbError> {
    tx.query_opt(BY_ID, values![id.0], PersonRow::read)
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
