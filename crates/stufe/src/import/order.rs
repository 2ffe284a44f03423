//! The order of the replay: tickets by when they begin, the lines of each together. Both sorts
//! spill to disk when a log is large.

use super::read::Refused;
use super::row::{Row, Step, TeamName};
use anyhow::{Context as _, Result};
use extsort::{ExternalSorter, PushExternalSorter, SortedIterator};
use std::cmp::Ordering;

/// Lines a sort holds in memory.
const LINES_IN_MEMORY: usize = 50_000;
/// How many lines of a ticket are searched for its first team.
const LOOK_AHEAD_MAX: usize = 10_000;

const CANNOT_SORT: &str = "the log cannot be sorted; is there room in the temporary directory?";

type ByRow = fn(&Row, &Row) -> Ordering;
type ByStep = fn(&Step, &Step) -> Ordering;

fn by_row(a: &Row, b: &Row) -> Ordering {
    a.key().cmp(&b.key())
}

fn by_step(a: &Step, b: &Step) -> Ordering {
    (a.begin, a.index).cmp(&(b.begin, b.index))
}

/// Collects the lines of a log, in any order.
pub(crate) struct Lines(PushExternalSorter<Row, ByRow>);

/// The steps of the replay, in their order.
pub(crate) type Steps = SortedIterator<Step, ByStep>;

impl Lines {
    /// None yet.
    pub(crate) fn new() -> Lines {
        let sorter = ExternalSorter::new().with_segment_size(LINES_IN_MEMORY);
        Lines(sorter.pushed_by(by_row as ByRow))
    }

    /// Adds a line.
    ///
    /// # Errors
    /// That there is no room for it.
    pub(crate) fn push(&mut self, row: Row) -> Result<()> {
        self.0.push(row).context(CANNOT_SORT)
    }

    /// Brings the lines into the order of the replay.
    ///
    /// # Errors
    /// That there is no room for the sorting.
    pub(crate) fn steps(self) -> Result<Steps> {
        let sorter = ExternalSorter::new().with_segment_size(LINES_IN_MEMORY);
        let mut tickets = Tickets { sorter: sorter.pushed_by(by_step as ByStep), current: None };
        for row in self.0.done().context(CANNOT_SORT)? {
            tickets.push(row.context(CANNOT_SORT)?)?;
        }
        tickets.flush()?;
        tickets.sorter.done().context(CANNOT_SORT)
    }
}

/// Gives each line of a ticket its beginning and its place, and its first lines the first team.
struct Tickets {
    sorter: PushExternalSorter<Step, ByStep>,
    current: Option<Current>,
}

struct Current {
    ticket: String,
    begin: (desk::time::Timestamp, super::row::Place),
    count: u64,
    /// Lines before the first that names a team.
    waiting: Vec<Step>,
    team_seen: TeamSeen,
}

#[derive(PartialEq)]
enum TeamSeen {
    Yes,
    NotYet,
}

impl Tickets {
    fn push(&mut self, row: Row) -> Result<()> {
        if self.current.as_ref().is_none_or(|current| current.ticket != row.ticket) {
            self.flush()?;
            self.current = Some(Current {
                ticket: row.ticket.clone(),
                begin: (row.at, row.place),
                count: 0,
                waiting: Vec::new(),
                team_seen: TeamSeen::NotYet,
            });
        }
        let Some(current) = &mut self.current else { return Ok(()) };
        let team = row.team.clone();
        let step = Step { begin: current.begin, index: current.count, first_team: None, row };
        current.count += 1;
        if current.team_seen == TeamSeen::Yes {
            return self.sorter.push(step).context(CANNOT_SORT);
        }
        current.waiting.push(step);
        if team.is_some() || current.waiting.len() >= LOOK_AHEAD_MAX {
            current.team_seen = TeamSeen::Yes;
            let waiting = std::mem::take(&mut current.waiting);
            return self.hand_on(waiting, team.as_ref());
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        match self.current.take() {
            Some(current) => self.hand_on(current.waiting, None),
            None => Ok(()),
        }
    }

    fn hand_on(&mut self, waiting: Vec<Step>, first_team: Option<&TeamName>) -> Result<()> {
        for mut step in waiting {
            step.first_team = first_team.cloned();
            self.sorter.push(step).context(CANNOT_SORT)?;
        }
        Ok(())
    }
}

/// Lines that were refused: the first of them, and how many.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    pub(crate) first: Vec<Refused>,
    pub(crate) total: u64,
}

