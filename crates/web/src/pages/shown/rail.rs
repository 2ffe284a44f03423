//! Steps: the flight over a list and the rail of a ticket.

use super::Avatar;

/// Up with a question, or down with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

impl Way {
    /// The word of attributes, and the drawing's name.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

/// One step of the flight over a list: `parts/list.html`, `stairs`.
#[derive(Debug, Clone)]
pub(crate) struct Stair {
    /// Its tier; none for what is outside, the last step.
    pub(crate) tier: Option<u8>,
    pub(crate) label: String,
    pub(crate) who: String,
    pub(crate) open: String,
    /// What is late, what is due, and what else is to be said.
    pub(crate) late: Option<String>,
    pub(crate) soon: Option<String>,
    pub(crate) more: Vec<String>,
    pub(crate) href: String,
    pub(crate) is_here: bool,
}

impl Stair {
    /// How high it lies in a flight of so many: what is outside lies on top.
    pub(crate) fn step(&self, stairs: usize) -> usize {
        self.tier.map_or(stairs, usize::from)
    }
}

/// One tier of the rail: `parts/rail.html`.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) tier: u8,
    pub(crate) state: StepState,
    /// Held by somebody outside.
    pub(crate) is_outside: bool,
    /// Past what was agreed.
    pub(crate) is_late: bool,
    /// Where the hand-over that is being written would go.
    pub(crate) is_next: bool,
    pub(crate) label: String,
    pub(crate) team: String,
    /// Time spent here, and of how much: `0:12`, `of 0:30 h`.
    pub(crate) spent: Option<String>,
    pub(crate) of: Option<String>,
    /// How much of it is used, of a hundred.
    pub(crate) percent: u8,
    pub(crate) holds: Vec<Held>,
    /// How many held it before those.
    pub(crate) earlier: Option<String>,
    /// What went over the edge to the next tier: the last two.
    pub(crate) edges: Vec<Edge>,
    /// How many went over it before those.
    pub(crate) more: Option<String>,
}

/// How a tier stands to the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepState {
    Past,
    Holds,
    Ahead,
    Skipped,
}

impl StepState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            StepState::Past => "past",
            StepState::Holds => "holds",
            StepState::Ahead => "ahead",
            StepState::Skipped => "skipped",
        }
    }
}

/// Somebody who held the ticket on a tier, or holds it.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) avatar: Avatar,
    pub(crate) name: String,
    pub(crate) when: String,
    pub(crate) length: Option<String>,
    pub(crate) when_exactly: String,
    pub(crate) state: HeldState,
}

/// How a holder stands to the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldState {
    Past,
    Now,
    /// Would have it after the hand-over that is being written.
    Next,
}

impl Held {
    pub(crate) fn is_now(&self) -> bool {
        self.state == HeldState::Now
    }

    pub(crate) fn is_next(&self) -> bool {
        self.state == HeldState::Next
    }
}

/// A hand-over between two tiers.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) way: Way,
    /// Is being written.
    pub(crate) is_new: bool,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) reason: String,
}
