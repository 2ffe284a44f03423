//! The readers: connections made on demand, up to a limit.

use super::session::Session;
use super::{DbError, lock};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Reads at the same time, and so connections kept for them.
pub const READER_LIMIT: usize = 8;
/// How long a read waits for one of them.
const READER_WAIT: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct Pool {
    state: Mutex<Readers>,
    returned: Condvar,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Session>,
    lent: usize,
}

/// A reader on loan. It goes back only after a read that came to its end: in a panic it is dropped.
pub(super) struct Loan<'p> {
    pool: &'p Pool,
    pub(super) slot: Option<Session>,
    pub(super) finished: bool,
}

impl Pool {
    /// The place of a reader, with one that has been used before if there is one.
    pub(super) fn lend(&self) -> Result<Loan<'_>, DbError> {
        let full = |readers: &mut Readers| readers.lent >= READER_LIMIT;
        let (mut readers, wait) = self
            .returned
            .wait_timeout_while(lock(&self.state), READER_WAIT, full)
            .unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() {
            return Err(DbError::Unavailable("all readers are busy; try again".into()));
        }
        readers.lent += 1;
        Ok(Loan { pool: self, slot: readers.idle.pop(), finished: false })
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let session = self.slot.take();
        let mut readers = lock(&self.pool.state);
        readers.idle.extend(session.filter(|_| self.finished));
        readers.lent -= 1;
        drop(readers);
        self.pool.returned.notify_one();
    }
}