/// Refused lines that are told one by one.
const REFUSALS_TOLD_MAX: usize = 100;

impl Refusals {
    /// Notes one.
    pub(crate) fn add(&mut self, refused: Refused) {
        self.total += 1;
        if self.first.len() < REFUSALS_TOLD_MAX {
            self.first.push(refused);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Place, RequesterName};
    use super::*;
    use desk::time::Timestamp;
    use desk::values::{Channel, Kind};
    use extsort::Sortable as _;

    fn row(line: u64, ticket: &str, order: i64, at: i64, team: Option<&str>) -> Row {
        Row {
            place: Place { file: 0, line },
            ticket: ticket.to_owned(),
            order,
            at: Timestamp(at),
            team: team.map(|name| TeamName { name: name.to_owned(), tier: None }),
            agent: None,
            state: None,
            state_text: None,
            service: None,
            impact: None,
            urgency: None,
            priority: None,
            subject: String::new(),
            requester: RequesterName::Email("a@example.org".to_owned()),
            kind: Kind::Incident,
            channel: Channel::Import,
        }
    }

    fn order(rows: Vec<Row>) -> Vec<(u64, u64, Option<String>)> {
        let mut lines = Lines::new();
        for row in rows {
            lines.push(row).unwrap();
        }
        let steps = lines.steps().unwrap().map(Result::unwrap);
        let told =
            |step: Step| (step.row.place.line, step.index, step.first_team.map(|it| it.name));
        steps.map(told).collect()
    }

    #[test]
    fn tickets_come_by_their_beginning_and_their_lines_together() {
        let told = order(vec![
            row(2, "b", 0, 50, Some("Hotline")),
            row(3, "a", 0, 60, Some("Hotline")),
            row(4, "a", 0, 10, Some("Front")),
            row(5, "b", 0, 20, Some("Front")),
            row(6, "c", 0, 10, Some("Front")),
        ]);
        let front = || Some("Front".to_owned());
        assert_eq!(
            told,
            [(4, 0, front()), (3, 1, None), (6, 0, front()), (5, 0, front()), (2, 1, None)]
        );
    }

    #[test]
    fn the_logs_own_order_comes_before_time() {
        let told = order(vec![row(2, "a", 2, 10, None), row(3, "a", 1, 20, None)]);
        assert_eq!(told, [(3, 0, None), (2, 1, None)]);
    }

    #[test]
    fn the_first_team_is_looked_for_ahead() {
        let told = order(vec![
            row(2, "a", 0, 10, None),
            row(3, "a", 0, 20, Some("Front")),
            row(4, "a", 0, 30, Some("Back")),
            row(5, "b", 0, 40, None),
        ]);
        let front = || Some("Front".to_owned());
        assert_eq!(told, [(2, 0, front()), (3, 1, front()), (4, 2, None), (5, 0, None)]);
    }

    #[test]
    fn lines_survive_the_disk() {
        let step = Step {
            begin: (Timestamp(7), Place { file: 1, line: 9 }),
            index: 3,
            first_team: None,
            row: row(9, "ü\n\"", -1, i64::MIN, Some("x")),
        };
        let mut bytes = Vec::new();
        step.encode(&mut bytes).unwrap();
        step.encode(&mut bytes).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(Step::decode(&mut from).unwrap(), step);
        assert_eq!(Step::decode(&mut from).unwrap(), step);
        let end = Step::decode(&mut from).unwrap_err();
        assert_eq!(end.kind(), std::io::ErrorKind::UnexpectedEof);
    }
}
