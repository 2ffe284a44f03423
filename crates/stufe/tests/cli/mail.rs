//! Mail through the pipe, as a mail server calls it.

use crate::support::{Desk, assert_has, succeeded};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn mail(id: usize, body: &str) -> Vec<u8> {
    format!(
        "From: Mia <mia@kunde.example>\nTo: desk@stufe.example\nSubject: Drucker {id}\n\
         Message-ID: <{id}@kunde.example>\n\n{body}\n"
    )
    .into_bytes()
}

fn start(command: &mut Command) -> Child {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    piped.spawn().unwrap()
}

/// Pipes a mail in; whoever refuses before reading closes the pipe.
fn piped(command: &mut Command, raw: &[u8]) -> Output {
    let mut child = start(command);
    let _ = child.stdin.take().unwrap().write_all(raw);
    child.wait_with_output().unwrap()
}

fn ingest(desk: &Desk, raw: &[u8]) -> Value {
    let ran = piped(&mut desk.stufe(&["mail", "ingest", "--json"]), raw);
    let told = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!((ran.status.code(), told.as_str()), (Some(0), ""));
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[track_caller]
fn refused(code: i32, command: &mut Command, raw: &[u8]) -> String {
    let Output { status, stdout, stderr } = piped(command, raw);
    let told = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.len()), (Some(code), 0), "{told}");
    assert_eq!(told.lines().count(), 1, "an error is one line: {told}");
    told
}

fn count(desk: &Desk, verdict: &str) -> usize {
    let listed = desk.json(&["mail", "list", "--limit", "1000", "--verdict", verdict]);
    listed.as_array().unwrap().len()
}

fn check_what_is_told(desk: &Desk) {
    let taken = ingest(desk, &mail(1, "Brennt."));
    let expected = json!({
        "verdict": "ticket",
        "ticket": 1,
        "message_id": "1@kunde.example",
        "sender": "mia@kunde.example",
        "subject": "Drucker 1",
        "attachments": [],
    });
    assert_eq!(taken, expected);
    assert_eq!(ingest(desk, &mail(1, "Brennt."))["verdict"], "duplicate");
    let answer = mail(2, "Noch.").into_iter().collect::<Vec<u8>>();
    let answer = String::from_utf8(answer).unwrap().replace("Drucker 2", "Re: [#1] Drucker");
    assert_eq!(ingest(desk, answer.as_bytes())["verdict"], "message");
    let damaged = ingest(desk, b"");
    assert_eq!((&damaged["verdict"], &damaged["sender"]), (&json!("damaged"), &Value::Null));
    let ran = piped(&mut desk.stufe(&["mail", "ingest", "--channel", "it"]), &mail(3, "x"));
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "ticket #3\n");

    let listed = desk.json(&["mail", "list"]);
    let of = |at: usize, key: &str| listed[at][key].clone();
    assert_eq!(
        (of(0, "channel"), of(0, "verdict"), of(0, "ticket")),
        (json!("it"), json!("ticket"), json!(3))
    );
    assert_eq!((of(3, "verdict"), of(3, "copy_of")), (json!("duplicate"), json!(1)));
    assert_has(&desk.ok(&["mail", "list"]), &["VERDICT", "duplicate", "#3"]);
    for id in ["1", "2"] {
        let kept = succeeded(&mut desk.stufe(&["mail", "raw", id]));
        assert_eq!(kept.as_bytes(), mail(1, "Brennt."), "{id}: kept once, as it came");
    }
    assert_has(&desk.fails(1, &["mail", "raw", "99"]), &["there is no mail 99", "stufe mail list"]);
    assert_eq!(desk.json(&["check"])["findings"], json!([]));
}

#[test]
fn what_a_mail_was_taken_for_is_told_on_sqlite() {
    check_what_is_told(&Desk::sqlite());
}

#[test]
fn what_a_mail_was_taken_for_is_told_on_postgres() {
    if let Some(desk) = Desk::postgres() {
        check_what_is_told(&desk);
    }
}

#[test]
fn a_wrong_call_is_2_and_a_mail_too_large_is_1() {
    let desk = Desk::sqlite();
    let long = "x".repeat(61);
    for channel in ["", " ", "a\nb", &long] {
        let told = refused(2, &mut desk.stufe(&["mail", "ingest", "--channel", channel]), b"");
        assert_has(&told, &["1 to 60 characters"]);
    }
    refused(2, &mut desk.stufe(&["mail", "ingest", "--chanel", "x"]), b"");
    desk.fails(2, &["mail"]);
    let large = [mail(1, ""), vec![b'x'; 64 * 1024 * 1024]].concat();
    let told = refused(1, &mut desk.stufe(&["mail", "ingest"]), &large);
    assert_has(&told, &["larger than 64 MiB"]);
    assert_eq!(desk.json(&["mail", "list"]), json!([]));
}

