//! Transactions on either database: the writer, the readers, and what passes between them and us.

mod error;
mod migrate;
mod pool;
mod session;
mod tx;
mod value;
mod writer;

pub use error::DbError;
pub use migrate::MigrationSource;
pub use pool::READER_LIMIT;
pub use tx::Tx;
pub(crate) use value::Raw;
pub use value::{Cell, Row, Value};
pub use writer::{BATCH_LIMIT, QUEUE_LIMIT};

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long [`Db::write`] waits for room in a full queue.
const QUEUE_WAIT: Duration = Duration::from_secs(10);

/// Where a desk keeps its data.
#[derive(Clone)]
pub enum Target {
    /// The database file; it is created when missing, its directory is not.
    Sqlite(PathBuf),
    /// A `postgres://` URL; the tables stand in the first schema of its `search_path`.
    Postgres(String),
}

/// Which of the two databases answers, for the rare word that cannot be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file on this machine.
    Sqlite,
    /// A server, shared by any number of nodes.
    Postgres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

/// What the writer did since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Closures run.
    pub jobs: u64,
    /// Transactions they were grouped into.
    pub batches: u64,
    /// Most closures in one of them.
    pub largest_batch: u64,
    /// Commits that wrote something.
    pub commits: u64,
    /// Batches rolled back and run again one by one.
    pub replays: u64,
    /// Statements run for readers.
    pub read: u64,
}

/// An open database. Clones share it; the last one closes it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    source: Arc<session::Source>,
    queue: Arc<writer::Queue>,
    pool: pool::Pool,
    writer: Mutex<Option<JoinHandle<()>>>,
    writer_id: thread::ThreadId,
    read: AtomicU64,
}

impl Db {
    /// Opens the database, brings its schema up to date and starts the writer.
    ///
    /// # Errors
    /// See [`DbError`]: another program's or a newer database is refused and left as it is.
    pub fn open(target: &Target, migrations: &[MigrationSource]) -> Result<Self, DbError> {
        let source = Arc::new(session::Source::new(target)?);
        let session = Some(migrate::open(&source, migrations)?);
        let queue = Arc::new(writer::Queue::default());
        let (for_writer, of_queue) = (Arc::clone(&source), Arc::clone(&queue));
        let writer = writer::Writer { source: for_writer, queue: of_queue, session };
        let writer =
            thread::Builder::new().name("db-writer".into()).spawn(move || writer.work()).map_err(
                |error| DbError::Unavailable(format!("no thread for the writer: {error}")),
            )?;
        let writer_id = writer.thread().id();
        let (pool, writer) = (pool::Pool::default(), Mutex::new(Some(writer)));
        let read = AtomicU64::new(0);
        Ok(Self(Arc::new(Inner { source, queue, pool, writer, writer_id, read })))
    }

    /// Reads one consistent snapshot. Blocks; a write inside it is refused by the database.
    ///
    /// # Errors
    /// The closure's own, or [`DbError::Unavailable`] when no reader can be had.
    pub fn read<T, E: From<DbError>>(
        &self,
        closure: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut loan = self.0.pool.lend()?;
        let session = self.0.source.begin(&mut loan.slot, Mode::Read)?;
        let mut tx = Tx::new(session, Mode::Read);
        let answer = closure(&mut tx);
        self.0.read.fetch_add(tx.statements, Ordering::Relaxed);
        session.rollback();
        loan.finished = true;
        answer
    }

    /// Runs a closure on the writer and waits until its answer is committed. The closure may be
    /// run more than once, each time on a transaction without a trace of the time before.
    ///
    /// # Errors
    /// The closure's own, and then nothing of it is written; or what kept it from being committed.
    pub fn write<T, E>(
        &self,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if thread::current().id() == self.0.writer_id {
            return Err(DbError::Fault("a write inside a write would wait forever".into()).into());
        }
        let (answer, answered) = mpsc::sync_channel(1);
        self.push(QUEUE_WAIT, closure, move |result| drop(answer.send(result)));
        let lost = || DbError::Fault("a write was dropped; the log says why".into());
        answered.recv().unwrap_or_else(|_| Err(lost().into()))
    }

    /// As [`Db::write`] without waiting: `done` gets the answer, on the writer's thread after the
    /// commit, and must be quick. With a full queue it gets [`DbError::Unavailable`] at once.
    pub fn submit<T, E>(
        &self,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.push(Duration::ZERO, closure, done);
    }

    fn push<T, E>(
        &self,
        wait: Duration,
        closure: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.0.queue.push(Box::new(writer::Order { closure, done, answer: None }), wait);
    }

    /// Has `wake` called after each commit of this process that wrote something, before the
    /// answers are given. It runs on the writer's thread: it must be quick and not call back. A
    /// handle it holds keeps the database open.
    pub fn on_commit(&self, wake: Box<dyn Fn() + Send + Sync>) {
        let followers = self.0.queue.followers.write();
        followers.unwrap_or_else(PoisonError::into_inner).push(wake);
    }

    /// Counts since the database was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats { read: self.0.read.load(Ordering::Relaxed), ..self.0.queue.stats() }
    }

    /// Finishes what is queued and stops the writer; later writes are [`DbError::Unavailable`].
    pub fn close(&self) {
        self.0.close();
    }
}

impl Inner {
    fn close(&self) {
        self.queue.close();
        let writer = lock(&self.writer).take();
        // The last handle may be dropped inside a closure: the writer cannot wait for itself.
        if let Some(writer) = writer
            && thread::current().id() != self.writer_id
        {
            let _ = writer.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

/// A panic elsewhere leaves our short critical sections whole, so that its mark is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
