//! The floor: agents at their seats, the tickets that wait for them, and who takes up which.

use super::calendar::Duty;
use super::case::{Key, Place, View};
use super::engine::{Happening, Scene, Simulation, Told};
use super::firm::Holidays;
use super::ground::Desk;
use super::present::Whose;
use super::random::Random;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// How many tickets of a queue somebody looks through for one they know about.
const LOOKED_THROUGH: usize = 30;
/// After how long they take what they know nothing about.
const LEFT_TO_OTHERS: Span = Span::seconds(4 * 3_600);

/// What an agent is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// Away.
    Off,
    /// There, with nothing to do.
    Idle,
    /// There, and about to look.
    Called,
    /// At work.
    Busy,
}

/// An agent at work.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub(super) doing: Doing,
    /// Counts what was planned for them: only the last plan holds.
    pub(super) turn: u32,
    pub(super) duty: Duty,
    idle_since: Timestamp,
    own: BTreeSet<Key>,
}

impl Seat {
    pub(super) fn new(from: Timestamp) -> Seat {
        let duty = Duty { from, to: from };
        Seat { doing: Doing::Off, turn: 0, duty, idle_since: from, own: BTreeSet::new() }
    }

    /// True while they are there; what they left unfinished in the evening is no presence.
    pub(super) fn is_on(&self, now: Timestamp) -> bool {
        self.doing != Doing::Off && self.duty.from <= now && now < self.duty.to
    }
}

