//! One connection, whichever database is behind it, and its transactions.

use super::{DbError, Mode, Target};
use crate::db::error::Cause;
use crate::db::{postgres, sqlite};
use std::path::PathBuf;

/// Where connections come from.
pub(super) enum Source {
    Sqlite(PathBuf),
    Postgres(Box<::postgres::Config>),
}

pub(super) enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Link>),
}

pub(super) struct Session {
    pub(super) link: Link,
    /// Of no more use: to be thrown away, not put back.
    pub(super) broken: bool,
}

impl Source {
    pub(super) fn new(target: &Target) -> Result<Self, DbError> {
        Ok(match target {
            Target::Sqlite(path) => Self::Sqlite(path.clone()),
            Target::Postgres(url) => Self::Postgres(Box::new(postgres::config(url)?)),
        })
    }

    pub(super) fn connect(&self, mode: Mode) -> Result<Session, DbError> {
        let link = match self {
            Self::Sqlite(path) => Link::Sqlite(sqlite::open(path, mode)?),
            Self::Postgres(config) => {
                let link = postgres::Link::open(config).map_err(|cause| cause.told(mode))?;
                Link::Postgres(Box::new(link))
            }
        };
        Ok(Session { link, broken: false })
    }

    /// Begins a transaction on the session in `slot`. One that turns out to be lost is replaced
    /// by a new one, once: nothing was asked of it yet.
    pub(super) fn begin<'s>(
        &self,
        slot: &'s mut Option<Session>,
        mode: Mode,
    ) -> Result<&'s mut Session, DbError> {
        if let Some(mut old) = slot.take_if(|session| !session.broken) {
            let begun = old.begin(mode);
            if !old.broken {
                let old = slot.insert(old);
                return begun.map(|()| old);
            }
        }
        let mut new = self.connect(mode)?;
        new.begin(mode)?;
        Ok(slot.insert(new))
    }
}

impl Session {
    fn begin(&mut self, mode: Mode) -> Result<(), DbError> {
        let begun = match (&mut self.link, mode) {
            (Link::Sqlite(link), Mode::Read) => sqlite::run(link, "BEGIN"),
            (Link::Sqlite(link), Mode::Write) => sqlite::run(link, "BEGIN IMMEDIATE"),
            (Link::Postgres(link), Mode::Read) => link.run(postgres::BEGIN_READ),
            (Link::Postgres(link), Mode::Write) => link.run(postgres::BEGIN_WRITE),
        };
        begun.map_err(|cause| self.failed(cause))
    }

    /// Makes the transaction last. When the connection is lost on the way (`broken`), nobody knows
    /// whether it did.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        let done = match &mut self.link {
            Link::Sqlite(link) => sqlite::run(link, "COMMIT"),
            Link::Postgres(link) => link.run("COMMIT"),
        };
        done.map_err(|cause| self.failed(cause))
    }

    /// Ends the transaction without a trace. What cannot be rolled back is thrown away instead.
    pub(super) fn rollback(&mut self) {
        let done = match &mut self.link {
            Link::Sqlite(link) if link.is_autocommit() => Ok(()),
            Link::Sqlite(link) => sqlite::run(link, "ROLLBACK"),
            Link::Postgres(link) => link.run("ROLLBACK"),
        };
        self.broken |= done.is_err();
    }

    fn failed(&mut self, cause: Cause) -> DbError {
        self.broken |= cause.lost();
        if !self.broken {
            self.rollback();
        }
        cause.told(Mode::Write)
    }
}
