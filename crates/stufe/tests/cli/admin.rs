//! People, teams, services, tokens.

use crate::support::{Desk, assert_has, fed, succeeded};
use serde_json::json;

fn check_people(desk: &Desk) {
    let add = ["user", "add", "--email", "Ada@Example.org", "--name", "Ada", "--role", "agent"];
    let added = desk.json(&[&add[..], &["--team", "1st Level", "--team", "2nd Level"]].concat());
    assert_eq!(added["teams"], json!(["1st Level", "2nd Level"]));
    let taken = desk
        .fails(1, &["user", "add", "--email", "ada@example.org", "--name", "A", "--role", "lead"]);
    assert_has(&taken, &["Somebody with this email address is known already."]);
    let moved =
        desk.json(&["user", "set-teams", "--email", "ada@example.org", "--team", "3rd Level"]);
    assert_eq!(moved["teams"], json!(["3rd Level"]));
    let people = desk.json(&["user", "list"]);
    assert_eq!(people.as_array().unwrap().len(), 1);
    assert_eq!(people[0], moved);
    assert_has(&desk.ok(&["user", "list"]), &["EMAIL", "Ada@Example.org", "3rd Level"]);

    assert_has(
        &desk.fails(1, &["user", "set-teams", "--email", "x@example.org"]),
        &["x@example.org"],
    );
    let unknown = desk.fails(1, &[&add[..], &["--team", "4th Level"]].concat());
    assert_has(&unknown, &["4th Level", "stufe team list"]);
    assert_has(
        &desk.fails(2, &["user", "add", "--role", "boss"]),
        &["requester, agent, lead, admin"],
    );
}

fn check_teams(desk: &Desk) {
    let teams = desk.json(&["team", "list"]);
    let tiers: Vec<i64> =
        teams.as_array().unwrap().iter().map(|team| team["tier"].as_i64().unwrap()).collect();
    assert_eq!(tiers, [1, 2, 3], "an empty desk founds a team a tier");
    let night = ["team", "add", "--name", "Night", "--tier", "1", "--provider", "Nachtwerk"];
    let added = desk.json(&[&night[..], &["--check", "Site", "--check", "Cable"]].concat());
    assert_eq!(added["checklist"], json!(["Site", "Cable"]));
    assert_has(&desk.fails(1, &night), &["There is a team called \"Night\" already."]);
    let retired = desk.json(&["team", "retire", "--name", "Night", "--successor", "1st Level"]);
    assert_eq!(retired["successor"], "1st Level");
    let again = desk.fails(1, &["team", "retire", "--name", "Night", "--successor", "1st Level"]);
    assert_has(&again, &["retired already"]);
    assert_has(&desk.fails(2, &["team", "add", "--name", "X", "--tier", "6"]), &["1 to 5"]);

    let service = desk.json(&["service", "add", "--name", "VPN", "--team", "2nd Level"]);
    assert_eq!(service, json!({"name": "VPN", "teams": ["2nd Level"]}));
    assert_eq!(desk.json(&["service", "list"]), json!([service]));
    let twice = desk.fails(1, &["service", "add", "--name", "VPN", "--team", "2nd Level"]);
    assert_has(&twice, &["There is a service called \"VPN\" already."]);
}

fn check_tokens(desk: &Desk) {
    desk.ok(&["user", "add", "--email", "a@example.org", "--name", "A", "--role", "admin"]);
    let create = ["token", "create", "--user", "a@example.org"];
    let (one, two) = (desk.ok(&create), desk.ok(&[&create[..], &["--scope", "read"]].concat()));
    assert_ne!(one, two);
    for token in [&one, &two] {
        assert_eq!(token.lines().count(), 1, "the token and nothing else");
        assert!(token.starts_with("stufe_") && token.ends_with('\n'));
    }
    let ends = desk.ok(&[&create[..], &["--expires-in-days", "3"]].concat());
    let tokens = desk.json(&["token", "list"]);
    assert_eq!(tokens[0]["scopes"], json!(["read", "write"]));
    assert_eq!(tokens[1]["scopes"], json!(["read"]));
    assert!(tokens[0]["expires_at"].is_null() && tokens[2]["expires_at"].is_string());
    let listed = desk.ok(&["token", "list", "--user", "a@example.org"]);
    assert!(![one, two, ends].iter().any(|secret| listed.contains(secret.trim())));
    desk.ok(&["token", "revoke", "2"]);
    assert_eq!(desk.json(&["token", "list"]).as_array().unwrap().len(), 2);
    assert_has(&desk.fails(1, &["token", "revoke", "2"]), &["There is no such token."]);
    assert_has(&desk.fails(1, &["token", "create", "--user", "b@example.org"]), &["b@example.org"]);
    assert_has(&desk.ok(&["check"]), &["nothing is wrong"]);
}

fn on_both(check: impl Fn(&Desk)) {
    check(&Desk::sqlite());
    if let Some(desk) = Desk::postgres() {
        check(&desk);
    }
}

#[test]
fn people_are_added_listed_and_moved() {
    on_both(check_people);
}

#[test]
fn teams_and_services_are_added_listed_and_retired() {
    on_both(check_teams);
}

#[test]
fn tokens_are_created_once_listed_without_secrets_and_revoked() {
    on_both(check_tokens);
}

#[test]
fn a_password_comes_by_stdin_and_has_a_least_length() {
    let desk = Desk::sqlite();
    let add = ["user", "add", "--email", "a@example.org", "--name", "A", "--role", "admin"];
    let with =
        |password| fed(&mut desk.stufe(&[&add[..], &["--password-stdin"]].concat()), password);
    let short = with("Zwiebel\n");
    assert_eq!(short.status.code(), Some(1));
    assert_has(&String::from_utf8(short.stderr).unwrap(), &["password", "At least 10 characters"]);
    let common = with("password123\n");
    assert_has(&String::from_utf8(common.stderr).unwrap(), &["password", "Many people have this"]);
    assert_eq!(desk.json(&["user", "list"]), json!([]), "nobody was added");
    assert!(with("Zwiebelkuchen\n").status.success());
    assert_eq!(desk.json(&["user", "list"])[0]["email"], "a@example.org");
}

#[test]
fn the_api_describes_itself() {
    let desk = Desk::sqlite();
    let told = succeeded(&mut desk.bare(&["openapi"]));
    let described: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(!desk.path().join("stufe-data").exists(), "it needs no desk");
}

#[test]
fn help_and_version_are_answers_and_a_wrong_call_is_told_in_one_line() {
    let desk = Desk::sqlite();
    let help = succeeded(&mut desk.bare(&["--help"]));
    assert_has(
        &help,
        &["Run a desk:", "serve", "Administer:", "token", "--database-url", "STUFE_DATA"],
    );
    assert_has(&succeeded(&mut desk.bare(&["--version"])), &["stufe 0."]);
    assert_has(&succeeded(&mut desk.bare(&["team", "add", "--help"])), &["--provider"]);
    for wrong in [&["fly"][..], &["serve", "--fast"], &["team", "add"], &["import", "eventlog"]] {
        assert_has(&desk.fails(2, wrong), &["--help"]);
    }
}
