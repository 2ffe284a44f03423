//! The figures: what each comes to, how it went, and how it was before.

use super::super::page::Page;
use super::numbers::{decimal, duration, percent};
use super::read::Data;
use desk::values::Tier;
use insight::tier_flow::{Figures, Sums};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// A figure in its tile.
pub(super) struct Tile {
    /// The word of its definition.
    pub(super) word: &'static str,
    pub(super) label: String,
    pub(super) definition: String,
    pub(super) value: String,
    /// What stands below the value.
    pub(super) more: Vec<String>,
    /// The line of its trend; none with fewer than two steps.
    pub(super) spark: Option<Spark>,
    pub(super) change: Option<Change>,
}

/// A trend, as an SVG path in a box of 96 by 26.
pub(super) struct Spark {
    pub(super) path: String,
    /// Where it ends.
    pub(super) end: (String, String),
}

/// The comparison with the days before.
pub(super) struct Change {
    pub(super) text: String,
    pub(super) sign: Sign,
}

/// What a change is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Better,
    Worse,
    Neither,
}

impl Sign {
    pub(super) fn class(self) -> &'static str {
        match self {
            Sign::Better => " good",
            Sign::Worse => " bad",
            Sign::Neither => "",
        }
    }

    pub(super) fn icon(self) -> Option<&'static str> {
        match self {
            Sign::Better => Some("check"),
            Sign::Worse => Some("alert"),
            Sign::Neither => None,
        }
    }
}

/// Which way of a figure is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Good {
    Up,
    Down,
    Neither,
}

/// A figure: its word, texts, what it is measured in and read from.
struct Kind {
    word: &'static str,
    label: &'static str,
    definition: &'static str,
    unit: Unit,
    good: Good,
    read: fn(&Sums) -> Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    Ratio,
    Share,
}

/// All of them, in the order in which they are shown.
const KINDS: [Kind; 7] = [
    Kind {
        word: "tickets",
        label: "reports-tickets",
        definition: "reports-tickets-is",
        unit: Unit::Count,
        good: Good::Neither,
        #[expect(clippy::cast_precision_loss, reason = "counts of tickets are far below 2^52")]
        read: |sums| Some(sums.counts.tickets as f64),
    },
    Kind {
        word: "first-level",
        label: "reports-first-level",
        definition: "reports-first-level-is",
        unit: Unit::Share,
        good: Good::Up,
        read: |sums| Figures::of(sums).first_level(),
    },
    Kind {
        word: "moves",
        label: "reports-moves",
        definition: "reports-moves-is",
        unit: Unit::Ratio,
        good: Good::Down,
        read: |sums| Figures::of(sums).moves_per_ticket,
    },
    Kind {
        word: "ping-pong",
        label: "reports-ping-pong",
        definition: "reports-ping-pong-is",
        unit: Unit::Share,
        good: Good::Down,
        read: |sums| Figures::of(sums).ping_pong,
    },
    Kind {
        word: "bounces",
        label: "reports-bounces",
        definition: "reports-bounces-is",
        unit: Unit::Share,
        good: Good::Down,
        read: |sums| Figures::of(sums).bounces,
    },
    Kind {
        word: "reopened",
        label: "reports-reopened",
        definition: "reports-reopened-is",
        unit: Unit::Share,
        good: Good::Down,
        read: |sums| Figures::of(sums).reopened,
    },
    Kind {
        word: "quality",
        label: "reports-quality",
        definition: "reports-quality-is",
        unit: Unit::Share,
        good: Good::Up,
        read: |sums| Figures::of(sums).hand_over_quality,
    },
];

impl Unit {
    fn write(self, page: &Page, value: f64) -> String {
        match self {
            Unit::Count => decimal(page, value, 0),
            Unit::Ratio => decimal(page, value, 2),
            Unit::Share => percent(page, value),
        }
    }
}

/// The tiles; a figure that was never measured has none.
pub(super) fn tiles(page: &Page, data: &Data) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = KINDS.iter().filter_map(|kind| tile(page, data, kind)).collect();
    tiles.insert(tiles.len().min(2), times(page, data));
    tiles
}

