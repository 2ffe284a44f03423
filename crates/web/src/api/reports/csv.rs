//! Reports as CSV, for spreadsheets.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use desk::values::Tier;
use insight::tier_flow::{Group, TierFlow};
use std::collections::BTreeMap;

/// A table: its heading and its lines.
pub(crate) type Table = Vec<Vec<String>>;

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝'];

/// A text that no spreadsheet runs: an apostrophe before what would begin a formula. Numbers of
/// ours are not texts and stay as they are.
pub(crate) fn text(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// Whether the client would rather have CSV than JSON.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok());
    let ranges = accepts.flat_map(|accept| accept.split(','));
    let (mut csv, mut json) = (0.0_f32, None::<f32>);
    let mut any = 0.0_f32;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q="));
        let quality = quality.map_or(1.0, |it| it.parse().unwrap_or(0.0));
        match media.as_str() {
            "text/csv" => csv = csv.max(quality),
            "application/json" => json = Some(json.unwrap_or(0.0).max(quality)),
            "*/*" | "application/*" => any = any.max(quality),
            _ => {}
        }
    }
    csv > 0.0 && csv >= json.unwrap_or(any)
}

/// Writes a table as the body of an answer, to be saved under a name of ours.
pub(crate) fn answer(table: &Table, name: &'static str) -> Response {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![]);
    for line in table {
        // Into memory nothing fails, and every line has the fields of the heading.
        let _ = writer.write_record(line);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response();
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The tier flow of groups, a line each; the columns are the fields of the JSON.
pub(crate) fn tier_flow(groups: &[Group]) -> Table {
    let tiers = || (1..=Tier::MAX.0).map(|tier| tier.to_string());
    let columns = |name: &str| tiers().map(|tier| format!("{name}_{tier}")).collect::<Vec<_>>();
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let heading = [
        named(&["group", "tickets", "left_out"]),
        columns("highest_tier"),
        columns("start_tier"),
        named(&[
            "hand_overs",
            "tickets_without_hand_over",
            "ping_pong_tickets",
            "ping_pong_occurrences",
            "downward_tickets",
            "skips",
            "push_to_front_conformant",
            "waited_on_requester",
            "reopened",
            "resolved",
            "first_level_resolution",
        ]),
        columns("time_to_resolve_median_s"),
    ];
    let mut table = vec![heading.concat()];
    table.extend(groups.iter().map(|Group { group, flow }| line(group, flow)));
    table
}

fn line(group: &str, flow: &TierFlow) -> Vec<String> {
    let tiers = || (1..=Tier::MAX.0).map(|tier| tier.to_string());
    let counts = |map: &BTreeMap<String, u64>| {
        tiers().map(|tier| map.get(&tier).copied().unwrap_or(0).to_string()).collect::<Vec<_>>()
    };
    let medians = tiers().map(|tier| flow.time_to_resolve_median_s.get(&tier).map(f64::to_string));
    let numbers = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>();
    [
        vec![text(group)],
        numbers(&[flow.tickets, flow.left_out]),
        counts(&flow.highest_tier),
        counts(&flow.start_tier),
        numbers(&[
            flow.hand_overs,
            flow.tickets_without_hand_over,
            flow.ping_pong.tickets,
            flow.ping_pong.occurrences,
            flow.downward_tickets,
            flow.skips,
            flow.push_to_front_conformant,
            flow.waited_on_requester,
            flow.reopened,
            flow.resolved,
        ]),
        vec![flow.first_level_resolution.map_or_else(String::new, |share| share.to_string())],
        medians.map(Option::unwrap_or_default).collect(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spreadsheet_runs_a_name() {
        for name in ["=1+1", "+49", "-2", "@SUM(A1)", "\tx", "\r=x", "\n=x", "＝1"] {
            assert!(text(name).starts_with('\''), "{name:?}");
        }
        assert_eq!(text("1st Level"), "1st Level");
    }

    #[test]
    fn csv_is_sent_to_those_who_want_it_more() {
        for (accept, wanted) in [
            (None, false),
            (Some("*/*"), false),
            (Some("application/json"), false),
            (Some("text/csv"), true),
            (Some("text/csv, application/json"), true),
            (Some("text/csv;q=0.5, application/json"), false),
            (Some("text/csv; q=0.5, */*;q=0.1"), true),
            (Some("TEXT/CSV"), true),
            (Some("text/csv;q=0"), false),
            (Some("text/html,application/xml;q=0.9,*/*;q=0.8"), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(is_wanted(&headers), wanted, "{accept:?}");
        }
    }
}
