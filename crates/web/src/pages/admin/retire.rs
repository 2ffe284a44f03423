//! `/admin/teams/{id}/retire`: what follows when a team is retired, and the question whether it
//! shall.

use super::ground::{self, Done, Frame, Numbers, Tab};
use super::teams;
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
use desk::admin::{AdminCommand, RetireTeam, SetTeams};
use desk::directory::{Directory, Team};
use desk::ids::{PersonId, TeamId};
use desk::refusal::Refusal;
use std::cmp::Reverse;
use store::{Failure, Ledger, Snapshot};

#[derive(Template)]
#[template(path = "admin_retire.html")]
struct Retire {
    page: Page,
    nav: Nav,
    frame: Frame,
    id: i64,
    name: String,
    open: i64,
    people: i64,
    services: Vec<String>,
    successors: Vec<Choice>,
    /// Whether the members join the successor.
    members: Members,
    problems: Problems,
}

impl Retire {
    fn back(&self) -> String {
        format!("/admin/teams/{}", self.id)
    }
}

/// What becomes of the people of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Members {
    /// They join the successor.
    Follow,
    /// They only leave.
    Leave,
}

/// What a retirement means.
struct Found {
    team: Team,
    open: i64,
    people: i64,
    services: Vec<String>,
    /// The teams that could take over, those of the same tier first.
    others: Vec<Team>,
}

fn members(directory: &Directory, team: TeamId) -> impl Iterator<Item = PersonId> {
    let agents = directory.agents.values();
    agents.filter(move |it| it.active && it.teams.contains(&team)).map(|agent| agent.id)
}

fn find(desk: &mut Snapshot<'_, '_>, id: TeamId) -> Result<Found, Failure> {
    let open = teams::open(desk)?.get(&id).copied().unwrap_or_default();
    let directory = &desk.directory;
    let team = directory.team(id).filter(|team| team.is_active());
    let team = team.cloned().ok_or_else(|| Refusal::not_found("team"))?;
    let active = directory.teams.values().filter(|it| it.is_active() && it.id != id);
    let mut others: Vec<Team> = active.cloned().collect();
    // Up is escalation, so that work that goes over goes down rather than up.
    others.sort_by_key(|it| (it.tier != team.tier, it.provider.is_some(), Reverse(it.tier), it.id));
    let served = directory.services.values().filter(|it| it.active && it.teams.contains(&id));
    let services = served.map(|service| service.name.clone()).collect();
    let people = i64::try_from(members(directory, id).count()).unwrap_or(i64::MAX);
    Ok(Found { team, open, people, services, others })
}

async fn view(
    app: &App,
    page: Page,
    viewer: &Viewer,
    id: TeamId,
    typed: Option<(String, Members, Refusal)>,
) -> Result<Retire, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, id);
    let read = ground::read_to_change(app, &page, viewer, Tab::Teams, read);
    let (frame, nav, found) = read.await?;
    let Found { team, open, people, services, others } = found;
    let proposed = match team.provider {
        Some(_) => Members::Leave,
        None => Members::Follow,
    };
    let (chosen, members, problems) = match typed {
        Some((chosen, members, refusal)) => (chosen, members, ground::problems(&page, refusal)),
        None => (String::new(), proposed, Problems::none()),
    };
    let successors = others.iter().map(|it| {
        let label = page.text("tier-team").with("tier", i64::from(it.tier.0));
        let label = label.with("team", it.name.as_str()).to_string();
        Choice::new(&it.id.to_string(), &label, &chosen)
    });
    let (successors, id, name) = (successors.collect(), team.id.0, team.name);
    Ok(Retire { page, nav, frame, id, name, open, people, services, successors, members, problems })
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    Ok(answer::page(&view(&app, page, &viewer, TeamId(id), None).await?))
}

pub(super) async fn retire(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let team = TeamId(id);
    let chosen = fields.get("successor").to_owned();
    let members = if fields.has("members") { Members::Follow } else { Members::Leave };
    // No team has the number of a choice that was not made.
    let successor = TeamId(chosen.parse().unwrap_or(0));
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        retired(ledger, RetireTeam { team, successor }, members)
    });
    match written.await {
        Ok(()) => Ok(ground::go("/admin/teams", Done::Retired)),
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            let status = ground::status(&refusal);
            let typed = Some((chosen, members, refusal));
            let view = view(&app, page, &viewer, team, typed).await?;
            Ok(answer::page_with(status, &view))
        }
    }
}

/// Retires the team; its people are in it no more.
fn retired(
    ledger: &mut Ledger<'_, '_>,
    command: RetireTeam,
    follow: Members,
) -> Result<(), Failure> {
    ledger.admin(AdminCommand::RetireTeam(command))?;
    let directory = ledger.shared_directory();
    for person in members(&directory, command.team) {
        let Some(agent) = directory.agent(person) else { continue };
        let active = |id: &&TeamId| directory.team(**id).is_some_and(Team::is_active);
        let mut teams: Vec<TeamId> = agent.teams.iter().filter(active).copied().collect();
        if follow == Members::Follow && !teams.contains(&command.successor) {
            teams.push(command.successor);
        }
        ledger.admin(AdminCommand::SetTeams(SetTeams { person, teams }))?;
    }
    Ok(())
}
