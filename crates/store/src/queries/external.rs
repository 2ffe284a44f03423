//! What outside systems call our tickets.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::TicketNumber;

sql! {
    FIND = "SELECT number, lines FROM external_tickets WHERE source = $1 AND external = $2";
    WRITE = "INSERT INTO external_tickets (source, external, number, lines) \
        VALUES ($1, $2, $3, $4) \
        ON CONFLICT (source, external) DO UPDATE SET lines = excluded.lines";
    AFTER = "SELECT source, external, number, lines FROM external_tickets \
        WHERE (source, external) > ($1, $2) ORDER BY source, external LIMIT $3";
}

/// The ticket an outside id stands for, and how many of its lines were taken.
pub fn find(
    tx: &mut Tx<'_>,
    source: &str,
    external: &str,
) -> Result<Option<(TicketNumber, i64)>, DbError> {
    tx.query_opt(FIND, values![source, external], |row| {
        Ok((TicketNumber(row.get(0)?), row.get(1)?))
    })
}

/// A ticket's name outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExternalRow {
    pub(crate) source: String,
    pub(crate) external: String,
    pub(crate) number: TicketNumber,
    pub(crate) lines: i64,
}

/// What is called something outside, in the order of the sources and their ids.
pub(crate) fn after(
    tx: &mut Tx<'_>,
    (source, external): (&str, &str),
    limit: i64,
) -> Result<Vec<ExternalRow>, DbError> {
    tx.query(AFTER, values![source, external, limit], |row| {
        let number = TicketNumber(row.get(2)?);
        Ok(ExternalRow { source: row.get(0)?, external: row.get(1)?, number, lines: row.get(3)? })
    })
}

pub(crate) fn write(
    tx: &mut Tx<'_>,
    source: &str,
    external: &str,
    number: TicketNumber,
    lines: i64,
) -> Result<(), DbError> {
    tx.execute(WRITE, values![source, external, number.0, lines]).map(drop)
}
