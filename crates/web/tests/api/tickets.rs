//! Opening, reading, changing and writing on tickets.

use crate::desk::{Desk, days_ago, email};
use axum::http::Method;
use desk::text::Text;
use desk::ticket::resolve::Resolve;
use desk::values::ResolutionCode;
use serde_json::{Value, json};
use store::on_both;

on_both! {
    fn an_agent_sees_the_whole_ticket(test: &TestDb) {
        let desk = Desk::new(test);
        let opened = desk.as_("anna").post("/tickets", json!({
            "subject": "VPN slow", "body": "Very.", "requester": { "email": email("rita") },
            "channel": "phone", "contacted_at": "2026-03-01T07:30:00Z", "kind": "request",
            "service": "VPN", "asset": "LT-77", "impact": "high", "urgency": "low",
            "team": "Field", "tags": ["vpn", "slow"], "fields": { "floor": "3" },
        })).expect(201);
        let ticket = desk.as_("bea").get(&format!("/tickets/{}", opened.number())).expect(200);
        assert_eq!(ticket.json, opened.json);
        let it = |field: &str| ticket.json[field].clone();
        assert_eq!(it("requester"), email("rita"));
        assert_eq!(it("requester_name"), "rita");
        assert_eq!((it("service"), it("asset")), (json!("VPN"), json!("LT-77")));
        assert_eq!((it("kind"), it("priority")), (json!("request"), json!(3)));
        assert_eq!((it("tags"), it("fields")), (json!(["slow", "vpn"]), json!({ "floor": "3" })));
        assert_eq!((it("waiting"), it("clocks")), (Value::Null, json!([])));
        assert_eq!((it("links"), it("complexity")), (json!([]), Value::Null));
        let timeline = desk.as_("bea").get(&format!("/tickets/{}/timeline", opened.number()));
        let data = &timeline.items()[0]["data"];
        assert_eq!(data["fields"]["floor"], "3");
        assert_eq!(data["contacted_at"], "2026-03-01T07:30:00Z");
        assert_eq!(data["service"], "VPN");
        desk.as_("rita").get(&format!("/tickets/{}", opened.number())).expect(200);
    }

    fn people_are_named_by_address_number_id_or_made_known(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = desk.as_("anna");
        let open = |requester: Value| {
            let body = json!({ "subject": "S", "body": "B", "requester": requester });
            anna.post("/tickets", body)
        };
        assert_eq!(open(json!("RITA@example.org")).expect(201).json["requester"], email("rita"));
        assert_eq!(open(json!("me")).expect(201).json["requester"], email("anna"));
        let id = desk.id("bob");
        assert_eq!(open(json!({ "id": id })).expect(201).json["requester"], email("bob"));
        let new = json!({ "name": "Neu", "phone": "0301", "email": "neu@example.org" });
        let first = open(new).expect(201).json["requester_id"].clone();
        assert_eq!(open(json!({ "email": "neu@example.org" })).json["requester_id"], first);
        assert_eq!(open(json!({ "phone": "0301" })).json["requester_id"], first);
        assert_eq!(open(json!({ "id": 4711 })).expect(422).fields(), ["requester.id"]);
        assert_eq!(open(json!({})).expect(422).fields(), ["requester"]);
        assert_eq!(open(Value::Null).expect(422).fields(), ["requester"]);
        assert_eq!(open(json!(7)).expect(400).fields(), ["requester"]);
        assert_eq!(open(json!({ "mail": "x" })).expect(400).fields(), ["requester.mail"]);
        assert_eq!(open(json!({ "email": 7 })).expect(400).fields(), ["requester.email"]);

        // A requester asks for themselves, and learns nothing of others.
        let rita = desk.as_("rita");
        let ask = |requester: &str, team: Option<&str>| {
            rita.post("/tickets", json!({
                "subject": "S", "body": "B", "requester": requester, "team": team,
            }))
        };
        ask(&email("rita"), None).expect(201);
        let known = ask(&email("bob"), None).expect(422);
        let unknown = ask("nobody@example.org", None).expect(422);
        assert_eq!(known.text, unknown.text);
        assert_eq!(ask("me", Some("1st Level")).expect(422).fields(), ["team"]);
    }

    fn a_change_says_what_is_different(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        let url = format!("/tickets/{n}");
        let changed = anna.patch(&url, json!({
            "subject": "Printer smoulders", "service": "VPN", "asset": "P-1", "impact": "high",
            "tags": ["hot"], "fields": { "room": "4" }, "complexity": "expert", "kind": "request",
            "requester": email("bob"),
        })).expect(200);
        assert_eq!(changed.json["priority"], 2, "the matrix follows the impact");
        assert_eq!(changed.json["requester"], email("bob"));
        let body = json!({ "service": null, "asset": null, "fields": { "room": null }, "tags": [] });
        let bare = anna.patch(&url, body).expect(200);
        assert_eq!((&bare.json["service"], &bare.json["asset"]), (&Value::Null, &Value::Null));
        assert_eq!((&bare.json["fields"], &bare.json["tags"]), (&json!({}), &json!([])));
        let same = anna.patch(&url, json!({ "subject": "Printer smoulders" })).expect(200);
        assert_eq!(same.json["version"], bare.json["version"], "nothing is different");

        assert_eq!(anna.patch(&url, json!({ "priority": 1 })).expect(422).fields(), ["reason"]);
        let body = json!({ "priority": 1, "reason": "The board waits." });
        assert_eq!(anna.patch(&url, body).expect(200).json["priority"], 1);
        let refused = anna.patch(&url, json!({
            "priority": 9, "service": "Nothing", "kind": "wish", "requester": "x@example.org",
            "contact_team": "Nowhere", "complexity": "hard", "subject": " ",
        })).expect(422);
        let mut fields = refused.fields();
        fields.sort_unstable();
        let all =
            ["complexity", "contact_team", "kind", "priority", "requester", "service", "subject"];
        assert_eq!(fields, all);
        let body = json!({ "contact_team": "Field" });
        assert_eq!(anna.patch(&url, body.clone()).expect(422).fields(), ["contact_team"]);
        let led = desk.as_("lea").patch(&url, body).expect(200);
        assert_eq!(led.json["contact_team"], "Field");
        desk.as_("rita").patch(&url, json!({ "subject": "X" })).refused(404, "not_found");
        desk.as_("bob").patch(&url, json!({ "subject": "X" })).refused(403, "forbidden");
        desk.as_("cora").patch(&url, json!({ "subject": "X" })).refused(403, "forbidden");
    }

    fn messages_are_the_requesters_the_desks_or_the_houses(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna, rita) = (desk.ticket(), desk.as_("anna"), desk.as_("rita"));
        let url = format!("/tickets/{n}/messages");
        let note = json!({ "body": "She always says that.", "visibility": "internal" });
        anna.post(&url, note.clone()).expect(201);
        let reply = json!({ "body": "We look at it.", "visibility": "public" });
        anna.post(&url, reply.clone()).expect(201);
        desk.done("anna", n, "wait", json!({ "on": "requester", "reason": "no answer, of course" }));
        let own = rita.get(&format!("/tickets/{n}")).expect(200);
        assert_eq!(own.json["next_step"], "We need an answer from you to go on.");
        let german = rita.call(Method::GET, &format!("/tickets/{n}"));
        let german = german.header("accept-language", "de-DE,de;q=0.9").send();
        let words = "Wir brauchen eine Antwort von Ihnen, um weiterzumachen.";
        assert_eq!(german.json["next_step"], words);
        let own = rita.post(&url, json!({ "body": "It still burns." })).expect(201);
        assert_eq!(own.json["status"], "open", "her answer ends the wait");
        assert_eq!(own.json["messages"].as_array().unwrap().len(), 3);
        assert!(!own.text.contains("always says") && !own.text.contains("of course"));

        rita.post(&url, note).refused(403, "forbidden");
        let refused = anna.post(&url, json!({})).expect(422);
        assert_eq!(refused.fields(), ["visibility", "body"]);
        let body = json!({ "body": "X", "visibility": "secret", "attachments": [7] });
        assert_eq!(anna.post(&url, body).expect(422).fields(), ["visibility", "attachments"]);
        assert_eq!(rita.post(&url, json!({ "body": " " })).expect(422).fields(), ["body"]);
        desk.as_("bea").post(&url, reply.clone()).refused(403, "forbidden");

        // An agent who has a need of their own writes as a requester.
        let body = json!({ "subject": "My chair", "body": "Squeaks.", "requester": "me" });
        let own = desk.as_("cora").post("/tickets", body).expect(201).number();
        desk.as_("cora").post(&format!("/tickets/{own}/messages"), reply).expect(201);
        let timeline = anna.get(&format!("/tickets/{own}/timeline"));
        assert_eq!(timeline.items().last().unwrap()["kind"], "requester_wrote");
    }

    fn a_message_long_after_the_solution_starts_a_successor(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let m = desk.ticket();
        // Resolved fifteen days before the message: past the fourteen in which it can be reopened.
        desk.done("anna", m, "resolve", json!({ "solution": "Ok.", "code": "answered" }));
        let resolved = desk.write("anna", days_ago(15), move |ledger| {
            let mut open = desk::ticket::open::Open::by(desk::values::Channel::Portal);
            let text = |words: &str| Some(Text::new(words, [7; 16]));
            open.subject = text("Old");
            open.body = text("Old");
            open.requester = ledger.ticket(desk::ids::TicketNumber(n)).ok().map(|t| t.requester);
            let number = ledger.open(open)?;
            let code = Some(ResolutionCode::Answered);
            ledger.act(number, Resolve { solution: text("Done."), code }.into())?;
            Ok(number.0)
        });
        let rita = desk.as_("rita");
        let body = json!({ "body": "It is back." });
        let recent = rita.post(&format!("/tickets/{m}/messages"), body.clone()).expect(201);
        assert_eq!((recent.number(), &recent.json["status"]), (m, &json!("open")));
        let post = || {
            let url = format!("/tickets/{resolved}/messages");
            rita.call(Method::POST, &url).key("k").json(&body).send()
        };
        let successor = post().expect(201);
        assert_ne!(successor.number(), resolved);
        let location = format!("/api/v1/tickets/{}", successor.number());
        assert_eq!(successor.header("location").unwrap(), location);
        assert_eq!(post().json, successor.json, "the key holds for the successor too");
        let ticket = desk.as_("anna").get(&format!("/tickets/{}", successor.number()));
        assert_eq!(ticket.json["links"], json!([{ "to": resolved, "kind": "successor_of" }]));
    }

    fn the_timeline_goes_on_behind_its_cursor(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        for at in 0..7 {
            let body = json!({ "body": format!("Note {at}"), "visibility": "internal" });
            anna.post(&format!("/tickets/{n}/messages"), body).expect(201);
        }
        let whole = anna.get(&format!("/tickets/{n}/timeline?limit=200"));
        assert_eq!(whole.json["next_cursor"], Value::Null);
        let mut walked = Vec::new();
        let mut url = format!("/tickets/{n}/timeline?limit=2");
        loop {
            let page = anna.get(&url).expect(200);
            assert!(page.items().len() <= 2);
            walked.extend(page.items().to_vec());
            let Some(cursor) = page.json["next_cursor"].as_str() else { break };
            url = format!("/tickets/{n}/timeline?limit=2&cursor={cursor}");
        }
        assert_eq!(json!(walked), whole.json["items"]);
        let cursor = url.rsplit('=').next().unwrap();
        let other = desk.ticket();
        let elsewhere = format!("/tickets/{other}/timeline?cursor={cursor}");
        assert_eq!(anna.get(&elsewhere).expect(400).fields(), ["cursor"]);
    }

    fn an_explanation_is_for_the_desk(test: &TestDb) {
        let desk = Desk::new(test);
        let body = json!({ "subject": "VPN", "body": "Slow.", "service": "VPN" });
        let n = desk.as_("rita").post("/tickets", body).expect(201).number();
        let why = desk.as_("anna").get(&format!("/tickets/{n}/explain")).expect(200);
        assert_eq!(why.json["team"], "Field");
        assert_eq!(why.json["routing"]["reason"], "serves_service");
        let passed = &why.json["routing"]["passed_over"][0];
        assert_eq!((&passed["team"], &passed["reason"]), (&json!("1st Level"), &json!("does_not_serve")));
        assert_eq!(why.json["contact"]["team"], "Field");
        assert_eq!(why.json["clocks"], json!([]));
        desk.as_("rita").get(&format!("/tickets/{n}/explain")).refused(403, "forbidden");
        desk.as_("bob").get(&format!("/tickets/{n}/explain")).refused(404, "not_found");
    }
}
