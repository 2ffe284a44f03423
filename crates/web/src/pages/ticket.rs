//! `/desk/tickets/{number}`: a ticket, its way through the tiers, and what one can do about it.

mod act;
mod address;
mod around;
mod change;
mod clash;
mod composer;
mod course;
mod drafts;
pub(crate) mod form;
mod forms;
mod modes;
mod presence;
mod rail;
mod read;
mod side;
mod timeline;
mod words;

use self::address::{Address, Asked, Order};
use self::around::{Known, arrived, back, filters, known, news, order};
use self::composer::{Composer, Composing, Sent};
use self::form::Typed;
use self::modes::{Mode, Rights};
use self::presence::Presence;
use self::read::Seen;
use self::side::{Side, Siding};
use self::timeline::Writer;
use super::answer::{self, Wanted};
use super::error::PageError;
use super::files;
use super::nav::Nav;
use super::page::Page;
use super::session::Viewer;
use super::shown::{Choice, Entry, Link, StatusMark, Step, Tab};
use crate::app::App;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use desk::ids::TicketNumber;
use desk::values::{Kind, Rating};
use store::queries::drafts::{self as kept, DraftRow};

/// The routes, for those who work at the desk.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/tickets/{number}", get(show))
        .route("/desk/tickets/{number}/draft", post(drafts::keep))
        .route("/desk/tickets/{number}/presence", post(presence::beat))
        .route("/desk/tickets/{number}/{verb}", post(act::act))
}

/// The parts that change when something was done.
pub(crate) const CHANGED: &str = "bar head rail timeline composer side news";

#[derive(Template)]
#[template(
    path = "ticket.html",
    blocks = ["bar", "head", "rail", "timeline", "composer", "side", "news", "nav_counts"]
)]
struct TicketPage {
    page: Page,
    nav: Nav,
    address: Address,
    number: i64,
    version: i64,
    subject: String,
    change_subject: Option<String>,
    is_confidential: bool,
    kind: Kind,
    priority: u8,
    state: StatusMark,
    tier: u8,
    requester: String,
    arrived: String,
    back: Link,
    merged: Option<Link>,
    acts: Acts,
    presence: Presence,
    steps: Vec<Step>,
    known: Vec<Known>,
    lanes: u8,
    filters: Vec<(Link, bool)>,
    order: Link,
    entries: Vec<Entry>,
    older: Option<String>,
    newer: Option<String>,
    composer: Composer,
    side: Side,
    news: String,
}

super::blocks!(
    TicketPage,
    "bar" => as_bar,
    "head" => as_head,
    "rail" => as_rail,
    "timeline" => as_timeline,
    "composer" => as_composer,
    "side" => as_side,
    "news" => as_news,
    "nav-counts" => as_nav_counts,
);

impl TicketPage {
    /// Where a verb is.
    fn act(&self, verb: &str) -> String {
        self.address.at_rest().act(TicketNumber(self.number), verb)
    }

    /// What its parts follow.
    fn live(&self) -> String {
        format!("ticket {}", self.number)
    }

    /// Where a custom field is added.
    fn change_field(&self) -> String {
        format!("{}#change", self.address.changing("field").page(TicketNumber(self.number)))
    }

    /// What lies before the window in the order it is read, and behind it.
    fn before(&self) -> Option<&String> {
        if self.is_newest_first() { self.newer.as_ref() } else { self.older.as_ref() }
    }

    fn behind(&self) -> Option<&String> {
        if self.is_newest_first() { self.older.as_ref() } else { self.newer.as_ref() }
    }

    fn before_key(&self) -> &'static str {
        if self.is_newest_first() { "show-newer" } else { "show-older" }
    }

    fn behind_key(&self) -> &'static str {
        if self.is_newest_first() { "show-older" } else { "show-newer" }
    }

    fn is_newest_first(&self) -> bool {
        self.address.order == Order::NewestFirst
    }
}

