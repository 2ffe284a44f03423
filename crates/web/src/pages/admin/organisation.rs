//! `/admin/organisation`: whose desk it is, and which language it speaks.

use super::ground::{self, Done, Fact, Frame, Tab};
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
use axum::extract::State;
use axum::response::Response;
use desk::admin::{AdminCommand, NameDesk, TwoFactors};
use desk::settings::Settings;
use desk::values::Language;

#[derive(Template)]
#[template(path = "admin_organisation.html")]
struct Organisation {
    page: Page,
    nav: Nav,
    frame: Frame,
    seen: String,
    organisation: String,
    languages: Vec<Choice>,
    two_factors: Vec<Choice>,
    now: Vec<Fact>,
    problems: Problems,
}

/// The languages to choose from, each called as its readers call it.
pub(crate) fn languages(chosen: &str) -> Vec<Choice> {
    let names = [("de", "Deutsch"), ("en", "English")];
    names.map(|(tag, name)| Choice::new(tag, &name, chosen)).to_vec()
}

/// Who may need a second factor.
fn two_factors(page: &Page, settings: &Settings) -> Vec<Choice> {
    let words = [(TwoFactors::Free, "factors-free"), (TwoFactors::AtTheDesk, "factors-desk")];
    let chosen = settings.two_factors.as_str();
    let choice = |(of, key): (TwoFactors, &'static str)| {
        Choice::new(of.as_str(), &page.text(key).to_string(), chosen)
    };
    words.map(choice).to_vec()
}

/// What somebody who fills the form in has seen.
fn stands(settings: &Settings) -> impl std::fmt::Debug {
    (settings.organisation.clone(), settings.language)
}

/// What stands there after somebody else's change.
fn facts(page: &Page, settings: &Settings) -> Vec<Fact> {
    let fact = |key, text: Option<&str>| Fact {
        label: page.text(key).to_string(),
        text: text.unwrap_or("–").to_owned(),
    };
    vec![
        fact("organisation", settings.organisation.as_deref()),
        fact("desk-language", settings.language.map(Language::as_str)),
    ]
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    let read = ground::read_to_change(&app, &page, &viewer, Tab::Overview, |desk| {
        Ok((*desk.settings).clone())
    });
    let (frame, nav, settings) = read.await?;
    let language = settings.language.map_or(page.lang(), Language::as_str);
    let languages = languages(language);
    let (seen, now, problems) = (ground::mark(&stands(&settings)), Vec::new(), Problems::none());
    let two_factors = two_factors(&page, &settings);
    let organisation = settings.organisation.unwrap_or_default();
    let view = Organisation {
        page,
        nav,
        frame,
        seen,
        organisation,
        languages,
        two_factors,
        now,
        problems,
    };
    Ok(answer::page(&view))
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (seen, words) = (fields.get("seen").to_owned(), page.text("admin-changed").to_string());
    let organisation = fields.get("organisation").to_owned();
    let language = fields.get("language").parse().unwrap_or(Language::En);
    let name = NameDesk { organisation: organisation.clone(), language };
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::unchanged(&seen, &stands(ledger.settings()), &words)?;
        ledger.admin(AdminCommand::NameDesk(name.clone()))
    });
    let refusal = match written.await {
        Ok(_) => return Ok(ground::go("/admin", Done::Saved)),
        Err(failure) => ground::to_put_right(failure)?,
    };
    let read = ground::read_to_change(&app, &page, &viewer, Tab::Overview, |desk| {
        Ok((*desk.settings).clone())
    });
    let (frame, nav, settings) = read.await?;
    let now = match refusal.code {
        ground::CHANGED => facts(&page, &settings),
        _ => Vec::new(),
    };
    let (status, languages) = (ground::status(&refusal), languages(language.as_str()));
    let (seen, problems) = (ground::mark(&stands(&settings)), ground::problems(&page, refusal));
    let two_factors = two_factors(&page, &settings);
    let view = Organisation {
        page,
        nav,
        frame,
        seen,
        organisation,
        languages,
        two_factors,
        now,
        problems,
    };
    Ok(answer::page_with(status, &view))
}
