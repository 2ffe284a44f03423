//! From the need to the confirmation, and once more after it.

use super::*;
use axum::http::StatusCode;
use desk::ticket::merge::{MaySeeEachOther, Merge};
use desk::values::{Channel, Kind, Level, LinkKind, Role, Status};
use intake::{Arrival, ingest};
use store::on_both;

on_both! {
    fn a_request_from_the_need_to_the_confirmation(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let home = open(&mut rita, "/portal");
        assert!(home.text.contains("Wobei können wir helfen?"), "{}", home.text);
        assert!(home.text.contains("Sie haben gerade keine offene Anfrage."));

        // She asks, and is told what happens next.
        let body = "Guten Morgen,\r\ndie Tastatur klemmt. Es ist die in Zimmer 4.";
        let typed = [("kind", "incident"), ("hold", "stopped"), ("others", "1"), ("body", body)];
        let page = home.send(&mut rita, "/portal/requests", &typed);
        let n = number(&page);
        let page = open(&mut rita, page.to());
        for words in [
            "Ihre Anfrage ist angekommen.", &format!("Sie hat die Nummer {n}."),
            "die Tastatur klemmt", "Als Nächstes sehen wir sie uns an.",
        ] {
            assert!(page.words().contains(words), "{words}: {}", page.words());
        }
        let ticket = desk.ticket(n);
        assert_eq!(ticket.subject, "die Tastatur klemmt. Es ist die in Zimmer 4");
        assert_eq!((ticket.requester, ticket.channel), (desk.rita, Channel::Portal));
        assert_eq!((ticket.kind, ticket.impact, ticket.urgency),
            (Kind::Incident, Level::High, Level::High));
        assert_eq!(said(&desk, n), ["Guten Morgen,\ndie Tastatur klemmt. Es ist die in Zimmer 4."]);

        // She is asked something; the question stands on the first page, with room for the answer.
        desk.act(desk.anna, n, reply("Welche Tastatur ist es?"));
        desk.act(desk.anna, n, wait(WaitReason::Requester));
        let home = open(&mut rita, "/portal");
        assert!(home.words().contains("Wir brauchen Ihre Antwort"), "{}", home.words());
        assert!(home.words().contains("Welche Tastatur ist es?"));
        let action = format!("{}/reply", path(n));
        let page = home.send(&mut rita, &action, &[("body", "Die blaue.")]);
        assert_eq!(page.to(), "/portal?told=1");
        let page = open(&mut rita, page.to());
        assert!(page.words().contains("Ihre Nachricht ist angekommen"), "{}", page.words());
        assert_eq!(desk.ticket(n).status, Status::Open, "the answer ends the wait");

        // It is solved, but not for her.
        desk.act(desk.anna, n, solution("Sie ist geputzt."));
        let home = open(&mut rita, "/portal");
        assert!(home.words().contains("Sie ist geputzt."), "{}", home.words());
        assert!(home.words().contains("Passt alles?"));
        let action = format!("{}/reopen", path(n));
        let page = home.send(&mut rita, &action, &[("body", "Sie klemmt noch.")]);
        assert_eq!(page.to(), "/portal?told=1");
        assert_eq!(desk.ticket(n).status, Status::Open);
        let page = open(&mut rita, &path(n));
        let words = page.words();
        let at = |words: &str, part: &str| words.find(part).expect(part);
        assert!(at(&words, "Die blaue.") < at(&words, "Sie ist geputzt."), "in order");
        assert!(at(&words, "Sie ist geputzt.") < at(&words, "Sie klemmt noch."), "in order");

        // Solved again, and confirmed.
        desk.act(desk.anna, n, solution("Sie ist neu."));
        let page = open(&mut rita, &path(n));
        let page = page.send(&mut rita, &format!("{}/confirm", path(n)), &[]);
        assert_eq!(page.to(), format!("{}?told=confirmed#answer", path(n)));
        let page = open(&mut rita, &format!("{}?told=confirmed", path(n)));
        assert!(page.words().contains("Die Anfrage ist damit abgeschlossen."), "{}", page.words());
        assert_eq!(desk.ticket(n).status, Status::Closed);
        assert!(page.words().contains("geht diese Anfrage weiter. Danach beginnt damit eine neue."));

        // Thanks reopen nothing; what is wrong does, for fourteen days.
        let action = format!("{}/reply", path(n));
        page.send(&mut rita, &action, &[("body", "Vielen Dank!")]).to();
        assert_eq!(desk.ticket(n).status, Status::Closed);
        let page = open(&mut rita, &path(n)).send(&mut rita, &action, &[("body", "Sie klemmt.")]);
        assert_eq!(page.to(), format!("{}?told=reopened#answer", path(n)));
        assert_eq!(desk.ticket(n).status, Status::Open);
    }

    fn what_is_solved_too_long_ago_begins_anew_and_says_so(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let n = ask(&mut rita, "Die Maus ist stumm und sie ist grau.");
        desk.act(desk.anna, n, solution("Batterie."));
        desk.wait(14 * DAY_S + 1);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let page = open(&mut rita, &path(n));
        assert!(page.words().contains("Mit Ihrer Nachricht beginnt eine neue"), "{}", page.words());
        let page = page.send(&mut rita, &format!("{}/reopen", path(n)), &[("body", "Wieder stumm.")]);
        let new = number(&page);
        assert_eq!(page.to(), format!("{}?told=anew", path(new)));
        assert_ne!(new, n);
        let page = open(&mut rita, page.to());
        for words in [
            "Aus Ihrer Nachricht ist eine neue Anfrage geworden.", "Wieder stumm.",
            &format!("Sie hat die Nummer {new}."), &format!("Sie setzt Ihre Anfrage {n} fort."),
        ] {
            assert!(page.words().contains(words), "{words}: {}", page.words());
        }
        let links = desk.ticket(new).links;
        assert!(links.contains(&(LinkKind::SuccessorOf, TicketNumber(n))), "{links:?}");
        let page = open(&mut rita, &path(n));
        assert!(page.words().contains(&format!("Sie geht in Ihrer Anfrage {new} weiter.")));
    }

    fn what_ended_without_a_solution_asks_nobody_whether_it_helps(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let n = ask(&mut rita, "Die Maus ist stumm.");
        let code = Some(ResolutionCode::NoAnswer);
        desk.act(desk.anna, n, Resolve { solution: None, code });
        for path in ["/portal", &path(n)] {
            let words = open(&mut rita, path).words();
            assert!(words.contains("Wir haben diese Anfrage beendet."), "{path}: {words}");
            assert!(!words.contains("Lösung für Sie") && !words.contains("Passt alles"), "{words}");
        }
        let page = open(&mut rita, &path(n));
        page.send(&mut rita, &format!("{}/reply", path(n)), &[("body", "Sie ist noch stumm.")]).to();
        assert_eq!(desk.ticket(n).status, Status::Open);
    }

    fn a_merged_request_leads_where_its_requester_may_read(test: &TestDb) {
        let desk = Desk::new(test);
        let rolf_id = desk.add("Rolf Rot", Role::Requester, vec![]);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let mut rolf = desk.signed_in("rolf@stufe.example").with("accept-language", "de");
        let (mine, again) = (ask(&mut rita, "Kein Netz."), ask(&mut rita, "Immer noch kein Netz."));
        let merge = |into, may| Merge { into: Some(TicketNumber(into)), may_see_each_other: may };
        desk.act(desk.anna, again, merge(mine, None));
        let page = open(&mut rita, &path(again));
        assert!(page.words().contains(&format!("Diese Anfrage geht in #{mine} weiter.")));
        assert!(page.text.contains(&format!("href=\"{}\"", path(mine))), "{}", page.text);
        assert!(!page.text.contains("name=\"body\""), "there is nothing to write into");
        // What is written into the old one from a page that was open lands in the one that goes on.
        let page = rita.post(&format!("{}/reply", path(again)), &[("body", "Seit acht.")]);
        assert_eq!(number(&page), mine);
        assert!(said(&desk, mine).contains(&"Seit acht.".to_owned()));

        // Another person's: a plain sentence, and no way to it.
        let his = ask(&mut rolf, "Auch kein Netz.");
        desk.act(desk.anna, his, merge(mine, Some(MaySeeEachOther)));
        let page = open(&mut rolf, &path(his));
        assert!(page.words().contains("mit einer anderen zum selben Anliegen zusammengelegt"));
        assert!(!page.text.contains(&format!("#{mine}")), "{}", page.text);
        assert!(!page.text.contains(&path(mine)), "{}", page.text);
        let page = rolf.post(&format!("{}/reply", path(his)), &[("body", "Auf Flur 3 & 4.")]);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.words().contains("Auf Flur 3 & 4."), "nothing typed is lost");
        let page = page.send(&mut rolf, "/portal/requests", &[("body", "Auf Flur 3 & 4.")]);
        let new = number(&page);
        assert_eq!(desk.ticket(new).requester, rolf_id);

        // His words show on hers, and not as hers.
        let page = open(&mut rita, &path(mine));
        let (_, message) = page.text.split_once(&format!("id=\"m{his}-")).expect("his message");
        assert!(message.split("</li>").next().unwrap().contains("Jemand mit demselben Anliegen"));
        assert!(!page.text.contains("Rolf"), "{}", page.text);
    }

    fn a_request_that_came_by_mail_is_shown_as_it_was_written(test: &TestDb) {
        let desk = Desk::new(test);
        let raw = format!(
            "From: {RITA}\nTo: desk@stufe.example\nSubject: Druckt nicht\nMessage-ID: <p@x>\n\
             Content-Type: text/html\n\n<p>Der <b>Drucker</b> steht.</p>"
        );
        let (channel, now) = ("mail".to_owned(), desk.now());
        let arrival = Arrival { channel, recipient: None, now };
        let taken = ingest(&desk.store, raw.as_bytes(), &arrival).unwrap();
        let n = taken.ticket.unwrap().0;
        let page = open(&mut desk.signed_in(RITA), &path(n));
        assert!(page.words().contains("Der Drucker steht."), "{}", page.words());
        assert!(page.text.contains(&format!("src=\"/mails/{n}/2\"")), "{}", page.text);
        assert!(!page.text.contains("/raw\""), "what relays wrote is for the desk");
    }

    fn who_works_at_the_desk_can_ask_too(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = desk.signed_in(ANNA).with("accept-language", "de");
        let n = ask(&mut anna, "Mein Stuhl quietscht bei jeder Bewegung.");
        assert_eq!(desk.ticket(n).requester, desk.anna);
        let page = open(&mut anna, &path(n));
        assert!(page.words().contains("Mein Stuhl quietscht"));
        assert!(page.text.contains("href=\"/desk\""), "and finds the way back");
        assert!(!open(&mut desk.signed_in(RITA), "/portal").text.contains("href=\"/desk\""));
        page.send(&mut anna, &format!("{}/reply", path(n)), &[("body", "Sehr laut.")]).to();
        assert_eq!(said(&desk, n).len(), 2);
        let menu = open(&mut anna, "/parts/desk");
        assert!(menu.text.contains("href=\"/portal\""), "it stands in the menu");
    }
}
