//! Which mail joins which ticket, and as whose words.

use crate::support::{AYSE, Desk, MIA, OTTO, mail, solution};
use desk::ids::TicketNumber;
use desk::ticket::confirm::Confirm;
use desk::ticket::merge::{MaySeeEachOther, Merge};
use desk::ticket::take::Take;
use desk::ticket::wait::Wait;
use desk::time::Span;
use desk::values::{LinkKind, Status, WaitReason};
use intake::{Arrival, ingest};
use store::on_both;
use store::queries::mails::Verdict;

fn answers(id: &str) -> String {
    format!("In-Reply-To: {id}")
}

fn to(address: &str) -> String {
    format!("Cc: {address}")
}

on_both! {
    fn the_requester_goes_on_by_each_of_the_three_ways(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        let id = desk.message_id(number);
        let ways = [
            ("Re: Drucker", answers(&id)),
            ("Re: Drucker", format!("References: <x@y.example> {id} <z@y.example>")),
            ("Re: Drucker", to(&desk.address(number))),
            ("AW: [#1] Drucker", String::new()),
        ];
        for (subject, header) in ways {
            let body = "Immer noch.\n\nAm 2.3.26 schrieb Desk:\n> Brennt er noch?\n";
            let taken = desk.mail(MIA, subject, &header, body);
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(number)), "{header}");
            let said = ("requester_wrote".to_owned(), "Immer noch.".to_owned());
            assert_eq!(desk.last_said(number), said, "only what is new");
            let row = &desk.mails()[0];
            assert!(row.is_trimmed, "and the whole text is one click away");
            assert_eq!(row.event_seq, Some(desk.ticket(number).version));
        }
        let recipient = Some(desk.address(number));
        let arrival = Arrival { recipient, ..desk.arrival() };
        let raw = mail(MIA, "Aus dem Umschlag", "", "Blind kopiert.");
        let taken = ingest(&desk.store, &raw, &arrival).unwrap();
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(number)));
        desk.check();
    }

    fn what_we_did_not_sign_joins_nothing(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        let (id, address) = (desk.message_id(number), desk.address(number));
        let other = desk.ticket_of(OTTO);
        let forged = [
            answers(&id.replace(".e2.", ".e3.")),
            answers(&id.replace("<t1.", "<t2.")),
            answers("<t1.e2.aaaaaaaaaaaaaaaa@stufe.example>"),
            to(&address.replace("+t1.", "+t2.")),
            to("desk+t1.aaaaaaaaaaaaaaaa@stufe.example"),
            "Thread-Index: AdQ\nThread-Topic: Drucker".to_owned(),
        ];
        for header in forged {
            let taken = desk.mail(OTTO, "Re: Drucker", &header, "Ich auch.");
            assert_eq!(taken.verdict, Verdict::Ticket, "{header}");
            let ticket = desk.ticket(taken.ticket.unwrap());
            assert_eq!((ticket.requester, ticket.links.len()), (desk.otto, 0), "{header}");
        }
        assert_eq!(desk.ticket(number).version, 2);
        assert_eq!(desk.ticket(other).version, 2);
    }

    fn a_tag_of_a_strangers_ticket_joins_nothing_and_says_nothing(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        for subject in ["Re: [#1] Drucker", "[#1][#77][#99] x", "[#0] [#-1] [#1]"] {
            let taken = desk.mail(OTTO, subject, "", "Was steht da?");
            let own = desk.ticket(taken.ticket.unwrap());
            assert_eq!((taken.verdict, own.requester), (Verdict::Ticket, desk.otto));
            assert!(own.links.is_empty() && own.number != number);
        }
        assert_eq!(desk.ticket(number).version, 2);
    }

    fn a_stranger_with_a_real_token_gets_a_ticket_beside_it(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        desk.act(desk.ayse, number, solution()).unwrap();
        let taken = desk.mail(OTTO, "Fwd: Drucker", &answers(&desk.message_id(number)), "Ich auch!");
        assert_eq!(taken.verdict, Verdict::Ticket);
        let own = desk.ticket(taken.ticket.unwrap());
        assert_eq!(own.requester, desk.otto);
        assert!(own.links.contains(&(LinkKind::Related, number)));
        let ticket = desk.ticket(number);
        assert_eq!((ticket.status, ticket.requester), (Status::Resolved, desk.mia));
        assert_eq!(desk.kinds(number).last().unwrap(), "linked", "the holder is told");
        let (kind, words) = desk.last_said(own.number);
        assert!(kind == "noted" && words.contains("#1"), "{kind}: {words}");

        // Their answers go on in their own ticket, whatever else the mail refers to.
        let (first, second) = (desk.message_id(number), desk.message_id(own.number));
        let header = format!("References: {second} {first}");
        let taken = desk.mail(OTTO, "Re: Drucker", &header, "Und?");
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(own.number)));
        desk.check();
    }

    fn a_concern_reopens_and_thanks_do_not(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        let writes = |body: &str| desk.mail(MIA, "Re: [#1] Drucker", "", body);
        desk.act(desk.ayse, number, solution()).unwrap();
        let taken = writes("Vielen Dank!\n\n-- \nMia Sommer\nTel. 0123 456789");
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(number)));
        assert_eq!(desk.ticket(number).status, Status::Resolved, "a signature is no concern");
        assert_eq!(writes("Danke, aber es brennt wieder.").ticket, Some(number));
        assert_eq!(desk.ticket(number).status, Status::Open);
        desk.act(desk.ayse, number, Take::default()).unwrap();
        let wait = Wait { on: Some(WaitReason::Requester), ..Wait::default() };
        desk.act(desk.ayse, number, wait).unwrap();
        writes("Hier bin ich.");
        assert_eq!(desk.ticket(number).status, Status::Open);

        desk.act(desk.ayse, number, solution()).unwrap();
        desk.act(desk.mia, number, Confirm).unwrap();
        desk.wait(Span::days(15));
        let taken = writes("Seit heute wieder.");
        let successor = desk.ticket(taken.ticket.unwrap());
        assert_eq!(taken.verdict, Verdict::Message);
        assert!(successor.links.contains(&(LinkKind::SuccessorOf, number)));
        assert_eq!(desk.last_said(successor.number).1, "Seit heute wieder.");
        let row = desk.mails()[0].clone();
        assert_eq!((row.ticket, row.event_seq), (Some(successor.number), Some(2)));
        desk.check();
    }

    fn mail_to_a_merged_ticket_lands_in_the_survivor(test: &TestDb) {
        let desk = Desk::on(test);
        let [first, second, third] = [MIA, MIA, OTTO].map(|from| desk.ticket_of(from));
        let merge = |from, into| {
            let (into, may_see_each_other) = (Some(into), Some(MaySeeEachOther));
            desk.act(desk.ayse, from, Merge { into, may_see_each_other }).unwrap();
        };
        merge(first, second);
        merge(second, third);
        let (header, tag) = (answers(&desk.message_id(first)), format!("Re: [#{first}] Drucker"));
        for (from, header) in [(MIA, header.as_str()), (MIA, ""), (OTTO, "")] {
            let taken = desk.mail(from, &tag, header, &format!("{from} {header}"));
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(third)), "{from}");
        }
        let timeline = desk.timeline(third);
        let writers: Vec<_> = timeline.iter().rev().take(2).map(|it| it.stamp.actor).collect();
        assert_eq!(writers[0].person(), Some(desk.otto));
        assert_eq!(writers[1].person(), Some(desk.mia), "each speaks for themselves");

        // Long after, whoever is not the survivor's requester goes on for themselves.
        desk.act(desk.ayse, third, solution()).unwrap();
        desk.wait(Span::days(15));
        let taken = desk.mail(MIA, &tag, "", "Schon wieder.");
        let own = desk.ticket(taken.ticket.unwrap());
        assert_eq!(own.requester, desk.mia);
        assert!(own.links.contains(&(LinkKind::SuccessorOf, third)));
        desk.check();
    }

    fn an_agents_mail_is_a_note_unless_the_requester_has_got_it(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(MIA);
        let id = desk.message_id(number);
        let both = format!("{}\nCc: {MIA}", answers(&id));
        let tag = "Re: [#1] Drucker";
        for (subject, header, kind) in [
            ("Re: Drucker", answers(&id), "noted"),
            (tag, String::new(), "noted"),
            // A tag can be guessed, and a sender forged: that says nothing in public.
            (tag, format!("Cc: {MIA}"), "noted"),
            ("Re: Drucker", both.clone(), "replied"),
        ] {
            let taken = desk.mail(AYSE, subject, &header, "Ich habe Löschpulver bestellt.");
            assert_eq!((taken.verdict, taken.ticket), (Verdict::Message, Some(number)));
            assert_eq!(desk.last_said(number).0, kind, "{subject} {header}");
            // Whatever else followed, the first one's "opened" before it: the row names the message.
            let seq = desk.mails()[0].event_seq.unwrap();
            let told = desk.timeline(number).into_iter().find(|told| told.stamp.seq == seq);
            assert_eq!(told.unwrap().event.kind(), kind);
        }
        assert!(desk.ticket(number).replied);
        desk.act(desk.ayse, number, solution()).unwrap();
        desk.act(desk.mia, number, Confirm).unwrap();
        desk.mail(AYSE, "Re: Drucker", &both, "Übrigens.");
        assert_eq!(desk.last_said(number).0, "noted", "a closed ticket is not answered");
        assert_eq!(desk.ticket(number).status, Status::Closed);
        desk.check();
    }

    fn an_agent_is_the_requester_of_their_own_ticket(test: &TestDb) {
        let desk = Desk::on(test);
        let number = desk.ticket_of(AYSE);
        desk.mail(AYSE, "Re: [#1]", "", "Noch etwas.");
        assert_eq!(desk.last_said(number).0, "requester_wrote");
    }

    fn a_forwarded_mail_begins_a_ticket_with_all_it_says(test: &TestDb) {
        let desk = Desk::on(test);
        let body = "Bitte darum kümmern.\n\n-----Ursprüngliche Nachricht-----\nVon: x@y.example\n\
            Betreff: Fehler\n\nDie Kasse steht still.";
        let taken = desk.mail(MIA, "WG: Fehler", "", body);
        assert!(desk.last_said(taken.ticket.unwrap()).1.contains("Die Kasse steht still."));
    }

    fn numbers_nobody_has_are_no_tickets(test: &TestDb) {
        let desk = Desk::on(test);
        let header = answers(&desk.message_id(TicketNumber(99)));
        let taken = desk.mail(MIA, "[#77] Drucker", &header, "Brennt.");
        assert_eq!((taken.verdict, taken.ticket), (Verdict::Ticket, Some(TicketNumber(1))));
    }
}
