//! Tables: who passes tickets on to whom, the ways they take, where they go to and fro, and what
//! escalates.

use super::super::page::Page;
use super::asked::Asked;
use super::numbers::{percent, whole_percent};
use super::read::Data;
use desk::ids::TeamId;
use desk::values::EscalationReason;
use insight::tier_flow::{Figures, Flow, share};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Teams of the matrix; the rest stand together.
const TEAMS_MAX: usize = 12;
/// Ways that are told.
const PATHS_MAX: usize = 10;
/// Pairs that are told.
const PAIRS_MAX: usize = 8;
/// Examples of a pair.
const EXAMPLES_MAX: usize = 3;
/// Services that are told.
const SERVICES_MAX: usize = 15;

/// Who passes on to whom.
pub(super) struct Matrix {
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<MatrixRow>,
    pub(super) lead: String,
}

/// A team of the matrix.
pub(super) struct Head {
    pub(super) tier: String,
    pub(super) name: String,
    pub(super) is_outside: bool,
}

/// The moves of a team.
pub(super) struct MatrixRow {
    pub(super) head: Head,
    pub(super) cells: Vec<Cell>,
    pub(super) sum: String,
}

/// Moves from one team to another.
pub(super) struct Cell {
    pub(super) text: String,
    /// How much of the most, in percent, for its tint.
    pub(super) percent: i64,
    /// The team to itself: there are no such moves.
    pub(super) is_self: bool,
}

/// The matrix, high tiers first; none without a move.
pub(super) fn matrix(page: &Page, data: &Data) -> Option<Matrix> {
    let mut between: BTreeMap<(TeamId, TeamId), i64> = BTreeMap::new();
    let mut weight: BTreeMap<TeamId, i64> = BTreeMap::new();
    for ((from, to, _), passed) in &data.sums.steps {
        *between.entry((*from, *to)).or_default() += passed.times;
        for team in [from, to] {
            *weight.entry(*team).or_default() += passed.times;
        }
    }
    let most_moved = between.iter().max_by_key(|(_, n)| **n).map(|(pair, n)| (*pair, *n))?;
    let mut teams: Vec<TeamId> = weight.keys().copied().collect();
    teams.sort_by_key(|team| std::cmp::Reverse(weight[team]));
    let rest: BTreeSet<TeamId> = match teams.len() {
        ..=TEAMS_MAX => BTreeSet::new(),
        _ => teams.split_off(TEAMS_MAX).into_iter().collect(),
    };
    let tier = |team: &TeamId| data.directory.team(*team).map_or(0, |team| team.tier.0);
    teams.sort_by_key(|team| (std::cmp::Reverse(tier(team)), std::cmp::Reverse(weight[team])));
    // None stands for the rest.
    let mut places: Vec<Option<TeamId>> = teams.into_iter().map(Some).collect();
    if !rest.is_empty() {
        places.push(None);
    }
    let place = |team: &TeamId| (!rest.contains(team)).then_some(*team);
    let mut cells: BTreeMap<(Option<TeamId>, Option<TeamId>), i64> = BTreeMap::new();
    for ((from, to), n) in &between {
        *cells.entry((place(from), place(to))).or_default() += n;
    }
    let most = cells.values().copied().max().unwrap_or(1);
    let row = |from: &Option<TeamId>| {
        let cell = |to: &Option<TeamId>| {
            let n = cells.get(&(*from, *to)).copied().unwrap_or(0);
            let is_self = from == to && from.is_some();
            let text = match n {
                0 => String::new(),
                n => page.format.number(n),
            };
            Cell { text, percent: whole_percent(share(n, most).unwrap_or(0.0)), is_self }
        };
        let sum: i64 = places.iter().filter_map(|to| cells.get(&(*from, *to))).sum();
        MatrixRow {
            head: head(page, data, *from, rest.len()),
            cells: places.iter().map(cell).collect(),
            sum: page.format.number(sum),
        }
    };
    let ((from, to), n) = most_moved;
    let lead = page.text("reports-matrix-lead").with("n", page.format.number(n));
    let lead = lead.with("from", team_name(data, from)).with("to", team_name(data, to));
    Some(Matrix {
        lead: lead.to_string(),
        heads: places.iter().map(|team| head(page, data, *team, rest.len())).collect(),
        rows: places.iter().map(row).collect(),
    })
}

