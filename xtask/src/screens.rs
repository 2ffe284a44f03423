//! `cargo xtask screens`: a picture of every page, for the docs and to be looked at.

use crate::workspace::{self, cargo};
use crate::{Subcommand, chromium};
use anyhow::Result;

pub(crate) const SUBCOMMAND: Subcommand = Subcommand {
    name: "screens",
    arguments: "[PAGE…]",
    about: "a picture of every page into docs/screens/: German, English, light, dark, wide, narrow",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    chromium::install_if_missing()?;
    workspace::run(&mut cargo(&["build", "--release", "-p", "stufe"]))?;
    let binary = workspace::target_dir().join("release/stufe");
    let mut screens = cargo(&["run", "-p", "e2e", "--bin", "screens", "--", "docs/screens"]);
    workspace::run(screens.args(arguments).env("STUFE_TEST_BINARY", binary))
}
