//! The one path by which anything changes: a command, a decision, its events, the tables.
//!
//! A ledger lives as long as one write. Tickets are read once, changed in memory by their events,
//! and written once at the end; the journal gets each event as it is decided.

mod admin;
mod belonging;
mod factors;
mod mails;
mod people;
mod secrets;

pub use belonging::BelongingChange;
pub use factors::{Factor, Given};
pub use people::{NewPerson, PersonChange, PersonHint};

use crate::attachments;
use crate::db::{DbError, Tx};
use crate::failure::Failure;
use crate::journal::{self, Entry, NO_HEAD};
use crate::keys::Keyring;
use crate::queries::counters::{self, Counter};
use crate::queries::counts::{self, CountScope};
use crate::queries::tickets::{self, TicketRow, phase_of};
use crate::queries::{events, external};
use crate::sealing::Sealer;
use crate::words::words;
use desk::actor::{Actor, Context};
use desk::directory::Directory;
use desk::ids::{EventSeq, TicketNumber};
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::ticket::link::Mirror;
use desk::ticket::message::{self, Write};
use desk::ticket::open::{self, Open};
use desk::ticket::split::{MessageKind, SplitMessage};
use desk::ticket::{Command, Event, Stamp, Ticket, decide};
use desk::time::Timestamp;
use desk::values::{LinkKind, Origin};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who writes, when, by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The instant.
    pub now: Timestamp,
    /// Who.
    pub actor: Actor,
    /// By which way.
    pub origin: Origin,
}

/// A ticket in the ledger's hands.
struct Working {
    /// As the table has it; none for a new one.
    before: Option<Ticket>,
    /// As it is now.
    row: TicketRow,
}

/// A write in progress.
pub struct Ledger<'t, 'c> {
    tx: &'t mut Tx<'c>,
    by: By,
    directory: Arc<Directory>,
    settings: Arc<Settings>,
    keys: Keyring,
    working: BTreeMap<TicketNumber, Working>,
    /// The last sequence number given, and how many were given.
    sequence: Option<(i64, i64)>,
    /// Version and head of the desk's own stream, once it was read.
    desk: Option<(EventSeq, Vec<u8>)>,
}

impl<'t, 'c> Ledger<'t, 'c> {
    pub(crate) fn new(
        tx: &'t mut Tx<'c>,
        by: By,
        directory: Arc<Directory>,
        settings: Arc<Settings>,
        keys: Keyring,
    ) -> Self {
        let working = BTreeMap::new();
        Self { tx, by, directory, settings, keys, working, sequence: None, desk: None }
    }

    /// Seals and opens secrets with the key in use.
    fn sealer(&mut self) -> Result<Sealer, DbError> {
        Sealer::new(self.tx, &self.keys)
    }

    /// The desk's teams, agents and services, with what this write has changed.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The same, to be kept while the transaction is used.
    #[must_use]
    pub fn shared_directory(&self) -> Arc<Directory> {
        Arc::clone(&self.directory)
    }

    /// The desk's settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Who writes, when.
    #[must_use]
    pub fn by(&self) -> By {
        self.by
    }

    /// Goes on as somebody else at another instant: for logs of the past, and the demo's cast.
    pub fn set_by(&mut self, by: By) {
        self.by = by;
    }

