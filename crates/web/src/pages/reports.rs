//! `/reports`: the tier flow as a picture, and every figure of it.

mod asked;
mod backlog;
mod figures;
mod flow;
mod numbers;
mod read;
mod tables;
mod times;

use super::answer::{self, Wanted};
use super::error::PageError;
use super::nav::Nav;
use super::page::Page;
use super::refused::Problems;
use super::session::Viewer;
use super::shown::Choice;
use crate::api::reports::{self as api, csv};
use crate::app::App;
use askama::Template;
use asked::{Asked, NAMED, Query};
use axum::Extension;
use axum::extract::{Query as Parameters, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::directory::Directory;
use desk::ids::PersonId;
use insight::tier_flow::{day, month_of, month_start};
use read::Data;
use store::reports::{self, GroupBy};
use store::{Failure, Snapshot, followers};

/// The page.
#[derive(Template)]
#[template(path = "reports.html", blocks = ["report"])]
struct Reports {
    page: Page,
    nav: Nav,
    problems: Problems,
    /// What was typed for the first and the last day.
    typed: (String, String),
    by: Option<&'static str>,
    named: Option<&'static str>,
    periods: Vec<Link>,
    steps: Vec<Link>,
    teams: Vec<Choice>,
    services_to_choose: Vec<Choice>,
    export: String,
    everything: String,
    subtitle: String,
    compared: Option<String>,
    is_empty: bool,
    tiles: Vec<figures::Tile>,
    flow: Option<flow::Flow>,
    times: Option<times::TierTimes>,
    medians: Vec<(String, String)>,
    backlog: Option<backlog::Backlog>,
    trend: figures::Trend,
    ways: Vec<tables::Way>,
    pairs: Vec<tables::Pair>,
    matrix: Option<tables::Matrix>,
    services: Vec<tables::Service>,
}

super::blocks!(Reports, "report" => as_report);

/// A place to go to from here.
struct Link {
    href: String,
    text: String,
    is_here: bool,
}

/// The page of an address.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Parameters(query): Parameters<Query>,
    wanted: Wanted,
) -> Result<Response, PageError> {
    let (reader, asking) = (page.clone(), query.clone());
    let read = up_to_date(&app, viewer.id(), move |desk| {
        let span = reports::span(desk.tx)?;
        let (asked, problems) = asking.read(&reader, &desk.directory, span);
        let data = read::read(desk, &viewer, &asked)?;
        Ok((asked, problems, data))
    });
    let (asked, problems, data) = read.await?;
    let is_refused = problems.whole().is_some();
    let view = view(page, &query, &asked, problems, &data);
    Ok(match is_refused {
        true => answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view),
        false => answer::page_or_parts(&view, &wanted),
    })
}

/// The figures of an address as CSV, step by step.
pub(super) async fn export(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Parameters(query): Parameters<Query>,
) -> Result<Response, PageError> {
    let table = up_to_date(&app, viewer.id(), move |desk| {
        let span = reports::span(desk.tx)?;
        let (asked, _) = query.read(&page, &desk.directory, span);
        let directory = desk.directory.clone();
        let by = if asked.is_monthly() { GroupBy::Month } else { GroupBy::Week };
        let groups = reports::tier_flow(desk.tx, &directory, &asked.selection(), by)?;
        Ok(csv::tier_flow(&groups))
    });
    Ok(csv::answer(&table.await?, "tier-flow.csv"))
}

/// Reads with everything that follows the journal brought up to date, if this person may.
async fn up_to_date<T: Send + 'static>(
    app: &App,
    person: PersonId,
    read: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, PageError> {
    let store = app.store().clone();
    let may = move |directory: &Directory| match api::may_read(directory, person) {
        true => Ok(()),
        false => Err(Failure::from(api::forbidden())),
    };
    let done = tokio::task::spawn_blocking(move || {
        store.read(|desk| may(&desk.directory))?;
        followers::catch_up(&store)?;
        store.read(|desk| {
            may(&desk.directory)?;
            read(desk)
        })
    });
    Ok(done.await.map_err(PageError::fault)??)
}

