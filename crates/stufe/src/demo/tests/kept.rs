//! The demo in a store: sound, the same again, and as told.

use super::{WEDNESDAY, at};
use crate::demo::sign_ins::SignIns;
use crate::demo::{SEED, make};
use desk::ids::TicketNumber;
use desk::ticket::{Event, Ticket};
use desk::values::{Origin, Status};
use std::collections::BTreeSet;
use store::journal::{self, Told};
use store::queries::events;
use store::testing::TestDb;
use store::{Store, on_both};

/// Enough tickets for everything that is written by hand to be among them.
const TICKETS: usize = 150;

/// More events than a ticket has.
const ALL: i64 = 10_000;

/// Letters of a text's digest.
const DIGEST: usize = 64;

fn lived(test: &TestDb, now: &str, tickets: usize, seed: u64) -> (Store, SignIns) {
    let made = make(&test.target, store::Keyring::of_tests(), tickets, seed, at(now)).unwrap();
    (made.store, made.sign_ins)
}

/// A ticket's events, and the ticket as the last one left it.
struct Lived {
    told: Vec<Told>,
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
        if told.is_empty() {
            break;
        }
        let all_told = told.iter().map(|it| (&it.event, it.stamp));
        let ticket = Ticket::fold(TicketNumber(number), all_told).unwrap();
        all.push(Lived { told, ticket });
    }
    all
}

on_both! {
    fn it_is_sound_and_what_was_written_by_hand_stands_in_it(test: &TestDb) {
        let (store, _) = lived(test, WEDNESDAY, TICKETS, SEED);
        let findings = store::check::check(&store).unwrap();
        assert!(findings.is_clean(), "{:#?}", findings.wrong);
        assert_eq!(findings.unsealed, 0);
        let all = tickets(&store);
        assert!(all.len().abs_diff(TICKETS) < TICKETS / 3, "{}", all.len());
        let created: Vec<_> = all.iter().map(|it| it.ticket.created_at).collect();
        assert!(created.is_sorted(), "numbers do not follow time");
        assert!(all.iter().all(|it| it.ticket.updated_at <= at(WEDNESDAY)), "something lies ahead");
        assert_showcase(&all);
    }
}

/// What has to stand in the queues whatever the simulation makes.
fn assert_showcase(all: &[Lived]) {
    let events = |it: &Lived| it.told.iter().map(|it| it.event.kind()).collect::<Vec<_>>();
    let live = |it: &&Lived| it.ticket.status.is_live();
    let with = |kind: &'static str| move |it: &Lived| events(it).contains(&kind);
    let climbs = all.iter().filter(live).any(|it| {
        let tiers = it.told.iter().filter_map(|it| it.event.fact().hold().map(|it| it.tier.0));
        tiers.collect::<Vec<_>>() == [2, 3, 2, 1]
    });
    assert!(climbs, "nothing has climbed all the way and come back");
    for kind in ["split", "linked", "raised", "asked", "transferred", "waited"] {
        assert!(all.iter().filter(live).any(with(kind)), "nothing open has {kind}");
    }
    assert!(all.iter().any(|it| it.ticket.merged.is_some()), "nothing is merged");
    let by_contract = |it: &&Lived| {
        it.told
            .iter()
            .any(|it| it.stamp.origin == Origin::Contract && it.event.kind() == "transferred")
    };
    assert!(all.iter().filter(live).any(|it| by_contract(&it)), "the provider has nothing");
    let to_confirm = |it: &Lived| {
        let solved = |it: &Told| matches!(it.event, Event::Resolved(_));
        it.ticket.status == Status::Resolved && it.told.iter().any(solved)
    };
    assert!(all.iter().any(to_confirm), "nothing waits for a confirmation");
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
    let run = |seed| history(&lived(&TestDb::sqlite(), WEDNESDAY, 120, seed).0);
    let (one, again, other) = (run(7), run(7), run(8));
    for (one, again) in one.iter().zip(&again) {
        assert_eq!(one, again);
    }
    assert_eq!(one.len(), again.len());
    assert_ne!(one, other);
}

#[test]
fn what_was_written_by_hand_is_allowed_whatever_the_hour() {
    for now in ["2026-06-14T01:00:00Z", "2026-01-01T11:30:00Z", "2026-03-29T01:30:00Z"] {
        let test = TestDb::sqlite();
        let (store, _) = lived(&test, now, 60, SEED);
        assert_showcase(&tickets(&store));
    }
}

#[test]
fn a_handful_of_tickets_is_a_desk_too() {
    for count in [0, 1, 2, 30] {
        let test = TestDb::sqlite();
        let (store, _) = lived(&test, WEDNESDAY, count, SEED);
        let found = tickets(&store).len();
        assert!(found.abs_diff(count) <= count, "{found} instead of about {count}");
    }
}

#[test]
fn every_team_of_the_house_can_be_signed_in_to() {
    let test = TestDb::sqlite();
    let (store, sign_ins) = lived(&test, WEDNESDAY, 0, SEED);
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
