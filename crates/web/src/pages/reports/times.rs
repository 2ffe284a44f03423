//! The time on each tier, as a chart on a logarithmic scale.

use super::super::page::Page;
use super::numbers::{duration, percent};
use super::read::Data;
use desk::values::Tier;
use insight::tier_flow::{Times, share};
use std::collections::BTreeMap;

/// Where the scale begins and ends, in the chart's own units.
const LEFT: f64 = 96.0;
const RIGHT: f64 = 620.0;
/// The height of one tier's distribution, and of its bars.
const ROW: f64 = 92.0;
const BARS: f64 = 58.0;
/// Columns of a distribution: each is the root of two wider than the one before.
const COLUMNS_MAX: usize = 46;
/// The first column ends at a minute.
const MINUTE: f64 = 60_000_000.0;

/// Lengths of time an axis may name, in seconds.
const TICKS: [(f64, &str, i64); 9] = [
    (60.0, "reports-axis-min", 1),
    (600.0, "reports-axis-min", 10),
    (3_600.0, "reports-axis-h", 1),
    (14_400.0, "reports-axis-h", 4),
    (86_400.0, "reports-axis-d", 1),
    (604_800.0, "reports-axis-d", 7),
    (2_592_000.0, "reports-axis-d", 30),
    (31_536_000.0, "reports-axis-y", 1),
    (157_680_000.0, "reports-axis-y", 5),
];

/// A mark of an axis.
pub(super) struct Tick {
    pub(super) at: String,
    pub(super) label: String,
}

/// The distributions of all tiers, the highest on top.
pub(super) struct TierTimes {
    pub(super) height: String,
    pub(super) foot: String,
    pub(super) label_at: String,
    pub(super) rows: Vec<TierTime>,
    pub(super) ticks: Vec<Tick>,
    pub(super) description: String,
}

/// The distribution of one tier.
pub(super) struct TierTime {
    pub(super) tier: u8,
    pub(super) name: String,
    pub(super) name_at: String,
    pub(super) count: String,
    pub(super) count_at: String,
    pub(super) base: String,
    pub(super) bars: Vec<Bar>,
    /// The mark of the median.
    pub(super) mark: String,
    pub(super) median: String,
    pub(super) nine_of_ten: String,
    pub(super) live_share: String,
    pub(super) quiet_share: String,
}

/// A bar; those past nine of ten are hollow.
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) class: &'static str,
}

/// A coordinate, as exact as it can be seen.
pub(super) fn one(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Where a length of time lies on the scale, in columns.
fn column(micros: f64) -> f64 {
    if micros < MINUTE { micros / MINUTE } else { 1.0 + 2.0 * (micros / MINUTE).log2() }
}

/// The distributions; none when nothing is finished.
pub(super) fn tier_times(page: &Page, data: &Data) -> Option<TierTimes> {
    let live = &data.sums.live;
    let longest =
        live.values().filter_map(|times| times.bins().last()).map(|(bin, _)| bin).max()?;
    #[expect(clippy::cast_precision_loss, reason = "microseconds of centuries are below 2^53")]
    let end = column(longest.bounds().end as f64).ceil().min(COLUMNS_MAX as f64).max(4.0);
    let x = |column: f64| LEFT + (RIGHT - LEFT) * column.min(end) / end;
    let all: i64 = data.sums.live_s.values().chain(data.sums.quiet_s.values()).sum();
    let mut rows = Vec::new();
    for (at, (tier, times)) in live.iter().rev().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are at most five tiers")]
        let base = 14.0 + ROW * (at as f64 + 1.0) - 16.0;
        let median = times.quantile_s(0.5).unwrap_or(0.0);
        let ninth = times.quantile_s(0.9).unwrap_or(0.0);
        let of = |map: &BTreeMap<Tier, i64>| {
            let part = map.get(tier).copied().unwrap_or(0);
            share(part, all).map_or_else(|| "–".into(), |share| percent(page, share))
        };
        let mark = x(column(median * 1_000_000.0));
        let text = page.text("reports-tickets-n").with("n", page.format.number(times.len()));
        rows.push(TierTime {
            tier: tier.0,
            name: page.text("tier-short").with("tier", i64::from(tier.0)).to_string(),
            name_at: one(base - 26.0),
            count: text.to_string(),
            count_at: one(base - 10.0),
            base: one(base + 0.5),
            bars: bars(times, end, ninth, base, &x),
            mark: format!("M{} {}l-4 6h8z", one(mark), one(base + 1.0)),
            median: duration(page, median),
            nine_of_ten: duration(page, ninth),
            live_share: of(&data.sums.live_s),
            quiet_share: of(&data.sums.quiet_s),
        });
    }
    #[expect(clippy::cast_precision_loss, reason = "there are at most five tiers")]
    let foot = 14.0 + ROW * rows.len() as f64;
    let told = rows.iter().map(|row| format!("{}: {}", row.name, row.median));
    let told = told.collect::<Vec<_>>().join("; ");
    Some(TierTimes {
        height: one(foot + 26.0),
        foot: one(foot),
        label_at: one(foot + 16.0),
        description: page.text("reports-time-is").with("medians", told).to_string(),
        rows,
        ticks: time_ticks(page, end, x),
    })
}

