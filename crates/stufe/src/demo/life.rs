//! The firm lives on while the demo runs: every half minute or so something happens at the present
//! instant, through the ordinary commands. Visitors act for themselves, and what they have touched
//! or have been given is theirs.

use super::firm::Firm;
use super::history::Alive;
use anyhow::{Context as _, Result};
use desk::actor::Actor;
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;
use desk::values::{Origin, Status};
use insight::simulate::Random;
use std::collections::BTreeSet;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use store::journal::DESK;
use store::queries::counts::{self, CountScope};
use store::queries::events;
use store::queries::tickets::phase;
use store::simulated::OnLedger;
use store::{By, Failure, Ledger, Store};

/// Seconds between two things that happen: at least, and how many more at most.
const PAUSE_S: (u64, usize) = (20, 41);
/// With more open tickets than these the firm needs so many times as long.
const CROWDED: (i64, u64) = (140, 5);
/// Events looked at in one read for what visitors have touched.
const EVENTS_AT_A_TIME: i64 = 500;

/// The firm in the present.
#[derive(Clone)]
pub(super) struct Present {
    alive: Alive,
    /// Everybody the simulation may speak for; whoever else does something is a visitor.
    cast: BTreeSet<PersonId>,
    /// The last event that was looked at for what visitors have touched.
    seen: i64,
}

impl Present {
    /// The firm as its history has left it; from now on its visitors act for themselves.
    ///
    /// # Errors
    /// That the database cannot be read.
    pub(super) fn begin(store: &Store, firm: &Firm, mut alive: Alive) -> Result<Present, Failure> {
        let seen = store.db().read(events::head)?;
        let visitors: BTreeSet<_> = firm.visitors.iter().map(|at| firm.people[*at].id).collect();
        let all = firm.people.iter().map(|it| it.id);
        let cast = all.filter(|id| !visitors.contains(id)).collect();
        alive.simulation.yield_to(visitors);
        Ok(Present { alive, cast, seen })
    }

    /// Lets the next thing happen. A failed write leaves the firm as it was.
    ///
    /// # Errors
    /// That the database cannot be written.
    pub(super) fn goes_on(&mut self, store: &Store, now: Timestamp) -> Result<(), Failure> {
        let by = By { now, actor: Actor::Desk, origin: Origin::Command };
        let before = self.clone();
        *self = store.write(by, move |ledger| {
            let mut present = before.clone();
            present.leaves_alone(ledger)?;
            let Alive { simulation, words, .. } = &mut present.alive;
            simulation.step(&mut OnLedger(ledger), words, now)?;
            Ok(present)
        })?;
        Ok(())
    }

    /// Lets go of what visitors have touched since the last look.
    fn leaves_alone(&mut self, ledger: &mut Ledger<'_, '_>) -> Result<(), Failure> {
        loop {
            let rows = events::after(ledger.tx(), self.seen, EVENTS_AT_A_TIME)?;
            let Some(last) = rows.last() else { return Ok(()) };
            self.seen = last.seq;
            let by_visitor = |actor: Option<i64>| {
                actor.is_some_and(|actor| !self.cast.contains(&PersonId(actor)))
            };
            for row in rows.iter().filter(|row| row.stream != DESK && by_visitor(row.actor)) {
                self.alive.simulation.let_go(TicketNumber(row.stream));
            }
        }
    }
}

/// The thread on which the firm lives on.
pub(super) struct Life {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Life {
    /// Lets the firm live on, at the pace of a seed.
    ///
    /// # Errors
    /// That the system has no thread to give.
    pub(super) fn start(
        store: Store,
        mut present: Present,
        seed: u64,
        now: fn() -> Timestamp,
    ) -> Result<Life> {
        let mut pauses = Random::of(seed, 1);
        let (end, ended) = mpsc::channel();
        let thread = thread::Builder::new().name("life".into()).spawn(move || {
            loop {
                let pause = pause(&store, &mut pauses);
                if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                if let Err(error) = present.goes_on(&store, now()) {
                    tracing::warn!(%error, "the demo's firm could not go on; it tries again");
                }
            }
        });
        Ok(Life { end, thread: thread.context("no thread for the demo's firm")? })
    }

    /// Ends it, once what is happening has happened.
    pub(super) fn end(self) {
        drop(self.end);
        if self.thread.join().is_err() {
            tracing::error!("the demo's firm had ended before");
        }
    }
}

/// How long nothing happens; longer when more is open than the firm gets done.
fn pause(store: &Store, pauses: &mut Random) -> Duration {
    let (least, more) = PAUSE_S;
    let seconds = least + pauses.below(more) as u64;
    let (crowd, slower) = CROWDED;
    let all = store.read(|desk| Ok(counts::read(desk.tx, CountScope::Desk)?)).unwrap_or_default();
    let live = [phase(Status::Open), phase(Status::Waiting)];
    let open: i64 = all.iter().filter(|it| live.contains(&it.1)).map(|it| it.2).sum();
    Duration::from_secs(if open > crowd { seconds * slower } else { seconds })
}
