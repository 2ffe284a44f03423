//! What others do while somebody writes: shown, and never overwritten.

use super::house::House;
use axum::http::StatusCode;
use desk::ticket::change::Change;
use desk::ticket::message::{Note, Write};
use desk::values::Level;
use store::on_both;
use store::words::words;

on_both! {
    fn a_reply_is_not_sent_past_what_was_written_meanwhile(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let page = anna.compose(number, "reply");
        house.desk.wait(60);
        house.write("rita", move |ledger| {
            let body = Some(words("It is out by itself.")?);
            ledger.write(desk::ids::TicketNumber(number), Write { body, ..Write::default() }).map(drop)
        });
        house.does("armin", number, Note { body: Some(words("I looked.").unwrap()), ..Note::default() });
        let typed = [("body", "We are coming with water."), ("then", "wait")];
        let clash = anna.send_form(&page, "reply", &typed);
        assert_eq!(clash.status, StatusCode::CONFLICT);
        let form = clash.form_of("reply").unwrap();
        for said in ["Rita Roth wrote", "Armin Auer wrote an internal note", "Send anyway"] {
            assert!(form.text.contains(said), "{said}: {}", form.text);
        }
        assert!(form.text.contains("We are coming with water."), "{}", form.text);
        assert!(form.text.contains("value=\"wait\" selected"), "{}", form.text);
        let sent = anna.send_form(&clash, "reply", &typed);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "sent once more, having seen it");
    }

    fn a_move_is_not_made_past_another(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let (mut anna, mut armin) = (house.at("anna"), house.at("armin"));
        let (escalate, take) = (anna.compose(number, "escalate"), anna.get(&format!("/desk/tickets/{number}")));
        let page = armin.get(&format!("/desk/tickets/{number}"));
        armin.send_form(&page, "take", &[]);
        assert_eq!(anna.send_form(&take, "take", &[]).status, StatusCode::CONFLICT);
        let typed = [("team", "2nd Level"), ("reason", "skill"), ("findings", "Seen."), ("question", "Why?")];
        let clash = anna.send_form(&escalate, "escalate", &typed);
        assert_eq!(clash.status, StatusCode::CONFLICT);
        assert!(clash.text.contains("Armin Auer took it") && clash.text.contains("Seen."));
        assert_eq!(anna.send_form(&clash, "escalate", &typed).status, StatusCode::SEE_OTHER);
    }

    fn what_adds_and_takes_nothing_goes_through(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let note = anna.compose(number, "note");
        let reply = anna.compose(number, "reply");
        let take = anna.get(&format!("/desk/tickets/{number}"));
        house.does("armin", number, Change { urgency: Some(Level::High), ..Change::default() });
        assert_eq!(anna.send_form(&take, "take", &[]).status, StatusCode::SEE_OTHER, "who has it is the same");
        assert_eq!(anna.send_form(&reply, "reply", &[("body", "Hello.")]).status, StatusCode::SEE_OTHER,
            "an urgency is nothing to a reply, and one's own acts are known");
        house.does("armin", number, Note { body: Some(words("N.").unwrap()), ..Note::default() });
        assert_eq!(anna.send_form(&note, "note", &[("body", "Mine too.")]).status, StatusCode::SEE_OTHER);
    }

    fn a_change_minds_changes_of_the_same(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let priority = anna.get(&format!("/desk/tickets/{number}?change=priority"));
        let tags = anna.get(&format!("/desk/tickets/{number}?change=tags"));
        house.does("armin", number, Change { urgency: Some(Level::High), ..Change::default() });
        assert_eq!(anna.send_form(&tags, "change", &[("tags", "fire")]).status, StatusCode::SEE_OTHER);
        let typed = [("impact", "low"), ("urgency", "low"), ("priority", ""), ("reason", "Only one.")];
        let clash = anna.send_form(&priority, "change", &typed);
        assert_eq!(clash.status, StatusCode::CONFLICT);
        let form = clash.form_of("change").unwrap();
        assert!(form.text.contains("Armin Auer changed Urgency: Medium → High"), "{}", form.text);
        assert!(form.text.contains("Only one."), "{}", form.text);
        assert_eq!(anna.send_form(&clash, "change", &typed).status, StatusCode::SEE_OTHER);
    }
}
