//! The desk's own stream: people, teams, services, tokens. The same shape as tickets: a command,
//! a decision, events, a fold.

mod about;
mod belonging;
mod doors;
mod event;
mod fold;
mod leaving;
mod naming;
mod organisations;
mod password;
mod people;
mod providers;
mod reading;
mod secrets;
mod services;
mod teams;

pub use belonging::{Belonging, SetBelonging, SetSharing, Superior};
pub use doors::{AtTheDoor, NoteDoor, RequireTwoFactors, SignInWay, TwoFactors, Whence};
pub use event::{DeskEvent, Scope};
pub use leaving::{Deactivate, Reactivate};
pub use naming::NameDesk;
pub use organisations::{AddOrganisation, ChangeOrganisation};
pub use password::{Owner, check_password};
pub use people::{AddPerson, ChangePerson, Known, SetTeams, is_address};
pub use providers::SetDataRules;
pub use reading::NoteRead;
pub use secrets::{EndSessions, IssueLink, IssueToken, LinkPurpose, RevokeToken, SetPassword};
pub use services::{AddService, ChangeService, RestoreService, RetireService};
pub use teams::{AddTeam, ChangeTeam, RetireTeam};

use crate::access::{DeskAction, can_desk, role_of};
use crate::actor::Context;
use crate::refusal::Refusal;

/// Everything one can ask of the desk as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminCommand {
    /// A person becomes known.
    AddPerson(AddPerson),
    /// What is known of a person changes.
    ChangePerson(Box<ChangePerson>),
    /// An agent's teams change.
    SetTeams(SetTeams),
    /// A person has left.
    Deactivate(Deactivate),
    /// A person is back.
    Reactivate(Reactivate),
    /// A person gets a password.
    SetPassword(SetPassword),
    /// A person gets a link to choose a password.
    IssueLink(IssueLink),
    /// A person is signed out everywhere.
    EndSessions(EndSessions),
    /// A person gets an API token.
    IssueToken(IssueToken),
    /// A token ends.
    RevokeToken(RevokeToken),
    /// A team is founded.
    AddTeam(AddTeam),
    /// A team changes.
    ChangeTeam(ChangeTeam),
    /// A team ends and names its successor.
    RetireTeam(RetireTeam),
    /// A service enters the catalogue.
    AddService(AddService),
    /// A service changes.
    ChangeService(ChangeService),
    /// A service leaves the catalogue.
    RetireService(RetireService),
    /// A service is back in the catalogue.
    RestoreService(RestoreService),
    /// The desk gets its name.
    NameDesk(NameDesk),
    /// A provider sees more, or less.
    SetDataRules(SetDataRules),
    /// Somebody opens a confidential ticket.
    NoteRead(NoteRead),
    /// Something happened at the door.
    NoteDoor(NoteDoor),
    /// Who needs a second factor changes.
    RequireTwoFactors(RequireTwoFactors),
    /// An organisation becomes known.
    AddOrganisation(AddOrganisation),
    /// An organisation changes, retires or is back.
    ChangeOrganisation(ChangeOrganisation),
    /// A person belongs elsewhere.
    SetBelonging(Box<SetBelonging>),
    /// A person shares their requests with others.
    SetSharing(SetSharing),
}

/// Decides on an administrative command.
///
/// # Errors
/// A [`Refusal`] that lists everything in the way.
pub fn decide(command: AdminCommand, context: &Context<'_>) -> Result<Vec<DeskEvent>, Refusal> {
    require(&command, context)?;
    match command {
        AdminCommand::AddPerson(command) => people::add_person(command, context),
        AdminCommand::ChangePerson(command) => people::change_person(*command, context),
        AdminCommand::SetTeams(command) => people::set_teams(command, context),
        AdminCommand::Deactivate(command) => leaving::deactivate(command, context),
        AdminCommand::Reactivate(command) => Ok(leaving::reactivate(command)),
        AdminCommand::SetPassword(command) => Ok(secrets::set_password(command)),
        AdminCommand::IssueLink(command) => secrets::issue_link(command, context),
        AdminCommand::EndSessions(command) => Ok(secrets::end_sessions(command)),
        AdminCommand::IssueToken(command) => secrets::issue_token(command, context),
        AdminCommand::RevokeToken(command) => Ok(secrets::revoke_token(command)),
        AdminCommand::AddTeam(command) => teams::add_team(command, context),
        AdminCommand::ChangeTeam(command) => teams::change_team(command, context),
        AdminCommand::RetireTeam(command) => teams::retire_team(command, context),
        AdminCommand::AddService(command) => services::add_service(command, context),
        AdminCommand::ChangeService(command) => services::change_service(command, context),
        AdminCommand::RetireService(command) => services::retire_service(command, context),
        AdminCommand::RestoreService(command) => services::restore_service(command, context),
        AdminCommand::NameDesk(command) => naming::name_desk(command, context),
        AdminCommand::SetDataRules(command) => providers::set_data_rules(command, context),
        AdminCommand::NoteRead(command) => Ok(reading::note_read(command)),
        AdminCommand::NoteDoor(command) => Ok(doors::note(command)),
        AdminCommand::RequireTwoFactors(command) => doors::require_two_factors(command, context),
        AdminCommand::AddOrganisation(command) => organisations::add_organisation(command, context),
        AdminCommand::ChangeOrganisation(command) => {
            organisations::change_organisation(command, context)
        }
        AdminCommand::SetBelonging(command) => belonging::set_belonging(*command, context),
        AdminCommand::SetSharing(command) => belonging::set_sharing(command, context),
    }
}

/// Admins administer. Whoever opens tickets for others may make a requester known; everybody sets
/// their own password, says with whom they share their requests, and ends their own sessions and
/// tokens; the command line acts for the desk.
fn require(command: &AdminCommand, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(person) = context.actor.person().filter(|_| context.by_person()) else {
        return Ok(());
    };
    let role = role_of(context.directory, person);
    let own = match command {
        AdminCommand::AddPerson(add) if add.is_plain_requester() => {
            can_desk(role, DeskAction::OpenForOthers)
        }
        AdminCommand::SetPassword(set) => set.person == person,
        AdminCommand::EndSessions(end) => end.person == person,
        AdminCommand::RevokeToken(revoke) => revoke.person == person,
        AdminCommand::NoteRead(read) => read.person == person,
        AdminCommand::NoteDoor(note) => doors::is_own(note, person),
        AdminCommand::SetSharing(set) => set.person == person,
        AdminCommand::AddPerson(_)
        | AdminCommand::ChangePerson(_)
        | AdminCommand::SetTeams(_)
        | AdminCommand::Deactivate(_)
        | AdminCommand::Reactivate(_)
        | AdminCommand::IssueLink(_)
        | AdminCommand::IssueToken(_)
        | AdminCommand::AddTeam(_)
        | AdminCommand::ChangeTeam(_)
        | AdminCommand::RetireTeam(_)
        | AdminCommand::AddService(_)
        | AdminCommand::ChangeService(_)
        | AdminCommand::RetireService(_)
        | AdminCommand::RestoreService(_)
        | AdminCommand::NameDesk(_)
        | AdminCommand::SetDataRules(_)
        | AdminCommand::RequireTwoFactors(_)
        | AdminCommand::AddOrganisation(_)
        | AdminCommand::ChangeOrganisation(_)
        | AdminCommand::SetBelonging(_) => false,
    };
    if own || can_desk(role, DeskAction::Administer) {
        Ok(())
    } else {
        Err(Refusal::forbidden("Only an admin can do this."))
    }
}

#[cfg(test)]
mod tests;
