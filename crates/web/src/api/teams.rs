//! `/teams`: who holds tickets, on which tier.

use super::auth::Caller;
use super::decode::nullable;
use super::ground::Ground;
use super::lookup::{Lookup, together};
use super::people::require_desk;
use super::request::{Asked, Nothing, Numbered, Sent};
use super::tickets::cursor::{Page, Paging};
use super::write::Answer;
use crate::api::words::ReachWord;
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::DeskAction;
use desk::admin::{AddTeam, AdminCommand, ChangeTeam, RetireTeam};
use desk::directory::{self, Directory};
use desk::ids::TeamId;
use desk::refusal::Refusal;
use desk::values::{Reach, Tier};
use serde::{Deserialize, Serialize};
use std::ops::Bound;
use store::{Failure, Ledger};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, add_team))
        .routes(routes!(read_team, change_team))
        .routes(routes!(retire_team))
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Team {
    /// Its id.
    #[schema(value_type = i64)]
    id: TeamId,
    /// Its name, unique at this desk.
    name: String,
    /// Its tier.
    #[schema(value_type = i64, minimum = 1, maximum = 5)]
    tier: Tier,
    /// The provider it belongs to; none for a team of the house.
    provider: Option<String>,
    /// What a hand-over to it has to answer.
    checklist: Vec<String>,
    /// How far its members see.
    #[schema(value_type = ReachWord)]
    reach: Reach,
    /// The team that took over, once it is retired.
    successor: Option<String>,
}

/// A page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// How many.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    pub(crate) limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    pub(crate) cursor: Option<String>,
}

/// A new team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddTeamRequest {
    /// Its name, unique at this desk. Required.
    name: Option<String>,
    /// Its tier, for good. Required.
    #[schema(minimum = 1, maximum = 5)]
    tier: Option<i64>,
    /// The provider it belongs to.
    provider: Option<String>,
    /// What a hand-over to it has to answer.
    checklist: Option<Vec<String>>,
    /// How far its members see: every ticket of the house, or those of their own teams.
    reach: Option<ReachWord>,
}

/// What shall be different about a team; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTeamRequest {
    /// Its name, unique at this desk.
    name: Option<String>,
    /// The provider it belongs to; `null` makes it a team of the house.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    provider: Option<Option<String>>,
    /// All that a hand-over to it has to answer.
    checklist: Option<Vec<String>>,
    /// How far its members see: every ticket of the house, or those of their own teams.
    reach: Option<ReachWord>,
}

/// Who takes over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RetireTeamRequest {
    /// The team that takes over. Required.
    successor: Option<String>,
}

fn shown(directory: &Directory, team: &directory::Team) -> Team {
    let successor = team.successor.and_then(|id| directory.team(id)).map(|it| it.name.clone());
    Team {
        id: team.id,
        name: team.name.clone(),
        tier: team.tier,
        provider: team.provider.clone(),
        checklist: team.checklist.clone(),
        reach: team.reach,
        successor,
    }
}

/// List teams
#[utoipa::path(
    get, path = "/teams", operation_id = "list_teams", tag = "teams",
    params(PageParams),
    responses((status = 200, description = "A page of the list", body = Page<Team>)),
)]
async fn list_teams(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<PageParams>,
) -> Result<Json<Page<Team>>, Problem> {
    let paging = Paging::read("teams", params.limit.as_ref(), params.cursor.as_ref())?;
    let page = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let [after] = paging.after().unwrap_or([0]);
        let behind = (Bound::Excluded(TeamId(after)), Bound::Unbounded);
        let rows = usize::try_from(paging.rows()).unwrap_or_default();
        let teams = desk.directory.teams.range(behind).take(rows);
        let teams = teams.map(|(_, team)| shown(&desk.directory, team));
        Ok(paging.page(teams.collect(), |team| vec![team.id.0]))
    });
    Ok(Json(page.await?))
}

/// Read a team
#[utoipa::path(
    get, path = "/teams/{id}", operation_id = "read_team", tag = "teams",
    params(("id" = i64, Path, description = "The id of the team")),
    responses((status = 200, description = "The team", body = Team)),
)]
async fn read_team(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Team>, Problem> {
    let team = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let team = desk.directory.team(TeamId(id.0));
        let team = team.ok_or_else(|| Refusal::not_found("team"))?;
        Ok(shown(&desk.directory, team))
    });
    Ok(Json(team.await?))
}

