//! The history: the simulation lives from the foundation until now, many commands to a commit.

use super::house;
use super::showcase::Showcase;
use super::words::{Library, Words};
use anyhow::Result;
use desk::actor::Actor;
use desk::directory::Directory;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use insight::simulate::{Fault, Faults, Simulation};
use std::sync::Arc;
use store::simulated::OnLedger;
use store::{By, Failure, Ledger, Store};

/// Days of history before the start.
const HISTORY_DAYS: i64 = 92;
/// Days of history that share a commit.
const DAYS_AT_A_TIME: i64 = 8;
/// How long before the start a team was retired.
const RETIRED_DAYS: i64 = 36;
/// Minutes before the start at which a need comes in whatever the hour, by which stream.
const LATELY: [(i64, usize); 9] =
    [(2, 0), (6, 1), (11, 0), (17, 4), (26, 1), (38, 0), (55, 1), (75, 0), (100, 1)];

/// The demo's firm, alive.
#[derive(Clone)]
pub(super) struct Alive {
    pub(super) simulation: Simulation,
    pub(super) words: Words,
    showcase: Showcase,
}

/// When the desk was set up, some days before its first ticket.
pub(super) fn founded_at(now: Timestamp) -> Timestamp {
    Timestamp(now.0 - Span::days(HISTORY_DAYS + 6).0)
}

impl Alive {
    /// The firm at the beginning of its history; nothing has happened yet.
    ///
    /// # Errors
    /// What is wrong with the file of the showcase.
    pub(super) fn new(
        library: &Arc<Library>,
        directory: Directory,
        tickets: usize,
        seed: u64,
        now: Timestamp,
    ) -> Result<Alive> {
        let from = Timestamp(now.0 - Span::days(HISTORY_DAYS).0);
        let showcase = Showcase::before(library, now)?;
        let by_hand = showcase.tickets() + LATELY.len();
        let lively = tickets > by_hand;
        let (showcase, alone) = match lively {
            true => (showcase, tickets - by_hand),
            false => (Showcase::empty(library), tickets),
        };
        let firm = house::simulated(library, directory, alone, (from, now));
        let retired_at = Timestamp(now.0 - Span::days(RETIRED_DAYS).0);
        let teams = library.firm.teams.iter();
        let retired = teams.filter_map(|it| Some((it.id, library.firm.teams[it.successor?].id)));
        let retire = |(team, successor)| (retired_at, Fault::Retires { team, successor });
        let faults = Faults { plan: retired.map(retire).collect(), repeats: 0.0 };
        let mut simulation = Simulation::with_faults(firm, seed, from, faults);
        if lively {
            for (minutes, stream) in LATELY {
                simulation.bring(stream, Timestamp(now.0 - Span::seconds(minutes * 60).0));
            }
        }
        Ok(Alive { simulation, words: Words::new(library, seed), showcase })
    }

    /// Lives on in a store until an instant.
    ///
    /// # Errors
    /// That the database cannot be written.
    pub(super) fn live(mut self, store: &Store, now: Timestamp) -> Result<Alive, Failure> {
        let mut until = Timestamp(now.0 - Span::days(HISTORY_DAYS).0);
        while until < now {
            until = now.min(until + Span::days(DAYS_AT_A_TIME));
            self = self.write(store, until, move |alive, ledger| alive.until(ledger, until))?;
        }
        Ok(self)
    }

    fn until(&mut self, ledger: &mut Ledger<'_, '_>, until: Timestamp) -> Result<(), Failure> {
        while let Some(at) = self.showcase.next_before(until) {
            self.simulation.run_until(&mut OnLedger(ledger), &mut self.words, at)?;
            self.showcase.play(ledger, &mut self.words)?;
        }
        self.simulation.run_until(&mut OnLedger(ledger), &mut self.words, until)
    }

    /// Goes on in one write. It may run more than once: each time from what was before.
    pub(super) fn write(
        self,
        store: &Store,
        now: Timestamp,
        goes_on: impl Fn(&mut Alive, &mut Ledger<'_, '_>) -> Result<(), Failure> + Send + 'static,
    ) -> Result<Alive, Failure> {
        let by = By { now, actor: Actor::Desk, origin: Origin::Command };
        store.write(by, move |ledger| {
            let mut alive = self.clone();
            goes_on(&mut alive, ledger)?;
            Ok(alive)
        })
    }
}
