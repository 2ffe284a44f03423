//! Attachments: files that go with a message. An event names them; their content is the store's.
//!
//! What a file is called is personal like any other text and stands beside the journal; the event
//! keeps how long the content is and its SHA-256, so that another content shows.

use crate::actor::Context;
use crate::ids::{AttachmentId, PersonId};
use crate::limits::{ATTACHMENTS_MAX, FILE_NAME_MAX};
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::ticket::open::Open;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;

/// The field that refusals name.
const FIELD: &str = "attachments";
/// What a file is called that has no name.
const NAMELESS: &str = "file";
/// Longest ending that is kept when a name is cut; what is longer is part of the name.
const ENDING_MAX: usize = 12;

/// The SHA-256 of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256(pub [u8; 32]);

/// A file as an event names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// What it is called.
    pub name: Text,
    /// How long it is, in bytes.
    pub size: i64,
    /// The digest of its content.
    pub sha256: Sha256,
    /// What the content was judged to be when it came, as a media type.
    pub content_type: String,
}

/// A file that shall go with a message: what the store has found under its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The number that was given.
    pub id: AttachmentId,
    /// What is there; none when nothing is.
    pub found: Option<Found>,
}

/// An upload that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file.
    pub file: Attachment,
    /// Who uploaded it; none is the desk itself.
    pub uploader: Option<PersonId>,
    /// Whether a message has it already.
    pub usage: Usage,
}

/// Whether an upload went with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// It waits for its message.
    Free,
    /// It went with one, and goes with no other.
    Used,
}

/// Why a file that a form brought was turned away, before there was a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is larger than a file may be.
    TooLarge,
    /// There are as many as a message may have.
    TooMany,
    /// The desk could not take it this time.
    NotTaken,
}

impl Attachment {
    /// Shows the name to whoever keeps texts beside the journal.
    pub(crate) fn text(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit(&slot(self.id), &mut self.name);
    }
}

/// The slot of a file's name among the texts of its event.
#[must_use]
pub fn slot(id: AttachmentId) -> String {
    format!("attachments.{id}")
}

/// The files that go with a message; notes what stands in the way. A file goes with one message,
/// sent by whoever uploaded it. One of somebody else is answered like one that does not exist.
pub(crate) fn taken(
    offered: Vec<Offered>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Vec<Attachment> {
    if offered.len() > ATTACHMENTS_MAX {
        let message = format!("At most {ATTACHMENTS_MAX} files go with a message.");
        problems.add(FIELD, "too_many", message);
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut files = Vec::with_capacity(offered.len());
    for Offered { id, found } in offered {
        let Some(found) = found.filter(|found| may_use(found, context)) else {
            problems.add(FIELD, "unknown", format!("There is no upload {id}. Upload it again."));
            continue;
        };
        if found.usage == Usage::Used || !seen.insert(id) {
            let message = format!("Upload {id} goes with a message already. Upload it again.");
            problems.add(FIELD, "used", message);
            continue;
        }
        files.push(found.file);
    }
    files
}

/// A requester may send a picture without words, also when their message becomes another ticket. An
/// agent who takes a call says what it is about.
pub(crate) fn say_enough(command: &Open, context: &Context<'_>) -> bool {
    let own = command.requester.is_some() && command.requester == context.actor.person();
    let of_requester = own || !context.by_person() || !context.by_agent();
    !command.attachments.is_empty() && (of_requester || !command.links.is_empty())
}

/// What is said when files of a form were turned away, by name; nothing when none was.
#[must_use]
pub fn turned_away(files: &[(String, Why)]) -> Option<Refusal> {
    let mut problems = Problems::new();
    for (name, why) in files {
        let (code, message) = match why {
            Why::TooLarge => ("too_large", "is too large"),
            Why::TooMany => ("too_many", "is one too many"),
            Why::NotTaken => ("not_taken", "could not be taken"),
        };
        problems.add(FIELD, code, format!("{name} {message}."));
    }
    problems.finish("files_refused", "Not every file could be taken.").err()
}

/// Whoever uploaded it may, and the desk itself with what it brings in.
fn may_use(found: &Found, context: &Context<'_>) -> bool {
    match context.actor.person().filter(|_| context.by_person()) {
        Some(person) => found.uploader == Some(person),
        None => true,
    }
}

/// A name as it is kept: without a path, without characters that hide or turn what is written, not
/// longer than [`FILE_NAME_MAX`]. It is shown and offered for saving; no path is ever made of it.
#[must_use]
pub fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let visible: String = last.chars().filter(|c| !c.is_control() && !hides(*c)).collect();
    // A name of dots alone is a directory, and one that begins or ends with them hides itself or
    // its ending on some systems.
    let name = visible.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if name.is_empty() { NAMELESS.to_owned() } else { shortened(name) }
}

/// True of characters that turn the direction of what follows or cannot be seen. The joiner that
/// emoji are made with stays.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

/// Cuts a long name before its ending.
fn shortened(name: &str) -> String {
    if name.chars().count() <= FILE_NAME_MAX {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let length = ending.chars().count();
    if length == 0 || length > ENDING_MAX {
        return name.chars().take(FILE_NAME_MAX).collect();
    }
    let stem: String = name.chars().take(FILE_NAME_MAX - length - 1).collect();
    format!("{}.{ending}", stem.trim_end())
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hex = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(serde::de::Error::custom)?;
        bytes.try_into().map(Sha256).map_err(|_| serde::de::Error::custom("32 bytes are wanted"))
    }
}

#[cfg(test)]
mod tests;
