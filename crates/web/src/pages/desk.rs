//! `/desk`: the queues. Every list has an address; what it shows is what the API's views show.
//!
//! Rows stay where they are while somebody looks: what happens to a ticket changes its row in place
//! (`t-7` is a part that follows ticket 7), and a line tells when the list itself has changed
//! (`fresh-…`, a part that knows by its name which list it stands over).

mod asked;
mod bulk;
mod controls;
mod read;
mod rows;

use super::answer::{self, Parted, Wanted};
use super::error::PageError;
use super::nav::Nav;
use super::page::Page;
use super::session::Viewer;
use super::shown::{Choice, Row, Stair};
use crate::app::App;
use askama::Template;
use asked::Asked;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use bulk::Told;
use controls::{Link, Menu};
use data_encoding::HEXLOWER;
use desk::ids::TicketNumber;
use read::Read;
use rows::{Section, Writer};
use sha2::{Digest, Sha256};
use store::queries::lists::ListRow;

/// Ways of writing that a key opens for the current row: mode, key, the key of the words, drawing.
pub(super) const MODES: [(&str, &str, &str, &str); 6] = [
    ("reply", "r", "key-reply", "reply"),
    ("note", "i", "key-note", "lock"),
    ("escalate", "e", "key-escalate", "up"),
    ("return", "b", "key-return", "down"),
    ("wait", "f", "key-wait", "cal"),
    ("resolve", "l", "key-resolve", "check"),
];

#[derive(Template)]
#[template(
    path = "desk.html",
    blocks = ["nav_counts", "heading", "stairs", "filters", "queue", "notice"]
)]
struct Desk {
    page: Page,
    nav: Nav,
    title: String,
    count: Option<String>,
    stairs: Vec<Stair>,
    states: Option<Menu>,
    orders: Option<Menu>,
    /// What was searched for, and who was found.
    sought: String,
    found: Option<Vec<Person>>,
    /// The parameters that no list is served with.
    refused: Vec<String>,
    sections: Vec<Section>,
    /// Rows that are asked for beside the list.
    others: Vec<Row>,
    agents: Vec<Choice>,
    /// Where the list goes on, and where it begins when this is not its beginning.
    next: Option<String>,
    first: Option<String>,
    /// The id of what tells whether it has changed.
    fresh: String,
    told: Told,
    /// There is no ticket at all yet.
    is_new: bool,
}

/// Somebody who was found.
struct Person {
    name: String,
    more: String,
    tickets: Link,
    call: String,
}

/// One row, as a part of its own.
#[derive(Template)]
#[template(path = "desk_row.html")]
struct RowPart<'a> {
    page: &'a Page,
    row: &'a Row,
    tiers: u8,
}

/// What stands where a list has changed, as a part of its own.
#[derive(Template)]
#[template(path = "desk_fresh.html")]
struct FreshPart<'a> {
    page: &'a Page,
    id: &'a str,
    is_stale: bool,
}

/// What stands where a row was that the viewer does not see any more.
#[derive(Template)]
#[template(path = "desk_gone.html")]
struct GonePart<'a> {
    page: &'a Page,
    number: i64,
}

impl Parted for Desk {
    fn part(&self, id: &str) -> Option<askama::Result<String>> {
        let (page, tiers) = (&self.page, self.nav.tiers);
        if let Some(number) = numbered(id) {
            let listed = self.sections.iter().flat_map(|section| &section.rows);
            let row = listed.chain(&self.others).find(|row| row.number == number.0);
            return Some(match row {
                Some(row) => RowPart { page, row, tiers }.render(),
                None => GonePart { page, number: number.0 }.render(),
            });
        }
        if id.starts_with("fresh-") {
            return Some(FreshPart { page, id, is_stale: id != self.fresh }.render());
        }
        Some(match id {
            "nav-counts" => self.as_nav_counts().render(),
            "heading" => self.as_heading().render(),
            "stairs" => self.as_stairs().render(),
            "filters" => self.as_filters().render(),
            "queue" => self.as_queue().render(),
            "notice" => self.as_notice().render(),
            _ => return None,
        })
    }
}

/// The ticket whose row has that id.
fn numbered(id: &str) -> Option<TicketNumber> {
    id.strip_prefix("t-")?.parse().ok().map(TicketNumber)
}

