//! A ticket as its requester sees it: what happens next and who said what, and nothing of tiers,
//! teams, hand-overs or notes.

use crate::api::attachments::{File, as_listed};
use crate::api::language::Language;
use crate::api::names::Names;
use crate::api::time::At;
use crate::api::words::{KindWord, StatusWord};
use crate::limits::{EVENTS_AT_A_TIME, MERGED_MAX, MESSAGES_MAX};
use crate::pages::format::Format;
use crate::pages::portal::steps::{self, Ended, Known};
use crate::sight::Lens;
use desk::attachment::Attachment;
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::ticket::message::Manner;
use desk::ticket::reopen::Why;
use desk::ticket::{Event, Ticket};
use desk::values::{Kind, LinkKind, Status};
use serde::Serialize;
use std::collections::VecDeque;
use store::db::DbError;
use store::journal::{self, Told};
use store::queries::{events, tickets};
use utoipa::ToSchema;

/// A ticket as its requester sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OwnTicket {
    /// Its number, as people see it (`#1042`).
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// Incident or request.
    #[schema(value_type = KindWord)]
    kind: Kind,
    /// One line that says what it is about.
    subject: String,
    /// Where it is in its life.
    #[schema(value_type = StatusWord)]
    status: Status,
    /// What happens next, in plain words.
    next_step: String,
    /// Who answers.
    contact: Contact,
    /// Who said what, in order.
    messages: Vec<OwnMessage>,
    /// When it was created.
    #[schema(value_type = At)]
    created_at: At,
    /// When it last changed.
    #[schema(value_type = At)]
    updated_at: At,
    /// The same as in its `ETag`.
    version: EventSeq,
}

/// Who answers to the requester.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Contact {
    /// What they are called.
    #[schema(value_type = String)]
    name: &'static str,
}

/// A message of a ticket, as its requester reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OwnMessage {
    /// The ticket it was written on: this one, or one that was merged into it.
    #[schema(value_type = i64)]
    pub(crate) number: TicketNumber,
    /// Its place in that ticket's timeline.
    pub(crate) seq: EventSeq,
    /// When it was written.
    #[schema(value_type = At)]
    pub(crate) at: At,
    /// Who wrote it.
    pub(crate) from: Side,
    /// The words; empty when only files came.
    pub(crate) body: String,
    /// The files that came with them.
    #[schema(value_type = Vec<File>)]
    #[serde(serialize_with = "as_listed")]
    pub(crate) attachments: Vec<Attachment>,
    /// Whose need it speaks of, for pages; answers do not tell.
    #[serde(skip)]
    pub(crate) speaks_for: PersonId,
    /// What it is to the conversation, for pages.
    #[serde(skip)]
    pub(crate) part: Part,
}

/// What a message is to the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Words.
    Message,
    /// What the ticket was resolved with.
    Solution,
}

/// The two sides of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// The person with the need.
    Requester,
    /// The helpdesk.
    Desk,
}

/// What the helpdesk is called towards requesters.
pub(crate) const CONTACT: Contact = Contact { name: "Helpdesk" };

/// The ticket as its requester sees it.
pub(crate) fn ticket(
    names: &mut Names<'_, '_>,
    ticket: &Ticket,
    language: Language,
) -> Result<OwnTicket, DbError> {
    let (messages, ended) = messages(names, ticket)?;
    let known = Known { ended, goes_on_in: goes_on_in(names, ticket)? };
    Ok(OwnTicket {
        number: ticket.number,
        kind: ticket.kind,
        subject: ticket.subject.clone(),
        status: ticket.status,
        next_step: steps::next(&Format::new(language), ticket, known),
        contact: CONTACT,
        messages,
        created_at: At(ticket.created_at),
        updated_at: At(ticket.updated_at),
        version: ticket.version,
    })
}

