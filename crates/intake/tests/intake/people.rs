//! A person writes to the desk.

use crate::support::{AYSE, Desk, MIA, mail};
use desk::ticket::Event;
use desk::values::{Channel, Role, Status};
use store::on_both;
use store::queries::mails::Verdict;

const MIXED: &str = "Content-Type: multipart/mixed; boundary=b";

fn file(name: &str, body: &str) -> String {
    format!("--b\nContent-Disposition: attachment; filename=\"{name}\"\n\n{body}\n")
}

on_both! {
    fn a_stranger_becomes_a_requester_with_a_ticket(test: &TestDb) {
        let desk = Desk::on(test);
        let raw = "From: =?utf-8?q?J=C3=B6rg_Gro=C3=9F?= <Joerg.Gross@Kunde.example>\n\
            To: desk@stufe.example\nSubject: =?utf-8?q?Drucker_f=C3=A4llt_aus?=\n\
            Message-ID: <a@kunde.example>\nContent-Type: text/plain; charset=utf-8\n\n\
            Er brennt.\n\n-- \nJörg Groß\nRaum 7\n";
        let taken = desk.gets(raw);
        assert_eq!(taken.verdict, Verdict::Ticket);
        assert_eq!(taken.message_id.as_deref(), Some("a@kunde.example"));
        assert_eq!(taken.sender.as_deref(), Some("Joerg.Gross@Kunde.example"));
        assert_eq!(taken.subject, "Drucker fällt aus");
        let number = taken.ticket.unwrap();
        let ticket = desk.ticket(number);
        let person = desk.person("joerg.gross@kunde.example").unwrap();
        assert_eq!((person.name.as_str(), person.role), ("Jörg Groß", Role::Requester));
        assert_eq!((ticket.requester, ticket.channel), (person.id, Channel::Mail));
        assert_eq!((ticket.subject.as_str(), ticket.status), ("Drucker fällt aus", Status::New));
        assert_eq!(ticket.team, desk.first);
        let (kind, words) = desk.last_said(number);
        assert_eq!(kind, "requester_wrote");
        assert_eq!(words, "Er brennt.\n\n-- \nJörg Groß\nRaum 7", "the first mail is kept whole");
        let mails = desk.mails();
        let row = &mails[0];
        assert_eq!((row.ticket, row.event_seq, row.is_trimmed), (Some(number), Some(2), false));
        assert_eq!((row.channel.as_str(), row.nature.as_str()), ("mail", "ordinary"));
        let blob = row.blob.unwrap();
        let kept = desk.store.read(|it| Ok(store::blobs::read_all(it.tx, blob)?)).unwrap();
        assert_eq!(kept.as_deref(), Some(raw.as_bytes()));
        desk.check();
    }

    fn the_time_is_ours_whatever_a_mail_says(test: &TestDb) {
        let desk = Desk::on(test);
        for date in ["Thu, 1 Jan 1970 00:00:00 +0000", "Fri, 31 Dec 2099 23:59:59 +0000", "gestern"] {
            let taken = desk.mail(MIA, "Drucker", &format!("Date: {date}"), date);
            let now = desk.now();
            assert_eq!(taken.verdict, Verdict::Ticket, "{date}");
            for told in desk.timeline(taken.ticket.unwrap()) {
                let age_s = (now - told.stamp.at).0 / 1_000_000;
                assert!((0..=120).contains(&age_s), "{date}: {age_s} s");
            }
        }
    }

    fn a_known_address_is_the_same_person_however_it_is_written(test: &TestDb) {
        let desk = Desk::on(test);
        for from in [MIA, "MIA@Kunde.example", "\"Somebody else\" <mia@kunde.example>"] {
            let taken = desk.mail(from, "Drucker", "", from);
            assert_eq!(desk.ticket(taken.ticket.unwrap()).requester, desk.mia, "{from}");
        }
        assert_eq!(desk.person(MIA).unwrap().name, "mia", "nobody renames somebody by mail");
    }

    fn an_agent_has_needs_too(test: &TestDb) {
        let desk = Desk::on(test);
        let taken = desk.mail(AYSE, "Mein Bildschirm flackert", "", "Bitte tauschen.");
        let ticket = desk.ticket(taken.ticket.unwrap());
        assert_eq!((taken.verdict, ticket.requester), (Verdict::Ticket, desk.ayse));
        assert_eq!(ticket.status, Status::New);
    }

    fn attachments_go_with_the_message(test: &TestDb) {
        let desk = Desk::on(test);
        let files = file("bericht.txt", "Inhalt") + &file("../../geheim.txt", "x");
        let taken = desk.mail(MIA, "Bericht", MIXED, &format!("--b\n\nSiehe Anhang.\n{files}--b--"));
        assert_eq!(taken.attachments, ["bericht.txt", "geheim.txt"]);
        let number = taken.ticket.unwrap();
        let names = |number| -> Vec<String> {
            let timeline = desk.timeline(number);
            let files = timeline.iter().flat_map(|told| told.event.fact().attachments());
            files.map(|file| file.name.as_str().to_owned()).collect()
        };
        assert_eq!(names(number), taken.attachments);
        assert_eq!(desk.last_said(number).1, "Siehe Anhang.");

        // Files without words are enough for a requester.
        let only = format!("--b\n\n\n{}--b--", file("bild.txt", "x"));
        let taken = desk.mail(MIA, "", MIXED, &only);
        let number = taken.ticket.unwrap();
        assert_eq!(names(number), ["bild.txt"]);
        assert_eq!(desk.ticket(number).subject, "(ohne Betreff)");
        assert_eq!(desk.last_said(number).1, "");

        // What a message cannot carry is in the whole mail, and said.
        let many: String = (0..25).map(|at| file(&format!("{at}.txt"), "x")).collect();
        let taken = desk.mail(MIA, "Viele", MIXED, &format!("--b\n\nText\n{many}--b--"));
        assert_eq!(taken.attachments.len(), 25);
        assert_eq!(names(taken.ticket.unwrap()).len(), 20);
        assert_eq!(desk.mails()[0].left_out, 5);
        desk.check();
    }

    fn a_mail_without_subject_or_text_says_so(test: &TestDb) {
        let desk = Desk::on(test);
        let taken = desk.mail(MIA, "", "", "\n\nDer Drucker im dritten Stock brennt.\nSeit heute.");
        let ticket = desk.ticket(taken.ticket.unwrap());
        assert_eq!(ticket.subject, "Der Drucker im dritten Stock brennt.");
        assert_eq!(taken.subject, "", "what was read is told as it was");
        let taken = desk.mail(MIA, "Drucker brennt", "", "");
        assert_eq!(taken.verdict, Verdict::Ticket);
        assert_eq!(desk.last_said(taken.ticket.unwrap()).1, "(Die Mail hat keinen Text.)");
    }

    fn a_long_text_is_cut_with_a_word_about_it(test: &TestDb) {
        let desk = Desk::on(test);
        let taken = desk.gets(mail(MIA, &"B".repeat(900), "", &"wort ".repeat(60_000)));
        assert_eq!(taken.verdict, Verdict::Ticket);
        let number = taken.ticket.unwrap();
        let ticket = desk.ticket(number);
        assert_eq!(ticket.subject.chars().count(), desk::limits::SUBJECT_MAX);
        assert!(ticket.subject.ends_with('…'));
        let (_, words) = desk.last_said(number);
        assert_eq!(words.chars().count(), desk::limits::BODY_MAX);
        assert!(words.ends_with("(Hier gekürzt. Der ganze Text steht in der Mail.)"), "{words}");
    }

    fn a_mailing_list_is_written_by_people(test: &TestDb) {
        let desk = Desk::on(test);
        let taken = desk.mail(MIA, "Frage", "List-Id: <x.example>\nPrecedence: bulk", "Wer weiß es?");
        assert_eq!(taken.verdict, Verdict::Ticket);
        assert_eq!(desk.mails()[0].nature, "list");
        let first = &desk.timeline(taken.ticket.unwrap())[0];
        assert!(matches!(&first.event, Event::Created(created) if created.tags.is_empty()));
    }
}
