//! What was typed into the form of a call, and the command it becomes.

use crate::api::lookup::text;
use crate::pages::address;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::refusal::Problem;
use desk::ticket::open::{Open, Routed};
use desk::ticket::resolve::Resolve;
use desk::values::Channel;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::str::FromStr;
use store::db::DbError;
use store::ledger::PersonHint;

/// The form, field by field, as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Typed {
    /// What is asked for besides opening: `find`.
    #[serde(rename = "do")]
    pub(super) wish: String,
    /// What the caller is looked for by.
    pub(super) caller: String,
    /// The caller: an id, `new`, or an address in a link.
    pub(super) requester: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) channel: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) kind: String,
    pub(super) service: String,
    pub(super) impact: String,
    pub(super) urgency: String,
    pub(super) tags: String,
    pub(super) outcome: String,
    pub(super) team: String,
    pub(super) solution: String,
    pub(super) code: String,
    /// The ticket that was just made.
    pub(super) made: String,
}

/// What becomes of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It stays with whoever takes it.
    Mine,
    /// It goes to a team.
    Team,
    /// The router chooses.
    Router,
    /// It is solved at once.
    Solved,
}

impl Outcome {
    pub(super) const ALL: [Outcome; 4] =
        [Outcome::Mine, Outcome::Solved, Outcome::Team, Outcome::Router];

    pub(super) fn word(self) -> &'static str {
        match self {
            Outcome::Mine => "mine",
            Outcome::Team => "team",
            Outcome::Router => "router",
            Outcome::Solved => "solve",
        }
    }

    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Outcome::Mine => "call-mine",
            Outcome::Team => "call-team",
            Outcome::Router => "call-router",
            Outcome::Solved => "call-solve",
        }
    }
}

/// A value with something in it.
fn some(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

impl Typed {
    /// What an address fills in.
    pub(super) fn of(address: &str) -> Typed {
        let pairs = address::pairs(address).into_iter();
        let pairs = pairs.map(|(name, value)| (name, value.into()));
        serde_json::from_value(serde_json::Value::Object(pairs.collect())).unwrap_or_default()
    }

    /// Takes out what no database keeps.
    pub(super) fn without_nul(mut self) -> Typed {
        let fields = [
            &mut self.caller,
            &mut self.requester,
            &mut self.name,
            &mut self.email,
            &mut self.phone,
            &mut self.subject,
            &mut self.body,
            &mut self.tags,
            &mut self.solution,
        ];
        for field in fields {
            field.retain(|c| c != '\0');
        }
        self
    }

    pub(super) fn outcome(&self) -> Outcome {
        let word = &self.outcome;
        Outcome::ALL.into_iter().find(|it| it.word() == word).unwrap_or(Outcome::Mine)
    }

    /// Whether the caller is somebody new.
    pub(super) fn is_new(&self) -> bool {
        self.requester == "new"
    }

    /// The caller that was chosen.
    pub(super) fn chosen(&self) -> Option<PersonId> {
        self.requester.parse().ok().map(PersonId)
    }

    /// What is known of somebody new: what was typed for them, else what they were looked for by.
    pub(super) fn hint(&self) -> PersonHint {
        let own = |value: &str| some(value).map(str::to_owned);
        let (name, email, phone) = (own(&self.name), own(&self.email), own(&self.phone));
        let said = name.is_some() || email.is_some() || phone.is_some();
        let hint = PersonHint { id: None, email, phone, name };
        match own(&self.caller).filter(|_| !said) {
            None => hint,
            Some(text) if text.contains('@') => PersonHint { email: Some(text), ..hint },
            Some(text) if text.chars().all(|c| c.is_ascii_digit() || " +-/()".contains(c)) => {
                PersonHint { phone: Some(text), ..hint }
            }
            Some(text) => PersonHint { name: Some(text), ..hint },
        }
    }

    /// The command, without its requester; what it names and nobody knows is noted.
    pub(super) fn command(
        &self,
        own: Option<TeamId>,
        unknown: &mut Vec<Problem>,
    ) -> Result<Open, DbError> {
        let outcome = self.outcome();
        let id = |field: &str, value: &str, unknown: &mut Vec<Problem>| {
            let id = some(value)?.parse::<i64>().ok();
            if id.is_none() {
                unknown.push(not_known(field));
            }
            id
        };
        let service = id("service", &self.service, unknown).map(ServiceId);
        let team = match outcome {
            Outcome::Team => id("team", &self.team, unknown).map(TeamId),
            Outcome::Mine => own,
            Outcome::Router | Outcome::Solved => None,
        };
        if outcome == Outcome::Team && team.is_none() && some(&self.team).is_none() {
            let message = "Name the team that gets the ticket.".to_owned();
            unknown.push(Problem { field: "team".into(), code: "required", message });
        }
        let words = |value: &str| text(some(value).map(str::to_owned).as_ref());
        let resolve = match outcome {
            Outcome::Solved => {
                let code = word("code", &self.code, unknown);
                Some(Resolve { solution: words(&self.solution)?, code })
            }
            Outcome::Mine | Outcome::Team | Outcome::Router => None,
        };
        Ok(Open {
            subject: words(&self.subject)?,
            body: words(&self.body)?,
            kind: word("kind", &self.kind, unknown),
            service,
            impact: word("impact", &self.impact, unknown),
            urgency: word("urgency", &self.urgency, unknown),
            team,
            routed: (outcome == Outcome::Router).then_some(Routed),
            tags: self.tags(),
            resolve,
            ..Open::by(word("channel", &self.channel, unknown).unwrap_or(Channel::Phone))
        })
    }

    fn tags(&self) -> BTreeSet<String> {
        self.tags.split(',').filter_map(some).map(str::to_owned).collect()
    }
}

/// A word of one of the domain's tables.
fn word<T: FromStr>(field: &str, value: &str, unknown: &mut Vec<Problem>) -> Option<T> {
    let read = some(value)?.parse();
    if read.is_err() {
        unknown.push(not_known(field));
    }
    read.ok()
}

pub(super) fn not_known(field: &str) -> Problem {
    let message = "This is not known here (any more).".to_owned();
    Problem { field: field.to_owned(), code: "unknown", message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fills_in_what_it_names() {
        let typed = Typed::of("/desk/new?requester=7&subject=Gr%C3%B6%C3%9Fe+x&other=1");
        assert_eq!((typed.chosen(), typed.subject.as_str()), (Some(PersonId(7)), "Größe x"));
        assert_eq!(typed.outcome(), Outcome::Mine);
        assert!(Typed::of("/desk/new?requester=new").is_new());
    }

    #[test]
    fn somebody_new_is_known_by_what_was_typed() {
        let hint = |caller: &str, name: &str| {
            let typed = Typed { caller: caller.into(), name: name.into(), ..Typed::default() };
            let PersonHint { name, email, phone, .. } = typed.hint();
            [name, email, phone].map(Option::unwrap_or_default)
        };
        assert_eq!(hint("Petra Neu", ""), ["Petra Neu", "", ""]);
        assert_eq!(hint(" p@x.example ", ""), ["", "p@x.example", ""]);
        assert_eq!(hint("0561/12-34", ""), ["", "", "0561/12-34"]);
        assert_eq!(hint("0561/12-34", "Petra"), ["Petra", "", ""]);
        assert_eq!(hint(" ", " "), ["", "", ""]);
    }
}
