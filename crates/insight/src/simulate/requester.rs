//! Requesters: they answer, ask again, confirm, thank, complain, and come back.

use super::case::{Place, Solution, View, What};
use super::deeds::tier_above;
use super::engine::{Happening, Scene, Simulation, Told};
use super::firm::Source;
use super::ground::{Desk, Line};
use desk::actor::Actor;
use desk::ids::TicketNumber;
use desk::ticket::confirm::Confirm;
use desk::ticket::message::{Automatic, Write};
use desk::ticket::open::Open;
use desk::ticket::reopen::Reopen;
use desk::time::{Span, Timestamp};
use desk::values::{Channel, LinkKind, Origin, Status, Tier, WaitReason};

/// Somebody without an answer sends their need again after so long, on average.
const REPEATS_AFTER: Span = Span::days(1);
/// After so long they ask how it is going, on average.
const REMARKS_AFTER: Span = Span::days(3);
/// Up to so long after they are back at their desk do people get round to it.
const GETS_ROUND: Span = Span::seconds(2 * 3_600);

/// What a requester does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Answers what they were asked.
    Answers,
    /// Their machine says that they are away.
    Away,
    /// Asks how it is going.
    Remarks,
    /// Sends the same need once more.
    Repeats,
    /// Says that it works.
    Confirms,
    /// Says thanks.
    Thanks,
    /// Says that it does not work.
    Complains,
    /// Has the need again, long after.
    ComesBack,
}

impl Simulation {
    /// Plans what a requester does at an instant, or when they are at their desk after it.
    pub(super) fn plan_act(&mut self, number: TicketNumber, at: Timestamp, act: Act) {
        let firm = std::sync::Arc::clone(&self.firm);
        let open =
            firm.calendar.next(&firm.office, at, |day| !firm.calendar.holidays.contains(&day));
        let Some(case) = self.cases.get_mut(&number) else { return };
        let at = match open.map(|duty| duty.from) {
            Some(from) if from > at => from + case.random.around(GETS_ROUND),
            _ => at,
        };
        self.plan(at, Happening::Requester(number, act));
    }

    /// What may come of a new need besides its solution.
    pub(super) fn plan_impatience(&mut self, number: TicketNumber) {
        let habits = (self.firm.requests.repeats, self.firm.requests.remarks);
        let Some(case) = self.cases.get_mut(&number) else { return };
        if case.source == Source::Monitoring {
            return;
        }
        let again = case.random.about(REPEATS_AFTER);
        let remark = case.random.about(REMARKS_AFTER);
        let (repeats, remarks) = (case.random.chance(habits.0), case.random.chance(habits.1));
        if repeats {
            self.plan_act(number, self.now + again, Act::Repeats);
        }
        if remarks {
            self.plan_act(number, self.now + remark, Act::Remarks);
        }
    }

    /// A ticket was resolved: the requester reacts or does not, and in the end the sweep closes it.
    pub(super) fn resolved<D: Desk>(&mut self, scene: &Scene<'_, D>, number: TicketNumber) {
        let settings = scene.desk.settings();
        let closes_at = self.now + settings.quiet_period;
        let too_late = self.now + settings.reopen_window + Span::days(1);
        self.plan(closes_at, Happening::Due(number));
        let firm = std::sync::Arc::clone(&self.firm);
        let Some(case) = self.cases.get_mut(&number) else { return };
        if case.source == Source::Monitoring {
            return;
        }
        let habits = &firm.requests;
        let shares = [habits.confirms, habits.thanks, habits.complains, habits.comes_back];
        let silent = (1.0 - shares.iter().sum::<f64>()).max(0.0);
        let drawn = case.random.weighted(shares.into_iter().chain([silent]));
        let after = case.random.about(habits.reacts_after);
        match drawn {
            0 => self.plan_act(number, self.now + after, Act::Confirms),
            1 => self.plan_act(number, self.now + after, Act::Thanks),
            2 => self.plan_act(number, self.now + after, Act::Complains),
            3 => self.plan_act(number, too_late + after, Act::ComesBack),
            _ => {}
        }
    }

