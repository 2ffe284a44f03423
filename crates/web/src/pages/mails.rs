//! Messages that came by mail: what stands under them, the mail as its sender made it look, and
//! the whole message to save.
//!
//! The HTML of strangers is kept as it came and made harmless here, on the way out. It is shown in
//! a sandboxed frame as a document of its own: what gets through the cleaner runs nothing, loads
//! nothing and knows nothing of the page around it. Pictures that the mail carries are written into
//! the document, because a sandboxed one cannot fetch them as the person who looks.

use super::answer;
use super::error::PageError;
use super::page::Page;
use super::session::Viewer;
use crate::app::App;
use crate::files::access::{What, may_read};
use crate::files::outgoing;
use crate::limits::{MAIL_PICTURES_BYTES_MAX, MAILS_AT_A_TIME, MAILS_SHOWN_MAX};
use crate::sight::Lens;
use askama::Template;
use axum::Extension;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::BASE64;
use desk::access::{Action, can};
use desk::ids::{EventSeq, PersonId, TicketNumber};
use mail::{Attachment, Parsed};
use std::cell::Cell;
use std::collections::BTreeMap;
use store::blobs;
use store::queries::mails::{self, MailRow};
use store::queries::tickets;
use store::{Failure, Snapshot};
use tokio::sync::Semaphore;

/// The policy of a shown mail. Links open elsewhere, as their reader wants them to.
const POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
    style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'self'";

/// Reading a large mail takes memory: so many at a time.
static READING: Semaphore = Semaphore::const_new(MAILS_AT_A_TIME);

/// What stands under a message that came by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Came {
    /// Where the mail is shown as its sender made it look, or with all of its text; none when the
    /// message has all there is.
    pub(crate) shown: Option<Shown>,
    /// Where the whole message is, and how long, for those who work on the ticket.
    pub(crate) raw: Option<(String, String)>,
    /// How many attachments are in the whole message alone.
    pub(crate) left_out: i64,
    /// Whether something of it could not be read.
    pub(crate) is_damaged: bool,
}

/// A mail to be shown in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Where it is.
    pub(crate) href: String,
    /// The key of the words that offer it.
    pub(crate) label: &'static str,
}

/// What stands under the messages of a ticket that came by mail, by their place in its stream.
///
/// # Errors
/// That the database cannot be read.
pub(crate) fn of_ticket(
    desk: &mut Snapshot<'_, '_>,
    page: &Page,
    viewer: PersonId,
    number: TicketNumber,
    (first, last): (EventSeq, EventSeq),
) -> Result<BTreeMap<EventSeq, Came>, Failure> {
    let found = mails::of_ticket(desk.tx, number, first, last, MAILS_SHOWN_MAX)?;
    // A mail says who wrote it, and brings its files: it is shown to those who see all of that.
    if found.is_empty() || !Lens::of(&desk.directory, viewer).is_clear() {
        return Ok(BTreeMap::new());
    }
    let may_read = reads(desk, viewer, number)?;
    let came = |row: MailRow| Some((row.event_seq?, came(page, number, &row, may_read)));
    Ok(found.into_iter().filter_map(came).collect())
}

/// Whether somebody works on a ticket, as opposed to having asked.
fn reads(
    desk: &mut Snapshot<'_, '_>,
    viewer: PersonId,
    number: TicketNumber,
) -> Result<MayRead, Failure> {
    let ticket = tickets::read(desk.tx, number)?;
    let may =
        ticket.is_some_and(|row| can(&desk.directory, viewer, Action::Read, &row.ticket, desk.now));
    Ok(if may { MayRead::Whole } else { MayRead::Shown })
}

/// How much of a mail somebody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MayRead {
    /// The message as it came, with the lines of every relay.
    Whole,
    /// What it says.
    Shown,
}

fn came(page: &Page, number: TicketNumber, row: &MailRow, may: MayRead) -> Came {
    let seq = row.event_seq.unwrap_or_default();
    let label = match (row.has_html, row.is_trimmed) {
        (true, _) => Some("mail-formatted"),
        (false, true) => Some("mail-whole-text"),
        (false, false) => None,
    };
    let href = format!("/mails/{number}/{seq}");
    let raw = (format!("{href}/raw"), page.format.bytes(row.size));
    Came {
        shown: label.map(|label| Shown { href, label }),
        raw: Some(raw).filter(|_| may == MayRead::Whole && row.blob.is_some()),
        left_out: row.left_out,
        is_damaged: !row.damage.is_empty(),
    }
}

