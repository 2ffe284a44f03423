//! The forms that change what is known of a ticket, a field at a time.

use super::form::{Field, Must, Typed};
use super::side::Siding;
use crate::pages::refused::Problems;
use crate::pages::shown::Choice;
use crate::pages::words::Word;
use desk::access::Action;
use desk::ids::{EventSeq, PersonId};
use desk::values::{Complexity, Kind, Level, Tier};
use std::fmt::Display;

/// The form of what is being changed.
#[derive(Debug, Clone)]
pub(crate) struct ChangeForm {
    pub(crate) what: String,
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) rest: String,
    pub(crate) version: EventSeq,
    pub(crate) fields: Vec<Field>,
    pub(crate) problems: Problems,
    /// Others have changed the same meanwhile.
    pub(crate) meanwhile: Vec<String>,
}

/// The word of who sees a confidential ticket.
pub(super) const READERS: &str = "readers";

impl ChangeForm {
    /// The fields that show what is wrong with them.
    pub(crate) fn shown(&self) -> Vec<&str> {
        self.fields.iter().map(Field::name).collect()
    }
}

impl Siding<'_> {
    /// What is being changed.
    pub(super) fn form(&self) -> Option<ChangeForm> {
        let what = self.sent.change.clone().or_else(|| self.address.change.clone())?;
        let verb = if what == READERS { "restrict" } else { "change" };
        let may = match verb {
            "restrict" => self.rights.may(Action::Restrict),
            _ => self.rights.changes(),
        };
        if !may && self.sent.change.is_none() {
            return None;
        }
        let none = Typed::default();
        let typed = if self.sent.change.is_some() { &self.sent.typed } else { &none };
        let fields = self.fields(&what, typed)?;
        let number = self.seen.ticket.number;
        let teller = self.teller();
        let is_here = self.sent.change.is_some();
        let title = what.split(':').next().unwrap_or_default().replace('_', "-");
        let title = if title == "field" { "field-other".into() } else { format!("field-{title}") };
        Some(ChangeForm {
            title: self.said(&title),
            what,
            action: self.address.at_rest().act(number, verb),
            rest: self.address.at_rest().page(number),
            version: self.seen.ticket.version,
            fields,
            problems: match is_here {
                true => self.sent.problems.clone(),
                false => Problems::none(),
            },
            meanwhile: match is_here {
                true => self.sent.meanwhile.iter().map(|told| teller.line(told).text).collect(),
                false => Vec::new(),
            },
        })
    }

    /// The fields of one change, filled with what stands there or was typed.
    #[expect(clippy::too_many_lines, reason = "a list of what can be changed, an arm each")]
    fn fields(&self, what: &str, typed: &Typed) -> Option<Vec<Field>> {
        let ticket = &self.seen.ticket;
        let value = |name: &str, now: &str| match typed.names().any(|it| it == name) {
            true => typed.get(name).to_owned(),
            false => now.to_owned(),
        };
        let line = |name: &str, label: &str, now: &str, hint: &str| Field::Line {
            name: name.into(),
            label: self.said(label),
            value: value(name, now),
            hint: if hint.is_empty() { String::new() } else { self.said(hint) },
            must: Must::No,
            kind: "text",
        };
        let select = |name: &str, nothing: &str, choices: Vec<Choice>| Field::Select {
            name: name.into(),
            label: self.said(&format!("field-{}", name.replace('_', "-"))),
            nothing: if nothing.is_empty() { String::new() } else { self.said(nothing) },
            choices,
            must: Must::Yes,
            preview: String::new(),
        };
        Some(match what {
            "subject" => vec![line("subject", "field-subject", &ticket.subject, "")],
            "kind" => {
                let now = value("kind", ticket.kind.as_str());
                vec![select("kind", "", self.words(Kind::ALL, &now))]
            }
            "requester" => {
                vec![line("requester", "field-requester", "", "change-requester-hint")]
            }
            "service" => {
                let services = &self.seen.directory.services;
                let now = ticket.service.and_then(|id| services.get(&id));
                let now = value("service", now.map_or("", |it| &it.name));
                let all = services.values().map(|it| Choice::new(&it.name, &it.name, &now));
                vec![select("service", "change-none", all.collect())]
            }
            "asset" => {
                vec![line("asset", "field-asset", ticket.asset.as_deref().unwrap_or(""), "")]
            }
            "priority" => {
                let impact = value("impact", ticket.impact.as_str());
                let urgency = value("urgency", ticket.urgency.as_str());
                let priority = value("priority", "");
                let all =
                    (1..=4).map(|n: u8| Choice::new(&n.to_string(), &format!("P{n}"), &priority));
                vec![
                    select("impact", "", self.words(Level::ALL, &impact)),
                    select("urgency", "", self.words(Level::ALL, &urgency)),
                    select("priority", "change-by-matrix", all.collect()),
                    line("reason", "fact-reason", "", "change-reason-hint"),
                ]
            }
            "complexity" => {
                let now = value("complexity", ticket.complexity.map_or("", Complexity::as_str));
                vec![select("complexity", "choose", self.words(Complexity::ALL, &now))]
            }
            "tags" => {
                let now = ticket.tags.iter().cloned().collect::<Vec<_>>().join(", ");
                vec![line("tags", "field-tags", &now, "change-tags-hint")]
            }
            READERS => self.readers_fields(line),
            "contact_team" => {
                let teams = &self.seen.directory.teams;
                let now = teams.get(&ticket.contact_team).map_or("", |team| &team.name);
                let now = value("contact_team", now);
                let first =
                    teams.values().filter(|team| team.is_active() && team.tier == Tier::FIRST);
                let all = first.map(|team| Choice::new(&team.name, &team.name, &now));
                vec![select("contact_team", "", all.collect())]
            }
            other => {
                let name = other.strip_prefix("field")?.trim_start_matches(':');
                let now = ticket.fields.get(name).map_or("", String::as_str);
                vec![
                    line("field_name", "change-field-name", name, ""),
                    line("field_value", "change-field-value", now, "change-field-hint"),
                ]
            }
        })
    }

    /// Who sees it, by names of teams and addresses of people.
    fn readers_fields(&self, line: impl Fn(&str, &str, &str, &str) -> Field) -> Vec<Field> {
        let readers = self.seen.ticket.confidential.clone().unwrap_or_default();
        let teams: Vec<String> = readers.teams.iter().map(|id| self.teller().team(*id)).collect();
        let email = |id: &PersonId| self.seen.people.get(*id).and_then(|row| row.email.clone());
        let people: Vec<String> = readers.people.iter().filter_map(email).collect();
        vec![
            line("teams", "readers-teams", &teams.join(", "), "readers-teams-hint"),
            line("people", "readers-people", &people.join(", "), "readers-people-hint"),
        ]
    }

    fn words<T: Word + Display>(&self, all: &[T], now: &str) -> Vec<Choice> {
        all.iter().map(|it| Choice::new(&it.to_string(), &self.page.word(it), now)).collect()
    }
}
