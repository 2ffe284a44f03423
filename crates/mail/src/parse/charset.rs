//! Bytes to text, whatever their label says.

use mail_parser::decoders::charsets::map::charset_decoder;

/// Labels for one-byte Latin text that are often put on something else.
const LATIN: [&str; 7] =
    ["us-ascii", "ascii", "iso-8859-1", "latin1", "iso8859-1", "windows-1252", "cp1252"];

/// The text of `bytes`, which a sender labelled with `label`.
///
/// The label is believed unless the bytes say otherwise: what is whole UTF-8 beyond ASCII is no
/// Latin-1, and what is no UTF-8 at all is read as windows-1252. Cannot fail; an unreadable byte
/// becomes U+FFFD.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(|label| label.trim().trim_matches(['"', '\'']).to_ascii_lowercase());
    let label = label.as_deref().unwrap_or_default();
    let is_utf7 = label.ends_with("utf-7") || label == "utf7" || label.starts_with("iso-2022");
    if !is_utf7
        && (label.is_empty() || is_utf8(label) || LATIN.contains(&label))
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.trim_start_matches('\u{feff}').to_owned();
    }
    if is_utf8(label) && is_mostly_utf8(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let decoded = decoder(label).map(|decode| decode(bytes));
    // The decoder of charsets that are given up for security answers with one replacement
    // character.
    match decoded.filter(|text| text != "\u{fffd}" || bytes.len() == 1) {
        Some(text) => text.trim_start_matches('\u{feff}').to_owned(),
        None => unlabelled(bytes),
    }
}

/// The text of bytes without a label that helps: UTF-8, else windows-1252.
pub(super) fn unlabelled(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_mostly_utf8(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => charset_decoder(b"windows-1252")
            .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |decode| decode(bytes)),
    }
}

fn decoder(label: &str) -> Option<fn(&[u8]) -> String> {
    let known = |label: &str| charset_decoder(label.as_bytes());
    // "x-", "cs" and "cp-850": names that mailers make up around known ones.
    known(label)
        .or_else(|| label.strip_prefix("x-").and_then(known))
        .or_else(|| known(label.strip_prefix("unicode-1-1-")?))
        .or_else(|| known(&label.replacen("cp-", "cp", 1)))
        .or_else(|| known(&label.replacen("windows-cp", "windows-", 1)))
}

fn is_utf8(label: &str) -> bool {
    label.replace(['-', '_'], "").contains("utf8")
}

/// Whether the bytes are UTF-8 with a few broken places, as where a text was cut.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > 2 * broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_believed_where_they_can_be() {
        let cases: [(&[u8], Option<&str>, &str); 16] = [
            (b"Gr\xfc\xdfe", Some("iso-8859-1"), "Grüße"),
            (b"\x80 5, \x84so\x93", Some("iso-8859-1"), "€ 5, „so“"),
            ("Grüße".as_bytes(), Some("iso-8859-1"), "Grüße"),
            ("Grüße".as_bytes(), Some("us-ascii"), "Grüße"),
            ("Grüße".as_bytes(), None, "Grüße"),
            (b"Gr\xfc\xdfe", None, "Grüße"),
            (b"Gr\xfc\xdfe", Some("utf-8"), "Grüße"),
            (b"Gr\xfc\xdfe", Some("made-up"), "Grüße"),
            (b"\xf0\xd2\xc9\xd7\xc5\xd4", Some("KOI8-R"), "Привет"),
            (b"\xc4\xe3\xba\xc3", Some("gb2312"), "你好"),
            (b"\x1b$B%O%m!<\x1b(B", Some("iso-2022-jp"), "ハロー"),
            (b"\x83n\x83\x8d\x81[", Some("Shift_JIS"), "ハロー"),
            (b"Gr+APwA3w-e", Some("utf-7"), "Grüße"),
            (b"Gr+APwA3w-e", Some("unicode-1-1-utf-7"), "Grüße"),
            (b"\x81", Some("cp-850"), "ü"),
            (b"a{~}", Some("hz-gb-2312"), "a{~}"),
        ];
        for (bytes, label, text) in cases {
            assert_eq!(decode(bytes, label), text, "{label:?}");
        }
    }

    #[test]
    fn a_text_that_was_cut_inside_a_character_stays_utf8() {
        let bytes = "Grüße aus Österreich, schöne".as_bytes();
        let cut = &bytes[..bytes.len() - 3];
        assert!(decode(cut, Some("utf-8")).starts_with("Grüße aus Österreich"));
    }
}
