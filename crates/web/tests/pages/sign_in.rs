//! Signing in and out, and how often one may try.

use super::browser::{Desk, PASSWORD, now};
use axum::http::StatusCode;
use desk::values::Role;
use sha2::{Digest, Sha256};
use store::on_both;
use store::queries::sessions;
use web::{App, Visitor};

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";

on_both! {
    fn address_and_password_begin_a_session(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser();
        assert_eq!(browser.get("/").to(), "/sign-in");
        let page = browser.post(
            "/sign-in",
            &[("email", " ANNA@stufe.example "), ("password", PASSWORD), ("return_to", "/desk?team=1")],
        );
        assert_eq!(page.to(), "/desk?team=1");
        let cookie = page.cookie();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        let digest: [u8; 32] = Sha256::digest(browser.cookies["stufe"].as_bytes()).into();
        let kept = desk.store.read(|desk| Ok(sessions::by_digest(desk.tx, &digest)?)).unwrap();
        assert_eq!(kept.unwrap().person, desk.anna, "only the token's digest is kept");
        assert_eq!(browser.get("/").to(), "/desk");
        assert_eq!(browser.get("/sign-in").to(), "/");
        assert_eq!(desk.signed_in(RITA).get("/").to(), "/portal");
    }

    fn over_tls_the_cookie_is_bound_to_it(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser().with("x-forwarded-proto", "https");
        let page = browser.sign_in(ANNA, PASSWORD);
        assert!(page.cookie().starts_with("__Host-stufe="), "{}", page.cookie());
        assert!(page.cookie().contains("; Secure"), "{}", page.cookie());
        assert_eq!(browser.get("/").to(), "/desk");
    }

    fn what_is_wrong_is_not_told(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser().with("accept-language", "de");
        let mut said = Vec::new();
        for (email, password) in
            [(ANNA, "falsch"), ("nobody@stufe.example", PASSWORD), (ANNA, ""), ("", ""), ("a\0b", "x")]
        {
            let page = browser.sign_in(email, password);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text.contains("Adresse und Kennwort passen nicht zusammen"));
            assert!(!page.text.contains("falsch"), "a password is never sent back");
            said.push(page.text.replace(email.trim(), "").len());
        }
        assert_eq!(said[0], said[1]);
    }

    fn a_session_ends_when_nobody_uses_it(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in(ANNA);
        for _ in 0..4 {
            desk.wait(8 * 3_600);
            assert_eq!(browser.get("/").to(), "/desk", "it is used every eight hours");
        }
        desk.wait(12 * 3_600);
        assert_eq!(browser.get("/").to(), "/sign-in");
    }

    fn a_session_ends_however_busy_one_is(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in(ANNA);
        for _ in 0..20 {
            desk.wait(8 * 3_600);
            assert_eq!(browser.get("/").to(), "/desk");
        }
        desk.wait(8 * 3_600);
        assert_eq!(browser.get("/").to(), "/sign-in", "seven days are over");
    }

    fn signing_out_ends_it_everywhere(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.signed_in(ANNA);
        let mut copied = browser.clone();
        assert_eq!(browser.post("/sign-out", &[]).to(), "/sign-in");
        assert!(browser.cookies.is_empty());
        assert_eq!(copied.get("/").to(), "/sign-in", "the token is worth nothing any more");
    }

    fn guessing_gets_slow_on_every_node(test: &TestDb) {
        let desk = Desk::new(test);
        let (mut one, mut other) = (desk.browser(), desk.browser().with("accept-language", "de"));
        for _ in 0..3 {
            assert_eq!(one.sign_in(ANNA, "x").status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(other.sign_in(ANNA, "x").status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = other.sign_in(ANNA, PASSWORD);
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "the right one has to wait as well");
        assert_eq!(page.headers["retry-after"], "3");
        assert!(page.text.contains("Das waren viele Versuche. In 3 Sekunden"), "{}", page.text);
        assert_eq!(one.sign_in(RITA, PASSWORD).to(), "/", "nobody else has to");
        desk.wait(3);
        assert_eq!(one.sign_in(ANNA, "x").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(one.sign_in(ANNA, "x").status, StatusCode::TOO_MANY_REQUESTS);
        desk.wait(5);
        assert_eq!(other.sign_in(ANNA, PASSWORD).to(), "/");
        assert_eq!(one.sign_in(ANNA, "x").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(one.sign_in(ANNA, PASSWORD).to(), "/", "whoever got in starts anew");
    }

    fn the_demo_lets_anybody_in_as_somebody_it_names(test: &TestDb) {
        let desk = Desk::new(test);
        let anna = Visitor {
            name: "Anna Arndt".into(),
            email: ANNA.into(),
            password: PASSWORD.into(),
            role: Role::Agent,
            team: Some((1, "Service <b>Desk".into())),
        };
        let app = App::new(desk.store.clone(), now).with_visitors(vec![anna]);
        let mut browser = desk.browser().over(web::router(app)).with("accept-language", "de");
        let page = browser.get("/sign-in?return_to=/desk/new");
        for told in ["Ausprobieren als", "Anna Arndt", "Bearbeitung · L1 Service <b>Desk"] {
            assert!(page.words().contains(told), "{told}: {}", page.text);
        }
        assert!(!page.text.contains(PASSWORD), "{}", page.text);
        assert_eq!(browser.post("/sign-in", &[("as", RITA)]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut foreign = browser.clone().with("sec-fetch-site", "cross-site");
        assert_eq!(foreign.post("/sign-in", &[("as", ANNA)]).status, StatusCode::FORBIDDEN);
        let fields = [("return_to", "/desk/new"), ("email", ""), ("password", ""), ("as", ANNA)];
        for _ in 0..40 {
            assert_eq!(browser.clone().post("/sign-in", &fields).to(), "/desk/new", "as often as one likes");
        }
        browser.post("/sign-in", &fields);
        assert!(browser.get("/me").words().contains("Anna Arndt"));
    }

    fn nowhere_else_anybody_gets_in_without_a_password(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser();
        for path in ["/sign-in", "/sign-in?as=anna@stufe.example", "/sign-in?visitors=1&demo=1"] {
            let page = browser.get(path);
            assert!(page.text.contains("id=\"sign-in\""), "{}", page.text);
            for there in ["name=\"as\"", "class=\"try", "Try it as"] {
                assert!(!page.text.contains(there), "{path} has {there}");
            }
        }
        for fields in [
            &[("as", ANNA)][..],
            &[("as", ANNA), ("email", ANNA), ("password", "")],
            &[("as", ""), ("email", ANNA), ("password", "")],
        ] {
            let page = browser.post("/sign-in?as=anna@stufe.example", fields);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(!page.text.contains("name=\"as\""), "{}", page.text);
            assert!(browser.cookies.is_empty());
        }
        assert_eq!(browser.get("/").to(), "/sign-in");
    }

    fn a_form_without_a_session_is_not_lost(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser().with("referer", "https://desk.example/parts/desk?x=1");
        let text = "Zeile \"eins\" <b>\nZeile & zwei";
        let page = browser.post("/parts/desk", &[("body", text), ("kept-action", "//evil.example")]);
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        let mut fields = page.hidden();
        assert!(fields.contains(&("kept-action".into(), "/parts/desk".into())), "{fields:?}");
        assert!(fields.contains(&("return_to".into(), "/parts/desk?x=1".into())), "{fields:?}");
        fields.extend([("email".into(), ANNA.into()), ("password".into(), "x".into())]);
        let fields = |password: &'static str| {
            let known = fields.iter().filter(|(name, _)| name != "password");
            let known = known.map(|(name, value)| (name.as_str(), value.as_str()));
            known.chain([("password", password)]).collect::<Vec<_>>()
        };
        let page = browser.post("/sign-in", &fields("falsch"));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.hidden().iter().any(|(_, value)| value == text), "it survives a slip");
        let page = browser.post("/sign-in", &fields(PASSWORD));
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("action=\"/parts/desk\""), "{}", page.text);
        assert!(page.text.contains("Zeile &#34;eins&#34; &#60;b&#62;\nZeile &#38; zwei"));
        assert_eq!(browser.post("/parts/desk", &[("body", text)]).to(), "/parts/desk");
    }
}
