//! Histories and the flows they make.

use super::{Figures, Flow, Report, Sums, changes};
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId};
use desk::priority::Priority;
use desk::text::Text;
use desk::ticket::change::Changed;
use desk::ticket::close::Closed;
use desk::ticket::escalate::Escalated;
use desk::ticket::hand_over::HandOverRated;
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
    Channel, EscalationReason, Kind, Level, Origin, Rating, ResolutionCode, ReturnOutcome, Tier,
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
type Walked = (u32, u32, u32, u32, u8, bool);

fn figures(flow: &Flow) -> Walked {
    let Flow { moves, ping_pongs, downward, skips, highest_tier, .. } = *flow;
    (moves, ping_pongs, downward, skips, highest_tier.0, flow.conforms_to_push_to_front())
}

#[test]
fn the_measures_of_a_flow_are_the_domains() {
    use ReturnOutcome::{Answered, Declined, Imported, Solved};
    let cases: &[(&str, Vec<Event>, Walked)] = &[
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
fn naive(teams: &[(i64, u8)]) -> Walked {
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

fn at_minutes(events: &[(i64, Event)]) -> Flow {
    let mut flow: Option<Flow> = None;
    for ((minute, event), seq) in events.iter().zip(1_i64..) {
        let at = Timestamp(minute * 60_000_000);
        let stamp = Stamp { seq, at, actor: Actor::Desk, origin: Origin::Command };
        match &mut flow {
            Some(flow) => flow.apply(event, &stamp),
            None => flow = Flow::begin(event, &stamp),
        }
    }
    flow.unwrap()
}

#[test]
fn time_is_held_by_tier_and_the_quiet_period_apart() {
    let code = ResolutionCode::SolvedPermanently;
    let flow = at_minutes(&[
        (0, created(1, 1)),
        (10, up(1, 2, 2)),
        (15, waited(WaitReason::Vendor)),
        (40, down(2, 1, 1, ReturnOutcome::Solved)),
        (45, resolved(code)),
        (100, Event::Closed(Closed { code: None })),
        // Nothing is held while it is closed.
        (500, reopened()),
        (503, resolved(code)),
    ]);
    let held = |tier: u8| {
        let held = flow.life.held.iter().find(|held| held.tier == Tier(tier)).unwrap();
        (held.live.0 / 60_000_000, held.quiet.0 / 60_000_000)
    };
    assert_eq!((held(1), held(2)), ((18, 55), (30, 0)));
    assert!(!flow.life.is_live());
    assert_eq!(flow.trail.path(), "121");
}

#[test]
fn the_figures_are_the_domains() {
    let bounced = [created(1, 1), up(1, 2, 2), down(2, 1, 1, ReturnOutcome::Declined)];
    let brought = [created(1, 1), up(1, 2, 2), down(2, 1, 1, ReturnOutcome::Answered)];
    let solved = [created(1, 1), resolved(ResolutionCode::Workaround)];
    let again = [created(2, 2), resolved(ResolutionCode::Answered), reopened(), across(2, 4, 2)];
    let junk = [created(1, 1), up(1, 2, 2), resolved(ResolutionCode::Junk)];
    let mut sums = Sums::default();
    for events in [&bounced[..], &brought, &solved, &solved, &again, &junk] {
        sums.count(&flow(events), 1);
    }
    let figures = Figures::of(&sums);
    assert_eq!((figures.tickets, figures.resolved, sums.counts.left_out), (5, 3, 1));
    assert_eq!(figures.first_level(), Some(2.0 / 3.0));
    assert_eq!(figures.by_level, [(Tier(1), 2.0 / 3.0), (Tier(2), 1.0 / 3.0)]);
    assert_eq!(figures.moves_per_ticket, Some(1.0));
    assert_eq!(figures.ping_pong, Some(0.2), "the bounce; the answer is none");
    assert_eq!(figures.bounces, Some(0.5));
    assert_eq!(figures.reopened, Some(1.0 / 3.0));
    assert_eq!(figures.hand_over_quality, None, "nobody rated any");
    assert_eq!(figures.escalated, Some(0.4));
    assert_eq!(Figures::of(&Sums::default()).first_level(), None);
}

#[test]
fn an_import_knows_nothing_of_bounces_and_a_rating_counts() {
    let mut events = vec![created(1, 1), up(1, 2, 2), down(2, 1, 1, ReturnOutcome::Imported)];
    let mut sums = Sums::of(&flow(&events), 1);
    assert_eq!(Figures::of(&sums).bounces, None);
    for (rating, expected) in [(Rating::Complete, 1.0), (Rating::NotNeeded, 0.5)] {
        events.push(Event::HandOverRated(HandOverRated { hand_over: 2, rating }));
        sums = Sums::of(&flow(&events), 1);
        assert_eq!(Figures::of(&sums).hand_over_quality, Some(expected));
    }
}

#[test]
fn a_long_way_is_cut_and_said_to_be() {
    let mut events = vec![created(1, 1)];
    for step in 0..40 {
        events.push(if step % 2 == 0 {
            up(1, 2, 2)
        } else {
            down(2, 1, 1, ReturnOutcome::Declined)
        });
    }
    let flow = flow(&events);
    assert_eq!(flow.trail.path(), "1212121+");
    assert_eq!((flow.trail.moves.len(), flow.moves), (2, 40), "it does not grow with its moves");
    assert_eq!(flow.trail.moves[1].ping_pongs + flow.trail.moves[0].ping_pongs, 39);
    assert_eq!(flow.teams(), [TeamId(1), TeamId(2)]);
}

#[test]
fn what_stands_open_changes_where_a_ticket_comes_goes_and_moves() {
    let code = ResolutionCode::SolvedPermanently;
    let events = [created(1, 1), waited(WaitReason::Date), up(1, 2, 2), resolved(code), reopened()];
    let expected: [&[(i64, i64)]; 5] = [&[(1, 1)], &[], &[(1, -1), (2, 1)], &[(2, -1)], &[(2, 1)]];
    for at in 0..events.len() {
        let before = (at > 0).then(|| flow(&events[..at]));
        let after = flow(&events[..=at]);
        let found: Vec<_> = changes(before.as_ref(), &after, Timestamp(86_400_000_000))
            .map(|change| {
                assert_eq!(change.day, 1);
                (change.team.0, change.by)
            })
            .collect();
        assert_eq!(found, expected[at], "event {at}");
    }
}
