//! Teams.

use super::DeskEvent;
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::TeamId;
use crate::limits::{CHECKLIST_MAX, NAME_MAX};
use crate::refusal::{Problems, Refusal};
use crate::values::{Reach, Tier};

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
    /// How far its members see.
    pub reach: Reach,
}

/// Change a team; what is left out stays. Its tier is for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeTeam {
    /// The team.
    pub team: TeamId,
    /// Its name from now on.
    pub name: Option<String>,
    /// The provider it belongs to from now on; `Some(None)` makes it a team of the house.
    pub provider: Option<Option<String>>,
    /// All that a hand-over to it has to answer from now on.
    pub checklist: Option<Vec<String>>,
    /// How far its members see from now on.
    pub reach: Option<Reach>,
}

/// Retire a team. Its tickets follow to the successor, which serves its services from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetireTeam {
    /// The team.
    pub team: TeamId,
    /// Who takes over.
    pub successor: TeamId,
}

pub(super) fn check_name(field: &str, name: &str, problems: &mut Problems) {
    if name.trim().is_empty() {
        problems.add(field, "required", "Give it a name.");
    } else if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        problems.add(field, "invalid", format!("Up to {NAME_MAX} characters, on one line."));
    }
}

fn check_checklist(checklist: &[String], problems: &mut Problems) {
    if checklist.len() > CHECKLIST_MAX {
        problems.add("checklist", "too_many", format!("At most {CHECKLIST_MAX} items."));
    }
    for item in checklist {
        check_name("checklist", item, problems);
    }
}

fn name_taken(name: &str, but: Option<TeamId>, context: &Context<'_>) -> Result<(), Refusal> {
    match context.directory.team_named(name) {
        Some(other) if Some(other.id) != but => {
            let message = format!("There is a team called \"{name}\" already.");
            Err(Refusal::conflict("name_taken", message))
        }
        Some(_) | None => Ok(()),
    }
}

/// The team of that id, unless it is retired.
fn active<'a>(team: TeamId, context: &Context<'a>) -> Result<&'a Team, Refusal> {
    let team = context.directory.team(team).ok_or_else(|| Refusal::not_found("team"))?;
    if team.is_active() {
        Ok(team)
    } else {
        Err(Refusal::state("retired", format!("{} is retired already.", team.name)))
    }
}

pub(super) fn add_team(command: AddTeam, context: &Context<'_>) -> Result<Vec<DeskEvent>, Refusal> {
    name_taken(&command.name, None, context)?;
    let mut problems = Problems::new();
    check_name("name", &command.name, &mut problems);
    if let Some(provider) = &command.provider {
        check_name("provider", provider, &mut problems);
    }
    check_checklist(&command.checklist, &mut problems);
    problems.finish("team_incomplete", "The team cannot be founded.")?;
    let AddTeam { team, name, tier, provider, checklist, reach } = command;
    Ok(vec![DeskEvent::TeamAdded { team, name, tier, provider, checklist, reach }])
}

pub(super) fn change_team(
    command: ChangeTeam,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let ChangeTeam { team, name, provider, checklist, reach } = command;
    let was = active(team, context)?;
    if let Some(name) = &name {
        name_taken(name, Some(team), context)?;
    }
    let mut problems = Problems::new();
    if let Some(name) = &name {
        check_name("name", name, &mut problems);
    }
    if let Some(Some(provider)) = &provider {
        check_name("provider", provider, &mut problems);
    }
    check_checklist(checklist.as_deref().unwrap_or_default(), &mut problems);
    problems.finish("team_incomplete", "The team cannot be changed.")?;
    let renamed = name.filter(|name| *name != was.name);
    let moved = provider.filter(|provider| *provider != was.provider);
    let asked = checklist.filter(|checklist| *checklist != was.checklist);
    let events = [
        renamed.map(|name| DeskEvent::TeamRenamed { team, name }),
        moved.map(|provider| DeskEvent::ProviderSet { team, provider }),
        asked.map(|checklist| DeskEvent::ChecklistSet { team, checklist }),
        reach.filter(|reach| *reach != was.reach).map(|reach| DeskEvent::ReachSet { team, reach }),
    ];
    Ok(events.into_iter().flatten().collect())
}

pub(super) fn retire_team(
    command: RetireTeam,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let RetireTeam { team, successor } = command;
    let retired = active(team, context)?;
    let mut problems = Problems::new();
    match context.directory.team(successor) {
        Some(next) if next.id == team => {
            problems.add("successor", "itself", "A team cannot succeed itself.");
        }
        Some(next) if next.is_active() => {}
        Some(_) | None => {
            problems.add("successor", "unknown", "Name an active team that takes over.");
        }
    }
    let mut others = context.directory.teams.values().filter(|other| other.id != team);
    if retired.tier == Tier::FIRST && !others.any(|o| o.tier == Tier::FIRST && Team::is_active(o)) {
        let message = "This is the last tier-1 team: somebody has to answer the requesters.";
        problems.add("team", "last_of_tier_1", message);
    }
    problems.finish("retirement_refused", "The team cannot be retired.")?;
    let mut events = vec![DeskEvent::TeamRetired { team, successor }];
    events.extend(services_follow(team, successor, context));
    Ok(events)
}

/// The successor takes the retired team's place wherever that served a service.
fn services_follow(
    retired: TeamId,
    successor: TeamId,
    context: &Context<'_>,
) -> impl Iterator<Item = DeskEvent> {
    let served = context.directory.services.values();
    served.filter(move |it| it.teams.contains(&retired)).map(move |it| {
        let mut teams = it.teams.clone();
        teams.retain(|team| *team != successor);
        teams.iter_mut().filter(|team| **team == retired).for_each(|team| *team = successor);
        DeskEvent::ServiceTeamsSet { service: it.id, teams }
    })
}
