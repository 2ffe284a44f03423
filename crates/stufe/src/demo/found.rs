//! Founds the firm in an empty store: teams, services, people, their passwords and tokens.

use super::firm::Firm;
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand, NameDesk, Scope};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::Timestamp;
use desk::values::{Language, Origin, Reach, Role};
use store::ledger::NewPerson;
use store::{By, Failure, Ledger, Store};

/// The identities the store has given, in the order of the firm's file.
struct Ids {
    teams: Vec<TeamId>,
    services: Vec<ServiceId>,
    people: Vec<PersonId>,
}

/// The digest of the token each visitor gets, in their order.
pub(super) type Digests = Vec<[u8; 32]>;

/// Founds the firm and notes the identities in it.
///
/// # Errors
/// That the database cannot be written, or that it holds a desk already.
pub(super) fn found(
    store: &Store,
    firm: &mut Firm,
    at: Timestamp,
    password_hash: &str,
    digests: Digests,
) -> Result<(), Failure> {
    let by = By { now: at, actor: Actor::Desk, origin: Origin::Command };
    let (plan, hash) = (firm.clone(), password_hash.to_owned());
    let ids = store.write(by, move |ledger| {
        let (organisation, language) = (plan.name.clone(), Language::De);
        ledger.admin(AdminCommand::NameDesk(NameDesk { organisation, language }))?;
        let teams = teams(ledger, &plan)?;
        let services = services(ledger, &plan, &teams)?;
        let people = people(ledger, &plan, &teams)?;
        for (at, digest) in plan.visitors.iter().zip(&digests) {
            ledger.set_password(people[*at], &hash)?;
            ledger.issue_token(people[*at], vec![Scope::Read, Scope::Write], None, digest)?;
        }
        Ok(Ids { teams, services, people })
    })?;
    for (team, id) in firm.teams.iter_mut().zip(ids.teams) {
        team.id = id;
    }
    for (service, id) in firm.services.iter_mut().zip(ids.services) {
        service.id = id;
    }
    for (person, id) in firm.people.iter_mut().zip(ids.people) {
        person.id = id;
    }
    Ok(())
}

fn teams(ledger: &mut Ledger<'_, '_>, firm: &Firm) -> Result<Vec<TeamId>, Failure> {
    let mut ids = Vec::new();
    for it in &firm.teams {
        let team = ledger.new_team()?;
        let (name, tier, provider) = (it.name.clone(), it.tier, it.provider.clone());
        let checklist = it.checklist.iter().map(|it| it.item.clone()).collect();
        ledger.admin(AdminCommand::AddTeam(AddTeam {
            team,
            name,
            tier,
            provider,
            checklist,
            reach: Reach::House,
        }))?;
        ids.push(team);
    }
    Ok(ids)
}

fn services(
    ledger: &mut Ledger<'_, '_>,
    firm: &Firm,
    teams: &[TeamId],
) -> Result<Vec<ServiceId>, Failure> {
    let mut ids = Vec::new();
    for it in &firm.services {
        let service = ledger.new_service()?;
        let teams = it.teams.iter().map(|at| teams[*at]).collect();
        let add = AddService { service, name: it.name.clone(), teams, confidential: false };
        ledger.admin(AdminCommand::AddService(add))?;
        ids.push(service);
    }
    Ok(ids)
}

fn people(
    ledger: &mut Ledger<'_, '_>,
    firm: &Firm,
    teams: &[TeamId],
) -> Result<Vec<PersonId>, Failure> {
    let mut ids = Vec::new();
    for (at, it) in firm.people.iter().enumerate() {
        let called = it.role == Role::Requester && at != firm.monitor;
        let new = NewPerson {
            name: Some(it.name.clone()),
            email: Some(it.email.clone()),
            phone: called.then(|| it.phone.clone()),
            role: it.role,
            teams: it.teams.iter().map(|at| teams[*at]).collect(),
        };
        ids.push(ledger.add_person(new)?);
    }
    Ok(ids)
}
