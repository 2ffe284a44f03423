//! People: what is known of them, what they are to the desk, in which teams they work.

use super::DeskEvent;
use crate::actor::Context;
use crate::ids::{PersonId, TeamId};
use crate::limits::{NAME_MAX, TEAMS_MAX};
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::Role;
use std::collections::BTreeSet;

/// A person as the desk knows them now. Requesters are in no directory, so the store tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What they are to the desk.
    pub role: Role,
    /// Their teams.
    pub teams: Vec<TeamId>,
    /// False once they have left.
    pub active: bool,
}

/// Make a person known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddPerson {
    /// The identity the store has minted.
    pub person: PersonId,
    /// Their name; without one the address stands for it.
    pub name: Option<Text>,
    /// Their address, unique at this desk.
    pub email: Option<Text>,
    /// Who has that address already, as the store has looked.
    pub email_taken_by: Option<PersonId>,
    /// Their telephone number.
    pub phone: Option<Text>,
    /// What they are to the desk.
    pub role: Role,
    /// Their teams.
    pub teams: Vec<TeamId>,
}

impl AddPerson {
    /// True of a person without rights at the desk.
    #[must_use]
    pub fn is_plain_requester(&self) -> bool {
        self.role == Role::Requester && self.teams.is_empty()
    }
}

/// Change what is known of a person; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePerson {
    /// Who.
    pub person: PersonId,
    /// As the desk knows them now.
    pub known: Known,
    /// Their name from now on.
    pub name: Option<Text>,
    /// Their address from now on; `Some(None)` takes it away.
    pub email: Option<Option<Text>>,
    /// Who has that address already, as the store has looked.
    pub email_taken_by: Option<PersonId>,
    /// Their telephone number from now on; `Some(None)` takes it away.
    pub phone: Option<Option<Text>>,
    /// What they are to the desk from now on.
    pub role: Option<Role>,
    /// All their teams from now on.
    pub teams: Option<Vec<TeamId>>,
}

/// Set an agent's teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetTeams {
    /// Who.
    pub person: PersonId,
    /// All their teams from now on.
    pub teams: Vec<TeamId>,
}

pub(super) fn add_person(
    command: AddPerson,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    if command.email_taken_by.is_some() {
        return Err(email_taken());
    }
    let mut problems = Problems::new();
    let name = command.name.filter(|name| !name.is_blank());
    let any = name.is_some() || command.email.is_some() || command.phone.is_some();
    if !any {
        problems.add("name", "required", "Give a name, an email address or a telephone number.");
    }
    check_words(name.as_ref(), command.email.as_ref(), command.phone.as_ref(), &mut problems);
    check_teams(&command.teams, context, &mut problems);
    check_role(command.role, &command.teams, context, &mut problems);
    problems.finish("person_incomplete", "The person cannot be added.")?;
    let Some(name) = name.or_else(|| command.email.clone()).or_else(|| command.phone.clone())
    else {
        return Ok(Vec::new());
    };
    Ok(vec![DeskEvent::PersonAdded {
        person: command.person,
        name,
        email: command.email,
        phone: command.phone,
        role: command.role,
        teams: command.teams,
    }])
}

/// Whether somebody of this role can be in these teams.
fn check_role(role: Role, teams: &[TeamId], context: &Context<'_>, problems: &mut Problems) {
    if role.has_no_teams() && !teams.is_empty() {
        let message = format!("Somebody who is {role} is in no team; choose another role.");
        problems.add("teams", "not_allowed", message);
    }
    let of_the_house = teams.iter().any(|team| !context.directory.is_provider_team(*team));
    if role.is_a_providers() && of_the_house {
        let message = "A provider's people are in that provider's teams alone.";
        problems.add("teams", "not_a_providers", message);
    }
}

fn email_taken() -> Refusal {
    Refusal::conflict("email_taken", "Somebody with this email address is known already.")
}

fn check_words(
    name: Option<&Text>,
    email: Option<&Text>,
    phone: Option<&Text>,
    problems: &mut Problems,
) {
    if let Some(email) = email
        && !is_address(email.as_str())
    {
        let message = format!("\"{}\" is not an email address.", email.as_str());
        problems.add("email", "invalid", message);
    }
    for (field, text) in [("name", name), ("email", email), ("phone", phone)] {
        if text.is_some_and(|text| !is_line(text.as_str())) {
            let message = format!("Up to {NAME_MAX} characters, on one line.");
            problems.add(field, "invalid", message);
        }
    }
}

