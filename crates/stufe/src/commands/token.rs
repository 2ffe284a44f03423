//! `stufe token`: keys to the API.

use super::{by_hand, nobody};
use crate::clock;
use crate::config::Config;
use crate::opening;
use crate::out::{self, Output};
use crate::table::table;
use anyhow::Result;
use desk::admin::{AdminCommand, RevokeToken, Scope};
use desk::ids::{PersonId, TokenId};
use desk::refusal::Refusal;
use desk::time::{Span, Timestamp};
use serde::Serialize;
use store::queries::people::{self, PersonRow};
use store::queries::tokens::{self, TokenRow};
use store::{Snapshot, Store};

/// People and tokens read at a time.
const AT_A_TIME: i64 = 1_000;
/// The furthest end of a token.
const DAYS_MAX: i64 = 36_500;

/// Create, list and revoke API tokens
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Create a token and print it, once and nothing else
#[derive(Debug, clap::Args)]
struct Create {
    /// Whose it is, by email address
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What it may do: read, write; both when left out
    #[arg(long = "scope", value_name = "SCOPE", value_parser = scope)]
    scopes: Vec<Scope>,
    /// When it ends by itself
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=DAYS_MAX))]
    expires_in_days: Option<i64>,
}

/// List the tokens that hold, without their secrets
#[derive(Debug, clap::Args)]
struct List {
    /// Only this person's, by email address
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// End a token
#[derive(Debug, clap::Args)]
struct Revoke {
    /// Its number in the list
    token: i64,
}

fn scope(word: &str) -> Result<Scope, String> {
    word.parse().map_err(|error: desk::values::UnknownValue| error.to_string())
}

/// A token as it is shown.
#[derive(Serialize)]
struct Shown {
    token: TokenId,
    user: Option<String>,
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<String>,
}

/// Creates, lists or revokes tokens.
///
/// # Errors
/// What is refused, or what is wrong with the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let store = opening::open(config)?;
    match args.command {
        Command::Create(create) => issue(create, &store),
        Command::List(List { user, output }) => {
            let tokens = store.read(|desk| shown(desk, user.as_deref()))?;
            output.print(&tokens, |tokens| listed(tokens))
        }
        Command::Revoke(Revoke { token }) => {
            let token = TokenId(token);
            store.write(by_hand(), move |ledger| {
                let row = tokens::by_id(ledger.tx(), token)?;
                let person = row.ok_or_else(|| Refusal::not_found("token"))?.person;
                ledger.admin(AdminCommand::RevokeToken(RevokeToken { token, person }))?;
                Ok(())
            })?;
            out::print("The token is revoked.\n")
        }
    }
}

fn issue(create: Create, store: &Store) -> Result<()> {
    let Create { user, mut scopes, expires_in_days } = create;
    if scopes.is_empty() {
        scopes = vec![Scope::Read, Scope::Write];
    }
    scopes.sort_unstable();
    scopes.dedup();
    let secret = web::new_token()?;
    let digest = web::token_digest(&secret);
    let expires_at = expires_in_days.map(|days| clock::now() + Span::days(days));
    store.write(by_hand(), move |ledger| {
        let person = people::by_email(ledger.tx(), &user)?.ok_or_else(|| nobody(&user))?;
        ledger.issue_token(person.id, scopes.clone(), expires_at, &digest)
    })?;
    out::print(&format!("{secret}\n"))
}

fn shown(desk: &mut Snapshot<'_, '_>, user: Option<&str>) -> Result<Vec<Shown>, store::Failure> {
    let mut found = Vec::new();
    if let Some(email) = user {
        let person = people::by_email(desk.tx, email)?.ok_or_else(|| nobody(email))?;
        of_person(desk, &person, &mut found)?;
        return Ok(found);
    }
    let mut after = PersonId(0);
    loop {
        let page = people::after(desk.tx, after, AT_A_TIME)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.id;
        for person in page {
            of_person(desk, &person, &mut found)?;
        }
    }
}

fn of_person(
    desk: &mut Snapshot<'_, '_>,
    person: &PersonRow,
    found: &mut Vec<Shown>,
) -> Result<(), store::Failure> {
    for TokenRow { id, scopes, expires_at, .. } in tokens::of_person(desk.tx, person.id, AT_A_TIME)?
    {
        let (user, name) = (person.email.clone(), person.name.clone());
        let expires_at = expires_at.map(rfc_3339);
        found.push(Shown { token: id, user, name, scopes, expires_at });
    }
    Ok(())
}

fn rfc_3339(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

fn listed(tokens: &[Shown]) -> String {
    let row = |it: &Shown| {
        let scopes: Vec<&str> = it.scopes.iter().map(|scope| scope.as_str()).collect();
        let whose = it.user.clone().unwrap_or_else(|| it.name.clone());
        let end = it.expires_at.clone().unwrap_or_else(|| "-".to_owned());
        vec![it.token.to_string(), whose, scopes.join(", "), end]
    };
    table(&["TOKEN", "USER", "SCOPES", "EXPIRES"], &tokens.iter().map(row).collect::<Vec<_>>())
}
