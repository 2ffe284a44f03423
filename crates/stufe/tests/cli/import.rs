//! Logs written by hand.

use crate::support::{Desk, assert_has};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use std::io::Write as _;

/// A mapping of a log that says little.
const MAPPING: &str = r#"missing = ["-", "n/a"]

[columns]
ticket = "id"
at = "when"
team = "team"
tier = "tier"
agent = "who"
state = ["state", "why"]
service = "about"

[states]
"work" = "open"
"line" = "queued"
"wait/caller" = "waiting:requester"
"wait/maker" = "waiting:vendor"
"done" = "resolved"
"end" = "closed"

[defaults]
subject = "{service} ({ticket})"
requester = "log@example.org"
"#;

/// The state column with a part that is not there is the other part and a stroke.
fn mapping() -> String {
    ["work", "line", "done", "end"].iter().fold(MAPPING.to_owned(), |text, word| {
        text.replace(&format!("\"{word}\" ="), &format!("\"{word}/-\" ="))
    })
}

const HEADER: &str = "id,when,team,tier,who,state,why,about\n";

/// Two tickets, later one first: T-1 climbs, comes back, is reopened; T-2 begins on tier 2.
const LOG: &str = "\
T-2,2024-03-05T09:00:00Z,Network,2,cleo,work,-,VPN
T-1,2024-03-04T08:00:00Z,Front,1,ada,work,-,Mail
T-1,2024-03-04T08:10:00Z,Network,2,ada,line,-,Mail
T-1,2024-03-04T09:00:00Z,Network,2,cleo,wait,caller,Mail
T-1,2024-03-04T09:00:00Z,Network,2,cleo,wait,caller,Mail
T-1,2024-03-04T10:00:00Z,Front,1,ada,work,-,Mail
T-1,2024-03-04T11:00:00Z,Front,1,ada,done,-,Mail
T-1,2024-03-09T11:00:00Z,Front,1,ada,work,-,VPN
T-1,2024-03-09T12:00:00Z,Front,1,ada,end,-,VPN
T-2,2024-03-05T09:30:00Z,Network,2,cleo,done,-,VPN
";

fn import(desk: &Desk, files: &[&str]) -> String {
    desk.ok(&[&["import", "eventlog"], files, &["--mapping", "mapping.toml"]].concat())
}

fn check_a_small_log(desk: &Desk) {
    desk.file("mapping.toml", mapping());
    desk.file("log.csv", format!("{HEADER}{LOG}"));
    assert_eq!(import(desk, &["log.csv"]), "2 tickets, 10 events taken, 0 lines refused\n");
    let flow = desk.json(&["report", "tier-flow"]);
    for (figure, value) in [
        ("tickets", json!(2)),
        ("highest_tier", json!({"2": 2})),
        ("start_tier", json!({"1": 1, "2": 1})),
        ("hand_overs", json!(2)),
        ("tickets_without_hand_over", json!(1)),
        ("ping_pong", json!({"tickets": 1, "occurrences": 1})),
        ("downward_tickets", json!(1)),
        ("skips", json!(0)),
        ("push_to_front_conformant", json!(0)),
        ("waited_on_requester", json!(1)),
        ("reopened", json!(1)),
        ("time_to_resolve_median_s", json!({"2": 6_300.0})),
    ] {
        assert_eq!(flow[figure], value, "{figure}");
    }
    let by_service = desk.json(&["report", "tier-flow", "--group-by", "service"]);
    assert_eq!(by_service["groups"][0]["group"], "VPN");
    assert_eq!(by_service["groups"][0]["tickets"], 2);
    let later = desk.json(&["report", "tier-flow", "--from", "2024-03-05", "--to", "2024-03-06"]);
    assert_eq!(later["tickets"], 1);
    assert_has(&desk.ok(&["report", "tier-flow"]), &["Tickets", "Median time to resolve"]);

    let names = |of: &str| {
        let list = desk.json(&[of, "list"]);
        let list = list.as_array().unwrap();
        list.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("team")[3..], ["Front", "Network"]);
    assert_eq!(names("service"), ["Mail", "VPN"]);
    assert_eq!(names("user"), ["ada", "log@example.org", "cleo"]);
    let verdict = desk.json(&["check"]);
    assert_eq!((&verdict["clean"], &verdict["unsealed"]), (&true.into(), &0.into()));
}

#[test]
fn a_small_log_becomes_tickets_on_both_databases() {
    check_a_small_log(&Desk::sqlite());
    if let Some(desk) = Desk::postgres() {
        check_a_small_log(&desk);
    }
}