/// A plain check of an email address: one `@` with something on both sides, no white space, one
/// line, not too long.
#[must_use]
pub fn is_address(address: &str) -> bool {
    let parts = address.split_once('@');
    is_line(address)
        && !address.chars().any(char::is_whitespace)
        && parts.is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

pub(super) fn is_line(text: &str) -> bool {
    let length = text.chars().count();
    length > 0 && length <= NAME_MAX && !text.chars().any(char::is_control)
}

pub(super) fn check_teams(teams: &[TeamId], context: &Context<'_>, problems: &mut Problems) {
    if teams.len() > TEAMS_MAX {
        problems.add("teams", "too_many", format!("At most {TEAMS_MAX} teams."));
    }
    for team in teams {
        if !context.directory.team(*team).is_some_and(|team| team.is_active()) {
            problems.add("teams", "unknown", "There is no such team, or it is retired.");
        }
    }
    if teams.iter().collect::<BTreeSet<_>>().len() < teams.len() {
        problems.add("teams", "twice", "Name every team once.");
    }
}

pub(super) fn change_person(
    command: ChangePerson,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let ChangePerson { person, known, name, email, email_taken_by, phone, role, teams } = command;
    if email_taken_by.is_some_and(|other| other != person) {
        return Err(email_taken());
    }
    let mut problems = Problems::new();
    problems.need_text_if_given("name", name.as_ref(), "Give them a name.");
    let words = |given: &Option<Option<Text>>| given.clone().flatten();
    let said = name.as_ref().filter(|name| !name.is_blank());
    check_words(said, words(&email).as_ref(), words(&phone).as_ref(), &mut problems);
    let role = role.filter(|role| *role != known.role);
    // Whoever is no longer at the desk is in none of its teams.
    let teams = match role {
        Some(role) if role.has_no_teams() => teams.or(Some(Vec::new())),
        Some(_) | None => teams,
    };
    let teams = teams.filter(|teams| *teams != known.teams);
    if let Some(teams) = &teams {
        check_teams(teams, context, &mut problems);
    }
    if teams.is_some() || role.is_some() {
        let after = teams.as_ref().unwrap_or(&known.teams);
        check_role(role.unwrap_or(known.role), after, context, &mut problems);
    }
    if role.is_some() && !known.active {
        problems.add("role", "left", "They have left; bring them back first.");
    }
    if role.is_some() && is_last_admin(person, context) {
        problems.add("role", "last_admin", LAST_ADMIN);
    }
    problems.finish("person_incomplete", "The person cannot be changed.")?;
    Ok(changes(person, &known, name, email, phone, role, teams))
}

/// The events of what is really different, in an order in which each can be folded.
fn changes(
    person: PersonId,
    known: &Known,
    name: Option<Text>,
    email: Option<Option<Text>>,
    phone: Option<Option<Text>>,
    role: Option<Role>,
    teams: Option<Vec<TeamId>>,
) -> Vec<DeskEvent> {
    let differs =
        |new: &Option<Text>, old: &Option<String>| new.as_ref().map(Text::as_str) != old.as_deref();
    let mut events = Vec::new();
    if let Some(name) = name.filter(|name| name.as_str() != known.name) {
        events.push(DeskEvent::PersonRenamed { person, name });
    }
    if let Some(email) = email.filter(|email| differs(email, &known.email)) {
        events.push(DeskEvent::EmailSet { person, email });
    }
    if let Some(phone) = phone.filter(|phone| differs(phone, &known.phone)) {
        events.push(DeskEvent::PhoneSet { person, phone });
    }
    let role_set = role.map(|role| DeskEvent::RoleSet { person, role });
    let teams_set = teams.map(|teams| DeskEvent::TeamsSet { person, teams });
    let leaves = role.is_some_and(|role| !role.works_at_desk());
    let pair = if leaves { [teams_set, role_set] } else { [role_set, teams_set] };
    events.extend(pair.into_iter().flatten());
    events
}

pub(super) const LAST_ADMIN: &str =
    "This is the last admin: without one nobody could change the desk. Name another first.";

/// True of the only admin who is left: they can neither go nor become something else.
pub(super) fn is_last_admin(person: PersonId, context: &Context<'_>) -> bool {
    let mut admins =
        context.directory.agents.values().filter(|it| it.active && it.role == Role::Admin);
    admins.next().is_some_and(|admin| admin.id == person) && admins.next().is_none()
}

pub(super) fn set_teams(
    command: SetTeams,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let Some(agent) = context.directory.agent(command.person) else {
        return Err(Refusal::state("not_an_agent", "Only agents, leads and admins are in teams."));
    };
    let mut problems = Problems::new();
    check_teams(&command.teams, context, &mut problems);
    check_role(agent.role, &command.teams, context, &mut problems);
    problems.finish("teams_refused", "These teams cannot be set.")?;
    if agent.teams == command.teams {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::TeamsSet { person: command.person, teams: command.teams }])
}
