//! What a child process takes: time, processor, memory. Read from `/proc`, so without `unsafe`.

use std::fs;
use std::io::{Read, Seek};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// `/proc` counts processor time in these parts of a second on every Linux platform.
const TICKS_PER_S: f64 = 100.0;

/// How often the child is looked at; its memory's peak is exact up to the last of these.
const SAMPLE_INTERVAL: Duration = Duration::from_millis(10);

/// What one run took.
pub(crate) struct Run {
    pub(crate) wall_s: f64,
    /// User and system time of the process.
    pub(crate) cpu_s: f64,
    /// The most memory it had in use at a time.
    pub(crate) peak_rss_mib: f64,
    /// What it printed.
    pub(crate) output: String,
}

/// Runs a command to its end; its errors go to ours. Anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<Run> {
    let name = workspace::text(command);
    let mut output = tempfile::tempfile()?;
    let begin = Instant::now();
    let mut child = command.stdout(output.try_clone()?).spawn().with_context(|| name.clone())?;
    let process = format!("/proc/{}", child.id());
    let mut peak_rss_mib = 0.0;
    let ended = loop {
        let stat = Stat::read(&process)?;
        if stat.has_ended {
            break stat;
        }
        let status = fs::read_to_string(format!("{process}/status")).unwrap_or_default();
        peak_rss_mib = peak_mib(&status).unwrap_or(peak_rss_mib);
        std::thread::sleep(SAMPLE_INTERVAL);
    };
    let wall_s = begin.elapsed().as_secs_f64();
    let status: ExitStatus = child.wait()?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    let mut text = String::new();
    output.rewind()?;
    output.read_to_string(&mut text)?;
    Ok(Run { wall_s, cpu_s: ended.own_s, peak_rss_mib, output: text })
}

/// The processor time so far of a process, of its children, and of those that have ended.
pub(crate) fn family_cpu_s(parent: u32) -> Result<f64> {
    let own = Stat::read(&format!("/proc/{parent}"))?;
    let mut sum = own.own_s + own.ended_children_s;
    for entry in fs::read_dir("/proc")?.flatten() {
        // A process may be gone between the listing and the reading.
        if let Ok(stat) = Stat::read(&entry.path().to_string_lossy())
            && stat.parent == parent
        {
            sum += stat.own_s + stat.ended_children_s;
        }
    }
    Ok(sum)
}

/// What we need of `/proc/PID/stat`; see proc_pid_stat(5).
#[derive(Debug, PartialEq)]
struct Stat {
    has_ended: bool,
    parent: u32,
    own_s: f64,
    ended_children_s: f64,
}

impl Stat {
    fn read(process: &str) -> Result<Self> {
        let text = fs::read_to_string(format!("{process}/stat"))?;
        Self::parse(&text).with_context(|| format!("{process}/stat says {text:?}"))
    }

    fn parse(text: &str) -> Option<Self> {
        // The name before the last bracket may hold anything.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let seconds = |at: usize| Some(fields.get(at)?.parse::<f64>().ok()? / TICKS_PER_S);
        Some(Self {
            has_ended: *fields.first()? == "Z",
            parent: fields.get(1)?.parse().ok()?,
            own_s: seconds(11)? + seconds(12)?,
            ended_children_s: seconds(13)? + seconds(14)?,
        })
    }
}

fn peak_mib(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_is_read_behind_its_name() {
        let text = "7 (a) b) Z 3 7 7 0 -1 4 10 0 0 0 150 50 25 25 20 0 1 0 99 0 0";
        let expected = Stat { has_ended: true, parent: 3, own_s: 2.0, ended_children_s: 0.5 };
        assert_eq!(Stat::parse(text), Some(expected));
    }

    #[test]
    fn a_run_is_measured() {
        let busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done";
        let run = run(workspace::command("sh").args(["-c", busy])).unwrap();
        assert_eq!(run.output, "done\n");
        assert!(run.cpu_s > 0.0 && run.peak_rss_mib > 0.0, "{} {}", run.cpu_s, run.peak_rss_mib);
    }

    #[test]
    fn a_failed_run_is_an_error() {
        assert!(run(workspace::command("sh").args(["-c", "exit 3"])).is_err());
    }
}
