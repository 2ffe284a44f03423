//! What a page loads: few things, small, kept for ever.

use super::browser::{Browser, Desk, Page};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use store::on_both;

/// What a cold page may cost over the wire, and in requests.
const COLD_BYTES_MAX: usize = 60 * 1024;
const COLD_REQUESTS_MAX: usize = 6;

/// The assets that a page names.
fn assets(page: &Page) -> BTreeSet<String> {
    let named = page.text.split("=\"/assets/").skip(1);
    let path = |rest: &str| rest.split(['"', '#']).next().unwrap().to_owned();
    named.map(|rest| format!("/assets/{}", path(rest))).collect()
}

fn cold(browser: &mut Browser, path: &str) {
    let plain = browser.get(path);
    let mut compressed = browser.clone().with("accept-encoding", "gzip, deflate, br");
    let page = compressed.get(path);
    assert_eq!(page.headers["content-encoding"], "br", "{path}");
    let (mut bytes, mut requests) = (page.bytes.len(), 1);
    for asset in assets(&plain) {
        let loaded = compressed.get(&asset);
        assert_eq!(loaded.status, StatusCode::OK, "{asset}");
        assert_eq!(loaded.headers["content-encoding"], "br", "{asset}");
        bytes += loaded.bytes.len();
        requests += 1;
    }
    assert!(bytes <= COLD_BYTES_MAX, "{path}: {bytes} bytes");
    assert!((3..=COLD_REQUESTS_MAX).contains(&requests), "{path}: {requests} requests");
}

on_both! {
    fn a_cold_page_is_small(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in("anna@stufe.example");
        for path in ["/parts", "/parts/desk", "/parts/portal", "/portal", "/portal/requests", "/nowhere"] {
            cold(&mut browser, path);
        }
        cold(&mut desk.browser(), "/sign-in");
    }

    fn an_asset_is_kept_for_ever(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser();
        let page = browser.get("/sign-in");
        for asset in assets(&page) {
            let plain = browser.get(&asset);
            assert_eq!(plain.headers["cache-control"], "public, max-age=31536000, immutable");
            assert_eq!(plain.headers["vary"], "accept-encoding");
            assert_eq!(plain.headers["x-content-type-options"], "nosniff");
            assert!(!plain.headers.contains_key("content-encoding"));
            let etag = plain.headers["etag"].to_str().unwrap().to_owned();
            assert!(asset.contains(etag.trim_matches('"')), "its name says what is in it");
            for (coding, expected) in [("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("zstd, br", "br")] {
                let sent = browser.clone().with("accept-encoding", coding).get(&asset);
                assert_eq!(sent.headers["content-encoding"], expected, "{asset} {coding}");
                assert!(sent.bytes.len() < plain.bytes.len(), "{asset} {coding}");
            }
            for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}")] {
                let sent = browser.clone().with("if-none-match", &known).get(&asset);
                assert_eq!(sent.status, StatusCode::NOT_MODIFIED);
                assert!(sent.bytes.is_empty());
            }
            let sent = browser.clone().with("if-none-match", "\"x\"").get(&asset);
            assert_eq!(sent.status, StatusCode::OK);
        }
        assert_eq!(browser.get("/assets/stufe.css").status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn styles_take_their_values_from_the_tokens() {
    let mut folders = vec![format!("{}/assets/css", env!("CARGO_MANIFEST_DIR")).into()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = folder;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains("@layer "), "{}: no layer", path.display());
            let own = path.ends_with("tokens.css") || path.ends_with("avatar.css");
            for colour in ["oklch(0", "oklch(1", "rgb(", "hsl("] {
                assert!(own || !text.contains(colour), "{}: {colour}", path.display());
            }
        }
    }
    assert!(files > 30, "only {files} stylesheets found");
}