fn head(page: &Page, data: &Data, team: Option<TeamId>, rest: usize) -> Head {
    match team.and_then(|team| data.directory.team(team)) {
        Some(team) => Head {
            tier: page.text("tier-short").with("tier", i64::from(team.tier.0)).to_string(),
            name: team.name.clone(),
            is_outside: team.provider.is_some(),
        },
        None => {
            let n = i64::try_from(rest).unwrap_or(i64::MAX);
            let name = page.text("reports-other-teams").with("n", n).to_string();
            Head { tier: String::new(), name, is_outside: false }
        }
    }
}

/// A team's name, apart from the direction of the words around it.
fn team_name(data: &Data, team: TeamId) -> String {
    let name = data.directory.team(team).map_or("–", |team| team.name.as_str());
    format!("\u{2068}{name}\u{2069}")
}

/// A way over the tiers.
pub(super) struct Way {
    pub(super) words: String,
    /// The way as a flight of stairs: an SVG path in a box of 96 by 22.
    pub(super) stairs: String,
    pub(super) count: String,
    pub(super) share: String,
    pub(super) percent: i64,
}

/// The ways most tickets take, and the rest together.
pub(super) fn ways(page: &Page, data: &Data) -> Vec<Way> {
    let mut paths: Vec<(&str, i64)> =
        data.sums.paths.iter().map(|(path, n)| (path.as_str(), *n)).collect();
    paths.sort_by_key(|(path, n)| (std::cmp::Reverse(*n), path.len()));
    let all: i64 = paths.iter().map(|(_, n)| n).sum();
    let rest = paths.split_off(paths.len().min(PATHS_MAX));
    let way = |words: String, stairs: String, n: i64| {
        let part = share(n, all).unwrap_or(0.0);
        let count = page.format.number(n);
        Way { words, stairs, count, share: percent(page, part), percent: whole_percent(part) }
    };
    let mut ways: Vec<Way> =
        paths.into_iter().map(|(path, n)| way(words(page, path), stairs(path), n)).collect();
    if !rest.is_empty() {
        let n = i64::try_from(rest.len()).unwrap_or(i64::MAX);
        let words = page.text("reports-other-ways").with("n", n).to_string();
        ways.push(way(words, String::new(), rest.iter().map(|(_, n)| n).sum()));
    }
    ways
}

fn words(page: &Page, path: &str) -> String {
    let tier = |c: char| match c.to_digit(10) {
        Some(tier) => page.text("tier-short").with("tier", i64::from(tier)).to_string(),
        None => "…".to_owned(),
    };
    path.chars().map(tier).collect::<Vec<_>>().join(" → ")
}

fn stairs(path: &str) -> String {
    let mut drawn = String::new();
    let mut x = 1;
    for tier in path.chars().filter_map(|c| c.to_digit(10)) {
        let y = 21 - tier * 4;
        let _ = match drawn.is_empty() {
            true => write!(drawn, "M{x} {y}"),
            false => write!(drawn, "V{y}"),
        };
        x += 12;
        let _ = write!(drawn, "H{x}");
    }
    drawn
}

/// Two teams between which tickets go to and fro.
pub(super) struct Pair {
    pub(super) one: String,
    pub(super) other: String,
    pub(super) times: String,
    pub(super) share: String,
    pub(super) percent: i64,
    pub(super) examples: Vec<i64>,
}

