//! A throw-away PostgreSQL: installed when missing, started on a free port, gone afterwards.
//!
//! The server is the child of a keeper, a shell that waits for the end of its standard input.
//! That end comes when the [`Cluster`] is dropped and also when this process dies in any way
//! (panic, Ctrl-C, `kill -9`): the keeper then stops the server it started and removes its
//! directory. It has a process group of its own, so that Ctrl-C does not reach it first.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::workspace;

/// Where Debian puts each version of PostgreSQL.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The user PostgreSQL runs as when we are root, which it refuses; the package brings it.
const USER: &str = "postgres";

/// How long a server may take until it accepts connections.
const START_LIMIT: Duration = Duration::from_secs(60);

const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Stops the server when standard input ends. `$0` is the directory, the rest the server.
const KEEPER: &str = r#"
"$@" < /dev/null &
read -r _
kill -QUIT $!
wait $!
cd / && rm -rf "$0"
"#;

/// Debian's package would start a cluster of its own; the drop-in forbids it while it installs.
const INSTALL: &str = r"
set -e
directory=/etc/postgresql-common/createcluster.d
mkdir -p $directory
trap 'rm -f $directory/stufe-test.conf' EXIT
echo 'create_main_cluster = false' > $directory/stufe-test.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends postgresql
";

/// What the server promises about a commit.
#[derive(Clone, Copy)]
pub(crate) enum Durability {
    /// Nothing is forced to the disk: fit for tests.
    None,
    /// A commit is on the disk before it is acknowledged: fit for figures.
    Full,
}

/// A PostgreSQL server that ends with this value.
pub(crate) struct Cluster {
    keeper: Child,
    /// Open as long as the server is to run.
    lifeline: Option<ChildStdin>,
    directory: TempDir,
    programs: PathBuf,
    port: u16,
    /// The server's process, the parent of all its others.
    pub(crate) pid: u32,
}

/// Installs PostgreSQL from Debian's packages when there is none; says so first.
pub(crate) fn install_if_missing() -> Result<()> {
    if programs().is_some() {
        return Ok(());
    }
    let by_hand = "install PostgreSQL 15 or newer and run this again";
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("no PostgreSQL in {VERSIONS}, and no apt-get to install it with; {by_hand}");
    }
    println!("The tests need PostgreSQL, and there is none in {VERSIONS}. Installing it:");
    println!("apt-get update && apt-get install --no-install-recommends postgresql");
    let mut install = if workspace::is_root() {
        workspace::command("sh")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("sh");
        sudo
    };
    let installed = workspace::run(install.args(["-c", INSTALL]).stdout(Stdio::inherit()));
    installed.with_context(|| format!("PostgreSQL could not be installed; {by_hand}"))?;
    programs().map(drop).with_context(|| format!("still no PostgreSQL in {VERSIONS}; {by_hand}"))
}

/// The directory of the newest PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(VERSIONS).ok()?.flatten();
    let numbered = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    let complete = numbered.filter(|(_, programs)| programs.join("initdb").exists());
    complete.max().map(|(_, programs)| programs)
}

impl Cluster {
    /// Starts an empty server on the loopback interface, open to everybody on this machine.
    pub(crate) fn start(durability: Durability) -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed")?;
        let user = if workspace::is_root() { Some(user(USER)?) } else { None };
        let directory = tempfile::Builder::new().prefix("stufe-postgres-").tempdir()?;
        let path = directory.path();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(path, Some(uid), Some(gid))?;
        }
        create(&mut as_user(&programs.join("initdb"), path, user))?;

        let port = free_port()?;
        let log = fs::File::create(path.join("log"))?;
        let mut keeper = as_user(Path::new("sh"), path, user);
        keeper.args(["-c", KEEPER]).arg(path).arg(programs.join("postgres"));
        keeper.args(settings(path, port, durability));
        keeper.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let mut keeper = keeper.spawn().context("could not start PostgreSQL")?;
        let lifeline = keeper.stdin.take();
        let mut cluster = Self { keeper, lifeline, directory, programs, port, pid: 0 };
        cluster.pid = cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// The address for a client: the superuser's, without a password.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The bytes its databases take on the disk, the write-ahead log apart.
    pub(crate) fn size(&self) -> Result<u64> {
        let sql = "SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datname = 'postgres'";
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([&self.url(), "--no-psqlrc", "--tuples-only", "--no-align", "--command", sql]);
        workspace::output(&mut psql)?.parse().context("psql gave no size")
    }

    fn wait_until_ready(&self) -> Result<u32> {
        let begin = Instant::now();
        loop {
            let state = fs::read_to_string(self.directory.path().join("data/postmaster.pid"));
            if let Some(pid) = state.ok().as_deref().and_then(ready_pid) {
                return Ok(pid);
            }
            let log = fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
            if log.contains("FATAL:") || begin.elapsed() > START_LIMIT {
                bail!("PostgreSQL did not start; its log says:\n{}", log.trim());
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("xtask: PostgreSQL's keeper could not be waited for: {error}");
        }
    }
}

/// A command in `directory`, as another user where one is given, with plain C messages.
fn as_user(program: &Path, directory: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

fn create(initdb: &mut Command) -> Result<()> {
    initdb.args(["--pgdata=data", "--username=postgres", "--auth=trust", "--no-sync"]);
    initdb.args(["--encoding=UTF8", "--locale=C.UTF-8"]);
    let output = initdb.output().context("could not start initdb")?;
    if !output.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// The server's arguments.
fn settings(directory: &Path, port: u16, durability: Durability) -> Vec<String> {
    let directory = directory.display();
    let common = [
        "listen_addresses=127.0.0.1".to_owned(),
        format!("port={port}"),
        format!("unix_socket_directories={directory}"),
        "max_connections=200".to_owned(),
    ];
    let durable = match durability {
        Durability::None => ["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        Durability::Full => ["fsync=on", "synchronous_commit=on", "full_page_writes=on"],
    };
    let settings = common.into_iter().chain(durable.map(str::to_owned));
    let options = settings.flat_map(|setting| ["-c".to_owned(), setting]);
    ["-D".to_owned(), format!("{directory}/data")].into_iter().chain(options).collect()
}

/// A port nobody listens on just now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// The server's process, once its `postmaster.pid` says that it accepts connections.
fn ready_pid(state: &str) -> Option<u32> {
    let mut lines = state.lines();
    let pid = lines.next()?.trim().parse().ok()?;
    lines.any(|line| line.trim() == "ready").then_some(pid)
}

/// The user's and the group's number.
fn user(name: &str) -> Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    numbers(&users, name).with_context(|| format!("there is no user {name} on this machine"))
}

fn numbers(passwd: &str, name: &str) -> Option<(u32, u32)> {
    let mut entries = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let entry = entries.find(|entry| entry.first() == Some(&name))?;
    Some((entry.get(2)?.parse().ok()?, entry.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_when_it_says_so() {
        let state = |word: &str| format!("4711\n/tmp/d\n1700000000\n5432\n/tmp\n\n 1 2\n{word}\n");
        assert_eq!(ready_pid(&state("starting")), None);
        assert_eq!(ready_pid(&state("ready   ")), Some(4711));
        assert_eq!(ready_pid(""), None);
    }

    #[test]
    fn a_user_is_found_by_the_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres:x:104:106::/var/lib/postgresql:/bin/sh\n";
        assert_eq!(numbers(passwd, "postgres"), Some((104, 106)));
        assert_eq!(numbers(passwd, "post"), None);
    }
}
