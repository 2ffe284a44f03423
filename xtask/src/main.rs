//! The developer's one entry point: `cargo xtask <subcommand>`.
//!
//! A subcommand is one file with a `SUBCOMMAND`; adding one is a `mod` line and a line in
//! [`SUBCOMMANDS`].

mod bench;
mod chromium;
mod drill;
mod measure;
mod postgres;
mod screens;
mod test;
mod tidy;
mod workspace;

use std::fmt;
use std::process::ExitCode;

/// What `cargo xtask` can do, in the order `help` shows it.
const SUBCOMMANDS: &[Subcommand] = &[
    test::SUBCOMMAND,
    tidy::SUBCOMMAND,
    bench::SUBCOMMAND,
    drill::SUBCOMMAND,
    screens::SUBCOMMAND,
];

/// One thing `cargo xtask` does.
struct Subcommand {
    name: &'static str,
    /// The arguments it takes, as `help` shows them.
    arguments: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

/// The arguments were wrong; exit code 2.
#[derive(Debug)]
struct WrongUsage(String);

impl fmt::Display for WrongUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUsage {}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(if error.is::<WrongUsage>() { 2 } else { 1 })
        }
    }
}

fn run(arguments: &[String]) -> anyhow::Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        help();
        return Ok(());
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        help();
        return Ok(());
    }
    match SUBCOMMANDS.iter().find(|subcommand| subcommand.name == name) {
        Some(subcommand) => (subcommand.run)(rest),
        None => Err(WrongUsage(format!("no subcommand {name:?}; see cargo xtask help")).into()),
    }
}

fn help() {
    println!("Usage: cargo xtask <subcommand>\n");
    for subcommand in SUBCOMMANDS {
        let usage = format!("{} {}", subcommand.name, subcommand.arguments);
        println!("  {usage:<26} {}", subcommand.about);
    }
    println!("  {:<26} show this", "help");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_subcommand_is_wrong_usage() {
        let error = run(&["tset".to_owned()]).unwrap_err();
        assert!(error.is::<WrongUsage>());
    }

    #[test]
    fn names_are_unique() {
        for (at, subcommand) in SUBCOMMANDS.iter().enumerate() {
            let again = SUBCOMMANDS.iter().skip(at + 1).any(|other| other.name == subcommand.name);
            assert!(!again, "{} is there twice", subcommand.name);
        }
    }
}
