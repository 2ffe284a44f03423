use super::*;
use crate::ticket::message::{Note, PublicMessage, Reply, RequesterWrote, Write};
use crate::ticket::open::Open;
use crate::ticket::testing::{ADA, BOB, Bench, LEA, RITA, RON, imported, need, some, text, told};
use crate::ticket::{Command, Event};
use crate::values::{Channel, LinkKind, Origin};

const TAKEN: &str = "requester_wrote";

fn file(id: i64) -> Attachment {
    Attachment {
        id: AttachmentId(id),
        name: text("Bildschirm.png"),
        size: 3,
        sha256: Sha256([id.to_le_bytes()[0]; 32]),
        content_type: "image/png".into(),
    }
}

fn by(id: i64, uploader: Option<PersonId>) -> Offered {
    let found = Found { file: file(id), uploader, usage: Usage::Free };
    Offered { id: AttachmentId(id), found: Some(found) }
}

fn used(id: i64, uploader: PersonId) -> Offered {
    let mut offered = by(id, Some(uploader));
    offered.found.as_mut().unwrap().usage = Usage::Used;
    offered
}

fn nothing(id: i64) -> Offered {
    Offered { id: AttachmentId(id), found: None }
}

fn write(attachments: Vec<Offered>) -> Write {
    Write { body: some("See the picture."), attachments, ..Write::default() }
}

#[test]
fn a_file_goes_with_one_message_of_whoever_uploaded_it() {
    let bench = Bench::new();
    let refused = |code: &str| format!("message_incomplete: attachments {code}");
    for (offered, expected) in [
        (vec![by(1, Some(RITA))], TAKEN.to_owned()),
        (vec![by(1, Some(RON))], refused("unknown")),
        (vec![by(1, None)], refused("unknown")),
        (vec![nothing(1)], refused("unknown")),
        (vec![used(1, RITA)], refused("used")),
        (vec![used(1, RON)], refused("unknown")),
        (vec![by(1, Some(RITA)), by(1, Some(RITA))], refused("used")),
        (
            vec![nothing(1), used(2, RITA), by(3, Some(RITA))],
            "message_incomplete: attachments unknown, attachments used".into(),
        ),
    ] {
        bench.check(RITA, write(offered), &expected);
    }
    for elsewhere in [imported(RITA), Origin::Rule.into(), Origin::Command.into()] {
        bench.check(elsewhere, write(vec![by(1, Some(RON)), by(2, None)]), TAKEN);
        bench.check(elsewhere, write(vec![used(1, RITA)]), &refused("used"));
    }
}

#[test]
fn a_message_has_so_many_files_and_no_more() {
    let bench = Bench::new();
    let many = |count: i64| write((1..=count).map(|id| by(id, Some(RITA))).collect());
    let most = i64::try_from(ATTACHMENTS_MAX).unwrap();
    bench.check(RITA, many(most), TAKEN);
    bench.check(RITA, many(most + 1), "message_incomplete: attachments too_many");
}

#[test]
fn a_requester_may_send_files_without_words_and_an_agent_may_not() {
    let refused = "message_incomplete: body required";
    for body in [None, some(" \n")] {
        let bench = Bench::new();
        let attachments = || vec![by(1, Some(RITA))];
        let silent = Write { body: body.clone(), attachments: attachments(), ..Write::default() };
        bench.check(RITA, silent.clone(), TAKEN);
        bench.check(RITA, Write { attachments: Vec::new(), ..silent.clone() }, refused);
        bench.check(
            RITA,
            Write { attachments: vec![nothing(1)], ..silent },
            "message_incomplete: attachments unknown",
        );
        let attachments = || vec![by(1, Some(ADA))];
        let reply = Reply { body: body.clone(), attachments: attachments(), ..Reply::default() };
        bench.check(ADA, reply, refused);
        bench.check(ADA, Note { body: body.clone(), attachments: attachments() }, refused);
    }
}

#[test]
fn a_picture_alone_is_a_concern() {
    let mut bench = Bench::new();
    let attachments = vec![by(1, Some(RITA))];
    bench.does(RITA, Write { attachments, ..Write::default() });
    let Event::RequesterWrote(wrote) = bench.last() else { panic!("{:?}", bench.last()) };
    assert_eq!(wrote.manner, crate::ticket::message::Manner::Concern);
    assert_eq!(wrote.body.0.as_str(), "");
}

