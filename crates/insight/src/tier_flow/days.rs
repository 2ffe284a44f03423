//! Days and months in UTC, as sums are kept by, and how a period is put together from them.

use desk::time::Timestamp;
use std::ops::Range;

const DAY: i64 = 86_400_000_000;

/// The first day of the year 1, and the first after 9999: beyond that nothing is kept.
const DAYS: Range<i64> = -719_162..2_932_897;

/// The day an instant is in, counted from 1970-01-01, in UTC.
#[must_use]
pub fn day(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

/// The month an instant is in, counted from January 1970, in UTC.
#[must_use]
pub fn month(at: Timestamp) -> i64 {
    month_of(day(at))
}

/// The month a day is in. The calendar is Gregorian; years are taken to begin in March, so that
/// the day that comes every four years is their last.
#[must_use]
pub fn month_of(day: i64) -> i64 {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    (era * 400 + year - 1970) * 12 + from_march + 2
}

/// The first day of a month.
#[must_use]
pub fn month_start(month: i64) -> i64 {
    let since_march = month + 1970 * 12 - 2;
    let (year, from_march) = (since_march.div_euclid(12), since_march.rem_euclid(12));
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let of_era = 365 * year + year / 4 - year / 100 + (153 * from_march + 2) / 5;
    era * 146_097 + of_era - 719_468
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    day - (day + 3).rem_euclid(7)
}

/// A month as it is written: `2026-03`.
#[must_use]
pub fn month_name(month: i64) -> String {
    format!("{:04}-{:02}", 1970 + month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// A day as it is written: `2026-03-02`.
#[must_use]
pub fn day_name(day: i64) -> String {
    let month = month_of(day);
    format!("{}-{:02}", month_name(month), day - month_start(month) + 1)
}

/// The first instant of a day.
#[must_use]
pub fn day_start(day: i64) -> Timestamp {
    Timestamp(day.saturating_mul(DAY))
}

/// A period in pieces that do not overlap: whole months, whole days beside them, and what is left
/// of the days at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Whole months.
    pub months: Range<i64>,
    /// Whole days before and after the months.
    pub days: [Range<i64>; 2],
    /// Instants before and after the days, in microseconds; each shorter than a day.
    pub edges: [Range<i64>; 2],
}

/// The pieces of `[from, until)`; what is open goes as far as anything is kept.
#[must_use]
pub fn cover(from: Option<Timestamp>, until: Option<Timestamp>) -> Cover {
    let kept = |at: i64| at.clamp(DAYS.start * DAY, DAYS.end * DAY);
    let from = kept(from.map_or(i64::MIN, |from| from.0));
    let until = kept(until.map_or(i64::MAX, |until| until.0)).max(from);
    let (first, last) = (-(-from).div_euclid(DAY), until.div_euclid(DAY));
    if first > last {
        return Cover { months: 0..0, days: [0..0, 0..0], edges: [from..until, 0..0] };
    }
    let edges = [from..first * DAY, last * DAY..until];
    let months = month_of(first - 1) + 1..month_of(last);
    if months.start >= months.end {
        return Cover { months: 0..0, days: [first..last, 0..0], edges };
    }
    let days = [first..month_start(months.start), month_start(months.end)..last];
    Cover { months, days, edges }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        for (day, month) in [
            (0, 0),
            (30, 0),
            (31, 1),
            (58, 1),
            (59, 2),
            (-1, -1),
            (365, 12),
            // 2000-02-29 and the day after; 1900 and 2100 have no such day.
            (11_016, 361),
            (11_017, 362),
            (-25_509, -839),
            (-25_508, -838),
            (47_540, 1_561),
            (47_541, 1_562),
            (20_514, 674),
        ] {
            assert_eq!(month_of(day), month, "day {day}");
        }
    }

    #[test]
    fn days_and_months_are_named_as_in_letters() {
        for (day, name, monday) in [
            (0, "1970-01-01", "1969-12-29"),
            (20_514, "2026-03-02", "2026-03-02"),
            (20_520, "2026-03-08", "2026-03-02"),
            (20_521, "2026-03-09", "2026-03-09"),
            (-1, "1969-12-31", "1969-12-29"),
        ] {
            assert_eq!(day_name(day), name);
            assert_eq!(day_name(super::monday(day)), monday);
        }
        assert_eq!(month_name(674), "2026-03");
        assert_eq!(super::day(day_start(20_514)), 20_514);
    }

    proptest! {
        #[test]
        fn a_month_begins_with_its_first_day(day in DAYS) {
            let month = month_of(day);
            prop_assert!(month_start(month) <= day && day < month_start(month + 1));
            prop_assert!((28..=31).contains(&(month_start(month + 1) - month_start(month))));
            prop_assert_eq!(month_of(month_start(month)), month);
        }

        /// Every instant of the period is in exactly one piece, and no other instant in any.
        #[test]
        fn the_pieces_tile_the_period(
            from in prop::option::of(-40 * DAY..40 * DAY),
            length in prop::option::of(0..200 * DAY),
            at in -60 * DAY..260 * DAY,
            whole in any::<bool>(),
        ) {
            let from = from.map(|from| if whole { from / DAY * DAY } else { from });
            let until = length.map(|length| from.unwrap_or(0) + length);
            let cover = cover(from.map(Timestamp), until.map(Timestamp));
            let inside = from.is_none_or(|from| from <= at) && until.is_none_or(|until| at < until);
            let (today, this_month) = (day(Timestamp(at)), month(Timestamp(at)));
            let pieces = usize::from(cover.months.contains(&this_month))
                + cover.days.iter().filter(|days| days.contains(&today)).count()
                + cover.edges.iter().filter(|edge| edge.contains(&at)).count();
            prop_assert_eq!(pieces, usize::from(inside));
            prop_assert!(cover.edges.iter().all(|edge| edge.end - edge.start < DAY));
            if whole && from.is_some() {
                prop_assert!(cover.edges[0].is_empty());
            }
        }
    }
}
