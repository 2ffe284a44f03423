//! What can go wrong in the database, in the words of whoever has to act on it.

/// An error of the database facade: one line, what is wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Busy, disk full, read-only or connection lost: HTTP 503, exit code 75.
    #[error("the database cannot be used right now: {0}")]
    Unavailable(String),
    /// A unique, foreign key, not-null or check rule was violated.
    #[error("the database refuses this: {0}")]
    Constraint(String),
    /// The database belongs to another program and is left alone.
    #[error("not a database of this program: {0}")]
    Foreign(String),
    /// The schema was written by a newer version of this program.
    #[error("the database has schema {found}, this program knows {known}: install a newer version")]
    Newer {
        /// The version found in the database.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The target cannot work as given: a wrong URL, encryption, a server too old.
    #[error("database settings: {0}")]
    Settings(String),
    /// The secrets of the desk are sealed with a key that is not at hand.
    #[error("{0}")]
    Keys(String),
    /// Anything else: a bug of ours, or damage.
    #[error("database fault: {0}")]
    Fault(String),
}
