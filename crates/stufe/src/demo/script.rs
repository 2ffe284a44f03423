//! What is written in the demo: scenarios and turns of phrase, kept as TOML for people who write
//! rather than program.

use super::firm::Lang;
use anyhow::{Context, Result};
use desk::values::{Kind, Level, WaitReason};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The scenarios, by subject area.
const SCENARIOS: [(&str, &str); 6] = [
    ("accounts", include_str!("scenarios/accounts.toml")),
    ("business", include_str!("scenarios/business.toml")),
    ("mail", include_str!("scenarios/mail.toml")),
    ("network", include_str!("scenarios/network.toml")),
    ("operations", include_str!("scenarios/operations.toml")),
    ("workplace", include_str!("scenarios/workplace.toml")),
];

/// One kind of need, from its first words to its solution. `{…}` stands for what differs from
/// ticket to ticket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    /// Its name, for whoever edits the file.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests tell scenarios apart by name"))]
    pub(super) key: String,
    /// The language of the requester; the house writes in it too.
    pub(super) lang: Lang,
    pub(super) service: String,
    #[serde(default = "incident")]
    pub(super) kind: Kind,
    pub(super) impact: Option<Level>,
    pub(super) urgency: Option<Level>,
    /// How often it comes, against 10 for an ordinary one.
    #[serde(default = "ordinary")]
    pub(super) weight: u32,
    #[serde(default)]
    pub(super) source: Source,
    /// The departments that have this need; none means all.
    #[serde(default)]
    pub(super) departments: Vec<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) asset: Option<String>,
    #[serde(default)]
    pub(super) fields: BTreeMap<String, String>,
    /// What differs from ticket to ticket in this scenario alone.
    #[serde(default)]
    pub(super) with: BTreeMap<String, Vec<String>>,
    pub(super) subject: Vec<String>,
    pub(super) body: Vec<String>,
    /// What the desk has to know first, and what the requester says.
    pub(super) asks: Option<String>,
    pub(super) tells: Option<String>,
    /// What the first tier notes for itself.
    pub(super) note: Option<String>,
    pub(super) solution: String,
    pub(super) workaround: Option<String>,
    /// The hand-over to tier 2.
    pub(super) findings: Option<String>,
    pub(super) question: Option<String>,
    /// What tier 2 answers, for tier 1 to go on.
    pub(super) answer: Option<String>,
    /// What tier 2 notes for itself.
    pub(super) second_note: Option<String>,
    /// The hand-over to tier 3, and what tier 3 did.
    pub(super) deep: Option<String>,
    pub(super) deep_question: Option<String>,
    pub(super) fix: Option<String>,
    /// Why tier 2 declines, and the findings of the second try.
    pub(super) lacking: Option<String>,
    pub(super) supplied: Option<String>,
    /// A question in the house and its answer.
    pub(super) house: Option<String>,
    pub(super) house_answer: Option<String>,
    /// What the requester says when it did not hold, and what helped in the end.
    pub(super) still: Option<String>,
    pub(super) lasting: Option<String>,
    /// What it rests for.
    pub(super) waits_on: Option<WaitReason>,
    pub(super) waits: Option<String>,
}

/// Who notices it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Source {
    /// Somebody of the firm.
    #[default]
    People,
    /// A machine that watches machines.
    Monitoring,
}

fn incident() -> Kind {
    Kind::Incident
}

fn ordinary() -> u32 {
    10
}

/// Turns of phrase that fit every scenario, in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    // Of requesters.
    pub(super) greeting: Vec<String>,
    pub(super) good_morning: Vec<String>,
    pub(super) bye: Vec<String>,
    pub(super) again_subject: Vec<String>,
    pub(super) again: Vec<String>,
    pub(super) returned: Vec<String>,
    pub(super) hurry: Vec<String>,
    pub(super) thanks: Vec<String>,
    pub(super) away: Vec<String>,
    pub(super) still: Vec<String>,
    // Of agents to requesters.
    pub(super) called: Vec<String>,
    pub(super) hello: Vec<String>,
    pub(super) regards: Vec<String>,
    pub(super) passed_on: Vec<String>,
    pub(super) reminder: Vec<String>,
    pub(super) last_reminder: Vec<String>,
    pub(super) date: Vec<String>,
    pub(super) approval: Vec<String>,
    pub(super) solved: Vec<String>,
    pub(super) fulfilled: Vec<String>,
    pub(super) meanwhile: Vec<String>,
    pub(super) not_seen: Vec<String>,
    // Of agents among themselves.
    pub(super) remark: Vec<String>,
    pub(super) findings: Vec<String>,
    pub(super) question: Vec<String>,
    pub(super) lacking: Vec<String>,
    pub(super) lower_tier: Vec<String>,
    pub(super) not_ours: Vec<String>,
    pub(super) owner: Vec<String>,
    pub(super) raised: Vec<String>,
    pub(super) vendor: Vec<String>,
    pub(super) vendor_again: Vec<String>,
    pub(super) change: Vec<String>,
    pub(super) wished: Vec<String>,
    pub(super) approver: Vec<String>,
    pub(super) approver_again: Vec<String>,
    /// Questions to requesters beyond the scenario's own.
    pub(super) more: Vec<Exchange>,
    /// Questions in the house beyond the scenario's own.
    pub(super) house: Vec<Exchange>,
    /// What nobody needs.
    pub(super) junk: Vec<Letter>,
}

