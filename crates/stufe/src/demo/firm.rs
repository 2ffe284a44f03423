//! The firm of the demo: teams, services and people, read from `firm.toml`.

use anyhow::{Context, Result};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::Timestamp;
use desk::values::{Role, Tier};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The texts of the firm, edited by people who know it.
const FIRM: &str = include_str!("firm.toml");

/// A team's place in [`Firm::teams`].
pub(super) type TeamIx = usize;
/// A person's place in [`Firm::people`].
pub(super) type PersonIx = usize;

/// The language somebody writes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Lang {
    #[default]
    De,
    En,
}

/// An item of a team's checklist and what is usually answered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    pub(super) item: String,
    pub(super) de: Vec<String>,
    pub(super) en: Vec<String>,
}

/// A team; its identity is known once the firm was founded.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) id: TeamId,
    pub(super) name: String,
    pub(super) tier: Tier,
    pub(super) provider: Option<String>,
    pub(super) checklist: Vec<Item>,
    /// Who takes over when this team is retired, some weeks ago.
    pub(super) successor: Option<TeamIx>,
}

/// A service and the teams that serve it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) id: ServiceId,
    pub(super) name: String,
    pub(super) teams: Vec<TeamIx>,
}

/// Somebody with a need, or somebody who helps.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) role: Role,
    pub(super) teams: Vec<TeamIx>,
    pub(super) lang: Lang,
    pub(super) department: String,
    pub(super) site: String,
    /// True of a system that reports by itself.
    pub(super) machine: bool,
}

