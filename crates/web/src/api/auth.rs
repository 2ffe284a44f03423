//! Who calls: a bearer token or the cookie of a session, looked up with every request.

use crate::app::App;
use crate::pages::session;
use crate::problem::Problem;
use crate::secret::token_digest;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use desk::admin::Scope;
use desk::ids::PersonId;
use desk::time::Timestamp;
use store::queries::people::{self, PersonRow};
use store::queries::tokens;
use store::{Failure, Snapshot};

/// The person behind a request.
#[derive(Clone)]
pub(crate) struct Caller {
    /// Who.
    pub(crate) person: PersonRow,
    /// What their token may do.
    pub(crate) scopes: Vec<Scope>,
    /// What their token is found under.
    pub(crate) digest: [u8; 32],
}

impl Caller {
    pub(crate) fn id(&self) -> PersonId {
        self.person.id
    }
}

/// The secret of the `Authorization` header, else of the session's cookie.
pub(crate) fn secret(headers: &HeaderMap) -> Result<&str, Problem> {
    let unknown = |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail);
    let Some(given) = headers.get(header::AUTHORIZATION) else {
        let session = session::token(headers);
        return session.ok_or_else(|| unknown("Send a token: Authorization: Bearer …"));
    };
    let (scheme, secret) = given.to_str().unwrap_or_default().split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") || secret.trim().is_empty() {
        return Err(unknown("Send the token as: Authorization: Bearer …"));
    }
    Ok(secret.trim())
}

/// The caller with that token or session, unless it ended or they have left.
pub(crate) fn caller(
    desk: &mut Snapshot<'_, '_>,
    digest: [u8; 32],
    now: Timestamp,
) -> Result<Option<Caller>, Failure> {
    let Some(token) = tokens::by_hash(desk.tx, &digest)? else {
        let scopes = Scope::ALL.to_vec();
        let viewer = session::viewer(desk, digest, now)?.filter(|(it, _)| !it.owes_factor());
        return Ok(viewer.map(|(viewer, _)| Caller { person: viewer.person, scopes, digest }));
    };
    if token.expires_at.is_some_and(|end| end <= now) {
        return Ok(None);
    }
    let person = people::by_id(desk.tx, token.person)?.filter(|person| person.active);
    Ok(person.map(|person| Caller { person, scopes: token.scopes, digest }))
}

/// Lets only those through who are known, and only those who may write to what is no GET.
pub(crate) async fn authenticate(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let digest = token_digest(secret(request.headers())?);
    let now = app.now();
    let found = app.read(move |desk| caller(desk, digest, now)).await?;
    let caller = found.ok_or_else(|| {
        let detail = "This token is not known, has expired or was revoked.";
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
    })?;
    let needed = match *request.method() {
        Method::GET | Method::HEAD => Scope::Read,
        _ => Scope::Write,
    };
    if !caller.scopes.contains(&needed) {
        let detail = format!("This token lacks the scope \"{needed}\".");
        return Err(Problem::new(StatusCode::FORBIDDEN, "scope_missing", detail));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.ok_or_else(|| Problem::fault("a route asks for the caller behind no door"))
    }
}
