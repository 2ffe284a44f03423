//! Opening the desk's data, in the words of whoever has to mend what is wrong with it.

use crate::clock;
use crate::config::Config;
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use store::db::Target;
use store::followers;
use store::{Keyring, Store};

/// Opens the desk: makes its directory where it is missing, and brings its schema up to date.
///
/// # Errors
/// What is wrong with the directory or the database, and what to do.
pub(crate) fn open(config: &Config) -> Result<Store> {
    let target = config.target();
    if let Target::Sqlite(_) = target {
        directory(&config.data_dir())?;
    }
    Ok(Store::open(&target, keys(config)?, clock::now())?)
}

/// The key that the desk's secrets are sealed with. Where nobody names its file it stands in the
/// data directory, on a desk on PostgreSQL as well.
///
/// # Errors
/// What is wrong with the file.
fn keys(config: &Config) -> Result<Keyring> {
    let path = config.key_path();
    if config.key_file.value.is_none() {
        directory(&config.data_dir())?;
    }
    Ok(Keyring::of_file(&path)?)
}

/// The desk with everything that follows its journal brought up to date, for reports.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_up_to_date(config: &Config) -> Result<Store> {
    let store = open(config)?;
    followers::catch_up(&store)?;
    Ok(store)
}

/// Makes the data directory, for its owner alone.
///
/// # Errors
/// That it cannot be made, or is no directory.
pub(crate) fn directory(path: &Path) -> Result<()> {
    let shown = path.display();
    if path.is_dir() {
        return Ok(());
    }
    if path.exists() {
        bail!("{shown} is a file, not a directory; name another with --data");
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.recursive(true).create(path).with_context(|| {
        format!("the data directory {shown} cannot be made; name another with --data")
    })
}