fn tile(page: &Page, data: &Data, kind: &Kind) -> Option<Tile> {
    let value = (kind.read)(&data.sums);
    // Nobody may have rated a hand-over yet, or anybody know what came of one.
    if value.is_none() && kind.word == "quality" {
        return None;
    }
    let before = data.before.as_ref().filter(|(sums, _)| sums.counts.tickets > 0);
    let before = before.and_then(|(sums, _)| (kind.read)(sums));
    let steps: Vec<Option<f64>> = data.steps.iter().map(|(_, sums)| (kind.read)(sums)).collect();
    Some(Tile {
        word: kind.word,
        label: page.text(kind.label).to_string(),
        definition: page.text(kind.definition).to_string(),
        value: value.map_or_else(|| "–".into(), |value| kind.unit.write(page, value)),
        more: more(page, data, kind.word),
        spark: spark(&steps),
        change: value.zip(before).map(|(now, before)| change(page, kind, now, before)),
    })
}

/// What more there is to say of a figure.
fn more(page: &Page, data: &Data, word: &str) -> Vec<String> {
    let (counts, figures) = (&data.sums.counts, Figures::of(&data.sums));
    let number = |n: i64| page.format.number(n);
    match word {
        "tickets" if counts.left_out > 0 => {
            vec![page.text("reports-left-out").with("n", number(counts.left_out)).to_string()]
        }
        "first-level" => {
            let above = figures.by_level.iter().filter(|(tier, _)| *tier != Tier::FIRST);
            let level = |(tier, share): &(Tier, f64)| {
                let text = page.text("reports-level").with("tier", i64::from(tier.0));
                text.with("share", percent(page, *share)).to_string()
            };
            above.map(level).collect()
        }
        "moves" => vec![page.text("reports-moves-n").with("n", number(counts.moves)).to_string()],
        "ping-pong" => {
            let text = page.text("reports-ping-pong-n").with("n", number(counts.ping_pong_tickets));
            vec![text.with("times", number(counts.ping_pongs)).to_string()]
        }
        "reopened" => {
            vec![page.text("reports-reopened-n").with("n", number(counts.reopened)).to_string()]
        }
        "bounces" if data.sums.knows_no_outcome() => {
            vec![page.text("reports-bounces-unknown").to_string()]
        }
        _ => Vec::new(),
    }
}

/// The medians of the time to resolve, by highest tier.
fn times(page: &Page, data: &Data) -> Tile {
    let level = |(tier, seconds): (&Tier, &f64)| {
        let text = page.text("reports-level").with("tier", i64::from(tier.0));
        text.with("share", duration(page, *seconds)).to_string()
    };
    let first = data.medians_s.first_key_value();
    let steps: Vec<Option<f64>> = data
        .steps
        .iter()
        .map(|(_, sums)| first.and_then(|(tier, _)| median(sums, *tier)))
        .collect();
    let before = data.before.as_ref().map(|(_, medians)| medians);
    let change = first.and_then(|(tier, now)| {
        let before = before?.get(tier)?;
        Some(longer(page, *now, *before))
    });
    let value = match first {
        Some((tier, seconds)) if *tier == Tier::FIRST => duration(page, *seconds),
        Some(pair) => level(pair),
        None => "–".into(),
    };
    Tile {
        word: "resolve",
        label: page.text("reports-resolve").to_string(),
        definition: page.text("reports-resolve-is").to_string(),
        value,
        more: data.medians_s.iter().skip(1).map(level).collect(),
        spark: spark(&steps),
        change,
    }
}

fn median(sums: &Sums, tier: Tier) -> Option<f64> {
    sums.to_resolve.get(&tier)?.quantile_s(0.5)
}

/// The median of all times to resolve, as near as the bins are narrow.
fn overall_median(sums: &Sums) -> Option<f64> {
    let mut all = insight::tier_flow::Times::default();
    sums.to_resolve.values().for_each(|times| all.merge(times));
    all.quantile_s(0.5)
}

