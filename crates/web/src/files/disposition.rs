//! `Content-Disposition` (RFC 6266): whether to show or to save, and under which name (RFC 8187).

use axum::http::HeaderValue;
use std::fmt::Write as _;

/// The header. Old clients read the plain name, in which what is not plain ASCII is a `_`.
pub(super) fn header(kind: &str, name: &str) -> HeaderValue {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if is_attribute_char(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    let value = format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// What stands in a quoted name as it is. A `%` would be decoded by some browsers.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%')
}

/// `attr-char` of RFC 8187.
fn is_attribute_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_itself_to_old_and_new_clients() {
        for (name, expected) in [
            ("a.txt", "attachment; filename=\"a.txt\"; filename*=UTF-8''a.txt"),
            ("my file.txt", "attachment; filename=\"my file.txt\"; filename*=UTF-8''my%20file.txt"),
            (
                "\"x\\\".exe;%41",
                "attachment; filename=\"_x__.exe;_41\"; filename*=UTF-8''%22x%5C%22.exe%3B%2541",
            ),
            (
                "Übersicht 😀.pdf",
                "attachment; filename=\"_bersicht _.pdf\"; \
                 filename*=UTF-8''%C3%9Cbersicht%20%F0%9F%98%80.pdf",
            ),
            (
                "a\r\nSet-Cookie: x",
                "attachment; filename=\"a__Set-Cookie: x\"; \
              filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x",
            ),
        ] {
            assert_eq!(header("attachment", name), expected, "{name:?}");
        }
    }
}