/// A question and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) asks: String,
    pub(super) tells: String,
}

/// A message with its subject.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Letter {
    pub(super) subject: String,
    pub(super) body: String,
}

/// Everything that is written.
#[derive(Debug, Clone)]
pub(super) struct Scripts {
    pub(super) scenarios: Vec<Scenario>,
    de: Phrases,
    en: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioFile {
    scenario: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    de: Phrases,
    en: Phrases,
}

impl Scripts {
    /// Reads them all.
    ///
    /// # Errors
    /// What is wrong with which file.
    pub(super) fn read() -> Result<Scripts> {
        let mut scenarios = Vec::new();
        for (name, text) in SCENARIOS {
            let file: ScenarioFile = read(name, text)?;
            scenarios.extend(file.scenario);
        }
        let PhraseFile { de, en } = read("phrases", include_str!("phrases.toml"))?;
        Ok(Scripts { scenarios, de, en })
    }

    /// The turns of phrase of a language.
    pub(super) fn phrases(&self, lang: Lang) -> &Phrases {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }
}

/// Reads a file of texts.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).with_context(|| format!("{name}.toml cannot be read"))
}

/// Puts in what stands for the names in braces; what nobody knows stays as it is.
pub(super) fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, behind)| Some((value(name)?, behind)));
        match known {
            Some((value, behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn parameters_are_put_in() {
        let value = |name: &str| (name == "room").then(|| "B 2.14".to_owned());
        assert_eq!(fill("Raum {room}, {floor} {", value), "Raum B 2.14, {floor} {");
    }

    #[test]
    fn there_are_many_scenarios_and_each_is_its_own() {
        let scripts = Scripts::read().unwrap();
        assert!(scripts.scenarios.len() >= 60, "{}", scripts.scenarios.len());
        let keys: BTreeSet<&str> = scripts.scenarios.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(keys.len(), scripts.scenarios.len(), "two scenarios share a name");
        let mut seen = BTreeSet::new();
        for scenario in &scripts.scenarios {
            for text in scenario.subject.iter().chain(&scenario.body) {
                assert!(seen.insert(text), "twice: {text}");
            }
            assert!(seen.insert(&scenario.solution), "twice: {}", scenario.solution);
        }
        let english = scripts.scenarios.iter().filter(|it| it.lang == Lang::En).count();
        assert!(english >= 15, "{english} in English");
    }

    #[test]
    fn scenarios_name_what_the_firm_has() {
        let firm = crate::demo::firm::Firm::read().unwrap();
        for it in Scripts::read().unwrap().scenarios {
            assert!(firm.services.iter().any(|service| service.name == it.service), "{}", it.key);
            for department in &it.departments {
                let has = |person: &crate::demo::firm::Person| {
                    person.department == *department && person.lang == it.lang
                };
                assert!(firm.people.iter().any(has), "{}: {department}", it.key);
            }
        }
    }

    #[test]
    fn what_belongs_together_is_there_together() {
        for it in Scripts::read().unwrap().scenarios {
            for (one, other, what) in [
                (&it.asks, &it.tells, "asks and tells"),
                (&it.findings, &it.question, "findings and question"),
                (&it.deep, &it.deep_question, "deep and deep_question"),
                (&it.deep, &it.fix, "deep and fix"),
                (&it.lacking, &it.supplied, "lacking and supplied"),
                (&it.house, &it.house_answer, "house and house_answer"),
                (&it.still, &it.lasting, "still and lasting"),
            ] {
                assert_eq!(one.is_some(), other.is_some(), "{}: {what}", it.key);
            }
            assert!(it.deep.is_none() || it.findings.is_some(), "{}: deep, not before", it.key);
            assert_eq!(it.waits.is_some(), it.waits_on.is_some(), "{}: waits", it.key);
        }
    }
}
