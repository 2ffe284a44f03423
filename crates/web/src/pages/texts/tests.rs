//! Both languages say the same things; what pages ask for is there, and what is there is asked for.

use super::super::words;
use super::*;
use fluent_bundle::FluentResource;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The places a text has, by its key: `{ $n }` is one.
fn entries(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut entries = BTreeMap::new();
    for file in files {
        FluentResource::try_new((*file).to_owned()).expect("a text file can be read");
        let mut key = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                name.clone_into(&mut key);
                assert!(entries.insert(key.clone(), BTreeSet::new()).is_none(), "{key} is twice");
            }
            for place in line.split("{ $").skip(1) {
                let place = place.split([' ', '}']).next().unwrap();
                entries.get_mut(&key).unwrap().insert(place.to_owned());
            }
        }
    }
    entries
}

/// Everything that templates and pages say, tests apart.
fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("templates"), root.join("src/pages")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                let text = fs::read_to_string(path).unwrap();
                let product = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                let code = product.lines().filter(|line| !line.trim_start().starts_with("//"));
                found.push(code.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    found
}

/// What stands between quotes, where it could be a key.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let is_key = |text: &&str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !text.is_empty() && text.chars().all(plain)
    };
    source.split('"').filter(is_key)
}

/// What is asked for by its literal key.
fn asked(source: &str) -> impl Iterator<Item = &str> {
    source.split("text(\"").skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_places() {
    let (german, english) = (entries(DE), entries(EN));
    assert!(german.len() > 150, "only {} texts found", german.len());
    for (key, places) in &german {
        assert_eq!(english.get(key), Some(places), "{key} differs between the languages");
    }
    assert_eq!(german.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let known = entries(DE);
    for source in sources() {
        for key in asked(&source) {
            assert!(known.contains_key(key), "there is no text {key}");
        }
    }
    for key in words::every_key() {
        assert!(known.contains_key(&key), "there is no text {key}");
    }
}

/// Codes of the desk, whose texts are found by their name.
fn is_of_the_desk(key: &str) -> bool {
    key.starts_with("problem-") || key.starts_with("refusal-")
}

#[test]
fn every_text_is_asked_for() {
    let sources = sources();
    let mut used: BTreeSet<&str> = sources.iter().flat_map(|source| literals(source)).collect();
    let words = words::every_key();
    used.extend(words.iter().map(String::as_str));
    for key in entries(DE).keys().filter(|key| !is_of_the_desk(key)) {
        assert!(used.contains(key.as_str()), "nobody asks for {key}");
    }
}

#[test]
fn what_is_said_of_a_refusal_is_a_code_of_the_desk() {
    let mut desk = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                desk.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let is_code = |code: &str| desk.contains(&format!("\"{}\"", code.replace('-', "_")));
    for key in entries(DE).keys() {
        if let Some(code) = key.strip_prefix("refusal-") {
            assert!(is_code(code), "the desk has no code {code}");
        }
        if let Some(rest) = key.strip_prefix("problem-") {
            let parts: Vec<&str> = rest.split('-').collect();
            let found = (0..parts.len()).any(|at| {
                let (field, code) = (parts[..at].join("-"), parts[at..].join("-"));
                (field.is_empty() || is_code(&field)) && is_code(&code)
            });
            assert!(found, "the desk has no problem {rest}");
        }
    }
}

#[test]
fn a_text_fills_its_places_and_chooses_its_plural() {
    for (n, german, english) in [(1, "1 Tag", "1 day"), (3, "3 Tage", "3 days")] {
        assert_eq!(text(Language::De, "days").with("n", n).to_string(), german);
        assert_eq!(text(Language::En, "days").with("n", n).to_string(), english);
    }
    assert_eq!(text(Language::De, "there-is-none").to_string(), "there-is-none");
}