#[test]
fn a_ticket_opens_with_the_requesters_files() {
    let open = |by: PersonId, command: Open| told(&Bench::empty().open(by, command));
    let opened = "created + requester_wrote";
    let of = |person| vec![by(1, Some(person))];
    assert_eq!(open(RITA, Open { attachments: of(RITA), ..need(RITA) }), opened);
    assert_eq!(open(ADA, Open { attachments: of(ADA), ..need(RITA) }), opened);
    let foreign = "ticket_incomplete: attachments unknown";
    assert_eq!(open(ADA, Open { attachments: of(RITA), ..need(RITA) }), foreign);

    let silent = |person| Open { body: None, attachments: of(person), ..need(RITA) };
    assert_eq!(open(RITA, silent(RITA)), opened);
    assert_eq!(open(ADA, silent(ADA)), "ticket_incomplete: body required");
    let mail = Open { channel: Channel::Mail, ..silent(RITA) };
    assert_eq!(told(&Bench::empty().open(Origin::Command, mail)), opened);
    let links = vec![(LinkKind::Related, crate::ids::TicketNumber(1))];
    let mut bench = Bench::new();
    let split = bench.open(ADA, Open { links, ..silent(ADA) });
    assert_eq!(told(&split), "created + requester_wrote + linked");
}

#[test]
fn the_event_says_what_it_is_but_not_what_it_is_called() {
    for command in [
        Command::from(Reply {
            body: some("x"),
            attachments: vec![by(7, Some(LEA))],
            ..Reply::default()
        }),
        Note { body: some("x"), attachments: vec![by(7, Some(LEA))] }.into(),
    ] {
        let mut bench = Bench::new();
        bench.does(LEA, command);
        let mut event = bench.last().clone();
        assert_eq!(event.fact().attachments(), [file(7)]);
        let data = event.data();
        assert!(!data.contains("Bildschirm"), "{data}");
        for part in [r#""id":7"#, r#""size":3"#, "0707070707", "image/png"] {
            assert!(data.contains(part), "{part} in {data}");
        }
        let mut slots = Vec::new();
        event.fact_mut().texts(&mut |slot, _| slots.push(slot.to_owned()));
        assert_eq!(slots, ["body", "attachments.7"]);
        let read = Event::read(event.kind(), &data).unwrap();
        assert_eq!(read.fact().attachments()[0].sha256, file(7).sha256);
    }
}

#[test]
fn events_from_before_there_were_files_read_as_ever() {
    let data = format!(r#"{{"body":"{}","manner":"concern"}}"#, "0".repeat(64));
    let Event::RequesterWrote(wrote) = Event::read("requester_wrote", &data).unwrap() else {
        panic!("another kind")
    };
    assert!(wrote.attachments.is_empty());
    let RequesterWrote { body: PublicMessage(_), .. } = &wrote;
    assert_eq!(Event::from(wrote).data(), data);
}

#[test]
fn an_uninvited_agent_learns_nothing_of_an_upload() {
    Bench::new().check(
        BOB,
        Reply { attachments: vec![by(1, Some(RITA))], ..Reply::default() },
        "forbidden",
    );
}

#[test]
fn names_are_harmless() {
    let long = "x".repeat(200);
    for (given, kept) in [
        ("Bildschirm.png", "Bildschirm.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mia\\Fehler.txt", "Fehler.txt"),
        ("/", "file"),
        ("", "file"),
        (" \t\n", "file"),
        ("..", "file"),
        (".profile", "profile"),
        ("Bericht.pdf/", "Bericht.pdf"),
        ("a\0b\r\nc\u{7f}\u{85}.txt", "abc.txt"),
        ("harmlos\u{202e}gnp.exe", "harmlosgnp.exe"),
        ("\u{2066}x\u{2069}.txt", "x.txt"),
        ("un\u{200b}sicht\u{feff}bar.txt", "unsichtbar.txt"),
        ("\"; rm -rf *\".sh", "\"; rm -rf *\".sh"),
        ("👩\u{200d}💻 Übersicht.xlsx", "👩\u{200d}💻 Übersicht.xlsx"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("leer.txt. . ", "leer.txt"),
        (&format!("{long}.xlsx"), &format!("{}.xlsx", "x".repeat(145))),
        (&format!("{long}.{long}"), &"x".repeat(150)),
        (&"ä".repeat(151), &"ä".repeat(150)),
        (&format!("{}   .txt", "x".repeat(146)), &format!("{}.txt", "x".repeat(146))),
    ] {
        let name = file_name(given);
        assert_eq!(name, kept, "{given:?}");
        assert!(name.chars().count() <= FILE_NAME_MAX);
        assert_eq!(file_name(&name), name, "a harmless name stays as it is");
    }
}
