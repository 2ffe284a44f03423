//! Drafts: what somebody has begun to write is kept on the server, a row for each person, ticket
//! and mode, until it is sent, discarded or forgotten.

use super::address::Address;
use super::form::Typed;
use super::modes::Mode;
use super::number;
use crate::app::App;
use crate::limits::{DRAFT_BYTES_MAX, DRAFTS_OF_PERSON_MAX};
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use desk::access::{Action, can};
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::Refusal;
use desk::time::Timestamp;
use store::queries::drafts::{self, DraftRow};
use store::{Failure, Ledger};

/// Fields that say what to do with a draft and are none of it.
const HANDLING: &[&str] = &["discard", "from", "go"];

/// What is asked of a draft.
struct Wish {
    number: TicketNumber,
    mode: Mode,
    typed: Typed,
    /// The merged ticket it was about, which it leaves.
    from: Option<TicketNumber>,
}

/// `POST /desk/tickets/{number}/draft`: keeps what stands in the form of a mode; drops it when
/// nothing does. A browser without the script comes back to the form.
pub(super) async fn keep(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Path(path): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (number, typed) = (number(&path)?, Typed::new(fields));
    let mode = Mode::of(typed.get("mode")).ok_or(PageError::Other(StatusCode::BAD_REQUEST))?;
    let from = typed.get("from").parse().ok().map(TicketNumber);
    let goes = from.is_some() || typed.said("discard").is_some();
    let wish = Wish { number, mode, typed, from };
    let (now, me) = (page.now, viewer.id());
    answer::write(&app, viewer.by(now), move |ledger| kept(ledger, me, &wish, now)).await?;
    let there = Address::default().composing(mode).page(number);
    Ok(if goes { answer::go(&there) } else { StatusCode::NO_CONTENT.into_response() })
}

fn kept(
    ledger: &mut Ledger<'_, '_>,
    me: PersonId,
    wish: &Wish,
    now: Timestamp,
) -> Result<(), Failure> {
    let Wish { number, mode, typed, from } = wish;
    if let Some(from) = from {
        drafts::drop_one(ledger.tx(), me, *from, mode.word())?;
    }
    let mut fields = typed.words();
    fields.retain(|(name, _)| !HANDLING.contains(&name.as_str()));
    let says = fields.iter().any(|(_, value)| !value.trim().is_empty());
    if !says || typed.said("discard").is_some() {
        return Ok(drafts::drop_one(ledger.tx(), me, *number, mode.word())?);
    }
    let directory = ledger.shared_directory();
    if !can(&directory, me, Action::Read, ledger.ticket(*number)?, now) {
        return Err(Refusal::not_found("ticket").into());
    }
    let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if bytes > DRAFT_BYTES_MAX {
        let message = "This is too long to be kept as a draft.";
        return Err(Refusal::state("too_long", message).into());
    }
    let row = DraftRow { ticket: *number, mode: mode.word().into(), fields, at: now };
    let there = drafts::of_ticket(ledger.tx(), me, *number, DRAFTS_OF_PERSON_MAX)?;
    let is_new = !there.iter().any(|it| it.mode == row.mode);
    let count = drafts::count(ledger.tx(), me, DRAFTS_OF_PERSON_MAX)?;
    if is_new && count >= DRAFTS_OF_PERSON_MAX {
        let message = "You have too many drafts; discard some first.";
        return Err(Refusal::state("too_many", message).into());
    }
    Ok(drafts::put(ledger.tx(), me, &row)?)
}
