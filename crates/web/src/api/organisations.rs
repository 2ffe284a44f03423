//! `/organisations`: whom people belong to.

use super::auth::Caller;
use super::names::is_outside;
use super::people::require_desk;
use super::request::{Asked, Nothing, Numbered, Sent};
use super::teams::PageParams;
use super::tickets::cursor::{Page, Paging};
use super::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::DeskAction;
use desk::admin::{AddOrganisation, AdminCommand, ChangeOrganisation};
use desk::directory::{self, Directory};
use desk::ids::OrganisationId;
use desk::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::ops::Bound;
use store::{Failure, Ledger};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_organisations, add_organisation))
        .routes(routes!(read_organisation, change_organisation))
        .routes(routes!(retire_organisation))
        .routes(routes!(restore_organisation))
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Organisation {
    /// Its id.
    #[schema(value_type = i64)]
    id: OrganisationId,
    /// Its name, unique at this desk.
    name: String,
    /// False once it is retired: nobody joins it any more.
    active: bool,
}

/// A new organisation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddOrganisationRequest {
    /// Its name, unique at this desk. Required.
    name: Option<String>,
}

/// What shall be different about an organisation; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeOrganisationRequest {
    /// Its name, unique at this desk.
    name: Option<String>,
}

impl From<&directory::Organisation> for Organisation {
    fn from(it: &directory::Organisation) -> Organisation {
        Organisation { id: it.id, name: it.name.clone(), active: it.active }
    }
}

/// A provider's people see of nobody where they belong.
fn require_house(directory: &Directory, caller: &Caller) -> Result<(), Failure> {
    require_desk(directory, caller, DeskAction::ReadDirectory)?;
    if is_outside(directory, caller.id()) {
        return Err(Refusal::forbidden("This is for those of the house.").into());
    }
    Ok(())
}

/// List organisations
///
/// For those of the house.
#[utoipa::path(
    get, path = "/organisations", operation_id = "list_organisations", tag = "people",
    params(PageParams),
    responses((status = 200, description = "A page of the list", body = Page<Organisation>)),
)]
async fn list_organisations(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<PageParams>,
) -> Result<Json<Page<Organisation>>, Problem> {
    let paging = Paging::read("organisations", params.limit.as_ref(), params.cursor.as_ref())?;
    let page = app.read(move |desk| {
        require_house(&desk.directory, &caller)?;
        let [after] = paging.after().unwrap_or([0]);
        let behind = (Bound::Excluded(OrganisationId(after)), Bound::Unbounded);
        let rows = usize::try_from(paging.rows()).unwrap_or_default();
        let found = desk.directory.organisations.range(behind).take(rows);
        let found = found.map(|(_, it)| Organisation::from(it));
        Ok(paging.page(found.collect(), |organisation| vec![organisation.id.0]))
    });
    Ok(Json(page.await?))
}

/// Read an organisation
///
/// For those of the house.
#[utoipa::path(
    get, path = "/organisations/{id}", operation_id = "read_organisation", tag = "people",
    params(("id" = i64, Path, description = "The id of the organisation")),
    responses((status = 200, description = "The organisation", body = Organisation)),
)]
async fn read_organisation(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Organisation>, Problem> {
    let found = app.read(move |desk| {
        require_house(&desk.directory, &caller)?;
        let found = desk.directory.organisations.get(&OrganisationId(id.0));
        Ok(found.map(Organisation::from).ok_or_else(|| Refusal::not_found("organisation"))?)
    });
    Ok(Json(found.await?))
}

/// Add an organisation
///
/// For admins. `name` is required.
#[utoipa::path(
    post, path = "/organisations", operation_id = "add_organisation", tag = "people",
    request_body = AddOrganisationRequest,
    responses((status = 201, description = "The new organisation", body = Organisation)),
)]
async fn add_organisation(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<AddOrganisationRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    app.write(&caller, &terms, move |ledger| {
        let name = body.name.clone().unwrap_or_default();
        let organisation = ledger.new_organisation()?;
        ledger.admin(AdminCommand::AddOrganisation(AddOrganisation { organisation, name }))?;
        answer(ledger, organisation, StatusCode::CREATED)
    })
    .await
}

/// Change an organisation
///
/// For admins.
#[utoipa::path(
    patch, path = "/organisations/{id}", operation_id = "change_organisation", tag = "people",
    params(("id" = i64, Path, description = "The id of the organisation")),
    request_body = ChangeOrganisationRequest,
    responses((status = 200, description = "The organisation afterwards", body = Organisation)),
)]
async fn change_organisation(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<ChangeOrganisationRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    app.write(&caller, &terms, move |ledger| {
        let organisation = OrganisationId(id.0);
        changed(ledger, ChangeOrganisation { organisation, name: body.name.clone(), active: None })
    })
    .await
}

/// Retire an organisation
///
/// For admins. Nobody joins it any more; its people stay in it.
#[utoipa::path(
    post, path = "/organisations/{id}/retire", operation_id = "retire_organisation",
    tag = "people",
    params(("id" = i64, Path, description = "The id of the organisation")),
    responses((status = 200, description = "The organisation afterwards", body = Organisation)),
)]
async fn retire_organisation(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    app.write(&caller, &sent.terms, move |ledger| {
        let organisation = OrganisationId(id.0);
        changed(ledger, ChangeOrganisation { organisation, name: None, active: Some(false) })
    })
    .await
}

/// Bring an organisation back
///
/// For admins.
#[utoipa::path(
    post, path = "/organisations/{id}/restore", operation_id = "restore_organisation",
    tag = "people",
    params(("id" = i64, Path, description = "The id of the organisation")),
    responses((status = 200, description = "The organisation afterwards", body = Organisation)),
)]
async fn restore_organisation(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    app.write(&caller, &sent.terms, move |ledger| {
        let organisation = OrganisationId(id.0);
        changed(ledger, ChangeOrganisation { organisation, name: None, active: Some(true) })
    })
    .await
}

fn changed(ledger: &mut Ledger<'_, '_>, change: ChangeOrganisation) -> Result<Answer, Failure> {
    let organisation = change.organisation;
    ledger.admin(AdminCommand::ChangeOrganisation(change))?;
    answer(ledger, organisation, StatusCode::OK)
}

fn answer(
    ledger: &Ledger<'_, '_>,
    id: OrganisationId,
    status: StatusCode,
) -> Result<Answer, Failure> {
    let found = ledger.directory().organisations.get(&id);
    let found = found.ok_or_else(|| Failure::fault(format!("organisation {id} is nowhere")))?;
    let location = (status == StatusCode::CREATED).then(|| format!("/api/v1/organisations/{id}"));
    let body = Organisation::from(found);
    Answer::of_desk(status, Some(DeskAction::Administer), location, &body)
}
