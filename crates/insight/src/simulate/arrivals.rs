//! Arrivals: needs reach the desk, by their ways and in their hours.

use super::calendar::Calendar;
use super::case::{Case, Place, View, What};
use super::engine::{Happening, Scene, Simulation, Told};
use super::firm::{Firm, Stream};
use super::floor::Doing;
use super::ground::{Desk, Line, Particulars};
use super::random::Random;
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::routing::route;
use desk::ticket::open::Open;
use desk::ticket::resolve::Resolve;
use desk::ticket::transfer::Transfer;
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Kind, Level, Origin, ResolutionCode, Status, Tier, TransferReason};

/// Hours without any arrival after which a stream has ended.
const SILENT_HOURS_MAX: u32 = 24 * 366;
/// Weeks in a year of 365 days.
const WEEKS_A_YEAR: f64 = 365.0 / 7.0;
/// Impact and urgency, and how often.
const LEVELS: [(Level, f64); 3] = [(Level::High, 0.08), (Level::Medium, 0.62), (Level::Low, 0.3)];

/// A call that is being taken.
#[derive(Debug, Clone)]
pub(super) struct Call {
    case: Case,
    began_at: Timestamp,
    /// The team it is taken for; none where the desk finds it.
    team: Option<TeamId>,
    solved: Solved,
}

/// Whether a caller's need is solved while they are on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Solved {
    OnTheLine,
    NotYet,
}

impl Stream {
    /// How many needs come between two instants, on average.
    #[must_use]
    pub fn expected(&self, calendar: &Calendar, from: Timestamp, to: Timestamp) -> f64 {
        let mut sum = 0.0;
        let mut at = from;
        while at < to {
            let (per_hour, ends) = self.rate(calendar, at);
            let ends = ends.min(to);
            sum += per_hour * hours(ends - at);
            at = ends;
        }
        sum
    }

    /// How many come in the hour of an instant, and when that hour ends.
    fn rate(&self, calendar: &Calendar, at: Timestamp) -> (f64, Timestamp) {
        let all = self.hours.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let (hour, ends) = calendar.hour_of_week(at);
        let closed = calendar.holidays.contains(&calendar.day(at));
        let share = if closed { self.on_holidays } else { 1.0 };
        (self.per_year / WEEKS_A_YEAR * share * self.hours[hour] / all, ends)
    }

    /// When the next need comes after an instant: a Poisson process whose rate changes by the hour.
    fn next(&self, firm: &Firm, after: Timestamp, random: &mut Random) -> Option<Timestamp> {
        let mut left = random.exponential();
        let mut at = after;
        for _ in 0..SILENT_HOURS_MAX {
            let (per_hour, ends) = self.rate(&firm.calendar, at);
            let expected = per_hour * hours(ends - at);
            if left < expected {
                return Some(at + part(ends - at, left / expected));
            }
            left -= expected;
            at = ends;
        }
        None
    }
}

#[expect(clippy::cast_precision_loss, reason = "at most an hour")]
fn hours(span: Span) -> f64 {
    span.0 as f64 / 3_600e6
}

#[expect(clippy::cast_precision_loss, reason = "at most an hour")]
#[expect(clippy::cast_possible_truncation, reason = "microseconds need no fractions")]
fn part(span: Span, share: f64) -> Span {
    Span((span.0 as f64 * share) as i64)
}

impl Simulation {
    pub(super) fn plan_arrival(&mut self, stream: usize) {
        let firm = std::sync::Arc::clone(&self.firm);
        let Some((random, _)) = self.streams.get_mut(stream) else { return };
        if let Some(at) = firm.streams.get(stream).and_then(|it| it.next(&firm, self.now, random)) {
            self.plan(at, Happening::Arrives(stream));
        }
    }

