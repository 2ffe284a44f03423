//! `PATCH /tickets/{number}`: what an agent can change.

use super::person::PersonRef;
use super::view::{self, TicketView};
use crate::api::auth::Caller;
use crate::api::decode::nullable;
use crate::api::lookup::{Lookup, text};
use crate::api::request::{Numbered, Sent};
use crate::api::verbs::{Verb, act};
use crate::api::words::{ComplexityWord, KindWord, LevelWord};
use crate::api::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use desk::ids::TicketNumber;
use desk::priority::Priority;
use desk::text::Text;
use desk::ticket::Command;
use desk::ticket::change::Change;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::db::DbError;
use utoipa::ToSchema;

/// What shall be different; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTicket {
    /// The subject.
    subject: Option<String>,
    /// Incident or request.
    kind: Option<KindWord>,
    /// The person with the need: somebody the desk knows.
    requester: Option<PersonRef>,
    /// The service; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    service: Option<Option<String>>,
    /// The asset; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    asset: Option<Option<String>>,
    /// The impact; the matrix gives the priority.
    impact: Option<LevelWord>,
    /// The urgency; the matrix gives the priority.
    urgency: Option<LevelWord>,
    /// A priority other than the matrix gives; needs the reason.
    #[schema(minimum = 1, maximum = 4)]
    priority: Option<i64>,
    /// Why the priority differs.
    reason: Option<String>,
    /// Which tier it needs.
    complexity: Option<ComplexityWord>,
    /// All labels.
    tags: Option<BTreeSet<String>>,
    /// Custom fields to set: name → value; `null` takes a field away.
    fields: Option<BTreeMap<String, Option<String>>>,
    /// The tier-1 team that answers to the requester; leads only.
    contact_team: Option<String>,
}

impl Verb for ChangeTicket {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError> {
        let priority = match self.priority.map(Priority::try_from) {
            Some(Err(_)) => {
                lookup.note("priority", "unknown", "A number from 1 to 4.");
                None
            }
            Some(Ok(priority)) => Some(priority),
            None => None,
        };
        let service = match &self.service {
            None => None,
            Some(None) => Some(None),
            Some(Some(name)) => lookup.service("service", Some(name)).map(Some),
        };
        let requester = match &self.requester {
            Some(person) => person.known("requester", lookup)?,
            None => None,
        };
        Ok(Change {
            subject: text(self.subject.as_ref())?,
            kind: lookup.word("kind", self.kind.as_ref()),
            requester,
            service,
            asset: self.asset.clone(),
            impact: lookup.word("impact", self.impact.as_ref()),
            urgency: lookup.word("urgency", self.urgency.as_ref()),
            priority,
            reason: text(self.reason.as_ref())?,
            complexity: lookup.word("complexity", self.complexity.as_ref()),
            tags: self.tags.clone(),
            fields: self.fields.as_ref().map(fields).transpose()?,
            contact_team: lookup.team("contact_team", self.contact_team.as_ref()),
        }
        .into())
    }
}

fn fields(fields: &BTreeMap<String, Option<String>>) -> Result<BTreeMap<String, Text>, DbError> {
    let each = fields.iter().map(|(name, value)| {
        // A blank value takes the field away.
        Ok((name.clone(), store::words::words(value.as_deref().unwrap_or_default())?))
    });
    each.collect()
}

/// Change a ticket
///
/// Each difference is an event of the timeline; the holder is moved by verbs, not here.
#[utoipa::path(
    patch, path = "/tickets/{number}", operation_id = "change_ticket", tag = "tickets",
    params(("number" = i64, Path, description = "The number of the ticket")),
    request_body = ChangeTicket,
    responses((status = 200, description = "The ticket afterwards", body = TicketView)),
)]
pub(crate) async fn change_ticket(
    State(app): State<App>,
    caller: Caller,
    number: Numbered,
    sent: Sent<ChangeTicket>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (number, by, its) = (TicketNumber(number.0), caller.clone(), terms.clone());
    app.write(&caller, &terms, move |ledger| {
        act(ledger, by.id(), number, its.if_match.as_ref(), &body)?;
        view::answer(ledger, by.id(), number, StatusCode::OK, its.language)
    })
    .await
}