/// Found a team
///
/// For admins. `name` and `tier` are required.
#[utoipa::path(
    post, path = "/teams", operation_id = "add_team", tag = "teams",
    request_body = AddTeamRequest,
    responses((status = 201, description = "The new team", body = Team)),
)]
async fn add_team(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<AddTeamRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| {
        let team = added(ledger, &by, &body)?;
        answer(ledger, team, StatusCode::CREATED)
    })
    .await
}

fn added(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    body: &AddTeamRequest,
) -> Result<TeamId, Failure> {
    let directory = ledger.shared_directory();
    require_desk(&directory, caller, DeskAction::Administer)?;
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let tier = lookup.tier("tier", body.tier);
    let reach = lookup.word("reach", body.reach.as_ref());
    if body.tier.is_none() {
        lookup.note("tier", "required", "Say on which tier it sits.");
    }
    let unknown = lookup.problems();
    let mut add = AddTeam {
        team: TeamId(0),
        name: body.name.clone().unwrap_or_default(),
        tier: tier.unwrap_or(Tier::FIRST),
        provider: body.provider.clone(),
        reach: reach.unwrap_or(Reach::House),
        checklist: body.checklist.clone().unwrap_or_default(),
    };
    let ground = Ground::of(ledger);
    let judged = desk::admin::decide(AdminCommand::AddTeam(add.clone()), &ground.context(None));
    together(unknown, judged)?;
    add.team = ledger.new_team()?;
    let team = add.team;
    ledger.admin(AdminCommand::AddTeam(add))?;
    Ok(team)
}

/// Change a team
///
/// For admins. A team sits on its tier for good.
#[utoipa::path(
    patch, path = "/teams/{id}", operation_id = "change_team", tag = "teams",
    params(("id" = i64, Path, description = "The id of the team")),
    request_body = ChangeTeamRequest,
    responses((status = 200, description = "The team afterwards", body = Team)),
)]
async fn change_team(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<ChangeTeamRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (by, team) = (caller.clone(), TeamId(id.0));
    app.write(&caller, &terms, move |ledger| {
        let directory = ledger.shared_directory();
        let mut lookup = Lookup::new(ledger.tx(), directory, by.id());
        let reach = lookup.word("reach", body.reach.as_ref());
        let unknown = lookup.problems();
        let ChangeTeamRequest { name, provider, checklist, .. } = &body;
        let (name, provider, checklist) = (name.clone(), provider.clone(), checklist.clone());
        let change = ChangeTeam { team, name, provider, checklist, reach };
        let ground = Ground::of(ledger);
        let command = AdminCommand::ChangeTeam(change);
        together(unknown, desk::admin::decide(command.clone(), &ground.context(None)))?;
        ledger.admin(command)?;
        answer(ledger, team, StatusCode::OK)
    })
    .await
}

/// Retire a team
///
/// For admins. `successor` is required; holds, paths and contact teams follow to it, and it takes
/// the team's place where that served a service.
#[utoipa::path(
    post, path = "/teams/{id}/retire", operation_id = "retire_team", tag = "teams",
    params(("id" = i64, Path, description = "The id of the team")),
    request_body = RetireTeamRequest,
    responses((status = 200, description = "The team afterwards", body = Team)),
)]
async fn retire_team(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<RetireTeamRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (by, team) = (caller.clone(), TeamId(id.0));
    app.write(&caller, &terms, move |ledger| {
        let directory = ledger.shared_directory();
        require_desk(&directory, &by, DeskAction::Administer)?;
        if directory.team(team).is_none() {
            return Err(Refusal::not_found("team").into());
        }
        let mut lookup = Lookup::new(ledger.tx(), directory, by.id());
        let successor = lookup.team("successor", body.successor.as_ref());
        if body.successor.is_none() {
            lookup.note("successor", "required", "Name the team that takes over.");
        }
        together(lookup.problems(), Ok(()))?;
        let successor = successor.unwrap_or(team);
        ledger.admin(AdminCommand::RetireTeam(RetireTeam { team, successor }))?;
        answer(ledger, team, StatusCode::OK)
    })
    .await
}

fn answer(ledger: &Ledger<'_, '_>, team: TeamId, status: StatusCode) -> Result<Answer, Failure> {
    let directory = ledger.directory();
    let made = directory.team(team);
    let made = made.ok_or_else(|| Failure::fault(format!("team {team} is nowhere")))?;
    let location = (status == StatusCode::CREATED).then(|| format!("/api/v1/teams/{team}"));
    let body = shown(directory, made);
    Answer::of_desk(status, Some(DeskAction::ReadDirectory), location, &body)
}
