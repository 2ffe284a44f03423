//! The browser for the journeys: Debian's Chromium with its driver, and the accessibility rules.

use crate::workspace;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the journeys look for the rules; without it they say "skipped".
pub(crate) const AXE: &str = "STUFE_TEST_AXE";

/// The programs, and the Debian packages that bring them.
const PROGRAMS: [(&str, &str); 3] =
    [("chromium", "chromium"), ("chromedriver", "chromium-driver"), ("npm", "npm")];

/// Installs what is missing, says so first, and gives the file with the rules.
pub(crate) fn install_if_missing() -> Result<PathBuf> {
    let missing: Vec<&str> = PROGRAMS
        .iter()
        .filter(|(program, _)| !workspace::succeeds(Command::new(program).arg("--version")))
        .map(|(_, package)| *package)
        .collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    rules()
}

fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("install {} and run this again", packages.join(", "));
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("the journeys need a browser, and there is no apt-get to install it with; {by_hand}");
    }
    let packages = packages.join(" ");
    println!("The journeys in the browser need what is not here. Installing it:");
    println!("apt-get update && apt-get install --no-install-recommends {packages}");
    let script = format!(
        "set -e; export DEBIAN_FRONTEND=noninteractive; apt-get update -q; \
         apt-get install -y -q --no-install-recommends {packages}"
    );
    let mut install = if workspace::is_root() {
        workspace::command("sh")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("sh");
        sudo
    };
    let installed = workspace::run(install.args(["-c", &script]).stdout(Stdio::inherit()));
    installed.with_context(|| format!("the browser could not be installed; {by_hand}"))
}

/// The rules, of the version that `e2e/package-lock.json` names; its digest is checked by npm.
fn rules() -> Result<PathBuf> {
    let place = workspace::target_dir().join("e2e");
    let rules = place.join("node_modules/axe-core/axe.min.js");
    let lock = "package-lock.json";
    let source = workspace::root().join("e2e");
    let wanted = std::fs::read(source.join(lock))?;
    let is_there = rules.exists() && std::fs::read(place.join(lock)).is_ok_and(|it| it == wanted);
    if !is_there {
        println!("The journeys need the accessibility rules of axe-core. Installing them: npm ci");
        std::fs::create_dir_all(&place)?;
        for file in ["package.json", lock] {
            std::fs::copy(source.join(file), place.join(file))?;
        }
        let mut npm = workspace::command("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        workspace::run(npm.current_dir(&place))?;
    }
    Ok(rules)
}
