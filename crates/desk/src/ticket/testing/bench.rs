//! The bench: tickets being worked, one command after the other.

use super::{HOTLINE, LEA, RITA, declined, directory, need, sideways, up};
use crate::actor::{Actor, Context};
use crate::directory::Directory;
use crate::ids::{EventSeq, PersonId, TeamId, TicketNumber};
use crate::refusal::Refusal;
use crate::settings::Settings;
use crate::ticket::hold::{Step, Way};
use crate::ticket::link::{Mirror, decide_mirror};
use crate::ticket::open::{Open, open};
use crate::ticket::r#return::Return;
use crate::ticket::{Command, Event, Stamp, Ticket, decide};
use crate::time::{Span, Timestamp};
use crate::values::Origin;
use std::collections::BTreeMap;

/// Who gives a command, and by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct By {
    pub(crate) actor: Actor,
    pub(crate) origin: Origin,
}

impl From<PersonId> for By {
    fn from(person: PersonId) -> By {
        By { actor: Actor::Person(person), origin: Origin::Command }
    }
}

/// The desk itself.
impl From<Origin> for By {
    fn from(origin: Origin) -> By {
        By { actor: Actor::Desk, origin }
    }
}

/// A person as an import names them.
pub(crate) fn imported(person: PersonId) -> By {
    By { actor: Actor::Person(person), origin: Origin::Import }
}

/// A ticket with the events that made it.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub(crate) ticket: Ticket,
    pub(crate) events: Vec<(Event, Stamp)>,
}

/// Tickets being worked, one command after the other.
#[derive(Debug, Clone)]
pub(crate) struct Bench {
    pub(crate) directory: Directory,
    pub(crate) settings: Settings,
    pub(crate) now: Timestamp,
    /// The ticket that gets the commands: the one opened last, unless set.
    pub(crate) on: TicketNumber,
    pub(crate) timelines: BTreeMap<TicketNumber, Timeline>,
}

impl Bench {
    /// The desk with no ticket yet.
    pub(crate) fn empty() -> Bench {
        Bench {
            directory: directory(),
            settings: Settings::default(),
            now: Timestamp(1_800_000_000_000_000),
            on: TicketNumber(0),
            timelines: BTreeMap::new(),
        }
    }

    /// One new ticket of Rita's, in the queue of `HOTLINE`.
    pub(crate) fn new() -> Bench {
        Bench::at(HOTLINE)
    }

    /// One new ticket of Rita's, in the queue of this team.
    pub(crate) fn at(team: TeamId) -> Bench {
        let mut bench = Bench::empty();
        bench.opens(LEA, Open { team: Some(team), ..need(RITA) });
        bench
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, span: Span) -> &mut Bench {
        self.now = self.now + span;
        self
    }

    pub(crate) fn ticket(&self) -> &Ticket {
        &self.timelines[&self.on].ticket
    }

    /// The teams of the path, the holder last.
    pub(crate) fn path(&self) -> Vec<TeamId> {
        self.ticket().path.iter().map(|step: &Step| step.team).collect()
    }

    /// The newest event of the ticket.
    pub(crate) fn last(&self) -> &Event {
        &self.timelines[&self.on].events.last().unwrap().0
    }

    /// Where the newest event stands.
    pub(crate) fn seq(&self) -> EventSeq {
        self.ticket().version
    }

    pub(crate) fn context<'a>(&'a self, by: By, other: Option<&'a Ticket>) -> Context<'a> {
        Context {
            now: self.now,
            actor: by.actor,
            origin: by.origin,
            directory: &self.directory,
            settings: &self.settings,
            other,
        }
    }

    /// The number that the next ticket gets.
    pub(crate) fn next_number(&self) -> TicketNumber {
        TicketNumber(self.timelines.keys().next_back().map_or(1, |number| number.0 + 1))
    }

    /// Opens a ticket; the tickets it is linked to are told.
    pub(crate) fn open(&mut self, by: impl Into<By>, command: Open) -> Result<Vec<Event>, Refusal> {
        let by = by.into();
        let events = open(command, &self.context(by, None))?;
        let number = self.next_number();
        let stamp = |seq| Stamp { seq, at: self.now, actor: by.actor, origin: by.origin };
        let events: Vec<_> = events.into_iter().zip((1..).map(stamp)).collect();
        let ticket = Ticket::fold(number, events.iter().map(|(event, stamp)| (event, *stamp)));
        let links = ticket.as_ref().map(|ticket| ticket.links.clone()).unwrap_or_default();
        let made = events.iter().map(|(event, _)| event.clone()).collect();
        self.timelines.insert(number, Timeline { ticket: ticket.unwrap(), events });
        self.on = number;
        for (kind, to) in links {
            let told =
                decide_mirror(&self.timelines[&to].ticket, Mirror::Link(kind.reverse(), number));
            self.record(to, by, told);
        }
        Ok(made)
    }

