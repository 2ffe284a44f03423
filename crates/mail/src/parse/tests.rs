use super::*;
use crate::limits::{
    ADDRESSES_MAX, ATTACHMENTS_MAX, DEPTH_MAX, HTML_BYTES_MAX, PARTS_MAX, TEXT_BYTES_MAX,
};

fn read(raw: &str) -> Parsed {
    parse(raw.as_bytes())
}

fn names(mail: &Parsed) -> Vec<&str> {
    mail.attachments.iter().map(|attachment| attachment.name.as_str()).collect()
}

#[test]
fn the_sender_is_the_best_there_is() {
    let cases = [
        ("From: a@x.example\nSender: b@x.example", Some("a@x.example")),
        ("From:\nFrom: a@x.example", Some("a@x.example")),
        ("From: Anna\nSender: b@x.example", Some("b@x.example")),
        ("Sender: b@x.example\nReturn-Path: <c@x.example>", Some("b@x.example")),
        ("Return-Path: <c@x.example>\nTo: d@x.example", Some("c@x.example")),
        ("From e@x.example Mon Mar  3\nTo: d@x.example", Some("e@x.example")),
        ("Reply-To: f@x.example\nReturn-Path: <>", Some("f@x.example")),
        ("Reply-To: f@x.example\nFrom: a@x.example", Some("a@x.example")),
        ("To: d@x.example\nReturn-Path: <>", None),
    ];
    for (lines, sender) in cases {
        let mail = read(&format!("{lines}\n\nText"));
        let read = mail.sender.map(|sender| sender.address);
        assert_eq!(read.as_deref(), sender, "{lines}");
        assert!(mail.damage.is_empty(), "{lines}");
    }
}

#[test]
fn line_breaks_may_be_any() {
    let mail = "From: a@x.example\nSubject: a\n b\n\nText\n\nmehr";
    for raw in [mail.to_owned(), mail.replace('\n', "\r\n")] {
        let mail = read(&raw);
        assert_eq!((mail.subject.as_str(), mail.text.as_str()), ("a b", "Text\n\nmehr"));
    }
}

