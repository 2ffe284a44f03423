//! Leaving the desk, coming back, being signed out.

use super::auth::Caller;
use super::people::{Person, answer, require_desk};
use super::request::{Nothing, Numbered, Sent};
use super::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::DeskAction;
use desk::admin::{AdminCommand, EndSessions};
use desk::ids::PersonId;
use store::{Failure, Ledger};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(deactivate_person))
        .routes(routes!(reactivate_person))
        .routes(routes!(sign_out_person))
}

/// Does something with a person that only admins may, and shows them.
async fn done(
    app: &App,
    caller: &Caller,
    id: Numbered,
    sent: Sent<Nothing>,
    mut act: impl FnMut(&mut Ledger<'_, '_>, PersonId) -> Result<(), Failure> + Send + 'static,
) -> Result<Answer, Problem> {
    let (by, person) = (caller.clone(), PersonId(id.0));
    app.write(caller, &sent.terms, move |ledger| {
        require_desk(ledger.directory(), &by, DeskAction::Administer)?;
        act(ledger, person)?;
        answer(ledger, person, StatusCode::OK)
    })
    .await
}

/// Note that a person has left
///
/// For admins. Their sessions, links and tokens end; their open tickets go back to the queues.
#[utoipa::path(
    post, path = "/people/{id}/deactivate", operation_id = "deactivate_person", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    responses((status = 200, description = "The person afterwards", body = Person)),
)]
async fn deactivate_person(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    done(&app, &caller, id, sent, |ledger, person| ledger.deactivate(person)).await
}

/// Note that a person is back
///
/// For admins. Role and teams hold as before.
#[utoipa::path(
    post, path = "/people/{id}/reactivate", operation_id = "reactivate_person", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    responses((status = 200, description = "The person afterwards", body = Person)),
)]
async fn reactivate_person(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    done(&app, &caller, id, sent, |ledger, person| ledger.reactivate(person)).await
}

/// Sign a person out everywhere
///
/// For admins. Their tokens go on to hold.
#[utoipa::path(
    post, path = "/people/{id}/sign-out", operation_id = "sign_out_person", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    responses((status = 200, description = "The person", body = Person)),
)]
async fn sign_out_person(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    done(&app, &caller, id, sent, |ledger, person| {
        ledger.person(person)?;
        ledger.admin(AdminCommand::EndSessions(EndSessions { person })).map(drop)
    })
    .await
}
