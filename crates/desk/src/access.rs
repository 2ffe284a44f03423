//! Who may do what: one pure function over role, relation and action.
//!
//! The whole table is the snapshot `crates/desk/access.txt`; changing a right changes that file.

use crate::actor::Context;
use crate::directory::Directory;
use crate::ids::PersonId;
use crate::refusal::Refusal;
use crate::ticket::Ticket;
use crate::values::Role;
use crate::values::values;

values! {
    /// What somebody wants to do with a ticket.
    Action {
        Follow = "follow", Write = "write", Confirm = "confirm", Reopen = "reopen",
        Read = "read", Note = "note", Ask = "ask", Pull = "pull", Raise = "raise",
        Reply = "reply", Change = "change", Work = "work", Close = "close",
    }

    /// What a person is to a ticket; several may hold at once.
    Relation {
        Requester = "requester", Holder = "holder", Contact = "contact", Path = "path",
        OutsidePath = "outside_path", Inside = "inside", ProviderHeld = "provider_held",
        Foreign = "foreign",
    }

    /// What somebody wants to do with the desk as a whole.
    DeskAction {
        OpenTicket = "open_ticket", OpenForOthers = "open_for_others",
        ReadDirectory = "read_directory", ReadReports = "read_reports",
        ReadAdministration = "read_administration", Administer = "administer",
    }
}

/// What a person is to a ticket.
///
/// `holder`, `contact` and `path` come from the person's teams. Everybody else of the house is
/// `inside` for tickets that teams of the house hold, and `provider_held` for those with a
/// provider. A provider's people are `outside_path` to what they have handed on, and `foreign` to
/// everything else.
#[must_use]
pub fn relations(directory: &Directory, person: PersonId, ticket: &Ticket) -> Vec<Relation> {
    let mut found = Vec::new();
    if ticket.requester == person {
        found.push(Relation::Requester);
    }
    let Some(agent) = directory.agent(person) else {
        if found.is_empty() {
            found.push(Relation::Foreign);
        }
        return found;
    };
    if agent.teams.contains(&ticket.team) {
        found.push(Relation::Holder);
    }
    let outside = directory.is_outside(agent);
    let on_path = ticket.path.iter().any(|step| agent.teams.contains(&step.team));
    // A provider answers for a ticket only while it holds it or has handed it on (section 8).
    if agent.teams.contains(&ticket.contact_team) && (on_path || !outside) {
        found.push(Relation::Contact);
    }
    if on_path {
        found.push(if outside { Relation::OutsidePath } else { Relation::Path });
    }
    found.push(if outside {
        Relation::Foreign
    } else if directory.is_provider_team(ticket.team) {
        Relation::ProviderHeld
    } else {
        Relation::Inside
    });
    found
}

/// The table itself: may somebody of this role, with this relation, do this to a ticket?
#[must_use]
pub fn allows(role: Role, relation: Relation, action: Action) -> bool {
    use Action::{
        Ask, Change, Close, Confirm, Follow, Note, Pull, Raise, Read, Reopen, Reply, Work, Write,
    };
    let as_requester = matches!(action, Follow | Write | Confirm | Reopen);
    let as_reader = matches!(action, Follow | Read | Note | Ask | Raise);
    let as_contact = as_reader || matches!(action, Pull | Reply | Change | Reopen);
    let by_relation = match relation {
        Relation::Requester => as_requester,
        Relation::Holder => as_contact || matches!(action, Work | Close),
        Relation::Contact => as_contact,
        Relation::Path | Relation::Inside => as_reader || matches!(action, Pull),
        Relation::OutsidePath | Relation::ProviderHeld => as_reader,
        Relation::Foreign => false,
    };
    match role {
        Role::Requester => relation == Relation::Requester && as_requester,
        Role::Agent => by_relation,
        // A lead answers for every team of the house, and for what providers hold.
        Role::Lead | Role::Admin => match relation {
            Relation::Requester => as_requester,
            Relation::Foreign => false,
            Relation::Holder
            | Relation::Contact
            | Relation::Path
            | Relation::OutsidePath
            | Relation::Inside
            | Relation::ProviderHeld => !matches!(action, Write | Confirm),
        },
    }
}

/// May this person do this to this ticket?
#[must_use]
pub fn can(directory: &Directory, person: PersonId, action: Action, ticket: &Ticket) -> bool {
    let role = role_of(directory, person);
    relations(directory, person, ticket).into_iter().any(|it| allows(role, it, action))
}

/// May somebody of this role do this at the desk?
#[must_use]
pub fn can_desk(role: Role, action: DeskAction) -> bool {
    match action {
        DeskAction::OpenTicket => true,
        DeskAction::OpenForOthers | DeskAction::ReadDirectory => role != Role::Requester,
        DeskAction::ReadReports | DeskAction::ReadAdministration => {
            matches!(role, Role::Lead | Role::Admin)
        }
        DeskAction::Administer => role == Role::Admin,
    }
}

