//! A message that came by mail, shown to who may read it, and made harmless.

use super::browser::{Browser, Desk, Page};
use axum::http::StatusCode;
use intake::{Arrival, Taken, ingest};
use store::on_both;

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";

const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

fn gets(desk: &Desk, raw: &str) -> Taken {
    let (channel, now) = ("mail".to_owned(), desk.now());
    let arrival = Arrival { channel, recipient: None, now };
    ingest(&desk.store, raw.as_bytes(), &arrival).unwrap()
}

fn hostile() -> String {
    format!(
        "From: {RITA}\nTo: desk@stufe.example\nSubject: x\nMessage-ID: <h@x>\n\
         Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n\
         <body onload=alert(1)><script>alert(1)</script><style>@import 'https://evil.example'</style>\
         <p style=\"background:url(https://evil.example/a)\">Hallo <b>Welt</b></p>\
         <img src=\"cid:pic@x\" onerror=alert(1)><img src=\"cid:svg@x\">\
         <img src=\"https://evil.example/1.gif\"><img src='http://evil.example/3.gif'><img src=//evil.example/2.gif>\
         <iframe src=https://evil.example></iframe><form action=https://evil.example><input></form>\
         <a href=\"javascript:alert(1)\">a</a><a href=\"https://gut.example\">gut</a>\
         <base href=https://evil.example><meta http-equiv=refresh content=0;url=https://evil.example>\n\
         --b\nContent-Type: image/png\nContent-ID: <pic@x>\nContent-Transfer-Encoding: base64\n\n\
         {PIXEL}\n\
         --b\nContent-Type: image/svg+xml\nContent-ID: <svg@x>\n\n<svg onload=\"alert(1)\"/>\n--b--\n"
    )
}

fn header<'p>(page: &'p Page, name: &str) -> &'p str {
    page.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn assert_framed(page: &Page) {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let policy = header(page, "content-security-policy");
    assert!(policy.starts_with("sandbox allow-popups"), "{policy}");
    assert!(!policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
    for part in ["default-src 'none'", "img-src data:", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(header(page, "x-frame-options"), "SAMEORIGIN");
    assert_eq!(header(page, "referrer-policy"), "no-referrer");
}

on_both! {
    fn the_formatted_mail_is_harmless_and_looks_like_it(test: &TestDb) {
        let desk = Desk::new(test);
        let number = gets(&desk, &hostile()).ticket.unwrap();
        for who in [ANNA, RITA] {
            let mut browser = desk.signed_in(who).with("accept-language", "de");
            let page = browser.get(&format!("/mails/{number}/2"));
            assert_framed(&page);
            assert!(page.text.contains("<b>Welt</b>"), "{}", page.text);
            assert!(page.text.contains(&format!("src=\"data:image/png;base64,{PIXEL}\"")), "{}", page.text);
            assert!(page.text.contains("2 Bilder aus dem Internet"), "{}", page.text);
            assert!(page.text.contains("href=\"https://gut.example\""));
            let bad = [
                "<script", "@import", "onerror", "onload", "javascript:", "<iframe", "<form", "<base",
                "http-equiv", "image/svg", " src=\"http", " src=\"//", "url(",
            ];
            for bad in bad {
                assert!(!page.text.contains(bad), "{bad}: {}", page.text);
            }
        }
    }

    fn a_mail_is_for_who_may_read_its_message(test: &TestDb) {
        let desk = Desk::new(test);
        let number = gets(&desk, &hostile()).ticket.unwrap();
        let other = gets(&desk, "From: otto@x.example\nSubject: y\nMessage-ID: <o@x>\n\nGeheim");
        let other = other.ticket.unwrap();
        // An agent's mail on it is a note.
        let note = format!("From: {ANNA}\nSubject: [#{number}]\nMessage-ID: <n@x>\n\nNur intern");
        gets(&desk, &note);
        let (message, foreign) = (format!("/mails/{number}/2"), format!("/mails/{other}/2"));
        let row = desk.store.read(|it| Ok(store::queries::mails::before(it.tx, i64::MAX, 1)?));
        let noted = format!("/mails/{number}/{}", row.unwrap()[0].event_seq.unwrap());
        let sees = |mut browser: Browser, path: &str| browser.get(path).status;
        for (path, anna, rita) in [
            (message.as_str(), true, true),
            (&foreign, true, false),
            (&noted, true, false),
            (&format!("{message}/raw"), true, false),
            (&format!("{foreign}/raw"), true, false),
            (&format!("{noted}/raw"), true, false),
            (&format!("/mails/{number}/1"), false, false),
            (&format!("/mails/0{number}/2"), false, false),
            ("/mails/99/2", false, false),
            ("/mails/-1/2", false, false),
            ("/mails/x/y/raw", false, false),
            ("/mails/99999999999999999999/2", false, false),
        ] {
            for (who, may) in [(ANNA, anna), (RITA, rita)] {
                let status = sees(desk.signed_in(who), path);
                let expected = if may { StatusCode::OK } else { StatusCode::NOT_FOUND };
                assert_eq!(status, expected, "{who} {path}");
            }
            assert_eq!(sees(desk.browser(), path), StatusCode::SEE_OTHER, "nobody sees {path}");
        }
    }

    fn the_whole_message_is_saved_as_it_came(test: &TestDb) {
        let desk = Desk::new(test);
        let raw = hostile() + &"x".repeat(600_000);
        let number = gets(&desk, &raw).ticket.unwrap();
        let page = desk.signed_in(ANNA).with("accept-encoding", "gzip").get(&format!("/mails/{number}/2/raw"));
        assert_eq!(page.bytes, raw.as_bytes());
        assert_eq!(header(&page, "content-type"), "message/rfc822");
        let name = format!("attachment; filename=\"{number}-2.eml\"");
        assert_eq!(header(&page, "content-disposition"), name);
        assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    }

    fn a_mail_of_text_alone_is_shown_whole(test: &TestDb) {
        let desk = Desk::new(test);
        let number = gets(&desk, &hostile()).ticket.unwrap();
        let raw = format!(
            "From: {RITA}\nSubject: [#{number}]\nMessage-ID: <t@x>\n\nNeu <b>\n\n> <script>alt</script>\n"
        );
        gets(&desk, &raw);
        let page = desk.signed_in(RITA).get(&format!("/mails/{number}/3"));
        assert_framed(&page);
        assert!(page.text.contains("Neu &#60;b&#62;\n\n&#62; &#60;script&#62;alt"), "{}", page.text);
    }
}
