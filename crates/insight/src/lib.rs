//! Measures over what happened at the desk, and a desk that is made up. Pure, like the desk:
//! events in, figures out; a firm and a seed in, a history out.

pub mod simulate;
pub mod tier_flow;
