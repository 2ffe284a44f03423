//! The real logs beside the workspace, where there are any.

use crate::support::Desk;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The directory of the shared data.
fn shared_data() -> Option<PathBuf> {
    let path = std::env::var_os("STUFE_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no shared data");
    None
}

fn import(desk: &Desk, log: &Path, mapping: &Path) -> Value {
    let (log, mapping) = (log.to_str().unwrap(), mapping.to_str().unwrap());
    desk.json(&["import", "eventlog", log, "--mapping", mapping])
}

fn check_volvo(desk: &Desk) {
    let Some(data) = shared_data() else { return };
    let expected = std::fs::read_to_string(data.join("expected_kpis_dev.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let expected = &expected["volvo"];
    let outcome = import(desk, &data.join("volvo_incidents_dev.csv.gz"), &data.join("volvo.toml"));
    assert_eq!((&outcome["events"], &outcome["refused_total"]), (&expected["events"], &json!(0)));
    let flow = desk.json(&["report", "tier-flow"]);
    for (ours, theirs) in [
        ("/tickets", "cases"),
        ("/highest_tier", "highest_tier"),
        ("/start_tier", "start_tier"),
        ("/downward_tickets", "tier_downward_cases"),
        ("/skips", "skip_1_to_3_cases"),
        ("/hand_overs", "team_handovers_total"),
        ("/tickets_without_hand_over", "cases_no_handover"),
        ("/ping_pong/tickets", "ping_pong_cases"),
        ("/ping_pong/occurrences", "ping_pong_occurrences"),
        ("/push_to_front_conformant", "push_to_front_conformant"),
        ("/reopened", "reopened_cases"),
        ("/time_to_resolve_median_s", "median_ttr_first_completed_s_by_tier"),
    ] {
        assert_eq!(flow.pointer(ours), Some(&expected[theirs]), "{ours}");
    }
    // The mapping also counts waits on the customer, which the expected figure leaves out.
    assert_eq!(flow["waited_on_requester"], 1_729);
    assert_eq!(desk.json(&["check"])["findings"], json!([]));
}

#[test]
fn the_volvo_log_gives_its_figures_on_sqlite() {
    check_volvo(&Desk::sqlite());
}

#[test]
fn the_volvo_log_gives_its_figures_on_postgres() {
    if let Some(desk) = Desk::postgres() {
        check_volvo(&desk);
    }
}

#[test]
fn the_servicenow_log_is_taken_whole() {
    let Some(data) = shared_data() else { return };
    let desk = Desk::sqlite();
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mappings/servicenow.toml");
    let outcome = import(&desk, &data.join("servicenow_incidents_dev.csv.gz"), &mapping);
    assert_eq!((&outcome["tickets"], &outcome["events"]), (&json!(17_407), &json!(98_860)));
    assert_eq!(outcome["refused_total"], 0);
    assert_eq!(outcome["priorities"], json!({"compared": 98_860, "differing": 0}));
    let flow = desk.json(&["report", "tier-flow"]);
    // Counted from the changes of the group that can be seen, with "?" left out.
    assert_eq!(flow["hand_overs"], 13_382);
    assert_eq!(flow["tickets_without_hand_over"], 10_741);
    assert_eq!(flow["reopened"], 201);
    assert_eq!(flow["waited_on_requester"], 3_779);
    assert_eq!(desk.json(&["check"])["findings"], json!([]));
}
