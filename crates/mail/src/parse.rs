//! Reading a message: whatever the bytes are, something comes out, and what was lost is said.
//!
//! Fields, addresses, dates and charsets are `mail-parser`'s; the structure is read in
//! `structure.rs`, because the limits are ours.

mod address;
mod attachment;
mod body;
mod charset;
mod header;
mod part;
mod structure;
mod transfer;
mod words;

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use crate::limits::{RAW_BYTES_MAX, REFERENCES_MAX, SUBJECT_MAX};
use header::Header;
use structure::Structure;

pub use address::Address;
pub use attachment::Attachment;

/// What a message says. The raw bytes are not in it: whoever calls keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// `From`, else `Sender`, else the envelope (`Return-Path` or a mailbox line), else `Reply-To`.
    /// Anybody can write anything here: it proves nothing.
    pub sender: Option<Address>,
    /// Where answers shall go, when it is said.
    pub reply_to: Option<Address>,
    /// The envelope's sender; empty for `<>`, which automatic mail and bounces have.
    pub return_path: Option<String>,
    /// `To`.
    pub to: Vec<Address>,
    /// `Cc`.
    pub cc: Vec<Address>,
    /// The addresses that relays say they delivered to, each once.
    pub delivered_to: Vec<String>,
    /// Decoded, on one line; empty when there is none.
    pub subject: String,
    /// `Date` in seconds since 1970, UTC, as the sender's clock had it.
    pub sent_at_s: Option<i64>,
    /// Without its brackets, as are all Message-IDs here.
    pub message_id: Option<String>,
    /// `In-Reply-To`.
    pub in_reply_to: Vec<String>,
    /// `References`, oldest first.
    pub references: Vec<String>,
    /// The text: `text/plain`, or text made from HTML where that is all there is. Line breaks are
    /// `\n`; no other control characters but tabs.
    pub text: String,
    /// The HTML as it came. Only [`crate::sanitise`] makes it fit to be shown.
    pub html: Option<String>,
    /// Everything that is not text or HTML to read, messages inside the message included.
    pub attachments: Vec<Attachment>,
    /// All fields of the header in their order, decoded.
    pub fields: Vec<Field>,
    /// What could not be read; empty for a sound message.
    pub damage: Vec<Damage>,
}

/// A field of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As written; compare without regard to case.
    pub name: String,
    /// Unfolded and decoded.
    pub value: String,
}

/// A reason why a message needs a look at its raw bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Longer than [`crate::limits::RAW_BYTES_MAX`]: only the header was read.
    TooLarge,
    /// No field that mail has: this is probably no mail. The text is all of it.
    NoHeader,
    /// A header went beyond a limit.
    HeaderCut,
    /// More parts than [`crate::limits::PARTS_MAX`]; the rest is left out.
    PartsCut,
    /// Parts deeper than [`crate::limits::DEPTH_MAX`]; they are in one attachment.
    TooDeep,
    /// More attachments than [`crate::limits::ATTACHMENTS_MAX`]; the rest is left out.
    AttachmentsCut,
    /// More recipients than [`crate::limits::ADDRESSES_MAX`]; the rest is left out.
    AddressesCut,
    /// Text or HTML beyond a limit.
    TextCut,
    /// A part is not encoded as it says; it was kept as it came.
    Undecodable,
    /// Reading failed on the way; the text is all of the message.
    Unreadable,
}

impl Parsed {
    /// Whether something could not be read, so that a person should look at the raw message.
    pub fn is_damaged(&self) -> bool {
        !self.damage.is_empty()
    }

    /// The first field of a name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All fields of a name, in their order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter();
        fields.filter(move |f| f.name.eq_ignore_ascii_case(name)).map(|f| f.value.as_str())
    }

    fn note(&mut self, damage: Damage) {
        if !self.damage.contains(&damage) {
            self.damage.push(damage);
        }
    }
}

/// Reads a message. Takes any bytes, never panics, never fails.
pub fn parse(raw: &[u8]) -> Parsed {
    // The readers of fields are made of much code that is not ours. Should one of them panic, the
    // mail is still taken, as text.
    std::panic::catch_unwind(|| read(raw)).unwrap_or_else(|_| unreadable(raw, Damage::Unreadable))
}

