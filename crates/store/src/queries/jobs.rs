//! Leased jobs: taken by one node for a while, done at least once, tried again later.

use super::counters::{Counter, next};
use super::sql;
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::time::Timestamp;

sql! {
    ADD = "INSERT INTO jobs (id, kind, payload, dedupe, run_at, attempts, dead) \
        VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (dedupe) DO NOTHING";
    DUE = "SELECT id, kind, payload, attempts FROM jobs \
        WHERE dead = 0 AND run_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) \
        ORDER BY run_at, id LIMIT $2";
    LEASE = "UPDATE jobs SET leased_by = $2, leased_until = $3, attempts = attempts + 1 \
        WHERE id = $1";
    DONE = "DELETE FROM jobs WHERE id = $1 AND leased_by = $2";
    LATER = "UPDATE jobs SET leased_by = NULL, leased_until = NULL, run_at = $3, error = $4, \
        dead = $5 WHERE id = $1 AND leased_by = $2";
    AGAIN = "UPDATE jobs SET leased_by = NULL, leased_until = NULL, attempts = 0, run_at = $3 \
        WHERE id = $1 AND leased_by = $2";
    STATES = "SELECT kind, dead, COUNT(*) FROM jobs GROUP BY kind, dead ORDER BY kind, dead";
}

/// A job that was leased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Its identity.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// With what, JSON.
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
}

fn row(row: &Row<'_>) -> Result<JobRow, DbError> {
    let (id, kind) = (row.get(0)?, row.get(1)?);
    Ok(JobRow { id, kind, payload: row.get(2)?, attempts: row.get(3)? })
}

/// Adds a job; with a dedupe word that stands already, nothing.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    kind: &str,
    payload: &str,
    dedupe: Option<&str>,
    run_at: Timestamp,
) -> Result<(), DbError> {
    let id = next(tx, Counter::Job)?;
    tx.execute(ADD, values![id, kind, payload, dedupe, run_at.0]).map(drop)
}

/// Leases due jobs to a node until an instant.
pub(crate) fn lease(
    tx: &mut Tx<'_>,
    node: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<JobRow>, DbError> {
    let due = tx.query(DUE, values![now.0, limit], row)?;
    for job in &due {
        tx.execute(LEASE, values![job.id, node, until.0])?;
    }
    Ok(due)
}

/// A job is done and goes. False when the lease had passed to another node.
pub(crate) fn done(tx: &mut Tx<'_>, id: i64, node: &str) -> Result<bool, DbError> {
    Ok(tx.execute(DONE, values![id, node])? == 1)
}

/// A job failed: it is tried again at an instant, or it is dead and waits for a person.
pub(crate) fn failed(
    tx: &mut Tx<'_>,
    id: i64,
    node: &str,
    retry_at: Option<Timestamp>,
    error: &str,
) -> Result<bool, DbError> {
    let dead = retry_at.is_none();
    let run_at = retry_at.unwrap_or_default().0;
    Ok(tx.execute(LATER, values![id, node, run_at, error, dead])? == 1)
}

/// A job that comes round again runs next at an instant.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    id: i64,
    node: &str,
    run_at: Timestamp,
) -> Result<bool, DbError> {
    Ok(tx.execute(AGAIN, values![id, node, run_at.0])? == 1)
}

/// How many jobs of each kind wait (false) or are dead (true).
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<(String, bool, i64)>, DbError> {
    tx.query(STATES, &[], |row| Ok((row.get(0)?, row.get::<i64>(1)? != 0, row.get(2)?)))
}
