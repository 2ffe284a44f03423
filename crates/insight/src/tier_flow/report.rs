//! Flows summed up.

use super::Flow;
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

/// Sums flows up, one by one.
#[derive(Debug, Clone, Default)]
pub struct Report {
    sums: TierFlow,
    first_level: u64,
    /// Times to resolve by highest tier, for the medians.
    times: BTreeMap<Tier, Vec<Span>>,
}

impl Report {
    /// Counts one ticket.
    pub fn add(&mut self, flow: &Flow) {
        let sums = &mut self.sums;
        if flow.left_out {
            sums.left_out += 1;
            return;
        }
        sums.tickets += 1;
        *sums.highest_tier.entry(flow.highest_tier.to_string()).or_default() += 1;
        *sums.start_tier.entry(flow.start_tier.to_string()).or_default() += 1;
        sums.hand_overs += u64::from(flow.moves);
        sums.tickets_without_hand_over += u64::from(flow.moves == 0);
        sums.ping_pong.tickets += u64::from(flow.ping_pongs > 0);
        sums.ping_pong.occurrences += u64::from(flow.ping_pongs);
        sums.downward_tickets += u64::from(flow.downward > 0);
        sums.skips += u64::from(flow.skips > 0);
        sums.push_to_front_conformant += u64::from(flow.conforms_to_push_to_front());
        sums.waited_on_requester += u64::from(flow.waits_on_requester > 0);
        sums.reopened += u64::from(flow.reopenings > 0);
        if let Some(at) = flow.first_resolved_at {
            sums.resolved += 1;
            self.first_level += u64::from(flow.highest_tier == Tier::FIRST);
            self.times.entry(flow.highest_tier).or_default().push(at - flow.created_at);
        }
    }

    /// The figures.
    #[must_use]
    pub fn finish(mut self) -> TierFlow {
        if self.sums.resolved > 0 {
            self.sums.first_level_resolution = Some(ratio(self.first_level, self.sums.resolved));
        }
        for (tier, mut times) in self.times {
            if let Some(median) = median_s(&mut times) {
                self.sums.time_to_resolve_median_s.insert(tier.to_string(), median);
            }
        }
        self.sums
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// The median in seconds, not rounded: between the two middle ones when their number is even.
#[expect(clippy::cast_precision_loss, reason = "microseconds of centuries are below 2^53")]
fn median_s(times: &mut [Span]) -> Option<f64> {
    times.sort_unstable();
    let upper = times.get(times.len() / 2)?.0;
    let lower = times[(times.len() - 1) / 2].0;
    Some((lower + upper) as f64 / 2.0 / 1_000_000.0)
}
