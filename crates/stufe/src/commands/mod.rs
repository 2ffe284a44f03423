//! One file a command.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod import;
pub(crate) mod mail;
pub(crate) mod openapi;
pub(crate) mod report;
pub(crate) mod secrets;
pub(crate) mod serve;
pub(crate) mod service;
pub(crate) mod team;
pub(crate) mod token;
pub(crate) mod user;

use crate::clock;
use anyhow::{Context as _, Result};
use desk::actor::Actor;
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::refusal::Refusal;
use desk::values::Origin;
use std::sync::Arc;
use store::db::DbError;
use store::{By, Failure, Store};

/// Whoever sits at the command line acts for the desk, now.
fn by_hand() -> By {
    By { now: clock::now(), actor: Actor::Desk, origin: Origin::Command }
}

/// The desk's directory.
fn directory(store: &Store) -> Result<Arc<Directory>, Failure> {
    store.read(|desk| Ok(Arc::clone(&desk.directory)))
}

/// The team of that name.
fn team_named(directory: &Directory, name: &str) -> Result<TeamId> {
    let found = directory.team_named(name).map(|team| team.id);
    found.with_context(|| format!("there is no team \"{name}\"; see stufe team list"))
}

/// The teams of those names.
fn teams_named(directory: &Directory, names: &[String]) -> Result<Vec<TeamId>> {
    names.iter().map(|name| team_named(directory, name)).collect()
}

/// The names of teams, as they are listed.
fn names_of(directory: &Directory, teams: &[TeamId]) -> Vec<String> {
    let name = |id: &TeamId| directory.team(*id).map(|team| team.name.clone());
    teams.iter().filter_map(name).collect()
}

/// What is said when nobody has an address.
fn nobody(email: &str) -> Refusal {
    let message = format!("Nobody has the email address \"{email}\"; see stufe user list.");
    Refusal { message, ..Refusal::not_found("person") }
}

/// A name for this process, by which it leases jobs.
pub(crate) fn node() -> Result<String, DbError> {
    let salt = store::words::random::<8>()?;
    Ok(format!("{}-{:016x}", std::process::id(), u64::from_be_bytes(salt)))
}
