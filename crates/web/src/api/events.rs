//! `GET /events`: what happens, as it happens, to whoever may see it.
//!
//! A stream reads on in the journal from where it was. Writers commit in the order of the sequence,
//! so that nothing can appear behind it. What may be seen is judged with every event, against the
//! ticket as it is then; the token is looked up again with every look.

use super::auth::{Caller, caller};
use super::request::Asked;
use super::tickets::view::{Shape, shape};
use super::time::At;
use crate::app::App;
use crate::limits::{
    EVENTS_AT_A_TIME, RETRY_AFTER_S, STREAM_HEARTBEAT, STREAM_PACE, STREAM_POLL, STREAMS_MAX,
    STREAMS_OF_PERSON_MAX,
};
use crate::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use store::journal::DESK;
use store::queries::events::{self, EventRow};
use store::queries::tickets;
use store::{Failure, Snapshot};
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow_events))
}

/// The streams that are open, by person.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<PersonId, usize>>>);

/// A place among the streams; given back when it is dropped.
struct Place {
    streams: Streams,
    person: PersonId,
}

impl Streams {
    fn enter(&self, person: PersonId) -> Result<Place, Problem> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if open.values().sum::<usize>() >= STREAMS_MAX {
            let detail = "Too many event streams are open; try again in a moment.";
            return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too_many_streams", detail)
                .retry_after(RETRY_AFTER_S));
        }
        let own = open.entry(person).or_default();
        if *own >= STREAMS_OF_PERSON_MAX {
            let detail = format!("You have {STREAMS_OF_PERSON_MAX} event streams open already.");
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", detail)
                .retry_after(RETRY_AFTER_S));
        }
        *own += 1;
        drop(open);
        Ok(Place { streams: self.clone(), person })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.person) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.person);
            }
        }
    }
}

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventParams {
    /// The id of the last event that was seen, for clients that cannot send `Last-Event-ID`.
    #[param(value_type = Option<i64>, minimum = 0)]
    last_event_id: Option<String>,
}

/// The data of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct LiveEvent {
    /// The ticket it happened to.
    number: i64,
    /// Its place in the ticket's timeline.
    seq: i64,
    /// What happened.
    kind: String,
    /// When.
    #[schema(value_type = At)]
    at: At,
}

/// Follow what happens
///
/// Server-sent events: `id` is the place in the journal, `event` the kind, `data` an object with
/// `number`, `seq`, `kind`, `at`. Goes on behind `Last-Event-ID`; without it, with what happens
/// next. Requesters see what is public of their own tickets.
#[utoipa::path(
    get, path = "/events", operation_id = "follow_events", tag = "events",
    params(
        EventParams,
        ("Last-Event-ID" = Option<i64>, Header, description = "The id of the last event seen"),
    ),
    responses((
        status = 200, description = "The events, one after the other", body = String,
        content_type = "text/event-stream",
    )),
)]
pub(crate) async fn follow_events(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<EventParams>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let header = match headers.get("last-event-id") {
        Some(value) => Some(value.to_str().unwrap_or("?").to_owned()),
        None => params.last_event_id,
    };
    let seen = header.map(|id| id.parse::<i64>().ok().filter(|id| *id >= 0));
    if seen == Some(None) {
        let message = "Give the id of an event.";
        return Err(Problem::field("last_event_id", "wrong_type", message));
    }
    let place = app.streams().enter(caller.id())?;
    let commits = app.commits();
    let head = app.read(|desk| Ok(events::head(desk.tx)?)).await?;
    let feed = Feed {
        stopping: app.stopping(),
        commits,
        app,
        digest: caller.digest,
        // An id from before a restored backup lies ahead of what there is.
        seen: seen.flatten().map_or(head, |seen| seen.min(head)),
        ready: VecDeque::new(),
        _place: place,
    };
    let alive = KeepAlive::new().interval(STREAM_HEARTBEAT);
    Ok(Sse::new(unfold(feed, Feed::next)).keep_alive(alive))
}

/// One stream.
struct Feed {
    app: App,
    digest: [u8; 32],
    /// The last event it has looked at.
    seen: i64,
    ready: VecDeque<Event>,
    commits: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    _place: Place,
}

/// What one look found.
struct Look {
    /// The last event looked at.
    seen: i64,
    /// What of it may be seen.
    events: Vec<(i64, LiveEvent)>,
    /// True when there may be more at once.
    more: bool,
}

impl Feed {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Feed)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((Ok(event), self));
            }
            if *self.stopping.borrow() {
                return None;
            }
            self.commits.mark_unchanged();
            // A client whose stream ends comes again with the last id, and gets the rest then.
            let look = self.look().await.ok().flatten()?;
            self.seen = look.seen;
            self.ready.extend(look.events.into_iter().filter_map(written));
            if self.ready.is_empty() && !look.more {
                self.rest().await;
            }
        }
    }

    /// Reads on; nothing when the token is no longer good.
    async fn look(&self) -> Result<Option<Look>, Problem> {
        let (digest, seen, now) = (self.digest, self.seen, self.app.now());
        self.app.read(move |desk| look(desk, digest, seen, now)).await
    }

    /// Waits for a commit, here or elsewhere.
    async fn rest(&mut self) {
        tokio::select! {
            _ = self.commits.changed() => tokio::time::sleep(STREAM_PACE).await,
            _ = self.stopping.changed() => {}
            () = tokio::time::sleep(STREAM_POLL) => {}
        }
    }
}

fn look(
    desk: &mut Snapshot<'_, '_>,
    digest: [u8; 32],
    seen: i64,
    now: Timestamp,
) -> Result<Option<Look>, Failure> {
    let Some(caller) = caller(desk, digest, now)? else { return Ok(None) };
    let rows = events::after(desk.tx, seen, EVENTS_AT_A_TIME)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) >= EVENTS_AT_A_TIME;
    let seen = rows.last().map_or(seen, |row| row.seq);
    let mut shapes: HashMap<i64, Shape> = HashMap::new();
    let mut events = Vec::new();
    for row in rows.into_iter().filter(|row| row.stream != DESK) {
        let shape = match shapes.get(&row.stream) {
            Some(shape) => *shape,
            None => {
                let found = tickets::read(desk.tx, TicketNumber(row.stream))?;
                let shape = found.map_or(Shape::Hidden, |found| {
                    shape(&desk.directory, caller.id(), &found.ticket, desk.now)
                });
                shapes.insert(row.stream, shape);
                shape
            }
        };
        match shape {
            Shape::Desk => events.push((row.seq, live(row))),
            Shape::Own if row.public != 0 => events.push((row.seq, live(row))),
            Shape::Own | Shape::Hidden => {}
        }
    }
    Ok(Some(Look { seen, events, more }))
}

fn live(row: EventRow) -> LiveEvent {
    let at = At(Timestamp(row.at));
    LiveEvent { number: row.stream, seq: row.stream_seq, kind: row.kind, at }
}

fn written((id, event): (i64, LiveEvent)) -> Option<Event> {
    let sse = Event::default().id(id.to_string()).event(&event.kind);
    match sse.json_data(&event) {
        Ok(sse) => Some(sse),
        Err(error) => {
            tracing::error!(%error, id, "an event could not be written to a stream");
            None
        }
    }
}
