//! `GET /tickets/{number}/timeline`: what happened, in order.

use super::cursor::{Page, Paging};
use super::own::Side;
use super::read::find;
use super::told;
use super::view::{Shape, shape};
use crate::api::attachments::{File, listed};
use crate::api::auth::Caller;
use crate::api::names::Names;
use crate::api::request::{Asked, Numbered};
use crate::api::time::At;
use crate::api::words::WaitReasonWord;
use crate::app::App;
use crate::problem::Problem;
use crate::sight::{self, Lens};
use axum::Json;
use axum::extract::State;
use data_encoding::HEXLOWER;
use desk::access::Action;
use desk::actor::Actor;
use desk::ids::EventSeq;
use desk::ticket::{Event, Ticket};
use desk::values::{Origin, WaitReason};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use store::Failure;
use store::journal::{self, Told};
use store::queries::events;
use utoipa::{IntoParams, ToSchema};

/// Which part of the timeline.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineParams {
    /// How many entries.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// An entry of the timeline, as far as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TimelineEntry {
    /// To those who work at the desk.
    Desk(DeskEntry),
    /// To the requester.
    Own(OwnEntry),
}

/// An entry of the timeline as the desk sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskEntry {
    /// Its place in the timeline, from 1.
    seq: EventSeq,
    /// When it happened.
    #[schema(value_type = At)]
    at: At,
    /// Who did it: an email address, or `desk`.
    actor: String,
    /// Their name.
    actor_name: Option<String>,
    /// By which way: a person's command, an import, a rule …
    #[schema(value_type = String)]
    origin: Origin,
    /// What happened.
    kind: String,
    /// The particulars, by kind.
    #[schema(value_type = Object)]
    data: Value,
    /// The chain of the journal up to and with it, in hexadecimal.
    hash: String,
}

/// An entry of the timeline as the requester sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnEntry {
    /// Its place in the timeline; what only the desk sees is left out.
    seq: EventSeq,
    /// When it happened.
    #[schema(value_type = At)]
    at: At,
    /// Who did it.
    actor: Side,
    /// What happened.
    kind: String,
    /// The particulars.
    data: OwnData,
    /// The chain of the journal up to and with it, in hexadecimal.
    hash: String,
}

/// What a requester sees of an entry.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct OwnData {
    /// What the ticket is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// What was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// The files that came with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<File>,
    /// What helped.
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    /// What it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<WaitReasonWord>)]
    on: Option<WaitReason>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<At>)]
    until: Option<At>,
}

/// Read a ticket's timeline
///
/// Events and messages in order, as far as the caller may see.
#[utoipa::path(
    get, path = "/tickets/{number}/timeline", operation_id = "read_timeline", tag = "tickets",
    params(("number" = i64, Path, description = "The number of the ticket"), TimelineParams),
    responses((status = 200, description = "A page of the timeline", body = Page<TimelineEntry>)),
)]
pub(crate) async fn read_timeline(
    State(app): State<App>,
    caller: Caller,
    number: Numbered,
    Asked(params): Asked<TimelineParams>,
) -> Result<Json<Page<TimelineEntry>>, Problem> {
    let list = format!("timeline {}", number.0);
    let paging = Paging::read(&list, params.limit.as_ref(), params.cursor.as_ref())?;
    let page = app.read(move |desk| {
        let ticket = find(desk, &caller, number.0, Action::Follow)?;
        let shape = shape(&desk.directory, caller.id(), &ticket, desk.now);
        let [after] = paging.after().unwrap_or([0]);
        let rows = match shape {
            Shape::Desk => events::of_stream(desk.tx, number.0, after, paging.rows())?,
            Shape::Own | Shape::Hidden => {
                events::public_of_stream(desk.tx, number.0, after, paging.rows())?
            }
        };
        let told = journal::recall(desk.tx, rows)?;
        let directory = Arc::clone(&desk.directory);
        let mut names = Names::of(desk, caller.id());
        let mut page = paging.page(told, |told| vec![told.stamp.seq]);
        page.items = Lens::on(&directory, caller.id(), ticket.requester).through(page.items);
        let mut seen = Vec::new();
        for told in page.items {
            if sight::other(&told.event).map_or(Ok(true), |it| names.knows_of(it))? {
                seen.push(told);
            }
        }
        page.items = seen;
        page.map(|told| match shape {
            Shape::Desk => desk_entry(&mut names, &told).map(TimelineEntry::Desk),
            Shape::Own | Shape::Hidden => Ok(TimelineEntry::Own(own_entry(&ticket, &told))),
        })
    });
    Ok(Json(page.await?))
}

/// An entry as the desk sees it.
pub(crate) fn desk_entry(names: &mut Names<'_, '_>, told: &Told) -> Result<DeskEntry, Failure> {
    let actor_name = match told.stamp.actor {
        Actor::Person(id) => Some(names.person(id)?.name),
        Actor::Desk => None,
    };
    Ok(DeskEntry {
        seq: told.stamp.seq,
        at: At(told.stamp.at),
        actor: names.actor(told.stamp.actor)?,
        actor_name,
        origin: told.stamp.origin,
        kind: told.event.kind().to_owned(),
        data: told::data(names, &told.event)?,
        hash: HEXLOWER.encode(&told.row.hash),
    })
}

fn own_entry(ticket: &Ticket, told: &Told) -> OwnEntry {
    let by_requester = told.stamp.actor == Actor::Person(ticket.requester)
        || matches!(told.event, Event::RequesterWrote(_) | Event::Confirmed(_));
    OwnEntry {
        seq: told.stamp.seq,
        at: At(told.stamp.at),
        actor: if by_requester { Side::Requester } else { Side::Desk },
        kind: told.event.kind().to_owned(),
        data: own_data(&told.event),
        hash: HEXLOWER.encode(&told.row.hash),
    }
}

/// What a requester sees of an event: words that were written for them, and nothing else.
fn own_data(event: &Event) -> OwnData {
    let none = OwnData::default();
    match event {
        Event::Created(created) => {
            OwnData { subject: Some(created.subject.as_str().to_owned()), ..none }
        }
        Event::RequesterWrote(wrote) => {
            let attachments = listed(&wrote.attachments);
            OwnData { body: Some(wrote.body.0.as_str().to_owned()), attachments, ..none }
        }
        Event::Replied(replied) => {
            let attachments = listed(&replied.attachments);
            OwnData { body: Some(replied.body.0.as_str().to_owned()), attachments, ..none }
        }
        Event::Resolved(resolved) => {
            let solution = resolved.solution.as_ref().map(|it| it.0.as_str().to_owned());
            OwnData { solution, ..none }
        }
        Event::Waited(waited) => {
            let until = waited.waiting.until.map(At);
            OwnData { on: Some(waited.waiting.on), until, ..none }
        }
        _ => none,
    }
}
