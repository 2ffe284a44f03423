//! Who may do what: one pure function over role, relation and action.
//!
//! The whole table is the snapshot `crates/desk/access.txt`; changing a right changes that file.

use crate::actor::Context;
use crate::directory::{Agent, Directory};
use crate::ids::PersonId;
use crate::refusal::Refusal;
use crate::ticket::Ticket;
use crate::time::Timestamp;
use crate::values::Role;
use crate::values::values;

values! {
    /// What somebody wants to do with a ticket.
    Action {
        Follow = "follow", Write = "write", Confirm = "confirm", Reopen = "reopen",
        Read = "read", Note = "note", Ask = "ask", Pull = "pull", Raise = "raise",
        Reply = "reply", Change = "change", Work = "work", Resolve = "resolve", Close = "close",
        Restrict = "restrict",
    }

    /// What a person is to a ticket; several may hold at once.
    Relation {
        Requester = "requester", Colleague = "colleague", Department = "department",
        Named = "named", Holder = "holder", Contact = "contact", Path = "path",
        OutsidePath = "outside_path", OutsidePast = "outside_past", Inside = "inside",
        ProviderHeld = "provider_held", Foreign = "foreign",
    }

    /// What somebody wants to do with the desk as a whole.
    DeskAction {
        OpenTicket = "open_ticket", OpenForOthers = "open_for_others",
        ReadDirectory = "read_directory", ReadReports = "read_reports",
        ReadAdministration = "read_administration", Administer = "administer",
        ReadAudit = "read_audit",
    }
}

/// What a person is to a ticket.
///
/// `holder`, `contact` and `path` come from the person's teams. Everybody else of the house is
/// `inside` for tickets that teams of the house hold, and `provider_held` for those with a
/// provider; those whose teams keep to their own are `foreign` to the rest. A provider's people are
/// `outside_path` to what they have handed on, `outside_past` for a while to what has left them,
/// and `foreign` to everything else. `colleague` is with whom the requester shares, `department`
/// who looks after the requester's. To a confidential ticket everybody is foreign who is neither
/// its requester nor `named`.
#[must_use]
pub fn relations(
    directory: &Directory,
    person: PersonId,
    ticket: &Ticket,
    now: Timestamp,
) -> Vec<Relation> {
    let mut found = Vec::new();
    if ticket.requester == person {
        found.push(Relation::Requester);
    }
    let named = ticket.confidential.as_ref().map(|readers| readers.name(directory, person));
    match named {
        Some(false) if found.is_empty() => return vec![Relation::Foreign],
        Some(false) => return found,
        Some(true) => found.push(Relation::Named),
        None => {
            if directory.shares_with(ticket.requester, person) {
                found.push(Relation::Colleague);
            }
            if directory.views_department_of(person, ticket.requester) {
                found.push(Relation::Department);
            }
        }
    }
    let Some(agent) = directory.agent(person) else {
        if found.is_empty() {
            found.push(Relation::Foreign);
        }
        return found;
    };
    of_teams(directory, agent, ticket, now, &mut found);
    found
}

/// What an agent is to a ticket through their teams.
fn of_teams(
    directory: &Directory,
    agent: &Agent,
    ticket: &Ticket,
    now: Timestamp,
    found: &mut Vec<Relation>,
) {
    let holds = agent.teams.contains(&ticket.team);
    if holds {
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
    } else if outside && directory.reads_on(agent, ticket, now) {
        found.push(Relation::OutsidePast);
    }
    found.push(if !directory.sees_the_house(agent) {
        Relation::Foreign
    } else if directory.is_provider_team(ticket.team) {
        Relation::ProviderHeld
    } else {
        Relation::Inside
    });
}

/// The table itself: may somebody of this role, with this relation, do this to a ticket?
#[must_use]
pub fn allows(role: Role, relation: Relation, action: Action) -> bool {
    use Action::{Close, Confirm, Follow, Read, Reopen, Reply, Resolve, Restrict, Write};
    if relation == Relation::Requester {
        return matches!(action, Follow | Write | Confirm | Reopen);
    }
    match role {
        Role::Requester | Role::DepartmentViewer => {
            let shared = match relation {
                Relation::Colleague | Relation::Named => true,
                Relation::Department => role == Role::DepartmentViewer,
                _ => false,
            };
            shared && action == Follow
        }
        Role::Agent | Role::KnowledgeManager | Role::ServiceManager => as_agent(relation, action),
        // Notes yes, public messages no, and nothing that ends a ticket or hides it.
        Role::Trainee => {
            let public = matches!(action, Reply | Resolve | Close | Reopen | Restrict);
            as_agent(relation, action) && !public
        }
        Role::ProviderAgent => as_agent(relation, action) && action != Restrict,
        Role::ProviderManager => match relation {
            Relation::Holder => !matches!(action, Write | Confirm | Restrict),
            _ => as_agent(relation, action) && action != Restrict,
        },
        // A lead answers for every team of the house, and for what providers hold.
        Role::Lead | Role::Admin => match relation {
            Relation::Holder
            | Relation::Contact
            | Relation::Path
            | Relation::OutsidePath
            | Relation::Inside
            | Relation::ProviderHeld => !matches!(action, Write | Confirm),
            _ => as_agent(relation, action),
        },
        Role::Auditor => match relation {
            Relation::Colleague => action == Follow,
            Relation::Requester | Relation::Department | Relation::Foreign => false,
            _ => matches!(action, Follow | Read),
        },
    }
}

