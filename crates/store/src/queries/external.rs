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

pub(crate) fn write(
    tx: &mut Tx<'_>,
    source: &str,
    external: &str,
    number: TicketNumber,
    lines: i64,
) -> Result<(), DbError> {
    tx.execute(WRITE, values![source, external, number.0, lines]).map(drop)
}
