//! Files over HTTP, for the API and the pages alike: in piece by piece, out range by range, and to
//! whom.

pub(crate) mod access;
mod disposition;
pub(crate) mod incoming;
pub(crate) mod outgoing;
mod range;

/// The media types a browser may show by itself. Nothing that could run is among them.
const INLINE: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Whether this is a picture that a browser may show by itself.
pub(crate) fn is_picture(content_type: &str) -> bool {
    INLINE.contains(&content_type)
}
