//! The firm as the simulator knows it: who works when on what, how needs come, what they take.

use super::calendar::week;
use super::firm::{Firm, Person, TeamIx};
use super::script::{Scenario, Source};
use super::words::Library;
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::{Span, Timestamp};
use desk::values::{Kind, Level, Role, Tier, WaitReason};
use insight::simulate::{
    self, AgentHabits, Concern, Crew, Effort, Holidays, RequesterHabits, Snags,
};
use std::collections::BTreeMap;

/// The tickets of the history that people work on as long as they like to; with more they hurry.
const UNHURRIED: f64 = 1_600.0;

/// How many tickets come on top of each need: sent twice, or again when they are long closed.
const SENT_AGAIN: f64 = 1.045;

/// Working days an agent is away: on holiday, ill, in training.
const ABSENT: f64 = 0.18;

/// The firm in a founded desk, with about so many tickets between two instants.
pub(super) fn simulated(
    library: &Library,
    directory: Directory,
    tickets: usize,
    (from, to): (Timestamp, Timestamp),
) -> simulate::Firm {
    let (firm, calendar) = (&library.firm, &library.calendar);
    let usual = simulate::Firm::house(1);
    let mut streams = usual.streams;
    let expected: f64 = streams.iter().map(|it| it.expected(calendar, from, to)).sum();
    #[expect(clippy::cast_precision_loss, reason = "tickets of a demo")]
    let wanted = tickets as f64 / SENT_AGAIN;
    streams.iter_mut().for_each(|it| it.per_year *= wanted / expected);
    let at_site = |it: &Person| Some((it.id, firm.teams[*firm.sites.get(&it.site)?].id));
    simulate::Firm {
        directory,
        calendar: calendar.clone(),
        crew: crew(firm),
        requesters: firm.requesters().map(|it| it.id).collect(),
        monitor: firm.people[firm.monitor].id,
        office: usual.office,
        streams,
        concerns: library.scripts.scenarios.iter().map(|it| concern(firm, it)).collect(),
        cover: cover(firm),
        sites: firm.requesters().filter_map(at_site).collect(),
        agents: AgentHabits {
            effort: effort((UNHURRIED / wanted.max(1.0)).min(1.0)),
            solves_in_call: 0.5,
            wrong_team: 0.16,
            poor_hand_over: 0.24,
            notes: 0.4,
            raises: 0.05,
            outside_after: Span::days(4),
            consulted_after: Span::seconds(5 * 3_600),
            ..usual.agents
        },
        requests: RequesterHabits {
            answers_after: Span::seconds(26 * 3_600),
            remarks: 0.1,
            complains: 0.05,
            ..usual.requests
        },
    }
}

/// The first teams of the house, and the provider's that has their nights.
fn cover(firm: &Firm) -> BTreeMap<TeamId, TeamId> {
    let firsts = || firm.teams.iter().filter(|it| it.tier == Tier::FIRST);
    let Some(night) = firsts().find(|it| it.provider.is_some()) else { return BTreeMap::new() };
    firsts().filter(|it| it.provider.is_none()).map(|it| (it.id, night.id)).collect()
}

fn crew(firm: &Firm) -> BTreeMap<PersonId, Crew> {
    let mut found = BTreeMap::new();
    for team in 0..firm.teams.len() {
        let own = firm
            .people
            .iter()
            .filter(|it| it.role == Role::Agent && it.teams.first() == Some(&team));
        found.extend(
            own.enumerate().filter_map(|(turn, it)| Some((it.id, one(firm, team, it, turn)?))),
        );
    }
    found
}

/// When the nth of a team is on, and what they know.
fn one(firm: &Firm, team: TeamIx, person: &Person, turn: usize) -> Option<Crew> {
    let hours = &firm.teams[team].hours;
    let working = hours.shifts.iter().map(|it| week(*it, |day| day < 5));
    let nights = hours.nights.iter().map(|it| week(*it, |_| true));
    let weekends = hours.weekends.iter().map(|it| week(*it, |day| day >= 5));
    let all: Vec<_> = working.chain(nights).chain(weekends).collect();
    let outside = firm.teams[team].provider.is_some();
    Some(Crew {
        week: all.get(turn % all.len().max(1))?.clone(),
        skills: person.knows.iter().map(|at| firm.services[*at].id).collect(),
        absent: if outside { 0.0 } else { ABSENT },
        holidays: if outside { Holidays::On } else { Holidays::Off },
    })
}

fn concern(firm: &Firm, scenario: &Scenario) -> Concern {
    let has_it = |it: &&Person| {
        let departments = &scenario.departments;
        it.lang == scenario.lang && (departments.is_empty() || departments.contains(&it.department))
    };
    let service = firm.services.iter().find(|it| it.name == scenario.service);
    Concern {
        service: service.map_or(ServiceId(0), |it| it.id),
        kind: scenario.kind,
        source: match scenario.source {
            Source::People => simulate::Source::People,
            Source::Monitoring => simulate::Source::Monitoring,
        },
        requesters: firm.requesters().filter(has_it).map(|it| it.id).collect(),
        // Nobody is stopped by something they only wish for.
        impact: scenario.impact.or((scenario.kind == Kind::Request).then_some(Level::Low)),
        urgency: scenario.urgency,
        weight: f64::from(scenario.weight),
        needs: needs(scenario),
        effort: if scenario.kind == Kind::Request { 0.8 } else { 1.0 },
        snags: snags(scenario),
    }
}

/// Which tier it takes: as far up as there are words for it.
fn needs(scenario: &Scenario) -> Vec<f64> {
    let shares: [f64; 3] = match (scenario.source, &scenario.findings, &scenario.deep) {
        (Source::Monitoring, _, None) => [0.0, 1.0, 0.0],
        (Source::Monitoring, _, Some(_)) => [0.0, 0.85, 0.15],
        (Source::People, None, _) => [1.0, 0.0, 0.0],
        (Source::People, Some(_), None) => [0.72, 0.28, 0.0],
        (Source::People, Some(_), Some(_)) => [0.62, 0.26, 0.12],
    };
    shares.to_vec()
}

fn snags(scenario: &Scenario) -> Snags {
    let waits = |on, likely, else_at_times| match scenario.waits_on {
        Some(waits_on) if waits_on == on => likely,
        _ => else_at_times,
    };
    let request = scenario.kind == Kind::Request;
    let up = scenario.findings.is_some();
    Snags {
        requester: 0.21,
        vendor: waits(WaitReason::Vendor, 0.4, if up { 0.12 } else { 0.0 }),
        approval: waits(WaitReason::Approval, 0.5, if request { 0.08 } else { 0.0 }),
        date: waits(WaitReason::Date, 0.4, if request { 0.06 } else { 0.0 }),
        change: waits(WaitReason::Change, 0.4, if up { 0.04 } else { 0.0 }),
        consult: if scenario.house.is_some() { 0.12 } else { 0.03 },
    }
}

/// How long work takes, between everything else there is to do: a ticket stays with somebody.
fn effort(pace: f64) -> Vec<Effort> {
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a working day")]
    let minutes = |minutes: f64| Span::seconds((minutes * 60.0 * pace) as i64);
    let of = |(solve, look)| Effort { solve: minutes(solve), look: minutes(look) };
    [(75.0, 20.0), (400.0, 45.0), (900.0, 60.0)].map(of).to_vec()
}