#[test]
fn a_log_that_has_grown_goes_on_where_it_was() {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", mapping());
    let begin: String = LOG.split_inclusive('\n').take(6).collect();
    desk.file("log.csv", format!("{HEADER}{begin}"));
    assert_eq!(import(&desk, &["log.csv"]), "2 tickets, 6 events taken, 0 lines refused\n");
    desk.file("log.csv", format!("{HEADER}{LOG}"));
    let told = import(&desk, &["log.csv"]);
    assert_eq!(told, "2 tickets, 10 events taken, 0 lines refused (6 were taken before)\n");
    let told = import(&desk, &["log.csv"]);
    assert_eq!(told, "2 tickets, 10 events taken, 0 lines refused (10 were taken before)\n");
    let whole = Desk::sqlite();
    whole.file("mapping.toml", mapping());
    whole.file("log.csv", format!("{HEADER}{LOG}"));
    import(&whole, &["log.csv"]);
    let flow = ["report", "tier-flow"];
    assert_eq!(desk.json(&flow), whole.json(&flow));
    assert_eq!(desk.json(&["check"])["events"], whole.json(&["check"])["events"]);
}

#[test]
fn gzip_several_files_a_byte_order_mark_and_another_delimiter_are_read() {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", format!("delimiter = \";\"\n{}", mapping()));
    let log = format!("{HEADER}{LOG}").replace(',', ";");
    let (one, two) = log.split_at(log.find("T-1;2024-03-04T10").unwrap());
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    zipped.write_all(one.as_bytes()).unwrap();
    desk.file("one.csv.gz", zipped.finish().unwrap());
    desk.file("two.csv", format!("\u{feff}{}{two}", HEADER.replace(',', ";")));
    let told = import(&desk, &["two.csv", "one.csv.gz"]);
    assert_eq!(told, "2 tickets, 10 events taken, 0 lines refused\n");
    assert_eq!(desk.json(&["report", "tier-flow"])["hand_overs"], 2);
}

#[test]
fn lines_that_make_no_sense_are_refused_and_the_rest_is_taken() {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", mapping());
    let mut log = format!("{HEADER}{LOG}").into_bytes();
    for (line, reason) in BAD {
        assert!(!reason.is_empty());
        log.extend_from_slice(line);
        log.push(b'\n');
    }
    desk.file("log.csv", log);
    let outcome = desk.json(&["import", "eventlog", "log.csv", "--mapping", "mapping.toml"]);
    assert_eq!((&outcome["tickets"], &outcome["events"]), (&2.into(), &10.into()));
    assert_eq!(outcome["refused_total"], BAD.len());
    for (at, (_, reason)) in BAD.iter().enumerate() {
        let refused = &outcome["refused"][at];
        assert_eq!(refused["line"], at + 12, "{reason}");
        assert_has(refused["reason"].as_str().unwrap(), &[reason]);
    }
    let told = import(&desk, &["log.csv"]);
    assert_has(&told, &["line 12: no ticket\n", "taken before"]);
    let last = told.lines().last().unwrap();
    assert!(last.starts_with("2 tickets, 10 events taken, 9 lines refused"), "{last}");
    assert_has(&desk.ok(&["check"]), &["nothing is wrong"]);
}

const BAD: [(&[u8], &str); 9] = [
    (b"-,2024-03-05T09:00:00Z,Front,1,ada,work,-,VPN", "no ticket"),
    (b"T-3,,Front,1,ada,work,-,VPN", "no time"),
    (b"T-3,yesterday,Front,1,ada,work,-,VPN", "\"yesterday\" is no RFC 3339 time"),
    (b"T-3,2124-03-05T09:00:00Z,Front,1,ada,work,-,VPN", "its time lies ahead"),
    (b"T-3,2024-03-05T09:00:00Z,Front,1,ada,sleep,-,VPN", "state \"sleep/-\" is not in [states]"),
    (b"T-3,2024-03-05T09:00:00Z,Front,7,ada,work,-,VPN", "tier \"7\""),
    (b"T-3,2024-03-05T09:00:00Z,Front,1,ada,work", "6 columns, the header has 8"),
    (b"T-3,2024-03-05T09:00:00Z,Front,1,\xe4da,work,-,VPN", "agent is not UTF-8"),
    (
        b"T-3,2024-03-06T09:00:00Z,Front,3,ada,work,-,VPN",
        "team \"Front\" is on tier 1, not on tier 3",
    ),
];

#[test]
fn a_thousand_bad_lines_are_counted_and_a_hundred_told() {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", mapping());
    let bad = "T-3,never,Front,1,ada,work,-,VPN\n".repeat(1_000);
    desk.file("log.csv", format!("{HEADER}{LOG}{bad}"));
    let told = import(&desk, &["log.csv"]);
    assert_has(&told, &["… and 900 lines more", "10 events taken, 1000 lines refused"]);
    assert_eq!(told.lines().count(), 102);
}

