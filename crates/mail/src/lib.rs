//! Mail, the inbound half: what a raw message says, what it is, which ticket it answers, which of
//! its text is new, and how its HTML can be shown. Pure: bytes in, values out; no I/O, no clock, no
//! chance. Whoever calls keeps the raw message: nothing here replaces it.
//!
//! - [`parse`](parse()) reads a message. It takes any bytes and never fails; what could not be read
//!   is said in [`Parsed::damage`].
//! - [`judge`](judge()) says whether a person wrote it, and whether it may be answered.
//! - [`thread`] makes and recognises what joins a mail to a ticket.
//! - [`trim`](trim()) parts the new text from what is quoted and from the signature.
//! - [`sanitise`] and [`text_of_html`] make HTML harmless, and make text of it.

mod html;
mod judge;
pub mod limits;
mod parse;
pub mod thread;
mod trim;

pub use html::{sanitise, sanitise_with, text_of_html};
pub use judge::{Bounce, Failure, Judgement, Loop, Reason, judge};
pub use parse::{Address, Attachment, Damage, Field, Parsed, parse};
pub use trim::{Trimmed, trim};
