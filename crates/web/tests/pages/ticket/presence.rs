//! Who else is there: known to every node, gone by itself, and no event.

use super::house::House;
use axum::http::StatusCode;
use store::on_both;

on_both! {
    fn one_sees_who_reads_and_writes(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let (mut anna, mut armin, mut bea) = (house.at("anna"), house.at("armin"), house.at("bea"));
        let path = format!("/desk/tickets/{number}/presence");
        let page = armin.post(&path, &[("doing", "")]);
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("Armin"), "nobody is told of themselves");
        bea.post(&path, &[("doing", "note")]);
        let page = anna.post(&path, &[("doing", "reply")]);
        assert!(page.text.contains("Armin Auer reads along"), "{}", page.text);
        assert!(page.text.contains("Bea Brandt is writing a note"), "{}", page.text);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("Armin Auer reads along"), "it is in the page from the first");

        house.desk.wait(20);
        armin.post(&path, &[("doing", "escalate")]);
        house.desk.wait(10);
        let page = anna.post(&path, &[]);
        assert!(page.text.contains("Armin Auer prepares an escalation"), "{}", page.text);
        assert!(!page.text.contains("Bea"), "who is not seen any more is gone: {}", page.text);
        armin.post(&path, &[("doing", "left")]);
        let page = anna.post(&path, &[]);
        assert!(!page.text.contains("Armin"), "{}", page.text);
        let version = house.desk.store.read(move |desk| {
            let row = store::queries::tickets::read(desk.tx, desk::ids::TicketNumber(number))?;
            Ok(row.unwrap().ticket.version)
        });
        assert_eq!(version.unwrap(), 2, "presence is no event");
    }
}
