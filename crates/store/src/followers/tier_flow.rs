//! The follower that keeps the tier flow: a flow for each ticket, their sums by day and month, and
//! the backlog day by day.

use super::Step;
use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::journal::{self, DESK};
use crate::queries::events::{self, EventRow};
use crate::queries::{backlog, flows, followers};
use crate::store::Store;
use desk::ids::{ServiceId, TeamId, TicketNumber};
use insight::tier_flow::{Differences, FOLD_VERSION, Flow, changes};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Events it takes at a time.
const EVENTS_AT_A_TIME: i64 = 1_000;

/// The name it keeps its place under.
pub const TIER_FLOW: &str = "tier_flow";

/// The name it keeps the version of its fold under.
pub(crate) const TIER_FLOW_VERSION: &str = "tier_flow_version";

/// Lets the tier flow catch up with the journal.
///
/// # Errors
/// That the database cannot be reached, or that an event cannot be read.
pub fn catch_up(store: &Store) -> Result<(), Failure> {
    while step(store)? == Step::More {}
    Ok(())
}

/// Lets the tier flow take what has come to a whole run of events. While the desk is busy it goes
/// on in these, for a report catches up by itself.
///
/// # Errors
/// As [`catch_up`].
pub fn keep_up(store: &Store) -> Result<(), Failure> {
    let waiting = |tx: &mut Tx<'_>| -> Result<bool, DbError> {
        Ok(events::head(tx)? - followers::read(tx, TIER_FLOW)? >= EVENTS_AT_A_TIME)
    };
    while store.db().read(waiting)? && step(store)? == Step::More {}
    Ok(())
}

/// What some events come to.
#[derive(Default)]
struct Folded {
    /// Each flow that is not what it was.
    flows: BTreeMap<TicketNumber, Flow>,
    differences: Differences,
    /// By service (none for all), day and team.
    backlog: BTreeMap<(Option<ServiceId>, i64, TeamId), i64>,
}

/// One step. It is folded outside the writer; the write only goes through while nobody else has
/// moved the follower meanwhile, so that several nodes may run it.
fn step(store: &Store) -> Result<Step, Failure> {
    let version = store.db().read(|tx| followers::read(tx, TIER_FLOW_VERSION))?;
    match version.cmp(&FOLD_VERSION) {
        std::cmp::Ordering::Less => store.db().write(begin_anew)?,
        std::cmp::Ordering::Equal => {}
        // A newer node keeps it; what this one would write would be in its way.
        std::cmp::Ordering::Greater => return Ok(Step::Done),
    }
    let (cursor, next, folded) = store.db().read(|tx| -> Result<_, DbError> {
        let cursor = followers::read(tx, TIER_FLOW)?;
        let rows = events::after(tx, cursor, EVENTS_AT_A_TIME)?;
        let next = rows.last().map_or(cursor, |row| row.seq);
        Ok((cursor, next, fold(tx, &rows)?))
    })?;
    if next == cursor {
        return Ok(Step::Done);
    }
    let Folded { flows, differences, backlog } = folded;
    let cells: Vec<_> = differences.into_cells().collect();
    store.db().write(move |tx| -> Result<(), Failure> {
        let version = followers::read(tx, TIER_FLOW_VERSION)?;
        if followers::read(tx, TIER_FLOW)? != cursor || version != FOLD_VERSION {
            return Ok(());
        }
        for (number, flow) in &flows {
            flows::write(tx, *number, flow)?;
        }
        for (cell, more) in &cells {
            flows::add(tx, cell, more)?;
        }
        for ((service, day, team), by) in backlog.iter().filter(|(_, by)| **by != 0) {
            backlog::add(tx, *service, *day, *team, *by)?;
        }
        Ok(followers::write(tx, TIER_FLOW, next)?)
    })?;
    Ok(Step::More)
}

/// Forgets what an older version has folded.
fn begin_anew(tx: &mut Tx<'_>) -> Result<(), Failure> {
    if followers::read(tx, TIER_FLOW_VERSION)? < FOLD_VERSION {
        flows::clear(tx)?;
        backlog::clear(tx)?;
        followers::write(tx, TIER_FLOW, 0)?;
        followers::write(tx, TIER_FLOW_VERSION, FOLD_VERSION)?;
    }
    Ok(())
}

fn fold(tx: &mut Tx<'_>, rows: &[EventRow]) -> Result<Folded, DbError> {
    let mut folded = Folded::default();
    let mut seen: BTreeMap<TicketNumber, (Option<Flow>, Flow)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.stream != DESK) {
        let number = TicketNumber(row.stream);
        let (event, stamp) = (journal::read(row)?, row.stamp()?);
        let (before, after) = match seen.entry(number) {
            Entry::Vacant(place) => {
                let known = flows::read(tx, number)?;
                let flow = match known.clone() {
                    Some(mut flow) => {
                        flow.apply(&event, &stamp);
                        flow
                    }
                    None => Flow::begin(&event, &stamp).ok_or_else(|| {
                        DbError::Fault(format!("ticket {number} has no beginning"))
                    })?,
                };
                let (_, after) = place.insert((known.clone(), flow));
                (known, &*after)
            }
            Entry::Occupied(place) => {
                let (_, flow) = place.into_mut();
                let before = flow.clone();
                flow.apply(&event, &stamp);
                (Some(before), &*flow)
            }
        };
        for change in changes(before.as_ref(), after, stamp.at) {
            for service in [None].into_iter().chain(change.service.map(Some)) {
                let key = (service, change.day, change.team);
                *folded.backlog.entry(key).or_default() += change.by;
            }
        }
    }
    for (number, (before, after)) in seen {
        folded.differences.note(before.as_ref(), &after);
        if before.as_ref() != Some(&after) {
            folded.flows.insert(number, after);
        }
    }
    Ok(folded)
}
