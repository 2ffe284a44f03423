//! Why something was not done.

use crate::db::DbError;
use desk::refusal::Refusal;

/// What a read or a write of the desk can end with besides its answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something a person can put right.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The caller saw an older version than there is (HTTP 412).
    #[error("The ticket has changed: it is at version {current} now. Read it again.")]
    Stale {
        /// The version there is.
        current: i64,
    },
    /// The database did not do it.
    #[error("{0}")]
    Db(#[from] DbError),
}

impl Failure {
    /// A fault of ours, with what it is about.
    #[must_use]
    pub fn fault(what: impl std::fmt::Display) -> Failure {
        Failure::Db(DbError::Fault(what.to_string()))
    }
}
