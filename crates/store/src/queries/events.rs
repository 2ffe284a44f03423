//! The journal's rows.

use super::tickets::CONFIDENTIAL;
use super::{sql, word};
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::actor::Actor;
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::Stamp;
use desk::time::Timestamp;
use desk::values::Origin;

sql! {
    INSERT = "INSERT INTO events \
        (seq, stream, stream_seq, at, actor, origin, kind, data, public, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_STREAM = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, hash \
        FROM events WHERE stream = $1 AND stream_seq > $2 ORDER BY stream_seq LIMIT $3";
    PUBLIC_OF_STREAM = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, \
        hash FROM events WHERE stream = $1 AND public = 1 AND stream_seq > $2 \
        ORDER BY stream_seq LIMIT $3";
    LATEST_OF_STREAM = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, \
        hash FROM events WHERE stream = $1 ORDER BY stream_seq DESC LIMIT $2";
    ONE = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, hash \
        FROM events WHERE stream = $1 AND stream_seq = $2";
    LAST_WORDS = "SELECT e.stream, (SELECT SUBSTR(x.content, 1, 1000) FROM texts x \
        WHERE x.stream = e.stream AND x.stream_seq = e.stream_seq \
        AND x.slot IN ('body', 'solution')) \
        FROM tickets t JOIN events e ON e.stream = t.number AND e.stream_seq = \
        (SELECT p.stream_seq FROM events p WHERE p.stream = t.number AND p.public = 1 \
        AND p.kind = $3 ORDER BY p.stream_seq DESC LIMIT 1) \
        WHERE t.requester = $1 AND t.phase = $2 \
        ORDER BY t.updated_at DESC, t.number DESC LIMIT $4";
    AFTER = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, hash \
        FROM events WHERE seq > $1 ORDER BY seq LIMIT $2";
    BY_STREAM = "SELECT seq, stream, stream_seq, at, actor, origin, kind, data, public, hash \
        FROM events WHERE stream > $1 OR (stream = $1 AND stream_seq > $2) \
        ORDER BY stream, stream_seq LIMIT $3";
    HEAD = "SELECT COALESCE(MAX(seq), 0) FROM events";
}

/// One event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its place in the whole journal, dense.
    pub seq: i64,
    /// Its stream: a ticket's number, or 0 for the desk.
    pub stream: i64,
    /// Its place in the stream, from 1, dense.
    pub stream_seq: i64,
    /// When it happened.
    pub at: i64,
    /// Who did it; none is the desk itself.
    pub actor: Option<i64>,
    /// By which way.
    pub origin: String,
    /// Its kind.
    pub kind: String,
    /// Its data, JSON with digests in place of texts.
    pub data: String,
    /// True when the requester sees that it happened.
    pub public: i64,
    /// The chain up to and with it.
    pub hash: Vec<u8>,
}

impl EventRow {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            seq: row.get(0)?,
            stream: row.get(1)?,
            stream_seq: row.get(2)?,
            at: row.get(3)?,
            actor: row.get(4)?,
            origin: row.get(5)?,
            kind: row.get(6)?,
            data: row.get(7)?,
            public: row.get(8)?,
            hash: row.get(9)?,
        })
    }

    /// When, by whom and by which way.
    ///
    /// # Errors
    /// [`DbError::Fault`] when the row holds an origin that does not exist.
    pub fn stamp(&self) -> Result<Stamp, DbError> {
        Ok(Stamp {
            seq: self.stream_seq,
            at: Timestamp(self.at),
            actor: self.actor.map_or(Actor::Desk, |person| Actor::Person(PersonId(person))),
            origin: word::<Origin>(&self.origin)?,
        })
    }
}

pub(crate) fn insert(tx: &mut Tx<'_>, row: &EventRow) -> Result<(), DbError> {
    tx.execute(
        INSERT,
        values![
            row.seq,
            row.stream,
            row.stream_seq,
            row.at,
            row.actor,
            &row.origin,
            &row.kind,
            &row.data,
            row.public,
            &row.hash
        ],
    )
    .map(drop)
}

/// Events of a stream after a place in it, in order.
pub fn of_stream(
    tx: &mut Tx<'_>,
    stream: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    tx.query(OF_STREAM, values![stream, after, limit], EventRow::read)
}

/// The same, only those the requester sees.
pub fn public_of_stream(
    tx: &mut Tx<'_>,
    stream: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    tx.query(PUBLIC_OF_STREAM, values![stream, after, limit], EventRow::read)
}

/// What a requester's list quotes of each ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoted {
    /// The last answer of the desk.
    Answer,
    /// How it was resolved last.
    End,
}

/// What the desk said last on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWords {
    /// The ticket.
    pub number: TicketNumber,
    /// The words, as far as a list quotes any; none when it was resolved without, or when they are
    /// erased.
    pub words: Option<String>,
}

/// What the desk said last on each of a requester's tickets of one phase, the confidential ones
/// among them.
pub fn last_words(
    tx: &mut Tx<'_>,
    requester: PersonId,
    phase: i64,
    quoted: Quoted,
    limit: i64,
) -> Result<Vec<LastWords>, DbError> {
    let kind = match quoted {
        Quoted::Answer => "replied",
        Quoted::End => "resolved",
    };
    let mut said = Vec::new();
    for phase in [phase, phase + CONFIDENTIAL] {
        let values = values![requester.0, phase, kind, limit];
        said.extend(tx.query(LAST_WORDS, values, |row| {
            Ok(LastWords { number: TicketNumber(row.get(0)?), words: row.get(1)? })
        })?);
    }
    Ok(said)
}

/// The latest events of a stream, in order.
pub fn latest_of_stream(
    tx: &mut Tx<'_>,
    stream: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let mut rows = tx.query(LATEST_OF_STREAM, values![stream, limit], EventRow::read)?;
    rows.reverse();
    Ok(rows)
}

/// One event of a stream.
pub fn one(tx: &mut Tx<'_>, stream: i64, stream_seq: i64) -> Result<Option<EventRow>, DbError> {
    tx.query_opt(ONE, values![stream, stream_seq], EventRow::read)
}

/// Events of all streams after a place in the journal, in order.
pub fn after(tx: &mut Tx<'_>, seq: i64, limit: i64) -> Result<Vec<EventRow>, DbError> {
    tx.query(AFTER, values![seq, limit], EventRow::read)
}

/// Events stream by stream, after a place in one of them.
pub fn by_stream(
    tx: &mut Tx<'_>,
    stream: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    tx.query(BY_STREAM, values![stream, after, limit], EventRow::read)
}

/// The last place of the journal; 0 when it is empty.
pub fn head(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    tx.query_one(HEAD, &[], |row| row.get(0))
}
