//! `/tokens`: what scripts and other systems sign in with.

use super::auth::{Caller, secret};
use super::lookup::{Lookup, together};
use super::people::require_desk;
use super::request::{Asked, Nothing, Numbered, Sent};
use super::tickets::cursor::Page;
use super::time::At;
use super::write::Answer;
use crate::api::words::ScopeWord;
use crate::app::App;
use crate::limits::TOKENS_MAX;
use crate::problem::Problem;
use crate::secret::{derived_token, token_digest};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use data_encoding::HEXLOWER;
use desk::access::{DeskAction, can_desk, role_of};
use desk::admin::{AdminCommand, RevokeToken, Scope};
use desk::ids::{PersonId, TokenId};
use desk::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::queries::tokens::{self, TokenRow};
use store::{Failure, Ledger};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_tokens, issue_token)).routes(routes!(revoke_token))
}

/// A token; its secret is shown once, when it is issued.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    /// Its id.
    #[schema(value_type = i64)]
    id: TokenId,
    /// The id of the person it belongs to.
    #[schema(value_type = i64)]
    person_id: PersonId,
    /// What it may do.
    #[schema(value_type = Vec<ScopeWord>)]
    scopes: Vec<Scope>,
    /// When it ends by itself.
    #[schema(value_type = Option<At>)]
    expires_at: Option<At>,
}

/// A token that was just issued.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    /// The token.
    #[serde(flatten)]
    issued: Token,
    /// The secret: it is not kept, and not shown again.
    token: String,
}

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueTokenRequest {
    /// Whose: an email address, or `me`; the caller's own when nothing is said.
    person: Option<String>,
    /// What it may do. Required.
    scopes: Option<Vec<ScopeWord>>,
    /// When it ends by itself, RFC 3339.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

fn shown(row: TokenRow) -> Token {
    let TokenRow { id, person, scopes, expires_at } = row;
    Token { id, person_id: person, scopes, expires_at: expires_at.map(At) }
}

/// Whose tokens.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TokenParams {
    /// The person's email address, or `me`; the caller's own when nothing is said. Those of others
    /// are for admins.
    person: Option<String>,
}

/// List tokens
///
/// One's own, or, for admins, anybody's.
#[utoipa::path(
    get, path = "/tokens", operation_id = "list_tokens", tag = "tokens",
    params(TokenParams),
    responses((status = 200, description = "The tokens", body = Page<Token>)),
)]
async fn list_tokens(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<TokenParams>,
) -> Result<Json<Page<Token>>, Problem> {
    let page = app.read(move |desk| {
        let directory = Arc::clone(&desk.directory);
        let mut lookup = Lookup::new(desk.tx, Arc::clone(&directory), caller.id());
        let person = match params.person.as_deref() {
            None | Some("me") => caller.id(),
            Some(_) => {
                require_desk(&directory, &caller, DeskAction::Administer)?;
                let found = lookup.person("person", params.person.as_ref())?;
                together(lookup.problems(), Ok(()))?;
                found.unwrap_or(caller.id())
            }
        };
        let rows = tokens::of_person(desk.tx, person, TOKENS_MAX)?;
        Ok(Page { items: rows.into_iter().map(shown).collect(), next_cursor: None })
    });
    Ok(Json(page.await?))
}

/// Issue a token
///
/// For admins. `scopes` is required. A repetition with the same `Idempotency-Key` shows the same
/// secret, if it comes with the same token.
#[utoipa::path(
    post, path = "/tokens", operation_id = "issue_token", tag = "tokens",
    request_body = IssueTokenRequest,
    responses((status = 201, description = "The token and its secret", body = IssuedToken)),
)]
async fn issue_token(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    sent: Sent<IssueTokenRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let own = secret(&headers)?.to_owned();
    let (by, with) = (caller.clone(), own.clone());
    let mut answer = app
        .write(&caller, &terms, move |ledger| {
            // What is kept of the answer is the nonce; the secret is put in on the way out.
            let random = HEXLOWER.encode(&store::words::random::<32>()?);
            let nonce = format!("{}.{random}", mark(&by));
            let digest = token_digest(&derived_token(&with, &nonce));
            let issued = issued(ledger, &by, &body, &digest)?;
            let body = IssuedToken { issued, token: nonce };
            Answer::of_desk(StatusCode::CREATED, Some(DeskAction::Administer), None, &body)
        })
        .await?;
    let nonce = answer.body.get("token").and_then(Value::as_str).unwrap_or_default();
    if !nonce.starts_with(&mark(&caller)) {
        let detail =
            "This Idempotency-Key came with another token, and only that shows the secret.";
        return Err(Problem::new(StatusCode::CONFLICT, "other_token", detail));
    }
    answer.body["token"] = Value::String(derived_token(&own, nonce));
    Ok(answer)
}

/// Tells a caller's tokens apart.
fn mark(caller: &Caller) -> String {
    HEXLOWER.encode(&caller.digest[..8])
}

fn issued(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    body: &IssueTokenRequest,
    digest: &[u8; 32],
) -> Result<Token, Failure> {
    let directory = ledger.shared_directory();
    require_desk(&directory, caller, DeskAction::Administer)?;
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let person = lookup.person("person", body.person.as_ref())?;
    let mut scopes = lookup.words("scopes", body.scopes.as_ref());
    scopes.sort_unstable();
    scopes.dedup();
    let expires_at = lookup.instant("expires_at", body.expires_at.as_ref());
    if body.scopes.as_ref().is_none_or(Vec::is_empty) {
        lookup.note("scopes", "required", "Name what the token may do: read, write.");
    }
    together(lookup.problems(), Ok(()))?;
    let person = person.unwrap_or(caller.id());
    let id = ledger.issue_token(person, scopes.clone(), expires_at, digest)?;
    Ok(shown(TokenRow { id, person, scopes, expires_at }))
}

/// End a token
///
/// Everybody ends their own; admins end all.
#[utoipa::path(
    delete, path = "/tokens/{id}", operation_id = "revoke_token", tag = "tokens",
    params(("id" = i64, Path, description = "The id of the token")),
    responses((status = 204, description = "It is no longer good")),
)]
async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<Nothing>,
) -> Result<Answer, Problem> {
    let (by, token) = (caller.clone(), TokenId(id.0));
    app.write(&caller, &sent.terms, move |ledger| {
        let all = can_desk(role_of(ledger.directory(), by.id()), DeskAction::Administer);
        let found = tokens::by_id(ledger.tx(), token)?;
        let found = found.filter(|found| all || found.person == by.id());
        let person = found.ok_or_else(|| Refusal::not_found("token"))?.person;
        ledger.admin(AdminCommand::RevokeToken(RevokeToken { token, person }))?;
        Answer::of_desk(StatusCode::NO_CONTENT, None, None, &())
    })
    .await
}
