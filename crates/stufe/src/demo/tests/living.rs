//! The firm in the present: it lives, and leaves visitors what is theirs.

use super::{WEDNESDAY, at};
use crate::demo::{Made, SEED, make};
use desk::actor::Actor;
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::message::{Note, Write};
use desk::ticket::take::Take;
use desk::ticket::{Command, Ticket};
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role, Status};
use std::collections::BTreeSet;
use store::journal::DESK;
use store::queries::events::{self, EventRow};
use store::queries::people;
use store::testing::TestDb;
use store::{By, Store, words};

/// More events than happen in a test.
const ALL: i64 = 100_000;

/// What has happened after a place in the journal.
fn since(store: &Store, seen: i64) -> Vec<EventRow> {
    let rows = store.db().read(|tx| events::after(tx, seen, ALL)).unwrap();
    rows.into_iter().filter(|row| row.stream != DESK).collect()
}

fn head(store: &Store) -> i64 {
    store.db().read(events::head).unwrap()
}

/// Everybody who is told how to sign in.
fn visitors(made: &Made) -> BTreeSet<i64> {
    let told = made.sign_ins.as_json("", "").unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let emails = told["people"].as_array().unwrap().iter().map(|it| it["email"].clone());
    let known = |email: serde_json::Value| {
        let email = email.as_str().unwrap().to_owned();
        let person = made.store.db().read(|tx| people::by_email(tx, &email)).unwrap();
        person.unwrap().id.0
    };
    emails.map(known).collect()
}

fn tickets(store: &Store) -> Vec<Ticket> {
    let by = By { now: Timestamp(0), actor: Actor::Desk, origin: Origin::Command };
    let all = store.write(by, |ledger| {
        let mut all = Vec::new();
        while let Ok(ticket) = ledger.ticket(TicketNumber(all.len() as i64 + 1)) {
            all.push(ticket.clone());
        }
        Ok(all)
    });
    all.unwrap()
}

fn act(store: &Store, person: PersonId, now: Timestamp, number: TicketNumber, command: Command) {
    let by = By { now, actor: Actor::Person(person), origin: Origin::Command };
    store.write(by, move |ledger| ledger.act(number, command.clone())).unwrap();
}

#[test]
fn something_happens_with_every_step_and_never_in_a_visitors_name() {
    // A Sunday at three in the morning.
    let begin = at("2026-06-14T01:00:00Z");
    let test = TestDb::sqlite();
    let mut made = make(&test.target, store::Keyring::of_tests(), 400, SEED, begin).unwrap();
    let visitors = visitors(&made);
    let (first, mut kinds) = (head(&made.store), BTreeSet::new());
    for step in 1..=200 {
        let (seen, now) = (head(&made.store), begin + Span::seconds(40 * step));
        made.present.goes_on(&made.store, now).unwrap();
        let rows = since(&made.store, seen);
        assert!(!rows.is_empty(), "nothing happens in step {step}");
        assert!(rows.iter().all(|row| row.at == now.0), "{rows:?}");
        kinds.extend(rows.into_iter().map(|row| row.kind));
    }
    for kind in ["created", "taken", "escalated", "replied", "waited", "resolved"] {
        assert!(kinds.contains(kind), "never {kind}: {kinds:?}");
    }
    let by_visitors = |row: &&EventRow| row.actor.is_some_and(|actor| visitors.contains(&actor));
    let rows = since(&made.store, first);
    assert_eq!(rows.iter().find(by_visitors).map(|row| &row.kind), None);
    let all = tickets(&made.store);
    let live = all.iter().filter(|it| it.status.is_live()).count();
    assert!((10..120).contains(&live), "{live} are open after two hundred minutes");
    let findings = store::check::check(&made.store).unwrap();
    assert!(findings.is_clean(), "{:#?}", findings.wrong);
}

#[test]
fn what_a_visitor_has_or_has_touched_is_theirs() {
    let begin = at(WEDNESDAY);
    let test = TestDb::sqlite();
    let mut made = make(&test.target, store::Keyring::of_tests(), 500, SEED, begin).unwrap();
    let visitors = visitors(&made);
    let directory = made.store.read(|desk| Ok((*desk.directory).clone())).unwrap();
    let agents = directory.agents.values();
    let agents = agents.filter(|it| it.role == Role::Agent && visitors.contains(&it.id.0));
    let agents: Vec<_> = agents.cloned().collect();
    // Everything that can be touched is: taken, noted, or written to by its requester.
    let now = begin + Span::seconds(5);
    let (mut theirs, mut taken, mut noted) = (BTreeSet::new(), 0, 0);
    for ticket in tickets(&made.store) {
        let number = ticket.number;
        let live = ticket.status.is_live() && ticket.merged.is_none();
        let agent = agents.iter().find(|it| it.teams.contains(&ticket.team));
        if ticket.assignee.is_some_and(|it| visitors.contains(&it.0)) {
            theirs.insert(number.0);
        } else if live && ticket.status != Status::Waiting {
            let Some(agent) = agent else { continue };
            act(&made.store, agent.id, now, number, Take::default().into());
            taken += 1;
            theirs.insert(number.0);
        } else if live && number.0 % 2 == 0 {
            let Some(agent) = agent else { continue };
            let body = Some(words::words("Ich sehe mir das an.").unwrap());
            act(&made.store, agent.id, now, number, Note { body, ..Note::default() }.into());
            noted += 1;
            theirs.insert(number.0);
        } else if live && visitors.contains(&ticket.requester.0) {
            let body = Some(words::words("Noch etwas dazu: auch am zweiten Platz.").unwrap());
            let write = Write { body, ..Write::default() };
            act(&made.store, ticket.requester, now, number, write.into());
            theirs.insert(number.0);
        }
    }
    assert!(taken > 3 && noted > 3, "{taken} taken, {noted} noted");
    let seen = head(&made.store);
    for step in 1..=200 {
        made.present.goes_on(&made.store, now + Span::seconds(40 * step)).unwrap();
    }
    let rows = since(&made.store, seen);
    let touched = rows.iter().find(|row| theirs.contains(&row.stream));
    assert_eq!(touched.map(|row| (row.stream, &row.kind)), None);
    assert!(rows.len() > 200);
}
