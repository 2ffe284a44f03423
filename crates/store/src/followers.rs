//! Followers of the journal: each reads on from where it was, in order, and never skips a late
//! commit, because writers commit in the order of their sequence numbers (decision 0001).

mod tier_flow;

pub(crate) use tier_flow::TIER_FLOW_VERSION;
pub use tier_flow::{TIER_FLOW, catch_up, keep_up};

use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::journal;
use crate::queries::counters::{self, Counter};
use crate::queries::events::{self, EventRow};
use crate::queries::seals::{self, SealRow};
use crate::store::Store;
use sha2::{Digest, Sha256};

/// Events one seal covers at most.
pub const SEAL_EVENTS: i64 = 1_000;

/// What a step of a follower came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// There may be more.
    More,
    /// It has seen everything.
    Done,
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
