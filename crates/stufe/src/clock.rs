//! The wall clock: the one place where the program asks what time it is.

use desk::time::Timestamp;

/// Now.
#[must_use]
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    let now = jiff::Timestamp::now();
    Timestamp(now.as_microsecond())
}
