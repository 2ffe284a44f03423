//! `/desk/new`: a call is taken. Who, what, and solved at once or opened, in one form.
//!
//! Callers are found by the server while somebody types (`callers` and `card` are parts), or with
//! a button of the same form; nothing that was typed is lost on the way.

mod read;
mod typed;

use super::answer::{self, Wanted};
use super::error::PageError;
use super::nav::Nav;
use super::page::Page;
use super::refused::Problems;
use super::session::Viewer;
use super::shown::{Choice, StatusMark, When};
use super::words::Word;
use crate::api::lookup::Lookup;
use crate::api::tickets::open::{self, Wanted as Asker};
use crate::app::App;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::{Class, Refusal};
use desk::ticket::take::Take;
use desk::values::{Channel, Kind, Level, ResolutionCode, Status};
use read::Read;
use store::queries::lists::ListRow;
use store::queries::people::PersonRow;
use store::{Failure, Ledger};
use typed::{Outcome, Typed};

/// How somebody gets in touch with an agent.
const CHANNELS: [Channel; 3] = [Channel::Phone, Channel::WalkIn, Channel::Mail];

/// How a call can end that is solved at once.
const CODES: [ResolutionCode; 8] = [
    ResolutionCode::SolvedPermanently,
    ResolutionCode::Workaround,
    ResolutionCode::Answered,
    ResolutionCode::Fulfilled,
    ResolutionCode::NotReproducible,
    ResolutionCode::NoAnswer,
    ResolutionCode::Cancelled,
    ResolutionCode::Junk,
];

#[derive(Template)]
#[template(path = "new.html", blocks = ["nav_counts", "callers", "card", "call"])]
struct New {
    page: Page,
    nav: Nav,
    typed: Typed,
    problems: Problems,
    callers: Vec<Caller>,
    /// Something was typed that somebody can be found by, or nobody can be looked up.
    is_sought: bool,
    /// The caller is somebody new.
    is_new: bool,
    can_search: bool,
    newcomer: Newcomer,
    card: Option<Card>,
    channels: Vec<Choice>,
    kinds: Vec<Choice>,
    services: Vec<Choice>,
    impacts: Vec<Choice>,
    urgencies: Vec<Choice>,
    /// Impact, urgency, and the priority they make.
    matrix: Vec<(&'static str, &'static str, u8)>,
    outcomes: Vec<Choice>,
    teams: Vec<Choice>,
    codes: Vec<Choice>,
    /// The ticket that was just made.
    made: Option<i64>,
}

super::blocks!(
    New,
    "nav-counts" => as_nav_counts,
    "callers" => as_callers,
    "card" => as_card,
    "call" => as_call,
);

/// Somebody who may be calling.
struct Caller {
    id: i64,
    name: String,
    more: String,
    is_chosen: bool,
}

/// What is known of somebody new.
struct Newcomer {
    called: String,
    email: String,
    phone: String,
}

/// The caller, and what they asked before.
struct Card {
    name: String,
    more: String,
    recent: Vec<Recent>,
}

struct Recent {
    number: i64,
    subject: String,
    state: StatusMark,
    is_live: bool,
    when: When,
}

/// Shows the form, filled in as the address says.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let typed = Typed::of(&page.here).without_nul();
    let view = view(&app, page, viewer, typed, None).await?;
    Ok(answer::page_or_parts(&view, &wanted))
}

