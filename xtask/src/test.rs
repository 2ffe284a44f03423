//! `cargo xtask test`: everything a change must pass, step by step.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::postgres::{self, Cluster, Durability};
use crate::workspace::{self, cargo};
use crate::{Subcommand, WrongUsage, chromium, tidy};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "test",
    arguments: "[STEP…] [--list]",
    about: "everything a change must pass, or only some steps of it",
    run,
};

/// The address of the throw-away PostgreSQL, for the tests that need one.
const POSTGRES_URL: &str = "STUFE_TEST_POSTGRES_URL";

/// The steps, quickest first, so that a slip shows early.
const STEPS: &[Step] = &[
    Step { name: "fmt", about: "the code is formatted", run: fmt },
    Step { name: "tidy", about: "the house rules hold (xtask/src/tidy.rs)", run: tidy },
    Step { name: "deny", about: "licences, bans and sources of what we depend on", run: deny },
    Step { name: "clippy", about: "no warning from the compiler or clippy", run: clippy },
    Step { name: "doc", about: "the documentation builds without a warning", run: doc },
    Step { name: TESTS, about: "all tests, on SQLite and PostgreSQL", run: tests },
    Step { name: JOURNEYS, about: "the pages in a real browser", run: journeys },
];

/// The step that needs PostgreSQL.
const TESTS: &str = "tests";

/// The step that needs a browser.
const JOURNEYS: &str = "journeys";

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<Outcome>,
}

enum Outcome {
    Passed,
    Skipped(&'static str),
}

fn run(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument == "--list") {
        for step in STEPS {
            println!("{:<8} {}", step.name, step.about);
        }
        return Ok(());
    }
    let steps = selected(arguments)?;
    install_what_is_missing(&steps)?;
    let begin = Instant::now();
    let mut summary = Vec::new();
    for step in steps {
        summary.push(take(step)?);
    }
    println!("\n{}\nxtask test: all passed in {}", summary.join("\n"), seconds(begin.elapsed()));
    Ok(())
}

fn selected(names: &[String]) -> Result<Vec<&'static Step>, WrongUsage> {
    for name in names {
        if !STEPS.iter().any(|step| step.name == name) {
            let message = format!("no step {name:?}; see cargo xtask test --list");
            return Err(WrongUsage(message));
        }
    }
    let wanted = |step: &&Step| names.is_empty() || names.iter().any(|name| step.name == name);
    Ok(STEPS.iter().filter(wanted).collect())
}

/// Installs what the steps need and this machine lacks; says so first.
fn install_what_is_missing(steps: &[&Step]) -> Result<()> {
    for (program, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let is_needed = steps.iter().any(|step| step.name == program);
        if is_needed && !workspace::succeeds(&mut cargo(&[program, "--version"])) {
            println!(
                "There is no cargo {program}. Installing it: rustup component add {component}"
            );
            workspace::run(workspace::command("rustup").args(["component", "add", component]))?;
        }
    }
    if steps.iter().any(|step| step.name == TESTS) && std::env::var_os(POSTGRES_URL).is_none() {
        postgres::install_if_missing()?;
    }
    if steps.iter().any(|step| step.name == JOURNEYS) {
        chromium::install_if_missing()?;
    }
    Ok(())
}

/// Runs one step and gives its line for the summary.
fn take(step: &Step) -> Result<String> {
    println!("\n── {}: {}", step.name, step.about);
    let begin = Instant::now();
    let outcome = (step.run)();
    let took = seconds(begin.elapsed());
    let outcome = outcome.with_context(|| format!("step {} failed after {took}", step.name))?;
    let line = match outcome {
        Outcome::Passed => format!("{:<8} passed in {took}", step.name),
        Outcome::Skipped(why) => format!("{:<8} skipped: {why}", step.name),
    };
    println!("── {line}");
    Ok(line)
}

fn fmt() -> Result<Outcome> {
    passes(&mut cargo(&["fmt", "--all", "--check"]))
}

fn tidy() -> Result<Outcome> {
    tidy::check()?;
    Ok(Outcome::Passed)
}

fn deny() -> Result<Outcome> {
    if !workspace::succeeds(&mut cargo(&["deny", "--version"])) {
        return Ok(Outcome::Skipped("cargo-deny is not installed; cargo install cargo-deny"));
    }
    passes(&mut cargo(&["deny", "check", "licenses", "bans", "sources"]))
}

fn clippy() -> Result<Outcome> {
    passes(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn doc() -> Result<Outcome> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    passes(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests() -> Result<Outcome> {
    let mut tests = if workspace::succeeds(&mut cargo(&["nextest", "--version"])) {
        cargo(&["nextest", "run", "--workspace", "--exclude", "e2e"])
    } else {
        cargo(&["test", "--workspace", "--exclude", "e2e", "--lib", "--bins", "--tests"])
    };
    if let Ok(url) = std::env::var(POSTGRES_URL) {
        println!("PostgreSQL: {url}, as {POSTGRES_URL} says");
        return passes(&mut tests);
    }
    let cluster = Cluster::start(Durability::None)?;
    println!("PostgreSQL: {}, removed afterwards", cluster.url());
    passes(tests.env(POSTGRES_URL, cluster.url()))
}

/// Each journey has a desk, a driver and a browser of its own; more than two at once only wait for
/// each other.
fn journeys() -> Result<Outcome> {
    let rules = chromium::install_if_missing()?;
    passes(&mut cargo(&["build", "-p", "stufe"]))?;
    let mut journeys = if workspace::succeeds(&mut cargo(&["nextest", "--version"])) {
        cargo(&["nextest", "run", "-p", "e2e", "--test-threads", "2"])
    } else {
        cargo(&["test", "-p", "e2e", "--tests", "--", "--test-threads", "2"])
    };
    let binary = workspace::target_dir().join("debug/stufe");
    passes(journeys.env(chromium::AXE, rules).env("STUFE_TEST_BINARY", binary))
}

fn passes(command: &mut Command) -> Result<Outcome> {
    println!("{}", workspace::text(command));
    workspace::run(command)?;
    Ok(Outcome::Passed)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Vec<&'static str> {
        let arguments: Vec<String> = arguments.iter().map(|&name| name.to_owned()).collect();
        selected(&arguments).unwrap().iter().map(|step| step.name).collect()
    }

    #[test]
    fn no_name_means_every_step() {
        assert_eq!(names(&[]).len(), STEPS.len());
    }

    #[test]
    fn steps_keep_their_order() {
        assert_eq!(names(&["clippy", "fmt"]), ["fmt", "clippy"]);
    }

    #[test]
    fn an_unknown_step_is_wrong_usage() {
        assert!(selected(&["clipy".to_owned()]).is_err());
    }
}
