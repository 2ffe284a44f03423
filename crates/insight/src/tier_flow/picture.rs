//! The tier flow as a picture: tables in, laid-out geometry out.
//!
//! Channels stand on the left, tiers in the middle, on the right where tickets were resolved or
//! still are. Up is up: a higher tier stands above a lower one. Teams of one tier are one box; a
//! provider's stand in a box of their own below.

mod labels;
mod layout;
mod outline;

pub use labels::{Label, Wanted, crossed, place};
pub use layout::{Band, Drawn, Picture, lay_out};

use super::{Step, Sums};
use desk::ids::TeamId;
use desk::ticket::hold::Way;
use desk::values::{Channel, Tier};
use std::collections::BTreeMap;

/// Whose teams a box is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A provider's.
    Outside,
    /// The house's own.
    House,
}

/// The teams of one tier and side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// Their tier.
    pub tier: Tier,
    /// Whose they are.
    pub side: Side,
}

/// A box of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// How tickets came in.
    Channel(Channel),
    /// Who held them.
    Held(Stand),
    /// Who resolved them.
    Resolved(Stand),
    /// With whom they are still open.
    Open(Stand),
}

/// What goes from one box to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// How often; of tickets that come in or end, how many.
    pub times: i64,
    /// How often of these with the solution or the answer.
    pub brought_back: i64,
    /// How often of these declined.
    pub declined: i64,
}

/// The table behind the picture. What stays inside a box is not in it, so that as much goes into
/// each box as comes out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// From where to where.
    pub rows: BTreeMap<(Place, Place), Amount>,
}

impl Table {
    /// The table of these sums; `stand` says where a team stands.
    pub fn of(sums: &Sums, stand: impl Fn(TeamId) -> Stand) -> Table {
        let mut table = Table::default();
        for ((channel, team), n) in &sums.starts {
            table.add(Place::Channel(*channel), Place::Held(stand(*team)), *n, None);
        }
        for ((from, to, step), passed) in &sums.steps {
            let (from, to) = (Place::Held(stand(*from)), Place::Held(stand(*to)));
            if from != to {
                table.add(from, to, passed.times, Some(*step));
            }
        }
        for (team, end) in &sums.ends {
            let stand = stand(*team);
            table.add(Place::Held(stand), Place::Resolved(stand), end.resolved, None);
            table.add(Place::Held(stand), Place::Open(stand), end.open, None);
        }
        table
    }

    fn add(&mut self, from: Place, to: Place, times: i64, step: Option<Step>) {
        if times > 0 {
            let amount = self.rows.entry((from, to)).or_default();
            amount.times += times;
            amount.brought_back += if step == Some(Step::BroughtBack) { times } else { 0 };
            amount.declined += if step == Some(Step::Declined) { times } else { 0 };
        }
    }

    /// The boxes that hold tickets, from tier 1 up, a provider's before the house's.
    #[must_use]
    pub fn stands(&self) -> Vec<Stand> {
        let held = |place: &Place| match place {
            Place::Held(stand) => Some(*stand),
            Place::Channel(_) | Place::Resolved(_) | Place::Open(_) => None,
        };
        let places = self.rows.keys().flat_map(|(from, to)| [from, to]);
        let mut stands: Vec<Stand> = places.filter_map(held).collect();
        stands.sort_unstable();
        stands.dedup();
        stands
    }

    /// How much comes into a box.
    #[must_use]
    pub fn into(&self, place: Place) -> i64 {
        self.rows.iter().filter(|((_, to), _)| *to == place).map(|(_, it)| it.times).sum()
    }

    /// How much goes out of a box.
    #[must_use]
    pub fn out_of(&self, place: Place) -> i64 {
        self.rows.iter().filter(|((from, _), _)| *from == place).map(|(_, it)| it.times).sum()
    }
}

/// Which way a move between two boxes goes; none when it is no move.
#[must_use]
pub fn way(from: Place, to: Place) -> Option<Way> {
    match (from, to) {
        (Place::Held(from), Place::Held(to)) => Some(Way::between(from.tier, to.tier)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
