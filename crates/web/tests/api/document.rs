//! The description of the API, and the page made of it.

use crate::client::answer;
use crate::desk::Desk;
use serde_json::Value;
use std::collections::BTreeSet;
use store::testing::TestDb;

/// `STUFE_UPDATE_SNAPSHOTS=1 cargo test -p web document` rewrites the file on purpose.
#[test]
fn the_description_is_the_one_that_was_agreed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("STUFE_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, web::openapi()).unwrap();
    }
    let agreed = std::fs::read_to_string(path).unwrap();
    assert!(web::openapi() == agreed, "the API changed: check it, then update openapi.json");
}

#[test]
fn the_description_is_whole() {
    let document: Value = serde_json::from_str(&web::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {path}");
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{at}: its id");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{at}: summary");
            assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{at}: one tag");
            let described: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|it| it["in"] == "path")
                .map(|it| it["name"].as_str().unwrap())
                .collect();
            let named: BTreeSet<&str> = path
                .split('/')
                .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            assert_eq!(described, named, "{at}: what stands in the path");
        }
    }
    for verb in desk::ticket::Command::VERBS {
        // Those that only follow from something else, or have a route of another name.
        let inner = ["begin", "succeed", "absorb", "part", "mirror", "write", "reply", "note"];
        let has = ids.contains(verb);
        assert_eq!(has, !inner.contains(verb) && *verb != "change", "{verb}");
    }
    resolved(&document, &document);
}

/// Every reference leads somewhere.
fn resolved(document: &Value, value: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                let pointer = target.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
            }
            map.values().for_each(|value| resolved(document, value));
        }
        Value::Array(items) => items.iter().for_each(|value| resolved(document, value)),
        _ => {}
    }
}

#[test]
fn the_page_shows_every_operation_and_loads_nothing() {
    let test = TestDb::sqlite();
    let desk = Desk::new(&test);
    let document = desk.nobody().root("/api/openapi.json").expect(200);
    assert_eq!(document.text, web::openapi());
    assert_eq!(document.header("content-type").unwrap(), "application/json");
    let page = desk.nobody().root("/api/docs").expect(200);
    for (path, item) in document.json["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.text.contains(&format!("id=\"{id}\"")), "{path}");
        }
    }
    let ids: Vec<&str> =
        page.text.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "every id is there once");
    for link in page.text.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    assert!(!page.text.contains("<script") && !page.text.contains("src="));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(page.text.contains("lang=\"en\"") && page.text.contains("<main"));
}

/// Each route as anybody finds it, good or refused, and what is no route at all.
#[test]
fn every_answer_keeps_to_itself() {
    let test = TestDb::sqlite();
    let desk = Desk::new(&test);
    let document: Value = serde_json::from_str(&web::openapi()).unwrap();
    let mut ways: Vec<(&str, &str)> = vec![("get", "/api/nowhere"), ("delete", "/healthz")];
    for (path, item) in document["paths"].as_object().unwrap() {
        ways.extend(
            item.as_object().unwrap().keys().map(|method| (method.as_str(), path.as_str())),
        );
    }
    for (method, path) in ways {
        let at = format!("{method} {path}");
        let path = path.replace(['{', '}'], "");
        let request = axum::http::Request::builder().method(method.to_uppercase().as_str());
        let request = request.uri(&path).body(axum::body::Body::empty()).unwrap();
        let client = desk.nobody();
        let reply = client.runtime.block_on(answer(client.router.clone(), request));
        let policy = "default-src 'none'; frame-ancestors 'none'";
        assert_eq!(reply.header("content-security-policy"), Some(policy), "{at}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{at}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{at}");
        let others = ["opener", "resource"].map(|it| format!("cross-origin-{it}-policy"));
        for name in others {
            assert_eq!(reply.header(&name), Some("same-origin"), "{at}");
        }
        assert!(reply.header("permissions-policy").is_some(), "{at}");
    }
}
