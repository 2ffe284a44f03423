//! The same mail twice makes one ticket, whatever happens in between.

use crate::support::{DESK, Desk, MIA, MONDAY, mail};
use desk::time::Span;
use intake::{Arrival, ingest};
use std::collections::BTreeMap;
use store::on_both;
use store::queries::mails::Verdict;

/// Gives so many bytes, and then an error.
struct Broken {
    left: usize,
}

impl std::io::Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let given = self.left.min(buffer.len());
        self.left -= given;
        if given == 0 { Err(std::io::Error::other("the line is dead")) } else { Ok(given) }
    }
}

on_both! {
    fn a_second_delivery_is_dropped_and_noted(test: &TestDb) {
        let desk = Desk::on(test);
        let raw = mail(MIA, "Drucker", "", "Er brennt.");
        let first = desk.gets(&raw);
        let relayed = [b"Delivered-To: it@stufe.example\nReceived: x\n", &raw[..]].concat();
        for raw in [raw, relayed] {
            let taken = desk.gets(&raw);
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Duplicate, first.ticket));
            assert_eq!(taken.subject, "Drucker");
        }
        assert_eq!(desk.tickets().len(), 1);
        assert_eq!(desk.ticket(first.ticket.unwrap()).version, 2);
        let rows = desk.mails();
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].copy_of, rows[0].blob), (Some(rows[2].id), None));
        // The message itself is the first one's.
        assert_eq!((rows[0].event_seq, rows[2].event_seq), (None, Some(2)));
        desk.check();
    }

    fn a_message_id_used_for_another_text_is_another_mail(test: &TestDb) {
        let desk = Desk::on(test);
        let header = "Message-ID: <always@the.same>";
        for body in ["Eins", "Zwei", "Drei"] {
            assert_eq!(desk.mail(MIA, "Formular", header, body).verdict, Verdict::Ticket);
        }
        desk.wait(Span::days(30));
        assert_eq!(desk.mail(MIA, "Formular", header, "Zwei").verdict, Verdict::Duplicate);
        assert_eq!(desk.tickets().len(), 3);
    }

    fn without_a_message_id_the_same_bytes_are_one_mail_while_servers_try(test: &TestDb) {
        let desk = Desk::on(test);
        let raw = format!("From: nagios@x.example\nTo: {DESK}\nSubject: disk full\n\n95 %\n");
        assert_eq!(desk.gets(&raw).verdict, Verdict::Ticket);
        assert_eq!(desk.gets(&raw).verdict, Verdict::Duplicate);
        let relayed = format!("Received: by mx; Tue, 3 Mar 2026 08:00:00 +0000\n{raw}");
        assert_eq!(desk.gets(relayed).verdict, Verdict::Ticket, "tomorrow's alarm");
        desk.wait(Span::days(6));
        assert_eq!(desk.gets(&raw).verdict, Verdict::Ticket, "nobody tries so long");
        assert_eq!(desk.gets(&raw).verdict, Verdict::Duplicate);
    }

    fn deliveries_at_the_same_moment_make_one_ticket(test: &TestDb) {
        let desk = Desk::on(test);
        let mails: Vec<Vec<u8>> =
            (0..5).map(|at| mail(MIA, &format!("Drucker {at}"), "", "Brennt.")).collect();
        let arrival = || {
            let (channel, recipient) = ("mail".to_owned(), None);
            Arrival { channel, recipient, now: MONDAY }
        };
        let deliver = |raw: &Vec<u8>| {
            // Each has connections and a writer of its own, as a process has.
            let store = store::Store::over(test.open(), MONDAY).unwrap();
            ingest(&store, raw, &arrival()).unwrap().verdict
        };
        let mut counts = BTreeMap::new();
        std::thread::scope(|scope| {
            let threads = mails.iter().flat_map(|raw| (0..4).map(move |_| raw));
            let threads: Vec<_> = threads.map(|raw| scope.spawn(|| deliver(raw))).collect();
            for thread in threads {
                *counts.entry(thread.join().unwrap()).or_insert(0) += 1;
            }
        });
        assert_eq!(counts, BTreeMap::from([(Verdict::Ticket, 5), (Verdict::Duplicate, 15)]));
        assert_eq!((desk.tickets().len(), desk.mails().len()), (5, 20));
        desk.check();
    }

    fn what_came_too_late_is_not_kept_twice(test: &TestDb) {
        let desk = Desk::on(test);
        let mail = mail(MIA, "Drucker", "", "Er brennt.");
        let blobs = || {
            let (store, now) = (&desk.store, desk.now());
            store::blobs::sweep(store, now).unwrap()
        };
        assert_eq!(desk.gets(&mail).verdict, Verdict::Ticket);
        assert_eq!(desk.gets(&mail).verdict, Verdict::Duplicate);
        assert_eq!(blobs(), 0, "what is kept stays, and a second delivery leaves nothing");
        let broken = Broken { left: 300_000 };
        let failed = store::blobs::take_in(&desk.store, desk.now(), broken);
        assert!(failed.is_err());
        assert_eq!(blobs(), 1, "what broke off is gone with the next sweep");
        desk.check();
    }

    fn what_a_broken_off_delivery_left_behind_is_swept_away(test: &TestDb) {
        let desk = Desk::on(test);
        let raw = mail(MIA, "Drucker", "", "Er brennt.");
        // The process was killed after the message was kept and before anything followed from it.
        store::blobs::take_in(&desk.store, desk.now(), raw.as_slice()).unwrap();
        assert_eq!(desk.gets(&raw).verdict, Verdict::Ticket);
        desk.wait(Span::days(2));
        assert_eq!(store::blobs::sweep(&desk.store, desk.now()).unwrap(), 1);
        let blob = desk.mails()[0].blob.unwrap();
        let kept = desk.store.read(|it| Ok(store::blobs::read_all(it.tx, blob)?)).unwrap();
        assert_eq!(kept, Some(raw));
        desk.check();
    }
}
