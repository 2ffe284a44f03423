//! Habits: what is not left behind in code.

use super::{File, Finding};

/// Macros that mean "not done yet" or "still looking".
const PLACEHOLDERS: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];

/// Words that mean the same in a comment; written in two parts, so as not to find themselves.
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// The files we write by hand.
const WRITTEN: [&str; 10] = ["rs", "toml", "md", "html", "css", "js", "mjs", "ftl", "sql", "sh"];

pub(super) fn no_placeholders(files: &[File]) -> Vec<Finding> {
    in_code(File::code, files, |text| {
        let placeholder = PLACEHOLDERS.iter().find(|name| has_whole(text, name))?;
        Some(format!("{placeholder} does not stay"))
    })
}

pub(super) fn no_notes_to_self(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let written = files.iter().filter(|file| {
        file.path.rsplit_once('.').is_some_and(|(_, extension)| WRITTEN.contains(&extension))
    });
    for file in written {
        for (at, text) in file.text.lines().enumerate() {
            for note in NOTES.iter().filter(|note| has_whole(text, note)) {
                findings.push(file.finding(at + 1, format!("{note}: do it, or open an issue")));
            }
        }
    }
    findings
}

pub(super) fn expect_with_reason(files: &[File]) -> Vec<Finding> {
    let mut findings = in_code(File::code, files, |text| {
        let is_allow = text.contains("#[allow(") || text.contains("#![allow(");
        is_allow.then(|| "a bare allow; #[expect(…, reason = \"…\")] instead".to_owned())
    });
    for file in files {
        let Some(source) = &file.source else { continue };
        for (at, _) in source.code.match_indices("[expect(") {
            let (before, attribute) = source.code.split_at(at);
            let attribute = attribute.split(']').next().unwrap_or_default();
            if before.ends_with(['#', '!']) && !attribute.contains("reason") {
                let line = before.matches('\n').count() + 1;
                findings.push(file.finding(line, "an expect without its reason"));
            }
        }
    }
    findings
}

pub(super) fn no_unwrap(files: &[File]) -> Vec<Finding> {
    in_code(File::product_code, files, |text| {
        let unwraps = text.contains(".unwrap()");
        unwraps.then(|| ".unwrap() outside tests; return the error".to_owned())
    })
}

/// Applies a rule for one line to all lines that `lines` gives of a file.
fn in_code<'a, Lines: Iterator<Item = (usize, &'a str)>>(
    lines: fn(&'a File) -> Lines,
    files: &'a [File],
    rule: impl Fn(&str) -> Option<String>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let broken = lines(file).filter_map(|(line, text)| Some((line, rule(text)?)));
        findings.extend(broken.map(|(line, message)| file.finding(line, message)));
    }
    findings
}

/// Whether `name` stands in the text and is no part of a longer word.
fn has_whole(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_word) && !text[at + name.len()..].starts_with(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::findings;
    use super::*;

    #[test]
    fn placeholders_are_found_in_code_only() {
        let text = "fn a() { todo!() }\n// todo!()\nmy_todo!();\nlet b = \"dbg!\";\n";
        assert_eq!(findings(no_placeholders, &[("a.rs", text)]), ["a.rs:1: todo! does not stay"]);
    }

    #[test]
    fn notes_to_self_are_found_in_what_we_write() {
        let text = format!("a\n# {}: b\n", NOTES[0]);
        assert_eq!(findings(no_notes_to_self, &[("a.toml", &text)]).len(), 1);
        assert!(findings(no_notes_to_self, &[("a.eml", &text)]).is_empty());
        assert!(findings(no_notes_to_self, &[("a.md", "TODOS\n")]).is_empty());
    }

    #[test]
    fn allow_and_expect_without_reason_are_found() {
        let check = |text| findings(expect_with_reason, &[("a.rs", text)]).len();
        assert_eq!(check("#[allow(dead_code)]\nfn a() {}\n"), 1);
        assert_eq!(check("#![allow(dead_code)]\n"), 1);
        assert_eq!(check("#[expect(dead_code)]\nfn a() {}\n"), 1);
        assert_eq!(check("#[expect(\n    dead_code,\n    reason = \"b]\"\n)]\nfn a() {}\n"), 0);
    }

    #[test]
    fn unwrap_is_found_outside_tests() {
        let check = |path, text| findings(no_unwrap, &[(path, text)]).len();
        let text = "fn a() { b.unwrap() }\n";
        assert_eq!(check("crates/desk/src/a.rs", text), 1);
        assert_eq!(check("crates/desk/tests/a.rs", text), 0);
        let tests = format!("#[cfg(test)]\nmod tests {{\n    {text}}}\n");
        assert_eq!(check("crates/desk/src/a.rs", &tests), 0);
        assert_eq!(check("crates/desk/src/a.rs", "/// a.unwrap()\nb.unwrap_or(c);\n"), 0);
    }
}