/// Where a merged ticket goes on; none when its requester may not read that one.
pub(crate) fn goes_on_in(
    names: &mut Names<'_, '_>,
    ticket: &Ticket,
) -> Result<Option<TicketNumber>, DbError> {
    let Some(rest) = ticket.merged else { return Ok(None) };
    let survivor = tickets::read(names.tx, rest.into)?;
    let own = |it: &tickets::TicketRow| it.ticket.requester == ticket.requester;
    Ok(survivor.filter(own).map(|row| row.ticket.number))
}

/// The latest messages both sides have written, in order; those of tickets that were merged into
/// this one show here (domain, section 3). And what the ticket was resolved with last.
pub(crate) fn messages(
    names: &mut Names<'_, '_>,
    ticket: &Ticket,
) -> Result<(Vec<OwnMessage>, Ended), DbError> {
    let (found, ended) = messages_of(names, ticket)?;
    let mut found = Vec::from(found);
    let duplicates = ticket.links.iter().filter(|(kind, _)| *kind == LinkKind::DuplicatedBy);
    for (_, duplicate) in duplicates.take(MERGED_MAX) {
        let row = tickets::read(names.tx, *duplicate)?.map(|row| row.ticket);
        let is_here = |it: &Ticket| it.merged.is_some_and(|rest| rest.into == ticket.number);
        if let Some(duplicate) = row.filter(is_here) {
            found.extend(messages_of(names, &duplicate)?.0);
        }
    }
    found.sort_by_key(|message| (message.at.0, message.number, message.seq));
    let surplus = found.len().saturating_sub(MESSAGES_MAX);
    found.drain(..surplus);
    Ok((found, ended))
}

fn messages_of(
    names: &mut Names<'_, '_>,
    ticket: &Ticket,
) -> Result<(VecDeque<OwnMessage>, Ended), DbError> {
    let mut found = VecDeque::new();
    let mut ended = Ended::default();
    let mut after = 0;
    loop {
        let rows = events::public_of_stream(names.tx, ticket.number.0, after, EVENTS_AT_A_TIME)?;
        let Some(last) = rows.last() else { return Ok((found, ended)) };
        after = last.stream_seq;
        let told = journal::recall(names.tx, rows)?;
        let lens = Lens::on(&names.directory, names.viewer(), ticket.requester);
        let told = lens.through(told);
        for told in &told {
            if let Event::Resolved(resolved) = &told.event {
                ended = if resolved.solution.is_some() { Ended::Solved } else { Ended::Without };
            }
        }
        found.extend(told.iter().filter_map(|told| message(names, ticket, told)));
        let surplus = found.len().saturating_sub(MESSAGES_MAX);
        found.drain(..surplus);
    }
}

fn message(names: &Names<'_, '_>, ticket: &Ticket, told: &Told) -> Option<OwnMessage> {
    let (from, part, body) = match &told.event {
        Event::RequesterWrote(wrote) if wrote.manner == Manner::Automatic => return None,
        Event::RequesterWrote(wrote) => (Side::Requester, Part::Message, &wrote.body.0),
        Event::Replied(replied) => (Side::Desk, Part::Message, &replied.body.0),
        Event::Resolved(resolved) => (Side::Desk, Part::Solution, &resolved.solution.as_ref()?.0),
        Event::Reopened(reopened) if reopened.why == Why::Requester => {
            (Side::Requester, Part::Message, reopened.reason.as_ref()?)
        }
        _ => return None,
    };
    // What those at the desk wrote down is the requester's word all the same.
    let author = told.stamp.actor.person().filter(|id| names.directory.agent(*id).is_none());
    let speaks_for = author.unwrap_or(ticket.requester);
    let (number, seq, at) = (ticket.number, told.stamp.seq, At(told.stamp.at));
    let (body, attachments) = (body.as_str().to_owned(), told.event.fact().attachments().to_vec());
    Some(OwnMessage { number, seq, at, from, body, attachments, speaks_for, part })
}
