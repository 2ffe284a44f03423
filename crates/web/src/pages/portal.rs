//! The portal: what people ask for, and what became of it. Everybody may ask; everybody sees their
//! own requests and nobody else's, those who work at the desk as well. All of it works without the
//! script.

mod all;
mod answer;
mod ask;
mod excerpt;
mod fields;
mod home;
mod once;
mod own;
mod request;
pub(crate) mod steps;
mod thread;

use super::answer::go;
use super::error::PageError;
use crate::api::request::Numbered;
use crate::app::App;
use crate::problem::Problem;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use desk::ids::TicketNumber;

/// The routes, for whoever is signed in.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/portal", get(home::show))
        .route("/portal/requests", get(all::show).post(ask::send))
        .route("/portal/requests/{number}", get(request::show))
        .route("/portal/requests/{number}/reply", post(answer::reply).get(back))
        .route("/portal/requests/{number}/confirm", post(answer::confirm).get(back))
        .route("/portal/requests/{number}/reopen", post(answer::reopen).get(back))
}

/// Where a request is shown.
fn path(number: TicketNumber) -> String {
    format!("/portal/requests/{number}")
}

/// The address of a form that was refused or came back from a sign-in, loaded again.
async fn back(number: Result<Numbered, Problem>) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    Ok(go(&path(TicketNumber(number))))
}
