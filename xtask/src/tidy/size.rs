//! Sizes: what is small enough to be read at once.

use super::{File, Finding};

/// Lines of a Rust file, its trailing tests apart.
const MAX_LINES: usize = 400;

/// Columns of a line of Rust that is no test.
const MAX_COLUMNS: usize = 100;

/// Bytes of any file.
pub(super) const MAX_BYTES: u64 = 400 * 1024;

/// Lines of [`DIFFERENCES`] together, tests apart.
const MAX_DIFFERENCES: usize = 500;

/// Where the two databases differ.
const DIFFERENCES: &str = "crates/store/src/db/";

/// Lines of the pages' script together: what a page needs beyond HTML and CSS stays that little.
const MAX_SCRIPT: usize = 600;

/// Where the script is.
const SCRIPT: &str = "crates/web/assets/js/";

pub(super) fn file_lines(files: &[File]) -> Vec<Finding> {
    let long = files.iter().filter(|file| product_lines(file) > MAX_LINES);
    let message = |file: &File| {
        format!("{} lines without its tests; at most {MAX_LINES}", product_lines(file))
    };
    long.map(|file| file.finding(0, message(file))).collect()
}

pub(super) fn columns(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (line, text) in file.text.lines().take(product_lines(file)).enumerate() {
            let columns = text.chars().count();
            if columns > MAX_COLUMNS {
                let message = format!("{columns} columns; at most {MAX_COLUMNS}");
                findings.push(file.finding(line + 1, message));
            }
        }
    }
    findings
}

pub(super) fn tracked_bytes(files: &[File]) -> Vec<Finding> {
    let large = files.iter().filter(|file| file.bytes > MAX_BYTES);
    let message = |file: &File| format!("{} bytes; at most {MAX_BYTES}", file.bytes);
    large.map(|file| file.finding(0, message(file))).collect()
}

pub(super) fn database_differences(files: &[File]) -> Vec<Finding> {
    let differences = files.iter().filter(|file| file.path.starts_with(DIFFERENCES));
    let lines: usize = differences.map(product_lines).sum();
    if lines <= MAX_DIFFERENCES {
        return Vec::new();
    }
    let message = format!("{lines} lines on what differs between the two databases; at most ");
    let message = message + &MAX_DIFFERENCES.to_string();
    vec![Finding { path: DIFFERENCES.to_owned(), line: 0, message }]
}

pub(super) fn script_lines(files: &[File]) -> Vec<Finding> {
    let script = || files.iter().filter(|file| file.path.starts_with(SCRIPT));
    let mut findings = Vec::new();
    for file in script() {
        let wide = file.text.lines().enumerate();
        let wide = wide.filter(|(_, text)| text.chars().count() > MAX_COLUMNS);
        let message = format!("wider than {MAX_COLUMNS} columns");
        findings.extend(wide.map(|(line, _)| file.finding(line + 1, message.clone())));
    }
    let lines: usize = script().map(|file| file.text.lines().count()).sum();
    if lines > MAX_SCRIPT {
        let message = format!("{lines} lines of script; at most {MAX_SCRIPT}");
        findings.push(Finding { path: SCRIPT.to_owned(), line: 0, message });
    }
    findings
}

/// The lines of a Rust file that are no tests.
fn product_lines(file: &File) -> usize {
    file.product_code().count()
}

#[cfg(test)]
mod tests {
    use super::super::tests::findings;
    use super::*;

    #[test]
    fn a_long_file_is_found_and_its_tests_do_not_count() {
        let code = "fn a() {}\n".repeat(MAX_LINES);
        let tests = "#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
        let check = |path, text: &str| findings(file_lines, &[(path, text)]);
        assert!(check("crates/desk/src/a.rs", &(code.clone() + tests)).is_empty());
        assert!(check("crates/desk/tests/a.rs", &code.repeat(2)).is_empty());
        assert_eq!(
            check("crates/desk/src/a.rs", &(code + "fn c() {}\n" + tests)),
            ["crates/desk/src/a.rs: 401 lines without its tests; at most 400"]
        );
    }

    #[test]
    fn a_wide_line_is_found_by_its_characters() {
        let text = format!("// {}\n// {}\n", "ü".repeat(97), "ü".repeat(98));
        assert_eq!(findings(columns, &[("a.rs", &text)]), ["a.rs:2: 101 columns; at most 100"]);
        assert!(findings(columns, &[("a/tests/a.rs", &text), ("a.md", &text)]).is_empty());
    }

    #[test]
    fn a_large_file_is_found() {
        let text = "a".repeat(400 * 1024 + 1);
        assert_eq!(findings(tracked_bytes, &[("a", &text)]).len(), 1);
        assert!(findings(tracked_bytes, &[("a", &text[1..])]).is_empty());
    }

    #[test]
    fn the_script_is_counted_together() {
        let (one, two) = ("crates/web/assets/js/a.js", "crates/web/assets/js/b.js");
        let half = "a();\n".repeat(MAX_SCRIPT / 2);
        let more = format!("{half}b();\n");
        assert!(findings(script_lines, &[(one, &half), (two, &half)]).is_empty());
        assert_eq!(
            findings(script_lines, &[(one, &half), (two, &more)]),
            ["crates/web/assets/js/: 601 lines of script; at most 600"]
        );
        let wide = format!("// {}\n", "ü".repeat(98));
        assert_eq!(findings(script_lines, &[(one, &wide)]).len(), 1);
        assert!(findings(script_lines, &[("e2e/a.js", &wide.repeat(601))]).is_empty());
    }

    #[test]
    fn the_differences_are_counted_together() {
        let half = "fn a() {}\n".repeat(MAX_DIFFERENCES / 2);
        let (one, two) = ("crates/store/src/db/sqlite.rs", "crates/store/src/db/postgres.rs");
        assert!(findings(database_differences, &[(one, &half), (two, &half)]).is_empty());
        let more = format!("{half}fn b() {{}}\n");
        assert_eq!(findings(database_differences, &[(one, &half), (two, &more)]).len(), 1);
    }
}
