//! `stufe report`: figures.

use crate::config::Config;
use crate::opening;
use crate::out::Output;
use crate::table::table;
use anyhow::{Context as _, Result};
use desk::time::Timestamp;
use insight::tier_flow::{Group, TierFlow};
use serde::Serialize;
use std::collections::BTreeMap;
use store::reports::{self, GroupBy, Period, Selection};

/// Figures of the desk
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Command {
    TierFlow(TierFlowArgs),
}

/// How tickets move between teams and tiers
#[derive(Debug, Clone, Copy, clap::Args)]
struct TierFlowArgs {
    /// Tickets created at this time or later (RFC 3339); a day begins at midnight UTC
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<Timestamp>,
    /// Tickets created before this time
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<Timestamp>,
    /// One report for each
    #[arg(long, value_name = "period|week|service|team|tier", value_parser = group_by)]
    group_by: Option<GroupBy>,
    #[command(flatten)]
    output: Output,
}

fn group_by(word: &str) -> Result<GroupBy, String> {
    match word {
        "period" => Ok(GroupBy::Month),
        "week" => Ok(GroupBy::Week),
        "service" => Ok(GroupBy::Service),
        "team" => Ok(GroupBy::Team),
        "tier" => Ok(GroupBy::Tier),
        _ => Err("group by period (months), week, service, team or tier".to_owned()),
    }
}

/// An instant; a day begins at midnight UTC, as in the API.
fn instant(text: &str) -> Result<Timestamp, String> {
    let at = text.parse::<jiff::Timestamp>();
    let begin = |_| text.parse::<jiff::civil::Date>()?.in_tz("UTC").map(|day| day.timestamp());
    let at = at.or_else(begin);
    let at = at.map_err(|_| "write a day as 2026-03-01, a time as 2026-03-01T08:00:00Z")?;
    Ok(Timestamp(at.as_microsecond()))
}

/// Reports.
///
/// # Errors
/// What is wrong with the database.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let Command::TierFlow(TierFlowArgs { from, to, group_by, output }) = args.command;
    let store = opening::open_up_to_date(config)?;
    let by = group_by.unwrap_or(GroupBy::Nothing);
    let period = Period { from, until: to };
    let selection = Selection { period, ..Selection::default() };
    let groups = store.read(|desk| reports::tier_flow(desk.tx, &desk.directory, &selection, by))?;
    if group_by.is_none() {
        let all = groups.into_iter().next().context("a report without figures")?;
        return output.print(&all.flow, lines);
    }
    output.print(&Groups { groups }, |it| compared(&it.groups))
}

/// What a grouped report gives.
#[derive(Serialize)]
struct Groups {
    groups: Vec<Group>,
}

/// The name of a figure and its value.
type Figure = (&'static str, fn(&TierFlow) -> String);

/// The figures in the order in which they are read.
const FIGURES: [Figure; 13] = [
    ("Tickets", |flow| flow.tickets.to_string()),
    ("left out (merged, cancelled, junk)", |flow| flow.left_out.to_string()),
    ("by highest tier", |flow| by_tier(&flow.highest_tier)),
    ("by first tier", |flow| by_tier(&flow.start_tier)),
    ("Moves between teams", |flow| flow.hand_overs.to_string()),
    ("Tickets one team held all along", |flow| flow.tickets_without_hand_over.to_string()),
    ("Tickets with ping-pong", |flow| {
        format!("{} ({} times)", flow.ping_pong.tickets, flow.ping_pong.occurrences)
    }),
    ("Tickets that went down", |flow| flow.downward_tickets.to_string()),
    ("Tickets that skipped a tier", |flow| flow.skips.to_string()),
    ("Push-to-front conformant", |flow| flow.push_to_front_conformant.to_string()),
    ("Waited on the requester", |flow| flow.waited_on_requester.to_string()),
    ("Reopened", |flow| flow.reopened.to_string()),
    ("First-level resolution", |flow| percent(flow.first_level_resolution)),
];

fn by_tier(counts: &BTreeMap<String, u64>) -> String {
    let told = counts.iter().map(|(tier, n)| format!("tier {tier}: {n}"));
    told.collect::<Vec<_>>().join(", ")
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// One report, a figure a line.
fn lines(flow: &TierFlow) -> String {
    let mut rows: Vec<Vec<String>> =
        FIGURES.iter().map(|(name, value)| vec![(*name).to_owned(), value(flow)]).collect();
    for (tier, median_s) in &flow.time_to_resolve_median_s {
        let name = format!("Median time to resolve, highest tier {tier}");
        rows.push(vec![name, duration(*median_s)]);
    }
    table(&["TIER FLOW", ""], &rows)
}

/// Several reports, one a line, with the figures that fit.
fn compared(groups: &[Group]) -> String {
    let row = |group: &Group| {
        let flow = &group.flow;
        let name = if group.group.is_empty() { "-" } else { group.group.as_str() };
        let level = |tier: &str| flow.highest_tier.get(tier).copied().unwrap_or(0).to_string();
        let mut row = vec![name.to_owned(), flow.tickets.to_string()];
        row.extend(["1", "2", "3"].map(level));
        row.extend([flow.hand_overs, flow.ping_pong.tickets, flow.reopened].map(|n| n.to_string()));
        row.push(percent(flow.first_level_resolution));
        row
    };
    let headings = [
        "GROUP",
        "TICKETS",
        "TIER 1",
        "TIER 2",
        "TIER 3",
        "MOVES",
        "PING-PONG",
        "REOPENED",
        "FIRST LEVEL",
    ];
    table(&headings, &groups.iter().map(row).collect::<Vec<_>>())
}

/// Seconds in the units people use.
fn duration(seconds: f64) -> String {
    let (unit, name) = match seconds {
        s if s >= 86_400.0 => (86_400.0, "days"),
        s if s >= 3_600.0 => (3_600.0, "hours"),
        _ => (60.0, "minutes"),
    };
    format!("{:.1} {name} ({seconds} s)", seconds / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_and_a_time_is_exact() {
        let day = 86_400 * 1_000_000;
        assert_eq!(instant("1970-01-02"), Ok(Timestamp(day)));
        assert_eq!(instant("1970-01-02T01:00:00+01:00"), Ok(Timestamp(day)));
        assert!(instant("tomorrow").is_err());
    }

    #[test]
    fn durations_are_told_in_units_people_use() {
        assert_eq!(duration(1_514.0), "25.2 minutes (1514 s)");
        assert_eq!(duration(493_410.5), "5.7 days (493410.5 s)");
    }
}
