//! `stufe demo`: a lively desk in a temporary directory.

use anyhow::{Result, bail};

/// Look at a lively desk, with months of history, in a temporary directory
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Address to serve on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// How many tickets there are
    #[arg(long, value_name = "N")]
    tickets: Option<u32>,
    /// The same seed gives the same desk
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print the address and the sign-ins as JSON, once it serves
    #[arg(long)]
    json: bool,
}

/// Runs the demo.
pub(crate) fn run(args: Args) -> Result<()> {
    drop(args);
    bail!("this build has no demo yet")
}
