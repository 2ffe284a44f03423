//! Papers: decisions in order, links that lead somewhere, nothing from a developer's own machine.

use super::{File, Finding};

const DECISIONS: &str = "docs/decisions/";

/// Paths of a workplace, which mean nothing to anybody else; written in two parts, so as not to
/// find themselves.
const FOREIGN_PATHS: [&str; 1] = [concat!("/wo", "rk/")];

pub(super) fn decisions_are_numbered(files: &[File]) -> Vec<Finding> {
    let mut decisions: Vec<&File> =
        files.iter().filter(|file| file.path.starts_with(DECISIONS)).collect();
    decisions.sort_by_key(|file| &file.path);
    let mut findings = Vec::new();
    let mut next = 1;
    for file in decisions {
        match decision_number(&file.path[DECISIONS.len()..]) {
            None => findings.push(file.finding(0, "a decision is called NNNN-title.md")),
            Some(number) if number == next => next += 1,
            Some(_) => {
                findings.push(file.finding(0, format!("the next decision has number {next:04}")));
            }
        }
    }
    findings
}

fn decision_number(name: &str) -> Option<u32> {
    let (number, title) = name.strip_suffix(".md")?.split_once('-')?;
    let is_title = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_named = number.len() == 4 && !title.is_empty() && title.chars().all(is_title);
    is_named.then(|| number.parse().ok())?
}

pub(super) fn links_lead_somewhere(files: &[File]) -> Vec<Finding> {
    let is_paper = |file: &&File| {
        let is_placed = !file.path.contains('/') || file.path.starts_with("docs/");
        is_placed && file.path.ends_with(".md")
    };
    let mut findings = Vec::new();
    for file in files.iter().filter(is_paper) {
        for (line, link) in links(&file.text) {
            let target = target(&file.path, link);
            if target.is_none_or(|target| !exists(files, &target)) {
                findings.push(file.finding(line, format!("the link to {link} leads nowhere")));
            }
        }
    }
    findings
}

/// The relative links of a Markdown text with their lines, code and anchors left out.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut is_fenced = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced {
            continue;
        }
        let prose = line.split('`').step_by(2);
        let inline = prose.flat_map(|prose| prose.split("](").skip(1));
        let inline = inline.filter_map(|rest| rest.split([')', ' ']).next());
        let reference = line.strip_prefix('[').and_then(|line| line.split_once("]: "));
        let links = inline.chain(reference.map(|(_, link)| link));
        let links = links.map(|link| link.trim_matches(['<', '>']));
        found.extend(links.filter(|link| is_relative(link)).map(|link| (at + 1, link)));
    }
    found
}

fn is_relative(link: &str) -> bool {
    let scheme = link.split(['/', '#', '?']).next().unwrap_or_default();
    !scheme.contains(':') && !link.starts_with("//") && !link.starts_with('#')
}

/// The path a link leads to; none when it leads out of the tree.
fn target(from: &str, link: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().unwrap_or_default();
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    if link.starts_with('/') {
        parts.clear();
    }
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Whether the path is a file or a directory of the tree.
fn exists(files: &[File], path: &str) -> bool {
    let is_below = |file: &File| {
        file.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    path.is_empty() || files.iter().any(is_below)
}

pub(super) fn no_foreign_paths(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        for (at, text) in file.text.lines().enumerate() {
            for path in FOREIGN_PATHS.iter().filter(|path| text.contains(**path)) {
                findings.push(file.finding(at + 1, format!("{path} is nobody else's path")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::tests::findings;
    use super::*;

    fn decisions(names: &[&str]) -> usize {
        let paths: Vec<String> = names.iter().map(|name| format!("{DECISIONS}{name}")).collect();
        let planted: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
        findings(decisions_are_numbered, &planted).len()
    }

    #[test]
    fn decisions_out_of_order_are_found() {
        assert_eq!(decisions(&["0001-a.md", "0002-b-c.md"]), 0);
        assert_eq!(decisions(&["0001-a.md", "0003-b.md"]), 1);
        assert_eq!(decisions(&["0001-a.md", "0001-b.md"]), 1);
        assert_eq!(decisions(&["notes.md", "1-a.md", "0001-A b.md"]), 3);
    }

    #[test]
    fn dead_links_are_found() {
        let check = |path, text: &str| {
            let there = [("docs/b.md", ""), ("src/c.rs", ""), (path, text)];
            findings(links_lead_somewhere, &there).len()
        };
        assert_eq!(check("A.md", "[b](docs/b.md#c), [d](./docs/), [e](#f)\n"), 0);
        assert_eq!(check("A.md", "[b](docs/d.md) and [c](<docs/e.md> \"title\")\n"), 2);
        assert_eq!(check("docs/a.md", "[b](b.md) [c](../src/c.rs) [d](/src/c.rs)\n"), 0);
        assert_eq!(check("docs/a.md", "[b](docs/b.md) [c](../../c.rs)\n\n[d]: nowhere.md\n"), 3);
        assert_eq!(check("A.md", "<https://a/b> [c](https://d/e) [f](mailto:g@h)\n"), 0);
        assert_eq!(check("A.md", "`[a](b)`\n```\n[a](b)\n```\n"), 0);
        assert_eq!(check("crates/desk/a.md", "[a](b)\n"), 0);
    }

    #[test]
    fn foreign_paths_are_found() {
        let text = format!("see {}a\n", FOREIGN_PATHS[0]);
        assert_eq!(findings(no_foreign_paths, &[("docs/a.md", &text)]).len(), 1);
        assert!(findings(no_foreign_paths, &[("docs/a.md", "see /worked/\n")]).is_empty());
    }
}
