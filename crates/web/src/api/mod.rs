//! The JSON API: one file per resource, one router, one description of it all.

mod attachments;
pub(crate) mod auth;
mod belonging;
mod counts;
mod decode;
mod docs;
mod document;
pub(crate) mod etag;
pub(crate) mod events;
mod ground;
mod health;
pub(crate) mod language;
pub(crate) mod lookup;
mod me;
pub(crate) mod names;
mod organisations;
mod people;
mod providers;
pub(crate) mod reports;
pub(crate) mod request;
mod services;
pub(crate) mod sharing;
mod standing;
mod teams;
pub(crate) mod tickets;
mod time;
mod tokens;
pub(crate) mod verbs;
pub(crate) mod words;
mod write;

use crate::app::App;
use crate::limits::{ANSWER_WAIT, UPLOAD_WAIT};
use crate::problem::{Problem, unavailable};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use utoipa_axum::router::OpenApiRouter;

/// Where the API stands.
const PREFIX: &str = "/api/v1";
/// Where files come in.
const UPLOADS: &str = "/api/v1/attachments";
/// What an answer says of itself where it says nothing else: it is data, and no page of anybody.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Every route behind the door.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(tickets::router())
        .merge(verbs::router())
        .merge(attachments::router())
        .merge(people::router())
        .merge(providers::router())
        .merge(standing::router())
        .merge(teams::router())
        .merge(services::router())
        .merge(tokens::router())
        .merge(organisations::router())
        .merge(sharing::router())
        .merge(me::router())
        .merge(counts::router())
        .merge(reports::router())
        .merge(events::router())
}

/// The whole HTTP side.
pub(crate) fn router(app: App) -> Router {
    let door = from_fn_with_state(app.clone(), auth::authenticate);
    let (routes, _) = OpenApiRouter::new()
        .nest(PREFIX, routes().route_layer(door))
        .merge(health::router())
        .split_for_parts();
    routes
        .merge(docs::router())
        .route("/api/{*path}", any(nothing_there))
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new().with_rejection_response(foreign))
        .layer(from_fn(in_time))
        .with_state(app)
}

/// The description of the API: OpenAPI 3.1, pretty JSON, made from the code.
#[must_use]
pub fn openapi() -> String {
    let described = OpenApiRouter::with_openapi(document::base())
        .nest(PREFIX, routes())
        .merge(health::router())
        .into_openapi();
    let mut text = serde_json::to_string_pretty(&document::finished(described)).unwrap_or_default();
    text.push('\n');
    text
}

async fn nothing_there(uri: Uri) -> Problem {
    let detail = format!("Nothing is at {}.", uri.path());
    Problem::new(StatusCode::NOT_FOUND, "not_found", detail)
}

async fn wrong_method() -> Problem {
    let detail = "This cannot be done here; the Allow header names what can.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

/// A cookie signs a request in, so that another site must not be able to make one.
fn foreign(_: ProtectionError) -> Response {
    let detail = "Another site made the browser send this.";
    Problem::new(StatusCode::FORBIDDEN, "cross_site", detail).into_response()
}

#[expect(clippy::needless_pass_by_value, reason = "the signature the layer asks for")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    Problem::fault(format!("panic: {}", text.unwrap_or("without words"))).into_response()
}

/// How long an answer may take. An upload takes as long as the line needs.
pub(crate) fn answer_wait(request: &Request) -> Duration {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_form = kind.is_some_and(|kind| kind.starts_with(b"multipart/form-data"));
    let is_file = *request.method() == Method::POST && request.uri().path() == UPLOADS;
    if is_form || is_file { UPLOAD_WAIT } else { ANSWER_WAIT }
}

/// No answer takes for ever, none is kept on its way, and none is taken for what it is not.
async fn in_time(request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(answer_wait(&request), next.run(request)).await;
    let mut response = answer.unwrap_or_else(|_| unavailable().into_response());
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("Authorization, Accept-Language"));
    response
}
