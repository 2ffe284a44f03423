//! The desk's own stream: people, teams, services, tokens. The same shape as tickets: a command,
//! a decision, events, a fold.

mod event;
mod people;
mod teams;

pub use event::{DeskEvent, Scope};
pub use people::{AddPerson, IssueToken, RevokeToken, SetPassword, SetTeams};
pub use teams::{AddService, AddTeam, RetireTeam};

use crate::access::{DeskAction, can_desk, role_of};
use crate::actor::Context;
use crate::refusal::Refusal;

/// Everything one can ask of the desk as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminCommand {
    /// A person becomes known.
    AddPerson(AddPerson),
    /// An agent's teams change.
    SetTeams(SetTeams),
    /// A person gets a password.
    SetPassword(SetPassword),
    /// A person gets an API token.
    IssueToken(IssueToken),
    /// A token ends.
    RevokeToken(RevokeToken),
    /// A team is founded.
    AddTeam(AddTeam),
    /// A team ends and names its successor.
    RetireTeam(RetireTeam),
    /// A service enters the catalogue.
    AddService(AddService),
}

/// Decides on an administrative command.
///
/// # Errors
/// A [`Refusal`] that lists everything in the way.
pub fn decide(command: AdminCommand, context: &Context<'_>) -> Result<Vec<DeskEvent>, Refusal> {
    require(&command, context)?;
    match command {
        AdminCommand::AddPerson(command) => people::add_person(command, context),
        AdminCommand::SetTeams(command) => people::set_teams(command, context),
        AdminCommand::SetPassword(command) => Ok(people::set_password(command)),
        AdminCommand::IssueToken(command) => people::issue_token(command, context),
        AdminCommand::RevokeToken(command) => Ok(people::revoke_token(command)),
        AdminCommand::AddTeam(command) => teams::add_team(command, context),
        AdminCommand::RetireTeam(command) => teams::retire_team(command, context),
        AdminCommand::AddService(command) => teams::add_service(command, context),
    }
}

/// Admins administer. Whoever opens tickets for others may make a requester known; everybody
/// revokes their own tokens; the command line acts for the desk.
fn require(command: &AdminCommand, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(person) = context.actor.person().filter(|_| context.by_person()) else {
        return Ok(());
    };
    let role = role_of(context.directory, person);
    let allowed = match command {
        AdminCommand::AddPerson(add) if add.is_plain_requester() => {
            can_desk(role, DeskAction::OpenForOthers)
        }
        AdminCommand::RevokeToken(revoke) if revoke.person == person => true,
        AdminCommand::AddPerson(_)
        | AdminCommand::SetTeams(_)
        | AdminCommand::SetPassword(_)
        | AdminCommand::IssueToken(_)
        | AdminCommand::RevokeToken(_)
        | AdminCommand::AddTeam(_)
        | AdminCommand::RetireTeam(_)
        | AdminCommand::AddService(_) => can_desk(role, DeskAction::Administer),
    };
    if allowed { Ok(()) } else { Err(Refusal::forbidden("Only an admin can do this.")) }
}

#[cfg(test)]
mod tests;
