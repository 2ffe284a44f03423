//! What stands in a form about a ticket, and what was typed into one.

use crate::pages::format::Format;
use crate::pages::shown::Choice;
use desk::ids::{AttachmentId, EventSeq};
use serde_json::{Map, Value};

/// A field of a form, ready to be written.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    /// Several lines of words.
    Area { name: String, label: String, value: String, hint: String, must: Must, rows: u8 },
    /// One line.
    Line {
        name: String,
        label: String,
        value: String,
        hint: String,
        must: Must,
        kind: &'static str,
    },
    /// One of several; `nothing` is what stands there while none is chosen.
    Select {
        name: String,
        label: String,
        nothing: String,
        choices: Vec<Choice>,
        must: Must,
        preview: String,
    },
    /// One of several, side by side. `preview` is the address that shows where a choice leads.
    Picks { name: String, label: String, choices: Vec<Pick>, preview: String },
    /// Yes or no.
    Check { name: String, label: String, is_on: bool },
    /// Goes along unseen.
    Hidden { name: String, value: String },
}

/// Whether a field has to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Must {
    Yes,
    No,
}

/// One of several, with what is to be known of it.
#[derive(Debug, Clone)]
pub(crate) struct Pick {
    pub(crate) choice: Choice,
    pub(crate) hint: String,
}

impl Must {
    pub(crate) fn is(self) -> bool {
        self == Must::Yes
    }
}

impl Field {
    pub(crate) fn name(&self) -> &str {
        match self {
            Field::Area { name, .. }
            | Field::Line { name, .. }
            | Field::Select { name, .. }
            | Field::Picks { name, .. }
            | Field::Check { name, .. }
            | Field::Hidden { name, .. } => name,
        }
    }
}

/// What somebody typed: the fields of a form in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<(String, String)>);

/// The version of the ticket a form was made from.
pub(crate) const VERSION: &str = "version";
/// Fields that are no words of anybody's.
const UNSEEN: &[&str] = &[VERSION, "mode"];

impl Typed {
    /// Takes fields as a browser sends them: lines end as they do elsewhere, and characters no
    /// database keeps are left out.
    pub(crate) fn new(fields: Vec<(String, String)>) -> Typed {
        let clean = |text: String| text.replace("\r\n", "\n").replace('\0', "");
        Typed(fields.into_iter().map(|(name, value)| (clean(name), clean(value))).collect())
    }

    /// A field's value; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// The same, when something stands in it.
    pub(crate) fn said(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.trim().is_empty())
    }

    /// The version the form was made from.
    pub(crate) fn version(&self) -> Option<EventSeq> {
        self.get(VERSION).parse().ok()
    }

    /// The files that go with it.
    pub(crate) fn files(&self) -> Vec<AttachmentId> {
        let named = self.0.iter().filter(|(name, _)| name == "attachments");
        named.filter_map(|(_, id)| id.parse().ok().map(AttachmentId)).collect()
    }

    /// The names of the fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The fields that are kept in a draft.
    pub(crate) fn words(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|(name, _)| !UNSEEN.contains(&name.as_str())).cloned().collect()
    }

    /// Whether anything stands in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The whole of what was typed that is longer than a word or two: to be shown again where the
    /// form itself no longer can.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(|(name, _)| !UNSEEN.contains(&name.as_str()));
        fields.map(|(_, value)| value.as_str()).filter(|value| value.trim().contains(' '))
    }
}

/// How a field of a form becomes a value of the API's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Words,
    Number,
    Ticket,
    Flag,
    /// An instant: picked, or typed as the local time.
    Until,
    /// Words with commas between.
    List,
    /// Blank takes it away.
    OrNull,
    /// `checklist.ITEM` becomes `checklist: {ITEM: …}`.
    Map,
    /// A custom field with its name.
    Named,
}

/// The fields of each verb that are more than words; what is not named is no field of it.
fn fields(verb: &str) -> &'static [(&'static str, Kind)] {
    use Kind::{Flag, List, Map, Named, Number, OrNull, Ticket, Until, Words};
    match verb {
        "take" => &[("rating", Words)],
        "assign" => &[("agent", Words)],
        "transfer" => &[("team", Words), ("reason", Words), ("note", Words)],
        "escalate" => &[
            ("team", Words),
            ("assignee", Words),
            ("reason", Words),
            ("findings", Words),
            ("question", Words),
            ("checklist", Map),
            ("rating", Words),
        ],
        "return" => &[
            ("to", Words),
            ("outcome", Words),
            ("solution", Words),
            ("answer", Words),
            ("reason", Words),
            ("note", Words),
            ("rating", Words),
        ],
        "pull" => &[("team", Words), ("reason", Words)],
        "ask" => &[("person", Words), ("team", Words), ("question", Words)],
        "answer" => &[("question", Number), ("answer", Words)],
        "raise" | "reopen" => &[("reason", Words)],
        "acknowledge" => &[("raise", Number)],
        "wait" => &[("on", Words), ("until", Until), ("reason", Words), ("requester_asked", Flag)],
        "resolve" => &[("solution", Words), ("code", Words)],
        "close" => &[("code", Words)],
        "merge" => &[("into", Ticket), ("may_see_each_other", Flag)],
        "split" => &[("message", Number)],
        "link" | "unlink" => &[("to", Ticket), ("kind", Words)],
        "change" => &[
            ("subject", Words),
            ("kind", Words),
            ("requester", Words),
            ("service", OrNull),
            ("asset", OrNull),
            ("impact", Words),
            ("urgency", Words),
            ("priority", Number),
            ("reason", Words),
            ("complexity", Words),
            ("tags", List),
            ("contact_team", Words),
            ("fields", Named),
        ],
        "restrict" => &[("teams", List), ("people", List)],
        _ => &[],
    }
}

