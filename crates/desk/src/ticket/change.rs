//! Change: subject, kind, requester, service, asset, impact, urgency, priority, complexity, tags,
//! fields, contact team. Each is an event (domain, section 3).

use super::event::{Fact, Stamp};
use super::{Event, Ticket, confidential};
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
    let service = command.service.filter(|service| *service != ticket.service).flatten();
    let restricted = confidential::of_service(ticket, service, context);
    let changed = differences(ticket, command, context).into_iter().map(Event::from);
    Ok(changed.chain(restricted).collect())
}

fn check(ticket: &Ticket, command: &Change, context: &Context<'_>, problems: &mut Problems) {
    if let Some(subject) = &command.subject {
        problems.need_text("subject", Some(subject), "A ticket needs a subject.");
        super::message::limit(problems, "subject", Some(subject), SUBJECT_MAX);
    }
    if let Some(Some(service)) = command.service
        && Some(service) != ticket.service
        && !context.may_choose(service, &[])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, FRONT, HOTLINE, LEA, MAIL, NETWORK, NIGHT, NO_TEAM, RITA, RON, VPN,
        imported, reply, solution, some, text, up,
    };

    fn rated(impact: Level, urgency: Level) -> Change {
        Change { impact: Some(impact), urgency: Some(urgency), ..Change::default() }
    }

    fn priority(to: u8) -> Change {
        Change { priority: Some(Priority(to)), ..Change::default() }
    }

    fn because(command: Change) -> Change {
        Change { reason: some("The board waits."), ..command }
    }

    fn tags<const N: usize>(tags: [&str; N]) -> Option<BTreeSet<String>> {
        Some(tags.map(str::to_owned).into())
    }

    fn fields<const N: usize>(fields: [(&str, &str); N]) -> Option<BTreeMap<String, Text>> {
        Some(fields.map(|(name, value)| (name.to_owned(), text(value))).into())
    }

    /// Open, in `HOTLINE`, medium × medium.
    fn open() -> Bench {
        let mut bench = Bench::new();
        bench.does(ADA, reply());
        bench
    }

    #[test]
    fn each_difference_is_an_event() {
        let none = Change::default;
        for (command, by) in [
            (Change { subject: some("Mail is down"), ..none() }, ADA),
            (Change { kind: Some(Kind::Request), ..none() }, ADA),
            (Change { requester: Some(RON), ..none() }, ADA),
            (Change { service: Some(Some(MAIL)), ..none() }, ADA),
            (Change { asset: Some(Some("PC-7".into())), ..none() }, ADA),
            (Change { complexity: Some(Complexity::Expert), ..none() }, ADA),
            (Change { tags: tags(["vip"]), ..none() }, ADA),
            (Change { fields: fields([("Room", "7")]), ..none() }, ADA),
            (Change { contact_team: Some(FRONT), ..none() }, LEA),
            (because(priority(1)), ADA),
        ] {
            let mut bench = open();
            bench.check(by, command.clone(), "changed");
            Bench::new().check(by, command.clone(), "opened + changed");
            bench.does(by, command.clone()).check(by, command, "nothing");
            let event = bench.last();
            assert!(Event::read(event.kind(), &event.data()).is_ok());
        }
        let all = Change {
            subject: some("Mail is down"),
            kind: Some(Kind::Request),
            fields: fields([("Room", "7"), ("Floor", "2")]),
            ..rated(Level::High, Level::High)
        };
        let six = ["changed"; 7].join(" + ");
        open().check(ADA, all, &six).check(ADA, none(), "nothing");
    }

    #[test]
    fn a_retired_service_cannot_be_chosen_and_tickets_keep_it() {
        let about = |service| Change { service: Some(Some(service)), ..Change::default() };
        let mut bench = open();
        bench.does(ADA, about(MAIL));
        for service in bench.directory.services.values_mut() {
            service.active = false;
        }
        let kept = Change { subject: some("No mail at all"), ..about(MAIL) };
        bench.check(ADA, kept, "changed");
        bench.check(ADA, about(VPN), "change_refused: service unknown");
        bench.check(imported(ADA), about(VPN), "changed");
    }

    #[test]
    fn service_and_asset_can_be_taken_away() {
        let mut bench = open();
        let set = Change {
            service: Some(Some(MAIL)),
            asset: Some(Some("PC-7".into())),
            ..Change::default()
        };
        bench.does(ADA, set);
        assert_eq!(bench.ticket().service, Some(MAIL));
        bench.does(ADA, Change { service: Some(None), asset: Some(None), ..Change::default() });
        assert_eq!((bench.ticket().service, &bench.ticket().asset), (None, &None));
    }

    #[test]
    fn the_priority_follows_the_matrix() {
        let mut bench = open();
        assert_eq!(bench.ticket().priority, Priority(3));
        for (command, now) in [
            (rated(Level::High, Level::High), 1),
            (Change { urgency: Some(Level::Low), ..Change::default() }, 3),
            (Change { impact: Some(Level::Low), ..Change::default() }, 4),
        ] {
            bench.does(ADA, command);
            assert_eq!(bench.ticket().priority, Priority(now));
        }
        bench.does(ADA, because(priority(1))).does(ADA, rated(Level::High, Level::Medium));
        assert_eq!(bench.ticket().priority, Priority(2), "a new rating ends an override");
    }

    #[test]
    fn a_priority_against_the_matrix_needs_a_reason() {
        let missing = "change_refused: reason required";
        let high = |to| Change { priority: Some(Priority(to)), ..rated(Level::High, Level::High) };
        let mut bench = open();
        bench
            .check(ADA, priority(3), "nothing")
            .check(ADA, priority(1), missing)
            .check(ADA, because(priority(1)), "changed")
            .check(imported(ADA), priority(1), "changed")
            // Named together with a new rating: the matrix now says 1.
            .check(ADA, high(1), "changed + changed + changed")
            .check(ADA, high(2), missing)
            .check(ADA, because(high(2)), "changed + changed + changed")
            // Kept as it is, although the matrix says otherwise.
            .check(ADA, high(3), missing)
            .check(ADA, because(high(3)), "changed + changed + changed");
        bench.does(ADA, because(priority(1)));
        bench.check(ADA, priority(3), "changed").check(ADA, priority(2), missing);
        bench.check(ADA, priority(1), "nothing");
    }

    #[test]
    fn a_change_is_refused_with_all_that_is_wrong() {
        let long = |max: usize| "x".repeat(max + 1);
        let command = Change {
            subject: some(" "),
            service: Some(Some(ServiceId(77))),
            asset: Some(Some(long(NAME_MAX))),
            priority: Some(Priority(1)),
            tags: tags([" "]),
            fields: Some([(" ".to_owned(), text(&long(BODY_MAX)))].into()),
            contact_team: Some(NETWORK),
            ..Change::default()
        };
        open()
            .check(
                ADA,
                command,
                "change_refused: subject required, service unknown, asset too_long, reason \
                 required, tags invalid, fields invalid, fields.  too_long, contact_team \
                 wrong_tier, contact_team forbidden",
            )
            .check(
                ADA,
                Change { subject: some(&long(SUBJECT_MAX)), ..Change::default() },
                "change_refused: subject too_long",
            )
            .check(
                ADA,
                Change { tags: tags([long(TAG_MAX).as_str()]), ..Change::default() },
                "change_refused: tags invalid",
            )
            .check(
                ADA,
                Change {
                    tags: Some((0..=TAGS_MAX).map(|n| n.to_string()).collect()),
                    ..Change::default()
                },
                "change_refused: tags too_many",
            );
    }

    #[test]
    fn fields_are_counted_as_they_end_up() {
        let many = |range: std::ops::Range<usize>, value: &str| Change {
            fields: Some(range.map(|n| (format!("f{n}"), text(value))).collect()),
            ..Change::default()
        };
        let mut bench = open();
        bench.does(ADA, many(0..FIELDS_MAX, "a"));
        bench.check(ADA, many(0..1, "b"), "changed").check(ADA, many(0..1, " "), "changed").check(
            ADA,
            many(FIELDS_MAX..FIELDS_MAX + 1, "b"),
            "change_refused: fields too_many",
        );
        bench.does(ADA, many(0..1, ""));
        assert_eq!(bench.ticket().fields.get("f0"), None, "a blank value takes it away");
        bench.check(ADA, many(FIELDS_MAX..FIELDS_MAX + 1, "b"), "changed");
        bench.check(ADA, many(0..1, ""), "nothing");
    }

    #[test]
    fn the_contact_team_is_a_leads_to_change() {
        let to = |team| Change { contact_team: Some(team), ..Change::default() };
        let mut bench = open();
        bench
            .check(LEA, to(NIGHT), "changed")
            .check(ADA, to(FRONT), "change_refused: contact_team forbidden")
            .check(LEA, to(NETWORK), "change_refused: contact_team wrong_tier")
            .check(LEA, to(NO_TEAM), "change_refused: contact_team unknown")
            .check(imported(ADA), to(FRONT), "changed");
        bench.does(LEA, to(FRONT)).check(LEA, to(FRONT), "nothing");
        bench.goes(NIGHT);
        assert_eq!(bench.ticket().contact_team, FRONT, "what was commanded stays");
        bench.retires(HOTLINE, NIGHT);
        bench.check(LEA, to(HOTLINE), "change_refused: contact_team unknown");

        let mut bench = Bench::at(NETWORK);
        bench.does(LEA, to(NIGHT)).goes(FRONT);
        assert_eq!(bench.ticket().contact_team, NIGHT, "also against the first hold");
    }

    #[test]
    fn the_holder_and_the_contact_change_what_is_not_closed() {
        let command = || Change { kind: Some(Kind::Request), ..Change::default() };
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK));
        bench.check(CLEO, command(), "changed").check(ADA, command(), "changed");
        bench.check(BOB, command(), "forbidden").check(RITA, command(), "forbidden");
        bench.does(CLEO, solution()).check(CLEO, command(), "changed");
        bench.does(RITA, crate::ticket::confirm::Confirm).check(CLEO, command(), "wrong_status");
        bench.check(imported(CLEO), command(), "changed");
        Bench::new().check(imported(ADA), command(), "changed");
    }
}
