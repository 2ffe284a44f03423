//! The pages: what people see and do. Everything works without the script; the script makes it
//! smoother.
//!
//! # How to add a page
//!
//! A page is one route, one file, one view, one template, of one name:
//!
//! 1. `pages/desk.rs`: the handler takes what it needs by extractors (`Page` for language, viewer
//!    and instant; `Extension<Viewer>` for who is signed in; `Wanted` for the parts that are asked
//!    for), reads with [`answer::read`], and answers with [`answer::page`] or
//!    [`answer::page_or_parts`]. It asks [`desk::access`] where it reads.
//! 2. The view is a struct `#[derive(Template)] #[template(path = "desk.html")]` with `page: Page`,
//!    for pages of the desk also `nav: Nav` (made of [`nav::count`], read in the same snapshot),
//!    and what the page shows, ready to be written: strings and small structs, no ids to look up.
//! 3. `templates/desk.html` begins with `{% extends "layout/desk.html" %}`, imports the parts it
//!    uses (`{% import "parts/ticket.html" as ticket %}`) and fills `title` and `main`. `/parts`
//!    shows every part; a new one is added there.
//! 4. The texts are `locales/de/desk.ftl` and `locales/en/desk.ftl`:
//!    `{{ page.text("desk-title") }}`, with places `{{ page.text("desk-count").with("n",
//!    self.count) }}`, values of the domain
//!    `{{ page.word(status) }}`. A test compares both languages, and the keys with their use.
//! 5. The route goes into [`private`] below (only who is signed in; `desk_only` for the desk).
//! 6. Its style, if the parts are not enough: `assets/css/pages/desk.css`, in its layer.
//!
//! # How a part is swapped
//!
//! A part is an element with an `id` that comes from a block of the page's own template:
//!
//! ```text
//! {% block queue %}<div id="queue" data-part>…</div>{% endblock %}
//! ```
//!
//! The view says which blocks are parts, with [`blocks!`]. A request with the header
//! `stufe-parts: queue stairs` gets those alone, any other the whole page. The script puts what it
//! gets in the place of the elements of the same id; nodes that stay the same stay the same, and
//! focus, selection, typed text and scroll position with them. `data-keep` on an element leaves it
//! to the script.
//!
//! # How a form sends a command
//!
//! `<form method="post" action="/desk/tickets/7/escalate" data-swap="rail timeline composer">`
//! works without the script: the handler sends the command with [`answer::write`] and answers
//! [`answer::go`] (303) to the page. With the script the same answer swaps the named parts. When
//! the command is refused, the handler makes the view again with what was typed and
//! [`refused::Problems`], and answers it with 422 ([`answer::page_with`]): `field` of
//! `parts/form.html` shows each problem beside its field, `form::problems` the rest above the form.
//! Everything that stands in the way is shown at once.
//!
//! A form that brings files takes them with [`files::WithFiles`]; see there.
//!
//! `data-draft="ticket-7-reply"` on a form keeps its texts in the browser until it was taken.
//!
//! # How a part stays fresh
//!
//! `data-live="desk"` or `data-live="ticket 7"` on a part: when something happens to any ticket, or
//! to that one, the script asks for the part again. What happens comes from `/api/v1/events`.
//!
//! # Keys
//!
//! `data-key="e"` on a link, a button or a field does it: the key presses or focuses it, first of
//! all in the current row of a list (`data-rows`), and `?` lists it under the words of its
//! `data-key-label` or its own. Single keys can be switched off.

pub(crate) mod address;
mod admin;
pub(crate) mod answer;
pub(crate) mod assets;
mod cookies;
mod desk;
pub(crate) mod error;
mod fields;
pub(crate) mod files;
pub(crate) mod format;
mod headers;
mod kept;
mod link_ended;
pub(crate) mod mails;
mod me;
pub(crate) mod nav;
mod new;
pub(crate) mod page;
mod parts;

