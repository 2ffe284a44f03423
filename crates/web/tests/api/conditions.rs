//! `If-Match`, `If-None-Match` and `Idempotency-Key`.

use crate::client::{Reply, answer};
use crate::desk::{Desk, email};
use axum::http::Method;
use serde_json::{Value, json};
use store::on_both;

on_both! {
    fn a_stale_version_changes_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        let url = format!("/tickets/{n}");
        let seen = anna.get(&url).expect(200).header("etag").unwrap().to_owned();
        desk.done("anna", n, "take", json!({}));
        let now = anna.get(&url).expect(200).header("etag").unwrap().to_owned();
        assert_ne!(seen, now);
        let paths = [
            (Method::PATCH, url.clone(), json!({ "subject": "X" }), 200),
            (Method::POST, format!("{url}/release"), json!({}), 200),
            (Method::POST, format!("{url}/messages"),
                json!({ "body": "X", "visibility": "internal" }), 201),
        ];
        for (method, path, body, done) in paths {
            let send = |tag: &str| {
                anna.call(method.clone(), &path).header("if-match", tag).json(&body).send()
            };
            let now = anna.get(&url).header("etag").unwrap().to_owned();
            send(&seen).refused(412, "stale");
            send(&format!("W/{now}")).refused(412, "stale");
            send(&format!("{seen}, \"x\"")).refused(412, "stale");
            for unreadable in ["7", "\"7", "", "*, \"7\""] {
                assert_eq!(send(unreadable).expect(400).fields(), ["if-match"], "{unreadable}");
            }
            send(&format!("{seen}, {now}")).expect(done);
            send("*").status.is_server_error();
        }
        // Who may not see it is told that, not its version.
        let bob = desk.as_("bob");
        let foreign = bob.call(Method::PATCH, &url).header("if-match", "\"1\"");
        foreign.json(&json!({})).send().refused(404, "not_found");
    }

    fn an_unchanged_ticket_is_not_sent_again(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        let url = format!("/tickets/{n}");
        let tag = anna.get(&url).header("etag").unwrap().to_owned();
        let ask = |tag: &str| anna.call(Method::GET, &url).header("if-none-match", tag).send();
        for same in [tag.clone(), format!("W/{tag}"), "*".into(), format!("\"0\", {tag}")] {
            let reply = ask(&same).expect(304);
            assert!(reply.text.is_empty());
            assert_eq!(reply.header("etag").unwrap(), tag);
        }
        ask("\"0\"").expect(200);
        ask("zero").expect(400);
    }

    fn the_same_request_is_done_once(test: &TestDb) {
        let desk = Desk::new(test);
        let (anna, rita) = (desk.as_("anna"), desk.as_("rita"));
        let text = r#"{"subject": "Once", "body": "Only."}"#;
        let send = |key: &str, text: &str| {
            let draft = rita.call(Method::POST, "/tickets").key(key);
            draft.bytes("application/json", text.to_owned()).send()
        };
        let first = send("k-1", text).expect(201);
        for same in [text, r#"{ "body":"Only.",  "subject":"Once" }"#] {
            let again = send("k-1", same).expect(201);
            assert_eq!(again.text, first.text);
            assert_eq!(again.header("location"), first.header("location"));
            assert_eq!(again.header("etag"), first.header("etag"));
        }
        let other = r#"{"subject": "Twice", "body": "Only."}"#;
        send("k-1", other).refused(422, "idempotency_key_reused");
        assert_ne!(send("k-2", text).expect(201).number(), first.number());
        // The same key of somebody else is another key.
        let body = json!({ "subject": "Once", "body": "Only.", "requester": "me" });
        let theirs = anna.call(Method::POST, "/tickets").key("k-1").json(&body).send().expect(201);
        assert_ne!(theirs.number(), first.number());
        assert_eq!(rita.get("/tickets").items().len(), 2);

        // A refusal is not kept.
        send("k-3", r#"{"subject": "Once"}"#).expect(422);
        send("k-3", text).expect(201);
        let long = "k".repeat(256);
        for bad in ["", "a b", "schlüssel", &long] {
            let draft = rita.call(Method::POST, "/tickets").key(bad).json(&json!({}));
            assert_eq!(draft.send().expect(400).fields(), ["Idempotency-Key"]);
        }
        let twice = rita.call(Method::POST, "/tickets").key("a").key("b").json(&json!({}));
        twice.send().expect(400);
    }

    fn two_at_once_make_one(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let body = json!({ "subject": "Impatient", "body": "Click click." });
        let requests: Vec<_> = (0..12)
            .map(|_| rita.call(Method::POST, "/tickets").key("click").json(&body).request())
            .collect();
        let replies: Vec<Reply> = rita.runtime.block_on(async {
            let sent = requests.into_iter().map(|request| {
                tokio::spawn(answer(rita.router.clone(), request))
            });
            let mut replies = Vec::new();
            for reply in sent.collect::<Vec<_>>() {
                replies.push(reply.await.unwrap());
            }
            replies
        });
        for reply in &replies {
            assert_eq!((reply.status.as_u16(), &reply.text), (201, &replies[0].text));
        }
        assert_eq!(rita.get("/tickets").items().len(), 1);
    }

    fn a_kept_answer_is_for_those_who_may_still_see_it(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, nora, rita) = (desk.ticket(), desk.as_("nora"), desk.as_("rita"));
        desk.done("anna", n, "transfer", json!({ "team": "Night", "reason": "absence" }));
        let url = format!("/tickets/{n}/take");
        let take = || nora.call(Method::POST, &url).key("t").json(&json!({})).send();
        let taken = take().expect(200);
        assert_eq!(take().expect(200).text, taken.text);
        desk.done("lea", n, "pull", json!({ "reason": "Back to us." }));
        desk.as_("lea").patch(&format!("/tickets/{n}"), json!({ "contact_team": "1st Level" })).expect(200);
        nora.get(&format!("/tickets/{n}")).refused(404, "not_found");
        take().refused(404, "not_found");

        // Who has lost the ticket to another requester, too.
        let url = format!("/tickets/{n}/messages");
        let body = json!({ "body": "Hello?" });
        let write = || rita.call(Method::POST, &url).key("m").json(&body).send();
        write().expect(201);
        desk.as_("anna").patch(&format!("/tickets/{n}"), json!({ "requester": email("bob") })).expect(200);
        write().refused(404, "not_found");
    }

    fn every_kind_of_post_keeps_its_answer(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, adam) = (desk.ticket(), desk.as_("adam"));
        let team = adam.post("/teams", json!({ "name": "Doomed", "tier": 2 })).expect(201);
        let posts: Vec<(String, Value, u16)> = vec![
            ("/people".into(), json!({ "name": "Twin" }), 201),
            ("/teams".into(), json!({ "name": "Twins", "tier": 3 }), 201),
            ("/services".into(), json!({ "name": "Twin Towers", "teams": ["Field"] }), 201),
            ("/tokens".into(), json!({ "scopes": ["read"], "person": email("bea") }), 201),
            (format!("/teams/{}/retire", team.json["id"]), json!({ "successor": "Network" }), 200),
            (format!("/tickets/{n}/split"), json!({ "message": 2 }), 200),
            ("/tickets/bulk".into(),
                json!({ "numbers": [n, 999], "command": { "verb": "raise", "reason": "R" } }), 200),
        ];
        for (at, (path, body, status)) in posts.iter().enumerate() {
            let key = format!("key-{at}");
            let send = || adam.call(Method::POST, path).key(&key).json(body).send();
            let (first, again) = (send().expect(*status), send().expect(*status));
            assert_eq!(first.text, again.text, "{path}");
            assert_eq!(first.header("location"), again.header("location"), "{path}");
        }
        let send = |token: &str| {
            let body = json!({ "scopes": ["read"], "person": email("bea") });
            desk.with(token).call(Method::POST, "/tokens").key("key-3").json(&body).send()
        };
        // The secret of a token is not kept: only who asked with the same token sees it again.
        let own = json!({ "scopes": ["read", "write"] });
        let second = adam.post("/tokens", own).expect(201).json["token"].as_str().unwrap().to_owned();
        send(&second).refused(409, "other_token");
        let secret = adam.call(Method::POST, "/tokens").key("key-3").json(&posts[3].1).send();
        let bea = desk.with(secret.json["token"].as_str().unwrap()).get("/me").expect(200);
        assert_eq!(bea.json["email"], email("bea"));
        let kept = desk.store.read(|it| {
            Ok(store::queries::idempotency::find(it.tx, desk.id("adam"), "key-3")?.unwrap())
        });
        assert!(!kept.unwrap().body.contains("stufe_"), "no secret is kept");
    }
}
