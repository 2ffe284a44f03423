//! Measures over what happened at the desk. Pure, like the desk: events in, figures out.

pub mod tier_flow;
