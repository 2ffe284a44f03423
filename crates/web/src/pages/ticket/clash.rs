//! What happened since a form was made, and whether it stands in the way of what the form does
//! (docs/decisions/0011-what-a-form-has-not-seen.md).

use crate::limits::MEANWHILE_MAX;
use desk::actor::Actor;
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::ticket::Event;
use desk::ticket::change::Changed;
use desk::ticket::message::Manner;
use store::Failure;
use store::db::Tx;
use store::journal::{self, Told};
use store::queries::timeline::{self, Part};

/// What a command has to have seen before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Guard {
    /// Nothing: it adds, and takes nothing from anybody.
    Nothing,
    /// Who has the ticket, and where it is in its life.
    Holder,
    /// That, and what was written.
    Everything,
    /// What was last said of these fields.
    Fields(Vec<&'static str>),
}

/// The guard of a verb; `fields` are the names of what a change is about.
pub(crate) fn guard<'f>(verb: &str, fields: impl Iterator<Item = &'f str>) -> Guard {
    match verb {
        "reply" | "escalate" | "return" | "transfer" | "wait" | "resolve" | "close" | "reopen"
        | "merge" => Guard::Everything,
        "take" | "assign" | "release" | "resume" | "pull" => Guard::Holder,
        "change" => {
            let known = |name: &str| FIELDS.iter().copied().find(|field| *field == name);
            Guard::Fields(fields.filter_map(known).collect())
        }
        "restrict" | "unrestrict" => Guard::Holder,
        _ => Guard::Nothing,
    }
}

const FIELDS: &[&str] = &[
    "subject",
    "kind",
    "requester",
    "service",
    "asset",
    "impact",
    "urgency",
    "priority",
    "complexity",
    "tags",
    "field_name",
    "contact_team",
];

/// What others did since a version that stands in the way.
pub(crate) fn since(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    version: EventSeq,
    me: PersonId,
    guard: &Guard,
) -> Result<Vec<Told>, Failure> {
    if *guard == Guard::Nothing {
        return Ok(Vec::new());
    }
    let part = Part::Everything;
    let rows = timeline::since(tx, part, number.0, version.saturating_add(1), MEANWHILE_MAX)?;
    let mut told = journal::recall_part(tx, part, rows)?;
    told.retain(|told| told.stamp.actor != Actor::Person(me) && guard.minds(&told.event));
    Ok(told)
}

impl Guard {
    fn minds(&self, event: &Event) -> bool {
        match self {
            Guard::Nothing => false,
            Guard::Holder => is_of_the_holder(event),
            Guard::Everything => is_of_the_holder(event) || is_of_the_talk(event),
            Guard::Fields(fields) => match event {
                Event::Changed(changed) => fields.contains(&field(changed)),
                Event::Merged(_) => true,
                _ => false,
            },
        }
    }
}

/// Who has it, and where it is in its life.
fn is_of_the_holder(event: &Event) -> bool {
    match event {
        Event::Taken(_)
        | Event::Assigned(_)
        | Event::Released(_)
        | Event::Escalated(_)
        | Event::Transferred(_)
        | Event::Returned(_)
        | Event::Pulled(_)
        | Event::Succeeded(_)
        | Event::Waited(_)
        | Event::Resolved(_)
        | Event::Confirmed(_)
        | Event::Closed(_)
        | Event::Reopened(_)
        | Event::Merged(_)
        | Event::Unmerged(_) => true,
        Event::Created(_)
        | Event::Opened(_)
        | Event::HandOverRated(_)
        | Event::Asked(_)
        | Event::Answered(_)
        | Event::Raised(_)
        | Event::Acknowledged(_)
        | Event::Resumed(_)
        | Event::RequesterWrote(_)
        | Event::Replied(_)
        | Event::Noted(_)
        | Event::Absorbed(_)
        | Event::Parted(_)
        | Event::Split(_)
        | Event::Linked(_)
        | Event::Unlinked(_)
        | Event::Changed(_)
        | Event::Restricted(_)
        | Event::Unrestricted(_) => false,
    }
}

/// What one would have wanted to read before one wrote.
fn is_of_the_talk(event: &Event) -> bool {
    match event {
        Event::RequesterWrote(wrote) => wrote.manner == Manner::Concern,
        Event::Replied(_) | Event::Noted(_) | Event::Asked(_) | Event::Answered(_) => true,
        Event::Absorbed(_) | Event::Changed(Changed::Requester { .. }) => true,
        _ => false,
    }
}

fn field(changed: &Changed) -> &'static str {
    match changed {
        Changed::Subject { .. } => "subject",
        Changed::Kind { .. } => "kind",
        Changed::Requester { .. } => "requester",
        Changed::Service { .. } => "service",
        Changed::Asset { .. } => "asset",
        Changed::Impact { .. } => "impact",
        Changed::Urgency { .. } => "urgency",
        Changed::Priority { .. } => "priority",
        Changed::Complexity { .. } => "complexity",
        Changed::Tags { .. } => "tags",
        Changed::Field { .. } => "field_name",
        Changed::ContactTeam { .. } => "contact_team",
    }
}
