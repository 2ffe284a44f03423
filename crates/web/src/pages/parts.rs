//! `/parts`: every part in every state, to look at and to try. Only in the demo.

use super::answer::{self, Wanted};
use super::page::Page;
use crate::app::App;
use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use desk::values::{Priority, Status, WaitReason};

#[derive(Template)]
#[template(path = "parts.html", blocks = ["sample"])]
struct Parts {
    page: Page,
}

super::parts!(Parts, "sample" => as_sample);

pub(super) fn router() -> Router<App> {
    Router::new().route("/parts", get(show).post(refuse))
}

async fn show(page: Page, wanted: Wanted) -> Response {
    answer::page_or_parts(&Parts { page }, &wanted)
}
