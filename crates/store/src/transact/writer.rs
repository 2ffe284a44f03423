//! Group commit: one thread writes, many jobs share one commit.
//!
//! A batch runs in one transaction, and every answer is given after its end, refusals included,
//! because they were decided on what the jobs before them wrote. A job that fails after it wrote,
//! meets an error of the database or panics spoils the batch: it is rolled back, and each of its
//! jobs runs again in a transaction of its own.

use super::session::{Session, Source};
use super::{DbError, Mode, Stats, Tx, lock};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// Jobs that share one commit, at most.
pub const BATCH_LIMIT: usize = 256;
/// Jobs that wait for the writer, at most.
pub const QUEUE_LIMIT: usize = 4096;

/// A closure with its answer, its types forgotten so that all fit one queue.
pub(super) trait Job: Send {
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    fn fail(&mut self, error: DbError);
    fn deliver(self: Box<Self>);
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ran {
    Accepted,
    Refused,
    Panicked,
}

pub(super) struct Order<F, D, T, E> {
    pub(super) closure: F,
    pub(super) done: D,
    pub(super) answer: Option<Result<T, E>>,
}

impl<F, D, T, E> Job for Order<F, D, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        let Ok(answer) = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx))) else {
            self.fail(DbError::Fault("a write panicked; the log says where".into()));
            return Ran::Panicked;
        };
        let ran = if answer.is_ok() { Ran::Accepted } else { Ran::Refused };
        self.answer = Some(answer);
        ran
    }

    fn fail(&mut self, error: DbError) {
        self.answer = Some(Err(error.into()));
    }

    fn deliver(self: Box<Self>) {
        if let Some(answer) = self.answer {
            (self.done)(answer);
        }
    }
}

#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    taken: Condvar,
    pub(super) followers: RwLock<Vec<Box<dyn Fn() + Send + Sync>>>,
    counts: Counts,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    closed: bool,
}

#[derive(Default)]
struct Counts {
    jobs: AtomicU64,
    batches: AtomicU64,
    largest_batch: AtomicU64,
    commits: AtomicU64,
    replays: AtomicU64,
}

impl Queue {
    /// Queues a job, waiting for room up to `wait`; without room the job fails at once.
    pub(super) fn push(&self, mut job: Box<dyn Job>, wait: Duration) {
        let full = |waiting: &mut Waiting| !waiting.closed && waiting.jobs.len() >= QUEUE_LIMIT;
        let (mut waiting, _) = self
            .taken
            .wait_timeout_while(lock(&self.waiting), wait, full)
            .unwrap_or_else(PoisonError::into_inner);
        let refusal = match &mut *waiting {
            Waiting { closed: true, .. } => "the program is stopping",
            Waiting { jobs, .. } if jobs.len() >= QUEUE_LIMIT => "too many writes; try again",
            Waiting { jobs, .. } => {
                jobs.push_back(job);
                self.arrived.notify_one();
                return;
            }
        };
        drop(waiting);
        job.fail(DbError::Unavailable(refusal.into()));
        job.deliver();
    }

    /// The next batch, waiting for one; nothing when the queue is closed and empty.
    fn take(&self) -> Option<Vec<Box<dyn Job>>> {
        let mut waiting = self
            .arrived
            .wait_while(lock(&self.waiting), |waiting| waiting.jobs.is_empty() && !waiting.closed)
            .unwrap_or_else(PoisonError::into_inner);
        let size = waiting.jobs.len().min(BATCH_LIMIT);
        let batch = waiting.jobs.drain(..size).collect();
        self.taken.notify_all();
        (size > 0).then_some(batch)
    }

    pub(super) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.arrived.notify_all();
        self.taken.notify_all();
    }

    pub(super) fn stats(&self) -> Stats {
        let Counts { jobs, batches, largest_batch, commits, replays } = &self.counts;
        Stats {
            jobs: jobs.load(Relaxed),
            batches: batches.load(Relaxed),
            largest_batch: largest_batch.load(Relaxed),
            commits: commits.load(Relaxed),
            replays: replays.load(Relaxed),
            read: 0,
        }
    }
}

