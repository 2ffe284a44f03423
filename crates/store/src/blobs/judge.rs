//! What a content is, by its first bytes.

/// So many first bytes are looked at.
pub(super) const HEAD_BYTES: usize = 8 * 1024;

const TEXT: &str = "text/plain";
const UNKNOWN: &str = "application/octet-stream";

/// Formats that begin like a text and are none.
const WRITTEN: &[(&[u8], &str)] = &[
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
];

/// The media type. Every text is `text/plain`, in whatever language it is written: a page that a
/// browser would run is not called one.
pub(super) fn content_type(head: &[u8]) -> &'static str {
    let written = WRITTEN.iter().find(|(start, _)| head.starts_with(start));
    if let Some((_, content_type)) = written {
        return content_type;
    }
    if is_text(head) {
        return TEXT;
    }
    let found = infer::get(head).map(|found| found.mime_type());
    match found {
        Some(found) if found.starts_with("text/") || found.ends_with("xml") => UNKNOWN,
        Some(found) => found,
        None => UNKNOWN,
    }
}

/// UTF-8 without the control characters that only programs write. The last character may have been
/// cut in two.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() >= HEAD_BYTES => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_what_it_is_not_what_it_is_called() {
        let cut = [vec![b'x'; HEAD_BYTES - 1], vec![0xc3]].concat();
        for (head, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0\x80\0", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"PK\x03\x04\x14\0\0\0\x08\0", "application/zip"),
            (b"<html><script>alert(1)</script>", "text/plain"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", "text/plain"),
            (b"<?xml version=\"1.0\"?>", "text/plain"),
            (b"#!/bin/sh\nrm -rf /\n", "text/plain"),
            ("BMW springt nicht an".as_bytes(), "text/plain"),
            ("Übersicht\r\n\tGrüße".as_bytes(), "text/plain"),
            (b"", "text/plain"),
            (&cut, "text/plain"),
            (b"caf\xe9", "application/octet-stream"),
            (b"a\0b", "application/octet-stream"),
            (b"<html>\0", "application/octet-stream"),
        ] {
            assert_eq!(content_type(head), expected, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
