//! Reading TOML written by people: an error in one line, with the file and the line in it.

use anyhow::{Context as _, Result, anyhow};
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::Path;

/// Reads and checks a file.
///
/// # Errors
/// That it cannot be read, or what is wrong in it and on which line.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<(T, String)> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let value = parse(&text, path)?;
    Ok((value, text))
}

/// The same of a text.
///
/// # Errors
/// What is wrong in it and on which line.
pub(crate) fn parse<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        anyhow!("{}{}: {message}", path.display(), line(text, error.span()))
    })
}

/// The place of a span, as in `:7`.
pub(crate) fn line(text: &str, span: Option<Range<usize>>) -> String {
    let before = span.and_then(|span| text.get(..span.start));
    before.map(|before| format!(":{}", before.matches('\n').count() + 1)).unwrap_or_default()
}
