//! `stufe user`: the people of the desk.

use super::{by_hand, directory, names_of, nobody, teams_named};
use crate::clock;
use crate::config::Config;
use crate::opening;
use crate::out::Output;
use crate::password;
use crate::table::table;
use anyhow::Result;
use desk::admin::{AdminCommand, SetTeams};
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use desk::values::{Role, UnknownValue};
use serde::Serialize;
use store::ledger::NewPerson;
use store::queries::people::{self, PersonRow};
use store::{Failure, Store, jobs};

/// People read at a time.
const AT_A_TIME: i64 = 1_000;

/// Add and list people, set their teams and passwords, let them leave
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    List(List),
    SetTeams(SetTeamsArgs),
    SetPassword(SetPasswordArgs),
    Deactivate(Standing),
    Reactivate(Standing),
}

/// Add a person
#[derive(Debug, clap::Args)]
struct Add {
    /// Their email address, unique at this desk
    #[arg(long)]
    email: String,
    /// Their name
    #[arg(long)]
    name: String,
    /// What they are to the desk: requester, agent, lead, admin
    #[arg(long, value_parser = role)]
    role: Role,
    /// A team they work in
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<String>,
    /// Read their password from stdin
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    output: Output,
}

/// List the people
#[derive(Debug, clap::Args)]
struct List {
    /// Only those of this role
    #[arg(long, value_parser = role)]
    role: Option<Role>,
    #[command(flatten)]
    output: Output,
}

/// Set all the teams an agent works in
#[derive(Debug, clap::Args)]
struct SetTeamsArgs {
    /// Who, by email address
    #[arg(long)]
    email: String,
    /// A team they work in; none takes them out of all
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// Set somebody's password; all their sessions end
#[derive(Debug, clap::Args)]
struct SetPasswordArgs {
    /// Who, by email address
    #[arg(long)]
    email: String,
    /// Read their password from stdin
    #[arg(long, required = true)]
    password_stdin: bool,
    #[command(flatten)]
    output: Output,
}

/// Note that somebody has left, or is back
#[derive(Debug, clap::Args)]
struct Standing {
    /// Who, by email address
    #[arg(long)]
    email: String,
    #[command(flatten)]
    output: Output,
}

fn role(word: &str) -> Result<Role, String> {
    word.parse().map_err(|error: UnknownValue| error.to_string())
}

/// A person as they are shown.
#[derive(Serialize)]
struct Shown {
    id: PersonId,
    email: Option<String>,
    name: String,
    role: Role,
    teams: Vec<String>,
    active: bool,
}

/// Adds or lists people, or changes something about them.
///
/// # Errors
/// What is refused, or what is wrong with the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    match args.command {
        Command::Add(args) => add(args, config),
        Command::List(List { role, output }) => {
            let people = list(&opening::open(config)?, role)?;
            output.print(&people, |people| listed(people))
        }
        Command::SetTeams(args) => set_teams(args, &opening::open(config)?),
        Command::SetPassword(args) => set_password(args, &opening::open(config)?),
        Command::Deactivate(args) => leave(&args, &opening::open(config)?),
        Command::Reactivate(args) => come_back(&args, &opening::open(config)?),
    }
}

fn add(args: Add, config: &Config) -> Result<()> {
    let Add { email, name, role, teams, password_stdin, output } = args;
    let given = password_stdin.then(password::from_stdin).transpose()?;
    let store = opening::open(config)?;
    let hash = given.map(|given| password::hash_for(&store, &given, &name, Some(&email)));
    let hash = hash.transpose()?;
    let teams = teams_named(&*directory(&store)?, &teams)?;
    let id = store.write(by_hand(), move |ledger| {
        let (name, email) = (Some(name.clone()), Some(email.clone()));
        let new = NewPerson { name, email, phone: None, role, teams: teams.clone() };
        let person = ledger.add_person(new)?;
        if let Some(hash) = &hash {
            ledger.set_password(person, hash)?;
        }
        Ok(person)
    })?;
    let added = one(&store, id)?;
    output.print(&added, |it| format!("{} is added as {}.\n", it.name, it.role))
}

