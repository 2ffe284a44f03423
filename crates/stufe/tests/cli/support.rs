//! A desk in a directory of a test's own, and the binary on it.

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use store::testing::TestDb;
use tempfile::TempDir;

/// A desk of a test's own.
pub(crate) struct Desk {
    directory: TempDir,
    postgres: Option<TestDb>,
}

impl Desk {
    /// In a file.
    pub(crate) fn sqlite() -> Desk {
        Desk { directory: tempfile::tempdir().unwrap(), postgres: None }
    }

    /// On the tests' PostgreSQL, when there is one.
    pub(crate) fn postgres() -> Option<Desk> {
        let postgres = Some(TestDb::postgres()?);
        Some(Desk { directory: tempfile::tempdir().unwrap(), postgres })
    }

    /// The working directory of its commands.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file into the working directory.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The binary, told where this desk is.
    pub(crate) fn stufe(&self, arguments: &[&str]) -> Command {
        let mut stufe = self.bare(arguments);
        stufe.arg("--data").arg(self.data());
        if let Some(TestDb { target: store::db::Target::Postgres(url), .. }) = &self.postgres {
            stufe.args(["--database-url", url]);
        }
        stufe
    }

    /// The binary in the working directory, told nothing.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut stufe = Command::new(env!("CARGO_BIN_EXE_stufe"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("STUFE_") {
                stufe.env_remove(name);
            }
        }
        stufe.current_dir(self.path()).args(arguments).stdin(Stdio::null());
        stufe
    }

    /// What a command prints; it has to succeed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        succeeded(&mut self.stufe(arguments))
    }

    /// The same as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// What a command says that has to end with this exit code.
    pub(crate) fn fails(&self, code: i32, arguments: &[&str]) -> String {
        failed(code, &mut self.stufe(arguments))
    }
}

/// Runs a command that has to succeed, and gives what it prints.
pub(crate) fn succeeded(command: &mut Command) -> String {
    let ran = command.output().unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{command:?}: {} {told}", ran.status);
    String::from_utf8(ran.stdout).unwrap()
}

/// Runs a command that has to fail, with a word on stderr and none on stdout.
pub(crate) fn failed(code: i32, command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, told) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{command:?}: {stdout} {told}");
    assert_eq!(stdout, "", "{command:?}");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 1, "an error is one line: {told}");
    assert!(lines[0].starts_with("stufe: "), "{told}");
    told
}

/// Runs a command with something on its stdin.
pub(crate) fn fed(command: &mut Command, input: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    // Who refuses before reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// True of a text that has all these parts.
#[track_caller]
pub(crate) fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}
