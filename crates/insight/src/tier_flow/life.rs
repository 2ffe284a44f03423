//! How long a ticket was held on which tier: the stays tile its life (domain, section 9).

use desk::ticket::Event;
use desk::time::{Span, Timestamp};
use desk::values::Tier;
use serde::{Deserialize, Serialize};

/// Where a ticket is in its life, as far as time is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// New, open or waiting.
    Live,
    /// Resolved, and not closed yet.
    Resolved,
    /// Closed or merged: its time stands still.
    Closed,
}

/// The time a ticket has spent on each tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    /// Where it is.
    pub phase: Phase,
    /// Where it was before it was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before_merge: Option<Phase>,
    /// Up to when its time is counted below.
    pub(crate) since: Timestamp,
    /// What was counted, by tier.
    pub held: Vec<Held>,
}

/// The time on one tier. Both together are the time held (domain, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The tier.
    pub tier: Tier,
    /// While it was new, open or waiting.
    pub live: Span,
    /// From resolved to closed, the quiet period.
    pub quiet: Span,
}

impl Life {
    pub(super) fn begin(at: Timestamp) -> Life {
        Life { phase: Phase::Live, before_merge: None, since: at, held: Vec::new() }
    }

    /// Counts up to an event that ends a stay or a phase, on the tier that held it until then.
    pub(super) fn apply(&mut self, event: &Event, at: Timestamp, tier: Tier) {
        let phase = match event {
            Event::Resolved(_) => Phase::Resolved,
            Event::Closed(_) | Event::Confirmed(_) | Event::Merged(_) => Phase::Closed,
            Event::Reopened(_) => Phase::Live,
            Event::Unmerged(_) => self.before_merge.unwrap_or(self.phase),
            _ if event.fact().hold().is_some() => self.phase,
            _ => return,
        };
        self.before_merge = match event {
            Event::Merged(_) => Some(self.phase),
            Event::Unmerged(_) => None,
            _ => self.before_merge,
        };
        self.count(at, tier);
        self.phase = phase;
    }

    fn count(&mut self, at: Timestamp, tier: Tier) {
        let span = at - self.since;
        self.since = at;
        if self.phase == Phase::Closed || span == Span(0) {
            return;
        }
        let place = self.held.iter().position(|held| held.tier == tier);
        let place = place.unwrap_or_else(|| {
            self.held.push(Held { tier, live: Span(0), quiet: Span(0) });
            self.held.len() - 1
        });
        let held = &mut self.held[place];
        match self.phase {
            Phase::Live => held.live.0 += span.0,
            Phase::Resolved | Phase::Closed => held.quiet.0 += span.0,
        }
    }

    /// True while somebody still owes the requester something.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.phase == Phase::Live
    }
}