/// What an agent may, by what they are to the ticket.
fn as_agent(relation: Relation, action: Action) -> bool {
    use Action::{
        Ask, Change, Close, Follow, Note, Pull, Raise, Read, Reopen, Reply, Resolve, Restrict, Work,
    };
    let as_reader = matches!(action, Follow | Read | Note | Ask | Raise);
    let as_contact = as_reader || matches!(action, Pull | Reply | Change | Reopen | Restrict);
    match relation {
        Relation::Holder => as_contact || matches!(action, Work | Resolve | Close),
        Relation::Contact => as_contact,
        Relation::Path | Relation::Inside => as_reader || action == Pull,
        Relation::OutsidePath | Relation::ProviderHeld | Relation::Named => as_reader,
        Relation::OutsidePast => matches!(action, Follow | Read),
        Relation::Colleague => action == Follow,
        Relation::Requester | Relation::Department | Relation::Foreign => false,
    }
}

/// May this person do this to this ticket at this instant?
#[must_use]
pub fn can(
    directory: &Directory,
    person: PersonId,
    action: Action,
    ticket: &Ticket,
    now: Timestamp,
) -> bool {
    let role = role_of(directory, person);
    relations(directory, person, ticket, now).into_iter().any(|it| allows(role, it, action))
}

/// May somebody of this role do this at the desk?
#[must_use]
pub fn can_desk(role: Role, action: DeskAction) -> bool {
    match action {
        DeskAction::OpenTicket => true,
        DeskAction::OpenForOthers => role.works_at_desk() && role != Role::Auditor,
        DeskAction::ReadDirectory => role.works_at_desk(),
        DeskAction::ReadReports | DeskAction::ReadAdministration => {
            matches!(role, Role::Lead | Role::ServiceManager | Role::Auditor | Role::Admin)
        }
        DeskAction::Administer => role == Role::Admin,
        DeskAction::ReadAudit => matches!(role, Role::Auditor | Role::Admin),
    }
}

/// The role in which a person acts: requester unless the directory knows them as more. Who works
/// for a provider alone is that provider's, whatever they were called.
#[must_use]
pub fn role_of(directory: &Directory, person: PersonId) -> Role {
    let Some(agent) = directory.agent(person) else {
        let views = directory.viewers.contains(&person);
        return if views { Role::DepartmentViewer } else { Role::Requester };
    };
    match agent.role {
        role if !directory.is_outside(agent) => role,
        Role::Lead | Role::ProviderManager => Role::ProviderManager,
        Role::Trainee => Role::Trainee,
        _ => Role::ProviderAgent,
    }
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
    let may = |action| can(context.directory, person, action, ticket, context.now);
    if may(action) {
        return Ok(());
    }
    if !may(Action::Follow) {
        return Err(Refusal::not_found("ticket"));
    }
    let trainee = role_of(context.directory, person) == Role::Trainee;
    Err(Refusal::forbidden(match action {
        Action::Reply | Action::Resolve | Action::Close if trainee => {
            "Trainees do not answer requesters: write a note, and ask a colleague to send it."
        }
        Action::Work | Action::Resolve | Action::Close => {
            "Only the team that holds the ticket can do this. Pull the ticket into one of your \
             teams first, with a reason."
        }
        Action::Confirm => "Only the requester can confirm a solution.",
        Action::Write => "Only the requester writes as the requester; agents reply or note.",
        Action::Reply => "Only the holding team or the contact team answers the requester.",
        Action::Change => "Only the holding team or the contact team changes a ticket.",
        Action::Restrict => "Only the holding team, the contact team or a lead says who sees it.",
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
            let _ = write!(out, "\n{:<18}", role.as_str());
            for action in Action::ALL {
                let _ = write!(out, " {:>8}", action.as_str());
            }
            out.push('\n');
            for relation in Relation::ALL {
                let _ = write!(out, "{:<18}", relation.as_str());
                for action in Action::ALL {
                    let mark = if allows(*role, *relation, *action) { '✔' } else { '·' };
                    let _ = write!(out, " {mark:>8}");
                }
                out.push('\n');
            }
        }
        out.push_str("\nrole × desk action\n");
        for role in Role::ALL {
            for action in DeskAction::ALL {
                let mark = if can_desk(*role, *action) { '✔' } else { '·' };
                let _ = writeln!(out, "{:<18} {:<19} {mark}", role.as_str(), action.as_str());
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
                let found = super::relations(&bench.directory, *person, bench.ticket(), bench.now);
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
            let may = |bench: &Bench, action| {
                can(&bench.directory, NORA, action, bench.ticket(), bench.now)
            };
            assert!(!may(bench, Action::Follow));
            bench.goes(NIGHT);
            assert!(may(bench, Action::Work));
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
