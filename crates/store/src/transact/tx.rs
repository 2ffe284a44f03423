//! A transaction: the only way to reach a table.

use super::session::{Link, Session};
use super::{DbError, Dialect, Mode, Row, Value};
use crate::db::error::Cause;
use crate::db::sqlite;

/// Inside a transaction, for reading or writing. An error of the database ends the transaction:
/// whatever the closure makes of it, later statements get it again and nothing is committed.
pub struct Tx<'c> {
    session: &'c mut Session,
    mode: Mode,
    pub(super) writes: u64,
    /// Statements run.
    pub(super) statements: u64,
    pub(super) failed: Option<DbError>,
}

impl<'c> Tx<'c> {
    pub(super) fn new(session: &'c mut Session, mode: Mode) -> Self {
        Self { session, mode, writes: 0, statements: 0, failed: None }
    }

    /// Which database answers, for the rare statement that cannot be the same on both.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.session.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
        }
    }

    /// All rows of a statement, each through `each`. Serves `… RETURNING`, too.
    ///
    /// # Errors
    /// What the database says, or `each`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        each: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let rows = self.ready(values).and_then(|()| match &mut self.session.link {
            Link::Sqlite(link) => sqlite::query(link, sql, values, each),
            Link::Postgres(link) => link.query(sql, values, each),
        });
        let rows = self.note(sql, rows)?;
        self.count_write(sql, rows.len() as u64);
        Ok(rows)
    }

    /// The only row of a statement, if there is one.
    ///
    /// # Errors
    /// As [`Tx::query`], and [`DbError::Fault`] for more than one row.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        each: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut rows = self.query(sql, values, each)?;
        let last = rows.pop();
        if rows.is_empty() { Ok(last) } else { self.wrong_count(sql, "more than one row") }
    }

    /// The only row of a statement.
    ///
    /// # Errors
    /// As [`Tx::query`], and [`DbError::Fault`] for no row or more than one.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        each: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        match self.query_opt(sql, values, each)? {
            Some(row) => Ok(row),
            None => self.wrong_count(sql, "no row"),
        }
    }

    /// Runs a statement without an answer; gives the number of rows it changed.
    ///
    /// # Errors
    /// What the database says; a write in a read transaction is a [`DbError::Fault`].
    pub fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, DbError> {
        let changed = self.ready(values).and_then(|()| match &mut self.session.link {
            Link::Sqlite(link) => sqlite::execute(link, sql, values),
            Link::Postgres(link) => link.execute(sql, values),
        });
        let changed = self.note(sql, changed)?;
        self.count_write(sql, changed);
        Ok(changed)
    }

    /// Has the database parse and plan a statement without running it, for tests.
    ///
    /// # Errors
    /// What the database says about the text.
    pub fn prepare_only(&mut self, sql: &str) -> Result<(), DbError> {
        let prepared = self.ready(&[]).and_then(|()| match &mut self.session.link {
            Link::Sqlite(link) => Ok(link.prepare_cached(sql).map(drop)?),
            Link::Postgres(link) => link.prepare(sql).map(drop),
        });
        self.note(sql, prepared)
    }

    /// A statement that found nothing to change is no write: a follower that looks for work must
    /// not wake itself again by having looked. What is not plainly a read is taken for a write.
    fn count_write(&mut self, sql: &str, rows: u64) {
        let sql = sql.trim_start();
        let starts = |word: &str| {
            sql.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let wrote = if starts("SELECT") || starts("EXPLAIN") {
            false
        } else if starts("WITH") {
            let sql = sql.to_ascii_uppercase();
            rows > 0 && ["INSERT", "UPDATE", "DELETE"].iter().any(|word| sql.contains(word))
        } else {
            rows > 0 || !["INSERT", "UPDATE", "DELETE"].iter().any(|word| starts(word))
        };
        self.writes += u64::from(wrote);
    }

    fn wrong_count<T>(&mut self, sql: &str, found: &str) -> Result<T, DbError> {
        self.note(sql, Err(Cause::Told(DbError::Fault(format!("one row expected, {found}")))))
    }

    fn note<T>(&mut self, sql: &str, result: Result<T, Cause>) -> Result<T, DbError> {
        self.statements += 1;
        result.map_err(|cause| {
            self.session.broken |= cause.lost();
            let error = match cause.told(self.mode) {
                DbError::Fault(text) => {
                    let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
                    DbError::Fault(format!("{text}, in: {sql}"))
                }
                other => other,
            };
            self.failed.get_or_insert(error).clone()
        })
    }

    /// Both databases refuse the same. After an error PostgreSQL runs nothing more, while SQLite
    /// may have ended the transaction, and what follows would be committed at once. And SQLite
    /// would store a NUL character, which PostgreSQL cannot.
    fn ready(&self, values: &[Value<'_>]) -> Result<(), Cause> {
        if let Some(error) = &self.failed {
            return Err(error.clone().into());
        }
        let nul = |value: &Value<'_>| matches!(value, Value::Text(text) if text.contains('\0'));
        match values.iter().position(nul) {
            None => Ok(()),
            Some(at) => {
                Err(DbError::Fault(format!("${} is a text with a NUL character", at + 1)).into())
            }
        }
    }
}
