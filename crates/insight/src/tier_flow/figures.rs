//! What the sums say in figures, by the definitions of the domain (section 9).

use super::{Step, Sums};
use desk::values::{Rating, Tier};

/// The figures of a set of tickets; each is none where there is nothing to measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Tickets counted.
    pub tickets: i64,
    /// Tickets resolved at some time.
    pub resolved: i64,
    /// Resolved with each tier as the highest ever ÷ all resolved, from tier 1 up.
    pub by_level: Vec<(Tier, f64)>,
    /// Changes of the holding team ÷ tickets.
    pub moves_per_ticket: Option<f64>,
    /// Tickets with ping-pong ÷ tickets.
    pub ping_pong: Option<f64>,
    /// Declined returns ÷ escalations; none as well when tickets came down and nobody chose an
    /// outcome, as in an import, for then nothing is known of bounces.
    pub bounces: Option<f64>,
    /// Tickets reopened ÷ tickets resolved.
    pub reopened: Option<f64>,
    /// Hand-overs rated complete ÷ hand-overs rated.
    pub hand_over_quality: Option<f64>,
    /// Tickets that went up with a hand-over ÷ tickets.
    pub escalated: Option<f64>,
}

impl Figures {
    /// Reads them from the sums.
    #[must_use]
    pub fn of(sums: &Sums) -> Figures {
        let counts = &sums.counts;
        let resolved: i64 = counts.resolved.values().sum();
        let of_resolved = |n: &i64| share(*n, resolved);
        let levels = counts.resolved.iter();
        let escalations = sums.steps(Step::Escalated);
        let rated: i64 = sums.ratings.values().sum();
        let complete = sums.ratings.get(&Rating::Complete).copied().unwrap_or(0);
        Figures {
            tickets: counts.tickets,
            resolved,
            by_level: levels.filter_map(|(tier, n)| Some((*tier, of_resolved(n)?))).collect(),
            moves_per_ticket: share(counts.moves, counts.tickets),
            ping_pong: share(counts.ping_pong_tickets, counts.tickets),
            bounces: share(sums.steps(Step::Declined), escalations)
                .filter(|_| !sums.knows_no_outcome()),
            reopened: share(counts.reopened, resolved),
            hand_over_quality: share(complete, rated),
            escalated: share(counts.escalated, counts.tickets),
        }
    }

    /// First-level resolution, which is push to front: resolved without ever leaving tier 1 ÷ all
    /// resolved.
    #[must_use]
    pub fn first_level(&self) -> Option<f64> {
        let first = self.by_level.iter().find(|(tier, _)| *tier == Tier::FIRST);
        let first = first.map(|(_, share)| *share);
        first.or((self.resolved > 0).then_some(0.0))
    }
}

impl Sums {
    /// Tickets came down, and nobody chose an outcome for any: nothing is known of what they
    /// brought.
    #[must_use]
    pub fn knows_no_outcome(&self) -> bool {
        let chosen = self.steps(Step::Declined) + self.steps(Step::BroughtBack);
        chosen == 0 && self.steps(Step::Returned) > 0
    }
}

/// A part of a whole; none when there is no whole.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
pub fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
