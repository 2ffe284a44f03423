//! Mails made to break the reader, and mails broken at random. Nothing may panic, and nothing may
//! take long.

use std::time::{Duration, Instant};

use mail::{judge, parse, sanitise, text_of_html, thread, trim};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
use proptest::sample::Index;

/// For one mail, in a build without optimisation, on a machine that does other things besides.
const LONGEST: Duration = Duration::from_secs(30);

const FIXTURES: [&[u8]; 6] = [
    include_bytes!("../mails/alternative_with_picture.eml"),
    include_bytes!("../mails/answer_outlook_de.eml"),
    include_bytes!("../mails/bounce.eml"),
    include_bytes!("../mails/html_only.eml"),
    include_bytes!("../mails/utf7_and_charsets.eml"),
    include_bytes!("../mails/uuencoded.eml"),
];

/// A tag of HTML, harmless or not, or a word.
const TAG: &str = "</?(p|b|a|table|tr|td|img|svg|style|script|title|math|div|form|select|template)\
    ( (src|href|style|onerror)=\"(https://x.example|javascript:a|cid:b|url\\(a\\)|a)\")?>|a";

/// Reads a mail in every way there is, on a small stack.
fn read(raw: Vec<u8>) {
    let began = Instant::now();
    let reader = std::thread::Builder::new().stack_size(512 * 1024).spawn(move || {
        let mail = parse(&raw);
        assert!(!mail.text.contains('\0') && !mail.subject.contains('\0'));
        judge(&mail);
        trim(&mail.text);
        thread::candidates(&thread::Key::new(*b"key"), &mail);
        if let Some(html) = &mail.html {
            assert!(!sanitise(html).contains("<script"));
        }
    });
    reader.unwrap().join().unwrap();
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
}

fn mail(header: &str, body: &str) -> Vec<u8> {
    format!("From: a@x.example\nSubject: a\n{header}\n\n{body}").into_bytes()
}

#[test]
fn parts_in_parts() {
    let part = |at: usize| format!("Content-Type: multipart/mixed; boundary=b{at}\n\n--b{at}\n");
    let parts: String = (0..100_000).map(part).collect();
    read(mail("Content-Type: multipart/mixed; boundary=b", &format!("--b\n{parts}")));
    let same = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(100_000);
    read(mail("Content-Type: multipart/mixed; boundary=b", &format!("--b\n{same}")));
    // Boundaries that never come.
    let never = "--b\nContent-Type: multipart/mixed; boundary=never\n\n".repeat(100_000);
    read(mail("Content-Type: multipart/mixed; boundary=b", &never));
}

#[test]
fn messages_in_messages() {
    let messages = "Content-Type: message/rfc822\n\n".repeat(100_000);
    read(mail("Content-Type: message/rfc822", &messages));
    let digests = "Content-Type: multipart/digest; boundary=b\n\n--b\n\n".repeat(100_000);
    read(mail("Content-Type: multipart/digest; boundary=b", &format!("--b\n\n{digests}")));
}

#[test]
fn lines_of_dashes() {
    read(mail("Content-Type: multipart/mixed; boundary=b", &"--\n".repeat(300_000)));
    read(mail("Content-Type: multipart/mixed; boundary=b", &"-".repeat(1_000_000)));
}

#[test]
fn header_bombs() {
    read(mail(&"X-A: b\n".repeat(500_000), "Text"));
    read(mail(&format!("X-A: {}", "b".repeat(3_000_000)), "Text"));
    read(mail(&format!("X-A: b{}", "\n b".repeat(500_000)), "Text"));
    read(mail(&format!("Subject: {}", "=?utf-8?Q?a?= ".repeat(100_000)), "Text"));
    read(mail(&format!("To: {}", "(".repeat(60_000)), "Text"));
    read(mail(&format!("To: {}", "a:".repeat(30_000)), "Text"));
    read(mail(&format!("To: {}", "\"<,;".repeat(15_000)), "Text"));
    read(mail(&format!("References: {}", "<".repeat(60_000)), "Text"));
    read(mail(&format!("Date: {}", "1 ".repeat(30_000)), "Text"));
    let names: String = (0..5_000).map(|at| format!("; a*{at}*=b")).collect();
    read(mail(&format!("Content-Type: text/plain{names}"), "Text"));
    read(mail(&format!("Content-Type: text/plain; a={}", "\"\\".repeat(30_000)), "Text"));
}

