//! Histories and the flows they make.

use super::{Flow, Report};
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId};
use desk::priority::Priority;
use desk::text::Text;
use desk::ticket::change::Changed;
use desk::ticket::close::Closed;
use desk::ticket::escalate::Escalated;
use desk::ticket::hold::Hold;
use desk::ticket::merge::{Merged, Unmerged};
use desk::ticket::open::Created;
use desk::ticket::reopen::{Reopened, Why};
use desk::ticket::resolve::Resolved;
use desk::ticket::r#return::Returned;
use desk::ticket::transfer::Transferred;
use desk::ticket::wait::{Waited, Waiting};
use desk::ticket::{Event, Stamp};
use desk::time::Timestamp;
use desk::values::{
    Channel, EscalationReason, Kind, Level, Origin, ResolutionCode, ReturnOutcome, Tier,
    TransferReason, WaitReason,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn created(team: i64, tier: u8) -> Event {
    Event::Created(Created {
        kind: Kind::Incident,
        subject: Text::new("Netz", [0; 16]),
        requester: PersonId(1),
        channel: Channel::Phone,
        service: None,
        asset: None,
        impact: Level::Medium,
        urgency: Level::Medium,
        priority: Priority(3),
        team: TeamId(team),
        tier: Tier(tier),
        contact_team: TeamId(1),
        route: None,
        contacted_at: None,
        tags: BTreeSet::new(),
        fields: BTreeMap::new(),
    })
}

fn hold(from: i64, team: i64, tier: u8) -> Hold {
    let (from, team, tier) = (TeamId(from), TeamId(team), Tier(tier));
    Hold { from, team, tier, assignee: None, contact_team: None }
}

fn up(from: i64, team: i64, tier: u8) -> Event {
    let (hold, reason) = (hold(from, team, tier), EscalationReason::Skill);
    Event::Escalated(Escalated { hold, reason, hand_over: None, route: None })
}

fn across(from: i64, team: i64, tier: u8) -> Event {
    let (hold, reason) = (hold(from, team, tier), TransferReason::WrongTeam);
    Event::Transferred(Transferred { hold, reason, note: None })
}

fn down(from: i64, team: i64, tier: u8, outcome: ReturnOutcome) -> Event {
    let (solution, answer, reason, note) = (None, None, None, None);
    let hold = hold(from, team, tier);
    Event::Returned(Returned { hold, outcome, solution, answer, reason, note })
}

fn resolved(code: ResolutionCode) -> Event {
    Event::Resolved(Resolved { solution: None, code })
}

fn waited(on: WaitReason) -> Event {
    let waiting = Waiting { on, until: None, requester_asked: None };
    Event::Waited(Waited { waiting, reason: None })
}

fn reopened() -> Event {
    Event::Reopened(Reopened { why: Why::Requester, reason: None })
}

/// Folds events a minute apart.
fn flow(events: &[Event]) -> Flow {
    flow_by(Origin::Command, events)
}

fn flow_by(origin: Origin, events: &[Event]) -> Flow {
    let mut flow: Option<Flow> = None;
    for (event, seq) in events.iter().zip(1_i64..) {
        let at = Timestamp((seq - 1) * 60_000_000);
        let stamp = Stamp { seq, at, actor: Actor::Desk, origin };
        match &mut flow {
            Some(flow) => flow.apply(event, &stamp),
            None => flow = Flow::begin(event, &stamp),
        }
    }
    flow.unwrap()
}

/// moves, ping-pongs, moves down, skips, highest tier, conforms
type Figures = (u32, u32, u32, u32, u8, bool);

fn figures(flow: &Flow) -> Figures {
    let Flow { moves, ping_pongs, downward, skips, highest_tier, .. } = *flow;
    (moves, ping_pongs, downward, skips, highest_tier.0, flow.conforms_to_push_to_front())
}

#[test]
fn the_measures_of_a_flow_are_the_domains() {
    use ReturnOutcome::{Answered, Declined, Imported, Solved};
    let cases: &[(&str, Vec<Event>, Figures)] = &[
        ("solved where it began", vec![created(1, 1)], (0, 0, 0, 0, 1, true)),
        ("up step by step", vec![created(1, 1), up(1, 2, 2), up(2, 3, 3)], (2, 0, 0, 0, 3, true)),
        ("a tier skipped", vec![created(1, 1), up(1, 3, 3)], (1, 0, 0, 1, 3, false)),
        ("begun above tier 1", vec![created(2, 2), up(2, 3, 3)], (1, 0, 0, 0, 3, false)),
        (
            "back with the solution: no ping-pong",
            vec![created(1, 1), up(1, 2, 2), down(2, 1, 1, Solved)],
            (2, 0, 1, 0, 2, false),
        ),
        (
            "back with the answer: no ping-pong",
            vec![created(1, 1), up(1, 2, 2), down(2, 1, 1, Answered)],
            (2, 0, 1, 0, 2, false),
        ),
        (
            "a bounce",
            vec![created(1, 1), up(1, 2, 2), down(2, 1, 1, Declined)],
            (2, 1, 1, 0, 2, false),
        ),
        (
            "an imported step back has no outcome and counts",
            vec![created(1, 1), up(1, 2, 2), down(2, 1, 1, Imported)],
            (2, 1, 1, 0, 2, false),
        ),
        (
            "to and fro and to again is two",
            vec![created(1, 1), across(1, 4, 1), across(4, 1, 1), across(1, 4, 1)],
            (3, 2, 0, 0, 1, true),
        ),
        (
            "a round of three is none",
            vec![created(1, 1), across(1, 4, 1), across(4, 5, 1), across(5, 1, 1)],
            (3, 0, 0, 0, 1, true),
        ),
    ];
    for (what, events, expected) in cases {
        assert_eq!(figures(&flow(events)), *expected, "{what}");
    }
}

#[test]
fn what_a_contract_or_rule_moves_is_no_ping_pong() {
    let events = [created(1, 1), across(1, 4, 1), across(4, 1, 1)];
    assert_eq!(flow_by(Origin::Import, &events).ping_pongs, 1);
    for origin in [Origin::Contract, Origin::Rule, Origin::Retirement] {
        assert_eq!(flow_by(origin, &events).ping_pongs, 0, "{origin}");
    }
}

#[test]
fn the_time_to_resolve_ends_at_the_first_resolution_and_the_highest_tier_spans_the_life() {
    let code = ResolutionCode::SolvedPermanently;
    let events =
        [created(1, 1), resolved(code), reopened(), up(1, 2, 2), resolved(code), reopened()];
    let flow = flow(&events);
    assert_eq!(flow.first_resolved_at, Some(Timestamp(60_000_000)));
    assert_eq!((flow.highest_tier, flow.reopenings), (Tier(2), 2));
    let mut report = Report::default();
    report.add(&flow);
    let sums = report.finish();
    assert_eq!(sums.time_to_resolve_median_s, BTreeMap::from([("2".to_owned(), 60.0)]));
    assert_eq!((sums.reopened, sums.resolved), (1, 1));
    assert_eq!(sums.first_level_resolution, Some(0.0));
}

#[test]
fn merged_cancelled_and_junk_tickets_count_in_no_rate() {
    let into = desk::ids::TicketNumber(9);
    let merged = Event::Merged(Merged { into, may_see_each_other: None });
    let closed = Event::Closed(Closed { code: Some(ResolutionCode::Junk) });
    let cases: &[(&str, Vec<Event>, bool)] = &[
        ("merged", vec![created(1, 1), merged.clone()], true),
        ("unmerged", vec![created(1, 1), merged, Event::Unmerged(Unmerged { from: into })], false),
        ("cancelled", vec![created(1, 1), resolved(ResolutionCode::Cancelled)], true),
        ("junk", vec![created(1, 1), closed], true),
        (
            "cancelled, reopened",
            { vec![created(1, 1), resolved(ResolutionCode::Cancelled), reopened()] },
            false,
        ),
        ("solved", vec![created(1, 1), resolved(ResolutionCode::Workaround)], false),
    ];
    for (what, events, left_out) in cases {
        let mut report = Report::default();
        report.add(&flow(events));
        let sums = report.finish();
        assert_eq!(
            (sums.left_out, sums.tickets),
            (u64::from(*left_out), u64::from(!left_out)),
            "{what}"
        );
    }
}

#[test]
fn only_waits_on_the_requester_count_as_such() {
    let flow = flow(&[
        created(1, 1),
        waited(WaitReason::Vendor),
        waited(WaitReason::Requester),
        Event::Changed(Changed::Kind { to: Kind::Request }),
    ]);
    assert_eq!(flow.waits_on_requester, 1);
}

#[test]
fn a_median_is_between_the_two_middle_times_and_not_rounded() {
    for (minutes, expected) in [(vec![1], 60.0), (vec![3, 1], 120.0), (vec![1, 2, 9], 120.0)] {
        let mut report = Report::default();
        for minute in &minutes {
            let mut one = flow(&[created(1, 1)]);
            one.first_resolved_at = Some(Timestamp(minute * 60_000_000));
            report.add(&one);
        }
        let medians = report.finish().time_to_resolve_median_s;
        assert_eq!(medians["1"], expected, "{minutes:?}");
    }
    let mut report = Report::default();
    for micros in [0, 1] {
        let mut one = flow(&[created(1, 1)]);
        one.first_resolved_at = Some(Timestamp(micros));
        report.add(&one);
    }
    assert_eq!(report.finish().time_to_resolve_median_s["1"], 0.000_000_5);
}

/// The definitions of BPI Challenge 2013, written apart from the fold: over the whole sequence.
fn naive(teams: &[(i64, u8)]) -> Figures {
    let mut runs = teams.to_vec();
    runs.dedup_by_key(|(team, _)| *team);
    let pairs = || runs.windows(2);
    let count = |n: usize| u32::try_from(n).unwrap();
    let downward = count(pairs().filter(|pair| pair[1].1 < pair[0].1).count());
    let skips = count(pairs().filter(|pair| pair[1].1 > pair[0].1 + 1).count());
    (
        count(runs.len() - 1),
        count(runs.windows(3).filter(|three| three[0].0 == three[2].0).count()),
        downward,
        skips,
        runs.iter().map(|(_, tier)| *tier).max().unwrap(),
        runs[0].1 == 1 && downward == 0 && skips == 0,
    )
}

proptest! {
    /// Any walk over six teams on three tiers, imported: the fold agrees with the plain count.
    #[test]
    fn the_fold_agrees_with_counting_the_sequence(walk in prop::collection::vec(0..6_i64, 1..40)) {
        let tier = |team: i64| u8::try_from(team % 3 + 1).unwrap();
        let teams: Vec<(i64, u8)> = walk.iter().map(|team| (*team, tier(*team))).collect();
        let mut events = vec![created(teams[0].0, teams[0].1)];
        for pair in teams.windows(2) {
            let [(from, old), (to, new)] = [pair[0], pair[1]];
            events.push(match new.cmp(&old) {
                std::cmp::Ordering::Greater => up(from, to, new),
                std::cmp::Ordering::Equal => across(from, to, new),
                std::cmp::Ordering::Less => down(from, to, new, ReturnOutcome::Imported),
            });
        }
        prop_assert_eq!(figures(&flow_by(Origin::Import, &events)), naive(&teams));
    }

    /// What a follower keeps is what it would fold: a flow survives being written and read.
    #[test]
    fn a_flow_survives_its_json(moves in 0..50_u32, resolved in any::<Option<i64>>()) {
        let mut one = flow(&[created(1, 1)]);
        one.moves = moves;
        one.first_resolved_at = resolved.map(Timestamp);
        let json = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Flow>(&json).unwrap(), one);
    }
}
