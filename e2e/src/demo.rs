//! A demo desk of its own for each journey.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Tickets in it: enough to fill a page, few enough to be there at once.
const TICKETS: &str = "160";

/// The same desk each time.
const SEED: &str = "7";

/// A running `stufe demo`; it ends with this value.
#[derive(Debug)]
pub struct Demo {
    process: Child,
    sign_ins: SignIns,
}

/// What `stufe demo --json` prints.
#[derive(Debug, Deserialize)]
struct SignIns {
    url: String,
    people: Vec<Person>,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// As the pages show them.
    pub name: String,
    /// Their address.
    pub email: String,
    /// `requester`, `agent`, `lead` or `admin`.
    pub role: String,
    /// Their team, for who works at the desk.
    pub team: Option<String>,
    /// Its tier.
    pub tier: Option<u8>,
    /// The firm outside they belong to.
    pub provider: Option<String>,
    /// Their password.
    pub password: String,
}

impl Demo {
    /// Starts a desk on a free port and waits until it serves.
    ///
    /// # Errors
    /// That the binary is not built or does not start.
    pub fn start() -> Result<Demo> {
        Demo::with(TICKETS, SEED)
    }

    /// The same with so many tickets from that seed.
    ///
    /// # Errors
    /// See [`Demo::start`].
    pub fn with(tickets: &str, seed: &str) -> Result<Demo> {
        let binary = binary()?;
        let mut process = Command::new(&binary)
            .args(["demo", "--still", "--json", "--listen", "127.0.0.1:0"])
            .args(["--tickets", tickets, "--seed", seed])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        let printed = process.stdout.take().context("the demo prints nowhere")?;
        let mut line = String::new();
        BufReader::new(printed).read_line(&mut line)?;
        match serde_json::from_str(&line) {
            Ok(sign_ins) => Ok(Demo { process, sign_ins }),
            Err(error) => {
                let _ = process.kill();
                bail!("the demo said {line:?}, which is no sign-ins: {error}")
            }
        }
    }

    /// Where it serves, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.sign_ins.url
    }

    /// Somebody of that role.
    ///
    /// # Errors
    /// That the demo has nobody.
    pub fn of_role(&self, role: &str) -> Result<&Person> {
        let mut people = self.sign_ins.people.iter();
        people.find(|it| it.role == role).with_context(|| format!("the demo has no {role}"))
    }

    /// The agents of the house on that tier, team by team.
    #[must_use]
    pub fn on_tier(&self, tier: u8) -> Vec<&Person> {
        let people = self.sign_ins.people.iter().filter(|it| it.role == "agent");
        people.filter(|it| it.tier == Some(tier) && it.provider.is_none()).collect()
    }

    /// The agents of a provider.
    ///
    /// # Errors
    /// That the demo has none.
    pub fn outside(&self) -> Result<&Person> {
        let mut people = self.sign_ins.people.iter();
        people.find(|it| it.provider.is_some()).context("the demo has nobody of a provider")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The binary that lies beside this one: `STUFE_TEST_BINARY`, or the one of the same build.
fn binary() -> Result<PathBuf> {
    if let Some(binary) = std::env::var_os("STUFE_TEST_BINARY") {
        return Ok(binary.into());
    }
    let own = std::env::current_exe()?;
    let mut places = own.ancestors().skip(1).take(2).map(|it| it.join("stufe"));
    let found = places.find(|it| it.is_file());
    found.context("there is no stufe beside this program; build it: cargo build -p stufe")
}
