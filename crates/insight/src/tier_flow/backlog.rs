//! How many tickets stand open where: what each event changes about it.

use super::{Flow, day};
use desk::ids::{ServiceId, TeamId};
use desk::time::Timestamp;

/// One ticket more or fewer that is new, open or waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The day on which it changed.
    pub day: i64,
    /// The team.
    pub team: TeamId,
    /// The service, if the ticket has one.
    pub service: Option<ServiceId>,
    /// 1 or −1.
    pub by: i64,
}

/// What an event has changed.
pub fn changes(
    before: Option<&Flow>,
    after: &Flow,
    at: Timestamp,
) -> impl Iterator<Item = Change> + use<> {
    let stands = |flow: &Flow, by| {
        let change = Change { day: day(at), team: flow.team, service: flow.service, by };
        (flow.life.is_live() && !flow.confidential).then_some(change)
    };
    let (gone, come) = (before.and_then(|flow| stands(flow, -1)), stands(after, 1));
    let same = gone.zip(come).is_some_and(|(a, b)| (a.team, a.service) == (b.team, b.service));
    gone.into_iter().chain(come).filter(move |_| !same)
}
