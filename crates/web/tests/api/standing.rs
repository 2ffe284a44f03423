//! People, teams and services change; people leave and come back.

use crate::desk::Desk;
use serde_json::{Value, json};
use store::on_both;

/// The same but for one field.
fn same_but(before: &Value, field: &str, now: Value) -> Value {
    let mut expected = before.clone();
    expected[field] = now;
    expected
}

on_both! {
    fn whoever_leaves_is_out_at_once_and_can_come_back(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, lea) = (desk.as_("adam"), desk.as_("lea"));
        let url = format!("/people/{}", desk.id("anna"));
        let before = adam.get(&url).expect(200).json;
        for verb in ["deactivate", "reactivate", "sign-out"] {
            lea.post(&format!("{url}/{verb}"), json!({})).refused(403, "forbidden");
            adam.post(&format!("/people/4711/{verb}"), json!({})).refused(404, "not_found");
        }
        let gone = adam.post(&format!("{url}/deactivate"), json!({})).expect(200);
        assert_eq!(gone.json, same_but(&before, "active", json!(false)));
        desk.as_("anna").get("/me").refused(401, "unauthorized");
        let itself = format!("/people/{}/deactivate", desk.id("adam"));
        assert!(adam.post(&itself, json!({})).status.is_client_error(), "the last admin stays");
        let back = adam.post(&format!("{url}/reactivate"), json!({})).expect(200);
        assert_eq!(back.json, before);
        desk.as_("anna").get("/me").refused(401, "unauthorized");
        assert_eq!(adam.post(&format!("{url}/sign-out"), json!({})).expect(200).json, before);
    }

    fn a_person_changes_by_what_is_said(test: &TestDb) {
        let desk = Desk::new(test);
        let adam = desk.as_("adam");
        let url = format!("/people/{}", desk.id("anna"));
        let before = adam.get(&url).expect(200).json;
        let called = adam.patch(&url, json!({ "phone": "+49 30 1" })).expect(200).json;
        assert_eq!(called, same_but(&before, "phone", json!("+49 30 1")));
        let unknown = adam.patch(&url, json!({ "email": null })).expect(200).json;
        assert_eq!(unknown, same_but(&called, "email", Value::Null), "null takes it away");
        assert_eq!(adam.patch(&url, json!({ "phone": null })).expect(200).json["phone"], Value::Null);
        let wrong = json!({ "name": " ", "email": "none", "role": "king", "teams": ["X"] });
        let fields = adam.patch(&url, wrong).expect(422);
        assert_eq!(fields.fields(), ["role", "teams", "name", "email"]);
        adam.patch(&url, json!({ "email": "rita@example.org" })).refused(409, "email_taken");
        let lower = adam.patch(&url, json!({ "role": "requester" })).expect(200).json;
        assert_eq!((&lower["role"], &lower["teams"]), (&json!("requester"), &json!([])));
        let last = format!("/people/{}", desk.id("adam"));
        let fields = adam.patch(&last, json!({ "role": "agent" })).expect(422);
        assert_eq!(fields.fields(), ["role"], "the last admin stays one");
    }

    fn teams_and_services_change_by_what_is_said(test: &TestDb) {
        let desk = Desk::new(test);
        let (adam, lea) = (desk.as_("adam"), desk.as_("lea"));
        let team = |name: &str| {
            let all = adam.get("/teams?limit=200").expect(200);
            all.items().iter().find(|it| it["name"] == name).unwrap().clone()
        };
        let field = team("Field");
        let url = format!("/teams/{}", field["id"]);
        lea.patch(&url, json!({ "name": "X" })).refused(403, "forbidden");
        let asked = adam.patch(&url, json!({ "checklist": ["Where?"] })).expect(200).json;
        assert_eq!(asked, same_but(&field, "checklist", json!(["Where?"])));
        let outside = adam.patch(&url, json!({ "provider": "Field Ltd" })).expect(200).json;
        assert_eq!(outside, same_but(&asked, "provider", json!("Field Ltd")));
        let inside = adam.patch(&url, json!({ "provider": null })).expect(200).json;
        assert_eq!(inside, asked, "null makes it a team of the house");
        adam.patch(&url, json!({ "name": "Network" })).refused(409, "name_taken");
        adam.patch(&url, json!({ "tier": 3 })).refused(400, "unknown_field");
        adam.patch("/teams/4711", json!({ "name": "X" })).refused(404, "not_found");

        let vpn = adam.get("/services").expect(200).items()[0].clone();
        let url = format!("/services/{}", vpn["id"]);
        lea.patch(&url, json!({ "name": "X" })).refused(403, "forbidden");
        lea.post(&format!("{url}/retire"), json!({})).refused(403, "forbidden");
        let served = adam.patch(&url, json!({ "teams": ["Network", "Field"] })).expect(200).json;
        assert_eq!(served, same_but(&vpn, "teams", json!(["Network", "Field"])));
        let wrong = adam.patch(&url, json!({ "teams": ["X"], "name": "" })).expect(422);
        assert_eq!(wrong.fields(), ["teams", "name"]);
        let gone = adam.post(&format!("{url}/retire"), json!({})).expect(200).json;
        assert_eq!(gone, same_but(&served, "active", json!(false)));
        let body = json!({ "subject": "S", "body": "B", "requester": "me", "service": "VPN" });
        let refused = desk.as_("rita").post("/tickets", body.clone()).expect(422);
        assert_eq!(refused.fields(), ["service"], "it cannot be chosen any more");
        assert_eq!(adam.post(&format!("{url}/restore"), json!({})).expect(200).json, served);
        desk.as_("rita").post("/tickets", body).expect(201);
        adam.post("/services/4711/retire", json!({})).refused(404, "not_found");
        adam.post("/services/4711/restore", json!({})).refused(404, "not_found");
    }
}