/// An id that is another one when the list has other rows, or has them in another order.
fn fresh(rows: &[ListRow]) -> String {
    let numbers = rows.iter().map(|row| row.number.to_string()).collect::<Vec<_>>().join(" ");
    let digest = Sha256::digest(numbers.as_bytes());
    format!("fresh-{}", HEXLOWER.encode(&digest[..6]))
}

/// Shows a list.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let asked = Asked::of(&page.here);
    if let Some(path) = read::jump(&app, &viewer, asked.get("q")).await? {
        return Ok(answer::go(&path));
    }
    answered(&app, page, viewer, &asked, &wanted, Told::default()).await
}

/// Does something with tickets of the list, and shows it again.
pub(super) async fn act(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    wanted: Wanted,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let told = bulk::act(&app, &page, viewer.by(page.now), &fields).await?;
    let asked = Asked::of(&page.here);
    answered(&app, page, viewer, &asked, &wanted, told).await
}

async fn answered(
    app: &App,
    page: Page,
    viewer: Viewer,
    asked: &Asked,
    wanted: &Wanted,
    told: Told,
) -> Result<Response, PageError> {
    let numbers: Vec<_> = wanted.ids().filter_map(numbered).collect();
    let (asks, id) = (asked.clone(), viewer.id());
    let read = answer::read(app, move |desk| read::read(desk, &viewer, &asks, &numbers)).await?;
    let status = match read.listed {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = view(page, asked, &read, told, id);
    Ok(match status {
        StatusCode::OK => answer::page_or_parts(&view, wanted),
        status => answer::page_with(status, &view),
    })
}

fn view(page: Page, asked: &Asked, read: &Read, told: Told, viewer: desk::ids::PersonId) -> Desk {
    let counted = &read.counted;
    let count = controls::count(asked, counted).map(|n| page.format.number(n));
    let (rows, refused) = match &read.listed {
        Ok(listed) => (&listed.page.items[..], Vec::new()),
        Err(fields) => (&[][..], fields.clone()),
    };
    let sorting = read.listed.as_ref().ok().map(|listed| listed.sorting);
    let sort = sorting.map_or(store::queries::lists::Sort::Priority, |sorting| sorting.sort);
    let writer = Writer { page: &page, directory: &read.directory, viewer, sort };
    let sections = writer.sections(rows);
    let others = read.others.iter().map(|row| writer.row(row)).collect();
    let cursor = read.listed.as_ref().ok().and_then(|listed| listed.page.next_cursor.as_deref());
    let found = read.found.as_ref();
    Desk {
        nav: Nav::new(&page, counted),
        title: controls::title(&page, asked, read),
        count: count.filter(|_| refused.is_empty() && found.is_none()),
        stairs: controls::stairs(&page, asked, counted),
        states: controls::states(&page, asked),
        orders: sorting.and_then(|it| controls::orders(&page, asked, it.sort, it.order)),
        sought: asked.get("q").to_owned(),
        found: found.map(|found| found.iter().map(|person| Person::of(&page, person)).collect()),
        sections: if found.is_some() { Vec::new() } else { sections },
        others,
        agents: read
            .agents
            .iter()
            .map(|(id, name)| Choice::new(&id.to_string(), name, ""))
            .collect(),
        next: cursor.filter(|_| found.is_none()).map(|cursor| asked.to(&[("cursor", cursor)])),
        first: Some(asked.to(&[])).filter(|_| !asked.get("cursor").is_empty()),
        fresh: fresh(rows),
        told,
        is_new: counted.sum(|_| true).iter().sum::<i64>() == 0,
        refused,
        page,
    }
}

impl Person {
    fn of(page: &Page, person: &store::queries::people::PersonRow) -> Person {
        let more = [&person.email, &person.phone].into_iter().flatten().cloned();
        let id = person.id;
        let label = page.text("desk-their-tickets").to_string();
        Person {
            name: person.name.clone(),
            more: more.collect::<Vec<_>>().join(" · "),
            tickets: Link { label, href: format!("/desk?requester={id}"), is_here: false },
            call: format!("/desk/new?requester={id}"),
        }
    }
}
