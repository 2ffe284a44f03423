//! Teams and services.

use super::DeskEvent;
use super::people::check_teams;
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::{ServiceId, TeamId};
use crate::limits::{CHECKLIST_MAX, NAME_MAX};
use crate::refusal::{Problems, Refusal};
use crate::values::Tier;

/// Found a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddTeam {
    /// The identity the store has minted.
    pub team: TeamId,
    /// Its name, unique at this desk.
    pub name: String,
    /// Its tier.
    pub tier: Tier,
    /// The provider it belongs to.
    pub provider: Option<String>,
    /// What a hand-over to it has to answer.
    pub checklist: Vec<String>,
}

/// Retire a team. Its tickets follow to the successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetireTeam {
    /// The team.
    pub team: TeamId,
    /// Who takes over.
    pub successor: TeamId,
}

/// Put a service into the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddService {
    /// The identity the store has minted.
    pub service: ServiceId,
    /// Its name, unique at this desk.
    pub name: String,
    /// The teams that serve it, in the order of preference.
    pub teams: Vec<TeamId>,
}

fn check_name(field: &str, name: &str, problems: &mut Problems) {
    if name.trim().is_empty() {
        problems.add(field, "required", "Give it a name.");
    } else if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        problems.add(field, "invalid", format!("Up to {NAME_MAX} characters, on one line."));
    }
}

pub(super) fn add_team(command: AddTeam, context: &Context<'_>) -> Result<Vec<DeskEvent>, Refusal> {
    if context.directory.team_named(&command.name).is_some() {
        let message = format!("There is a team called \"{}\" already.", command.name);
        return Err(Refusal::conflict("name_taken", message));
    }
    let mut problems = Problems::new();
    check_name("name", &command.name, &mut problems);
    if let Some(provider) = &command.provider {
        check_name("provider", provider, &mut problems);
    }
    if command.checklist.len() > CHECKLIST_MAX {
        problems.add("checklist", "too_many", format!("At most {CHECKLIST_MAX} items."));
    }
    for item in &command.checklist {
        check_name("checklist", item, &mut problems);
    }
    problems.finish("team_incomplete", "The team cannot be founded.")?;
    let AddTeam { team, name, tier, provider, checklist } = command;
    Ok(vec![DeskEvent::TeamAdded { team, name, tier, provider, checklist }])
}

pub(super) fn retire_team(
    command: RetireTeam,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let Some(team) = context.directory.team(command.team) else {
        return Err(Refusal::not_found("team"));
    };
    if !team.is_active() {
        return Err(Refusal::state("retired", format!("{} is retired already.", team.name)));
    }
    let mut problems = Problems::new();
    match context.directory.team(command.successor) {
        Some(next) if next.id == team.id => {
            problems.add("successor", "itself", "A team cannot succeed itself.");
        }
        Some(next) if next.is_active() => {}
        Some(_) | None => {
            problems.add("successor", "unknown", "Name an active team that takes over.");
        }
    }
    let mut others = context.directory.teams.values().filter(|other| other.id != team.id);
    if team.tier == Tier::FIRST && !others.any(|o| o.tier == Tier::FIRST && Team::is_active(o)) {
        let message = "This is the last tier-1 team: somebody has to answer the requesters.";
        problems.add("team", "last_of_tier_1", message);
    }
    problems.finish("retirement_refused", "The team cannot be retired.")?;
    Ok(vec![DeskEvent::TeamRetired { team: command.team, successor: command.successor }])
}

pub(super) fn add_service(
    command: AddService,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    if context.directory.service_named(&command.name).is_some() {
        let message = format!("There is a service called \"{}\" already.", command.name);
        return Err(Refusal::conflict("name_taken", message));
    }
    let mut problems = Problems::new();
    check_name("name", &command.name, &mut problems);
    check_teams(&command.teams, context, &mut problems);
    problems.finish("service_incomplete", "The service cannot be added.")?;
    let AddService { service, name, teams } = command;
    Ok(vec![DeskEvent::ServiceAdded { service, name, teams }])
}
