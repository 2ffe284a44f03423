//! `cargo xtask bench`: figures, taken by one command each, never by a timed test.

mod replay;

use anyhow::Result;

use crate::{Subcommand, WrongUsage};

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "bench",
    arguments: "replay",
    about: "figures: a real event log through the ordinary commands, on both databases",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [name] if name == "replay" => replay::run(),
        _ => Err(WrongUsage("bench what? cargo xtask bench replay".to_owned()).into()),
    }
}
