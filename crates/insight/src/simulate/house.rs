//! A firm to begin with: a house with three tiers and a provider for the nights, sized by how much
//! it has to do. Its figures are near those of real desks: 60 % of the tickets never leave tier 1,
//! 33 % reach tier 2 and 7 % tier 3, 11 % begin above tier 1, about 15 % ping-pong, and a third
//! waits for the requester at some time.

use super::calendar::{Calendar, Week};
use super::firm::{
    AgentHabits, Concern, Crew, Effort, Firm, Holidays, RequesterHabits, Snags, Source, Stream,
    WEEK_HOURS,
};
use desk::directory::{Agent, Directory, Service, Team};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Kind, Reach, Role, Tier};
use std::collections::BTreeMap;

/// id, name, tier, provider, what a hand-over has to answer, agents at [`FULL`] tickets a year,
/// their shifts in turn.
type TeamRow = (
    i64,
    &'static str,
    u8,
    Option<&'static str>,
    &'static [&'static str],
    u32,
    &'static [(u16, u16)],
);

/// How many tickets a year the teams below are sized for.
const FULL: u32 = 50_000;

const DAY: &[(u16, u16)] = &[(8, 16), (9, 17)];

const TEAMS: &[TeamRow] = &[
    (1, "Service Desk", 1, None, &[], 12, &[(7, 15), (8, 16), (9, 17), (10, 18)]),
    (2, "Vor-Ort-Service", 1, None, &[], 6, &[(7, 15), (8, 16)]),
    (3, "Nachtwerk", 1, Some("Nachtwerk GmbH"), &[], 2, &[(18, 32)]),
    (4, "Netz und Zugang", 2, None, &["Standort", "Seit wann?"], 6, DAY),
    (5, "Anwendungen", 2, None, &["Fehlermeldung"], 7, DAY),
    (6, "Geräte", 2, None, &["Inventarnummer"], 5, DAY),
    (7, "Entwicklung", 3, None, &["Schritte zum Nachstellen"], 5, DAY),
    (8, "Plattform", 3, None, &[], 4, DAY),
];

const SERVICES: &[(i64, &str, &[i64])] = &[
    (1, "E-Mail und Kalender", &[1, 5, 8]),
    (2, "VPN und Netz", &[1, 4, 8]),
    (3, "Warenwirtschaft", &[1, 5, 7]),
    (4, "Arbeitsplatz", &[2, 6, 8]),
    (5, "Drucken", &[2, 6, 8]),
    (6, "Konto und Rechte", &[1, 4, 8]),
    (7, "Zeiterfassung", &[1, 5, 7]),
    (8, "Telefonie", &[1, 4, 8]),
];

/// service, kind, weight, which tier it takes (percent), effort
type ConcernRow = (i64, Kind, f64, [f64; 3], f64);

const CONCERNS: &[ConcernRow] = &[
    (6, Kind::Request, 16.0, [90.0, 9.0, 1.0], 0.6),
    (6, Kind::Incident, 9.0, [85.0, 14.0, 1.0], 0.7),
    (1, Kind::Incident, 12.0, [73.0, 23.0, 4.0], 1.0),
    (1, Kind::Request, 5.0, [82.0, 17.0, 1.0], 0.8),
    (2, Kind::Incident, 11.0, [56.0, 34.0, 10.0], 1.1),
    (3, Kind::Incident, 12.0, [43.0, 39.0, 18.0], 1.4),
    (3, Kind::Request, 6.0, [47.0, 44.0, 9.0], 1.2),
    (4, Kind::Incident, 10.0, [66.0, 32.0, 2.0], 1.0),
    (4, Kind::Request, 7.0, [58.0, 41.0, 1.0], 1.0),
    (5, Kind::Incident, 6.0, [75.0, 24.0, 1.0], 0.8),
    (7, Kind::Incident, 4.0, [56.0, 30.0, 14.0], 1.1),
    (8, Kind::Incident, 4.0, [68.0, 28.0, 4.0], 0.9),
];

