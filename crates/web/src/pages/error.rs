//! What a page cannot do, as a page: in the reader's language, saying what to do next.

use super::answer;
use super::page::Page;
use super::texts::Text;
use crate::app::App;
use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use desk::refusal::{Class, Refusal};
use store::Failure;
use store::db::DbError;

/// Why a page is not shown, or a form was not taken.
#[derive(Debug, Clone)]
pub(crate) enum PageError {
    /// Something a person can put right. Forms show it beside their fields
    /// ([`super::refused::Problems`]); this is for what has no form.
    Refused(Box<Refusal>),
    /// Somebody was faster.
    Stale,
    /// The database cannot be used right now.
    Unavailable,
    /// Ours; the log says more under this reference.
    Fault(String),
    /// What the framework says of a request it cannot read.
    Other(StatusCode),
}

impl PageError {
    /// No such page, or none this person may see.
    pub(crate) fn not_found() -> PageError {
        PageError::Refused(Box::new(Refusal::not_found("page")))
    }

    /// Not for this person.
    pub(crate) fn forbidden() -> PageError {
        PageError::Refused(Box::new(Refusal::forbidden("This page is not for your role.")))
    }

    /// Ours: logged here, once.
    pub(crate) fn fault(what: impl std::fmt::Display) -> PageError {
        let reference = store::words::random::<6>().map(|bytes| HEXLOWER.encode(&bytes));
        let reference = reference.unwrap_or_else(|_| "–".into());
        tracing::error!(reference, %what, "a page met a fault");
        PageError::Fault(reference)
    }

    fn status(&self) -> StatusCode {
        match self {
            PageError::Refused(refusal) => match refusal.class {
                Class::Forbidden => StatusCode::FORBIDDEN,
                Class::NotFound => StatusCode::NOT_FOUND,
                Class::Conflict => StatusCode::CONFLICT,
                Class::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
            },
            PageError::Stale => StatusCode::CONFLICT,
            PageError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
            PageError::Other(status) => *status,
        }
    }

    /// The keys of its title and of what to do.
    fn keys(&self) -> (&'static str, &'static str) {
        match self.status() {
            StatusCode::FORBIDDEN => ("error-forbidden", "error-forbidden-do"),
            StatusCode::NOT_FOUND => ("error-not-found", "error-not-found-do"),
            StatusCode::CONFLICT => ("error-conflict", "error-conflict-do"),
            StatusCode::PAYLOAD_TOO_LARGE => ("error-large", "error-large-do"),
            StatusCode::UNPROCESSABLE_ENTITY => ("error-refused", "error-refused-do"),
            StatusCode::SERVICE_UNAVAILABLE => ("error-unavailable", "error-unavailable-do"),
            status if status.is_client_error() => ("error-request", "error-request-do"),
            _ => ("error-fault", "error-fault-do"),
        }
    }
}

impl From<Failure> for PageError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => PageError::Refused(Box::new(refusal)),
            Failure::Stale { .. } => PageError::Stale,
            Failure::Db(DbError::Unavailable(what)) => {
                tracing::warn!(%what, "a page has to wait for the database");
                PageError::Unavailable
            }
            Failure::Db(error) => PageError::fault(error),
        }
    }
}

/// Bare: [`dress`] writes the page, which needs the reader's language.
impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: &'static str,
    advice: &'static str,
    /// What the desk itself says, in English, when it says more than the title.
    detail: Option<String>,
    reference: Option<String>,
}

impl ErrorPage {
    fn title(&self) -> Text<'_> {
        self.page.text(self.title)
    }

    fn advice(&self) -> Text<'_> {
        self.page.text(self.advice)
    }
}

/// Writes the page of every answer that is an error and has none yet.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let page = match Page::from_request_parts(&mut parts, &app).await {
        Ok(page) => page,
        Err(never) => match never {},
    };
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(is_finished);
    if !(status.is_client_error() || status.is_server_error()) || is_page {
        return response;
    }
    let error = response.extensions().get::<PageError>().cloned();
    let error = error.unwrap_or(PageError::Other(status));
    answer_with(page, &error, response.headers())
}

/// A page already, or a problem for programs; what the framework says is plain text.
fn is_finished(kind: &HeaderValue) -> bool {
    !kind.as_bytes().starts_with(b"text/plain")
}

fn answer_with(page: Page, error: &PageError, headers: &HeaderMap) -> Response {
    let (title, advice) = error.keys();
    let (detail, reference) = match error {
        PageError::Refused(refusal) if refusal.class == Class::Unprocessable => {
            (Some(page.refusal(refusal)), None)
        }
        PageError::Fault(reference) => (None, Some(reference.clone())),
        PageError::Refused(_) | PageError::Stale | PageError::Unavailable | PageError::Other(_) => {
            (None, None)
        }
    };
    let status = error.status();
    let mut response =
        answer::page_with(status, &ErrorPage { page, title, advice, detail, reference });
    if let Some(allow) = headers.get(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow.clone());
    }
    response
}
