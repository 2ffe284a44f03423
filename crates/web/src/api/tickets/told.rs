//! An event as the desk reads it: words in place of digests, names in place of ids, RFC 3339 in
//! place of microseconds.

use crate::api::names::Names;
use crate::api::time::At;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::text::Text;
use desk::ticket::Event;
use desk::ticket::change::Changed;
use desk::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::Failure;
use store::db::DbError;

/// What a number in an event's data stands for.
#[derive(Debug, Clone, Copy)]
enum Id {
    Person,
    Team,
    Service,
    Instant,
}

/// The data of an event.
pub(crate) fn data(names: &mut Names<'_, '_>, event: &Event) -> Result<Value, Failure> {
    let mut data: Value = serde_json::from_str(&event.data()).map_err(Failure::fault)?;
    let mut words = BTreeMap::new();
    event.clone().fact_mut().texts(&mut |_, text: &mut Text| {
        if let Ok(Value::String(digest)) = serde_json::to_value(&*text) {
            words.insert(digest, text.as_str().to_owned());
        }
    });
    speak(&mut data, &words);
    name(names, event, &mut data)?;
    Ok(data)
}

/// Puts the words where their digests stand. Digests are salted: nothing else can look like one.
fn speak(data: &mut Value, words: &BTreeMap<String, String>) {
    match data {
        Value::String(digest) => {
            if let Some(text) = words.get(digest) {
                digest.clone_from(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| speak(item, words)),
        Value::Object(map) => map.values_mut().for_each(|item| speak(item, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The fields that a move has.
const MOVE: &[(&str, Id)] =
    &[("from", Id::Team), ("team", Id::Team), ("assignee", Id::Person), ("contact_team", Id::Team)];

fn name(names: &mut Names<'_, '_>, event: &Event, data: &mut Value) -> Result<(), DbError> {
    let fields: &[(&str, Id)] = match event {
        Event::Created(_) => &[
            ("requester", Id::Person),
            ("service", Id::Service),
            ("team", Id::Team),
            ("contact_team", Id::Team),
            ("contacted_at", Id::Instant),
        ],
        Event::Taken(_) | Event::Assigned(_) => &[("agent", Id::Person)],
        Event::Escalated(_) | Event::Transferred(_) | Event::Returned(_) | Event::Pulled(_) => MOVE,
        Event::Succeeded(_) => {
            named(names, &mut data["hold"], MOVE)?;
            each(names, &mut data["path"], &[("team", Id::Team), ("sent_by", Id::Person)])?;
            if let Some(named) = data.get_mut("readers") {
                readers(names, named)?;
            }
            &[("retired", Id::Team), ("successor", Id::Team), ("contact_team", Id::Team)]
        }
        Event::Asked(_) => &[("person", Id::Person), ("team", Id::Team)],
        Event::Raised(_) => {
            for person in data["told"].as_array_mut().into_iter().flatten() {
                spell(names, person, Id::Person)?;
            }
            &[]
        }
        Event::Waited(_) => &[("until", Id::Instant)],
        Event::Replied(_) => &[("contacted_at", Id::Instant)],
        Event::Changed(Changed::Requester { .. }) => &[("to", Id::Person)],
        Event::Changed(Changed::Service { .. }) => &[("to", Id::Service)],
        Event::Changed(Changed::ContactTeam { .. }) => &[("to", Id::Team)],
        Event::Restricted(_) => {
            readers(names, data)?;
            &[]
        }
        Event::Changed(_)
        | Event::Unrestricted(_)
        | Event::Opened(_)
        | Event::Released(_)
        | Event::HandOverRated(_)
        | Event::Answered(_)
        | Event::Acknowledged(_)
        | Event::Resumed(_)
        | Event::RequesterWrote(_)
        | Event::Noted(_)
        | Event::Resolved(_)
        | Event::Confirmed(_)
        | Event::Closed(_)
        | Event::Reopened(_)
        | Event::Merged(_)
        | Event::Absorbed(_)
        | Event::Unmerged(_)
        | Event::Parted(_)
        | Event::Split(_)
        | Event::Linked(_)
        | Event::Unlinked(_) => &[],
    };
    named(names, data, fields)?;
    route(names, data)
}

/// Who sees a confidential ticket.
fn readers(names: &mut Names<'_, '_>, data: &mut Value) -> Result<(), DbError> {
    for (field, id) in [("teams", Id::Team), ("people", Id::Person)] {
        for one in data.get_mut(field).and_then(Value::as_array_mut).into_iter().flatten() {
            spell(names, one, id)?;
        }
    }
    Ok(())
}

fn each(names: &mut Names<'_, '_>, list: &mut Value, fields: &[(&str, Id)]) -> Result<(), DbError> {
    let items = list.as_array_mut().into_iter().flatten();
    for item in items {
        named(names, item, fields)?;
    }
    Ok(())
}

fn named(
    names: &mut Names<'_, '_>,
    data: &mut Value,
    fields: &[(&str, Id)],
) -> Result<(), DbError> {
    for (field, id) in fields {
        if let Some(value) = data.get_mut(field) {
            spell(names, value, *id)?;
        }
    }
    Ok(())
}

fn spell(names: &mut Names<'_, '_>, value: &mut Value, id: Id) -> Result<(), DbError> {
    let Some(number) = value.as_i64() else { return Ok(()) };
    *value = Value::String(match id {
        Id::Person => names.email(PersonId(number))?,
        Id::Team => names.team(TeamId(number)),
        Id::Service => names.service(ServiceId(number)),
        Id::Instant => At(Timestamp(number)).to_string(),
    });
    Ok(())
}

/// The router's choice and why each other team was passed over.
fn route(names: &mut Names<'_, '_>, data: &mut Value) -> Result<(), DbError> {
    let Some(route) = data.get_mut("route").filter(|route| route.is_object()) else {
        return Ok(());
    };
    spell(names, &mut route["team"], Id::Team)?;
    for passed in route["passed_over"].as_array_mut().into_iter().flatten() {
        let mut team = passed[0].take();
        spell(names, &mut team, Id::Team)?;
        *passed = json!({ "team": team, "reason": passed[1].take() });
    }
    Ok(())
}
