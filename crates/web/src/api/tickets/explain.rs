//! `GET /tickets/{number}/explain`: why a ticket is where it is.

use super::read::find;
use super::timeline::{DeskEntry, desk_entry};
use super::view::Clock;
use crate::api::auth::Caller;
use crate::api::names::Names;
use crate::api::request::{Asked, Nothing, Numbered};
use crate::api::time::At;
use crate::app::App;
use crate::limits::MOVES_LOOKED_AT;
use crate::problem::Problem;
use crate::sight::Lens;
use axum::Json;
use axum::extract::State;
use desk::access::Action;
use desk::ids::TicketNumber;
use desk::routing::{Route, RouteReason};
use desk::ticket::{Event, Ticket};
use desk::values::Tier;
use serde::Serialize;
use store::Failure;
use store::db::DbError;
use store::journal::{self, Told};
use store::queries::events;
use store::queries::timeline::{self, Part};
use utoipa::ToSchema;

/// Why a ticket is where it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// Its number.
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// The team that holds it.
    team: String,
    /// Its tier.
    #[schema(value_type = i64)]
    tier: Tier,
    /// Since when that team holds it.
    #[schema(value_type = At)]
    since: At,
    /// What brought it there: the last move, or its creation.
    brought_by: DeskEntry,
    /// What the router thought of it; none when a person named the team.
    routing: Option<Routing>,
    /// The teams below and with the holder, rising in tier.
    path: Vec<PathStep>,
    /// Who answers to the requester, and why.
    contact: ContactTeam,
    /// Why each clock stands where it stands.
    clocks: Vec<Clock>,
}

/// The router's choice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Routing {
    /// The chosen team.
    team: String,
    /// Why it.
    #[schema(value_type = String)]
    reason: RouteReason,
    /// The same in words.
    #[schema(value_type = String)]
    because: &'static str,
    /// The other teams of the tier, and why not they.
    passed_over: Vec<PassedOver>,
}

/// A team the router has passed over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PassedOver {
    /// The team.
    team: String,
    /// Why not it.
    #[schema(value_type = String)]
    reason: RouteReason,
    /// The same in words.
    #[schema(value_type = String)]
    because: &'static str,
}

/// A team of the path.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PathStep {
    /// The team.
    team: String,
    /// Its tier.
    #[schema(value_type = i64)]
    tier: Tier,
    /// The agent who sent the ticket on; a return goes back to them.
    sent_by: Option<String>,
}

/// Who answers to the requester.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContactTeam {
    /// The team.
    team: String,
    /// Why it.
    #[schema(value_type = String)]
    because: &'static str,
}

/// Why is a ticket where it is?
#[utoipa::path(
    get, path = "/tickets/{number}/explain", operation_id = "explain_ticket", tag = "tickets",
    params(("number" = i64, Path, description = "The number of the ticket")),
    responses((status = 200, description = "The explanation", body = Explanation)),
)]
pub(crate) async fn explain_ticket(
    State(app): State<App>,
    caller: Caller,
    number: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Explanation>, Problem> {
    let explained = app.read(move |desk| {
        let ticket = find(desk, &caller, number.0, Action::Read)?;
        explain(&mut Names::of(desk, caller.id()), &ticket)
    });
    Ok(Json(explained.await?))
}

fn explain(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Explanation, Failure> {
    let last = last_move(names, ticket)?;
    let routing = match &last.event {
        Event::Created(created) => created.route.as_ref(),
        Event::Escalated(escalated) => escalated.route.as_ref(),
        _ => None,
    };
    let path = ticket.path.iter().map(|step| {
        let sent_by = step.sent_by.map(|id| names.email(id)).transpose()?;
        Ok(PathStep { team: names.team(step.team), tier: step.tier, sent_by })
    });
    let path = path.collect::<Result<_, DbError>>()?;
    Ok(Explanation {
        number: ticket.number,
        team: names.team(ticket.team),
        tier: ticket.tier,
        since: At(last.stamp.at),
        routing: routing.map(|route| explained(names, route)),
        brought_by: desk_entry(names, &last)?,
        path,
        contact: ContactTeam { team: names.team(ticket.contact_team), because: contact(ticket) },
        clocks: Vec::new(),
    })
}

/// The event that brought the ticket to its holder: the last move, or its creation.
fn last_move(names: &mut Names<'_, '_>, ticket: &Ticket) -> Result<Told, Failure> {
    let (stream, end) = (ticket.number.0, ticket.version);
    let moves = timeline::until(names.tx, Part::Moves, stream, end, MOVES_LOOKED_AT)?;
    let mut last = None;
    for row in moves.into_iter().rev() {
        if journal::read(&row)?.fact().hold().is_some() {
            last = Some(row);
            break;
        }
    }
    let row = match last {
        Some(row) => Some(row),
        None => events::one(names.tx, stream, 1)?,
    };
    let told = journal::recall(names.tx, Vec::from_iter(row))?;
    let told = Lens::of(&names.directory, names.viewer()).through(told).pop();
    told.ok_or_else(|| Failure::fault(format!("ticket {} has no beginning", ticket.number)))
}

fn explained(names: &Names<'_, '_>, route: &Route) -> Routing {
    let passed_over = route.passed_over.iter().map(|(team, reason)| PassedOver {
        team: names.team(*team),
        reason: *reason,
        because: because(*reason),
    });
    Routing {
        team: names.team(route.team),
        reason: route.reason,
        because: because(route.reason),
        passed_over: passed_over.collect(),
    }
}

fn because(reason: RouteReason) -> &'static str {
    match reason {
        RouteReason::ServesService => "It serves the service the ticket is about.",
        RouteReason::DefaultOfTier => {
            "No team of the tier serves the service, so it went to the tier's default team."
        }
        RouteReason::DoesNotServe => "It does not serve the service the ticket is about.",
        RouteReason::LaterInOrder => "Another team comes first in the order.",
    }
}

fn contact(ticket: &Ticket) -> &'static str {
    if ticket.contact_held {
        "It was the first tier-1 team to hold the ticket, or was named since."
    } else {
        "No tier-1 team has held the ticket yet, so the desk's default one answers."
    }
}
