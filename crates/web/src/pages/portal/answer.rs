//! What requesters say on their requests: more, an answer, that it works, that it does not.

use super::fields::{self, Filled, typed};
use super::once::Sending;
use super::own;
use super::request::{self, Asked};
use crate::api::request::Numbered;
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::files::{self, WithFiles};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use desk::ids::{AttachmentId, TicketNumber};
use desk::refusal::Class;
use desk::ticket::confirm::Confirm;
use desk::ticket::message::Write;
use desk::ticket::reopen::Reopen;
use serde::Deserialize;
use store::words::words;
use store::{Failure, Ledger};

/// Merges that are followed from one request to the next.
const MERGES_MAX: usize = 8;

/// A message as it is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    /// The words.
    body: String,
    /// Its files.
    attachments: Vec<AttachmentId>,
    /// How much of the request its writer had seen.
    seen: String,
    /// The page it was sent from: `portal`, or that of the request.
    from: String,
}

/// What a message is meant to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// Be read.
    Reply,
    /// Say that the solution does not help; thanks beside it change nothing.
    Complaint,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Became {
    number: TicketNumber,
    told: &'static str,
}

/// Takes a message.
pub(super) async fn reply(
    State(app): State<App>,
    page: Page,
    viewer: Extension<Viewer>,
    number: Result<Numbered, Problem>,
    sent: WithFiles<Sent>,
) -> Result<Response, PageError> {
    write(app, page, viewer, number, sent, Meant::Reply).await
}

/// Takes what does not work yet: the request is open again, or a new one continues it.
pub(super) async fn reopen(
    State(app): State<App>,
    page: Page,
    viewer: Extension<Viewer>,
    number: Result<Numbered, Problem>,
    sent: WithFiles<Sent>,
) -> Result<Response, PageError> {
    write(app, page, viewer, number, sent, Meant::Complaint).await
}

/// Takes that the solution works.
pub(super) async fn confirm(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    number: Result<Numbered, Problem>,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    let (number, by) = (TicketNumber(number), viewer.by(page.now));
    let confirmed = answer::write(&app, by, move |ledger| {
        own::require(ledger, &viewer, number)?;
        ledger.act(number, Confirm.into()).map(drop)
    });
    match confirmed.await {
        Ok(()) => Ok(told(&sent.from, Became { number, told: "confirmed" })),
        // Said twice, or overtaken by an answer: its page shows how it stands.
        Err(Failure::Refused(refusal)) if refusal.class == Class::Unprocessable => {
            Ok(answer::go(&super::path(number)))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Back to where it was sent from, with a word that it has arrived.
fn told(from: &str, became: Became) -> Response {
    let Became { number, told } = became;
    match (from, told) {
        ("portal", "wrote" | "reopened" | "confirmed") => answer::go("/portal?told=1"),
        (_, "anew") => answer::go(&format!("{}?told=anew", super::path(number))),
        _ => answer::go(&format!("{}?told={told}#answer", super::path(number))),
    }
}

async fn write(
    app: App,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    number: Result<Numbered, Problem>,
    sent: WithFiles<Sent>,
    meant: Meant,
) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    let number = TicketNumber(number);
    let WithFiles { form: Sent { body, attachments, seen, from }, brought } = sent;
    let message = Message { body: typed(&body), attachments, seen, meant };
    let (writer, sent) = (viewer.clone(), message.clone());
    let written = files::write(&app, viewer.by(page.now), &brought, move |ledger| {
        own::require(ledger, &writer, number)?;
        once(ledger, &writer, number, &sent)
    });
    match written.await {
        Ok(became) => Ok(told(&from, became)),
        Err(Failure::Refused(refusal)) if refusal.class == Class::Unprocessable => {
            let title = page.text("answer-refused").to_string();
            let problems = Problems::of(&page, &refusal).titled(title);
            let Message { body, attachments, .. } = message;
            let filled = Filled { body, attachments, brought, problems };
            let asked = Asked::default();
            let view = request::view(&app, page, viewer, number, asked, filled).await?;
            Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A message on its way.
#[derive(Debug, Clone)]
struct Message {
    body: String,
    attachments: Vec<AttachmentId>,
    seen: String,
    meant: Meant,
}

/// Writes what was not written from the same page before.
fn once(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    number: TicketNumber,
    message: &Message,
) -> Result<Became, Failure> {
    let Message { body, attachments, seen, meant } = message;
    let files = fields::contents(ledger.tx(), attachments)?;
    let number_word = number.to_string();
    let said = [number_word.as_str(), seen, body.trim()];
    let sending = Sending::new("answer", said.into_iter().chain(files.iter().map(String::as_str)));
    if let Some(number) = sending.known(ledger)? {
        return Ok(Became { number, told: "wrote" });
    }
    let into = survivor(ledger, viewer, number)?;
    let was_live = ledger.ticket(into)?.status.is_live();
    let attachments = store::attachments::offer(ledger.tx(), attachments)?;
    let write = Write { body: Some(words(body)?), attachments, ..Write::default() };
    let became = ledger.write(into, write)?;
    if *meant == Meant::Complaint && !ledger.ticket(became)?.status.is_live() {
        ledger.act(became, Reopen { reason: Some(words(body)?) }.into())?;
    }
    let is_live = ledger.ticket(became)?.status.is_live();
    sending.keep(ledger, became)?;
    let told = match (became == into, was_live, is_live) {
        (false, _, _) => "anew",
        (true, false, true) => "reopened",
        (true, _, _) => "wrote",
    };
    Ok(Became { number: became, told })
}

/// Where a request goes on that was merged, as long as that is the writer's own.
fn survivor(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    number: TicketNumber,
) -> Result<TicketNumber, Failure> {
    let mut into = number;
    for _ in 0..MERGES_MAX {
        let Some(rest) = ledger.ticket(into)?.merged else { break };
        if own::require(ledger, viewer, rest.into).is_err() {
            break;
        }
        into = rest.into;
    }
    Ok(into)
}
