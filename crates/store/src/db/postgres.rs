//! PostgreSQL: any number of nodes, one writer at a time.

use super::error::{Cause, with_source};
use crate::transact::{DbError, Raw, Row, Value};
use postgres::config::SslMode;
use postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

/// Time limit of one attempt to connect, and of a silent network.
const NETWORK_LIMIT: Duration = Duration::from_secs(10);
/// Statements kept prepared per connection.
const STATEMENT_LIMIT: usize = 512;
/// The oldest server whose behaviour is tested, as `server_version_num`.
const OLDEST_SERVER: i64 = 130_000;

/// Writers of all nodes take turns, so that global sequence numbers become visible in order and a
/// follower never skips a row that commits late. Each statement behind the lock sees all that was
/// committed before it, which is why READ COMMITTED is right. The wait is as long as SQLite's.
pub(crate) const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SET LOCAL lock_timeout = '10s';
    SELECT pg_advisory_xact_lock(hashtext('stufe:' || current_schema()))";
pub(crate) const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Reads the URL and refuses what could not work, without connecting.
pub(crate) fn config(url: &str) -> Result<Config, DbError> {
    let mut config: Config = url.parse().map_err(|error| {
        DbError::Settings(format!("the PostgreSQL URL is wrong: {}", with_source(&error)))
    })?;
    if config.get_ssl_mode() == SslMode::Require {
        let text = "sslmode=require is not supported yet; use a local socket or a tunnel";
        return Err(DbError::Settings(text.into()));
    }
    config.application_name("stufe").keepalives_idle(NETWORK_LIMIT);
    config.connect_timeout(NETWORK_LIMIT).tcp_user_timeout(NETWORK_LIMIT);
    Ok(config)
}

/// A connection and the statements prepared on it.
pub(crate) struct Link {
    // Taken out only by `drop`.
    client: Option<Client>,
    statements: HashMap<Box<str>, Statement>,
}

impl Link {
    pub(crate) fn open(config: &Config) -> Result<Self, Cause> {
        Ok(Self { client: Some(config.connect(NoTls)?), statements: HashMap::new() })
    }

    pub(crate) fn client(&mut self) -> Result<&mut Client, Cause> {
        let closed = || DbError::Unavailable("the connection is closed".into());
        Ok(self.client.as_mut().ok_or_else(closed)?)
    }

    /// Whether our tables are there. Refuses a server or a schema that is not for us.
    pub(crate) fn inspect(&mut self) -> Result<bool, Cause> {
        let row = self.client()?.query_one(
            "SELECT current_setting('server_version_num')::BIGINT,
                    current_setting('server_encoding'), current_schema()::TEXT, COUNT(*),
                    COUNT(*) FILTER (WHERE relname = 'refinery_schema_history')
             FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname = current_schema() AND relkind IN ('r', 'p')",
            &[],
        )?;
        let (version, encoding): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        let (tables, history): (i64, i64) = (row.try_get(3)?, row.try_get(4)?);
        let Some(schema) = row.try_get::<_, Option<String>>(2)? else {
            return Err(DbError::Settings("the schema in search_path is not there".into()).into());
        };
        if version < OLDEST_SERVER || encoding != "UTF8" {
            let found = format!("server {} with encoding {encoding}", version / 10_000);
            let text = format!("PostgreSQL 13 or later with UTF8 is needed, this is {found}");
            return Err(DbError::Settings(text).into());
        }
        if tables > 0 && history == 0 {
            let text = format!("schema {schema} holds another program's tables; choose another");
            return Err(DbError::Foreign(text).into());
        }
        Ok(history > 0)
    }

    pub(crate) fn run(&mut self, sql: &str) -> Result<(), Cause> {
        Ok(self.client()?.batch_execute(sql)?)
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<Statement, Cause> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client()?.prepare(sql)?;
        if self.statements.len() >= STATEMENT_LIMIT {
            self.statements.clear();
        }
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, Cause> {
        let statement = self.prepare(sql)?;
        let rows = self.client()?.query(&statement, &refs(values))?;
        let rows = rows.iter().map(|row| each(&Row(Raw::Postgres(row))));
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Cause> {
        let statement = self.prepare(sql)?;
        Ok(self.client()?.execute(&statement, &refs(values))?)
    }
}

/// Closing blocks on the client's own runtime, which panics on the worker thread of another one,
/// where the last handle may well be dropped. A thread of its own is always safe.
impl Drop for Link {
    fn drop(&mut self) {
        self.statements.clear();
        let client = self.client.take();
        if let Ok(thread) = std::thread::Builder::new().spawn(move || drop(client)) {
            let _ = thread.join();
        }
    }
}

fn refs<'v>(values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT8) => n.to_sql(kind, out),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(kind, out),
            (Self::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(kind, out),
            (Self::Int(n), &Type::BOOL) => (*n != 0).to_sql(kind, out),
            (Self::Real(n), &Type::FLOAT8) => n.to_sql(kind, out),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR)) => text.to_sql(kind, out),
            (Self::Blob(bytes), &Type::BYTEA) => bytes.as_ref().to_sql(kind, out),
            // Without the value, which has no place in a log.
            _ => Err(format!("{kind} wanted").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// A number or truth of any width, as SQLite gives it.
pub(crate) struct Int(i64);

impl From<Int> for i64 {
    fn from(Int(number): Int) -> Self {
        number
    }
}

impl<'a> FromSql<'a> for Int {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::BOOL => bool::from_sql(kind, raw)?.into(),
            Type::INT2 => i16::from_sql(kind, raw)?.into(),
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            _ => i64::from_sql(kind, raw)?,
        }))
    }

    postgres::types::accepts!(BOOL, INT2, INT4, INT8);
}
