//! The form of each mode: its fields, what its button says, what happens then.

mod saying;
mod targets;

use super::address::Address;
use super::form::{Field, Must, Pick, Typed};
use super::modes::{Mode, Rights};
use super::read::Seen;
use crate::pages::page::Page;
use crate::pages::shown::Choice;
use crate::pages::words::Word;
use desk::values::{
    DeclineReason, EscalationReason, LinkKind, Rating, Reserved, ResolutionCode, ReturnOutcome,
    TransferReason, WaitReason,
};
use std::fmt::Display;

/// Makes the fields of a form.
pub(crate) struct Forms<'a> {
    pub(crate) page: &'a Page,
    pub(crate) seen: &'a Seen,
    pub(crate) address: &'a Address,
    pub(crate) rights: &'a Rights<'a>,
    pub(crate) typed: &'a Typed,
}

impl Forms<'_> {
    fn said(&self, key: &str) -> String {
        self.page.text(key).to_string()
    }

    /// The fields of a mode.
    pub(crate) fn fields(&self, mode: Mode) -> Vec<Field> {
        match mode {
            Mode::Reply => vec![self.area("body", "reply-body", Must::Yes, 2), self.afterwards()],
            Mode::Note => vec![self.area("body", "note-body", Must::Yes, 2)],
            Mode::Escalate => self.escalate(),
            Mode::Return => self.give_back(),
            Mode::Transfer => vec![
                self.teams("team", "form-team", &self.rights.beside()),
                self.words_of("reason", "fact-reason", TransferReason::ALL, Must::Yes),
                self.area("note", "form-note", Must::No, 2),
            ],
            Mode::Pull => vec![
                self.teams("team", "form-own-team", &self.rights.own()),
                self.area("reason", "fact-reason", Must::Yes, 2),
            ],
            Mode::Assign => vec![self.agents("agent", "form-agent", self.seen.ticket.team)],
            Mode::Ask => vec![
                self.people(),
                self.list_of_teams("team", "form-or-team"),
                self.area("question", "fact-question", Must::Yes, 3),
            ],
            Mode::Answer => {
                let mut fields = Vec::from_iter(self.questions());
                fields.push(self.area("answer", "fact-answer", Must::Yes, 3));
                fields
            }
            Mode::Raise => vec![self.area("reason", "fact-reason", Must::Yes, 3)],
            Mode::Wait => self.wait(),
            Mode::Resolve => vec![
                self.area("solution", "form-solution", Must::Yes, 5),
                self.words_of("code", "form-code", ResolutionCode::ALL, Must::Yes),
            ],
            Mode::Reopen => vec![self.area("reason", "form-still-wrong", Must::Yes, 2)],
            Mode::Close => {
                let must = if self.seen.ticket.status.is_live() { Must::Yes } else { Must::No };
                vec![self.words_of("code", "form-code", ResolutionCode::ALL, must)]
            }
            Mode::Merge => vec![
                self.line("into", "form-into", "text"),
                self.check("may_see_each_other", "form-may-see"),
            ],
            Mode::Split => vec![self.message()],
            Mode::Link => vec![
                self.words_of("kind", "form-kind", LinkKind::ALL, Must::Yes),
                self.line("to", "form-other", "text"),
            ],
        }
    }

    fn escalate(&self) -> Vec<Field> {
        let above = self.rights.above();
        let target = self.target(Mode::Escalate);
        let mut fields = vec![self.teams_to("team", "form-team", &above, target)];
        if let Some(team) = target {
            fields.push(self.agents("assignee", "form-assignee", team.id));
        }
        fields.push(self.words_of("reason", "fact-reason", EscalationReason::ALL, Must::Yes));
        fields.push(self.area_with("findings", "form-findings", "form-findings-hint", 4));
        fields.push(self.area("question", "form-question", Must::Yes, 2));
        for item in target.map(|team| team.checklist.as_slice()).unwrap_or_default() {
            let name = format!("checklist.{item}");
            let (label, value) = (item.clone(), self.typed.get(&name).to_owned());
            let (hint, must, kind) = (String::new(), Must::Yes, "text");
            fields.push(Field::Line { name, label, value, hint, must, kind });
        }
        fields.extend(self.rating());
        fields
    }

    fn give_back(&self) -> Vec<Field> {
        let target = self.target(Mode::Return);
        let mut fields = vec![
            self.teams_to("to", "form-to", &self.rights.below(), target),
            self.words_of("outcome", "form-outcome", ReturnOutcome::ALL, Must::Yes),
            self.area_with("solution", "form-solution-below", "form-if-solved", 4),
            self.area_with("answer", "fact-answer", "form-if-answered", 2),
            self.words_of("reason", "form-decline", DeclineReason::ALL, Must::No),
            self.area("note", "form-note", Must::No, 2),
        ];
        fields.extend(self.rating());
        fields
    }

    fn wait(&self) -> Vec<Field> {
        let now = self.page.now;
        let format = &self.page.format;
        let presets = [
            ("until-today", format.at_hour(now, 0, 16)),
            ("until-tomorrow", format.at_hour(now, 1, 9)),
            ("until-days", format.at_hour(now, 3, 9)),
            ("until-monday", format.at_hour(now, format.days_to_monday(now), 9)),
            ("until-week", format.at_hour(now, 7, 9)),
        ];
        let chosen = self.typed.get("until");
        let pick = |(key, at): (&'static str, Option<desk::time::Timestamp>)| {
            let at = at.filter(|at| *at > now)?;
            let choice = Choice::new(&format.machine(at), &self.said(key), chosen);
            Some(Pick { choice, hint: self.page.moment(at) })
        };
        let mut choices: Vec<Pick> = presets.into_iter().filter_map(pick).collect();
        let open = Choice::new("", &self.said("until-open"), chosen);
        choices.insert(0, Pick { choice: open, hint: self.said("until-open-hint") });
        let (name, label) = ("until".into(), self.said("form-until"));
        vec![
            self.words_of("on", "form-on", WaitReason::ALL, Must::Yes),
            Field::Picks { name, label, choices, preview: String::new() },
            self.line("until_at", "form-until-at", "datetime-local"),
            self.area("reason", "fact-reason", Must::No, 2),
            self.check("requester_asked", "form-requester-asked"),
        ]
    }

    /// What follows a reply in the same step.
    fn afterwards(&self) -> Field {
        let mut choices = Vec::new();
        if self.rights.works() {
            let chosen = self.typed.get("then");
            choices.push(Choice::new("", &self.said("then-nothing"), chosen));
            choices.push(Choice::new("wait", &self.said("then-wait"), chosen));
            let solves = [
                ResolutionCode::SolvedPermanently,
                ResolutionCode::Workaround,
                ResolutionCode::Answered,
                ResolutionCode::Fulfilled,
            ];
            for code in solves {
                let code_word = self.page.word(&code).to_string();
                let label = self.page.text("then-resolve").with("code", code_word);
                choices.push(Choice::new(code.as_str(), &label, chosen));
            }
        }
        let (name, label) = ("then".into(), self.said("form-then"));
        let nothing = String::new();
        Field::Select { name, label, nothing, choices, must: Must::Yes, preview: String::new() }
    }

    /// What the hand-over that brought it was worth, for whoever may say so.
    fn rating(&self) -> Option<Field> {
        let received = self.seen.ticket.hand_over?;
        let mine = received.by == Some(self.rights.person);
        let open = received.rating.is_none() && !received.generated && !mine;
        open.then(|| self.words_of("rating", "form-rating", Rating::ALL, Must::No))
    }

    fn questions(&self) -> Option<Field> {
        let questions = &self.seen.ticket.questions;
        let first = questions.keys().next()?.to_string();
        if questions.len() == 1 {
            return Some(Field::Hidden { name: "question".into(), value: first });
        }
        let chosen = self.typed.said("question").unwrap_or(&first);
        let choices = questions.iter().map(|(seq, to)| {
            let person = to.person.map(|id| self.seen.people.name(id).to_owned());
            let team =
                to.team.and_then(|id| self.seen.directory.team(id)).map(|it| it.name.clone());
            let label = format!("{} ({seq})", person.or(team).unwrap_or_default());
            Choice::new(&seq.to_string(), &label, chosen)
        });
        Some(Field::Select {
            name: "question".into(),
            label: self.said("fact-question"),
            nothing: String::new(),
            choices: choices.collect(),
            must: Must::Yes,
            preview: String::new(),
        })
    }

    fn message(&self) -> Field {
        let asked = self.address.message.map(|seq| seq.to_string()).unwrap_or_default();
        let value = self.typed.said("message").unwrap_or(&asked).to_owned();
        Field::Hidden { name: "message".into(), value }
    }

    fn area(&self, name: &str, label: &str, must: Must, rows: u8) -> Field {
        let (label, hint) = (self.said(label), String::new());
        let value = self.typed.get(name).to_owned();
        Field::Area { name: name.into(), label, value, hint, must, rows }
    }

    fn area_with(&self, name: &str, label: &str, hint: &str, rows: u8) -> Field {
        let (label, hint) = (self.said(label), self.said(hint));
        let value = self.typed.get(name).to_owned();
        let must = if name == "findings" { Must::Yes } else { Must::No };
        Field::Area { name: name.into(), label, value, hint, must, rows }
    }

    fn line(&self, name: &str, label: &str, kind: &'static str) -> Field {
        let value = self.typed.get(name).to_owned();
        let (label, hint) = (self.said(label), String::new());
        let must = if kind == "text" { Must::Yes } else { Must::No };
        Field::Line { name: name.into(), label, value, hint, must, kind }
    }

    fn check(&self, name: &str, label: &str) -> Field {
        let is_on = self.typed.said(name).is_some();
        Field::Check { name: name.into(), label: self.said(label), is_on }
    }

    fn words_of<T: Word + Display + Copy + MaybeReserved>(
        &self,
        name: &str,
        label: &str,
        all: &[T],
        must: Must,
    ) -> Field {
        let chosen = self.typed.get(name);
        let free = all.iter().filter(|it| !it.is_reserved());
        let choices = free.map(|it| Choice::new(&it.to_string(), &self.page.word(it), chosen));
        Field::Select {
            name: name.into(),
            label: self.said(label),
            nothing: self.said("choose"),
            choices: choices.collect(),
            must,
            preview: String::new(),
        }
    }
}

/// Words that only imports, rules or contracts use are offered to nobody.
trait MaybeReserved {
    fn is_reserved(&self) -> bool;
}

macro_rules! maybe_reserved {
    (reserved: $($some:ident),*; free: $($free:ident),*) => {
        $(impl MaybeReserved for $some {
            fn is_reserved(&self) -> bool {
                self.reserved_for().is_some()
            }
        })*
        $(impl MaybeReserved for $free {
            fn is_reserved(&self) -> bool {
                false
            }
        })*
    };
}
maybe_reserved! {
    reserved: EscalationReason, TransferReason, ReturnOutcome, ResolutionCode;
    free: DeclineReason, Rating, WaitReason, LinkKind
}