/// The mail as a document of its own.
#[derive(Template)]
#[template(path = "mail_document.html")]
pub(super) struct Document {
    page: Page,
    /// Harmless HTML, or none for a mail that is text alone.
    html: Option<String>,
    text: String,
    /// Pictures from elsewhere that are not loaded.
    blocked: usize,
}

/// The addresses of mails.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/mails/{number}/{seq}", get(show))
        .route("/mails/{number}/{seq}/raw", get(save))
}

/// `/mails/{number}/{seq}`: the mail that became this message, made harmless, for whoever may read
/// the message.
async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Path(at): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (number, seq) = place(&at)?;
    let _turn = READING.acquire().await.map_err(PageError::fault)?;
    let person = viewer.id();
    let raw = answer::read(&app, move |desk| {
        if !may_read(desk, person, number, seq, What::Mail)? {
            return Ok(None);
        }
        match mails::at(desk.tx, number, seq)?.and_then(|row| row.blob) {
            Some(blob) => Ok(blobs::read_all(desk.tx, blob)?),
            None => Ok(None),
        }
    });
    let raw = raw.await?.ok_or_else(PageError::not_found)?;
    let read = tokio::task::spawn_blocking(move || document(page, &raw)).await;
    Ok(framed(&read.map_err(PageError::fault)?))
}

/// The document with what keeps it harmless.
pub(super) fn framed(document: &Document) -> Response {
    let mut response = answer::page(document);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `/mails/{number}/{seq}/raw`: the whole message, for those who work on the ticket.
async fn save(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(at): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (number, seq) = place(&at)?;
    let person = viewer.id();
    let found = answer::read(&app, move |desk| {
        let may = may_read(desk, person, number, seq, What::Mail)?;
        if !may || reads(desk, person, number)? == MayRead::Shown {
            return Ok(None);
        }
        Ok(mails::at(desk.tx, number, seq)?.and_then(|row| Some((row.blob?, row.size))))
    });
    let (blob, size) = found.await?.ok_or_else(PageError::not_found)?;
    let name = format!("{number}-{seq}.eml");
    let mut response = (StatusCode::OK, outgoing::bytes(&app, blob.0, 0, size - 1)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.map_err(PageError::fault)?);
    Ok(response)
}

/// The ticket and the place in its stream that an address names.
fn place((number, seq): &(String, String)) -> Result<(TicketNumber, EventSeq), PageError> {
    // `+7` and `007` are no addresses of 7.
    let exact = |text: &String| text.parse::<i64>().ok().filter(|it| it.to_string() == *text);
    let place = exact(number).map(TicketNumber).zip(exact(seq));
    place.ok_or_else(PageError::not_found)
}

/// What of a mail is shown.
pub(super) fn document(page: Page, raw: &[u8]) -> Document {
    let mail = mail::parse(raw);
    let left = Cell::new(MAIL_PICTURES_BYTES_MAX);
    let html = mail
        .html
        .as_deref()
        .map(|html| mail::sanitise_with(html, |id| picture(carried(&mail, id)?, &left)));
    let blocked = html.as_deref().map_or(0, |html| html.matches(" data-blocked-src=\"").count());
    Document { page, html, text: mail.text, blocked }
}

/// The attachment that the HTML calls by this id.
fn carried<'m>(mail: &'m Parsed, id: &str) -> Option<&'m Attachment> {
    mail.attachments.iter().find(|it| it.content_id.as_deref() == Some(id))
}

/// A carried picture as an address that holds it, as long as there is room for it. What could hold
/// a script, such as SVG, is no picture here.
fn picture(file: &Attachment, left: &Cell<usize>) -> Option<String> {
    const PICTURES: [&str; 5] = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];
    let is_picture = PICTURES.contains(&file.content_type.as_str());
    if !is_picture || file.bytes.len() > left.get() {
        return None;
    }
    left.set(left.get() - file.bytes.len());
    Some(format!("data:{};base64,{}", file.content_type, BASE64.encode(&file.bytes)))
}
