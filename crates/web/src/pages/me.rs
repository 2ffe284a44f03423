//! `/me`: what everybody finds under their own name: what is known of them, how they like their
//! pages, their password, and where they are signed in. In the shell of the desk for those who work
//! there, else in the portal's.

mod device;
pub(super) mod factor;
mod new_password;
mod signed_in;

use super::answer;
use super::error::PageError;
use super::nav::{self, Nav};
use super::page::Page;
use super::refused::Problems;
use super::session::Viewer;
use crate::app::App;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;
use signed_in::Device;
use store::queries::second_factors;

/// Where it is.
const HERE: &str = "/me";

/// The routes, for whoever is signed in.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(HERE, get(show))
        .route("/me/password", post(new_password::take).get(back))
        .route(factor::SET_UP, get(factor::show).post(factor::begin))
        .route("/me/second-factor/confirm", post(factor::confirm).get(back))
        .route("/me/second-factor/change", post(factor::change).get(back))
        .route("/me/sessions/end-others", post(signed_in::end_others).get(back))
        .route("/me/sessions/{id}/end", post(signed_in::end).get(back))
}

#[derive(Template)]
#[template(path = "me.html")]
struct AtTheDesk {
    page: Page,
    nav: Nav,
    mine: Mine,
}

#[derive(Template)]
#[template(path = "portal_me.html")]
struct InThePortal {
    page: Page,
    mine: Mine,
}

/// What the page shows.
pub(crate) struct Mine {
    /// The key of what was just done.
    pub(crate) done: Option<&'static str>,
    /// The keys of what is known, with what that is.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// What they sign in with, for whatever keeps their passwords.
    pub(crate) email: String,
    pub(crate) devices: Vec<Device>,
    /// How many recovery codes are left, where there is a second factor.
    pub(crate) codes_left: Option<i64>,
    /// What is wrong with a password that was sent.
    pub(crate) problems: Problems,
}

/// What was just done, as the address says it after a form was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    Password,
    Device,
    Devices,
    FactorOff,
}

impl Done {
    /// Every one with its word in the address and the key of what is said.
    const ALL: [(Done, &'static str, &'static str); 4] = [
        (Done::Password, "password", "me-password-done"),
        (Done::Device, "device", "me-device-done"),
        (Done::Devices, "devices", "me-devices-done"),
        (Done::FactorOff, "factor-off", "factor-off-done"),
    ];
}

/// What the page is asked for with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let done = Done::ALL.iter().find(|(_, word, _)| *word == asked.done).map(|(.., key)| *key);
    shown(&app, page, viewer, StatusCode::OK, done, Problems::none()).await
}

/// The page with what is wrong with one of its forms.
async fn shown_with(
    app: &App,
    page: Page,
    viewer: Viewer,
    status: StatusCode,
    problems: Problems,
) -> Result<Response, PageError> {
    shown(app, page, viewer, status, None, problems).await
}

/// The page.
async fn shown(
    app: &App,
    page: Page,
    viewer: Viewer,
    status: StatusCode,
    done: Option<&'static str>,
    problems: Problems,
) -> Result<Response, PageError> {
    let reader = viewer.clone();
    let read = answer::read(app, move |desk| {
        let sessions = signed_in::read(desk.tx, reader.id())?;
        let codes_left = match second_factors::is_set(desk.tx, reader.id())? {
            true => Some(second_factors::codes_left(desk.tx, reader.id())?),
            false => None,
        };
        let counted = match reader.is_at_the_desk() {
            true => Some(nav::count(desk, &reader)?),
            false => None,
        };
        Ok((sessions, codes_left, counted))
    });
    let (sessions, codes_left, counted) = read.await?;
    let mine = Mine {
        done,
        facts: facts(&page, &viewer),
        email: viewer.person.email.clone().unwrap_or_default(),
        devices: signed_in::devices(&page, &viewer, sessions),
        codes_left,
        problems,
    };
    Ok(match counted {
        Some(counted) => {
            let nav = Nav::new(&page, &counted);
            answer::page_with(status, &AtTheDesk { page, nav, mine })
        }
        None => answer::page_with(status, &InThePortal { page, mine }),
    })
}

/// What is known of them, as far as there is any of it.
fn facts(page: &Page, viewer: &Viewer) -> Vec<(&'static str, String)> {
    let person = &viewer.person;
    let role = viewer.is_at_the_desk().then(|| page.word(&person.role).to_string());
    let facts = [
        ("person-name", Some(person.name.clone())),
        ("email", person.email.clone()),
        ("person-phone", person.phone.clone()),
        ("person-role", role),
    ];
    facts.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// Back to the top of the page after a form was taken.
fn go(done: Done) -> Response {
    let word = Done::ALL.iter().find(|(it, ..)| *it == done).map_or("", |(_, word, _)| *word);
    answer::go(&format!("{HERE}?done={word}#main"))
}

/// The address of a form that was refused or came back from a sign-in, loaded again.
async fn back() -> Response {
    answer::go(HERE)
}
