//! Numbers, instants and lengths of time as a reader of either language writes them.

use super::texts::{Text, text};
use crate::api::language::Language;
use desk::time::{Span, Timestamp};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use std::fmt::Write as _;

/// Where the desk is, until a desk says otherwise.
const ZONE: &str = "Europe/Berlin";

const NARROW_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

/// How one reader reads figures.
#[derive(Clone)]
pub(crate) struct Format {
    /// Their language.
    pub(crate) language: Language,
    zone: TimeZone,
}

impl Format {
    /// For a reader of this language at the desk's place.
    pub(crate) fn new(language: Language) -> Format {
        Format { language, zone: TimeZone::get(ZONE).unwrap_or(TimeZone::UTC) }
    }

    fn text(&self, key: &'static str) -> Text<'static> {
        text(self.language, key)
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::MAX);
        at.to_zoned(self.zone.clone())
    }

    /// A whole number: `12.345`, `12,345`.
    pub(crate) fn number(&self, number: i64) -> String {
        let separator = match self.language {
            Language::De => '.',
            Language::En => ',',
        };
        let digits = number.unsigned_abs().to_string();
        let mut text = String::new();
        if number < 0 {
            text.push(MINUS);
        }
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A share in percent: `87 %` with a narrow space, `87%`.
    pub(crate) fn percent(&self, percent: i64) -> String {
        let number = self.number(percent);
        match self.language {
            Language::De => format!("{number}{NARROW_SPACE}%"),
            Language::En => format!("{number}%"),
        }
    }

    /// How long a file is: `0 Byte`, `312 KB`, `1,4 MB`, `1.4 MB`.
    pub(crate) fn bytes(&self, bytes: i64) -> String {
        const KIB: i64 = 1024;
        if bytes < KIB {
            return self.text("bytes").with("n", bytes).to_string();
        }
        let kib = (bytes + KIB / 2) / KIB;
        if kib < KIB {
            return format!("{} KB", self.number(kib));
        }
        let tenths = (bytes * 10 + KIB * KIB / 2) / (KIB * KIB);
        let point = match self.language {
            Language::De => ',',
            Language::En => '.',
        };
        format!("{}{point}{} MB", self.number(tenths / 10), tenths % 10)
    }

    /// Hours and minutes: `0:49 h`, `−1:05 h`; from two days on in days: `3 Tage 4 h`.
    pub(crate) fn duration(&self, span: Span) -> String {
        let minutes = span.0.unsigned_abs() / 60_000_000;
        let (days, hours) = (minutes / 1_440, minutes / 60);
        let sign = if span.0 < 0 && minutes > 0 { "\u{2212}" } else { "" };
        if hours < 48 {
            return format!("{sign}{hours}:{:02} h", minutes % 60);
        }
        let days = self.text("days").with("n", days).to_string();
        match hours % 24 {
            0 => format!("{sign}{days}"),
            rest => format!("{sign}{days} {rest} h"),
        }
    }

    /// Hours and minutes alone, for narrow columns: `0:49`, `52:10`.
    pub(crate) fn clock(&self, span: Span) -> String {
        let minutes = span.0.unsigned_abs() / 60_000_000;
        let sign = if span.0 < 0 && minutes > 0 { "\u{2212}" } else { "" };
        format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
    }

    /// The time of the day: `14:55`.
    pub(crate) fn time(&self, at: Timestamp) -> String {
        let at = self.zoned(at);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// The day: `12. März 2026`, `12 March 2026`.
    pub(crate) fn date(&self, at: Timestamp) -> String {
        let date = self.zoned(at).date();
        let mut text = self.day_and_month(date);
        let _ = write!(text, " {}", date.year());
        text
    }

    /// Day and time: `12. März 2026, 14:55`.
    pub(crate) fn date_time(&self, at: Timestamp) -> String {
        format!("{}, {}", self.date(at), self.time(at))
    }

    /// As short as it stays clear at `now`: `14:55`, `gestern 14:55`, `12. März`, `12. März 2025`.
    pub(crate) fn when(&self, at: Timestamp, now: Timestamp) -> String {
        let (day, today) = (self.zoned(at).date(), self.zoned(now).date());
        let time = self.time(at);
        if day == today {
            time
        } else if day.tomorrow().ok() == Some(today) {
            self.text("yesterday-at").with("time", time).to_string()
        } else if day.yesterday().ok() == Some(today) {
            self.text("tomorrow-at").with("time", time).to_string()
        } else if day.year() == today.year() {
            self.day_and_month(day)
        } else {
            self.date(at)
        }
    }

    /// As short as a column wants it: `14:55`, `gestern 14:55`, `12. 3.`, `12. 3. 2025`.
    pub(crate) fn brief(&self, at: Timestamp, now: Timestamp) -> String {
        let (date, today) = (self.zoned(at).date(), self.zoned(now).date());
        let near = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
        if near.contains(&Some(date)) {
            return self.when(at, now);
        }
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at));
        let month = self.text(month.copied().unwrap_or(MONTHS[0])).to_string();
        let year = if date.year() == today.year() { None } else { Some(date.year()) };
        let (day, year) = (date.day(), year.map(|year| format!(" {year}")).unwrap_or_default());
        match self.language {
            Language::De => format!("{day}. {}.{year}", date.month()),
            Language::En => format!("{day} {}{year}", month.get(..3).unwrap_or(&month)),
        }
    }

