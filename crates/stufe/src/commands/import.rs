//! `stufe import`: data of other systems.

use crate::clock;
use crate::config::Config;
use crate::import::{Log, Outcome};
use crate::opening;
use crate::out::Output;
use anyhow::Result;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Take in the tickets of another system
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Eventlog(Eventlog),
}

/// Replay an incident log (CSV, plain or gzip) with its original times
///
/// A log has a line for each change: ticket, time, team, state. It is replayed through the desk's
/// ordinary commands. An import that was stopped goes on where it was when it is started again.
#[derive(Debug, clap::Args)]
struct Eventlog {
    /// The log, in one file or several
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the log's columns and words mean (TOML)
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// Imports.
///
/// # Errors
/// What is wrong with the files or the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let Command::Eventlog(Eventlog { files, mapping, output }) = args.command;
    let log = Log::read(files, &mapping, clock::now())?;
    let outcome = log.replay(&opening::open(config)?)?;
    output.print(&outcome, text)
}

fn text(outcome: &Outcome) -> String {
    let mut out = String::new();
    let several = outcome.refused.iter().any(|one| one.file != outcome.refused[0].file);
    for refused in &outcome.refused {
        let file = if several { format!("{}, ", refused.file.display()) } else { String::new() };
        let _ = writeln!(out, "{file}line {}: {}", refused.line, refused.reason);
    }
    let told = outcome.refused.len() as u64;
    if outcome.refused_total > told {
        let _ = writeln!(out, "… and {} lines more", outcome.refused_total - told);
    }
    if let Some(priorities) = &outcome.priorities {
        let (compared, differing) = (priorities.compared, priorities.differing);
        let _ = writeln!(out, "{compared} priorities compared with the matrix, {differing} differ");
    }
    let Outcome { tickets, events, refused_total, taken_before, .. } = outcome;
    let _ = write!(out, "{tickets} tickets, {events} events taken, {refused_total} lines refused");
    if *taken_before > 0 {
        let _ = write!(out, " ({taken_before} were taken before)");
    }
    out.push('\n');
    out
}
