//! Every verb on a ticket in every state: done or refused in words, never a fault.

use crate::client::Reply;
use crate::desk::{CHECKLIST, Desk, email};
use serde_json::{Value, json};
use store::on_both;

/// Every verb with a body that asks for something sensible.
pub(crate) fn bodies(other: i64) -> Vec<(&'static str, Value)> {
    vec![
        ("take", json!({})),
        ("accept", json!({ "rating": "complete" })),
        ("assign", json!({ "agent": email("armin") })),
        ("release", json!({})),
        ("transfer", json!({ "team": "Field", "reason": "workload" })),
        ("escalate", Desk::hand_over("2nd Level")),
        ("return", json!({ "outcome": "declined", "reason": "wrong_team" })),
        ("pull", json!({ "reason": "I know this one." })),
        ("ask", json!({ "person": email("bea"), "question": "Seen before?" })),
        ("answer", json!({ "answer": "Yes." })),
        ("raise", json!({ "reason": "The board is hit." })),
        ("acknowledge", json!({})),
        ("wait", json!({ "on": "vendor" })),
        ("resume", json!({})),
        ("resolve", json!({ "solution": "Done.", "code": "fulfilled" })),
        ("confirm", json!({})),
        ("reopen", json!({ "reason": "It is back." })),
        ("close", json!({ "code": "cancelled" })),
        ("merge", json!({ "into": other })),
        ("unmerge", json!({})),
        ("split", json!({ "message": 2 })),
        ("link", json!({ "to": other, "kind": "related" })),
        ("unlink", json!({ "to": other, "kind": "related" })),
        ("restrict", json!({ "teams": ["Field"] })),
        ("unrestrict", json!({})),
    ]
}

/// Brings a fresh ticket into a state.
fn bring(desk: &Desk, state: &str) -> i64 {
    let n = desk.ticket();
    let done = |verb, body| desk.done("anna", n, verb, body);
    match state {
        "new" => {}
        "open" => drop(done("take", json!({}))),
        "waiting" => drop(done("wait", json!({ "on": "requester" }))),
        "resolved" => drop(done("resolve", json!({ "solution": "Ok.", "code": "workaround" }))),
        "closed" => drop(done("close", json!({ "code": "cancelled" }))),
        "merged" => drop(done("merge", json!({ "into": desk.ticket() }))),
        other => panic!("no state {other}"),
    }
    n
}

fn outcome(reply: &Reply) -> &str {
    match reply.status.as_u16() {
        200 => "done",
        403 | 404 | 422 => reply.json["code"].as_str().unwrap(),
        _ => panic!("{}", reply.text),
    }
}

