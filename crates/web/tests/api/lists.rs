//! Named views: each walks completely, in order, and shows what it says.

use crate::client::Client;
use crate::desk::{Desk, email};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use store::on_both;

/// All items of a list, page by page.
#[track_caller]
fn walk(client: &Client, query: &str, limit: usize) -> Vec<Value> {
    let mut walked: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/tickets?limit={limit}{query}{cursor}")).expect(200);
        assert!(page.items().len() <= limit);
        walked.extend(page.items().to_vec());
        match page.json["next_cursor"].as_str() {
            None => return walked,
            Some(next) => cursor = format!("&cursor={next}"),
        }
    }
}

fn numbers(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["number"].as_i64().unwrap()).collect()
}

/// Tickets in all states, teams and priorities.
fn fill(desk: &Desk) -> Vec<i64> {
    let mut made = Vec::new();
    for at in 0..24 {
        let n = desk.opened(if at % 3 == 0 { "bob" } else { "rita" }, &format!("Number {at}"));
        made.push(n);
        if at % 4 == 1 {
            let impact = json!({ "impact": "high" });
            desk.as_("anna").patch(&format!("/tickets/{n}"), impact).expect(200);
        }
        match at % 8 {
            0 => {}
            1 => drop(desk.done("anna", n, "take", json!({}))),
            2 => drop(desk.done("anna", n, "escalate", Desk::hand_over("2nd Level"))),
            3 => drop(desk.done("anna", n, "wait", json!({ "on": "vendor" }))),
            4 => {
                drop(desk.done(
                    "anna",
                    n,
                    "resolve",
                    json!({ "solution": "S", "code": "answered" }),
                ));
            }
            5 => drop(desk.done("anna", n, "close", json!({ "code": "junk" }))),
            6 => {
                let body = json!({ "team": "Field", "reason": "workload" });
                desk.done("anna", n, "transfer", body);
            }
            _ => drop(desk.done("anna", n, "assign", json!({ "agent": email("armin") }))),
        }
    }
    made
}

/// What each view shows, told by the whole ticket.
fn shows(view: &str, ticket: &Value) -> bool {
    let status = ticket["status"].as_str().unwrap();
    let begun = ["new", "open"].contains(&status);
    let first = ticket["team"] == "1st Level";
    match view {
        "open" => begun,
        "queue" => begun && first,
        "mine" => (begun || status == "waiting") && ticket["assignee"] == email("anna"),
        "team" => first && status != "closed",
        "unassigned" => begun && ticket["assignee"].is_null(),
        "due" => begun,
        "waiting" => status == "waiting",
        "all" => true,
        other => panic!("no view {other}"),
    }
}

fn compare(sort: &str, a: &Value, b: &Value) -> Ordering {
    let (field, descending) = match sort.strip_prefix('-') {
        Some(field) => (field, true),
        None => (sort, false),
    };
    let key = |ticket: &Value| match field {
        "updated" => ticket["updated_at"].to_string(),
        "created" => ticket["created_at"].to_string(),
        "priority" => ticket["priority"].to_string(),
        // Nothing falls due yet: the number settles it.
        _ => String::new(),
    };
    let number = |ticket: &Value| ticket["number"].as_i64().unwrap();
    let order = (key(a), number(a)).cmp(&(key(b), number(b)));
    if descending { order.reverse() } else { order }
}

const SORTS: &[&str] =
    &["updated", "-updated", "created", "-created", "due", "-due", "priority", "-priority"];

