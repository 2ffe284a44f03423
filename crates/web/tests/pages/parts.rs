//! Parts: sent alone when they are asked for; forms that say what is wrong.

use super::browser::Desk;
use axum::http::StatusCode;
use store::on_both;
use web::App;

on_both! {
    fn a_part_is_sent_alone(test: &TestDb) {
        let desk = Desk::new(test);
        let page = desk.browser().with("stufe-parts", "sample").get("/parts");
        assert_eq!(page.headers["stufe-parts"], "sample");
        assert!(page.text.starts_with("<form class=\"stack\" id=\"sample\""), "{}", page.text);
        let whole = desk.browser().get("/parts");
        assert!(whole.text.contains(page.text.trim()), "it is the same as in the page");
        for unknown in ["sample other", "", "<script>"] {
            let page = desk.browser().with("stufe-parts", unknown).get("/parts");
            assert!(page.text.starts_with("<!doctype html>"), "{unknown}");
            assert!(!page.headers.contains_key("stufe-parts"));
        }
    }

    fn a_refused_form_says_everything_beside_its_fields(test: &TestDb) {
        let desk = Desk::new(test);
        for (language, whole, field) in [
            ("de", "Für die Weiterleitung fehlt noch etwas.", "Bitte stellen Sie eine Frage"),
            ("en", "Something is missing for the escalation.", "Please ask one question"),
        ] {
            let mut browser = desk.browser().with("accept-language", language);
            let typed = "\"><script>alert(1)</script> \u{202e}Größe 🙂";
            let page = browser.post("/parts", &[("subject", typed), ("question", " ")]);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text.contains(whole) && page.text.contains(field), "{}", page.text);
            assert_eq!(page.text.matches("aria-invalid=\"true\"").count(), 1, "one field is wrong");
            assert!(page.text.contains("aria-describedby=\"question-err\""));
            assert!(!page.text.contains("<script>alert"), "what was typed is text");
            assert!(page.text.contains("&#62;&#60;script&#62;"), "and it is still there");
            let page = browser.post("/parts", &[("subject", "a"), ("question", "b")]);
            assert_eq!(page.to(), "/parts");
        }
    }

    fn every_part_is_there_in_both_languages(test: &TestDb) {
        let desk = Desk::new(test);
        for (language, words) in [("de", "Alle Teile in allen Zuständen"), ("en", "All parts in all")] {
            let page = desk.browser().with("accept-language", language).get("/parts").text;
            assert!(page.contains(words));
            for part in [
                "class=\"rail\"", "class=\"stairs\"", "class=\"q-row\"", "class=\"tl\"",
                "class=\"composer\"", "class=\"prog\"", "class=\"toast\"", "class=\"empty\"",
                "class=\"sla\"", "class=\"prio\"", "class=\"seg\"", "class=\"dlg",
            ] {
                assert!(page.contains(part), "{part}");
            }
        }
    }

    fn the_page_of_parts_is_for_the_demo(test: &TestDb) {
        let desk = Desk::new(test);
        let router = web::router(App::new(desk.store.clone(), || desk::time::Timestamp(0)));
        let page = desk.browser().over(router).get("/parts");
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}
