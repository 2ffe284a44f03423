//! Who else has the ticket in front of them, and what they are writing. Kept in the database, so
//! that every node knows; gone by itself shortly after somebody was last seen.

use super::modes::Mode;
use super::{number, read};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::Avatar;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Form};
use desk::access::{Action, can};
use desk::ids::TicketNumber;
use desk::refusal::Refusal;
use serde::Deserialize;
use store::queries::presence::{self, Present};

/// The people who are there.
#[derive(Template)]
#[template(path = "ticket/presence.html")]
pub(crate) struct Presence {
    /// Where one says that one is there.
    pub(crate) path: String,
    pub(crate) people: Vec<Avatar>,
    /// Who they are and what they do.
    pub(crate) words: Vec<String>,
}

impl Presence {
    pub(crate) fn new(page: &Page, number: TicketNumber, present: &[Present]) -> Presence {
        let avatars = present.iter().map(|it| Avatar::person(it.person.0, &it.name));
        let words = present.iter().map(|it| {
            let text = match Mode::of(&it.doing) {
                None => page.text("present-reads"),
                Some(Mode::Reply) => page.text("present-replies"),
                Some(Mode::Note) => page.text("present-notes"),
                Some(Mode::Escalate) => page.text("present-escalates"),
                Some(_) => page.text("present-writes"),
            };
            text.with("name", it.name.as_str()).to_string()
        });
        let path = format!("/desk/tickets/{number}/presence");
        Presence { path, people: avatars.collect(), words: words.collect() }
    }
}

/// What somebody is doing there.
#[derive(Debug, Deserialize)]
pub(super) struct Beat {
    /// The mode they write in; empty while they read, `left` when they go.
    #[serde(default)]
    doing: String,
}

/// `POST /desk/tickets/{number}/presence`: says that the viewer is there, and who else is.
pub(super) async fn beat(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Path(path): Path<String>,
    Form(beat): Form<Beat>,
) -> Result<Response, PageError> {
    let (number, now, me) = (number(&path)?, page.now, viewer.id());
    let doing = Mode::of(&beat.doing).map_or("", Mode::word);
    let leaves = beat.doing == "left";
    let present = answer::write(&app, viewer.by(now), move |ledger| {
        let directory = ledger.shared_directory();
        if !can(&directory, me, Action::Read, ledger.ticket(number)?, now) {
            return Err(Refusal::not_found("ticket").into());
        }
        match leaves {
            true => presence::left(ledger.tx(), number, me)?,
            false => presence::seen(ledger.tx(), number, me, doing, now)?,
        }
        Ok(read::present(ledger.tx(), number, me, now)?)
    });
    let present = present.await?;
    Ok(answer::page(&Presence::new(&page, number, &present)))
}
