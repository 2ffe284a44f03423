//! Everything a story may look at: the firm, what is written, the calendar, the start.

use super::calendar::Calendar;
use super::firm::Firm;
use super::script::Scripts;
use desk::time::{Span, Timestamp};

/// Days of history before the start.
pub(super) const HISTORY_DAYS: i64 = 92;

/// How long before the start a team was retired, in working minutes.
const RETIRED_MINUTES: i64 = 660 * 26;

/// The world of the demo.
pub(super) struct World {
    pub(super) firm: Firm,
    pub(super) scripts: Scripts,
    pub(super) calendar: Calendar,
    /// The start of the demo: nothing happens later.
    pub(super) now: Timestamp,
}

impl World {
    /// Reads what is written and reckons the calendar around the start.
    ///
    /// # Errors
    /// What is wrong with the files.
    pub(super) fn at(now: Timestamp) -> anyhow::Result<World> {
        let now = Timestamp(now.0 - now.0.rem_euclid(Span::seconds(1).0));
        let calendar = Calendar::around(now)?;
        let retired_at = calendar.back(now, RETIRED_MINUTES);
        Ok(World { firm: Firm::read(retired_at)?, scripts: Scripts::read()?, calendar, now })
    }

    /// When the desk was set up, some days before its first ticket.
    pub(super) fn founded_at(&self) -> Timestamp {
        Timestamp(self.now.0 - Span::days(HISTORY_DAYS + 6).0)
    }

    /// When the first ticket may come in.
    pub(super) fn begin(&self) -> Timestamp {
        Timestamp(self.now.0 - Span::days(HISTORY_DAYS).0)
    }
}
