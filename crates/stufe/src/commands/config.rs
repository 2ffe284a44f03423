//! `stufe config`: what is in force, and why.

use crate::config::Config;
use crate::out::Output;
use crate::table::table;
use anyhow::Result;
use serde::Serialize;

/// Show the settings in force and where each was found
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: Output,
}

/// A setting, with its secrets masked.
#[derive(Serialize)]
struct Setting {
    key: &'static str,
    value: Option<String>,
    from: String,
    variable: &'static str,
}

/// Shows the configuration.
///
/// # Errors
/// That stdout cannot be written.
pub(crate) fn run(args: Args, config: &Config) -> Result<()> {
    let settings = config.shown().into_iter().map(|found| Setting {
        key: found.key,
        from: found.whence(),
        variable: found.variable,
        value: found.value,
    });
    args.output.print(&settings.collect::<Vec<_>>(), |settings| {
        let row = |setting: &Setting| {
            let value = setting.value.clone().unwrap_or_else(|| "-".to_owned());
            vec![setting.key.to_owned(), value, setting.from.clone()]
        };
        table(&["KEY", "VALUE", "FROM"], &settings.iter().map(row).collect::<Vec<_>>())
    })
}
