//! What is too much HTML to be read as a tree, and what is done with it.
//!
//! Readers of HTML take the square of the depth, and of the attributes of one element, for texts
//! that are made so. The bounds here look at the tags alone and err on the side of too much.

use std::borrow::Cow;

use mail_parser::decoders::html::html_to_text;

use crate::limits::{
    HTML_ATTRIBUTES_MAX, HTML_COST_MAX, HTML_DEPTH_MAX, HTML_INDENTS_MAX, HTML_PICTURE_BYTES_MAX,
    HTML_REPEATS_MAX, HTML_TREE_BYTES_MAX, HTML_VALUES_MAX,
};

/// Elements that hold nothing, so that they are never open.
const EMPTY: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that end where the next of their kind begins.
const SUCCEEDING: [&str; 8] = ["p", "li", "dt", "dd", "tr", "td", "th", "option"];

/// Elements that indent their text, each line of it.
const INDENTING: [&str; 5] = ["blockquote", "ul", "ol", "dl", "dd"];

/// Elements that a reader opens again in the next block when they were not closed.
const FORMATTING: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// How far up an end tag looks for its element.
const REACH: usize = 50;

/// Whether HTML is small and flat enough that a tree of it is built quickly.
pub(super) fn fits_tree(html: &str) -> bool {
    if html.len() > HTML_TREE_BYTES_MAX || !has_plain_tags(html) {
        return false;
    }
    let tags = html.bytes().filter(|byte| *byte == b'<').count();
    let depth_max = depth(html, |_| true);
    depth_max <= HTML_DEPTH_MAX
        && depth_max * tags <= HTML_COST_MAX
        && depth(html, |name| FORMATTING.contains(&name)) * tags <= HTML_REPEATS_MAX
}

/// The HTML without its largest embedded pictures, when it is too long with them.
pub(super) fn without_large_pictures(html: Cow<'_, str>) -> Cow<'_, str> {
    const MARK: &str = ";base64,";
    if html.len() <= HTML_TREE_BYTES_MAX {
        return html;
    }
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let mut out = String::new();
    for (at, piece) in html.split(MARK).enumerate() {
        let end = piece.find(|c| !is_digit(c)).unwrap_or(piece.len());
        let is_large = at > 0 && end > HTML_PICTURE_BYTES_MAX;
        out.push_str(if at > 0 { MARK } else { "" });
        out.push_str(if is_large { &piece[end..] } else { piece });
    }
    Cow::Owned(out)
}

/// Whether text is indented so little that the indents do not outweigh it.
pub(super) fn fits_text(html: &str) -> bool {
    depth(html, |name| INDENTING.contains(&name)) <= HTML_INDENTS_MAX
}

/// The words alone, read without a tree, in one pass.
pub(super) fn without_tags(html: &str) -> String {
    html_to_text(html)
}

/// How many of the elements that count may be open at once: an upper bound. What is not closed
/// right inside out counts as open to the end, because a reader may keep it so.
fn depth(html: &str, counts: impl Fn(&str) -> bool) -> usize {
    let mut open: Vec<String> = Vec::new();
    let (mut astray, mut deepest) = (0, 0);
    for tag in html.split('<').skip(1) {
        let is_end = tag.starts_with('/');
        let name = name(tag.trim_start_matches('/'));
        if name.is_empty() || EMPTY.contains(&name.as_str()) || !counts(&name) {
            continue;
        }
        if !is_end {
            let succeeds = SUCCEEDING.contains(&name.as_str()) && open.last() == Some(&name);
            if !succeeds {
                open.push(name);
            }
        } else if let Some(up) = open.iter().rev().take(REACH).position(|other| *other == name) {
            open.truncate(open.len() - 1 - up);
            astray += if up == 0 { 0 } else { up + 1 };
        }
        deepest = deepest.max(open.len() + astray);
    }
    deepest
}

fn name(tag: &str) -> String {
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return String::new();
    }
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

/// Whether no tag has more attributes than anybody writes. A tag with `>` in its values escapes the
/// first count, but not the second.
fn has_plain_tags(html: &str) -> bool {
    /// In an embedded picture, more than so many bytes stand between two slashes on average.
    const DENSITY: usize = 32;
    let values = html.split('=').skip(1).filter(|rest| rest.trim_start().starts_with(['"', '\'']));
    let fits = |piece: &str| {
        let starts = |(at, _): &(usize, &str)| {
            piece[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())
        };
        let Some((at, _)) = piece.match_indices('<').find(starts) else { return true };
        let tag = &piece.as_bytes()[at..];
        let parts = tag.iter().filter(|b| b.is_ascii_whitespace() || **b == b'/').count();
        parts <= HTML_ATTRIBUTES_MAX + tag.len() / DENSITY
    };
    values.count() <= HTML_VALUES_MAX && html.split('>').all(fits)
}
