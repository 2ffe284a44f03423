//! Somebody who watches a desk: nothing is granted to people who may not, and intruders who try
//! the same are turned away.

use crate::simulate::{Answer, By, Desk, Memory, Random};
use desk::access::{Action, can};
use desk::actor::Actor;
use desk::admin::AdminCommand;
use desk::directory::Directory;
use desk::ids::{PersonId, TicketNumber};
use desk::settings::Settings;
use desk::ticket::open::Open;
use desk::ticket::{Command, Event, Ticket};
use desk::values::Origin;
use std::convert::Infallible;

/// A person nobody knows.
const STRANGER: PersonId = PersonId(999_999);

/// A desk under watch.
pub(super) struct Watcher {
    pub(super) desk: Memory,
    intrusions: Random,
    /// What should not have happened.
    pub(super) wrong: Vec<String>,
    pub(super) turned_away: u32,
}

impl Watcher {
    pub(super) fn new(desk: Memory, seed: u64) -> Watcher {
        Watcher { desk, intrusions: Random::of(seed, 1), wrong: Vec::new(), turned_away: 0 }
    }

    /// A stranger, another requester, and an agent who has nothing to do with it try the same.
    fn intrude(&mut self, number: TicketNumber, by: By, command: &Command) {
        let Ok(Some(ticket)) = self.desk.ticket(number).map(|it| it.cloned()) else { return };
        let directory = self.desk.directory();
        let mut agents = directory.agents.keys().copied();
        let foreign = agents
            .find(|agent| !can(directory, *agent, Action::Follow, &ticket, ticket.updated_at));
        for person in foreign.into_iter().chain([STRANGER]) {
            let events = self.desk.events();
            let by = By { actor: Actor::Person(person), origin: Origin::Command, ..by };
            let Ok(answer) = self.desk.act(number, by, command.clone());
            let code = answer.err().map(|refusal| refusal.code);
            // A command that only the desk gives tells nobody what it is about.
            if code != Some("not_found") || events != self.desk.events() {
                self.wrong.push(format!("{person} was told {code:?} about {}", command.verb()));
            }
            self.turned_away += 1;
        }
    }

    fn judge(&mut self, before: &Ticket, by: By, verb: &'static str, directory: &Directory) {
        let Some(person) = by.actor.person().filter(|_| by.origin == Origin::Command) else {
            return;
        };
        if !can(directory, person, needed(verb), before, before.updated_at) {
            self.wrong.push(format!("{person} may not {verb} {before:?}"));
        }
        let index = usize::try_from(before.number.0 - 1).unwrap();
        let held = &self.desk.tickets()[index];
        for (event, _) in &held.events[usize::try_from(before.version).unwrap()..] {
            let given = match event {
                Event::Taken(taken) => Some(taken.agent),
                _ => event.fact().hold().and_then(|hold| hold.assignee),
            };
            if given.is_some_and(|agent| !directory.is_member(agent, held.ticket.team)) {
                self.wrong.push(format!("{event:?} of a team that is not theirs"));
            }
        }
    }
}

/// What a command takes, written apart from the commands themselves.
fn needed(verb: &str) -> Action {
    match verb {
        "take" | "transfer" | "escalate" | "return" | "wait" | "resume" => Action::Work,
        "resolve" => Action::Resolve,
        "close" => Action::Close,
        "reply" => Action::Reply,
        "change" | "merge" => Action::Change,
        "note" | "answer" => Action::Note,
        "ask" => Action::Ask,
        "raise" => Action::Raise,
        "acknowledge" => Action::Read,
        "write" => Action::Write,
        "confirm" => Action::Confirm,
        "reopen" => Action::Reopen,
        other => panic!("nobody was expected to {other}"),
    }
}

impl Desk for Watcher {
    type Fault = Infallible;

    fn directory(&self) -> &Directory {
        self.desk.directory()
    }

    fn settings(&self) -> &Settings {
        self.desk.settings()
    }

    fn ticket(&mut self, number: TicketNumber) -> Result<Option<&Ticket>, Infallible> {
        self.desk.ticket(number)
    }

    fn open(&mut self, by: By, command: Open) -> Answer<TicketNumber, Infallible> {
        self.desk.open(by, command)
    }

    fn act(&mut self, number: TicketNumber, by: By, command: Command) -> Answer<(), Infallible> {
        if self.intrusions.chance(0.1) {
            self.intrude(number, by, &command);
        }
        let verb = command.verb();
        let before = self.desk.ticket(number)?.cloned();
        let answer = self.desk.act(number, by, command)?;
        if let (Ok(()), Some(before)) = (&answer, before) {
            let directory = self.desk.directory().clone();
            self.judge(&before, by, verb, &directory);
        }
        Ok(answer)
    }

    fn administer(&mut self, by: By, command: AdminCommand) -> Answer<(), Infallible> {
        self.desk.administer(by, command)
    }
}