/// What became of a batch.
enum Outcome {
    Done,
    Spoilt,
    Failed(DbError),
}

pub(super) struct Writer {
    pub(super) source: Arc<Source>,
    pub(super) queue: Arc<Queue>,
    pub(super) session: Option<Session>,
}

impl Writer {
    /// Works until the queue is closed and empty. A panic never ends the thread.
    pub(super) fn work(mut self) {
        while let Some(batch) = Arc::clone(&self.queue).take() {
            if !guarded(|| self.batch(batch)) {
                // Its transaction may still be open.
                self.session = None;
            }
        }
    }

    fn batch(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let size = jobs.len() as u64;
        self.queue.counts.jobs.fetch_add(size, Relaxed);
        self.queue.counts.batches.fetch_add(1, Relaxed);
        self.queue.counts.largest_batch.fetch_max(size, Relaxed);
        match self.together(&mut jobs) {
            Outcome::Done => jobs.into_iter().for_each(deliver),
            Outcome::Failed(error) => fail_all(jobs, &error),
            Outcome::Spoilt => self.one_by_one(jobs),
        }
    }

    /// Runs the jobs in one transaction.
    fn together(&mut self, jobs: &mut [Box<dyn Job>]) -> Outcome {
        let session = match self.source.begin(&mut self.session, Mode::Write) {
            Ok(session) => session,
            Err(error) => return Outcome::Failed(error),
        };
        let mut tx = Tx::new(session, Mode::Write);
        for job in &mut *jobs {
            let before = tx.writes;
            let ran = job.run(&mut tx);
            let dirty = ran == Ran::Refused && tx.writes > before;
            if dirty || ran == Ran::Panicked || tx.failed.is_some() {
                // An accepted job must not hide that its transaction cannot be committed.
                if let (Ran::Accepted, Some(error)) = (ran, tx.failed.take()) {
                    job.fail(error);
                }
                session.rollback();
                return if jobs.len() > 1 { Outcome::Spoilt } else { Outcome::Done };
            }
        }
        if tx.writes == 0 {
            session.rollback();
            return Outcome::Done;
        }
        match session.commit() {
            Ok(()) => {
                self.queue.counts.commits.fetch_add(1, Relaxed);
                let followers = self.queue.followers.read();
                for wake in &*followers.unwrap_or_else(PoisonError::into_inner) {
                    guarded(wake);
                }
                Outcome::Done
            }
            Err(_) if session.broken => Outcome::Failed(DbError::Unavailable(
                "the connection was lost during the commit; look whether it was done".into(),
            )),
            Err(_) if jobs.len() > 1 => Outcome::Spoilt,
            Err(error) => Outcome::Failed(error),
        }
    }

    /// Runs each job again by itself. Where none can begin, all others are spared the wait.
    fn one_by_one(&mut self, jobs: Vec<Box<dyn Job>>) {
        self.queue.counts.replays.fetch_add(1, Relaxed);
        let mut jobs = VecDeque::from(jobs);
        while let Some(mut job) = jobs.pop_front() {
            match self.together(std::slice::from_mut(&mut job)) {
                Outcome::Failed(error @ DbError::Unavailable(_)) => {
                    jobs.push_front(job);
                    return fail_all(jobs, &error);
                }
                Outcome::Failed(error) => fail_all([job], &error),
                Outcome::Done | Outcome::Spoilt => deliver(job),
            }
        }
    }
}

fn fail_all(jobs: impl IntoIterator<Item = Box<dyn Job>>, error: &DbError) {
    for mut job in jobs {
        job.fail(error.clone());
        deliver(job);
    }
}

fn deliver(job: Box<dyn Job>) {
    guarded(|| job.deliver());
}

/// Whether `work` came to its end; a panic is in the log and goes no further.
fn guarded(work: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(work)).is_ok()
}
