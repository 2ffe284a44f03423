//! A visitor finds a desk that lives, whatever the hour.

use super::{WEDNESDAY, at, live, remembered};
use crate::demo::{SEED, TICKETS};
use desk::time::Span;
use desk::values::{Channel, Status, Tier, WaitReason};
use insight::simulate::Memory;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

/// Open tickets that are written by hand on top of what is counted here.
const BY_HAND: usize = 11;

/// Shares of real desks in percent, and how far the demo may be off.
const REAL: [(&str, f64, f64); 4] = [
    ("never leaves tier 1", 60.0, 4.0),
    ("reaches tier 2", 33.0, 4.0),
    ("reaches tier 3", 7.0, 2.5),
    ("waits for the requester", 33.0, 4.0),
];

fn assert_all<T: Ord + Copy + Debug>(what: &str, found: impl Iterator<Item = T>, wanted: &[T]) {
    let found: BTreeSet<T> = found.collect();
    let missing: Vec<&T> = wanted.iter().filter(|it| !found.contains(it)).collect();
    assert!(missing.is_empty(), "no {what} {missing:?}");
}

#[test]
fn the_queues_are_alive_whenever_one_looks() {
    for (now, seed) in [
        // Monday before anybody is there, a Sunday at three in the morning, New Year at noon,
        // between the years, a Friday evening.
        ("2026-03-09T05:10:00Z", SEED),
        ("2026-06-14T01:00:00Z", SEED),
        ("2026-01-01T11:30:00Z", 2),
        ("2026-12-27T23:59:59Z", 3),
        ("2026-10-02T15:30:00Z", 4),
    ] {
        let (desk, alive) = remembered(at(now), TICKETS, seed);
        let about = format!("{now}, seed {seed}");
        assert_eq!(alive.simulation.tally().refused, BTreeMap::new(), "{about}");
        assert_lively(&desk, now, &about);
    }
}

fn assert_lively(desk: &Memory, now: &str, about: &str) {
    let live = live(desk);
    let all = live.len() + BY_HAND;
    assert!((60..=120).contains(&all), "{about}: {all} are open");
    let tickets = || live.iter().map(|it| &it.ticket);
    assert_all("open ticket on tier", tickets().map(|it| it.tier), &[1, 2, 3].map(Tier));
    let priorities: BTreeSet<_> = tickets().map(|it| it.priority).collect();
    assert!(priorities.len() >= 3, "{about}: only {priorities:?}");
    let teams: BTreeSet<_> = tickets().map(|it| it.team).collect();
    assert!(teams.len() >= 8, "{about}: only {} teams have work", teams.len());
    let waits = tickets().filter_map(|it| it.waiting.map(|it| it.on));
    assert_all("wait for", waits, &[WaitReason::Requester, WaitReason::Approval]);
    let free = tickets().filter(|it| it.assignee.is_none()).count();
    assert!(free > 0 && free * 3 < live.len(), "{about}: {free} of {} with nobody", live.len());
    let mut tables = BTreeMap::<_, usize>::new();
    for agent in tickets().filter_map(|it| it.assignee) {
        *tables.entry(agent).or_default() += 1;
    }
    assert!(tables.values().all(|it| *it <= 15), "{about}: {tables:?}");
    let age = |at| super::at(now) - at;
    let stale = tickets().map(|it| age(it.updated_at)).max().unwrap_or_default();
    assert!(stale < Span::days(30), "{about}: untouched for {stale:?}");
    let fresh = tickets().filter(|it| age(it.created_at) < Span::seconds(3_600)).count();
    assert!(fresh >= 3, "{about}: {fresh} fresh ones");
    let moved = tickets().filter(|it| age(it.updated_at) < Span::seconds(1_800)).count();
    assert!(moved >= 3, "{about}: {moved} have moved lately");
}

#[test]
fn three_months_look_like_those_of_real_desks() {
    let (desk, _) = remembered(at(WEDNESDAY), TICKETS, SEED);
    let flow = desk.tier_flow();
    let of = |part: u64| {
        100.0 * f64::from(u32::try_from(part).unwrap()) / {
            f64::from(u32::try_from(flow.tickets).unwrap())
        }
    };
    let tier = |tier: &str| of(flow.highest_tier.get(tier).copied().unwrap_or(0));
    let found = [tier("1"), tier("2"), tier("3"), of(flow.waited_on_requester)];
    for ((what, real, off), found) in REAL.into_iter().zip(found) {
        assert!((found - real).abs() <= off, "{what}: {found:.1} %, really {real} %");
    }
    let ping_pong = of(flow.ping_pong.tickets);
    assert!((5.0..15.0).contains(&ping_pong), "{ping_pong:.1} % go back and forth");
    let count = desk.tickets().len();
    assert!(count.abs_diff(TICKETS) < TICKETS / 15, "{count} tickets");
    let tickets = || desk.tickets().iter().map(|held| &held.ticket);
    assert_all("status", tickets().map(|it| it.status), Status::ALL);
    let channels = [Channel::Mail, Channel::Portal, Channel::Phone, Channel::WalkIn];
    assert_all("channel", tickets().map(|it| it.channel), &channels);
    assert_all("channel", tickets().map(|it| it.channel), &[Channel::Monitoring]);
    let kinds: BTreeSet<&str> =
        desk.tickets().iter().flat_map(|it| &it.events).map(|(event, _)| event.kind()).collect();
    for kind in ["succeeded", "merged", "reopened", "returned", "raised", "acknowledged", "asked"] {
        assert!(kinds.contains(kind), "never {kind}");
    }
}
