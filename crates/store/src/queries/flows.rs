//! The tier flow of each ticket and its sums, as their follower keeps them.

use super::{json, sql, to_json};
use crate::db::{DbError, Tx};
use crate::values;
use desk::ids::{ServiceId, TeamId, TicketNumber};
use insight::tier_flow::{Bin, Cell, Flow, Grain, Sums};
use std::fmt::Write as _;
use std::ops::Range;

sql! {
    READ = "SELECT flow FROM flows WHERE number = $1";
    PLACES = "SELECT created_at, service, teams, highest_tier, resolve_us, ping_pongs FROM flows \
        WHERE number = $1";
    WRITE = "INSERT INTO flows \
        (number, created_at, service, teams, highest_tier, resolve_us, ping_pongs, flow) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (number) DO UPDATE SET service = excluded.service, teams = excluded.teams, \
        highest_tier = excluded.highest_tier, resolve_us = excluded.resolve_us, \
        ping_pongs = excluded.ping_pongs, flow = excluded.flow";
    CREATED_BETWEEN = "SELECT created_at, number, flow FROM flows \
        WHERE (created_at > $1 OR (created_at = $1 AND number > $2)) AND created_at < $3 \
        ORDER BY created_at, number LIMIT $4";
    RESOLVED_IN = "SELECT resolve_us FROM flows WHERE highest_tier = $1 \
        AND resolve_us IS NOT NULL AND resolve_us >= $2 AND resolve_us < $3 \
        AND created_at >= $4 AND created_at < $5 AND (service = $6 OR $6 = 0) \
        AND teams LIKE $7 ORDER BY resolve_us LIMIT 1 OFFSET $8";
    WITH_PING_PONG = "SELECT number, flow FROM flows WHERE ping_pongs > 0 \
        AND created_at >= $1 AND created_at < $2 AND (service = $3 OR $3 = 0) \
        AND teams LIKE $4 ORDER BY created_at DESC LIMIT $5";
    SUMS = "SELECT sums FROM flow_sums \
        WHERE team = $1 AND service = $2 AND grain = $3 AND slot = $4";
    WRITE_SUMS = "INSERT INTO flow_sums (team, service, grain, slot, sums) \
        VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (team, service, grain, slot) DO UPDATE SET sums = excluded.sums";
    DROP_SUMS = "DELETE FROM flow_sums \
        WHERE team = $1 AND service = $2 AND grain = $3 AND slot = $4";
    SUMS_BETWEEN = "SELECT slot, sums FROM flow_sums WHERE team = $1 AND service = $2 \
        AND grain = $3 AND slot >= $4 AND slot < $5 ORDER BY slot";
    SUMS_BY_SERVICE = "SELECT s.id, f.sums FROM services s JOIN flow_sums f \
        ON f.team = $1 AND f.service = s.id AND f.grain = $2 AND f.slot >= $3 AND f.slot < $4 \
        ORDER BY s.id";
    SUMS_OF_SLOT = "SELECT team, service, sums FROM flow_sums WHERE grain = $1 AND slot = $2";
    NEXT_SLOT = "SELECT MIN(slot) FROM flow_sums WHERE grain = $1 AND slot > $2";
    FIRST_CREATED = "SELECT MIN(created_at) FROM flows";
    LAST_CREATED = "SELECT MAX(created_at) FROM flows";
    CLEAR_FLOWS = "DELETE FROM flows";
    CLEAR_SUMS = "DELETE FROM flow_sums";
}

/// The flow of a ticket.
pub fn read(tx: &mut Tx<'_>, number: TicketNumber) -> Result<Option<Flow>, DbError> {
    tx.query_opt(READ, values![number.0], |row| json(&row.get::<String>(0)?))
}

/// The columns by which flows are found.
#[derive(PartialEq, Eq)]
struct Places {
    created_at: i64,
    service: Option<i64>,
    teams: String,
    highest_tier: i64,
    resolve_us: Option<i64>,
    ping_pongs: i64,
}

impl Places {
    fn of(flow: &Flow) -> Places {
        let mut teams = String::from(",");
        for team in flow.teams() {
            let _ = write!(teams, "{team},");
        }
        Places {
            created_at: flow.created_at.0,
            service: flow.service.map(|service| service.0),
            teams,
            highest_tier: i64::from(flow.highest_tier.0),
            resolve_us: flow.time_to_resolve().map(|time| time.0.max(0)),
            ping_pongs: if flow.confidential { 0 } else { i64::from(flow.ping_pongs) },
        }
    }
}

pub(crate) fn write(tx: &mut Tx<'_>, number: TicketNumber, flow: &Flow) -> Result<(), DbError> {
    let Places { created_at, service, teams, highest_tier, resolve_us, ping_pongs } =
        Places::of(flow);
    let flow = to_json(flow)?;
    let values =
        values![number.0, created_at, service, teams, highest_tier, resolve_us, ping_pongs, flow];
    tx.execute(WRITE, values).map(drop)
}

