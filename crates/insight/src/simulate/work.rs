//! Work: an agent takes a ticket up, works on it in their hours, and does what they decided on.

use super::agent::{Deed, next_deed, work};
use super::calendar::Duty;
use super::case::{Place, View, What};
use super::deeds::{After, tier_above};
use super::engine::{Happening, Scene, Simulation, Told};
use super::floor::Doing;
use super::ground::{Desk, Line};
use super::present::Whose;
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::message::Note;
use desk::ticket::raise::RaiseTicket;
use desk::ticket::take::Take;
use desk::ticket::wait::Resume;
use desk::time::{Span, Timestamp};
use desk::values::{Rating, Status};

/// Over how many turns of duty a piece of work can stretch.
const TURNS_MAX: usize = 100;
/// How old a ticket has to be to be raised.
const OLD: Span = Span::days(4);
/// After how long a raise is acknowledged, on average.
const ACKNOWLEDGED_AFTER: Span = Span::seconds(3 * 3_600);

impl Simulation {
    /// An agent takes a ticket up and begins to work on it.
    pub(super) fn takes_up<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        number: TicketNumber,
    ) -> Result<Told, D::Fault> {
        let Some(view) = scene.view(number)?.filter(View::is_workable) else {
            return Ok(Told::Refused);
        };
        let theirs = self.whose(&view) == Whose::Theirs;
        if theirs || !scene.desk.directory().is_member(agent, view.team) {
            return Ok(Told::Refused);
        }
        self.place(number, Place::Work(agent));
        if view.status == Status::Waiting {
            self.tell(scene, number, agent, Resume)?;
        }
        let rating = self.rating(agent, &view);
        if view.assignee != Some(agent) || rating.is_some() {
            self.tell(scene, number, agent, Take { rating })?;
        }
        self.speaks_up(scene, agent, &view)?;
        let above = tier_above(scene.desk.directory(), view.tier);
        let firm = std::sync::Arc::clone(&self.firm);
        let Some(case) = self.cases.get_mut(&number) else { return Ok(Told::Refused) };
        let deed = next_deed(case, &view, above);
        let span = work(deed, case, view.tier, &firm);
        self.works(agent, number, deed, span);
        Ok(Told::Done)
    }

    fn works(&mut self, agent: PersonId, number: TicketNumber, deed: Deed, span: Span) {
        let at = self.done_at(agent, span);
        self.sit(agent, Doing::Busy, None);
        if let Some(turn) = self.next_turn(agent) {
            self.plan(at, Happening::Finishes { agent, turn, number, deed });
        }
    }

    /// When an agent has done a piece of work that begins now; the night does not count.
    fn done_at(&self, agent: PersonId, work: Span) -> Timestamp {
        let mut left = work;
        let mut begin = self.now;
        let mut duty = self.seats.get(&agent).map(|seat| seat.duty);
        for _ in 0..TURNS_MAX {
            let Some(Duty { from, to }) = duty else { break };
            begin = begin.max(from);
            if left <= to - begin {
                return begin + left;
            }
            left = Span(left.0 - (to - begin).0);
            begin = to;
            duty = self.next_duty(agent, to);
        }
        begin + left
    }

    /// What whoever takes a ticket thinks of the hand-over that brought it, if they say.
    fn rating(&mut self, agent: PersonId, view: &View) -> Option<Rating> {
        let received = view.hand_over?;
        let due = !received.generated && received.rating.is_none() && received.by != Some(agent);
        let firm = std::sync::Arc::clone(&self.firm);
        let case = self.cases.get_mut(&view.number)?;
        if !due || !case.random.chance(firm.agents.rates) {
            return None;
        }
        let has = |what| case.snags.iter().any(|snag| snag.what == what);
        Some(match () {
            () if has(What::NotNeeded) => Rating::NotNeeded,
            () if has(What::PoorHandOver) => Rating::Incomplete,
            () => Rating::Complete,
        })
    }

    /// A note along the way; and an old ticket may go to management.
    fn speaks_up<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<(), D::Fault> {
        let habits = (self.firm.agents.notes, self.firm.agents.raises);
        if self.chance(view.number, habits.0) {
            let body = self.write(scene, view, agent, Line::Note);
            self.tell(scene, view.number, agent, Note { body, ..Note::default() })?;
        }
        let managed = !scene.desk.directory().managers_of(view.team).is_empty();
        let age = self.stated(self.now) - view.created_at;
        if managed && age > OLD && self.chance(view.number, habits.1) {
            let reason = self.write(scene, view, agent, Line::Raises);
            self.tell(scene, view.number, agent, RaiseTicket { reason })?;
            let after = self.about(view.number, ACKNOWLEDGED_AFTER);
            self.plan(self.now + after, Happening::Acknowledges(view.number));
        }
        Ok(())
    }

    /// An agent has done a piece of work: the deed follows, unless the ticket has moved under
    /// their hands.
    pub(super) fn finishes<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        turn: u32,
        number: TicketNumber,
        deed: Deed,
    ) -> Result<(), D::Fault> {
        if !self.holds(agent, turn) {
            return Ok(());
        }
        self.sit(agent, Doing::Idle, None);
        self.plan_look(agent, self.now);
        self.displace(number);
        let known = self.cases.contains_key(&number);
        let view = scene.view(number)?.filter(|view| known && view.is_workable());
        let Some(view) = view else { return Ok(()) };
        if self.whose(&view) == Whose::Theirs {
            return Ok(());
        }
        let after = if scene.desk.directory().is_member(agent, view.team) {
            self.does(scene, agent, &view, deed)?
        } else {
            After::Ready
        };
        match after {
            After::Ready => self.ready(scene, number),
            After::Rests => Ok(()),
        }
    }
}
