//! The tier flow as the API and the command line tell it, as a whole or by group.

use super::{Selection, each_flow, medians_s, sums};
use crate::db::Tx;
use crate::failure::Failure;
use desk::directory::Directory;
use desk::refusal::Refusal;
use insight::tier_flow::{Flow, Group, Report, TierFlow, day, day_name, monday, month, month_name};
use std::collections::BTreeMap;

/// Tickets a grouped report may be about: it looks at each of them.
pub const TICKETS_MAX: u64 = 1_000_000;

/// What a report is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// Everything together.
    Nothing,
    /// The month the ticket was created in: `2026-03`.
    Month,
    /// The week it was created in, named by its Monday: `2026-03-02`.
    Week,
    /// The service.
    Service,
    /// The team that held the ticket first.
    Team,
    /// The tier it began on.
    Tier,
}

/// The tier flow of these tickets by group, in the order of the groups' names; one group without a
/// name for everything together.
///
/// # Errors
/// That the database cannot be reached; a [`Refusal`] when there are more than [`TICKETS_MAX`]
/// tickets to be grouped.
pub fn tier_flow(
    tx: &mut Tx<'_>,
    directory: &Directory,
    selection: &Selection,
    group_by: GroupBy,
) -> Result<Vec<Group>, Failure> {
    let whole = sums(tx, selection)?;
    if group_by == GroupBy::Nothing {
        let medians = medians_s(tx, selection, &whole)?;
        let flow = TierFlow::of(&whole.counts, &medians);
        return Ok(vec![Group { group: String::new(), flow }]);
    }
    let all = sums(tx, &Selection { period: selection.period, ..Selection::default() })?.counts;
    let all = all.tickets + all.left_out;
    if u64::try_from(all).unwrap_or(0) > TICKETS_MAX {
        let message = format!(
            "These are more than {TICKETS_MAX} tickets to group: choose a shorter period with from \
             and to."
        );
        return Err(Refusal::state("report_too_large", message).into());
    }
    let mut groups: BTreeMap<String, Report> = BTreeMap::new();
    each_flow(tx, &selection.period.micros(), |flow| {
        if selection.takes(flow) {
            groups.entry(group(flow, directory, group_by)).or_default().add(flow);
        }
    })?;
    let groups = groups.into_iter();
    Ok(groups.map(|(group, report)| Group { group, flow: report.finish() }).collect())
}

fn group(flow: &Flow, directory: &Directory, group_by: GroupBy) -> String {
    match group_by {
        GroupBy::Nothing => String::new(),
        GroupBy::Month => month_name(month(flow.created_at)),
        GroupBy::Week => day_name(monday(day(flow.created_at))),
        GroupBy::Service => {
            let service = flow.service.and_then(|id| directory.services.get(&id));
            service.map(|service| service.name.clone()).unwrap_or_default()
        }
        GroupBy::Team => {
            directory.team(flow.first_team).map(|team| team.name.clone()).unwrap_or_default()
        }
        GroupBy::Tier => flow.start_tier.to_string(),
    }
}
