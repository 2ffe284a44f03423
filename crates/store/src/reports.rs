//! Reports over what the followers keep.

use crate::db::Tx;
use crate::failure::Failure;
use crate::queries::flows;
use desk::directory::Directory;
use desk::time::Timestamp;
use insight::tier_flow::{Flow, Report};
use std::collections::BTreeMap;

/// Flows read at a time.
const FLOWS_AT_A_TIME: i64 = 2_000;

/// Which tickets a report is about: those created in `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first instant.
    pub from: Option<Timestamp>,
    /// The instant after the last.
    pub until: Option<Timestamp>,
}

/// What a report is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// Everything together.
    Nothing,
    /// The service.
    Service,
    /// The team that held the ticket first.
    Team,
}

/// The tier flow of a period by group, in the order of the groups' names; follow the journal first
/// ([`crate::followers::catch_up`]).
///
/// # Errors
/// That the database cannot be reached.
pub fn tier_flow(
    tx: &mut Tx<'_>,
    directory: &Directory,
    period: Period,
    group_by: GroupBy,
) -> Result<BTreeMap<String, Report>, Failure> {
    let mut groups: BTreeMap<String, Report> = BTreeMap::new();
    // Behind the last microsecond before the period, whatever the number.
    let mut after = (period.from.map_or(i64::MIN, |from| from.0.saturating_sub(1)), i64::MAX);
    let until = period.until.map_or(i64::MAX, |until| until.0);
    if group_by == GroupBy::Nothing {
        groups.insert(String::new(), Report::default());
    }
    loop {
        let flows = flows::created_between(tx, after, until, FLOWS_AT_A_TIME)?;
        let Some((at, number, _)) = flows.last() else { return Ok(groups) };
        after = (*at, *number);
        for (_, _, flow) in &flows {
            groups.entry(group(flow, directory, group_by)).or_default().add(flow);
        }
    }
}

fn group(flow: &Flow, directory: &Directory, group_by: GroupBy) -> String {
    match group_by {
        GroupBy::Nothing => String::new(),
        GroupBy::Service => {
            let service = flow.service.and_then(|id| directory.services.get(&id));
            service.map(|service| service.name.clone()).unwrap_or_default()
        }
        GroupBy::Team => {
            directory.team(flow.first_team).map(|team| team.name.clone()).unwrap_or_default()
        }
    }
}
