//! Who may see what, and what every answer is protected with.

use super::browser::Desk;
use axum::http::StatusCode;
use store::on_both;

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";

/// Pages everybody, the signed in, and nobody finds.
const PAGES: [&str; 6] =
    ["/sign-in", "/parts", "/parts/portal", "/parts/desk", "/nowhere", "/sign-in?return_to=%00"];

on_both! {
    fn a_page_asks_who_it_is_and_comes_back(test: &TestDb) {
        let desk = Desk::new(test);
        let page = desk.browser().get("/parts/desk?team=3");
        assert_eq!(page.to(), "/sign-in?return_to=/parts/desk%3Fteam%3D3");
        let page = desk.signed_in(RITA).with("accept-language", "de").get("/parts/desk");
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text.contains("Das dürfen Sie hier nicht"), "{}", page.text);
        assert_eq!(desk.signed_in(ANNA).get("/parts/desk").status, StatusCode::OK);
    }

    fn every_page_is_kept_to_itself(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in(ANNA);
        for path in PAGES {
            let page = browser.get(path);
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
            assert!(!policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(page.headers["referrer-policy"], "same-origin", "{path}");
            assert_eq!(page.headers["cache-control"], "no-store", "{path}");
            for forbidden in [" style=", "<style", "<script>", " onclick=", "javascript:", "http://"] {
                assert!(!page.text.contains(forbidden), "{path} has {forbidden}");
            }
        }
    }

    fn other_sites_send_no_forms(test: &TestDb) {
        let desk = Desk::new(test);
        let browser = desk.signed_in(ANNA);
        for (header, value, passes) in [
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("origin", "https://desk.example", true),
        ] {
            let mut browser = browser.clone().with(header, value);
            for (path, fields) in [("/preferences", [("look", "dark")]), ("/sign-in", [("email", "")])] {
                let page = browser.post(path, &fields);
                let refused = page.status == StatusCode::FORBIDDEN;
                assert_eq!(!refused, passes, "{path} {header}: {value}");
                assert!(!refused || page.text.contains("<h1>"), "it is said as a page");
            }
            let page = browser.post("/api/v1/tickets", &[("subject", "x")]);
            assert_eq!(page.text.contains("cross_site"), !passes, "{header}: {value}: {}", page.text);
        }
    }

    fn a_session_opens_the_api(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in(ANNA);
        let page = browser.get("/api/v1/me");
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains(ANNA), "{}", page.text);
        browser.post("/sign-out", &[]);
        assert_eq!(browser.get("/api/v1/me").status, StatusCode::UNAUTHORIZED);
    }

    fn what_is_nowhere_is_said_in_the_readers_way(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser().with("accept-language", "de");
        let page = browser.get("/nowhere");
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text.contains("Hier ist nichts"), "{}", page.text);
        let page = browser.get("/api/v1/nowhere");
        assert_eq!(page.headers["content-type"], "application/problem+json");
        let page = desk.browser().with("accept", "*/*").get("/nowhere");
        assert_eq!(page.headers["content-type"], "application/problem+json");
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        let page = browser.get("/sign-out");
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(page.headers["allow"], "POST");
        assert!(page.text.contains("<h1>"), "{}", page.text);
        let page = browser.post("/preferences", &[("other", "x")]);
        assert!(page.status.is_client_error() && page.text.contains("<h1>"), "{}", page.text);
    }
}
