//! Everything the page of a ticket shows, read in one snapshot with a bounded number of statements.

use super::address::Address;
use super::course::Course;
use crate::limits::{
    ABSORBED_MESSAGES_MAX, ABSORBED_SHOWN_MAX, COURSE_MAX, DRAFTS_OF_PERSON_MAX, EDGES_SHOWN_MAX,
    PRESENT_FOR, PRESENT_MAX, RECENT_MAX, TIMELINE_MAX, TIMELINE_WINDOW,
};
use crate::pages::files::Chosen;
use crate::pages::mails::{self, Came};
use crate::pages::nav::{self, Counted};
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::sight::{self, Lens};
use desk::access::{Action, can};
use desk::actor::Actor;
use desk::directory::Directory;
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::ticket::change::Changed;
use desk::ticket::{Event, Stamp, Ticket};
use desk::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::db::{DbError, Tx};
use store::journal::{self, Told};
use store::queries::drafts::{self, DraftRow};
use store::queries::lists::{self, Confidential, ListRow, Listing, Order, Owner, Sort};
use store::queries::people::{self, PersonRow};
use store::queries::presence::{self, Present};
use store::queries::timeline::{self, Part};
use store::queries::{events, tickets};
use store::{Failure, Snapshot};

/// A ticket and what is around it.
pub(crate) struct Seen {
    pub(crate) ticket: Ticket,
    pub(crate) directory: Arc<Directory>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) people: People,
    pub(crate) course: Course,
    /// Its first event and the last that moved it, told.
    pub(crate) brought_by: Option<Told>,
    pub(crate) window: Window,
    /// Single events whose words are needed besides: of the rail's edges, of values before.
    pub(crate) told: BTreeMap<EventSeq, Told>,
    /// The messages of tickets that were merged into this one.
    pub(crate) absorbed: BTreeMap<TicketNumber, Vec<Told>>,
    /// The viewer's own drafts.
    pub(crate) drafts: Vec<DraftRow>,
    pub(crate) present: Vec<Present>,
    /// What stands under messages that came by mail.
    pub(crate) mails: BTreeMap<EventSeq, Came>,
    /// The files of what is being written; read once it is known.
    pub(crate) chosen: Vec<Chosen>,
    /// The requester's other tickets, the latest first.
    pub(crate) recent: Vec<ListRow>,
    pub(crate) counted: Counted,
}

/// The part of the timeline that shows.
pub(crate) struct Window {
    pub(crate) told: Vec<Told>,
    /// Where the entries before it begin, when there are any.
    pub(crate) older: Option<EventSeq>,
    /// Where the entries behind it begin, when there are any.
    pub(crate) newer: Option<EventSeq>,
}

/// People by their ids; each is read once, those of the desk all at once.
#[derive(Default)]
pub(crate) struct People(BTreeMap<PersonId, PersonRow>);

impl People {
    fn of_the_desk(tx: &mut Tx<'_>) -> Result<People, DbError> {
        let rows = people::at_the_desk(tx)?;
        Ok(People(rows.into_iter().map(|row| (row.id, row)).collect()))
    }

    fn need(&mut self, tx: &mut Tx<'_>, id: PersonId, lens: Lens<'_>) -> Result<(), DbError> {
        if !self.0.contains_key(&id)
            && let Some(row) = people::by_id(tx, id)?
        {
            self.0.insert(id, lens.person(row));
        }
        Ok(())
    }

    pub(crate) fn get(&self, id: PersonId) -> Option<&PersonRow> {
        self.0.get(&id)
    }

