//! SQLite: one file, WAL, synced on every commit.

use super::error::Cause;
use crate::transact::{DbError, Mode, Raw, Row, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a write waits for another process that writes the same file.
const BUSY_LIMIT: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const STATEMENT_LIMIT: usize = 512;
/// "STUF" in the file's header says whose database it is.
const APPLICATION_ID: i64 = 0x5354_5546;

/// Opens the file, creating it when it is new, after looking whose it is.
pub(crate) fn open(path: &Path, mode: Mode) -> Result<Connection, DbError> {
    connect(path, mode).map_err(|cause| {
        let place = path.display();
        match cause.told(Mode::Write) {
            DbError::Unavailable(text) => DbError::Unavailable(format!("{place}: {text}")),
            DbError::Foreign(text) => DbError::Foreign(format!("{place}: {text}")),
            DbError::Fault(text) => DbError::Fault(format!("{place}: {text}")),
            other => other,
        }
    })
}

fn connect(path: &Path, mode: Mode) -> Result<Connection, Cause> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, mode == Mode::Write);
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_LIMIT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_LIMIT);
    if mode == Mode::Write {
        claim(&connection, path)?;
    }
    // 32 MiB for the one writer, 2 MiB for each of the readers, which share the system's cache.
    connection.execute_batch(match mode {
        Mode::Write => "PRAGMA cache_size = -32768",
        Mode::Read => "PRAGMA cache_size = -2048; PRAGMA query_only = ON",
    })?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 67108864",
    )?;
    Ok(connection)
}

/// Refuses another program's file untouched; marks a new one as ours and turns WAL on.
fn claim(connection: &Connection, path: &Path) -> Result<(), Cause> {
    let (owner, tables, history): (i64, i64, i64) = connection.query_row(
        "SELECT (SELECT application_id FROM pragma_application_id), COUNT(*),
                COUNT(*) FILTER (WHERE name = 'refinery_schema_history')
         FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let fresh = tables == 0 && (owner == 0 || owner == APPLICATION_ID);
    if !fresh && (owner != APPLICATION_ID || history == 0) {
        let found = "it holds another program's tables; choose another file";
        return Err(DbError::Foreign(found.into()).into());
    }
    if fresh {
        #[cfg(unix)]
        private(path)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    // SQLite does not wait for others here by itself, as a deadlock would be possible.
    let since = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && since.elapsed() < BUSY_LIMIT =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            done => return Ok(done?),
        }
    }
}

/// A desk's mail is for the desk only. By name, for closing a file of our own would drop the locks
/// SQLite holds on it.
#[cfg(unix)]
fn private(path: &Path) -> Result<(), DbError> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| DbError::Unavailable(format!("cannot protect the file: {error}")))
}

pub(crate) fn run(link: &Connection, sql: &str) -> Result<(), Cause> {
    link.prepare_cached(sql)?.raw_execute()?;
    Ok(())
}

pub(crate) fn query<T>(
    link: &Connection,
    sql: &str,
    values: &[Value<'_>],
    mut each: impl FnMut(&Row<'_>) -> Result<T, DbError>,
) -> Result<Vec<T>, Cause> {
    let mut statement = bound(link, sql, values)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(each(&Row(Raw::Sqlite(row)))?);
    }
    Ok(found)
}

pub(crate) fn execute(link: &Connection, sql: &str, values: &[Value<'_>]) -> Result<u64, Cause> {
    Ok(bound(link, sql, values)?.raw_execute()? as u64)
}

/// To SQLite `$2` is a name, numbered by first appearance: values are bound by what it says.
fn bound<'l>(
    link: &'l Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<CachedStatement<'l>, Cause> {
    let mut statement = link.prepare_cached(sql)?;
    let mut wanted = 0;
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).and_then(|name| name.strip_prefix('$'));
        let number = name.and_then(|name| name.parse::<usize>().ok()).unwrap_or(usize::MAX);
        wanted = wanted.max(number);
        if let Some(value) = values.get(number.wrapping_sub(1)) {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    if wanted == values.len() {
        return Ok(statement);
    }
    Err(DbError::Fault(format!("{wanted} values expected, {} given", values.len())).into())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
