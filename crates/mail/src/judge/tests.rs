use super::*;
use crate::parse;

/// What a mail with these header lines, from a person unless they say otherwise, is.
fn judged(lines: &str) -> Judgement {
    judge(&parse(mail(lines, "Guten Tag").as_bytes()))
}

fn mail(lines: &str, text: &str) -> String {
    let from = if lines.contains("From:") { "" } else { "From: Anna <anna@kunde.example>\n" };
    format!("{from}To: desk@desk.example\n{lines}\n\n{text}\n")
}

fn automatic(reason: Reason) -> Judgement {
    Judgement::Automatic(reason)
}

#[test]
fn clear_signs_decide_alone() {
    let cases = [
        ("Subject: Drucker", Judgement::Ordinary),
        ("Auto-Submitted: no", Judgement::Ordinary),
        ("Auto-Submitted: No (a person)", Judgement::Ordinary),
        ("Auto-Submitted: auto-replied", automatic(Reason::AutoSubmitted)),
        ("auto-submitted: Auto-Generated; owner=x", automatic(Reason::AutoSubmitted)),
        ("X-Autoreply: yes", automatic(Reason::AutoReply)),
        ("X-Autorespond: yes", automatic(Reason::AutoReply)),
        ("X-Autoreply: no", Judgement::Ordinary),
        ("Precedence: bulk", automatic(Reason::Precedence)),
        ("Precedence: Auto_Reply", automatic(Reason::Precedence)),
        ("Precedence: junk", automatic(Reason::Precedence)),
        ("Precedence: first-class", Judgement::Ordinary),
        ("Precedence: list", Judgement::List),
        ("List-Id: <a.example>", Judgement::List),
        ("List-Id: <a.example>\nPrecedence: bulk", Judgement::List),
        ("List-Id: <a.example>\nAuto-Submitted: auto-generated", automatic(Reason::AutoSubmitted)),
        ("List-Unsubscribe: <https://x.example>", Judgement::List),
        ("Return-Path: <>", automatic(Reason::NullReturnPath)),
        ("Return-Path: <anna@kunde.example>", Judgement::Ordinary),
        ("Return-Path: <>\nSubject: Abwesenheitsnotiz", automatic(Reason::Vacation)),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            automatic(Reason::Report),
        ),
        ("Content-Type: multipart/report; boundary=b", automatic(Reason::Report)),
        ("From: noreply@kunde.example", automatic(Reason::NoReplyAddress)),
        ("From: do-not-reply@kunde.example", automatic(Reason::NoReplyAddress)),
        ("X-Auto-Response-Suppress: All", automatic(Reason::SuppressesAnswers)),
        ("X-Auto-Response-Suppress: OOF, AutoReply", automatic(Reason::SuppressesAnswers)),
        ("X-Auto-Response-Suppress: None", Judgement::Ordinary),
    ];
    for (lines, judgement) in cases {
        assert_eq!(judged(lines), judgement, "{lines}");
    }
}

#[test]
fn the_subject_of_a_vacation_needs_another_sign() {
    let subjects = [
        "Abwesenheitsnotiz: Drucker",
        "Automatische Antwort: Drucker",
        "Automatic reply: Printer",
        "Out of Office: Printer",
        "Out of the office",
        "AW: Abwesend bis Montag",
        "Urlaub bis 3.4.",
    ];
    for subject in subjects {
        let subject = format!("Subject: {subject}");
        assert_eq!(judged(&subject), Judgement::Ordinary, "{subject}");
        let answers = format!("{subject}\nIn-Reply-To: <a@b>");
        assert_eq!(judged(&answers), automatic(Reason::Vacation), "{subject}");
        let suppresses = format!("{subject}\nX-Auto-Response-Suppress: All");
        assert_eq!(judged(&suppresses), automatic(Reason::Vacation), "{subject}");
        let speaks = mail(&subject, "Ich bin bis Montag nicht im Büro.");
        assert_eq!(judge(&parse(speaks.as_bytes())), automatic(Reason::Vacation), "{subject}");
    }
    let asks = "Subject: Wo trage ich Urlaub ein?\nIn-Reply-To: <a@b>";
    assert_eq!(judged(asks), Judgement::Ordinary);
    let away = mail("Subject: Drucker", "Ich bin bis Montag nicht im Büro.");
    assert_eq!(judge(&parse(away.as_bytes())), Judgement::Ordinary);
}