fn time_ticks(page: &Page, end: f64, x: impl Fn(f64) -> f64) -> Vec<Tick> {
    let mut ticks = Vec::new();
    for (seconds, key, n) in TICKS {
        let column = column(seconds * 1_000_000.0);
        if column <= end {
            ticks.push(Tick { at: one(x(column)), label: page.text(key).with("n", n).to_string() });
        }
    }
    ticks
}

/// Bars of equal width on the scale: each bin is spread over the columns it lies in.
#[expect(clippy::cast_precision_loss, reason = "counts and microseconds are below 2^53")]
#[expect(clippy::cast_possible_truncation, reason = "columns are few")]
fn bars(times: &Times, end: f64, ninth: f64, base: f64, x: &impl Fn(f64) -> f64) -> Vec<Bar> {
    let columns = end as usize;
    let mut heights = vec![0.0_f64; columns];
    for (bin, n) in times.bins() {
        let bounds = bin.bounds();
        let (from, to) = (column(bounds.start as f64), column(bounds.end as f64));
        for (at, height) in heights.iter_mut().enumerate() {
            // The last column holds what is longer still.
            let right = if at + 1 == columns { f64::MAX } else { at as f64 + 1.0 };
            let inside = (to.min(right) - from.max(at as f64)).max(0.0);
            *height += n as f64 * inside / (to - from);
        }
    }
    let most = heights.iter().copied().fold(0.0, f64::max);
    let past = column(ninth * 1_000_000.0);
    let bar = |(at, height): (usize, &f64)| {
        let (left, right) = (x(at as f64), x(at as f64 + 1.0));
        let tall = (BARS * height / most.max(1e-9)).max(0.6);
        Bar {
            x: one(left + 0.75),
            y: one(base - tall),
            width: one((right - left - 1.5).max(1.0)),
            height: one(tall),
            class: if at as f64 + 0.5 > past { "bar over" } else { "bar" },
        }
    };
    heights.iter().enumerate().filter(|(_, height)| **height > 0.0).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::time::Span;

    #[test]
    fn bars_hold_all_there_is() {
        let mut times = Times::default();
        for seconds in [3, 59, 61, 4_000, 4_100, 90_000, 400_000_000] {
            times.count(Span::seconds(seconds), 1);
        }
        let bars = bars(&times, 20.0, 1e9, 100.0, &|column| column * 10.0);
        let heights: f64 = bars.iter().map(|bar| bar.height.parse::<f64>().unwrap()).sum();
        let most = bars.iter().map(|bar| bar.height.parse::<f64>().unwrap()).fold(0.0, f64::max);
        assert!((most - BARS).abs() < 0.1);
        // Two of seven stand in one column at most three times.
        assert!(heights / most > 2.0 && heights / most < 7.1, "{}", heights / most);
    }
}