impl Simulation {
    /// Somebody may work on a ticket now: it goes to its agent, if they are of the team that holds
    /// it, else to that team's queue. Under somebody's hands it stays there.
    pub(super) fn ready<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
    ) -> Result<(), D::Fault> {
        let place = self.cases.get(&number).map(|case| case.place);
        if matches!(place, None | Some(Place::Work(..))) {
            return Ok(());
        }
        self.displace(number);
        let Some(view) = scene.view(number)?.filter(View::is_workable) else { return Ok(()) };
        if self.whose(&view) == Whose::Theirs {
            return Ok(());
        }
        let key = Key { priority: view.priority, since: self.now, number };
        let directory = scene.desk.directory();
        let own = view.assignee.filter(|agent| directory.is_member(*agent, view.team));
        let place = match own.and_then(|agent| Some((agent, self.seats.get_mut(&agent)?))) {
            Some((agent, seat)) => {
                seat.own.insert(key);
                self.call(agent);
                Place::Own(agent, key)
            }
            None => {
                self.queues.entry(view.team).or_default().insert(key);
                self.call_one(scene, view.team, number);
                Place::Queue(view.team, key)
            }
        };
        self.place(number, place);
        Ok(())
    }

    pub(super) fn place(&mut self, number: TicketNumber, place: Place) {
        if let Some(case) = self.cases.get_mut(&number) {
            case.place = place;
        }
    }

    /// Takes a ticket away from wherever it is to be found.
    pub(super) fn displace(&mut self, number: TicketNumber) {
        let Some(case) = self.cases.get_mut(&number) else { return };
        match std::mem::replace(&mut case.place, Place::Rest) {
            Place::Queue(team, key) => {
                self.queues.get_mut(&team).map(|queue| queue.remove(&key));
            }
            Place::Own(agent, key) => {
                self.seats.get_mut(&agent).map(|seat| seat.own.remove(&key));
            }
            Place::Rest | Place::Work(..) => {}
        }
    }

    /// Calls an agent who has nothing to do.
    fn call(&mut self, agent: PersonId) {
        if self.seats.get(&agent).is_some_and(|seat| seat.doing == Doing::Idle) {
            self.sit(agent, Doing::Called, None);
            self.plan_look(agent, self.now);
        }
    }

    /// Calls whoever of a team has had nothing to do for longest and knows about a ticket.
    fn call_one<D: Desk>(&mut self, scene: &Scene<'_, D>, team: TeamId, number: TicketNumber) {
        let directory = scene.desk.directory();
        let idle = self.seats.iter().filter(|(agent, seat)| {
            seat.doing == Doing::Idle
                && directory.is_member(**agent, team)
                && self.knows(**agent, number)
        });
        let longest = idle.min_by_key(|(_, seat)| seat.idle_since);
        if let Some(agent) = longest.map(|(agent, _)| *agent) {
            self.call(agent);
        }
    }

    pub(super) fn knows(&self, agent: PersonId, number: TicketNumber) -> bool {
        let skills = self.firm.crew.get(&agent).map(|crew| &crew.skills);
        let service = self.cases.get(&number).map(|case| case.service);
        let is_known = |service| skills.is_some_and(|it| it.is_empty() || it.contains(&service));
        service.is_some_and(is_known)
    }

    /// Lets an agent look for work at an instant, and not before.
    pub(super) fn plan_look(&mut self, agent: PersonId, at: Timestamp) {
        if let Some(turn) = self.next_turn(agent) {
            self.plan(at, Happening::Looks { agent, turn });
        }
    }

    pub(super) fn next_turn(&mut self, agent: PersonId) -> Option<u32> {
        let seat = self.seats.get_mut(&agent)?;
        seat.turn += 1;
        Some(seat.turn)
    }

    /// True while what was planned for an agent still holds.
    pub(super) fn holds(&self, agent: PersonId, turn: u32) -> bool {
        self.seats.get(&agent).is_some_and(|seat| seat.turn == turn)
    }

    pub(super) fn next_duty(&self, agent: PersonId, at: Timestamp) -> Option<Duty> {
        let crew = self.firm.crew.get(&agent)?;
        let calendar = &self.firm.calendar;
        calendar.next(&crew.week, at, |day| {
            let closed = crew.holidays == Holidays::Off && calendar.holidays.contains(&day);
            let part = agent.0.wrapping_mul(100_003).wrapping_add(day);
            !closed && !Random::of(self.seed, part.cast_unsigned()).chance(crew.absent)
        })
    }

    /// An agent looks for work.
    pub(super) fn looks<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        turn: u32,
    ) -> Result<(), D::Fault> {
        if !self.holds(agent, turn) {
            return Ok(());
        }
        let Some(duty) = self.seats.get(&agent).map(|seat| seat.duty) else { return Ok(()) };
        if self.now >= duty.to {
            let Some(duty) = self.next_duty(agent, self.now) else { return Ok(()) };
            self.sit(agent, Doing::Off, Some(duty));
            self.plan_look(agent, duty.from);
            return Ok(());
        }
        while let Some(number) = self.finds(scene, agent) {
            self.displace(number);
            if self.takes_up(scene, agent, number)? == Told::Done {
                return Ok(());
            }
            self.ready(scene, number)?;
        }
        self.sit(agent, Doing::Idle, None);
        self.plan_look(agent, duty.to);
        Ok(())
    }

    pub(super) fn sit(&mut self, agent: PersonId, doing: Doing, duty: Option<Duty>) {
        if let Some(seat) = self.seats.get_mut(&agent) {
            if seat.doing != Doing::Idle {
                seat.idle_since = self.now;
            }
            seat.doing = doing;
            seat.duty = duty.unwrap_or(seat.duty);
        }
    }

    /// The ticket an agent takes up next: one of their own, else the first in their teams' queues
    /// they know about.
    fn finds<D: Desk>(&self, scene: &Scene<'_, D>, agent: PersonId) -> Option<TicketNumber> {
        if let Some(own) = self.seats.get(&agent)?.own.first() {
            return Some(own.number);
        }
        let takes =
            |key: &Key| self.knows(agent, key.number) || self.now - key.since > LEFT_TO_OTHERS;
        let first = |team: &TeamId| {
            let queue = self.queues.get(team)?;
            queue.iter().take(LOOKED_THROUGH).copied().find(takes)
        };
        let teams = &scene.desk.directory().agent(agent)?.teams;
        teams.iter().filter_map(first).min().map(|key| key.number)
    }

    /// True while somebody of a team is on.
    pub(super) fn is_staffed<D: Desk>(&self, scene: &Scene<'_, D>, team: TeamId) -> bool {
        let directory = scene.desk.directory();
        self.seats
            .iter()
            .any(|(agent, seat)| seat.is_on(self.now) && directory.is_member(*agent, team))
    }
}
