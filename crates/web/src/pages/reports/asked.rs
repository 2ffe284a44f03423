//! What is asked of the page: which tickets, over how long, in which steps. Every state has its
//! address.

use super::super::page::Page;
use super::super::refused::Problems;
use desk::directory::Directory;
use desk::ids::{ServiceId, TeamId};
use desk::refusal::{Problems as Refused, Refusal};
use desk::time::Timestamp;
use insight::tier_flow::{day, day_start, monday, month_of, month_start};
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};
use store::reports::{Period, Selection};

/// Steps of a trend at most; more are put together to longer ones.
const STEPS_MAX: usize = 62;

/// The address as it is written: everything in it may be wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Query {
    period: String,
    from: String,
    through: String,
    team: String,
    service: String,
    by: String,
}

/// A period that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// So many days up to and with today.
    Days(i64),
    /// Since the quarter began.
    Quarter,
    /// Everything.
    All,
}

/// The periods one can choose, with their words in the address and the keys of their texts.
pub(super) const NAMED: [(&str, Named, &str); 6] = [
    ("7d", Named::Days(7), "reports-7-days"),
    ("30d", Named::Days(30), "reports-30-days"),
    ("90d", Named::Days(90), "reports-90-days"),
    ("quarter", Named::Quarter, "reports-quarter"),
    ("year", Named::Days(365), "reports-year"),
    ("all", Named::All, "reports-all"),
];

/// What nobody has to say.
const USUAL: &str = "30d";

/// How long a step of the trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Step {
    const WORDS: [(&str, Step); 3] =
        [("day", Step::Day), ("week", Step::Week), ("month", Step::Month)];

    /// The first day of the step a day is in.
    fn start(self, day: i64) -> i64 {
        let months = |n: i64| month_start(month_of(day).div_euclid(n) * n);
        match self {
            Step::Day => day,
            Step::Week => monday(day),
            Step::Month => months(1),
            Step::Quarter => months(3),
            Step::Year => months(12),
        }
    }

    fn after(self, start: i64) -> i64 {
        let months = |n: i64| month_start(month_of(start) + n);
        match self {
            Step::Day => start + 1,
            Step::Week => start + 7,
            Step::Month => months(1),
            Step::Quarter => months(3),
            Step::Year => months(12),
        }
    }

    fn longer(self) -> Option<Step> {
        match self {
            Step::Day => Some(Step::Week),
            Step::Week => Some(Step::Month),
            Step::Month => Some(Step::Quarter),
            Step::Quarter => Some(Step::Year),
            Step::Year => None,
        }
    }

    /// The usual step of so many days.
    fn usual(days: i64) -> Step {
        match days {
            ..=14 => Step::Day,
            15..=120 => Step::Week,
            _ => Step::Month,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month | Step::Quarter | Step::Year => "month",
        }
    }
}

/// What is asked, understood.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The word of a named period; none when its days were chosen one by one.
    named: Option<&'static str>,
    /// Its days.
    pub(super) days: Range<i64>,
    /// The team that held the tickets.
    pub(super) team: Option<TeamId>,
    /// The service they are about.
    pub(super) service: Option<ServiceId>,
    /// How long a step is.
    pub(super) step: Step,
    /// Whether that was asked for.
    by: Option<&'static str>,
}