/// Takes the call, or shows the form again with who was found or what is missing.
pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    wanted: Wanted,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let typed = typed.without_nul();
    if typed.wish == "find" {
        let view = view(&app, page, viewer, typed, None).await?;
        return Ok(answer::page_or_parts(&view, &wanted));
    }
    let (form, by) = (typed.clone(), viewer.clone());
    let taken = answer::write(&app, viewer.by(page.now), move |ledger| taken(ledger, &by, &form));
    match taken.await {
        Ok(number) => Ok(answer::go(&match typed.outcome() {
            Outcome::Mine => format!("/desk/tickets/{number}"),
            // The next call can come.
            Outcome::Team | Outcome::Router | Outcome::Solved => {
                format!("/desk/new?made={number}")
            }
        })),
        Err(Failure::Refused(refusal)) if refusal.class != Class::NotFound => {
            let view = view(&app, page, viewer, typed, Some(refusal)).await?;
            Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn taken(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    typed: &Typed,
) -> Result<TicketNumber, Failure> {
    let directory = ledger.shared_directory();
    let own = read::own_teams(&directory, viewer.id()).first().map(|team| team.id);
    let mut unknown = Vec::new();
    let command = typed.command(own, &mut unknown)?;
    let asker = asker(ledger, viewer, typed, &mut unknown)?;
    let number = open::admit(ledger, command, asker, unknown)?;
    if typed.outcome() == Outcome::Mine {
        ledger.act(number, Take::default().into())?;
    }
    Ok(number)
}

/// Who has the need: the one who was chosen, or somebody new with what was typed.
fn asker(
    ledger: &mut Ledger<'_, '_>,
    viewer: &Viewer,
    typed: &Typed,
    unknown: &mut Vec<desk::refusal::Problem>,
) -> Result<Asker, Failure> {
    let directory = ledger.shared_directory();
    let mut lookup = Lookup::new(ledger.tx(), directory, viewer.id());
    if typed.is_new() {
        let hint = typed.hint();
        return Ok(match lookup.hinted(&hint)? {
            Some(person) => Asker::Known(person),
            None if hint.name.is_none() && hint.email.is_none() && hint.phone.is_none() => {
                Asker::Nobody
            }
            None => Asker::New(hint),
        });
    }
    if typed.requester.is_empty() {
        return Ok(Asker::Nobody);
    }
    let Some(person) = lookup.known(&typed.requester)? else {
        unknown.push(typed::not_known("requester"));
        return Ok(Asker::Known(PersonId(0)));
    };
    Ok(Asker::Known(person))
}

/// What is refused, under the names of the form's fields.
fn problems(page: &Page, refusal: Option<Refusal>) -> Problems {
    let Some(mut refusal) = refusal else { return Problems::none() };
    for problem in &mut refusal.problems {
        for prefix in ["resolve.", "requester."] {
            if let Some(field) = problem.field.strip_prefix(prefix) {
                problem.field = field.to_owned();
            }
        }
    }
    Problems::of(page, &refusal)
}

async fn view(
    app: &App,
    page: Page,
    viewer: Viewer,
    typed: Typed,
    refusal: Option<Refusal>,
) -> Result<New, PageError> {
    let (form, id) = (typed.clone(), viewer.id());
    let read = answer::read(app, move |desk| read::read(desk, &viewer, &form)).await?;
    let problems = problems(&page, refusal);
    let is_sought = !typed.caller.trim().is_empty() || !read.callers.is_empty() || typed.is_new();
    let is_new = typed.is_new() || !read.can_search || is_sought && read.callers.is_empty();
    let hint = typed.hint();
    let word = |value: Option<String>| value.unwrap_or_default();
    Ok(New {
        nav: Nav::new(&page, &read.counted),
        callers: callers(&read, is_new),
        is_sought: is_sought || !read.can_search,
        is_new,
        can_search: read.can_search,
        newcomer: Newcomer {
            called: word(hint.name),
            email: word(hint.email),
            phone: word(hint.phone),
        },
        card: if is_new { None } else { card(&page, &read) },
        channels: words(&page, &CHANNELS, Channel::as_str, &typed.channel, "phone"),
        kinds: words(&page, Kind::ALL, Kind::as_str, &typed.kind, "incident"),
        services: services(&read, &typed),
        impacts: words(&page, Level::ALL, Level::as_str, &typed.impact, "medium"),
        urgencies: words(&page, Level::ALL, Level::as_str, &typed.urgency, "medium"),
        matrix: matrix(&read),
        outcomes: outcomes(&page, &read, id, &typed),
        teams: teams(&page, &read, &typed),
        codes: words(&page, &CODES, ResolutionCode::as_str, &typed.code, "solved_permanently"),
        made: typed.made.parse().ok(),
        page,
        typed,
        problems,
    })
}

/// Values of a table to choose from; what was chosen, else the usual one.
fn words<W: Word + Copy>(
    page: &Page,
    all: &[W],
    word: impl Fn(W) -> &'static str,
    chosen: &str,
    usual: &str,
) -> Vec<Choice> {
    let known = all.iter().any(|it| word(*it) == chosen);
    let chosen = if known { chosen } else { usual };
    all.iter().map(|it| Choice::new(word(*it), &page.word(it), chosen)).collect()
}

fn callers(read: &Read, is_new: bool) -> Vec<Caller> {
    let chosen = read.chosen.as_ref().map(|(id, _)| *id).filter(|_| !is_new);
    let each = read.callers.iter().map(|person| Caller {
        id: person.id.0,
        name: person.name.clone(),
        more: more(person),
        is_chosen: chosen == Some(person.id),
    });
    each.collect()
}

/// How somebody is reached.
fn more(person: &PersonRow) -> String {
    let ways = [&person.email, &person.phone].into_iter().flatten().cloned();
    ways.filter(|way| *way != person.name).collect::<Vec<_>>().join(" · ")
}

fn card(page: &Page, read: &Read) -> Option<Card> {
    let (id, rows) = read.chosen.as_ref()?;
    let person = read.callers.iter().find(|person| person.id == *id)?;
    let recent = |row: &ListRow| {
        let (wait, until) = (row.waiting.map(|it| it.on), row.waiting.and_then(|it| it.until));
        Recent {
            number: row.number.0,
            subject: row.subject.clone(),
            state: StatusMark::new(page, row.status, wait, until),
            is_live: !matches!(row.status, Status::Resolved | Status::Closed),
            when: When::brief(page, row.updated_at),
        }
    };
    let recent = rows.iter().map(recent).collect();
    Some(Card { name: person.name.clone(), more: more(person), recent })
}

fn services(read: &Read, typed: &Typed) -> Vec<Choice> {
    let active = read.directory.services.values().filter(|service| service.active);
    let each = active.map(|it| Choice::new(&it.id.to_string(), &it.name, &typed.service));
    let mut services: Vec<Choice> = each.collect();
    services.sort_by(|a, b| a.label.cmp(&b.label));
    services
}

fn matrix(read: &Read) -> Vec<(&'static str, &'static str, u8)> {
    let all = Level::ALL.iter().flat_map(|impact| Level::ALL.iter().map(|it| (*impact, *it)));
    let priority = |(impact, urgency): (Level, Level)| {
        let priority = read.settings.matrix.priority(impact, urgency).0;
        (impact.as_str(), urgency.as_str(), priority)
    };
    all.map(priority).collect()
}

fn outcomes(page: &Page, read: &Read, viewer: PersonId, typed: &Typed) -> Vec<Choice> {
    let keeps = read::can_keep(&read.directory, viewer);
    let fits = |it: &Outcome| keeps || matches!(it, Outcome::Team | Outcome::Router);
    let usual = if keeps { Outcome::Mine } else { Outcome::Router };
    let chosen = Outcome::ALL.into_iter().find(|it| it.word() == typed.outcome);
    let chosen = chosen.filter(fits).unwrap_or(usual).word();
    let all = Outcome::ALL.into_iter().filter(fits);
    all.map(|it| Choice::new(it.word(), &page.text(it.key()), chosen)).collect()
}

fn teams(page: &Page, read: &Read, typed: &Typed) -> Vec<Choice> {
    let each = read::targets(&read.counted, &read.directory).into_iter().map(|team| {
        let label = page.text("tier-team").with("tier", i64::from(team.tier.0));
        let label = label.with("team", team.name.as_str());
        Choice::new(&team.id.to_string(), &label, &typed.team)
    });
    each.collect()
}
