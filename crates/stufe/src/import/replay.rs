//! From a line of a log to the commands of the desk: pure, and all there is to decide.
//!
//! A line says how things stand after it; what it changes is found by comparing it with the ticket.

use super::state::State;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::priority::Priority;
use desk::ticket::change::Change;
use desk::ticket::close::Close;
use desk::ticket::escalate::Escalate;
use desk::ticket::hold::Way;
use desk::ticket::open::Begin;
use desk::ticket::release::Release;
use desk::ticket::reopen::Reopen;
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::take::Take;
use desk::ticket::transfer::Transfer;
use desk::ticket::wait::{Resume, Wait};
use desk::ticket::{Command, Ticket};
use desk::values::{
    EscalationReason, Level, ResolutionCode, ReturnOutcome, Status, Tier, TransferReason,
    WaitReason,
};

/// A line with its names found at the desk; what it does not say stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) team: Option<(TeamId, Tier)>,
    pub(crate) agent: Option<PersonId>,
    pub(crate) state: Option<State>,
    pub(crate) service: Option<ServiceId>,
    pub(crate) impact: Option<Level>,
    pub(crate) urgency: Option<Level>,
    pub(crate) priority: Option<Priority>,
}

/// How the ticket stands between the commands of a line.
struct Standing {
    status: Status,
    waits_on: Option<WaitReason>,
    assignee: Option<PersonId>,
}

/// The commands that bring a ticket to where the line has it; none when it is there.
pub(crate) fn commands(ticket: &Ticket, said: &Said) -> Vec<Command> {
    let mut standing = Standing {
        status: ticket.status,
        waits_on: ticket.waiting.map(|waiting| waiting.on),
        assignee: ticket.assignee,
    };
    let mut commands = Vec::new();
    let goes_on = said.state.is_some_and(|state| !state.is_end());
    if goes_on && !standing.status.is_live() {
        commands.push(Reopen::default().into());
        standing.status = Status::Open;
    }
    commands.extend(change(ticket, said).map(Command::from));
    let moved = said.team.filter(|(team, _)| *team != ticket.team);
    if let Some(to) = moved {
        // He who moves it to a queue has sent it there, and does not have it.
        let assignee = said.agent.filter(|_| said.state != Some(State::Queued));
        commands.push(go(ticket, to, assignee));
        standing.assignee = assignee;
        if standing.status.is_live() {
            standing.status = Status::Open;
            standing.waits_on = None;
        }
    }
    if let Some(state) = said.state {
        settle(state, said.agent, &mut standing, &mut commands);
    }
    commands
}

/// Service, impact, urgency and priority, where the line says otherwise.
fn change(ticket: &Ticket, said: &Said) -> Option<Change> {
    let service = said.service.filter(|service| ticket.service != Some(*service));
    let impact = said.impact.filter(|impact| *impact != ticket.impact);
    let urgency = said.urgency.filter(|urgency| *urgency != ticket.urgency);
    let rated = impact.is_some() || urgency.is_some();
    let priority = said.priority.filter(|priority| rated || *priority != ticket.priority);
    let differs = service.is_some() || rated || priority.is_some();
    let service = service.map(Some);
    differs.then(|| Change { service, impact, urgency, priority, ..Change::default() })
}

fn go(ticket: &Ticket, (team, tier): (TeamId, Tier), assignee: Option<PersonId>) -> Command {
    match Way::between(ticket.tier, tier) {
        Way::Up => {
            let (team, reason) = (Some(team), Some(EscalationReason::Imported));
            Escalate { team, assignee, reason, ..Escalate::default() }.into()
        }
        Way::Sideways => {
            let (team, reason) = (Some(team), Some(TransferReason::Imported));
            Transfer { team, reason, assignee, note: None }.into()
        }
        Way::Down => {
            let (to, outcome) = (Some(team), Some(ReturnOutcome::Imported));
            Return { to, outcome, assignee, ..Return::default() }.into()
        }
    }
}

/// Brings status and assignee to what the line says; the team is right already.
fn settle(
    state: State,
    agent: Option<PersonId>,
    standing: &mut Standing,
    commands: &mut Vec<Command>,
) {
    let waits = standing.status == Status::Waiting;
    match state {
        State::Queued => queue(standing, commands),
        State::New if agent.is_none() => queue(standing, commands),
        State::New | State::Open => {
            if waits {
                commands.push(Resume.into());
            }
            take(agent, standing, commands);
            if standing.status == Status::New && state == State::Open {
                commands.push(Begin.into());
            }
        }
        State::Waiting(on) => {
            take(agent, standing, commands);
            if !waits || standing.waits_on != Some(on) {
                commands.push(Wait { on: Some(on), ..Wait::default() }.into());
            }
        }
        State::Resolved if standing.status.is_live() => {
            let code = Some(ResolutionCode::Imported);
            commands.push(Resolve { solution: None, code }.into());
        }
        State::Closed if standing.status != Status::Closed => {
            let code = standing.status.is_live().then_some(ResolutionCode::Imported);
            commands.push(Close { code }.into());
        }
        State::Resolved | State::Closed => {}
    }
}

fn queue(standing: &Standing, commands: &mut Vec<Command>) {
    if standing.status == Status::Waiting {
        commands.push(Resume.into());
    }
    if standing.assignee.is_some() {
        commands.push(Release.into());
    }
}

/// Taking a new ticket opens it.
fn take(agent: Option<PersonId>, standing: &mut Standing, commands: &mut Vec<Command>) {
    if agent.is_some() && agent != standing.assignee {
        commands.push(Take::default().into());
        standing.assignee = agent;
        if standing.status == Status::New {
            standing.status = Status::Open;
        }
    }
}

#[cfg(test)]
mod tests;
