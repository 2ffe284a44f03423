//! Hours: the weekly hours of people, in local time, and the days on which nobody comes.
//!
//! A first form: local time is UTC plus an offset that holds from given instants on, as a table.
//! The desk's own calendars, with time zones and statutory holidays, are another matter.

use desk::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// How many days ahead somebody's next hours are looked for; who has none until then never comes.
pub const DAYS_AHEAD: i64 = 60;

const DAY: i64 = 86_400_000_000;
const MINUTE: i64 = 60_000_000;

/// The hours of a week: at most one window a day, Monday first, in minutes from local midnight,
/// half-open. A night shift ends after 24:00, so 18:00 to 8:00 is `(1080, 1920)`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week(pub [Option<(u16, u16)>; 7]);

impl Week {
    /// The same hours from Monday to Friday.
    #[must_use]
    pub fn working_days(from_hour: u16, to_hour: u16) -> Week {
        let window = Some((from_hour * 60, to_hour * 60));
        Week([window, window, window, window, window, None, None])
    }

    /// The same hours on every day.
    #[must_use]
    pub fn daily(from_hour: u16, to_hour: u16) -> Week {
        Week([Some((from_hour * 60, to_hour * 60)); 7])
    }
}

/// From when to when somebody is there: half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
}

/// Local time and holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// From when on local time is how far ahead of UTC, in the order of time. Before the first
    /// entry local time is UTC.
    pub offsets: Vec<(Timestamp, Span)>,
    /// Local days, counted from 1970-01-01, on which the house is closed.
    pub holidays: BTreeSet<i64>,
}

impl Calendar {
    fn offset(&self, at: Timestamp) -> Span {
        let past = self.offsets.partition_point(|(from, _)| *from <= at);
        past.checked_sub(1).map_or(Span::default(), |index| self.offsets[index].1)
    }

    /// The local day, counted from 1970-01-01.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> i64 {
        (at + self.offset(at)).0.div_euclid(DAY)
    }

    /// The local hour of the week, 0 to 167, Monday midnight first, and the instant it ends.
    #[must_use]
    pub fn hour_of_week(&self, at: Timestamp) -> (usize, Timestamp) {
        let local = (at + self.offset(at)).0;
        let hour = local.rem_euclid(DAY) / (60 * MINUTE);
        let index = weekday(local.div_euclid(DAY)) * 24 + usize::try_from(hour).unwrap_or(0);
        let left = 60 * MINUTE - local.rem_euclid(60 * MINUTE);
        (index, Timestamp(at.0 + left))
    }

    /// The first window of these hours that ends after an instant and on whose day `comes`.
    #[must_use]
    pub fn next(&self, week: &Week, at: Timestamp, comes: impl Fn(i64) -> bool) -> Option<Duty> {
        let today = self.day(at);
        // Yesterday's night shift may still be on.
        (today - 1..today + DAYS_AHEAD)
            .filter_map(|day| Some((day, week.0[weekday(day)]?)))
            .map(|(day, (from, to))| (day, self.window(day, from, to)))
            .find(|(day, duty)| duty.to > at && duty.from < duty.to && comes(*day))
            .map(|(_, duty)| duty)
    }

    fn window(&self, day: i64, from: u16, to: u16) -> Duty {
        let utc = |minute: u16| {
            let local = Timestamp(day * DAY + i64::from(minute) * MINUTE);
            Timestamp(local.0 - self.offset(local).0)
        };
        Duty { from: utc(from), to: utc(to) }
    }
}

/// Monday is 0; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 2024-01-01.
    const MONDAY: i64 = 19_723;

    fn at(day: i64, hour: i64, minute: i64) -> Timestamp {
        Timestamp(day * DAY + (hour * 60 + minute) * MINUTE)
    }

    fn always(_: i64) -> bool {
        true
    }

    #[test]
    fn hours_come_round_and_nights_reach_into_the_morning() {
        let calendar = Calendar::default();
        let office = Week::working_days(8, 16);
        let night = Week::daily(18, 32);
        for (week, now, from, to) in [
            (&office, at(MONDAY, 7, 0), at(MONDAY, 8, 0), at(MONDAY, 16, 0)),
            (&office, at(MONDAY, 15, 59), at(MONDAY, 8, 0), at(MONDAY, 16, 0)),
            (&office, at(MONDAY, 16, 0), at(MONDAY + 1, 8, 0), at(MONDAY + 1, 16, 0)),
            (&office, at(MONDAY + 4, 20, 0), at(MONDAY + 7, 8, 0), at(MONDAY + 7, 16, 0)),
            (&night, at(MONDAY, 3, 0), at(MONDAY - 1, 18, 0), at(MONDAY, 8, 0)),
            (&night, at(MONDAY, 9, 0), at(MONDAY, 18, 0), at(MONDAY + 1, 8, 0)),
        ] {
            assert_eq!(calendar.next(week, now, always), Some(Duty { from, to }));
        }
        assert_eq!(calendar.next(&Week::default(), at(MONDAY, 0, 0), always), None);
    }

    #[test]
    fn whoever_is_away_comes_another_day() {
        let calendar = Calendar::default();
        let week = Week::working_days(8, 16);
        let found = calendar.next(&week, at(MONDAY, 9, 0), |day| day != MONDAY);
        assert_eq!(found.map(|duty| duty.from), Some(at(MONDAY + 1, 8, 0)));
    }

    #[test]
    fn local_time_follows_the_table() {
        let offsets = vec![
            (at(MONDAY, 0, 0), Span::seconds(3_600)),
            (at(MONDAY + 7, 0, 0), Span::seconds(7_200)),
        ];
        let calendar = Calendar { offsets, ..Calendar::default() };
        let week = Week::working_days(8, 16);
        for (now, from) in [
            (at(MONDAY, 1, 0), at(MONDAY, 7, 0)),
            (at(MONDAY + 7, 1, 0), at(MONDAY + 7, 6, 0)),
            (at(MONDAY - 10, 1, 0), at(MONDAY - 10, 8, 0)),
        ] {
            let duty = calendar.next(&week, now, always);
            assert_eq!(duty.map(|duty| duty.from), Some(from));
        }
        assert_eq!(calendar.day(at(MONDAY, 23, 30)), MONDAY + 1);
        assert_eq!(calendar.hour_of_week(at(MONDAY, 6, 15)), (7, at(MONDAY, 7, 0)));
        assert_eq!(calendar.hour_of_week(at(MONDAY - 1, 23, 59)).0, 6 * 24 + 23);
    }
}