    /// The day as one speaks of it: `heute`, `gestern`, `12. März`, `12. März 2025`.
    pub(crate) fn day(&self, at: Timestamp, now: Timestamp) -> String {
        let (day, today) = (self.zoned(at).date(), self.zoned(now).date());
        if day == today {
            self.text("today").to_string()
        } else if day.tomorrow().ok() == Some(today) {
            self.text("yesterday").to_string()
        } else if day.yesterday().ok() == Some(today) {
            self.text("tomorrow").to_string()
        } else if day.year() == today.year() {
            self.day_and_month(day)
        } else {
            self.date(at)
        }
    }

    /// How long ago something was, roughly: `gerade eben`, `vor 5 Min.`, `vor 3 Std.`,
    /// `vor 2 Tagen`.
    pub(crate) fn ago(&self, at: Timestamp, now: Timestamp) -> String {
        let minutes = (now - at).0 / 60_000_000;
        match minutes {
            ..1 => self.text("just-now").to_string(),
            1..60 => self.text("minutes-ago").with("n", minutes).to_string(),
            60..1_440 => self.text("hours-ago").with("n", minutes / 60).to_string(),
            _ => self.text("days-ago").with("n", minutes / 1_440).to_string(),
        }
    }

    /// For `<time datetime>`: RFC 3339 in UTC.
    pub(crate) fn machine(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::MAX).to_string()
    }

    /// Reads the local time that a field of a form says: `2026-03-12T14:55`.
    pub(crate) fn read_local(&self, text: &str) -> Option<Timestamp> {
        let at: DateTime = text.trim().parse().ok()?;
        let at = at.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(at.timestamp().as_microsecond()))
    }

    /// An hour of the day, so many days from now.
    pub(crate) fn at_hour(&self, now: Timestamp, days: i64, hour: i8) -> Option<Timestamp> {
        let day = self.zoned(now).date().checked_add(days.days()).ok()?;
        let at = day.at(hour, 0, 0, 0).to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(at.timestamp().as_microsecond()))
    }

    /// How many days it is to the next Monday, from one on.
    pub(crate) fn days_to_monday(&self, now: Timestamp) -> i64 {
        8 - i64::from(self.zoned(now).weekday().to_monday_one_offset())
    }

    fn day_and_month(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at));
        let month = self.text(month.copied().unwrap_or(MONTHS[0]));
        match self.language {
            Language::De => format!("{}. {month}", date.day()),
            Language::En => format!("{} {month}", date.day()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
    }

    fn both(write: impl Fn(&Format) -> String) -> [String; 2] {
        [Language::De, Language::En].map(|language| write(&Format::new(language)))
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, german, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (-1_234_567, "−1.234.567", "−1,234,567"),
        ] {
            assert_eq!(both(|format| format.number(number)), [german, english]);
        }
        assert_eq!(both(|format| format.percent(87)), ["87\u{202f}%", "87%"]);
    }

    #[test]
    fn files_are_as_long_as_people_say() {
        for (bytes, german, english) in [
            (0, "0 Byte", "0 bytes"),
            (1, "1 Byte", "1 byte"),
            (1_023, "1023 Byte", "1023 bytes"),
            (1_024, "1 KB", "1 KB"),
            (320_000, "313 KB", "313 KB"),
            (1_048_575, "1,0 MB", "1.0 MB"),
            (1_500_000, "1,4 MB", "1.4 MB"),
            (26_214_400, "25,0 MB", "25.0 MB"),
        ] {
            assert_eq!(both(|format| format.bytes(bytes)), [german, english], "{bytes}");
        }
    }

    #[test]
    fn lengths_are_hours_and_then_days() {
        for (seconds, german, english) in [
            (0, "0:00 h", "0:00 h"),
            (2_940, "0:49 h", "0:49 h"),
            (-3_900, "−1:05 h", "−1:05 h"),
            (-20, "0:00 h", "0:00 h"),
            (86_400, "24:00 h", "24:00 h"),
            (2 * 86_400, "2 Tage", "2 days"),
            (3 * 86_400 + 4 * 3_600, "3 Tage 4 h", "3 days 4 h"),
        ] {
            let written = both(|format| format.duration(Span::seconds(seconds)));
            assert_eq!(written, [german, english]);
        }
        assert_eq!(both(|format| format.clock(Span::seconds(-1_080))), ["−0:18", "−0:18"]);
    }

    #[test]
    fn instants_are_told_as_the_desk_sees_them() {
        let now = at("2026-03-29T12:00:00Z");
        for (then, german, english) in [
            ("2026-03-29T06:41:00Z", "08:41", "08:41"),
            // The day before ended an hour early: clocks went forward in the night.
            ("2026-03-28T22:30:00Z", "gestern 23:30", "yesterday 23:30"),
            ("2026-03-28T23:30:00Z", "00:30", "00:30"),
            ("2026-03-30T06:00:00Z", "morgen 08:00", "tomorrow 08:00"),
            ("2026-03-12T09:00:00Z", "12. März", "12 March"),
            ("2025-12-31T23:30:00Z", "1. Januar", "1 January"),
            ("2025-05-02T09:00:00Z", "2. Mai 2025", "2 May 2025"),
        ] {
            assert_eq!(both(|format| format.when(at(then), now)), [german, english], "{then}");
        }
        let then = at("2026-01-12T13:55:00Z");
        let [german, english] = both(|format| format.date_time(then));
        assert_eq!((&*german, &*english), ("12. Januar 2026, 14:55", "12 January 2026, 14:55"));
        assert_eq!(Format::new(Language::De).machine(then), "2026-01-12T13:55:00Z");
    }

    #[test]
    fn columns_have_short_dates() {
        let now = at("2026-03-01T12:00:00Z");
        for (then, german, english) in [
            ("2026-03-01T06:41:00Z", "07:41", "07:41"),
            ("2026-02-28T06:41:00Z", "gestern 07:41", "yesterday 07:41"),
            ("2026-03-02T06:41:00Z", "morgen 07:41", "tomorrow 07:41"),
            ("2026-02-27T06:41:00Z", "27. 2.", "27 Feb"),
            ("2026-04-02T09:00:00Z", "2. 4.", "2 Apr"),
            ("2025-05-02T09:00:00Z", "2. 5. 2025", "2 May 2025"),
        ] {
            assert_eq!(both(|format| format.brief(at(then), now)), [german, english], "{then}");
        }
    }

    #[test]
    fn days_are_spoken_of() {
        let now = at("2026-03-29T12:00:00Z");
        for (then, german, english) in [
            ("2026-03-28T23:30:00Z", "Heute", "Today"),
            ("2026-03-28T22:30:00Z", "Gestern", "Yesterday"),
            ("2026-03-30T06:00:00Z", "Morgen", "Tomorrow"),
            ("2026-03-12T09:00:00Z", "12. März", "12 March"),
            ("2025-05-02T09:00:00Z", "2. Mai 2025", "2 May 2025"),
        ] {
            assert_eq!(both(|format| format.day(at(then), now)), [german, english], "{then}");
        }
    }

    #[test]
    fn ages_are_rough() {
        let now = at("2026-03-29T12:00:00Z");
        let ago = |seconds: i64| both(|format| format.ago(now + Span::seconds(-seconds), now));
        assert_eq!(ago(30), ["gerade eben", "just now"]);
        assert_eq!(ago(300), ["vor 5 Min.", "5 min ago"]);
        assert_eq!(ago(2 * 3_600), ["vor 2 Std.", "2 h ago"]);
        assert_eq!(ago(86_400), ["vor 1 Tag", "1 day ago"]);
    }
}
