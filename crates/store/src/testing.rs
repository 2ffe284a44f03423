//! Databases for tests: each test gets a fresh one of either kind, gone when it ends.

use crate::db::{Db, MigrationSource, Target};
use postgres::{Client, NoTls};
use tempfile::TempDir;

/// The variable that names a PostgreSQL database tests may make schemas in.
pub const POSTGRES_URL: &str = "STUFE_TEST_POSTGRES_URL";

/// An empty database of a test's own.
pub struct TestDb {
    /// Where it is, for [`Db::open`].
    pub target: Target,
    // Either goes with its content.
    _directory: Option<TempDir>,
    _schema: Option<Schema>,
}

struct Schema(String);

impl TestDb {
    /// An SQLite file in a fresh directory.
    ///
    /// # Panics
    /// When there is no room for one.
    #[must_use]
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a directory for a test");
        let target = Target::Sqlite(directory.path().join("desk.sqlite"));
        Self { target, _directory: Some(directory), _schema: None }
    }

    /// A fresh schema on the server of [`POSTGRES_URL`]; nothing, and a line that says so, when
    /// that is not set.
    ///
    /// # Panics
    /// When the server cannot be used.
    #[must_use]
    pub fn postgres() -> Option<Self> {
        let Ok(url) = std::env::var(POSTGRES_URL) else {
            println!("skipped: {POSTGRES_URL} is not set");
            return None;
        };
        let mut salt = [0; 8];
        getrandom::fill(&mut salt).expect("random bytes");
        let schema = format!("test_{}", data_encoding::HEXLOWER.encode(&salt));
        administer("CREATE", &schema, "");
        let joint = if url.contains('?') { '&' } else { '?' };
        let target = Target::Postgres(format!("{url}{joint}options=-c%20search_path%3D{schema}"));
        Some(Self { target, _directory: None, _schema: Some(Schema(schema)) })
    }

    /// One more, of the same kind.
    ///
    /// # Panics
    /// When there can be none.
    #[must_use]
    pub fn another(&self) -> Self {
        match &self.target {
            Target::Sqlite(_) => Self::sqlite(),
            Target::Postgres(_) => Self::postgres().expect("the server was there before"),
        }
    }

    /// Opens it with the schema of this version.
    ///
    /// # Panics
    /// When that fails.
    #[must_use]
    pub fn open(&self) -> Db {
        self.open_with(crate::migrations::ALL)
    }

    /// Opens it with a schema of the test's own.
    ///
    /// # Panics
    /// When that fails.
    #[must_use]
    pub fn open_with(&self, migrations: &[MigrationSource]) -> Db {
        Db::open(&self.target, migrations).expect("a test's database opens")
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        administer("DROP", &self.0, "CASCADE");
    }
}

/// Makes or drops a schema on a thread of its own, as an asynchronous test may not block on a
/// client.
fn administer(verb: &str, schema: &str, how: &str) {
    let sql = format!("SET lock_timeout = '20s'; {verb} SCHEMA {schema} {how}");
    let ran = std::thread::spawn(move || {
        let url = std::env::var(POSTGRES_URL).expect("checked before");
        let mut client = Client::connect(&url, NoTls).expect("the test server answers");
        client.batch_execute(&sql)
    });
    match ran.join() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => eprintln!("test database: {error:?}"),
        Err(_) => eprintln!("test database: the server cannot be used"),
    }
}

/// Makes two tests of each function: `name::sqlite` and `name::postgres`.
///
/// ```text
/// on_both! {
///     fn a_ticket_is_kept(test: &TestDb) { let db = test.open(); … }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* fn $name:ident($test:ident: &TestDb) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            fn check($test: &$crate::testing::TestDb) $body

            #[test]
            fn sqlite() {
                check(&$crate::testing::TestDb::sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(test) = $crate::testing::TestDb::postgres() {
                    check(&test);
                }
            }
        }
    )*};
}