#[test]
fn a_mapping_that_is_wrong_is_refused_with_its_line() {
    let desk = Desk::sqlite();
    desk.file("log.csv", format!("{HEADER}{LOG}"));
    let with = |from: &str, to: &str| mapping().replace(from, to);
    for (mapping, parts) in [
        (
            with("service = \"about\"", "colour = \"about\""),
            &["mapping.toml:10", "`colour`", "`team`"][..],
        ),
        (format!("speed = 3\n{}", mapping()), &["mapping.toml:1", "`speed`", "`columns`"]),
        (with("requester =", "requestor ="), &["`requestor`", "`requester`"]),
        (with("\"resolved\"", "\"solved\""), &["mapping.toml:17", "\"solved\" is not one of"]),
        (with("at = \"when\"", "at = \"then\""), &["log.csv", "no column \"then\""]),
        (with("at = \"when\"\n", ""), &["[columns] must name the column of at"]),
        (with("{service}", "{price}"), &["{price}", "service"]),
        (with("{service}", "{impact}"), &["mapping.toml:21", "no column is named for {impact}"]),
        (with("log@example.org", "nobody"), &["mapping.toml:22", "email address"]),
        (with("requester = \"log@example.org\"\n", ""), &["tickets need a requester"]),
        (with("tier = \"tier\"\n", ""), &["teams need a tier"]),
        (
            format!("zone = \"Europe/Bielefeld\"\n{}", mapping()),
            &["mapping.toml:1", "Europe/Bielefeld"],
        ),
        ("[columns\n".to_owned(), &["mapping.toml:1"]),
    ] {
        desk.file("mapping.toml", &mapping);
        let told = desk.fails(1, &["import", "eventlog", "log.csv", "--mapping", "mapping.toml"]);
        assert_has(&told, parts);
    }
    let told = desk.fails(1, &["import", "eventlog", "gone.csv", "--mapping", "mapping.toml"]);
    assert_has(&told, &["mapping.toml"]);
    assert!(!desk.data().exists(), "nothing is made for what cannot be read");
}

#[test]
fn a_broken_file_is_named_and_nothing_is_taken() {
    let desk = Desk::sqlite();
    desk.file("mapping.toml", mapping());
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    zipped.write_all(format!("{HEADER}{}", LOG.repeat(50)).as_bytes()).unwrap();
    let mut zipped = zipped.finish().unwrap();
    zipped.truncate(zipped.len() / 2);
    desk.file("half.csv.gz", zipped);
    let arguments = ["import", "eventlog", "half.csv.gz", "--mapping", "mapping.toml"];
    assert_has(&desk.fails(1, &arguments), &["half.csv.gz cannot be read"]);
    assert!(!desk.data().exists());
}

#[test]
fn a_log_is_ordered_by_its_own_count_and_priorities_are_compared() {
    let desk = Desk::sqlite();
    let mapping = r#"
at_format = "%d/%m/%Y %H:%M"
zone = "Europe/Berlin"
missing = "?"
[columns]
ticket = "number"
at = "updated"
order = "count"
team = "group"
state = "state"
impact = "impact"
urgency = "urgency"
priority = "priority"
requester = "caller"
channel = "by"
[states]
New = "new"
Active = "open"
[channels]
Call = "phone"
[priorities]
P1 = 1
P3 = 3
[defaults]
tier = 1
"#;
    desk.file("mapping.toml", mapping);
    desk.file(
        "log.csv",
        "number,updated,count,group,state,impact,urgency,priority,caller,by\n\
         A,1/3/2024 10:00,2,Front,Active,high,high,P1,Rita,Call\n\
         A,1/3/2024 09:00,0,?,New,?,?,P3,Rita,Call\n\
         A,1/3/2024 11:00,1,Back,New,medium,medium,P1,Rita,Call\n\
         B,1/3/2024 08:00,x,Back,New,?,?,?,Rita,Call\n",
    );
    let told = import(&desk, &["log.csv"]);
    assert_has(
        &told,
        &[
            "line 5: order \"x\" is no whole number\n",
            "3 priorities compared with the matrix, 1 differ\n",
            "1 tickets, 3 events taken, 1 lines refused\n",
        ],
    );
    let flow = desk.json(&["report", "tier-flow"]);
    assert_eq!(flow["hand_overs"], 1, "it began in the first team that is named");
    let people = desk.json(&["user", "list"]);
    assert_eq!((&people[0]["name"], &people[0]["role"]), (&"Rita".into(), &"requester".into()));
    assert_has(&desk.ok(&["check"]), &["nothing is wrong"]);
}