    /// A requester does something, if it still makes sense.
    pub(super) fn requester_acts<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
        act: Act,
    ) -> Result<(), D::Fault> {
        let Some(view) = scene.view(number)?.filter(|view| view.merged.is_none()) else {
            return Ok(());
        };
        let requester = self.cases.get(&number).map(|case| case.requester);
        if requester.is_none_or(|person| self.themselves.contains(&person)) {
            return Ok(());
        }
        let window = scene.desk.settings().reopen_window;
        let young = view.resolved_at.is_some_and(|at| self.stated(self.now) <= at + window);
        let live = view.status.is_live();
        match act {
            Act::Answers if live || young => self.answers(scene, &view),
            Act::Away if live => self.is_away(scene, &view),
            Act::Remarks if live => self.writes(scene, &view, Line::Remark),
            Act::Repeats if live => self.repeats(scene, &view),
            Act::Confirms if view.status == Status::Resolved => {
                self.requester_tells(scene, &view, Confirm).map(|_| ())
            }
            Act::Thanks if young => self.writes(scene, &view, Line::Thanks),
            Act::Complains if young => self.complains(scene, &view),
            Act::ComesBack if !live && !young => self.comes_back(scene, &view),
            Act::Answers
            | Act::Away
            | Act::Remarks
            | Act::Repeats
            | Act::Confirms
            | Act::Thanks
            | Act::Complains
            | Act::ComesBack => Ok(()),
        }
    }

    fn requester_tells<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        view: &View,
        command: impl Into<desk::ticket::Command>,
    ) -> Result<Told, D::Fault> {
        let Some(requester) = self.cases.get(&view.number).map(|case| case.requester) else {
            return Ok(Told::Refused);
        };
        self.tell(scene, view.number, requester, command)
    }

    fn answers<D: Desk>(&mut self, scene: &mut Scene<'_, D>, view: &View) -> Result<(), D::Fault> {
        if let Some(case) = self.cases.get_mut(&view.number)
            && case.awaits.is_some_and(|awaited| awaited.on == WaitReason::Requester)
        {
            case.awaits = None;
        }
        self.writes(scene, view, Line::Answers)
    }

    /// The requester writes; where that woke the ticket, somebody goes on with it.
    fn writes<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        view: &View,
        line: Line<'_>,
    ) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get(&view.number) else { return Ok(()) };
        let body = self.words(scene, case, Actor::Person(case.requester), view.tier, line);
        self.requester_tells(scene, view, Write { body, ..Write::default() })?;
        self.goes_on(scene, view)
    }

    /// What somebody's word has woken goes to who works on it.
    pub(super) fn goes_on<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        before: &View,
    ) -> Result<(), D::Fault> {
        let Some(now) = scene.view(before.number)? else { return Ok(()) };
        let rests = self.cases.get(&before.number).is_some_and(|case| case.place == Place::Rest);
        if now.status == Status::Open && before.status != Status::Open && rests {
            self.ready(scene, before.number)?;
        }
        Ok(())
    }

    fn is_away<D: Desk>(&mut self, scene: &mut Scene<'_, D>, view: &View) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get(&view.number) else { return Ok(()) };
        let author = Actor::Person(case.requester);
        let body = self.words(scene, case, author, view.tier, Line::OutOfOffice);
        let write = Write { body, automatic: Some(Automatic), ..Write::default() };
        self.requester_tells(scene, view, write).map(|_| ())
    }

    /// The solution did not hold; perhaps it takes more than was thought.
    fn complains<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        view: &View,
    ) -> Result<(), D::Fault> {
        let above = tier_above(scene.desk.directory(), view.tier);
        let deeper = self.firm.requests.deeper;
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(()) };
        case.solution = Solution::Sought;
        case.awaits = None;
        if let Some(above) = above.filter(|_| case.random.chance(deeper)) {
            case.needs = case.needs.max(above);
        }
        if case.random.chance(0.5) {
            return self.writes(scene, view, Line::Complaint);
        }
        let author = Actor::Person(case.requester);
        let Some(case) = self.cases.get(&view.number) else { return Ok(()) };
        let reason = self.words(scene, case, author, view.tier, Line::Complaint);
        self.requester_tells(scene, view, Reopen { reason })?;
        self.goes_on(scene, view)
    }

    /// The same need a second time: a ticket of its own, until somebody sees that.
    fn repeats<D: Desk>(&mut self, scene: &mut Scene<'_, D>, view: &View) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(()) };
        let mut second = case.again(Channel::Mail);
        second.hinder(Tier::FIRST, What::Duplicate(view.number));
        let open = self.need(scene, &second, Line::NeedAgain);
        self.opens_as_requester(scene, second, open)
    }

    /// The need is there again and the ticket too old to be reopened: a successor.
    fn comes_back<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        view: &View,
    ) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(()) };
        let second = case.again(Channel::Portal);
        let links = vec![(LinkKind::SuccessorOf, view.number)];
        let open = Open { links, ..self.need(scene, &second, Line::NeedReturned) };
        self.opens_as_requester(scene, second, open)
    }

    /// A requester opens a ticket, and the desk begins with it.
    pub(super) fn opens_as_requester<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        case: super::case::Case,
        open: Open,
    ) -> Result<(), D::Fault> {
        let requester = Actor::Person(case.requester);
        let opened = self.open(scene, requester, Origin::Command, open, case)?;
        let Some(number) = opened else { return Ok(()) };
        self.plan_impatience(number);
        self.begins(scene, number)
    }
}
