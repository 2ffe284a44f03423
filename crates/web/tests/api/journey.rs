//! Up and down the tiers: one ticket from the first call to the requester's confirmation.

use crate::client::{Client, Reply};
use crate::desk::{Desk, email};
use serde_json::{Value, json};
use store::on_both;

#[track_caller]
fn stands(ticket: &Reply, tier: i64, team: &str, path: &[&str], assignee: Option<&str>) {
    assert_eq!(ticket.json["tier"], tier);
    assert_eq!(ticket.json["team"], team);
    assert_eq!(ticket.json["path"], json!(path));
    assert_eq!(ticket.json["assignee"], json!(assignee.map(email)));
    assert_eq!(ticket.json["contact_team"], "1st Level");
    assert_eq!(ticket.header("etag").unwrap(), format!("\"{}\"", ticket.json["version"]));
}

fn kinds(timeline: &Reply) -> Vec<String> {
    timeline.items().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    fn a_ticket_climbs_to_the_third_tier_and_comes_back(test: &TestDb) {
        let desk = Desk::new(test);
        let (rita, anna, bea, cora) =
            (desk.as_("rita"), desk.as_("anna"), desk.as_("bea"), desk.as_("cora"));
        let mut live = anna.follow(None);

        // Rita writes; the router gives it to the first level.
        let own = rita.post("/tickets", json!({
            "subject": "No network on floor 3", "body": "Since this morning.",
        })).expect(201);
        let n = own.number();
        assert_eq!(own.header("location").unwrap(), format!("/api/v1/tickets/{n}"));
        assert_eq!(own.json["status"], "new");
        let url = |verb: &str| format!("/tickets/{n}/{verb}");

        // Anna takes it, and cannot pass it on without a hand-over.
        stands(&anna.get(&format!("/tickets/{n}")), 1, "1st Level", &["1st Level"], None);
        let taken = anna.post(&url("take"), json!({})).expect(200);
        stands(&taken, 1, "1st Level", &["1st Level"], Some("anna"));
        let refused = anna.post(&url("escalate"), json!({})).refused(422, "hand_over_incomplete");
        assert_eq!(refused.fields(), ["team", "reason", "findings", "question"]);
        let refused = anna.post(&url("escalate"), json!({ "team": "Network", "reason": "skill" }));
        let refused = refused.refused(422, "hand_over_incomplete");
        assert_eq!(refused.fields(), ["findings", "question", "checklist.Which site?"]);
        let version = anna.get(&format!("/tickets/{n}")).json["version"].clone();
        assert_eq!(version, taken.json["version"], "a refusal changes nothing");

        let up = anna.post(&url("escalate"), Desk::hand_over("2nd Level")).expect(200);
        stands(&up, 2, "2nd Level", &["1st Level", "2nd Level"], None);
        assert_eq!(up.json["hand_over"]["by"], email("anna"));

        // Bea accepts, rates, and passes it on to the tier above.
        let accepted = bea.post(&url("accept"), json!({ "rating": "complete" })).expect(200);
        stands(&accepted, 2, "2nd Level", &["1st Level", "2nd Level"], Some("bea"));
        assert_eq!(accepted.json["hand_over"]["rating"], "complete");
        let upper = bea.post(&url("escalate"), json!({
            "tier": 3, "reason": "access", "findings": "The switch drops its uplink.",
            "question": "Is it the firmware?",
        })).expect(200);
        let all = ["1st Level", "2nd Level", "3rd Level"];
        stands(&upper, 3, "3rd Level", &all, None);
        let why = cora.get(&url("explain")).expect(200);
        assert_eq!(why.json["routing"]["reason"], "default_of_tier");
        assert_eq!(why.json["brought_by"]["kind"], "escalated");
        assert_eq!(why.json["path"][1]["sent_by"], email("bea"));

        // Cora solves it; it goes back the way it came, to those who sent it.
        let down = cora.post(&url("return"), json!({
            "outcome": "solved", "solution": "Firmware 7.2 installed.", "rating": "incomplete",
        })).expect(200);
        stands(&down, 2, "2nd Level", &["1st Level", "2nd Level"], Some("bea"));
        let down = bea.post(&url("return"), json!({
            "outcome": "solved", "solution": "The switch is well again.",
        })).expect(200);
        stands(&down, 1, "1st Level", &["1st Level"], Some("anna"));

        // Anna tells Rita, and resolves; Rita confirms.
        let told = json!({ "body": "The network is back.", "visibility": "public" });
        anna.post(&url("messages"), told).expect(201);
        let solved = anna.post(&url("resolve"), json!({
            "solution": "The switch got new firmware.", "code": "solved_permanently",
        })).expect(200);
        stands(&solved, 1, "1st Level", &["1st Level"], Some("anna"));
        assert_eq!(solved.json["status"], "resolved");
        let closed = rita.post(&url("confirm"), json!({})).expect(200);
        assert_eq!(closed.json["status"], "closed");

        whole_story(&anna, &rita, n);
        let expected = kinds(&anna.get(&url("timeline")));
        let seen: Vec<String> = expected.iter().map(|_| live.event().kind).collect();
        assert_eq!(seen, expected, "the stream has seen every step in order");
    }

    fn a_call_is_taken_and_solved_in_one_step(test: &TestDb) {
        let desk = Desk::new(test);
        let solved = desk.as_("anna").post("/tickets", json!({
            "subject": "Password forgotten", "body": "Cannot sign in.", "channel": "phone",
            "requester": { "name": "Gerda Neu", "phone": "+49 30 1234" },
            "resolve": { "solution": "Set a new one.", "code": "solved_permanently" },
        })).expect(201);
        assert_eq!(solved.json["status"], "resolved");
        assert_eq!(solved.json["assignee"], email("anna"));
        assert_eq!(solved.json["requester"], "Gerda Neu");
        assert_eq!(solved.json["channel"], "phone");
        let timeline = desk.as_("anna").get(&format!("/tickets/{}/timeline", solved.number()));
        assert_eq!(kinds(&timeline), ["created", "requester_wrote", "opened", "taken", "resolved"]);

        let refused = desk.as_("anna").post("/tickets", json!({
            "subject": " ", "requester": { "email": "no address" }, "team": "Nowhere",
            "kind": "wish", "resolve": { "code": "fixed" },
        })).expect(422);
        let mut fields = refused.fields();
        fields.sort_unstable();
        let all =
            ["body", "kind", "requester.email", "resolve.code", "resolve.solution", "subject", "team"];
        assert_eq!(fields, all, "{}", refused.text);
        let again = desk.as_("anna").get("/people").expect(200);
        assert!(!again.text.contains("no address"), "a refusal makes nobody known");
    }
}

