//! `/portal`: ask, and see what became of what one has asked for. What needs the requester's answer
//! stands first, with the question and room for the answer.

use super::ask::{Ask, Form};
use super::excerpt;
use super::fields::Filled;
use super::own::Item;
use super::steps::{self, Ended, Known};
use crate::app::App;
use crate::pages::answer::{self, Wanted};
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::When;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::directory::Directory;
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::Ticket;
use desk::values::Status;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use store::db::{DbError, Tx};
use store::queries::events::{self, Quoted};
use store::queries::tickets::{self, TicketRow, phase};

/// Most requests of each kind that are shown here; all of them stand in their own list.
const SHOWN_MAX: i64 = 20;

/// What the page shows.
#[derive(Template)]
#[template(path = "portal.html", blocks = ["requests", "new"])]
pub(super) struct Home {
    page: Page,
    /// Whether something was just sent from here.
    told: Told,
    needed: Vec<Card>,
    working: Vec<Card>,
    solved: Vec<Card>,
    ask: Form,
}

crate::pages::blocks!(Home, "requests" => as_requests, "new" => as_new);

/// A request with what happens next.
struct Card {
    item: Item,
    next: String,
    /// What the desk said last, where something hangs on it.
    quote: Option<String>,
    /// When it was solved, if it was.
    solved: Option<When>,
    /// How much of it the reader has seen.
    version: i64,
}

/// Whether the page says that something has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    Arrived,
}

/// What the page is asked for with.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// Says something when something was just sent from here.
    #[serde(default)]
    told: String,
}

/// The requests, as they are read.
struct Read {
    directory: Arc<Directory>,
    open: Vec<TicketRow>,
    waiting: Vec<TicketRow>,
    resolved: Vec<TicketRow>,
    quotes: HashMap<TicketNumber, Option<String>>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let told = if asked.told.is_empty() { Told::Nothing } else { Told::Arrived };
    let view = view(&app, page, viewer, told, Ask::default(), Filled::default()).await?;
    Ok(answer::page_or_parts(&view, &wanted))
}

/// The page with a form that was filled in.
pub(super) async fn view(
    app: &App,
    page: Page,
    viewer: Viewer,
    told: Told,
    ask: Ask,
    filled: Filled,
) -> Result<Home, PageError> {
    let person = viewer.id();
    let reader = page.clone();
    let read = answer::read(app, move |desk| {
        let directory = Arc::clone(&desk.directory);
        let chosen = filled.chosen(desk.tx, &reader)?;
        Ok((read(desk.tx, directory, person)?, filled, chosen))
    });
    let (read, filled, chosen) = read.await?;
    let Read { directory, open, waiting, resolved, mut quotes } = read;
    let ask = Form::new(&page, &directory, ask, filled, chosen);
    let mut card = |row: TicketRow| card(&page, &row.ticket, &mut quotes);
    let (needed, waiting): (Vec<_>, Vec<_>) =
        waiting.into_iter().partition(|row| steps::needs_answer(&row.ticket));
    let mut working: Vec<TicketRow> = open.into_iter().chain(waiting).collect();
    working.sort_by_key(|row| std::cmp::Reverse((row.ticket.updated_at, row.ticket.number)));
    let needed = needed.into_iter().map(&mut card).collect();
    let working = working.into_iter().map(&mut card).collect();
    let solved = resolved.into_iter().map(&mut card).collect();
    Ok(Home { page, told, needed, working, solved, ask })
}

fn read(tx: &mut Tx<'_>, directory: Arc<Directory>, person: PersonId) -> Result<Read, DbError> {
    let [open, waiting, resolved] = [Status::Open, Status::Waiting, Status::Resolved].map(phase);
    let mut quotes = HashMap::new();
    for (phase, quoted) in [(waiting, Quoted::Answer), (resolved, Quoted::End)] {
        let said = events::last_words(tx, person, phase, quoted, SHOWN_MAX)?;
        quotes.extend(said.into_iter().map(|it| (it.number, it.words)));
    }
    let mut of = |phase| tickets::of_requester(tx, person, phase, None, SHOWN_MAX);
    let (open, waiting, resolved) = (of(open)?, of(waiting)?, of(resolved)?);
    Ok(Read { directory, open, waiting, resolved, quotes })
}

fn card(page: &Page, ticket: &Ticket, quotes: &mut HashMap<TicketNumber, Option<String>>) -> Card {
    let quote = quotes.remove(&ticket.number).flatten();
    let solved = ticket.status == Status::Resolved;
    let ended = if solved && quote.is_none() { Ended::Without } else { Ended::Solved };
    let known = Known { ended, goes_on_in: None };
    Card {
        item: Item::new(page, ticket),
        next: steps::next(&page.format, ticket, known),
        quote: quote.map(|words| excerpt::quote(&words)),
        solved: ticket.resolved_at.map(|at| When::new(page, at)),
        version: ticket.version,
    }
}