/// What is done with a click.
#[expect(clippy::struct_excessive_bools, reason = "each is a button that is there or not")]
struct Acts {
    take: bool,
    release: bool,
    resume: bool,
    unmerge: bool,
    unrestrict: bool,
    /// The raise that waits for the viewer.
    acknowledge: Option<i64>,
    /// Questions in the house that are open.
    questions: Option<Link>,
    /// What the hand-over one has received can be rated with.
    ratings: Vec<Choice>,
    wait: Option<Tab>,
    resolve: Option<Tab>,
}

/// The number in a path; anything else is no ticket.
fn number(text: &str) -> Result<TicketNumber, PageError> {
    let number: i64 = text.parse().map_err(|_| PageError::not_found())?;
    match number > 0 && number.to_string() == text {
        true => Ok(TicketNumber(number)),
        false => Err(PageError::not_found()),
    }
}

/// `GET /desk/tickets/{number}`
async fn show(
    State(app): State<App>,
    page: Page,
    wanted: Wanted,
    Extension(viewer): Extension<Viewer>,
    Path(path): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (number, address) = (number(&path)?, Address::from(asked));
    let me = viewer.id();
    let shown = show_sent(
        app.clone(),
        page.clone(),
        wanted,
        viewer,
        number,
        address,
        StatusCode::OK,
        Sent::default(),
    )
    .await;
    match shown {
        Err(PageError::Refused(refusal)) if refusal.class == desk::refusal::Class::NotFound => {
            // Out of sight, but not what one had begun to write about it.
            let drafts = answer::read(&app, move |desk| {
                Ok(kept::of_ticket(desk.tx, me, number, DRAFTS_OF_TICKET_MAX)?)
            });
            lost_with(page, number, drafts.await?)
        }
        shown => shown,
    }
}

/// Drafts of one person about one ticket: one a mode.
const DRAFTS_OF_TICKET_MAX: i64 = Mode::ALL.len() as i64;

/// The page, with what was sent and not taken.
#[expect(clippy::too_many_arguments, reason = "what a request brings, each of its own type")]
async fn show_sent(
    app: App,
    page: Page,
    wanted: Wanted,
    viewer: Viewer,
    number: TicketNumber,
    address: Address,
    status: StatusCode,
    sent: Sent,
) -> Result<Response, PageError> {
    let (asked, me, its) = (address.clone(), viewer.clone(), page.clone());
    let (seen, sent) = answer::read(&app, move |desk| {
        let ticket = read::find(desk, &me, number)?;
        let mut seen = read::read(desk, &its, &me, ticket, &asked)?;
        let ids = {
            let rights = &rights(&its, &me, &seen);
            let composing =
                Composing { page: &its, seen: &seen, address: &asked, rights, sent: &sent };
            composing.files()
        };
        seen.chosen = files::chosen(desk.tx, &its, &ids, &sent.brought)?;
        Ok((seen, sent))
    })
    .await?;
    let view = view(page, &viewer, &seen, &address, &sent);
    let mut response = answer::page_or_parts(&view, &wanted);
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    Ok(response)
}

/// What one may do with the ticket.
fn rights<'a>(page: &Page, viewer: &Viewer, seen: &'a Seen) -> Rights<'a> {
    Rights {
        ticket: &seen.ticket,
        directory: &seen.directory,
        settings: &seen.settings,
        person: viewer.id(),
        now: page.now,
    }
}

