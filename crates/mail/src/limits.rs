//! Every limit of the mail reader, with its name. What goes beyond one is cut from the reading,
//! said in [`crate::Damage`], and still there in the raw message.

/// Longest message that is read whole, in bytes. Of a longer one only the header is read.
pub const RAW_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest header of a message or part, in bytes.
pub const HEADER_BYTES_MAX: usize = 512 * 1024;
/// Most fields of a header.
pub const HEADER_FIELDS_MAX: usize = 1_000;
/// Longest field of a header, in bytes.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;
/// Most parts of a message, at all depths together.
pub const PARTS_MAX: usize = 5_000;
/// How deep multiparts may stand in each other.
pub const DEPTH_MAX: usize = 2_000;
/// Longest boundary of a multipart, in bytes; RFC 2046 allows 70.
pub const BOUNDARY_BYTES_MAX: usize = 200;
/// Most attachments.
pub const ATTACHMENTS_MAX: usize = 500;
/// Most addresses of each of the recipients' fields.
pub const ADDRESSES_MAX: usize = 500;
/// Longest address, in characters.
pub const ADDRESS_MAX: usize = 320;
/// Longest display name of an address, in characters.
pub const DISPLAY_NAME_MAX: usize = 200;
/// Longest subject, in characters.
pub const SUBJECT_MAX: usize = 1_000;
/// Most Message-IDs kept of `References`, the last ones.
pub const REFERENCES_MAX: usize = 200;
/// Longest Message-ID, in characters.
pub const MESSAGE_ID_MAX: usize = 998;
/// Longest name of an attachment, in characters.
pub const ATTACHMENT_NAME_MAX: usize = 200;
/// Longest text, in bytes.
pub const TEXT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Longest HTML, in bytes. Pictures may be written into it.
pub const HTML_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Longest HTML that is read as a tree, in bytes; of a longer one the tags are just dropped.
pub const HTML_TREE_BYTES_MAX: usize = 1024 * 1024;
/// How deep elements may stand in each other in HTML that is read as a tree.
pub const HTML_DEPTH_MAX: usize = 2_000;
/// The depth of HTML times its tags, at most: what reading it as a tree costs.
pub const HTML_COST_MAX: usize = 50_000_000;
/// The open elements of formatting times the tags, at most: each block may repeat all of them.
pub const HTML_REPEATS_MAX: usize = 600_000;
/// How deep quotes and lists may stand in each other in HTML that is made text.
pub const HTML_INDENTS_MAX: usize = 40;
/// Most attributes of one element.
pub const HTML_ATTRIBUTES_MAX: usize = 2_000;
/// Most quoted values of attributes, of all elements together.
pub const HTML_VALUES_MAX: usize = 30_000;
/// Longest picture kept in HTML that is too long without, in bytes of its `data:` address.
pub const HTML_PICTURE_BYTES_MAX: usize = 64 * 1024;
/// Longest embedded picture shown, in bytes of its `data:` address.
pub const DATA_PICTURE_BYTES_MAX: usize = 512 * 1024;
/// Most subject tags looked at.
pub const SUBJECT_TAGS_MAX: usize = 5;
/// After so many relays a mail runs in a circle.
pub const RELAYS_MAX: usize = 50;
/// How much of a bounce's text is searched for the message that bounced, in bytes.
pub const BOUNCE_TEXT_BYTES_MAX: usize = 64 * 1024;
