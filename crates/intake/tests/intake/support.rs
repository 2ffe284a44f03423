//! A desk that mail comes to.

use desk::actor::Actor;
use desk::admin::{AdminCommand, NameDesk};
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::text::Text;
use desk::ticket::resolve::Resolve;
use desk::ticket::{Command, Event, Ticket};
use desk::time::{Span, Timestamp};
use desk::values::{Language, Origin, ResolutionCode, Role, Tier};
use intake::{Arrival, Taken, ingest};
use mail::thread::{self, Key, Sent};
use std::sync::atomic::{AtomicI64, Ordering};
use store::journal::{self, Told};
use store::ledger::NewPerson;
use store::queries::mails::{self, MailRow};
use store::queries::people::{self, PersonRow};
use store::queries::{events, tickets};
use store::testing::TestDb;
use store::words::words;
use store::{By, Failure, Store};

/// 2026-03-02T08:00:00Z, a Monday.
pub(crate) const MONDAY: Timestamp = Timestamp(1_772_438_400_000_000);

pub(crate) const AYSE: &str = "ayse@stufe.example";
pub(crate) const MIA: &str = "mia@kunde.example";
pub(crate) const OTTO: &str = "otto@kunde.example";
/// Where mail comes to.
pub(crate) const DESK: &str = "desk@stufe.example";

pub(crate) struct Desk {
    pub(crate) store: Store,
    seconds: AtomicI64,
    pub(crate) first: TeamId,
    pub(crate) ayse: PersonId,
    pub(crate) mia: PersonId,
    pub(crate) otto: PersonId,
}

impl Desk {
    pub(crate) fn on(test: &TestDb) -> Desk {
        let store = Store::over(test.open(), MONDAY).unwrap();
        let by = By { now: MONDAY, actor: Actor::Desk, origin: Origin::Command };
        let (first, [ayse, mia, otto]) = store
            .write(by, |ledger| {
                let (organisation, language) = ("Stufe".to_owned(), Language::De);
                ledger.admin(AdminCommand::NameDesk(NameDesk { organisation, language }))?;
                let first = ledger.directory().default_team(Tier(1)).unwrap().id;
                let mut add = |email: &str, role, teams| {
                    let (name, email) = (email.split('@').next(), Some(email.to_owned()));
                    let name = name.map(str::to_owned);
                    ledger.add_person(NewPerson { name, email, phone: None, role, teams })
                };
                let ayse = add(AYSE, Role::Agent, vec![first])?;
                let mia = add(MIA, Role::Requester, vec![])?;
                Ok((first, [ayse, mia, add(OTTO, Role::Requester, vec![])?]))
            })
            .unwrap();
        Desk { store, seconds: AtomicI64::new(0), first, ayse, mia, otto }
    }

    /// A minute later each time it is asked.
    pub(crate) fn now(&self) -> Timestamp {
        MONDAY + Span::seconds(60 + self.seconds.fetch_add(60, Ordering::Relaxed))
    }

    pub(crate) fn wait(&self, span: Span) {
        self.seconds.fetch_add(span.0 / 1_000_000, Ordering::Relaxed);
    }

    pub(crate) fn arrival(&self) -> Arrival {
        let (channel, now) = ("mail".to_owned(), self.now());
        Arrival { channel, recipient: None, now }
    }

    /// A mail comes in.
    pub(crate) fn gets(&self, raw: impl AsRef<[u8]>) -> Taken {
        ingest(&self.store, raw.as_ref(), &self.arrival()).unwrap()
    }

    /// Somebody writes to the desk.
    pub(crate) fn mail(&self, from: &str, subject: &str, header: &str, body: &str) -> Taken {
        self.gets(mail(from, subject, header, body))
    }

    /// A ticket of this person, opened by mail.
    pub(crate) fn ticket_of(&self, from: &str) -> TicketNumber {
        self.mail(from, "Drucker", "", "Er brennt.").ticket.unwrap()
    }

    pub(crate) fn act(
        &self,
        person: PersonId,
        number: TicketNumber,
        command: impl Into<Command>,
    ) -> Result<(), Failure> {
        let command = command.into();
        let by = By { now: self.now(), actor: Actor::Person(person), origin: Origin::Command };
        self.store.write(by, move |ledger| ledger.act(number, command.clone()).map(drop))
    }

