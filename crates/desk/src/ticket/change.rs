//! Change: subject, kind, requester, service, asset, impact, urgency, priority, complexity, tags,
//! fields, contact team. Each is an event (domain, section 3).

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require, role_of};
use crate::actor::Context;
use crate::ids::{PersonId, ServiceId, TeamId};
use crate::limits::{BODY_MAX, FIELDS_MAX, NAME_MAX, REASON_MAX, SUBJECT_MAX, TAG_MAX, TAGS_MAX};
use crate::priority::Priority;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::{Complexity, Kind, Level, Role, Status, Tier};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What shall be different; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// The subject.
    pub subject: Option<Text>,
    /// Incident or request.
    pub kind: Option<Kind>,
    /// The person with the need.
    pub requester: Option<PersonId>,
    /// The service; `Some(None)` takes it away.
    pub service: Option<Option<ServiceId>>,
    /// The asset; `Some(None)` takes it away.
    pub asset: Option<Option<String>>,
    /// The impact.
    pub impact: Option<Level>,
    /// The urgency.
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives; needs the reason.
    pub priority: Option<Priority>,
    /// Why the priority differs.
    pub reason: Option<Text>,
    /// Which tier it needs.
    pub complexity: Option<Complexity>,
    /// All tags.
    pub tags: Option<BTreeSet<String>>,
    /// Custom fields to set; a blank value takes the field away.
    pub fields: Option<BTreeMap<String, Text>>,
    /// The tier-1 team that answers to the requester.
    pub contact_team: Option<TeamId>,
}

/// One thing is different now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum Changed {
    /// The subject.
    Subject {
        /// Now.
        to: Text,
    },
    /// Incident or request.
    Kind {
        /// Now.
        to: Kind,
    },
    /// The person with the need.
    Requester {
        /// Now.
        to: PersonId,
    },
    /// The service.
    Service {
        /// Now.
        to: Option<ServiceId>,
    },
    /// The asset.
    Asset {
        /// Now.
        to: Option<String>,
    },
    /// The impact.
    Impact {
        /// Now.
        to: Level,
    },
    /// The urgency.
    Urgency {
        /// Now.
        to: Level,
    },
    /// The priority.
    Priority {
        /// Now.
        to: Priority,
        /// Why, when an agent set it against the matrix.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
    /// Which tier it needs.
    Complexity {
        /// Now.
        to: Complexity,
    },
    /// The tags.
    Tags {
        /// Now.
        to: BTreeSet<String>,
    },
    /// A custom field.
    Field {
        /// Its name.
        name: String,
        /// Now; none when it was taken away.
        to: Option<Text>,
    },
    /// The tier-1 team that answers to the requester.
    ContactTeam {
        /// Now.
        to: TeamId,
    },
}

impl Fact for Changed {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        match self {
            Changed::Subject { to } => to.as_str().clone_into(&mut ticket.subject),
            Changed::Kind { to } => ticket.kind = *to,
            Changed::Requester { to } => ticket.requester = *to,
            Changed::Service { to } => ticket.service = *to,
            Changed::Asset { to } => ticket.asset.clone_from(to),
            Changed::Impact { to } => ticket.impact = *to,
            Changed::Urgency { to } => ticket.urgency = *to,
            Changed::Priority { to, reason: _ } => ticket.priority = *to,
            Changed::Complexity { to } => ticket.complexity = Some(*to),
            Changed::Tags { to } => ticket.tags.clone_from(to),
            Changed::Field { name, to: Some(text) } => {
                ticket.fields.insert(name.clone(), text.as_str().to_owned());
            }
            Changed::Field { name, to: None } => {
                ticket.fields.remove(name);
            }
            Changed::ContactTeam { to } => {
                ticket.contact_team = *to;
                ticket.contact_held = true;
            }
        }
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        match self {
            Changed::Subject { to } | Changed::Field { to: Some(to), .. } => visit("to", to),
            Changed::Priority { reason: Some(reason), .. } => visit("reason", reason),
            Changed::Priority { reason: None, .. }
            | Changed::Field { to: None, .. }
            | Changed::Kind { .. }
            | Changed::Requester { .. }
            | Changed::Service { .. }
            | Changed::Asset { .. }
            | Changed::Impact { .. }
            | Changed::Urgency { .. }
            | Changed::Complexity { .. }
            | Changed::Tags { .. }
            | Changed::ContactTeam { .. } => {}
        }
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Change,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    if ticket.status == Status::Closed && !context.importing() {
        return Err(Refusal::status("changed", ticket.status, "Reopen it first, with a reason."));
    }
    let mut problems = Problems::new();
    check(ticket, &command, context, &mut problems);
    problems.finish("change_refused", "The ticket cannot be changed like this.")?;
    Ok(differences(ticket, command, context).into_iter().map(Event::from).collect())
}

fn check(ticket: &Ticket, command: &Change, context: &Context<'_>, problems: &mut Problems) {
    if let Some(subject) = &command.subject {
        problems.need_text("subject", Some(subject), "A ticket needs a subject.");
        super::message::limit(problems, "subject", Some(subject), SUBJECT_MAX);
    }
    if let Some(Some(service)) = command.service
        && !context.directory.services.contains_key(&service)
    {
        problems.add("service", "unknown", "There is no such service.");
    }
    if let Some(Some(asset)) = &command.asset
        && asset.chars().count() > NAME_MAX
    {
        problems.add("asset", "too_long", format!("At most {NAME_MAX} characters."));
    }
    if against_matrix(ticket, command, context).is_some() && !context.importing() {
        let ask = "Say why the priority differs from the matrix.";
        problems.need_text("reason", command.reason.as_ref(), ask);
    }
    super::message::limit(problems, "reason", command.reason.as_ref(), REASON_MAX);
    if let Some(tags) = &command.tags {
        check_tags(tags, problems);
    }
    if let Some(fields) = &command.fields {
        check_fields(fields, &ticket.fields, problems);
    }
    if let Some(contact) = command.contact_team {
        check_contact(contact, context, problems);
    }
}

