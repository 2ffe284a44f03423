//! `POST /tickets/{number}/messages`: the requester writes, an agent replies or notes.

use super::view::{self, TicketView};
use crate::api::auth::Caller;
use crate::api::lookup::{Lookup, text, together};
use crate::api::request::{Numbered, Sent};
use crate::api::verbs::see;

use crate::api::ground::judge;
use crate::api::words::Word;
use crate::api::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::{Action, can};
use desk::ids::TicketNumber;
use desk::ticket::Command;
use desk::ticket::message::{Note, Reply, Write};
use desk::values::UnknownValue;
use serde::Deserialize;
use std::str::FromStr;
use store::{Failure, Ledger};
use utoipa::ToSchema;

/// Who reads a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    /// The requester too.
    Public,
    /// The desk alone.
    Internal,
}

impl Visibility {
    const WORDS: &'static [&'static str] = &["public", "internal"];
}

impl FromStr for Visibility {
    type Err = UnknownValue;

    fn from_str(word: &str) -> Result<Self, UnknownValue> {
        match word {
            "public" => Ok(Visibility::Public),
            "internal" => Ok(Visibility::Internal),
            other => Err(UnknownValue { found: other.into(), allowed: Self::WORDS }),
        }
    }
}

impl crate::api::words::Vocabulary for Visibility {
    const NAME: &'static str = "Visibility";
    const WORDS: &'static [&'static str] = Visibility::WORDS;
}

/// A word that says who reads a message.
pub(crate) type VisibilityWord = Word<Visibility>;

/// A message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    /// The words. Required.
    body: Option<String>,
    /// `public` goes to the requester, `internal` stays in the house. Required from those who work
    /// at the desk; what requesters write is public.
    visibility: Option<VisibilityWord>,
    /// Files that were uploaded, by their numbers; each goes with one message.
    attachments: Option<Vec<i64>>,
}

/// What a message becomes.
enum Meant {
    /// The requester's own words.
    Write(Write),
    /// An agent's.
    Act(Box<Command>),
}

/// Write a message on a ticket
///
/// By its requester it goes to the desk; when the ticket was resolved too long ago, it starts a
/// successor, and that ticket is the answer. By an agent it is a reply (`public`) or a note
/// (`internal`).
#[utoipa::path(
    post, path = "/tickets/{number}/messages", operation_id = "write_message", tag = "tickets",
    params(("number" = i64, Path, description = "The number of the ticket")),
    request_body = NewMessage,
    responses((status = 201, description = "The ticket the message is in", body = TicketView)),
)]
pub(crate) async fn write_message(
    State(app): State<App>,
    caller: Caller,
    number: Numbered,
    sent: Sent<NewMessage>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (number, by, its) = (TicketNumber(number.0), caller.clone(), terms.clone());
    app.write(&caller, &terms, move |ledger| {
        see(ledger, by.id(), number, its.if_match.as_ref())?;
        let into = written(ledger, &by, number, &body)?;
        view::answer(ledger, by.id(), into, StatusCode::CREATED, its.language)
    })
    .await
}

fn written(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    number: TicketNumber,
    message: &NewMessage,
) -> Result<TicketNumber, Failure> {
    let ticket = ledger.ticket(number)?.clone();
    let directory = ledger.shared_directory();
    let now = ledger.by().now;
    let may = |action| can(&directory, caller.id(), action, &ticket, now);
    let (reads, replies, writes) = (may(Action::Read), may(Action::Reply), may(Action::Write));
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let visibility = lookup.word("visibility", message.visibility.as_ref());
    if message.visibility.is_none() && reads {
        lookup.note("visibility", "required", "Say who reads it: public or internal.");
    }
    let attachments = lookup.uploads(message.attachments.as_ref())?;
    let unknown = lookup.problems();
    let body = text(message.body.as_ref())?;
    let meant = match visibility {
        Some(Visibility::Internal) => Meant::Act(Box::new(Note { body, attachments }.into())),
        // Whoever asks for themselves speaks for themselves, unless they answer for the desk.
        Some(Visibility::Public) | None if writes && !replies => {
            Meant::Write(Write { body, attachments, ..Write::default() })
        }
        Some(Visibility::Public) => {
            Meant::Act(Box::new(Reply { body, attachments, ..Reply::default() }.into()))
        }
        None => Meant::Act(Box::new(Note { body, attachments }.into())),
    };
    if !unknown.is_empty() {
        let command = match meant {
            Meant::Write(write) => write.into(),
            Meant::Act(command) => *command,
        };
        let judged = judge(ledger, number, command)?;
        return together(unknown, judged).map(|()| number);
    }
    match meant {
        Meant::Write(write) => ledger.write(number, write),
        Meant::Act(command) => ledger.act(number, *command).map(|_| number),
    }
}
