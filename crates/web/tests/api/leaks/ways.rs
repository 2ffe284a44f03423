//! Every way in is searched: the routes of the API as its description names them, and those of the
//! pages as their files do. One that is new fails here until a path of it is tried, or it says why
//! there is nothing to find.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Ways that tell nobody anything of a ticket or a person, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("/api/docs", "the description"),
    ("/api/openapi.json", "the description"),
    ("/healthz", "whether it runs"),
    ("/readyz", "whether it runs"),
    ("/", "goes to the desk or the portal"),
    ("/sign-in", "before anybody is known"),
    ("/set-up/{token}", "an empty desk"),
    ("/set-password/{token}", "whoever has the link"),
    ("/set-password/done", "says that it is done"),
    ("/admin/organisation", "the desk's name"),
    ("/admin/people/new", "an empty form"),
    ("/admin/people/import", "an empty form"),
    ("/admin/teams/new", "an empty form"),
    ("/admin/teams/{id}/retire", "a count of tickets, those of others' secrets left out"),
    ("/admin/services/new", "an empty form"),
    ("/admin/services/{id}", "the catalogue"),
    ("/api/v1/services/{id}", "the catalogue"),
    ("/api/v1/teams/{id}", "the teams"),
];

/// Whether a path that was tried is of a way.
fn is_of(way: &str, tried: &str) -> bool {
    let tried = tried.split('?').next().unwrap();
    let (way, tried): (Vec<&str>, Vec<&str>) =
        (way.split('/').collect(), tried.split('/').collect());
    way.len() == tried.len()
        && way.iter().zip(&tried).all(|(it, at)| it.starts_with('{') || it == at)
}

/// The ways by which something is read, in the API.
fn of_api() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&web::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    paths.filter(|(_, item)| item.get("get").is_some()).map(|(path, _)| path.clone()).collect()
}

/// The same of the pages, as their files name them.
fn of_pages(directory: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            of_pages(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for route in text.split("route(").skip(1) {
            let Some((way, rest)) = route.split_once(',') else { continue };
            let way = way.trim();
            let way = match way.strip_prefix('"').and_then(|way| way.strip_suffix('"')) {
                Some(way) => way.to_owned(),
                None if way == "HERE" => {
                    let (_, after) =
                        text.split_once("const HERE: &str = \"").expect("a route's name");
                    after.split('"').next().unwrap().to_owned()
                }
                None => continue,
            };
            let handlers = rest.split(".route(").next().unwrap();
            if handlers.trim_start().starts_with("get(") {
                found.insert(way);
            }
        }
    }
}

/// The ways of which no path was tried.
pub(super) fn missing(api: &[String], pages: &[String]) -> Vec<String> {
    let excused = |way: &String| WITHOUT.iter().any(|(it, _)| it == way);
    let mut missing: Vec<String> = of_api()
        .into_iter()
        .filter(|way| !excused(way))
        .filter(|way| !api.iter().any(|tried| is_of(way, &format!("/api/v1{tried}"))))
        .collect();
    let mut found = BTreeSet::new();
    of_pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages"), &mut found);
    assert!(found.len() > 25, "the routes of the pages are written differently now: {found:?}");
    // The page of all parts is no page of a desk's.
    found.retain(|way| !way.starts_with("/parts") && !way.starts_with("/assets"));
    missing.extend(
        found
            .into_iter()
            .filter(|way| !excused(way))
            .filter(|way| !pages.iter().any(|tried| is_of(way, tried))),
    );
    missing
}