pub(super) fn check_tags(tags: &BTreeSet<String>, problems: &mut Problems) {
    if tags.len() > TAGS_MAX {
        problems.add("tags", "too_many", format!("At most {TAGS_MAX} tags."));
    }
    if tags.iter().any(|tag| tag.trim().is_empty() || tag.chars().count() > TAG_MAX) {
        let message = format!("A tag has 1 to {TAG_MAX} characters.");
        problems.add("tags", "invalid", message);
    }
}

pub(super) fn check_fields(
    fields: &BTreeMap<String, Text>,
    present: &BTreeMap<String, String>,
    problems: &mut Problems,
) {
    let set = fields.values().filter(|value| !value.is_blank()).count();
    let kept = present.keys().filter(|name| !fields.contains_key(*name)).count();
    if set + kept > FIELDS_MAX {
        problems.add("fields", "too_many", format!("At most {FIELDS_MAX} fields."));
    }
    for (name, value) in fields {
        if name.trim().is_empty() || name.chars().count() > NAME_MAX {
            let message = format!("The name of a field has 1 to {NAME_MAX} characters.");
            problems.add("fields", "invalid", message);
        }
        super::message::limit(problems, &format!("fields.{name}"), Some(value), BODY_MAX);
    }
}

fn check_contact(contact: TeamId, context: &Context<'_>, problems: &mut Problems) {
    match context.directory.team(contact) {
        Some(team) if team.tier == Tier::FIRST && team.is_active() => {}
        Some(team) if team.is_active() => {
            let message = format!("{} is not on tier 1.", team.name);
            problems.add("contact_team", "wrong_tier", message);
        }
        Some(_) | None => problems.add("contact_team", "unknown", "There is no such team."),
    }
    let leads = context.actor.person().map(|person| role_of(context.directory, person));
    if context.by_person() && !matches!(leads, Some(Role::Lead | Role::Admin)) {
        problems.add("contact_team", "forbidden", "Only a lead changes the contact team.");
    }
}

/// The matrix's priority of the impact and urgency after the change.
fn by_matrix(ticket: &Ticket, command: &Change, context: &Context<'_>) -> Priority {
    let impact = command.impact.unwrap_or(ticket.impact);
    let urgency = command.urgency.unwrap_or(ticket.urgency);
    context.settings.matrix.priority(impact, urgency)
}

/// True when the matrix speaks anew: impact or urgency is another.
fn rates(ticket: &Ticket, command: &Change) -> bool {
    command.impact.is_some_and(|to| to != ticket.impact)
        || command.urgency.is_some_and(|to| to != ticket.urgency)
}

/// The priority that is named although the matrix gives another; naming again what holds already is
/// no decision.
fn against_matrix(ticket: &Ticket, command: &Change, context: &Context<'_>) -> Option<Priority> {
    let decided = |to: &Priority| *to != ticket.priority || rates(ticket, command);
    command.priority.filter(decided).filter(|to| *to != by_matrix(ticket, command, context))
}

/// What is really different, in the order of the command; a new impact or urgency brings the
/// matrix's priority unless another was named.
fn differences(ticket: &Ticket, command: Change, context: &Context<'_>) -> Vec<Changed> {
    let mut found = Vec::new();
    let overridden = against_matrix(ticket, &command, context);
    let follows = rates(ticket, &command).then(|| by_matrix(ticket, &command, context));
    let priority = command.priority.or(follows).filter(|to| *to != ticket.priority);
    if let Some(to) = command.subject.filter(|to| to.as_str() != ticket.subject) {
        found.push(Changed::Subject { to });
    }
    let plain = [
        command.kind.filter(|to| *to != ticket.kind).map(|to| Changed::Kind { to }),
        command.requester.filter(|to| *to != ticket.requester).map(|to| Changed::Requester { to }),
        command.service.filter(|to| *to != ticket.service).map(|to| Changed::Service { to }),
        command.asset.filter(|to| *to != ticket.asset).map(|to| Changed::Asset { to }),
        command.impact.filter(|to| *to != ticket.impact).map(|to| Changed::Impact { to }),
        command.urgency.filter(|to| *to != ticket.urgency).map(|to| Changed::Urgency { to }),
        overridden.or(priority).map(|to| Changed::Priority { to, reason: command.reason }),
        command
            .complexity
            .filter(|to| Some(*to) != ticket.complexity)
            .map(|to| Changed::Complexity { to }),
        command.tags.filter(|to| *to != ticket.tags).map(|to| Changed::Tags { to }),
        command
            .contact_team
            .filter(|to| *to != ticket.contact_team)
            .map(|to| Changed::ContactTeam { to }),
    ];
    found.extend(plain.into_iter().flatten());
    for (name, to) in command.fields.unwrap_or_default() {
        let now = ticket.fields.get(&name).map(String::as_str);
        let to = Some(to).filter(|text| !text.is_blank());
        if now != to.as_ref().map(Text::as_str) {
            found.push(Changed::Field { name, to });
        }
    }
    found
}
