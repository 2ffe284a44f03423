//! `Range` (RFC 9110, section 14): one run of bytes. Whoever asks for several gets the whole.

use axum::http::{HeaderMap, header};

/// The part of a content that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// From one byte to another, both included.
    Run(i64, i64),
    /// Nothing of what there is.
    Outside,
}

/// What a request wants of a content of this length and tag.
pub(super) fn wanted(headers: &HeaderMap, size: i64, etag: &str) -> Part {
    let mut ranges = headers.get_all(header::RANGE).iter();
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Part::Whole };
    let same = headers.get(header::IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    match range.to_str() {
        Ok(range) if same => part(range, size),
        Ok(_) | Err(_) => Part::Whole,
    }
}

/// What cannot be read asks for the whole.
fn part(range: &str, size: i64) -> Part {
    let Some((unit, set)) = range.split_once('=') else { return Part::Whole };
    let Some((first, last)) = set.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    match (number(first), number(last)) {
        (Number::Of(first), Number::Of(last)) if first > last => Part::Whole,
        (Number::Of(first), Number::Of(_) | Number::None) if first >= size => Part::Outside,
        (Number::Of(first), Number::Of(last)) => Part::Run(first, last.min(size - 1)),
        (Number::Of(first), Number::None) => Part::Run(first, size - 1),
        (Number::None, Number::Of(0)) => Part::Outside,
        (Number::None, Number::Of(_)) if size == 0 => Part::Outside,
        (Number::None, Number::Of(length)) => Part::Run((size - length).max(0), size - 1),
        (Number::None, Number::None) | (Number::Wrong, _) | (_, Number::Wrong) => Part::Whole,
    }
}

enum Number {
    Of(i64),
    None,
    Wrong,
}

fn number(text: &str) -> Number {
    match text.trim() {
        "" => Number::None,
        text if !text.bytes().all(|byte| byte.is_ascii_digit()) => Number::Wrong,
        // Further than any content reaches.
        text => Number::Of(text.parse().unwrap_or(i64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_rfc_9110_has_them() {
        for (range, expected) in [
            ("bytes=0-0", Part::Run(0, 0)),
            ("bytes=0-9", Part::Run(0, 9)),
            ("Bytes = 2-", Part::Run(2, 9)),
            ("bytes=5-500", Part::Run(5, 9)),
            ("bytes=-3", Part::Run(7, 9)),
            ("bytes=-500", Part::Run(0, 9)),
            ("bytes=9-", Part::Run(9, 9)),
            ("bytes=10-", Part::Outside),
            ("bytes=99999999999999999999-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("bytes", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        for range in ["bytes=0-", "bytes=-1", "bytes=0-0"] {
            assert_eq!(part(range, 0), Part::Outside, "{range} of nothing");
        }
    }
}
