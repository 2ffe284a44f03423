//! Reports over what the followers keep. Follow the journal first
//! ([`crate::followers::catch_up`]).
//!
//! Figures come from the sums of whole months and days, and from single flows only at the ends of
//! a period that begins or ends within a day: a report costs the same whatever the number of
//! tickets.

mod grouped;

pub use grouped::{GroupBy, TICKETS_MAX, tier_flow};

use crate::db::Tx;
use crate::failure::Failure;
use crate::queries::backlog;
use crate::queries::flows::{self, Filter};
use desk::ids::{ServiceId, TeamId, TicketNumber};
use desk::time::{Span, Timestamp};
use desk::values::Tier;
use insight::tier_flow::{Flow, Grain, Sums, cover, middle_s};
use std::collections::BTreeMap;
use std::ops::Range;

/// Flows read at a time.
const FLOWS_AT_A_TIME: i64 = 2_000;

/// Which tickets a report is about: those created in `[from, until)`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The instant after the last.
    pub until: Option<Timestamp>,
}

impl Period {
    fn micros(&self) -> Range<i64> {
        self.from.map_or(i64::MIN, |from| from.0)..self.until.map_or(i64::MAX, |until| until.0)
    }
}

/// Which tickets a report is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Selection {
    /// When they were created.
    pub period: Period,
    /// Held by this team at some time.
    pub team: Option<TeamId>,
    /// About this service.
    pub service: Option<ServiceId>,
}

impl Selection {
    fn filter(&self, created: Range<i64>) -> Filter {
        Filter { created, team: self.team, service: self.service }
    }

    fn takes(&self, flow: &Flow) -> bool {
        self.team.is_none_or(|team| flow.teams().contains(&team))
            && self.service.is_none_or(|service| flow.service == Some(service))
    }
}

/// The sums of these tickets.
///
/// # Errors
/// That the database cannot be reached.
pub fn sums(tx: &mut Tx<'_>, selection: &Selection) -> Result<Sums, Failure> {
    let Selection { period, team, service } = *selection;
    let cover = cover(period.from, period.until);
    let mut sums = Sums::default();
    let [before, after] = &cover.days;
    for (grain, slots) in [(Grain::Day, before), (Grain::Month, &cover.months), (Grain::Day, after)]
    {
        if !slots.is_empty() {
            for (_, more) in flows::sums_between(tx, team, service, grain, slots)? {
                sums.merge(&more);
            }
        }
    }
    for edge in &cover.edges {
        each_flow(tx, edge, |flow| {
            if selection.takes(flow) {
                sums.count(flow, 1);
            }
        })?;
    }
    Ok(sums)
}

/// The sums of each service's tickets. The services of the selection are ignored.
///
/// # Errors
/// That the database cannot be reached.
pub fn by_service(
    tx: &mut Tx<'_>,
    selection: &Selection,
) -> Result<BTreeMap<ServiceId, Sums>, Failure> {
    let Selection { period, team, .. } = *selection;
    let cover = cover(period.from, period.until);
    let mut found: BTreeMap<ServiceId, Sums> = BTreeMap::new();
    let [before, after] = &cover.days;
    for (grain, slots) in [(Grain::Day, before), (Grain::Month, &cover.months), (Grain::Day, after)]
    {
        if !slots.is_empty() {
            for (service, more) in flows::sums_by_service(tx, team, grain, slots)? {
                found.entry(service).or_default().merge(&more);
            }
        }
    }
    let all = Selection { service: None, ..*selection };
    for edge in &cover.edges {
        each_flow(tx, edge, |flow| {
            if let Some(service) = flow.service.filter(|_| all.takes(flow)) {
                found.entry(service).or_default().count(flow, 1);
            }
        })?;
    }
    Ok(found)
}

/// Every flow of tickets created in these microseconds, in order.
fn each_flow(
    tx: &mut Tx<'_>,
    created: &Range<i64>,
    mut each: impl FnMut(&Flow),
) -> Result<(), Failure> {
    // Behind the last microsecond before them, whatever the number.
    let mut after = (created.start.saturating_sub(1), i64::MAX);
    while !created.is_empty() {
        let page = flows::created_between(tx, after, created.end, FLOWS_AT_A_TIME)?;
        let Some((at, number, _)) = page.last() else { break };
        after = (*at, *number);
        page.iter().filter(|(_, _, it)| !it.confidential).for_each(|(_, _, it)| each(it));
    }
    Ok(())
}

/// The median seconds from creation to the first resolved or closed by highest tier, not rounded.
/// The sums say in which narrow bin it lies; only that bin's tickets are looked at.
///
/// # Errors
/// That the database cannot be reached.
pub fn medians_s(
    tx: &mut Tx<'_>,
    selection: &Selection,
    sums: &Sums,
) -> Result<BTreeMap<Tier, f64>, Failure> {
    let filter = selection.filter(selection.period.micros());
    let mut medians = BTreeMap::new();
    for (tier, times) in &sums.to_resolve {
        let mut middle = [0; 2];
        for (at, position) in [(times.len() - 1) / 2, times.len() / 2].into_iter().enumerate() {
            let Some((bin, before)) = times.place(position) else { continue };
            let exact = flows::resolved_in(tx, tier.0, (bin, before), &filter)?;
            middle[at] = exact.unwrap_or(bin.bounds().start);
        }
        medians.insert(*tier, middle_s(Span(middle[0]), Span(middle[1])));
    }
    Ok(medians)
}

/// How many tickets stand open, day by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// With each team when the first day begins.
    pub before: BTreeMap<TeamId, i64>,
    /// How many more with which team when a day ends, in the order of the days.
    pub changes: Vec<(i64, TeamId, i64)>,
}

/// The backlog over days, of all services or of one.
///
/// # Errors
/// That the database cannot be reached.
pub fn backlog(
    tx: &mut Tx<'_>,
    days: &Range<i64>,
    service: Option<ServiceId>,
) -> Result<Backlog, Failure> {
    let before = backlog::before(tx, service, days.start)?.into_iter().collect();
    Ok(Backlog { before, changes: backlog::between(tx, service, days)? })
}

/// The newest tickets with ping-pong.
///
/// # Errors
/// That the database cannot be reached.
pub fn with_ping_pong(
    tx: &mut Tx<'_>,
    selection: &Selection,
    limit: i64,
) -> Result<Vec<(TicketNumber, Flow)>, Failure> {
    let filter = selection.filter(selection.period.micros());
    Ok(flows::with_ping_pong(tx, &filter, limit)?)
}

/// When the oldest and the newest ticket were created; none without any.
///
/// # Errors
/// That the database cannot be reached.
pub fn span(tx: &mut Tx<'_>) -> Result<Option<(Timestamp, Timestamp)>, Failure> {
    Ok(flows::span(tx)?.map(|(first, last)| (Timestamp(first), Timestamp(last))))
}
