//! Years at random desks, shortened to weeks, with everything going wrong.

use super::watcher::Watcher;
use super::{FROM, after};
use crate::simulate::case::Place;
use crate::simulate::{
    Desk as _, Held, Keep, Memory, PlainTexts, Random, Simulation, always, chance,
};
use desk::ids::PersonId;
use desk::settings::Settings;
use desk::ticket::Event;
use desk::ticket::wait::Waiting;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// How long things go wrong, and how long there is then to bring them to an end.
const DAYS: u8 = 40;
const DAYS_IN_ALL: i64 = 90;
/// Firms fewer than these say nothing about coverage.
const CASES_THAT_COVER: u32 = 12;

/// What the years have seen.
#[derive(Debug, Default)]
struct Seen {
    tickets: usize,
    commands: u64,
    repeats: u64,
    turned_away: u32,
    kinds: BTreeSet<&'static str>,
    origins: BTreeSet<Origin>,
}

#[test]
fn whatever_firm_and_whatever_goes_wrong_what_always_holds_does() {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = asked.unwrap_or(CASES_THAT_COVER);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let seen = RefCell::new(Seen::default());
    let outcome =
        TestRunner::new(config).run(&any::<u64>(), |seed| live(seed, &mut seen.borrow_mut()));
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    let seen = seen.into_inner();
    assert!(seen.tickets > 0 && seen.commands > 0);
    if cases >= CASES_THAT_COVER {
        for kind in ["succeeded", "merged", "reopened", "returned", "acknowledged", "linked"] {
            assert!(seen.kinds.contains(kind), "never {kind}: {:?}", seen.kinds);
        }
        for origin in [Origin::Sweep, Origin::Rule, Origin::Retirement, Origin::Command] {
            assert!(seen.origins.contains(&origin), "never by {origin}");
        }
        assert!(seen.repeats > 100 && seen.turned_away > 100, "{seen:?}");
    }
}

fn live(seed: u64, seen: &mut Seen) -> Result<(), TestCaseError> {
    let mut random = Random::of(seed, 0);
    let firm = chance::firm(&mut random, FROM, 400.0);
    let faults = chance::faults(&mut random, &firm, FROM, DAYS);
    let memory = Memory::new(firm.directory.clone(), Settings::default(), Keep::Events);
    let mut desk = Watcher::new(memory, seed);
    let mut texts = PlainTexts::default();
    let mut simulation = Simulation::with_faults(firm, seed, FROM, faults);
    for day in [i64::from(DAYS) / 2, i64::from(DAYS), DAYS_IN_ALL] {
        let Ok(()) = simulation.run_until(&mut desk, &mut texts, after(day));
        let (tickets, directory) = (desk.desk.tickets(), desk.desk.directory());
        always::holds(tickets, directory, after(day));
        let events: usize = tickets.iter().map(|held| held.events.len()).sum();
        prop_assert_eq!(u64::try_from(events), Ok(desk.desk.events()));
        nothing_is_forgotten(&simulation, &desk.desk, after(day))?;
    }
    let unfounded: Vec<_> =
        simulation.tally().refused.iter().filter(|(it, _)| !is_expected(**it)).collect();
    prop_assert!(unfounded.is_empty(), "refused: {:?}", unfounded);
    prop_assert!(desk.wrong.is_empty(), "{:?}", desk.wrong);
    let tally = simulation.tally();
    prop_assert_eq!(usize::try_from(tally.opened), Ok(desk.desk.tickets().len()));
    seen.tickets += desk.desk.tickets().len();
    seen.commands += tally.commands;
    seen.repeats += tally.repeated;
    seen.turned_away += desk.turned_away;
    let events = desk.desk.tickets().iter().flat_map(|held| &held.events);
    for (event, stamp) in events {
        let _: &Event = event;
        seen.kinds.insert(event.kind());
        seen.origins.insert(stamp.origin);
    }
    Ok(())
}

/// Whatever somebody can work on lies where somebody finds it, if its team has anybody; what rests
/// waits for something.
fn nothing_is_forgotten(
    simulation: &Simulation,
    desk: &Memory,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    for Held { ticket, .. } in desk.tickets() {
        let place = simulation.cases[&ticket.number].place;
        let present = |agent: PersonId| {
            simulation.seats.contains_key(&agent) && desk.directory().is_member(agent, ticket.team)
        };
        let workable = ticket.status.is_live() && ticket.merged.is_none();
        let found = match place {
            Place::Queue(team, key) => {
                team == ticket.team && simulation.queues[&team].contains(&key)
            }
            Place::Own(agent, _) | Place::Work(agent) => present(agent),
            // The sweep looks again when the clock was slow.
            Place::Rest => match ticket.waiting {
                Some(Waiting { on, until: None, .. }) => {
                    simulation.cases[&ticket.number].awaits.is_some_and(|it| it.on == on)
                }
                Some(Waiting { until: Some(until), .. }) => until + Span::seconds(7_200) > now,
                None => !ticket.questions.is_empty(),
            },
        };
        prop_assert!(found || !workable, "{:?} is lost at {:?}", ticket, place);
    }
    Ok(())
}

/// The last team of tier 1 is not retired, whoever asks for it.
fn is_expected((verb, code): (&str, &str)) -> bool {
    verb == "administer" && code == "retirement_refused"
}
