//! Confidential tickets, the reach of teams, and what a contract lets a provider see, over HTTP.

use crate::client::Client;
use crate::desk::{Desk, days_ago, email};
use axum::http::Method;
use desk::actor::Actor;
use desk::values::Origin;
use serde_json::{Value, json};
use store::journal::DESK;
use store::queries::events;
use store::{By, on_both};

fn listed(client: &Client, query: &str) -> Vec<i64> {
    let page = client.get(&format!("/tickets{query}")).expect(200);
    page.items().iter().map(|item| item["number"].as_i64().unwrap()).collect()
}

fn open_of(client: &Client, team: &str) -> i64 {
    let counts = client.get("/counts").expect(200);
    let teams = counts.json["teams"].as_array().unwrap();
    let found = teams.iter().find(|it| it["team"] == team).unwrap();
    found["open"].as_i64().unwrap()
}

impl Desk {
    fn rules(&self, rules: &Value) {
        let draft = self.as_("adam").call(Method::PUT, "/providers/Nachtwerk").json(rules).send();
        draft.expect(200);
    }

    /// How often it is noted that somebody opened a confidential ticket.
    fn noted(&self) -> usize {
        let rows = self.store.read(|desk| Ok(events::of_stream(desk.tx, DESK, 0, 1_000)?)).unwrap();
        rows.iter().filter(|row| row.kind == "confidential_read").count()
    }
}