fn bounced(lines: &str) -> bool {
    matches!(judged(lines), Judgement::Bounce(_))
}

#[test]
fn bounces_are_known_by_their_sender_and_form() {
    let yes = [
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Content-Type: multipart/report;\n\treport-type=\"delivery-status\"; boundary=b",
        "From: MAILER-DAEMON@mx.example",
        "From: MAILER-DAEMON (Mail Delivery System)",
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example>",
        "From: postmaster@mx.example\nReturn-Path: <>",
        "From: postmaster@mx.example\nSubject: Unzustellbar: Drucker",
        "From: postmaster@mx.example\nSubject: Undeliverable: Printer",
        "X-Failed-Recipients: niemand@kunde.example",
    ];
    let no = [
        "From: postmaster@kunde.example\nSubject: Drucker",
        "From: anna@kunde.example\nSubject: Undelivered mail",
        "From: mailer-daemon-team@kunde.example",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    ];
    for lines in yes {
        assert!(bounced(lines), "{lines}");
    }
    for lines in no {
        assert!(!bounced(lines), "{lines}");
    }
}

#[test]
fn how_final_a_bounce_is() {
    let cases = [
        ("Action: failed\nStatus: 5.1.1", Failure::Permanent),
        ("Action: failed", Failure::Permanent),
        ("Action: delayed\nStatus: 4.4.1", Failure::Temporary),
        ("Action: failed\nStatus: 4.2.2", Failure::Temporary),
        ("Action: delayed", Failure::Temporary),
        ("", Failure::Unsaid),
    ];
    for (status, failure) in cases {
        let body = format!(
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
             Final-Recipient: rfc822;niemand@kunde.example\n{status}\n--b\n\
             Content-Type: message/rfc822\n\nMessage-ID: <a@b>\n\nText\n--b--"
        );
        let lines = "Content-Type: multipart/report; report-type=delivery-status; boundary=b";
        let judgement = judge(&parse(mail(lines, &body).as_bytes()));
        let expected = Bounce {
            original: Some("a@b".to_owned()),
            recipient: Some("niemand@kunde.example".to_owned()),
            failure,
        };
        assert_eq!(judgement, Judgement::Bounce(expected), "{status}");
    }
}

#[test]
fn what_runs_in_a_circle() {
    let relays = "Received: from a by b\n".repeat(RELAYS_MAX + 1);
    assert_eq!(judged(relays.trim_end()), Judgement::Loop(Loop::TooManyRelays));
    let fewer = "Received: from a by b\n".repeat(RELAYS_MAX);
    assert_eq!(judged(fewer.trim_end()), Judgement::Ordinary);
    assert_eq!(judged("X-Loop: Desk@desk.example"), Judgement::Loop(Loop::Marked));
    let plus = "X-Loop: desk@desk.example\nDelivered-To: desk+t1.abc@desk.example";
    assert_eq!(judged(plus), Judgement::Loop(Loop::Marked));
    assert_eq!(judged("X-Loop: other@desk.example"), Judgement::Ordinary);
    assert_eq!(judged("X-Loop: yes"), Judgement::Ordinary);
}

#[test]
fn nothing_but_the_ordinary_is_answered() {
    let bounce = Bounce { original: None, recipient: None, failure: Failure::Unsaid };
    let cases = [
        (Judgement::Ordinary, true, true),
        (Judgement::List, false, true),
        (automatic(Reason::AutoSubmitted), false, false),
        (automatic(Reason::Precedence), false, false),
        (automatic(Reason::Vacation), false, false),
        (automatic(Reason::SuppressesAnswers), false, true),
        (automatic(Reason::NoReplyAddress), false, true),
        (Judgement::Bounce(bounce), false, false),
        (Judgement::Loop(Loop::Marked), false, false),
    ];
    for (judgement, is_answered, counts) in cases {
        assert_eq!(judgement.may_be_answered(), is_answered, "{judgement:?}");
        assert_eq!(judgement.counts_as_message(), counts, "{judgement:?}");
    }
}