#[test]
fn html_bombs() {
    let html = |html: String| read(mail("Content-Type: text/html", &html));
    html("<div>".repeat(100_000));
    html("<b><div></b>".repeat(30_000));
    html("<table><tr><td>".repeat(20_000));
    html("<blockquote>a".repeat(20_000));
    html("<ul><li>a".repeat(20_000));
    let attributes =
        |value: &str| (0..60_000).map(|at| format!(" a{at}{value}")).collect::<String>();
    html(format!("<p{}>", attributes("")));
    html(format!("<p{}>", attributes("=\">\"")));
    let fonts: String = (0..900).map(|at| format!("<b c={at}>")).collect();
    html(format!("<p>{fonts}</p>{}", "<p>a</p>".repeat(50_000)));
    html("<".repeat(100_000));
    html("<!--".repeat(100_000));
    html("&amp".repeat(20_000));
    html(format!("<img src=\"data:image/png;base64,{}\">", "A".repeat(2_000_000)));
    html("<p style=\"color:red;".repeat(20_000));
}

#[test]
fn a_mail_of_fifty_megabytes() {
    let line = "QUFB".repeat(19) + "\r\n";
    let body = format!(
        "--b\n\nText\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n{}\n--b--",
        line.repeat(49 * 1024 * 1024 / line.len())
    );
    let raw = mail("Content-Type: multipart/mixed; boundary=b", &body);
    let read = parse(&raw);
    assert_eq!((read.text.as_str(), read.damage.len()), ("Text", 0));
    assert!(read.attachments[0].bytes.len() > 35 * 1024 * 1024);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(raw in vec(any::<u8>(), 0..2_000)) {
        read(raw);
    }

    #[test]
    fn random_texts(text in "(?s).{0,500}") {
        read(mail("", &text));
        read(mail("Content-Type: text/html; charset=utf-8", &text));
        let parts = trim(&text);
        let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
        let of_parts = lines(&parts.fresh) + lines(&parts.quoted) + lines(&parts.signature);
        prop_assert!(of_parts == lines(&text));
    }

    #[test]
    fn random_fields(name in "[A-Za-z-]{1,20}", value in "(?s).{0,200}") {
        read(format!("From: a@x.example\n{name}: {value}\n\nText").into_bytes());
        for name in ["From", "To", "Subject", "Date", "Content-Type", "Message-ID", "References"] {
            read(format!("{name}: {value}\n\nText").into_bytes());
        }
    }

    #[test]
    fn cut_mails(of in 0..FIXTURES.len(), at in any::<Index>()) {
        let raw = FIXTURES[of];
        read(raw[..at.index(raw.len())].to_vec());
        read(raw[at.index(raw.len())..].to_vec());
    }

    #[test]
    fn flipped_mails(
        of in 0..FIXTURES.len(),
        flips in vec((any::<Index>(), any::<u8>()), 1..20),
    ) {
        let mut raw = FIXTURES[of].to_vec();
        for (at, byte) in flips {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        read(raw);
    }

    #[test]
    fn lines_taken_from_anywhere(lines in vec((0..6usize, any::<Index>()), 0..60)) {
        let line = |(of, at): &(usize, Index)| {
            let lines: Vec<&[u8]> = FIXTURES[*of].split_inclusive(|byte| *byte == b'\n').collect();
            lines[at.index(lines.len())].to_vec()
        };
        read(lines.iter().flat_map(line).collect());
    }

    #[test]
    fn html_of_random_tags(tags in vec(TAG, 0..40)) {
        const BAD: [&str; 8] = [
            "<script", "<style", "<form", "<svg", "onerror=", "javascript:", " src=\"http", "url(",
        ];
        let html = tags.concat();
        let shown = sanitise(&html);
        for bad in BAD {
            prop_assert!(!shown.contains(bad), "{html}: {shown}");
        }
        text_of_html(&html);
    }
}
