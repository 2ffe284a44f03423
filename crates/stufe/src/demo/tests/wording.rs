//! What people write is fit to be read.

use super::{WEDNESDAY, at, founded, live, remembered};
use crate::demo::firm::Lang;
use crate::demo::script::Scripts;
use crate::demo::{SEED, TICKETS, history, house};
use desk::ticket::Event;
use desk::ticket::thanks::is_mere_thanks;
use insight::simulate::Held;
use std::collections::BTreeMap;
use store::testing::TestDb;

/// Rows of a list.
const ROWS: usize = 50;

/// Every text of a history, with its ticket, its event and its place there.
fn texts(tickets: &[Held], mut look: impl FnMut(&Held, &Event, &str, &str)) {
    for held in tickets {
        for (event, _) in &held.events {
            let mut words = event.clone();
            words.fact_mut().texts(&mut |slot, text| look(held, event, slot, text.as_str()));
        }
    }
}

#[test]
fn every_text_is_whole() {
    let (desk, _) = remembered(at(WEDNESDAY), TICKETS, SEED);
    texts(desk.tickets(), |held, _, slot, text| {
        let about = format!("#{} {slot}: {text:?}", held.ticket.number);
        assert!(!text.contains(['{', '}', '"']), "{about}");
        assert!(!text.is_empty() && text.trim() == text, "{about}");
        assert!(!text.contains("  ") && !text.contains(" ,") && !text.contains(" ."), "{about}");
        let count = |quote: char| text.matches(quote).count();
        let balanced = match count('„') {
            0 => count('“') == count('”'),
            german => german == count('“') && count('”') == 0,
        };
        assert!(balanced, "{about}");
    });
}

#[test]
fn a_reader_of_a_list_finds_no_subject_more_than_twice() {
    for seed in [SEED, 2, 3] {
        let (desk, _) = remembered(at(WEDNESDAY), TICKETS, seed);
        let by_number: Vec<&Held> = desk.tickets().iter().collect();
        let mut by_change = by_number.clone();
        by_change.sort_by_key(|held| std::cmp::Reverse(held.ticket.updated_at));
        let mut open = live(&desk);
        open.sort_by_key(|held| (held.ticket.priority, held.ticket.number));
        for list in [by_number, by_change, open] {
            for rows in list.chunks(ROWS) {
                let mut subjects = BTreeMap::<&str, usize>::new();
                for held in rows {
                    *subjects.entry(&held.ticket.subject).or_default() += 1;
                }
                let often: Vec<_> = subjects.iter().filter(|(_, times)| **times > 2).collect();
                assert!(often.is_empty(), "seed {seed}: {often:?}");
            }
        }
    }
}

#[test]
fn who_writes_in_which_language_is_the_requesters() {
    let (desk, alive) = remembered(at(WEDNESDAY), 400, SEED);
    let firm = &alive.words.library.firm;
    let monitor = firm.people[firm.monitor].id;
    let (mut german, mut english) = (0, 0);
    texts(desk.tickets(), |held, event, _, text| {
        if !matches!(event, Event::Resolved(_)) || held.ticket.requester == monitor {
            return;
        }
        let requester = firm.person(held.ticket.requester).unwrap();
        assert!(text.contains(&requester.name), "{text}");
        let greets = |words: &[&str]| words.iter().any(|it| text.starts_with(it));
        match requester.lang {
            Lang::De if greets(&["Guten Tag", "Hallo"]) => german += 1,
            Lang::En if greets(&["Hello", "Dear"]) => english += 1,
            lang => panic!("{lang:?}: {text}"),
        }
    });
    assert!(german > 100 && english > 50, "{german} in German, {english} in English");
}

#[test]
fn thanks_are_mere_thanks_to_the_desk_too() {
    let scripts = Scripts::read().unwrap();
    for lang in [Lang::De, Lang::En] {
        for thanks in &scripts.phrases(lang).thanks {
            assert!(is_mere_thanks(thanks), "{thanks}");
        }
    }
}

#[test]
fn needs_come_from_those_who_have_them() {
    let now = at(WEDNESDAY);
    let test = TestDb::sqlite();
    let (_store, library, directory) = founded(&test, now);
    let house = house::simulated(&library, directory, 100, (history::founded_at(now), now));
    for (scenario, concern) in library.scripts.scenarios.iter().zip(&house.concerns) {
        assert!(!concern.requesters.is_empty(), "{}", scenario.key);
        for person in &concern.requesters {
            let person = library.firm.person(*person).unwrap();
            let departments = &scenario.departments;
            let has_it = departments.is_empty() || departments.contains(&person.department);
            assert!(has_it && person.lang == scenario.lang, "{}: {}", scenario.key, person.name);
        }
        let served = &house.directory.services[&concern.service];
        assert_eq!(served.name, scenario.service);
    }
}
