//! `stufe openapi`: the API's description.

use crate::out;
use anyhow::Result;

/// Print the API's description (OpenAPI 3.1, JSON)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// It is JSON anyway
    #[arg(long, hide = true)]
    json: bool,
}

/// Prints it.
///
/// # Errors
/// That stdout cannot be written.
pub(crate) fn run() -> Result<()> {
    let mut description = web::openapi();
    if !description.ends_with('\n') {
        description.push('\n');
    }
    out::print(&description)
}
