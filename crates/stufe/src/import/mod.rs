//! `stufe import eventlog`: an incident log of another system, replayed through the desk's ordinary
//! commands at its original times.
//!
//! Lines are read and checked one by one, sorted (on disk when there are many), and written many
//! tickets to a commit. With each ticket goes the note of how many of its lines were taken, so that
//! an import that was killed goes on where it was.

mod batch;
mod cast;
mod instant;
mod lines;
mod mapping;
mod order;
mod progress;
mod read;
mod replay;
mod row;
mod state;
mod template;

use anyhow::Result;
use batch::Writer;
use desk::time::Timestamp;
use mapping::Mapping;
use order::{Lines, Refusals, Steps};
use progress::Progress;
use row::Step;
use serde::Serialize;
use std::path::{Path, PathBuf};
use store::followers::{self, Seal};
use store::{Failure, Store};

/// Tickets of one commit.
const TICKETS_PER_COMMIT: usize = 200;
/// Lines of one commit.
const LINES_PER_COMMIT: usize = 2_000;

/// What an import has done.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The name its ids are kept under.
    pub(crate) source: String,
    /// Tickets of the log that the desk has now.
    pub(crate) tickets: u64,
    /// Lines taken, by this run or an earlier one.
    pub(crate) events: u64,
    /// Of those, by an earlier one.
    pub(crate) taken_before: u64,
    /// The first lines that were refused.
    pub(crate) refused: Vec<RefusedLine>,
    /// How many were.
    pub(crate) refused_total: u64,
    /// How the log's priorities compare with the desk's matrix; none without priorities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priorities: Option<Priorities>,
}

/// A line that was refused.
#[derive(Debug, Serialize)]
pub(crate) struct RefusedLine {
    /// The file it stands in.
    pub(crate) file: PathBuf,
    /// Its number in the file, from 1.
    pub(crate) line: u64,
    /// Why.
    pub(crate) reason: String,
}

/// The log's priorities beside the matrix of impact and urgency.
#[derive(Debug, Serialize)]
pub(crate) struct Priorities {
    /// Lines with a priority.
    pub(crate) compared: u64,
    /// Of those, lines with another than the matrix gives.
    pub(crate) differing: u64,
}

/// A log and what its words mean, all of it read and checked; nothing is written yet.
pub(crate) struct Log {
    mapping: Mapping,
    files: Vec<PathBuf>,
    steps: Steps,
    refusals: Refusals,
}

impl Log {
    /// Reads a log.
    ///
    /// # Errors
    /// What is wrong with the mapping or with a file as a whole.
    pub(crate) fn read(files: Vec<PathBuf>, mapping: &Path, now: Timestamp) -> Result<Log> {
        let mapping = Mapping::read(mapping)?;
        let (mut lines, mut refusals) = (Lines::new(), Refusals::default());
        let mut progress = Progress::new("lines read", None);
        for (at, file) in files.iter().enumerate() {
            read::read(file, at, &mapping, now, &mut |row| {
                progress.step(1);
                match row {
                    Ok(row) => lines.push(row),
                    Err(refused) => {
                        refusals.add(refused);
                        Ok(())
                    }
                }
            })?;
        }
        progress.end();
        Ok(Log { mapping, files, steps: lines.steps()?, refusals })
    }

    /// Replays it.
    ///
    /// # Errors
    /// That the database cannot be written; what was committed stays, and a later run goes on.
    pub(crate) fn replay(self, store: &Store) -> Result<Outcome> {
        let mut writer = Writer::new(store, &self.mapping, self.refusals)?;
        let mut progress = Progress::new("lines replayed", Some(self.steps.sorted_count()));
        let (mut batch, mut tickets): (Vec<Step>, usize) = (Vec::new(), 0);
        for step in self.steps {
            let step = step?;
            let is_next = batch.last().is_none_or(|last| last.begin != step.begin);
            let full = is_next && tickets >= TICKETS_PER_COMMIT || batch.len() >= LINES_PER_COMMIT;
            if full {
                progress.step(batch.len());
                writer.write(std::mem::take(&mut batch))?;
                tickets = 0;
            }
            tickets += usize::from(is_next);
            batch.push(step);
        }
        writer.write(batch)?;
        progress.end();
        follow(store)?;
        Ok(outcome(self.mapping.source, &self.files, writer))
    }
}

/// Brings up to date what follows the journal, and seals it.
fn follow(store: &Store) -> Result<(), Failure> {
    followers::catch_up(store)?;
    followers::seal(store, Seal::Everything)
}

fn outcome(source: String, files: &[PathBuf], writer: Writer<'_>) -> Outcome {
    let Writer { tally, refusals, .. } = writer;
    let mut first = refusals.first;
    first.sort();
    let refused = first.into_iter().map(|(place, reason)| RefusedLine {
        file: files.get(place.file).cloned().unwrap_or_default(),
        line: place.line,
        reason,
    });
    let (compared, differing) = (tally.priorities, tally.off_matrix);
    Outcome {
        source,
        tickets: tally.tickets,
        events: tally.events,
        taken_before: tally.known,
        refused: refused.collect(),
        refused_total: refusals.total,
        priorities: (compared > 0).then_some(Priorities { compared, differing }),
    }
}
