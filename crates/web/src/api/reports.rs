//! `GET /reports/tier-flow`: how tickets moved between the tiers (domain, section 9).

pub(crate) mod csv;

use super::auth::Caller;
use super::lookup::Lookup;
use super::request::Asked;
use super::time::read_or_day;
use super::words::{Vocabulary, Word};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::access::{DeskAction, can_desk, role_of};
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use desk::time::Timestamp;
use desk::values::UnknownValue;
use insight::tier_flow::{self, Group};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use store::reports::{self, GroupBy, Period, Selection};
use store::{Failure, Snapshot, followers};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tier_flow_report))
}

/// Which tickets, and how grouped.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// Tickets created at this instant or later; a day begins at midnight UTC.
    from: Option<String>,
    /// Tickets created before this instant; a day begins at midnight UTC.
    to: Option<String>,
    /// Tickets this team held at some time, by its name.
    team: Option<String>,
    /// Tickets about this service, by its name.
    service: Option<String>,
    /// By the month of creation (`period`) or its week, by service, by the team that held the
    /// ticket first, or by the tier it began on.
    #[param(inline)]
    group_by: Option<GroupingWord>,
}

/// What a report is grouped by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grouping(GroupBy);

impl FromStr for Grouping {
    type Err = UnknownValue;

    fn from_str(word: &str) -> Result<Self, UnknownValue> {
        match word {
            "period" => Ok(Grouping(GroupBy::Month)),
            "week" => Ok(Grouping(GroupBy::Week)),
            "service" => Ok(Grouping(GroupBy::Service)),
            "team" => Ok(Grouping(GroupBy::Team)),
            "tier" => Ok(Grouping(GroupBy::Tier)),
            other => Err(UnknownValue { found: other.into(), allowed: Self::WORDS }),
        }
    }
}

impl Vocabulary for Grouping {
    const NAME: &'static str = "GroupBy";
    const WORDS: &'static [&'static str] = &["period", "week", "service", "team", "tier"];
}

/// The word of a grouping.
pub(crate) type GroupingWord = Word<Grouping>;

/// How tickets moved between the tiers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TierFlow {
    /// Tickets counted; merged, cancelled and junk tickets are not.
    tickets: u64,
    /// Tickets left out: merged, cancelled, junk.
    left_out: u64,
    /// Tickets by the highest tier that ever held them.
    highest_tier: BTreeMap<String, u64>,
    /// Tickets by the tier they began on.
    start_tier: BTreeMap<String, u64>,
    /// Changes of the holding team.
    hand_overs: u64,
    /// Tickets that one team held all their life.
    tickets_without_hand_over: u64,
    /// Steps A→B→A that brought neither solution nor answer.
    ping_pong: PingPong,
    /// Tickets with a move to a lower tier.
    downward_tickets: u64,
    /// Tickets with a jump over a tier upwards.
    skips: u64,
    /// Tickets that start on tier 1, never go down and skip nothing.
    push_to_front_conformant: u64,
    /// Tickets that waited on the requester at some time.
    waited_on_requester: u64,
    /// Tickets that were reopened.
    reopened: u64,
    /// Tickets that were resolved at some time.
    resolved: u64,
    /// Resolved tickets that never left tier 1 ÷ all resolved tickets.
    first_level_resolution: Option<f64>,
    /// Median seconds from creation to the first resolved or closed, by highest tier.
    time_to_resolve_median_s: BTreeMap<String, f64>,
}

/// Ping-pong: in how many tickets, and how often.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PingPong {
    /// Tickets with at least one.
    tickets: u64,
    /// All of them.
    occurrences: u64,
}

/// The tier flow of one group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TierFlowGroup {
    /// The month or the Monday of the week, the name of the service or team, the tier; empty for
    /// tickets without one.
    group: String,
    /// Its tier flow.
    #[serde(flatten)]
    flow: TierFlow,
}

/// The tier flow by group, in the order of the groups' names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TierFlowGroups {
    /// The groups.
    groups: Vec<TierFlowGroup>,
}

/// The report: as a whole, or by group.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TierFlowReport {
    /// Without `group_by`.
    Whole(Box<TierFlow>),
    /// With it.
    Groups(TierFlowGroups),
}

