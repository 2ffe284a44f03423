//! What a command prints.

use anyhow::{Context as _, Result};
use serde::Serialize;
use std::io::{ErrorKind, Write as _};

/// The choice of what prints data.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Output {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Output {
    /// Prints a value: as JSON where that is asked for, else as `text` has it.
    ///
    /// # Errors
    /// That stdout cannot be written.
    pub(crate) fn print<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Result<()> {
        if self.json {
            let mut json = serde_json::to_string_pretty(value).context("no JSON of this")?;
            json.push('\n');
            return print(&json);
        }
        print(&text(value))
    }
}

/// Prints a text as it is. Whoever closes the pipe has seen enough.
///
/// # Errors
/// That stdout cannot be written.
pub(crate) fn print(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

/// The same for what need not be text.
///
/// # Errors
/// That stdout cannot be written.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("stdout cannot be written")
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
