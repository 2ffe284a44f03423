//! What the program works with: by flag, environment, file or default, in this order.

mod file;

use crate::fail::Usage;
use anyhow::Result;
use file::File;
use std::path::{Path, PathBuf};
use store::db::Target;

/// The database's file in the data directory.
pub(crate) const DATABASE: &str = "desk.sqlite";

/// The key's file in the data directory.
pub(crate) const KEY: &str = "stufe.key";

/// The heading of the options that all commands share, in the help.
pub(crate) const EVERYWHERE: &str = "Options of every command";

/// The options of every command.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Options {
    /// Directory of the desk's data [env: STUFE_DATA] [default: ./stufe-data]
    #[arg(long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    pub(crate) data: Option<String>,
    /// PostgreSQL in place of SQLite: postgres://user@host/desk [env: STUFE_DATABASE_URL]
    #[arg(long, global = true, value_name = "URL", help_heading = EVERYWHERE)]
    pub(crate) database_url: Option<String>,
    /// Key that secrets are sealed with, the same for every node [env: STUFE_KEY_FILE] [default:
    /// stufe.key in the data directory]
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub(crate) key_file: Option<String>,
    /// Configuration [env: STUFE_CONFIG] [default: stufe.toml, here or in the data directory]
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub(crate) config: Option<String>,
    /// Log level, or levels by part of the program [env: STUFE_LOG] [default: info]
    #[arg(long, global = true, value_name = "FILTER", help_heading = EVERYWHERE)]
    pub(crate) log: Option<String>,
    /// Log lines as text or json [env: STUFE_LOG_FORMAT] [default: text]
    #[arg(long, global = true, value_name = "FORMAT", help_heading = EVERYWHERE)]
    pub(crate) log_format: Option<String>,
}

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// On the command line.
    Flag,
    /// In the environment.
    Environment,
    /// In the configuration file.
    File(PathBuf),
    /// Nowhere.
    Default,
}

/// One setting: its names, and its value when nobody gives one.
struct Setting {
    /// As the file writes it; the flag has hyphens.
    key: &'static str,
    variable: &'static str,
    default: Option<&'static str>,
}

const DATA: Setting =
    Setting { key: "data", variable: "STUFE_DATA", default: Some("./stufe-data") };
const DATABASE_URL: Setting =
    Setting { key: "database_url", variable: "STUFE_DATABASE_URL", default: None };
const KEY_FILE: Setting = Setting { key: "key_file", variable: "STUFE_KEY_FILE", default: None };
const LISTEN: Setting =
    Setting { key: "listen", variable: "STUFE_LISTEN", default: Some("127.0.0.1:8080") };
const LOG: Setting =
    Setting { key: "log", variable: "STUFE_LOG", default: Some("info,refinery_core=warn") };
const LOG_FORMAT: Setting =
    Setting { key: "log_format", variable: "STUFE_LOG_FORMAT", default: Some("text") };

/// A setting in force, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) key: &'static str,
    pub(crate) variable: &'static str,
    /// None only where there is no default.
    pub(crate) value: Option<String>,
    pub(crate) origin: Origin,
}

impl Found {
    /// The value; empty where there is none.
    pub(crate) fn text(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }

    /// Where it was found, in words.
    pub(crate) fn whence(&self) -> String {
        match &self.origin {
            Origin::Flag => format!("--{}", self.key.replace('_', "-")),
            Origin::Environment => self.variable.to_owned(),
            Origin::File(path) => path.display().to_string(),
            Origin::Default => "default".to_owned(),
        }
    }

    fn wrong(&self, advice: &str) -> anyhow::Error {
        Usage(format!("{} \"{}\" ({}): {advice}", self.key, self.text(), self.whence())).into()
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that can be configured, as it is in force.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The directory of the desk's data.
    pub(crate) data: Found,
    /// The PostgreSQL that keeps the desk instead, if one does.
    pub(crate) database_url: Found,
    /// The file of the key that secrets are sealed with, if it is not in the data directory.
    pub(crate) key_file: Found,
    /// The address to serve on.
    pub(crate) listen: Found,
    /// What is logged.
    pub(crate) log: Found,
    /// How it is logged.
    pub(crate) log_format: Found,
}

/// Looks a variable up.
type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

impl Config {
    /// Finds everything out; `listen` is the flag of the commands that serve.
    ///
    /// # Errors
    /// [`Usage`]: a value that cannot be, or what is wrong with the configuration file.
    pub(crate) fn find(options: &Options, listen: Option<String>) -> Result<Config> {
        Self::find_in(options, listen, &|name| std::env::var(name).ok(), Path::new(""))
    }

