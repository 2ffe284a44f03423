//! What somebody has begun to write about a ticket.

use super::{json, sql, to_json};
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;

sql! {
    PUT = "INSERT INTO drafts (person, ticket, mode, fields, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (person, ticket, mode) DO UPDATE SET fields = excluded.fields, \
        at = excluded.at";
    OF_PERSON = "SELECT ticket, mode, fields, at FROM drafts WHERE person = $1 \
        ORDER BY ticket DESC, mode LIMIT $2";
    OF_TICKET = "SELECT ticket, mode, fields, at FROM drafts WHERE person = $1 AND ticket = $2 \
        ORDER BY mode LIMIT $3";
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM drafts WHERE person = $1 LIMIT $2) AS few";
    DROP_ONE = "DELETE FROM drafts WHERE person = $1 AND ticket = $2 AND mode = $3";
    PURGE = "DELETE FROM drafts WHERE at <= $1";
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The ticket it is about.
    pub ticket: TicketNumber,
    /// What it is to become: `reply`, `escalate` …
    pub mode: String,
    /// The fields of the form, in order.
    pub fields: Vec<(String, String)>,
    /// When it was last written at.
    pub at: Timestamp,
}

impl DraftRow {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            ticket: TicketNumber(row.get(0)?),
            mode: row.get(1)?,
            fields: json(&row.get::<String>(2)?)?,
            at: Timestamp(row.get(3)?),
        })
    }
}

/// Keeps a draft in the place of the one before.
pub fn put(tx: &mut Tx<'_>, person: PersonId, draft: &DraftRow) -> Result<(), DbError> {
    let DraftRow { ticket, mode, fields, at } = draft;
    tx.execute(PUT, values![person.0, ticket.0, mode, to_json(fields)?, at.0]).map(drop)
}

/// The drafts of a person, those about the newest tickets first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, limit: i64) -> Result<Vec<DraftRow>, DbError> {
    tx.query(OF_PERSON, values![person.0, limit], DraftRow::read)
}

/// The drafts of a person about one ticket.
pub fn of_ticket(
    tx: &mut Tx<'_>,
    person: PersonId,
    ticket: TicketNumber,
    limit: i64,
) -> Result<Vec<DraftRow>, DbError> {
    tx.query(OF_TICKET, values![person.0, ticket.0, limit], DraftRow::read)
}

/// How many drafts a person has, counted up to a limit.
pub fn count(tx: &mut Tx<'_>, person: PersonId, limit: i64) -> Result<i64, DbError> {
    tx.query_one(COUNT, values![person.0, limit], |row| row.get(0))
}

/// Drops a draft; one that is not there is dropped already.
pub fn drop_one(
    tx: &mut Tx<'_>,
    person: PersonId,
    ticket: TicketNumber,
    mode: &str,
) -> Result<(), DbError> {
    tx.execute(DROP_ONE, values![person.0, ticket.0, mode]).map(drop)
}

/// Forgets the drafts nobody has touched since an instant; how many.
pub fn purge(tx: &mut Tx<'_>, since: Timestamp) -> Result<u64, DbError> {
    tx.execute(PURGE, values![since.0])
}
