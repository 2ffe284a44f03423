//! Real mails of the shared data, which is no part of the repository. Without it the test says so
//! and passes.

use crate::support::Desk;
use desk::values::Status;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::on_both;
use store::queries::mails::{self, Verdict};
use tempfile::TempDir;

const ARCHIVES: [&str; 2] = ["mail_permissive_dev.tar.xz", "mail_zammad_agpl_dev.tar.xz"];

/// Where the shared data is: beside the workspace, or where the environment says.
fn shared_data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("STUFE_SHARED_DATA").map_or_else(beside, PathBuf::from);
    let is_there = ARCHIVES.iter().all(|archive| path.join(archive).is_file());
    if !is_there {
        println!("skipped: no shared data");
    }
    is_there.then_some(path)
}

fn unpack(data: &Path) -> TempDir {
    let directory = TempDir::new().unwrap();
    for archive in ARCHIVES {
        let mut tar = Command::new("tar");
        tar.arg("-xJf").arg(data.join(archive)).arg("-C").arg(directory.path());
        assert!(tar.status().unwrap().success(), "{archive}");
    }
    directory
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![directory.to_owned()]);
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml" || ending == "box") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::String(text) => vec![plain(text)],
        _ => Vec::new(),
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort();
    names
}

/// How many of the boxes agree with what another helpdesk reads in them.
fn agree(taken: &BTreeMap<String, intake::Taken>, expected: &BTreeMap<String, Value>) {
    let (mut senders, mut subjects, mut attachments) = (0, 0, 0);
    for (name, expected) in expected {
        let read = &taken[name];
        let sender: Vec<String> = read.sender.iter().map(|it| plain(it)).collect();
        senders += usize::from(texts(&expected["sender"]) == sender);
        let subject = Some(plain(&read.subject)).filter(|it| !it.is_empty());
        subjects += usize::from(texts(&expected["subject"]) == subject.as_slice());
        let names = sorted(read.attachments.iter().map(|it| plain(it)));
        attachments += usize::from(sorted(texts(&expected["attachments"])) == names);
    }
    let of = expected.len();
    println!("of {of}: {senders} senders, {subjects} subjects, {attachments} attachments agree");
    assert!(senders * 100 >= of * 90 && subjects * 100 >= of * 90);
    assert!(attachments * 100 >= of * 75);
}

on_both! {
    fn every_mail_is_taken_once(test: &TestDb) {
        let Some(data) = shared_data() else { return };
        let directory = unpack(&data);
        let paths = files(directory.path());
        assert_eq!(paths.len(), 396);
        let desk = Desk::on(test);
        let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
        let mut taken = BTreeMap::new();
        for path in &paths {
            let read = desk.gets(std::fs::read(path).unwrap());
            let row = desk.store.read(|it| Ok(mails::before(it.tx, i64::MAX, 1)?)).unwrap().remove(0);
            let shown = path.display();
            assert_eq!((row.verdict, row.ticket), (read.verdict, read.ticket), "{shown}");
            assert!(row.blob.is_some() || row.copy_of.is_some(), "{shown}: nothing is lost");
            let what = if row.ticket.is_some() { row.nature } else { row.nature + ", aside" };
            *counts.entry((read.verdict.as_str(), what)).or_default() += 1;
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            taken.insert(name, read);
        }
        println!("{counts:#?}");
        assert_eq!(desk.mails().len(), 396);
        assert!(desk.tickets().iter().all(|ticket| ticket.status == Status::New));
        let expected = std::fs::read(data.join("zammad_expected.json")).unwrap();
        agree(&taken, &serde_json::from_slice(&expected).unwrap());

        let tickets = desk.tickets().len();
        for path in &paths {
            let read = desk.gets(std::fs::read(path).unwrap());
            assert_eq!(read.verdict, Verdict::Duplicate, "{}", path.display());
        }
        assert_eq!((desk.tickets().len(), desk.mails().len()), (tickets, 2 * 396));
        desk.check();
    }
}