fn view(page: Page, viewer: &Viewer, seen: &Seen, address: &Address, sent: &Sent) -> TicketPage {
    let ticket = &seen.ticket;
    let rights = &rights(&page, viewer, seen);
    let composing = Composing { page: &page, seen, address, rights, sent };
    let siding = Siding { page: &page, seen, address, rights, sent };
    let writer = Writer { page: &page, seen, address, rights };
    let waiting = ticket.waiting;
    let mut entries = writer.entries();
    if address.order == Order::NewestFirst {
        entries.reverse();
    }
    let steps = rail::steps(&page, seen, composing.preview());
    let at = |since: Option<i64>| Address { since, ..address.clone() }.page(ticket.number);
    TicketPage {
        nav: Nav::new(&page, &seen.counted),
        address: address.clone(),
        number: ticket.number.0,
        version: ticket.version,
        subject: ticket.subject.clone(),
        change_subject: rights
            .changes()
            .then(|| format!("{}#change", address.changing("subject").page(ticket.number))),
        is_confidential: ticket.confidential.is_some(),
        kind: ticket.kind,
        priority: ticket.priority.0,
        state: StatusMark::new(
            &page,
            ticket.status,
            waiting.map(|it| it.on),
            waiting.and_then(|it| it.until),
        ),
        tier: ticket.tier.0,
        requester: seen.people.name(ticket.requester).to_owned(),
        arrived: arrived(&page, seen),
        back: back(&page, seen, address),
        merged: composer::survivor(&page, seen),
        acts: acts(&page, seen, address, rights),
        presence: Presence::new(&page, ticket.number, &seen.present),
        lanes: steps.iter().map(|step| step.tier).max().unwrap_or(1),
        steps,
        known: known(&page, seen),
        filters: filters(&page, seen, address),
        order: order(&page, seen, address),
        entries,
        older: seen.window.older.map(|since| at(Some(since))),
        newer: seen.window.newer.map(|since| at(Some(since))),
        composer: composing.composer(),
        side: siding.side(),
        news: news(&page, seen, viewer),
        page,
    }
}

fn acts(page: &Page, seen: &Seen, address: &Address, rights: &Rights<'_>) -> Acts {
    let ticket = &seen.ticket;
    let (me, number) = (rights.person, ticket.number);
    let works = rights.works();
    let mine = ticket.assignee == Some(me);
    let tab = |mode: Mode| {
        rights.offers(mode).then(|| Tab {
            label: page.text(mode.label()).to_string(),
            icon: mode.icon(),
            key: mode.key(),
            href: address.composing(mode).page(number),
            is_here: false,
            draft: None,
        })
    };
    let received = ticket.hand_over.filter(|it| {
        works && it.rating.is_none() && !it.generated && it.by.is_some() && it.by != Some(me)
    });
    let ratings = received.map(|_| Rating::ALL).unwrap_or_default();
    let raised = ticket.raises.iter().find(|(_, raise)| raise.told.contains(&me));
    let questions = rights.offers(Mode::Answer).then(|| {
        let n = i64::try_from(ticket.questions.len()).unwrap_or(i64::MAX);
        let label = page.text("questions-open").with("n", n).to_string();
        Link { href: address.composing(Mode::Answer).page(number), label }
    });
    Acts {
        take: works && !mine,
        release: works && ticket.assignee.is_some(),
        resume: works && ticket.waiting.is_some(),
        unmerge: ticket.merged.is_some() && rights.may(desk::access::Action::Change),
        unrestrict: ticket.confidential.is_some()
            && ticket.merged.is_none()
            && rights.may(desk::access::Action::Restrict),
        acknowledge: raised.map(|(seq, _)| *seq),
        questions,
        ratings: ratings.iter().map(|it| Choice::new(it.as_str(), &page.word(it), "")).collect(),
        wait: tab(Mode::Wait),
        resolve: tab(Mode::Resolve),
    }
}

#[derive(Template)]
#[template(path = "ticket_lost.html")]
struct Lost {
    page: Page,
    number: i64,
    texts: Vec<String>,
}

/// A ticket that is not there, or no longer for the viewer: with what they wrote, so that nothing
/// of it is lost.
fn lost(page: Page, number: TicketNumber, typed: &Typed) -> Result<Response, PageError> {
    let texts: Vec<String> = typed.texts().map(str::to_owned).collect();
    if texts.is_empty() {
        return Err(PageError::not_found());
    }
    Ok(answer::page_with(StatusCode::NOT_FOUND, &Lost { page, number: number.0, texts }))
}

fn lost_with(
    page: Page,
    number: TicketNumber,
    drafts: Vec<DraftRow>,
) -> Result<Response, PageError> {
    let fields = drafts.into_iter().flat_map(|row| row.fields).collect();
    lost(page, number, &Typed::new(fields))
}
