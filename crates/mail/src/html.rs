//! HTML of strangers: made harmless to be shown, and made text.
//!
//! What is shown stands in a sandboxed frame besides, with a policy of its own. This is the first
//! lock, not the only one.

mod images;
mod size;
mod words;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use html2text::config;

use crate::limits::DATA_PICTURE_BYTES_MAX;

/// The attribute that holds the address of a picture that was not loaded.
const BLOCKED: &str = "data-blocked-src";

/// What a style may say: nothing here can load anything, cover anything or leave its place.
const STYLES: [&str; 38] = [
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "direction",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "margin-left",
    "max-width",
    "min-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-wrap",
];

/// Elements that go with all they hold.
const DROPPED: [&str; 21] = [
    "applet", "audio", "button", "canvas", "datalist", "embed", "frameset", "head", "iframe",
    "math", "noembed", "noframes", "object", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

/// HTML that can be shown in a sandboxed frame: no scripts, forms, frames or styles that load;
/// links open elsewhere and tell nobody where from; pictures from outside are not loaded, their
/// address is in `data-blocked-src`; `cid:` addresses of carried pictures stay. Takes any text and
/// never fails; what is too large or too deep to be read as HTML comes out as text.
pub fn sanitise(html: &str) -> String {
    sanitise_with(html, |_| None)
}

/// Like [`sanitise`], with the address under which each carried picture is served, by its content
/// id; `None` leaves `cid:…`. The address is escaped here.
pub fn sanitise_with(html: &str, address_of: impl Fn(&str) -> Option<String>) -> String {
    let html = size::without_large_pictures(without_nul(html));
    if !size::fits_tree(&html) {
        return of_text(&size::without_tags(&html));
    }
    // Should the cleaner panic on what no test has thought of, the words are still shown.
    match std::panic::catch_unwind(|| CLEANER.clean(&html).to_string()) {
        Ok(clean) => images::block(&clean, BLOCKED, address_of),
        Err(_) => of_text(&size::without_tags(&html)),
    }
}

/// The words of HTML, with `> ` before what is quoted and the address behind each link. Takes any
/// text and never fails.
pub fn text_of_html(html: &str) -> String {
    /// Lines are wrapped where they are shown, not here.
    const COLUMNS: usize = 100_000;
    let html = size::without_large_pictures(without_nul(html));
    if !size::fits_tree(&html) || !size::fits_text(&html) {
        return tidy(&size::without_tags(&html));
    }
    let config = config::with_decorator(words::Words::default());
    let config = config.raw_mode(true).no_link_wrapping().allow_width_overflow();
    let render = || config.string_from_read(html.as_bytes(), COLUMNS);
    let rendered = std::panic::catch_unwind(std::panic::AssertUnwindSafe(render));
    match rendered {
        Ok(Ok(text)) => tidy(&words::without_echoes(&text)),
        Ok(Err(_)) | Err(_) => tidy(&size::without_tags(&html)),
    }
}

/// Text as HTML that looks like it.
pub(crate) fn of_text(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(escape).collect();
    format!("<p>{}</p>", lines.join("<br>\n"))
}

/// The content ids that HTML shows as `cid:…`.
pub(crate) fn content_ids(html: &str) -> HashSet<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>' | '<' | ')' | '&');
    let ids = html.split("cid:").skip(1).filter_map(|rest| rest.split(ends).next());
    ids.map(|id| id.replace("%40", "@")).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn without_nul(html: &str) -> Cow<'_, str> {
    if html.contains('\0') { Cow::Owned(html.replace('\0', "")) } else { Cow::Borrowed(html) }
}

/// No blanks at ends of lines, at most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(line.is_empty() && out.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn cleaner() -> Builder<'static> {
    const CELL: &[&str] = &["width", "height", "bgcolor", "align", "valign"];
    const ATTRIBUTES: [(&str, &[&str]); 7] = [
        ("table", &["width", "cellpadding", "cellspacing", "border", "bgcolor"]),
        ("td", CELL),
        ("th", CELL),
        ("tr", CELL),
        ("font", &["color", "face", "size"]),
        ("p", &["align"]),
        ("div", &["align"]),
    ];
    let mut builder = Builder::default();
    for (tag, names) in ATTRIBUTES {
        builder.add_tag_attributes(tag, names.iter().copied());
    }
    builder
        .add_tags(["font", "big", "tfoot"])
        .rm_tags(["area", "map", "article", "nav"])
        .add_generic_attributes(["style", "dir"])
        .filter_style_properties(STYLES.into_iter().collect())
        .clean_content_tags(DROPPED.into_iter().collect())
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into_iter().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(attribute_value);
    builder
}

/// What an attribute may hold, beyond what the cleaner knows.
fn attribute_value<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    if attribute == "style" {
        return Some(Cow::Owned(harmless_style(value)));
    }
    let address = value.trim().to_ascii_lowercase();
    let is_picture = element == "img" && attribute == "src";
    let is_fine = match attribute {
        "src" | "href" | "cite" if address.starts_with("data:") => {
            is_picture && is_plain_picture(&address) && value.len() <= DATA_PICTURE_BYTES_MAX
        }
        "src" | "href" | "cite" if address.starts_with("cid:") => is_picture,
        _ => true,
    };
    is_fine.then_some(Cow::Borrowed(value))
}

/// Whether a `data:` address is a picture without a script in it.
fn is_plain_picture(address: &str) -> bool {
    const PICTURES: [&str; 5] = ["png", "jpeg", "jpg", "gif", "webp"];
    let kind = address.strip_prefix("data:image/").and_then(|rest| rest.split([';', ',']).next());
    kind.is_some_and(|kind| PICTURES.contains(&kind))
}

/// A style without what could load or run something.
fn harmless_style(style: &str) -> String {
    let kept = style.split(';').filter(|declaration| !loads(&declaration.to_ascii_lowercase()));
    kept.collect::<Vec<_>>().join(";")
}

/// Whether a declaration could load or run something, also in a spelling meant to hide it.
fn loads(style: &str) -> bool {
    const LOADING: [&str; 7] =
        ["url", "image", "expression", "javascript", "@import", "behavior", "\\"];
    LOADING.iter().any(|word| style.contains(word))
}

#[cfg(test)]
mod tests;
