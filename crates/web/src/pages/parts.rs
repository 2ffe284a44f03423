//! `/parts`: every part in every state, to look at and to try. Only in the demo.

mod samples;

use super::answer::{self, Wanted};
use super::error::PageError;
use super::nav::{self, Nav};
use super::page::Page;
use super::refused::Problems;
use super::session::{self, Viewer};
use super::shown::{Avatar, Choice, Due, Entry, Progress, Row, Stair, StatusMark, Step, Tab};
use crate::app::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Form, Router};
use desk::refusal::Problems as Refused;
use desk::time::Span;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "parts.html", blocks = ["sample"])]
struct Parts {
    page: Page,
    rails: Vec<Rail>,
    stairs: Vec<Stair>,
    rows: Vec<Row>,
    states: Vec<StatusMark>,
    avatars: Vec<Avatar>,
    dues: Vec<Due>,
    progress: [Progress; 3],
    entries: Vec<Entry>,
    tabs: Vec<Tab>,
    reasons: Vec<Choice>,
    impacts: Vec<Choice>,
    problems: Problems,
    typed: Typed,
    age: String,
}

super::blocks!(Parts, "sample" => as_sample);

/// A rail with what it shows.
struct Rail {
    title: String,
    steps: Vec<Step>,
}

/// What was typed into the sample form.
#[derive(Default, Deserialize)]
struct Typed {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    reason: String,
}

/// The desk's frame around the list, to see both together.
#[derive(Template)]
#[template(path = "parts_desk.html")]
struct Desk {
    page: Page,
    nav: Nav,
    stairs: Vec<Stair>,
    rows: Vec<Row>,
}

/// The portal's frame around what requesters see.
#[derive(Template)]
#[template(path = "parts_portal.html")]
struct Portal {
    page: Page,
    progress: [Progress; 3],
}

pub(super) fn router() -> Router<App> {
    Router::new().route("/parts", get(show).post(take)).route("/parts/portal", get(show_portal))
}

/// What is for the desk alone.
pub(super) fn desk() -> Router<App> {
    Router::new()
        .route("/parts/desk", get(show_desk).post(async || answer::go("/parts/desk")))
        .route_layer(from_fn(session::desk_only))
}

async fn show_desk(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    let counted = answer::read(&app, move |desk| nav::count(desk, &viewer)).await?;
    let nav = Nav::new(&page, &counted);
    let (stairs, rows) = (samples::stairs(&page), samples::rows(&page));
    Ok(answer::page(&Desk { page, nav, stairs, rows }))
}

async fn show_portal(page: Page) -> Response {
    let progress = [Progress::Arrived, Progress::InWork, Progress::Solved];
    answer::page(&Portal { page, progress })
}

fn view(page: Page, problems: Problems, typed: Typed) -> Parts {
    Parts {
        rails: samples::rails(&page),
        stairs: samples::stairs(&page),
        rows: samples::rows(&page),
        states: samples::states(&page),
        avatars: samples::avatars(),
        dues: samples::dues(&page),
        progress: [Progress::Arrived, Progress::InWork, Progress::Solved],
        entries: samples::entries(&page),
        tabs: samples::tabs(&page),
        age: page.format.ago(page.now + Span::seconds(-7_200), page.now),
        reasons: samples::reasons(&page, &typed.reason),
        impacts: samples::impacts(&page),
        page,
        problems,
        typed,
    }
}

async fn show(page: Page, wanted: Wanted) -> Response {
    answer::page_or_parts(&view(page, Problems::none(), Typed::default()), &wanted)
}

/// Refuses the sample form as the desk would, until both fields say something.
async fn take(page: Page, Form(typed): Form<Typed>) -> Response {
    let mut wrong = Refused::new();
    for (field, text) in [("subject", &typed.subject), ("question", &typed.question)] {
        if text.trim().is_empty() {
            wrong.add(field, "required", "Please fill in this field.");
        }
    }
    match wrong.finish("hand_over_incomplete", "Something is missing for the escalation.") {
        Ok(()) => answer::go("/parts"),
        Err(refusal) => {
            let problems = Problems::of(&page, &refusal);
            let view = view(page, problems, typed);
            answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}
