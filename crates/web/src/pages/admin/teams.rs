//! `/admin/teams`: the teams as the stairs they are, tier upon tier.

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
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::values::Tier;
use std::collections::BTreeMap;
use store::queries::counts::{self, CountScope};
use store::{Failure, Snapshot};

#[derive(Template)]
#[template(path = "admin_teams.html")]
struct Teams {
    page: Page,
    nav: Nav,
    frame: Frame,
    steps: Vec<Step>,
    retired: Vec<Retired>,
}

/// One tier.
pub(crate) struct Step {
    pub(crate) tier: u8,
    pub(crate) teams: Vec<Shown>,
}

/// One team.
pub(crate) struct Shown {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) provider: Option<String>,
    pub(crate) people: i64,
    pub(crate) open: i64,
    pub(crate) asks: i64,
}

/// One that is no more.
pub(crate) struct Retired {
    pub(crate) name: String,
    pub(crate) tier: u8,
    pub(crate) successor: String,
}

/// Open tickets by team: those that somebody works on or that wait.
pub(super) fn open(desk: &mut Snapshot<'_, '_>) -> Result<BTreeMap<TeamId, i64>, Failure> {
    let mut open = BTreeMap::new();
    for (team, phase, n) in counts::read(desk.tx, CountScope::Team)? {
        if phase <= 1 {
            *open.entry(TeamId(team)).or_default() += n;
        }
    }
    Ok(open)
}

fn length(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn steps(directory: &Directory, open: &BTreeMap<TeamId, i64>) -> Vec<Step> {
    let shown = |team: &desk::directory::Team| Shown {
        id: team.id.0,
        name: team.name.clone(),
        provider: team.provider.clone(),
        people: length(
            directory.agents.values().filter(|it| it.active && it.teams.contains(&team.id)).count(),
        ),
        open: open.get(&team.id).copied().unwrap_or_default(),
        asks: length(team.checklist.len()),
    };
    let mut tiers: BTreeMap<u8, Vec<Shown>> = (1..=3).map(|tier| (tier, Vec::new())).collect();
    for team in directory.teams.values().filter(|team| team.is_active()) {
        tiers.entry(team.tier.0).or_default().push(shown(team));
    }
    tiers.into_iter().rev().map(|(tier, teams)| Step { tier, teams }).collect()
}

fn retired(directory: &Directory) -> Vec<Retired> {
    let retired = directory.teams.values().filter(|team| !team.is_active());
    let shown = retired.map(|team| Retired {
        name: team.name.clone(),
        tier: team.tier.0,
        successor: directory.successor_of(team.id).map(|it| it.name.clone()).unwrap_or_default(),
    });
    shown.collect()
}

impl Teams {
    /// The tier above the highest there is, when a desk may have one more.
    fn higher(&self) -> Option<u8> {
        let highest = self.steps.first().map_or(0, |step| step.tier);
        (highest < Tier::MAX.0).then_some(highest + 1)
    }

    /// How many steps glyphs are drawn with.
    fn tiers(&self) -> u8 {
        self.steps.first().map_or(3, |step| step.tier)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read = ground::read(&app, &page, &viewer, Tab::Teams, |desk| {
        let open = open(desk)?;
        Ok((steps(&desk.directory, &open), retired(&desk.directory)))
    });
    let (mut frame, nav, (steps, retired)) = read.await?;
    frame.done = asked.done();
    Ok(answer::page(&Teams { page, nav, frame, steps, retired }))
}
