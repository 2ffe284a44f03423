//! Followers of the journal: each reads on from where it was, in order, and never skips a late
//! commit, because writers commit in the order of their sequence numbers (decision 0001).

use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::journal::{self, DESK};
use crate::queries::counters::{self, Counter};
use crate::queries::events::{self, EventRow};
use crate::queries::seals::{self, SealRow};
use crate::queries::{flows, followers};
use crate::store::Store;
use desk::ids::TicketNumber;
use insight::tier_flow::Flow;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Events a follower takes at a time.
const EVENTS_AT_A_TIME: i64 = 1_000;

/// Events one seal covers at most.
pub const SEAL_EVENTS: i64 = 1_000;

/// The follower that keeps the tier flow.
pub const TIER_FLOW: &str = "tier_flow";

/// What a step of a follower came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There may be more.
    More,
    /// It has seen everything.
    Done,
}

/// Lets the tier flow catch up with the journal.
///
/// # Errors
/// That the database cannot be reached, or that an event cannot be read.
pub fn catch_up(store: &Store) -> Result<(), Failure> {
    while flow_step(store)? == Step::More {}
    Ok(())
}

/// One step of the tier flow. It is folded outside the writer; the write only goes through while
/// nobody else has moved the follower meanwhile, so that several nodes may run it.
fn flow_step(store: &Store) -> Result<Step, Failure> {
    let (cursor, next, changed) = store.db().read(|tx| -> Result<_, DbError> {
        let cursor = followers::read(tx, TIER_FLOW)?;
        let rows = events::after(tx, cursor, EVENTS_AT_A_TIME)?;
        let next = rows.last().map_or(cursor, |row| row.seq);
        Ok((cursor, next, folded(tx, &rows)?))
    })?;
    if next == cursor {
        return Ok(Step::Done);
    }
    store.db().write(move |tx| -> Result<(), Failure> {
        if followers::read(tx, TIER_FLOW)? != cursor {
            return Ok(());
        }
        for (number, flow) in &changed {
            flows::write(tx, *number, flow.created_at, flow)?;
        }
        Ok(followers::write(tx, TIER_FLOW, next)?)
    })?;
    Ok(Step::More)
}

fn folded(tx: &mut Tx<'_>, rows: &[EventRow]) -> Result<BTreeMap<TicketNumber, Flow>, DbError> {
    let mut changed: BTreeMap<TicketNumber, Flow> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.stream != DESK) {
        let number = TicketNumber(row.stream);
        let (event, stamp) = (journal::read(row)?, row.stamp()?);
        if let Some(flow) = Flow::begin(&event, &stamp) {
            changed.insert(number, flow);
            continue;
        }
        if let std::collections::btree_map::Entry::Vacant(place) = changed.entry(number)
            && let Some(flow) = flows::read(tx, number)?
        {
            place.insert(flow);
        }
        match changed.get_mut(&number) {
            Some(flow) => flow.apply(&event, &stamp),
            None => return Err(DbError::Fault(format!("ticket {number} has no beginning"))),
        }
    }
    Ok(changed)
}

/// Which events are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Only whole runs of [`SEAL_EVENTS`]: while the desk is busy.
    FullRuns,
    /// Everything there is: when it rests, and before it stops.
    Everything,
}

/// Seals what was not sealed yet.
///
/// # Errors
/// That the database cannot be reached.
pub fn seal(store: &Store, which: Seal) -> Result<(), Failure> {
    let waiting = |tx: &mut Tx<'_>| -> Result<bool, DbError> {
        let sealed = seals::last(tx)?.map_or(0, |seal| seal.last_seq);
        let open = events::head(tx)? - sealed;
        Ok(match which {
            Seal::FullRuns => open >= SEAL_EVENTS,
            Seal::Everything => open > 0,
        })
    };
    while store.db().read(waiting)? {
        store.db().write(seal_once)?;
    }
    Ok(())
}

fn seal_once(tx: &mut Tx<'_>) -> Result<(), Failure> {
    let before = seals::last(tx)?;
    let sealed = before.as_ref().map_or(0, |seal| seal.last_seq);
    let rows = events::after(tx, sealed, SEAL_EVENTS)?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
    let hash = sealed_hash(before.as_ref(), &rows);
    let (first_seq, last_seq) = (first.seq, last.seq);
    let n = counters::next(tx, Counter::Seal)?;
    Ok(seals::insert(tx, &SealRow { n, first_seq, last_seq, hash })?)
}

/// SHA-256 over the seal before it and, of each event, its place and its hash.
pub(crate) fn sealed_hash(before: Option<&SealRow>, rows: &[EventRow]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before.map_or(&journal::NO_HEAD[..], |seal| &seal.hash));
    for row in rows {
        hash.update(row.seq.to_be_bytes());
        hash.update(&row.hash);
    }
    hash.finalize().to_vec()
}
