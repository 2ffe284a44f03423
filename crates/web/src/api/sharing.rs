//! `/me/sharing` and `/people/{id}/sharing`: who may read along with one's requests.

use super::auth::Caller;
use super::belonging::judged;
use super::lookup::{Lookup, together};
use super::people::require_desk;
use super::request::{Asked, Nothing, Numbered, Sent};
use super::write::Answer;
use crate::api::words::SharesWord;
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::DeskAction;
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use desk::values::Shares;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::db::{DbError, Tx};
use store::queries::people;
use store::{Failure, Ledger};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(my_sharing, set_my_sharing))
        .routes(routes!(sharing_of, set_sharing_of))
}

/// Who may read along with somebody's requests.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sharing {
    /// Whom among their own people they share with.
    #[schema(value_type = SharesWord)]
    shares: Shares,
    /// The addresses of those they have named; the name of one who has none.
    with: Vec<String>,
}

/// Who may read along from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetSharingRequest {
    /// Whom among their own people they share with; as it was when nothing is said.
    shares: Option<SharesWord>,
    /// The addresses of all they name; as it was when nothing is said.
    with: Option<Vec<String>>,
}

fn read(tx: &mut Tx<'_>, directory: &Directory, person: PersonId) -> Result<Sharing, DbError> {
    let circle = directory.circles.get(&person).cloned().unwrap_or_default();
    let mut with = Vec::new();
    for id in circle.with {
        let found = people::by_id(tx, id)?;
        with.extend(found.map(|row| row.email.unwrap_or(row.name)));
    }
    Ok(Sharing { shares: circle.shares, with })
}

/// The people that addresses name. Others than admins name people by the whole address alone, so
/// that nobody walks through the desk's people by their ids.
fn named(
    lookup: &mut Lookup<'_, '_>,
    addresses: Option<&Vec<String>>,
) -> Result<Option<BTreeSet<PersonId>>, DbError> {
    let Some(addresses) = addresses else { return Ok(None) };
    let mut with = BTreeSet::new();
    for address in addresses.iter().take(desk::limits::SHARED_WITH_MAX + 1) {
        if address.contains('@') {
            with.extend(lookup.person("with", Some(address))?);
        } else {
            lookup.note("with", "unknown", "There is nobody with that email address.");
        }
    }
    Ok(Some(with))
}

fn set(
    ledger: &mut Ledger<'_, '_>,
    person: PersonId,
    caller: &Caller,
    body: &SetSharingRequest,
    right: Option<DeskAction>,
) -> Result<Answer, Failure> {
    let directory = ledger.shared_directory();
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let shares = lookup.word("shares", body.shares.as_ref());
    let with = named(&mut lookup, body.with.as_ref())?;
    let unknown = lookup.problems();
    together(unknown, judged(ledger.share(person, shares, with))?)?;
    let directory = ledger.shared_directory();
    let sharing = read(ledger.tx(), &directory, person)?;
    Answer::of_desk(StatusCode::OK, right, None, &sharing)
}

/// Who may read along with my requests?
#[utoipa::path(
    get, path = "/me/sharing", operation_id = "my_sharing", tag = "people",
    responses((status = 200, description = "With whom one shares", body = Sharing)),
)]
async fn my_sharing(
    State(app): State<App>,
    caller: Caller,
    _: Asked<Nothing>,
) -> Result<Json<Sharing>, Problem> {
    let sharing = app.read(move |desk| Ok(read(desk.tx, &desk.directory, caller.id())?));
    Ok(Json(sharing.await?))
}

/// Say who may read along with my requests
///
/// It takes effect at once, for all of one's requests that are not confidential. Whoever reads
/// along reads what the requester reads, and writes nothing.
#[utoipa::path(
    put, path = "/me/sharing", operation_id = "set_my_sharing", tag = "people",
    request_body = SetSharingRequest,
    responses((status = 200, description = "With whom one shares now", body = Sharing)),
)]
async fn set_my_sharing(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<SetSharingRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| set(ledger, by.id(), &by, &body, None)).await
}

/// Who may read along with a person's requests?
///
/// For admins.
#[utoipa::path(
    get, path = "/people/{id}/sharing", operation_id = "sharing_of", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    responses((status = 200, description = "With whom they share", body = Sharing)),
)]
async fn sharing_of(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Sharing>, Problem> {
    let sharing = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::Administer)?;
        let person = PersonId(id.0);
        people::by_id(desk.tx, person)?.ok_or_else(|| Refusal::not_found("person"))?;
        Ok(read(desk.tx, &desk.directory, person)?)
    });
    Ok(Json(sharing.await?))
}

/// Say who may read along with a person's requests
///
/// For admins.
#[utoipa::path(
    put, path = "/people/{id}/sharing", operation_id = "set_sharing_of", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    request_body = SetSharingRequest,
    responses((status = 200, description = "With whom they share now", body = Sharing)),
)]
async fn set_sharing_of(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<SetSharingRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| {
        require_desk(ledger.directory(), &by, DeskAction::Administer)?;
        let person = PersonId(id.0);
        ledger.person(person)?;
        set(ledger, person, &by, &body, Some(DeskAction::Administer))
    })
    .await
}
