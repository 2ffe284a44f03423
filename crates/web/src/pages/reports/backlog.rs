//! The backlog as a chart: how many tickets stood open on each tier when a day ended.

use super::super::page::Page;
use super::asked::Asked;
use super::numbers::{axis_day, day};
use super::read::Data;
use super::times::{Tick, one};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Points of a line at most.
const POINTS_MAX: i64 = 180;

/// The backlog of all tiers.
pub(super) struct Backlog {
    pub(super) lines: Vec<Line>,
    pub(super) grid: Vec<Tick>,
    pub(super) days: Vec<Tick>,
    pub(super) lead: String,
    pub(super) description: String,
    pub(super) heads: Vec<String>,
}

/// The backlog of one tier.
pub(super) struct Line {
    pub(super) tier: u8,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) label: String,
    pub(super) label_at: String,
    pub(super) cells: Vec<String>,
}

/// The levels of each tier when a day ends, by the days that are shown.
fn levels(data: &Data, asked: &Asked, days: &[i64]) -> BTreeMap<u8, Vec<i64>> {
    let of = |team: &desk::ids::TeamId| {
        let team = data.directory.team(*team)?;
        asked.team.is_none_or(|wanted| wanted == team.id).then_some(team.tier.0)
    };
    let mut open: BTreeMap<u8, i64> = BTreeMap::new();
    for (team, n) in &data.backlog.before {
        if let Some(tier) = of(team) {
            *open.entry(tier).or_default() += n;
        }
    }
    let mut changes = data.backlog.changes.iter().peekable();
    let mut found: BTreeMap<u8, Vec<i64>> = BTreeMap::new();
    for (at, day) in days.iter().enumerate() {
        while let Some((_, team, n)) = changes.next_if(|(changed, ..)| changed <= day) {
            if let Some(tier) = of(team) {
                *open.entry(tier).or_default() += n;
            }
        }
        for (tier, n) in &open {
            let line = found.entry(*tier).or_insert_with(|| vec![0; at]);
            line.push(*n);
        }
    }
    found
}

/// The backlog over the days; none with a single one, or when nothing ever stood open.
pub(super) fn backlog(page: &Page, data: &Data, asked: &Asked, today: i64) -> Option<Backlog> {
    let (first, last) = (asked.days.start, (asked.days.end - 1).min(today));
    if last <= first {
        return None;
    }
    let step = (last - first) / POINTS_MAX + 1;
    let mut days: Vec<i64> =
        (0..).map(|at| first + at * step).take_while(|day| *day < last).collect();
    days.push(last);
    let levels = levels(data, asked, &days);
    let most = levels.values().flatten().copied().max().filter(|most| *most > 0)?;
    let (unit, top) = scale(most);
    #[expect(clippy::cast_precision_loss, reason = "tickets that stand open")]
    let y = |n: i64| 288.0 - 258.0 * n.max(0) as f64 / top as f64;
    #[expect(clippy::cast_precision_loss, reason = "days")]
    let x = |day: i64| 44.0 + 500.0 * (day - first) as f64 / (last - first) as f64;
    let shown: Vec<usize> = spread(days.len(), 6);
    let number = |n: i64| page.format.number(n);
    let mut lines: Vec<Line> = Vec::new();
    let mut below = 307.0_f64;
    let mut ends: Vec<(u8, &Vec<i64>)> = levels.iter().map(|(tier, line)| (*tier, line)).collect();
    ends.sort_by_key(|(tier, line)| (line.last().copied(), *tier));
    for (tier, line) in ends {
        let now = line.last().copied().unwrap_or(0);
        // Labels keep apart where lines end close to each other.
        let at = (y(now) + 4.0).min(below - 15.0);
        below = at;
        let name = page.text("tier-short").with("tier", i64::from(tier)).to_string();
        let mut path = format!("M{} {}", one(x(days[0])), one(y(line[0])));
        let mut level = line[0];
        for (day, n) in days.iter().zip(line).skip(1) {
            if *n != level {
                let _ = write!(path, "H{}V{}", one(x(*day)), one(y(*n)));
                level = *n;
            }
        }
        let _ = write!(path, "H{}", one(x(last)));
        let cells = shown.iter().map(|at| number(line[*at])).collect();
        let (label, label_at) = (format!("{name} {}", number(now)), one(at));
        lines.push(Line { tier, name, path, label, label_at, cells });
    }
    let total = |at: usize| levels.values().map(|line| line[at]).sum::<i64>();
    let (was, is) = (total(0), total(days.len() - 1));
    let key = match is.cmp(&was) {
        std::cmp::Ordering::Less => "reports-backlog-fewer",
        std::cmp::Ordering::Equal => "reports-backlog-same",
        std::cmp::Ordering::Greater => "reports-backlog-more",
    };
    let lead = page.text(key).with("n", number(is)).with("by", number((is - was).abs()));
    let lead = lead.with("day", day(page, first)).with("now", day(page, last)).to_string();
    let told = lines.iter().map(|line| line.label.clone()).collect::<Vec<_>>().join("; ");
    Some(Backlog {
        grid: (0..=top / unit)
            .map(|at| Tick { at: one(y(at * unit)), label: number(at * unit) })
            .collect(),
        days: spread(days.len(), 6)
            .iter()
            .map(|at| Tick {
                at: one(x(days[*at])),
                label: axis_day(page, days[*at], last - first),
            })
            .collect(),
        heads: shown.iter().map(|at| day(page, days[*at])).collect(),
        description: page.text("reports-backlog-is").with("lines", told).to_string(),
        lead,
        lines,
    })
}

/// A round unit of which two to five reach the most, and the round number above it.
fn scale(most: i64) -> (i64, i64) {
    let mut unit = 1;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut power = 1;
    while most > unit * 4 {
        let factor = factors.next().unwrap_or(10);
        unit = power * factor;
        if factor == 10 {
            power *= 10;
        }
    }
    (unit, unit * ((most + unit - 1) / unit).max(1))
}

/// So many places of a list, evenly spread, the first and the last among them.
fn spread(length: usize, wanted: usize) -> Vec<usize> {
    let last = length.saturating_sub(1);
    let n = wanted.min(length).max(1);
    let mut places: Vec<usize> =
        (0..n).map(|at| if n == 1 { last } else { at * last / (n - 1) }).collect();
    places.dedup();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_round_and_holds_the_most() {
        for (most, expected) in [
            (1, (1, 1)),
            (4, (1, 4)),
            (5, (2, 6)),
            (9, (5, 10)),
            (34, (10, 40)),
            (57, (20, 60)),
            (401, (200, 600)),
            (99_999, (50_000, 100_000)),
        ] {
            assert_eq!(scale(most), expected, "{most}");
        }
    }

    #[test]
    fn places_are_spread_evenly() {
        assert_eq!(spread(1, 6), [0]);
        assert_eq!(spread(100, 6), [0, 19, 39, 59, 79, 99]);
        assert_eq!(spread(3, 6), [0, 1, 2]);
    }
}
