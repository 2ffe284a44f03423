//! The demo as a whole: what occurs in it, that all of it was allowed, that it comes again.

use super::{SEED, make};
use desk::actor::Actor;
use desk::admin::DeskEvent;
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::{Event, Ticket};
use desk::time::Timestamp;
use desk::values::{Channel, Origin, Role, Status, Tier, WaitReason};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use store::journal::{self, DESK, Told};
use store::queries::events;
use store::testing::TestDb;
use store::{Store, on_both};

/// Enough tickets for every plot.
const TICKETS: usize = 180;

/// More events than a ticket has.
const ALL: i64 = 10_000;

/// Letters of a text's digest.
const DIGEST: usize = 64;

/// A Wednesday, 10:25 in Köln.
const WEDNESDAY: &str = "2026-03-11T09:25:30Z";

fn at(text: &str) -> Timestamp {
    let instant: jiff::Timestamp = text.parse().unwrap();
    Timestamp(instant.as_microsecond())
}

fn lived(test: &TestDb, now: &str, tickets: usize, seed: u64) -> Store {
    make(&test.target, tickets, seed, at(now)).unwrap().0
}

/// A ticket's events, and the ticket as each of them found it and as the last one left it.
struct Lived {
    told: Vec<Told>,
    before: Vec<Ticket>,
    ticket: Ticket,
}

/// All tickets of a desk, in the order of their numbers.
fn tickets(store: &Store) -> Vec<Lived> {
    let mut all = Vec::new();
    for number in 1.. {
        let told = store.read(|desk| {
            let rows = events::of_stream(desk.tx, number, 0, ALL)?;
            Ok(journal::recall(desk.tx, rows)?)
        });
        let told = told.unwrap();
        let Some(first) = told.first() else { break };
        let Event::Created(created) = &first.event else { panic!("#{number} begins otherwise") };
        let mut ticket = created.ticket(TicketNumber(number), &first.stamp);
        let mut before = vec![ticket.clone()];
        for told in &told[1..] {
            before.push(ticket.clone());
            ticket.apply(&told.event, &told.stamp);
        }
        all.push(Lived { told, before, ticket });
    }
    all
}

fn assert_all<T: Ord + Copy + Debug>(what: &str, found: impl Iterator<Item = T>, wanted: &[T]) {
    let found: BTreeSet<T> = found.collect();
    let missing: Vec<&T> = wanted.iter().filter(|it| !found.contains(it)).collect();
    assert!(missing.is_empty(), "no {what} {missing:?}");
}

/// What has to occur whenever the demo is started.
fn assert_lively(all: &[Lived]) {
    let last = || all.iter().map(|it| &it.ticket);
    let told = || all.iter().flat_map(|it| &it.told);
    assert_all("status", last().map(|it| it.status), Status::ALL);
    assert_all("open ticket on tier", live(all).map(|it| it.tier), &[1, 2, 3].map(Tier));
    let waiting = last().filter_map(|it| it.waiting.map(|it| it.on));
    assert_all("wait for", waiting, WaitReason::ALL);
    assert_all("event", told().map(|it| it.event.kind()), Event::KINDS);
    let mut channels = Channel::ALL.to_vec();
    channels.retain(|it| *it != Channel::Import);
    assert_all("channel", last().map(|it| it.channel), &channels);
    let origins =
        [Origin::Command, Origin::Rule, Origin::Contract, Origin::Sweep, Origin::Retirement];
    assert_all("origin", told().map(|it| it.stamp.origin), &origins);
    assert!(last().any(|it| it.assignee.is_none() && it.status == Status::Open), "no queue");
    assert!(last().any(|it| !it.raises.is_empty()), "nothing raised is open");
    assert!(last().any(|it| !it.questions.is_empty()), "no question is open");
}

fn live(all: &[Lived]) -> impl Iterator<Item = &Ticket> {
    all.iter().map(|it| &it.ticket).filter(|it| it.status.is_live())
}

on_both! {
    fn everything_occurs_and_all_of_it_was_allowed(test: &TestDb) {
        let store = lived(test, WEDNESDAY, TICKETS, SEED);
        let findings = store::check::check(&store).unwrap();
        assert!(findings.is_clean(), "{:#?}", findings.wrong);
        assert_eq!(findings.unsealed, 0);
        let all = tickets(&store);
        assert_eq!(all.len(), TICKETS);
        assert_lively(&all);
        assert_numbered_in_time(&all, at(WEDNESDAY));
        assert_at_home(&store, &all);
        assert_worded(&all);
    }
}

/// Numbers rise with time, and nothing lies ahead.
fn assert_numbered_in_time(all: &[Lived], now: Timestamp) {
    let created: Vec<Timestamp> = all.iter().map(|it| it.ticket.created_at).collect();
    assert!(created.is_sorted(), "numbers do not follow time");
    assert!(all.iter().all(|it| it.ticket.updated_at <= now), "something happens later");
}

/// Which teams everybody was in, from which instant on.
type Memberships = BTreeMap<PersonId, Vec<(Timestamp, Vec<TeamId>)>>;

fn memberships(store: &Store) -> Memberships {
    let rows = store.read(|desk| Ok(events::of_stream(desk.tx, DESK, 0, ALL)?)).unwrap();
    let mut found = Memberships::new();
    for row in rows {
        match DeskEvent::read(&row.kind, &row.data).unwrap() {
            DeskEvent::PersonAdded { person, teams, .. }
            | DeskEvent::TeamsSet { person, teams } => {
                found.entry(person).or_default().push((Timestamp(row.at), teams));
            }
            _ => {}
        }
    }
    found
}

