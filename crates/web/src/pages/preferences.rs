//! How somebody likes their pages: theme, density, language, navigation, single keys.

use super::answer;
use super::cookies::{self, Way};
use super::error::PageError;
use super::page::{LOOK_COOKIE, Look};
use super::sign_in::came_from;
use axum::Form;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::time::Span;
use serde::Deserialize;

/// How long a browser keeps it.
const KEPT: Span = Span::days(365);

#[derive(Deserialize)]
pub(super) struct Wish {
    /// One word of [`Look`].
    look: String,
}

/// Takes one wish and goes back to where it was made.
pub(super) async fn change(
    headers: HeaderMap,
    Form(wish): Form<Wish>,
) -> Result<Response, PageError> {
    let mut look = Look::read(cookies::value(&headers, LOOK_COOKIE).unwrap_or_default());
    if !look.set(&wish.look) {
        return Err(PageError::Other(StatusCode::BAD_REQUEST));
    }
    let mut response = answer::go(&came_from(&headers));
    let cookie = cookies::set(LOOK_COOKIE, &look.write(), Some(KEPT), Way::of(&headers));
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}
