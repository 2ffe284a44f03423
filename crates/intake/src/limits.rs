//! Every limit of the intake, with its name. Those of reading a mail are in [`mail::limits`].

use desk::time::Span;

/// Largest mail that is taken, in bytes; a larger one goes back to whoever sent it.
pub const MAIL_BYTES_MAX: usize = mail::limits::RAW_BYTES_MAX;
/// Longest name of a channel, in characters.
pub const CHANNEL_MAX: usize = 60;
/// How long a mail server goes on delivering: so long the same bytes without a Message-ID are the
/// same mail (RFC 5321, 4.5.4.1: at least 4 to 5 days).
pub const DELIVERY_TRIES: Span = Span::days(5);
/// How many merges are followed from a ticket to the one that survives.
pub const MERGES_MAX: usize = 50;
/// How much of a text that is no mail stands in the ticket about it, in characters.
pub const EXCERPT_MAX: usize = 10_000;
/// How much of the text serves as subject where there is none, in characters.
pub const SUBJECT_OF_TEXT_MAX: usize = 80;
