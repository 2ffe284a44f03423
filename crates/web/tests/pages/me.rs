//! What everybody finds under their own name: their password, and where they are signed in.

use super::browser::{Browser, Desk, PASSWORD, Page};
use axum::http::StatusCode;
use store::on_both;

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";
const OTHER: &str = "Birnenstrudel mit Schlag";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

/// Signed in with a browser that calls itself something.
fn signed_in_with(desk: &Desk, email: &str, agent: &str) -> Browser {
    let mut browser = desk.browser().with("user-agent", agent).with("accept-language", "de");
    assert_eq!(browser.sign_in(email, PASSWORD).to(), "/");
    browser
}

/// Where the page's sessions can be ended, in order.
fn ends(page: &Page) -> Vec<String> {
    let forms = page.text.split("action=\"/me/sessions/").skip(1);
    let paths = forms.map(|rest| format!("/me/sessions/{}", rest.split('"').next().unwrap()));
    paths.filter(|path| path.ends_with("/end")).collect()
}

fn change(browser: &mut Browser, current: &str, new: &str, again: &str) -> Page {
    let fields = [("current_password", current), ("password", new), ("password_again", again)];
    browser.post("/me/password", &fields)
}

on_both! {
    fn everybody_finds_what_is_known_of_them(test: &TestDb) {
        let desk = Desk::new(test);
        for (email, name, home) in [(ANNA, "Anna Arndt", "/desk"), (RITA, "Rita Roth", "/portal")] {
            let mut browser = signed_in_with(&desk, email, FIREFOX);
            let start = browser.get(home);
            assert!(start.text.contains("href=\"/me\""), "{home} leads there");
            let page = browser.get("/me");
            assert_eq!(page.status, StatusCode::OK);
            let words = page.words();
            for told in [name, email, "Firefox auf Linux", "Hier", "Kennwort ändern"] {
                assert!(words.contains(told), "{told} in {words}");
            }
            assert_eq!(page.text.contains("id=\"nav-counts\""), home == "/desk");
            assert!(ends(&page).is_empty(), "signing out here is in the menu");
            assert!(!page.text.contains("end-others"));
        }
        assert_eq!(desk.browser().get("/me").to(), "/sign-in?return_to=/me");
    }

    fn another_password_ends_every_other_session(test: &TestDb) {
        let desk = Desk::new(test);
        for email in [ANNA, RITA] {
            let (mut here, mut there) = (desk.signed_in(email), desk.signed_in(email));
            let mut copied = here.clone();
            assert_eq!(change(&mut here, PASSWORD, OTHER, OTHER).to(), "/me?done=password#main");
            let page = here.with("accept-language", "de").get("/me?done=password");
            assert!(page.words().contains("Ihr Kennwort ist geändert."), "{}", page.words());
            assert!(there.get("/me").to().starts_with("/sign-in"));
            assert!(copied.get("/me").to().starts_with("/sign-in"), "a stolen token is worth nothing");
            let refused = desk.browser().sign_in(email, PASSWORD).status;
            assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(desk.browser().sign_in(email, OTHER).to(), "/");
        }
    }

    fn whoever_does_not_know_the_password_does_not_change_it(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = desk.signed_in(ANNA).with("accept-language", "de");
        let wrong = "Das ist nicht Ihr jetziges Kennwort";
        let long = "x".repeat(1_025);
        for (current, new, again, told) in [
            ("falsch", OTHER, OTHER, &[wrong][..]),
            (&long, OTHER, OTHER, &[wrong]),
            ("", OTHER, OTHER, &["Bitte geben Sie Ihr jetziges Kennwort ein"]),
            (PASSWORD, "kurz", "kurz", &["Mindestens 10 Zeichen"]),
            (PASSWORD, "Passwort123", "Passwort123", &["Das oder fast das haben viele"]),
            (PASSWORD, "Anna Arndt", "Anna Arndt", &["Weder der Name noch die Adresse"]),
            (PASSWORD, OTHER, "Birnenstrudel", &["Das ist nicht dasselbe wie oben"]),
            ("falsch", OTHER, "Birnenstrudel", &[wrong, "Das ist nicht dasselbe wie oben"]),
        ] {
            let page = change(&mut anna, current, new, again);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{current} {new}");
            let words = page.words();
            for told in told.iter().chain(&["Ihr Kennwort ist noch das alte"]) {
                assert!(words.contains(told), "{told} in {words}");
            }
            assert_eq!(words.contains(wrong), told.contains(&wrong), "{current}");
            assert!(!page.text.contains(OTHER) && !page.text.contains("falsch"), "none is sent back");
        }
        assert_eq!(desk.browser().sign_in(ANNA, PASSWORD).to(), "/", "it is the old one");
        assert_eq!(anna.get("/me").status, StatusCode::OK);
        assert_eq!(anna.get("/me/password").to(), "/me");
    }

    fn guessing_the_password_gets_as_slow_as_at_the_sign_in(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = desk.signed_in(ANNA).with("accept-language", "de");
        for _ in 0..6 {
            let page = change(&mut anna, "falsch", OTHER, OTHER);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = change(&mut anna, PASSWORD, OTHER, OTHER);
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "the right one has to wait as well");
        assert_eq!(page.headers["retry-after"], "3");
        assert!(page.words().contains("Das waren viele Versuche. In 3 Sekunden"), "{}", page.words());
        let page = desk.browser().sign_in(ANNA, PASSWORD);
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "both are counted together");
        desk.wait(3);
        assert_eq!(change(&mut anna, PASSWORD, "kurz", "kurz").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(change(&mut anna, "falsch", OTHER, OTHER).status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = change(&mut anna, PASSWORD, OTHER, OTHER);
        assert_eq!(done.to(), "/me?done=password#main", "whoever knows it starts anew");
    }

    fn a_session_is_ended_from_elsewhere(test: &TestDb) {
        let desk = Desk::new(test);
        let mut there = signed_in_with(&desk, ANNA, "Mozilla/5.0 (Windows NT 10.0) Edg/140.0");
        desk.wait(3_600);
        let mut here = signed_in_with(&desk, ANNA, FIREFOX);
        let mut third = signed_in_with(&desk, ANNA, "<b>strange</b>");
        let page = here.get("/me");
        let words = page.words();
        let at = |told: &str| words.find(told).unwrap_or_else(|| panic!("{told} in {words}"));
        assert!(at("Firefox auf Linux") < at("Unbekannter Browser"), "this one stands first");
        assert!(at("Unbekannter Browser") < at("Edge auf Windows"), "then the newest");
        let [ended, other] = <[String; 2]>::try_from(ends(&page)).unwrap();
        assert_eq!(here.post(&other, &[]).to(), "/me?done=device#main");
        assert!(there.get("/desk").to().starts_with("/sign-in"));
        assert_eq!(third.get("/desk").status, StatusCode::OK);
        assert_eq!(here.post(&other, &[]).status, StatusCode::NOT_FOUND, "it has ended");
        assert_eq!(ends(&here.get("/me")), [ended]);
        assert_eq!(here.post("/me/sessions/end-others", &[]).to(), "/me?done=devices#main");
        assert!(third.get("/desk").to().starts_with("/sign-in"));
        assert!(ends(&here.get("/me?done=devices")).is_empty());
        desk.wait(12 * 3_600);
        let page = desk.signed_in(ANNA).get("/me");
        assert!(ends(&page).is_empty(), "what ended by itself is not shown");
    }

    fn nobody_ends_the_sessions_of_others(test: &TestDb) {
        let desk = Desk::new(test);
        let (mut anna, mut rita) = (desk.signed_in(ANNA), desk.signed_in(RITA));
        let mut second = desk.signed_in(ANNA);
        let annas = ends(&anna.get("/me")).remove(0);
        assert_eq!(rita.post(&annas, &[]).status, StatusCode::NOT_FOUND);
        for id in ["", "00", "%00", "%FF", "0123456789abcdef", &"a".repeat(5_000)] {
            let page = rita.post(&format!("/me/sessions/{id}/end"), &[]);
            assert!(page.status.is_client_error(), "{id}: {}", page.status);
        }
        assert_eq!(rita.post("/me/sessions/end-others", &[]).to(), "/me?done=devices#main");
        let mut foreign = anna.clone().with("sec-fetch-site", "cross-site");
        for path in [annas.as_str(), "/me/sessions/end-others", "/me/password"] {
            assert_eq!(foreign.post(path, &[]).status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(anna.get("/me").status, StatusCode::OK);
        assert_eq!(second.get("/me").status, StatusCode::OK);
    }

    fn passwords_that_came_too_late_are_kept_nowhere(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser().with("referer", "https://desk.example/me");
        let page = change(&mut browser, PASSWORD, OTHER, OTHER);
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(!page.text.contains(OTHER) && !page.text.contains(PASSWORD), "{}", page.text);
        assert_eq!(page.hidden(), [("return_to".to_owned(), "/me".to_owned())]);
        assert!(!page.text.contains("will still be there"), "nothing is promised: {}", page.text);
    }
}