mod password;
pub(crate) mod peer;
pub(crate) mod portal;
mod preferences;
pub(crate) mod refused;
mod reports;
mod second_factor;
pub(crate) mod session;
mod set_password;
mod set_up;
pub(crate) mod shown;
mod sign_in;
mod start;
pub(crate) mod texts;
mod throttle;
mod ticket;
pub(crate) mod words;

pub use set_up::set_up_link;

use crate::api::answer_wait;
use crate::app::App;
use crate::limits::FORM_BYTES_MAX;
use crate::problem::Problem;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{Extensions, HeaderMap, Response, StatusCode, Uri, Version, header};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use error::PageError;
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// Says which blocks of a view's template can be sent alone: `blocks!(Desk, "queue" => as_queue)`
/// with `#[template(path = "desk.html", blocks = ["queue"])]`.
macro_rules! blocks {
    ($view:ty $(, $id:literal => $block:ident)* $(,)?) => {
        impl $crate::pages::answer::Parted for $view {
            fn part(&self, id: &str) -> Option<askama::Result<String>> {
                match id {
                    $($id => Some(askama::Template::render(&self.$block())),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use blocks;

/// The pages, with everything they need.
pub(crate) fn router(app: App) -> Router {
    let pages = private(&app).merge(public(&app));
    let compressed = DefaultPredicate::new().and(is_no_file);
    let csrf = CsrfLayer::new().with_rejection_response(foreign);
    pages
        .fallback(nowhere)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(app.clone(), session::recognise))
        .layer(csrf)
        .layer(from_fn_with_state(app.clone(), error::dress))
        .merge(assets::router())
        .layer(map_response(headers::strict))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn(in_time))
        .with_state(app)
}

/// No page takes for ever; one that files come with takes as long as the line needs.
async fn in_time(request: Request, next: Next) -> Response<Body> {
    let answer = tokio::time::timeout(answer_wait(&request), next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Files are sent as they are: their ranges and their tags are of those bytes.
fn is_no_file(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::CONTENT_DISPOSITION)
}

/// What only those see who are signed in.
fn private(app: &App) -> Router<App> {
    let start = Router::new().route("/", get(start::go));
    let desk = Router::new()
        .route("/desk", get(desk::show).post(desk::act))
        .route("/desk/new", get(new::show).post(new::take))
        .merge(ticket::router())
        .route_layer(from_fn(session::desk_only));
    let parts = if app.shows_parts() { parts::private() } else { Router::new() };
    let reports = Router::new()
        .route("/reports", get(reports::show))
        .route("/reports/tier-flow.csv", get(reports::export));
    let files = Router::new().route("/attachments/{id}", get(files::show));
    let admin = admin::router().route_layer(from_fn(session::desk_only));
    let private = start.merge(desk).merge(parts).merge(portal::router());
    let private =
        private.merge(me::router()).merge(files).merge(mails::router()).merge(reports).merge(admin);
    private.route_layer(from_fn_with_state(app.clone(), session::guard))
}

/// What everybody sees.
fn public(app: &App) -> Router<App> {
    let router = Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/code", post(second_factor::take).get(second_factor::back))
        .route("/sign-out", post(sign_in::leave))
        .route("/preferences", post(preferences::change))
        .route("/set-up/{token}", get(set_up::show).post(set_up::make))
        .route("/set-password/done", get(set_password::done))
        .route("/set-password/{token}", get(set_password::show).post(set_password::take));
    if app.shows_parts() { router.merge(parts::router()) } else { router }
}

/// What is nowhere, as a page for people and as a problem for programs.
async fn nowhere(uri: Uri, headers: HeaderMap) -> Response<Body> {
    let accepts = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    if accepts.is_some_and(|accepts| accepts.contains("text/html")) {
        PageError::not_found().into_response()
    } else {
        Problem::not_found(&format!("thing as {}", uri.path())).into_response()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the signature the layer asks for")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    PageError::fault(format!("panic: {}", text.unwrap_or("without words"))).into_response()
}

/// The answer to a form that another site made the browser send.
fn foreign(_: ProtectionError) -> Response<Body> {
    PageError::forbidden().into_response()
}
