//! The tier flow of each ticket, as its follower keeps it.

use super::{json, sql, to_json};
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::TicketNumber;
use desk::time::Timestamp;
use insight::tier_flow::Flow;

sql! {
    READ = "SELECT flow FROM flows WHERE number = $1";
    WRITE = "INSERT INTO flows (number, created_at, flow) VALUES ($1, $2, $3) \
        ON CONFLICT (number) DO UPDATE SET flow = excluded.flow";
    CREATED_BETWEEN = "SELECT created_at, number, flow FROM flows \
        WHERE (created_at > $1 OR (created_at = $1 AND number > $2)) AND created_at < $3 \
        ORDER BY created_at, number LIMIT $4";
}

/// The flow of a ticket.
pub fn read(tx: &mut Tx<'_>, number: TicketNumber) -> Result<Option<Flow>, DbError> {
    tx.query_opt(READ, values![number.0], |row| json(&row.get::<String>(0)?))
}

pub(crate) fn write(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    created_at: Timestamp,
    flow: &Flow,
) -> Result<(), DbError> {
    tx.execute(WRITE, values![number.0, created_at.0, to_json(flow)?]).map(drop)
}

/// Flows of tickets created in a period, after a place in it, in order.
pub fn created_between(
    tx: &mut Tx<'_>,
    after: (i64, i64),
    until: i64,
    limit: i64,
) -> Result<Vec<(i64, i64, Flow)>, DbError> {
    tx.query(CREATED_BETWEEN, values![after.0, after.1, until, limit], |row| {
        Ok((row.get(0)?, row.get(1)?, json(&row.get::<String>(2)?)?))
    })
}
