//! The firm's local time, its holidays, and when its people are there.

use super::firm::Hours;
use desk::time::{Span, Timestamp};
use insight::simulate::{Calendar, Duty, Week};
use jiff::ToSpan;
use jiff::civil::date;
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeSet;

/// Where the firm is.
const ZONE: &str = "Europe/Berlin";

/// Holidays with a fixed date, the same in all of Germany: month and day.
const HOLIDAYS: [(i8, i8); 5] = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)];

/// The house is open on working days between these hours.
const OPEN: (u16, u16) = (7, 18);

/// Days the calendar knows before and after an instant.
const DAYS_AROUND: i64 = 200;

/// Local time and holidays around an instant.
///
/// # Errors
/// That the instant lies outside what can be reckoned with.
pub(super) fn around(now: Timestamp) -> anyhow::Result<Calendar> {
    // A machine without time zones still shows a demo, an hour off in summer.
    let zone = TimeZone::get(ZONE).unwrap_or_else(|_| TimeZone::fixed(Offset::constant(1)));
    let instant = jiff::Timestamp::from_microsecond(now.0)?;
    let hours = DAYS_AROUND * 24;
    let (begin, end) = (instant.checked_sub(hours.hours())?, instant.checked_add(hours.hours())?);
    let span = |offset: Offset| Span::seconds(i64::from(offset.seconds()));
    let at = |instant: jiff::Timestamp| Timestamp(instant.as_microsecond());
    let mut offsets = vec![(Timestamp(i64::MIN), span(zone.to_offset(begin)))];
    let changes = zone.following(begin).take_while(|it| it.timestamp() < end);
    offsets.extend(changes.map(|it| (at(it.timestamp()), span(it.offset()))));
    let epoch = date(1970, 1, 1);
    let mut holidays = BTreeSet::new();
    let this_year = instant.to_zoned(zone).year();
    for year in this_year.saturating_sub(1)..=this_year.saturating_add(1) {
        for (month, day) in HOLIDAYS {
            let days = (date(year, month, day) - epoch).get_days();
            holidays.insert(i64::from(days));
        }
    }
    Ok(Calendar { offsets, holidays })
}

/// A week with these hours on these days, Monday first.
pub(super) fn week(hours: Hours, on: impl Fn(usize) -> bool) -> Week {
    #[expect(clippy::cast_possible_truncation, reason = "hours of a day and the night after it")]
    #[expect(clippy::cast_sign_loss, reason = "hours of a day")]
    let minutes = |hour: f64| (hour * 60.0) as u16;
    let window = Some((minutes(hours.0), minutes(hours.1)));
    Week(std::array::from_fn(|day| window.filter(|_| on(day))))
}

/// The hours in which the house is open, around an instant.
pub(super) struct OpenHours(Vec<Duty>);

impl OpenHours {
    /// Of a calendar, around an instant.
    pub(super) fn around(calendar: &Calendar, now: Timestamp) -> OpenHours {
        let week = Week::working_days(OPEN.0, OPEN.1);
        let is_open = |day: i64| !calendar.holidays.contains(&day);
        let mut at = Timestamp(now.0 - Span::days(DAYS_AROUND / 2).0);
        let mut found = Vec::new();
        while let Some(duty) = calendar.next(&week, at, is_open).filter(|it| it.from <= now) {
            at = duty.to;
            found.push(duty);
        }
        OpenHours(found)
    }

    /// So many minutes of open hours before an instant.
    pub(super) fn before(&self, at: Timestamp, minutes: i64) -> Timestamp {
        let mut left = Span::seconds(minutes * 60);
        for Duty { from, to } in self.0.iter().rev().filter(|it| it.from < at) {
            let end = at.min(*to);
            if left <= end - *from {
                return Timestamp(end.0 - left.0);
            }
            left = Span(left.0 - (end - *from).0);
        }
        Timestamp(at.0 - left.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::DateTime;

    fn at(text: &str) -> Timestamp {
        let local: DateTime = text.parse().unwrap();
        let zoned = local.to_zoned(TimeZone::get(ZONE).unwrap()).unwrap();
        Timestamp(zoned.timestamp().as_microsecond())
    }

    #[test]
    fn open_hours_skip_nights_weekends_and_holidays() {
        let now = at("2026-05-04T12:00");
        let hours = OpenHours::around(&around(now).unwrap(), now);
        for (before, minutes, found) in [
            ("2026-05-04T09:00", 60, "2026-05-04T08:00"),
            // Friday the first of May is a holiday, the weekend follows.
            ("2026-05-04T07:30", 60, "2026-04-30T17:30"),
            ("2026-05-03T12:00", 60, "2026-04-30T17:00"),
        ] {
            assert_eq!(
                hours.before(at(before), minutes),
                at(found),
                "{minutes} min before {before}"
            );
        }
    }

    #[test]
    fn local_time_knows_summer_and_winter() {
        let calendar = around(at("2026-03-29T12:00")).unwrap();
        for (text, hour) in [("2026-03-28T09:30", 5 * 24 + 9), ("2026-03-29T09:30", 6 * 24 + 9)] {
            assert_eq!(calendar.hour_of_week(at(text)).0, hour, "{text}");
        }
        let night = week((22.0, 31.5), |day| day >= 5);
        assert_eq!(night.0, [None, None, None, None, None, Some((1320, 1890)), Some((1320, 1890))]);
    }
}
