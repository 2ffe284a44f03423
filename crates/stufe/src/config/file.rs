//! The configuration file.

use crate::fail::Usage;
use crate::toml_file;
use anyhow::Result;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The file's name, where none is named.
const NAME: &str = "stufe.toml";

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    data: Option<String>,
    database_url: Option<String>,
    key_file: Option<String>,
    listen: Option<String>,
    log: Option<String>,
    log_format: Option<String>,
}

/// A configuration file that was found, or none.
#[derive(Debug, Default)]
pub(super) struct File {
    path: PathBuf,
    written: Written,
}

impl File {
    /// The file that was named, which has to be there; else one in the working directory; else one
    /// in the data directory; else none.
    pub(super) fn find(named: Option<&str>, directory: &Path, data: &Path) -> Result<File> {
        if let Some(path) = named {
            return File::read(Path::new(path));
        }
        let places = [directory.join(NAME), directory.join(data).join(NAME)];
        match places.iter().find(|path| path.is_file()) {
            Some(path) => File::read(path),
            None => Ok(File::default()),
        }
    }

    fn read(path: &Path) -> Result<File> {
        let read = toml_file::read(path);
        let (written, _) = read.map_err(|error| Usage(crate::fail::one_line(&error)))?;
        Ok(File { path: path.to_owned(), written })
    }

    /// A value and the file it stands in. A relative data directory is seen from the file.
    pub(super) fn value(&self, key: &str) -> Option<(String, PathBuf)> {
        let Written { data, database_url, key_file, listen, log, log_format } = &self.written;
        let value = match key {
            "data" => data.as_ref().map(|data| self.beside(data)),
            "database_url" => database_url.clone(),
            "key_file" => key_file.as_ref().map(|file| self.beside(file)),
            "listen" => listen.clone(),
            "log" => log.clone(),
            "log_format" => log_format.clone(),
            _ => None,
        };
        value.map(|value| (value, self.path.clone()))
    }

    fn beside(&self, data: &str) -> String {
        let directory = self.path.parent().unwrap_or(Path::new(""));
        directory.join(data).to_string_lossy().into_owned()
    }
}