on_both! {
    fn every_verb_answers_in_words_in_every_state(test: &TestDb) {
        let desk = Desk::new(test);
        let other = desk.ticket();
        for state in ["new", "open", "waiting", "resolved", "closed", "merged"] {
            for (verb, body) in bodies(other) {
                for (name, body) in [("anna", body.clone()), ("anna", json!({})), ("rita", body)] {
                    let n = bring(&desk, state);
                    let reply = desk.as_(name).post(&format!("/tickets/{n}/{verb}"), body);
                    let outcome = outcome(&reply);
                    if state == "merged" && !["unmerge", "split"].contains(&verb) {
                        assert_ne!(outcome, "done", "{verb} on a merged ticket");
                    }
                    if state == "closed" && ["take", "escalate", "resolve", "wait"].contains(&verb) {
                        assert_ne!(outcome, "done", "{verb} on a closed ticket");
                    }
                }
            }
        }
    }

    fn every_verb_works_where_it_belongs(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let duplicate = desk.ticket();
        let done = |name: &str, verb: &str, body: Value| desk.done(name, n, verb, body).json;
        assert_eq!(done("anna", "assign", json!({ "agent": "me" }))["assignee"], email("anna"));
        assert_eq!(done("anna", "release", json!({}))["assignee"], Value::Null);
        let there = done("anna", "transfer", json!({ "team": "Field", "reason": "wrong_team" }));
        assert_eq!((&there["team"], &there["contact_team"]), (&json!("Field"), &json!("Field")));
        assert_eq!(done("anna", "pull", json!({ "reason": "Mine." }))["team"], "1st Level");
        let asked = done("anna", "ask", json!({ "team": "3rd Level", "question": "Known?" }));
        assert_eq!(asked["open_questions"][0]["team"], "3rd Level");
        assert_eq!(done("cora", "answer", json!({ "answer": "No." }))["open_questions"], json!([]));
        let raised = done("anna", "raise", json!({ "reason": "Third time." }));
        assert_eq!(raised["open_raises"][0]["told"], json!([email("lea")]));
        assert_eq!(done("lea", "acknowledge", json!({}))["open_raises"], json!([]));
        let until = "2031-05-01T08:00:00+02:00";
        let body = json!({ "on": "date", "until": until, "requester_asked": true });
        let waits = done("anna", "wait", body);
        let waiting = json!({
            "reason": "date", "until": "2031-05-01T06:00:00Z", "requester_asked": true,
        });
        assert_eq!(waits["waiting"], waiting);
        assert_eq!(done("anna", "resume", json!({}))["status"], "open");
        let linked = done("anna", "link", json!({ "to": duplicate, "kind": "parent_of" }));
        assert_eq!(linked["links"], json!([{ "to": duplicate, "kind": "parent_of" }]));
        let unlinked = done("anna", "unlink", json!({ "to": duplicate, "kind": "parent_of" }));
        assert_eq!(unlinked["links"], json!([]));
        let merged = desk.done("anna", duplicate, "merge", json!({ "into": n })).json;
        assert_eq!((&merged["status"], &merged["merged_into"]), (&json!("closed"), &json!(n)));
        let rest = desk.as_("rita").get(&format!("/tickets/{duplicate}")).expect(200);
        assert_eq!(rest.json["next_step"], format!("This request goes on in #{n}."));
        // Its messages show on the survivor, until the merge is undone.
        let written = || {
            let own = desk.as_("rita").get(&format!("/tickets/{n}")).expect(200);
            let of = |message: &Value| message["number"].as_i64().unwrap();
            own.json["messages"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(written(), [n, duplicate]);
        desk.done("anna", duplicate, "unmerge", json!({}));
        assert_eq!(written(), [n]);
        let split = desk.done("anna", n, "split", json!({ "message": 2 }));
        let new = split.header("location").unwrap().strip_prefix("/api/v1").unwrap().to_owned();
        let new = desk.as_("anna").get(&new).expect(200);
        assert_eq!(new.json["links"], json!([{ "to": n, "kind": "related" }]));
        let network = json!({
            "team": "Network", "reason": "skill", "findings": "Seen.", "question": "Why?",
            "checklist": { CHECKLIST: "Floor 3" }, "assignee": email("nick"),
        });
        assert_eq!(done("anna", "escalate", network)["assignee"], email("nick"));
        let back = done("nick", "return", json!({ "outcome": "answered", "answer": "Rats." }));
        assert_eq!(back["team"], "1st Level");
        done("anna", "resolve", json!({ "solution": "Traps.", "code": "solved_permanently" }));
        assert_eq!(done("rita", "reopen", json!({ "reason": "More rats." }))["status"], "open");
        done("anna", "resolve", json!({ "code": "no_answer" }));
        assert_eq!(done("anna", "close", json!({}))["status"], "closed");
    }

    fn unknown_names_and_what_is_missing_are_told_together(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let url = format!("/tickets/{n}/escalate");
        let refused = desk.as_("anna").post(&url, json!({
            "team": "Nowhere", "assignee": "who@example.org", "reason": "boredom", "tier": 9,
            "rating": "great",
        })).refused(422, "hand_over_incomplete");
        let mut fields = refused.fields();
        fields.sort_unstable();
        let all = ["assignee", "findings", "question", "rating", "reason", "team", "tier"];
        assert_eq!(fields, all, "{}", refused.text);
        let words = &refused.json["errors"].to_string();
        assert!(words.contains("vendor_needed") && words.contains("not_needed"), "{words}");
        // Names alone are enough for a refusal.
        let mut body = Desk::hand_over("Nowhere");
        body["tier"] = json!(2);
        desk.as_("anna").post(&url, body).expect(422);
        // Whoever may not do it at all is told only that.
        let body = json!({ "team": "Nowhere" });
        let refused = desk.as_("bea").post(&url, body.clone()).refused(403, "forbidden");
        assert!(refused.fields().is_empty());
        desk.as_("rita").post(&url, body.clone()).refused(403, "forbidden");
        desk.as_("bob").post(&url, body).refused(404, "not_found");
    }

    fn a_provider_that_gives_a_ticket_back_sees_it_no_more(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        desk.done("anna", n, "escalate", Desk::hand_over("Night 2nd"));
        let nora = desk.as_("nora");
        nora.get(&format!("/tickets/{n}")).refused(404, "not_found");
        let adam = desk.as_("adam");
        let people = adam.get("/people?limit=200").expect(200);
        let nora_id = desk.id("nora");
        assert!(people.items().iter().any(|person| person["id"] == json!(nora_id)));
        let teams = json!({ "teams": ["Night", "Night 2nd"] });
        adam.patch(&format!("/people/{nora_id}"), teams).expect(200);
        let url = format!("/tickets/{n}/return");
        let body = json!({ "outcome": "solved", "solution": "Done in the night." });
        let key = || nora.call(axum::http::Method::POST, &url).key("once").json(&body).send();
        let gone = key().expect(200);
        assert_eq!(gone.json, json!({ "number": n, "version": gone.json["version"] }));
        assert_eq!(key().expect(200).json, gone.json);
        nora.get(&format!("/tickets/{n}")).refused(404, "not_found");
    }
}
