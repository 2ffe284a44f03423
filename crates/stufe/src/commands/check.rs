//! `stufe check`: whether the data is whole.

use crate::config::Config;
use crate::fail::Said;
use crate::opening;
use crate::out::Output;
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write as _;
use store::check::{Findings, check};

/// Verify chains, seals, texts, folds and counts; exit code 1 when something is wrong
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: Output,
}

/// What was verified and found.
#[derive(Serialize)]
struct Verdict {
    clean: bool,
    events: u64,
    tickets: u64,
    files: u64,
    seals: u64,
    unsealed: u64,
    findings: Vec<String>,
    findings_total: u64,
}

/// Checks.
///
/// # Errors
/// That something is wrong, or that the database cannot be read.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let found = check(&opening::open(config)?)?;
    let clean = found.is_clean();
    let Findings { events, tickets, files, seals, unsealed, wrong, count } = found;
    let (findings, findings_total) = (wrong, count);
    let verdict =
        Verdict { clean, events, tickets, files, seals, unsealed, findings, findings_total };
    args.output.print(&verdict, text)?;
    if clean { Ok(()) } else { Err(Said.into()) }
}

fn text(verdict: &Verdict) -> String {
    let mut out = String::new();
    for finding in &verdict.findings {
        let _ = writeln!(out, "{finding}");
    }
    let told = verdict.findings.len() as u64;
    if verdict.findings_total > told {
        let _ = writeln!(out, "… and {} findings more", verdict.findings_total - told);
    }
    let Verdict { events, tickets, files, seals, unsealed, findings_total, .. } = verdict;
    let _ = writeln!(
        out,
        "{events} events, {tickets} tickets, {files} files, {seals} seals verified; {unsealed} \
         events not sealed yet"
    );
    let _ = match findings_total {
        0 => writeln!(out, "nothing is wrong"),
        1 => writeln!(out, "1 thing is wrong"),
        many => writeln!(out, "{many} things are wrong"),
    };
    out
}
