//! Mail that came in, a row each.

use super::{json, sql, to_json, word};
use crate::blobs::BlobId;
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::{EventSeq, TicketNumber};
use desk::time::Timestamp;
use std::str::FromStr;

sql! {
    ADD = "INSERT INTO mails (id, received_at, channel, verdict, nature, identity, message_id, \
        copy_of, ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    FIRST = "SELECT id, received_at, channel, verdict, nature, identity, message_id, copy_of, \
        ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob FROM mails \
        WHERE identity = $1 AND copy_of IS NULL ORDER BY id DESC LIMIT 1";
    BY_ID = "SELECT id, received_at, channel, verdict, nature, identity, message_id, copy_of, \
        ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob FROM mails \
        WHERE id = $1";
    BEFORE = "SELECT id, received_at, channel, verdict, nature, identity, message_id, copy_of, \
        ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob FROM mails \
        WHERE id < $1 ORDER BY id DESC LIMIT $2";
    AT = "SELECT id, received_at, channel, verdict, nature, identity, message_id, copy_of, \
        ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob FROM mails \
        WHERE ticket = $1 AND event_seq = $2 AND event_seq IS NOT NULL ORDER BY id LIMIT 1";
    OF_TICKET = "SELECT id, received_at, channel, verdict, nature, identity, message_id, \
        copy_of, ticket, event_seq, size, has_html, is_trimmed, left_out, damage, blob \
        FROM mails WHERE ticket = $1 AND event_seq BETWEEN $2 AND $3 AND event_seq IS NOT NULL \
        ORDER BY event_seq LIMIT $4";
}

/// What a mail was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It opened a ticket.
    Ticket,
    /// It went on with one.
    Message,
    /// No person wrote it: filed on the ticket it answers, or kept aside.
    Automatic,
    /// It had come before.
    Duplicate,
    /// It could not be read as a mail of somebody; a ticket shows it.
    Damaged,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Verdict; 5] = [
        Verdict::Ticket,
        Verdict::Message,
        Verdict::Automatic,
        Verdict::Duplicate,
        Verdict::Damaged,
    ];

    /// As it is kept and printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Ticket => "ticket",
            Verdict::Message => "message",
            Verdict::Automatic => "automatic",
            Verdict::Duplicate => "duplicate",
            Verdict::Damaged => "damaged",
        }
    }
}

impl FromStr for Verdict {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Verdict::ALL.into_iter().find(|verdict| verdict.as_str() == word);
        found.ok_or_else(|| format!("\"{word}\" is no verdict on a mail"))
    }
}

/// A mail that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its identity, in the order in which mail came.
    pub id: i64,
    /// When it came, by our clock.
    pub received_at: Timestamp,
    /// By which channel, as the operator names it.
    pub channel: String,
    /// What it was taken for.
    pub verdict: Verdict,
    /// What kind of mail it was judged to be: `ordinary`, `automatic`, `bounce`, `list`, `loop`.
    pub nature: String,
    /// A digest of what makes two deliveries the same mail.
    pub identity: Vec<u8>,
    /// The SHA-256 of its Message-ID.
    pub message_id: Option<Vec<u8>>,
    /// The first delivery, when this is another.
    pub copy_of: Option<i64>,
    /// The ticket it is on; none when it is kept aside.
    pub ticket: Option<TicketNumber>,
    /// The message it became, in the ticket's stream.
    pub event_seq: Option<EventSeq>,
    /// How long it is, in bytes.
    pub size: i64,
    /// Whether it has an HTML body to be shown.
    pub has_html: bool,
    /// Whether the message in the ticket is shorter than its text.
    pub is_trimmed: bool,
    /// How many of its attachments did not become attachments of the message.
    pub left_out: i64,
    /// What could not be read, in words of the reader.
    pub damage: Vec<String>,
    /// The whole of it, as it came; none for a further delivery.
    pub blob: Option<BlobId>,
}

impl MailRow {
    fn read(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            received_at: Timestamp(row.get(1)?),
            channel: row.get(2)?,
            verdict: word(&row.get::<String>(3)?)?,
            nature: row.get(4)?,
            identity: row.get(5)?,
            message_id: row.get(6)?,
            copy_of: row.get(7)?,
            ticket: row.get::<Option<i64>>(8)?.map(TicketNumber),
            event_seq: row.get(9)?,
            size: row.get(10)?,
            has_html: row.get::<i64>(11)? != 0,
            is_trimmed: row.get::<i64>(12)? != 0,
            left_out: row.get(13)?,
            damage: json(&row.get::<String>(14)?)?,
            blob: row.get::<Option<i64>>(15)?.map(BlobId),
        })
    }
}

pub(crate) fn add(tx: &mut Tx<'_>, mail: &MailRow) -> Result<(), DbError> {
    let damage = to_json(&mail.damage)?;
    let (ticket, blob) = (mail.ticket.map(|it| it.0), mail.blob.map(|it| it.0));
    tx.execute(
        ADD,
        values![
            mail.id,
            mail.received_at.0,
            &mail.channel,
            mail.verdict.as_str(),
            &mail.nature,
            &mail.identity,
            mail.message_id.as_ref(),
            mail.copy_of,
            ticket,
            mail.event_seq,
            mail.size,
            mail.has_html,
            mail.is_trimmed,
            mail.left_out,
            damage,
            blob
        ],
    )
    .map(drop)
}

/// The latest mail of that identity that is no further delivery of another.
pub fn first(tx: &mut Tx<'_>, identity: &[u8]) -> Result<Option<MailRow>, DbError> {
    tx.query_opt(FIRST, values![identity], MailRow::read)
}

/// The mail of that id.
pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<MailRow>, DbError> {
    tx.query_opt(BY_ID, values![id], MailRow::read)
}

/// Mails that came before one, the latest first.
pub fn before(tx: &mut Tx<'_>, id: i64, limit: i64) -> Result<Vec<MailRow>, DbError> {
    tx.query(BEFORE, values![id, limit], MailRow::read)
}

/// The mail that became this message of a ticket.
pub fn at(
    tx: &mut Tx<'_>,
    ticket: TicketNumber,
    seq: EventSeq,
) -> Result<Option<MailRow>, DbError> {
    tx.query_opt(AT, values![ticket.0, seq], MailRow::read)
}

/// The mails that became messages of a ticket, from one place in its stream to another, in order.
pub fn of_ticket(
    tx: &mut Tx<'_>,
    ticket: TicketNumber,
    first: EventSeq,
    last: EventSeq,
    limit: i64,
) -> Result<Vec<MailRow>, DbError> {
    tx.query(OF_TICKET, values![ticket.0, first, last, limit], MailRow::read)
}