/// The role of a person: requester unless the directory knows them as more.
#[must_use]
pub fn role_of(directory: &Directory, person: PersonId) -> Role {
    directory.agent(person).map_or(Role::Requester, |agent| agent.role)
}

/// Refuses unless the actor may do this. Imports, rules and sweeps act for the desk and may.
///
/// # Errors
/// `not_found` when the actor may not even know of the ticket, else `forbidden`.
pub fn require(context: &Context<'_>, action: Action, ticket: &Ticket) -> Result<(), Refusal> {
    if !context.by_person() {
        return Ok(());
    }
    let Some(person) = context.actor.person() else { return Ok(()) };
    if can(context.directory, person, action, ticket) {
        return Ok(());
    }
    if !can(context.directory, person, Action::Follow, ticket) {
        return Err(Refusal::not_found("ticket"));
    }
    Err(Refusal::forbidden(match action {
        Action::Work | Action::Close => {
            "Only the team that holds the ticket can do this. Pull the ticket into one of your \
             teams first, with a reason."
        }
        Action::Confirm => "Only the requester can confirm a solution.",
        Action::Write => "Only the requester writes as the requester; agents reply or note.",
        Action::Reply => "Only the holding team or the contact team answers the requester.",
        Action::Change => "Only the holding team or the contact team changes a ticket.",
        Action::Pull => "Your teams cannot pull this ticket.",
        Action::Follow
        | Action::Read
        | Action::Note
        | Action::Ask
        | Action::Raise
        | Action::Reopen => "You may not do this with this ticket.",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{
        ADA, Bench, CLEO, HOTLINE, LEA, MIA, NETWORK, NIGHT, NORA, RITA, RON,
    };
    use std::fmt::Write as _;

    fn table() -> String {
        let mut out = String::from("role × relation × action: ✔ allowed, · not\n");
        for role in Role::ALL {
            let _ = write!(out, "\n{role:<14}");
            for action in Action::ALL {
                let _ = write!(out, " {action:>7}");
            }
            out.push('\n');
            for relation in Relation::ALL {
                let _ = write!(out, "{:<14}", relation.as_str());
                for action in Action::ALL {
                    let mark = if allows(*role, *relation, *action) { '✔' } else { '·' };
                    let _ = write!(out, " {mark:>7}");
                }
                out.push('\n');
            }
        }
        out.push_str("\nrole × desk action\n");
        for role in Role::ALL {
            for action in DeskAction::ALL {
                let mark = if can_desk(*role, *action) { '✔' } else { '·' };
                let _ = writeln!(out, "{:<10} {:<19} {mark}", role.as_str(), action.as_str());
            }
        }
        out
    }

    #[test]
    fn what_a_person_is_to_a_ticket_comes_from_their_teams() {
        use Relation::{
            Contact, Foreign, Holder, Inside, OutsidePath, Path, ProviderHeld, Requester,
        };
        let check = |bench: &Bench, expected: &[(PersonId, &[Relation])]| {
            for (person, relations) in expected {
                let found = super::relations(&bench.directory, *person, bench.ticket());
                assert_eq!(found, *relations, "person {person}");
            }
        };
        let mut bench = Bench::at(NIGHT);
        let foreign: &[Relation] = &[Foreign];
        check(
            &bench,
            &[
                (RITA, &[Requester]),
                (RON, foreign),
                (NORA, &[Holder, Contact, OutsidePath, Foreign]),
                (ADA, &[ProviderHeld]),
                (LEA, &[ProviderHeld]),
            ],
        );
        bench.goes(NETWORK);
        check(
            &bench,
            &[
                (RITA, &[Requester]),
                (NORA, &[Contact, OutsidePath, Foreign]),
                (CLEO, &[Holder, Path, Inside]),
                (ADA, &[Inside]),
                (MIA, &[Inside]),
            ],
        );
        bench.goes(HOTLINE);
        check(&bench, &[(NORA, foreign), (CLEO, &[Inside])]);
    }

    #[test]
    fn a_provider_sees_what_it_holds_and_its_lead_no_more() {
        let mut bench = Bench::new();
        let mut lead = bench.clone();
        lead.directory.agents.get_mut(&NORA).unwrap().role = Role::Lead;
        for bench in [&mut bench, &mut lead] {
            assert!(!can(&bench.directory, NORA, Action::Follow, bench.ticket()));
            bench.goes(NIGHT);
            assert!(can(&bench.directory, NORA, Action::Work, bench.ticket()));
        }
    }

    /// `STUFE_UPDATE_SNAPSHOTS=1 cargo test -p desk access` rewrites the file on purpose.
    #[test]
    fn the_access_table_is_the_one_that_was_agreed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/access.txt");
        if option_env!("STUFE_UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, table()).unwrap();
        }
        let agreed = std::fs::read_to_string(path).unwrap();
        assert_eq!(table(), agreed, "a right changed: check it, then update access.txt");
    }
}
