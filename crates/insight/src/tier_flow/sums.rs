//! Flows added up. Everything here can be added and taken out again, so that sums are kept as
//! tickets go on, and those of a year are those of its months.

use super::{Flow, Step, Times, pairs};
use desk::ids::TeamId;
use desk::values::{Channel, EscalationReason, Rating, Tier};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is counted of tickets, each measure as the domain defines it (section 9).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Tickets counted; merged, cancelled and junk tickets are not.
    #[serde(skip_serializing_if = "is_zero")]
    pub tickets: i64,
    /// Tickets left out: merged, cancelled, junk.
    #[serde(skip_serializing_if = "is_zero")]
    pub left_out: i64,
    /// Changes of the holding team.
    #[serde(skip_serializing_if = "is_zero")]
    pub moves: i64,
    /// Tickets that one team held all their life.
    #[serde(skip_serializing_if = "is_zero")]
    pub unmoved: i64,
    /// Tickets with ping-pong.
    #[serde(skip_serializing_if = "is_zero")]
    pub ping_pong_tickets: i64,
    /// Steps of ping-pong.
    #[serde(skip_serializing_if = "is_zero")]
    pub ping_pongs: i64,
    /// Tickets with a move to a lower tier.
    #[serde(skip_serializing_if = "is_zero")]
    pub downward: i64,
    /// Tickets with a jump over a tier upwards.
    #[serde(skip_serializing_if = "is_zero")]
    pub skips: i64,
    /// Tickets that start on tier 1, never go down and skip nothing (BPI Challenge 2013).
    #[serde(skip_serializing_if = "is_zero")]
    pub conformant: i64,
    /// Tickets that waited on the requester.
    #[serde(skip_serializing_if = "is_zero")]
    pub waited: i64,
    /// Tickets that were reopened.
    #[serde(skip_serializing_if = "is_zero")]
    pub reopened: i64,
    /// Tickets that went up with a hand-over.
    #[serde(skip_serializing_if = "is_zero")]
    pub escalated: i64,
    /// Tickets that came back with the solution or the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub brought_back: i64,
    /// Tickets by the highest tier that ever held them.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub highest_tier: BTreeMap<Tier, i64>,
    /// Those of them that were resolved at some time.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub resolved: BTreeMap<Tier, i64>,
    /// Tickets by the tier they began on.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub start_tier: BTreeMap<Tier, i64>,
}

/// How often a move was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// How often.
    #[serde(rename = "n")]
    pub times: i64,
    /// How often of these it was ping-pong.
    #[serde(rename = "p", default, skip_serializing_if = "is_zero")]
    pub ping_pongs: i64,
}

/// Tickets whose way has led to a team so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Resolved or closed there.
    #[serde(rename = "r", default, skip_serializing_if = "is_zero")]
    pub resolved: i64,
    /// Still open there.
    #[serde(rename = "o", default, skip_serializing_if = "is_zero")]
    pub open: i64,
}

/// All that is kept of a set of tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sums {
    /// What is counted.
    #[serde(rename = "c")]
    pub counts: Counts,
    /// Time from creation to the first resolved or closed, by highest tier.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub to_resolve: BTreeMap<Tier, Times>,
    /// Of tickets that are resolved or closed: how long each tier held them until then.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub live: BTreeMap<Tier, Times>,
    /// Of the same tickets: all seconds until then, by tier.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub live_s: BTreeMap<Tier, i64>,
    /// Of the same tickets: all seconds from resolved to closed, by tier.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub quiet_s: BTreeMap<Tier, i64>,
    /// Tickets by channel and the team that had them first.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub starts: BTreeMap<(Channel, TeamId), i64>,
    /// Moves from team to team.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub steps: BTreeMap<(TeamId, TeamId, Step), Passed>,
    /// Where the tickets are.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub ends: BTreeMap<TeamId, End>,
    /// Tickets by the tiers they saw in turn.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub paths: BTreeMap<String, i64>,
    /// Escalations by reason.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<EscalationReason, i64>,
    /// Ratings of hand-overs.
    #[serde(with = "pairs", skip_serializing_if = "BTreeMap::is_empty")]
    pub ratings: BTreeMap<Rating, i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Adds to an entry; one that comes to nothing goes, so that equal sums are equal.
fn add<K: Ord, V: Default + PartialEq>(
    map: &mut BTreeMap<K, V>,
    key: K,
    change: impl FnOnce(&mut V),
) {
    match map.entry(key) {
        std::collections::btree_map::Entry::Vacant(place) => {
            let mut value = V::default();
            change(&mut value);
            if value != V::default() {
                place.insert(value);
            }
        }
        std::collections::btree_map::Entry::Occupied(mut place) => {
            change(place.get_mut());
            if *place.get() == V::default() {
                place.remove();
            }
        }
    }
}

fn merge<K: Ord + Clone>(into: &mut BTreeMap<K, i64>, from: &BTreeMap<K, i64>) {
    for (key, n) in from {
        add(into, key.clone(), |it| *it += n);
    }
}

