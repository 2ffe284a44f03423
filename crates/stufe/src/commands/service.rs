//! `stufe service`: the catalogue.

use super::{by_hand, directory, names_of, teams_named};
use crate::config::Config;
use crate::opening;
use crate::out::Output;
use crate::table::table;
use anyhow::Result;
use desk::admin::{AddService, AdminCommand};
use desk::directory::Directory;
use desk::ids::ServiceId;
use serde::Serialize;

/// Add and list services
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    List(List),
}

/// Add a service and the teams that serve it
#[derive(Debug, clap::Args)]
struct Add {
    /// Its name, unique at this desk
    #[arg(long)]
    name: String,
    /// A team that serves it, the first of a tier before the others
    #[arg(long = "team", required = true, value_name = "TEAM")]
    teams: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// List the services
#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    output: Output,
}

/// A service as it is shown.
#[derive(Serialize)]
struct Shown {
    name: String,
    teams: Vec<String>,
}

/// Adds or lists services.
///
/// # Errors
/// What is refused, or what is wrong with the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let store = opening::open(config)?;
    match args.command {
        Command::Add(Add { name, teams, output }) => {
            let teams = teams_named(&*directory(&store)?, &teams)?;
            let id = store.write(by_hand(), move |ledger| {
                let (service, name, teams) = (ledger.new_service()?, name.clone(), teams.clone());
                ledger.admin(AdminCommand::AddService(AddService {
                    service,
                    name,
                    teams,
                    confidential: false,
                }))?;
                Ok(service)
            })?;
            let directory = directory(&store)?;
            let added = shown(&directory).into_iter().find(|(of, _)| *of == id);
            output.print(&added.map(|(_, it)| it), |_| "The service is added.\n".to_owned())
        }
        Command::List(List { output }) => {
            let directory = directory(&store)?;
            let services: Vec<Shown> = shown(&directory).into_iter().map(|(_, it)| it).collect();
            output.print(&services, |services| {
                let row = |it: &Shown| vec![it.name.clone(), it.teams.join(", ")];
                table(&["NAME", "TEAMS"], &services.iter().map(row).collect::<Vec<_>>())
            })
        }
    }
}

fn shown(directory: &Directory) -> Vec<(ServiceId, Shown)> {
    let show = |service: &desk::directory::Service| {
        let teams = names_of(directory, &service.teams);
        (service.id, Shown { name: service.name.clone(), teams })
    };
    directory.services.values().map(show).collect()
}
