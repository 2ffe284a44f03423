//! The header of a message or of a part: its fields as bytes, and what is read from them.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};

use super::words;
use crate::limits::{FIELD_BYTES_MAX, HEADER_BYTES_MAX, HEADER_FIELDS_MAX, MESSAGE_ID_MAX};

/// The fields of a header, in their order.
#[derive(Default)]
pub(super) struct Header<'a> {
    pub(super) fields: Vec<RawField<'a>>,
    /// The sender of a mailbox line (`From a@example.org Thu …`) above the fields.
    pub(super) envelope: Option<&'a [u8]>,
    /// Whether a limit left something out.
    pub(super) is_cut: bool,
}

/// One field, folded and encoded as it came.
pub(super) struct RawField<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
}

impl<'a> Header<'a> {
    /// The header of the message that `bytes` are, and where its body begins. Lines that are no
    /// fields are passed over, down to the first blank one.
    pub(super) fn read(bytes: &'a [u8]) -> (Self, usize) {
        Self::read_lines(bytes, |_| false)
    }

    /// The header of the part that `bytes` begin with, and where its body begins: behind a blank
    /// line, or at the first line that is no field, or at a line that divides parts.
    pub(super) fn read_part(bytes: &'a [u8], divides: impl Fn(&[u8]) -> bool) -> (Self, usize) {
        let ends = |line: &[u8]| divides(line) || field(line).is_none();
        Self::read_lines(bytes, ends)
    }

    fn read_lines(bytes: &'a [u8], ends: impl Fn(&[u8]) -> bool) -> (Self, usize) {
        let mut header = Self::default();
        // The field being read, and where its value begins.
        let mut open: Option<(&'a [u8], usize)> = None;
        let mut at = 0;
        loop {
            let line = line_at(bytes, at);
            let text = line.trim_ascii_end();
            let is_indented = line.starts_with(b" ") || line.starts_with(b"\t");
            let folds = open.is_some() && is_indented && !text.is_empty();
            if !folds && let Some((name, from)) = open.take() {
                header.push(name, &bytes[from..at]);
            }
            if text.is_empty() {
                return (header, at + line.len());
            }
            if !folds {
                if ends(line) {
                    return (header, at);
                }
                if let Some((name, value_at)) = field(line) {
                    open = Some((name, at + value_at));
                } else if header.fields.is_empty() {
                    header.envelope = header.envelope.or(mailbox_line(text));
                }
            }
            at += line.len();
            if at > HEADER_BYTES_MAX {
                header.is_cut = true;
                return (header, at + rest_of_header(&bytes[at..]));
            }
        }
    }

    fn push(&mut self, name: &'a [u8], value: &'a [u8]) {
        self.is_cut |= self.fields.len() >= HEADER_FIELDS_MAX || value.len() > FIELD_BYTES_MAX;
        if self.fields.len() < HEADER_FIELDS_MAX {
            let value = &value[..value.len().min(FIELD_BYTES_MAX)];
            self.fields.push(RawField { name, value: value.trim_ascii() });
        }
    }

    /// The values of all fields of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        let fields = self.fields.iter();
        fields.filter(move |f| f.name.eq_ignore_ascii_case(name.as_bytes())).map(|f| f.value)
    }

    /// The value of the first field of a name that has one.
    pub(super) fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// The first field of a name as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.first(name).map(text)
    }

    /// A field of the form of `Content-Type`: a value with parameters.
    pub(super) fn content(&self, name: &str) -> Option<ContentType<'static>> {
        let mut line = words::normalise(self.first(name)?);
        line.push(b'\n');
        match MessageStream::new(&line).parse_content_type().into_owned() {
            HeaderValue::ContentType(content) => Some(content),
            _ => None,
        }
    }

    /// All Message-IDs in the fields of a name, without their brackets.
    pub(super) fn message_ids(&self, name: &str) -> Vec<String> {
        self.all(name).flat_map(message_ids).collect()
    }
}

/// The text of a field: unfolded, decoded, without control characters.
pub(super) fn text(value: &[u8]) -> String {
    let unfolded = unfold(value);
    let text = words::decode(&unfolded).replace('\t', " ");
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// Takes out the line breaks of a folded value; the blanks after them stay.
pub(super) fn unfold(value: &[u8]) -> Cow<'_, [u8]> {
    if value.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        Cow::Owned(value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect())
    } else {
        Cow::Borrowed(value)
    }
}