    pub(crate) fn ticket(&self, number: TicketNumber) -> Ticket {
        self.store.read(|desk| Ok(tickets::read(desk.tx, number)?)).unwrap().unwrap().ticket
    }

    pub(crate) fn tickets(&self) -> Vec<Ticket> {
        let read = self.store.read(|desk| Ok(tickets::after(desk.tx, TicketNumber(0), 10_000)?));
        read.unwrap().into_iter().map(|row| row.ticket).collect()
    }

    pub(crate) fn timeline(&self, number: TicketNumber) -> Vec<Told> {
        let read = |desk: &mut store::Snapshot<'_, '_>| {
            let rows = events::of_stream(desk.tx, number.0, 0, 1_000)?;
            Ok(journal::recall(desk.tx, rows)?)
        };
        self.store.read(read).unwrap()
    }

    /// What was said last on a ticket: the event's kind and its words.
    pub(crate) fn last_said(&self, number: TicketNumber) -> (String, String) {
        let said = |told: &Told| match &told.event {
            Event::RequesterWrote(it) => Some(it.body.0.as_str().to_owned()),
            Event::Replied(it) => Some(it.body.0.as_str().to_owned()),
            Event::Noted(it) => Some(it.body.0.as_str().to_owned()),
            _ => None,
        };
        let timeline = self.timeline(number);
        let last = timeline.iter().rev().find_map(|told| Some((told.event.kind(), said(told)?)));
        last.map(|(kind, words)| (kind.to_owned(), words)).unwrap()
    }

    pub(crate) fn kinds(&self, number: TicketNumber) -> Vec<String> {
        self.timeline(number).iter().map(|told| told.event.kind().to_owned()).collect()
    }

    pub(crate) fn mails(&self) -> Vec<MailRow> {
        self.store.read(|desk| Ok(mails::before(desk.tx, i64::MAX, 10_000)?)).unwrap()
    }

    pub(crate) fn person(&self, email: &str) -> Option<PersonRow> {
        self.store.read(|desk| Ok(people::by_email(desk.tx, email)?)).unwrap()
    }

    fn key(&self) -> Key {
        let by = By { now: MONDAY, actor: Actor::Desk, origin: Origin::Rule };
        Key::new(self.store.write(by, |ledger| Ok(ledger.mail_key()?)).unwrap())
    }

    /// The Message-ID of what we sent for an entry of a ticket.
    pub(crate) fn message_id(&self, number: TicketNumber) -> String {
        let sent = Sent { ticket: number.0, entry: 2 };
        format!("<{}>", thread::message_id(&self.key(), sent, "stufe.example").unwrap())
    }

    /// The signed address of a ticket.
    pub(crate) fn address(&self, number: TicketNumber) -> String {
        thread::reply_address(&self.key(), DESK, number.0).unwrap()
    }

    /// Nothing is broken in the store.
    pub(crate) fn check(&self) {
        let found = store::check::check(&self.store).unwrap();
        assert!(found.is_clean(), "{:?}", found.wrong);
    }
}

/// A mail to the desk, with a Message-ID of its own unless the header has one.
pub(crate) fn mail(from: &str, subject: &str, header: &str, body: &str) -> Vec<u8> {
    static COUNT: AtomicI64 = AtomicI64::new(0);
    let id = COUNT.fetch_add(1, Ordering::Relaxed);
    let id = match header.contains("Message-ID") {
        true => String::new(),
        false => format!("Message-ID: <{id}@kunde.example>\n"),
    };
    let header = if header.is_empty() { String::new() } else { format!("{header}\n") };
    format!("From: {from}\nTo: {DESK}\nSubject: {subject}\n{id}{header}\n{body}\n").into_bytes()
}

pub(crate) fn text(content: &str) -> Option<Text> {
    Some(words(content).unwrap())
}

pub(crate) fn solution() -> Resolve {
    Resolve { solution: text("Gelöscht."), code: Some(ResolutionCode::SolvedPermanently) }
}