/// The pairs with the most ping-pong.
pub(super) fn pairs(page: &Page, data: &Data) -> Vec<Pair> {
    let pair = |from: TeamId, to: TeamId| (from.min(to), from.max(to));
    let mut found: BTreeMap<(TeamId, TeamId), i64> = BTreeMap::new();
    for ((from, to, _), passed) in &data.sums.steps {
        if passed.ping_pongs > 0 {
            *found.entry(pair(*from, *to)).or_default() += passed.ping_pongs;
        }
    }
    let all: i64 = found.values().sum();
    let mut pairs: Vec<_> = found.into_iter().collect();
    pairs.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    pairs.truncate(PAIRS_MAX);
    let plays = |flow: &Flow, wanted: (TeamId, TeamId)| {
        let moves = flow.trail.moves.iter().filter(|it| it.ping_pongs > 0);
        moves.into_iter().any(|it| pair(it.from, it.to) == wanted)
    };
    let name =
        |team: TeamId| data.directory.team(team).map_or("–", |it| it.name.as_str()).to_owned();
    let told = |(teams, n): ((TeamId, TeamId), i64)| {
        let examples = data.ping_pong.iter().filter(|(_, flow)| plays(flow, teams));
        let part = share(n, all).unwrap_or(0.0);
        Pair {
            one: name(teams.0),
            other: name(teams.1),
            times: page.format.number(n),
            share: percent(page, part),
            percent: whole_percent(part),
            examples: examples.take(EXAMPLES_MAX).map(|(number, _)| number.0).collect(),
        }
    };
    pairs.into_iter().map(told).collect()
}

/// A service, and how much of it goes up.
pub(super) struct Service {
    pub(super) name: String,
    pub(super) href: Option<String>,
    pub(super) tickets: String,
    pub(super) share: String,
    pub(super) percent: i64,
    pub(super) reason: String,
    pub(super) brought_back: String,
    pub(super) first_level: String,
}

/// The services most tickets of which went up, and the rest together.
pub(super) fn services(page: &Page, data: &Data, asked: &Asked) -> Vec<Service> {
    let mut found: Vec<_> =
        data.services.iter().filter(|(_, sums)| sums.counts.tickets > 0).collect();
    found.sort_by_key(|(_, sums)| {
        (std::cmp::Reverse(sums.counts.escalated), std::cmp::Reverse(sums.counts.tickets))
    });
    let rest = found.split_off(found.len().min(SERVICES_MAX));
    let mut others = insight::tier_flow::Sums::default();
    rest.iter().for_each(|(_, sums)| others.merge(sums));
    let row = |name: String, href: Option<String>, sums: &insight::tier_flow::Sums| {
        let figures = Figures::of(sums);
        let part = figures.escalated.unwrap_or(0.0);
        // What an import brings has no reason and no outcome that anybody chose.
        let chosen = |reason: &EscalationReason| *reason != EscalationReason::Imported;
        let reasons = sums.reasons.iter().filter(|(reason, _)| chosen(reason));
        let reason = reasons.max_by_key(|(_, n)| **n);
        let brought_back = match sums.knows_no_outcome() {
            true => "–".into(),
            false => page.format.number(sums.counts.brought_back),
        };
        let first_level = figures.first_level().map(|share| percent(page, share));
        Service {
            name,
            href,
            tickets: page.format.number(sums.counts.tickets),
            share: percent(page, part),
            percent: whole_percent(part),
            reason: reason.map_or_else(|| "–".into(), |(reason, _)| page.word(reason).to_string()),
            brought_back,
            first_level: first_level.unwrap_or_else(|| "–".into()),
        }
    };
    let mut rows = Vec::new();
    for (id, sums) in found {
        let service = data.directory.services.get(id);
        let name = service.map_or("–", |service| service.name.as_str()).to_owned();
        rows.push(row(name, Some(asked.with_service(*id)), sums));
    }
    if !rest.is_empty() {
        let n = i64::try_from(rest.len()).unwrap_or(i64::MAX);
        let name = page.text("reports-other-services").with("n", n).to_string();
        rows.push(row(name, None, &others));
    }
    rows
}