/// The body of a verb as the API reads it. What is blank is left out, so that what has to be there
/// is missed by its name.
pub(crate) fn body(verb: &str, typed: &Typed, format: &Format) -> Value {
    let mut body = Map::new();
    for (name, kind) in fields(verb) {
        if let Some(value) = value(name, *kind, typed, format) {
            body.insert((*name).to_owned(), value);
        }
    }
    Value::Object(body)
}

fn value(name: &str, kind: Kind, typed: &Typed, format: &Format) -> Option<Value> {
    let given = || typed.0.iter().any(|(key, _)| key == name);
    match kind {
        Kind::Words => typed.said(name).map(Value::from),
        Kind::Number => typed.said(name).map(|text| number(text).into()),
        Kind::Ticket => typed.said(name).map(|text| number(text.trim_start_matches('#')).into()),
        Kind::Flag => typed.said(name).map(|_| true.into()),
        Kind::Until => until(name, typed, format).map(Value::from),
        Kind::List if given() => {
            let words = typed.get(name).split(',').map(str::trim).filter(|word| !word.is_empty());
            Some(words.map(Value::from).collect())
        }
        Kind::OrNull if given() => Some(typed.said(name).map_or(Value::Null, Value::from)),
        Kind::List | Kind::OrNull => None,
        Kind::Map => {
            let prefix = format!("{name}.");
            let items = typed.0.iter().filter_map(|(key, value)| {
                let item = key.strip_prefix(&prefix)?;
                (!value.trim().is_empty()).then(|| (item.to_owned(), Value::from(value.as_str())))
            });
            Some(items.collect::<Map<_, _>>()).filter(|map| !map.is_empty()).map(Value::Object)
        }
        Kind::Named => {
            let key = typed.said("field_name")?.trim().to_owned();
            let value = typed.said("field_value").map_or(Value::Null, Value::from);
            Some(Value::Object(Map::from_iter([(key, value)])))
        }
    }
}

/// A number of people's; what is none is no number of ours.
fn number(text: &str) -> i64 {
    text.trim().parse().unwrap_or_default()
}

/// The instant that was typed, in the desk's own time, else the one that was picked. What cannot
/// be read goes on as it is, to be refused.
fn until(name: &str, typed: &Typed, format: &Format) -> Option<String> {
    let local = typed.said(&format!("{name}_at"));
    match local {
        Some(text) => {
            let at = format.read_local(text);
            Some(at.map_or_else(|| text.to_owned(), |at| format.machine(at)))
        }
        None => typed.said(name).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::language::Language;
    use crate::api::verbs;
    use serde_json::json;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed::new(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    fn check(verb: &str, fields: &[(&str, &str)], expected: &Value) {
        let format = Format::new(Language::De);
        assert_eq!(body(verb, &typed(fields), &format), *expected, "{verb}");
    }

    #[test]
    fn a_form_becomes_the_body_of_its_verb() {
        check("take", &[("rating", ""), ("else", "x")], &json!({}));
        check(
            "escalate",
            &[
                ("team", "Netz"),
                ("findings", "a\r\nb\0"),
                ("checklist.Which site?", "Kassel"),
                ("checklist.Since when?", " "),
            ],
            &json!({"team": "Netz", "findings": "a\nb", "checklist": {"Which site?": "Kassel"}}),
        );
        check(
            "merge",
            &[("into", "#12"), ("may_see_each_other", "1")],
            &json!({"into": 12, "may_see_each_other": true}),
        );
        check("link", &[("to", "twelve")], &json!({"to": 0}));
        check(
            "wait",
            &[("until", "2026-03-02T08:00:00Z"), ("until_at", "2026-07-01T09:30")],
            &json!({"until": "2026-07-01T07:30:00Z"}),
        );
        check(
            "wait",
            &[("until", "2026-03-02T08:00:00Z"), ("until_at", "")],
            &json!({"until": "2026-03-02T08:00:00Z"}),
        );
        check("wait", &[("until_at", "soon")], &json!({"until": "soon"}));
        check(
            "change",
            &[("tags", "vpn, , kassel"), ("service", "")],
            &json!({"tags": ["vpn", "kassel"], "service": null}),
        );
        check(
            "change",
            &[("field_name", "Raum"), ("field_value", " ")],
            &json!({"fields": {"Raum": null}}),
        );
    }

    #[test]
    fn every_verb_of_the_api_reads_its_form() {
        let format = Format::new(Language::De);
        for verb in verbs::WORDS {
            let all: Vec<(&str, &str)> =
                fields(verb).iter().map(|(name, _)| (*name, "1")).collect();
            let body = body(verb, &typed(&all), &format);
            let read = verbs::read(verb, body, "");
            assert!(matches!(read, Some(Ok(_))), "{verb} does not read its own form");
        }
    }
}
