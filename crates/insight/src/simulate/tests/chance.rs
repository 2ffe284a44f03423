//! Firms, faults and habits by chance.

use super::after;
use crate::simulate::{
    AgentHabits, Calendar, Concern, Crew, Effort, Fault, Faults, Firm, Holidays, Random,
    RequesterHabits, Snags, Source, Stream, WEEK_HOURS, Week,
};
use desk::directory::{Agent, Directory, Service, Team};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Kind, Role, Tier};
use std::collections::{BTreeMap, BTreeSet};

fn up_to(random: &mut Random, most: i64) -> i64 {
    1 + i64::try_from(random.below(usize::try_from(most).unwrap())).unwrap()
}

/// Any firm: one to three tiers with one to three teams each, some of providers, too few people.
pub(super) fn firm(random: &mut Random, tickets: f64) -> Firm {
    let directory = directory(random);
    let crew = directory.agents.keys().map(|agent| (*agent, crew(random, &directory))).collect();
    let firsts: Vec<TeamId> = of_tier(&directory, Tier::FIRST).collect();
    let cover = match firsts.as_slice() {
        [one, .., last] if random.chance(0.5) => BTreeMap::from([(*one, *last)]),
        _ => BTreeMap::new(),
    };
    let concerns: Vec<Concern> = (0..6).map(|index| concern(random, &directory, index)).collect();
    let streams = [Channel::Mail, Channel::Phone, Channel::WalkIn, Channel::Monitoring]
        .map(|channel| stream(random, channel, tickets));
    Firm {
        directory,
        calendar: Calendar {
            offsets: vec![(after(10), Span::seconds(up_to(random, 12) * 1_800))],
            holidays: BTreeSet::from([19_723 + up_to(random, 40)]),
        },
        crew,
        requesters: (1_000..1_030).map(PersonId).collect(),
        monitor: PersonId(900),
        office: Week::working_days(8, 17),
        streams: streams.to_vec(),
        concerns,
        cover,
        agents: agent_habits(random),
        requests: requester_habits(random),
    }
}

fn of_tier(directory: &Directory, tier: Tier) -> impl Iterator<Item = TeamId> + '_ {
    directory.teams.values().filter(move |team| team.tier == tier).map(|team| team.id)
}

fn directory(random: &mut Random) -> Directory {
    let mut directory = Directory::default();
    let mut people = (1..).map(PersonId);
    for tier in 1..=up_to(random, 3) {
        for _ in 0..up_to(random, 3) {
            let id = TeamId(i64::try_from(directory.teams.len()).unwrap() + 1);
            let provider = (id != TeamId(1) && random.chance(0.25)).then(|| "Firm".to_owned());
            let checklist = if random.chance(0.3) { vec!["Where?".to_owned()] } else { Vec::new() };
            let (name, tier) = (format!("Team {id}"), Tier(u8::try_from(tier).unwrap()));
            directory
                .teams
                .insert(id, Team { id, name, tier, provider, checklist, successor: None });
            for person in people.by_ref().take(usize::try_from(up_to(random, 3)).unwrap()) {
                let role = if random.chance(0.2) { Role::Lead } else { Role::Agent };
                let mut teams = vec![id];
                if random.chance(0.2) && id != TeamId(1) {
                    teams.push(TeamId(1));
                }
                directory.agents.insert(person, Agent { id: person, role, teams, active: true });
            }
        }
    }
    let teams: Vec<TeamId> = directory.teams.keys().copied().collect();
    for id in (1..=4).map(ServiceId) {
        let teams = teams.iter().copied().filter(|_| random.chance(0.6)).collect();
        directory
            .services
            .insert(id, Service { id, name: format!("Service {id}"), teams, active: true });
    }
    directory
}

fn crew(random: &mut Random, directory: &Directory) -> Crew {
    let services = directory.services.keys().copied();
    let begins = u16::try_from(random.below(20)).unwrap();
    let night = random.chance(0.3);
    Crew {
        week: if night { Week::daily(begins, begins + 9) } else { Week::working_days(8, 17) },
        skills: services.filter(|_| random.chance(0.3)).collect(),
        absent: 0.3 * random.unit(),
        holidays: if night { Holidays::On } else { Holidays::Off },
    }
}

fn concern(random: &mut Random, directory: &Directory, index: usize) -> Concern {
    let services: Vec<ServiceId> = directory.services.keys().copied().collect();
    Concern {
        service: *random.pick(&services).unwrap(),
        kind: if random.chance(0.5) { Kind::Incident } else { Kind::Request },
        source: if index == 0 { Source::Monitoring } else { Source::People },
        weight: random.unit() + 0.1,
        needs: vec![random.unit() + 0.1, random.unit(), random.unit()],
        effort: random.unit() * 2.0,
        snags: Snags {
            requester: random.unit() * 0.5,
            vendor: random.unit() * 0.5,
            approval: random.unit() * 0.3,
            date: random.unit() * 0.3,
            consult: random.unit() * 0.3,
        },
    }
}

fn stream(random: &mut Random, channel: Channel, per_year: f64) -> Stream {
    let hours = std::array::from_fn::<f64, WEEK_HOURS, _>(|_| random.unit());
    Stream { channel, per_year, hours, on_holidays: random.unit() }
}

fn agent_habits(random: &mut Random) -> AgentHabits {
    let mut share = || random.unit() * 0.6;
    AgentHabits {
        solves_in_call: share(),
        knows_specialist: share(),
        wrong_team: share(),
        poor_hand_over: share(),
        needless: share(),
        skips: share(),
        hands_back: 0.4 + share(),
        rates: share(),
        notes: share(),
        tells: share(),
        raises: share(),
        effort: vec![Effort { solve: Span::seconds(2_400), look: Span::seconds(300) }],
        outside_after: Span::days(2),
        consulted_after: Span::seconds(7_200),
        patience: Span::days(2),
    }
}

fn requester_habits(random: &mut Random) -> RequesterHabits {
    let mut share = || random.unit() * 0.3;
    RequesterHabits {
        wrong_service: share(),
        answers: 0.5 + share(),
        answers_after: Span::days(1),
        out_of_office: share(),
        repeats: share(),
        remarks: share(),
        confirms: share(),
        thanks: share(),
        complains: share(),
        comes_back: share() / 3.0,
        reacts_after: Span::days(1),
        junk: share() / 3.0,
        deeper: share(),
    }
}

/// Agents leave, a team is retired or two, the clock is an hour behind for a while, keys bounce.
pub(super) fn faults(random: &mut Random, firm: &Firm, days: i64) -> Faults {
    let mut plan = Vec::new();
    let some_day = |random: &mut Random| {
        let day = up_to(random, days);
        Timestamp(after(day).0 + random.about(Span::seconds(7_200)).0)
    };
    let agents: Vec<PersonId> = firm.crew.keys().copied().collect();
    for _ in 0..=agents.len() / 4 {
        let agent = *random.pick(&agents).unwrap();
        plan.push((some_day(random), Fault::Leaves(agent)));
    }
    let teams: Vec<TeamId> = firm.directory.teams.keys().copied().collect();
    if let (Some(team), Some(successor)) = (random.pick(&teams), random.pick(&teams))
        && team != successor
    {
        let (team, successor) = (*team, *successor);
        plan.push((some_day(random), Fault::Retires { team, successor }));
    }
    let at = some_day(random);
    plan.push((at, Fault::ClockBehind(Span::seconds(3_600))));
    plan.push((at + Span::days(2), Fault::ClockBehind(Span::default())));
    Faults { plan, repeats: 0.05 }
}