#[test]
fn what_can_be_mended_is_75() {
    let desk = Desk::sqlite();
    let file = desk.file("file", "x");
    let file = file.to_str().unwrap();
    let told = refused(75, &mut desk.bare(&["mail", "ingest", "--data", file]), &mail(1, "x"));
    assert_has(&told, &["is a file"]);
    let nobody = "postgres://desk@127.0.0.1:1/desk";
    let arguments = ["mail", "ingest", "--database-url", nobody];
    refused(75, &mut desk.bare(&arguments), &mail(1, "x"));

    ingest(&desk, &mail(1, "x"));
    let database = desk.data().join("desk.sqlite");
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let told = refused(75, &mut desk.stufe(&["mail", "ingest"]), &mail(2, "x"));
    assert_has(&told, &["try again"]);
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert_eq!(ingest(&desk, &mail(2, "x"))["verdict"], "ticket", "and then it is taken");

    // A schema of tomorrow: the mail waits until the program is brought up to date.
    let other = rusqlite::Connection::open(&database).unwrap();
    other
        .execute_batch(
            "INSERT INTO refinery_schema_history
             SELECT 9999, 'tomorrow', applied_on, checksum FROM refinery_schema_history LIMIT 1",
        )
        .unwrap();
    drop(other);
    let told = refused(75, &mut desk.stufe(&["mail", "ingest"]), &mail(3, "x"));
    assert_has(&told, &["install a newer version"]);
}

#[test]
fn a_mail_is_taken_though_nobody_listens() {
    let desk = Desk::sqlite();
    let mut command = desk.stufe(&["mail", "ingest", "--json"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child =
        command.stdin(Stdio::piped()).stdout(full).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&mail(1, "x")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "else it would be brought again and again");
    assert_eq!(ingest(&desk, &mail(1, "x"))["verdict"], "duplicate");
}

fn check_at_the_same_moment(desk: &Desk) {
    // Twenty processes, ten mails, on a desk that is made by whoever comes first.
    let start = |id: usize| {
        let mut child = start(&mut desk.stufe(&["mail", "ingest"]));
        child.stdin.take().unwrap().write_all(&mail(id, "Brennt.")).unwrap();
        (id, child)
    };
    let mut children: Vec<(usize, Child)> = (0..20).map(|at| start(at % 10)).collect();
    let mut rounds = 0;
    while !children.is_empty() {
        rounds += 1;
        assert!(rounds < 20, "they come through in the end");
        let mut again = Vec::new();
        for (id, child) in children {
            let ran = child.wait_with_output().unwrap();
            match ran.status.code() {
                Some(0) => {}
                Some(75) => again.push(id),
                other => panic!("{other:?}: {}", String::from_utf8_lossy(&ran.stderr)),
            }
        }
        children = again.into_iter().map(start).collect();
    }
    assert_eq!((count(desk, "ticket"), count(desk, "duplicate")), (10, 10));
    assert_eq!(desk.json(&["check"])["findings"], json!([]));
}

#[test]
fn twenty_processes_take_each_mail_once_on_sqlite() {
    check_at_the_same_moment(&Desk::sqlite());
}

#[test]
fn twenty_processes_take_each_mail_once_on_postgres() {
    if let Some(desk) = Desk::postgres() {
        check_at_the_same_moment(&desk);
    }
}

fn check_killed(desk: &Desk) {
    desk.ok(&["team", "list"]);
    let mut broken_off = 0;
    for round in 0..12_usize {
        let body = format!("Brennt. {}\n", "x".repeat(70)).repeat(10_000);
        let raw = mail(round, &body);
        let mut child = start(&mut desk.stufe(&["mail", "ingest"]));
        // Who is killed reads no more.
        let mut stdin = child.stdin.take().unwrap();
        let feed = raw.clone();
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&feed)));
        std::thread::sleep(Duration::from_millis(15 * round as u64));
        child.kill().unwrap();
        broken_off += usize::from(!child.wait().unwrap().success());
        feeder.join().unwrap();
        let again = ingest(desk, &raw);
        let verdict = again["verdict"].as_str().unwrap();
        assert!(matches!(verdict, "ticket" | "duplicate"), "{again}");
        assert_eq!(again["ticket"], json!(round + 1), "exactly one ticket");
    }
    assert!(broken_off > 0, "some were killed on the way");
    assert_eq!(count(desk, "ticket"), 12);
    assert_eq!(desk.json(&["check"])["findings"], json!([]));
}

#[test]
fn a_killed_delivery_is_made_good_by_the_next_on_sqlite() {
    check_killed(&Desk::sqlite());
}

#[test]
fn a_killed_delivery_is_made_good_by_the_next_on_postgres() {
    if let Some(desk) = Desk::postgres() {
        check_killed(&desk);
    }
}
