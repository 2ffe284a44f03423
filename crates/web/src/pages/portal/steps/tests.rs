//! Every state a ticket can be in, told to its requester.

use super::*;
use crate::api::language::Language;
use desk::ids::{PersonId, TeamId};
use desk::priority::Priority;
use desk::text::Text as Words;
use desk::ticket::Stamp;
use desk::ticket::merge::Rest;
use desk::ticket::open::Created;
use desk::time::Timestamp;
use desk::values::{Channel, Kind, Level, Origin, Tier};
use std::collections::BTreeSet;

/// 2026-03-12T12:00:00Z.
const THURSDAY: Timestamp = Timestamp(1_773_316_800_000_000);

/// What no requester is told of, in either language.
const INNER: [&str; 14] = [
    "ticket",
    "vorgang",
    "tier",
    "stufe",
    "level",
    "sla",
    "ola",
    "queue",
    "warteschlange",
    "team",
    "eskal",
    "escalat",
    "übergabe",
    "hand-over",
];

fn ticket(status: Status, waiting: Option<Waiting>) -> Ticket {
    let created = Created {
        kind: Kind::Incident,
        subject: Words::new("VPN", [0; 16]),
        requester: PersonId(1),
        channel: Channel::Portal,
        service: None,
        asset: None,
        impact: Level::Medium,
        urgency: Level::Medium,
        priority: Priority::try_from(3).unwrap(),
        team: TeamId(1),
        tier: Tier::FIRST,
        contact_team: TeamId(1),
        route: None,
        contacted_at: None,
        tags: BTreeSet::new(),
        fields: std::collections::BTreeMap::new(),
    };
    let actor = desk::actor::Actor::Desk;
    let stamp = Stamp { seq: 1, at: Timestamp(0), actor, origin: Origin::Command };
    let ticket = created.ticket(TicketNumber(7), &stamp);
    Ticket { status, waiting, ..ticket }
}

/// Every state there is, with what is known of it beside.
fn every_state() -> Vec<(Ticket, Known)> {
    let mut states = Vec::new();
    for status in Status::ALL {
        let waits: Vec<Option<Waiting>> = match status {
            Status::Waiting => {
                let untils = [None, Some(THURSDAY)];
                let all = WaitReason::ALL.iter().flat_map(|on| untils.map(|until| (*on, until)));
                let wait = |(on, until)| Some(Waiting { on, until, requester_asked: None });
                all.map(wait).chain([None]).collect()
            }
            Status::New | Status::Open | Status::Resolved | Status::Closed => vec![None],
        };
        for waiting in waits {
            for ended in [Ended::Solved, Ended::Without] {
                states.push((ticket(*status, waiting), Known { ended, goes_on_in: None }));
            }
        }
    }
    for goes_on_in in [None, Some(TicketNumber(9))] {
        let mut merged = ticket(Status::Closed, None);
        let (into, status, waiting) = (TicketNumber(9), Status::Open, None);
        merged.merged = Some(Rest { into, status, waiting, resolved_at: None, closed_at: None });
        states.push((merged, Known { ended: Ended::Solved, goes_on_in }));
    }
    states
}

fn both(say: impl Fn(&Format) -> String) -> [String; 2] {
    [Language::De, Language::En].map(|language| say(&Format::new(language)))
}

#[test]
fn every_state_is_told_in_plain_words_in_both_languages() {
    for (ticket, known) in every_state() {
        let state = format!("{:?} {:?} {known:?}", ticket.status, ticket.waiting);
        let [german, english] = both(|format| next(format, &ticket, known));
        assert_ne!(german, english, "{state}");
        for said in [&german, &english] {
            assert!(said.ends_with('.'), "{state}: {said}");
            assert!(!said.contains(['{', '$']) && !said.starts_with("step-"), "{state}: {said}");
            let plain = said.to_lowercase();
            let inner: Vec<_> = INNER.iter().filter(|word| plain.contains(**word)).collect();
            assert!(inner.is_empty(), "{state}: {said}: {inner:?}");
        }
        if ticket.waiting.is_some_and(|waiting| waiting.until.is_some()) {
            assert!(german.contains("12. März 2026"), "{state}: {german}");
            assert!(english.contains("12 March 2026"), "{state}: {english}");
        }
        let stage = Stage::of(&ticket);
        let [german, english] = both(|format| texts::text(format.language, stage.key).to_string());
        assert_ne!(german, stage.key, "{state}");
        assert_ne!(german, english, "{state}");
    }
}

#[test]
fn states_that_differ_to_a_requester_are_told_apart() {
    let told: BTreeSet<String> = every_state()
        .into_iter()
        .map(|(ticket, known)| next(&Format::new(Language::En), &ticket, known))
        .collect();
    // Two of new, open, resolved, closed and the two merged; five waits, each with a date and
    // without. A problem and a change are the same work to whoever waits for it.
    assert_eq!(told.len(), 1 + 1 + 2 + 1 + 2 + 5 * 2, "{told:#?}");
}

#[test]
fn a_merged_request_points_only_where_its_requester_may_read() {
    let mut merged = every_state().pop().unwrap().0;
    merged.status = Status::Closed;
    let say =
        |goes_on_in| both(|format| next(format, &merged, Known { goes_on_in, ..Known::default() }));
    for said in say(Some(TicketNumber(9))) {
        assert!(said.contains("#9"), "{said}");
    }
    for said in say(None) {
        assert!(!said.contains('9'), "{said}");
    }
}

#[test]
fn only_a_wait_for_the_requester_needs_their_answer() {
    for (ticket, _) in every_state() {
        let waits = ticket.waiting.is_some_and(|waiting| waiting.on == WaitReason::Requester);
        assert_eq!(needs_answer(&ticket), waits);
        assert_eq!(Stage::of(&ticket).key == "stage-requester", waits);
        assert_eq!(progress(&ticket).is_none(), ticket.merged.is_some());
    }
}
