//! Providers: what their people see.

use super::DeskEvent;
use crate::actor::Context;
use crate::limits::READ_ON_DAYS_MAX;
use crate::provider::DataRules;
use crate::refusal::{Problems, Refusal};

/// Set the data rules of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetDataRules {
    /// The provider: one that some team belongs to.
    pub provider: String,
    /// All its rules from now on.
    pub rules: DataRules,
}

pub(super) fn set_data_rules(
    command: SetDataRules,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let SetDataRules { provider, rules } = command;
    let theirs = |team: &crate::directory::Team| team.provider.as_ref() == Some(&provider);
    if !context.directory.teams.values().any(theirs) {
        return Err(Refusal::not_found("provider"));
    }
    let mut problems = Problems::new();
    if !(0..=READ_ON_DAYS_MAX * 86_400).contains(&rules.read_on_s) {
        let message = format!("From 0 to {READ_ON_DAYS_MAX} days, in seconds.");
        problems.add("read_on_s", "out_of_range", message);
    }
    problems.finish("rules_refused", "These rules cannot be set.")?;
    if context.directory.rules_of(&provider) == rules {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::DataRulesSet { provider, rules }])
}
