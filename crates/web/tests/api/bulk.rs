//! `POST /tickets/bulk`: each number answers by itself.

use crate::desk::{Desk, email};
use serde_json::{Value, json};
use store::on_both;

on_both! {
    fn each_number_answers_by_itself(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = desk.as_("anna");
        let (a, b, c) = (desk.ticket(), desk.ticket(), desk.ticket());
        desk.done("anna", b, "close", json!({ "code": "junk" }));
        desk.done("anna", c, "escalate", Desk::hand_over("2nd Level"));
        let bulk = |command: Value| {
            let body = json!({ "numbers": [a, b, c, 999], "command": command });
            anna.post("/tickets/bulk", body).expect(200)
        };
        let statuses = |reply: &crate::client::Reply| {
            let status = |item: &Value| item["status"].as_u64().unwrap();
            reply.items().iter().map(status).collect::<Vec<_>>()
        };
        let taken = bulk(json!({ "verb": "take" }));
        assert_eq!(statuses(&taken), [200, 422, 403, 404]);
        let item = |at: usize| &taken.items()[at];
        assert_eq!((&item(0)["number"], &item(0)["ticket"]["assignee"]), (&json!(a), &json!(email("anna"))));
        assert_eq!(item(0)["problem"], Value::Null);
        assert_eq!(item(1)["problem"]["code"], "wrong_status");
        assert_eq!(item(3)["problem"]["status"], 404);
        let lacking = bulk(json!({ "verb": "escalate", "team": "Nowhere" }));
        let errors = lacking.items()[0]["problem"]["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 4, "{}", lacking.text);
        let changed = bulk(json!({ "verb": "change", "tags": ["storm"] }));
        assert_eq!(statuses(&changed), [200, 422, 200, 404]);
        assert_eq!(changed.items()[2]["ticket"]["tags"], json!(["storm"]));
    }

    fn a_bulk_request_that_makes_no_sense_does_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        let check = |body: Value, status: u16, fields: &[&str]| {
            let reply = anna.post("/tickets/bulk", body).expect(status);
            assert_eq!(reply.fields(), fields, "{}", reply.text);
        };
        let take = json!({ "verb": "take" });
        check(json!({}), 422, &["numbers", "command.verb"]);
        check(json!({ "numbers": [], "command": take }), 422, &["numbers"]);
        check(json!({ "numbers": [n, n], "command": take }), 422, &["numbers"]);
        let many: Vec<i64> = (1..=101).collect();
        check(json!({ "numbers": many, "command": take }), 422, &["numbers"]);
        check(json!({ "numbers": [n], "command": { "verb": "dance" } }), 422, &["command.verb"]);
        check(json!({ "numbers": [n], "command": { "verb": "split" } }), 422, &["command.verb"]);
        check(json!({ "numbers": [n], "command": { "verb": 7 } }), 400, &["command.verb"]);
        check(json!({ "numbers": [n], "command": "take" }), 400, &["command"]);
        check(json!({ "numbers": ["1"], "command": take }), 400, &["numbers[0]"]);
        let wrong = json!({ "verb": "take", "rating": 7 });
        check(json!({ "numbers": [n], "command": wrong }), 400, &["command.rating"]);
        let unknown = json!({ "verb": "take", "colour": "red" });
        check(json!({ "numbers": [n], "command": unknown }), 400, &["command.colour"]);
        let ticket = anna.get(&format!("/tickets/{n}")).expect(200);
        assert_eq!(ticket.json["status"], "new");
    }
}
