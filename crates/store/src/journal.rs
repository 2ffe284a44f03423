//! The journal: events appended to their stream, each chained to the one before.

use crate::db::{DbError, Tx};
use crate::queries::events::{self, EventRow};
use crate::queries::texts::{self, TextRow};
use crate::queries::timeline::{self, Part};
use desk::admin::DeskEvent;
use desk::text::Text;
use desk::ticket::{Event, Stamp};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The stream of the desk itself: people, teams, services, tokens.
pub const DESK: i64 = 0;

/// The head of a stream that has no event yet.
pub const NO_HEAD: [u8; 32] = [0; 32];

/// An event on its way into the journal.
pub(crate) struct Entry {
    pub(crate) kind: String,
    pub(crate) data: String,
    pub(crate) public: bool,
    pub(crate) texts: Vec<(String, Text)>,
}

impl Entry {
    pub(crate) fn of(event: &mut Event) -> Entry {
        let mut texts = Vec::new();
        event.fact_mut().texts(&mut |slot, text| texts.push((slot.to_owned(), text.clone())));
        let public = event.fact().audience() == desk::ticket::event::Audience::Public;
        Entry { kind: event.kind().to_owned(), data: event.data(), public, texts }
    }
}

/// Appends one entry and gives the new head of its stream.
pub(crate) fn append(
    tx: &mut Tx<'_>,
    seq: i64,
    stream: i64,
    stamp: &Stamp,
    before: &[u8],
    entry: Entry,
) -> Result<Vec<u8>, DbError> {
    let mut row = EventRow {
        seq,
        stream,
        stream_seq: stamp.seq,
        at: stamp.at.0,
        actor: stamp.actor.person().map(|person| person.0),
        origin: stamp.origin.as_str().to_owned(),
        kind: entry.kind,
        data: entry.data,
        public: i64::from(entry.public),
        hash: Vec::new(),
    };
    row.hash = chained(before, &row);
    events::insert(tx, &row)?;
    for (slot, text) in &entry.texts {
        if let Some((salt, content)) = text.known() {
            texts::insert(tx, stream, stamp.seq, slot, salt, content)?;
        }
    }
    Ok(row.hash)
}

/// The hash that chains a row to the one before it in its stream: SHA-256 over the hash before,
/// the numbers in eight bytes each (big-endian), and the words, each behind its length.
#[must_use]
pub fn chained(before: &[u8], row: &EventRow) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    let actor = row.actor.unwrap_or(-1);
    for number in [row.seq, row.stream, row.stream_seq, row.at, actor, row.public] {
        hash.update(number.to_be_bytes());
    }
    for word in [&row.origin, &row.kind, &row.data] {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    hash.finalize().to_vec()
}

/// An event read back, with its texts recalled as far as they still exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The row it was read from.
    pub row: EventRow,
    /// When, by whom and by which way.
    pub stamp: Stamp,
    /// The event.
    pub event: Event,
}

/// Reads rows of one stream back, in order, and recalls their texts.
///
/// # Errors
/// [`DbError::Fault`] when a row cannot be read; `stufe check` says which.
pub fn recall(tx: &mut Tx<'_>, rows: Vec<EventRow>) -> Result<Vec<Told>, DbError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let found = texts::between(tx, first.stream, first.stream_seq, last.stream_seq)?;
    told(rows, found)
}

/// The same for rows that are one part of a timeline: the texts between them that belong to other
/// parts are not read.
///
/// # Errors
/// As [`recall`].
pub fn recall_part(tx: &mut Tx<'_>, part: Part, rows: Vec<EventRow>) -> Result<Vec<Told>, DbError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let found = timeline::texts(tx, part, first.stream, first.stream_seq, last.stream_seq)?;
    told(rows, found)
}

fn told(rows: Vec<EventRow>, texts: Vec<TextRow>) -> Result<Vec<Told>, DbError> {
    let mut by_slot = by_slot(texts);
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let mut event = read(&row)?;
        give_back(&mut event, row.stream_seq, &mut by_slot);
        told.push(Told { stamp: row.stamp()?, event, row });
    }
    Ok(told)
}

/// Reads events of the desk's own stream back, in order, with their texts.
///
/// # Errors
/// [`DbError::Fault`] when a row cannot be read; `stufe check` says which.
pub fn recall_desk(tx: &mut Tx<'_>, rows: &[EventRow]) -> Result<Vec<(Stamp, DeskEvent)>, DbError> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let found = texts::between(tx, DESK, first.stream_seq, last.stream_seq)?;
    let mut by_slot = by_slot(found);
    let read = |row: &EventRow| {
        let mut event = DeskEvent::read(&row.kind, &row.data).map_err(|error| {
            DbError::Fault(format!("event {} of the journal: {error}", row.seq))
        })?;
        event.texts(&mut |slot, text| {
            drop(recalled(slot, text, by_slot.remove(&(row.stream_seq, slot.to_owned()))));
        });
        Ok((row.stamp()?, event))
    };
    rows.iter().map(read).collect()
}

/// Texts by event and slot.
pub(crate) type BySlot = HashMap<(i64, String), TextRow>;

pub(crate) fn by_slot(rows: Vec<TextRow>) -> BySlot {
    rows.into_iter().map(|text| ((text.stream_seq, text.slot.clone()), text)).collect()
}

/// Gives an event its texts back and takes them out of the heap. Names the slots whose words are
/// not the ones that were written.
pub(crate) fn give_back(event: &mut Event, stream_seq: i64, texts: &mut BySlot) -> Vec<String> {
    let mut changed = Vec::new();
    event.fact_mut().texts(&mut |slot, text| {
        changed.extend(recalled(slot, text, texts.remove(&(stream_seq, slot.to_owned()))));
    });
    changed
}

/// Recalls one text; the slot when its words are not the ones that were written.
pub(crate) fn recalled(slot: &str, text: &mut Text, found: Option<TextRow>) -> Option<String> {
    let row = found?;
    let salt = row.salt.try_into().ok();
    let genuine = salt.is_some_and(|salt| text.recall(salt, row.content));
    (!genuine).then(|| slot.to_owned())
}

/// Reads a ticket's event from its row; its texts are not recalled.
///
/// # Errors
/// [`DbError::Fault`] when this version does not know the kind or the data does not fit.
pub fn read(row: &EventRow) -> Result<Event, DbError> {
    Event::read(&row.kind, &row.data)
        .map_err(|error| DbError::Fault(format!("event {} of the journal: {error}", row.seq)))
}
