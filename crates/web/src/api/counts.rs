//! `GET /counts`: the maintained counts of a sidebar.

use super::auth::Caller;
use super::request::{Asked, Nothing};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::access::{DeskAction, can_desk, role_of};
use desk::refusal::Refusal;
use desk::values::{Status, Tier};
use serde::Serialize;
use store::queries::counts::{self, Count, CountScope};
use store::queries::tickets::phase;
use store::{Failure, Snapshot};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_counts))
}

/// How many tickets stand where.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    /// By the team that holds them, as far as the caller may see.
    teams: Vec<TeamCount>,
    /// Those the caller has.
    mine: PhaseCount,
}

/// The tickets of a team.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TeamCount {
    /// The team.
    team: String,
    /// Its tier.
    #[schema(value_type = i64)]
    tier: Tier,
    /// New and open ones that nobody has.
    unassigned: i64,
    /// By where they are in their life.
    #[serde(flatten)]
    phases: PhaseCount,
}

/// Tickets by where they are in their life.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub(crate) struct PhaseCount {
    /// New and open.
    open: i64,
    /// Waiting.
    waiting: i64,
    /// Resolved.
    resolved: i64,
    /// Closed.
    closed: i64,
}

/// Read the counts of a sidebar
///
/// They are kept with every change; nothing is counted when they are read.
#[utoipa::path(
    get, path = "/counts", operation_id = "read_counts", tag = "tickets",
    responses((status = 200, description = "The counts", body = Counts)),
)]
async fn read_counts(
    State(app): State<App>,
    caller: Caller,
    _: Asked<Nothing>,
) -> Result<Json<Counts>, Problem> {
    Ok(Json(app.read(move |desk| counted(desk, &caller)).await?))
}

fn counted(desk: &mut Snapshot<'_, '_>, caller: &Caller) -> Result<Counts, Failure> {
    let directory = &desk.directory;
    let agent = directory.agent(caller.id());
    let Some(agent) =
        agent.filter(|_| can_desk(role_of(directory, caller.id()), DeskAction::ReadDirectory))
    else {
        return Err(Refusal::forbidden("Counts are for those who work at the desk.").into());
    };
    let inside = directory.sees_the_house(agent);
    let held = counts::read(desk.tx, CountScope::Team)?;
    let unassigned = counts::read(desk.tx, CountScope::Unassigned)?;
    let assigned = counts::read(desk.tx, CountScope::Assignee)?;
    let seen = directory.teams.values().filter(|team| inside || agent.teams.contains(&team.id));
    let teams = seen.map(|team| {
        let own = agent.teams.contains(&team.id);
        TeamCount {
            team: team.name.clone(),
            tier: team.tier,
            unassigned: phases(&unassigned, team.id.0, own).open,
            phases: phases(&held, team.id.0, own),
        }
    });
    Ok(Counts { teams: teams.collect(), mine: phases(&assigned, caller.id().0, true) })
}

/// What stands under an id; with the confidential ones where they are the caller's own or their
/// team's, for whoever holds such a ticket sees it.
fn phases(counts: &[Count], id: i64, with_confidential: bool) -> PhaseCount {
    let of = |status| counts::of(counts, id, phase(status), with_confidential);
    PhaseCount {
        open: of(Status::Open),
        waiting: of(Status::Waiting),
        resolved: of(Status::Resolved),
        closed: of(Status::Closed),
    }
}
