//! Jobs: work that follows from a change and is done after it, by whichever node leases it.
//!
//! A job is committed with the change that causes it. It is done at least once: a node that dies
//! with a lease leaves it to the next one when the lease ends.

use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::ledger::By;
use crate::queries::jobs::{self, JobRow};
use crate::queries::{drafts, idempotency, presence, tickets};
use crate::store::Store;
use desk::actor::Actor;
use desk::directory::Team;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::release::Release;
use desk::ticket::succeed::Succeed;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use serde::{Deserialize, Serialize};

/// How long a node has a job before another may take it.
pub const LEASE: Span = Span::seconds(60);
/// Jobs leased at a time.
const JOBS_AT_A_TIME: i64 = 10;
/// Tries before a job is dead and waits for a person.
pub const TRIES_MAX: i64 = 12;
/// Longest pause between two tries.
const PAUSE_MAX_S: i64 = 3_600;
/// Tickets that are moved or released in one commit.
const TICKETS_AT_A_TIME: i64 = 100;
/// How long an answer stays under its idempotency key.
pub const ANSWERS_KEPT: Span = Span::days(1);
/// How long a draft stays that nobody goes on with.
pub const DRAFTS_KEPT: Span = Span::days(30);
/// How often what is old is forgotten.
const PURGE_EVERY: Span = Span::seconds(3_600);

/// Everything that can be left to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// The tickets of a retired team follow to its successor.
    Retirement {
        /// The team.
        team: TeamId,
    },
    /// Open tickets of somebody who has left, or left these teams, go back to their teams' queues.
    Leaving {
        /// Who.
        person: PersonId,
        /// The teams they left; none is all of them.
        teams: Option<Vec<TeamId>>,
    },
    /// What is kept for a while only is forgotten: see [`forget`].
    ForgetAnswers,
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Job::Retirement { .. } => "retirement",
            Job::Leaving { .. } => "leaving",
            Job::ForgetAnswers => "forget_answers",
        }
    }

    /// What makes a second one of the same pointless.
    fn dedupe(&self) -> String {
        match self {
            Job::Retirement { team } => format!("retirement/{team}"),
            Job::Leaving { person, teams } => format!("leaving/{person}/{teams:?}"),
            Job::ForgetAnswers => "forget_answers".into(),
        }
    }
}

/// What came of a job.
enum Done {
    Finished,
    AgainAt(Timestamp),
}

/// Leaves a job to be done from an instant on. One of the same that waits already is enough.
///
/// # Errors
/// That the database cannot be reached.
pub fn enqueue(tx: &mut Tx<'_>, job: &Job, run_at: Timestamp) -> Result<(), DbError> {
    let payload = crate::queries::to_json(job)?;
    jobs::add(tx, job.kind(), &payload, Some(&job.dedupe()), run_at)
}

/// Leases due jobs and does them. Gives how many it leased; none means there is nothing to do.
///
/// # Errors
/// That the database cannot be reached; what a job itself ends with is noted on it.
pub fn run_due(store: &Store, node: &str, now: Timestamp) -> Result<usize, Failure> {
    let name = node.to_owned();
    let leased =
        store.db().write(move |tx| jobs::lease(tx, &name, now, now + LEASE, JOBS_AT_A_TIME))?;
    let count = leased.len();
    for row in leased {
        let outcome = run(store, &row, now);
        settle(store, &row, node, now, outcome)?;
    }
    Ok(count)
}

/// Leases due jobs as a node would that then dies.
///
/// # Errors
/// That the database cannot be reached.
#[cfg(feature = "testing")]
#[doc(hidden)]
pub fn lease_for_test(tx: &mut Tx<'_>, node: &str, now: Timestamp) -> Result<usize, DbError> {
    Ok(jobs::lease(tx, node, now, now + LEASE, JOBS_AT_A_TIME)?.len())
}

