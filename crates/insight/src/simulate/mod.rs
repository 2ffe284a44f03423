//! A simulated desk: months and years of needs, agents, escalations, returns and waits.
//!
//! Everything that happens is an ordinary command decided by the ordinary rules, at a desk in
//! [`Memory`] or at any other [`Desk`]. Time, seed, words and salts are arguments: the same ones
//! give the same history. Each need draws its chances from a stream of its own, so that two ways
//! to staff a desk meet the same needs.

mod agent;
#[cfg(any(test, feature = "testing"))]
pub mod always;
mod arrivals;
mod calendar;
mod case;
#[cfg(any(test, feature = "testing"))]
pub mod chance;
mod deeds;
mod engine;
mod escalation;
mod faults;
mod firm;
mod floor;
mod ground;
mod house;
mod memory;
mod outside;
mod present;
mod random;
mod requester;
mod work;

pub use calendar::{Calendar, DAYS_AHEAD, Duty, Week};
pub use engine::{Simulation, Tally};
pub use faults::{Fault, Faults};
pub use firm::{
    AgentHabits, Concern, Crew, Effort, Firm, Holidays, RequesterHabits, Snags, Source, Stream,
    WEEK_HOURS,
};
pub use ground::{About, Answer, By, Desk, Line, Particulars, PlainTexts, Texts};
pub use memory::{Held, Keep, Memory};
pub use random::Random;

#[cfg(test)]
mod tests;
