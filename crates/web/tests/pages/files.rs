//! Files on pages: a form brings them without a script, and nothing has to be chosen twice.

use super::browser::{Browser, Desk, Page};
use axum::http::StatusCode;
use store::on_both;

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";

/// A field: its name, a file's name where it is one, and the content.
pub(crate) type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub(crate) fn send(browser: &mut Browser, path: &str, fields: &[Field<'_>]) -> Page {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(b"--xx\r\nContent-Disposition: form-data; name=\"");
        body.extend(format!("{name}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--xx--\r\n");
    browser.post_as(path, "multipart/form-data; boundary=xx", body)
}

/// The numbers that a form brings again.
pub(crate) fn ids(page: &Page) -> Vec<String> {
    let boxes = page.text.split("name=\"attachments\" value=\"").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

on_both! {
    fn a_refused_form_keeps_its_files(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = desk.signed_in(ANNA).with("accept-language", "de");
        let fields: &[Field<'_>] = &[
            ("body", None, b" "),
            ("files", Some("Übersicht.txt"), b"hello"),
            ("files", Some("a%22b.txt"), b"quoted"),
            ("files", Some(""), b""),
        ];
        let page = send(&mut anna, "/parts/files", fields);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        assert!(page.text.contains("Bitte schreiben Sie"), "{}", page.text);
        assert!(page.text.contains("Übersicht.txt") && page.text.contains("a&#34;b.txt"));
        assert!(page.text.contains("5 Byte"));
        let kept = ids(&page);
        assert_eq!(kept.len(), 2, "{}", page.text);
        let file = anna.get(&format!("/attachments/{}", kept[0]));
        assert_eq!((file.status, &*file.text), (StatusCode::OK, "hello"));

        // Sent again with the numbers alone, in either way a form is sent.
        let mut again: Vec<Field<'_>> = vec![("body", None, b"words")];
        again.extend(kept.iter().map(|id| ("attachments", None, id.as_bytes())));
        assert_eq!(send(&mut anna, "/parts/files", &again).to(), "/parts");
        let plain = [("body", ""), ("attachments", &*kept[0]), ("attachments", &*kept[1])];
        let page = anna.post("/parts/files", &plain);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ids(&page), kept);
        // One that somebody else uploaded is not shown.
        let mut rita = desk.signed_in(RITA);
        let page = rita.post("/parts/files", &plain);
        assert!(ids(&page).is_empty() && !page.text.contains("Übersicht"), "{}", page.text);
    }

    fn what_is_too_large_or_too_many_is_said_beside_it(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA).with("accept-language", "de");
        let large = vec![b'x'; usize::try_from(web::limits::FILE_BYTES_MAX).unwrap() + 1];
        let fields: &[Field<'_>] = &[
            ("files", Some("film.mp4"), &large),
            ("files", Some("klein.txt"), b"x"),
            ("body", None, b"Was ich schrieb"),
        ];
        let page = send(&mut rita, "/parts/files", fields);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["Was ich schrieb", "film.mp4", "größer als 25 MB", "klein.txt"] {
            assert!(page.text.contains(words), "{words}");
        }
        assert_eq!(ids(&page).len(), 1);

        let mut many: Vec<Field<'_>> = vec![("body", None, b"x")];
        many.extend((0..22).map(|_| ("files", Some("a.txt"), &b"x"[..])));
        let page = send(&mut rita, "/parts/files", &many);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ids(&page).len(), 20);
        assert_eq!(page.text.matches("mehr als 20 Dateien").count(), 2);
    }

    fn bad_forms_get_a_clear_no(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let kind = "multipart/form-data; boundary=xx";
        for (body, status) in [
            (b"--xx\r\nContent-Disposition: form-data; na".to_vec(), 400),
            (b"junk".to_vec(), 400),
            (vec![], 400),
        ] {
            let page = rita.post_as("/parts/files", kind, body);
            assert_eq!(page.status.as_u16(), status, "{}", page.text);
            assert!(page.text.contains("<h1>"), "it is said as a page");
        }
        let long = vec![b'x'; web::limits::FORM_BYTES_MAX + 1];
        let page = send(&mut rita, "/parts/files", &[("body", None, &long)]);
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        let page = send(&mut rita, "/parts/files", &[("attachments", None, b"x")]);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        // What cannot be kept in a text is left out; nothing breaks.
        let page = send(&mut rita, "/parts/files", &[("body", None, b"\0 \xff")]);
        assert_eq!(page.to(), "/parts");
        let mut foreign = rita.clone().with("sec-fetch-site", "cross-site");
        let page = send(&mut foreign, "/parts/files", &[("body", None, b"x")]);
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }

    fn the_texts_of_a_form_with_files_survive_the_sign_in(test: &TestDb) {
        let desk = Desk::new(test);
        let fields: &[Field<'_>] =
            &[("files", Some("a.txt"), &[b'x'; 300_000]), ("body", None, "Grüße".as_bytes())];
        let page = send(&mut desk.browser(), "/parts/files", fields);
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        let kept = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert!(page.hidden().contains(&kept("kept-action", "/parts/files")), "{:?}", page.hidden());
        assert!(page.hidden().contains(&kept("kept.body", "Grüße")), "{:?}", page.hidden());
    }

    fn a_file_has_an_address(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let fields: &[Field<'_>] =
            &[("body", None, b""), ("files", Some("x.html"), b"<script>alert(1)</script> and so on")];
        let id = ids(&send(&mut rita, "/parts/files", fields)).remove(0);
        let path = format!("/attachments/{id}");
        let file = rita.clone().with("accept-encoding", "br, gzip").get(&path);
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.text, "<script>alert(1)</script> and so on", "it is sent as it is");
        assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(file.headers["content-security-policy"], "sandbox; default-src 'none'");
        assert_eq!(file.headers["x-content-type-options"], "nosniff");
        assert_eq!(file.headers["cache-control"], "private, no-cache");
        let part = rita.clone().with("range", "bytes=0-7").get(&path);
        assert_eq!((part.status, &*part.text), (StatusCode::PARTIAL_CONTENT, "<script>"));
        let outside = rita.clone().with("range", "bytes=99-").get(&path);
        assert_eq!(outside.status, StatusCode::RANGE_NOT_SATISFIABLE);
        for nobody in [&format!("/attachments/0{id}"), "/attachments/x", "/attachments/99999"] {
            assert_eq!(rita.get(nobody).status, StatusCode::NOT_FOUND, "{nobody}");
        }
        assert_eq!(desk.signed_in(ANNA).get(&path).status, StatusCode::NOT_FOUND);
        assert_eq!(desk.browser().get(&path).to(), format!("/sign-in?return_to={path}"));
    }
}
