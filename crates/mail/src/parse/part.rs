//! One part of a message: what its header says, and its body as it came.

use mail_parser::ContentType;

use super::header::{self, Header};
use super::structure::Kind;
use super::transfer::{self, Decoded};
use super::{charset, words};
use crate::limits::BOUNDARY_BYTES_MAX;

/// A part that holds something itself.
pub(super) struct Part<'a> {
    /// In lower case, like `text/plain`.
    pub(super) content_type: String,
    charset: Option<String>,
    is_flowed: bool,
    drops_blanks: bool,
    pub(super) boundary: Option<Vec<u8>>,
    encoding: String,
    pub(super) disposition: Disposition,
    /// The name it was given, if any; not yet made harmless.
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) content_id: Option<String>,
    /// The first part of this kind in `multipart/related` is the text.
    pub(super) position: usize,
    /// The multipart it stands in, by its place in the structure.
    pub(super) multipart: Option<usize>,
    pub(super) body: &'a [u8],
}

/// How a part wants to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposition {
    Unsaid,
    Inline,
    Attachment,
}

impl Part<'_> {
    pub(super) fn new(header: &Header<'_>, within: Option<Kind>) -> Self {
        let content = header.content("Content-Type").filter(|c| !c.ctype().is_empty());
        let disposition = header.content("Content-Disposition");
        let attribute = |name| content.as_ref().and_then(|c| c.attribute(name));
        let is = |name, value| attribute(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
        Self {
            content_type: content_type(content.as_ref(), within),
            charset: attribute("charset").map(str::to_owned),
            is_flowed: is("format", "flowed"),
            drops_blanks: is("delsp", "yes"),
            boundary: attribute("boundary").and_then(boundary),
            encoding: header.text("Content-Transfer-Encoding").unwrap_or_default(),
            disposition: kind_of(disposition.as_ref()),
            name: name(disposition.as_ref(), "filename").or_else(|| name(content.as_ref(), "name")),
            description: header.text("Content-Description"),
            content_id: header.message_ids("Content-ID").into_iter().next().or_else(|| {
                header.text("Content-ID").filter(|id| !id.is_empty() && !id.contains(['<', '>']))
            }),
            position: 0,
            multipart: None,
            body: &[],
        }
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.content_type.starts_with("multipart/")
    }

    pub(super) fn is_message(&self) -> bool {
        matches!(self.content_type.as_str(), "message/rfc822" | "message/global")
    }

    pub(super) fn kind(&self) -> Kind {
        match self.content_type.strip_prefix("multipart/") {
            Some("alternative") => Kind::Alternative,
            Some("related") => Kind::Related,
            Some("digest") => Kind::Digest,
            _ => Kind::Mixed,
        }
    }

    /// The body without its transfer encoding.
    pub(super) fn decoded(&self) -> Decoded {
        transfer::decode(self.body, &self.encoding)
    }

    /// The body as text, with `\n` for line breaks and without control characters.
    pub(super) fn text(&self) -> String {
        let decoded = self.decoded();
        let bytes = if decoded.is_broken { self.body } else { &decoded.bytes };
        let text = clean(&charset::decode(bytes, self.charset.as_deref()));
        if self.is_flowed { unflow(&text, self.drops_blanks) } else { text }
    }
}

fn content_type(content: Option<&ContentType<'_>>, within: Option<Kind>) -> String {
    let Some(content) = content else {
        let is_message = within == Some(Kind::Digest);
        return if is_message { "message/rfc822" } else { "text/plain" }.to_owned();
    };
    let of_type = content.ctype().trim().to_ascii_lowercase();
    match content.subtype().map(|subtype| subtype.trim().to_ascii_lowercase()) {
        Some(subtype) if !subtype.is_empty() => format!("{of_type}/{subtype}"),
        _ if of_type == "html" => "text/html".to_owned(),
        _ if of_type == "text" => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn boundary(boundary: &str) -> Option<Vec<u8>> {
    let boundary = boundary.trim_end();
    let fits = !boundary.is_empty() && boundary.len() <= BOUNDARY_BYTES_MAX;
    fits.then(|| boundary.as_bytes().to_vec())
}

fn kind_of(disposition: Option<&ContentType<'_>>) -> Disposition {
    match disposition {
        Some(said) if said.ctype().eq_ignore_ascii_case("attachment") => Disposition::Attachment,
        Some(said) if said.ctype().eq_ignore_ascii_case("inline") => Disposition::Inline,
        _ => Disposition::Unsaid,
    }
}

fn name(content: Option<&ContentType<'_>>, attribute: &str) -> Option<String> {
    let name = content?.attribute(attribute)?;
    let name = header::text(&words::normalise(name.as_bytes()));
    (!name.is_empty()).then_some(name)
}

/// Line breaks as `\n`; no control characters but those and tabs.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Joins the lines that were broken for the transport only (RFC 3676).
fn unflow(text: &str, drops_blanks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deep the line is quoted that the next one continues.
    let mut flows: Option<usize> = None;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if flows != Some(depth) || is_signature {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        let soft = content.ends_with(' ') && !is_signature;
        flows = soft.then_some(depth);
        out.push_str(if soft && drops_blanks { &content[..content.len() - 1] } else { content });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined() {
        let cases = [
            ("a \nb\nc", "a b\nc"),
            ("> a \n> b\nc", "> a b\nc"),
            ("> a \nb", "> a \nb"),
            (">> a\n> b", ">> a\n> b"),
            (" From\n >no quote", "From\n>no quote"),
            ("a\n-- \nb", "a\n-- \nb"),
            ("a\n\nb \n", "a\n\nb "),
        ];
        for (text, joined) in cases {
            assert_eq!(unflow(text, false), joined, "{text:?}");
        }
        assert_eq!(unflow("a \nb", true), "ab");
    }

    #[test]
    fn texts_have_no_control_characters() {
        assert_eq!(clean("a\0b\r\nc\rd\te\u{1b}f\u{85}"), "ab\nc\nd\tef");
    }
}
