//! `/portal/requests/{number}`: one request, with what was said and room to say more.

use super::fields::Filled;
use super::own;
use super::steps::{self, Ended, Known, Stage};
use super::thread::{self, Mails, Message};
use crate::api::names::Names;
use crate::api::request::Numbered;
use crate::api::tickets::own::{self as told, OwnMessage};
use crate::app::App;
use crate::pages::answer::{self, Wanted};
use crate::pages::error::PageError;
use crate::pages::files::Chosen;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::pages::shown::{Progress, When};
use crate::problem::Problem;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::ids::TicketNumber;
use desk::ticket::Ticket;
use desk::time::{Span, Timestamp};
use desk::values::{LinkKind, Status};
use serde::Deserialize;
use std::sync::Arc;
use store::{Failure, Snapshot};

/// Messages that are shown before somebody asks for the earlier ones.
const MESSAGES_SHOWN: usize = 40;

/// What the page shows.
#[derive(Template)]
#[template(path = "portal_request.html", blocks = ["state", "thread", "answer"])]
pub(super) struct Request {
    page: Page,
    number: i64,
    href: String,
    subject: String,
    service: Option<String>,
    asked: When,
    stage: Stage,
    progress: Option<Progress>,
    next: String,
    told: Told,
    continues: Option<i64>,
    continued_in: Option<i64>,
    goes_on_in: Option<i64>,
    /// How many messages are not shown.
    earlier: usize,
    messages: Vec<Message>,
    room: Room,
    /// Until when a message goes on with a request that was ended.
    reopens_until: Option<String>,
    /// How much of it the reader has seen.
    version: i64,
    typed: String,
    chosen: Vec<Chosen>,
    problems: Problems,
}

crate::pages::blocks!(Request, "state" => as_state, "thread" => as_thread, "answer" => as_answer);

/// What the requester can do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    /// Write.
    Reply,
    /// Answer what was asked.
    Needed,
    /// Say whether the solution helps.
    Check,
    /// Write once more, although it has ended.
    Again,
    /// Nothing here: it goes on elsewhere.
    Nothing,
}

impl Room {
    fn of(ticket: &Ticket, ended: Ended) -> Room {
        match (ticket.merged.is_some(), ticket.status) {
            (true, _) => Room::Nothing,
            (false, Status::New | Status::Open | Status::Waiting) => match ticket {
                it if steps::needs_answer(it) => Room::Needed,
                _ => Room::Reply,
            },
            (false, Status::Resolved) if ended == Ended::Solved => Room::Check,
            (false, Status::Resolved | Status::Closed) => Room::Again,
        }
    }
}

/// What the page says of what was just sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Told {
    #[default]
    Nothing,
    Asked,
    Anew,
    Wrote,
    Reopened,
    Confirmed,
}

impl Told {
    fn of(word: &str) -> Told {
        match word {
            "asked" => Told::Asked,
            "anew" => Told::Anew,
            "wrote" => Told::Wrote,
            "reopened" => Told::Reopened,
            "confirmed" => Told::Confirmed,
            _ => Told::Nothing,
        }
    }
}

/// What the page is asked for with.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    /// What was just sent.
    #[serde(default)]
    told: String,
    /// Says something for all messages.
    #[serde(default)]
    all: String,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    number: Result<Numbered, Problem>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let Numbered(number) = number.map_err(|_| PageError::not_found())?;
    let (number, filled) = (TicketNumber(number), Filled::default());
    let view = view(&app, page, viewer, number, asked, filled).await?;
    Ok(answer::page_or_parts(&view, &wanted))
}

/// How many messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The latest [`MESSAGES_SHOWN`].
    Latest,
    /// All there are.
    All,
}

/// What is read of a request.
struct Read {
    ticket: Ticket,
    messages: Vec<OwnMessage>,
    /// How many messages there are before them.
    earlier: usize,
    mails: Mails,
    known: Known,
    service: Option<String>,
    reopen_window: Span,
    continues: Option<i64>,
    continued_in: Option<i64>,
}

/// The page, with what was typed into a form that was refused.
pub(super) async fn view(
    app: &App,
    page: Page,
    viewer: Viewer,
    number: TicketNumber,
    asked: Asked,
    filled: Filled,
) -> Result<Request, PageError> {
    let (reader, shown) = (viewer.clone(), page.clone());
    let all = if asked.all.is_empty() { Extent::Latest } else { Extent::All };
    let read = answer::read(app, move |desk| {
        let chosen = filled.chosen(desk.tx, &shown)?;
        let read = read(desk, &shown, &reader, number, all)?;
        Ok((read, filled, chosen))
    });
    let (read, filled, chosen) = read.await?;
    let Read { ticket, messages, earlier, mut mails, known, service, .. } = read;
    let until =
        ticket.resolved_at.map(|at| at + read.reopen_window).filter(|until| page.now <= *until);
    let message = |it| Message::new(&page, &viewer, it, &mut mails);
    let messages = messages.into_iter().map(message).collect();
    Ok(Request {
        number: number.0,
        href: super::path(number),
        service,
        asked: When::new(&page, ticket.created_at),
        stage: Stage::of(&ticket),
        progress: steps::progress(&ticket),
        next: steps::next(&page.format, &ticket, known),
        told: Told::of(&asked.told),
        continues: read.continues,
        continued_in: read.continued_in,
        goes_on_in: known.goes_on_in.map(|number| number.0),
        earlier,
        messages,
        room: Room::of(&ticket, known.ended),
        reopens_until: until.map(|until: Timestamp| page.format.date(until)),
        version: ticket.version,
        subject: ticket.subject,
        typed: filled.body,
        chosen,
        problems: filled.problems,
        page,
    })
}

fn read(
    desk: &mut Snapshot<'_, '_>,
    page: &Page,
    viewer: &Viewer,
    number: TicketNumber,
    extent: Extent,
) -> Result<Read, Failure> {
    let directory = Arc::clone(&desk.directory);
    let ticket = own::find(desk.tx, &directory, viewer, number)?;
    let mut neighbour = |kind| -> Result<Option<i64>, Failure> {
        let to = ticket.links.iter().find(|(it, _)| *it == kind).map(|(_, to)| *to);
        let Some(to) = to else { return Ok(None) };
        Ok(own::if_own(desk.tx, &directory, viewer, to)?.map(|it| it.number.0))
    };
    let continues = neighbour(LinkKind::SuccessorOf)?;
    let continued_in = neighbour(LinkKind::SucceededBy)?;
    let mut names = Names::of(desk, viewer.id());
    let (mut messages, ended) = told::messages(&mut names, &ticket)?;
    let known = Known { ended, goes_on_in: told::goes_on_in(&mut names, &ticket)? };
    let service = ticket.service.map(|id| names.service(id));
    let reopen_window = desk.settings.reopen_window;
    let earlier = match extent {
        Extent::All => 0,
        Extent::Latest => messages.len().saturating_sub(MESSAGES_SHOWN),
    };
    messages.drain(..earlier);
    let mails = thread::mails(desk, page, viewer, &messages)?;
    Ok(Read {
        ticket,
        messages,
        earlier,
        mails,
        known,
        service,
        reopen_window,
        continues,
        continued_in,
    })
}
