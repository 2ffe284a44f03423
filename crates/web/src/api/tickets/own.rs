//! A ticket as its requester sees it: what happens next and who said what, and nothing of tiers,
//! teams, hand-overs or notes.

use crate::api::attachments::{File, listed};
use crate::api::language::Language;
use crate::api::names::Names;
use crate::api::time::At;
use crate::api::words::{KindWord, StatusWord};
use crate::limits::{EVENTS_AT_A_TIME, MERGED_MAX, MESSAGES_MAX};
use desk::ids::{EventSeq, TicketNumber};
use desk::ticket::message::Manner;
use desk::ticket::wait::Waiting;
use desk::ticket::{Event, Ticket};
use desk::values::{Kind, LinkKind, Status, WaitReason};
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
    number: TicketNumber,
    /// Its place in that ticket's timeline.
    seq: EventSeq,
    /// When it was written.
    #[schema(value_type = At)]
    at: At,
    /// Who wrote it.
    from: Side,
    /// The words; empty when only files came.
    body: String,
    /// The files that came with them.
    attachments: Vec<File>,
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
    let goes_on_in = match ticket.merged {
        Some(rest) => {
            let survivor = tickets::read(names.tx, rest.into)?;
            let own = |it: &tickets::TicketRow| it.ticket.requester == ticket.requester;
            survivor.filter(own).map(|row| row.ticket.number)
        }
        None => None,
    };
    Ok(OwnTicket {
        number: ticket.number,
        kind: ticket.kind,
        subject: ticket.subject.clone(),
        status: ticket.status,
        next_step: next_step(ticket, goes_on_in, language),
        contact: CONTACT,
        messages: messages(names, ticket)?,
        created_at: At(ticket.created_at),
        updated_at: At(ticket.updated_at),
        version: ticket.version,
    })
}

/// The latest messages both sides have written, in order; those of tickets that were merged into
/// this one show here (domain, section 3).
fn messages(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Vec<OwnMessage>, DbError> {
    let mut found = Vec::from(messages_of(names, ticket.number)?);
    let duplicates = ticket.links.iter().filter(|(kind, _)| *kind == LinkKind::DuplicatedBy);
    for (_, duplicate) in duplicates.take(MERGED_MAX) {
        let row = tickets::read(names.tx, *duplicate)?;
        let merged = row.and_then(|row| row.ticket.merged);
        if merged.is_some_and(|rest| rest.into == ticket.number) {
            found.extend(messages_of(names, *duplicate)?);
        }
    }
    found.sort_by_key(|message| (message.at.0, message.number, message.seq));
    let surplus = found.len().saturating_sub(MESSAGES_MAX);
    found.drain(..surplus);
    Ok(found)
}

fn messages_of(
    names: &mut Names<'_, '_>,
    number: TicketNumber,
) -> Result<VecDeque<OwnMessage>, DbError> {
    let mut found = VecDeque::new();
    let mut after = 0;
    loop {
        let rows = events::public_of_stream(names.tx, number.0, after, EVENTS_AT_A_TIME)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.stream_seq;
        let told = journal::recall(names.tx, rows)?;
        found.extend(told.iter().filter_map(|told| message(number, told)));
        let surplus = found.len().saturating_sub(MESSAGES_MAX);
        found.drain(..surplus);
    }
}

fn message(number: TicketNumber, told: &Told) -> Option<OwnMessage> {
    let (from, body) = match &told.event {
        Event::RequesterWrote(wrote) if wrote.manner == Manner::Automatic => return None,
        Event::RequesterWrote(wrote) => (Side::Requester, wrote.body.0.as_str()),
        Event::Replied(replied) => (Side::Desk, replied.body.0.as_str()),
        Event::Resolved(resolved) => (Side::Desk, resolved.solution.as_ref()?.0.as_str()),
        _ => return None,
    };
    let (seq, at) = (told.stamp.seq, At(told.stamp.at));
    let attachments = listed(told.event.fact().attachments());
    Some(OwnMessage { number, seq, at, from, body: body.to_owned(), attachments })
}

fn next_step(ticket: &Ticket, goes_on_in: Option<TicketNumber>, language: Language) -> String {
    if ticket.merged.is_some() {
        return joined(goes_on_in, language);
    }
    let (en, de) = match (ticket.status, ticket.waiting) {
        (Status::New, _) => (
            "Your request has arrived. Somebody will look at it.",
            "Ihre Anfrage ist eingegangen. Es sieht sie sich bald jemand an.",
        ),
        (Status::Waiting, Some(waiting)) => return waits(&waiting, language),
        (Status::Open | Status::Waiting, _) => ("We are working on it.", "Wir arbeiten daran."),
        (Status::Resolved, _) => (
            "We have given a solution. Please confirm that it works, or tell us what is still \
             wrong.",
            "Wir haben eine Lösung gegeben. Bitte bestätigen Sie, dass sie hilft, oder sagen Sie \
             uns, was noch fehlt.",
        ),
        (Status::Closed, _) => (
            "This request is closed. Write to us if it comes back.",
            "Diese Anfrage ist geschlossen. Schreiben Sie uns, wenn es wieder auftritt.",
        ),
    };
    pick(language, en, de).to_owned()
}

fn pick(language: Language, en: &'static str, de: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::De => de,
    }
}

fn waits(waiting: &Waiting, language: Language) -> String {
    let (en, de) = match waiting.on {
        WaitReason::Requester => (
            "We need an answer from you to go on.",
            "Wir brauchen eine Antwort von Ihnen, um weiterzumachen.",
        ),
        WaitReason::Vendor => (
            "We are waiting for an answer from the manufacturer.",
            "Wir warten auf eine Antwort des Herstellers.",
        ),
        WaitReason::Date => ("We go on with it later.", "Wir machen später damit weiter."),
        WaitReason::Approval => {
            ("We are waiting for an approval.", "Wir warten auf eine Freigabe.")
        }
        WaitReason::Problem | WaitReason::Change => {
            ("We are working on a lasting solution.", "Wir arbeiten an einer dauerhaften Lösung.")
        }
    };
    let words = pick(language, en, de);
    match waiting.until {
        None => words.to_owned(),
        Some(until) => {
            let at = At(until).to_string();
            let day = at.get(..10).unwrap_or_default();
            let by = pick(language, "We look at it again by", "Wir sehen es uns wieder an bis");
            format!("{words} {by} {day}.")
        }
    }
}

fn joined(goes_on_in: Option<TicketNumber>, language: Language) -> String {
    match (goes_on_in, language) {
        (Some(number), Language::En) => format!("This request goes on in #{number}."),
        (Some(number), Language::De) => format!("Diese Anfrage geht in #{number} weiter."),
        (None, Language::En) => "This request goes on together with another one.".into(),
        (None, Language::De) => "Diese Anfrage geht mit einer anderen zusammen weiter.".into(),
    }
}
