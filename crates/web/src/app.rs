//! What every request needs: the store, the clock, and who listens.

use crate::api::events::Streams;
use crate::limits::UPLOADS_MAX;
use crate::problem::Problem;
use crate::visitor::Visitor;
use desk::time::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;
use store::{Failure, Snapshot, Store};
use tokio::sync::{Semaphore, watch};

/// The running application. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    now: fn() -> Timestamp,
    commits: watch::Receiver<u64>,
    stopping: watch::Sender<bool>,
    streams: Streams,
    ready: Mutex<Option<Instant>>,
    parts: AtomicBool,
    visitors: OnceLock<Vec<Visitor>>,
    uploads: Arc<Semaphore>,
}

impl App {
    /// An application over an open desk; `now` is the only clock it reads.
    #[must_use]
    pub fn new(store: Store, now: fn() -> Timestamp) -> App {
        let (committed, commits) = watch::channel(0);
        store.db().on_commit(Box::new(move || committed.send_modify(|count| *count += 1)));
        let (stopping, _) = watch::channel(false);
        let (streams, ready) = (Streams::default(), Mutex::new(None));
        let (parts, uploads) = (AtomicBool::new(false), Arc::new(Semaphore::new(UPLOADS_MAX)));
        let visitors = OnceLock::new();
        let inner =
            Inner { store, now, commits, stopping, streams, ready, parts, visitors, uploads };
        App(Arc::new(inner))
    }

    /// The same with `/parts`, the page of all parts in all states: for the demo.
    #[must_use]
    pub fn with_parts_page(self) -> App {
        self.0.parts.store(true, Ordering::Relaxed);
        self
    }

    /// Whether there is a page of all parts.
    pub(crate) fn shows_parts(&self) -> bool {
        self.0.parts.load(Ordering::Relaxed)
    }

    /// The same where anybody may sign in as one of these people: for the demo. Only the first call
    /// counts.
    #[must_use]
    pub fn with_visitors(self, visitors: Vec<Visitor>) -> App {
        self.0.visitors.get_or_init(|| visitors);
        self
    }

    /// Who anybody may sign in as; nobody but in the demo.
    pub(crate) fn visitors(&self) -> &[Visitor] {
        self.0.visitors.get().map_or(&[], Vec::as_slice)
    }

    /// The desk.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The instant, as the clock that was given says.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.now)()
    }

    /// Ends what would not end by itself: the event streams.
    pub(crate) fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    /// Changes with each commit of this process.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.clone()
    }

    pub(crate) fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// Places for uploads.
    pub(crate) fn uploads(&self) -> &Arc<Semaphore> {
        &self.0.uploads
    }

    /// When the desk was last found ready.
    pub(crate) fn ready(&self) -> &Mutex<Option<Instant>> {
        &self.0.ready
    }

    /// Reads a consistent snapshot on a thread that may block.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Problem> {
        let (store, now) = (self.0.store.clone(), self.now());
        self.blocking(move || store.read_and_note(now, closure)).await
    }

    /// Does something that blocks.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Problem> {
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done.map_err(Problem::from),
            Err(error) => Err(Problem::fault(error)),
        }
    }
}