on_both! {
    fn a_confidential_ticket_is_nobody_elses(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, open) = (desk.ticket(), desk.ticket());
        let body = json!({ "teams": ["Network"], "people": [email("cora")] });
        let restricted = desk.done("anna", n, "restrict", body);
        assert_eq!(restricted.json["confidential"]["teams"], json!(["1st Level", "Network"]));
        assert_eq!(restricted.json["confidential"]["people"], json!([email("cora")]));
        for (name, sees) in [
            ("anna", true), ("lea", true), ("nick", true), ("cora", true), ("rita", true),
            ("bea", false), ("fred", false), ("adam", false), ("nora", false), ("bob", false),
        ] {
            let status = desk.as_(name).get(&format!("/tickets/{n}")).status.as_u16();
            assert_eq!(status, if sees { 200 } else { 404 }, "{name}");
        }
        assert_eq!(listed(&desk.as_("anna"), "?view=all").len(), 2);
        assert_eq!(listed(&desk.as_("cora"), "?view=all").len(), 2, "named by name");
        assert_eq!(listed(&desk.as_("nick"), "?team=1st+Level").len(), 2, "named by team");
        assert_eq!(listed(&desk.as_("adam"), "?view=all"), [open]);
        assert_eq!(listed(&desk.as_("bea"), "?requester=rita@example.org"), [open]);
        assert_eq!(listed(&desk.as_("rita"), ""), listed(&desk.as_("rita"), "?view=all"));
        assert_eq!(listed(&desk.as_("rita"), "").len(), 2, "it is hers");
        assert_eq!((open_of(&desk.as_("anna"), "1st Level"), open_of(&desk.as_("bea"), "1st Level")), (2, 1));
        let report = |name: &str| desk.as_(name).get("/reports/tier-flow").expect(200).json["tickets"].clone();
        assert_eq!((report("lea"), report("adam")), (json!(1), json!(1)), "in nobody's figures");
        let to = json!({ "team": "2nd Level", "reason": "skill", "findings": "x", "question": "y" });
        let refused = desk.as_("anna").post(&format!("/tickets/{n}/escalate"), to).expect(422);
        assert_eq!(refused.json["errors"][0]["code"], "not_named");
        desk.done("anna", n, "unrestrict", json!({}));
        assert_eq!(report("adam"), json!(2));
        assert_eq!(listed(&desk.as_("adam"), "?view=all").len(), 2);
    }

    fn who_opens_one_is_written_down_once_in_a_while(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        desk.done("anna", n, "restrict", json!({}));
        let path = format!("/tickets/{n}");
        desk.as_("anna").get(&path).expect(200);
        desk.as_("anna").get(&format!("{path}/timeline")).expect(200);
        assert_eq!(desk.noted(), 1);
        desk.as_("lea").get(&path).expect(200);
        assert_eq!(desk.noted(), 2);
        desk.as_("rita").get(&path).expect(200);
        desk.as_("adam").get(&path).refused(404, "not_found");
        assert_eq!(desk.noted(), 2, "her own, and what was not shown, are no news");
    }

    fn one_is_opened_confidential(test: &TestDb) {
        let desk = Desk::new(test);
        let body = |confidential: Value| json!({
            "subject": "My boss", "body": "He shouts.", "confidential": confidential,
        });
        let own = desk.as_("rita").post("/tickets", body(json!({}))).expect(201).number();
        desk.as_("adam").get(&format!("/tickets/{own}")).refused(404, "not_found");
        desk.as_("anna").get(&format!("/tickets/{own}")).expect(200);
        let refused = desk.as_("rita").post("/tickets", body(json!({ "teams": ["Network"] })));
        assert_eq!(refused.expect(422).fields(), ["confidential"]);
        let unknown = json!({ "teams": ["Nobody"], "people": ["x@example.org"] });
        let mut by_agent = body(unknown);
        by_agent["requester"] = json!({ "email": email("rita") });
        let refused = desk.as_("anna").post("/tickets", by_agent).expect(422);
        assert_eq!(refused.fields(), ["confidential.teams", "confidential.people"]);
    }

    fn what_continues_a_confidential_ticket_is_confidential(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        desk.done("anna", n, "restrict", json!({ "people": [email("cora")] }));
        let split = desk.done("anna", n, "split", json!({ "message": 2 }));
        let into = split.header("location").unwrap().rsplit('/').next().unwrap().to_owned();
        desk.as_("adam").get(&format!("/tickets/{into}")).refused(404, "not_found");
        desk.as_("cora").get(&format!("/tickets/{into}")).expect(200);
        // Resolved long ago, the requester writes again: a successor.
        let (anna, number) = (desk.id("anna"), desk::ids::TicketNumber(n));
        let by = By { now: days_ago(-1), actor: Actor::Person(anna), origin: Origin::Command };
        desk.store.write(by, move |ledger| {
            let solution = Some(store::words::words("Talked to him.")?);
            let code = Some(desk::values::ResolutionCode::Answered);
            ledger.act(number, desk::ticket::resolve::Resolve { solution, code }.into()).map(drop)
        }).unwrap();
        let rita = desk.id("rita");
        let by = By { now: days_ago(-40), actor: Actor::Person(rita), origin: Origin::Command };
        let next = desk.store.write(by, move |ledger| {
            let body = Some(store::words::words("Again.")?);
            let write = desk::ticket::message::Write { body, ..Default::default() };
            ledger.write(number, write)
        }).unwrap();
        assert_ne!(next, number);
        desk.as_("adam").get(&format!("/tickets/{next}")).refused(404, "not_found");
        desk.as_("cora").get(&format!("/tickets/{next}")).expect(200);
    }

    fn a_team_that_keeps_to_its_own_sees_its_own(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        desk.as_("bea").get(&format!("/tickets/{n}")).expect(200);
        let teams = desk.as_("adam").get("/teams").expect(200);
        let second = teams.items().iter().find(|it| it["name"] == "2nd Level").unwrap()["id"].clone();
        let path = format!("/teams/{second}");
        desk.as_("adam").patch(&path, json!({ "reach": "own" })).expect(200);
        assert_eq!(desk.as_("adam").get(&path).expect(200).json["reach"], "own");
        desk.as_("bea").get(&format!("/tickets/{n}")).refused(404, "not_found");
        assert!(listed(&desk.as_("bea"), "?view=all").is_empty());
        desk.done("anna", n, "escalate", Desk::hand_over("2nd Level"));
        assert_eq!(listed(&desk.as_("bea"), "?view=all"), [n]);
        desk.as_("adam").patch(&path, json!({ "reach": "far" })).expect(422);
    }

    fn a_contract_says_what_a_provider_sees(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let note = json!({ "body": "Known trouble.", "visibility": "internal" });
        desk.as_("anna").post(&format!("/tickets/{n}/messages"), note).expect(201);
        desk.done("anna", n, "transfer", json!({ "team": "Night", "reason": "absence" }));
        let nora = desk.as_("nora");
        let timeline = || nora.get(&format!("/tickets/{n}/timeline")).expect(200).text;
        assert!(timeline().contains("Known trouble.") && timeline().contains("rita@"));
        desk.rules(&json!({ "requester": "masked", "notes": "masked", "attachments": "hidden" }));
        let seen = nora.get(&format!("/tickets/{n}")).expect(200);
        assert_eq!(seen.json["requester"], "•••");
        assert!(!timeline().contains("Known trouble.") && !timeline().contains("rita@"));
        assert!(timeline().contains("noted"), "that there is one");
        desk.rules(&json!({ "notes": "hidden" }));
        assert!(!timeline().contains("noted") && timeline().contains("rita@"));
        // What has left them they read on for as long as the contract says, and only read.
        desk.done("nora", n, "transfer", json!({ "team": "1st Level", "reason": "workload" }));
        nora.get(&format!("/tickets/{n}")).refused(404, "not_found");
        desk.rules(&json!({ "read_on_s": 86_400 }));
        nora.get(&format!("/tickets/{n}")).expect(200);
        let note = json!({ "body": "Still me.", "visibility": "internal" });
        nora.post(&format!("/tickets/{n}/messages"), note).refused(403, "forbidden");
        for (rules, field) in [
            (json!({ "read_on_s": -1 }), "read_on_s"),
            (json!({ "notes": "blurred" }), "notes"),
        ] {
            let path = "/providers/Nachtwerk";
            let refused = desk.as_("adam").call(Method::PUT, path).json(&rules).send();
            assert_eq!(refused.expect(422).fields(), [field]);
        }
        let unknown = desk.as_("adam").call(Method::PUT, "/providers/Nobody").json(&json!({})).send();
        unknown.refused(404, "not_found");
        desk.as_("lea").get("/providers").expect(200);
        desk.as_("lea").call(Method::PUT, "/providers/Nachtwerk").json(&json!({})).send().refused(403, "forbidden");
        nora.get("/providers").refused(403, "forbidden");
    }
}
