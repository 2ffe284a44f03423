//! Sent twice, sent too late, sent badly: one request, nothing lost, everything said.

use super::*;
use crate::pages::browser::PASSWORD;
use crate::pages::files::{self, Field};
use axum::http::StatusCode;
use desk::limits::BODY_MAX;
use desk::values::{Role, Status};
use store::on_both;

on_both! {
    fn sent_twice_is_one_request(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let first = ask(&mut rita, "Der Aufzug steht.");
        assert_eq!(ask(&mut rita, "Der Aufzug steht."), first, "a double click, or gone back to");
        assert_eq!(ask(&mut rita, " Der Aufzug steht.\r\n"), first, "white space makes no other");
        assert_ne!(ask(&mut rita, "Der andere Aufzug steht."), first);
        assert_eq!(tickets(&desk), 2);
        let anna = ask(&mut desk.signed_in(ANNA), "Der Aufzug steht.");
        assert_ne!(anna, first, "everybody asks for themselves");
        desk.act(desk.anna, first, solution("Er geht."));
        let again = ask(&mut rita, "Der Aufzug steht.");
        assert_ne!(again, first, "after its end it is another");
        assert_eq!(ask(&mut rita, "Der Aufzug steht."), again);
        assert_eq!(tickets(&desk), 4);
    }

    fn a_message_sent_twice_is_one_and_said_twice_is_two(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let n = ask(&mut rita, "Der Aufzug steht.");
        let action = format!("{}/reply", path(n));
        let page = open(&mut rita, &path(n));
        for _ in 0..3 {
            page.send(&mut rita, &action, &[("body", "Ja.")]).to();
        }
        assert_eq!(said(&desk, n), ["Der Aufzug steht.", "Ja."]);
        desk.act(desk.anna, n, reply("Noch immer?"));
        let page = open(&mut rita, &path(n));
        page.send(&mut rita, &action, &[("body", "Ja.")]).to();
        assert_eq!(said(&desk, n), ["Der Aufzug steht.", "Ja.", "Noch immer?", "Ja."]);
    }

    fn what_is_solved_is_confirmed_once(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let n = ask(&mut rita, "Der Aufzug steht.");
        let action = format!("{}/confirm", path(n));
        assert_eq!(rita.post(&action, &[]).to(), path(n), "there is nothing to confirm yet");
        assert_eq!(desk.ticket(n).status, Status::New);
        desk.act(desk.anna, n, solution("Er geht."));
        assert_eq!(rita.post(&action, &[]).to(), format!("{}?told=confirmed#answer", path(n)));
        assert_eq!(rita.post(&action, &[]).to(), path(n), "the page shows how it stands");
        assert_eq!(desk.ticket(n).status, Status::Closed);
    }

    fn a_session_that_ends_in_mid_reply_loses_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let n = ask(&mut rita, "Der Aufzug steht.");
        let action = format!("{}/reply", path(n));
        let page = open(&mut rita, &path(n));
        desk.wait(13 * 3_600);
        let words = "Er steht im 3. Stock & \"brummt\".\n<b>Laut</b>.";
        let mut rita = rita.with("referer", &format!("https://desk.example{}", path(n)));
        let page = page.send(&mut rita, &action, &[("body", words)]);
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        let page = page.send(
            &mut rita,
            "/sign-in",
            &[("email", RITA), ("password", PASSWORD)],
        );
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.words().contains("Ihr Text ist noch da"), "{}", page.words());
        assert!(page.text.contains("Er steht im 3. Stock &#38; &#34;brummt&#34;"), "{}", page.text);
        for _ in 0..2 {
            let page = page.send(&mut rita, &action, &[("body", words)]);
            assert_eq!(number(&page), n);
        }
        assert_eq!(said(&desk, n), ["Der Aufzug steht.", words]);

        // A short answer can be looked over as well, and so can a new request.
        desk.wait(13 * 3_600);
        for (action, field) in [(&*action, "Ja."), ("/portal/requests", "Noch etwas: kein Licht.")] {
            let mut late = desk.browser().with("accept-language", "de");
            let page = late.post(action, &[("body", field), ("kind", "request"), ("hold", "slow")]);
            let page = page.send(
                &mut late,
                "/sign-in",
                &[("email", RITA), ("password", PASSWORD)],
            );
            assert!(page.words().contains(field), "{field} is shown: {}", page.text);
            page.send(&mut late, action, &[("body", field)]).to();
        }
        assert_eq!(tickets(&desk), 2);
    }

    fn the_address_of_a_form_leads_back_to_its_page(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let n = ask(&mut rita, "Der Aufzug steht.");
        for verb in ["reply", "confirm", "reopen"] {
            assert_eq!(rita.get(&format!("{}/{verb}", path(n))).to(), path(n));
        }
    }

    fn a_form_that_is_refused_says_why_and_keeps_everything(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let typed = [
            ("kind", "request"), ("body", " \r\n "), ("hold", "never"), ("others", "1"),
            ("service", "77"),
        ];
        let page = rita.post("/portal/requests", &typed);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = page.words();
        assert!(words.contains("Ihre Anfrage ist noch nicht abgeschickt."), "{words}");
        assert!(words.contains("Bitte schreiben Sie, worum es geht."), "{words}");
        assert_eq!(page.text.matches("<p class=\"err\"").count(), 2, "text and choice");
        assert!(page.text.contains("value=\"request\" checked"), "{}", page.text);
        assert!(page.text.contains("name=\"others\" value=\"1\" checked"), "{}", page.text);
        let long = "x".repeat(BODY_MAX + 1);
        let page = rita.post("/portal/requests", &[("body", &long), ("hold", "slow")]);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words().contains("Das ist zu lang."), "{}", page.status);
        assert!(page.text.contains(&long), "nothing typed is lost");
        assert_eq!(tickets(&desk), 0);

        let n = ask(&mut rita, "Der Aufzug steht.");
        for verb in ["reply", "reopen"] {
            let page = rita.post(&format!("{}/{verb}", path(n)), &[("body", "  ")]);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.words().contains("Ihre Nachricht ist noch nicht abgeschickt."));
            assert!(page.text.contains("aria-invalid=\"true\""), "{}", page.text);
            let page = rita.post(&format!("{}/{verb}", path(n)), &[("body", &long)]);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text.contains(&long), "nothing typed is lost");
        }
        let large = "x".repeat(web::limits::FORM_BYTES_MAX);
        let page = rita.post("/portal/requests", &[("body", &large)]);
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(page.words().contains("Das ist zu groß"), "{}", page.text);
        for path in ["/portal?told=%00", "/portal/requests?cursor=x", "/portal/requests?status=x"] {
            assert!(rita.get(path).status.as_u16() < 400, "{path}");
        }
    }

    fn files_go_along_and_are_read_by_their_requester(test: &TestDb) {
        let desk = Desk::new(test);
        desk.add("Rolf Rot", Role::Requester, vec![]);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let picture: &[u8] = b"\x89PNG\r\n\x1a\nnot really";
        let fields: &[Field<'_>] = &[
            ("kind", None, b"incident"), ("hold", None, b"slow"), ("service", None, b""),
            ("body", None, "Das Bild unten erscheint immer wieder.".as_bytes()),
            ("files", Some("Fehler <1>.png"), picture),
        ];
        let first = files::send(&mut rita, "/portal/requests", fields);
        let n = number(&first);
        assert_eq!(number(&files::send(&mut rita, "/portal/requests", fields)), n, "sent twice");
        let mut other = fields.to_vec();
        other[4] = ("files", Some("Fehler <1>.png"), b"another picture");
        assert_ne!(number(&files::send(&mut rita, "/portal/requests", &other)), n);
        let page = open(&mut rita, &path(n));
        assert!(page.words().contains("Fehler <1>.png"), "{}", page.words());
        let (_, link) = page.text.split_once("class=\"file\" href=\"").unwrap();
        let link = link.split('"').next().unwrap().to_owned();
        assert_eq!(rita.get(&link).bytes, picture);
        let mut rolf = desk.signed_in("rolf@stufe.example");
        assert_eq!(rolf.get(&link).status, StatusCode::NOT_FOUND);

        // A picture says what a request is about; a reply needs no words either.
        let alone: &[Field<'_>] = &[
            ("kind", None, b"incident"), ("hold", None, b"slow"), ("body", None, b" "),
            ("files", Some("Bildschirm.png"), picture),
        ];
        let bare = number(&files::send(&mut rita, "/portal/requests", alone));
        assert_eq!(desk.ticket(bare).subject, "Bildschirm.png");
        let action = format!("{}/reply", path(n));
        let bare: &[Field<'_>] = &[("body", None, b""), ("files", Some("zwei.txt"), b"2")];
        assert_eq!(number(&files::send(&mut rita, &action, bare)), n);
        assert!(open(&mut rita, &path(n)).text.contains("zwei.txt"));

        // What is refused keeps its files, words that came without a session stay.
        let refused: &[Field<'_>] =
            &[("hold", None, b"never"), ("body", None, b"Text"), ("files", Some("drei.txt"), b"3")];
        let page = files::send(&mut rita, "/portal/requests", refused);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("drei.txt") && page.text.contains("name=\"attachments\""));
        let page = files::send(&mut desk.browser(), &action, &[("body", None, b"Noch da?")]);
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(page.hidden().contains(&("kept.body".into(), "Noch da?".into())), "{}", page.text);
    }

    fn hostile_words_are_words(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let hostile = "</textarea><script>alert(1)</script>\u{202e}طلب وصول\u{0} 👩‍👩‍👧‍👦 {{ page }} & &amp;";
        let kept = hostile.replace('\0', "");
        let n = ask(&mut rita, hostile);
        assert_eq!(said(&desk, n), [kept.as_str()]);
        desk.act(desk.anna, n, reply(&kept));
        desk.act(desk.anna, n, wait(WaitReason::Requester));
        let action = format!("{}/reply", path(n));
        open(&mut rita, &path(n)).send(&mut rita, &action, &[("body", hostile)]).to();
        desk.act(desk.anna, n, solution(&kept));
        for path in ["/portal", "/portal/requests", &path(n)] {
            let page = open(&mut rita, path);
            assert!(page.words().contains(&kept), "{path}: {}", page.words());
            assert!(!page.text.contains("<script>alert"), "{path}");
            assert!(page.text.contains("&#60;script&#62;alert(1)"), "{path}");
        }
    }
}
