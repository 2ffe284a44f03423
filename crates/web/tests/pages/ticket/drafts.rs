//! Drafts: kept on the server for one person, ticket and mode, and never lost.

use super::house::House;
use axum::http::StatusCode;
use desk::ticket::merge::Merge;
use store::on_both;
use store::queries::drafts;

fn keep(browser: &mut crate::pages::browser::Browser, number: i64, fields: &[(&str, &str)]) {
    let page = browser.post(&format!("/desk/tickets/{number}/draft"), fields);
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.text);
}

on_both! {
    fn a_draft_is_there_in_another_browser_until_it_is_sent(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let (mut here, mut there) = (house.at("anna"), house.at("anna"));
        keep(&mut here, number, &[("mode", "reply"), ("body", "Half a"), ("then", "wait")]);
        house.desk.wait(300);
        keep(&mut here, number, &[("mode", "reply"), ("body", "Half a sentence"), ("then", "wait")]);
        keep(&mut here, number, &[("mode", "escalate"), ("team", "Network"), ("findings", "Seen <it>")]);
        let page = there.get(&format!("/desk/tickets/{number}"));
        let form = page.form_of("reply").unwrap();
        assert!(form.text.contains("Half a sentence"), "{}", form.text);
        assert!(form.text.contains("value=\"wait\" selected") && form.text.contains("Draft from 09:05"));
        assert!(page.text.contains("class=\"c-draft\""), "the other one is marked at its tab");
        let page = there.compose(number, "escalate");
        assert!(page.form_of("escalate").unwrap().text.contains("Seen &#60;it&#62;"));
        assert!(page.text.contains("data-next"), "the rail shows where the draft leads");
        let other = house.at("armin").get(&format!("/desk/tickets/{number}"));
        assert!(!other.text.contains("Half a sentence"), "it is nobody else's");

        let page = there.get(&format!("/desk/tickets/{number}"));
        there.send_form(&page, "reply", &[("body", "Half a sentence more"), ("then", "")]);
        let page = here.get(&format!("/desk/tickets/{number}"));
        assert!(!page.form_of("reply").unwrap().text.contains("Half a sentence"), "it was sent");
        assert!(page.text.contains("class=\"c-draft\""), "the other draft stays");
    }

    fn a_draft_is_discarded(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        keep(&mut anna, number, &[("mode", "note"), ("body", "No use")]);
        let path = format!("/desk/tickets/{number}/draft");
        let gone = anna.post(&path, &[("mode", "note"), ("body", "No use"), ("discard", "1")]);
        assert_eq!(gone.to(), format!("/desk/tickets/{number}?compose=note"));
        assert!(!anna.compose(number, "note").text.contains("No use"));
        keep(&mut anna, number, &[("mode", "note"), ("body", "Words")]);
        keep(&mut anna, number, &[("mode", "note")]);
        assert!(!anna.compose(number, "note").text.contains("Words"), "an emptied form is no draft");
    }

    fn a_draft_about_a_merged_ticket_is_offered_on_the_survivor(test: &TestDb) {
        let house = House::new(test);
        let (number, into) = (house.ticket(), house.opened("rita", "Again", "B.", "1st Level"));
        let mut anna = house.at("anna");
        keep(&mut anna, number, &[("mode", "reply"), ("body", "Almost done")]);
        let page = anna.compose(number, "reply");
        let merge = Merge { into: Some(desk::ids::TicketNumber(into)), may_see_each_other: None };
        house.does("armin", number, merge);

        // Sent into a ticket that was merged meanwhile: told, and nothing is lost.
        let answer = anna.send_form(&page, "reply", &[("body", "Almost done, really")]);
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text.contains("Almost done, really"), "{}", answer.text);
        let again = anna.send_form(&answer, "reply", &[("body", "Almost done, really")]);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("Almost done, really") && again.text.contains("merged"));

        for at in [number, into] {
            let page = anna.get(&format!("/desk/tickets/{at}"));
            let stray = page.form_of("draft").unwrap();
            assert!(stray.text.contains("Almost done"), "{}", stray.text);
            assert_eq!(stray.action, format!("/desk/tickets/{into}/draft"));
        }
        let page = anna.get(&format!("/desk/tickets/{into}"));
        let taken = anna.send_form(&page, "draft", &[]);
        assert_eq!(taken.to(), format!("/desk/tickets/{into}?compose=reply"));
        let page = anna.compose(into, "reply");
        assert!(page.form_of("reply").unwrap().text.contains("Almost done"), "{}", page.text);
        assert!(page.form_of("draft").is_none(), "it is in one place only");
    }

    fn a_draft_outlives_the_sight_of_its_ticket(test: &TestDb) {
        let house = House::new(test);
        let number = house.opened("rita", "Night", "B.", "Night");
        let mut nora = house.at("nora");
        let page = nora.compose(number, "reply");
        keep(&mut nora, number, &[("mode", "reply"), ("body", "Good evening Rita")]);
        house.at("lea").does(number, "transfer", &[("team", "1st Level"), ("reason", "workload")]);
        let gone = nora.get(&format!("/desk/tickets/{number}"));
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.text.contains("Good evening Rita") && !gone.text.contains(">Night<"), "{}", gone.text);
        let refused = nora.send_form(&page, "reply", &[("body", "Good evening Rita, we")]);
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        assert!(refused.text.contains("Good evening Rita, we"), "{}", refused.text);
        let other = house.at("rita").get(&format!("/desk/tickets/{number}"));
        assert!(!other.text.contains("Good evening"));
    }

    fn an_expired_session_loses_no_text(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let page = anna.compose(number, "escalate");
        anna.cookies.clear();
        let typed = [("team", "2nd Level"), ("findings", "Seen and tried")];
        let asked = anna.send_form(&page, "escalate", &typed);
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        let mut fields = asked.hidden();
        fields.push(("email".into(), "anna@stufe.example".into()));
        fields.push(("password".into(), crate::pages::browser::PASSWORD.into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let offered = anna.post("/sign-in", &fields);
        assert!(offered.text.contains("Seen and tried"), "{}", offered.text);
        let draft = anna.post(&format!("/desk/tickets/{number}/draft"), &[("mode", "reply"), ("body", "x y")]);
        assert_eq!(draft.status, StatusCode::NO_CONTENT);
        anna.cookies.clear();
        let draft = anna.post(&format!("/desk/tickets/{number}/draft"), &[("mode", "reply"), ("body", "x y z")]);
        assert_eq!(draft.status, StatusCode::UNAUTHORIZED, "the browser keeps it until it is taken");
    }

    fn drafts_have_limits_and_an_end(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let path = format!("/desk/tickets/{number}/draft");
        let long = "x".repeat(600 * 1024);
        let page = anna.post(&path, &[("mode", "reply"), ("body", &long)]);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for bad in [&[("mode", "eat"), ("body", "x")][..], &[("body", "x")], &[]] {
            assert_eq!(anna.post(&path, bad).status, StatusCode::BAD_REQUEST);
        }
        keep(&mut anna, number, &[("mode", "reply"), ("body", "Old")]);
        let me = house.id("anna");
        let count = || house.desk.store.read(move |desk| Ok(drafts::count(desk.tx, me, 9)?)).unwrap();
        assert_eq!(count(), 1);
        house.desk.wait(31 * 86_400);
        store::jobs::forget(&house.desk.store, crate::pages::browser::now()).unwrap();
        assert_eq!(count(), 0);
    }
}
