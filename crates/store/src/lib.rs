//! SQLite and PostgreSQL behind one SQL text: journal, tables, queries, jobs, migrations.

pub mod db;
mod migrations;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod testing;
mod transact;
