//! The tier flow as the API and the command line tell it.

use super::{Counts, Flow};
use desk::time::Span;
use desk::values::Tier;
use serde::Serialize;
use std::collections::BTreeMap;

/// The tier flow of a set of tickets: the object that the API and `stufe report tier-flow` give.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TierFlow {
    /// Tickets counted; merged, cancelled and junk tickets are not.
    pub tickets: u64,
    /// Tickets left out: merged, cancelled, junk.
    pub left_out: u64,
    /// Tickets by the highest tier that ever held them.
    pub highest_tier: BTreeMap<String, u64>,
    /// Tickets by the tier they began on.
    pub start_tier: BTreeMap<String, u64>,
    /// Changes of the holding team.
    pub hand_overs: u64,
    /// Tickets that one team held all their life.
    pub tickets_without_hand_over: u64,
    /// Steps A→B→A that brought neither solution nor answer.
    pub ping_pong: PingPong,
    /// Tickets with a move to a lower tier.
    pub downward_tickets: u64,
    /// Tickets with a jump over a tier upwards.
    pub skips: u64,
    /// Tickets that start on tier 1, never go down and skip nothing (BPI Challenge 2013).
    pub push_to_front_conformant: u64,
    /// Tickets that waited on the requester at some time.
    pub waited_on_requester: u64,
    /// Tickets that were reopened.
    pub reopened: u64,
    /// Tickets that were resolved at some time.
    pub resolved: u64,
    /// Resolved tickets that never left tier 1 ÷ all resolved tickets; none without any.
    pub first_level_resolution: Option<f64>,
    /// Median seconds from creation to the first resolved or closed, by highest tier.
    pub time_to_resolve_median_s: BTreeMap<String, f64>,
}

/// Ping-pong: in how many tickets, and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PingPong {
    /// Tickets with at least one.
    pub tickets: u64,
    /// All of them.
    pub occurrences: u64,
}

/// The tier flow of one group: of a service, a team, a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// What the group has in common.
    pub group: String,
    /// Its tier flow.
    #[serde(flatten)]
    pub flow: TierFlow,
}

impl TierFlow {
    /// The report over what was counted, with the medians by highest tier.
    #[must_use]
    pub fn of(counts: &Counts, medians_s: &BTreeMap<Tier, f64>) -> TierFlow {
        let n = |n: i64| u64::try_from(n).unwrap_or(0);
        let by_tier = |map: &BTreeMap<Tier, i64>| -> BTreeMap<String, u64> {
            map.iter().map(|(tier, count)| (tier.to_string(), n(*count))).collect()
        };
        let resolved = n(counts.resolved.values().sum());
        let first_level = n(counts.resolved.get(&Tier::FIRST).copied().unwrap_or(0));
        TierFlow {
            tickets: n(counts.tickets),
            left_out: n(counts.left_out),
            highest_tier: by_tier(&counts.highest_tier),
            start_tier: by_tier(&counts.start_tier),
            hand_overs: n(counts.moves),
            tickets_without_hand_over: n(counts.unmoved),
            ping_pong: PingPong {
                tickets: n(counts.ping_pong_tickets),
                occurrences: n(counts.ping_pongs),
            },
            downward_tickets: n(counts.downward),
            skips: n(counts.skips),
            push_to_front_conformant: n(counts.conformant),
            waited_on_requester: n(counts.waited),
            reopened: n(counts.reopened),
            resolved,
            first_level_resolution: (resolved > 0).then(|| ratio(first_level, resolved)),
            time_to_resolve_median_s: medians_s
                .iter()
                .map(|(tier, median)| (tier.to_string(), *median))
                .collect(),
        }
    }
}

/// The report of flows that are at hand, one by one.
#[derive(Debug, Clone, Default)]
pub struct Report {
    counts: Counts,
    /// Times to resolve by highest tier, for the medians.
    times: BTreeMap<Tier, Vec<Span>>,
}

impl Report {
    /// Counts one ticket.
    pub fn add(&mut self, flow: &Flow) {
        self.counts.count(flow, 1);
        if let Some(time) = flow.time_to_resolve() {
            self.times.entry(flow.highest_tier).or_default().push(time);
        }
    }

    /// The figures.
    #[must_use]
    pub fn finish(self) -> TierFlow {
        let mut medians = BTreeMap::new();
        for (tier, mut times) in self.times {
            times.sort_unstable();
            let upper = times.get(times.len() / 2).copied();
            let lower = times.get(times.len().saturating_sub(1) / 2).copied();
            if let Some((lower, upper)) = lower.zip(upper) {
                medians.insert(tier, middle_s(lower, upper));
            }
        }
        TierFlow::of(&self.counts, &medians)
    }
}

/// The median in seconds, not rounded: between the two middle lengths, which are the same one when
/// their number is odd.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "microseconds of centuries are below 2^53")]
pub fn middle_s(lower: Span, upper: Span) -> f64 {
    (lower.0 + upper.0) as f64 / 2.0 / 1_000_000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
