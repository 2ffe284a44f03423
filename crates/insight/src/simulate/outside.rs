//! What happens to a ticket from elsewhere: vendors, other teams, management, and the sweep.

use super::case::{Awaited, Place, View};
use super::engine::{Happening, Scene, Simulation};
use super::ground::{Desk, Line};
use desk::access::{Action, can};
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::Ticket;
use desk::ticket::ask::Answer;
use desk::ticket::close::Close;
use desk::ticket::raise::Acknowledge;
use desk::ticket::wait::Resume;
use desk::time::Span;
use desk::values::{Origin, Status, WaitReason};

impl Simulation {
    /// What a ticket waited for is there.
    pub(super) fn arrived<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
        awaited: Awaited,
    ) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get_mut(&number) else { return Ok(()) };
        if case.awaits.is_none_or(|now| now.on != awaited.on) {
            return Ok(());
        }
        case.awaits = None;
        if case.place == Place::Rest { self.ready(scene, number) } else { Ok(()) }
    }

    /// Somebody of the team that was asked answers, if anybody there may.
    pub(super) fn consulted<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
        team: TeamId,
    ) -> Result<(), D::Fault> {
        let Some(ticket) = scene.desk.ticket(number)?.cloned() else { return Ok(()) };
        if ticket.merged.is_some() {
            return Ok(());
        }
        let asked = |(_, asked): &(&i64, &desk::ticket::ask::Question)| asked.team == Some(team);
        let question = ticket.questions.iter().find(asked).map(|(seq, _)| *seq);
        let agents = self.seats.keys().copied();
        let (directory, now) = (scene.desk.directory(), self.now);
        let may = |agent: &PersonId| {
            directory.is_member(*agent, team) && can(directory, *agent, Action::Note, &ticket, now)
        };
        let agents: Vec<PersonId> = agents.filter(may).collect();
        let Some(case) = self.cases.get_mut(&number) else { return Ok(()) };
        let rests = case.place == Place::Rest;
        let agent = case.random.pick(&agents).copied();
        if let (Some(agent), Some(question)) = (agent, question) {
            let answer = self.write(scene, &View::of(&ticket), agent, Line::Consulted);
            self.tell(scene, number, agent, Answer { question: Some(question), answer })?;
        }
        if rests && ticket.status == Status::Open { self.ready(scene, number) } else { Ok(()) }
    }

    /// Somebody who was told has seen it.
    pub(super) fn acknowledges<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
    ) -> Result<(), D::Fault> {
        let Some(ticket) = scene.desk.ticket(number)?.cloned() else { return Ok(()) };
        match self.told(scene, &ticket) {
            Some(person) => self.tell(scene, number, person, Acknowledge::default()).map(|_| ()),
            None => Ok(()),
        }
    }

    fn told<D: Desk>(&self, scene: &Scene<'_, D>, ticket: &Ticket) -> Option<PersonId> {
        let (directory, now) = (scene.desk.directory(), self.now);
        let told = &ticket.raises.first_key_value()?.1.told;
        let may = |person: &&PersonId| can(directory, **person, Action::Read, ticket, now);
        let acts = |person: &&PersonId| !self.themselves.contains(person) && may(person);
        told.iter().find(acts).copied().filter(|_| ticket.merged.is_none())
    }

    /// The sweep: a wait that is over ends, and what was solved long enough ago closes.
    pub(super) fn sweep<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
    ) -> Result<(), D::Fault> {
        let Some(view) = scene.view(number)?.filter(|view| view.merged.is_none()) else {
            return Ok(());
        };
        let rests_until = match view.status {
            Status::Waiting => view.waiting.and_then(|waiting| waiting.until),
            Status::Resolved => view.resolved_at.map(|at| at + scene.desk.settings().quiet_period),
            Status::New | Status::Open => return self.was_woken(scene, number),
            Status::Closed => None,
        };
        let Some(until) = rests_until else { return Ok(()) };
        let left = until - self.stated(self.now);
        if left > Span::default() {
            self.plan(self.now + left, Happening::Due(number));
            return Ok(());
        }
        let (actor, origin) = (Actor::Desk, Origin::Sweep);
        if view.status == Status::Resolved {
            let close = Close::default().into();
            return self.tell_as(scene, number, actor, origin, close).map(|_| ());
        }
        if let Some(case) = self.cases.get_mut(&number)
            && case.awaits.is_some_and(|awaited| awaited.on == WaitReason::Date)
        {
            case.awaits = None;
        }
        self.tell_as(scene, number, actor, origin, Resume.into())?;
        self.goes_on(scene, &view)
    }

    /// Another sweep than this one was first: somebody goes on with what had waited.
    fn was_woken<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
    ) -> Result<(), D::Fault> {
        let Some(case) = self.cases.get_mut(&number) else { return Ok(()) };
        let Some(awaited) = case.awaits.filter(|_| case.place == Place::Rest) else {
            return Ok(());
        };
        if awaited.on == WaitReason::Date {
            case.awaits = None;
        }
        self.ready(scene, number)
    }
}