fn read(raw: &[u8]) -> Parsed {
    let (header, body_at) = Header::read(raw);
    if !is_mail(&header) {
        return unreadable(raw, Damage::NoHeader);
    }
    let mut parsed = read_header(&header);
    if raw.len() > RAW_BYTES_MAX {
        parsed.note(Damage::TooLarge);
        return parsed;
    }
    let structure = Structure::read(raw, &header, body_at);
    let cuts = [
        (structure.is_header_cut, Damage::HeaderCut),
        (structure.has_too_many, Damage::PartsCut),
        (structure.is_too_deep, Damage::TooDeep),
    ];
    for (_, damage) in cuts.into_iter().filter(|(is_cut, _)| *is_cut) {
        parsed.note(damage);
    }
    body::read(&structure, &mut parsed);
    parsed
}

/// Whether there is at least one field that nearly every mail has.
fn is_mail(header: &Header<'_>) -> bool {
    const USUAL: [&str; 12] = [
        "From",
        "Sender",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "Received",
        "Return-Path",
        "Delivered-To",
        "MIME-Version",
        "Content-Type",
    ];
    USUAL.iter().any(|name| header.all(name).next().is_some())
}

/// What is left when nothing can be told apart: all of it as text.
fn unreadable(raw: &[u8], damage: Damage) -> Parsed {
    let mut parsed = Parsed::default();
    parsed.note(damage);
    let shown = &raw[..raw.len().min(crate::limits::TEXT_BYTES_MAX)];
    if shown.len() < raw.len() {
        parsed.note(Damage::TextCut);
    }
    if raw.len() > RAW_BYTES_MAX {
        parsed.note(Damage::TooLarge);
    }
    parsed.text = part::clean(&charset::unlabelled(shown)).trim().to_owned();
    parsed
}

fn read_header(header: &Header<'_>) -> Parsed {
    let (to, is_to_cut) = address::all(header, "To");
    let (cc, is_cc_cut) = address::all(header, "Cc");
    let return_path = return_path(header);
    let envelope = || address::bare(header.envelope?);
    let nameless = |address| Address { name: None, address };
    let returned = || address::bare(return_path.as_ref()?.as_bytes());
    let reply_to = address::first(header, "Reply-To");
    let mut references = header.message_ids("References");
    references.drain(..references.len().saturating_sub(REFERENCES_MAX));
    let mut parsed = Parsed {
        sender: address::first(header, "From")
            .or_else(|| address::first(header, "Sender"))
            .or_else(|| returned().or_else(envelope).map(nameless))
            .or_else(|| reply_to.clone()),
        reply_to,
        to,
        cc,
        delivered_to: delivered_to(header),
        subject: subject(header),
        sent_at_s: header.first("Date").and_then(seconds),
        message_id: header.message_ids("Message-ID").into_iter().next(),
        in_reply_to: header.message_ids("In-Reply-To"),
        references,
        fields: fields(header),
        return_path,
        ..Parsed::default()
    };
    if header.is_cut {
        parsed.note(Damage::HeaderCut);
    }
    if is_to_cut || is_cc_cut {
        parsed.note(Damage::AddressesCut);
    }
    parsed
}

fn return_path(header: &Header<'_>) -> Option<String> {
    let value = header.text("Return-Path")?;
    Some(value.trim_matches(['<', '>', ' ']).to_owned())
}

fn delivered_to(header: &Header<'_>) -> Vec<String> {
    const NAMES: [&str; 5] =
        ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"];
    let values = NAMES.iter().flat_map(|name| header.all(name));
    let mut found: Vec<String> = Vec::new();
    for address in values.filter_map(address::bare) {
        if !found.contains(&address) && found.len() < crate::limits::ADDRESSES_MAX {
            found.push(address);
        }
    }
    found
}

fn subject(header: &Header<'_>) -> String {
    let subject = header.text("Subject").unwrap_or_default();
    subject.chars().take(SUBJECT_MAX).collect()
}

fn seconds(value: &[u8]) -> Option<i64> {
    let line = [value, b"\n"].concat();
    match MessageStream::new(&line).parse_date() {
        HeaderValue::DateTime(date) if date.is_valid() => Some(date.to_timestamp()),
        _ => None,
    }
}

fn fields(header: &Header<'_>) -> Vec<Field> {
    let field = |field: &header::RawField<'_>| Field {
        name: String::from_utf8_lossy(field.name).into_owned(),
        value: header::text(field.value),
    };
    header.fields.iter().map(field).collect()
}

#[cfg(test)]
mod tests;
