//! SQLite and PostgreSQL behind one SQL text: journal, tables, queries, jobs, migrations.
//!
//! [`store::Store`] reads and writes a desk. A write gives the closure a [`ledger::Ledger`]: the
//! one path by which anything changes.

pub mod attachments;
pub mod blobs;
pub mod check;
pub mod db;
pub mod failure;
pub mod followers;
pub mod jobs;
pub mod journal;
pub mod keys;
pub mod ledger;
mod migrations;
mod opened;
pub mod queries;
pub mod reports;
mod sealing;
pub mod simulated;
pub mod store;
pub mod sweeps;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod testing;
mod transact;
pub mod words;

pub use failure::Failure;
pub use keys::Keyring;
pub use ledger::{By, Ledger};
pub use store::{Snapshot, Store};
