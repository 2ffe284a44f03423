//! Maintained counts: how many tickets stand where, kept with every change.

use super::sql;
use super::tickets::CONFIDENTIAL;
use crate::db::{DbError, Tx};
use crate::values;

sql! {
    ADD = "INSERT INTO counts (scope, id, phase, n) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (scope, id, phase) DO UPDATE SET n = counts.n + excluded.n";
    READ = "SELECT id, phase, n FROM counts WHERE scope = $1 ORDER BY id, phase";
    SCAN_DESK = "SELECT 0, phase, COUNT(*) FROM tickets GROUP BY phase ORDER BY phase";
    SCAN_TEAM = "SELECT team, phase, COUNT(*) FROM tickets GROUP BY team, phase \
        ORDER BY team, phase";
    SCAN_UNASSIGNED = "SELECT team, phase, COUNT(*) FROM tickets WHERE assignee IS NULL \
        GROUP BY team, phase ORDER BY team, phase";
    SCAN_PEOPLE = "SELECT CASE role WHEN 'requester' THEN 0 WHEN 'agent' THEN 1 \
        WHEN 'lead' THEN 2 WHEN 'admin' THEN 3 WHEN 'trainee' THEN 4 \
        WHEN 'knowledge_manager' THEN 5 WHEN 'service_manager' THEN 6 WHEN 'auditor' THEN 7 \
        WHEN 'provider_agent' THEN 8 WHEN 'provider_manager' THEN 9 \
        WHEN 'department_viewer' THEN 10 ELSE -1 END, active, COUNT(*) FROM people \
        GROUP BY 1, 2 ORDER BY 1, 2";
    ANY_CONFIDENTIAL = "SELECT 1 FROM counts WHERE scope = 'desk' AND id = 0 AND phase >= 10 \
        AND n > 0 LIMIT 1";
    SCAN_ASSIGNEE = "SELECT assignee, phase, COUNT(*) FROM tickets WHERE assignee IS NOT NULL \
        GROUP BY assignee, phase ORDER BY assignee, phase";
}

/// Whose tickets are counted, and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountScope {
    /// All tickets of the desk, under id 0.
    Desk,
    /// Those a team holds.
    Team,
    /// Those of them nobody has.
    Unassigned,
    /// Those an agent has.
    Assignee,
    /// People, by the place of their role in its table; `phase` is 1 for those who are there.
    People,
}

impl CountScope {
    /// Every scope.
    pub const ALL: [CountScope; 5] = [
        CountScope::Desk,
        CountScope::Team,
        CountScope::Unassigned,
        CountScope::Assignee,
        CountScope::People,
    ];

    fn name(self) -> &'static str {
        match self {
            CountScope::Desk => "desk",
            CountScope::Team => "team",
            CountScope::Unassigned => "unassigned",
            CountScope::Assignee => "assignee",
            CountScope::People => "people",
        }
    }
}

/// One count: id (0 for the desk), phase, number of tickets.
pub type Count = (i64, i64, i64);

pub(crate) fn add(
    tx: &mut Tx<'_>,
    scope: CountScope,
    id: i64,
    phase: i64,
    by: i64,
) -> Result<(), DbError> {
    tx.execute(ADD, values![scope.name(), id, phase, by]).map(drop)
}

/// The counts of a scope that are not zero.
pub fn read(tx: &mut Tx<'_>, scope: CountScope) -> Result<Vec<Count>, DbError> {
    let all =
        tx.query(READ, values![scope.name()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(all.into_iter().filter(|(_, _, n): &Count| *n != 0).collect())
}

/// True when any ticket is confidential.
pub(crate) fn any_confidential(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.query_opt(ANY_CONFIDENTIAL, &[], |row| row.get::<i64>(0))?.is_some())
}

/// What of them stands under an id in a phase; with the confidential ones where whoever asks sees
/// them all.
#[must_use]
pub fn of(counts: &[Count], id: i64, phase: i64, with_confidential: bool) -> i64 {
    let behind = phase + CONFIDENTIAL;
    let fits = |at: i64| at == phase || with_confidential && at == behind;
    counts.iter().filter(|(of, at, _)| *of == id && fits(*at)).map(|(_, _, n)| n).sum()
}

/// The same by counting the tickets: only to check what is maintained.
pub fn scan(tx: &mut Tx<'_>, scope: CountScope) -> Result<Vec<Count>, DbError> {
    let sql = match scope {
        CountScope::Desk => SCAN_DESK,
        CountScope::Team => SCAN_TEAM,
        CountScope::Unassigned => SCAN_UNASSIGNED,
        CountScope::Assignee => SCAN_ASSIGNEE,
        CountScope::People => SCAN_PEOPLE,
    };
    tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