    /// The same with another environment and working directory.
    fn find_in(
        options: &Options,
        listen: Option<String>,
        environment: Environment<'_>,
        directory: &Path,
    ) -> Result<Config> {
        let look = |name: &str| environment(name).filter(|value| !value.is_empty());
        let mut layers = Layers { look: &look, file: File::default() };
        let data = layers.find(&DATA, options.data.clone());
        let named = options.config.clone().or_else(|| look("STUFE_CONFIG"));
        layers.file = File::find(named.as_deref(), directory, Path::new(data.text()))?;
        let config = Config {
            data: layers.find(&DATA, options.data.clone()),
            database_url: layers.find(&DATABASE_URL, options.database_url.clone()),
            key_file: layers.find(&KEY_FILE, options.key_file.clone()),
            listen: layers.find(&LISTEN, listen),
            log: layers.find(&LOG, options.log.clone()),
            log_format: layers.find(&LOG_FORMAT, options.log_format.clone()),
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let url = &self.database_url;
        let schemes = ["postgres://", "postgresql://"];
        if let Some(text) = &url.value
            && !schemes.iter().any(|scheme| text.starts_with(scheme))
        {
            let masked = Found { value: Some(masked(text)), ..url.clone() };
            return Err(masked.wrong("write it as postgres://user@host/desk"));
        }
        if self.format().is_none() {
            return Err(self.log_format.wrong("it is text or json"));
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(self.log.text()) {
            return Err(self.log.wrong(&format!("{error}; write it as info or store=debug")));
        }
        Ok(())
    }

    /// How log lines are written; checked when the configuration was found.
    pub(crate) fn format(&self) -> Option<LogFormat> {
        match self.log_format.text() {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        }
    }

    /// The directory of the desk's data.
    pub(crate) fn data_dir(&self) -> PathBuf {
        PathBuf::from(self.data.text())
    }

    /// The file of the key that secrets are sealed with.
    pub(crate) fn key_path(&self) -> PathBuf {
        let named = self.key_file.value.as_ref();
        named.map_or_else(|| self.data_dir().join(KEY), PathBuf::from)
    }

    /// The database.
    pub(crate) fn target(&self) -> Target {
        match &self.database_url.value {
            Some(url) => Target::Postgres(url.clone()),
            None => Target::Sqlite(self.data_dir().join(DATABASE)),
        }
    }

    /// Every setting, in the order in which it is shown; secrets are masked.
    pub(crate) fn shown(&self) -> Vec<Found> {
        let url = &self.database_url;
        let url = Found { value: url.value.as_deref().map(masked), ..url.clone() };
        let [data, key, listen] = [&self.data, &self.key_file, &self.listen].map(Clone::clone);
        vec![data, url, key, listen, self.log.clone(), self.log_format.clone()]
    }
}

/// Where values are looked for, besides the flags.
struct Layers<'l> {
    look: Environment<'l>,
    file: File,
}

impl Layers<'_> {
    fn find(&self, setting: &Setting, flag: Option<String>) -> Found {
        let Setting { key, variable, default } = *setting;
        let flag = flag.map(|value| (value, Origin::Flag));
        let found = flag
            .or_else(|| (self.look)(variable).map(|value| (value, Origin::Environment)))
            .or_else(|| self.file.value(key).map(|(value, path)| (value, Origin::File(path))))
            .or_else(|| default.map(|value| (value.to_owned(), Origin::Default)));
        let (value, origin) = found.unzip();
        Found { key, variable, value, origin: origin.unwrap_or(Origin::Default) }
    }
}

/// A database URL without its password.
pub(crate) fn masked(url: &str) -> String {
    let (main, query) = url.split_once('?').unwrap_or((url, ""));
    let mut shown = main.to_owned();
    if let Some((scheme, rest)) = main.split_once("://")
        && let Some((person, host)) = rest.rsplit_once('@')
        && let Some((user, _)) = person.split_once(':')
    {
        shown = format!("{scheme}://{user}:***@{host}");
    }
    let secret = |part: &str| part.split('=').next().is_some_and(|key| key.contains("password"));
    let parts = query.split('&').map(|part| {
        let key = part.split('=').next().unwrap_or_default();
        if secret(part) { format!("{key}=***") } else { part.to_owned() }
    });
    if !query.is_empty() {
        shown = format!("{shown}?{}", parts.collect::<Vec<_>>().join("&"));
    }
    shown
}

#[cfg(test)]
mod tests;
