//! Language, theme, density, navigation, keys: by wish, and kept by the browser.

use super::browser::Desk;
use axum::http::StatusCode;
use store::on_both;

on_both! {
    fn the_language_is_the_browsers_until_somebody_chooses(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser();
        for (accepted, lang, title) in [
            ("de-AT,de;q=0.9,en;q=0.5", "de", "<h1>Anmelden</h1>"),
            ("en", "en", "<h1>Sign in</h1>"),
            ("fr", "en", "<h1>Sign in</h1>"),
        ] {
            let page = browser.clone().with("accept-language", accepted).get("/sign-in");
            assert!(page.text.contains(&format!("<html lang=\"{lang}\"")), "{accepted}");
            assert!(page.text.contains(title), "{accepted}");
        }
        let mut there = browser.clone().with("referer", "https://desk.example/sign-in?x=1");
        let page = there.post("/preferences", &[("look", "de")]);
        browser.cookies.clone_from(&there.cookies);
        assert_eq!(page.to(), "/sign-in?x=1");
        let page = browser.with("accept-language", "en").get("/sign-in");
        assert!(page.text.contains("<h1>Anmelden</h1>"));
    }

    fn wishes_add_up(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in("anna@stufe.example");
        for word in ["dark", "compact", "slim", "quiet"] {
            assert_eq!(browser.post("/preferences", &[("look", word)]).to(), "/");
        }
        let page = browser.get("/parts/desk").text;
        for attribute in [
            "data-theme=\"dark\"", "data-density=\"compact\"", "data-nav=\"slim\"",
            "data-keys=\"quiet\"",
        ] {
            assert!(page.contains(attribute), "{attribute}");
        }
        let page = browser.post("/preferences", &[("look", "purple")]);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        let mut strange = browser.with("referer", "https://desk.example//evil.example");
        assert_eq!(strange.post("/preferences", &[("look", "light")]).to(), "/");
    }
}