fn set_teams(args: SetTeamsArgs, store: &Store) -> Result<()> {
    let SetTeamsArgs { email, teams, output } = args;
    let teams = teams_named(&*directory(store)?, &teams)?;
    let id = store.write(by_hand(), move |ledger| {
        let found = people::by_email(ledger.tx(), &email)?;
        let person = found.ok_or_else(|| nobody(&email))?.id;
        let set = SetTeams { person, teams: teams.clone() };
        ledger.admin(AdminCommand::SetTeams(set))?;
        Ok(person)
    })?;
    let person = one(store, id)?;
    output.print(&person, |it| match it.teams.is_empty() {
        true => format!("{} is in no team.\n", it.name),
        false => format!("{} is in {}.\n", it.name, it.teams.join(", ")),
    })
}

/// The person with that address.
fn known(store: &Store, email: &str) -> Result<PersonRow, Failure> {
    store.read(|desk| {
        let found = people::by_email(desk.tx, email)?;
        Ok(found.ok_or_else(|| nobody(email))?)
    })
}

fn set_password(args: SetPasswordArgs, store: &Store) -> Result<()> {
    let SetPasswordArgs { email, password_stdin: _, output } = args;
    let PersonRow { id, name, email, .. } = known(store, &email)?;
    let hash = password::hash_for(store, &password::from_stdin()?, &name, email.as_deref())?;
    store.write(by_hand(), move |ledger| ledger.set_password(id, &hash))?;
    output.print(&one(store, id)?, |it| format!("{} has a new password.\n", it.name))
}

fn leave(args: &Standing, store: &Store) -> Result<()> {
    let id = known(store, &args.email)?.id;
    store.write(by_hand(), move |ledger| ledger.deactivate(id))?;
    // Their open tickets go back to the queues; a server does it too, whoever is first.
    let node = super::node()?;
    while jobs::run_due(store, &node, clock::now())? > 0 {}
    args.output.print(&one(store, id)?, |it| {
        format!("{} has left; their open tickets are in the queues of their teams.\n", it.name)
    })
}

fn come_back(args: &Standing, store: &Store) -> Result<()> {
    let id = known(store, &args.email)?.id;
    store.write(by_hand(), move |ledger| ledger.reactivate(id))?;
    args.output.print(&one(store, id)?, |it| format!("{} is back as {}.\n", it.name, it.role))
}

fn one(store: &Store, id: PersonId) -> Result<Shown, Failure> {
    store.read(|desk| {
        let found = people::by_id(desk.tx, id)?.ok_or_else(|| Refusal::not_found("person"))?;
        Ok(shown(&desk.directory, found))
    })
}

fn list(store: &Store, role: Option<Role>) -> Result<Vec<Shown>, Failure> {
    store.read(|desk| {
        let (mut found, mut after) = (Vec::new(), PersonId(0));
        loop {
            let page = people::after(desk.tx, after, AT_A_TIME)?;
            let Some(last) = page.last() else { return Ok(found) };
            after = last.id;
            let wanted = page.into_iter().filter(|it| role.is_none_or(|role| it.role == role));
            found.extend(wanted.map(|person| shown(&desk.directory, person)));
        }
    })
}

fn shown(directory: &Directory, person: PersonRow) -> Shown {
    let PersonRow { id, name, email, role, teams, active, .. } = person;
    Shown { id, email, name, role, teams: names_of(directory, &teams), active }
}

fn listed(people: &[Shown]) -> String {
    let row = |it: &Shown| {
        let email = it.email.clone().unwrap_or_else(|| "-".to_owned());
        let state = if it.active { "here" } else { "left" }.to_owned();
        vec![email, it.name.clone(), it.role.to_string(), state, it.teams.join(", ")]
    };
    table(&["EMAIL", "NAME", "ROLE", "STATE", "TEAMS"], &people.iter().map(row).collect::<Vec<_>>())
}
