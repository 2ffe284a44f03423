//! The database: one SQL text for SQLite and PostgreSQL, one writer, many readers.
//!
//! All calls block. Statements have `$1`-style parameters and no word that only one of the two
//! knows. What differs between the two stands here; the rest is in `transact`.

pub(crate) mod error;
pub(crate) mod postgres;
pub(crate) mod sqlite;

pub use crate::transact::{
    BATCH_LIMIT, Cell, Db, DbError, Dialect, MigrationSource, QUEUE_LIMIT, READER_LIMIT, Row,
    Stats, Target, Tx, Value,
};
