//! `GET /me`: who the caller is.

use super::auth::Caller;
use super::names::Names;
use super::request::{Asked, Nothing};
use crate::api::words::{RoleWord, ScopeWord};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::admin::Scope;
use desk::ids::PersonId;
use desk::values::Role;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(me))
}

/// The caller.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// Their id.
    #[schema(value_type = i64)]
    id: PersonId,
    /// Their name.
    name: String,
    /// Their email address.
    email: Option<String>,
    /// What they are to the desk.
    #[schema(value_type = RoleWord)]
    role: Role,
    /// Their teams.
    teams: Vec<String>,
    /// What the token may do.
    #[schema(value_type = Vec<ScopeWord>)]
    scopes: Vec<Scope>,
}

/// Who am I?
#[utoipa::path(
    get, path = "/me", operation_id = "me", tag = "people",
    responses((status = 200, description = "The caller", body = Me)),
)]
async fn me(
    State(app): State<App>,
    caller: Caller,
    _: Asked<Nothing>,
) -> Result<Json<Me>, Problem> {
    let me = app.read(move |desk| {
        let names = Names::of(desk, caller.id());
        let Caller { person, scopes, .. } = caller;
        let teams = person.teams.iter().map(|id| names.team(*id)).collect();
        let (id, name, email, role) = (person.id, person.name, person.email, person.role);
        Ok(Me { id, name, email, role, teams, scopes })
    });
    Ok(Json(me.await?))
}
