//! Where people belong, and with whom they share their requests.

use super::DeskEvent;
use super::people::is_line;
use crate::actor::Context;
use crate::ids::{OrganisationId, PersonId};
use crate::limits::{MANAGERS_ABOVE_MAX, NAME_MAX, SHARED_BY_MAX, SHARED_WITH_MAX};
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::{Language, Shares};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a person belongs and how they are to be met. In events their department and their site are
/// texts beside the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belonging<Words = String> {
    /// Their organisation.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Their department within it.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub department: Option<Words>,
    /// Whom they answer to.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub manager: Option<PersonId>,
    /// Where they work.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub site: Option<Words>,
    /// Which language they want to be written to in.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// True of those whose needs are looked at first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vip: bool,
}

/// Without it, serde would ask a default of the words.
fn none<T>() -> Option<T> {
    None
}

impl<Words> Default for Belonging<Words> {
    fn default() -> Self {
        let (organisation, department, manager, site) = (None, None, None, None);
        Belonging { organisation, department, manager, site, language: None, vip: false }
    }
}

impl Belonging<Text> {
    /// The same in plain words; what was erased is gone.
    #[must_use]
    pub fn plain(&self) -> Belonging {
        let word = |text: &Option<Text>| {
            text.as_ref().and_then(Text::known).map(|(_, words)| words.to_owned())
        };
        Belonging {
            organisation: self.organisation,
            department: word(&self.department),
            manager: self.manager,
            site: word(&self.site),
            language: self.language,
            vip: self.vip,
        }
    }
}

/// A manager as the store knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Superior {
    /// True of somebody the desk knows and who has not left.
    pub active: bool,
    /// Those above them, from the next one up.
    pub above: Vec<PersonId>,
}

/// Say where a person belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBelonging {
    /// Who.
    pub person: PersonId,
    /// As it is now.
    pub known: Belonging,
    /// As it is from now on.
    pub belonging: Belonging<Text>,
    /// What is known of the manager, if one is named.
    pub superior: Superior,
}

/// Say with whom a person shares their requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetSharing {
    /// Whose requests.
    pub person: PersonId,
    /// With whom among their own people.
    pub shares: Shares,
    /// With whom besides, by name.
    pub with: BTreeSet<PersonId>,
    /// Which of those nobody knows or have left, as the store has looked.
    pub unknown: BTreeSet<PersonId>,
}

pub(super) fn set_belonging(
    command: SetBelonging,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let SetBelonging { person, known, belonging, superior } = command;
    let mut problems = Problems::new();
    if let Some(id) = belonging.organisation.filter(|id| Some(*id) != known.organisation)
        && !context.directory.organisations.get(&id).is_some_and(|it| it.active)
    {
        let message = "There is no such organisation, or it is retired.";
        problems.add("organisation", "unknown", message);
    }
    for (field, text) in [("department", &belonging.department), ("site", &belonging.site)] {
        if text.as_ref().is_some_and(|text| text.is_blank() || !is_line(text.as_str())) {
            let message = format!("Up to {NAME_MAX} characters, on one line.");
            problems.add(field, "invalid", message);
        }
    }
    if let Some(manager) = belonging.manager.filter(|id| Some(*id) != known.manager) {
        if !superior.active {
            problems.add("manager", "unknown", "There is no such person, or they have left.");
        } else if manager == person || superior.above.contains(&person) {
            let message = "Nobody is above themselves: this manager is the person, or below them.";
            problems.add("manager", "cycle", message);
        } else if superior.above.len() >= MANAGERS_ABOVE_MAX {
            let message = format!("At most {MANAGERS_ABOVE_MAX} managers one above the other.");
            problems.add("manager", "too_many", message);
        }
    }
    problems.finish("belonging_refused", "The person cannot be placed so.")?;
    if belonging.plain() == known {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::BelongingSet { person, belonging }])
}

pub(super) fn set_sharing(
    command: SetSharing,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let SetSharing { person, shares, with, unknown } = command;
    let circles = &context.directory.circles;
    let known = circles.get(&person).cloned().unwrap_or_default();
    let mut problems = Problems::new();
    match shares {
        Shares::Department if known.department.is_none() => {
            problems.add("shares", "no_department", "They are in no department.");
        }
        Shares::Organisation if known.organisation.is_none() => {
            problems.add("shares", "no_organisation", "They belong to no organisation.");
        }
        Shares::Own | Shares::Department | Shares::Organisation => {}
    }
    if with.len() > SHARED_WITH_MAX {
        problems.add("with", "too_many", format!("At most {SHARED_WITH_MAX} people."));
    }
    if with.contains(&person) {
        problems.add("with", "self", "Everybody sees their own requests: name somebody else.");
    }
    // Whoever is named already may have left since, and stays named until they are taken out.
    if unknown.iter().any(|id| !known.with.contains(id)) {
        problems.add("with", "unknown", "There is no such person, or they have left.");
    }
    let named_by = |id| circles.values().filter(|circle| circle.with.contains(id)).count();
    if with.difference(&known.with).any(|id| named_by(id) >= SHARED_BY_MAX) {
        let message = format!("At most {SHARED_BY_MAX} people share with one person by name.");
        problems.add("with", "too_many_share", message);
    }
    problems.finish("sharing_refused", "The requests cannot be shared so.")?;
    if (shares, &with) == (known.shares, &known.with) {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::SharingSet { person, shares, with }])
}
