//! What requesters say on their requests: more, an answer, that it works, that it does not.

use super::fields::Fields;
use super::once::Sending;
use super::own;
use super::request::{self, Asked};
use crate::api::request::Numbered;
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::problem::Problem;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::ids::TicketNumber;
use desk::refusal::Class;
use desk::ticket::confirm::Confirm;
use desk::ticket::message::Write;
use desk::ticket::reopen::Reopen;
use store::words::words;
use store::{Failure, Ledger};

/// Merges that are followed from one request to the next.
const MERGES_MAX: usize = 8;

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
    fields: Fields,
) -> Result<Response, PageError> {
    write(app, page, viewer, number, fields, Meant::Reply).await
}

/// Takes what does not work yet: the request is open again, or a new one continues it.
pub(super) async fn reopen(
    State(app): State<App>,
    page: Page,
    viewer: Extension<Viewer>,
    number: Result<Numbered, Problem>,
    fields: Fields,
) -> Result<Response, PageError> {
    write(app, page, viewer, number, fields, Meant::Complaint).await
}

/// Takes that the solution works.
pub(super) async fn confirm(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    number: Result<Numbered, Problem>,
    fields: Fields,
) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    let (number, by) = (TicketNumber(number), viewer.by(page.now));
    let confirmed = answer::write(&app, by, move |ledger| {
        own::require(ledger, &viewer, number)?;
        ledger.act(number, Confirm.into()).map(drop)
    });
    match confirmed.await {
        Ok(()) => Ok(told(&fields, Became { number, told: "confirmed" })),
        // Said twice, or overtaken by an answer: its page shows how it stands.
        Err(Failure::Refused(refusal)) if refusal.class == Class::Unprocessable => {
            Ok(answer::go(&super::path(number)))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Back to where it was sent from, with a word that it has arrived.
fn told(fields: &Fields, became: Became) -> Response {
    let Became { number, told } = became;
    match (fields.word("from"), told) {
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
    fields: Fields,
    meant: Meant,
) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    let (number, body) = (TicketNumber(number), fields.typed("body"));
    let seen = fields.word("seen").to_owned();
    let (writer, sent) = (viewer.clone(), body.clone());
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        own::require(ledger, &writer, number)?;
        once(ledger, &writer, number, &sent, &seen, meant)
    });
    match written.await {
        Ok(became) => Ok(told(&fields, became)),
        Err(Failure::Refused(refusal)) if refusal.class == Class::Unprocessable => {
            let title = page.text("answer-refused").to_string();
            let problems = Problems::of(&page, &refusal).titled(title);
            let (asked, typed) = (Asked::default(), body);
            let view = request::view(&app, page, viewer, number, asked, typed, problems).await?;
            Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Writes what was not written from the same page before.
fn once(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    number: TicketNumber,
    body: &str,
    seen: &str,
    meant: Meant,
) -> Result<Became, Failure> {
    let sending = Sending::new("answer", [number.to_string().as_str(), seen, body.trim()]);
    if let Some(number) = sending.known(ledger)? {
        return Ok(Became { number, told: "wrote" });
    }
    let into = survivor(ledger, viewer, number)?;
    let was_live = ledger.ticket(into)?.status.is_live();
    let write = Write { body: Some(words(body)?), ..Write::default() };
    let became = ledger.write(into, write)?;
    if meant == Meant::Complaint && !ledger.ticket(became)?.status.is_live() {
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