impl Query {
    /// Reads the address. What cannot be meant is noted, and the usual stands in its place.
    pub(super) fn read(
        &self,
        page: &Page,
        directory: &Directory,
        span: Option<(Timestamp, Timestamp)>,
    ) -> (Asked, Problems) {
        let mut wrong = Refused::new();
        let today = day(page.now);
        let span = span.map_or(today..=today, |(first, last)| day(first)..=day(last));
        let (named, days) = self.days(today, span, &mut wrong);
        let known = |word: &str| NAMED.iter().any(|(it, ..)| *it == word);
        if !self.period.is_empty() && !known(&self.period) {
            wrong.add("period", "unknown", "There is no such period.");
        }
        let id = |word: &str| word.parse::<i64>().ok();
        let team = id(&self.team).map(TeamId).filter(|id| directory.teams.contains_key(id));
        if !self.team.is_empty() && team.is_none() {
            wrong.add("team", "unknown", "There is no such team.");
        }
        let service = id(&self.service).map(ServiceId);
        let service = service.filter(|id| directory.services.contains_key(id));
        if !self.service.is_empty() && service.is_none() {
            wrong.add("service", "unknown", "There is no such service.");
        }
        let by = Step::WORDS.iter().find(|(word, _)| *word == self.by);
        if !self.by.is_empty() && by.is_none() {
            wrong.add("by", "unknown", "By day, week or month.");
        }
        let wanted = by.map_or_else(|| Step::usual(days.end - days.start), |(_, step)| *step);
        let asked = Asked {
            named,
            team,
            service,
            step: fitting(&days, wanted),
            by: by.map(|(word, _)| *word),
            days,
        };
        let refusal: Result<(), Refusal> =
            wrong.finish("report_refused", "There is no such report.");
        let problems = refusal.map_or_else(|it| Problems::of(page, &it), |()| Problems::none());
        (asked, problems)
    }

    fn days(
        &self,
        today: i64,
        span: RangeInclusive<i64>,
        wrong: &mut Refused,
    ) -> (Option<&'static str>, Range<i64>) {
        let chosen = [("from", &self.from), ("through", &self.through)].map(|(field, text)| {
            let read = written_day(text);
            if !text.is_empty() && read.is_none() {
                wrong.add(field, "invalid", "Give a day: 2026-01-31.");
            }
            read
        });
        if let [Some(from), Some(through)] = chosen
            && from > through
        {
            wrong.add("through", "before_from", "The last day is before the first.");
        } else if let [from, through] = chosen
            && (from.is_some() || through.is_some())
        {
            let through = through.unwrap_or(today);
            let from = from.unwrap_or((*span.start()).min(through));
            return (None, from.min(through)..through + 1);
        }
        let named = NAMED.iter().find(|(word, ..)| *word == self.period);
        let usual = NAMED.iter().find(|(word, ..)| *word == USUAL);
        let Some((word, named, _)) = named.or(usual) else { return (None, today..today + 1) };
        let days = match named {
            Named::Days(days) => today + 1 - days..today + 1,
            Named::Quarter => Step::Quarter.start(today)..today + 1,
            Named::All => *span.start()..*span.end() + 1,
        };
        (Some(*word), days)
    }

    /// The days as they were typed.
    pub(super) fn typed(&self) -> (&str, &str) {
        (&self.from, &self.through)
    }
}

/// The longest step that was wanted, or the next longer of which there are not too many.
fn fitting(days: &Range<i64>, mut step: Step) -> Step {
    while steps(days, step).len() > STEPS_MAX {
        match step.longer() {
            Some(longer) => step = longer,
            None => break,
        }
    }
    step
}

/// The steps of these days, in order; the first and the last may be cut.
fn steps(days: &Range<i64>, step: Step) -> Vec<Range<i64>> {
    let mut found = Vec::new();
    let mut start = step.start(days.start);
    while start < days.end && found.len() <= STEPS_MAX {
        let end = step.after(start);
        found.push(start.max(days.start)..end.min(days.end));
        start = end;
    }
    // Years beyond the limit are the last one's.
    if let Some(last) = found.last_mut() {
        last.end = last.end.max(if step == Step::Year { days.end } else { last.end });
    }
    found
}

/// Reads a day: `2026-03-02`.
fn written_day(text: &str) -> Option<i64> {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    let date: Date = text.parse().ok().filter(|_| text.len() == 10)?;
    Some(date.duration_since(EPOCH).as_hours() / 24)
}

impl Asked {
    /// The tickets of some of its days.
    fn of(&self, days: &Range<i64>) -> Selection {
        let period = Period { from: Some(day_start(days.start)), until: Some(day_start(days.end)) };
        Selection { period, team: self.team, service: self.service }
    }

    /// Its tickets.
    pub(super) fn selection(&self) -> Selection {
        self.of(&self.days)
    }

    /// Its steps with their tickets, in order.
    pub(super) fn steps(&self) -> Vec<(Range<i64>, Selection)> {
        let steps = steps(&self.days, self.step).into_iter();
        steps.map(|days| (days.clone(), self.of(&days))).collect()
    }

