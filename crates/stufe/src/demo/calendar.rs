//! When the demo's people work: Monday to Friday from seven to six, except on the fixed holidays.

use desk::time::{Span, Timestamp};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, ToSpan};

/// Where the firm is.
const ZONE: &str = "Europe/Berlin";

/// First and last hour of a working day.
const HOURS: (i8, i8) = (7, 18);

/// Holidays with a fixed date, the same in all of Germany: month and day.
const HOLIDAYS: [(i8, i8); 5] = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)];

/// Days the calendar knows before and after the start.
const DAYS_BACK: i64 = 140;
const DAYS_AHEAD: i64 = 60;

/// The densest hour of the week, the measure of all others.
const DENSEST: f64 = 4.3;

/// The firm's working hours around an instant.
pub(super) struct Calendar {
    zone: TimeZone,
    /// Opening and closing of each working day, in order.
    days: Vec<(Timestamp, Timestamp)>,
}

impl Calendar {
    /// The working days around an instant.
    ///
    /// # Errors
    /// That the instant lies outside what can be reckoned with.
    pub(super) fn around(now: Timestamp) -> anyhow::Result<Calendar> {
        // A machine without time zones still shows a demo, an hour off in summer.
        let zone = TimeZone::get(ZONE).unwrap_or_else(|_| TimeZone::fixed(Offset::constant(1)));
        let today = instant(now)?.to_zoned(zone.clone()).date();
        let mut days = Vec::new();
        for ahead in -DAYS_BACK..=DAYS_AHEAD {
            let date = today.checked_add(ahead.days())?;
            if is_working_day(date) {
                let at = |hour| -> anyhow::Result<Timestamp> {
                    let zoned = zone.to_ambiguous_zoned(date.at(hour, 0, 0, 0)).compatible()?;
                    Ok(Timestamp(zoned.timestamp().as_microsecond()))
                };
                days.push((at(HOURS.0)?, at(HOURS.1)?));
            }
        }
        Ok(Calendar { zone, days })
    }

    /// The instant itself while the firm works, else when it opens next.
    pub(super) fn opening(&self, at: Timestamp) -> Timestamp {
        let next = self.days.partition_point(|(_, close)| *close <= at);
        self.days.get(next).map_or(at, |(open, _)| at.max(*open))
    }

    /// So many working minutes later.
    pub(super) fn after(&self, at: Timestamp, minutes: i64) -> Timestamp {
        let mut left = minutes_span(minutes);
        let next = self.days.partition_point(|(_, close)| *close <= at);
        for (open, close) in &self.days[next..] {
            let from = at.max(*open);
            if left.0 < (*close - from).0 {
                return from + left;
            }
            left = Span(left.0 - (*close - from).0);
        }
        at + left
    }

    /// So many working minutes before.
    pub(super) fn back(&self, at: Timestamp, minutes: i64) -> Timestamp {
        let mut left = minutes_span(minutes);
        let before = self.days.partition_point(|(open, _)| *open < at);
        for (open, close) in self.days[..before].iter().rev() {
            let to = at.min(*close);
            if left.0 <= (to - *open).0 {
                return Timestamp(to.0 - left.0);
            }
            left = Span(left.0 - (to - *open).0);
        }
        Timestamp(at.0 - left.0)
    }

    /// How likely somebody turns to the desk at an instant, from 0 to 1.
    pub(super) fn density(&self, at: Timestamp) -> f64 {
        let Some(local) = self.local(at) else { return 0.0 };
        let hour = match local.hour() {
            6 => 0.3,
            7 => 0.9,
            8 => 1.7,
            9 => 1.9,
            10 => 1.6,
            11 | 13 => 1.2,
            12 => 0.7,
            14 => 1.3,
            15 => 1.0,
            16 => 0.7,
            17 => 0.4,
            18..=21 => 0.1,
            _ => 0.03,
        };
        let day = match local.weekday() {
            _ if !is_working_day(local.date()) => 0.04,
            Weekday::Monday if local.hour() < 11 => 2.2,
            Weekday::Monday => 1.3,
            Weekday::Friday => 0.8,
            _ => 1.0,
        };
        hour * day / DENSEST
    }

    /// True in the hours of the night service: after eight in the evening, before five.
    pub(super) fn is_night(&self, at: Timestamp) -> bool {
        self.local(at).is_some_and(|local| local.hour() >= 20 || local.hour() < 5)
    }

    fn local(&self, at: Timestamp) -> Option<DateTime> {
        Some(self.zone.to_datetime(instant(at).ok()?))
    }
}

fn instant(at: Timestamp) -> Result<jiff::Timestamp, jiff::Error> {
    jiff::Timestamp::from_microsecond(at.0)
}

fn minutes_span(minutes: i64) -> Span {
    Span::seconds(SignedDuration::from_mins(minutes).as_secs())
}

fn is_working_day(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !HOLIDAYS.contains(&(date.month(), date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        let local: DateTime = text.parse().unwrap();
        let zoned = local.to_zoned(TimeZone::get(ZONE).unwrap()).unwrap();
        Timestamp(zoned.timestamp().as_microsecond())
    }

    #[test]
    fn work_goes_on_after_the_weekend_and_the_holiday() {
        let calendar = Calendar::around(at("2026-05-04T12:00")).unwrap();
        for (from, minutes, to) in [
            ("2026-05-04T09:00", 30, "2026-05-04T09:30"),
            ("2026-05-04T17:30", 60, "2026-05-05T07:30"),
            // Friday the first of May is a holiday, the weekend follows.
            ("2026-04-30T17:30", 60, "2026-05-04T07:30"),
            ("2026-05-02T10:00", 0, "2026-05-04T07:00"),
            ("2026-05-04T20:00", 15, "2026-05-05T07:15"),
        ] {
            assert_eq!(calendar.after(at(from), minutes), at(to), "{from} + {minutes} min");
        }
        assert_eq!(calendar.opening(at("2026-05-02T10:00")), at("2026-05-04T07:00"));
        assert_eq!(calendar.back(at("2026-05-04T07:30"), 60), at("2026-04-30T17:30"));
        assert_eq!(calendar.back(at("2026-05-03T12:00"), 60), at("2026-04-30T17:00"));
    }

    #[test]
    fn monday_morning_is_the_densest() {
        let calendar = Calendar::around(at("2026-05-04T12:00")).unwrap();
        let density = |text| calendar.density(at(text));
        assert!(density("2026-05-04T09:10") > density("2026-05-05T09:10"));
        assert!(density("2026-05-04T09:10") <= 1.0);
        assert!(density("2026-05-05T09:10") > density("2026-05-05T16:10"));
        assert!(density("2026-05-03T09:10") > 0.0 && density("2026-05-03T09:10") < 0.05);
        assert!(calendar.is_night(at("2026-05-04T23:00")));
        assert!(!calendar.is_night(at("2026-05-04T06:00")));
    }
}