    /// The name of a person.
    pub(crate) fn name(&self, id: PersonId) -> &str {
        self.0.get(&id).map_or("", |row| &row.name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &PersonRow> {
        self.0.values()
    }
}

/// The ticket, for whoever may read it at the desk.
///
/// # Errors
/// `not_found`, or `forbidden` for its requester, who sees it in the portal.
pub(crate) fn find(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    number: TicketNumber,
) -> Result<Ticket, Failure> {
    let found = tickets::read(desk.tx, number)?.map(|row| row.ticket);
    let may = |ticket: &Ticket, action| can(&desk.directory, viewer.id(), action, ticket, desk.now);
    match found {
        Some(ticket) if may(&ticket, Action::Read) => {
            desk.opens(viewer.id(), &ticket);
            Ok(ticket)
        }
        Some(ticket) if may(&ticket, Action::Follow) => {
            Err(Refusal::forbidden("Only those who work at the desk see this.").into())
        }
        Some(_) | None => Err(Refusal::not_found("ticket").into()),
    }
}

/// Reads everything.
pub(crate) fn read(
    desk: &mut Snapshot<'_, '_>,
    page: &Page,
    viewer: &Viewer,
    ticket: Ticket,
    address: &Address,
) -> Result<Seen, Failure> {
    let (number, me) = (ticket.number, viewer.id());
    let ticket = without_hidden_links(desk, me, ticket)?;
    let mut people = People::of_the_desk(desk.tx)?;
    let history = history(desk.tx, &ticket)?;
    let course = Course::of(&history, &ticket);
    let directory = Arc::clone(&desk.directory);
    let lens = Lens::of(&directory, me);
    let mut window = window(desk.tx, &ticket, address)?;
    window.told = known(desk, me, lens.through(window.told))?;
    let told = singles(desk.tx, number, &course, &window)?;
    let brought = course.moves.last().map_or(1, |it| it.stamp.seq);
    let brought_by = one(desk.tx, number, brought)?;
    let mut absorbed = absorbed(desk.tx, &ticket, &window)?;
    for told in absorbed.values_mut() {
        *told = lens.through(std::mem::take(told));
    }
    people.need(desk.tx, ticket.requester, lens)?;
    for id in ticket.confidential.iter().flat_map(|readers| readers.people.iter()) {
        people.need(desk.tx, *id, lens)?;
    }
    let entries = window.told.iter().chain(absorbed.values().flatten());
    for id in entries.flat_map(mentioned) {
        people.need(desk.tx, id, lens)?;
    }
    if let Some(Event::Created(created)) = told.get(&1).map(|told| &told.event) {
        people.need(desk.tx, created.requester, lens)?;
    }
    let recent = recent(desk, viewer, &ticket)?;
    Ok(Seen {
        drafts: drafts::of_person(desk.tx, me, DRAFTS_OF_PERSON_MAX)?,
        present: present(desk.tx, number, me, page.now)?,
        mails: mails(desk, page, me, number, &window)?,
        chosen: Vec::new(),
        counted: nav::count(desk, viewer)?,
        directory: Arc::clone(&desk.directory),
        settings: Arc::clone(&desk.settings),
        ticket,
        people,
        course,
        brought_by,
        window,
        told,
        absorbed,
        recent,
    })
}

fn without_hidden_links(
    desk: &mut Snapshot<'_, '_>,
    me: PersonId,
    mut ticket: Ticket,
) -> Result<Ticket, Failure> {
    let (directory, now) = (Arc::clone(&desk.directory), desk.now);
    for link in ticket.links.clone() {
        if !sight::knows_of(desk.tx, &directory, me, link.1, now)? {
            ticket.links.remove(&link);
        }
    }
    Ok(ticket)
}

/// Entries without those about tickets that the viewer may not know of.
fn known(desk: &mut Snapshot<'_, '_>, me: PersonId, told: Vec<Told>) -> Result<Vec<Told>, Failure> {
    let (directory, now) = (Arc::clone(&desk.directory), desk.now);
    let mut seen = Vec::new();
    for told in told {
        let other = sight::other(&told.event);
        if other.map_or(Ok(true), |it| sight::knows_of(desk.tx, &directory, me, it, now))? {
            seen.push(told);
        }
    }
    Ok(seen)
}

/// Who else is there.
pub(crate) fn present(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    me: PersonId,
    now: Timestamp,
) -> Result<Vec<Present>, DbError> {
    let since = Timestamp(now.0 - PRESENT_FOR.0);
    presence::others(tx, number, me, since, PRESENT_MAX)
}

fn history(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<Vec<(Stamp, Event)>, Failure> {
    let rows = timeline::until(tx, Part::Course, ticket.number.0, ticket.version, COURSE_MAX)?;
    let told = rows.iter().map(|row| Ok((row.stamp()?, journal::read(row)?)));
    told.collect()
}

fn window(tx: &mut Tx<'_>, ticket: &Ticket, address: &Address) -> Result<Window, Failure> {
    let (part, stream, end) = (address.show.part(), ticket.number.0, ticket.version);
    let mut newer = None;
    let rows = match address.since {
        None => timeline::until(tx, part, stream, end, TIMELINE_WINDOW)?,
        Some(first) => {
            let mut rows = timeline::since(tx, part, stream, first, TIMELINE_MAX + 1)?;
            let shown = usize::try_from(TIMELINE_MAX).unwrap_or(usize::MAX);
            newer = rows.get(shown).map(|row| row.stream_seq);
            rows.truncate(shown);
            rows
        }
    };
    let first = rows.first().map_or(address.since.unwrap_or(1), |row| row.stream_seq);
    let before = match first {
        ..=1 => Vec::new(),
        _ => timeline::until(tx, part, stream, first - 1, TIMELINE_WINDOW)?,
    };
    let older = before.first().map(|row| row.stream_seq);
    Ok(Window { told: journal::recall_part(tx, part, rows)?, older, newer })
}

fn one(tx: &mut Tx<'_>, number: TicketNumber, seq: EventSeq) -> Result<Option<Told>, Failure> {
    let row = events::one(tx, number.0, seq)?;
    Ok(journal::recall(tx, Vec::from_iter(row))?.pop())
}

fn mails(
    desk: &mut Snapshot<'_, '_>,
    page: &Page,
    me: PersonId,
    number: TicketNumber,
    window: &Window,
) -> Result<BTreeMap<EventSeq, Came>, Failure> {
    let place = |told: Option<&Told>| told.map(|told| told.stamp.seq);
    match (place(window.told.first()), place(window.told.last())) {
        (Some(first), Some(last)) => mails::of_ticket(desk, page, me, number, (first, last)),
        _ => Ok(BTreeMap::new()),
    }
}

/// The words of what the rail shows on its edges, and of what stood where a text was changed.
fn singles(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    course: &Course,
    window: &Window,
) -> Result<BTreeMap<EventSeq, Told>, Failure> {
    let mut wanted: Vec<EventSeq> = Vec::new();
    let mut over: BTreeMap<(u8, u8), usize> = BTreeMap::new();
    for it in course.moves.iter().rev().filter(|it| it.from != it.to) {
        let edge = (it.from.min(it.to).0, it.from.max(it.to).0);
        let seen = over.entry(edge).or_default();
        *seen += 1;
        if *seen <= EDGES_SHOWN_MAX && !matches!(it.event, Event::Escalated(_)) {
            wanted.push(it.stamp.seq);
        }
    }
    for told in &window.told {
        let Event::Changed(changed) = &told.event else { continue };
        let has_words = matches!(changed, Changed::Subject { .. } | Changed::Field { .. });
        match course.said_before(told.stamp.seq, changed) {
            Some((seq, _)) if has_words => wanted.push(*seq),
            Some(_) => {}
            None => wanted.push(1),
        }
    }
    let mut found = BTreeMap::new();
    for seq in wanted {
        if found.contains_key(&seq) {
            continue;
        }
        let shown = window.told.iter().find(|told| told.stamp.seq == seq).cloned();
        let told = match shown {
            Some(told) => Some(told),
            None => one(tx, number, seq)?,
        };
        found.extend(told.map(|told| (seq, told)));
    }
    Ok(found)
}

/// The latest messages of the tickets that the window says were merged into this one, and still
/// are.
fn absorbed(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    window: &Window,
) -> Result<BTreeMap<TicketNumber, Vec<Told>>, Failure> {
    let duplicates = window.told.iter().filter_map(|told| match &told.event {
        Event::Absorbed(absorbed) => Some(absorbed.duplicate),
        _ => None,
    });
    let mut found = BTreeMap::new();
    for number in duplicates.take(ABSORBED_SHOWN_MAX) {
        let row = tickets::read(tx, number)?;
        let merged = row.and_then(|row| row.ticket.merged);
        if merged.is_some_and(|rest| rest.into == ticket.number) {
            let part = Part::Messages;
            let rows = timeline::until(tx, part, number.0, EventSeq::MAX, ABSORBED_MESSAGES_MAX)?;
            found.insert(number, journal::recall_part(tx, part, rows)?);
        }
    }
    Ok(found)
}

/// Whom an entry mentions besides those of the desk.
fn mentioned(told: &Told) -> Vec<PersonId> {
    let actor = match told.stamp.actor {
        Actor::Person(id) => Some(id),
        Actor::Desk => None,
    };
    let about = match &told.event {
        Event::Changed(Changed::Requester { to }) => Some(*to),
        _ => None,
    };
    actor.into_iter().chain(about).collect()
}

/// The requester's other tickets, as far as the viewer may read them.
fn recent(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    ticket: &Ticket,
) -> Result<Vec<ListRow>, Failure> {
    let agent = desk.directory.agent(viewer.id());
    let Some(agent) = agent.filter(|agent| desk.directory.sees_the_house(agent)) else {
        // What somebody may see of other teams' tickets is not in their rows.
        return Ok(Vec::new());
    };
    let confidential = Confidential::To(agent.id, agent.teams.clone());
    let listing = Listing {
        owners: vec![Owner::Requester(ticket.requester)],
        phases: vec![0, 1, 2, 3],
        confidential,
        status: None,
        sort: Sort::Updated,
        order: Order::Descending,
        after: None,
        limit: RECENT_MAX + 1,
    };
    let mut rows = lists::page(desk.tx, &listing)?;
    rows.retain(|row| row.number != ticket.number);
    rows.truncate(usize::try_from(RECENT_MAX).unwrap_or(0));
    Ok(rows)
}