/// No agent works in a team they are not in.
fn assert_at_home(store: &Store, all: &[Lived]) {
    let directory: Directory = store.read(|desk| Ok((*desk.directory).clone())).unwrap();
    let memberships = memberships(store);
    let is_in = |person: PersonId, team: TeamId, at: Timestamp| {
        let held = memberships[&person].iter().rev().find(|(since, _)| *since <= at);
        held.is_some_and(|(_, teams)| teams.contains(&team))
    };
    for lived in all {
        for (told, before) in lived.told.iter().zip(&lived.before) {
            let at = told.stamp.at;
            let Actor::Person(actor) = told.stamp.actor else { continue };
            let agent = directory.agent(actor).is_some_and(|it| it.role == Role::Agent);
            let home = |team: TeamId, person: PersonId| {
                let number = before.number;
                let kind = told.event.kind();
                assert!(is_in(person, team, at), "#{number}: {kind} by {person} in {team}");
            };
            match &told.event {
                Event::Assigned(assigned) => home(before.team, assigned.agent),
                Event::Pulled(pulled) => home(pulled.hold.team, actor),
                Event::Replied(_) if agent && !is_in(actor, before.team, at) => {
                    home(before.contact_team, actor);
                }
                Event::Taken(_)
                | Event::Released(_)
                | Event::Escalated(_)
                | Event::Transferred(_)
                | Event::Returned(_)
                | Event::HandOverRated(_)
                | Event::Waited(_)
                | Event::Resolved(_)
                | Event::Closed(_)
                    if agent =>
                {
                    home(before.team, actor);
                }
                _ => {}
            }
        }
    }
}

/// Every parameter was put in, and people answer in whole sentences.
fn assert_worded(all: &[Lived]) {
    for told in all.iter().flat_map(|it| &it.told) {
        let mut event = told.event.clone();
        event.fact_mut().texts(&mut |slot, text| {
            let text = text.as_str();
            assert!(!text.contains(['{', '}']), "{slot}: {text}");
            assert!(!text.trim().is_empty() && text.trim() == text, "{slot}: {text:?}");
        });
    }
}

/// All that can be compared: who, when, what, in which words. The ledger salts some of them itself,
/// so digests differ.
fn history(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for told in tickets(store).iter().flat_map(|it| &it.told) {
        let (stamp, row) = (&told.stamp, &told.row);
        let data: Vec<&str> = row.data.split('"').filter(|it| it.len() != DIGEST).collect();
        let mut line = format!("#{} {stamp:?} {} {data:?}", row.stream, row.kind);
        told.event.clone().fact_mut().texts(&mut |_, text| line.push_str(text.as_str()));
        lines.push(line);
    }
    lines
}

#[test]
fn the_same_seed_gives_the_same_desk_and_another_does_not() {
    let run = |seed| history(&lived(&TestDb::sqlite(), WEDNESDAY, 120, seed));
    let (one, again, other) = (run(7), run(7), run(8));
    for (one, again) in one.iter().zip(&again) {
        assert_eq!(one, again);
    }
    assert_eq!(one.len(), again.len());
    assert_ne!(one, other);
}

#[test]
fn it_is_lively_whenever_it_is_started() {
    for now in [
        // Monday before anybody is there, a Sunday, between the years, the day of the clocks.
        "2026-03-09T05:10:00Z",
        "2026-06-14T13:00:00Z",
        "2026-12-27T23:59:59Z",
        "2026-03-29T01:30:00Z",
    ] {
        for seed in [SEED, 2] {
            let test = TestDb::sqlite();
            let store = lived(&test, now, TICKETS, seed);
            let all = tickets(&store);
            assert_eq!(all.len(), TICKETS, "{now}");
            assert_lively(&all);
            assert_numbered_in_time(&all, at(now));
        }
    }
}

#[test]
fn a_handful_of_tickets_is_a_desk_too() {
    for count in [0, 1, 2, 30] {
        let test = TestDb::sqlite();
        let store = lived(&test, WEDNESDAY, count, SEED);
        assert_eq!(tickets(&store).len(), count);
    }
}

#[test]
fn every_team_of_the_house_can_be_signed_in_to() {
    let test = TestDb::sqlite();
    let (store, sign_ins) = make(&test.target, 0, SEED, at(WEDNESDAY)).unwrap();
    let told = sign_ins.as_json("http://127.0.0.1:1", "/tmp/desk").unwrap();
    assert_eq!(told.matches('\n').count(), 1, "one object on one line");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let people = told["people"].as_array().unwrap();
    let with = |role: &str, team: &str| {
        let is = |it: &&serde_json::Value| it["role"] == role && it["team"] == team;
        people.iter().filter(is).count()
    };
    let directory = store.read(|desk| Ok((*desk.directory).clone())).unwrap();
    for team in directory.teams.values().filter(|it| it.is_active()) {
        let agents = with("agent", &team.name);
        assert!(agents >= if team.provider.is_some() { 1 } else { 2 }, "{}", team.name);
    }
    for role in ["requester", "lead", "admin"] {
        assert!(people.iter().any(|it| it["role"] == role), "{role}");
    }
    let names: Vec<&str> = people[0].as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = ["email", "name", "password", "provider", "role", "team", "tier", "token"];
    assert_eq!(BTreeSet::from_iter(names), BTreeSet::from(wanted));
    assert!(people.iter().any(|it| it["provider"] == "Nordlicht IT" && it["tier"] == 1));
}
