//! What machines write: filed on the ticket it is about, an alarm, or kept aside.

use crate::support::{AYSE, DESK, Desk, MIA, OTTO, solution};
use desk::ids::TicketNumber;
use desk::ticket::Event;
use desk::ticket::message::Manner;
use desk::values::Status;
use store::on_both;
use store::queries::mails::Verdict;

const VACATION: &str = "Auto-Submitted: auto-replied\nReturn-Path: <>";

const REPORT: &str = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\
    Return-Path: <>";

fn bounce(original: &str) -> String {
    format!(
        "--b\nContent-Type: text/plain\n\nDie Mail kam nicht an.\n\
         --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; weg@kunde.example\nAction: failed\nStatus: 5.1.1\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\nSubject: x\n--b--\n"
    )
}

on_both! {
    fn a_vacation_notice_is_filed_and_reopens_nothing(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        desk.act(desk.ayse, number, solution()).unwrap();
        let header = format!("{VACATION}\nIn-Reply-To: {}", desk.message_id(number));
        let taken = desk.mail(MIA, "Abwesend: Re: Drucker", &header, "Ich bin bis Freitag weg.");
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, Some(number)));
        assert_eq!(desk.ticket(number).status, Status::Resolved);
        let last = desk.timeline(number).pop().unwrap();
        assert!(matches!(&last.event, Event::RequesterWrote(it) if it.manner == Manner::Automatic));

        // Of a colleague, and of a stranger: for the house alone.
        for from in [AYSE, "jemand@anderswo.example"] {
            let taken = desk.mail(from, "Automatische Antwort", &header, from);
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, Some(number)));
            let (kind, words) = desk.last_said(number);
            assert!(kind == "noted" && words.contains(from), "{kind}: {words}");
        }
        assert!(desk.person("jemand@anderswo.example").is_none(), "a machine is no requester");

        // By the tag only for whoever is on the ticket.
        let tagged = |from| desk.mail(from, "Abwesend: [#1] Drucker", VACATION, from);
        assert_eq!(tagged(MIA).ticket, Some(number));
        let aside = tagged(OTTO);
        assert_eq!((aside.verdict, aside.ticket), (Verdict::Automatic, None));
        assert_eq!(desk.ticket(number).status, Status::Resolved);
        desk.check();
    }

    fn a_bounce_of_ours_is_filed_and_another_is_kept_aside(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        let daemon = "Mail Delivery System <MAILER-DAEMON@mx.example>";
        let id = desk.message_id(number);
        let taken = desk.mail(daemon, "Undelivered Mail", REPORT, &bounce(&id));
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, Some(number)));
        let (kind, words) = desk.last_said(number);
        assert_eq!(kind, "noted");
        assert!(words.contains("nicht angekommen (weg@kunde.example)"), "{words}");
        assert_eq!(desk.ticket(number).status, Status::New, "the desk has not acted");
        for original in ["<x@y.example>", "<t1.e2.aaaaaaaaaaaaaaaa@stufe.example>"] {
            let taken = desk.mail(daemon, "Undelivered Mail", REPORT, &bounce(original));
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, None), "{original}");
        }
        let row = desk.mails()[0].clone();
        assert_eq!((row.nature.as_str(), row.blob.is_some()), ("bounce", true), "nothing vanishes");
        assert_eq!(desk.tickets().len(), 1);
        desk.check();
    }

    fn an_alarm_opens_a_ticket_and_an_answer_to_nobody_does_not(test: &TestDb) {
        let desk = Desk::on(test);
        let receipt = "Content-Type: multipart/report; report-type=disposition-notification; \
            boundary=b";
        for (subject, header, verdict) in [
            ("** PROBLEM: disk full", "Auto-Submitted: auto-generated", Verdict::Ticket),
            ("** PROBLEM: load", "Precedence: bulk", Verdict::Ticket),
            ("Cron <root@db>", "Return-Path: <>", Verdict::Ticket),
            ("Backup failed", "X-Auto-Response-Suppress: All", Verdict::Ticket),
            ("Re: Drucker", "Auto-Submitted: auto-generated", Verdict::Automatic),
            ("x", "Auto-Submitted: auto-generated\nReferences: <a@b.example>", Verdict::Automatic),
            ("x", "Auto-Submitted: auto-replied", Verdict::Automatic),
            ("x", "X-Autoreply: yes", Verdict::Automatic),
            ("x", "Precedence: auto_reply", Verdict::Automatic),
            ("Out of office", "Return-Path: <>", Verdict::Automatic),
            ("Gelesen", receipt, Verdict::Automatic),
        ] {
            let before = desk.tickets().len();
            let taken = desk.mail("nagios@monitor.example", subject, header, "Text");
            assert_eq!(taken.verdict, verdict, "{subject} {header}");
            let opened = usize::from(verdict == Verdict::Ticket);
            assert_eq!(desk.tickets().len() - before, opened, "{subject} {header}");
            assert_eq!(taken.ticket.is_some(), opened == 1);
        }
        let tagged = |number| desk.ticket(TicketNumber(number)).tags.contains("automatisch");
        assert!(tagged(1) && tagged(2) && tagged(3) && !tagged(4));
        desk.check();
    }

    fn our_own_mail_that_comes_back_is_filed_once(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        desk.act(desk.ayse, number, solution()).unwrap();
        let raw = format!(
            "From: {DESK}\nTo: {MIA}\nSubject: Re: Drucker\nMessage-ID: {}\n\nGelöscht.\n",
            desk.message_id(number)
        );
        let taken = desk.gets(&raw);
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, Some(number)));
        assert_eq!(desk.last_said(number).0, "noted");
        for round in 0..5 {
            let raw = format!("Received: from somewhere; round {round}\n{raw}");
            assert_eq!(desk.gets(raw).verdict, Verdict::Duplicate);
        }
        assert_eq!(desk.ticket(number).status, Status::Resolved);
        assert_eq!((desk.tickets().len(), desk.mails().len()), (1, 7));
    }

    fn a_mail_that_runs_in_a_circle_ends_here(test: &TestDb) {
        let desk = Desk::on(test);
        for header in ["Received: a\n".repeat(60).trim_end().to_owned(), format!("X-Loop: {DESK}")] {
            let taken = desk.mail(MIA, "Kreis", &header, "Rundherum.");
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, None));
            assert_eq!(desk.mails()[0].nature, "loop");
        }
        assert!(desk.tickets().is_empty());
        let list = format!("X-Loop: {DESK}\nList-Id: <desk.stufe.example>");
        assert_eq!(desk.mail(MIA, "Liste", &list, "Was nun?").verdict, Verdict::Ticket);
    }

    fn a_mail_in_our_own_name_has_no_requester_of_ours(test: &TestDb) {
        let desk = Desk::on(test);
        for (from, header) in [
            (DESK, ""),
            ("Desk+t1.x@Stufe.example", ""),
            ("other@stufe.example", "Delivered-To: other@stufe.example"),
        ] {
            let taken = desk.mail(from, "Rechnung", header, from);
            assert_eq!(taken.verdict, Verdict::Ticket, "{from}");
            let ticket = desk.ticket(taken.ticket.unwrap());
            assert!(desk.last_said(ticket.number).1.contains("unserer eigenen Adresse"));
            assert_eq!(ticket.requester, desk.person("unknown@sender.invalid").unwrap().id);
            assert!(desk.person(from).is_none());
        }
        // Not even when somebody has that address: nothing they own can be written to so.
        let address = "it@stufe.example";
        let number = desk.ticket_of(address);
        let envelope = format!("Delivered-To: {address}");
        let taken = desk.mail(address, &format!("[#{number}] Drucker"), &envelope, "Weiter.");
        assert_eq!(taken.verdict, Verdict::Ticket);
        assert_ne!(taken.ticket, Some(number));
        // Whoever mails themselves, and the desk in a blind copy, is a person.
        let taken = desk.gets(format!(
            "Delivered-To: {DESK}\nFrom: {MIA}\nTo: {MIA}\nSubject: x\nMessage-ID: <q@q>\n\nText"
        ));
        assert_eq!(taken.verdict, Verdict::Ticket);
        // An alarm of our own host is seen; an answer of our own host to nobody is not a need.
        let taken = desk.mail(DESK, "disk full", "Auto-Submitted: auto-generated", "95 %");
        assert_eq!(taken.verdict, Verdict::Ticket);
        let taken = desk.mail(DESK, "Re: x", "Auto-Submitted: auto-replied", "Weg.");
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Automatic, None));
    }
}
