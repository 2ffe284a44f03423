//! How far a long command has come, on stderr.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Between two reports on a terminal.
const PAUSE: Duration = Duration::from_millis(200);
/// Between two where they end in a log.
const LOG_PAUSE: Duration = Duration::from_secs(5);

/// Reports now and then, over itself on a terminal, and not at all when it is soon done.
pub(crate) struct Progress {
    what: &'static str,
    total: Option<u64>,
    done: u64,
    told_at: Instant,
    line: Line,
}

#[derive(PartialEq)]
enum Line {
    /// Each report stands over the one before.
    Over,
    /// One below the other.
    Below,
}

impl Progress {
    /// Begins to count, towards a total where it is known.
    pub(crate) fn new(what: &'static str, total: Option<u64>) -> Progress {
        let line = if std::io::stderr().is_terminal() { Line::Over } else { Line::Below };
        Progress { what, total, done: 0, told_at: Instant::now(), line }
    }

    /// So many more are done.
    pub(crate) fn step(&mut self, more: usize) {
        self.done += more as u64;
        let pause = if self.line == Line::Over { PAUSE } else { LOG_PAUSE };
        if self.told_at.elapsed() >= pause {
            self.told_at = Instant::now();
            self.tell();
        }
    }

    fn tell(&self) {
        let of = self.total.map(|total| format!(" of {total}")).unwrap_or_default();
        let mut stderr = std::io::stderr().lock();
        // Whoever closes stderr wants to know nothing.
        let _ = match self.line {
            Line::Over => write!(stderr, "\r\x1b[K{}{of} {}", self.done, self.what),
            Line::Below => writeln!(stderr, "{}{of} {}", self.done, self.what),
        };
    }

    /// Clears the line.
    pub(crate) fn end(self) {
        if self.line == Line::Over {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
