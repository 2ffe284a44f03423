//! Mail that comes back: delivery reports (RFC 3464), and what older servers write instead.

use super::Parsed;
use crate::limits::BOUNCE_TEXT_BYTES_MAX;
use crate::parse::{Attachment, parse};

/// A mail that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-ID of the mail that came back, when the report has it. Only
    /// [`crate::thread::sent_under`] tells whether it was ours.
    pub original: Option<String>,
    /// Who did not get it, when the report says.
    pub recipient: Option<String>,
    /// How final it is.
    pub failure: Failure,
}

/// How final a failed delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Trying again is of no use: no such address, refused.
    Permanent,
    /// It failed for now, or is only late and still being tried.
    Temporary,
    /// The report does not say.
    Unsaid,
}

/// The bounce that a mail is.
pub(super) fn find(mail: &Parsed) -> Option<Bounce> {
    let is_bounce = report_type(mail).as_deref() == Some("delivery-status")
        || has_delivery_status(mail)
        || mail.field("X-Failed-Recipients").is_some()
        || is_from_daemon(mail);
    is_bounce.then(|| read(mail))
}

/// The type of a `multipart/report`: `delivery-status`, `disposition-notification`, …; empty when
/// the report does not say.
pub(super) fn report_type(mail: &Parsed) -> Option<String> {
    let content = mail.field("Content-Type")?.to_ascii_lowercase();
    if !content.trim_start().starts_with("multipart/report") {
        return None;
    }
    let after = content.split_once("report-type").map_or("", |(_, after)| after);
    let value = after.trim_start_matches([' ', '=', '"']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(value.len());
    Some(value[..end].to_owned())
}

fn has_delivery_status(mail: &Parsed) -> bool {
    status_part(mail).is_some() && (is_null(mail) || daemon(mail).is_some())
}

fn status_part(mail: &Parsed) -> Option<&Attachment> {
    let is_status = |a: &&Attachment| {
        matches!(
            a.content_type.as_str(),
            "message/delivery-status" | "message/global-delivery-status"
        )
    };
    mail.attachments.iter().find(is_status)
}

/// Who reports failed deliveries.
#[derive(PartialEq, Eq)]
enum Daemon {
    /// The mail system. It writes nothing else.
    Mailer,
    /// Who also answers as a person.
    Postmaster,
}

fn daemon(mail: &Parsed) -> Option<Daemon> {
    let address = mail.sender.as_ref().map(|sender| sender.address.to_lowercase());
    // Some write no address at all, only the name.
    let from = address.or_else(|| mail.field("From").map(str::to_lowercase))?;
    let local = from.split(['@', ' ']).next().unwrap_or_default();
    match local.trim_matches(['"', '<']) {
        "mailer-daemon" | "mailerdaemon" | "mail-daemon" | "maildaemon" => Some(Daemon::Mailer),
        "postmaster" => Some(Daemon::Postmaster),
        _ => None,
    }
}

fn is_null(mail: &Parsed) -> bool {
    mail.return_path.as_deref() == Some("")
}

/// Whether the mail system wrote it, or a postmaster of whom more says that it is a report.
fn is_from_daemon(mail: &Parsed) -> bool {
    const SUBJECTS: [&str; 13] = [
        "delivery failure",
        "delivery has failed",
        "delivery notification",
        "delivery status",
        "failure notice",
        "mail delivery",
        "nicht zugestellt",
        "returned mail",
        "returned to sender",
        "undeliver",
        "undelivered",
        "unzustellbar",
        "zustellung",
    ];
    match daemon(mail) {
        Some(Daemon::Mailer) => true,
        Some(Daemon::Postmaster) => {
            let subject = mail.subject.to_lowercase();
            is_null(mail) || SUBJECTS.iter().any(|part| subject.contains(part))
        }
        None => false,
    }
}

fn read(mail: &Parsed) -> Bounce {
    let status = status_part(mail).map(|part| beginning(&part.bytes)).unwrap_or_default();
    let recipient =
        value(&status, "Final-Recipient").or_else(|| value(&status, "Original-Recipient"));
    let recipient = recipient.and_then(|value| value.split(';').next_back().map(str::to_owned));
    let recipient = recipient
        .or_else(|| mail.field("X-Failed-Recipients").map(str::to_owned))
        .map(|address| address.trim().trim_matches(['<', '>']).to_owned())
        .filter(|address| address.contains('@'));
    Bounce { original: original(mail), recipient, failure: failure(&status) }
}

fn failure(status: &str) -> Failure {
    let action = value(status, "Action").unwrap_or_default().to_ascii_lowercase();
    let code = value(status, "Status").unwrap_or_default();
    if action == "delayed" || code.starts_with('4') {
        Failure::Temporary
    } else if action == "failed" || code.starts_with('5') {
        Failure::Permanent
    } else {
        Failure::Unsaid
    }
}

/// The Message-ID of the mail that came back: from the mail itself or its header when the report
/// carries it, else from where the report quotes it.
fn original(mail: &Parsed) -> Option<String> {
    let is_original = |a: &&Attachment| {
        a.content_type == "text/rfc822-headers" || a.content_type.starts_with("message/rfc822")
    };
    let mut carried = mail.attachments.iter().filter(is_original);
    let by_header = carried.find_map(|a| parse(header_of(&a.bytes)).message_id);
    by_header.or_else(|| quoted_id(&beginning(mail.text.as_bytes())))
}

/// The header of a carried mail; its body is of no use here, and may be large.
fn header_of(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(BOUNCE_TEXT_BYTES_MAX)]
}

fn quoted_id(text: &str) -> Option<String> {
    let id = value(text, "Message-ID")?;
    let (_, rest) = id.split_once('<')?;
    let (id, _) = rest.split_once('>')?;
    (id.contains('@') && !id.contains(char::is_whitespace)).then(|| id.to_owned())
}

/// The value of a field written somewhere in a text, quoted or not.
fn value(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (found, value) = line.trim_start_matches(['>', ' ', '|', '\t']).split_once(':')?;
        let value = value.trim();
        (found.trim().eq_ignore_ascii_case(name) && !value.is_empty()).then(|| value.to_owned())
    })
}

fn beginning(bytes: &[u8]) -> String {
    String::from_utf8_lossy(header_of(bytes)).into_owned()
}
