//! What goes on beside a server: followers of the journal, seals, jobs and sweeps, on a thread of
//! its own.

use anyhow::{Context as _, Result};
use desk::time::Timestamp;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use store::followers::{self, Seal};
use store::jobs::{self, Job};
use store::queries::events;
use store::{Failure, Store, blobs, sweeps};

/// How often it looks for what other processes have written, and for what has come due.
const PACE: Duration = Duration::from_secs(2);
/// How long nothing has to happen before everything is followed and sealed.
const REST: Duration = Duration::from_secs(5);

/// The thread, running.
pub(crate) struct Background {
    bell: Arc<Bell>,
    thread: JoinHandle<()>,
}

/// Wakes the thread.
#[derive(Default)]
struct Bell {
    rung: Mutex<Rung>,
    changed: Condvar,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Rung {
    #[default]
    Quiet,
    /// Something was committed.
    Work,
    /// The server ends.
    Stop,
}

impl Bell {
    fn lock(&self) -> MutexGuard<'_, Rung> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self, what: Rung) {
        let mut rung = self.lock();
        if *rung != Rung::Stop {
            *rung = what;
        }
        drop(rung);
        self.changed.notify_all();
    }

    /// Waits to be woken, at most [`PACE`].
    fn wait(&self) -> Rung {
        let quiet = |rung: &mut Rung| *rung == Rung::Quiet;
        let waited = self.changed.wait_timeout_while(self.lock(), PACE, quiet);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let heard = *rung;
        if heard == Rung::Work {
            *rung = Rung::Quiet;
        }
        heard
    }
}

impl Background {
    /// Starts the thread.
    ///
    /// # Errors
    /// That the system has no thread to give, or that the database cannot be written.
    pub(crate) fn start(store: Store, now: fn() -> Timestamp) -> Result<Background> {
        let begin = now();
        store.db().write(move |tx| -> Result<(), Failure> {
            Ok(jobs::enqueue(tx, &Job::ForgetAnswers, begin)?)
        })?;
        let bell = Arc::new(Bell::default());
        let ringer = Arc::clone(&bell);
        store.db().on_commit(Box::new(move || ringer.ring(Rung::Work)));
        let node = crate::commands::node()?;
        let mut round = Round { store, now, node, head: 0, changed: Instant::now() };
        let heard = Arc::clone(&bell);
        let thread = thread::Builder::new().name("background".into()).spawn(move || {
            while heard.wait() != Rung::Stop {
                if let Err(error) = round.turn() {
                    tracing::warn!(%error, "the work beside the server has failed; it goes on");
                    thread::sleep(PACE);
                }
            }
        });
        Ok(Background { bell, thread: thread.context("no thread for the work beside")? })
    }

    /// Stops it, once it has finished what it is at.
    pub(crate) fn stop(self) {
        self.bell.ring(Rung::Stop);
        if self.thread.join().is_err() {
            tracing::error!("the work beside the server had ended before");
        }
    }
}

/// What is done in turn.
struct Round {
    store: Store,
    now: fn() -> Timestamp,
    node: String,
    /// The last event that was seen, and since when.
    head: i64,
    changed: Instant,
}

impl Round {
    fn turn(&mut self) -> Result<(), Failure> {
        while jobs::run_due(&self.store, &self.node, (self.now)())? > 0 {}
        sweeps::sweep(&self.store, (self.now)())?;
        blobs::sweep(&self.store, (self.now)())?;
        let head = self.store.db().read(events::head)?;
        if head != self.head {
            (self.head, self.changed) = (head, Instant::now());
        }
        let rests = self.changed.elapsed() >= REST;
        if rests {
            followers::catch_up(&self.store)?;
            followers::seal(&self.store, Seal::Everything)
        } else {
            // A report catches up by itself; until then whole runs cost the least.
            followers::keep_up(&self.store)?;
            followers::seal(&self.store, Seal::FullRuns)
        }
    }
}