on_both! {
    fn every_view_walks_completely_in_every_order(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = desk.as_("anna");
        let made = fill(&desk);
        let tickets: Vec<Value> =
            made.iter().map(|n| anna.get(&format!("/tickets/{n}")).expect(200).json).collect();
        for view in ["open", "queue", "mine", "team", "unassigned", "due", "waiting", "all"] {
            let mut expected: Vec<&Value> = tickets.iter().filter(|it| shows(view, it)).collect();
            assert!(!expected.is_empty(), "{view}");
            for sort in SORTS {
                expected.sort_by(|a, b| compare(sort, a, b));
                let naive: Vec<i64> =
                    expected.iter().map(|it| it["number"].as_i64().unwrap()).collect();
                for limit in [1, 3, 200] {
                    let query = format!("&view={view}&sort={sort}");
                    let walked = numbers(&walk(&anna, &query, limit));
                    assert_eq!(walked, naive, "{view} by {sort}, {limit} at a time");
                }
            }
            let unsorted = walk(&anna, &format!("&view={view}"), 4);
            let all: BTreeSet<i64> = numbers(&unsorted).into_iter().collect();
            assert_eq!(all.len(), expected.len(), "{view} in its own order");
            for item in &unsorted {
                let ticket = tickets.iter().find(|it| it["number"] == item["number"]).unwrap();
                for (field, value) in item.as_object().unwrap() {
                    assert_eq!(value, &ticket[field], "{field}");
                }
            }
        }
    }

    fn filters_narrow_a_view(test: &TestDb) {
        let desk = Desk::new(test);
        let (anna, rita) = (desk.as_("anna"), desk.as_("rita"));
        fill(&desk);
        let outside = json!({ "subject": "S", "body": "B", "requester": "me", "team": "Night" });
        anna.post("/tickets", outside).expect(201);
        let all = walk(&anna, "", 200);
        let check = |query: &str, fits: &dyn Fn(&Value) -> bool| {
            let mut expected = numbers(&all.iter().filter(|it| fits(it)).cloned().collect::<Vec<_>>());
            let mut walked = numbers(&walk(&anna, query, 3));
            expected.sort_unstable();
            walked.sort_unstable();
            assert!(!walked.is_empty(), "{query}");
            assert_eq!(walked, expected, "{query}");
        };
        check("&team=Field", &|it| it["team"] == "Field");
        check("&tier=2", &|it| it["tier"] == 2);
        check("&team=2nd+Level&tier=2", &|it| it["team"] == "2nd Level");
        check("&status=resolved", &|it| it["status"] == "resolved");
        check("&status=new&view=queue", &|it| it["status"] == "new" && it["team"] == "1st Level");
        check("&assignee=armin%40example.org", &|it| it["assignee"] == email("armin"));
        let armin = format!("&assignee={}", desk.id("armin"));
        check(&armin, &|it| it["assignee"] == email("armin"));
        check("&provider=Nachtwerk", &|it| it["team"] == "Night");
        check("&assignee=me", &|it| it["assignee"] == email("anna"));
        check("&requester=bob@example.org", &|it| it["requester"] == email("bob"));
        check("&requester=bob@example.org&view=waiting", &|it| {
            it["requester"] == email("bob") && it["status"] == "waiting"
        });
        assert_eq!(walk(&anna, "&view=queue&status=closed", 3), Vec::<Value>::new());

        // A requester gets their own, in their own shape, whatever the view.
        for view in ["open", "queue", "mine", "team", "unassigned", "due", "waiting", "all"] {
            for item in walk(&rita, &format!("&view={view}"), 2) {
                let of = all.iter().find(|it| it["number"] == item["number"]).unwrap();
                assert_eq!(of["requester"], email("rita"), "{view}");
                assert!(item.get("team").is_none() && item.get("priority").is_none());
            }
        }
        let own = all.iter().filter(|it| it["requester"] == email("rita")).count();
        assert_eq!(walk(&rita, "", 2).len(), own);
        assert_eq!(walk(&rita, "&requester=me", 2).len(), own);
    }

    fn follow_ups_are_ones_own_by_their_dates(test: &TestDb) {
        let desk = Desk::new(test);
        let mut expected = Vec::new();
        for (day, name) in [(9, "anna"), (4, "anna"), (6, "anna"), (5, "armin")] {
            let n = desk.ticket();
            desk.done(name, n, "take", json!({}));
            let until = format!("2126-05-{day:02}T08:00:00Z");
            desk.done(name, n, "wait", json!({ "on": "date", "until": until }));
            expected.extend((name == "anna").then_some((day, n)));
        }
        let undated = desk.ticket();
        desk.done("anna", undated, "take", json!({}));
        desk.done("anna", undated, "wait", json!({ "on": "vendor" }));
        expected.sort_unstable();
        let expected: Vec<i64> = expected.into_iter().map(|(_, n)| n).collect();
        let walked = walk(&desk.as_("anna"), "&view=follow_ups", 2);
        assert_eq!(numbers(&walked), expected);
    }

    fn what_no_index_serves_is_refused_in_words(test: &TestDb) {
        let desk = Desk::new(test);
        let (anna, rita, nora) = (desk.as_("anna"), desk.as_("rita"), desk.as_("nora"));
        let check = |client: &Client, query: &str, status: u16, fields: &[&str]| {
            let refused = client.get(&format!("/tickets?{query}")).expect(status);
            assert_eq!(refused.fields(), fields, "{query}: {}", refused.text);
        };
        for search in ["q", "service", "priority", "kind", "tag", "updated_since"] {
            let refused = anna.get(&format!("/tickets?{search}=1&view=all"));
            assert_eq!(refused.refused(422, "search_unavailable").fields(), [search]);
        }
        check(&anna, "assignee=me&requester=me", 422, &["requester"]);
        check(&anna, "assignee=me&team=Field", 422, &["assignee"]);
        check(&anna, "view=queue&requester=me", 422, &["requester"]);
        check(&anna, "view=mine&assignee=bea@example.org", 422, &["assignee"]);
        check(&anna, "view=mine&tier=1", 422, &["assignee"]);
        check(&anna, "view=follow_ups&sort=created&provider=Nobody", 422, &["sort", "assignee"]);
        check(&anna, "provider=Nobody", 422, &["provider"]);
        check(&rita, "provider=Nachtwerk", 422, &["provider"]);
        check(&anna, "view=pile&status=odd&sort=size&team=X&tier=9", 422,
            &["view", "status", "sort", "team", "tier"]);
        check(&anna, "assignee=x@example.org", 422, &["assignee"]);
        check(&anna, "limit=0", 422, &["limit"]);
        check(&anna, "limit=201", 422, &["limit"]);
        check(&anna, "limit=ten", 400, &["limit"]);
        check(&anna, "cursor=xyz", 400, &["cursor"]);
        check(&anna, "colour=red", 400, &["colour"]);
        check(&anna, "view=all&view=mine", 400, &["view"]);
        check(&anna, "team=%00", 400, &["query"]);
        check(&rita, "team=Field&assignee=anna@example.org", 422, &["team", "assignee"]);
        check(&rita, "requester=bob@example.org", 422, &["requester"]);
        check(&rita, "sort=priority", 422, &["sort"]);
        check(&nora, "requester=rita@example.org", 422, &["requester"]);
        check(&nora, "assignee=anna@example.org", 422, &["assignee"]);
        desk.ticket();
        desk.ticket();
        let page = anna.get("/tickets?limit=1").expect(200);
        let cursor = page.json["next_cursor"].as_str().unwrap();
        check(&anna, &format!("limit=1&sort=created&cursor={cursor}"), 400, &["cursor"]);
        check(&desk.as_("armin"), &format!("limit=1&cursor={cursor}"), 400, &["cursor"]);
    }
}
