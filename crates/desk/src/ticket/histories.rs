//! What always holds (domain, section 10), over random histories: random commands by random people
//! at random instants on several tickets, imported and live, while teams are retired and people
//! move. `PROPTEST_CASES` says how many histories.

mod always;
mod dice;
mod draw;
mod orders;

use super::change::Changed;
use super::open::Open;
use super::testing::{Bench, By, MIA, RITA, RON, need};
use super::{Command, Event};
use crate::admin::{self, AdminCommand, DeskEvent};
use crate::ids::TicketNumber;
use crate::ticket::succeed::Succeed;
use crate::values::{LinkKind, Origin};
use dice::Dice;
use draw::{Deed, Step};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

/// Histories fewer than these say nothing about coverage.
const CASES_THAT_COVER: u32 = 64;

/// The variants of [`Changed`].
const CHANGED_FIELDS: usize = 12;

/// What a run of histories has seen.
#[derive(Debug, Default)]
struct Tally {
    asked: u32,
    granted: u32,
    kinds: BTreeSet<&'static str>,
    fields: HashSet<std::mem::Discriminant<Changed>>,
    origins: BTreeSet<Origin>,
    reopened_by_import: u32,
    moved_while_solved: u32,
}

#[test]
fn what_always_holds() {
    let config = Config { failure_persistence: None, ..Config::default() };
    let cases = config.cases;
    let tally = RefCell::new(Tally::default());
    let histories = (0..25_usize, prop::collection::vec(draw::step(), 1..90));
    let outcome = TestRunner::new(config).run(&histories, |(imported, steps)| {
        live_through(imported, &steps, &mut tally.borrow_mut())
    });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
    let tally = tally.into_inner();
    let share = f64::from(tally.granted) / f64::from(tally.asked);
    assert!(share > 0.5, "commands hardly ever granted test nothing: {share}");
    if cases >= CASES_THAT_COVER {
        let missing: Vec<_> = Event::KINDS.iter().filter(|it| !tally.kinds.contains(*it)).collect();
        assert!(missing.is_empty(), "never happened: {missing:?}");
        assert_eq!(tally.fields.len(), CHANGED_FIELDS);
        assert_eq!(tally.origins.len(), Origin::ALL.len(), "{:?}", tally.origins);
        assert!(tally.reopened_by_import > 0 && tally.moved_while_solved > 0, "{tally:?}");
    }
}

/// One history: its first steps are a log being imported, the others are live.
fn live_through(imported: usize, steps: &[Step], tally: &mut Tally) -> Result<(), TestCaseError> {
    let mut bench = Bench::empty();
    for requester in [RITA, RON, RITA] {
        bench.opens(requester, need(requester));
    }
    for (index, step) in steps.iter().enumerate() {
        let before = bench.clone();
        bench.pass(step.pause());
        let mut dice = step.dice();
        match draw::deed(&mut bench, step, index < imported, &mut dice) {
            Deed::Open(by, open) => tally.count(bench.open(by, *open).is_ok()),
            Deed::Run(by, command) => tally.count(run(&mut bench, by, &command)?),
            Deed::Administer(command) => administer(&mut bench, &command, &mut dice),
        }
        always::after(&before, &bench)?;
        tally.see(&before, &bench);
    }
    always::at_the_end(&bench)
}

/// Gives a command; true when it was granted. A message that was split off becomes a ticket.
fn run(bench: &mut Bench, by: By, command: &Command) -> Result<bool, TestCaseError> {
    let decision = bench.decide(by, command.clone());
    let again = bench.decide(by, command.clone());
    prop_assert_eq!(&decision, &again, "the same question, another answer");
    always::strangers_learn_nothing(bench, command)?;
    let done = bench.run(by, command.clone());
    prop_assert_eq!(&done, &decision);
    if let (Command::Split(_), Ok(_)) = (command, &done) {
        let links = vec![(LinkKind::Related, bench.on)];
        bench.opens(by, Open { links, ..need(RITA) });
    }
    Ok(done.is_ok())
}

impl Tally {
    fn count(&mut self, granted: bool) {
        self.asked += 1;
        self.granted += u32::from(granted);
    }

    fn see(&mut self, before: &Bench, bench: &Bench) {
        for (number, timeline) in &bench.timelines {
            let was = before.timelines.get(number);
            let solved = was.is_some_and(|was| !was.ticket.status.is_live());
            for (event, stamp) in &timeline.events[was.map_or(0, |was| was.events.len())..] {
                self.kinds.insert(event.kind());
                self.origins.insert(stamp.origin);
                if let Event::Changed(changed) = event {
                    self.fields.insert(std::mem::discriminant(changed));
                }
                if solved && stamp.origin == Origin::Import {
                    let reopened = matches!(event, Event::Reopened(_));
                    self.reopened_by_import += u32::from(reopened);
                    self.moved_while_solved += u32::from(event.fact().hold().is_some());
                }
            }
        }
    }
}

/// Teams end and people move; what a retired team had follows in the same transaction.
fn administer(bench: &mut Bench, command: &AdminCommand, dice: &mut Dice) {
    let decision = admin::decide(command.clone(), &bench.context(MIA.into(), None));
    for event in decision.unwrap_or_default() {
        bench.directory.apply(&event);
        let DeskEvent::TeamRetired { team, .. } = event else { continue };
        let mut numbers: Vec<TicketNumber> = bench.timelines.keys().copied().collect();
        if dice.one_in(2) {
            numbers.reverse();
        }
        for number in numbers {
            bench.on = number;
            bench.does(Origin::Retirement, Succeed { team });
        }
    }
}