/// All of it.
#[derive(Debug, Clone)]
pub(super) struct Firm {
    pub(super) name: String,
    pub(super) password: String,
    pub(super) teams: Vec<Team>,
    pub(super) services: Vec<Service>,
    pub(super) people: Vec<Person>,
    /// When the teams with a successor were retired.
    pub(super) retired_at: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirmText {
    name: String,
    domain: String,
    password: String,
    team: Vec<TeamText>,
    service: Vec<ServiceText>,
    person: Vec<PersonText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TeamText {
    name: String,
    tier: u8,
    provider: Option<String>,
    domain: Option<String>,
    successor: Option<String>,
    #[serde(default)]
    checklist: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceText {
    name: String,
    teams: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonText {
    name: String,
    role: Role,
    #[serde(default)]
    teams: Vec<String>,
    #[serde(default)]
    lang: Lang,
    #[serde(default)]
    department: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    machine: bool,
}

impl Firm {
    /// Reads the firm.
    ///
    /// # Errors
    /// What is wrong with its file.
    pub(super) fn read(retired_at: Timestamp) -> Result<Firm> {
        let text: FirmText = toml::from_str(FIRM).context("firm.toml cannot be read")?;
        let names: Vec<String> = text.team.iter().map(|team| team.name.clone()).collect();
        let named = |name: &String| {
            let found = names.iter().position(|it| it == name);
            found.with_context(|| format!("firm.toml knows no team \"{name}\""))
        };
        let all = |names: &[String]| names.iter().map(named).collect::<Result<Vec<_>>>();
        let domains: BTreeMap<TeamIx, &String> = text
            .team
            .iter()
            .enumerate()
            .filter_map(|(at, team)| Some((at, team.domain.as_ref()?)))
            .collect();
        let person = |(at, it): (usize, &PersonText)| -> Result<Person> {
            let teams = all(&it.teams)?;
            let domain = teams.first().and_then(|team| domains.get(team).copied());
            Ok(person(it, teams, domain.unwrap_or(&text.domain), at))
        };
        let team = |it: &TeamText| -> Result<Team> {
            Ok(Team {
                id: TeamId(0),
                name: it.name.clone(),
                tier: Tier(it.tier),
                provider: it.provider.clone(),
                checklist: it.checklist.clone(),
                successor: it.successor.as_ref().map(named).transpose()?,
            })
        };
        let service = |it: &ServiceText| -> Result<Service> {
            Ok(Service { id: ServiceId(0), name: it.name.clone(), teams: all(&it.teams)? })
        };
        Ok(Firm {
            name: text.name.clone(),
            password: text.password.clone(),
            teams: text.team.iter().map(team).collect::<Result<_>>()?,
            services: text.service.iter().map(service).collect::<Result<_>>()?,
            people: text.person.iter().enumerate().map(person).collect::<Result<_>>()?,
            retired_at,
        })
    }

    /// The team that does a team's work at an instant.
    pub(super) fn acting(&self, team: TeamIx, at: Timestamp) -> TeamIx {
        match self.teams[team].successor {
            Some(successor) if at >= self.retired_at => successor,
            _ => team,
        }
    }

    /// The teams a person is in at an instant.
    pub(super) fn teams_of(&self, person: PersonIx, at: Timestamp) -> Vec<TeamIx> {
        let mut teams: Vec<TeamIx> =
            self.people[person].teams.iter().map(|team| self.acting(*team, at)).collect();
        teams.dedup();
        teams
    }

    /// The agents of a team at an instant; its leads decide, but do not work its queue.
    pub(super) fn agents_of(&self, team: TeamIx, at: Timestamp) -> Vec<PersonIx> {
        let agent = |it: &PersonIx| self.people[*it].role == Role::Agent;
        let people = (0..self.people.len()).filter(agent);
        people.filter(|it| self.teams_of(*it, at).contains(&team)).collect()
    }

    /// The leads who are told when a ticket of a team is raised: its own, else all.
    pub(super) fn leads_of(&self, team: TeamIx) -> Vec<PersonIx> {
        let lead = |it: &PersonIx| self.people[*it].role == Role::Lead;
        let all: Vec<PersonIx> = (0..self.people.len()).filter(lead).collect();
        let own = |it: &PersonIx| self.people[*it].teams.contains(&team);
        let own: Vec<PersonIx> = all.iter().copied().filter(own).collect();
        if own.is_empty() { all } else { own }
    }

    /// Everybody of a role.
    pub(super) fn people_with(&self, role: Role) -> impl Iterator<Item = PersonIx> {
        let people = self.people.iter().enumerate().filter(move |(_, it)| it.role == role);
        people.filter(|(_, it)| !it.machine).map(|(at, _)| at)
    }

    /// The teams of a tier at an instant, providers' teams left out.
    pub(super) fn house_teams(&self, tier: Tier, at: Timestamp) -> Vec<TeamIx> {
        let of_tier = |it: &TeamIx| {
            let team = &self.teams[*it];
            team.tier == tier && team.provider.is_none() && self.acting(*it, at) == *it
        };
        (0..self.teams.len()).filter(of_tier).collect()
    }

    /// The team of a tier that owns a service, as the router sees it.
    pub(super) fn owner(&self, service: &Service, tier: Tier, at: Timestamp) -> Option<TeamIx> {
        let active = service.teams.iter().copied().filter(|it| self.acting(*it, at) == *it);
        active.into_iter().find(|it| self.teams[*it].tier == tier)
    }
}

fn person(text: &PersonText, teams: Vec<TeamIx>, domain: &str, at: usize) -> Person {
    let extension = 100 + at * 7;
    let phone = match text.site.as_str() {
        "Hamburg" => format!("+49 40 66969 {extension}"),
        _ => format!("+49 221 4710 {extension}"),
    };
    Person {
        id: PersonId(0),
        name: text.name.clone(),
        email: format!("{}@{domain}", local_part(&text.name)),
        phone,
        role: text.role,
        teams,
        lang: text.lang,
        department: text.department.clone(),
        site: text.site.clone(),
        machine: text.machine,
    }
}

/// First name, dot, the rest of the name, in plain letters.
fn local_part(name: &str) -> String {
    let mut parts = name.split(' ').map(plain);
    let first = parts.next().unwrap_or_default();
    let rest: String = parts.collect();
    if rest.is_empty() { first } else { format!("{first}.{rest}") }
}

fn plain(word: &str) -> String {
    let mut out = String::new();
    for letter in word.to_lowercase().chars() {
        match letter {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'á' | 'ã' => out.push('a'),
            'é' => out.push('e'),
            'ı' | 'í' => out.push('i'),
            'ş' | 'š' | 'ś' => out.push('s'),
            'ř' => out.push('r'),
            'ń' | 'ň' => out.push('n'),
            'ć' | 'č' | 'ç' => out.push('c'),
            'ź' | 'ż' => out.push('z'),
            'ł' => out.push('l'),
            'ğ' => out.push('g'),
            letter if letter.is_ascii_alphanumeric() || letter == '-' => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_each_persons_own() {
        let firm = Firm::read(Timestamp(0)).unwrap();
        let mut addresses: Vec<&str> = firm.people.iter().map(|it| it.email.as_str()).collect();
        assert!(addresses.iter().all(|it| it.is_ascii() && it.ends_with(".example")));
        assert!(addresses.contains(&"anneke.devries@lindmoor.example"));
        assert!(addresses.contains(&"anton.wisniewski@lindmoor.example"));
        assert!(addresses.contains(&"kerstin.voss@nordlicht-it.example"));
        addresses.sort_unstable();
        addresses.dedup();
        assert_eq!(addresses.len(), firm.people.len());
    }

    #[test]
    fn every_team_is_staffed_and_every_service_has_an_owner_on_each_tier() {
        let firm = Firm::read(Timestamp(0)).unwrap();
        let (before, now) = (Timestamp(-1), Timestamp(1));
        for team in 0..firm.teams.len() {
            let at = if firm.teams[team].successor.is_some() { before } else { now };
            let agents = firm.agents_of(team, at).into_iter();
            let first_two: Vec<PersonIx> =
                agents.filter(|it| firm.teams_of(*it, at).first() == Some(&team)).take(2).collect();
            assert_eq!(first_two.len(), 2, "{}", firm.teams[team].name);
            assert!(first_two.iter().all(|it| firm.teams_of(*it, at).len() == 1));
        }
        for tier in 1..=3 {
            let default = firm.house_teams(Tier(tier), now)[0];
            assert!(firm.teams[default].checklist.is_empty(), "the default team just asks");
        }
        for service in &firm.services {
            for tier in 1..=3 {
                assert!(firm.owner(service, Tier(tier), now).is_some(), "{}", service.name);
            }
        }
    }
}
