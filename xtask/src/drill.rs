//! `cargo xtask drill NAME`: the long forms of what the tests try briefly.

mod leaks;

use super::{Subcommand, WrongUsage};

/// Its entry in `cargo xtask`.
pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "drill",
    arguments: "leaks",
    about: "plant leaks one by one and see that the search finds each",
    run,
};

fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [name, rest @ ..] if name == "leaks" => leaks::run(rest),
        _ => Err(WrongUsage("name a drill: leaks".into()).into()),
    }
}
