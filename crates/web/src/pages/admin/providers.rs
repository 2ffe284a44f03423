//! `/admin/providers`: what the people of outside firms see of the tickets they may see.

use super::ground::{self, Done, Frame, Tab};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::fields::Fields;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::pages::shown::Choice;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::admin::{AdminCommand, SetDataRules};
use desk::directory::Directory;
use desk::provider::DataRules;
use desk::values::Shown;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Seconds of a day.
const DAY_S: i64 = 86_400;

#[derive(Template)]
#[template(path = "admin_providers.html")]
struct Providers {
    page: Page,
    nav: Nav,
    frame: Frame,
    providers: Vec<Provider>,
    problems: Problems,
}

/// A provider and its rules, to be looked at or changed.
struct Provider {
    name: String,
    teams: String,
    days: String,
    /// What can be kept back: name of the field, key of its label, choices.
    rules: Vec<(&'static str, &'static str, Vec<Choice>)>,
}

fn providers(page: &Page, directory: &Directory) -> Vec<Provider> {
    let teams = || directory.teams.values().filter(|team| team.is_active());
    let names: BTreeSet<&String> = teams().filter_map(|team| team.provider.as_ref()).collect();
    let of = |name: &String| {
        let rules = directory.rules_of(name);
        let theirs = teams().filter(|team| team.provider.as_ref() == Some(name));
        Provider {
            name: name.clone(),
            teams: theirs.map(|team| team.name.as_str()).collect::<Vec<_>>().join(", "),
            days: (rules.read_on_s / DAY_S).to_string(),
            rules: vec![
                ("requester", "rules-requester", choices(page, rules.requester)),
                ("attachments", "rules-attachments", choices(page, rules.attachments)),
                ("notes", "rules-notes", choices(page, rules.notes)),
            ],
        }
    };
    names.into_iter().map(of).collect()
}

fn choices(page: &Page, chosen: Shown) -> Vec<Choice> {
    let choice = |it: &Shown| Choice::new(it.as_str(), &page.word(it), chosen.as_str());
    Shown::ALL.iter().map(choice).collect()
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read =
        ground::read(&app, &page, &viewer, Tab::Teams, |desk| Ok(Arc::clone(&desk.directory)));
    let (mut frame, nav, directory) = read.await?;
    frame.done = asked.done();
    let providers = providers(&page, &directory);
    Ok(answer::page(&Providers { page, nav, frame, providers, problems: Problems::none() }))
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let shown = |name: &str| fields.get(name).parse().unwrap_or(Shown::Hidden);
    // What is no number of days is out of every range, and is told so.
    let days = fields.get("read_on").parse().unwrap_or(-1_i64);
    let rules = DataRules {
        read_on_s: days.saturating_mul(DAY_S),
        requester: shown("requester"),
        attachments: shown("attachments"),
        notes: shown("notes"),
    };
    let provider = fields.get("provider").to_owned();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        let provider = provider.clone();
        ledger.admin(AdminCommand::SetDataRules(SetDataRules { provider, rules }))
    });
    let refusal = match written.await {
        Ok(_) => return Ok(ground::go("/admin/providers", Done::Saved)),
        Err(failure) => ground::to_put_right(failure)?,
    };
    let read =
        ground::read(&app, &page, &viewer, Tab::Teams, |desk| Ok(Arc::clone(&desk.directory)));
    let (frame, nav, directory) = read.await?;
    let providers = providers(&page, &directory);
    let (status, problems) = (ground::status(&refusal), ground::problems(&page, refusal));
    Ok(answer::page_with(status, &Providers { page, nav, frame, providers, problems }))
}
