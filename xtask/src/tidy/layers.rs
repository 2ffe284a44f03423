//! Layers: what may stand where (the invariants of the architecture, which are absences).

use super::manifest::{self, Dependency};
use super::{File, Finding};

/// The only places for SQL text.
const SQL_PLACES: [&str; 3] =
    ["crates/store/src/queries/", "crates/store/src/db/", "crates/store/src/migrations/"];

/// What a statement begins with.
const STATEMENTS: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE"];

/// The only file that reads the wall clock; what measures the product may read it too.
const CLOCK_PLACES: [&str; 3] = ["crates/stufe/src/clock.rs", "xtask/", "bench/"];

const CLOCKS: [&str; 4] =
    ["SystemTime::now", "Timestamp::now", "Zoned::now", "OffsetDateTime::now"];

/// A crate without input, output, clock or chance: everything is an argument.
struct Pure {
    directory: &'static str,
    /// What it may depend on; tests may use proptest besides.
    allowed: &'static [&'static str],
}

const PURE: [Pure; 2] = [
    Pure {
        directory: "crates/desk/",
        allowed: &["data-encoding", "serde", "serde_json", "sha2", "zxcvbn"],
    },
    Pure {
        directory: "crates/insight/",
        allowed: &["desk", "data-encoding", "serde", "serde_json", "sha2"],
    },
];

const PURE_TESTS_MAY_USE: &str = "proptest";

/// Modules of the standard library that reach outside.
const OUTSIDE: [&str; 5] = ["fs", "net", "process", "env", "thread"];

/// Names that stand for a clock or for chance.
const CLOCK_OR_CHANCE: [&str; 4] = ["SystemTime", "Instant", "rand", "getrandom"];

pub(super) fn sql_has_its_place(files: &[File]) -> Vec<Finding> {
    let ours = files.iter().filter(|file| file.path.starts_with("crates/") && !file.is_test);
    let misplaced =
        ours.filter(|file| !SQL_PLACES.iter().any(|place| file.path.starts_with(place)));
    let mut findings = Vec::new();
    for file in misplaced {
        let message = format!("SQL outside {}", SQL_PLACES[0]);
        if file.path.ends_with(".sql") {
            findings.push(file.finding(0, &*message));
        }
        let Some(source) = &file.source else { continue };
        for literal in source.strings.iter().take_while(|s| s.line < source.first_test_line) {
            if is_sql(&literal.text) {
                findings.push(file.finding(literal.line, &*message));
            }
        }
    }
    findings
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let after = STATEMENTS.iter().find_map(|statement| text.strip_prefix(statement));
    after.is_some_and(|after| after.starts_with(char::is_whitespace))
}

pub(super) fn pure_crates_depend_on_little(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Pure { directory, allowed } in PURE {
        let path = format!("{directory}Cargo.toml");
        for file in files.iter().filter(|file| file.path == path) {
            for Dependency { line, table, name } in manifest::dependencies(&file.text) {
                let is_test = table.ends_with("dev-dependencies") && name == PURE_TESTS_MAY_USE;
                if !allowed.contains(&name) && !is_test {
                    let message = format!("may not depend on {name}; only on {allowed:?}");
                    findings.push(file.finding(line, message));
                }
            }
        }
    }
    findings
}

pub(super) fn pure_crates_do_no_io(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| PURE.iter().any(|p| file.path.starts_with(p.directory)))
    {
        let message = |name: &str| format!("{name} in a pure crate; take it as an argument");
        let code: Vec<(usize, &str)> = file.product_code().collect();
        for (line, text) in &code {
            for name in CLOCK_OR_CHANCE.iter().filter(|name| has_word(text, name)) {
                findings.push(file.finding(*line, message(name)));
            }
        }
        for (line, module) in std_modules(&code) {
            if OUTSIDE.contains(&module) {
                findings.push(file.finding(line, message(&format!("std::{module}"))));
            }
        }
    }
    findings
}

/// The modules taken from `std`, by path or in a group, with their lines.
fn std_modules<'a>(code: &[(usize, &'a str)]) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    let mut is_in_group = false;
    for (line, text) in code {
        let mut words = text.split_inclusive("std::");
        if is_in_group {
            let group = words.clone().next().unwrap_or_default();
            found.extend(group_modules(group).map(|module| (*line, module)));
            is_in_group = !group.contains(';');
        }
        words.next();
        for after in words {
            if after.starts_with('{') {
                found.extend(group_modules(after).map(|module| (*line, module)));
                is_in_group = !after.contains(';');
            } else {
                found.extend(identifiers(after).next().map(|module| (*line, module)));
            }
        }
    }
    found
}

