//! The language of the words a requester reads.

use axum::http::{HeaderMap, header};

/// A language the desk speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// Englisch.
    #[default]
    En,
    /// German.
    De,
}

impl Language {
    /// The one `Accept-Language` likes best; English when it likes none of ours.
    pub(crate) fn of(headers: &HeaderMap) -> Language {
        Language::liked(headers).unwrap_or_default()
    }

    /// The one `Accept-Language` likes best, if it likes one of ours.
    pub(crate) fn liked(headers: &HeaderMap) -> Option<Language> {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut best = (None, 0.0);
        for part in header.unwrap_or_default().split(',') {
            let (tag, q) = part.split_once(';').unwrap_or((part, "q=1"));
            let q = q.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
            let language = match tag.trim().split('-').next().unwrap_or_default() {
                tag if tag.eq_ignore_ascii_case("de") => Language::De,
                tag if tag.eq_ignore_ascii_case("en") => Language::En,
                _ => continue,
            };
            if q > best.1 {
                best = (Some(language), q);
            }
        }
        best.0
    }
}

impl From<desk::values::Language> for Language {
    fn from(language: desk::values::Language) -> Language {
        match language {
            desk::values::Language::De => Language::De,
            desk::values::Language::En => Language::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_liked_best() {
        for (header, expected) in [
            ("de", Language::De),
            ("de-AT,de;q=0.9,en;q=0.8", Language::De),
            ("en-GB,de;q=0.9", Language::En),
            ("de;q=0.1, en;q=0.2", Language::En),
            ("fr, de;q=0.5", Language::De),
            ("fr", Language::En),
            ("", Language::En),
            (";;;,,q=", Language::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(Language::of(&headers), expected, "{header}");
        }
    }
}