/// What machines notice; they know nothing that tier 1 could solve.
const ALARMS: &[ConcernRow] = &[
    (2, Kind::Incident, 5.0, [0.0, 85.0, 15.0], 0.5),
    (1, Kind::Incident, 3.0, [0.0, 85.0, 15.0], 0.6),
    (3, Kind::Incident, 2.0, [0.0, 75.0, 25.0], 0.8),
];

/// Weights of the hours of a working day; weekends have a tenth.
const HOURS: [f64; 24] = [
    0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 1.5, 5.0, 9.0, 11.0, 10.5, 9.0, 6.0, 8.0, 9.0, 8.0, 6.0, 3.5,
    1.5, 0.8, 0.5, 0.4, 0.3, 0.2,
];

const SNAGS: Snags = Snags {
    requester: 0.205,
    vendor: 0.12,
    approval: 0.0,
    date: 0.03,
    change: 0.03,
    consult: 0.05,
};

impl Firm {
    /// A house that has about so many tickets a year to deal with, and the people for that. Its
    /// agents have the ids from 1 on, after them an admin, the monitoring's account, and then the
    /// requesters. Local time is UTC plus one hour all year round; there are no holidays.
    #[must_use]
    pub fn house(tickets_per_year: u32) -> Firm {
        let (directory, crew) = people(tickets_per_year);
        let next = directory.agents.keys().last().map_or(1, |last| last.0 + 1);
        let requesters = i64::from((tickets_per_year / 40).max(20));
        Firm {
            directory,
            calendar: Calendar {
                offsets: vec![(Timestamp(i64::MIN), Span::seconds(3_600))],
                ..Calendar::default()
            },
            crew,
            requesters: (next + 1..=next + requesters).map(PersonId).collect(),
            monitor: PersonId(next),
            office: Week::working_days(8, 17),
            streams: streams(f64::from(tickets_per_year)),
            concerns: concerns(),
            cover: BTreeMap::from([(TeamId(1), TeamId(3)), (TeamId(2), TeamId(3))]),
            sites: BTreeMap::new(),
            agents: agent_habits(),
            requests: requester_habits(),
        }
    }
}

fn people(tickets_per_year: u32) -> (Directory, BTreeMap<PersonId, Crew>) {
    let mut directory = Directory::default();
    let mut crew = BTreeMap::new();
    let mut next = (1..).map(PersonId);
    for (id, name, tier, provider, checklist, agents, shifts) in TEAMS {
        let team = Team {
            id: TeamId(*id),
            name: (*name).to_owned(),
            tier: Tier(*tier),
            provider: provider.map(str::to_owned),
            checklist: checklist.iter().map(|item| (*item).to_owned()).collect(),
            reach: Reach::House,
            successor: None,
        };
        let teams = vec![team.id];
        directory.teams.insert(team.id, team);
        let agents = (agents * tickets_per_year).div_ceil(FULL).max(2);
        for (person, index) in next.by_ref().zip(0..agents) {
            let leads = index == 0 && provider.is_none();
            let role = if leads { Role::Lead } else { Role::Agent };
            let agent = Agent { id: person, role, teams: teams.clone(), active: true };
            directory.agents.insert(person, agent);
            let (from, to) = shifts[index as usize % shifts.len()];
            let night = provider.is_some();
            let week = if night { Week::daily(from, to) } else { Week::working_days(from, to) };
            let holidays = if night { Holidays::On } else { Holidays::Off };
            let absent = if night { 0.0 } else { 0.12 };
            crew.insert(person, Crew { week, skills: skills(*id, index), absent, holidays });
        }
    }
    if let Some(admin) = next.next() {
        let agent = Agent { id: admin, role: Role::Admin, teams: Vec::new(), active: true };
        directory.agents.insert(admin, agent);
    }
    for (id, name, teams) in SERVICES {
        let (id, name) = (ServiceId(*id), (*name).to_owned());
        let teams = teams.iter().copied().map(TeamId).collect();
        directory
            .services
            .insert(id, Service { id, name, teams, confidential: false, active: true });
    }
    (directory, crew)
}

