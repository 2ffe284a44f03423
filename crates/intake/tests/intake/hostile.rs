//! Mails made to break the desk. Each is taken, quickly, and can be brought again.

use crate::support::{Desk, MIA, mail};
use std::time::{Duration, Instant};
use store::on_both;
use store::queries::mails::Verdict;

/// For one mail, in a build without optimisation, on a machine that does other things besides.
const LONGEST: Duration = Duration::from_secs(60);

const MIXED: &str = "Content-Type: multipart/mixed; boundary=b";

#[track_caller]
fn takes(desk: &Desk, raw: &[u8], verdict: Verdict) {
    let began = Instant::now();
    assert_eq!(desk.gets(raw).verdict, verdict);
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    assert_eq!(desk.gets(raw).verdict, Verdict::Duplicate);
}

/// A mail with these lines in its header.
fn with(lines: &str, body: &str) -> Vec<u8> {
    mail(MIA, "Bombe", lines, body)
}

on_both! {
    fn fifty_megabytes(test: &TestDb) {
        let desk = Desk::on(test);
        let line = "QUFB".repeat(19) + "\r\n";
        let many = line.repeat(50 * 1024 * 1024 / line.len());
        let body = format!(
            "--b\n\nText\n--b\nContent-Type: image/png; name=a.png\n\
             Content-Transfer-Encoding: base64\n\n{many}\n--b--"
        );
        let raw = with(MIXED, &body);
        let taken = desk.gets(&raw);
        assert_eq!((taken.verdict, taken.attachments), (Verdict::Ticket, vec!["a.png".to_owned()]));
        assert_eq!(desk.mails()[0].damage, Vec::<String>::new());
        assert_eq!(desk.gets(&raw).verdict, Verdict::Duplicate);
    }

    fn parts_in_parts(test: &TestDb) {
        let desk = Desk::on(test);
        let nested = |depth: usize| -> Vec<u8> {
            let part = |at: usize| {
                format!("--b{at}\nContent-Type: multipart/mixed; boundary=b{}\n\n", at + 1)
            };
            let parts: String = (0..depth).map(part).collect();
            let body = format!("{parts}--b{depth}\n\nGanz innen\n");
            with("Content-Type: multipart/mixed; boundary=b0", &body)
        };
        takes(&desk, &nested(1_000), Verdict::Ticket);
        let number = desk.tickets()[0].number;
        assert_eq!(desk.last_said(number).1, "Ganz innen");
        takes(&desk, &nested(10_000), Verdict::Ticket);
        let flat = "--b\nContent-Type: image/png\n\nx\n".repeat(10_000);
        takes(&desk, &with(MIXED, &flat), Verdict::Ticket);
    }

    fn headers(test: &TestDb) {
        let desk = Desk::on(test);
        takes(&desk, &with("X-A: b\n".repeat(100_000).trim_end(), "Text"), Verdict::Ticket);
        let long = format!("X-A: {}", "b".repeat(10 * 1024 * 1024));
        takes(&desk, &with(&long, "Text"), Verdict::Ticket);
        let folded = "X-A: b".to_owned() + &"\n b".repeat(1_000_000);
        takes(&desk, &with(&folded, "Text"), Verdict::Ticket);
        let recipients: Vec<String> = (0..5_000).map(|at| format!("p{at}@x.example")).collect();
        takes(&desk, &with(&format!("Cc: {}", recipients.join(",\n ")), "Text"), Verdict::Ticket);
        let ids: String = (0..5_000).map(|at| format!("<t1.e{at}.aaaaaaaaaaaaaaaa@x>\n ")).collect();
        let ids = ids.trim_end();
        let header = format!("References: {ids}\nIn-Reply-To: {ids}");
        takes(&desk, &with(&header, "Text"), Verdict::Ticket);
        let tags: String = (0..5_000).map(|at| format!("[#{at}]")).collect();
        takes(&desk, &mail("otto@kunde.example", &tags, "", "Text"), Verdict::Ticket);
        let long = format!("{}@x.example", "a".repeat(300));
        takes(&desk, &mail(&long, "x", "", "x"), Verdict::Damaged);
        let named = format!("\"{}\" <n@x.example>", "N\t".repeat(500));
        takes(&desk, &mail(&named, "x", "", "x"), Verdict::Ticket);
    }

    fn texts(test: &TestDb) {
        let desk = Desk::on(test);
        takes(&desk, &with("X-A: b", &"wort ".repeat(4 * 1024 * 1024)), Verdict::Ticket);
        takes(&desk, &with("X-A: b", &"x".repeat(20 * 1024 * 1024)), Verdict::Ticket);
        takes(&desk, &with("X-A: b\0c", "a\0b\0\0\0c"), Verdict::Ticket);
        takes(&desk, &mail("\"N\0ame\" <nul@x.example>", "a\0b", "", "\0"), Verdict::Ticket);
        for charset in ["utf-9", "x-unknown", "\"", "utf-16", "utf-7", "iso-2022-jp", "\0"] {
            let mut raw = with(&format!("Content-Type: text/plain; charset={charset}"), "Gr");
            raw.extend(b"\xfc\xdfe \xff\xfe \xed\xa0\x80 +AGE- \x1b$B");
            takes(&desk, &raw, Verdict::Ticket);
        }
        let html = format!("<p>{}</p>", "<b>x".repeat(50_000));
        takes(&desk, &with("Content-Type: text/html", &html), Verdict::Ticket);
        let turned = "\u{202e}\u{2066}ab\u{feff}\u{200b}👨‍👩‍👧‍👦";
        let kind = "Content-Type: text/plain; charset=utf-8";
        takes(&desk, &mail(MIA, turned, kind, turned), Verdict::Ticket);
        desk.check();
    }

    fn names_of_attachments(test: &TestDb) {
        let desk = Desk::on(test);
        let long = "n".repeat(5_000);
        let names = ["..", "a\0b", "/etc/passwd", "\u{202e}fdp.exe", &long, "", "CON"];
        let part = |name: &&str| {
            format!("--b\nContent-Disposition: attachment; filename=\"{name}\"\n\nx\n")
        };
        let parts: String = names.iter().map(part).collect();
        takes(&desk, &with(MIXED, &format!("{parts}--b--")), Verdict::Ticket);
        assert_eq!(desk.mails()[1].left_out, 0);
        desk.check();
    }
}