    /// The transaction, for queries of what this write need not have changed.
    pub fn tx(&mut self) -> &mut Tx<'c> {
        self.tx
    }

    /// A ticket as it is now, this write's changes included.
    ///
    /// # Errors
    /// `not_found`.
    pub fn ticket(&mut self, number: TicketNumber) -> Result<&Ticket, Failure> {
        Ok(&self.working(number)?.row.ticket)
    }

    fn working(&mut self, number: TicketNumber) -> Result<&mut Working, Failure> {
        if !self.working.contains_key(&number) {
            let found = tickets::read(self.tx, number)?;
            let row = found.ok_or_else(|| Refusal::not_found("ticket"))?;
            let before = Some(row.ticket.clone());
            self.working.insert(number, Working { before, row });
        }
        self.working.get_mut(&number).ok_or_else(|| Refusal::not_found("ticket").into())
    }

    /// Opens a ticket.
    ///
    /// # Errors
    /// What [`open::open`] refuses.
    pub fn open(&mut self, command: Open) -> Result<TicketNumber, Failure> {
        let links = command.links.clone();
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        let made = open::open(command, &context(self.by, &directory, &settings, None))?;
        let number = TicketNumber(counters::next(self.tx, Counter::Ticket)?);
        self.begin(number, made)?;
        for (kind, to) in links {
            self.mirror(to, Mirror::Link(kind.reverse(), number).into())?;
        }
        Ok(number)
    }

    /// Appends the first events of a ticket.
    fn begin(&mut self, number: TicketNumber, mut made: Vec<Event>) -> Result<(), Failure> {
        let By { now: at, actor, origin } = self.by;
        let stamp = Stamp { seq: 1, at, actor, origin };
        let Some(Event::Created(created)) = made.first() else {
            return Err(Failure::fault("a new ticket begins with no creation"));
        };
        let ticket = created.ticket(number, &stamp);
        let seq = self.next_seq()?;
        let entry = Entry::of(&mut made[0]);
        let head = journal::append(self.tx, seq, number.0, &stamp, &NO_HEAD, entry)?;
        let row = TicketRow { ticket, head };
        self.working.insert(number, Working { before: None, row });
        self.append(number, made.into_iter().skip(1))
    }

    /// Does one thing with a ticket; what concerns the other ticket of a pair is done with it.
    /// Gives the events that followed, none when it was so already.
    ///
    /// # Errors
    /// What [`decide`] refuses.
    pub fn act(&mut self, number: TicketNumber, command: Command) -> Result<Vec<Event>, Failure> {
        let ticket = self.ticket(number)?.clone();
        let other = match command.other(&ticket) {
            Some(to) if to != number => self.working(to).ok().map(|it| it.row.ticket.clone()),
            _ => None,
        };
        let counterpart = command.counterpart(number);
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        let by = By { now: self.by.now.max(ticket.updated_at), ..self.by };
        let context = context(by, &directory, &settings, other.as_ref());
        let decided = decide(&ticket, command, &context)?;
        self.append(number, decided.iter().cloned())?;
        if let (Some(counterpart), Some(other), false) = (counterpart, other, decided.is_empty()) {
            self.mirror(other.number, counterpart)?;
        }
        Ok(decided)
    }

    /// Tells the other ticket of a pair what was decided on the first.
    fn mirror(&mut self, number: TicketNumber, command: Command) -> Result<(), Failure> {
        let ticket = self.ticket(number)?.clone();
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        // The first ticket's decision has looked at both; the second side follows, and says so.
        let outer = self.by;
        self.by = By { origin: Origin::Rule, ..outer };
        let decided = decide(&ticket, command, &context(self.by, &directory, &settings, None));
        let appended = decided
            .map_err(Failure::from)
            .and_then(|decided| self.append(number, decided.into_iter()));
        self.by = outer;
        appended
    }

    /// The requester writes: into the ticket, or, when it was resolved too long ago, into a
    /// successor. Gives the ticket the message is in.
    ///
    /// # Errors
    /// What the decision refuses.
    pub fn write(&mut self, number: TicketNumber, command: Write) -> Result<TicketNumber, Failure> {
        let ticket = self.ticket(number)?.clone();
        let directory = Arc::clone(&self.directory);
        let settings = Arc::clone(&self.settings);
        let context = context(self.by, &directory, &settings, None);
        if ticket.merged.is_some() || !message::starts_successor(&ticket, &command, &context) {
            self.act(number, command.into())?;
            return Ok(number);
        }
        desk::access::require(&context, desk::access::Action::Write, &ticket)?;
        let mut open = Open::by(ticket.channel);
        open.subject = Some(words(ticket.subject)?);
        open.body = command.body;
        open.attachments = command.attachments;
        open.requester = Some(ticket.requester);
        open.kind = Some(ticket.kind);
        open.confidential.clone_from(&ticket.confidential);
        // Only those who are named see it, so that it stays with one of them.
        open.team = ticket
            .confidential
            .as_ref()
            .map(|_| self.directory.successor_of(ticket.team).map_or(ticket.team, |team| team.id));
        open.service = ticket.service;
        open.asset = ticket.asset;
        open.impact = Some(ticket.impact);
        open.urgency = Some(ticket.urgency);
        open.links = vec![(LinkKind::SuccessorOf, number)];
        self.open(open)
    }

    /// Makes a requester's message a ticket of its own and gives its number.
    ///
    /// # Errors
    /// What the decision refuses.
    pub fn split(
        &mut self,
        number: TicketNumber,
        message: EventSeq,
    ) -> Result<TicketNumber, Failure> {
        let ticket = self.ticket(number)?.clone();
        let row = events::one(self.tx, number.0, message)?;
        let told = journal::recall(self.tx, Vec::from_iter(row))?.pop();
        let wrote = told.and_then(|told| match told.event {
            Event::RequesterWrote(wrote) => Some(wrote),
            _ => None,
        });
        let into = TicketNumber(counters::read(self.tx, Counter::Ticket)? + 1);
        let kind = if wrote.is_some() { MessageKind::Requesters } else { MessageKind::Other };
        self.act(number, SplitMessage { message, kind, into }.into())?;
        let mut open = Open::by(ticket.channel);
        open.subject = Some(words(ticket.subject)?);
        if let Some(wrote) = wrote {
            open.body = Some(words(wrote.body.0.as_str())?);
            let uploader = self.by.actor.person();
            open.attachments = attachments::copies(self.tx, &wrote.attachments, uploader)?;
        }
        open.requester = Some(ticket.requester);
        open.kind = Some(ticket.kind);
        open.team = Some(ticket.team);
        open.confidential.clone_from(&ticket.confidential);
        open.links = vec![(LinkKind::Related, number)];
        let opened = self.open(open)?;
        debug_assert_eq!(opened, into, "numbers are given in this transaction alone");
        Ok(opened)
    }

    /// Notes what an outside system calls a ticket and how many of its lines were taken.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn note_external(
        &mut self,
        source: &str,
        outside_id: &str,
        number: TicketNumber,
        lines: i64,
    ) -> Result<(), DbError> {
        // The row refers to the ticket's, which for a new one is written at the end.
        self.flush_tickets()?;
        external::write(self.tx, source, outside_id, number, lines)
    }

    fn append(
        &mut self,
        number: TicketNumber,
        decided: impl Iterator<Item = Event>,
    ) -> Result<(), Failure> {
        for mut event in decided {
            let seq = self.next_seq()?;
            let By { now, actor, origin } = self.by;
            let Some(working) = self.working.get_mut(&number) else {
                return Err(Failure::fault("events for a ticket nobody has read"));
            };
            let row = &mut working.row;
            // A clock that was set back does not turn a ticket's history around.
            let at = now.max(row.ticket.updated_at);
            let stamp = Stamp { seq: row.ticket.version + 1, at, actor, origin };
            let entry = Entry::of(&mut event);
            row.head = journal::append(self.tx, seq, number.0, &stamp, &row.head, entry)?;
            attachments::mark_used(self.tx, &event, number, stamp.seq)?;
            row.ticket.apply(&event, &stamp);
        }
        Ok(())
    }

    fn next_seq(&mut self) -> Result<i64, DbError> {
        let (last, given) = match self.sequence {
            Some(sequence) => sequence,
            None => (counters::read(self.tx, Counter::Journal)?, 0),
        };
        self.sequence = Some((last + 1, given + 1));
        Ok(last + 1)
    }

    /// Brings the tables up to the events. The last thing of every write.
    pub(crate) fn flush(&mut self) -> Result<(), DbError> {
        self.flush_tickets()?;
        self.flush_desk()?;
        if let Some((_, given)) = self.sequence.take() {
            counters::take(self.tx, Counter::Journal, given)?;
        }
        Ok(())
    }

    fn flush_tickets(&mut self) -> Result<(), DbError> {
        for working in std::mem::take(&mut self.working).into_values() {
            let Working { before, row } = working;
            match &before {
                None => tickets::insert(self.tx, &row)?,
                Some(before) if before.version < row.ticket.version => {
                    tickets::update(self.tx, before, &row)?;
                }
                Some(_) => continue,
            }
            count(self.tx, before.as_ref(), &row.ticket)?;
            self.stamp(before.as_ref(), &row.ticket)?;
        }
        Ok(())
    }
}

