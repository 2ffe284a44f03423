//! Every path by which somebody can come to know something.

use super::world::{NAMES, Person, World};
use crate::client::Heard;
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// What a path gave.
pub(super) struct Given {
    pub(super) path: String,
    pub(super) text: String,
    /// Numbers of tickets it is about, where it says so in a field.
    pub(super) numbers: Vec<i64>,
    pub(super) json: Value,
}

const VIEWS: &[&str] = &[
    "open",
    "queue",
    "mine",
    "follow_ups",
    "team",
    "unassigned",
    "due",
    "waiting",
    "all",
    "shared",
];

fn of_api(person: &Person, path: &str) -> Given {
    let reply = person.api.get(path);
    let status = reply.status.as_u16();
    assert!(status < 500, "{path}: {}", reply.text);
    let items = reply.json["items"].as_array().into_iter().flatten();
    let mut numbers: Vec<i64> = items.filter_map(|item| item["number"].as_i64()).collect();
    let links = reply.json["links"].as_array().into_iter().flatten();
    numbers.extend(links.filter_map(|link| link["to"].as_i64()));
    Given { path: format!("api {path}"), text: reply.text.clone(), numbers, json: reply.json }
}

/// What this person gets on every path, in the API.
pub(super) fn api(world: &World, person: &Person) -> Vec<Given> {
    let mut paths: Vec<String> = Vec::new();
    for view in VIEWS {
        paths.push(format!("/tickets?view={view}&limit=200"));
        for sort in ["-updated", "created", "priority"] {
            paths.push(format!("/tickets?view={view}&limit=200&sort={sort}"));
        }
    }
    for team in NAMES {
        let team = team.replace(' ', "+");
        paths.push(format!("/tickets?team={team}&limit=200"));
        paths.push(format!("/tickets?view=unassigned&team={team}&limit=200"));
    }
    for provider in ["Nachtwerk", "Dritte"] {
        paths.push(format!("/tickets?provider={provider}&limit=200"));
    }
    for tier in 1..=3 {
        paths.push(format!("/tickets?tier={tier}&limit=200"));
    }
    for other in &world.people {
        paths.push(format!("/tickets?requester={}&limit=200", other.email));
        paths.push(format!("/tickets?assignee={}&limit=200", other.email));
        paths.push(format!("/people/{}", other.id));
        paths.push(format!("/people?email={}", other.email));
        paths.push(format!("/people/{}/sharing", other.id));
    }
    for (number, marks) in &world.tickets {
        for rest in ["", "/timeline?limit=200", "/explain"] {
            paths.push(format!("/tickets/{number}{rest}"));
        }
        if let Some((_, file, _)) = &marks.file {
            paths.push(format!("/attachments/{file}"));
        }
    }
    for group in ["month", "service", "team", "tier"] {
        paths.push(format!("/reports/tier-flow?group_by={group}"));
    }
    for path in [
        "/counts",
        "/me",
        "/me/sharing",
        "/organisations",
        "/organisations/1",
        "/people?limit=200",
        "/teams",
        "/services",
        "/tokens",
        "/reports/tier-flow",
        "/providers",
    ] {
        paths.push(path.into());
    }
    paths.iter().map(|path| of_api(person, path)).collect()
}

/// What the live stream tells, from the beginning.
pub(super) fn stream(person: &Person) -> Given {
    let mut follower = person.api.follow(Some("0"));
    let (mut text, mut numbers) = (String::new(), Vec::new());
    while let Heard::Event(seen) = follower.within(Duration::from_millis(60)) {
        numbers.extend(seen.data["number"].as_i64());
        text.push_str(&seen.data.to_string());
    }
    Given { path: "stream".into(), text, numbers, json: Value::Null }
}

/// What this person gets on every page.
pub(super) fn pages(world: &World, place: usize) -> Vec<Given> {
    let mut paths: Vec<String> = [
        "/desk",
        "/portal",
        "/portal/requests",
        "/me",
        "/desk/new",
        "/reports",
        "/reports/tier-flow.csv",
        "/admin",
        "/admin/people",
        "/admin/teams",
        "/admin/providers",
        "/admin/services",
    ]
    .map(str::to_owned)
    .to_vec();
    for view in ["mine", "unassigned", "waiting", "follow_ups", "all"] {
        paths.push(format!("/desk?view={view}&state=any"));
    }
    for status in ["open", "waiting", "solved", "closed"] {
        paths.push(format!("/portal/requests?status={status}"));
    }
    for team in world.directory().teams.keys() {
        paths.push(format!("/desk?team={team}&state=any"));
        paths.push(format!("/admin/teams/{team}"));
    }
    for other in &world.people {
        paths.push(format!("/desk?requester={}&state=any", other.id));
        paths.push(format!("/desk/new?requester={}", other.email));
        paths.push(format!("/admin/people/{}", other.id));
    }
    for (number, marks) in &world.tickets {
        paths.push(format!("/desk/tickets/{number}"));
        paths.push(format!("/desk/tickets/{number}?show=messages"));
        paths.push(format!("/desk/tickets/{number}?show=course"));
        paths.push(format!("/portal/requests/{number}"));
        if let Some((_, file, _)) = &marks.file {
            paths.push(format!("/attachments/{file}"));
        }
    }
    for (number, seq) in &world.mails {
        paths.push(format!("/mails/{number}/{seq}"));
        paths.push(format!("/mails/{number}/{seq}/raw"));
    }
    let mut browser = world.people[place].browser.clone();
    assert_eq!(browser.get("/me").status.as_u16(), 200, "nobody is signed in");
    let of_page = |path: String| {
        let page = browser.get(&path);
        assert!(page.status.as_u16() < 500, "{path}: {}", page.text);
        Given { path: format!("page {path}"), text: page.text, numbers: vec![], json: Value::Null }
    };
    paths.into_iter().map(of_page).collect()
}

/// What this person is told again under the keys they have used.
pub(super) fn repeated(world: &World, place: usize) -> Vec<Given> {
    let own = world.keyed.iter().filter(|it| it.who == place);
    let again = own.map(|keyed| {
        let api = &world.people[place].api;
        let draft = api.call(Method::POST, &keyed.path).json(&keyed.body).key(&keyed.key);
        let (path, text) = (format!("again {}", keyed.path), draft.send().text);
        Given { path, text, numbers: vec![], json: Value::Null }
    });
    again.collect()
}

/// Whether somebody can tell a ticket they do not see from one that does not exist.
pub(super) fn probes(person: &Person, hidden: i64) -> Option<String> {
    let missing = 987_654_321_i64;
    for (method, rest, body) in [
        (Method::GET, "", json!({})),
        (Method::GET, "/timeline", json!({})),
        (Method::POST, "/take", json!({})),
        (Method::POST, "/restrict", json!({})),
        (Method::POST, "/messages", json!({ "body": "x", "visibility": "public" })),
        (Method::PATCH, "", json!({ "subject": "Mine" })),
    ] {
        let send = |number: i64| {
            let draft = person.api.call(method.clone(), &format!("/tickets/{number}{rest}"));
            let draft = if method == Method::GET { draft } else { draft.json(&body) };
            let reply = draft.send();
            (reply.status, reply.text.replace(&format!("/tickets/{number}"), "/tickets/#"))
        };
        if send(hidden) != send(missing) {
            return Some(format!("{method} /tickets/{hidden}{rest} is not as if it were missing"));
        }
    }
    None
}
