//! People, teams, services, counts, reports, and what keeps the server running.

use crate::desk::{Desk, email};
use axum::http::Method;
use serde_json::{Value, json};
use store::on_both;

on_both! {
    fn people_are_added_by_those_who_may(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, anna) = (desk.as_("adam"), desk.as_("anna"));
        let new = json!({ "name": "Rolf", "email": "rolf@example.org", "phone": "7" });
        let added = anna.post("/people", new.clone()).expect(201);
        let at = added.header("location").unwrap().to_owned();
        assert_eq!(anna.get(&at).expect(200).json, added.json);
        assert_eq!(added.json["role"], "requester");
        let taken = json!({ "email": "ROLF@example.org" });
        anna.post("/people", taken).refused(409, "email_taken");
        let agent = json!({ "name": "New", "role": "agent", "teams": ["1st Level"] });
        anna.post("/people", agent.clone()).refused(403, "forbidden");
        let agent = adam.post("/people", agent).expect(201);
        assert_eq!(agent.json["teams"], json!(["1st Level"]));
        assert_eq!(anna.post("/people", json!({})).expect(422).fields(), ["name"]);
        let wrong = json!({ "role": "king", "teams": ["X"], "email": "none" });
        assert_eq!(adam.post("/people", wrong).expect(422).fields(), ["role", "teams", "email"]);
        let id = &agent.json["id"];
        let url = format!("/people/{id}");
        let moved = adam.patch(&url, json!({ "teams": ["Field", "Network"] })).expect(200);
        assert_eq!(moved.json["teams"], json!(["Field", "Network"]));
        assert_eq!(adam.patch(&url, json!({})).expect(200).json, moved.json, "nothing was said");
        anna.patch(&url, json!({ "teams": [] })).refused(403, "forbidden");
        let requester = format!("/people/{}", desk.id("rita"));
        let joins = adam.patch(&requester, json!({ "teams": ["Field"] })).expect(422);
        assert_eq!(joins.fields(), ["teams"], "requesters are in no team");
        adam.patch("/people/4711", json!({ "teams": [] })).refused(404, "not_found");
        let found = anna.get("/people?email=rolf@example.org").expect(200);
        assert_eq!(found.items(), [added.json]);
        let mut walked = 0;
        let mut url = "/people?limit=5".to_owned();
        loop {
            let page = anna.get(&url).expect(200);
            walked += page.items().len();
            let Some(next) = page.json["next_cursor"].as_str() else { break };
            url = format!("/people?limit=5&cursor={next}");
        }
        assert_eq!(walked, 14);
    }

    fn teams_are_founded_and_retired_by_admins(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, anna) = (desk.as_("adam"), desk.as_("anna"));
        let new = json!({ "name": "Lab", "tier": 3, "provider": "Lab Ltd", "checklist": ["Ok?"] });
        anna.post("/teams", new.clone()).refused(403, "forbidden");
        let lab = adam.post("/teams", new.clone()).expect(201);
        let at = lab.header("location").unwrap().to_owned();
        assert_eq!(anna.get(&at).expect(200).json, lab.json);
        assert_eq!(lab.json["checklist"], json!(["Ok?"]));
        adam.post("/teams", new).refused(409, "name_taken");
        assert_eq!(adam.post("/teams", json!({})).expect(422).fields(), ["tier", "name"]);
        let wrong = json!({ "name": "x", "tier": 6 });
        assert_eq!(adam.post("/teams", wrong).expect(422).fields(), ["tier"]);
        let url = format!("{at}/retire");
        assert_eq!(adam.post(&url, json!({})).expect(422).fields(), ["successor"]);
        let itself = json!({ "successor": "Lab" });
        assert_eq!(adam.post(&url, itself).expect(422).fields(), ["successor"]);
        let body = json!({ "successor": "3rd Level" });
        anna.post(&url, body.clone()).refused(403, "forbidden");
        assert_eq!(adam.post(&url, body.clone()).expect(200).json["successor"], "3rd Level");
        adam.post(&url, body.clone()).refused(422, "retired");
        adam.post("/teams/4711/retire", body).refused(404, "not_found");
        assert_eq!(anna.get("/teams?limit=200").items().len(), 8);
        anna.get("/teams/4711").refused(404, "not_found");
    }

    fn services_enter_the_catalogue(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, anna) = (desk.as_("adam"), desk.as_("anna"));
        let body = json!({ "name": "Mail", "teams": ["1st Level", "Network"] });
        anna.post("/services", body.clone()).refused(403, "forbidden");
        let mail = adam.post("/services", body.clone()).expect(201);
        let at = mail.header("location").unwrap().to_owned();
        assert_eq!(anna.get(&at).expect(200).json, mail.json);
        adam.post("/services", body).refused(409, "name_taken");
        let wrong = adam.post("/services", json!({ "teams": ["X"] })).expect(422);
        assert_eq!(wrong.fields(), ["teams", "name"]);
        let names: Vec<Value> =
            anna.get("/services").items().iter().map(|it| it["name"].clone()).collect();
        assert_eq!(names, ["VPN", "Mail"]);
        anna.get("/services/4711").refused(404, "not_found");
    }

    fn the_caller_and_the_counts(test: &TestDb) {
        let desk = Desk::new(test);
        let me = desk.as_("lea").get("/me").expect(200);
        let expected = json!({
            "id": desk.id("lea"), "name": "lea", "email": email("lea"), "role": "lead",
            "teams": ["1st Level"], "scopes": ["read", "write"],
        });
        assert_eq!(me.json, expected);
        assert_eq!(desk.as_("rita").get("/me").expect(200).json["role"], "requester");

        for _ in 0..3 {
            desk.ticket();
        }
        let taken = desk.ticket();
        desk.done("anna", taken, "take", json!({}));
        let waits = desk.ticket();
        desk.done("anna", waits, "wait", json!({ "on": "vendor" }));
        let counts = desk.as_("anna").get("/counts").expect(200);
        let first = &counts.json["teams"][0];
        assert_eq!(first, &json!({
            "team": "1st Level", "tier": 1, "unassigned": 3, "open": 4, "waiting": 1,
            "resolved": 0, "closed": 0,
        }));
        assert_eq!(counts.json["mine"]["open"], 1);
        desk.as_("rita").get("/counts").refused(403, "forbidden");
    }

    fn the_tier_flow_is_up_to_date(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        desk.done("anna", n, "escalate", Desk::hand_over("2nd Level"));
        let body = json!({ "outcome": "solved", "solution": "S" });
        desk.done("bea", n, "return", body);
        let lea = desk.as_("lea");
        let whole = lea.get("/reports/tier-flow").expect(200);
        assert_eq!((&whole.json["tickets"], &whole.json["hand_overs"]), (&json!(1), &json!(2)));
        assert_eq!(whole.json["highest_tier"], json!({ "2": 1 }));
        desk.ticket();
        assert_eq!(lea.get("/reports/tier-flow").json["tickets"], 2);
        let groups = lea.get("/reports/tier-flow?group_by=team").expect(200);
        assert_eq!(groups.json["groups"][0]["group"], "1st Level");
        assert_eq!(groups.json["groups"][0]["tickets"], 2);
        assert_eq!(lea.get("/reports/tier-flow?to=2020-01-01").json["tickets"], 0);
        let from = "/reports/tier-flow?from=2020-01-01T00:00:00Z&to=2999-01-01";
        assert_eq!(desk.as_("adam").get(from).expect(200).json["tickets"], 2);
        let wrong = lea.get("/reports/tier-flow?from=monday&to=2026-13-01&group_by=colour");
        assert_eq!(wrong.expect(422).fields(), ["group_by", "from", "to"]);
        for (query, groups) in [
            ("team=2nd+Level&group_by=tier", json!(["1"])),
            ("team=Night&group_by=tier", json!([])),
            ("service=VPN&group_by=tier", json!([])),
        ] {
            let reply = lea.get(&format!("/reports/tier-flow?{query}")).expect(200);
            let names = reply.json["groups"].as_array().unwrap().iter().map(|it| &it["group"]);
            assert_eq!(json!(names.collect::<Vec<_>>()), groups, "{query}");
        }
        let wrong = lea.get("/reports/tier-flow?team=Nobody&service=Nothing").expect(422);
        assert_eq!(wrong.fields(), ["team", "service"]);
        desk.as_("anna").get("/reports/tier-flow").refused(403, "forbidden");
        let kept = insight::tier_flow::TierFlow::default();
        let kept = serde_json::to_value(kept).unwrap();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&whole.json), keys(&kept), "the same object as elsewhere");
    }

    fn the_tier_flow_is_a_table_that_no_spreadsheet_runs(test: &TestDb) {
        let desk = Desk::new(test);
        desk.as_("adam").post("/services", json!({ "name": "=HYPERLINK(\"x\"), y", "teams": ["1st Level"] })).expect(201);
        for (service, subject) in [("VPN", "A"), ("=HYPERLINK(\"x\"), y", "B")] {
            let body = json!({ "subject": subject, "body": "B", "requester": "me", "service": service });
            desk.as_("rita").post("/tickets", body).expect(201);
        }
        let lea = desk.as_("lea");
        let table = |path: &str| {
            let reply = lea.call(Method::GET, path).header("accept", "text/csv").send().expect(200);
            assert_eq!(reply.header("content-type").unwrap(), "text/csv; charset=utf-8");
            assert!(reply.headers.get_all("vary").iter().any(|it| it == "Accept"));
            reply.text
        };
        let by_service = table("/reports/tier-flow?group_by=service");
        let lines: Vec<&str> = by_service.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("group,tickets,left_out,highest_tier_1,"), "{}", lines[0]);
        assert!(lines[1].starts_with("\"'=HYPERLINK(\"\"x\"\"), y\",1,0,1,0,0,"), "{}", lines[1]);
        assert!(lines[2].starts_with("VPN,1,0,1,"), "{}", lines[2]);
        let columns = |line: &str| line.matches(',').count();
        assert_eq!(columns(lines[0]), columns(lines[2]));
        assert!(table("/reports/tier-flow").contains("\r\n,2,0,2,0,0,0,0,2,"));
        let period = table("/reports/tier-flow?group_by=period");
        let month = period.lines().nth(1).unwrap();
        assert_eq!(&month[4..5], "-", "{month}");
        let anna = desk.as_("anna");
        let refused = anna.call(Method::GET, "/reports/tier-flow").header("accept", "text/csv");
        refused.send().refused(403, "forbidden");
    }

    fn it_says_whether_it_lives_and_can_work(test: &TestDb) {
        let desk = Desk::new(test);
        let nobody = desk.nobody();
        assert_eq!(nobody.root("/healthz").expect(200).json["status"], "ok");
        assert_eq!(nobody.root("/readyz").expect(200).json["status"], "ok");
        // A database that takes no more writes is told, once the last answer holds no longer.
        desk.store.db().close();
        std::thread::sleep(web::limits::READY_HOLDS);
        let down = nobody.root("/readyz").refused(503, "unavailable");
        assert!(down.header("retry-after").is_some());
        assert_eq!(nobody.root("/healthz").status.as_u16(), 200);
        let body = json!({ "subject": "S", "body": "B" });
        let down = desk.as_("rita").post("/tickets", body).refused(503, "unavailable");
        assert!(down.header("retry-after").is_some());
    }
}
