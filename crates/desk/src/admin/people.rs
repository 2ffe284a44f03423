//! People, their teams, passwords and tokens.

use super::{DeskEvent, Scope};
use crate::actor::Context;
use crate::ids::{PersonId, TeamId, TokenId};
use crate::limits::{NAME_MAX, TEAMS_MAX};
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::Role;
use std::collections::BTreeSet;

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

/// Set an agent's teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetTeams {
    /// Who.
    pub person: PersonId,
    /// All their teams from now on.
    pub teams: Vec<TeamId>,
}

/// Note that a person got a password; the store keeps its hash apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetPassword {
    /// Who.
    pub person: PersonId,
}

/// Note that a person got a token; the store keeps its hash apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueToken {
    /// The identity the store has minted.
    pub token: TokenId,
    /// Whose.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// End a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevokeToken {
    /// The token.
    pub token: TokenId,
    /// Whose it is.
    pub person: PersonId,
}

pub(super) fn add_person(
    command: AddPerson,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    if command.email_taken_by.is_some() {
        let message = "Somebody with this email address is known already.";
        return Err(Refusal::conflict("email_taken", message));
    }
    let mut problems = Problems::new();
    let name = command.name.filter(|name| !name.is_blank());
    let any = name.is_some() || command.email.is_some() || command.phone.is_some();
    if !any {
        problems.add("name", "required", "Give a name, an email address or a telephone number.");
    }
    if let Some(email) = &command.email
        && !is_address(email.as_str())
    {
        let message = format!("\"{}\" is not an email address.", email.as_str());
        problems.add("email", "invalid", message);
    }
    for (field, text) in [("name", &name), ("email", &command.email), ("phone", &command.phone)] {
        if text.as_ref().is_some_and(|text| !is_line(text.as_str())) {
            let message = format!("Up to {NAME_MAX} characters, on one line.");
            problems.add(field, "invalid", message);
        }
    }
    check_teams(&command.teams, context, &mut problems);
    if command.role == Role::Requester && !command.teams.is_empty() {
        problems.add("teams", "not_allowed", "A requester is in no team; choose another role.");
    }
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

/// A plain check: one `@` with something on both sides, no white space, one line.
fn is_address(address: &str) -> bool {
    let parts = address.split_once('@');
    is_line(address)
        && !address.chars().any(char::is_whitespace)
        && parts.is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

fn is_line(text: &str) -> bool {
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

pub(super) fn set_teams(
    command: SetTeams,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let Some(agent) = context.directory.agent(command.person) else {
        return Err(Refusal::state("not_an_agent", "Only agents, leads and admins are in teams."));
    };
    let mut problems = Problems::new();
    check_teams(&command.teams, context, &mut problems);
    problems.finish("teams_refused", "These teams cannot be set.")?;
    if agent.teams == command.teams {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::TeamsSet { person: command.person, teams: command.teams }])
}

pub(super) fn set_password(command: SetPassword) -> Vec<DeskEvent> {
    vec![DeskEvent::PasswordSet { person: command.person }]
}

pub(super) fn issue_token(
    command: IssueToken,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let mut problems = Problems::new();
    if command.scopes.is_empty() {
        problems.add("scopes", "required", "Name what the token may do: read, write.");
    }
    if command.expires_at.is_some_and(|at| at <= context.now) {
        problems.add("expires_at", "in_the_past", "Name a date that is still to come.");
    }
    problems.finish("token_incomplete", "The token cannot be issued.")?;
    let IssueToken { token, person, scopes, expires_at } = command;
    Ok(vec![DeskEvent::TokenIssued { token, person, scopes, expires_at }])
}

pub(super) fn revoke_token(command: RevokeToken) -> Vec<DeskEvent> {
    vec![DeskEvent::TokenRevoked { token: command.token }]
}
