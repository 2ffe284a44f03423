//! Plays the history into a store: every step is an ordinary command at its instant, many to a
//! commit.

use super::firm::{Firm, TeamIx};
use super::step::{Act, Step, TicketRef};
use desk::actor::Actor;
use desk::admin::{AdminCommand, RetireTeam, SetTeams};
use desk::ids::{EventSeq, TicketNumber};
use desk::ticket::link::{Link, Unlink};
use desk::ticket::merge::Merge;
use desk::ticket::message::Write;
use desk::time::Timestamp;
use desk::values::Origin;
use std::collections::BTreeMap;
use store::{By, Failure, Ledger, Store, jobs};

/// Steps that share a commit.
const STEPS_AT_A_TIME: usize = 2_000;

/// The tickets that were opened so far, and the last message of each requester.
#[derive(Clone, Default)]
struct Opened {
    numbers: BTreeMap<TicketRef, TicketNumber>,
    messages: BTreeMap<TicketRef, EventSeq>,
}

/// Plays all steps, in their order, and gives how many tickets there are then.
///
/// # Errors
/// That the database cannot be written, or that a step was refused: a fault of the history.
pub(super) fn play(
    store: &Store,
    firm: &Firm,
    history: impl Iterator<Item = Step>,
) -> Result<usize, Failure> {
    let mut opened = Opened::default();
    let mut batch: Vec<Step> = Vec::with_capacity(STEPS_AT_A_TIME);
    for step in history {
        if matches!(step.act, Act::Retire) {
            opened = commit(store, std::mem::take(&mut batch), opened)?;
            retire(store, firm, step.by)?;
            continue;
        }
        batch.push(step);
        if batch.len() == STEPS_AT_A_TIME {
            opened = commit(store, std::mem::take(&mut batch), opened)?;
        }
    }
    opened = commit(store, batch, opened)?;
    Ok(opened.numbers.len())
}

fn commit(store: &Store, batch: Vec<Step>, opened: Opened) -> Result<Opened, Failure> {
    let Some(first) = batch.first() else { return Ok(opened) };
    store.write(first.by, move |ledger| {
        let mut opened = opened.clone();
        for step in &batch {
            ledger.set_by(step.by);
            let done = one(ledger, step, &mut opened);
            done.map_err(|failure| told(step, &failure))?;
        }
        Ok(opened)
    })
}

fn one(ledger: &mut Ledger<'_, '_>, step: &Step, opened: &mut Opened) -> Result<(), Failure> {
    if let Act::Open(open) = &step.act {
        let number = ledger.open(open.as_ref().clone())?;
        opened.numbers.insert(step.ticket, number);
        return Ok(());
    }
    let numbers = &mut opened.numbers;
    let known = |ticket: &TicketRef| {
        let number = numbers.get(ticket).copied();
        number.ok_or_else(|| Failure::fault("a ticket is not open yet"))
    };
    let number = known(&step.ticket)?;
    match &step.act {
        Act::Do(command) => ledger.act(number, command.as_ref().clone()).map(drop),
        Act::Write { body, successor } => {
            let before = ledger.ticket(number)?.version;
            let write = Write { body: Some(body.clone()), ..Write::default() };
            let into = ledger.write(number, write)?;
            if into == number {
                opened.messages.insert(step.ticket, before + 1);
            } else {
                numbers.insert(*successor, into);
            }
            Ok(())
        }
        Act::Split { into } => {
            let message = opened.messages.get(&step.ticket).copied().unwrap_or_default();
            let made = ledger.split(number, message)?;
            numbers.insert(*into, made);
            Ok(())
        }
        Act::Merge { into } => {
            let merge = Merge { into: Some(known(into)?), may_see_each_other: None };
            ledger.act(number, merge.into()).map(drop)
        }
        Act::Link { to, kind } => {
            let link = Link { to: Some(known(to)?), kind: Some(*kind) };
            ledger.act(number, link.into()).map(drop)
        }
        Act::Unlink { to, kind } => {
            let unlink = Unlink { to: Some(known(to)?), kind: Some(*kind) };
            ledger.act(number, unlink.into()).map(drop)
        }
        Act::Open(_) | Act::Retire => Ok(()),
    }
}

/// A refusal here is a mistake in the history, so it names the step.
fn told(step: &Step, failure: &Failure) -> Failure {
    let (verb, ticket) = (step.act.verb(), step.ticket);
    let problems = match failure {
        Failure::Refused(refusal) => format!(" {:?}", refusal.problems),
        Failure::Stale { .. } | Failure::Db(_) => String::new(),
    };
    Failure::fault(format!("the demo's ticket {ticket}: {verb}: {failure}{problems}"))
}

/// Retires the teams that have a successor: their people go first, their tickets follow.
fn retire(store: &Store, firm: &Firm, by: By) -> Result<(), Failure> {
    let ended = firm.teams.iter().enumerate().filter_map(|(at, it)| Some((at, it.successor?)));
    for (team, successor) in ended {
        set_teams(store, firm, by, team, &[team, successor])?;
        let retire = RetireTeam { team: firm.teams[team].id, successor: firm.teams[successor].id };
        store.write(by, move |ledger| ledger.admin(AdminCommand::RetireTeam(retire)).map(drop))?;
        while jobs::run_due(store, "demo", by.now)? > 0 {}
        set_teams(store, firm, by, team, &[successor])?;
    }
    Ok(())
}

fn set_teams(
    store: &Store,
    firm: &Firm,
    by: By,
    team: TeamIx,
    teams: &[TeamIx],
) -> Result<(), Failure> {
    let of_team = firm.people.iter().filter(|it| it.teams.contains(&team));
    let people: Vec<_> = of_team.map(|it| it.id).collect();
    let teams: Vec<_> = teams.iter().map(|it| firm.teams[*it].id).collect();
    store.write(by, move |ledger| {
        for person in &people {
            let set = SetTeams { person: *person, teams: teams.clone() };
            ledger.admin(AdminCommand::SetTeams(set))?;
        }
        Ok(())
    })
}

/// The desk itself, by a rule, a sweep or a contract.
pub(super) fn desk(now: Timestamp, origin: Origin) -> By {
    By { now, actor: Actor::Desk, origin }
}