fn message_ids(value: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(value);
    let is_id = |id: &&str| !id.is_empty() && id.chars().count() <= MESSAGE_ID_MAX;
    let clean = |id: &str| id.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let bracketed: Vec<String> = text
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| id)
        .filter(is_id)
        .map(clean)
        .collect();
    if !bracketed.is_empty() {
        return bracketed;
    }
    // Some mailers forget the brackets.
    text.split_ascii_whitespace().filter(|id| id.contains('@')).filter(is_id).map(clean).collect()
}

/// The line that begins at `at`, with its line break.
pub(super) fn line_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = &bytes[at.min(bytes.len())..];
    let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
    &rest[..length]
}

/// The name of the field on a line, and where its value begins.
fn field(line: &[u8]) -> Option<(&[u8], usize)> {
    /// No field has a longer name; a longer one is text with a colon.
    const NAME_MAX: usize = 100;
    let colon = line.iter().take(NAME_MAX).position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then_some((name, colon + 1))
}

/// The sender in the line that divides the messages of a mailbox.
fn mailbox_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b">").unwrap_or(line);
    let rest = line.strip_prefix(b"From ")?.trim_ascii_start();
    rest.split(u8::is_ascii_whitespace).next().filter(|sender| !sender.is_empty())
}

/// How many bytes follow until the blank line that ends a header is behind.
fn rest_of_header(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let line = line_at(bytes, at);
        at += line.len();
        if line.trim_ascii_end().is_empty() {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> (Vec<String>, usize) {
        let (header, body) = Header::read(bytes);
        let name = |field: &RawField<'_>| String::from_utf8_lossy(field.name).into_owned();
        (header.fields.iter().map(name).collect(), body)
    }

    #[test]
    fn a_header_ends_at_its_blank_line() {
        assert_eq!(names(b"A: 1\r\nB : 2\r\n\r\nC: 3"), (vec!["A".into(), "B".into()], 15));
        assert_eq!(names(b"A: 1\n\t2\nB:\n \n\n").0, ["A", "B"]);
        assert_eq!(names(b"From a@example.org today\nA: 1\n\n").0, ["A"]);
        assert_eq!(names(b"A: 1\nno field here\nB: 2").0, ["A", "B"]);
        assert_eq!(names(b""), (vec![], 0));
        assert_eq!(names(b"\nA: 1\n"), (vec![], 1));
    }

    #[test]
    fn values_are_unfolded_and_decoded() {
        let raw = b"Subject: =?utf-8?q?Gr=C3=BC?=\r\n =?utf-8?q?=C3=9Fe?=\r\n\tan\0 alle \r\n\r\n";
        let (header, _) = Header::read(raw);
        assert_eq!(header.text("subject").as_deref(), Some("Grüße an alle"));
    }

    #[test]
    fn message_ids_are_found_with_and_without_brackets() {
        let raw = b"A: <1@x> (note)\r\n\t<2\r\n @x>\r\nB: 3@x\r\nC: none\r\nD: <>\r\n\r\n";
        let (header, _) = Header::read(raw);
        assert_eq!(header.message_ids("A"), ["1@x", "2@x"]);
        assert_eq!(header.message_ids("B"), ["3@x"]);
        assert!(header.message_ids("C").is_empty());
        assert!(header.message_ids("D").is_empty());
    }

    #[test]
    fn a_header_bomb_is_cut_and_its_body_found() {
        let raw = [b"A: 1\n".repeat(300_000), b"\nbody".to_vec()].concat();
        let (header, body) = Header::read(&raw);
        assert!(header.is_cut);
        assert_eq!(header.fields.len(), HEADER_FIELDS_MAX);
        assert_eq!(&raw[body..], b"body");
        let raw = [b"A: ".to_vec(), b"b".repeat(2_000_000), b"\nC: d\n\n".to_vec()].concat();
        let (header, body) = Header::read(&raw);
        assert!(header.is_cut);
        assert_eq!(body, raw.len());
    }
}
