//! What cannot be read becomes a ticket that shows it.

use crate::support::{DESK, Desk, MIA};
use desk::values::{Channel, Status};
use store::on_both;
use store::queries::mails::Verdict;

const UNREADABLE: [(&[u8], &str); 8] = [
    (b"", "Leere Mail"),
    (b"\n \n\t\n", "Leere Mail"),
    (b"Hello there, this is no mail.", "Unlesbare Mail"),
    (b"\x00\x01\x02\xff\xfe\x00", "Unlesbare Mail"),
    (b"{\"a\": 1}", "Unlesbare Mail"),
    (b"Subject: Wer bin ich\n\nText", "Mail ohne Absender: Wer bin ich"),
    (b"From: nobody\nSubject: x\n\nText", "Mail ohne Absender: x"),
    (b"From: unknown@sender.invalid\nSubject: [#1] x\n\nText", "Mail ohne Absender: [#1] x"),
];

on_both! {
    fn each_is_seen_in_the_first_team_with_the_whole_message(test: &TestDb) {
        let desk = Desk::on(test);
        for (raw, subject) in UNREADABLE {
            let taken = desk.gets(raw);
            assert_eq!(taken.verdict, Verdict::Damaged, "{subject}");
            let ticket = desk.ticket(taken.ticket.unwrap());
            assert_eq!(ticket.subject, subject);
            assert_eq!((ticket.team, ticket.status), (desk.first, Status::New));
            assert_eq!(ticket.channel, Channel::Mail);
            assert!(ticket.tags.contains("beschädigt"));
            let timeline = desk.timeline(ticket.number);
            let files = timeline[1].event.fact().attachments();
            assert_eq!(files[0].name.as_str(), "nachricht.eml", "{subject}");
            assert_eq!(files[0].size, i64::try_from(raw.len()).unwrap());
            assert_eq!(desk.gets(raw).verdict, Verdict::Duplicate, "{subject}");
        }
        desk.check();
    }

    fn an_empty_mail_of_somebody_is_theirs(test: &TestDb) {
        let desk = Desk::on(test);
        let taken = desk.gets(format!("From: {MIA}\nTo: {DESK}\n\n\n"));
        assert_eq!(taken.verdict, Verdict::Damaged);
        let ticket = desk.ticket(taken.ticket.unwrap());
        assert_eq!((ticket.requester, ticket.subject.as_str()), (desk.mia, "Leere Mail"));
    }

    fn what_could_be_read_is_taken_and_the_rest_is_said(test: &TestDb) {
        let desk = Desk::on(test);
        let kind = "Content-Type: text/plain\nContent-Transfer-Encoding: base64";
        let taken = desk.mail(MIA, "Kaputt", kind, "!!! kein base64 !!!");
        assert_eq!(taken.verdict, Verdict::Ticket);
        assert_eq!(desk.mails()[0].damage, ["undecodable"]);
    }
}
