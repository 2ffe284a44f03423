//! The service catalogue.

use super::DeskEvent;
use super::people::check_teams;
use super::teams::check_name;
use crate::actor::Context;
use crate::directory::Service;
use crate::ids::{ServiceId, TeamId};
use crate::refusal::{Problems, Refusal};

/// Put a service into the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddService {
    /// The identity the store has minted.
    pub service: ServiceId,
    /// Its name, unique at this desk.
    pub name: String,
    /// The teams that serve it, in the order of preference.
    pub teams: Vec<TeamId>,
    /// True when what is asked about it is for its teams alone.
    pub confidential: bool,
}

/// Change a service; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeService {
    /// The service.
    pub service: ServiceId,
    /// Its name from now on.
    pub name: Option<String>,
    /// All the teams that serve it from now on, in the order of preference.
    pub teams: Option<Vec<TeamId>>,
    /// Whether what is asked about it from now on is for its teams alone.
    pub confidential: Option<bool>,
}

/// Take a service out of the catalogue: it cannot be chosen any more, and tickets keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetireService {
    /// The service.
    pub service: ServiceId,
}

/// Put a retired service back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreService {
    /// The service.
    pub service: ServiceId,
}

fn name_taken(name: &str, but: Option<ServiceId>, context: &Context<'_>) -> Result<(), Refusal> {
    match context.directory.service_named(name) {
        Some(other) if Some(other.id) != but => {
            let message = format!("There is a service called \"{name}\" already.");
            Err(Refusal::conflict("name_taken", message))
        }
        Some(_) | None => Ok(()),
    }
}

fn known<'a>(service: ServiceId, context: &Context<'a>) -> Result<&'a Service, Refusal> {
    let service = context.directory.services.get(&service);
    service.ok_or_else(|| Refusal::not_found("service"))
}

pub(super) fn add_service(
    command: AddService,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    name_taken(&command.name, None, context)?;
    let mut problems = Problems::new();
    check_name("name", &command.name, &mut problems);
    check_teams(&command.teams, context, &mut problems);
    check_confidential(command.confidential, &command.teams, &mut problems);
    problems.finish("service_incomplete", "The service cannot be added.")?;
    let AddService { service, name, teams, confidential } = command;
    Ok(vec![DeskEvent::ServiceAdded { service, name, teams, confidential }])
}

pub(super) fn change_service(
    command: ChangeService,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let ChangeService { service, name, teams, confidential } = command;
    let was = known(service, context)?;
    if let Some(name) = &name {
        name_taken(name, Some(service), context)?;
    }
    let teams = teams.filter(|teams| *teams != was.teams);
    let mut problems = Problems::new();
    if let Some(name) = &name {
        check_name("name", name, &mut problems);
    }
    if let Some(teams) = &teams {
        check_teams(teams, context, &mut problems);
    }
    check_confidential(
        confidential.unwrap_or(was.confidential),
        teams.as_ref().unwrap_or(&was.teams),
        &mut problems,
    );
    problems.finish("service_incomplete", "The service cannot be changed.")?;
    let renamed = name.filter(|name| *name != was.name);
    let renamed = renamed.map(|name| DeskEvent::ServiceRenamed { service, name });
    let served = teams.map(|teams| DeskEvent::ServiceTeamsSet { service, teams });
    let kept = confidential.filter(|confidential| *confidential != was.confidential);
    let kept = kept.map(|confidential| DeskEvent::ServiceConfidentialSet { service, confidential });
    Ok(renamed.into_iter().chain(served).chain(kept).collect())
}

/// What only its teams may see needs teams.
fn check_confidential(confidential: bool, teams: &[TeamId], problems: &mut Problems) {
    if confidential && teams.is_empty() {
        let message = "A confidential service needs a team: nobody else sees what is asked.";
        problems.add("teams", "required", message);
    }
}

pub(super) fn retire_service(
    command: RetireService,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let RetireService { service } = command;
    let retired = known(service, context)?.active.then_some(DeskEvent::ServiceRetired { service });
    Ok(retired.into_iter().collect())
}

pub(super) fn restore_service(
    command: RestoreService,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let RestoreService { service } = command;
    let active = known(service, context)?.active;
    Ok(if active { Vec::new() } else { vec![DeskEvent::ServiceRestored { service }] })
}
