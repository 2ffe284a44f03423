//! Up and down the stairs by forms alone: without a script nothing is missing.

use super::house::{CHECKLIST, House};
use axum::http::StatusCode;
use store::on_both;

on_both! {
    fn a_ticket_climbs_and_comes_back_by_forms_alone(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let (mut anna, mut bea, mut cora) = (house.at("anna"), house.at("bea"), house.at("cora"));

        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("Printer is on fire"), "{}", page.text);
        let taken = anna.send_form(&page, "take", &[]);
        assert_eq!(taken.status, StatusCode::SEE_OTHER);

        // What is missing is said all at once, and nothing that was typed is lost.
        let page = anna.compose(number, "escalate");
        assert!(page.text.contains("2nd level, Network"), "{}", page.text);
        let refused = anna.send_form(&page, "escalate", &[
            ("team", "Network"), ("reason", "skill"), ("question", "Why does \"it\" burn?"),
        ]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = refused.form_of("escalate").unwrap();
        assert!(form.text.contains("Why does &#34;it&#34; burn?"), "{}", form.text);
        assert!(form.text.contains("id=\"findings-err\""), "{}", form.text);
        assert!(form.text.contains(&format!("id=\"checklist.{CHECKLIST}-err\"")), "{}", form.text);
        assert!(form.text.contains("value=\"skill\" selected"), "{}", form.text);
        assert!(refused.text.contains("data-next"), "the rail shows where it would go");

        let checklist = format!("checklist.{CHECKLIST}");
        let sent = anna.send_form(&refused, "escalate", &[
            ("team", "Network"), ("reason", "skill"), ("findings", "Flames of 30 cm."),
            ("question", "Why does it burn?"), (&checklist, "Kassel"),
        ]);
        assert!(sent.to().starts_with(&format!("/desk/tickets/{number}#e")), "{}", sent.to());
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.form_of("escalate").is_none() && page.form_of("take").is_none());
        for said in ["Flames of 30 cm.", "Which site? Kassel", "Escalated to L2 Network", "Needs other skills"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }

        // The second level rates what it got, and goes on.
        house.desk.wait(1800);
        let page = bea.get(&format!("/desk/tickets/{number}"));
        assert_eq!(bea.send_form(&page, "take", &[("rating", "complete")]).status, StatusCode::SEE_OTHER);
        bea.does(number, "escalate", &[
            ("team", "3rd Level"), ("reason", "access"), ("findings", "Firmware burns."),
            ("question", "Is there a newer one?"),
        ]);

        // The third returns it solved; it goes back to who sent it.
        let page = cora.get(&format!("/desk/tickets/{number}"));
        cora.send_form(&page, "take", &[]);
        house.desk.wait(3600);
        let page = cora.compose(number, "return");
        assert!(page.text.contains("Bea Brandt gets the ticket back."), "{}", page.text);
        cora.does(number, "return", &[
            ("to", "Network"), ("outcome", "solved"), ("solution", "Firmware 7.4 puts it out."),
        ]);
        bea.does(number, "return", &[("to", "1st Level"), ("outcome", "answered"), ("answer", "Install 7.4.")]);

        // Reply and resolve are one step: the requester gets the solution once.
        let page = anna.get(&format!("/desk/tickets/{number}"));
        let sent = anna.send_form(&page, "reply", &[
            ("body", "Please install firmware 7.4."), ("then", "solved_permanently"),
        ]);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert_eq!(page.text.matches("Please install firmware 7.4.").count(), 1);
        assert!(page.text.contains("data-s=\"done\""), "{}", page.text);

        // The rail tells all of it.
        let rail = page.text.split("id=\"rail\"").nth(1).unwrap().split("</section>").next().unwrap();
        for said in [
            "1st level", "2nd level", "3rd level", "Anna Arndt", "Bea Brandt", "Cora Conrad",
            "Firmware 7.4 puts it out.", "Install 7.4.", "1:00 h", "0:30 h", "holds it",
        ] {
            assert!(rail.contains(said), "{said}: {rail}");
        }
        assert_eq!(rail.matches("data-dir=\"up\"").count(), 2);
        assert_eq!(rail.matches("data-dir=\"down\"").count(), 2);
        let events = house.desk.store.read(|desk| {
            Ok(store::queries::events::of_stream(desk.tx, number, 0, 100)?)
        }).unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, [
            "created", "requester_wrote", "opened", "taken", "escalated", "hand_over_rated", "taken", "escalated",
            "taken", "returned", "returned", "resolved",
        ]);
    }

    fn a_reply_and_its_wait_are_done_together_or_not_at_all(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        anna.does(number, "reply", &[("body", "Which floor?"), ("then", "wait")]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("data-s=\"wait\"") && page.text.contains("Which floor?"));
        let before = page.form_of("reply").unwrap().hidden;
        for (body, then) in [("Again?", "eaten"), (" ", "wait")] {
            let refused = anna.send_form(&page, "reply", &[("body", body), ("then", then)]);
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{then}: {}", refused.text);
            assert!(refused.form_of("reply").unwrap().text.contains(body));
        }
        let after = anna.get(&format!("/desk/tickets/{number}"));
        assert_eq!(after.form_of("reply").unwrap().hidden, before, "nothing was written");
        let page = anna.get(&format!("/desk/tickets/{number}"));
        anna.send_form(&page, "resume", &[]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("data-s=\"progress\""));
    }

    fn everything_else_has_its_form(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let other = house.opened("rita", "Printer again", "Still.", "1st Level");
        let (mut anna, mut lea) = (house.at("anna"), house.at("lea"));
        anna.does(number, "assign", &[("agent", "armi@stufe.example")]);
        anna.does(number, "note", &[("body", "For the house.")]);
        anna.does(number, "ask", &[("person", "bea@stufe.example"), ("question", "Do you know it?")]);
        house.at("bea").does(number, "answer", &[("answer", "No.")]);
        anna.does(number, "raise", &[("reason", "It spreads.")]);
        let page = lea.get(&format!("/desk/tickets/{number}"));
        assert_eq!(lea.send_form(&page, "acknowledge", &[]).status, StatusCode::SEE_OTHER);
        anna.does(number, "wait", &[("on", "date"), ("until", ""), ("until_at", "2026-03-04T09:30"), ("reason", "Parts")]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("data-s=\"follow\"") && page.text.contains("4 March, 09:30"), "{}", page.text);
        anna.does(number, "link", &[("to", &format!("#{other}")), ("kind", "related")]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert_eq!(anna.send_form(&page, "unlink", &[]).status, StatusCode::SEE_OTHER);
        anna.does(number, "transfer", &[("team", "Night"), ("reason", "workload")]);
        lea.does(number, "pull", &[("team", "1st Level"), ("reason", "Ours.")]);
        let page = anna.get(&format!("/desk/tickets/{number}?compose=split&message=2"));
        let split = anna.send_form(&page, "split", &[]);
        assert_eq!(split.to(), format!("/desk/tickets/{}", other + 1));
        anna.does(other, "merge", &[("into", &number.to_string())]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("ev-quote") && page.text.contains("Still."), "what was merged shows: {}", page.text);
        let page = anna.get(&format!("/desk/tickets/{other}"));
        assert!(page.text.contains(&format!("merged into {number}")), "{}", page.text);
        assert_eq!(anna.send_form(&page, "unmerge", &[]).status, StatusCode::SEE_OTHER);
        anna.does(number, "resolve", &[("solution", "Water."), ("code", "workaround")]);
        anna.does(number, "close", &[]);
        anna.does(number, "reopen", &[("reason", "It burns again.")]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        for said in ["For the house.", "Do you know it?", "No.", "It spreads.", "Parts", "Ours.", "Water.", "It burns again."] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
    }

    fn what_is_known_can_be_changed(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let (mut anna, mut lea) = (house.at("anna"), house.at("lea"));
        let mut change = |what: &str, fields: &[(&str, &str)]| {
            let page = anna.get(&format!("/desk/tickets/{number}?change={what}"));
            let answer = anna.send_form(&page, "change", fields);
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}: {}", answer.text);
        };
        change("subject", &[("subject", "Printer smokes")]);
        change("kind", &[("kind", "request")]);
        change("asset", &[("asset", "DR-12")]);
        change("tags", &[("tags", "fire, printer")]);
        change("complexity", &[("complexity", "expert")]);
        change("priority", &[("impact", "high"), ("urgency", "high"), ("priority", "")]);
        change("field", &[("field_name", "Room"), ("field_value", "2.31")]);
        change("requester", &[("requester", "ron@stufe.example")]);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        for said in [
            "„Printer is on fire“ → „Printer smokes“", "Incident → Service request", "set Asset: DR-12",
            "set Tags: fire, printer", "Medium → High", "P3 → P1", "set Room: 2.31", "Rita Roth → Ron Rau",
        ] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        let page = anna.get(&format!("/desk/tickets/{number}?change=priority"));
        let refused = anna.send_form(&page, "change", &[("impact", "high"), ("urgency", "high"), ("priority", "4")]);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = refused.form_of("change").unwrap();
        assert!(form.text.contains("id=\"reason-err\"") && form.text.contains("value=\"4\" selected"), "{}", form.text);
        assert!(anna.get(&format!("/desk/tickets/{number}?change=contact_team")).form_of("change").is_some());
        assert!(!page.text.contains("change=contact_team"), "only a lead changes it");
        let page = lea.get(&format!("/desk/tickets/{number}?change=contact_team"));
        assert_eq!(lea.send_form(&page, "change", &[("contact_team", "Night")]).status, StatusCode::SEE_OTHER);
    }

    fn the_rail_shows_the_step_that_is_being_written(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        for (team, tier) in [("Network", 2), ("3rd+Level", 3)] {
            let page = anna.get(&format!("/desk/tickets/{number}?compose=escalate&team={team}"));
            let next = format!("data-t=\"{tier}\" data-state=\"ahead\" data-next");
            assert!(page.text.contains(&next), "{}", page.text);
            assert_eq!(page.text.matches(" data-next").count(), 1);
            assert_eq!(page.text.contains(CHECKLIST), tier == 2, "the team's own checklist");
            assert_eq!(page.text.contains("A tier in between is skipped"), tier == 3);
        }
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(!page.text.contains(" data-next"));
        let parts = anna.clone().with("stufe-parts", "rail composer")
            .get(&format!("/desk/tickets/{number}?compose=escalate&team=Network"));
        assert_eq!(parts.headers["stufe-parts"], "rail composer");
        assert!(parts.text.starts_with("<ol class=\"rail\""), "{}", parts.text);
    }
}
