//! Hostile words in every field, and timelines of any length.

use super::house::House;
use crate::pages::browser::Page;
use axum::http::StatusCode;
use desk::ids::TicketNumber;
use desk::ticket::message::{Note, Write};
use store::on_both;
use store::words::words;

const WORDS: &str = "\"><script>alert(1)</script> \u{202e}مرحبا 🙂 {{page}} {% x %}";

fn is_harmless(page: &Page) {
    assert!(!page.status.is_server_error(), "{}", page.status);
    assert!(!page.text.contains("<script>alert"), "{}", page.text);
}

on_both! {
    fn hostile_words_are_words(test: &TestDb) {
        let house = House::new(test);
        let number = house.opened("rita", WORDS, WORDS, "1st Level");
        let mut anna = house.at("anna");
        for (verb, fields) in [
            ("note", &[("body", WORDS)][..]),
            ("reply", &[("body", WORDS)]),
            ("raise", &[("reason", WORDS)]),
            ("ask", &[("team", "Network"), ("question", WORDS)]),
            ("wait", &[("on", "requester"), ("reason", WORDS)]),
            ("escalate", &[("team", "2nd Level"), ("reason", "skill"), ("findings", WORDS), ("question", WORDS)]),
        ] {
            anna.does(number, verb, fields);
            is_harmless(&anna.get(&format!("/desk/tickets/{number}")));
        }
        let mut lea = house.at("lea");
        for (what, fields) in [
            ("subject", &[("subject", WORDS)][..]),
            ("asset", &[("asset", WORDS)]),
            ("tags", &[("tags", "\"><script>alert(1)</script>")]),
            ("field", &[("field_name", WORDS), ("field_value", WORDS)]),
        ] {
            let page = lea.get(&format!("/desk/tickets/{number}?change={what}"));
            let answer = lea.send_form(&page, "change", fields);
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}: {}", answer.text);
            is_harmless(&lea.get(&format!("/desk/tickets/{number}?change={what}")));
        }
        // In every field of every form that is refused, and in the address.
        for verb in ["escalate", "return", "transfer", "pull", "ask", "answer", "wait", "resolve", "merge",
            "link", "split", "close", "reopen", "assign", "raise", "note", "reply", "unlink", "take", "acknowledge"]
        {
            let names = [
                "team", "to", "reason", "findings", "question", "answer", "solution", "code", "outcome", "note", "until",
                "until_at", "on", "into", "kind", "message", "person", "agent", "assignee", "rating", "then", "checklist.x",
                "version", "raise", "requester_asked", "field_name",
            ];
            let fields: Vec<(&str, &str)> = names.iter().map(|name| (*name, WORDS)).collect();
            let page = lea.post(&format!("/desk/tickets/{number}/{verb}?list=%22%3E%3Cscript%3Ealert(1)"), &fields);
            is_harmless(&page);
        }
        for key in ["compose", "change", "team", "message", "show", "order", "since", "whole", "list"] {
            is_harmless(&lea.get(&format!("/desk/tickets/{number}?{key}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%00%FF")));
        }
    }

    fn two_thousand_messages_open_like_two(test: &TestDb) {
        let house = House::new(test);
        let small = house.ticket();
        let number = house.opened("rita", "Long", "The beginning.", "1st Level");
        house.write("rita", move |ledger| {
            for n in 0..1_000 {
                let body = Some(words(format!("From the requester {n}"))?);
                ledger.write(TicketNumber(number), Write { body, ..Write::default() })?;
            }
            Ok(())
        });
        house.write("anna", move |ledger| {
            for n in 0..1_000 {
                let body = Some(words(format!("For the house {n}"))?);
                ledger.act(TicketNumber(number), Note { body, ..Note::default() }.into())?;
            }
            Ok(())
        });
        let mut anna = house.at("anna");
        let few = anna.get(&format!("/desk/tickets/{small}"));
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(page.text.contains("For the house 999") && !page.text.contains("For the house 900"));
        assert!(page.bytes.len() < few.bytes.len() + 60 * 1024, "{} bytes", page.bytes.len());
        // Older ones by a link that keeps the newer in place.
        let older = page.text.split("class=\"tl-more\"").nth(1).unwrap();
        let older = older.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let page = anna.get(&older);
        assert!(page.text.contains("For the house 999") && page.text.contains("For the house 900"));
        for (query, has, lacks) in [
            ("show=messages", "From the requester 999", "For the house"),
            ("show=internal", "For the house 999", "From the requester"),
            ("show=moves", "There is nothing here yet", "For the house"),
            ("since=1", "The beginning.", "From the requester 999"),
            ("since=1900", "For the house 999", "From the requester"),
            ("order=newest", "For the house 999", "From the requester"),
        ] {
            let page = anna.get(&format!("/desk/tickets/{number}?{query}"));
            assert!(page.text.contains(has), "{query} lacks {has}");
            let entries = page.text.split("id=\"entries\"").nth(1).unwrap().split("</ol>").next().unwrap();
            assert!(!entries.contains(lacks), "{query} has {lacks}");
            assert!(page.bytes.len() < 700 * 1024, "{query}: {} bytes", page.bytes.len());
        }
    }

    fn a_message_of_any_length_is_cut_until_asked_for(test: &TestDb) {
        let house = House::new(test);
        let long = format!("{}THE END", "wort ".repeat(30_000));
        let number = house.opened("rita", "Long", &long, "1st Level");
        let mut anna = house.at("anna");
        let page = anna.get(&format!("/desk/tickets/{number}"));
        assert!(!page.text.contains("THE END") && page.text.contains("Read all of it"));
        let page = anna.get(&format!("/desk/tickets/{number}?whole=2"));
        assert!(page.text.contains("THE END"));
    }
}
