//! How many tickets stood open where, day by day.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::{ServiceId, TeamId};
use std::collections::BTreeMap;
use std::ops::Range;

sql! {
    ADD = "INSERT INTO backlog (service, day, team, n) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (service, day, team) DO UPDATE SET n = backlog.n + excluded.n";
    BEFORE = "SELECT team, CAST(SUM(n) AS BIGINT) FROM backlog \
        WHERE service = $1 AND day < $2 GROUP BY team";
    BETWEEN = "SELECT day, team, n FROM backlog WHERE service = $1 AND day >= $2 AND day < $3 \
        ORDER BY day, team";
    ALL = "SELECT service, team, CAST(SUM(n) AS BIGINT) FROM backlog GROUP BY service, team \
        HAVING SUM(n) <> 0";
    CLEAR = "DELETE FROM backlog";
}

/// A service's key; 0 is all of them.
fn key(service: Option<ServiceId>) -> i64 {
    service.map_or(0, |service| service.0)
}

pub(crate) fn add(
    tx: &mut Tx<'_>,
    service: Option<ServiceId>,
    day: i64,
    team: TeamId,
    by: i64,
) -> Result<(), DbError> {
    tx.execute(ADD, values![key(service), day, team.0, by]).map(drop)
}

/// How many stood open with each team when a day began.
pub(crate) fn before(
    tx: &mut Tx<'_>,
    service: Option<ServiceId>,
    day: i64,
) -> Result<Vec<(TeamId, i64)>, DbError> {
    tx.query(BEFORE, values![key(service), day], |row| Ok((TeamId(row.get(0)?), row.get(1)?)))
}

/// What changed on which day, in order.
pub(crate) fn between(
    tx: &mut Tx<'_>,
    service: Option<ServiceId>,
    days: &Range<i64>,
) -> Result<Vec<(i64, TeamId, i64)>, DbError> {
    tx.query(BETWEEN, values![key(service), days.start, days.end], |row| {
        Ok((row.get(0)?, TeamId(row.get(1)?), row.get(2)?))
    })
}

/// How many stand open now by service (none for all) and team, where any do: only to check what is
/// kept.
pub(crate) fn all(tx: &mut Tx<'_>) -> Result<BTreeMap<(Option<ServiceId>, TeamId), i64>, DbError> {
    let all = tx.query(ALL, &[], |row| {
        let service: i64 = row.get(0)?;
        let service = (service != 0).then_some(ServiceId(service));
        Ok(((service, TeamId(row.get(1)?)), row.get(2)?))
    })?;
    Ok(all.into_iter().collect())
}

/// Forgets everything: it is folded anew.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(CLEAR, &[]).map(drop)
}
