//! Log lines go to stderr; stdout is for what was asked.

use crate::config::{Config, LogFormat};
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Begins to log as the configuration says.
pub(crate) fn start(config: &Config) {
    // The filter was checked when the configuration was found.
    let filter = EnvFilter::try_new(config.log.text()).unwrap_or_default();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.format() {
        Some(LogFormat::Json) => log.json().try_init(),
        Some(LogFormat::Text) | None => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    if let Err(error) = started {
        eprintln!("stufe: no log: {error}");
    }
}