fn view(page: Page, query: &Query, asked: &Asked, problems: Problems, data: &Data) -> Reports {
    let number = page.format.number(data.sums.counts.tickets);
    let (first, last) = (asked.days.start, asked.days.end - 1);
    let subtitle = page.text("reports-subtitle").with("n", number);
    let subtitle = subtitle.with("from", numbers::day(&page, first));
    let subtitle = subtitle.with("through", numbers::day(&page, last)).to_string();
    let compared = asked.before().map(|days| {
        let text = page.text("reports-compared").with("from", numbers::day(&page, days.start));
        text.with("through", numbers::day(&page, days.end - 1)).to_string()
    });
    let typed = match (query.typed(), asked.named()) {
        (("", ""), Some(_)) => (String::new(), String::new()),
        ((from, through), _) => (from.to_owned(), through.to_owned()),
    };
    Reports {
        nav: Nav::new(&page, &data.counted),
        typed,
        by: asked.by(),
        named: asked.named(),
        periods: periods(&page, asked),
        steps: steps(&page, asked),
        teams: teams(&page, &data.directory, asked),
        services_to_choose: services(&data.directory, asked),
        export: asked.here("/reports/tier-flow.csv"),
        everything: asked.with_period("all"),
        subtitle,
        compared,
        is_empty: data.sums.counts.tickets == 0,
        tiles: figures::tiles(&page, data),
        flow: flow::flow(&page, data),
        times: times::tier_times(&page, data),
        medians: figures::medians(&page, &data.medians_s),
        backlog: backlog::backlog(&page, data, asked, day(page.now)),
        trend: figures::trend(&page, data, |from, until| step_name(&page, asked, from, until)),
        ways: tables::ways(&page, data),
        pairs: tables::pairs(&page, data),
        matrix: tables::matrix(&page, data),
        services: tables::services(&page, data, asked),
        problems,
        page,
    }
}

fn periods(page: &Page, asked: &Asked) -> Vec<Link> {
    let link = |(word, _, key): &(&'static str, asked::Named, &'static str)| Link {
        href: asked.with_period(word),
        text: page.text(*key).to_string(),
        is_here: asked.is_named(word),
    };
    NAMED.iter().map(link).collect()
}

fn steps(page: &Page, asked: &Asked) -> Vec<Link> {
    let steps = asked.other_steps().into_iter();
    let link = |(word, href, is_here)| {
        let key = match word {
            "day" => "reports-by-day",
            "week" => "reports-by-week",
            _ => "reports-by-month",
        };
        Link { href, text: page.text(key).to_string(), is_here }
    };
    steps.map(link).collect()
}

fn teams(page: &Page, directory: &Directory, asked: &Asked) -> Vec<Choice> {
    let mut teams: Vec<_> = directory.teams.values().collect();
    teams.sort_by_key(|team| (std::cmp::Reverse(team.tier), team.name.to_lowercase()));
    let choice = |team: &desk::directory::Team| {
        let label = page.text("tier-team").with("tier", i64::from(team.tier.0));
        Choice {
            value: team.id.to_string(),
            label: label.with("team", team.name.as_str()).to_string(),
            is_chosen: asked.team == Some(team.id),
        }
    };
    teams.into_iter().map(choice).collect()
}

fn services(directory: &Directory, asked: &Asked) -> Vec<Choice> {
    let mut services: Vec<_> = directory.services.values().collect();
    services.sort_by_key(|service| service.name.to_lowercase());
    let choice = |service: &desk::directory::Service| Choice {
        value: service.id.to_string(),
        label: service.name.clone(),
        is_chosen: asked.service == Some(service.id),
    };
    services.into_iter().map(choice).collect()
}

/// A step in words: `2. März`, `2. bis 8. März`, `März 2026`.
fn step_name(page: &Page, asked: &Asked, from: i64, until: i64) -> String {
    let whole_month = from == month_start(month_of(from)) && until == month_start(month_of(until));
    if asked.is_monthly() && whole_month && month_of(until) == month_of(from) + 1 {
        return numbers::month(page, from);
    }
    numbers::days(page, from, until - 1)
}
