//! What cannot be read is refused with its name, and never a fault.

use crate::desk::Desk;
use axum::http::Method;
use serde_json::{Value, json};
use store::on_both;
use web::limits::JSON_BYTES_MAX;

on_both! {
    fn a_body_that_cannot_be_read_is_refused_with_the_place(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let nested = format!(r#"{{"fields": {deep}}}"#);
        let check = |path: &str, body: &str, status: u16, fields: &[&str]| {
            let draft = anna.call(Method::POST, path);
            let reply = draft.bytes("application/json", body.to_owned()).send().expect(status);
            assert_eq!(reply.fields(), fields, "{body}: {}", reply.text);
            assert!(reply.json["detail"].as_str().unwrap().len() < 1_000, "{}", reply.text);
        };
        let open = "/tickets";
        for broken in ["{", "nonsense", "{\"a\":}", "{} {}", "\u{feff}{}", "{\"subject\": \"\\ud800\"}"] {
            check(open, broken, 400, &[]);
        }
        for other in ["[]", "null", "7", "\"text\"", "true"] {
            check(open, other, 400, &[]);
        }
        check(open, &deep, 400, &[]);
        check(open, &nested, 400, &[]);
        check(open, r#"{"subject": 7}"#, 400, &["subject"]);
        check(open, r#"{"tags": "one"}"#, 400, &["tags"]);
        check(open, r#"{"tags": ["one", 2]}"#, 400, &["tags[1]"]);
        check(open, r#"{"fields": {"a": 1}}"#, 400, &["fields.a"]);
        check(open, r#"{"resolve": {"code": 5}}"#, 400, &["resolve.code"]);
        check(open, r#"{"resolve": {"colour": 5}}"#, 400, &["resolve.colour"]);
        check(open, r#"{"kind": {}}"#, 400, &["kind"]);
        check(open, r#"{"subjekt": "x"}"#, 400, &["subjekt"]);
        check(open, r#"{"subject": "x", "subject": "y"}"#, 400, &["subject"]);
        check(open, r#"{"subject": "a\u0000b"}"#, 400, &["subject"]);
        check(open, r#"{"fields": {"a\u0000b": "x"}}"#, 400, &["fields.ab"]);
        check(open, r#"{"tags": ["a", "\u0000"]}"#, 400, &["tags[1]"]);
        let verb = |verb: &str| format!("/tickets/{n}/{verb}");
        check(&verb("escalate"), r#"{"tier": "3"}"#, 400, &["tier"]);
        check(&verb("escalate"), r#"{"tier": 2.5}"#, 400, &["tier"]);
        check(&verb("escalate"), r#"{"checklist": []}"#, 400, &["checklist"]);
        check(&verb("merge"), r#"{"into": 123456789012345678901234567890}"#, 400, &["into"]);
        check(&verb("merge"), r#"{"into": 9223372036854775807}"#, 422, &["into"]);
        check(&verb("merge"), r#"{"into": -1}"#, 422, &["into"]);
        check(&verb("wait"), r#"{"on": "date", "until": "next week"}"#, 422, &["until"]);
        check(&verb("wait"), r#"{"on": "date", "until": "2031-02-30T00:00:00Z"}"#, 422, &["until"]);
        check(&verb("wait"), r#"{"on": "date", "until": 5}"#, 400, &["until"]);
        check(&verb("take"), r#"{"rating": "superb"}"#, 422, &["rating"]);
        check(&verb("take"), r#"{"verb": "take"}"#, 400, &["verb"]);
        let invalid: &[u8] = b"{\"subject\": \"\xff\xfe\"}";
        let draft = anna.call(Method::POST, open).bytes("application/json", invalid);
        draft.send().refused(400, "unreadable");
        // What is too long is the domain's business.
        let long = json!({ "subject": "x".repeat(301), "body": "y".repeat(200_001),
            "requester": "me", "tags": ["z".repeat(61)] });
        assert_eq!(anna.post(open, long).expect(422).fields(), ["subject", "body", "tags"]);
        // No body at all is an empty object.
        anna.call(Method::POST, &verb("take")).send().expect(200);
        anna.call(Method::POST, &verb("wait")).send().refused(422, "wait_incomplete");
    }

    fn a_body_has_a_size_and_a_kind(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = desk.as_("anna");
        let send = |kind: &str, body: Vec<u8>| {
            anna.call(Method::POST, "/tickets").bytes(kind, body).send()
        };
        let padded = |length: usize| {
            let mut body = br#"{"subject": "x"}"#.to_vec();
            body.resize(length, b' ');
            body
        };
        send("application/json", padded(JSON_BYTES_MAX)).expect(422);
        send("application/json", padded(JSON_BYTES_MAX + 1)).refused(413, "too_large");
        let draft = anna.call(Method::POST, "/tickets").header("content-length", "99999999");
        draft.bytes("application/json", "{}").send().refused(413, "too_large");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=latin1"] {
            send(kind, b"{}".to_vec()).refused(415, "unsupported_media_type");
        }
        for kind in ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
            send(kind, b"{}".to_vec()).expect(422);
        }
        let zipped = anna.call(Method::POST, "/tickets").header("content-encoding", "gzip");
        zipped.bytes("application/json", "{}").send().refused(415, "unsupported_media_type");
    }

    fn paths_and_parameters_are_taken_as_they_are(test: &TestDb) {
        let desk = Desk::new(test);
        let (n, anna) = (desk.ticket(), desk.as_("anna"));
        for number in ["0", "-1", "x", "1.0", "007", "+1", "99999999999999999999", "%00", "1%2F2", "é"] {
            let number = number.replace('é', "%C3%A9");
            anna.get(&format!("/tickets/{number}")).refused(404, "not_found");
            anna.post(&format!("/tickets/{number}/take"), json!({})).refused(404, "not_found");
        }
        anna.get("/nothing").refused(404, "not_found");
        anna.get(&format!("/tickets/{n}/nothing")).refused(404, "not_found");
        anna.post(&format!("/tickets/{n}/begin"), json!({})).refused(404, "not_found");
        let wrong = anna.call(Method::PUT, &format!("/tickets/{n}")).send();
        let wrong = wrong.refused(405, "method_not_allowed");
        assert!(wrong.header("allow").unwrap().contains("PATCH"));
        anna.call(Method::GET, &format!("/tickets/{n}/take")).send().expect(405);
        let head = anna.call(Method::HEAD, &format!("/tickets/{n}")).send().expect(200);
        assert!(head.text.is_empty() && head.header("etag").is_some());
    }

    fn no_operation_takes_a_parameter_it_does_not_know(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let document: Value = serde_json::from_str(&web::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                let at = path.replace("{number}", &n.to_string()).replace("{id}", "1");
                let at = format!("{at}?colour=red");
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let reply = match at.starts_with("/api/") {
                    true => desk.as_("adam").call(method, &at).send(),
                    false => desk.as_("adam").root(&at),
                };
                assert_eq!(reply.expect(400).fields(), ["colour"], "{path}");
            }
        }
    }
}
