//! Who has a ticket in front of them.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;

sql! {
    SEEN = "INSERT INTO presence (ticket, person, doing, at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (ticket, person) DO UPDATE SET doing = excluded.doing, at = excluded.at";
    LEFT = "DELETE FROM presence WHERE ticket = $1 AND person = $2";
    OTHERS = "SELECT p.id, p.name, s.doing FROM presence s JOIN people p ON p.id = s.person \
        WHERE s.ticket = $1 AND s.person <> $2 AND s.at > $3 ORDER BY p.id LIMIT $4";
    PURGE = "DELETE FROM presence WHERE at <= $1";
}

/// Somebody who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they are writing; empty while they only read.
    pub doing: String,
}

/// Notes that somebody is there.
pub fn seen(
    tx: &mut Tx<'_>,
    ticket: TicketNumber,
    person: PersonId,
    doing: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(SEEN, values![ticket.0, person.0, doing, at.0]).map(drop)
}

/// Notes that somebody has left.
pub fn left(tx: &mut Tx<'_>, ticket: TicketNumber, person: PersonId) -> Result<(), DbError> {
    tx.execute(LEFT, values![ticket.0, person.0]).map(drop)
}

/// Who else was seen there after an instant.
pub fn others(
    tx: &mut Tx<'_>,
    ticket: TicketNumber,
    person: PersonId,
    after: Timestamp,
    limit: i64,
) -> Result<Vec<Present>, DbError> {
    tx.query(OTHERS, values![ticket.0, person.0, after.0, limit], |row| {
        Ok(Present { person: PersonId(row.get(0)?), name: row.get(1)?, doing: row.get(2)? })
    })
}

/// Forgets those who were not seen after an instant; how many.
pub fn purge(tx: &mut Tx<'_>, by: Timestamp) -> Result<u64, DbError> {
    tx.execute(PURGE, values![by.0])
}
