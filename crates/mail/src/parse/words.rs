//! Encoded words (RFC 2047), as they are found rather than as they should be: also inside other
//! text, also with a character cut in two by the next word.

use data_encoding::BASE64;

use super::charset;
use super::transfer;

/// A stretch of a header value.
enum Piece<'a> {
    /// As it stands.
    Plain(&'a [u8]),
    /// Encoded words in a row with one charset; their bytes are put together before they are read.
    Words { charset: &'a [u8], bytes: Vec<u8> },
}

/// The text of a header value that has no structure, like a subject.
pub(super) fn decode(value: &[u8]) -> String {
    let mut text = String::new();
    for piece in pieces(value) {
        match piece {
            Piece::Plain(bytes) => text.push_str(&charset::unlabelled(bytes)),
            Piece::Words { charset, bytes } => text.push_str(&read(charset, &bytes)),
        }
    }
    text
}

/// The value with all text in UTF-8 and each row of encoded words as one word, so that a reader of
/// structured fields finds whole characters.
pub(super) fn normalise(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for piece in pieces(value) {
        match piece {
            Piece::Plain(bytes) => out.extend(charset::unlabelled(bytes).as_bytes()),
            Piece::Words { charset, bytes } => {
                let text = read(charset, &bytes).replace(['\r', '\n', '\0'], " ");
                out.extend(b"=?utf-8?B?");
                out.extend(BASE64.encode(text.as_bytes()).as_bytes());
                out.extend(b"?=");
            }
        }
    }
    out
}

fn read(charset: &[u8], bytes: &[u8]) -> String {
    // RFC 2231 section 5: a language may follow the charset.
    let label = charset.split(|byte| *byte == b'*').next().unwrap_or_default();
    charset::decode(bytes, std::str::from_utf8(label).ok())
}

fn pieces(value: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    // No word ends after the last `?=`: without this, openings without an end cost their square.
    let last_end = value.windows(2).rposition(|window| window == b"?=").unwrap_or_default();
    while let Some(found) = find(&value[at..], b"=?") {
        let start = at + found;
        if start >= last_end {
            break;
        }
        let Some(Word { charset: next, bytes: more, end }) = word(value, start) else {
            at = start + 2;
            continue;
        };
        let plain = &value[plain_from..start];
        let joins = plain.iter().all(u8::is_ascii_whitespace);
        match pieces.last_mut().filter(|last| joins && matches!(last, Piece::Words { .. })) {
            Some(Piece::Words { charset, bytes }) if charset.eq_ignore_ascii_case(next) => {
                bytes.extend(more);
            }
            last => {
                // Between two words, blanks stand for nothing.
                if last.is_none() && !plain.is_empty() {
                    pieces.push(Piece::Plain(plain));
                }
                pieces.push(Piece::Words { charset: next, bytes: more });
            }
        }
        (plain_from, at) = (end, end);
    }
    if plain_from < value.len() {
        pieces.push(Piece::Plain(&value[plain_from..]));
    }
    pieces
}

/// One encoded word.
struct Word<'a> {
    charset: &'a [u8],
    bytes: Vec<u8>,
    /// Where it ends in the value.
    end: usize,
}

/// The encoded word at `start`.
fn word(value: &[u8], start: usize) -> Option<Word<'_>> {
    /// Longer names of charsets, with a language, are not known.
    const CHARSET_MAX: usize = 60;
    let rest = &value[start + 2..];
    let charset_end = rest.iter().take(CHARSET_MAX).position(|byte| *byte == b'?')?;
    let (charset, rest) = (&rest[..charset_end], &rest[charset_end + 1..]);
    let is_token = |byte: &u8| byte.is_ascii_graphic() && *byte != b'=';
    if charset.is_empty() || !charset.iter().all(is_token) {
        return None;
    }
    let [encoding, b'?', text @ ..] = rest else { return None };
    let text_end = find(text, b"?=")?;
    let bytes = match encoding.to_ascii_uppercase() {
        b'B' => transfer::base64(&text[..text_end]).bytes,
        b'Q' => transfer::quoted_word(&text[..text_end]),
        _ => return None,
    };
    Some(Word { charset, bytes, end: value.len() - text.len() + text_end + 2 })
}

fn find(bytes: &[u8], needle: &[u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded() {
        let cases: [(&[u8], &str); 15] = [
            (b"plain", "plain"),
            (b"=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße"),
            (b"=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
            (b"=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
            (b"Re: =?utf-8?q?a_b?= c", "Re: a b c"),
            (b"=?utf-8?q?a b?=", "a b"),
            (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
            (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
            (b"=?utf-8?q?a?=  =?koi8-r?B?8A==?=", "aП"),
            (b"=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"),
            (b"=?utf-8*de?Q?=C3=A4?=", "ä"),
            (b"=?utf-8?Q?what??=", "what?"),
            (b"=?utf-8?X?a?=", "=?utf-8?X?a?="),
            (b"=?utf-8?Q?open", "=?utf-8?Q?open"),
            (b"Gr\xfc\xdfe =?", "Grüße =?"),
        ];
        for (value, text) in cases {
            assert_eq!(decode(value), text, "{}", String::from_utf8_lossy(value));
        }
    }

    #[test]
    fn a_row_of_words_becomes_one() {
        let value = b"=?utf-8?Q?J=C3?=\r\n =?utf-8?Q?=B6rg?= <j@example.org>";
        assert_eq!(normalise(value), b"=?utf-8?B?SsO2cmc=?= <j@example.org>");
    }

    #[test]
    fn a_field_of_openings_is_quick() {
        let value = b"=?a?Q?x".repeat(10_000);
        assert_eq!(decode(&value).len(), value.len());
    }
}
