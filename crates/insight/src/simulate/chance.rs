//! Firms, faults and habits by chance, to try what always holds on. Identities count up from 1
//! without a gap, as a desk that founds such a firm gives them.

use super::{
    AgentHabits, Calendar, Concern, Crew, Effort, Fault, Faults, Firm, Holidays, Random,
    RequesterHabits, Snags, Source, Stream, WEEK_HOURS, Week,
};
use desk::directory::{Agent, Directory, Service, Team};
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Kind, Level, Reach, Role, Tier};
use std::collections::{BTreeMap, BTreeSet};

/// Requesters of a firm.
const REQUESTERS: i64 = 30;
/// Services of a firm.
const SERVICES: i64 = 4;

fn up_to(random: &mut Random, most: u8) -> u8 {
    1 + u8::try_from(random.below(usize::from(most))).unwrap_or(0)
}

fn some<T: Copy>(random: &mut Random, all: &[T], share: f64) -> Vec<T> {
    all.iter().copied().filter(|_| random.chance(share)).collect()
}

/// Any firm that lives from an instant on: one to three tiers with one to three teams each, some of
/// providers, too few people.
#[must_use]
pub fn firm(random: &mut Random, from: Timestamp, tickets_per_year: f64) -> Firm {
    let directory = directory(random);
    let crew = directory.agents.keys().map(|agent| (*agent, crew(random, &directory))).collect();
    let of_first = directory.teams.values().filter(|team| team.tier == Tier::FIRST);
    let firsts: Vec<TeamId> = of_first.map(|team| team.id).collect();
    let monitor = directory.agents.keys().last().map_or(1, |last| last.0 + 1);
    let requesters: Vec<PersonId> = (monitor + 1..=monitor + REQUESTERS).map(PersonId).collect();
    let cover = match firsts.as_slice() {
        [one, .., last] if random.chance(0.5) => BTreeMap::from([(*one, *last)]),
        _ => BTreeMap::new(),
    };
    let sites = some(random, &requesters, 0.2).into_iter();
    let sites = sites.filter_map(|it| Some((it, *random.pick(&firsts)?))).collect();
    let concerns = (0..6).map(|index| concern(random, &directory, &requesters, index)).collect();
    let streams = [Channel::Mail, Channel::Phone, Channel::WalkIn, Channel::Monitoring]
        .map(|channel| stream(random, channel, tickets_per_year));
    let half_hours = i64::from(up_to(random, 12));
    let offsets = vec![(from + Span::days(10), Span::seconds(half_hours * 1_800))];
    let mut calendar = Calendar { offsets, holidays: BTreeSet::new() };
    calendar.holidays.insert(calendar.day(from) + i64::from(up_to(random, 40)));
    Firm {
        directory,
        calendar,
        crew,
        requesters,
        monitor: PersonId(monitor),
        office: Week::working_days(8, 17),
        streams: streams.to_vec(),
        concerns,
        cover,
        sites,
        agents: agent_habits(random),
        requests: requester_habits(random),
    }
}

fn directory(random: &mut Random) -> Directory {
    let mut directory = Directory::default();
    let mut people = (1..).map(PersonId);
    let mut ids = (1..).map(TeamId);
    for tier in 1..=up_to(random, 3) {
        for id in ids.by_ref().take(usize::from(up_to(random, 3))) {
            let provider = (id != TeamId(1) && random.chance(0.25)).then(|| "Firm".to_owned());
            let checklist = if random.chance(0.3) { vec!["Where?".to_owned()] } else { Vec::new() };
            let (name, tier) = (format!("Team {id}"), Tier(tier));
            let team =
                Team { id, name, tier, provider, checklist, reach: Reach::House, successor: None };
            directory.teams.insert(id, team);
            for person in people.by_ref().take(usize::from(up_to(random, 3))) {
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
    for id in (1..=SERVICES).map(ServiceId) {
        let (name, teams) = (format!("Service {id}"), some(random, &teams, 0.6));
        directory
            .services
            .insert(id, Service { id, name, teams, confidential: false, active: true });
    }
    directory
}

fn crew(random: &mut Random, directory: &Directory) -> Crew {
    let services: Vec<ServiceId> = directory.services.keys().copied().collect();
    let begins = u16::from(up_to(random, 20)) - 1;
    let night = random.chance(0.3);
    Crew {
        week: if night { Week::daily(begins, begins + 9) } else { Week::working_days(8, 17) },
        skills: some(random, &services, 0.3),
        absent: 0.3 * random.unit(),
        holidays: if night { Holidays::On } else { Holidays::Off },
    }
}

fn concern(
    random: &mut Random,
    directory: &Directory,
    requesters: &[PersonId],
    index: usize,
) -> Concern {
    let services: Vec<ServiceId> = directory.services.keys().copied().collect();
    let always = [None, None, Some(Level::High), Some(Level::Low)];
    let mut level = || random.pick(&always).copied().flatten();
    let (impact, urgency) = (level(), level());
    Concern {
        service: random.pick(&services).copied().unwrap_or(ServiceId(1)),
        kind: if random.chance(0.5) { Kind::Incident } else { Kind::Request },
        source: if index == 0 { Source::Monitoring } else { Source::People },
        requesters: if random.chance(0.3) { some(random, requesters, 0.3) } else { Vec::new() },
        impact,
        urgency,
        weight: random.unit() + 0.1,
        needs: vec![random.unit() + 0.1, random.unit(), random.unit()],
        effort: random.unit() * 2.0,
        snags: Snags {
            requester: random.unit() * 0.5,
            vendor: random.unit() * 0.5,
            approval: random.unit() * 0.3,
            date: random.unit() * 0.3,
            change: random.unit() * 0.3,
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
        judges: share(),
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
#[must_use]
pub fn faults(random: &mut Random, firm: &Firm, from: Timestamp, days: u8) -> Faults {
    let mut plan = Vec::new();
    let some_day = |random: &mut Random| {
        let day = Span::days(i64::from(up_to(random, days)));
        from + day + random.about(Span::seconds(7_200))
    };
    let agents: Vec<PersonId> = firm.crew.keys().copied().collect();
    for _ in 0..=agents.len() / 4 {
        if let Some(agent) = random.pick(&agents) {
            plan.push((some_day(random), Fault::Leaves(*agent)));
        }
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
