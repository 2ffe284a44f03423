//! Files: in, out, and to nobody who may not read the message they went with.

use crate::client::{Client, Reply};
use crate::desk::{Desk, days_ago};
use axum::body::Body;
use axum::http::{Method, Request};
use desk::ids::TicketNumber;
use desk::ticket::message::Write;
use desk::values::Origin;
use serde_json::{Value, json};
use std::io;
use store::{By, blobs, on_both};

/// One transparent pixel.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";
const CHUNK: usize = blobs::CHUNK_BYTES;

/// Bytes that repeat nowhere near, so that a wrong place shows.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..length).map(next).collect()
}

fn upload(client: &Client, name: &str, content: &[u8]) -> Reply {
    let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/attachments?name={name}");
    client.call(Method::POST, &path).bytes("image/png", content).send()
}

fn uploaded(client: &Client, name: &str, content: &[u8]) -> i64 {
    upload(client, name, content).expect(201).json["id"].as_i64().unwrap()
}

fn read(client: &Client, id: i64) -> Reply {
    client.get(&format!("/attachments/{id}"))
}

fn form(boundary: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let part = |(head, body): &(&str, &str)| {
        format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let parts: String = parts.iter().map(part).collect();
    format!("{parts}--{boundary}--\r\n").into_bytes()
}

/// What the requester sees of the last message.
fn last_message(desk: &Desk, number: i64) -> Value {
    let ticket = desk.as_("rita").get(&format!("/tickets/{number}")).expect(200);
    ticket.json["messages"].as_array().unwrap().last().unwrap().clone()
}

/// Somebody's message with a file; the file.
fn sent(desk: &Desk, name: &str, number: i64, visibility: &str) -> i64 {
    let client = desk.as_(name);
    let id = uploaded(&client, &format!("{visibility}.txt"), visibility.as_bytes());
    let message = json!({ "body": "Here.", "visibility": visibility, "attachments": [id] });
    client.post(&format!("/tickets/{number}/messages"), message).expect(201);
    id
}

fn clean(desk: &Desk) {
    let findings = store::check::check(&desk.store).unwrap();
    assert!(findings.is_clean(), "{findings:?}");
}

on_both! {
    fn a_file_goes_with_a_message_and_comes_back(test: &TestDb) {
        let desk = Desk::new(test);
        let (rita, anna) = (desk.as_("rita"), desk.as_("anna"));
        let content = noise(2 * CHUNK + 17);
        let reply = upload(&rita, "Bericht März.bin", &content).expect(201);
        let (id, sha) = (reply.json["id"].as_i64().unwrap(), reply.json["sha256"].as_str().unwrap());
        assert_eq!(reply.header("location"), Some(&*format!("/api/v1/attachments/{id}")));
        assert_eq!(reply.json["name"], "Bericht März.bin");
        assert_eq!(reply.json["size"], content.len());
        assert_eq!(reply.json["content_type"], "application/octet-stream");
        assert_eq!(sha.len(), 64);

        let picture = uploaded(&rita, "x.png", PNG);
        let body = json!({ "subject": "Broken", "body": "See both.", "attachments": [id, picture] });
        let n = rita.post("/tickets", body).expect(201).number();
        let first = &last_message(&desk, n)["attachments"];
        assert_eq!(first[0], json!({
            "id": id, "name": "Bericht März.bin", "size": content.len(),
            "content_type": "application/octet-stream",
        }));
        assert_eq!(first[1]["content_type"], "image/png");

        for client in [&rita, &anna] {
            let file = read(client, id).expect(200);
            assert_eq!(file.bytes, content);
            assert_eq!(file.header("content-length"), Some(&*content.len().to_string()));
            assert_eq!(file.header("etag"), Some(&*format!("\"{sha}\"")));
            assert_eq!(file.header("accept-ranges"), Some("bytes"));
            assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(file.header("content-security-policy"), Some("sandbox; default-src 'none'"));
            assert_eq!(file.header("cache-control"), Some("private, no-cache"));
            let disposition = file.header("content-disposition").unwrap();
            assert_eq!(disposition, "attachment; filename=\"Bericht M_rz.bin\"; \
                filename*=UTF-8''Bericht%20M%C3%A4rz.bin");
            let inline = read(client, picture).expect(200);
            assert!(inline.header("content-disposition").unwrap().starts_with("inline; "));
            assert_eq!(inline.header("content-type"), Some("image/png"));
        }
        for name in ["rita", "anna"] {
            let timeline = desk.as_(name).get(&format!("/tickets/{n}/timeline")).expect(200);
            let wrote = timeline.items().iter().find(|it| it["kind"] == "requester_wrote").unwrap();
            let files = wrote["data"]["attachments"].as_array().unwrap();
            assert_eq!(files.len(), 2, "{wrote}");
            assert_eq!((&files[0]["id"], &files[0]["name"]), (&json!(id), &json!("Bericht März.bin")));
            assert_eq!(files[1]["size"], PNG.len());
        }
        clean(&desk);
    }

    fn agents_attach_to_replies_and_notes(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let reply = sent(&desk, "anna", n, "public");
        let note = sent(&desk, "anna", n, "internal");
        assert_eq!(last_message(&desk, n)["attachments"][0]["id"], reply);
        let own = desk.as_("rita").get(&format!("/tickets/{n}/timeline")).expect(200);
        assert!(own.text.contains("public.txt") && !own.text.contains("internal.txt"));
        let anna = desk.as_("anna").get(&format!("/tickets/{n}/timeline")).expect(200);
        let noted = anna.items().iter().find(|it| it["kind"] == "noted").unwrap();
        assert_eq!(noted["data"]["attachments"][0]["id"], note);
        clean(&desk);
    }

    fn only_who_may_read_the_message_reads_its_files(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let wrote = sent(&desk, "rita", n, "public");
        let reply = sent(&desk, "anna", n, "public");
        let note = sent(&desk, "anna", n, "internal");
        let check = |name: &str, expected: [u16; 3]| {
            let client = desk.as_(name);
            let found = [wrote, reply, note].map(|id| read(&client, id).status.as_u16());
            assert_eq!(found, expected, "{name}");
        };
        for house in ["anna", "armin", "bea", "cora", "lea", "adam"] {
            check(house, [200; 3]);
        }
        check("rita", [200, 200, 404]);
        for stranger in ["bob", "nora", "nils"] {
            check(stranger, [404; 3]);
        }
        let unknown = read(&desk.as_("bob"), 987_654).refused(404, "not_found");
        assert_eq!(read(&desk.as_("bob"), note).text, unknown.text, "nobody is told of it");
        desk.nobody().get(&format!("/attachments/{wrote}")).refused(401, "unauthorized");

        // A provider reads while it holds the ticket, and no longer.
        desk.done("anna", n, "transfer", json!({ "team": "Night", "reason": "absence" }));
        check("nora", [200; 3]);
        check("anna", [200; 3]);
        desk.done("nora", n, "transfer", json!({ "team": "1st Level", "reason": "absence" }));
        check("nora", [404; 3]);
        // An agent's own need shows them what its requester may see.
        let own = desk.opened("nora", "My badge");
        let (public, internal) = (sent(&desk, "anna", own, "public"), sent(&desk, "anna", own, "internal"));
        assert_eq!(read(&desk.as_("nora"), public).status.as_u16(), 200);
        assert_eq!(read(&desk.as_("nora"), internal).status.as_u16(), 404);
    }

    fn an_upload_is_its_uploaders_alone_and_goes_with_one_message(test: &TestDb) {
        let desk = Desk::new(test);
        let (rita, bob, anna) = (desk.as_("rita"), desk.as_("bob"), desk.as_("anna"));
        let n = desk.ticket();
        let id = uploaded(&rita, "a.txt", b"mine");
        read(&rita, id).expect(200);
        for other in ["bob", "anna", "lea", "adam"] {
            read(&desk.as_(other), id).refused(404, "not_found");
        }
        let messages = format!("/tickets/{n}/messages");
        let with = |ids: Value| json!({ "body": "x", "visibility": "public", "attachments": ids });
        let refused = |client: &Client, path: &str, body: Value, code: &str| {
            let reply = client.post(path, body).expect(422);
            assert_eq!(reply.fields(), ["attachments"], "{}", reply.text);
            assert_eq!(reply.json["errors"][0]["code"], code, "{}", reply.text);
            reply.text
        };
        let foreign = refused(&anna, &messages, with(json!([id])), "unknown");
        let missing = refused(&anna, &messages, with(json!([555])), "unknown");
        assert_eq!(foreign.replace(&id.to_string(), "N"), missing.replace("555", "N"));
        let open = json!({ "subject": "s", "body": "b", "attachments": [id] });
        refused(&bob, "/tickets", open.clone(), "unknown");
        refused(&rita, &messages, with(json!([id, id])), "used");
        refused(&rita, &messages, with(json!([-1])), "unknown");
        refused(&rita, &messages, with(json!((0..21).collect::<Vec<i64>>())), "too_many");

        rita.post(&messages, with(json!([id]))).expect(201);
        refused(&rita, &messages, with(json!([id])), "used");
        refused(&rita, "/tickets", open, "used");
        refused(&bob, "/tickets", json!({ "subject": "s", "body": "b", "attachments": [id] }), "unknown");
        // The agent who uploaded it reads it by the ticket from then on.
        let night = uploaded(&desk.as_("nora"), "n.txt", b"night");
        let held = desk.ticket();
        desk.done("anna", held, "transfer", json!({ "team": "Night", "reason": "absence" }));
        desk.as_("nora").post(&format!("/tickets/{held}/messages"), with(json!([night]))).expect(201);
        desk.done("nora", held, "transfer", json!({ "team": "Field", "reason": "absence" }));
        read(&desk.as_("nora"), night).refused(404, "not_found");
        for (wrong, code) in [
            (json!(["x"]), "wrong_type"), (json!("1"), "wrong_type"), (json!([1.5]), "wrong_type"),
        ] {
            rita.post(&messages, with(wrong)).refused(400, code);
        }
        rita.post(&messages, with(json!([]))).expect(201);
        rita.post(&messages, with(Value::Null)).expect(201);
        clean(&desk);
    }

    fn words_may_be_missing_where_a_picture_says_it(test: &TestDb) {
        let desk = Desk::new(test);
        let (rita, anna, n) = (desk.as_("rita"), desk.as_("anna"), desk.ticket());
        let messages = format!("/tickets/{n}/messages");
        let id = uploaded(&rita, "x.png", PNG);
        rita.post(&messages, json!({ "attachments": [id] })).expect(201);
        assert_eq!(last_message(&desk, n)["body"], "");
        let id = uploaded(&rita, "y.png", PNG);
        rita.post("/tickets", json!({ "subject": "Look", "attachments": [id] })).expect(201);
        for visibility in ["public", "internal"] {
            let id = uploaded(&anna, "x.png", PNG);
            let body = json!({ "visibility": visibility, "attachments": [id] });
            assert_eq!(anna.post(&messages, body).expect(422).fields(), ["body"]);
        }
        clean(&desk);
    }

    fn ranges_are_what_they_ask_for(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let content = noise(3 * CHUNK);
        let id = uploaded(&rita, "noise", &content);
        let size = content.len();
        let of = |range: &str| {
            let path = format!("/attachments/{id}");
            rita.call(Method::GET, &path).header("range", range).send()
        };
        for (range, first, last) in [
            ("bytes=0-0".to_owned(), 0, 0),
            (format!("bytes={}-{}", CHUNK - 1, CHUNK), CHUNK - 1, CHUNK),
            (format!("bytes={}-", CHUNK), CHUNK, size - 1),
            (format!("bytes={}-{}", CHUNK / 2, 2 * CHUNK + 5), CHUNK / 2, 2 * CHUNK + 5),
            ("bytes=-1".to_owned(), size - 1, size - 1),
            (format!("bytes=-{}", size + 5), 0, size - 1),
            (format!("bytes=0-{}", size + 99), 0, size - 1),
        ] {
            let reply = of(&range).expect(206);
            assert_eq!(reply.bytes, content[first..=last], "{range}");
            let told = format!("bytes {first}-{last}/{size}");
            assert_eq!(reply.header("content-range"), Some(&*told));
            assert_eq!(reply.header("content-length"), Some(&*(last - first + 1).to_string()));
        }
        let outside = of(&format!("bytes={size}-")).refused(416, "range_outside");
        assert_eq!(outside.header("content-range"), Some(&*format!("bytes */{size}")));
        for whole in ["bytes=0-1,5-6", "bytes=9-2", "lines=1-2", "nonsense"] {
            assert_eq!(of(whole).expect(200).bytes.len(), size, "{whole}");
        }
        let etag = read(&rita, id).header("etag").unwrap().to_owned();
        let with = |name: &str, tag: &str| {
            let path = format!("/attachments/{id}");
            rita.call(Method::GET, &path).header("range", "bytes=0-3").header(name, tag).send()
        };
        assert_eq!(with("if-range", &etag).expect(206).bytes, content[..4]);
        assert_eq!(with("if-range", "\"other\"").expect(200).bytes.len(), size);
        let known = with("if-none-match", &etag).expect(304);
        assert!(known.bytes.is_empty());
        assert_eq!(known.header("etag"), Some(&*etag));
        assert_eq!(with("if-none-match", "\"other\"").expect(206).bytes.len(), 4);
        with("if-none-match", "other").expect(400);
    }

    fn a_file_of_nothing_is_a_file(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let reply = upload(&rita, "empty.txt", b"").expect(201);
        assert_eq!((&reply.json["size"], &reply.json["content_type"]), (&json!(0), &json!("text/plain")));
        let id = reply.json["id"].as_i64().unwrap();
        let n = desk.ticket();
        let message = json!({ "body": "x", "attachments": [id] });
        rita.post(&format!("/tickets/{n}/messages"), message).expect(201);
        let file = read(&rita, id).expect(200);
        assert!(file.bytes.is_empty());
        assert_eq!(file.header("content-length"), Some("0"));
        let path = format!("/attachments/{id}");
        rita.call(Method::GET, &path).header("range", "bytes=0-").send().expect(416);
        clean(&desk);
    }

    fn what_it_is_called_counts_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        for (name, content, expected, served) in [
            ("x.png", &b"<html><script>alert(1)</script>"[..], "text/plain", "text/plain; charset=utf-8"),
            ("x.png", b"<svg onload=alert(1)>", "text/plain", "text/plain; charset=utf-8"),
            ("x.html", PNG, "image/png", "image/png"),
            ("x.png", b"MZ\x90\0\x03\0\0\0", "application/vnd.microsoft.portable-executable",
                "application/vnd.microsoft.portable-executable"),
        ] {
            let reply = upload(&rita, name, content).expect(201);
            assert_eq!(reply.json["content_type"], expected, "{name}");
            let file = read(&rita, reply.json["id"].as_i64().unwrap()).expect(200);
            assert_eq!(file.header("content-type"), Some(served));
            let inline = file.header("content-disposition").unwrap().starts_with("inline");
            assert_eq!(inline, served == "image/png", "{name}");
        }
    }

    fn names_lead_nowhere_and_hide_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let long = format!("{}.xlsx", "ä".repeat(400));
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("a\"b;c.txt", "a\"b;c.txt"),
            ("line\r\nSet-Cookie: x.txt", "lineSet-Cookie: x.txt"),
            ("null\0byte.txt", ""),
            ("👩\u{200d}💻.txt", "👩\u{200d}💻.txt"),
            ("evil\u{202e}txt.exe", "eviltxt.exe"),
            (&long, &format!("{}.xlsx", "ä".repeat(145))),
            ("", "file"),
            ("..", "file"),
        ] {
            let reply = upload(&rita, given, b"x");
            if kept.is_empty() {
                reply.refused(400, "nul_character");
                continue;
            }
            let reply = reply.expect(201);
            assert_eq!(reply.json["name"], kept, "{given:?}");
            let file = read(&rita, reply.json["id"].as_i64().unwrap()).expect(200);
            let disposition = file.header("content-disposition").unwrap();
            assert!(disposition.is_ascii() && !disposition.contains(".."), "{disposition}");
        }
        let nameless = rita.call(Method::POST, "/attachments").bytes("text/plain", "x").send();
        assert_eq!(nameless.expect(201).json["name"], "file");
        rita.call(Method::POST, "/attachments?nome=x").bytes("text/plain", "x").send()
            .refused(400, "unknown_field");
    }

    fn a_form_brings_one_file(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let send = |path: &str, body: Vec<u8>| {
            rita.call(Method::POST, path).bytes("multipart/form-data; boundary=xx", body).send()
        };
        let file = ("name=\"file\"; filename=\"C:\\\\x\\\\ü.txt\"", "hello");
        let reply = send("/attachments", form("xx", &[file])).expect(201);
        assert_eq!((&reply.json["name"], &reply.json["size"]), (&json!("ü.txt"), &json!(5)));
        let reply = send("/attachments?name=other.txt", form("xx", &[file])).expect(201);
        assert_eq!(reply.json["name"], "other.txt", "the address says it better");
        assert_eq!(send("/attachments", form("xx", &[])).expect(422).fields(), ["file"]);
        send("/attachments", form("xx", &[file, file])).refused(400, "duplicate_field");
        let other = ("name=\"note\"", "x");
        assert_eq!(send("/attachments", form("xx", &[other])).expect(400).fields(), ["note"]);
        send("/attachments", b"--xx\r\nContent-Dis".to_vec()).refused(400, "unreadable");
        send("/attachments", form("yy", &[file])).expect(400);
        let no_boundary = rita.call(Method::POST, "/attachments").bytes("multipart/form-data", "x");
        no_boundary.send().refused(415, "unsupported_media_type");
        let squeezed = rita.call(Method::POST, "/attachments").bytes("text/plain", "x");
        squeezed.header("content-encoding", "gzip").send().refused(415, "unsupported_media_type");
    }

    fn the_same_key_uploads_once(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let send = |content: &[u8], name: &str| {
            let path = format!("/attachments?name={name}");
            rita.call(Method::POST, &path).bytes("x/y", content).key("k1").send()
        };
        let content = noise(CHUNK + 1);
        let first = send(&content, "a").expect(201);
        let again = send(&content, "a").expect(201);
        assert_eq!(first.json, again.json);
        send(&content, "b").refused(422, "idempotency_key_reused");
        send(b"other", "a").refused(422, "idempotency_key_reused");
    }

    fn a_file_follows_its_message(test: &TestDb) {
        let desk = Desk::new(test);
        let (rita, anna) = (desk.as_("rita"), desk.as_("anna"));
        let number = desk.ticket();
        let id = sent(&desk, "rita", number, "public");
        let timeline = anna.get(&format!("/tickets/{number}/timeline")).expect(200);
        let seq = timeline.items().last().unwrap()["seq"].clone();
        let split = anna.post(&format!("/tickets/{number}/split"), json!({ "message": seq })).expect(200);
        let into: i64 = split.header("location").unwrap().rsplit('/').next().unwrap().parse().unwrap();
        let files = last_message(&desk, into)["attachments"].clone();
        assert_eq!(files[0]["name"], "public.txt");
        let copy = files[0]["id"].as_i64().unwrap();
        assert_ne!(copy, id, "each message has its own");
        assert_eq!(read(&rita, copy).expect(200).text, "public");

        // What was said without words is split all the same.
        let silent = uploaded(&rita, "only.png", PNG);
        rita.post(&format!("/tickets/{number}/messages"), json!({ "attachments": [silent] })).expect(201);
        let timeline = anna.get(&format!("/tickets/{number}/timeline?limit=200")).expect(200);
        let wrote = timeline.items().iter().rfind(|it| it["kind"] == "requester_wrote").unwrap();
        let body = json!({ "message": wrote["seq"] });
        anna.post(&format!("/tickets/{number}/split"), body).expect(200);

        // Into a successor, when it comes too late.
        let old = desk.write("anna", days_ago(30), move |ledger| {
            let close = desk::ticket::close::Close { code: Some(desk::values::ResolutionCode::Cancelled) };
            ledger.act(TicketNumber(into), close.into()).map(|_| into)
        });
        let late = uploaded(&rita, "late.txt", b"late");
        let body = json!({ "body": "It is back, again and again.", "attachments": [late] });
        let next = rita.post(&format!("/tickets/{old}/messages"), body).expect(201).number();
        let message = last_message(&desk, next);
        assert_eq!(message["attachments"][0]["id"], late, "{message}");

        // A merged ticket's messages show on the survivor, also to its requester.
        let other = desk.opened("bob", "Same here");
        let note = sent(&desk, "anna", other, "internal");
        let bobs = uploaded(&desk.as_("bob"), "bob.txt", b"bob");
        let body = json!({ "body": "x", "attachments": [bobs] });
        desk.as_("bob").post(&format!("/tickets/{other}/messages"), body).expect(201);
        read(&rita, bobs).refused(404, "not_found");
        let body = json!({ "into": number, "may_see_each_other": true });
        anna.post(&format!("/tickets/{other}/merge"), body).expect(200);
        read(&rita, bobs).expect(200);
        read(&rita, note).refused(404, "not_found");
        clean(&desk);
    }

    fn what_is_too_large_or_breaks_off_leaves_nothing(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        let most = usize::try_from(web::limits::FILE_BYTES_MAX).unwrap();
        let exact = noise(most);
        let id = uploaded(&rita, "most", &exact);
        assert!(read(&rita, id).expect(200).bytes == exact, "the largest file comes back whole");
        let large = [&exact[..], b"x"].concat();
        let reply = upload(&rita, "more", &large).refused(413, "too_large");
        assert!(reply.text.contains("25 MiB"), "{}", reply.text);

        let broken = |pieces: Vec<Result<Vec<u8>, io::Error>>| {
            let body = Body::from_stream(futures(pieces));
            let token = rita.token.clone().unwrap();
            let request = Request::builder().method(Method::POST).uri("/api/v1/attachments?name=x")
                .header("authorization", format!("Bearer {token}")).body(body).unwrap();
            rita.runtime.block_on(crate::client::answer(rita.router.clone(), request))
        };
        // Without a length, piece by piece, as long as it may be; then one that is cut.
        let pieces = exact.chunks(100_000).map(|piece| Ok(piece.to_vec()));
        broken(pieces.clone().collect()).expect(201);
        broken(pieces.chain([Ok(vec![0])]).collect()).refused(413, "too_large");
        let cut = || Err(io::Error::other("cut"));
        broken(vec![Ok(noise(CHUNK * 2)), cut()]).refused(400, "unreadable");
        broken(vec![cut()]).refused(400, "unreadable");
        clean(&desk);
        // Nobody kept any of it: the sweep of tomorrow leaves nothing at all.
        let later = desk::time::Timestamp(crate::desk::now().0 + blobs::UNKEPT.0);
        assert!(blobs::sweep(&desk.store, later).unwrap() >= 4);
        read(&rita, id).refused(404, "not_found");
        let left = desk.store.db().read(|tx| -> Result<i64, store::Failure> {
            Ok(tx.query_one("SELECT COUNT(*) FROM blob_chunks", &[], |row| row.get(0))?)
        });
        assert_eq!(left.unwrap(), 0);
        clean(&desk);
    }

    fn one_person_has_so_many_uploads_waiting(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.as_("rita");
        for _ in 0..store::attachments::UNUSED_MAX {
            upload(&rita, "a", b"x").expect(201);
        }
        upload(&rita, "a", b"x").refused(422, "too_many_uploads");
        upload(&desk.as_("bob"), "a", b"x").expect(201);
    }

    fn the_desk_brings_files_in_for_a_sender(test: &TestDb) {
        let desk = Desk::new(test);
        let n = desk.ticket();
        let store = desk.store.clone();
        let take = |name: &str| {
            let content = io::Cursor::new(noise(CHUNK + 3));
            store::attachments::take_in(&store, crate::desk::now(), None, name, content).unwrap()
        };
        let ids = vec![take("a.bin"), take("b.bin")];
        let rita = desk.id("rita");
        let write = |ids: Vec<desk::ids::AttachmentId>, handed: bool| {
            let actor = desk::actor::Actor::Person(rita);
            let by = By { now: crate::desk::now(), actor, origin: Origin::Command };
            store.write(by, move |ledger| {
                if handed {
                    store::attachments::hand_to(ledger.tx(), &ids, rita)?;
                }
                let attachments = store::attachments::offer(ledger.tx(), &ids)?;
                let write = Write { attachments, ..Write::default() };
                ledger.act(TicketNumber(n), write.into()).map(|_| ())
            })
        };
        assert!(write(ids.clone(), false).is_err(), "what the desk holds is not hers by itself");
        write(ids.clone(), true).unwrap();
        assert_eq!(last_message(&desk, n)["attachments"].as_array().unwrap().len(), 2);
        let mine = uploaded(&desk.as_("bob"), "bob", b"x");
        assert!(write(vec![desk::ids::AttachmentId(mine)], true).is_err(), "nobody's is given away");
        clean(&desk);
    }
}

fn futures<T: Send + 'static>(items: Vec<T>) -> impl futures_util::Stream<Item = T> + Send {
    futures_util::stream::iter(items)
}
