//! `stufe team`: the teams of the desk.

use super::{by_hand, directory, team_named};
use crate::clock;
use crate::config::Config;
use crate::opening;
use crate::out::Output;
use crate::table::table;
use anyhow::{Result, bail};
use desk::admin::{AddTeam, AdminCommand, RetireTeam};
use desk::directory::{Directory, Team};
use desk::ids::{TeamId, TicketNumber};
use desk::values::{Reach, Tier};
use serde::Serialize;
use std::time::{Duration, Instant};
use store::queries::tickets;
use store::{Store, jobs};

/// How long a retirement waits for a server that does its work already.
const OTHERS_WAIT: Duration = Duration::from_secs(90);
/// Between two looks whether it is done.
const OTHERS_PAUSE: Duration = Duration::from_millis(250);

/// Add, list and retire teams
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    List(List),
    Retire(Retire),
}

/// Found a team
#[derive(Debug, clap::Args)]
struct Add {
    /// Its name, unique at this desk
    #[arg(long)]
    name: String,
    /// Its tier: 1 is the first contact
    #[arg(long, value_parser = tier)]
    tier: Tier,
    /// The provider it belongs to; none is the house
    #[arg(long)]
    provider: Option<String>,
    /// What a hand-over to it has to answer
    #[arg(long = "check", value_name = "ITEM")]
    checklist: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// List the teams
#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    output: Output,
}

/// End a team; its tickets go to the successor
#[derive(Debug, clap::Args)]
struct Retire {
    /// The team
    #[arg(long)]
    name: String,
    /// Who takes over
    #[arg(long, value_name = "TEAM")]
    successor: String,
    #[command(flatten)]
    output: Output,
}

fn tier(text: &str) -> Result<Tier, String> {
    let number: i64 = text.parse().map_err(|_| "a tier is a number".to_owned())?;
    Tier::try_from(number)
}

/// A team as it is shown.
#[derive(Serialize)]
struct Shown {
    name: String,
    tier: Tier,
    provider: Option<String>,
    checklist: Vec<String>,
    successor: Option<String>,
}

/// Adds, lists or retires teams.
///
/// # Errors
/// What is refused, or what is wrong with the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let store = opening::open(config)?;
    match args.command {
        Command::Add(add) => found(add, &store),
        Command::List(List { output }) => {
            let directory = directory(&store)?;
            let teams = directory.teams.values().map(|team| shown(&directory, team));
            output.print(&teams.collect::<Vec<_>>(), |teams| listed(teams))
        }
        Command::Retire(args) => retire(&args, &store),
    }
}

fn found(add: Add, store: &Store) -> Result<()> {
    let Add { name, tier, provider, checklist, output } = add;
    let id = store.write(by_hand(), move |ledger| {
        let (team, name, provider) = (ledger.new_team()?, name.clone(), provider.clone());
        let add = AddTeam {
            team,
            name,
            tier,
            provider,
            checklist: checklist.clone(),
            reach: Reach::House,
        };
        ledger.admin(AdminCommand::AddTeam(add))?;
        Ok(team)
    })?;
    tell(store, id, output, |team| format!("{} is founded on tier {}.\n", team.name, team.tier))
}

fn retire(args: &Retire, store: &Store) -> Result<()> {
    let directory = directory(store)?;
    let team = team_named(&directory, &args.name)?;
    let successor = team_named(&directory, &args.successor)?;
    store.write(by_hand(), move |ledger| {
        Ok(ledger.admin(AdminCommand::RetireTeam(RetireTeam { team, successor }))?.len())
    })?;
    follow(store, team)?;
    tell(store, team, args.output, |team| {
        let successor = team.successor.as_deref().unwrap_or_default();
        format!("{} is retired; its tickets are with {successor}.\n", team.name)
    })
}

/// Lets the tickets follow, or waits for the server that lets them.
fn follow(store: &Store, team: TeamId) -> Result<()> {
    let node = super::node()?;
    let begin = Instant::now();
    loop {
        while jobs::run_due(store, &node, clock::now())? > 0 {}
        let left = store.read(|desk| Ok(tickets::with_team(desk.tx, team, TicketNumber(0), 1)?))?;
        if left.is_empty() {
            return Ok(());
        }
        if begin.elapsed() > OTHERS_WAIT {
            bail!("the team is retired, but not all its tickets have followed; run stufe serve");
        }
        std::thread::sleep(OTHERS_PAUSE);
    }
}

fn tell(
    store: &Store,
    id: TeamId,
    output: Output,
    text: impl FnOnce(&Shown) -> String,
) -> Result<()> {
    let directory = directory(store)?;
    match directory.team(id) {
        Some(team) => output.print(&shown(&directory, team), text),
        None => bail!("the team is not there any more"),
    }
}

fn shown(directory: &Directory, team: &Team) -> Shown {
    Shown {
        name: team.name.clone(),
        tier: team.tier,
        provider: team.provider.clone(),
        checklist: team.checklist.clone(),
        successor: directory.successor_of(team.id).map(|team| team.name.clone()),
    }
}

fn listed(teams: &[Shown]) -> String {
    let row = |team: &Shown| {
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let (provider, successor) = (text(&team.provider), text(&team.successor));
        let items = team.checklist.join("; ");
        vec![team.tier.to_string(), team.name.clone(), provider, successor, items]
    };
    let headings = ["TIER", "NAME", "PROVIDER", "RETIRED FOR", "CHECKLIST"];
    table(&headings, &teams.iter().map(row).collect::<Vec<_>>())
}
