//! `/portal/requests`: all one's requests, by where they stand, page by page.

use super::own::Item;
use crate::api::tickets::cursor::Paging;
use crate::app::App;
use crate::pages::answer::{self, Wanted};
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;
use desk::values::Status;
use serde::Deserialize;
use std::cmp::Reverse;
use store::db::{DbError, Tx};
use store::queries::tickets::{self, TicketRow, phase};

/// Requests on a page.
const ROWS: i64 = 25;

/// Where requests stand, as one filters by it: word, key of its words, statuses.
const STANDS: [(&str, &str, &[Status]); 4] = [
    ("", "requests-all", &[Status::Open, Status::Waiting, Status::Resolved, Status::Closed]),
    ("open", "requests-open", &[Status::Open, Status::Waiting]),
    ("solved", "requests-solved", &[Status::Resolved]),
    ("closed", "requests-closed", &[Status::Closed]),
];

#[derive(Template)]
#[template(path = "portal_requests.html", blocks = ["requests"])]
struct All {
    page: Page,
    filters: Vec<Filter>,
    items: Vec<Item>,
    /// Whether this is not where the list begins.
    is_later: bool,
    first: String,
    next: Option<String>,
}

crate::pages::blocks!(All, "requests" => as_requests);

/// One way to filter.
struct Filter {
    key: &'static str,
    href: String,
    is_here: bool,
}

/// What the page is asked for with.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    status: String,
    cursor: Option<String>,
}

/// The page. An address that leads nowhere shows the beginning of the list.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<Asked>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let stands = STANDS.iter().find(|(word, ..)| *word == asked.status);
    let Some((word, _, statuses)) = stands else { return Ok(answer::go(&href(""))) };
    let (list, limit) = (format!("own {word} {}", viewer.id()), ROWS.to_string());
    let Ok(paging) = Paging::read(&list, Some(&limit), asked.cursor.as_ref()) else {
        return Ok(answer::go(&href(word)));
    };
    let (behind, limit) = (paging.after(), paging.rows());
    let (person, statuses) = (viewer.id(), *statuses);
    let rows =
        answer::read(&app, move |desk| Ok(read(desk.tx, person, statuses, behind, limit)?)).await?;
    let found = paging.page(rows, |row| vec![row.ticket.updated_at.0, row.ticket.number.0]);
    let first = href(word);
    let next = found.next_cursor.map(|cursor| match first.contains('?') {
        true => format!("{first}&cursor={cursor}"),
        false => format!("{first}?cursor={cursor}"),
    });
    let filter = |(it, key, _): &(&str, &'static str, _)| Filter {
        key,
        href: href(it),
        is_here: it == word,
    };
    let filters = STANDS.iter().map(filter).collect();
    let items = found.items.iter().map(|row| Item::new(&page, &row.ticket)).collect();
    let is_later = behind.is_some();
    Ok(answer::page_or_parts(&All { page, filters, items, is_later, first, next }, &wanted))
}

fn href(word: &str) -> String {
    match word {
        "" => "/portal/requests".into(),
        word => format!("/portal/requests?status={word}"),
    }
}

/// One run of the index for each phase, merged in order.
fn read(
    tx: &mut Tx<'_>,
    person: PersonId,
    statuses: &[Status],
    behind: Option<[i64; 2]>,
    limit: i64,
) -> Result<Vec<TicketRow>, DbError> {
    let behind = behind.map(|[at, number]| (Timestamp(at), TicketNumber(number)));
    let mut rows = Vec::new();
    for status in statuses {
        rows.extend(tickets::of_requester(tx, person, phase(*status), behind, limit)?);
    }
    rows.sort_by_key(|row| Reverse((row.ticket.updated_at, row.ticket.number)));
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(rows)
}
