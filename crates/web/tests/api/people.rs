//! Where people belong, and what they share: at once, by every path, and no further.

use crate::desk::{Desk, email};
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use store::on_both;

fn put(desk: &Desk, name: &str, path: &str, body: &Value) -> crate::client::Reply {
    desk.as_(name).call(Method::PUT, path).json(body).send()
}

/// Rita and Bob in the sales department of one organisation.
fn placed() -> impl Fn(&Desk) {
    |desk| {
        let adam = desk.as_("adam");
        for name in ["Nord", "Süd"] {
            adam.post("/organisations", json!({ "name": name })).expect(201);
        }
        for (name, department) in [("rita", "Sales"), ("bob", "sales")] {
            let body = json!({ "organisation": "Nord", "department": department });
            adam.patch(&format!("/people/{}", desk.id(name)), body).expect(200);
        }
    }
}

fn shares(desk: &Desk, name: &str, shares: &str, with: &[&str]) {
    let with: Vec<String> = with.iter().map(|name| email(name)).collect();
    put(desk, name, "/me/sharing", &json!({ "shares": shares, "with": with })).expect(200);
}

fn listed(desk: &Desk, name: &str) -> Vec<i64> {
    let page = desk.as_(name).get("/tickets?view=shared").expect(200);
    page.items().iter().map(|item| item["number"].as_i64().unwrap()).collect()
}