/// The timeline is whole and in words, and the requester's is theirs.
fn whole_story(anna: &Client, rita: &Client, n: i64) {
    let timeline = anna.get(&format!("/tickets/{n}/timeline")).expect(200);
    let expected = [
        "created",
        "requester_wrote",
        "opened",
        "taken",
        "escalated",
        "hand_over_rated",
        "taken",
        "escalated",
        "hand_over_rated",
        "returned",
        "returned",
        "replied",
        "resolved",
        "confirmed",
    ];
    assert_eq!(kinds(&timeline), expected);
    let at = |index: usize| &timeline.items()[index];
    for (index, entry) in timeline.items().iter().enumerate() {
        assert_eq!(entry["seq"], json!(index + 1));
        assert_eq!(entry["hash"].as_str().unwrap().len(), 64);
    }
    assert_eq!(at(0)["actor"], email("rita"));
    assert_eq!(at(0)["data"]["team"], "1st Level");
    assert_eq!(at(0)["data"]["requester"], email("rita"));
    assert_eq!(at(0)["data"]["subject"], "No network on floor 3");
    assert_eq!(at(0)["data"]["route"]["passed_over"][0]["team"], "Field");
    assert_eq!(at(1)["data"]["body"], "Since this morning.");
    assert_eq!(at(3)["data"]["agent"], email("anna"));
    assert_eq!(at(4)["data"]["from"], "1st Level");
    assert_eq!(at(4)["data"]["team"], "2nd Level");
    assert_eq!(at(4)["data"]["hand_over"]["findings"], "Restarted it twice, no change.");
    assert_eq!(at(9)["data"]["solution"], "Firmware 7.2 installed.");
    assert_eq!(at(9)["data"]["assignee"], email("bea"));

    let own = rita.get(&format!("/tickets/{n}/timeline")).expect(200);
    let public = ["created", "requester_wrote", "opened", "replied", "resolved", "confirmed"];
    assert_eq!(kinds(&own), public);
    let ticket = rita.get(&format!("/tickets/{n}")).expect(200);
    let keys: Vec<&String> = ticket.json.as_object().unwrap().keys().collect();
    let expected = [
        "contact",
        "created_at",
        "kind",
        "messages",
        "next_step",
        "number",
        "status",
        "subject",
        "updated_at",
        "version",
    ];
    assert_eq!(keys, expected);
    let messages: Vec<(&Value, &Value)> = ticket.json["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (&message["from"], &message["body"]))
        .collect();
    assert_eq!(
        messages,
        [
            (&json!("requester"), &json!("Since this morning.")),
            (&json!("desk"), &json!("The network is back.")),
            (&json!("desk"), &json!("The switch got new firmware.")),
        ]
    );
    for inner in ["Level", "Firmware 7.2", "Restarted", "anna@", "bea@", "cora@"] {
        assert!(!own.text.contains(inner) && !ticket.text.contains(inner), "{inner} leaks");
    }
}
