//! `/admin/services`: the catalogue, with the teams that serve each service.

use super::ground::{self, Frame, Tab};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::directory::{Directory, Service};

#[derive(Template)]
#[template(path = "admin_services.html")]
struct Services {
    page: Page,
    nav: Nav,
    frame: Frame,
    services: Vec<Shown>,
    retired: Vec<Shown>,
}

/// One service.
pub(crate) struct Shown {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Its teams by tier, from the first up, in the order of preference.
    pub(crate) served: Vec<(u8, String)>,
}

impl Shown {
    fn new(directory: &Directory, service: &Service) -> Shown {
        let (id, name) = (service.id.0, service.name.clone());
        Shown { id, name, served: served(directory, service) }
    }
}

fn served(directory: &Directory, service: &Service) -> Vec<(u8, String)> {
    let teams = service.teams.iter().filter_map(|id| directory.team(*id));
    let mut teams: Vec<_> = teams.filter(|team| team.is_active()).collect();
    teams.sort_by_key(|team| team.tier);
    let tiers = teams.chunk_by(|one, other| one.tier == other.tier);
    let names = |teams: &[&desk::directory::Team]| {
        let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
        (teams[0].tier.0, names.join(", "))
    };
    tiers.map(names).collect()
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read = ground::read(&app, &page, &viewer, Tab::Services, |desk| {
        let mut all: Vec<&Service> = desk.directory.services.values().collect();
        all.sort_by_key(|service| service.name.to_lowercase());
        let (offered, retired): (Vec<&Service>, Vec<&Service>) =
            all.into_iter().partition(|service| service.active);
        let shown = |services: Vec<&Service>| -> Vec<Shown> {
            services.into_iter().map(|it| Shown::new(&desk.directory, it)).collect()
        };
        Ok((shown(offered), shown(retired)))
    });
    let (mut frame, nav, (services, retired)) = read.await?;
    frame.done = asked.done();
    Ok(answer::page(&Services { page, nav, frame, services, retired }))
}
