//! Transfer encodings (RFC 2045), read leniently: what is broken is skipped and said.

/// What a body was before it was encoded.
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// Whether something in it was no such encoding.
    pub(super) is_broken: bool,
}

/// Undoes the `Content-Transfer-Encoding`; an unknown one is taken for none.
pub(super) fn decode(body: &[u8], encoding: &str) -> Decoded {
    let encoding = encoding.trim().trim_matches(['"', ';']).trim().to_ascii_lowercase();
    match encoding.as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted_printable(body),
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => uuencode(body),
        _ => Decoded { bytes: body.to_vec(), is_broken: false },
    }
}

/// Base64 with anything between its characters. Padding ends a run; another run may follow.
pub(super) fn base64(text: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut strange) = (0u32, 0u8, 0usize);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            _ => {
                strange += usize::from(!matches!(byte, b'\r' | b'\n' | b'\t'));
                continue;
            }
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            let [.., low] = (bits >> count).to_be_bytes();
            bytes.push(low);
        }
    }
    // Some stray characters are common and harmless; many mean that it is something else.
    Decoded { is_broken: strange > 3 + text.len() / 20, bytes }
}

/// The Q encoding of encoded words: quoted-printable with `_` for a blank.
pub(super) fn quoted_word(text: &[u8]) -> Vec<u8> {
    let blanks: Vec<u8> = text.iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
    quoted_printable(&blanks).bytes
}

fn quoted_printable(text: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            bytes.push(*first);
        } else if let [high, low, after @ ..] = after
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high << 4 | low);
            rest = after;
        } else if let Some(after) = soft_break(after) {
            rest = after;
        } else {
            bytes.push(b'=');
        }
    }
    // An equals sign that encodes nothing stands for itself: that is text, not damage.
    Decoded { bytes, is_broken: false }
}

/// What follows a line break that was only for the transport.
fn soft_break(after: &[u8]) -> Option<&[u8]> {
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    match &after[blanks..] {
        [b'\n', rest @ ..] => Some(rest),
        [] => Some(&[]),
        _ => None,
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn uuencode(text: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut is_broken = true;
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    for line in lines.skip_while(|line| !line.starts_with(b"begin ")).skip(1) {
        let Some((length, groups)) = line.split_first() else { continue };
        if line == b"end" || !(b' '..=b'`').contains(length) {
            is_broken = line != b"end";
            break;
        }
        let value = |at: usize| u32::from(groups.get(at).map_or(0, |b| b.wrapping_sub(32) & 63));
        let length = usize::from((length - 32) & 63);
        for at in 0..length {
            let (group, within) = (at / 3 * 4, at % 3);
            let bits = (0..4).fold(0, |bits, index| bits << 6 | value(group + index));
            bytes.push(bits.to_be_bytes()[within + 1]);
        }
    }
    Decoded { bytes, is_broken }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_undone() {
        let cases: [(&[u8], &str, &[u8]); 12] = [
            (b"SGFsbG8=", "base64", b"Hallo"),
            (b"SGFs\r\nbG8\r\n", "Base64;", b"Hallo"),
            (b"SGFsbG8=SGFsbG8=", "base64", b"HalloHallo"),
            (b"SGFs!bG8=", "base64", b"Hallo"),
            (b"a=3Db=\r\nc", "quoted-printable", b"a=bc"),
            (b"a=3db= \t\nc=", "QUOTED-PRINTABLE", b"a=bc"),
            (b"a=zz=", "quoted-printable", b"a=zz"),
            (b"a=3Db", "7bit", b"a=3Db"),
            (b"a=3Db", "", b"a=3Db"),
            (b"a=3Db", "7-bit", b"a=3Db"),
            (b"begin 644 a.txt\n%2&%L;&\\\n`\nend\n", "x-uuencode", b"Hallo"),
            (b"", "base64", b""),
        ];
        for (body, encoding, bytes) in cases {
            let decoded = decode(body, encoding);
            assert_eq!(decoded.bytes, bytes, "{encoding} {}", String::from_utf8_lossy(body));
            assert!(!decoded.is_broken, "{encoding} {}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn what_is_no_base64_is_said() {
        assert!(decode("Das ist gar kein Base64!\n".as_bytes(), "base64").is_broken);
        assert!(decode(b"no begin", "uuencode").is_broken);
    }
}
