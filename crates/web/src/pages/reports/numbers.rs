//! Shares, decimals and days as a reader of either language writes them.

use super::super::page::Page;
use crate::api::language::Language;
use desk::time::Span;
use insight::tier_flow::{day_name, month_of, month_start};

const NARROW_SPACE: char = '\u{202f}';

/// A number with so many decimals: `1,26`, `1.26`.
pub(super) fn decimal(page: &Page, value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole = page.format.number(whole.parse().unwrap_or(i64::MAX));
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !is_zero { "\u{2212}" } else { "" };
    match (rest, page.format.language) {
        ("", _) => format!("{sign}{whole}"),
        (rest, Language::De) => format!("{sign}{whole},{rest}"),
        (rest, Language::En) => format!("{sign}{whole}.{rest}"),
    }
}

/// A share with one decimal: `59,9 %`, `59.9%`.
pub(super) fn percent(page: &Page, share: f64) -> String {
    let number = decimal(page, share * 100.0, 1);
    match page.format.language {
        Language::De => format!("{number}{NARROW_SPACE}%"),
        Language::En => format!("{number}%"),
    }
}

/// A share in whole percent, for bars.
pub(super) fn whole_percent(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 100")]
    let percent = (share.clamp(0.0, 1.0) * 100.0).round() as i64;
    percent
}

/// A length of time: `0:25 h`, `3 Tage 2 h`; below a minute in seconds.
pub(super) fn duration(page: &Page, seconds: f64) -> String {
    if seconds < 59.5 {
        return format!("{} s", decimal(page, seconds, 0));
    }
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a lifetime")]
    page.format.duration(Span::seconds(seconds.round() as i64))
}

/// A day: `2. März 2026`.
pub(super) fn day(page: &Page, day: i64) -> String {
    let name = day_name(day);
    let year = name.rsplit('-').nth(2).unwrap_or_default();
    format!("{} {year}", day_and_month(page, day))
}

/// A day without its year: `2. März`, `2 March`.
pub(super) fn day_and_month(page: &Page, day: i64) -> String {
    let month = month_of(day);
    let of_month = day - month_start(month) + 1;
    let month = page.text(format!("month-{}", month.rem_euclid(12) + 1));
    match page.format.language {
        Language::De => format!("{of_month}. {month}"),
        Language::En => format!("{of_month} {month}"),
    }
}

/// Days one after another: `2. März 2026`, `2. bis 8. März 2026`, `30. März bis 5. April 2026`.
pub(super) fn days(page: &Page, first: i64, last: i64) -> String {
    if first == last {
        return day(page, first);
    }
    let from = match month_of(first) == month_of(last) {
        true => {
            let from = day_and_month(page, first);
            from.split(' ').next().unwrap_or_default().to_owned()
        }
        false => day_and_month(page, first),
    };
    let text = page.text("reports-step").with("from", from);
    text.with("through", day(page, last)).to_string()
}

/// A day for an axis: `2. Mär`, `2 Mar`; over more than most of a year `Mär 2026`.
pub(super) fn axis_day(page: &Page, day: i64, length: i64) -> String {
    const LONG: i64 = 300;
    let text = if length > LONG { month(page, day) } else { day_and_month(page, day) };
    let short = |word: &str| match word.starts_with(char::is_numeric) {
        true => word.to_owned(),
        false => word.chars().take(3).collect(),
    };
    text.split(' ').map(short).collect::<Vec<_>>().join(" ")
}

/// A month: `März 2026`.
pub(super) fn month(page: &Page, day: i64) -> String {
    let month = month_of(day);
    let name = page.text(format!("month-{}", month.rem_euclid(12) + 1));
    format!("{name} {}", 1970 + month.div_euclid(12))
}