    /// Opens a ticket that nothing stands in the way of.
    #[track_caller]
    pub(crate) fn opens(&mut self, by: impl Into<By>, command: Open) -> &mut Bench {
        if let Err(refusal) = self.open(by, command) {
            panic!("not opened: {refusal}");
        }
        self
    }

    /// Decides and changes nothing.
    pub(crate) fn decide(&self, by: By, command: Command) -> Result<Vec<Event>, Refusal> {
        let ticket = self.ticket();
        let other = command.other(ticket).and_then(|number| self.timelines.get(&number));
        decide(ticket, command, &self.context(by, other.map(|timeline| &timeline.ticket)))
    }

    /// Gives a command, and its counterpart to the other ticket, which is never refused once the
    /// command was granted.
    pub(crate) fn run(
        &mut self,
        by: impl Into<By>,
        command: impl Into<Command>,
    ) -> Result<Vec<Event>, Refusal> {
        let (by, command) = (by.into(), command.into());
        let events = self.decide(by, command.clone())?;
        let on = self.on;
        let other = command.other(self.ticket()).zip(command.counterpart(on));
        if let Some((number, counterpart)) = other {
            let ticket = &self.timelines[&number].ticket;
            match decide(ticket, counterpart, &self.context(by, None)) {
                Ok(followed) => self.record(number, by, followed),
                Err(refusal) => panic!("#{number} refused what was granted: {refusal}"),
            }
        }
        self.record(on, by, events.clone());
        Ok(events)
    }

    /// Lea moves the ticket to this team, by whatever way leads there.
    #[track_caller]
    pub(crate) fn goes(&mut self, team: TeamId) -> &mut Bench {
        let tier = self.directory.teams[&team].tier;
        let command: Command = match Way::between(self.ticket().tier, tier) {
            Way::Up => up(team).into(),
            Way::Sideways => sideways(team).into(),
            Way::Down => Return { to: Some(team), ..declined() }.into(),
        };
        self.does(LEA, command)
    }

    /// The team is retired; its tickets have not followed yet.
    pub(crate) fn retires(&mut self, team: TeamId, successor: TeamId) -> &mut Bench {
        self.directory.teams.get_mut(&team).unwrap().successor = Some(successor);
        self
    }

    fn record(&mut self, number: TicketNumber, by: By, events: Vec<Event>) {
        let at = self.now;
        let timeline = self.timelines.get_mut(&number).unwrap();
        for event in events {
            let seq = timeline.ticket.version + 1;
            let stamp = Stamp { seq, at, actor: by.actor, origin: by.origin };
            timeline.ticket.apply(&event, &stamp);
            timeline.events.push((event, stamp));
        }
    }

    /// Gives a command that is granted.
    #[track_caller]
    pub(crate) fn does(&mut self, by: impl Into<By>, command: impl Into<Command>) -> &mut Bench {
        if let Err(refusal) = self.run(by, command) {
            panic!("{}: {refusal}", refusal.code);
        }
        self
    }

    /// Gives a command and tells in a line what came of it, see [`told`].
    pub(crate) fn says(&mut self, by: impl Into<By>, command: impl Into<Command>) -> String {
        told(&self.run(by, command))
    }

    /// Checks what would come of a command; the bench stays as it is.
    #[track_caller]
    pub(crate) fn check(
        &self,
        by: impl Into<By>,
        command: impl Into<Command>,
        expected: &str,
    ) -> &Bench {
        let (by, command) = (by.into(), command.into());
        let told = self.clone().says(by, command.clone());
        assert_eq!(told, expected, "{by:?} {command:?}");
        self
    }
}

/// Tells in a line what came of a command: `opened + escalated`, `nothing`, or the refusal with
/// every problem it lists: `pull_incomplete: team required, reason required`.
pub(crate) fn told<E: Told>(outcome: &Result<Vec<E>, Refusal>) -> String {
    match outcome {
        Ok(events) if events.is_empty() => "nothing".into(),
        Ok(events) => events.iter().map(E::tell).collect::<Vec<_>>().join(" + "),
        Err(refusal) if refusal.problems.is_empty() => refusal.code.into(),
        Err(refusal) => {
            let problems = refusal.problems.iter().map(|it| format!("{} {}", it.field, it.code));
            format!("{}: {}", refusal.code, problems.collect::<Vec<_>>().join(", "))
        }
    }
}

/// An event that has a short name.
pub(crate) trait Told {
    fn tell(&self) -> String;
}

impl Told for Event {
    fn tell(&self) -> String {
        self.kind().into()
    }
}
