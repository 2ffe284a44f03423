//! Contents in chunks: whole or nothing, kept or swept, and checked.

use crate::support::{MONDAY, TestDesk, text};
use desk::ids::{AttachmentId, TicketNumber};
use desk::ticket::message::Note;
use desk::time::{Span, Timestamp};
use std::io::{self, Read};
use store::attachments::{self, offer};
use store::blobs::{self, BlobId, CHUNK_BYTES, Incoming};
use store::check::{self, Findings};
use store::{Failure, on_both};

/// Bytes of which no chunk is like another.
fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 251 % 251).to_le_bytes()[0]).collect()
}

fn tomorrow() -> Timestamp {
    MONDAY + Span::days(3)
}

/// A file of three chunks in a note on a ticket.
fn noted(desk: &TestDesk) -> (TicketNumber, AttachmentId) {
    let number = desk.open("Mit Anhang");
    let file = io::Cursor::new(content(2 * CHUNK_BYTES + 5));
    let id = attachments::take_in(&desk.store, desk.now(), Some(desk.ayse), "../Log.txt", file);
    let id = id.unwrap();
    note(desk, number, id).unwrap();
    (number, id)
}

fn note(desk: &TestDesk, number: TicketNumber, id: AttachmentId) -> Result<(), Failure> {
    desk.store.write(desk.by(desk.ayse), move |ledger| {
        let attachments = offer(ledger.tx(), &[id])?;
        let note = Note { body: text("Siehe Log."), attachments };
        ledger.act(number, note.into()).map(|_| ())
    })
}

fn count(desk: &TestDesk, sql: &'static str) -> i64 {
    let found = desk.store.db().read(|tx| tx.query_one(sql, &[], |row| row.get(0)));
    found.unwrap()
}

fn chunks(desk: &TestDesk) -> i64 {
    count(desk, "SELECT COUNT(*) FROM blob_chunks")
}

fn changed(desk: &TestDesk, sql: &'static str) -> Findings {
    let done =
        desk.store.db().write(move |tx| -> Result<u64, Failure> { Ok(tx.execute(sql, &[])?) });
    assert!(done.unwrap() > 0, "nothing was changed by {sql}");
    check::check(&desk.store).unwrap()
}

macro_rules! finds {
    ($($name:ident: $($sql:literal),+ => $word:literal;)*) => {
        on_both! {$(
            fn $name(test: &TestDb) {
                let desk = TestDesk::on(test);
                noted(&desk);
                let mut findings = check::check(&desk.store).unwrap();
                assert!(findings.is_clean() && findings.files == 1, "{findings:?}");
                $(findings = changed(&desk, $sql);)+
                let told = findings.wrong.join("\n");
                assert!(told.contains($word), "{told}");
            }
        )*}
    };
}

finds! {
    a_changed_chunk: "UPDATE blob_chunks SET content = (SELECT content FROM blob_chunks \
        WHERE n = 0) WHERE n = 1" => "content 1 is not the one that was taken in";
    a_lost_chunk: "DELETE FROM blob_chunks WHERE n = 2" => "content 1 is not the one";
    a_chunk_too_many: "INSERT INTO blob_chunks (blob, n, content) \
        SELECT blob, 3, content FROM blob_chunks WHERE n = 2" => "content 1 is not the one";
    another_size: "UPDATE blobs SET size = size - 1"
        => "ticket #1, event 4: attachment 1 is not the one the event names";
    a_lost_attachment: "DELETE FROM attachments"
        => "ticket #1, event 4: attachment 1 is gone";
    another_place: "UPDATE attachments SET stream_seq = 2"
        => "attachment 1 is kept under another event";
    a_content_that_would_go: "UPDATE blobs SET expires_at = 5" => "would be swept away";
    a_file_nobody_named: "INSERT INTO attachments (id, blob, stream, stream_seq) \
        VALUES (99, 1, 1, 1)" => "2 attachments are in use, but events name 1";
    another_name: "UPDATE texts SET content = 'anders.exe' WHERE slot = 'attachments.1'"
        => "the text \"attachments.1\" was changed";
}