/// Above tier 1 every second agent knows all but one of the team's services.
fn skills(team: i64, index: u32) -> Vec<ServiceId> {
    let served = SERVICES.iter().filter(|(_, _, teams)| teams.contains(&team));
    let served: Vec<ServiceId> = served.map(|(id, _, _)| ServiceId(*id)).collect();
    if index.is_multiple_of(2) || team < 4 || served.len() < 2 {
        return Vec::new();
    }
    let left_out = index as usize / 2 % served.len();
    let known = served.into_iter().enumerate().filter(|(at, _)| *at != left_out);
    known.map(|(_, service)| service).collect()
}

fn streams(per_year: f64) -> Vec<Stream> {
    let mut by_people = [0.0; WEEK_HOURS];
    for (index, weight) in by_people.iter_mut().enumerate() {
        let day = if index / 24 < 5 { 1.0 } else { 0.1 };
        // Mondays have more, Fridays less.
        let mood = match index / 24 {
            0 => 1.2,
            4 => 0.85,
            _ => 1.0,
        };
        *weight = HOURS[index % 24] * day * mood;
    }
    let shares = [
        (Channel::Portal, 0.33),
        (Channel::Mail, 0.31),
        (Channel::Phone, 0.25),
        (Channel::WalkIn, 0.04),
    ];
    let people = shares.map(|(channel, share)| Stream {
        channel,
        per_year: per_year * share * 0.97,
        hours: by_people,
        on_holidays: 0.08,
    });
    let mut all = Vec::from(people);
    all.push(Stream {
        channel: Channel::Monitoring,
        per_year: per_year * 0.07 * 0.97,
        hours: [1.0; WEEK_HOURS],
        on_holidays: 1.0,
    });
    all
}

fn concerns() -> Vec<Concern> {
    let people = CONCERNS.iter().map(|row| concern(row, Source::People));
    let alarms = ALARMS.iter().map(|row| concern(row, Source::Monitoring));
    people.chain(alarms).collect()
}

fn concern(row: &ConcernRow, source: Source) -> Concern {
    let (service, kind, weight, needs, effort) = row;
    let approval = if *kind == Kind::Request { 0.12 } else { 0.0 };
    Concern {
        service: ServiceId(*service),
        kind: *kind,
        source,
        requesters: Vec::new(),
        impact: None,
        urgency: None,
        weight: *weight,
        needs: needs.to_vec(),
        effort: *effort,
        snags: Snags { approval, ..SNAGS },
    }
}

fn agent_habits() -> AgentHabits {
    let minutes = |solve: i64, look: i64| Effort {
        solve: Span::seconds(solve * 60),
        look: Span::seconds(look * 60),
    };
    AgentHabits {
        effort: vec![minutes(13, 4), minutes(40, 8), minutes(100, 15)],
        solves_in_call: 0.55,
        knows_specialist: 0.22,
        wrong_team: 0.25,
        poor_hand_over: 0.31,
        needless: 0.04,
        skips: 0.08,
        hands_back: 0.6,
        rates: 0.45,
        notes: 0.3,
        tells: 0.35,
        judges: 0.4,
        raises: 0.03,
        outside_after: Span::days(3),
        consulted_after: Span::seconds(4 * 3_600),
        patience: Span::days(4),
    }
}

fn requester_habits() -> RequesterHabits {
    RequesterHabits {
        wrong_service: 0.06,
        answers: 0.9,
        answers_after: Span::seconds(20 * 3_600),
        out_of_office: 0.04,
        repeats: 0.05,
        remarks: 0.08,
        confirms: 0.25,
        thanks: 0.12,
        complains: 0.05,
        reacts_after: Span::seconds(20 * 3_600),
        comes_back: 0.01,
        junk: 0.03,
        deeper: 0.4,
    }
}
