//! What a driver's error means.

use crate::transact::{DbError, Mode};
use postgres::error::Severity;
use rusqlite::ErrorCode;
use std::error::Error;

const BUSY: &str = "another process is writing to it; try again";

/// A driver's own error, kept until it is known what it meant.
#[derive(Debug)]
pub(crate) enum Cause {
    Sqlite(rusqlite::Error),
    Postgres(postgres::Error),
    Told(DbError),
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<postgres::Error> for Cause {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<DbError> for Cause {
    fn from(error: DbError) -> Self {
        Self::Told(error)
    }
}

impl Cause {
    /// Whether the connection is of no more use. A server that became a standby (25006) and a
    /// plan outlived by a migration (0A000) are cured by a new connection, too.
    pub(crate) fn lost(&self) -> bool {
        let Self::Postgres(error) = self else { return false };
        match error.as_db_error() {
            Some(told) => {
                matches!(told.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
                    || matches!(told.code().code(), "25006" | "0A000")
            }
            None => off(error),
        }
    }

    /// The error in our words. A refused write is our bug in a read, the disk's fault elsewhere.
    pub(crate) fn told(self, mode: Mode) -> DbError {
        match self {
            Self::Told(error) => error,
            Self::Sqlite(error) => of_sqlite(&error, mode),
            Self::Postgres(error) => of_postgres(&error, mode),
        }
    }
}

/// The error of a driver that comes wrapped in that of another crate.
pub(crate) fn of_source(error: &(dyn Error + 'static)) -> DbError {
    let source = error.source().unwrap_or(error);
    if let Some(error) = source.downcast_ref() {
        of_sqlite(error, Mode::Write)
    } else if let Some(error) = source.downcast_ref() {
        of_postgres(error, Mode::Write)
    } else {
        DbError::Fault(with_source(error))
    }
}

fn of_sqlite(error: &rusqlite::Error, mode: Mode) -> DbError {
    use ErrorCode as C;
    let text = one_line(&error.to_string());
    match error.sqlite_error_code() {
        Some(C::ConstraintViolation) => DbError::Constraint(text),
        Some(C::NotADatabase) => DbError::Foreign("the file is not an SQLite database".into()),
        Some(C::DatabaseBusy | C::DatabaseLocked) => DbError::Unavailable(BUSY.into()),
        Some(C::DiskFull) => DbError::Unavailable("the disk is full; make room on it".into()),
        Some(C::ReadOnly) if mode == Mode::Read => DbError::Fault(text),
        Some(C::ReadOnly | C::CannotOpen | C::PermissionDenied | C::SystemIoFailure) => {
            DbError::Unavailable(format!("{text}; check the disk and who may write there"))
        }
        Some(C::DatabaseCorrupt) => {
            DbError::Fault(format!("{text}; the file is damaged, restore a backup"))
        }
        _ => DbError::Fault(text),
    }
}

fn of_postgres(error: &postgres::Error, mode: Mode) -> DbError {
    let Some(told) = error.as_db_error() else {
        let text = with_source(error);
        return if off(error) { DbError::Unavailable(text) } else { DbError::Fault(text) };
    };
    // The detail of a message quotes values, which have no place in a log: it stays out.
    let code = told.code().code();
    let text = one_line(&format!("{} ({code})", told.message()));
    match code.get(..2).unwrap_or_default() {
        "23" => DbError::Constraint(text),
        "55" if code == "55P03" => DbError::Unavailable(BUSY.into()),
        // Connection, transaction order, resources, locks and shutdown: a later try may do.
        "08" | "40" | "53" | "55" | "57" | "58" => DbError::Unavailable(text),
        "25" if code == "25006" && mode == Mode::Write => DbError::Unavailable(text),
        "28" | "3D" => DbError::Settings(text),
        "42" if code == "42501" => DbError::Settings(text),
        _ => DbError::Fault(text),
    }
}

/// Whether no server is at the other end.
fn off(error: &postgres::Error) -> bool {
    error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>())
}

/// An error in one line with what is behind it.
pub(crate) fn with_source(error: &dyn Error) -> String {
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    one_line(&format!("{error}{source}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
