//! Real mails of the shared data, which is no part of the repository. Without it the tests say so
//! and pass.
//!
//! Where our reading differs from the one expected, `docs/mail-differences.md` says why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use mail::{Parsed, judge, parse, sanitise, trim};
use serde_json::Value;
use tempfile::TempDir;

const ARCHIVES: [&str; 2] = ["mail_permissive_dev.tar.xz", "mail_zammad_agpl_dev.tar.xz"];

/// No single mail of the archives may take longer, in a build without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

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

/// All files below a directory with one of the endings, in order.
fn files(directory: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_mail_is_read() {
    let Some(data) = shared_data() else { return };
    let directory = unpack(&data);
    let mails = files(directory.path(), &["eml", "box"]);
    let (mut senders, mut damaged) = (0, Vec::new());
    for path in &mails {
        let began = Instant::now();
        let raw = std::fs::read(path).unwrap();
        let mail = parse(&raw);
        judge(&mail);
        trim(&mail.text);
        let shown = mail.html.as_deref().map(sanitise).unwrap_or_default();
        assert!(!shown.contains("<script") && !shown.contains("<style"), "{}", path.display());
        assert!(!mail.text.contains('\0') && !mail.subject.contains('\0'), "{}", path.display());
        assert!(began.elapsed() < LONGEST, "{}: {:?}", path.display(), began.elapsed());
        senders += usize::from(mail.sender.is_some());
        if mail.is_damaged() {
            damaged.push(format!("{} {:?}", path.file_name().unwrap().display(), mail.damage));
        }
    }
    println!("{} mails, {senders} with a sender, damaged: {damaged:#?}", mails.len());
    assert_eq!(mails.len(), 396);
    assert!(senders * 100 >= mails.len() * 90, "{senders} of {}", mails.len());
    assert!(damaged.len() * 100 <= mails.len() * 5, "{}", damaged.len());
}

/// How much of one thing agrees, and where it does not.
#[derive(Default)]
struct Agreement {
    agreeing: usize,
    exactly: usize,
    differing: BTreeMap<String, String>,
}

impl Agreement {
    fn count(&mut self, name: &str, expected: &[String], read: &[String]) {
        let plain = |texts: &[String]| -> Vec<String> { texts.iter().map(|t| plain(t)).collect() };
        self.exactly += usize::from(expected == read);
        if plain(expected) == plain(read) {
            self.agreeing += 1;
        } else {
            self.differing.insert(name.to_owned(), format!("{expected:?} but {read:?}"));
        }
    }

    fn check(&self, what: &str, of: usize, percent_min: usize) {
        let (agreeing, exactly) = (self.agreeing, self.exactly);
        println!("{what}: {agreeing} of {of} agree, {exactly} to the blank");
        for (name, difference) in &self.differing {
            println!("  {name}: {difference}");
        }
        assert!(agreeing * 100 >= of * percent_min, "{what}: {agreeing} of {of}");
    }
}

/// Blanks in a row are one, and none stand at the ends.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn attachment_names(mail: &Parsed) -> Vec<String> {
    mail.attachments.iter().map(|attachment| attachment.name.clone()).collect()
}

#[test]
fn our_reading_agrees_with_that_of_another_helpdesk() {
    let Some(data) = shared_data() else { return };
    let expected = std::fs::read(data.join("zammad_expected.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&expected).unwrap();
    let directory = unpack(&data);
    let boxes = files(directory.path(), &["box"]);
    let (mut senders, mut subjects, mut attachments) =
        (Agreement::default(), Agreement::default(), Agreement::default());
    for (name, expected) in &expected {
        let path = boxes.iter().find(|path| path.ends_with(name)).expect(name);
        let mail = parse(&std::fs::read(path).unwrap());
        let sender: Vec<String> = mail.sender.iter().map(|s| s.address.clone()).collect();
        senders.count(name, &texts(&expected["sender"]), &sender);
        let subject = Some(mail.subject.clone()).filter(|subject| !subject.is_empty());
        subjects.count(name, &texts(&expected["subject"]), subject.as_slice());
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let names = (texts(&expected["attachments"]), attachment_names(&mail));
        attachments.count(name, &sorted(names.0), &sorted(names.1));
    }
    senders.check("senders", expected.len(), 90);
    subjects.check("subjects", expected.len(), 90);
    attachments.check("attachment names", expected.len(), 75);
}
