//! `/providers`: what the people of outside firms see of the tickets they may see.

use super::auth::Caller;
use super::people::require_desk;
use super::request::{Asked, Nothing, Sent};
use super::words::ShownWord;
use super::write::Answer;
use crate::api::ground::Ground;
use crate::api::lookup::{Lookup, together};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use desk::access::DeskAction;
use desk::admin::{AdminCommand, SetDataRules};
use desk::directory::Directory;
use desk::provider::DataRules;
use desk::values::Shown;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_providers)).routes(routes!(set_data_rules))
}

/// A provider and its data rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Provider {
    /// Its name, as its teams have it.
    name: String,
    /// How long its people read on once a ticket has left them, in seconds.
    read_on_s: i64,
    /// Who the requester is: `shown`, `masked` or `hidden`.
    #[schema(value_type = ShownWord)]
    requester: Shown,
    /// Files: `shown`, `masked` (that there is one) or `hidden`.
    #[schema(value_type = ShownWord)]
    attachments: Shown,
    /// Notes and answers of other teams: `shown`, `masked` (that there is one) or `hidden`.
    #[schema(value_type = ShownWord)]
    notes: Shown,
}

/// The providers of the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Providers {
    /// All of them.
    items: Vec<Provider>,
}

/// All data rules of a provider; what is left out is the default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DataRulesRequest {
    /// How long its people read on once a ticket has left them, in seconds.
    read_on_s: Option<i64>,
    /// Who the requester is.
    requester: Option<ShownWord>,
    /// Files.
    attachments: Option<ShownWord>,
    /// Notes and answers of other teams.
    notes: Option<ShownWord>,
}

fn shown(directory: &Directory, name: &str) -> Provider {
    let DataRules { read_on_s, requester, attachments, notes } = directory.rules_of(name);
    Provider { name: name.to_owned(), read_on_s, requester, attachments, notes }
}

/// List providers
#[utoipa::path(
    get, path = "/providers", operation_id = "list_providers", tag = "teams",
    responses((status = 200, description = "The providers", body = Providers)),
)]
async fn list_providers(
    State(app): State<App>,
    caller: Caller,
    _: Asked<Nothing>,
) -> Result<Json<Providers>, Problem> {
    let all = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadAdministration)?;
        let teams = desk.directory.teams.values();
        let names: BTreeSet<&String> = teams.filter_map(|team| team.provider.as_ref()).collect();
        let items = names.into_iter().map(|name| shown(&desk.directory, name)).collect();
        Ok(Providers { items })
    });
    Ok(Json(all.await?))
}

/// Set the data rules of a provider
///
/// For admins. They hold from the next look on, for every path.
#[utoipa::path(
    put, path = "/providers/{name}", operation_id = "set_data_rules", tag = "teams",
    params(("name" = String, Path, description = "The name of the provider")),
    request_body = DataRulesRequest,
    responses((status = 200, description = "The provider afterwards", body = Provider)),
)]
async fn set_data_rules(
    State(app): State<App>,
    caller: Caller,
    Path(provider): Path<String>,
    sent: Sent<DataRulesRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| {
        let directory = ledger.shared_directory();
        require_desk(&directory, &by, DeskAction::Administer)?;
        let mut lookup = Lookup::new(ledger.tx(), directory, by.id());
        let given = DataRules::default();
        let rules = DataRules {
            read_on_s: body.read_on_s.unwrap_or(given.read_on_s),
            requester: lookup.word("requester", body.requester.as_ref()).unwrap_or(given.requester),
            attachments: lookup
                .word("attachments", body.attachments.as_ref())
                .unwrap_or(given.attachments),
            notes: lookup.word("notes", body.notes.as_ref()).unwrap_or(given.notes),
        };
        let unknown = lookup.problems();
        let command =
            AdminCommand::SetDataRules(SetDataRules { provider: provider.clone(), rules });
        let ground = Ground::of(ledger);
        together(unknown, desk::admin::decide(command.clone(), &ground.context(None)))?;
        ledger.admin(command)?;
        let body = shown(ledger.directory(), &provider);
        Answer::of_desk(StatusCode::OK, Some(DeskAction::ReadAdministration), None, &body)
    })
    .await
}
