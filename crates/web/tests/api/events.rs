//! Live events: in order, without a gap, and nothing to those who may not see.

use crate::client::{Heard, Seen};
use crate::desk::{Desk, now};
use desk::admin::{AdminCommand, RevokeToken};
use desk::ids::PersonId;
use serde_json::json;
use std::time::Duration;
use store::on_both;
use web::limits::STREAMS_OF_PERSON_MAX;

const SOON: Duration = Duration::from_millis(400);

fn revoke(desk: &Desk, name: &str) {
    let (digest, person): (_, PersonId) = (desk.digest(name), desk.id(name));
    desk.write("adam", now(), move |ledger| {
        let token = store::queries::tokens::by_hash(ledger.tx(), &digest)?.unwrap().id;
        ledger.admin(AdminCommand::RevokeToken(RevokeToken { token, person }))
    });
}

on_both! {
    fn a_stream_goes_on_where_it_ended(test: &TestDb) {
        let desk = Desk::new(test);
        let (anna, before) = (desk.as_("anna"), desk.ticket());
        let mut live = anna.follow(None);
        assert_eq!(live.within(SOON), Heard::Nothing, "it begins with what comes next");
        let n = desk.ticket();
        let created = live.event();
        assert_eq!((created.kind.as_str(), &created.data["number"]), ("created", &json!(n)));
        assert_eq!((&created.data["seq"], &created.data["kind"]), (&json!(1), &json!("created")));
        assert!(created.data["at"].as_str().unwrap().ends_with('Z'));
        let wrote = live.event();
        assert_eq!((wrote.kind.as_str(), wrote.id), ("requester_wrote", created.id + 1));
        drop(live);
        desk.done("anna", before, "take", json!({}));
        desk.done("anna", n, "take", json!({}));
        let expected = [(before, "opened"), (before, "taken"), (n, "opened"), (n, "taken")];
        let id = wrote.id.to_string();
        let mut again = anna.follow(Some(&id));
        for (number, kind) in expected {
            let seen = again.event();
            assert_eq!((&seen.data["number"], seen.kind.as_str()), (&json!(number), kind));
        }
        // From the very beginning, everything is there once, in order.
        let mut all = anna.follow(Some("0"));
        let seen: Vec<Seen> = (0..8).map(|_| all.event()).collect();
        assert!(seen.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(seen.last().unwrap().id, again_id(&seen));
        // An id that lies ahead, as after a restored backup, is no reason to wait for it.
        let mut ahead = anna.follow(Some("999999"));
        let n = desk.ticket();
        assert_eq!(ahead.event().data["number"], json!(n));
        for wrong in ["x", "-1", ""] {
            let draft = anna.call(axum::http::Method::GET, "/events");
            let refused = draft.header("last-event-id", wrong).send().expect(400);
            assert_eq!(refused.fields(), ["last_event_id"]);
        }
        anna.get("/events?last_event_id=x").expect(400);
    }

    fn nobody_hears_of_what_is_not_theirs(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.as_("rita").follow(None);
        let mut bob = desk.as_("bob").follow(None);
        let mut nora = desk.as_("nora").follow(None);
        let n = desk.ticket();
        desk.done("anna", n, "take", json!({}));
        let note = json!({ "body": "Hm.", "visibility": "internal" });
        desk.as_("anna").post(&format!("/tickets/{n}/messages"), note).expect(201);
        desk.done("anna", n, "transfer", json!({ "team": "Night", "reason": "absence" }));
        desk.done("nora", n, "resolve", json!({ "solution": "S", "code": "answered" }));
        let public = ["created", "requester_wrote", "opened", "resolved"];
        assert_eq!(public.map(|_| rita.event().kind), public);
        assert_eq!(rita.within(SOON), Heard::Nothing);
        assert_eq!(bob.within(SOON), Heard::Nothing);
        // The provider sees the ticket from when its team holds it.
        assert!(matches!(nora.within(SOON), Heard::Event(_)));
        let foreign = desk.ticket();
        let mut heard = Vec::new();
        while let Heard::Event(seen) = nora.within(SOON) {
            heard.push(seen.data["number"].as_i64().unwrap());
        }
        assert!(!heard.contains(&foreign));
        assert_eq!(desk.as_("rita").get(&format!("/tickets/{n}")).json["status"], "resolved");
    }

    fn a_stream_ends_with_its_token(test: &TestDb) {
        let desk = Desk::new(test);
        let mut bea = desk.as_("bea").follow(None);
        let mut cora = desk.as_("cora").follow(None);
        revoke(&desk, "bea");
        assert_eq!(bea.within(Duration::from_secs(10)), Heard::End);
        desk.ticket();
        assert_eq!(cora.event().kind, "created");
        desk.as_("bea").get("/events").refused(401, "unauthorized");
    }

    fn a_person_has_so_many_streams_and_no_more(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = desk.as_("anna");
        let open: Vec<_> = (0..STREAMS_OF_PERSON_MAX).map(|_| anna.follow(None)).collect();
        let refused = anna.get("/events").refused(429, "too_many_streams");
        assert!(refused.header("retry-after").is_some());
        drop(desk.as_("bea").follow(None));
        drop(open);
        drop(anna.follow(None));
    }
}

fn again_id(seen: &[Seen]) -> i64 {
    seen.iter().map(|it| it.id).max().unwrap()
}
