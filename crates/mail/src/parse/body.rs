//! Which parts are the text of a message, and which are carried by it.

use super::attachment::Attachment;
use super::part::{Disposition, Part};
use super::structure::{Kind, Structure};
use super::{Damage, Parsed};
use crate::html;
use crate::limits::{ATTACHMENTS_MAX, HTML_BYTES_MAX, TEXT_BYTES_MAX};

/// Texts that say the same in several ways, or one text alone.
#[derive(Default)]
struct Block {
    /// The outermost `multipart/alternative` it stands in.
    alternative: Option<usize>,
    plain: Vec<String>,
    html: Vec<String>,
}

/// Fills in the texts and attachments.
pub(super) fn read(structure: &Structure<'_>, parsed: &mut Parsed) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut carried = Vec::new();
    let mut related_texts = Vec::new();
    for (at, part) in structure.parts.iter().enumerate() {
        if !is_text(structure, part, at == 0, &mut related_texts) {
            carried.push(part);
            continue;
        }
        if part.decoded().is_broken {
            parsed.note(Damage::Undecodable);
        }
        let alternative = outermost_alternative(structure, part);
        let joins = |last: &&mut Block| alternative.is_some() && last.alternative == alternative;
        match blocks.last_mut().filter(joins) {
            Some(block) => block.add(part),
            None => {
                let mut block = Block { alternative, ..Block::default() };
                block.add(part);
                blocks.push(block);
            }
        }
    }
    parsed.html = html_of(&blocks);
    parsed.text = text_of(&blocks);
    cut_texts(parsed);
    attach(&carried, parsed);
}

impl Block {
    fn add(&mut self, part: &Part<'_>) {
        let texts = if part.content_type == "text/html" { &mut self.html } else { &mut self.plain };
        texts.push(part.text());
    }

    fn text(&self) -> String {
        if self.plain.iter().any(|text| !text.trim().is_empty()) || self.html.is_empty() {
            self.plain.join("\n")
        } else {
            html::text_of_html(&self.html.join("\n"))
        }
    }

    fn html(&self) -> String {
        if self.html.iter().any(|html| !html.trim().is_empty()) {
            self.html.join("\n")
        } else {
            html::of_text(&self.plain.join("\n"))
        }
    }
}

fn html_of(blocks: &[Block]) -> Option<String> {
    let has_html = |block: &Block| block.html.iter().any(|html| !html.trim().is_empty());
    let is_html = blocks.iter().any(has_html);
    is_html.then(|| blocks.iter().map(Block::html).collect::<Vec<_>>().join("\n"))
}

fn text_of(blocks: &[Block]) -> String {
    let texts = blocks.iter().map(Block::text).filter(|text| !text.trim().is_empty());
    texts.collect::<Vec<_>>().join("\n").trim_end().trim_start_matches('\n').to_owned()
}

/// Whether a part is text to read, rather than a thing carried.
fn is_text(
    structure: &Structure<'_>,
    part: &Part<'_>,
    is_first: bool,
    related_texts: &mut Vec<usize>,
) -> bool {
    let is_readable = matches!(part.content_type.as_str(), "text/plain" | "text/html");
    // A multipart that is a part itself has no parts: its boundary never came.
    let is_readable = is_readable || part.is_multipart();
    if !is_readable || part.disposition == Disposition::Attachment {
        return false;
    }
    if part.name.is_some() && !is_first {
        return false;
    }
    let related = part.multipart.filter(|at| structure.multiparts[*at].kind == Kind::Related);
    match related {
        // Of the parts directly in it, the first text is the text; others are what it shows.
        Some(at) if related_texts.contains(&at) => false,
        Some(at) => {
            related_texts.push(at);
            true
        }
        None => true,
    }
}

fn outermost_alternative(structure: &Structure<'_>, part: &Part<'_>) -> Option<usize> {
    let mut found = None;
    let mut next = part.multipart;
    while let Some(at) = next {
        let multipart = &structure.multiparts[at];
        if multipart.kind == Kind::Alternative {
            found = Some(at);
        }
        next = multipart.parent;
    }
    found
}

fn cut_texts(parsed: &mut Parsed) {
    let mut is_cut = cut(&mut parsed.text, TEXT_BYTES_MAX);
    if let Some(html) = &mut parsed.html {
        is_cut |= cut(html, HTML_BYTES_MAX);
    }
    if is_cut {
        parsed.note(Damage::TextCut);
    }
}

fn cut(text: &mut String, bytes_max: usize) -> bool {
    let is_long = text.len() > bytes_max;
    text.truncate(text.floor_char_boundary(bytes_max));
    is_long
}

fn attach(carried: &[&Part<'_>], parsed: &mut Parsed) {
    let shown = parsed.html.as_deref().map(html::content_ids).unwrap_or_default();
    for part in carried {
        // An empty part without a name is a slip of the mailer.
        if part.body.is_empty() && part.name.is_none() && !part.is_message() {
            continue;
        }
        if parsed.attachments.len() >= ATTACHMENTS_MAX {
            parsed.note(Damage::AttachmentsCut);
            return;
        }
        let (attachment, is_broken) = Attachment::read(part, &shown);
        if is_broken {
            parsed.note(Damage::Undecodable);
        }
        parsed.attachments.push(attachment);
    }
}