on_both! {
    fn organisations_are_named_once_and_retire(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, anna) = (desk.as_("adam"), desk.as_("anna"));
        anna.post("/organisations", json!({ "name": "Nord" })).refused(403, "forbidden");
        let nord = adam.post("/organisations", json!({ "name": "Nord" })).expect(201);
        let at = nord.header("location").unwrap().to_owned();
        assert_eq!(anna.get(&at).expect(200).json, nord.json);
        adam.post("/organisations", json!({ "name": "Nord" })).refused(409, "name_taken");
        assert_eq!(adam.post("/organisations", json!({})).expect(422).fields(), ["name"]);
        let renamed = adam.patch(&at, json!({ "name": "Norden" })).expect(200);
        assert_eq!(renamed.json["name"], "Norden");
        assert_eq!(anna.get("/organisations").expect(200).items(), [renamed.json]);
        desk.as_("rita").get("/organisations").refused(403, "forbidden");
        desk.as_("nora").get("/organisations").refused(403, "forbidden");
        adam.post(&format!("{at}/retire"), json!({})).expect(200);
        let rita = format!("/people/{}", desk.id("rita"));
        let joins = json!({ "organisation": "Norden" });
        assert_eq!(adam.patch(&rita, joins.clone()).expect(422).fields(), ["organisation"]);
        adam.post(&format!("{at}/restore"), json!({})).expect(200);
        adam.patch(&rita, joins).expect(200);
        adam.patch("/organisations/99", json!({ "name": "x" })).refused(404, "not_found");
    }

    fn where_people_belong_is_the_houses_to_see(test: &TestDb) {
        let desk = Desk::new(test);
        placed()(&desk);
        let adam = desk.as_("adam");
        let url = |name| format!("/people/{}", desk.id(name));
        let set = json!({ "manager": email("bob"), "site": "Kassel", "language": "de", "vip": true });
        let rita = adam.patch(&url("rita"), set).expect(200).json;
        assert_eq!((&rita["organisation"], &rita["department"]), (&json!("Nord"), &json!("Sales")));
        assert_eq!((&rita["manager"], &rita["vip"]), (&json!(email("bob")), &json!(true)));
        assert_eq!(desk.as_("anna").get(&url("rita")).expect(200).json, rita);
        // Who works at the desk is seen by a provider, where they belong is not.
        adam.patch(&url("anna"), json!({ "organisation": "Nord", "vip": true })).expect(200);
        let seen = desk.as_("nora").get(&url("anna")).expect(200).json;
        assert_eq!((&seen["organisation"], &seen["vip"]), (&Value::Null, &json!(false)));

        let cycle = json!({ "manager": email("rita") });
        assert_eq!(adam.patch(&url("bob"), cycle).expect(422).fields(), ["manager"]);
        let wrong = json!({
            "role": "king", "organisation": "Ost", "department": " ", "manager": "no@example.org",
            "site": "a\nb", "language": "fr", "email": "none",
        });
        let refused = adam.patch(&url("rita"), wrong.clone()).expect(422);
        let mut fields = refused.fields();
        fields.sort_unstable();
        let all =
            ["department", "email", "language", "manager", "organisation", "role", "site"];
        assert_eq!(fields, all);
        let refused = adam.post("/people", wrong).expect(422);
        let mut fields = refused.fields();
        fields.sort_unstable();
        assert_eq!(fields, all);
        let new = json!({ "email": "New@example.org", "department": "Sales", "vip": true });
        desk.as_("anna").post("/people", new.clone()).refused(403, "forbidden");
        let made = adam.post("/people", new.clone()).expect(201).json;
        assert_eq!((&made["department"], &made["vip"]), (&json!("Sales"), &json!(true)));
        adam.post("/people", new).refused(409, "email_taken");
        let other = json!({ "email": "new@EXAMPLE.org" });
        adam.patch(&url("rita"), other).refused(409, "email_taken");
        let nothing = json!({
            "organisation": null, "department": null, "manager": null, "site": null,
            "language": null, "vip": false,
        });
        let rita = adam.patch(&url("rita"), nothing).expect(200).json;
        assert_eq!((&rita["organisation"], &rita["manager"]), (&Value::Null, &Value::Null));
    }

    fn sharing_takes_effect_at_once_by_every_path(test: &TestDb) {
        let desk = Desk::new(test);
        placed()(&desk);
        let (rita, bob) = (desk.as_("rita"), desk.as_("bob"));
        let upload = rita.call(Method::POST, "/attachments?name=note.txt");
        let file = upload.bytes("text/plain", "Hello").send().expect(201).json["id"].clone();
        let opened = json!({ "subject": "No mail", "body": "Since noon.", "attachments": [file] });
        let n = rita.post("/tickets", opened).expect(201).number();
        let (at, link) = (format!("/tickets/{n}"), format!("/attachments/{file}"));
        let sees = |yes: bool| {
            let status = if yes { 200 } else { 404 };
            bob.get(&at).expect(status);
            bob.get(&link).expect(status);
            bob.get(&format!("{at}/timeline")).expect(status);
            assert_eq!(listed(&desk, "bob"), if yes { vec![n] } else { vec![] });
            let mut live = bob.follow(Some("0"));
            let heard = live.within(Duration::from_millis(500));
            assert_eq!(matches!(heard, crate::client::Heard::Event(_)), yes, "{heard:?}");
        };
        sees(false);
        shares(&desk, "rita", "department", &[]);
        sees(true);
        let item = bob.get("/tickets?view=shared").expect(200).items()[0].clone();
        assert_eq!(item["requester"], email("rita"));
        assert!(item["team"].is_null() && item["assignee"].is_null() && item["tier"].is_null());
        let own = bob.get("/tickets").expect(200);
        assert!(own.items().is_empty(), "one's own are apart");
        bob.post(&format!("{at}/messages"), json!({ "body": "Me too" })).refused(403, "forbidden");
        desk.done("anna", n, "take", json!({}));
        let note = json!({ "body": "Internal.", "visibility": "internal" });
        desk.as_("anna").post(&format!("{at}/messages"), note).expect(201);
        assert!(!bob.get(&format!("{at}/timeline")).expect(200).text.contains("Internal."));
        shares(&desk, "rita", "own", &[]);
        sees(false);
        shares(&desk, "rita", "own", &["bob"]);
        sees(true);
        assert_eq!(rita.get("/me/sharing").expect(200).json["with"], json!([email("bob")]));
        shares(&desk, "rita", "department", &[]);
        let moves = json!({ "organisation": "Süd" });
        let url = format!("/people/{}", desk.id("bob"));
        desk.as_("adam").patch(&url, moves).expect(200);
        sees(false);
    }

    fn a_department_viewer_sees_the_departments_and_only_those(test: &TestDb) {
        let desk = Desk::new(test);
        placed()(&desk);
        let adam = desk.as_("adam");
        let url = |name| format!("/people/{}", desk.id(name));
        let (n, other) = (desk.ticket(), desk.opened("anna", "Mine"));
        let sees = || {
            let of = |n: i64| desk.as_("bob").get(&format!("/tickets/{n}")).status.as_u16();
            (of(n), of(other), listed(&desk, "bob"))
        };
        assert_eq!(sees(), (404, 404, vec![]));
        adam.patch(&url("bob"), json!({ "role": "department_viewer" })).expect(200);
        assert_eq!(sees(), (200, 404, vec![n]));
        adam.patch(&url("rita"), json!({ "organisation": "Süd" })).expect(200);
        assert_eq!(sees(), (404, 404, vec![]), "the same name in another organisation");
        adam.patch(&url("bob"), json!({ "organisation": "Süd" })).expect(200);
        assert_eq!(sees(), (200, 404, vec![n]));
        let anna = desk.as_("anna");
        let hide = json!({ "teams": ["1st Level"], "people": [] });
        let restricted = anna.post(&format!("/tickets/{n}/restrict"), hide);
        if restricted.status.is_success() {
            assert_eq!(sees(), (404, 404, vec![]), "confidential");
        }
    }

    fn whom_one_names_is_known_and_somebody_else(test: &TestDb) {
        let desk = Desk::new(test);
        let check = |body: Value, fields: &[&str]| {
            let reply = put(&desk, "rita", "/me/sharing", &body).expect(422);
            assert_eq!(reply.fields(), fields, "{body}");
        };
        check(json!({ "with": [email("rita")] }), &["with"]);
        check(json!({ "with": ["me"] }), &["with"]);
        check(json!({ "with": [desk.id("bob").0.to_string()] }), &["with"]);
        check(json!({ "with": ["nobody@example.org"] }), &["with"]);
        check(json!({ "shares": "world" }), &["shares"]);
        check(json!({ "shares": "department" }), &["shares"]);
        let of_bob = format!("/people/{}/sharing", desk.id("bob"));
        put(&desk, "rita", &of_bob, &json!({ "with": [] })).refused(403, "forbidden");
        put(&desk, "anna", &of_bob, &json!({ "with": [] })).refused(403, "forbidden");
        let with = json!({ "with": [email("rita")] });
        put(&desk, "adam", &of_bob, &with).expect(200);
        assert_eq!(desk.as_("bob").get("/me/sharing").expect(200).json["with"], json!([email("rita")]));
        for wrong in ["sort=created", "requester=me", "team=Field"] {
            let url = format!("/tickets?view=shared&{wrong}");
            desk.as_("rita").get(&url).refused(422, "list_refused");
        }
    }
}
