//! What the manifests say about dependencies.

use super::{File, Finding};

/// A dependency as a manifest names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dependency<'a> {
    pub(super) line: usize,
    /// The table it stands in: `dependencies`, `workspace.dependencies`, …
    pub(super) table: &'a str,
    pub(super) name: &'a str,
}

/// The dependencies of a manifest, for every target and purpose.
pub(super) fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut table = "";
    for (at, text) in manifest.lines().enumerate() {
        let (line, text) = (at + 1, text.trim());
        if let Some(header) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            table = header;
            if let Some((table, name)) = header.rsplit_once('.')
                && table.ends_with("dependencies")
            {
                found.push(Dependency { line, table, name });
            }
        } else if table.ends_with("dependencies")
            && let Some(name) = key(text)
        {
            found.push(Dependency { line, table, name });
        }
    }
    found
}

/// The first part of a line's key.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    let name = key.split('.').next()?.trim().trim_matches('"');
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// A dependency nobody uses is only a risk.
pub(super) fn workspace_dependencies_are_used(files: &[File]) -> Vec<Finding> {
    let (root, members): (Vec<&File>, Vec<&File>) =
        files.iter().filter(|file| is_manifest(file)).partition(|file| file.path == "Cargo.toml");
    let used: Vec<&str> = members
        .iter()
        .flat_map(|member| dependencies(&member.text))
        .map(|dependency| dependency.name)
        .collect();
    let mut findings = Vec::new();
    for root in root {
        for Dependency { line, name, .. } in dependencies(&root.text) {
            if !used.contains(&name) {
                findings.push(root.finding(line, format!("no crate uses {name}; remove it")));
            }
        }
    }
    findings
}

fn is_manifest(file: &File) -> bool {
    file.path.rsplit('/').next() == Some("Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::super::tests::findings;
    use super::*;

    #[test]
    fn dependencies_are_found_in_every_shape() {
        let manifest = "[package]\nname = \"a\"\n[dependencies]\n# b = 1\nc.workspace = true\n\
            d = { version = \"1\", features = [\n  \"e\",\n] }\n\
            [target.'cfg(unix)'.dev-dependencies]\nf = \"1\"\n[dependencies.g]\nversion = \"1\"\n";
        let found: Vec<_> = dependencies(manifest).iter().map(|d| (d.table, d.name)).collect();
        let unix = "target.'cfg(unix)'.dev-dependencies";
        let expected =
            [("dependencies", "c"), ("dependencies", "d"), (unix, "f"), ("dependencies", "g")];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_unused_dependency_is_found() {
        let root = ("Cargo.toml", "[workspace.dependencies]\na = \"1\"\nb = \"1\"\n");
        let member = ("crates/c/Cargo.toml", "[dev-dependencies]\na.workspace = true\n");
        assert_eq!(
            findings(workspace_dependencies_are_used, &[root, member]),
            ["Cargo.toml:3: no crate uses b; remove it"]
        );
    }
}
