//! Writing: a closure on the ledger, its answer, and the key under which it is done once.

use super::auth::Caller;
use super::etag;
use super::request::{Once, Terms};
use super::tickets::view::{Shape, shape};
use crate::app::App;
use crate::problem::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::access::{DeskAction, can_desk, role_of};
use desk::actor::Actor;
use desk::ids::TicketNumber;
use desk::refusal::Refusal;
use desk::values::Origin;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::queries::idempotency::{self, Kept};
use store::{By, Failure, Ledger};
use tokio::sync::oneshot;

/// The answer to a write.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// `Location` and `ETag`, and what a repetition has to look at.
    pub(crate) head: Head,
    /// The body; nothing for 204.
    pub(crate) body: Value,
}

/// What is kept of an answer besides its body.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Head {
    /// `Location`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    /// The version behind `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i64>,
    /// The tickets it shows, and in which shape.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tickets: Vec<(TicketNumber, Shape)>,
    /// What one has to be allowed to see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) right: Option<DeskAction>,
}

impl Answer {
    /// What only those may see who may do this at the desk.
    pub(crate) fn of_desk(
        status: StatusCode,
        right: Option<DeskAction>,
        location: Option<String>,
        body: &impl Serialize,
    ) -> Result<Answer, Failure> {
        let body = serde_json::to_value(body).map_err(Failure::fault)?;
        Ok(Answer { status, head: Head { location, right, ..Head::default() }, body })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = match self.status {
            StatusCode::NO_CONTENT => self.status.into_response(),
            status => (status, axum::Json(self.body)).into_response(),
        };
        let headers = response.headers_mut();
        let location = self.head.location.and_then(|it| HeaderValue::try_from(it).ok());
        if let Some(location) = location {
            headers.insert(header::LOCATION, location);
        }
        if let Some(version) = self.head.version
            && let Ok(tag) = HeaderValue::try_from(etag::of(version))
        {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

impl App {
    /// Writes in one transaction and answers after its commit. With a key the same request is
    /// done once, and its answer given again; who may no longer see it gets nothing of it.
    pub(crate) async fn write(
        &self,
        caller: &Caller,
        terms: &Terms,
        change: impl FnMut(&mut Ledger<'_, '_>) -> Result<Answer, Failure> + Send + 'static,
    ) -> Result<Answer, Problem> {
        self.write_once(caller, terms.once.clone(), change).await
    }

    /// The same for a request that is no JSON.
    pub(crate) async fn write_once(
        &self,
        caller: &Caller,
        once: Option<Once>,
        mut change: impl FnMut(&mut Ledger<'_, '_>) -> Result<Answer, Failure> + Send + 'static,
    ) -> Result<Answer, Problem> {
        let actor = Actor::Person(caller.id());
        let by = By { now: self.now(), actor, origin: Origin::Command };
        let (done, answered) = oneshot::channel();
        let job = move |ledger: &mut Ledger<'_, '_>| match &once {
            None => change(ledger),
            Some(once) => match again(ledger, once)? {
                Some(answer) => Ok(answer),
                None => {
                    let answer = change(ledger)?;
                    keep(ledger, once, &answer)?;
                    Ok(answer)
                }
            },
        };
        self.store().submit(by, job, move |result| drop(done.send(result)));
        let lost = |_| Problem::fault("a write was dropped without an answer");
        Ok(answered.await.map_err(lost)??)
    }
}

/// The answer that was kept under the key.
fn again(ledger: &mut Ledger<'_, '_>, once: &Once) -> Result<Option<Answer>, Failure> {
    let Some(person) = ledger.by().actor.person() else { return Ok(None) };
    let Some(kept) = idempotency::find(ledger.tx(), person, &once.key)? else { return Ok(None) };
    if kept.request != once.request {
        let message = "This Idempotency-Key came with another request before; take a new one.";
        return Err(Refusal::state("idempotency_key_reused", message).into());
    }
    let head: Head = serde_json::from_str(&kept.headers).map_err(Failure::fault)?;
    for (number, kept) in &head.tickets {
        let (directory, at) = (ledger.shared_directory(), ledger.by().now);
        let now = shape(&directory, person, ledger.ticket(*number)?, at);
        if *kept != Shape::Hidden && now < *kept {
            return Err(Refusal::not_found("ticket").into());
        }
    }
    if let Some(right) = head.right
        && !can_desk(role_of(ledger.directory(), person), right)
    {
        return Err(Refusal::not_found("answer").into());
    }
    let body = serde_json::from_str(&kept.body).map_err(Failure::fault)?;
    let status = u16::try_from(kept.status).ok().and_then(|it| StatusCode::from_u16(it).ok());
    let status = status.ok_or_else(|| Failure::fault("a kept answer has no status"))?;
    Ok(Some(Answer { status, head, body }))
}

fn keep(ledger: &mut Ledger<'_, '_>, once: &Once, answer: &Answer) -> Result<(), Failure> {
    let Some(person) = ledger.by().actor.person() else { return Ok(()) };
    let now = ledger.by().now;
    let kept = Kept {
        request: once.request.to_vec(),
        status: i64::from(answer.status.as_u16()),
        headers: serde_json::to_string(&answer.head).map_err(Failure::fault)?,
        body: answer.body.to_string(),
    };
    Ok(idempotency::keep(ledger.tx(), person, &once.key, &kept, now)?)
}
