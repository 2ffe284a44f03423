//! The tier flow: how tickets move between teams and tiers (domain, section 9).
//!
//! [`Flow`] folds the events of one ticket; [`Sums`] adds flows up, and takes them out again, so
//! that what a report needs is kept by day and month and no report reads a timeline; [`TierFlow`]
//! and [`Figures`] are what the sums say, and [`picture`] draws them. A follower of the journal
//! keeps flows and sums; folding a whole history anew gives the same.

mod backlog;
mod cells;
mod days;
mod figures;
mod life;
mod pairs;
pub mod picture;
mod report;
mod sums;
mod times;
mod trail;

pub use backlog::{Change, changes};
pub use cells::{Cell, Differences, Grain};
pub use days::{
    Cover, cover, day, day_name, day_start, monday, month, month_name, month_of, month_start,
};
pub use figures::{Figures, share};
pub use life::{Held, Life, Phase};
pub use report::{Group, PingPong, Report, TierFlow, middle_s};
pub use sums::{Counts, End, Passed, Sums};
pub use times::{Bin, Times};
pub use trail::{Move, PATH_MAX, Step, Trail};

use desk::ids::{ServiceId, TeamId};
use desk::ticket::change::Changed;
use desk::ticket::hold::Hold;
use desk::ticket::{Event, Stamp};
use desk::time::Timestamp;
use desk::values::{Channel, Origin, Rating, ResolutionCode, ReturnOutcome, Tier, WaitReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Goes up whenever the same events would fold to other flows or add up to other sums: whoever
/// keeps them then begins anew.
pub const FOLD_VERSION: i64 = 3;

/// What the tier flow knows of one ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// When it was created.
    pub created_at: Timestamp,
    /// How it reached the desk.
    pub channel: Channel,
    /// The service it is about now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// The team that held it first.
    pub first_team: TeamId,
    /// The team that holds it now.
    pub team: TeamId,
    /// The team that held it before; a move back to it may be ping-pong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_team: Option<TeamId>,
    /// The tier it began on.
    pub start_tier: Tier,
    /// The tier it is on now.
    pub tier: Tier,
    /// The highest tier that ever held it.
    pub highest_tier: Tier,
    /// Changes of the holding team.
    pub moves: u32,
    /// Steps back in the sequence A→B→A that brought no solution and no answer.
    pub ping_pongs: u32,
    /// Moves to a lower tier.
    pub downward: u32,
    /// Moves upwards that jumped over a tier.
    pub skips: u32,
    /// How often it waited on the requester.
    pub waits_on_requester: u32,
    /// How often it was reopened.
    pub reopenings: u32,
    /// When it was first resolved or closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_resolved_at: Option<Timestamp>,
    /// True while it counts in no rate: merged, cancelled or junk.
    #[serde(default)]
    pub left_out: bool,
    /// True while it is confidential: then it is in no figure at all, for whoever reads a report
    /// need not know that it exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// How long it was held on which tier.
    pub life: Life,
    /// Where it went, and why it went up.
    pub trail: Trail,
    /// What the receivers thought of its hand-overs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ratings: BTreeMap<Rating, u32>,
}

impl Flow {
    /// Begins a ticket's flow with its first event; none when that is not `Created`.
    #[must_use]
    pub fn begin(event: &Event, stamp: &Stamp) -> Option<Flow> {
        let Event::Created(created) = event else { return None };
        Some(Flow {
            created_at: stamp.at,
            channel: created.channel,
            service: created.service,
            first_team: created.team,
            team: created.team,
            previous_team: None,
            start_tier: created.tier,
            tier: created.tier,
            highest_tier: created.tier,
            moves: 0,
            ping_pongs: 0,
            downward: 0,
            skips: 0,
            waits_on_requester: 0,
            reopenings: 0,
            first_resolved_at: None,
            left_out: false,
            confidential: false,
            life: Life::begin(stamp.at),
            trail: Trail::begin(created.tier),
            ratings: BTreeMap::new(),
        })
    }

    /// Folds one more event.
    pub fn apply(&mut self, event: &Event, stamp: &Stamp) {
        self.life.apply(event, stamp.at, self.tier);
        if let Some(hold) = event.fact().hold() {
            self.moved(hold, Step::of(event), with_result(event, stamp.origin));
        }
        match event {
            Event::Waited(waited) if waited.waiting.on == WaitReason::Requester => {
                self.waits_on_requester += 1;
            }
            Event::Reopened(_) => {
                self.reopenings += 1;
                self.left_out = false;
            }
            Event::Resolved(resolved) => self.ended(stamp.at, Some(resolved.code)),
            Event::Closed(closed) => self.ended(stamp.at, closed.code),
            Event::Merged(_) => self.left_out = true,
            Event::Unmerged(_) => self.left_out = false,
            Event::Escalated(escalated) => self.trail.escalated(escalated.reason),
            Event::HandOverRated(rated) => *self.ratings.entry(rated.rating).or_default() += 1,
            Event::Changed(Changed::Service { to }) => self.service = *to,
            Event::Restricted(_) => self.confidential = true,
            Event::Unrestricted(_) => self.confidential = false,
            _ => {}
        }
    }

    fn ended(&mut self, at: Timestamp, code: Option<ResolutionCode>) {
        self.first_resolved_at.get_or_insert(at);
        if let Some(code) = code {
            self.left_out = matches!(code, ResolutionCode::Cancelled | ResolutionCode::Junk);
        }
    }

    fn moved(&mut self, hold: &Hold, step: Step, with_result: WithResult) {
        if hold.team == self.team {
            return;
        }
        let is_back = self.previous_team == Some(hold.team) && with_result == WithResult::No;
        self.moves += 1;
        self.ping_pongs += u32::from(is_back);
        self.downward += u32::from(hold.tier < self.tier);
        self.skips += u32::from(hold.tier.0 > self.tier.0 + 1);
        self.trail.moved(hold, step, u32::from(is_back));
        self.previous_team = Some(self.team);
        self.team = hold.team;
        self.tier = hold.tier;
        self.highest_tier = self.highest_tier.max(hold.tier);
    }

    /// Starts on tier 1, never goes down, skips no tier: the definition of BPI Challenge 2013.
    #[must_use]
    pub fn conforms_to_push_to_front(&self) -> bool {
        self.start_tier == Tier::FIRST && self.downward == 0 && self.skips == 0
    }

    /// From creation to the first resolved or closed; none before, and none while it counts in no
    /// rate.
    #[must_use]
    pub fn time_to_resolve(&self) -> Option<desk::time::Span> {
        let at = self.first_resolved_at.filter(|_| !self.left_out && !self.confidential)?;
        Some(at - self.created_at)
    }

    /// Every team that held it, by id.
    #[must_use]
    pub fn teams(&self) -> Vec<TeamId> {
        let moves = self.trail.moves.iter().map(|it| it.to);
        let mut teams: Vec<TeamId> = std::iter::once(self.first_team).chain(moves).collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }
}

/// Whether a step back is no ping-pong: it brought the solution or the answer, or nobody chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WithResult {
    Yes,
    No,
}

fn with_result(event: &Event, origin: Origin) -> WithResult {
    let outcome = match event {
        Event::Returned(returned) => Some(returned.outcome),
        _ => None,
    };
    let brought = matches!(outcome, Some(ReturnOutcome::Solved | ReturnOutcome::Answered));
    let unchosen = matches!(origin, Origin::Rule | Origin::Contract | Origin::Retirement);
    if brought || unchosen { WithResult::Yes } else { WithResult::No }
}

#[cfg(test)]
mod tests;