fn merge_times(into: &mut BTreeMap<Tier, Times>, from: &BTreeMap<Tier, Times>) {
    for (tier, times) in from {
        add(into, *tier, |it| it.merge(times));
    }
}

impl Counts {
    /// Counts a ticket, `by` times; −1 takes it out again.
    pub fn count(&mut self, flow: &Flow, by: i64) {
        if flow.left_out {
            self.left_out += by;
            return;
        }
        let when = |holds: bool| if holds { by } else { 0 };
        self.tickets += by;
        self.moves += i64::from(flow.moves) * by;
        self.unmoved += when(flow.moves == 0);
        self.ping_pong_tickets += when(flow.ping_pongs > 0);
        self.ping_pongs += i64::from(flow.ping_pongs) * by;
        self.downward += when(flow.downward > 0);
        self.skips += when(flow.skips > 0);
        self.conformant += when(flow.conforms_to_push_to_front());
        self.waited += when(flow.waits_on_requester > 0);
        self.reopened += when(flow.reopenings > 0);
        self.escalated += when(flow.trail.times(Step::Escalated) > 0);
        self.brought_back += when(flow.trail.times(Step::BroughtBack) > 0);
        add(&mut self.highest_tier, flow.highest_tier, |it| *it += by);
        add(&mut self.start_tier, flow.start_tier, |it| *it += by);
        if flow.first_resolved_at.is_some() {
            add(&mut self.resolved, flow.highest_tier, |it| *it += by);
        }
    }

    fn merge(&mut self, others: &Counts) {
        self.tickets += others.tickets;
        self.left_out += others.left_out;
        self.moves += others.moves;
        self.unmoved += others.unmoved;
        self.ping_pong_tickets += others.ping_pong_tickets;
        self.ping_pongs += others.ping_pongs;
        self.downward += others.downward;
        self.skips += others.skips;
        self.conformant += others.conformant;
        self.waited += others.waited;
        self.reopened += others.reopened;
        self.escalated += others.escalated;
        self.brought_back += others.brought_back;
        merge(&mut self.highest_tier, &others.highest_tier);
        merge(&mut self.resolved, &others.resolved);
        merge(&mut self.start_tier, &others.start_tier);
    }
}

impl Sums {
    /// The sums of one ticket, `by` times.
    #[must_use]
    pub fn of(flow: &Flow, by: i64) -> Sums {
        let mut sums = Sums::default();
        sums.count(flow, by);
        sums
    }

    /// Counts a ticket, `by` times; −1 takes it out again.
    pub fn count(&mut self, flow: &Flow, by: i64) {
        self.counts.count(flow, by);
        if flow.left_out {
            return;
        }
        if let Some(time) = flow.time_to_resolve() {
            add(&mut self.to_resolve, flow.highest_tier, |it| it.count(time, by));
        }
        if flow.life.is_live() {
            add(&mut self.ends, flow.team, |it: &mut End| it.open += by);
        } else {
            add(&mut self.ends, flow.team, |it: &mut End| it.resolved += by);
            for held in &flow.life.held {
                add(&mut self.live, held.tier, |it| it.count(held.live, by));
                add(&mut self.live_s, held.tier, |it| *it += by * (held.live.0 / 1_000_000));
                add(&mut self.quiet_s, held.tier, |it| *it += by * (held.quiet.0 / 1_000_000));
            }
        }
        add(&mut self.starts, (flow.channel, flow.first_team), |it| *it += by);
        for step in &flow.trail.moves {
            add(&mut self.steps, (step.from, step.to, step.step), |it: &mut Passed| {
                it.times += by * i64::from(step.times);
                it.ping_pongs += by * i64::from(step.ping_pongs);
            });
        }
        add(&mut self.paths, flow.trail.path(), |it| *it += by);
        for (reason, times) in &flow.trail.reasons {
            add(&mut self.reasons, *reason, |it| *it += by * i64::from(*times));
        }
        for (rating, times) in &flow.ratings {
            add(&mut self.ratings, *rating, |it| *it += by * i64::from(*times));
        }
    }

    /// Adds others.
    pub fn merge(&mut self, others: &Sums) {
        self.counts.merge(&others.counts);
        merge_times(&mut self.to_resolve, &others.to_resolve);
        merge_times(&mut self.live, &others.live);
        merge(&mut self.live_s, &others.live_s);
        merge(&mut self.quiet_s, &others.quiet_s);
        merge(&mut self.starts, &others.starts);
        merge(&mut self.paths, &others.paths);
        merge(&mut self.reasons, &others.reasons);
        merge(&mut self.ratings, &others.ratings);
        for (key, passed) in &others.steps {
            add(&mut self.steps, *key, |it: &mut Passed| {
                it.times += passed.times;
                it.ping_pongs += passed.ping_pongs;
            });
        }
        for (team, end) in &others.ends {
            add(&mut self.ends, *team, |it: &mut End| {
                it.resolved += end.resolved;
                it.open += end.open;
            });
        }
    }

    /// How often moves of this kind were made.
    #[must_use]
    pub fn steps(&self, step: Step) -> i64 {
        let steps = self.steps.iter().filter(|((_, _, it), _)| *it == step);
        steps.map(|(_, passed)| passed.times).sum()
    }
}