on_both! {
    fn a_file_is_kept_with_its_message(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (number, id) = noted(&desk);
        let row = desk.store.db().read(|tx| attachments::read(tx, id)).unwrap().unwrap();
        assert_eq!(row.used_by, Some((number.0, 4)));
        assert_eq!(row.name, None, "what it is called stands beside the journal alone");
        let name = desk.store.db().read(|tx| attachments::name(tx, &row)).unwrap();
        assert_eq!(name, "Log.txt");
        assert_eq!(chunks(&desk), 3);
        assert_eq!(blobs::sweep(&desk.store, tomorrow()).unwrap(), 0);
        let whole = desk.store.db().read(|tx| blobs::read_all(tx, BlobId(row.blob))).unwrap();
        assert_eq!(whole.unwrap(), content(2 * CHUNK_BYTES + 5));
        assert!(note(&desk, number, id).is_err(), "it goes with one message");
        // Whoever is forgotten takes the name along; the file has none then.
        changed(&desk, "DELETE FROM texts WHERE slot = 'attachments.1'");
        let name = desk.store.db().read(|tx| attachments::name(tx, &row)).unwrap();
        assert_eq!(name, desk::text::ERASED);
    }

    fn what_nobody_keeps_is_swept_away(test: &TestDb) {
        let desk = TestDesk::on(test);
        noted(&desk);
        let take = |length| {
            let content = io::Cursor::new(content(length));
            attachments::take_in(&desk.store, MONDAY, Some(desk.mia), "x", content).unwrap()
        };
        let (unused, empty) = (take(70 * CHUNK_BYTES), take(0));
        let broken = desk.store.db().write(|tx| -> Result<BlobId, Failure> {
            let blob = blobs::begin(tx, MONDAY)?;
            for chunk in Incoming::new().push(&content(2 * CHUNK_BYTES)) {
                blobs::append(tx, blob, &chunk)?;
            }
            Ok(blob)
        });
        let broken = broken.unwrap();
        assert_eq!(chunks(&desk), 3 + 70 + 2);
        let almost = MONDAY + Span::days(1) + Span(-1);
        assert_eq!(blobs::sweep(&desk.store, almost).unwrap(), 0);
        assert!(check::check(&desk.store).unwrap().is_clean());

        assert_eq!(blobs::sweep(&desk.store, MONDAY + Span::days(1)).unwrap(), 3);
        assert_eq!(chunks(&desk), 3, "what a message has stays");
        assert_eq!(count(&desk, "SELECT COUNT(*) FROM blobs"), 1);
        assert_eq!(count(&desk, "SELECT COUNT(*) FROM attachments"), 1);
        for id in [unused, empty] {
            let offered = desk.store.db().read(|tx| offer(tx, &[id])).unwrap();
            assert_eq!(offered[0].found, None);
        }
        assert_eq!(blobs::sweep(&desk.store, tomorrow()).unwrap(), 0);
        // An upload that goes on after that comes to nothing, and is told so.
        let late = desk.store.db().write(move |tx| -> Result<(), Failure> {
            Incoming::new().push(&content(CHUNK_BYTES)).iter()
                .try_for_each(|chunk| blobs::append(tx, broken, chunk))?;
            Ok(())
        });
        assert!(late.is_err());
        assert!(check::check(&desk.store).unwrap().is_clean());
    }

    fn what_is_kept_meanwhile_is_not_swept(test: &TestDb) {
        let desk = TestDesk::on(test);
        let taken = blobs::take_in(&desk.store, MONDAY, io::Cursor::new(b"a mail")).unwrap();
        let kept = desk.store.db().write(move |tx| blobs::keep(tx, taken.blob));
        kept.unwrap();
        assert_eq!(blobs::sweep(&desk.store, tomorrow()).unwrap(), 0);
        let whole = desk.store.db().read(|tx| blobs::read_all(tx, taken.blob)).unwrap();
        assert_eq!(whole.unwrap(), b"a mail");
        assert!(check::check(&desk.store).unwrap().is_clean());
        // What is not whole is not kept, and what is late is not made whole.
        let begun = desk.store.db().write(|tx| -> Result<BlobId, Failure> {
            Ok(blobs::begin(tx, MONDAY)?)
        }).unwrap();
        let keep = desk.store.db().write(move |tx| blobs::keep(tx, begun));
        assert!(matches!(keep, Err(Failure::Refused(it)) if it.code == "upload_gone"));
        let (_, content) = Incoming::new().end();
        let finish = move |tx: &mut store::db::Tx<'_>| blobs::finish(tx, begun, &content, tomorrow());
        assert!(matches!(desk.store.db().write(finish), Err(Failure::Refused(_))));
    }

    fn a_content_has_a_limit(test: &TestDb) {
        let desk = TestDesk::on(test);
        let endless = io::repeat(b'x');
        let refused = blobs::take_in(&desk.store, MONDAY, endless);
        assert!(matches!(refused, Err(Failure::Refused(it)) if it.code == "too_large"));
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let broken = io::Cursor::new(content(CHUNK_BYTES)).chain(Broken);
        assert!(matches!(blobs::take_in(&desk.store, MONDAY, broken), Err(Failure::Db(_))));
        blobs::sweep(&desk.store, tomorrow()).unwrap();
        assert_eq!(chunks(&desk), 0);
    }
}

#[test]
fn pieces_of_any_size_make_the_same_content() {
    let bytes = content(2 * CHUNK_BYTES + 1);
    let cut = |piece: usize| {
        let mut incoming = Incoming::new();
        let mut chunks: Vec<_> = bytes.chunks(piece).flat_map(|it| incoming.push(it)).collect();
        let (last, content) = incoming.end();
        chunks.extend(last);
        (chunks, content)
    };
    let whole = cut(bytes.len());
    assert_eq!(whole.0.len(), 3);
    for piece in [1_000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1] {
        assert!(cut(piece) == whole, "pieces of {piece}");
    }
    let mut exact = Incoming::new();
    assert_eq!(exact.push(&bytes[..CHUNK_BYTES]).len(), 1);
    assert_eq!(exact.end().0, None, "no empty chunk at the end");
}