    /// A need comes: by phone to an agent who is free, from a machine by a rule, else in writing.
    pub(super) fn arrives<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        stream: usize,
    ) -> Result<(), D::Fault> {
        let firm = std::sync::Arc::clone(&self.firm);
        let Some(channel) = firm.streams.get(stream).map(|stream| stream.channel) else {
            return Ok(());
        };
        let Some(mut case) = self.draw(stream, channel) else { return Ok(()) };
        if self.themselves.contains(&case.requester) {
            return Ok(());
        }
        if channel == Channel::Monitoring {
            return self.alarm(scene, case);
        }
        let specialist =
            case.needs > Tier::FIRST && case.random.chance(firm.agents.knows_specialist);
        if specialist && let Some(team) = route(scene.desk.directory(), Tier(2), Some(case.service))
        {
            let team = team.team;
            if let Some(agent) = self.free_agent(scene, &mut case, |it| it == team) {
                return self.call_begins(agent, case, Some(team));
            }
        }
        if matches!(channel, Channel::Phone | Channel::WalkIn) {
            let directory = scene.desk.directory();
            let first = |team| directory.team(team).is_some_and(|team| team.tier == Tier::FIRST);
            if let Some(agent) = self.free_agent(scene, &mut case, first) {
                return self.call_begins(agent, case, None);
            }
            case.channel = Channel::Mail;
        }
        let mut open = self.need(scene, &case, Line::Need);
        if case.random.chance(firm.requests.wrong_service) {
            let others = scene.desk.directory().services.keys().copied();
            let others: Vec<_> = others.filter(|it| *it != case.service).collect();
            if let Some(wrong) = case.random.pick(&others) {
                open.service = Some(*wrong);
                case.hinder(Tier::FIRST, What::WrongService);
            }
        }
        self.opens_as_requester(scene, case, open)
    }

    fn draw(&mut self, stream: usize, channel: Channel) -> Option<Case> {
        let (_, count) = self.streams.get_mut(stream)?;
        *count += 1;
        let part = (*count << 8) + stream as u64 + 1;
        Case::draw(&self.firm, channel, Random::of(self.seed, part))
    }

    /// What is said when a need is first told.
    pub(super) fn need<D: Desk>(
        &self,
        scene: &mut Scene<'_, D>,
        case: &Case,
        line: Line<'_>,
    ) -> Open {
        let mut random = Random::new(case.story);
        let concern = self.firm.concerns.get(case.concern);
        let mut level = || {
            let index = random.weighted(LEVELS.iter().map(|(_, weight)| *weight));
            LEVELS.get(index).map(|(level, _)| *level)
        };
        let (impact, urgency) = (level(), level());
        let author = Actor::Person(case.requester);
        let junk = case.is_junk();
        let said = match junk {
            true => Particulars::default(),
            false => scene.texts.particulars(&self.about_case(case, author, Tier::FIRST)),
        };
        let (subject, line) = match junk {
            true => (Line::JunkSubject, Line::Junk),
            false => (Line::Subject, line),
        };
        Open {
            impact: concern.and_then(|it| it.impact).or(impact),
            urgency: concern.and_then(|it| it.urgency).or(urgency),
            asset: said.asset,
            tags: said.tags,
            fields: said.fields,
            subject: self.words(scene, case, author, Tier::FIRST, subject),
            body: self.words(scene, case, author, Tier::FIRST, line),
            requester: Some(case.requester),
            kind: Some(case.kind),
            service: Some(case.service),
            ..Open::by(case.channel)
        }
    }

    /// A machine reports: a rule opens the ticket with the specialists.
    fn alarm<D: Desk>(&mut self, scene: &mut Scene<'_, D>, case: Case) -> Result<(), D::Fault> {
        let directory = scene.desk.directory();
        let above = route(directory, Tier(2), Some(case.service));
        let team = above.map(|route| route.team);
        let open = Open { team, ..self.need(scene, &case, Line::Need) };
        match self.open(scene, Actor::Desk, Origin::Rule, open, case)? {
            Some(number) => self.begins(scene, number),
            None => Ok(()),
        }
    }

    /// Somebody who is there with nothing to do, of the teams that fit; who knows the service
    /// before others, the house before providers.
    fn free_agent<D: Desk>(
        &self,
        scene: &Scene<'_, D>,
        case: &mut Case,
        fits: impl Fn(TeamId) -> bool,
    ) -> Option<PersonId> {
        let directory = scene.desk.directory();
        let free =
            self.seats.iter().filter(|(_, seat)| seat.doing == Doing::Idle && seat.is_on(self.now));
        let mut best: Option<((bool, bool), Vec<PersonId>)> = None;
        for (id, _) in free {
            let Some(agent) = directory.agent(*id) else { continue };
            if !agent.teams.iter().any(|team| fits(*team)) {
                continue;
            }
            let skills = self.firm.crew.get(id).map(|crew| &crew.skills);
            let strange = skills.is_some_and(|it| !it.is_empty() && !it.contains(&case.service));
            let rank = (directory.is_outside(agent), strange);
            match &mut best {
                Some((found, agents)) if *found == rank => agents.push(*id),
                Some((found, _)) if *found < rank => {}
                _ => best = Some((rank, vec![*id])),
            }
        }
        case.random.pick(&best?.1).copied()
    }

    fn call_begins<F>(
        &mut self,
        agent: PersonId,
        mut case: Case,
        team: Option<TeamId>,
    ) -> Result<(), F> {
        let habits = &self.firm.agents;
        let plain = case.needs == Tier::FIRST && case.snags.is_empty() && team.is_none();
        let effort = habits.effort(Tier::FIRST);
        let (solved, span) = if plain && case.random.chance(habits.solves_in_call) {
            (Solved::OnTheLine, effort.solve)
        } else {
            (Solved::NotYet, effort.look)
        };
        let span = case.random.around(span);
        self.sit(agent, Doing::Busy, None);
        if let Some(turn) = self.next_turn(agent) {
            let call = Box::new(Call { case, began_at: self.now, team, solved });
            self.plan(self.now + span, Happening::CallEnds { agent, turn, call });
        }
        Ok(())
    }

    /// The agent writes the call down, and goes on with it if it lands with them.
    pub(super) fn call_ends<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        turn: u32,
        call: Call,
    ) -> Result<(), D::Fault> {
        let Call { case, began_at, team, solved } = call;
        let member = |id| scene.desk.directory().is_member(agent, id);
        if !self.holds(agent, turn) || team.is_some_and(|team| !member(team)) {
            // Whoever took the call is gone: the caller writes instead.
            let case = Case { channel: Channel::Mail, ..case };
            let open = self.need(scene, &case, Line::Need);
            return self.opens_as_requester(scene, case, open);
        }
        self.sit(agent, Doing::Idle, None);
        let mut open = self.need(scene, &case, Line::Need);
        open.team = team;
        open.contacted_at = Some(self.stated(began_at));
        if solved == Solved::OnTheLine {
            let author = Actor::Person(agent);
            let code = match case.kind {
                Kind::Request => ResolutionCode::Fulfilled,
                Kind::Incident => ResolutionCode::SolvedPermanently,
            };
            let solution = self.words(scene, &case, author, Tier::FIRST, Line::Solution(code));
            open.resolve = Some(Resolve { solution, code: Some(code) });
        }
        let opened = self.open(scene, Actor::Person(agent), Origin::Command, open, case)?;
        let Some(number) = opened else {
            self.plan_look(agent, self.now);
            return Ok(());
        };
        if solved == Solved::OnTheLine {
            self.resolved(scene, number);
            self.plan_look(agent, self.now);
            return Ok(());
        }
        self.plan_impatience(number);
        if self.takes_up(scene, agent, number)? == Told::Refused {
            self.plan_look(agent, self.now);
            self.begins(scene, number)?;
        }
        Ok(())
    }

    /// A new ticket is with its team: the router's or that of the requester's site, or who covers
    /// for it while nobody of it is on.
    pub(super) fn begins<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
    ) -> Result<(), D::Fault> {
        let Some(view) = scene.view(number)? else { return Ok(()) };
        if let Some((team, origin)) = self.belongs_with(scene, &view) {
            let reason = Some(match origin {
                Origin::Contract => TransferReason::Contract,
                _ => TransferReason::Rule,
            });
            let transfer = Transfer { team: Some(team), reason, note: None, assignee: None };
            self.tell_as(scene, number, Actor::Desk, origin, transfer.into())?;
        }
        debug_assert!(self.cases.get(&number).is_some_and(|case| case.place == Place::Rest));
        self.ready(scene, number)
    }

    /// The team a rule or a contract gives a new ticket to, if that is another than has it.
    fn belongs_with<D: Desk>(&self, scene: &Scene<'_, D>, view: &View) -> Option<(TeamId, Origin)> {
        let site = |case: &Case| self.firm.sites.get(&case.requester).copied();
        let site = self.cases.get(&view.number).and_then(site);
        let site = site.filter(|_| view.tier == Tier::FIRST && view.status == Status::New);
        let right = site.unwrap_or(view.team);
        let cover = self.firm.cover.get(&right).copied();
        let covers =
            cover.filter(|it| !self.is_staffed(scene, right) && self.is_staffed(scene, *it));
        let (team, origin) = match covers {
            Some(team) => (team, Origin::Contract),
            None => (right, Origin::Rule),
        };
        let active = scene.desk.directory().team(team).is_some_and(|team| team.is_active());
        (active && team != view.team).then_some((team, origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: Timestamp = Timestamp(365 * 86_400_000_000);

    #[test]
    fn as_many_come_as_were_said_and_in_their_hours() {
        let mut firm = Firm::house(100);
        firm.calendar.holidays = (0..100).collect();
        let mut stream = firm.streams[0].clone();
        stream.per_year = 10_000.0;
        // Mondays from 9 to 10 have three times as many as Sundays from 23 to 24; no other hour any.
        stream.hours = [0.0; crate::simulate::WEEK_HOURS];
        (stream.hours[9], stream.hours[167]) = (3.0, 1.0);
        stream.on_holidays = 0.0;
        let mut random = Random::new(1);
        let mut at = Timestamp::default();
        let mut counts = std::collections::BTreeMap::<usize, u32>::new();
        while let Some(next) = stream.next(&firm, at, &mut random).filter(|next| *next < YEAR) {
            at = next;
            assert!(firm.calendar.day(at) >= 100, "nothing comes on holidays");
            *counts.entry(firm.calendar.hour_of_week(at).0).or_default() += 1;
        }
        let (mondays, sundays) = (f64::from(counts[&9]), f64::from(counts[&167]));
        assert_eq!(counts.len(), 2);
        let expected = stream.expected(&firm.calendar, Timestamp::default(), YEAR);
        assert!((expected - 10_000.0 * 265.0 / 365.0).abs() < 250.0, "{expected}");
        assert!((mondays + sundays - expected).abs() < 0.05 * expected, "{counts:?}");
        assert!((mondays / sundays - 3.0).abs() < 0.3, "{counts:?}");
    }

    #[test]
    fn where_no_hour_has_any_none_comes() {
        let firm = Firm::house(100);
        let never = Stream { hours: [0.0; crate::simulate::WEEK_HOURS], ..firm.streams[0].clone() };
        assert_eq!(never.next(&firm, Timestamp::default(), &mut Random::new(1)), None);
    }
}
