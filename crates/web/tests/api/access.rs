//! Who may see and do what, on every route.

use crate::client::Reply;
use crate::desk::{Desk, email};
use crate::verbs::bodies;
use axum::http::Method;
use desk::admin::Scope;
use serde_json::{Value, json};
use store::on_both;

/// The operations of the description: method, path, and whether they are public.
fn operations() -> Vec<(Method, String, bool)> {
    let document: Value = serde_json::from_str(&web::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().iter().map(|(method, operation)| {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let public = operation["security"].as_array().unwrap().is_empty();
            (method, path.clone(), public)
        });
        methods.collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// What each route needs to be more than unreadable.
fn body(path: &str, other: i64) -> Value {
    let verb = path.rsplit('/').next().unwrap();
    match bodies(other).into_iter().find(|(it, _)| *it == verb) {
        Some((_, body)) => body,
        None => match verb {
            "messages" => json!({ "body": "Hello?", "visibility": "public" }),
            "{number}" => json!({ "subject": "Mine now" }),
            "bulk" => json!({ "numbers": [other], "command": { "verb": "take" } }),
            "retire" if path.contains("/teams/") => json!({ "successor": "Field" }),
            _ => json!({}),
        },
    }
}

on_both! {
    fn no_route_answers_a_stranger_or_an_unknown_token(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        for (method, path, public) in operations() {
            let at = path.replace("{number}", &n.to_string()).replace("{id}", "1");
            if public {
                assert_eq!(desk.nobody().root(&at).status.as_u16(), 200, "{path}");
                continue;
            }
            for (client, header) in [
                (desk.nobody(), None),
                (desk.nobody(), Some("Basic YTpi")),
                (desk.nobody(), Some("Bearer")),
                (desk.with("stufe_unknown"), None),
            ] {
                let mut draft = client.call(method.clone(), &at).bytes("text/plain", "junk");
                if let Some(header) = header {
                    draft = draft.header("authorization", header);
                }
                let refused = draft.send().refused(401, "unauthorized");
                assert!(refused.header("www-authenticate").unwrap().starts_with("Bearer"));
            }
        }
    }

    fn a_foreign_ticket_is_no_ticket_on_every_route(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, other) = (desk.ticket(), desk.ticket());
        // Bob is a requester, and nora works for a provider that has nothing to do with it.
        for name in ["bob", "nora", "nils"] {
            let own = desk.opened(name, "Mine");
            for (method, path, _) in operations().into_iter().filter(|it| it.1.contains("{number}")) {
                let send = |number: i64| {
                    let at = path.replace("{number}", &number.to_string());
                    let client = desk.as_(name);
                    let draft = client.call(method.clone(), &at);
                    match method {
                        Method::GET => draft.send(),
                        _ => draft.json(&body(&path, other)).send(),
                    }
                };
                let foreign = send(n).refused(404, "not_found");
                assert_eq!(foreign.text, send(987_654_321).text, "{path} tells {name} of it");
                assert!(send(own).status.as_u16() != 500);
            }
        }
        let ticket = desk.as_("anna").get(&format!("/tickets/{n}")).expect(200);
        assert_eq!(ticket.json["status"], "new", "nothing happened to it");
    }

    fn a_requester_has_no_business_behind_the_counter(test: &TestDb) {
        let desk = Desk::new(test);
        let own = desk.ticket();
        for (method, path, public) in operations() {
            let (rita, get) = (desk.as_("rita"), method == Method::GET);
            let at = path.replace("{number}", &own.to_string()).replace("{id}", "2");
            if public {
                continue;
            }
            if path == "/api/v1/events" {
                drop(rita.follow(None));
                continue;
            }
            let draft = rita.call(method.clone(), &at);
            let reply = if get { draft.send() } else { draft.json(&body(&path, own)).send() };
            let last = path.rsplit('/').next().unwrap();
            let theirs = match last {
                "tickets" | "timeline" | "me" | "messages" | "reopen" | "confirm" | "bulk"
                | "attachments" => true,
                "{number}" | "tokens" => get,
                "sharing" => path.contains("/me/"),
                _ => false,
            };
            let status = reply.status.as_u16();
            let expected: &[u16] = match (theirs, last) {
                (true, _) => &[200, 201, 422],
                // Tokens of others are no tokens.
                (false, "{id}") if method == Method::DELETE => &[404],
                (false, "{id}") if path.contains("/attachments/") => &[404],
                (false, _) => &[403],
            };
            assert!(expected.contains(&status), "{method} {path}: {}", reply.text);
            for inner in ["1st Level", "anna@", "hand_over"] {
                assert!(!reply.text.contains(inner), "{path} shows {inner}");
            }
        }
    }

    fn a_provider_sees_what_its_teams_hold(test: &TestDb) {
        let desk = Desk::new(test);
        let (foreign, theirs) = (desk.ticket(), desk.ticket());
        desk.done("anna", theirs, "transfer", json!({ "team": "Night", "reason": "absence" }));
        let nora = desk.as_("nora");
        nora.get(&format!("/tickets/{theirs}")).expect(200);
        let listed = |query: &str| {
            let page = nora.get(&format!("/tickets{query}")).expect(200);
            let number = |item: &Value| item["number"].as_i64().unwrap();
            page.items().iter().map(number).collect::<Vec<_>>()
        };
        for view in ["queue", "team", "unassigned", "due", "all"] {
            assert_eq!(listed(&format!("?view={view}")), [theirs], "{view}");
        }
        assert_eq!(listed("?tier=1"), [theirs]);
        assert!(listed("?team=1st+Level").is_empty());
        assert!(listed("?view=mine").is_empty());
        desk.done("nora", theirs, "take", json!({}));
        assert_eq!(listed("?view=mine"), [theirs]);
        let counts = nora.get("/counts").expect(200);
        let teams: Vec<&Value> =
            counts.json["teams"].as_array().unwrap().iter().map(|it| &it["team"]).collect();
        assert_eq!(teams, ["Night"]);
        assert_eq!(counts.json["mine"]["open"], 1);
        // Who asks the house is none of a provider's business.
        let people = nora.get("/people?limit=200").expect(200);
        assert!(people.text.contains("anna@") && !people.text.contains("rita@"));
        nora.get(&format!("/people/{}", desk.id("rita"))).refused(404, "not_found");
        let found = nora.get(&format!("/people?email={}", email("rita"))).expect(200);
        assert!(found.items().is_empty());
        desk.as_("nils").get("/reports/tier-flow").refused(403, "forbidden");
        // A link to a foreign ticket is refused like one to a ticket that does not exist.
        for to in [json!(foreign), json!(555_555)] {
            let body = json!({ "to": to, "kind": "related" });
            nora.post(&format!("/tickets/{theirs}/link"), body).refused(422, "link_refused");
        }
        // Their own need they see as requesters do.
        let own = desk.opened("nora", "My badge");
        let own = nora.get(&format!("/tickets/{own}")).expect(200);
        assert!(own.json.get("team").is_none());
        assert_eq!(listed("?requester=me"), [own.number()]);
    }

    fn a_token_does_what_its_scopes_say_until_it_ends(test: &TestDb) {
        let desk = Desk::new(test);
        let adam = desk.as_("adam");
        let n = desk.ticket();
        let issue = |body: Value| adam.post("/tokens", body).expect(201);
        let read = issue(json!({ "person": email("anna"), "scopes": ["read"] }));
        let reader = desk.with(read.json["token"].as_str().unwrap());
        reader.get(&format!("/tickets/{n}")).expect(200);
        reader.post(&format!("/tickets/{n}/take"), json!({})).refused(403, "scope_missing");
        let write = issue(json!({ "person": email("anna"), "scopes": ["write", "write"] }));
        assert_eq!(write.json["scopes"], json!(["write"]));
        let writer = desk.with(write.json["token"].as_str().unwrap());
        writer.post(&format!("/tickets/{n}/take"), json!({})).expect(200);
        writer.get(&format!("/tickets/{n}")).refused(403, "scope_missing");
        assert_eq!(read.json["token"].as_str().unwrap().len(), "stufe_".len() + 43);

        let refused = adam.post("/tokens", json!({
            "person": "x@example.org", "scopes": ["all"], "expires_at": "tomorrow",
        })).expect(422);
        assert_eq!(refused.fields(), ["person", "scopes", "expires_at"]);
        assert_eq!(adam.post("/tokens", json!({})).expect(422).fields(), ["scopes"]);
        let past = json!({ "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z" });
        assert_eq!(adam.post("/tokens", past).expect(422).fields(), ["expires_at"]);
        desk.as_("lea").post("/tokens", json!({ "scopes": ["read"] })).refused(403, "forbidden");

        // Everybody ends their own, admins all; then it is no longer good.
        let id = &read.json["id"];
        let end = |name: &str, id: &Value| {
            desk.as_(name).call(Method::DELETE, &format!("/tokens/{id}")).send()
        };
        end("bea", id).refused(404, "not_found");
        assert!(end("anna", id).expect(204).text.is_empty());
        reader.get("/me").refused(401, "unauthorized");
        end("adam", &write.json["id"]).expect(204);
        writer.post("/tickets", json!({})).refused(401, "unauthorized");
        end("adam", id).refused(404, "not_found");
        let left = desk.as_("anna").get("/tokens").expect(200);
        assert_eq!(left.items().len(), 1);
        assert!(!left.text.contains("stufe_"));

        // One that runs out.
        let digest = web::token_digest("stufe_short");
        let (anna, soon) = (desk.id("anna"), desk::time::Timestamp(crate::desk::now().0 + 3_000_000));
        desk.write("adam", crate::desk::now(), move |ledger| {
            ledger.issue_token(anna, vec![Scope::Read], Some(soon), &digest)
        });
        let short = desk.with("stufe_short");
        let replies: Vec<Reply> = (0..4).map(|_| short.get("/me")).collect();
        assert_eq!(replies.last().unwrap().status.as_u16(), 401);
    }
}
