//! Links that do not hold: what is said instead, and how often one may try.

use super::answer;
use super::error::PageError;
use super::page::Page;
use super::throttle::{self, Keys};
use crate::app::App;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::actor::Actor;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use store::By;

/// Why a link does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is no link to set a desk up, or not the newest.
    SetUp,
    /// Somebody else was faster with the set-up.
    SetUpDone,
    /// It is no link to a password, or it was used, or its time is over.
    Password,
}

#[derive(Template)]
#[template(path = "link_ended.html")]
struct LinkEnded {
    page: Page,
    title: &'static str,
    advice: String,
    can_sign_in: Option<()>,
}

/// The page that says so.
pub(super) fn page(page: Page, ended: Ended) -> Response {
    let (status, title, advice, can_sign_in) = match ended {
        Ended::SetUp => (StatusCode::NOT_FOUND, "link-ended", "set-up-link-ended", None),
        Ended::SetUpDone => (StatusCode::CONFLICT, "set-up-done", "set-up-done-do", Some(())),
        Ended::Password => (StatusCode::NOT_FOUND, "link-ended", "password-link-ended", Some(())),
    };
    let advice = page.text(advice).to_string();
    answer::page_with(status, &LinkEnded { page, title, advice, can_sign_in })
}

/// The page that says how long to wait.
pub(super) fn wait(page: Page, wait: Span) -> Response {
    let advice = page.text("link-wait").with("wait", page.wait(wait)).to_string();
    let view = LinkEnded { page, title: "link-wait-title", advice, can_sign_in: None };
    answer::retry_after(answer::page_with(StatusCode::TOO_MANY_REQUESTS, &view), Some(wait))
}

/// Counts a link that does not hold.
pub(super) async fn count(app: &App, keys: Keys, now: Timestamp) -> Result<(), PageError> {
    let by = By { now, actor: Actor::Desk, origin: Origin::Command };
    let counted = answer::write(app, by, move |ledger| throttle::attempt(ledger.tx(), &keys, now));
    Ok(counted.await.map(drop)?)
}
