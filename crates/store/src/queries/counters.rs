//! Counters: numbers that are dense and never used twice, taken inside the write transaction.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;

sql! {
    TAKE = "UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value";
    READ = "SELECT value FROM counters WHERE name = $1";
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Events, over all streams.
    Journal,
    /// Tickets.
    Ticket,
    /// People.
    Person,
    /// Teams.
    Team,
    /// Services.
    Service,
    /// Tokens.
    Token,
    /// Jobs.
    Job,
    /// Seals of the journal.
    Seal,
    /// Contents.
    Blob,
    /// Uploads.
    Attachment,
    /// Mails that came in.
    Mail,
    /// Organisations.
    Organisation,
}

impl Counter {
    fn name(self) -> &'static str {
        match self {
            Counter::Journal => "journal",
            Counter::Ticket => "ticket",
            Counter::Person => "person",
            Counter::Team => "team",
            Counter::Service => "service",
            Counter::Token => "token",
            Counter::Job => "job",
            Counter::Seal => "seal",
            Counter::Blob => "blob",
            Counter::Attachment => "attachment",
            Counter::Mail => "mail",
            Counter::Organisation => "organisation",
        }
    }
}

/// Takes the next number. A rollback gives it back, so that none is skipped.
pub(crate) fn next(tx: &mut Tx<'_>, counter: Counter) -> Result<i64, DbError> {
    take(tx, counter, 1)
}

/// Takes so many numbers and gives the last of them.
pub(crate) fn take(tx: &mut Tx<'_>, counter: Counter, many: i64) -> Result<i64, DbError> {
    tx.query_one(TAKE, values![many, counter.name()], |row| row.get(0))
}

/// The number that was taken last; 0 before the first.
pub fn read(tx: &mut Tx<'_>, counter: Counter) -> Result<i64, DbError> {
    tx.query_one(READ, values![counter.name()], |row| row.get(0))
}
