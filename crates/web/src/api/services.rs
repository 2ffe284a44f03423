//! `/services`: the catalogue of what tickets are about.

use super::auth::Caller;
use super::ground::Ground;
use super::lookup::{Lookup, together};
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
use desk::admin::{AddService, AdminCommand, ChangeService, RestoreService, RetireService};
use desk::directory::{self, Directory};
use desk::ids::ServiceId;
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
        .routes(routes!(list_services, add_service))
        .routes(routes!(read_service, change_service))
        .routes(routes!(retire_service))
        .routes(routes!(restore_service))
}

/// An entry of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Service {
    /// Its id.
    #[schema(value_type = i64)]
    id: ServiceId,
    /// Its name, unique at this desk.
    name: String,
    /// The teams that serve it, in the order of preference.
    teams: Vec<String>,
    /// True when what is asked about it is for its teams alone.
    confidential: bool,
    /// False once it has left the catalogue: it cannot be chosen, and tickets keep it.
    active: bool,
}

/// A new entry of the catalogue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddServiceRequest {
    /// Its name, unique at this desk. Required.
    name: Option<String>,
    /// The teams that serve it, in the order of preference.
    teams: Option<Vec<String>>,
    /// True when what is asked about it is for its teams alone, by every path.
    confidential: Option<bool>,
}

/// What shall be different about a service; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeServiceRequest {
    /// Its name, unique at this desk.
    name: Option<String>,
    /// All the teams that serve it, in the order of preference.
    teams: Option<Vec<String>>,
    /// True when what is asked about it is for its teams alone, by every path.
    confidential: Option<bool>,
}

fn shown(directory: &Directory, service: &directory::Service) -> Service {
    let teams = service.teams.iter().filter_map(|id| directory.team(*id));
    let teams = teams.map(|team| team.name.clone()).collect();
    let (confidential, active) = (service.confidential, service.active);
    Service { id: service.id, name: service.name.clone(), teams, confidential, active }
}

/// List services
#[utoipa::path(
    get, path = "/services", operation_id = "list_services", tag = "services",
    params(PageParams),
    responses((status = 200, description = "A page of the list", body = Page<Service>)),
)]
async fn list_services(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<PageParams>,
) -> Result<Json<Page<Service>>, Problem> {
    let paging = Paging::read("services", params.limit.as_ref(), params.cursor.as_ref())?;
    let page = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let [after] = paging.after().unwrap_or([0]);
        let behind = (Bound::Excluded(ServiceId(after)), Bound::Unbounded);
        let rows = usize::try_from(paging.rows()).unwrap_or_default();
        let services = desk.directory.services.range(behind).take(rows);
        let services = services.map(|(_, service)| shown(&desk.directory, service));
        Ok(paging.page(services.collect(), |service| vec![service.id.0]))
    });
    Ok(Json(page.await?))
}

/// Read a service
#[utoipa::path(
    get, path = "/services/{id}", operation_id = "read_service", tag = "services",
    params(("id" = i64, Path, description = "The id of the service")),
    responses((status = 200, description = "The service", body = Service)),
)]
async fn read_service(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Service>, Problem> {
    let service = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let service = desk.directory.services.get(&ServiceId(id.0));
        let service = service.ok_or_else(|| Refusal::not_found("service"))?;
        Ok(shown(&desk.directory, service))
    });
    Ok(Json(service.await?))
}

/// Put a service into the catalogue
///
/// For admins. `name` is required.
#[utoipa::path(
    post, path = "/services", operation_id = "add_service", tag = "services",
    request_body = AddServiceRequest,
    responses((status = 201, description = "The new service", body = Service)),
)]
async fn add_service(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<AddServiceRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| {
        let id = added(ledger, &by, &body)?;
        answer(ledger, id, StatusCode::CREATED)
    })
    .await
}

fn answer(ledger: &Ledger<'_, '_>, id: ServiceId, status: StatusCode) -> Result<Answer, Failure> {
    let directory = ledger.directory();
    let service = directory.services.get(&id);
    let service = service.ok_or_else(|| Failure::fault(format!("service {id} is nowhere")))?;
    let location = (status == StatusCode::CREATED).then(|| format!("/api/v1/services/{id}"));
    let body = shown(directory, service);
    Answer::of_desk(status, Some(DeskAction::ReadDirectory), location, &body)
}

fn added(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    body: &AddServiceRequest,
) -> Result<ServiceId, Failure> {
    let directory = ledger.shared_directory();
    require_desk(&directory, caller, DeskAction::Administer)?;
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let teams = lookup.teams("teams", body.teams.as_ref());
    let unknown = lookup.problems();
    let name = body.name.clone().unwrap_or_default();
    let mut add = AddService {
        service: ServiceId(0),
        name,
        teams,
        confidential: body.confidential.unwrap_or_default(),
    };
    let ground = Ground::of(ledger);
    let judged = desk::admin::decide(AdminCommand::AddService(add.clone()), &ground.context(None));
    together(unknown, judged)?;
    add.service = ledger.new_service()?;
    let service = add.service;
    ledger.admin(AdminCommand::AddService(add))?;
    Ok(service)
}

/// Change a service
///
/// For admins.
#[utoipa::path(
    patch, path = "/services/{id}", operation_id = "change_service", tag = "services",
    params(("id" = i64, Path, description = "The id of the service")),
    request_body = ChangeServiceRequest,
    responses((status = 200, description = "The service afterwards", body = Service)),
)]
async fn change_service(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<ChangeServiceRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (by, service) = (caller.clone(), ServiceId(id.0));
    app.write(&caller, &terms, move |ledger| {
        let directory = ledger.shared_directory();
        require_desk(&directory, &by, DeskAction::Administer)?;
        let mut lookup = Lookup::new(ledger.tx(), directory, by.id());
        let teams = lookup.teams("teams", body.teams.as_ref());
        let teams = body.teams.as_ref().map(|_| teams);
        let unknown = lookup.problems();
        let change = ChangeService {
            service,
            name: body.name.clone(),
            teams,
            confidential: body.confidential,
        };
        let ground = Ground::of(ledger);
        let command = AdminCommand::ChangeService(change);
        together(unknown, desk::admin::decide(command.clone(), &ground.context(None)))?;
        ledger.admin(command)?;
        answer(ledger, service, StatusCode::OK)
    })
    .await
}

/// Take a service out of the catalogue
///
/// For admins. It cannot be chosen any more; tickets about it keep it.
#[utoipa::path(
    post, path = "/services/{id}/retire", operation_id = "retire_service", tag = "services",
    params(("id" = i64, Path, description = "The id of the service")),
    responses((status = 200, description = "The service afterwards", body = Service)),
)]
async fn retire_service(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    let service = ServiceId(id.0);
    app.write(&caller, &sent.terms, move |ledger| {
        ledger.admin(AdminCommand::RetireService(RetireService { service }))?;
        answer(ledger, service, StatusCode::OK)
    })
    .await
}

/// Put a service back into the catalogue
///
/// For admins.
#[utoipa::path(
    post, path = "/services/{id}/restore", operation_id = "restore_service", tag = "services",
    params(("id" = i64, Path, description = "The id of the service")),
    responses((status = 200, description = "The service afterwards", body = Service)),
)]
async fn restore_service(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    let service = ServiceId(id.0);
    app.write(&caller, &sent.terms, move |ledger| {
        ledger.admin(AdminCommand::RestoreService(RestoreService { service }))?;
        answer(ledger, service, StatusCode::OK)
    })
    .await
}
