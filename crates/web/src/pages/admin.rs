//! `/admin`: how the desk is set up, what is missing, and what was changed last.

mod changes;
mod ground;
mod import;
mod missing;
mod organisation;
mod people;
mod person;
mod person_form;
mod providers;
mod retire;
mod secrets;
mod service;
mod services;
mod team;
mod teams;

use super::answer;
use super::error::PageError;
use super::nav::Nav;
use super::page::Page;
use super::session::Viewer;
use crate::app::App;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use changes::Change;
use desk::directory::Directory;
use desk::values::Role;
use ground::{Asked, Frame, Tab};
use missing::Missing;
pub(super) use organisation::languages;
pub(crate) use person::Invite;
pub(crate) use retire::Members;
use std::collections::BTreeMap;
use store::queries::counts::{self, CountScope};
use store::{Failure, Snapshot};

/// The routes; only those who work at the desk come here, and each page asks whether they may.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/admin", get(show))
        .route("/admin/organisation", get(organisation::show).post(organisation::change))
        .route("/admin/people", get(people::show))
        .route("/admin/people/new", get(person::new).post(person::add))
        .route("/admin/people/import", get(import::show).post(import::take))
        .route("/admin/people/{id}", get(person::show).post(person::change))
        .route("/admin/people/{id}/deactivate", post(person::deactivate))
        .route("/admin/people/{id}/reactivate", post(person::reactivate))
        .route("/admin/people/{id}/sign-out", post(secrets::sign_out))
        .route("/admin/people/{id}/password-link", post(secrets::issue_link))
        .route("/admin/people/{id}/second-factor/remove", post(secrets::remove_factor))
        .route("/admin/two-factors", post(secrets::require_factors))
        .route("/admin/people/{id}/tokens", post(secrets::issue_token))
        .route("/admin/people/{id}/tokens/{token}/revoke", post(secrets::revoke_token))
        .route("/admin/teams", get(teams::show))
        .route("/admin/teams/new", get(team::new).post(team::add))
        .route("/admin/teams/{id}", get(team::show).post(team::change))
        .route("/admin/teams/{id}/members", post(team::set_member))
        .route("/admin/teams/{id}/retire", get(retire::show).post(retire::retire))
        .route("/admin/providers", get(providers::show).post(providers::change))
        .route("/admin/services", get(services::show))
        .route("/admin/services/new", get(service::new).post(service::add))
        .route("/admin/services/{id}", get(service::show).post(service::change))
        .route("/admin/services/{id}/retire", post(service::retire))
        .route("/admin/services/{id}/restore", post(service::restore))
}

#[derive(Template)]
#[template(path = "admin.html")]
struct Overview {
    page: Page,
    nav: Nav,
    frame: Frame,
    missing: Vec<Missing>,
    figures: Figures,
    changes: Vec<Change>,
}

/// What there is.
pub(crate) struct Figures {
    /// The tiers from the highest down, with the names of their teams.
    pub(crate) tiers: Vec<(u8, String)>,
    /// How many people there are of each role who have not left.
    pub(crate) people: Vec<People>,
    /// How many have left.
    pub(crate) left: i64,
    pub(crate) services: i64,
    pub(crate) organisation: Option<String>,
}

/// The people of one role.
pub(crate) struct People {
    pub(crate) role: Role,
    pub(crate) n: i64,
}

impl Figures {
    fn read(desk: &mut Snapshot<'_, '_>) -> Result<Figures, Failure> {
        let counted = counts::read(desk.tx, CountScope::People)?;
        let counted: BTreeMap<(i64, i64), i64> =
            counted.into_iter().map(|(role, active, n)| ((role, active), n)).collect();
        let at = |place: usize, active| {
            let place = i64::try_from(place).unwrap_or_default();
            counted.get(&(place, active)).copied().unwrap_or_default()
        };
        let roles = Role::ALL.iter().enumerate().rev();
        let left = (0..Role::ALL.len()).map(|place| at(place, 0)).sum();
        let offered = desk.directory.services.values().filter(|it| it.active);
        let services = i64::try_from(offered.count()).unwrap_or(i64::MAX);
        Ok(Figures {
            tiers: tiers(&desk.directory),
            people: roles.map(|(place, role)| People { role: *role, n: at(place, 1) }).collect(),
            left,
            services,
            organisation: desk.settings.organisation.clone(),
        })
    }
}

fn tiers(directory: &Directory) -> Vec<(u8, String)> {
    let names = |teams: Vec<&desk::directory::Team>| {
        teams.into_iter().map(|team| team.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    ground::by_tier(directory).into_iter().map(|(tier, teams)| (tier, names(teams))).collect()
}

async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let read = ground::read(&app, &page, &viewer, Tab::Overview, |desk| {
        let missing = missing::find(&desk.directory, &desk.settings);
        Ok((missing, Figures::read(desk)?, changes::read(desk)?))
    });
    let (mut frame, nav, (missing, figures, latest)) = read.await?;
    frame.done = asked.done();
    let changes = latest.told(&page);
    Ok(answer::page(&Overview { page, nav, frame, missing, figures, changes }))
}
