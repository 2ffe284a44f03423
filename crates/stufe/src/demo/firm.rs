//! The firm of the demo: teams, services and people, read from `firm.toml`.

use anyhow::{Context, Result};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::values::{Role, Tier};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The texts of the firm, edited by people who know it.
const FIRM: &str = include_str!("firm.toml");

/// A team's place in [`Firm::teams`].
pub(super) type TeamIx = usize;
/// A service's place in [`Firm::services`].
pub(super) type ServiceIx = usize;
/// A person's place in [`Firm::people`].
pub(super) type PersonIx = usize;

/// From which hour to which.
pub(super) type Hours = (f64, f64);

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

/// When a team's people are on; they take the hours in turn.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Shifts {
    /// On working days.
    #[serde(default)]
    pub(super) shifts: Vec<Hours>,
    /// On every day.
    #[serde(default)]
    pub(super) nights: Vec<Hours>,
    /// On Saturdays and Sundays.
    #[serde(default)]
    pub(super) weekends: Vec<Hours>,
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
    pub(super) hours: Shifts,
}

/// A service and the teams that serve it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) id: ServiceId,
    pub(super) name: String,
    pub(super) teams: Vec<TeamIx>,
}

/// Somebody with a need, somebody who helps, or a system that reports by itself.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) role: Role,
    pub(super) teams: Vec<TeamIx>,
    /// The services an agent knows best; with none named, all.
    pub(super) knows: Vec<ServiceIx>,
    pub(super) lang: Lang,
    pub(super) department: String,
    pub(super) site: String,
}

/// All of it.
#[derive(Debug, Clone)]
pub(super) struct Firm {
    pub(super) name: String,
    pub(super) password: String,
    pub(super) teams: Vec<Team>,
    pub(super) services: Vec<Service>,
    pub(super) people: Vec<Person>,
    /// The account in whose name machines report.
    pub(super) monitor: PersonIx,
    /// The sites with a first team of their own.
    pub(super) sites: BTreeMap<String, TeamIx>,
    /// Who can sign in, in the order in which it is told.
    pub(super) visitors: Vec<PersonIx>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirmText {
    name: String,
    domain: String,
    password: String,
    monitor: String,
    sites: BTreeMap<String, String>,
    visitors: Vec<String>,
    team: Vec<TeamText>,
    service: Vec<ServiceText>,
    person: Vec<PersonText>,
    department: Vec<DepartmentText>,
}

#[derive(Deserialize)]
struct TeamText {
    name: String,
    tier: u8,
    provider: Option<String>,
    domain: Option<String>,
    successor: Option<String>,
    #[serde(default)]
    checklist: Vec<Item>,
    #[serde(flatten)]
    hours: Shifts,
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
    knows: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentText {
    name: String,
    site: String,
    #[serde(default)]
    lang: Lang,
    people: Vec<String>,
}

impl Firm {
    /// Reads the firm.
    ///
    /// # Errors
    /// What is wrong with its file.
    pub(super) fn read() -> Result<Firm> {
        let text: FirmText = toml::from_str(FIRM).context("firm.toml cannot be read")?;
        let team_names: Vec<&str> = text.team.iter().map(|it| it.name.as_str()).collect();
        let service_names: Vec<&str> = text.service.iter().map(|it| it.name.as_str()).collect();
        let mut people = Vec::new();
        for it in &text.person {
            let teams = places(&team_names, &it.teams)?;
            let outside = teams.first().and_then(|team| text.team[*team].domain.as_ref());
            let domain = outside.unwrap_or(&text.domain);
            let knows = places(&service_names, &it.knows)?;
            let person = person(&it.name, it.role, domain, people.len());
            people.push(Person { teams, knows, ..person });
        }
        let monitor = people.len();
        people.push(person(&text.monitor, Role::Requester, &text.domain, monitor));
        for it in &text.department {
            for name in &it.people {
                let person = person(name, Role::Requester, &text.domain, people.len());
                let phone = phone(&it.site, people.len());
                let (department, site) = (it.name.clone(), it.site.clone());
                people.push(Person { phone, lang: it.lang, department, site, ..person });
            }
        }
        let names: Vec<&str> = people.iter().map(|it| it.name.as_str()).collect();
        let visitors = places(&names, &text.visitors)?;
        let site = |(site, team): (&String, &String)| Ok((site.clone(), place(&team_names, team)?));
        let team = |it: &TeamText| -> Result<Team> {
            Ok(Team {
                id: TeamId(0),
                name: it.name.clone(),
                tier: Tier(it.tier),
                provider: it.provider.clone(),
                checklist: it.checklist.clone(),
                successor: it.successor.as_ref().map(|it| place(&team_names, it)).transpose()?,
                hours: it.hours.clone(),
            })
        };
        let service = |it: &ServiceText| -> Result<Service> {
            let teams = places(&team_names, &it.teams)?;
            Ok(Service { id: ServiceId(0), name: it.name.clone(), teams })
        };
        Ok(Firm {
            name: text.name.clone(),
            password: text.password.clone(),
            teams: text.team.iter().map(team).collect::<Result<_>>()?,
            services: text.service.iter().map(service).collect::<Result<_>>()?,
            sites: text.sites.iter().map(site).collect::<Result<_>>()?,
            people,
            monitor,
            visitors,
        })
    }

