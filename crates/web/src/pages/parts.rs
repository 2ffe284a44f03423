//! `/parts`: every part in every state, to look at and to try. Only in the demo.

mod samples;

use super::answer::{self, Wanted};
use super::error::PageError;
use super::files::{self, Attached, Chosen, WithFiles};
use super::mails::{self, Came};
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
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use desk::ids::AttachmentId;
use desk::refusal::Problems as Refused;
use desk::time::Span;
use serde::Deserialize;
use store::Failure;

#[derive(Template)]
#[template(path = "parts.html", blocks = ["sample", "uploads"])]
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
    attached: Vec<Attached>,
    came: [Came; 2],
    said: Said,
    age: String,
}

super::blocks!(Parts, "sample" => as_sample, "uploads" => as_uploads);

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

/// What was said in the sample form with files.
#[derive(Default)]
struct Said {
    body: String,
    chosen: Vec<Chosen>,
    problems: Problems,
}

/// A sample form with files.
#[derive(Deserialize)]
struct Sending {
    #[serde(default)]
    body: String,
    #[serde(default)]
    attachments: Vec<AttachmentId>,
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
    Router::new()
        .route("/parts", get(show).post(take))
        .route("/parts/portal", get(show_portal))
        .route("/parts/mail", get(show_mail))
}

/// What is for the signed in, and for the desk alone.
pub(super) fn private() -> Router<App> {
    let desk = Router::new()
        .route("/parts/desk", get(show_desk).post(async || answer::go("/parts/desk")))
        .route_layer(from_fn(session::desk_only));
    desk.route("/parts/files", post(send))
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

async fn show_mail(page: Page) -> Response {
    mails::framed(&mails::document(page, include_bytes!("parts/sample.eml")))
}

fn view(page: Page, problems: Problems, typed: Typed, said: Said) -> Parts {
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
        attached: samples::attached(&page),
        came: samples::came(),
        said,
        page,
        problems,
        typed,
    }
}

async fn show(page: Page, wanted: Wanted) -> Response {
    answer::page_or_parts(&view(page, Problems::none(), Typed::default(), Said::default()), &wanted)
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
            let view = view(page, problems, typed, Said::default());
            answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// Takes the sample form with files, when it says something and every file could be taken.
async fn send(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    sent: WithFiles<Sending>,
) -> Result<Response, PageError> {
    let WithFiles { form: Sending { body, attachments }, brought } = sent;
    let blank = body.trim().is_empty();
    let done = files::write(&app, viewer.by(page.now), &brought, move |_| {
        let mut wrong = Refused::new();
        if blank {
            wrong.add("body", "required", "Please write something.");
        }
        Ok(wrong.finish("message_incomplete", "Please write a message.")?)
    });
    let refusal = match done.await {
        Ok(()) => return Ok(answer::go("/parts")),
        Err(Failure::Refused(refusal)) => refusal,
        Err(failure) => return Err(failure.into()),
    };
    let (problems, shown) = (Problems::of(&page, &refusal), page.clone());
    let chosen =
        answer::read(&app, move |desk| files::chosen(desk.tx, &shown, &attachments, &brought));
    let said = Said { body, chosen: chosen.await?, problems };
    let view = view(page, Problems::none(), Typed::default(), said);
    Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
}