/// True when the columns by which a flow is found are its own.
pub(crate) fn is_placed(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    flow: &Flow,
) -> Result<bool, DbError> {
    let found = tx.query_opt(PLACES, values![number.0], |row| {
        Ok(Places {
            created_at: row.get(0)?,
            service: row.get(1)?,
            teams: row.get(2)?,
            highest_tier: row.get(3)?,
            resolve_us: row.get(4)?,
            ping_pongs: row.get(5)?,
        })
    })?;
    Ok(found == Some(Places::of(flow)))
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

/// When the oldest and the newest ticket were created.
pub(crate) fn span(tx: &mut Tx<'_>) -> Result<Option<(i64, i64)>, DbError> {
    let first: Option<i64> = tx.query_one(FIRST_CREATED, &[], |row| row.get(0))?;
    let last: Option<i64> = tx.query_one(LAST_CREATED, &[], |row| row.get(0))?;
    Ok(first.zip(last))
}

/// Which tickets a statement is about.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    /// Created in these microseconds.
    pub(crate) created: Range<i64>,
    /// Held by this team at some time.
    pub(crate) team: Option<TeamId>,
    /// About this service.
    pub(crate) service: Option<ServiceId>,
}

impl Filter {
    fn service(&self) -> i64 {
        self.service.map_or(0, |service| service.0)
    }

    /// The pattern of `teams`.
    fn teams(&self) -> String {
        self.team.map_or_else(|| "%".to_owned(), |team| format!("%,{team},%"))
    }
}

/// The time to resolve that has so many before it among those of one bin, in microseconds.
pub(crate) fn resolved_in(
    tx: &mut Tx<'_>,
    highest_tier: u8,
    (bin, before): (Bin, i64),
    filter: &Filter,
) -> Result<Option<i64>, DbError> {
    let (bounds, created) = (bin.bounds(), &filter.created);
    let values = values![
        i64::from(highest_tier),
        bounds.start,
        bounds.end,
        created.start,
        created.end,
        filter.service(),
        filter.teams(),
        before,
    ];
    tx.query_opt(RESOLVED_IN, values, |row| row.get(0))
}

/// The newest tickets with ping-pong.
pub(crate) fn with_ping_pong(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<(TicketNumber, Flow)>, DbError> {
    let (created, teams) = (&filter.created, filter.teams());
    let values = values![created.start, created.end, filter.service(), teams, limit];
    tx.query(WITH_PING_PONG, values, |row| {
        Ok((TicketNumber(row.get(0)?), json(&row.get::<String>(1)?)?))
    })
}

fn word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Month => "month",
    }
}

/// Adds to a cell.
pub(crate) fn add(tx: &mut Tx<'_>, cell: &Cell, more: &Sums) -> Result<(), DbError> {
    let (team, service) = (cell.team.map_or(0, |it| it.0), cell.service.map_or(0, |it| it.0));
    let (grain, slot) = (word(cell.grain), cell.slot);
    let kept = tx.query_opt(SUMS, values![team, service, grain, slot], |row| {
        json::<Sums>(&row.get::<String>(0)?)
    });
    let mut sums = kept?.unwrap_or_default();
    sums.merge(more);
    if sums == Sums::default() {
        return tx.execute(DROP_SUMS, values![team, service, grain, slot]).map(drop);
    }
    tx.execute(WRITE_SUMS, values![team, service, grain, slot, to_json(&sums)?]).map(drop)
}

/// The sums of days or months, in their order; those without any ticket are left out.
pub(crate) fn sums_between(
    tx: &mut Tx<'_>,
    team: Option<TeamId>,
    service: Option<ServiceId>,
    grain: Grain,
    slots: &Range<i64>,
) -> Result<Vec<(i64, Sums)>, DbError> {
    let (team, service) = (team.map_or(0, |it| it.0), service.map_or(0, |it| it.0));
    let values = values![team, service, word(grain), slots.start, slots.end];
    tx.query(SUMS_BETWEEN, values, |row| Ok((row.get(0)?, json(&row.get::<String>(1)?)?)))
}

/// The sums of days or months of each service.
pub(crate) fn sums_by_service(
    tx: &mut Tx<'_>,
    team: Option<TeamId>,
    grain: Grain,
    slots: &Range<i64>,
) -> Result<Vec<(ServiceId, Sums)>, DbError> {
    let values = values![team.map_or(0, |it| it.0), word(grain), slots.start, slots.end];
    tx.query(SUMS_BY_SERVICE, values, |row| {
        Ok((ServiceId(row.get(0)?), json(&row.get::<String>(1)?)?))
    })
}

/// Every cell of a day or a month: only to check what is kept.
pub(crate) fn sums_of(
    tx: &mut Tx<'_>,
    grain: Grain,
    slot: i64,
) -> Result<Vec<(Cell, Sums)>, DbError> {
    tx.query(SUMS_OF_SLOT, values![word(grain), slot], |row| {
        let (team, service): (i64, i64) = (row.get(0)?, row.get(1)?);
        let team = (team != 0).then_some(TeamId(team));
        let service = (service != 0).then_some(ServiceId(service));
        Ok((Cell { grain, slot, team, service }, json(&row.get::<String>(2)?)?))
    })
}

/// The day or month after this one that has sums: only to check what is kept.
pub(crate) fn next_slot(tx: &mut Tx<'_>, grain: Grain, after: i64) -> Result<Option<i64>, DbError> {
    tx.query_one(NEXT_SLOT, values![word(grain), after], |row| row.get(0))
}

/// Forgets everything: it is folded anew.
pub(crate) fn clear(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute(CLEAR_FLOWS, &[])?;
    tx.execute(CLEAR_SUMS, &[]).map(drop)
}