/// The names in a group's line that could be modules of `std`: those that follow no `::`.
fn group_modules(group: &str) -> impl Iterator<Item = &str> {
    let entries = group.split([',', '{', '}', ';']);
    entries.filter_map(|entry| identifiers(entry).next())
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let is_other = |c: char| !c.is_alphanumeric() && c != '_';
    text.split(is_other).filter(|word| !word.is_empty())
}

fn has_word(text: &str, word: &str) -> bool {
    identifiers(text).any(|identifier| identifier == word)
}

pub(super) fn one_wall_clock(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|f| !CLOCK_PLACES.iter().any(|place| f.path.starts_with(place)))
    {
        for (line, text) in file.code() {
            for clock in CLOCKS.iter().filter(|clock| text.contains(**clock)) {
                let message =
                    format!("{clock} outside {}; take the time as an argument", CLOCK_PLACES[0]);
                findings.push(file.finding(line, message));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::findings;
    use super::*;

    #[test]
    fn misplaced_sql_is_found() {
        let check = |path, text| findings(sql_has_its_place, &[(path, text)]).len();
        let text = "const A: &str = r\"\n  SELECT 1\n\";\nconst B: &str = \"UPDATE a\";\n";
        assert_eq!(check("crates/store/src/journal.rs", text), 2);
        assert_eq!(check("crates/store/src/queries/journal.rs", text), 0);
        assert_eq!(check("crates/store/tests/journal.rs", text), 0);
        assert_eq!(check("crates/web/src/a.sql", ""), 1);
        let prose = "// SELECT 1\nconst A: &str = \"Select one\";\nconst B: &str = \"CREATED\";\n";
        assert_eq!(check("crates/web/src/a.rs", prose), 0);
        let tests = "#[cfg(test)]\nmod tests {\n    const A: &str = \"SELECT 1\";\n}\n";
        assert_eq!(check("crates/web/src/a.rs", tests), 0);
    }

    #[test]
    fn a_dependency_of_a_pure_crate_is_found() {
        let check = |path, text| findings(pure_crates_depend_on_little, &[(path, text)]).len();
        let manifest = "[dependencies]\nserde = \"1\"\ndesk = \"1\"\n";
        assert_eq!(check("crates/desk/Cargo.toml", manifest), 1);
        assert_eq!(check("crates/insight/Cargo.toml", manifest), 0);
        assert_eq!(check("crates/store/Cargo.toml", manifest), 0);
        assert_eq!(check("crates/desk/Cargo.toml", "[dependencies]\nproptest = \"1\"\n"), 1);
        assert_eq!(check("crates/desk/Cargo.toml", "[dev-dependencies]\nproptest = \"1\"\n"), 0);
    }

    #[test]
    fn reaching_outside_is_found() {
        let check = |text| findings(pure_crates_do_no_io, &[("crates/desk/src/a.rs", text)]).len();
        assert_eq!(check("use std::fs;\nlet a = std::env::var(\"B\");\n"), 2);
        assert_eq!(check("use std::{fmt, net::IpAddr};\n"), 1);
        assert_eq!(check("use std::{\n    fmt,\n    thread,\n};\nlet env = 1;\n"), 1);
        assert_eq!(check("let a: Instant = rand::random();\n"), 2);
        assert_eq!(check("use std::fmt;\nlet fs = operand(process);\n// std::fs\n"), 0);
        let elsewhere = [("crates/stufe/src/a.rs", "use std::fs;\n")];
        assert!(findings(pure_crates_do_no_io, &elsewhere).is_empty());
    }

    #[test]
    fn a_second_wall_clock_is_found() {
        let check = |path| findings(one_wall_clock, &[(path, "let a = Timestamp::now();\n")]).len();
        assert_eq!(check("crates/web/src/a.rs"), 1);
        assert_eq!(check("crates/web/tests/a.rs"), 1);
        assert_eq!(check("crates/stufe/src/clock.rs"), 0);
        assert_eq!(check("xtask/src/a.rs"), 0);
    }
}
