//! `stufe secrets`: the key that secrets are sealed with.

use crate::config::Config;
use crate::{opening, out};
use anyhow::Result;

/// Renew the key that secrets at rest are sealed with
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Rotate(Rotate),
}

/// Make a new key and seal every secret with it; a server may run meanwhile
#[derive(Debug, clap::Args)]
struct Rotate {
    /// Only make the new key, to be brought to every node before it is used
    #[arg(long)]
    prepare: bool,
}

/// Renews the key.
///
/// # Errors
/// What is wrong with the key's file or the database.
pub(crate) fn run(args: &Args, config: &Config) -> Result<()> {
    let Command::Rotate(Rotate { prepare }) = args.command;
    let store = opening::open(config)?;
    let place = config.key_path().display().to_string();
    if prepare {
        store.prepare_key()?;
        return out::print(&format!(
            "The next key waits in {place}.next. Bring it beside the key of every node, then \
             rotate.\n"
        ));
    }
    let count = store.reseal()?;
    store.settle_key()?;
    out::print(&format!("{count} secrets are sealed with the new key in {place}. Keep a copy.\n"))
}
