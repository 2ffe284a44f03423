//! What a message carries besides its text.

use std::collections::HashSet;

use super::header::Header;
use super::part::Part;
use crate::limits::ATTACHMENT_NAME_MAX;

/// How the name of a thing ends of which nothing is known.
const UNKNOWN: &str = ".bin";

/// A thing carried by a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Never empty, without path and control characters; made up from the type where none was
    /// given. Two attachments may have the same.
    pub name: String,
    /// In lower case, like `image/png`. What the sender says, not what it is.
    pub content_type: String,
    /// What the HTML calls it by (`cid:`), without brackets.
    pub content_id: Option<String>,
    /// Whether the HTML shows it, so that a list of attachments may leave it out.
    pub is_inline: bool,
    /// Without its transfer encoding.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// The attachment that a part is, given the content ids that the HTML shows, and whether its
    /// encoding was broken; then the bytes are as they came.
    pub(super) fn read(part: &Part<'_>, shown: &HashSet<String>) -> (Self, bool) {
        let decoded = part.decoded();
        let is_broken = decoded.is_broken;
        let bytes = if is_broken { part.body.to_vec() } else { decoded.bytes };
        let is_inline = part.content_id.as_ref().is_some_and(|id| shown.contains(id));
        let attachment = Self {
            name: name(part, &bytes),
            content_type: part.content_type.clone(),
            content_id: part.content_id.clone(),
            is_inline,
            bytes,
        };
        (attachment, is_broken)
    }
}

fn name(part: &Part<'_>, bytes: &[u8]) -> String {
    if let Some(given) = part.name.as_deref().and_then(harmless) {
        return given;
    }
    let subject = part.is_message().then(|| Header::read(bytes).0.text("Subject")).flatten();
    let said = [subject.as_deref(), part.description.as_deref()];
    let extension = extension(&part.content_type);
    let id = part.content_id.as_deref().and_then(|id| id.split_once('@')).map(|(name, _)| name);
    // Outlook makes ids of names: `image001.png@01D9…`. And of a thing of unknown type that nobody
    // named, its id is all there is to tell it by.
    let id = id.filter(|id| has_ending(id) || extension == UNKNOWN).and_then(harmless);
    let said = said.into_iter().flatten().find_map(harmless);
    let stem = match (said, id) {
        (Some(said), _) => said,
        (None, Some(id)) => return id,
        (None, None) => kind(&part.content_type).to_owned(),
    };
    let is_whole =
        stem.to_lowercase().ends_with(extension) || (extension == UNKNOWN && has_ending(&stem));
    if is_whole { stem } else { stem + extension }
}

/// Whether a name ends like that of a file.
fn has_ending(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let is_ending = (2..=4).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    !stem.is_empty() && is_ending
}

/// What to call a thing that nobody named.
fn kind(content_type: &str) -> &str {
    match content_type.split_once('/') {
        Some(("message", "delivery-status")) => "delivery-status",
        Some(("text", "rfc822-headers")) => "headers",
        Some(("text", "calendar")) => "calendar",
        Some(("text" | "application", _)) => "document",
        Some((kind, _)) => kind,
        None => "attachment",
    }
}

/// A name without what could lead a path elsewhere, hide an ending or break a header.
fn harmless(name: &str) -> Option<String> {
    let turns = ['\u{200e}'..='\u{200f}', '\u{202a}'..='\u{202e}', '\u{2066}'..='\u{2069}'];
    let hides = |c: &char| turns.iter().any(|range| range.contains(c));
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty())?;
    let name: String = last.chars().filter(|c| !c.is_control() && !hides(c)).collect();
    let name = shorten(name.trim().trim_start_matches('.'));
    (!name.is_empty()).then_some(name)
}

/// Cuts a long name before its ending.
fn shorten(name: &str) -> String {
    /// Longer endings are part of the name.
    const ENDING_MAX: usize = 10;
    let length = name.chars().count();
    if length <= ATTACHMENT_NAME_MAX {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending_length = ending.chars().count();
    if ending.is_empty() || ending_length > ENDING_MAX {
        return name.chars().take(ATTACHMENT_NAME_MAX).collect();
    }
    let stem: String = name.chars().take(ATTACHMENT_NAME_MAX - ending_length - 1).collect();
    format!("{stem}.{ending}")
}

fn extension(content_type: &str) -> &'static str {
    match content_type {
        "message/rfc822" | "message/global" => ".eml",
        "text/html" => ".html",
        "text/calendar" => ".ics",
        "text/vcard" | "text/x-vcard" => ".vcf",
        "text/csv" => ".csv",
        "image/jpeg" | "image/jpg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "image/svg+xml" => ".svg",
        "image/webp" => ".webp",
        "image/bmp" => ".bmp",
        "image/tiff" => ".tif",
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "application/ms-tnef" | "application/vnd.ms-tnef" => ".dat",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => ".p7m",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => ".p7s",
        "application/pgp-signature" | "application/pgp-encrypted" => ".asc",
        of_text if of_text.starts_with("text/") || of_text.starts_with("message/") => ".txt",
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_harmless() {
        let long = format!("{}.pdf", "a".repeat(400));
        let cases = [
            ("Bericht.pdf", Some("Bericht.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Temp\\Bericht.pdf", Some("Bericht.pdf")),
            ("Bericht\u{202e}fdp.exe", Some("Berichtfdp.exe")),
            ("a\r\nb.txt", Some("ab.txt")),
            (".htaccess", Some("htaccess")),
            ("  ", None),
            ("///", None),
        ];
        for (given, name) in cases {
            assert_eq!(harmless(given).as_deref(), name, "{given:?}");
        }
        let short = harmless(&long).unwrap();
        assert_eq!(short.chars().count(), ATTACHMENT_NAME_MAX);
        assert!(short.ends_with("a.pdf"));
    }
}
