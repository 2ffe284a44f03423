//! `stufe check`: the chains, the seals, the texts, the folds, the files and what is maintained
//! beside them.
//!
//! One consistent snapshot is read; nothing is written, so that a check can never make what it
//! finds look right.

mod files;
mod streams;
mod tables;
mod tier_flow;

use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::followers::sealed_hash;
use crate::queries::counters::{self, Counter};
use crate::queries::events::{self, EventRow};
use crate::queries::seals::{self, SealRow};
use crate::store::Store;

/// Findings that are told one by one; the rest is only counted.
pub const FINDINGS_MAX: usize = 100;

/// Seals read at a time.
const SEALS_AT_A_TIME: i64 = 500;

/// What a check has looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Events whose place, chain, data and texts were verified.
    pub events: u64,
    /// Tickets whose row was compared with its events.
    pub tickets: u64,
    /// Files that events name.
    pub files: u64,
    /// Seals verified.
    pub seals: u64,
    /// Events after the last seal.
    pub unsealed: u64,
    /// What is wrong, in words; at most [`FINDINGS_MAX`].
    pub wrong: Vec<String>,
    /// How many things are wrong in all.
    pub count: u64,
}

impl Findings {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn add(&mut self, what: impl Into<String>) {
        self.count += 1;
        if self.wrong.len() < FINDINGS_MAX {
            self.wrong.push(what.into());
        }
    }
}

/// Verifies a desk.
///
/// # Errors
/// That the database cannot be read at all; what is wrong *in* it are findings.
pub fn check(store: &Store) -> Result<Findings, Failure> {
    store.read(|desk| Ok(look(desk.tx)?))
}

/// The same of what a transaction sees.
///
/// # Errors
/// As [`check`].
pub fn look(tx: &mut Tx<'_>) -> Result<Findings, DbError> {
    let mut findings = Findings::default();
    streams::check(tx, &mut findings)?;
    check_places(tx, &mut findings)?;
    check_seals(tx, &mut findings)?;
    tables::check_counts(tx, &mut findings)?;
    files::check(tx, &mut findings)?;
    Ok(findings)
}

/// Sequence numbers are dense and counted: an event that is gone leaves a gap.
fn check_places(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    let counted = counters::read(tx, Counter::Journal)?;
    let last = events::head(tx)?;
    let found = i64::try_from(findings.events).unwrap_or(i64::MAX);
    if counted != last || counted != found {
        findings.add(format!(
            "the journal counts {counted} events and ends with number {last}, but {found} are \
             there: events are missing"
        ));
    }
    Ok(())
}

/// The chain of seals over the whole journal.
fn check_seals(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    let mut before: Option<SealRow> = None;
    loop {
        let n = before.as_ref().map_or(0, |seal| seal.n);
        let page = seals::after(tx, n, SEALS_AT_A_TIME)?;
        if page.is_empty() {
            break;
        }
        for seal in page {
            check_seal(tx, before.as_ref(), &seal, findings)?;
            findings.seals += 1;
            before = Some(seal);
        }
    }
    let (n, sealed) = before.map_or((0, 0), |seal| (seal.n, seal.last_seq));
    let made = counters::read(tx, Counter::Seal)?;
    if n != made {
        findings.add(format!("{made} seals were made, but the last one there is seal {n}"));
    }
    let last = events::head(tx)?;
    if sealed > last {
        findings.add(format!("the journal is sealed up to {sealed}, but it ends with {last}"));
    }
    findings.unsealed = u64::try_from(last - sealed).unwrap_or(0);
    Ok(())
}

fn check_seal(
    tx: &mut Tx<'_>,
    before: Option<&SealRow>,
    seal: &SealRow,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let (n, sealed) = before.map_or((0, 0), |seal| (seal.n, seal.last_seq));
    if seal.n != n + 1 || seal.first_seq != sealed + 1 || seal.last_seq < seal.first_seq {
        findings.add(format!("seal {} does not go on where seal {n} ends", seal.n));
        return Ok(());
    }
    let rows: Vec<EventRow> = events::after(tx, sealed, seal.last_seq - sealed)?;
    if sealed_hash(before, &rows) != seal.hash {
        findings.add(format!(
            "seal {} does not fit events {} to {}: one of them was changed or removed",
            seal.n, seal.first_seq, seal.last_seq
        ));
    }
    Ok(())
}
