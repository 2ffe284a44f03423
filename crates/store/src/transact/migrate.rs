//! Brings a database to the schema this program knows.

use super::session::{Link, Session, Source};
use super::{DbError, Dialect, Mode};
use crate::db::error::of_source;
use refinery::{Migrate, Migration, Runner};
use rusqlite::TransactionBehavior;

/// One step of the schema: the same text for both databases, with tokens for what differs.
///
/// `{int}`, `{real}` and `{blob}` are column types; `{strict}` or `{clustered}` (stored in the
/// order of its primary key) follows the closing parenthesis of each table.
#[derive(Debug, Clone, Copy)]
pub struct MigrationSource {
    /// Counts up from 1 without gaps.
    pub version: i64,
    /// Lower case words joined by `_`.
    pub name: &'static str,
    /// The statements. A step that has been released is never changed.
    pub sql: &'static str,
}

impl MigrationSource {
    fn text(&self, dialect: Dialect) -> String {
        let (int, real, blob, strict, clustered) = match dialect {
            Dialect::Sqlite => ("INTEGER", "REAL", "BLOB", " STRICT", " STRICT, WITHOUT ROWID"),
            Dialect::Postgres => ("BIGINT", "DOUBLE PRECISION", "BYTEA", "", ""),
        };
        let sql = self.sql.replace("{int}", int).replace("{real}", real).replace("{blob}", blob);
        sql.replace("{strict}", strict).replace("{clustered}", clustered)
    }
}

/// Opens the target's writer session with its schema brought up to date.
pub(super) fn open(source: &Source, steps: &[MigrationSource]) -> Result<Session, DbError> {
    let mut session = source.connect(Mode::Write)?;
    match &mut session.link {
        Link::Sqlite(link) => {
            link.set_transaction_behavior(TransactionBehavior::Immediate);
            let history = link.table_exists(None, "refinery_schema_history");
            let known = history.map_err(|error| of_source(&error))?;
            migrate(link, known, &planned(steps, Dialect::Sqlite)?)?;
        }
        Link::Postgres(link) => {
            // The writers' lock, held on a second connection: nobody writes, nobody else migrates.
            let mut guard = None;
            let guard = source.begin(&mut guard, Mode::Write)?;
            let known = link.inspect().map_err(|cause| cause.told(Mode::Write))?;
            let client = link.client().map_err(|cause| cause.told(Mode::Write))?;
            migrate(client, known, &planned(steps, Dialect::Postgres)?)?;
            guard.rollback();
        }
    }
    Ok(session)
}

fn planned(steps: &[MigrationSource], dialect: Dialect) -> Result<Vec<Migration>, DbError> {
    let plan = |step: &MigrationSource| {
        Migration::unapplied(&format!("V{}__{}", step.version, step.name), &step.text(dialect))
    };
    steps.iter().map(plan).collect::<Result<_, _>>().map_err(|error| of_source(&error))
}

/// An up-to-date database is only read, so that a command can look while a server writes. When the
/// steps fail, another process may have just done them: the history tells.
fn migrate<C: Migrate>(link: &mut C, known: bool, plan: &[Migration]) -> Result<(), DbError> {
    let runner = Runner::new(plan).set_grouped(true);
    if known && missing(&runner, link, plan)? == 0 {
        return Ok(());
    }
    match runner.run(link) {
        Ok(_) => Ok(()),
        Err(_) if missing(&runner, link, plan).is_ok_and(|missing| missing == 0) => Ok(()),
        Err(error) => Err(of_source(&error)),
    }
}

/// How many steps of the plan are still to do.
fn missing<C: Migrate>(
    runner: &Runner,
    link: &mut C,
    plan: &[Migration],
) -> Result<usize, DbError> {
    let done = runner.get_applied_migrations(link).map_err(|error| of_source(&error))?;
    let newest = |list: &[Migration]| list.last().map_or(0, Migration::version);
    let (found, known) = (newest(&done), newest(plan));
    if found > known {
        return Err(DbError::Newer { found, known });
    }
    for (done, ours) in done.iter().zip(plan) {
        if done.name() != ours.name() {
            return Err(DbError::Foreign(format!("its schema begins with {done}, not {ours}")));
        }
        if done != ours {
            let text = format!("{ours} was changed after it had been applied; restore its text");
            return Err(DbError::Fault(text));
        }
    }
    Ok(plan.len().saturating_sub(done.len()))
}
