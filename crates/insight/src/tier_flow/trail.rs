//! Where a ticket went: which teams passed it on, how often, and the tiers it saw.

use desk::ids::TeamId;
use desk::ticket::Event;
use desk::ticket::hold::Hold;
use desk::values::{EscalationReason, ReturnOutcome, Tier};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Tiers of a path that are kept; what went on longer counts as such.
pub const PATH_MAX: usize = 7;

/// What a move was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// Up, with a hand-over.
    #[serde(rename = "e")]
    Escalated,
    /// To another team of the tier.
    #[serde(rename = "t")]
    Transferred,
    /// Down, with the solution or the answer.
    #[serde(rename = "s")]
    BroughtBack,
    /// Down, declined: a bounce.
    #[serde(rename = "d")]
    Declined,
    /// Down, without an outcome that anybody chose: imported, or made by a rule or contract.
    #[serde(rename = "r")]
    Returned,
    /// Taken over by another team.
    #[serde(rename = "p")]
    Pulled,
    /// The team was retired.
    #[serde(rename = "f")]
    Followed,
}

impl Step {
    /// What the move of this event was.
    pub(super) fn of(event: &Event) -> Step {
        match event {
            Event::Escalated(_) => Step::Escalated,
            Event::Transferred(_) => Step::Transferred,
            Event::Returned(returned) => match returned.outcome {
                ReturnOutcome::Solved | ReturnOutcome::Answered => Step::BroughtBack,
                ReturnOutcome::Declined => Step::Declined,
                ReturnOutcome::Imported | ReturnOutcome::Rule | ReturnOutcome::Contract => {
                    Step::Returned
                }
            },
            Event::Pulled(_) => Step::Pulled,
            _ => Step::Followed,
        }
    }
}

/// How often a ticket made one move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The team that had it.
    #[serde(rename = "f")]
    pub from: TeamId,
    /// The team that got it.
    #[serde(rename = "t")]
    pub to: TeamId,
    /// What it was.
    #[serde(rename = "s")]
    pub step: Step,
    /// How often.
    #[serde(rename = "n")]
    pub times: u32,
    /// How often of these it was ping-pong.
    #[serde(rename = "p", default, skip_serializing_if = "is_zero")]
    pub ping_pongs: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The moves of a ticket. It grows with the teams that saw it, not with how often they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Each move between two teams once, in the order of the first time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// The tiers in turn, neighbours that are equal once, and at most [`PATH_MAX`] and one more.
    pub tiers: Vec<Tier>,
    /// Why it was escalated, how often each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<EscalationReason, u32>,
}

impl Trail {
    pub(super) fn begin(tier: Tier) -> Trail {
        Trail { moves: Vec::new(), tiers: vec![tier], reasons: BTreeMap::new() }
    }

    pub(super) fn escalated(&mut self, reason: EscalationReason) {
        *self.reasons.entry(reason).or_default() += 1;
    }

    pub(super) fn moved(&mut self, hold: &Hold, step: Step, ping_pongs: u32) {
        if self.tiers.last() != Some(&hold.tier) && self.tiers.len() <= PATH_MAX {
            self.tiers.push(hold.tier);
        }
        let (from, to) = (hold.from, hold.team);
        let known = self.moves.iter_mut().find(|it| (it.from, it.to, it.step) == (from, to, step));
        match known {
            Some(known) => {
                known.times += 1;
                known.ping_pongs += ping_pongs;
            }
            None => self.moves.push(Move { from, to, step, times: 1, ping_pongs }),
        }
    }

    /// How often a move of this kind was made.
    #[must_use]
    pub fn times(&self, step: Step) -> u32 {
        self.moves.iter().filter(|it| it.step == step).map(|it| it.times).sum()
    }

    /// The path as it is counted: `121`, and `1212121+` for what went on.
    #[must_use]
    pub fn path(&self) -> String {
        let tiers = self.tiers.iter().take(PATH_MAX).map(Tier::to_string);
        let mut path: String = tiers.collect();
        if self.tiers.len() > PATH_MAX {
            path.push('+');
        }
        path
    }
}
