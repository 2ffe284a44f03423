//! The command line.

use crate::commands::{
    check, config, import, mail, openapi, report, secrets, serve, service, team, token, user,
};
use crate::config::{Config, EVERYWHERE, Options};
use crate::demo;
use crate::logging;
use anyhow::Result;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::process::ExitCode;

/// A helpdesk in tiers: what one tier cannot solve goes up with a hand-over and comes back with an
/// answer.
#[derive(Debug, Parser)]
#[command(name = "stufe", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Mail(mail::Args),
    Import(import::Args),
    Report(report::Args),
    Check(check::Args),
    User(user::Args),
    Team(team::Args),
    Service(service::Args),
    Token(token::Args),
    Secrets(secrets::Args),
    Config(config::Args),
    Openapi(openapi::Args),
}

/// The commands as the help groups them.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Run a desk", &["serve", "demo"]),
    ("Take mail in", &["mail"]),
    ("Administer", &["user", "team", "service", "token", "secrets"]),
    ("Move and look at data", &["import", "report", "check"]),
    ("Look things up", &["config", "openapi"]),
];

/// The command line's grammar, with its commands in groups.
fn grammar() -> clap::Command {
    let grammar = Cli::command();
    let mut groups = String::new();
    for (heading, names) in GROUPS {
        groups.push_str(&format!("\n{heading}:\n"));
        for name in names {
            let command = grammar.find_subcommand(name);
            let about = command.and_then(clap::Command::get_about).map(ToString::to_string);
            groups.push_str(&format!("  {name:<9} {}\n", about.unwrap_or_default()));
        }
    }
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{groups}\n{EVERYWHERE}:\n\
         {{options}}\n"
    );
    grammar.help_template(template)
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> ExitCode {
    let parsed = grammar().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return misread(&error),
    };
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => crate::fail::tell(&error),
    }
}

/// Help and version are answers; anything else is a wrong call, told in one line.
fn misread(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let printed = crate::out::print(&error.render().to_string());
        return printed.map_or_else(|error| crate::fail::tell(&error), |()| ExitCode::SUCCESS);
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{}", error.render());
    } else {
        let told = error.render().to_string();
        let what = told.split("\n\nUsage:").next().unwrap_or_default();
        let what = what.split("\n\nFor more information").next().unwrap_or_default();
        let line = what.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = line.strip_prefix("error: ").unwrap_or(&line);
        eprintln!("stufe: {line}; see --help");
    }
    ExitCode::from(2)
}

impl Cli {
    fn run(self) -> Result<()> {
        let listen = match &self.command {
            Command::Serve(args) => args.listen.clone(),
            Command::Demo(args) => args.listen.clone(),
            _ => None,
        };
        let config = Config::find(&self.options, listen)?;
        logging::start(&config);
        match self.command {
            Command::Serve(_) => serve::run(&config),
            Command::Demo(args) => demo::run(&args, &config),
            Command::Mail(args) => mail::run(args, &config),
            Command::Import(args) => import::run(args, &config),
            Command::Report(args) => report::run(args, &config),
            Command::Check(args) => check::run(args, &config),
            Command::User(args) => user::run(args, &config),
            Command::Team(args) => team::run(args, &config),
            Command::Service(args) => service::run(args, &config),
            Command::Token(args) => token::run(args, &config),
            Command::Secrets(args) => secrets::run(&args, &config),
            Command::Config(args) => config::run(args, &config),
            Command::Openapi(_) => openapi::run(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_and_every_command_stands_in_one_group() {
        grammar().debug_assert();
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        let grammar = grammar();
        let mut all: Vec<&str> = grammar.get_subcommands().map(clap::Command::get_name).collect();
        grouped.sort_unstable();
        all.sort_unstable();
        assert_eq!(grouped, all);
        for command in grammar.get_subcommands() {
            assert!(command.get_about().is_some(), "{} says what it does", command.get_name());
        }
    }
}
