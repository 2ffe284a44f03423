//! Mails written for this test, each with its reading beside it. The mails are ours, and so are all
//! people and firms in them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use mail::{Address, Parsed, judge, parse, sanitise, trim};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mails")
}

/// What is read in a mail, as text to look at.
fn reading(mail: &Parsed) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    line("sender", &mail.sender.iter().map(address).collect::<String>());
    line("reply to", &mail.reply_to.iter().map(address).collect::<String>());
    line("to", &mail.to.iter().map(address).collect::<Vec<_>>().join(", "));
    line("cc", &mail.cc.iter().map(address).collect::<Vec<_>>().join(", "));
    line("delivered to", &mail.delivered_to.join(", "));
    line("subject", &mail.subject);
    line("sent at", &mail.sent_at_s.map(|at| at.to_string()).unwrap_or_default());
    line("message id", mail.message_id.as_deref().unwrap_or_default());
    line("in reply to", &mail.in_reply_to.join(", "));
    line("references", &mail.references.join(", "));
    line("judgement", &format!("{:?}", judge(mail)));
    for attachment in &mail.attachments {
        let inline = if attachment.is_inline { ", inline" } else { "" };
        let (name, kind) = (&attachment.name, &attachment.content_type);
        line("attachment", &format!("{name}, {kind}, {} bytes{inline}", attachment.bytes.len()));
    }
    if mail.is_damaged() {
        line("damage", &format!("{:?}", mail.damage));
    }
    let parts = trim(&mail.text);
    let shown = mail.html.as_deref().map(sanitise).unwrap_or_default();
    // What every link is given comes in any order; the tests of the cleaner look at it.
    let shown = shown.replace(" rel=\"noopener noreferrer nofollow\"", "");
    let shown = shown.replace(" target=\"_blank\"", "");
    let texts = [
        ("fresh", &parts.fresh),
        ("quoted", &parts.quoted),
        ("signature", &parts.signature),
        ("shown", &shown),
    ];
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        writeln!(out, "\n--- {name}\n{}", text.trim_end()).unwrap();
    }
    out
}

fn address(address: &Address) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.address),
        None => address.address.clone(),
    }
}

/// `STUFE_UPDATE_SNAPSHOTS=1 cargo test -p mail fixtures` rewrites the readings on purpose.
#[test]
fn every_mail_reads_as_agreed() {
    let mut mails: Vec<PathBuf> = std::fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    mails.sort();
    assert!(mails.len() >= 20);
    for path in mails {
        let read = reading(&parse(&std::fs::read(&path).unwrap()));
        if std::env::var_os("STUFE_UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path.with_extension("txt"), &read).unwrap();
        }
        let agreed = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        assert_eq!(read, agreed, "{}: read:\n{read}", path.display());
    }
}
