//! Liveness and readiness, for whoever keeps the server running.

use super::request::{Asked, Nothing};
use crate::app::App;
use crate::limits::{READY_HOLDS, READY_WAIT};
use crate::problem::{Problem, unavailable};
use axum::Json;
use axum::extract::State;
use desk::time::Timestamp;
use serde::Serialize;
use std::sync::PoisonError;
use std::time::Instant;
use store::Failure;
use store::queries::{counters, idempotency};
use tokio::sync::oneshot;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz))
}

/// That it is well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`; anything else is a problem.
    #[schema(value_type = String)]
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// Does the process live?
#[utoipa::path(
    get, path = "/healthz", operation_id = "healthz", tag = "health",
    responses((status = 200, description = "It does", body = Health)),
)]
async fn healthz(_: Asked<Nothing>) -> Json<Health> {
    OK
}

/// Can it read and write?
///
/// The database is asked for both, once a second at most.
#[utoipa::path(
    get, path = "/readyz", operation_id = "readyz", tag = "health",
    responses((status = 200, description = "It can", body = Health)),
)]
async fn readyz(State(app): State<App>, _: Asked<Nothing>) -> Result<Json<Health>, Problem> {
    let last = *app.ready().lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_some_and(|at| at.elapsed() < READY_HOLDS) {
        return Ok(OK);
    }
    match tokio::time::timeout(READY_WAIT, probe(&app)).await {
        Ok(done) => done?,
        Err(_) => return Err(unavailable()),
    }
    *app.ready().lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    Ok(OK)
}

/// Reads a counter; then takes the writer's way with a statement that changes nothing.
async fn probe(app: &App) -> Result<(), Problem> {
    app.read(|desk| Ok(counters::read(desk.tx, counters::Counter::Journal)?)).await?;
    let (done, answered) = oneshot::channel();
    app.store().db().submit(
        |tx| -> Result<u64, Failure> { Ok(idempotency::purge(tx, Timestamp(0))?) },
        move |result| drop(done.send(result)),
    );
    let lost = |_| Problem::fault("the check of the writer was dropped");
    answered.await.map_err(lost)??;
    Ok(())
}
