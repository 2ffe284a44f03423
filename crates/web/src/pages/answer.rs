//! From a view to an answer: the whole page, or the parts of it that were asked for.

use super::error::PageError;
use crate::app::App;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts as RequestParts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use desk::time::Span;
use std::convert::Infallible;
use store::{By, Failure, Ledger, Snapshot};
use tokio::sync::oneshot;

/// Asked: the ids of the parts that are wanted. Answered: those that are sent, when it is not the
/// whole page.
pub(crate) const PARTS: HeaderName = HeaderName::from_static("stufe-parts");

/// Parts one request may name: a page of rows, and what stands around it.
const PARTS_MAX: usize = 128;

/// The parts of a page that the browser wants, by their ids; none for the whole page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted(Vec<String>);

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut RequestParts, _: &S) -> Result<Self, Infallible> {
        let names = parts.headers.get(PARTS).and_then(|names| names.to_str().ok());
        let names = names.unwrap_or_default().split_whitespace().take(PARTS_MAX);
        Ok(Wanted(names.map(str::to_owned).collect()))
    }
}

impl Wanted {
    /// The ids that are wanted.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A page with parts that can be sent alone: each is a block of its template.
pub(crate) trait Parted: Template {
    /// The part of that id; `None` when the page has no such part.
    fn part(&self, id: &str) -> Option<askama::Result<String>>;
}

/// The whole page, or just the wanted parts if the page knows every one of them.
pub(crate) fn page_or_parts<V: Parted>(view: &V, wanted: &Wanted) -> Response {
    let parts: Option<Vec<_>> = wanted.0.iter().map(|id| view.part(id)).collect();
    match parts {
        Some(parts) if !parts.is_empty() => sent(parts, wanted),
        _ => page(view),
    }
}

fn sent(parts: Vec<askama::Result<String>>, wanted: &Wanted) -> Response {
    let html: askama::Result<String> = parts.into_iter().collect();
    let mut response = html_or_fault(StatusCode::OK, html);
    if let Ok(names) = HeaderValue::from_str(&wanted.0.join(" ")) {
        response.headers_mut().insert(PARTS, names);
    }
    response
}

/// A page.
pub(crate) fn page(view: &impl Template) -> Response {
    page_with(StatusCode::OK, view)
}

/// A page with another status: 422 for a form that has to be put right.
pub(crate) fn page_with(status: StatusCode, view: &impl Template) -> Response {
    html_or_fault(status, view.render())
}

fn html_or_fault(status: StatusCode, html: askama::Result<String>) -> Response {
    match html {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => PageError::fault(error).into_response(),
    }
}

/// Says how long to wait, if there is something to wait for, to whoever reads no page.
pub(crate) fn retry_after(mut response: Response, wait: Option<Span>) -> Response {
    let seconds = wait.map(|wait| (header::RETRY_AFTER, (wait.0 / 1_000_000 + 1).into()));
    response.headers_mut().extend(seconds);
    response
}

/// Sends the browser on after a form was taken (303): loading again repeats nothing.
pub(crate) fn go(path: &str) -> Response {
    let target = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}

/// Reads a consistent snapshot of the desk.
///
/// # Errors
/// What the closure says, or that the database cannot be used.
pub(crate) async fn read<T: Send + 'static>(
    app: &App,
    closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, PageError> {
    let store = app.store().clone();
    let read = tokio::task::spawn_blocking(move || store.read(closure)).await;
    Ok(read.map_err(PageError::fault)??)
}

/// Writes to the desk; the answer comes after the commit.
///
/// # Errors
/// The closure's own, for a form to show: [`Failure::Refused`] says what to put right.
pub(crate) async fn write<T: Send + 'static>(
    app: &App,
    by: By,
    closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (done, answer) = oneshot::channel();
    app.store().submit(by, closure, move |written| drop(done.send(written)));
    answer.await.map_err(Failure::fault)?
}