fn run(store: &Store, row: &JobRow, now: Timestamp) -> Result<Done, Failure> {
    let job: Job = serde_json::from_str(&row.payload)
        .map_err(|error| Failure::fault(format!("job {} cannot be read: {error}", row.id)))?;
    match job {
        Job::Retirement { team } => retire(store, team, now),
        Job::Leaving { person, teams } => leave(store, person, teams.as_deref(), now),
        Job::ForgetAnswers => {
            forget(store, now)?;
            Ok(Done::AgainAt(now + PURGE_EVERY))
        }
    }
}

/// Forgets what is kept for a while only: answers under their keys, drafts nobody goes on with,
/// who was where.
///
/// # Errors
/// That the database cannot be reached.
pub fn forget(store: &Store, now: Timestamp) -> Result<(), Failure> {
    let before = move |span: Span| Timestamp(now.0 - span.0);
    store.db().write(move |tx| -> Result<(), Failure> {
        idempotency::purge(tx, before(ANSWERS_KEPT))?;
        drafts::purge(tx, before(DRAFTS_KEPT))?;
        presence::purge(tx, before(PURGE_EVERY))?;
        Ok(())
    })
}

fn settle(
    store: &Store,
    row: &JobRow,
    node: &str,
    now: Timestamp,
    outcome: Result<Done, Failure>,
) -> Result<(), Failure> {
    let (id, tried, node) = (row.id, row.attempts + 1, node.to_owned());
    if let Err(error) = &outcome {
        tracing::warn!(job = row.id, kind = row.kind, %error, "a job failed");
    }
    store.db().write(move |tx| -> Result<(), Failure> {
        match &outcome {
            Ok(Done::Finished) => jobs::done(tx, id, &node)?,
            Ok(Done::AgainAt(at)) => jobs::again(tx, id, &node, *at)?,
            Err(error) => {
                let pause_s = PAUSE_MAX_S.min(1 << tried.min(12));
                let retry = (tried < TRIES_MAX).then_some(now + Span::seconds(pause_s));
                jobs::failed(tx, id, &node, retry, &error.to_string())?
            }
        };
        Ok(())
    })
}

/// Lets the tickets of a retired team follow, a commit at a time, until none is left.
fn retire(store: &Store, team: TeamId, now: Timestamp) -> Result<Done, Failure> {
    let by = By { now, actor: Actor::Desk, origin: Origin::Retirement };
    loop {
        let moved = store.write(by, move |ledger| {
            let none = TicketNumber(0);
            let numbers = tickets::with_team(ledger.tx(), team, none, TICKETS_AT_A_TIME)?;
            for number in &numbers {
                ledger.act(*number, Succeed { team }.into())?;
            }
            Ok(numbers.len())
        })?;
        if moved == 0 {
            return Ok(Done::Finished);
        }
    }
}

/// Puts the open tickets of somebody back into the queues of teams they are no longer in. An import
/// may have given them tickets of teams they never were in: those stay.
fn leave(
    store: &Store,
    person: PersonId,
    teams: Option<&[TeamId]>,
    now: Timestamp,
) -> Result<Done, Failure> {
    let by = By { now, actor: Actor::Desk, origin: Origin::Retirement };
    let mut after = TicketNumber(0);
    loop {
        let left = teams.map(<[TeamId]>::to_vec);
        let last = store.write(by, move |ledger| {
            let page = tickets::open_of(ledger.tx(), person, after, TICKETS_AT_A_TIME)?;
            for (number, team) in &page {
                let is_left = left.as_ref().is_none_or(|teams| teams.contains(team));
                let directory = ledger.directory();
                // What a retired team holds follows to its successor, with whoever is in that too.
                let stays = directory.team(*team).is_some_and(Team::is_active);
                if is_left && stays && !directory.is_member(person, *team) {
                    ledger.act(*number, Release.into())?;
                }
            }
            Ok(page.last().map(|(number, _)| *number))
        })?;
        match last {
            Some(number) => after = number,
            None => return Ok(Done::Finished),
        }
    }
}