#[test]
fn dates_are_read_or_left_out() {
    let cases = [
        ("Mon, 3 Mar 2025 10:12:00 +0100", Some(1_740_993_120)),
        ("3 Mar 2025 10:12:00 GMT", Some(1_740_996_720)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", Some(0)),
        ("Thu, 1 Jan 1970 00:00:00 +0100", Some(-3_600)),
        ("irgendwann", None),
        ("Mon, 99 Foo 2025", None),
        ("", None),
    ];
    for (date, seconds) in cases {
        assert_eq!(read(&format!("Date: {date}\n\n")).sent_at_s, seconds, "{date}");
    }
}

#[test]
fn what_holds_no_field_of_a_mail_is_text() {
    for raw in ["", "\n\n", "Hallo", "Hallo: du\n\nText", "\0\0\0"] {
        let mail = read(raw);
        assert_eq!(mail.damage, [Damage::NoHeader], "{raw:?}");
        assert_eq!(mail.text, raw.replace('\0', "").trim(), "{raw:?}");
    }
}

#[test]
fn a_mail_beyond_the_limit_is_read_by_its_header() {
    let mut raw = b"From: a@x.example\nSubject: lang\n\n".to_vec();
    raw.resize(RAW_BYTES_MAX, b'a');
    let mail = parse(&raw);
    assert_eq!(mail.damage, [Damage::TextCut]);
    assert_eq!(mail.text.len(), TEXT_BYTES_MAX);
    raw.push(b'a');
    let mail = parse(&raw);
    assert_eq!(mail.damage, [Damage::TooLarge]);
    assert_eq!(mail.subject, "lang");
}

#[test]
fn fields_beyond_the_limits_are_cut() {
    let raw = format!("Subject: {}\nFrom: a@x.example\n\nText", "a".repeat(100_000));
    let mail = read(&raw);
    assert_eq!(mail.damage, [Damage::HeaderCut]);
    assert_eq!((mail.subject.chars().count(), mail.text.as_str()), (SUBJECT_MAX, "Text"));
    let raw =
        format!("From: a@x.example\nTo: {}\n\nText", "a@x.example,".repeat(ADDRESSES_MAX + 1));
    let mail = read(&raw);
    assert_eq!((mail.damage.as_slice(), mail.to.len()), ([Damage::AddressesCut].as_slice(), 500));
    let ids: String = (0..1_000).map(|at| format!("<{at}@x>\n ")).collect();
    let mail = read(&format!("From: a@x.example\nReferences: {ids}\n\nText"));
    assert_eq!(mail.references.len(), REFERENCES_MAX);
    assert_eq!(mail.references.last().map(String::as_str), Some("999@x"));
}

/// A mail of `depth` multiparts in each other, around one text.
fn nested(depth: usize) -> String {
    let mut raw = "From: a@x.example\n".to_owned();
    for at in 0..depth {
        raw += &format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    }
    raw += "Content-Type: text/plain\n\nHallo\n";
    for at in (0..depth).rev() {
        raw += &format!("--b{at}--\n");
    }
    raw
}

#[test]
fn parts_in_parts_are_read_down_to_the_limit() {
    for depth in [1, 100, 1_000, DEPTH_MAX] {
        let mail = read(&nested(depth));
        assert_eq!((mail.text.as_str(), mail.damage.len()), ("Hallo", 0), "{depth}");
    }
    let mail = read(&nested(DEPTH_MAX + 1));
    assert_eq!(mail.damage, [Damage::TooDeep]);
    assert_eq!(names(&mail), ["multipart.bin"]);
    assert!(mail.attachments[0].bytes.ends_with(b"Hallo\n--b2000--"));
}

#[test]
fn more_parts_than_the_limit_are_left_out() {
    let part = "--b\nContent-Type: image/png\n\na\n";
    let raw = |parts: usize| {
        let header = "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n";
        format!("{header}{}--b--", part.repeat(parts))
    };
    assert_eq!(read(&raw(ATTACHMENTS_MAX)).damage, []);
    let mail = read(&raw(ATTACHMENTS_MAX + 1));
    assert_eq!(mail.damage, [Damage::AttachmentsCut]);
    assert_eq!(mail.attachments.len(), ATTACHMENTS_MAX);
    let mail = read(&raw(PARTS_MAX));
    assert_eq!(mail.damage, [Damage::PartsCut, Damage::AttachmentsCut]);
}

#[test]
fn long_texts_are_cut_between_characters() {
    let text = "ä".repeat(TEXT_BYTES_MAX);
    let mail = read(&format!("From: a@x.example\n\n{text}"));
    assert_eq!(mail.damage, [Damage::TextCut]);
    assert_eq!(mail.text.len(), TEXT_BYTES_MAX);
    let html = "<p>a</p>".repeat(HTML_BYTES_MAX / 8 + 1);
    let mail = read(&format!("From: a@x.example\nContent-Type: text/html\n\n{html}"));
    assert_eq!(mail.damage, [Damage::TextCut]);
    assert_eq!(mail.html.map(|html| html.len()), Some(HTML_BYTES_MAX));
}

#[test]
fn boundaries_are_compared_whole() {
    let raw = "From: a@x.example\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n\neins\n\
               --bb\nzwei\n--b \n\ndrei\n--b--\n";
    assert_eq!(read(raw).text, "eins\n--bb\nzwei\ndrei");
    // The same boundary twice: the inner one counts until it ends.
    let raw = "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
               Content-Type: multipart/mixed; boundary=b\n\n--b\n\neins\n--b--\n--b\n\nzwei\n--b--\n";
    assert_eq!(read(raw).text, "eins\nzwei");
    // A part without a blank line, and one without anything.
    let raw = "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\neins\n--b\n\
               Content-Type: text/plain\n--b\n--b--\n";
    assert_eq!(read(raw).text, "eins");
}

#[test]
fn messages_in_digests_are_attachments() {
    let raw = "From: a@x.example\nContent-Type: multipart/digest; boundary=b\n\n--b\n\n\
               Subject: eins\n\nText\n--b\n\nSubject: zwei\n\nText\n--b--\n";
    let mail = read(raw);
    assert_eq!((names(&mail), mail.text.as_str()), (vec!["eins.eml", "zwei.eml"], ""));
}

#[test]
fn names_are_found_wherever_mailers_put_them() {
    let cases = [
        ("Content-Disposition: attachment; filename=a.pdf", "a.pdf"),
        ("Content-Disposition: attachment; filename=\"a b.pdf\"", "a b.pdf"),
        ("Content-Disposition: attachment; filename=\"=?utf-8?Q?=C3=A4.pdf?=\"", "ä.pdf"),
        ("Content-Disposition: attachment; filename*=utf-8''%C3%A4.pdf", "ä.pdf"),
        ("Content-Disposition: attachment; filename*=iso-8859-1''%E4.pdf", "ä.pdf"),
        ("Content-Disposition: attachment; filename*0=\"a\";\n filename*1=\"b.pdf\"", "ab.pdf"),
        ("Content-Type: application/pdf; name=a.pdf", "a.pdf"),
        ("Content-Type: application/pdf", "document.pdf"),
        ("Content-Type: image/png\nContent-ID: <bild01.png@01D9.AB>", "bild01.png"),
        ("Content-Type: image/png\nContent-ID: <7.12@x>", "image.png"),
        ("Content-Type: application/others\nContent-ID: <7.12@x>", "7.12"),
        ("Content-Type: image/png\nContent-Description: Foto", "Foto.png"),
        ("Content-Disposition: attachment; filename=\"../../a.pdf\"", "a.pdf"),
        ("Content-Disposition: attachment", "document.txt"),
    ];
    for (lines, name) in cases {
        let raw = format!(
            "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{lines}\n\na\n--b--"
        );
        assert_eq!(names(&read(&raw)), [name], "{lines}");
    }
}