fn context<'a>(
    by: By,
    directory: &'a Directory,
    settings: &'a Settings,
    other: Option<&'a Ticket>,
) -> Context<'a> {
    let By { now, actor, origin } = by;
    Context { now, actor, origin, directory, settings, other }
}

/// The counts a ticket stands in.
fn counted(ticket: &Ticket) -> Vec<(CountScope, i64, i64)> {
    let phase = phase_of(ticket);
    let mut found = vec![(CountScope::Desk, 0, phase), (CountScope::Team, ticket.team.0, phase)];
    found.push(match ticket.assignee {
        Some(agent) => (CountScope::Assignee, agent.0, phase),
        None => (CountScope::Unassigned, ticket.team.0, phase),
    });
    found
}

fn count(tx: &mut Tx<'_>, before: Option<&Ticket>, now: &Ticket) -> Result<(), DbError> {
    let old = before.map(counted).unwrap_or_default();
    let new = counted(now);
    for (scope, id, phase) in old.iter().filter(|it| !new.contains(it)) {
        counts::add(tx, *scope, *id, *phase, -1)?;
    }
    for (scope, id, phase) in new.iter().filter(|it| !old.contains(it)) {
        counts::add(tx, *scope, *id, *phase, 1)?;
    }
    Ok(())
}
