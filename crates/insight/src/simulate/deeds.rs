//! Deeds: what an agent has decided on becomes commands, and what follows from it is planned.

use super::agent::Deed;
use super::case::{Awaited, Solution, View, What};
use super::engine::{Happening, Scene, Simulation, Told};
use super::ground::{Desk, Line};
use super::requester::Act;
use desk::access::{Action, can};
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::routing::route;
use desk::ticket::Ticket;
use desk::ticket::ask::Ask;
use desk::ticket::change::Change;
use desk::ticket::close::Close;
use desk::ticket::merge::Merge;
use desk::ticket::message::{Note, Reply};
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::transfer::Transfer;
use desk::ticket::wait::{RequesterAsked, Wait};
use desk::time::Span;
use desk::values::{
    DeclineReason, Kind, ResolutionCode, ReturnOutcome, Tier, TransferReason, WaitReason,
};

/// What becomes of a ticket after a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Somebody can go on with it.
    Ready,
    /// Something else has to happen first.
    Rests,
}

/// The next tier above that has a team.
pub(super) fn tier_above(directory: &Directory, tier: Tier) -> Option<Tier> {
    let active = directory.teams.values().filter(|team| team.is_active() && team.tier > tier);
    active.map(|team| team.tier).min()
}

impl Simulation {
    /// An agent does what they have decided on.
    pub(super) fn does<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        deed: Deed,
    ) -> Result<After, D::Fault> {
        match deed {
            Deed::Merge(into) => self.merges(scene, agent, view, into),
            Deed::Discard => self.discards(scene, agent, view),
            Deed::Correct => self.corrects(scene, agent, view),
            Deed::Reroute => self.reroutes(scene, agent, view),
            Deed::Decline(reason) => self.declines(scene, agent, view, reason),
            Deed::Ask => self.asks(scene, agent, view, Line::Asks),
            Deed::Remind => self.asks(scene, agent, view, Line::Reminds),
            Deed::GiveUp => self.resolves(scene, agent, view, ResolutionCode::NoAnswer),
            Deed::Rest(on) => self.lets_rest(scene, agent, view, on),
            Deed::Chase(on) => self.chases(scene, agent, view, on),
            Deed::Consult => self.consults(scene, agent, view),
            Deed::Escalate => self.escalates(scene, agent, view, None),
            Deed::EscalateNeedlessly => self.escalates(scene, agent, view, Some(What::NotNeeded)),
            Deed::Solve | Deed::PassOn => self.solves(scene, agent, view),
        }
    }

    fn merges<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        into: TicketNumber,
    ) -> Result<After, D::Fault> {
        let mut survivor = scene.desk.ticket(into)?.cloned();
        let theirs = |it: &Ticket| it.assignee.is_some_and(|it| self.themselves.contains(&it));
        let ours = |it: &Ticket| self.cases.contains_key(&into) && !theirs(it);
        survivor = survivor.filter(|it| it.merged.is_none() && ours(it));
        let (directory, now) = (scene.desk.directory(), self.now);
        if !survivor.is_some_and(|it| can(directory, agent, Action::Change, &it, now)) {
            return Ok(After::Ready);
        }
        let merge = Merge { into: Some(into), may_see_each_other: None };
        self.tell(scene, view.number, agent, merge)?;
        Ok(After::Rests)
    }

    fn discards<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<After, D::Fault> {
        let close = Close { code: Some(ResolutionCode::Junk) };
        self.tell(scene, view.number, agent, close)?;
        Ok(After::Rests)
    }

    /// Names the right service; the ticket goes where that is served, unless this team covers for
    /// that one.
    fn corrects<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<After, D::Fault> {
        let Some(service) = self.cases.get(&view.number).map(|case| case.service) else {
            return Ok(After::Rests);
        };
        let change = Change { service: Some(Some(service)), ..Change::default() };
        self.tell(scene, view.number, agent, change)?;
        let right = route(scene.desk.directory(), view.tier, Some(service)).map(|it| it.team);
        let covers = self.firm.cover.values().any(|team| *team == view.team);
        match right {
            Some(team) if team != view.team && !covers => {
                self.transfers(scene, agent, view, team, TransferReason::ServiceOwner)
            }
            _ => Ok(After::Ready),
        }
    }

    fn transfers<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        team: TeamId,
        reason: TransferReason,
    ) -> Result<After, D::Fault> {
        let note = self.write(scene, view, agent, Line::Transfers(reason));
        let transfer = Transfer { team: Some(team), reason: Some(reason), note, assignee: None };
        self.tell(scene, view.number, agent, transfer)?;
        Ok(After::Ready)
    }

    /// Half of what has gone to the wrong team goes back down, half to the right one.
    fn reroutes<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<After, D::Fault> {
        let right = route(scene.desk.directory(), view.tier, view.service).map(|it| it.team);
        let Some(right) = right.filter(|team| *team != view.team) else {
            return Ok(After::Ready);
        };
        if view.below.is_some() && self.chance(view.number, 0.5) {
            return self.declines(scene, agent, view, DeclineReason::WrongTeam);
        }
        self.transfers(scene, agent, view, right, TransferReason::WrongTeam)
    }

    fn declines<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        reason: DeclineReason,
    ) -> Result<After, D::Fault> {
        if view.below.is_none() {
            return Ok(After::Ready);
        }
        let note = self.write(scene, view, agent, Line::Declines(reason));
        let outcome = Some(ReturnOutcome::Declined);
        let decline = Return { outcome, reason: Some(reason), note, ..Return::default() };
        self.tell(scene, view.number, agent, decline)?;
        Ok(After::Ready)
    }

    fn asks<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        line: Line<'_>,
    ) -> Result<After, D::Fault> {
        let body = self.write(scene, view, agent, line);
        self.tell(scene, view.number, agent, Reply { body, ..Reply::default() })?;
        let firm = std::sync::Arc::clone(&self.firm);
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(After::Rests) };
        let chased = case.awaits.map_or(0, |awaited| awaited.chased + 1);
        case.awaits = Some(Awaited { on: WaitReason::Requester, chased });
        let away = case.random.chance(firm.requests.out_of_office);
        let answers = case.random.chance(firm.requests.answers);
        let after = case.random.about(firm.requests.answers_after);
        if away {
            self.plan(self.now, Happening::Requester(view.number, Act::Away));
        }
        if answers {
            self.plan_act(view.number, self.now + after, Act::Answers);
        }
        self.waits(scene, agent, view, WaitReason::Requester)
    }

    /// The ticket waits, and the sweep wakes it when patience is over.
    fn waits<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        on: WaitReason,
    ) -> Result<After, D::Fault> {
        self.rests(scene, agent, view, on, self.firm.agents.patience)
    }

    /// The ticket waits for so long; the question itself says why it waits for the requester.
    fn rests<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        on: WaitReason,
        span: Span,
    ) -> Result<After, D::Fault> {
        let reason = match on {
            WaitReason::Requester => None,
            on => self.write(scene, view, agent, Line::Waits(on)),
        };
        // A change has a plan of its own.
        let until = (on != WaitReason::Change).then(|| self.stated(self.now + span));
        let requester_asked = (on == WaitReason::Date).then_some(RequesterAsked);
        let wait = Wait { on: Some(on), until, reason, requester_asked };
        self.tell(scene, view.number, agent, wait)?;
        self.plan(self.now + span, Happening::Due(view.number));
        Ok(After::Rests)
    }

    fn lets_rest<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        on: WaitReason,
    ) -> Result<After, D::Fault> {
        let after = self.about(view.number, self.firm.agents.outside_after);
        let awaited = Awaited { on, chased: 0 };
        if let Some(case) = self.cases.get_mut(&view.number) {
            case.awaits = Some(awaited);
        }
        if matches!(on, WaitReason::Approval | WaitReason::Date) {
            let body = self.write(scene, view, agent, Line::Announces(on));
            self.tell(scene, view.number, agent, Reply { body, ..Reply::default() })?;
        }
        if on == WaitReason::Date {
            return self.rests(scene, agent, view, on, after);
        }
        self.plan(self.now + after, Happening::Arrived(view.number, awaited));
        self.waits(scene, agent, view, on)
    }

    fn chases<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        on: WaitReason,
    ) -> Result<After, D::Fault> {
        let body = self.write(scene, view, agent, Line::Chases(on));
        self.tell(scene, view.number, agent, Note { body, ..Note::default() })?;
        self.waits(scene, agent, view, on)
    }

    /// Another team of the house is asked; the ticket is put aside meanwhile.
    fn consults<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<After, D::Fault> {
        let teams = scene.desk.directory().teams.values();
        let fits = |team: &&desk::directory::Team| {
            team.is_active() && team.provider.is_none() && team.id != view.team
        };
        let teams: Vec<TeamId> = teams.filter(fits).map(|team| team.id).collect();
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(After::Rests) };
        let Some(team) = case.random.pick(&teams).copied() else { return Ok(After::Ready) };
        let question = self.write(scene, view, agent, Line::Consults);
        self.tell(scene, view.number, agent, Ask { person: None, team: Some(team), question })?;
        let after = self.about(view.number, self.firm.agents.consulted_after);
        self.plan(self.now + after, Happening::Consulted(view.number, team));
        Ok(After::Rests)
    }

    /// The solution is known: down the path with it, or to the requester.
    fn solves<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
    ) -> Result<After, D::Fault> {
        let hands_back = self.firm.agents.hands_back;
        let Some(case) = self.cases.get_mut(&view.number) else { return Ok(After::Rests) };
        case.solution = Solution::Found;
        let kind = case.kind;
        if view.below.is_some() && case.random.chance(hands_back) {
            return self.hands_back(scene, agent, view, kind);
        }
        let code = match kind {
            Kind::Request => ResolutionCode::Fulfilled,
            Kind::Incident => {
                let codes = [
                    ResolutionCode::SolvedPermanently,
                    ResolutionCode::Workaround,
                    ResolutionCode::Answered,
                    ResolutionCode::NotReproducible,
                ];
                codes[case.random.weighted([0.6, 0.2, 0.15, 0.05].into_iter())]
            }
        };
        self.resolves(scene, agent, view, code)
    }

    /// Down to the next team of the path, at times past it to who answers to the requester.
    fn hands_back<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        kind: Kind,
    ) -> Result<After, D::Fault> {
        let contact = scene.desk.directory().team(view.contact_team);
        let below = contact.filter(|team| team.is_active() && team.tier < view.tier);
        let contact = below.map(|team| team.id);
        let to = contact.filter(|_| self.chance(view.number, 0.3));
        let to = Return { to, ..Return::default() };
        let back = if kind == Kind::Incident {
            let solution = self.write(scene, view, agent, Line::SolutionInside);
            Return { outcome: Some(ReturnOutcome::Solved), solution, ..to }
        } else {
            let answer = self.write(scene, view, agent, Line::AnswerInside);
            Return { outcome: Some(ReturnOutcome::Answered), answer, ..to }
        };
        self.tell(scene, view.number, agent, back)?;
        Ok(After::Ready)
    }

    fn resolves<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        code: ResolutionCode,
    ) -> Result<After, D::Fault> {
        let solution = match code {
            ResolutionCode::NoAnswer => None,
            code => self.write(scene, view, agent, Line::Solution(code)),
        };
        let told = self.tell(scene, view.number, agent, Resolve { solution, code: Some(code) })?;
        if told == Told::Refused {
            return Ok(After::Ready);
        }
        self.resolved(scene, view.number);
        Ok(After::Rests)
    }
}