impl From<tier_flow::TierFlow> for TierFlow {
    fn from(flow: tier_flow::TierFlow) -> Self {
        let tier_flow::PingPong { tickets, occurrences } = flow.ping_pong;
        TierFlow {
            tickets: flow.tickets,
            left_out: flow.left_out,
            highest_tier: flow.highest_tier,
            start_tier: flow.start_tier,
            hand_overs: flow.hand_overs,
            tickets_without_hand_over: flow.tickets_without_hand_over,
            ping_pong: PingPong { tickets, occurrences },
            downward_tickets: flow.downward_tickets,
            skips: flow.skips,
            push_to_front_conformant: flow.push_to_front_conformant,
            waited_on_requester: flow.waited_on_requester,
            reopened: flow.reopened,
            resolved: flow.resolved,
            first_level_resolution: flow.first_level_resolution,
            time_to_resolve_median_s: flow.time_to_resolve_median_s,
        }
    }
}

/// Report the tier flow
///
/// For leads and admins of the house. The follower of the journal catches up first. With
/// `Accept: text/csv` the same as CSV, one line for each group.
#[utoipa::path(
    get, path = "/reports/tier-flow", operation_id = "tier_flow_report", tag = "reports",
    params(ReportParams),
    responses((status = 200, description = "The report", content(
        (TierFlowReport = "application/json"),
        (String = "text/csv"),
    ))),
)]
async fn tier_flow_report(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<ReportParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let store = app.store().clone();
    let report = app.blocking(move || {
        let asked = store.read(|desk| read(desk, &caller, &params))?;
        followers::catch_up(&store)?;
        store.read(|desk| {
            let directory = Arc::clone(&desk.directory);
            let groups = reports::tier_flow(desk.tx, &directory, &asked.selection, asked.group_by)?;
            Ok((asked.group_by, groups))
        })
    });
    let (group_by, groups) = report.await?;
    let mut response = if csv::is_wanted(&headers) {
        csv::answer(&csv::tier_flow(&groups), "tier-flow.csv")
    } else {
        Json(shaped(group_by, groups)).into_response()
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

fn shaped(group_by: GroupBy, groups: Vec<Group>) -> TierFlowReport {
    let mut groups =
        groups.into_iter().map(|Group { group, flow }| TierFlowGroup { group, flow: flow.into() });
    if group_by == GroupBy::Nothing {
        let whole = groups.next().map(|whole| whole.flow);
        let none = || tier_flow::TierFlow::default().into();
        return TierFlowReport::Whole(Box::new(whole.unwrap_or_else(none)));
    }
    TierFlowReport::Groups(TierFlowGroups { groups: groups.collect() })
}

/// Whether somebody may read reports.
pub(crate) fn may_read(directory: &Directory, person: PersonId) -> bool {
    can_desk(role_of(directory, person), DeskAction::ReadReports)
}

/// The refusal for everybody else.
pub(crate) fn forbidden() -> Refusal {
    Refusal::forbidden("Reports are for leads and admins of the house.")
}

/// A report that was asked for.
struct AskedReport {
    selection: Selection,
    group_by: GroupBy,
}

fn read(
    desk: &mut Snapshot<'_, '_>,
    caller: &Caller,
    params: &ReportParams,
) -> Result<AskedReport, Failure> {
    let directory = Arc::clone(&desk.directory);
    if !may_read(&directory, caller.id()) {
        return Err(forbidden().into());
    }
    let mut lookup = Lookup::new(desk.tx, directory, caller.id());
    let grouping = lookup.word("group_by", params.group_by.as_ref());
    let (from, until) =
        (instant(&mut lookup, "from", &params.from), instant(&mut lookup, "to", &params.to));
    let team = lookup.team("team", params.team.as_ref());
    let service = lookup.service("service", params.service.as_ref());
    let problems = lookup.problems();
    if !problems.is_empty() {
        let mut refusal = Refusal::state("report_refused", "There is no such report.");
        refusal.problems = problems;
        return Err(refusal.into());
    }
    let group_by = grouping.map_or(GroupBy::Nothing, |Grouping(by)| by);
    let selection = Selection { period: Period { from, until }, team, service };
    Ok(AskedReport { selection, group_by })
}

fn instant(lookup: &mut Lookup<'_, '_>, field: &str, text: &Option<String>) -> Option<Timestamp> {
    let read = read_or_day(text.as_ref()?);
    if read.is_none() {
        let message = "Give an instant, such as 2026-01-31T09:30:00Z, or a day: 2026-01-31.";
        lookup.note(field, "invalid", message);
    }
    read
}
