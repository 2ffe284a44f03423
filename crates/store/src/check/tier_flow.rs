//! What the tier flow keeps beside its flows: sums by day and month, and the backlog.

use super::Findings;
use crate::db::{DbError, Tx};
use crate::queries::{backlog, flows};
use desk::ids::{ServiceId, TeamId};
use desk::time::Timestamp;
use insight::tier_flow::{Cell, Differences, Flow, Grain, Sums, changes, month, month_start};
use std::collections::BTreeMap;

/// Flows read at a time.
const FLOWS_AT_A_TIME: i64 = 2_000;

/// The backlog as the events have it.
#[derive(Default)]
pub(super) struct Backlog {
    /// Of all services, by day and team.
    days: BTreeMap<(i64, TeamId), i64>,
    /// What stands open now, of all services and of each.
    now: BTreeMap<(Option<ServiceId>, TeamId), i64>,
}

impl Backlog {
    pub(super) fn note(&mut self, before: Option<&Flow>, after: &Flow, at: Timestamp) {
        for change in changes(before, after, at) {
            *self.days.entry((change.day, change.team)).or_default() += change.by;
            for service in [None].into_iter().chain(change.service.map(Some)) {
                *self.now.entry((service, change.team)).or_default() += change.by;
            }
        }
    }

    pub(super) fn compare(
        mut self,
        tx: &mut Tx<'_>,
        findings: &mut Findings,
    ) -> Result<(), DbError> {
        self.days.retain(|_, n| *n != 0);
        self.now.retain(|_, n| *n != 0);
        let days = backlog::between(tx, None, &(i64::MIN..i64::MAX))?;
        let days = days.into_iter().filter(|(.., n)| *n != 0);
        if !days.map(|(day, team, n)| ((day, team), n)).eq(self.days) {
            findings.add("the backlog of some day disagrees with the events");
        }
        if backlog::all(tx)? != self.now {
            findings.add("the backlog of some service disagrees with the events");
        }
        Ok(())
    }
}

/// The sums of every day and month are those of the flows, month by month.
pub(super) fn check_sums(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    let mut after = (i64::MIN, i64::MAX);
    let mut expected = Differences::default();
    let (mut this, mut checked) = (None, i64::MIN);
    loop {
        let page = flows::created_between(tx, after, i64::MAX, FLOWS_AT_A_TIME)?;
        for (at, number, flow) in &page {
            after = (*at, *number);
            let its = month(Timestamp(*at));
            if this.is_some_and(|this| this != its) {
                let whole = std::mem::take(&mut expected);
                check_month(tx, &mut checked, this, whole, findings)?;
            }
            this = Some(its);
            expected.note(None, flow);
        }
        if page.is_empty() {
            break;
        }
    }
    check_month(tx, &mut checked, this, expected, findings)?;
    // Nothing may be kept of months without tickets.
    if let Some(month) = flows::next_slot(tx, Grain::Month, checked)? {
        findings.add(format!("month {month} has sums, but no tickets"));
    }
    Ok(())
}

/// Compares one month and its days, and looks for sums in the months before it that were passed.
fn check_month(
    tx: &mut Tx<'_>,
    checked: &mut i64,
    month: Option<i64>,
    expected: Differences,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let Some(month) = month else { return Ok(()) };
    let mut kept: BTreeMap<Cell, Sums> = BTreeMap::new();
    let next = flows::next_slot(tx, Grain::Month, *checked)?;
    if next.is_some_and(|next| next < month) {
        findings.add(format!("a month before {month} has sums, but no tickets"));
    }
    kept.extend(flows::sums_of(tx, Grain::Month, month)?);
    let days = month_start(month)..month_start(month + 1);
    let mut day = days.start - 1;
    while let Some(next) = flows::next_slot(tx, Grain::Day, day)? {
        if next >= days.end {
            break;
        }
        kept.extend(flows::sums_of(tx, Grain::Day, next)?);
        day = next;
    }
    for (cell, sums) in expected.into_cells() {
        if kept.remove(&cell).as_ref() != Some(&sums) {
            findings.add(format!("the sums of {cell:?} disagree with the flows"));
        }
    }
    for cell in kept.into_keys() {
        findings.add(format!("the sums of {cell:?} are of no tickets"));
    }
    *checked = month;
    Ok(())
}
