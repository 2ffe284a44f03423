//! Who sees the page of a ticket, and what each is offered there.

use super::house::House;
use axum::http::StatusCode;
use store::on_both;

/// Every form there can be, by its verb.
const VERBS: &[&str] = &[
    "reply", "note", "escalate", "return", "transfer", "pull", "assign", "ask", "raise", "wait",
    "resolve", "reopen", "close", "merge", "link",
];

/// The forms that somebody is offered.
fn offered(house: &House, who: &str, number: i64) -> Vec<&'static str> {
    let mut browser = house.at(who);
    let mut has = |verb: &&&str| {
        let page = browser.get(&format!("/desk/tickets/{number}?compose={verb}"));
        page.form_of(verb).is_some()
    };
    VERBS.iter().filter(|verb| has(verb)).copied().collect()
}

on_both! {
    fn each_is_offered_what_they_may(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        assert_eq!(offered(&house, "anna", number), [
            "reply", "note", "escalate", "transfer", "assign", "ask", "raise", "wait", "resolve",
            "close", "merge", "link",
        ]);
        assert_eq!(offered(&house, "lea", number), offered(&house, "anna", number));
        assert_eq!(offered(&house, "bea", number), ["note", "pull", "ask", "raise", "link"]);
        house.at("anna").does(number, "escalate", &[
            ("team", "2nd Level"), ("reason", "skill"), ("findings", "F."), ("question", "Q?"),
        ]);
        assert_eq!(offered(&house, "anna", number), [
            "reply", "note", "pull", "ask", "raise", "merge", "link",
        ], "the contact team still answers");
        let page = house.at("bea").get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("2nd Level holds the ticket. You can note, ask or take it over."));
        assert!(page.form_of("reply").is_none(), "a reader inside has no reply form");
        house.write("lea", |_| Ok(()));
        house.at("lea").does(number, "resolve", &[("solution", "S."), ("code", "workaround")]);
        assert_eq!(offered(&house, "lea", number), [
            "reply", "note", "reopen", "close", "merge", "link",
        ]);
        house.at("lea").does(number, "close", &[]);
        assert_eq!(offered(&house, "lea", number), ["note", "reopen", "merge", "link"]);
        house.desk.wait(15 * 86_400);
        assert_eq!(offered(&house, "lea", number), ["note", "merge", "link"], "too long ago");
    }

    fn requesters_and_strangers_see_nothing_of_it(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        for who in ["rita", "ron"] {
            let mut browser = house.at(who);
            let path = format!("/desk/tickets/{number}");
            for page in [
                browser.get(&path),
                browser.post(&format!("{path}/note"), &[("body", "x")]),
                browser.post(&format!("{path}/draft"), &[("mode", "note"), ("body", "x")]),
                browser.post(&format!("{path}/presence"), &[]),
            ] {
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{who}");
                assert!(!page.text.contains("on fire"), "{who}: {}", page.text);
            }
        }
        let mut nora = house.at("nora");
        let path = format!("/desk/tickets/{number}");
        for page in [
            nora.get(&path),
            nora.post(&format!("{path}/note"), &[("body", "x")]),
            nora.post(&format!("{path}/draft"), &[("mode", "note"), ("body", "x")]),
            nora.post(&format!("{path}/presence"), &[]),
        ] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert!(!page.text.contains("on fire"), "{}", page.text);
        }
        house.at("anna").does(number, "transfer", &[("team", "Night"), ("reason", "absence")]);
        assert_eq!(nora.get(&path).status, StatusCode::OK, "her team holds it");
        assert!(!offered(&house, "nora", number).contains(&"pull"));
    }

    fn an_agent_does_not_see_their_own_request_here(test: &TestDb) {
        let house = House::new(test);
        let number = house.opened("nora", "My own", "Need.", "1st Level");
        let page = house.at("nora").get(&format!("/desk/tickets/{number}"));
        assert_eq!(page.status, StatusCode::FORBIDDEN, "that is what the portal is for");
    }

    fn what_is_no_address_of_a_ticket_is_nowhere(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        for path in ["0", "007", "+1", "x", "99", "-1", "9223372036854775808"] {
            let page = anna.get(&format!("/desk/tickets/{path}"));
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        for verb in ["confirm", "eat", "begin"] {
            let page = anna.post(&format!("/desk/tickets/{number}/{verb}"), &[]);
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{verb}");
        }
        for query in ["compose=eat", "compose=return", "since=x&whole=-1&show=all", "change=colour", "change=field:"] {
            let page = anna.get(&format!("/desk/tickets/{number}?{query}"));
            assert_eq!(page.status, StatusCode::OK, "{query}: {}", page.text);
        }
    }
}
