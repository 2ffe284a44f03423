//! `GET /reports/tier-flow`: how tickets moved between the tiers (domain, section 9).

use super::auth::Caller;
use super::lookup::Lookup;
use super::request::Asked;
use super::time::read_or_day;
use super::words::{Vocabulary, Word};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::access::{DeskAction, can_desk, role_of};
use desk::refusal::Refusal;
use desk::time::Timestamp;
use desk::values::UnknownValue;
use insight::tier_flow;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use store::reports::{self, GroupBy, Period};
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
    /// By service, or by the team that held the ticket first.
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
            "service" => Ok(Grouping(GroupBy::Service)),
            "team" => Ok(Grouping(GroupBy::Team)),
            other => Err(UnknownValue { found: other.into(), allowed: Self::WORDS }),
        }
    }
}

impl Vocabulary for Grouping {
    const NAME: &'static str = "GroupBy";
    const WORDS: &'static [&'static str] = &["service", "team"];
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
    /// The name of the service or team; empty for tickets without one.
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
/// For leads and admins of the house. The follower of the journal catches up first.
#[utoipa::path(
    get, path = "/reports/tier-flow", operation_id = "tier_flow_report", tag = "reports",
    params(ReportParams),
    responses((status = 200, description = "The report", body = TierFlowReport)),
)]
async fn tier_flow_report(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<ReportParams>,
) -> Result<Json<TierFlowReport>, Problem> {
    let store = app.store().clone();
    let report = app.blocking(move || {
        let (period, group_by) = store.read(|desk| read(desk, &caller, &params))?;
        followers::catch_up(&store)?;
        store.read(|desk| {
            let directory = Arc::clone(&desk.directory);
            let by_group = reports::tier_flow(desk.tx, &directory, period, group_by)?;
            let mut flows = by_group
                .into_iter()
                .map(|(group, report)| TierFlowGroup { group, flow: report.finish().into() });
            Ok(match group_by {
                GroupBy::Nothing => {
                    let whole = flows.next().map(|whole| whole.flow);
                    let none = || tier_flow::TierFlow::default().into();
                    TierFlowReport::Whole(Box::new(whole.unwrap_or_else(none)))
                }
                GroupBy::Service | GroupBy::Team => {
                    TierFlowReport::Groups(TierFlowGroups { groups: flows.collect() })
                }
            })
        })
    });
    Ok(Json(report.await?))
}

fn read(
    desk: &mut Snapshot<'_, '_>,
    caller: &Caller,
    params: &ReportParams,
) -> Result<(Period, GroupBy), Failure> {
    let directory = Arc::clone(&desk.directory);
    let allowed = can_desk(role_of(&directory, caller.id()), DeskAction::ReadReports);
    let inside = directory.agent(caller.id()).is_some_and(|agent| !directory.is_outside(agent));
    if !allowed || !inside {
        return Err(Refusal::forbidden("Reports are for leads and admins of the house.").into());
    }
    let mut lookup = Lookup::new(desk.tx, directory, caller.id());
    let grouping = lookup.word("group_by", params.group_by.as_ref());
    let (from, until) =
        (instant(&mut lookup, "from", &params.from), instant(&mut lookup, "to", &params.to));
    let problems = lookup.problems();
    if !problems.is_empty() {
        let mut refusal = Refusal::state("report_refused", "There is no such report.");
        refusal.problems = problems;
        return Err(refusal.into());
    }
    let group_by = grouping.map_or(GroupBy::Nothing, |Grouping(by)| by);
    Ok((Period { from, until }, group_by))
}

fn instant(lookup: &mut Lookup<'_, '_>, field: &str, text: &Option<String>) -> Option<Timestamp> {
    let read = read_or_day(text.as_ref()?);
    if read.is_none() {
        let message = "Give an instant, such as 2026-01-31T09:30:00Z, or a day: 2026-01-31.";
        lookup.note(field, "invalid", message);
    }
    read
}