    /// The team that does a team's work today.
    pub(super) fn acting(&self, team: TeamIx) -> TeamIx {
        self.teams[team].successor.unwrap_or(team)
    }

    /// Somebody by their name.
    pub(super) fn named(&self, name: &str) -> Option<&Person> {
        self.people.iter().find(|it| it.name == name)
    }

    /// Somebody by their identity.
    pub(super) fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|it| it.id == id)
    }

    /// Everybody who may have a need.
    pub(super) fn requesters(&self) -> impl Iterator<Item = &Person> {
        let people = self.people.iter().enumerate();
        let people = people.filter(|(at, it)| it.role == Role::Requester && *at != self.monitor);
        people.map(|(_, it)| it)
    }
}

/// The place of a name among others.
fn place(names: &[&str], name: &str) -> Result<usize> {
    let found = names.iter().position(|it| *it == name);
    found.with_context(|| format!("firm.toml knows no \"{name}\""))
}

fn places(names: &[&str], wanted: &[String]) -> Result<Vec<usize>> {
    wanted.iter().map(|it| place(names, it)).collect()
}

fn person(name: &str, role: Role, domain: &str, at: usize) -> Person {
    Person {
        id: PersonId(0),
        name: name.to_owned(),
        email: format!("{}@{domain}", local_part(name)),
        phone: phone("", at),
        role,
        teams: Vec::new(),
        knows: Vec::new(),
        lang: Lang::De,
        department: String::new(),
        site: String::new(),
    }
}

fn phone(site: &str, at: usize) -> String {
    let extension = 100 + at * 7;
    match site {
        "Hamburg" => format!("+49 40 66969 {extension}"),
        _ => format!("+49 221 4710 {extension}"),
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
        let firm = Firm::read().unwrap();
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
        let firm = Firm::read().unwrap();
        for (at, team) in firm.teams.iter().enumerate().filter(|it| it.1.successor.is_none()) {
            let agents = firm.people.iter().enumerate().filter(|(_, it)| it.role == Role::Agent);
            let own = |it: &(usize, &Person)| {
                it.1.teams.first().is_some_and(|team| firm.acting(*team) == at)
            };
            let own: Vec<usize> = agents.filter(own).map(|(at, _)| at).collect();
            let visitors = own.iter().filter(|it| firm.visitors.contains(it)).count();
            // Whoever signs in finds a colleague, and the house goes on without them.
            let wanted = if team.provider.is_some() { 1 } else { 2 };
            assert!(visitors >= wanted && visitors < own.len(), "{}", team.name);
        }
        for tier in 1..=3 {
            let default = firm.teams.iter().find(|it| it.tier == Tier(tier)).unwrap();
            assert!(default.checklist.is_empty(), "the default team just asks");
            let owned = |it: &Service| it.teams.iter().any(|at| firm.teams[*at].tier == Tier(tier));
            assert!(firm.services.iter().all(owned), "tier {tier}");
        }
    }
}
