//! Stufe in a real browser: a demo desk, Debian's Chromium, and the pages as people meet them.
//!
//! The journeys stand in `tests/e2e/`; `cargo xtask test` installs what they need and runs them,
//! `cargo xtask screens` takes the pictures.

pub mod axe;
pub mod browser;
pub mod demo;
pub mod desk;
pub mod pages;
mod person;

use std::path::PathBuf;

/// Where the accessibility rules are. Set by `cargo xtask`, which installs browser and rules;
/// without it there is no browser to run in.
pub const AXE: &str = "STUFE_TEST_AXE";

/// The accessibility rules, when there is a browser to run them in; says so when there is none.
#[must_use]
pub fn rules() -> Option<PathBuf> {
    let rules = std::env::var_os(AXE).map(PathBuf::from);
    if rules.is_none() {
        println!("skipped: no browser; `cargo xtask test journeys` installs and starts one");
    }
    rules
}