fn longer(page: &Page, now: f64, before: f64) -> Change {
    if (now - before).abs() < 1.0 {
        return Change { text: page.text("reports-same").to_string(), sign: Sign::Neither };
    }
    let (key, sign) = match now < before {
        true => ("reports-shorter", Sign::Better),
        false => ("reports-longer", Sign::Worse),
    };
    let by = duration(page, (now - before).abs());
    Change { text: page.text(key).with("by", by).to_string(), sign }
}

fn change(page: &Page, kind: &Kind, now: f64, before: f64) -> Change {
    let difference = now - before;
    let (shown, unit) = match kind.unit {
        Unit::Count => (decimal(page, difference.abs(), 0), "reports-more"),
        Unit::Ratio => (decimal(page, difference.abs(), 2), "reports-more"),
        Unit::Share => (decimal(page, difference.abs() * 100.0, 1), "reports-points"),
    };
    let nothing = shown.chars().all(|c| matches!(c, '0' | ',' | '.'));
    if nothing {
        return Change { text: page.text("reports-same").to_string(), sign: Sign::Neither };
    }
    let up = difference > 0.0;
    let sign = match (kind.good, up) {
        (Good::Neither, _) => Sign::Neither,
        (Good::Up, true) | (Good::Down, false) => Sign::Better,
        (Good::Up, false) | (Good::Down, true) => Sign::Worse,
    };
    let way = if up { "up" } else { "down" };
    let text = page.text(unit).with("by", shown).with("way", way).to_string();
    Change { text, sign }
}

/// A line of steps. Those without a value are left open.
#[expect(clippy::cast_precision_loss, reason = "there are at most as many steps as a trend has")]
fn spark(values: &[Option<f64>]) -> Option<Spark> {
    const WIDTH: f64 = 96.0;
    const TOP: f64 = 4.0;
    const FOOT: f64 = 23.0;
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    if known.len() < 2 {
        return None;
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = WIDTH / values.len() as f64;
    let (mut path, mut end, mut is_open) = (String::new(), (0.0, 0.0), true);
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value else {
            is_open = true;
            continue;
        };
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        let (x, y) = (at as f64 * step, FOOT - share * (FOOT - TOP));
        let _ = match is_open {
            true => write!(path, "M{x:.1} {y:.1}"),
            false => write!(path, "V{y:.1}"),
        };
        let _ = write!(path, "H{:.1}", x + step);
        (end, is_open) = ((x + step, y), false);
    }
    Some(Spark { path, end: (format!("{:.1}", end.0), format!("{:.1}", end.1)) })
}

/// The trend as a table, the newest step first.
pub(super) struct Trend {
    /// The headings of its columns, after the step's.
    pub(super) heads: Vec<String>,
    /// Each step with its figures.
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// The figures of [`KINDS`] and the median of all, step by step; what was never measured has no
/// column. `label` names a step by its days.
pub(super) fn trend(page: &Page, data: &Data, label: impl Fn(i64, i64) -> String) -> Trend {
    let known = |kind: &&Kind| data.steps.iter().any(|(_, sums)| (kind.read)(sums).is_some());
    let kinds: Vec<&Kind> = KINDS.iter().filter(known).collect();
    let mut heads: Vec<String> =
        kinds.iter().map(|kind| page.text(kind.label).to_string()).collect();
    heads.push(page.text("reports-median").to_string());
    let none = || "–".to_owned();
    let row = |(days, sums): &(Range<i64>, Sums)| {
        let cell = |kind: &&Kind| {
            let value = (kind.read)(sums).map(|value| kind.unit.write(page, value));
            value.unwrap_or_else(none)
        };
        let mut cells: Vec<String> = kinds.iter().map(cell).collect();
        let median = overall_median(sums).map(|seconds| duration(page, seconds));
        cells.push(median.unwrap_or_else(none));
        (label(days.start, days.end), cells)
    };
    Trend { heads, rows: data.steps.iter().rev().map(row).collect() }
}

/// The medians by highest tier in words, for the figure's own table.
pub(super) fn medians(page: &Page, medians_s: &BTreeMap<Tier, f64>) -> Vec<(String, String)> {
    let tier = |tier: &Tier| page.text("tier-short").with("tier", i64::from(tier.0)).to_string();
    medians_s.iter().map(|(it, seconds)| (tier(it), duration(page, *seconds))).collect()
}