    /// As many days before; none before everything.
    pub(super) fn before(&self) -> Option<Range<i64>> {
        let length = self.days.end - self.days.start;
        (self.named != Some("all")).then(|| self.days.start - length..self.days.start)
    }

    /// The tickets of the days before.
    pub(super) fn selection_before(&self) -> Option<Selection> {
        self.before().map(|days| self.of(&days))
    }

    /// The word of the named period that is shown.
    pub(super) fn named(&self) -> Option<&'static str> {
        self.named
    }

    /// Whether its steps are months or longer.
    pub(super) fn is_monthly(&self) -> bool {
        self.step >= Step::Month
    }

    /// Whether this named period is shown.
    pub(super) fn is_named(&self, word: &str) -> bool {
        self.named == Some(word)
    }

    /// The address of this state.
    pub(super) fn here(&self, path: &str) -> String {
        let mut address = self.without_step(path);
        if let Some(by) = self.by {
            let _ = write!(address, "&by={by}");
        }
        address
    }

    fn without_step(&self, path: &str) -> String {
        let mut address = match self.named {
            Some(word) => format!("{path}?period={word}"),
            None => {
                let name = insight::tier_flow::day_name;
                let (from, through) = (name(self.days.start), name(self.days.end - 1));
                format!("{path}?from={from}&through={through}")
            }
        };
        if let Some(team) = self.team {
            let _ = write!(address, "&team={team}");
        }
        if let Some(service) = self.service {
            let _ = write!(address, "&service={service}");
        }
        address
    }

    /// The address of the same with another named period.
    pub(super) fn with_period(&self, word: &'static str) -> String {
        Asked { named: Some(word), ..self.clone() }.here("/reports")
    }

    /// The address of the same for a service.
    pub(super) fn with_service(&self, service: ServiceId) -> String {
        Asked { service: Some(service), ..self.clone() }.here("/reports")
    }

    /// The addresses of the same in other steps: word, address, whether it is shown.
    pub(super) fn other_steps(&self) -> Vec<(&'static str, String, bool)> {
        let address = |word| format!("{}&by={word}", self.without_step("/reports"));
        let words = Step::WORDS.iter().map(|(word, _)| *word);
        words.map(|word| (word, address(word), self.step.word() == word)).collect()
    }

    /// What a form has to send along to keep the step.
    pub(super) fn by(&self) -> Option<&'static str> {
        self.by
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(text: &str) -> i64 {
        written_day(text).unwrap()
    }

    #[test]
    fn steps_tile_the_days_and_are_not_too_many() {
        for (from, until, step) in [
            ("2026-03-01", "2026-03-31", Step::Day),
            ("2026-01-15", "2026-05-02", Step::Week),
            ("2025-11-11", "2026-05-02", Step::Month),
            ("1999-11-11", "2026-05-02", Step::Day),
            ("0001-01-01", "9999-12-31", Step::Week),
        ] {
            let days = day_of(from)..day_of(until) + 1;
            let steps = steps(&days, fitting(&days, step));
            assert_eq!((steps[0].start, steps[steps.len() - 1].end), (days.start, days.end));
            assert!(steps.windows(2).all(|pair| pair[0].end == pair[1].start), "{from}");
            assert!(steps.len() <= STEPS_MAX + 1, "{}", steps.len());
        }
        let days = day_of("2026-01-15")..day_of("2026-03-05");
        let starts: Vec<_> = steps(&days, Step::Month).iter().map(|it| it.start).collect();
        assert_eq!(starts, [day_of("2026-01-15"), day_of("2026-02-01"), day_of("2026-03-01")]);
        assert_eq!(
            steps(&days, Step::Week)[1].start,
            day_of("2026-01-19"),
            "weeks begin on Monday"
        );
    }

    #[test]
    fn quarters_and_years_begin_where_they_do() {
        for (day, quarter, year) in [
            ("2026-03-31", "2026-01-01", "2026-01-01"),
            ("2026-04-01", "2026-04-01", "2026-01-01"),
            ("1969-12-31", "1969-10-01", "1969-01-01"),
        ] {
            assert_eq!(Step::Quarter.start(day_of(day)), day_of(quarter));
            assert_eq!(Step::Year.start(day_of(day)), day_of(year));
        }
    }
}
