//! Pictures in cleaned HTML: those from outside are not loaded, those carried get their address.
//!
//! This reads what the cleaner wrote, not what came: every tag is closed, every value stands in
//! double quotes with none inside, and text holds no `<`.

use super::escape;

/// Rewrites the sources of pictures.
pub(super) fn block(
    clean: &str,
    blocked: &str,
    address_of: impl Fn(&str) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        let (tag, after) = tag.split_at(tag_length(tag));
        out.push_str(text);
        match tag.starts_with("<img ") {
            true => out.push_str(&picture(tag, blocked, &address_of)),
            false => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of the tag that `html` begins with: up to the first `>` outside of quotes.
fn tag_length(html: &str) -> usize {
    let mut is_quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn picture(tag: &str, blocked: &str, address_of: impl Fn(&str) -> Option<String>) -> String {
    /// What stands before the address in what the cleaner writes.
    const SRC: &str = " src=\"";
    let Some(at) = source(tag, SRC) else { return tag.to_owned() };
    let (before, value) = (&tag[..at], &tag[at + SRC.len()..]);
    let Some((address, after)) = value.split_once('"') else { return String::new() };
    let kind = address.trim_start().to_ascii_lowercase();
    if kind.starts_with("data:") {
        return tag.to_owned();
    }
    if let Some(id) = kind.starts_with("cid:").then(|| &address.trim_start()[4..]) {
        let served = address_of(&unescape(id)).map(|address| escape(&address));
        let address = served.unwrap_or_else(|| address.to_owned());
        return format!("{before}{SRC}{address}\"{after}");
    }
    format!("{before} {blocked}=\"{address}\"{after}")
}

/// Where the attribute stands, outside of the values of others.
fn source(tag: &str, attribute: &str) -> Option<usize> {
    let outside = |at: &usize| tag[..*at].matches('"').count().is_multiple_of(2);
    tag.match_indices(attribute).map(|(at, _)| at).find(outside)
}

fn unescape(text: &str) -> String {
    let text = text.replace("%40", "@").replace("&quot;", "\"").replace("&nbsp;", "\u{a0}");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
