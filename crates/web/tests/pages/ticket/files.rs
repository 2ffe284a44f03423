//! Files that go along with what is written at the desk, and mail as it was written.

use super::house::{House, email};
use crate::pages::browser::{Browser, Page};
use crate::pages::files::{Field, ids, send};
use axum::http::StatusCode;
use intake::{Arrival, ingest};
use store::on_both;

/// Sends the form of a verb with a file.
fn send_with(browser: &mut Browser, page: &Page, verb: &str, typed: &[Field<'_>]) -> Page {
    let form = page.form_of(verb).unwrap();
    assert!(form.text.contains("multipart/form-data"), "{}", form.text);
    let hidden = form.hidden.iter().map(|(name, value)| (name.as_str(), None, value.as_bytes()));
    let fields: Vec<Field<'_>> = hidden.chain(typed.iter().copied()).collect();
    send(browser, &form.action, &fields)
}

/// Where the file of that name is had.
fn file(page: &Page, name: &str) -> String {
    let (before, _) = page.text.split_once(name).unwrap_or_else(|| panic!("{}", page.text));
    let (_, rest) = before.rsplit_once("href=\"/attachments/").unwrap();
    format!("/attachments/{}", rest.split('"').next().unwrap())
}

on_both! {
    fn a_reply_and_a_note_bring_files_for_who_may_read_them(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let path = format!("/desk/tickets/{number}");
        let mut anna = house.at("anna");
        for (mode, body, name) in
            [("reply", "Please try this.", "guide.txt"), ("note", "He is loud.", "inside.txt")]
        {
            let page = anna.compose(number, mode);
            let typed: &[Field<'_>] = &[
                ("body", None, body.as_bytes()),
                ("files", Some(name), name.as_bytes()),
            ];
            let answer = send_with(&mut anna, &page, mode, typed);
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{mode}: {}", answer.text);
        }
        let page = anna.get(&path);
        let mut rita = house.at("rita");
        for (name, theirs) in [("guide.txt", StatusCode::OK), ("inside.txt", StatusCode::NOT_FOUND)] {
            let file = file(&page, name);
            assert_eq!(anna.get(&file).text, name);
            assert_eq!(rita.get(&file).status, theirs, "{name}");
        }
        let page = rita.get(&format!("/portal/requests/{number}"));
        assert!(page.text.contains("guide.txt") && !page.text.contains("inside.txt"));
    }

    fn a_refused_reply_keeps_its_files(test: &TestDb) {
        let house = House::new(test);
        let number = house.ticket();
        let mut anna = house.at("anna");
        let page = anna.compose(number, "reply");
        let typed: &[Field<'_>] = &[("body", None, b" "), ("files", Some("guide.txt"), b"x")];
        let refused = send_with(&mut anna, &page, "reply", typed);
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        let kept = ids(&refused);
        assert_eq!(kept.len(), 1, "{}", refused.text);
        let typed: &[Field<'_>] =
            &[("body", None, b"Here it is."), ("attachments", None, kept[0].as_bytes())];
        let answer = send_with(&mut anna, &refused, "reply", typed);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert_eq!(page.text.matches("guide.txt").count(), 1, "it is there, once: {}", page.text);
    }

    fn what_came_by_mail_is_shown_in_its_frame(test: &TestDb) {
        let house = House::new(test);
        let raw = format!(
            "From: {}\nTo: desk@stufe.example\nSubject: Paper\nMessage-ID: <p@x>\n\
             Content-Type: text/html\n\n<p>The <b>printer</b> is out.</p>",
            email("rita")
        );
        let (channel, now) = ("mail".to_owned(), house.desk.now());
        let taken = ingest(&house.desk.store, raw.as_bytes(), &Arrival { channel, recipient: None, now });
        let number = taken.unwrap().ticket.unwrap().0;
        let page = house.at("anna").get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains(&format!("src=\"/mails/{number}/2\"")), "{}", page.text);
        assert!(page.text.contains("/raw\""), "the whole message can be had");
        assert!(page.words().contains("The printer is out."), "{}", page.words());
    }
}
