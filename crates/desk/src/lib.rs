//! The desk: what a tiered helpdesk is and what may happen in it.
//!
//! This crate is pure. It knows no database, no network, no clock and no chance: the instant, the
//! actor, the desk's directory and its settings are arguments, and the answer is a list of events
//! or a [`refusal::Refusal`]. The meaning of every word is in `docs/domain.md`.

pub mod access;
pub mod actor;
pub mod admin;
pub mod attachment;
pub mod circle;
pub mod directory;
pub mod ids;
pub mod limits;
pub mod priority;
pub mod provider;
pub mod refusal;
pub mod routing;
pub mod settings;
pub mod text;
pub mod ticket;
pub mod time;
pub mod values;
