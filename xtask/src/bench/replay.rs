//! `cargo xtask bench replay`: a real incident log through `stufe import eventlog`, then a report
//! and a check, on SQLite and on PostgreSQL, both with every commit on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::measure::{self, Run};
use crate::postgres::{self, Cluster, Durability};
use crate::workspace::{self, cargo};

/// Where the shared data is, when it is not beside the workspace.
const SHARED_DATA: &str = "STUFE_SHARED_DATA";

const LOG: &str = "volvo_incidents_dev.csv.gz";
const MAPPING: &str = "volvo.toml";

/// A desk to replay into: its directory, and its database when that is PostgreSQL.
struct Desk {
    name: &'static str,
    data: PathBuf,
    postgres: Option<Cluster>,
}

/// One line of the table.
struct Figures {
    command: &'static str,
    run: Run,
    /// The processor time of the database's own processes.
    database_cpu_s: f64,
}

pub(super) fn run() -> Result<()> {
    let Some((log, mapping)) = shared_data() else {
        println!("skipped: no shared data");
        return Ok(());
    };
    postgres::install_if_missing()?;
    workspace::run(&mut cargo(&["build", "--release", "--package", "stufe"]))?;
    println!("{LOG} on {}", machine()?);
    let directory = tempfile::Builder::new().prefix("stufe-bench-").tempdir()?;
    let sqlite = Desk { name: "SQLite", data: directory.path().join("sqlite"), postgres: None };
    sqlite.replay(&log, &mapping)?;
    let cluster = Cluster::start(Durability::Full)?;
    let data = directory.path().join("postgres");
    Desk { name: "PostgreSQL", data, postgres: Some(cluster) }.replay(&log, &mapping)
}

/// The log and its mapping, where there are any.
fn shared_data() -> Option<(PathBuf, PathBuf)> {
    let directory = match std::env::var_os(SHARED_DATA) {
        Some(directory) => PathBuf::from(directory),
        None => workspace::root().parent()?.join("shared/data"),
    };
    let log = directory.join(LOG);
    log.exists().then(|| (log, directory.join(MAPPING)))
}

impl Desk {
    fn replay(&self, log: &Path, mapping: &Path) -> Result<()> {
        fs::create_dir_all(&self.data)?;
        let mut import = self.stufe(&["import", "eventlog"]);
        let imported = self.measure("import", import.arg(log).arg("--mapping").arg(mapping))?;
        let output = &imported.run.output;
        let events = events_taken(output)
            .with_context(|| format!("the import names no count of events: {output:?}"))?;
        let bytes = match &self.postgres {
            Some(cluster) => cluster.size()?,
            None => size(&self.data)?,
        };
        let report = self.measure("report", &mut self.stufe(&["report", "tier-flow", "--json"]))?;
        let checked = self.measure("check", &mut self.stufe(&["check"]))?;
        let events_per_s = f64::from(events) / imported.run.wall_s;
        #[expect(clippy::cast_precision_loss, reason = "no database of a bench has 2^53 bytes")]
        let mib = bytes as f64 / (1024.0 * 1024.0);
        println!("\n{}: {events} events, {events_per_s:.0} per s, {mib:.1} MiB\n", self.name);
        println!("| command | wall s | CPU s | of it database | peak RSS MiB |");
        println!("| --- | ---: | ---: | ---: | ---: |");
        for Figures { command, run, database_cpu_s } in [imported, report, checked] {
            let cpu_s = run.cpu_s + database_cpu_s;
            let (wall_s, peak) = (run.wall_s, run.peak_rss_mib);
            println!("| {command} | {wall_s:.2} | {cpu_s:.2} | {database_cpu_s:.2} | {peak:.1} |");
        }
        Ok(())
    }

    /// The release binary, with arguments, on this desk.
    fn stufe(&self, arguments: &[&str]) -> Command {
        let mut stufe = workspace::command(workspace::target_dir().join("release/stufe"));
        stufe.args(arguments).arg("--data").arg(&self.data);
        if let Some(cluster) = &self.postgres {
            stufe.arg("--database-url").arg(cluster.url());
        }
        stufe
    }

    fn measure(&self, command: &'static str, stufe: &mut Command) -> Result<Figures> {
        let before_s = self.database_cpu_s()?;
        let run = measure::run(stufe)?;
        let database_cpu_s = self.database_cpu_s()? - before_s;
        Ok(Figures { command, run, database_cpu_s })
    }

    fn database_cpu_s(&self) -> Result<f64> {
        self.postgres.as_ref().map_or(Ok(0.0), |cluster| measure::family_cpu_s(cluster.pid))
    }
}

/// The number the import's last words give for events, as in "45045 events taken".
fn events_taken(output: &str) -> Option<u32> {
    let words: Vec<&str> =
        output.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at = words.iter().rposition(|word| *word == "events")?;
    words.get(at.checked_sub(1)?)?.parse().ok()
}

/// The bytes of all files in a directory.
fn size(directory: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { size(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}

/// The commit, the processor and the kernel: what figures mean nothing without.
fn machine() -> Result<String> {
    let commit =
        workspace::output(workspace::command("git").args(["rev-parse", "--short", "HEAD"]))?;
    let changed = workspace::output(workspace::command("git").args(["status", "--porcelain"]))?;
    let changed = if changed.is_empty() { "" } else { " with changes" };
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
    let model =
        model.map_or("unknown processor", |model| model.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism()?;
    let Some(kernel) = fs::read_to_string("/proc/version")?.split(' ').nth(2).map(str::to_owned)
    else {
        bail!("/proc/version names no version");
    };
    Ok(format!("commit {commit}{changed}, {cores} cores of {model}, Linux {kernel}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_of_events_is_found() {
        let output = "reading 9 events\n5205 tickets, 45045 events taken, 0 lines refused\n";
        assert_eq!(events_taken(output), Some(45_045));
        assert_eq!(events_taken("events\n"), None);
    }
}
