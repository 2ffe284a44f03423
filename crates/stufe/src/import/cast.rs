//! Who and what a log names, found at the desk or made on the way.

use super::row::{RequesterName, Row, TeamName};
use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand};
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::Timestamp;
use desk::values::{Origin, Reach, Role, Tier};
use std::collections::HashMap;
use store::ledger::{NewPerson, PersonHint};
use store::queries::people;
use store::{By, Failure, Ledger, Store};

/// People read at a time.
const PEOPLE_AT_A_TIME: i64 = 2_000;

/// Names and whom or what they stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    teams: HashMap<String, (TeamId, Tier)>,
    services: HashMap<String, ServiceId>,
    agents: HashMap<String, PersonId>,
    requesters: HashMap<RequesterName, PersonId>,
}

impl Names {
    /// The names the desk knows. A log has no addresses, so that people are found again by their
    /// names, and only among those without an address.
    pub(crate) fn known(store: &Store) -> Result<Names, Failure> {
        let mut names = Names::default();
        store.read(|desk| {
            for team in desk.directory.teams.values() {
                names.teams.insert(team.name.clone(), (team.id, team.tier));
            }
            for service in desk.directory.services.values() {
                names.services.insert(service.name.clone(), service.id);
            }
            let mut after = PersonId(0);
            loop {
                let page = people::after(desk.tx, after, PEOPLE_AT_A_TIME)?;
                let Some(last) = page.last() else { return Ok(()) };
                after = last.id;
                for person in page.into_iter().filter(|person| person.email.is_none()) {
                    if person.role == Role::Requester {
                        let name = RequesterName::Name(person.name);
                        names.requesters.entry(name).or_insert(person.id);
                    } else {
                        names.agents.entry(person.name).or_insert(person.id);
                    }
                }
            }
        })?;
        Ok(names)
    }

    /// Takes in what was made and committed.
    pub(crate) fn learn(&mut self, made: Names) {
        self.teams.extend(made.teams);
        self.services.extend(made.services);
        self.agents.extend(made.agents);
        self.requesters.extend(made.requesters);
    }
}

/// Finds and makes names inside one write.
pub(crate) struct Cast<'n> {
    known: &'n Names,
    /// Made in this write, and lost with it.
    pub(crate) made: Names,
    /// The tier of new teams whose lines name none.
    tier: Option<Tier>,
}

impl<'n> Cast<'n> {
    pub(crate) fn new(known: &'n Names, tier: Option<Tier>) -> Cast<'n> {
        Cast { known, made: Names::default(), tier }
    }

    /// What is wrong with the names of a line, before anything is made for it.
    pub(crate) fn objection(&self, row: &Row) -> Option<String> {
        let team = row.team.as_ref()?;
        match (self.known_team(&team.name), team.tier) {
            (Some((_, is)), Some(says)) if is != says => {
                Some(format!("team \"{}\" is on tier {is}, not on tier {says}", team.name))
            }
            (None, None) if self.tier.is_none() => Some(format!(
                "team \"{}\" is new and has no tier; set tier in [defaults]",
                team.name
            )),
            _ => None,
        }
    }

    fn known_team(&self, name: &str) -> Option<(TeamId, Tier)> {
        self.known.teams.get(name).or_else(|| self.made.teams.get(name)).copied()
    }

    /// The team of that name, or the one that took over from it; founded when there is none.
    pub(crate) fn team(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        team: &TeamName,
        at: Timestamp,
    ) -> Result<(TeamId, Tier), Failure> {
        let found = self.known_team(&team.name);
        let by_now = || ledger.directory().team_named(&team.name).map(|team| (team.id, team.tier));
        if let Some((id, tier)) = found.or_else(by_now) {
            return Ok(current(ledger.directory(), id, tier));
        }
        let tier = team.tier.or(self.tier).unwrap_or(Tier::FIRST);
        let (id, name) = (ledger.new_team()?, team.name.clone());
        let add = AddTeam {
            team: id,
            name,
            tier,
            provider: None,
            checklist: Vec::new(),
            reach: Reach::House,
        };
        ledger.set_by(by(None, at));
        ledger.admin(AdminCommand::AddTeam(add))?;
        self.made.teams.insert(team.name.clone(), (id, tier));
        Ok((id, tier))
    }

    /// The service of that name; it enters the catalogue when it is not there.
    pub(crate) fn service(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        name: &str,
        at: Timestamp,
    ) -> Result<ServiceId, Failure> {
        let found = self.known.services.get(name).or_else(|| self.made.services.get(name));
        let by_now = || ledger.directory().service_named(name).map(|service| service.id);
        if let Some(id) = found.copied().or_else(by_now) {
            return Ok(id);
        }
        let service = ledger.new_service()?;
        let add =
            AddService { service, name: name.to_owned(), teams: Vec::new(), confidential: false };
        ledger.set_by(by(None, at));
        ledger.admin(AdminCommand::AddService(add))?;
        self.made.services.insert(name.to_owned(), service);
        Ok(service)
    }

    /// The agent of that name, made known when nobody has it.
    pub(crate) fn agent(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        name: &str,
        at: Timestamp,
    ) -> Result<PersonId, Failure> {
        let found = self.known.agents.get(name).or_else(|| self.made.agents.get(name));
        if let Some(id) = found {
            return Ok(*id);
        }
        ledger.set_by(by(None, at));
        let id = ledger.add_person(only_named(Role::Agent, name))?;
        self.made.agents.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Who has the need.
    pub(crate) fn requester(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        name: &RequesterName,
        at: Timestamp,
    ) -> Result<PersonId, Failure> {
        let found = self.known.requesters.get(name).or_else(|| self.made.requesters.get(name));
        if let Some(id) = found {
            return Ok(*id);
        }
        ledger.set_by(by(None, at));
        let id = match name {
            RequesterName::Email(email) => {
                let email = Some(email.clone());
                ledger.requester(PersonHint { email, ..PersonHint::default() })?
            }
            RequesterName::Name(name) => ledger.add_person(only_named(Role::Requester, name))?,
        };
        self.made.requesters.insert(name.clone(), id);
        Ok(id)
    }
}

/// A person of whom no more than the name is known.
fn only_named(role: Role, name: &str) -> NewPerson {
    let name = Some(name.to_owned());
    NewPerson { name, email: None, phone: None, role, teams: Vec::new() }
}

fn current(directory: &Directory, id: TeamId, tier: Tier) -> (TeamId, Tier) {
    directory.successor_of(id).map_or((id, tier), |team| (team.id, team.tier))
}

/// Who acts in an import: the agent of the line, or the desk.
pub(crate) fn by(agent: Option<PersonId>, now: Timestamp) -> By {
    By { now, actor: agent.map_or(Actor::Desk, Actor::Person), origin: Origin::Import }
}
