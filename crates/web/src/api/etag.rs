//! `ETag`, `If-Match` and `If-None-Match` (RFC 9110, section 13): a ticket's tag is its version.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, header};
use store::Failure;

/// The tag of a version.
pub(crate) fn of(version: i64) -> String {
    format!("\"{version}\"")
}

/// What a request says about the version it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `*`: whatever there is.
    Any,
    /// One of these tags; weak ones are marked.
    OneOf(Vec<Tag>),
}

/// One entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    weak: bool,
    opaque: String,
}

impl Condition {
    /// Reads `If-Match`.
    pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<Condition>, Problem> {
        read(headers, &header::IF_MATCH)
    }

    /// Reads `If-None-Match`.
    pub(crate) fn if_none_match(headers: &HeaderMap) -> Result<Option<Condition>, Problem> {
        read(headers, &header::IF_NONE_MATCH)
    }

    /// Refuses unless the version is one of those named, by strong comparison.
    pub(crate) fn require(&self, current: i64) -> Result<(), Failure> {
        let holds = match self {
            Condition::Any => true,
            Condition::OneOf(tags) => {
                let current = current.to_string();
                tags.iter().any(|tag| !tag.weak && tag.opaque == current)
            }
        };
        if holds { Ok(()) } else { Err(Failure::Stale { current }) }
    }

    /// True when the version is one of those named, by weak comparison.
    pub(crate) fn names(&self, current: i64) -> bool {
        self.names_tag(&current.to_string())
    }

    /// The same of a tag that is no version.
    pub(crate) fn names_tag(&self, current: &str) -> bool {
        match self {
            Condition::Any => true,
            Condition::OneOf(tags) => tags.iter().any(|tag| tag.opaque == current),
        }
    }
}

fn read(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Condition>, Problem> {
    let mut found: Option<Vec<Tag>> = None;
    let mut any = false;
    for value in headers.get_all(name) {
        let unreadable = || {
            let message = "Give the tag as the ETag header has it, such as \"7\", or *.";
            Problem::field(name.as_str(), "unreadable", message)
        };
        let value = value.to_str().map_err(|_| unreadable())?.trim();
        if value == "*" {
            any = true;
            continue;
        }
        found.get_or_insert_default().extend(tags(value).ok_or_else(unreadable)?);
    }
    match (any, found) {
        (true, None) => Ok(Some(Condition::Any)),
        (false, tags) => Ok(tags.map(Condition::OneOf)),
        (true, Some(_)) => {
            Err(Problem::field(name.as_str(), "unreadable", "Give either * or tags, not both."))
        }
    }
}

/// A list of tags; none when it cannot be read. Empty members of a list are allowed, an empty list
/// is not.
fn tags(list: &str) -> Option<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut rest = list.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let strong = rest.strip_prefix("W/").unwrap_or(rest);
        let weak = strong.len() < rest.len();
        let (opaque, after) = strong.strip_prefix('"')?.split_once('"')?;
        if !opaque.chars().all(|c| c == '!' || ('#'..='~').contains(&c)) {
            return None;
        }
        tags.push(Tag { weak, opaque: opaque.to_owned() });
        let after = after.trim_start_matches([' ', '\t']);
        if !after.is_empty() && !after.starts_with(',') {
            return None;
        }
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    (!tags.is_empty()).then_some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, expected: Option<&[(bool, &str)]>) {
        let expected = expected.map(|tags| {
            let tag = |(weak, opaque): &(bool, &str)| Tag { weak: *weak, opaque: (*opaque).into() };
            tags.iter().map(tag).collect::<Vec<_>>()
        });
        assert_eq!(tags(header), expected, "{header}");
    }

    #[test]
    fn lists_of_tags_are_read_as_rfc_9110_has_them() {
        check("\"7\"", Some(&[(false, "7")]));
        check("W/\"7\"", Some(&[(true, "7")]));
        check("\"1\" , W/\"2\",\"3\"", Some(&[(false, "1"), (true, "2"), (false, "3")]));
        check(", \"1\",,", Some(&[(false, "1")]));
        check("\"a,b\"", Some(&[(false, "a,b")]));
        check("\"\"", Some(&[(false, "")]));
        for broken in ["", "7", "\"7", "w/\"7\"", "\"1\" \"2\"", "\"1\"x", "*, \"1\"", "\"a b\""] {
            check(broken, None);
        }
    }

    #[test]
    fn a_weak_tag_never_matches_strongly() {
        let weak = Condition::OneOf(vec![Tag { weak: true, opaque: "7".into() }]);
        assert!(weak.require(7).is_err());
        assert!(weak.names(7));
        assert!(Condition::Any.require(7).is_ok());
    }
}
