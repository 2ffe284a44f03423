//! `GET /tickets/{number}`: a ticket, as far as the caller may see it.

use super::view::{Shape, TicketView, show};
use crate::api::auth::Caller;
use crate::api::etag::{self, Condition};
use crate::api::language::Language;
use crate::api::names::Names;
use crate::api::request::{Asked, Nothing, Numbered};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::access::{Action, can};
use desk::ids::TicketNumber;
use desk::refusal::Refusal;
use desk::ticket::Ticket;
use store::queries::tickets;
use store::{Failure, Snapshot};

/// The ticket of that number, if this caller may do this with it.
pub(crate) fn find(
    desk: &mut Snapshot<'_, '_>,
    caller: &Caller,
    number: i64,
    action: Action,
) -> Result<Ticket, Failure> {
    let found = tickets::read(desk.tx, TicketNumber(number))?.map(|row| row.ticket);
    let may = |ticket: &Ticket, action| can(&desk.directory, caller.id(), action, ticket, desk.now);
    match found {
        Some(ticket) if may(&ticket, action) => {
            desk.opens(caller.id(), &ticket);
            Ok(ticket)
        }
        Some(ticket) if may(&ticket, Action::Follow) => {
            Err(Refusal::forbidden("Only those who work at the desk see this.").into())
        }
        Some(_) | None => Err(Refusal::not_found("ticket").into()),
    }
}

/// Read a ticket
///
/// Requesters get their own tickets in a shape of their own. With `If-None-Match` and the tag of
/// the version there is, 304 answers.
#[utoipa::path(
    get, path = "/tickets/{number}", operation_id = "read_ticket", tag = "tickets",
    params(("number" = i64, Path, description = "The number of the ticket")),
    responses(
        (status = 200, description = "The ticket", body = TicketView),
        (status = 304, description = "It has not changed"),
    ),
)]
pub(crate) async fn read_ticket(
    State(app): State<App>,
    caller: Caller,
    number: Numbered,
    _: Asked<Nothing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let condition = Condition::if_none_match(&headers)?;
    let language = Language::of(&headers);
    let (version, shape, view) = app
        .read(move |desk| {
            let ticket = find(desk, &caller, number.0, Action::Follow)?;
            let (shape, view) =
                show(&mut Names::of(desk, caller.id()), caller.id(), &ticket, language)?;
            Ok((ticket.version, shape, view))
        })
        .await?;
    let mut response = match condition.filter(|condition| condition.names(version)) {
        // The words of a requester's ticket depend on more than its version.
        Some(_) if shape == Shape::Desk => StatusCode::NOT_MODIFIED.into_response(),
        Some(_) | None => Json(view).into_response(),
    };
    if let Ok(tag) = HeaderValue::try_from(etag::of(version)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
