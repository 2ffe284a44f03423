//! The accessibility rules of axe, run in the page.

use crate::browser::Browser;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// Which rules: WCAG 2.2 A and AA, and what axe counts as good practice.
const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
    'best-practice'] }).then((it) => done(it.violations.map((rule) => rule.id + ': ' + rule.help + \
    '\\n' + rule.nodes.map((node) => '  ' + node.target.join(' ') + '\\n    ' + \
    (node.failureSummary || '').replaceAll('\\n', '\\n    ')).join('\\n'))), \
    (error) => done(['axe itself failed: ' + error]))";

/// What is wrong with the page; nothing, if all is well.
///
/// # Errors
/// That the rules cannot be read or run.
pub async fn findings(browser: &Browser, rules: &Path) -> Result<Vec<String>> {
    let rules = std::fs::read_to_string(rules).context("the accessibility rules")?;
    browser.run(&rules).await?;
    let found = browser.run_later(RUN).await?;
    let found = found.as_array().context("axe gave no list")?.iter();
    Ok(found.filter_map(Value::as_str).map(str::to_owned).collect())
}
