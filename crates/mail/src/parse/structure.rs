//! The parts of a message: one pass over its lines, with a stack of open multiparts.
//!
//! Written here because limits decide it: however deep the parts stand in each other, and however
//! their boundaries are chosen, the time is that of reading the bytes once, and nothing recurses.
//! A message inside the message is a part like any other; it is not opened.

use std::collections::HashMap;

use super::header::{Header, line_at};
use super::part::{Disposition, Part};
use crate::limits::{BOUNDARY_BYTES_MAX, DEPTH_MAX, PARTS_MAX};

/// What stands where in a message.
#[derive(Default)]
pub(super) struct Structure<'a> {
    /// The parts that hold something themselves, in their order.
    pub(super) parts: Vec<Part<'a>>,
    pub(super) multiparts: Vec<Multipart>,
    /// Whether parts stand deeper than [`DEPTH_MAX`]; the outermost of these is kept as it came.
    pub(super) is_too_deep: bool,
    /// Whether there are more than [`PARTS_MAX`] parts; the rest is left out.
    pub(super) has_too_many: bool,
    /// Whether the header of a part was cut.
    pub(super) is_header_cut: bool,
}

/// A part made of parts.
pub(super) struct Multipart {
    pub(super) kind: Kind,
    /// The multipart it stands in.
    pub(super) parent: Option<usize>,
    /// How many things stand directly in it so far.
    pub(super) children: usize,
}

/// What the parts of a multipart are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The same, said in several ways.
    Alternative,
    /// A text and what it shows.
    Related,
    /// Messages, unless a part says otherwise.
    Digest,
    /// One after the other.
    Mixed,
}

/// A multipart whose end has not come yet.
struct Open<'a> {
    multipart: usize,
    boundary: Vec<u8>,
    /// The outer multipart with the same boundary, hidden while this one is open.
    shadowed: Option<usize>,
    /// What it is taken for when no part ever comes, and where its text begins.
    preamble: Option<(Part<'a>, usize)>,
}

struct Walk<'a> {
    raw: &'a [u8],
    structure: Structure<'a>,
    open: Vec<Open<'a>>,
    /// The place in `open` of each boundary.
    boundaries: HashMap<Vec<u8>, usize>,
    /// The part being read, and where its body begins.
    current: Option<(Part<'a>, usize)>,
}

/// What a line that divides parts says.
struct Delimiter {
    /// The place in `open` of the multipart it belongs to.
    place: usize,
    /// Whether it is the last one of that multipart.
    is_last: bool,
}

impl<'a> Structure<'a> {
    /// Reads the structure of a message whose header was read and whose body begins at `body_at`.
    pub(super) fn read(raw: &'a [u8], header: &Header<'a>, body_at: usize) -> Self {
        let mut walk = Walk {
            raw,
            structure: Self::default(),
            open: Vec::new(),
            boundaries: HashMap::new(),
            current: None,
        };
        walk.begin(header, body_at);
        let mut at = body_at;
        // With no multipart open, only the end of the message can end the part.
        while at < raw.len() && !walk.open.is_empty() && !walk.structure.has_too_many {
            let line = line_at(raw, at);
            at = match walk.delimiter(line) {
                Some(delimiter) => walk.cross(&delimiter, at, at + line.len()),
                None => at + line.len(),
            };
        }
        walk.end_part(raw.len());
        walk.close_to(0, raw.len());
        walk.structure
    }
}

impl<'a> Walk<'a> {
    fn delimiter(&self, line: &[u8]) -> Option<Delimiter> {
        let text = line.strip_prefix(b"--")?.trim_ascii_end();
        if text.len() > BOUNDARY_BYTES_MAX + 2 {
            return None;
        }
        if let Some(place) = self.boundaries.get(text) {
            return Some(Delimiter { place: *place, is_last: false });
        }
        let place = self.boundaries.get(text.strip_suffix(b"--")?)?;
        Some(Delimiter { place: *place, is_last: true })
    }

    /// Goes over a delimiter line; gives where to read on.
    fn cross(&mut self, delimiter: &Delimiter, line_at: usize, line_end: usize) -> usize {
        let body_end = line_at - line_break_before(self.raw, line_at);
        self.end_part(body_end);
        if delimiter.is_last {
            self.close_to(delimiter.place, body_end);
            return line_end;
        }
        self.close_to(delimiter.place + 1, body_end);
        if let Some(open) = self.open.last_mut() {
            open.preamble = None;
        }
        let rest = &self.raw[line_end..];
        let (header, length) = Header::read_part(rest, |line| self.delimiter(line).is_some());
        self.structure.is_header_cut |= header.is_cut;
        self.begin(&header, line_end + length);
        line_end + length
    }

    /// Begins the part whose header was read.
    fn begin(&mut self, header: &Header<'a>, body_at: usize) {
        if self.structure.parts.len() + self.structure.multiparts.len() >= PARTS_MAX {
            self.structure.has_too_many = true;
            return;
        }
        let parent = self.open.last().map(|open| open.multipart);
        let (mut position, mut within) = (0, None);
        if let Some(parent) = parent.and_then(|at| self.structure.multiparts.get_mut(at)) {
            (position, within) = (parent.children, Some(parent.kind));
            parent.children += 1;
        }
        let mut part = Part::new(header, within);
        (part.multipart, part.position) = (parent, position);
        match part.boundary.take().filter(|_| part.is_multipart()) {
            Some(_) if self.open.len() >= DEPTH_MAX => {
                self.structure.is_too_deep = true;
                part.disposition = Disposition::Attachment;
                self.current = Some((part, body_at));
            }
            Some(boundary) => self.open(part, boundary, body_at),
            None => self.current = Some((part, body_at)),
        }
    }

    fn open(&mut self, part: Part<'a>, boundary: Vec<u8>, body_at: usize) {
        let multipart = self.structure.multiparts.len();
        self.structure.multiparts.push(Multipart {
            kind: part.kind(),
            parent: part.multipart,
            children: 0,
        });
        let shadowed = self.boundaries.insert(boundary.clone(), self.open.len());
        self.open.push(Open { multipart, boundary, shadowed, preamble: Some((part, body_at)) });
    }

    /// Ends the part being read.
    fn end_part(&mut self, at: usize) {
        if let Some((mut part, from)) = self.current.take() {
            part.body = self.raw.get(from..at).unwrap_or_default();
            self.structure.parts.push(part);
        }
    }

    /// Closes the open multiparts from `place` inwards.
    fn close_to(&mut self, place: usize, at: usize) {
        while self.open.len() > place
            && let Some(open) = self.open.pop()
        {
            match open.shadowed {
                Some(outer) => self.boundaries.insert(open.boundary, outer),
                None => self.boundaries.remove(&open.boundary),
            };
            // A multipart whose boundary never came: what it holds is text.
            if let Some((mut part, from)) = open.preamble {
                part.body = self.raw.get(from..at).unwrap_or_default();
                if !part.body.trim_ascii().is_empty() {
                    self.structure.parts.push(part);
                }
            }
        }
    }
}

/// The length of the line break that ends right before `at`; it belongs to the delimiter there.
fn line_break_before(raw: &[u8], at: usize) -> usize {
    let before = &raw[..at];
    if before.ends_with(b"\r\n") { 2 } else { usize::from(before.ends_with(b"\n")) }
}
