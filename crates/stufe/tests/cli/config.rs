//! Where settings come from.

use crate::support::{Desk, assert_has, failed, succeeded};
use serde_json::Value;

#[test]
fn settings_show_where_they_come_from_and_secrets_are_masked() {
    let desk = Desk::sqlite();
    let path = desk.file(
        "stufe.toml",
        "listen = \"[::1]:7\"\nlog = \"warn\"\ndatabase_url = \"postgres://d:geheim@h/x\"\n",
    );
    let mut command = desk.bare(&["config", "--json", "--data", "somewhere"]);
    let told = succeeded(command.env("STUFE_LOG", "error"));
    assert!(!told.contains("geheim"));
    let settings: Value = serde_json::from_str(&told).unwrap();
    let found = |key: &str| {
        let all = settings.as_array().unwrap();
        let setting = all.iter().find(|setting| setting["key"] == key).unwrap();
        let text = |field: &str| setting[field].as_str().unwrap().to_owned();
        (text("value"), text("from"))
    };
    let is = |value: &str, from: &str| (value.to_owned(), from.to_owned());
    let file = path.file_name().unwrap().to_str().unwrap();
    assert_eq!(found("data"), is("somewhere", "--data"));
    assert_eq!(found("log"), is("error", "STUFE_LOG"));
    assert_eq!(found("listen"), is("[::1]:7", file));
    assert_eq!(found("log_format"), is("text", "default"));
    assert_eq!(found("database_url"), is("postgres://d:***@h/x", file));
    assert!(!desk.path().join("somewhere").exists(), "looking makes nothing");
}

#[test]
fn an_unknown_key_is_refused_by_every_command() {
    let desk = Desk::sqlite();
    desk.file("stufe.toml", "log = \"warn\"\nport = 8080\n");
    for command in [&["config"][..], &["user", "list"], &["serve"]] {
        assert_has(&desk.fails(2, command), &["stufe.toml:2", "`port`", "`listen`"]);
    }
}

#[test]
fn a_database_that_does_not_answer_is_tried_again_later() {
    let desk = Desk::sqlite();
    let url = "postgres://stufe@127.0.0.1:1/desk";
    let told = failed(75, desk.bare(&["user", "list"]).env("STUFE_DATABASE_URL", url));
    assert_has(&told, &["the database cannot be used right now"]);
    let url = "mysql://stufe@127.0.0.1/desk";
    let told = failed(2, desk.bare(&["user", "list"]).env("STUFE_DATABASE_URL", url));
    assert_has(&told, &["postgres://", "STUFE_DATABASE_URL"]);
}
