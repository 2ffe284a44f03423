//! The house rules a compiler does not know: sizes, layers, habits, papers.
//!
//! Each rule takes the files of the tree and returns what it found, so that its test can plant a
//! violation. `cargo xtask tidy` and a plain `cargo test` run them over what git tracks or would.

mod habits;
mod layers;
mod manifest;
mod papers;
mod size;
mod source;

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::{Subcommand, WrongUsage, workspace};
use source::Source;

pub(crate) const SUBCOMMAND: Subcommand =
    Subcommand { name: "tidy", arguments: "", about: "the house rules alone", run };

/// A rule over the whole tree.
type Rule = fn(&[File]) -> Vec<Finding>;

const RULES: &[Rule] = &[
    size::file_lines,
    size::columns,
    size::tracked_bytes,
    size::database_differences,
    size::script_lines,
    layers::sql_has_its_place,
    layers::pure_crates_depend_on_little,
    layers::pure_crates_do_no_io,
    layers::one_wall_clock,
    habits::no_placeholders,
    habits::no_notes_to_self,
    habits::expect_with_reason,
    habits::no_unwrap,
    manifest::workspace_dependencies_are_used,
    papers::decisions_are_numbered,
    papers::links_lead_somewhere,
    papers::no_foreign_paths,
];

/// A file of the tree, read once.
struct File {
    /// Relative to the root, with `/`.
    path: String,
    bytes: u64,
    /// Empty when it is not UTF-8 or too large to be source.
    text: String,
    /// What a Rust file says, its comments and strings apart.
    source: Option<Source>,
    /// Whether all of it is test code: under `tests`, or a module declared for tests only.
    is_test: bool,
}

/// Where a rule is broken, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// 0 when it is the file as a whole.
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        let is_rust = path.rsplit_once('.').is_some_and(|(_, extension)| extension == "rs");
        Self {
            path: path.to_owned(),
            bytes: text.len() as u64,
            text: text.to_owned(),
            source: is_rust.then(|| Source::new(text)),
            is_test: path.split('/').any(|part| part == "tests" || part == "examples"),
        }
    }

    fn read(root: &Path, path: &str) -> Result<Option<Self>> {
        let absolute = root.join(path);
        let Ok(metadata) = fs::symlink_metadata(&absolute) else { return Ok(None) };
        if !metadata.is_file() {
            return Ok(None);
        }
        let is_large = metadata.len() > size::MAX_BYTES;
        let content = if is_large { Vec::new() } else { fs::read(&absolute)? };
        let mut file = Self::new(path, &String::from_utf8(content).unwrap_or_default());
        file.bytes = metadata.len();
        Ok(Some(file))
    }

    fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    /// The Rust code that is not test code, line by line from 1; comments and strings are blank.
    fn product_code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = if self.is_test { None } else { self.source.as_ref() };
        let first_test_line = code.map_or(0, |source| source.first_test_line);
        self.code().take_while(move |(line, _)| *line < first_test_line)
    }

    /// All Rust code, tests included, line by line from 1; comments and strings are blank.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.source.as_ref().map_or("", |source| source.code.as_str());
        code.lines().enumerate().map(|(at, text)| (at + 1, text))
    }
}

fn run(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        Some(argument) => Err(WrongUsage(format!("tidy takes no {argument:?}")).into()),
        None => check(),
    }
}

/// Prints what breaks a rule; an error when anything does.
pub(crate) fn check() -> Result<()> {
    let files = files(workspace::root())?;
    let findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&files)).collect();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => bail!("{count} places break a house rule"),
    }
}

/// What git tracks, and what it would: everything that is not ignored.
fn files(root: &Path) -> Result<Vec<File>> {
    let mut git = workspace::command("git");
    git.args(["-c", "safe.directory=*", "ls-files", "-z"]);
    git.args(["--cached", "--others", "--exclude-standard"]);
    let listing = workspace::output(&mut git)?;
    let paths = listing.split('\0').filter(|path| !path.is_empty());
    let files: Result<Vec<File>> =
        paths.filter_map(|path| File::read(root, path).transpose()).collect();
    let mut files = files?;
    mark_test_modules(&mut files);
    Ok(files)
}

/// Marks the files of modules that are declared as `#[cfg(test)] mod name;`.
fn mark_test_modules(files: &mut [File]) {
    let modules: Vec<String> = files.iter().flat_map(test_modules).collect();
    for file in files.iter_mut() {
        let rest = |module: &String| file.path.strip_prefix(module.as_str());
        let mut rests = modules.iter().filter_map(rest);
        file.is_test |= rests.any(|rest| rest == ".rs" || rest.starts_with('/'));
    }
}

/// The test modules a file declares, as paths without an ending.
fn test_modules(file: &File) -> Vec<String> {
    let Some(source) = &file.source else { return Vec::new() };
    let (directory, name) = file.path.rsplit_once('/').unwrap_or_default();
    let directory = match name {
        "mod.rs" | "lib.rs" | "main.rs" => directory.to_owned(),
        _ => file.path.trim_end_matches(".rs").to_owned(),
    };
    source.test_modules.iter().map(|module| format!("{directory}/{module}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a rule over planted files, each a path and its text.
    pub(super) fn findings(rule: Rule, planted: &[(&str, &str)]) -> Vec<String> {
        let mut files: Vec<File> =
            planted.iter().map(|(path, text)| File::new(path, text)).collect();
        mark_test_modules(&mut files);
        rule(&files).iter().map(Finding::to_string).collect()
    }

    #[test]
    fn the_tree_is_tidy() {
        check().unwrap();
    }

    #[test]
    fn product_code_ends_where_tests_begin() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let code = |path| File::new(path, text).product_code().count();
        assert_eq!(code("crates/desk/src/a.rs"), 1);
        assert_eq!(code("crates/desk/tests/a.rs"), 0);
        assert_eq!(code("crates/desk/src/ticket/tests/a.rs"), 0);
    }

    #[test]
    fn a_module_for_tests_only_is_test_code() {
        let declares = "#[cfg(test)]\npub(crate) mod b;\nmod c;\n";
        let mut files: Vec<File> =
            [("a/mod.rs", declares), ("a/b.rs", ""), ("a/b/d.rs", ""), ("a/c.rs", declares)]
                .iter()
                .chain(&[("a/c/b.rs", ""), ("a/c/c.rs", "")])
                .map(|(path, text)| File::new(path, text))
                .collect();
        mark_test_modules(&mut files);
        let tests: Vec<&str> =
            files.iter().filter(|file| file.is_test).map(|file| file.path.as_str()).collect();
        assert_eq!(tests, ["a/b.rs", "a/b/d.rs", "a/c/b.rs"]);
    }
}
