//! When somebody's opening of a confidential ticket was noted last.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;

sql! {
    NOTED = "SELECT at FROM confidential_reads WHERE person = $1 AND ticket = $2";
    NOTE = "INSERT INTO confidential_reads (person, ticket, at) VALUES ($1, $2, $3) \
        ON CONFLICT (person, ticket) DO UPDATE SET at = excluded.at";
    PURGE = "DELETE FROM confidential_reads WHERE at < $1";
}

/// When it was noted last.
pub fn noted(
    tx: &mut Tx<'_>,
    person: PersonId,
    ticket: TicketNumber,
) -> Result<Option<Timestamp>, DbError> {
    tx.query_opt(NOTED, values![person.0, ticket.0], |row| Ok(Timestamp(row.get(0)?)))
}

/// Remembers when it was noted; what is older than `forget` is of no use any more.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    person: PersonId,
    ticket: TicketNumber,
    at: Timestamp,
    forget: Timestamp,
) -> Result<(), DbError> {
    tx.execute(PURGE, values![forget.0])?;
    tx.execute(NOTE, values![person.0, ticket.0, at.0]).map(drop)
}
