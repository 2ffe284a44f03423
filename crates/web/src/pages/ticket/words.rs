//! What happened, in a line: every kind of event in plain words of both languages.

use super::read::Seen;
use crate::pages::page::Page;
use crate::pages::shown::{Line, Link};
use crate::pages::texts::Text;
use desk::actor::Actor;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::ask::Question;
use desk::ticket::change::Changed;
use desk::ticket::confidential::Readers;
use desk::ticket::reopen::Why;
use desk::ticket::wait::WhyResumed;
use desk::ticket::{Event, wait};
use desk::values::Origin;
use store::journal::Told;

/// Names for a reader.
pub(crate) struct Teller<'a> {
    pub(crate) page: &'a Page,
    pub(crate) seen: &'a Seen,
}

impl Teller<'_> {
    /// Who did it.
    pub(crate) fn actor(&self, told: &Told) -> String {
        match (told.stamp.actor, told.stamp.origin) {
            (Actor::Person(id), _) => self.person(id),
            (Actor::Desk, Origin::Import) => self.page.text("actor-import").to_string(),
            (Actor::Desk, _) => self.page.text("actor-desk").to_string(),
        }
    }

    /// The name of a person, safe within a line of the other direction.
    pub(crate) fn person(&self, id: PersonId) -> String {
        isolated(self.seen.people.name(id))
    }

    /// `L2 Netzwerk`.
    pub(crate) fn team(&self, id: TeamId) -> String {
        let Some(team) = self.seen.directory.team(id) else { return String::new() };
        let text = self.page.text("tier-team").with("tier", i64::from(team.tier.0));
        text.with("team", isolated(&team.name)).to_string()
    }

    fn whom(&self, to: &Question) -> String {
        let team = to.team.map(|id| self.team(id));
        to.person.map(|id| self.person(id)).or(team).unwrap_or_default()
    }

    fn by<'t>(&self, key: &'t str, told: &Told) -> Text<'t> {
        self.page.text(key).with("name", self.actor(told))
    }

    fn plain(&self, key: &'static str, told: &Told) -> Line {
        Line { text: self.by(key, told).to_string(), ..Line::default() }
    }

    /// A line about another ticket, to which it leads.
    fn about(&self, key: &'static str, told: &Told, other: TicketNumber) -> Line {
        let text = self.by(key, told).with("number", other.0.to_string()).to_string();
        Line { text, link: Some(link(other)), ..Line::default() }
    }

    /// The event in a line.
    pub(crate) fn line(&self, told: &Told) -> Line {
        let page = self.page;
        match &told.event {
            Event::Created(it) => {
                let text = self.by("event-created", told);
                let text = text.with("channel", page.word(&it.channel).to_string());
                said(&text.with("team", self.team(it.team)), None)
            }
            Event::Opened(_) => self.plain("event-opened", told),
            Event::Taken(it) if told.stamp.actor == Actor::Person(it.agent) => {
                self.plain("event-taken", told)
            }
            Event::Taken(desk::ticket::take::Taken { agent })
            | Event::Assigned(desk::ticket::assign::Assigned { agent }) => {
                said(&self.by("event-assigned", told).with("agent", self.person(*agent)), None)
            }
            Event::Released(_) => self.plain("event-released", told),
            Event::Escalated(_)
            | Event::Transferred(_)
            | Event::Returned(_)
            | Event::Pulled(_)
            | Event::Succeeded(_) => self.moved(told),
            Event::HandOverRated(it) => {
                let rating = page.word(&it.rating).to_string();
                said(&self.by("event-hand-over-rated", told).with("rating", rating), None)
            }
            Event::Asked(it) => {
                said(&self.by("event-asked", told).with("whom", self.whom(&it.to)), None)
            }
            Event::Answered(_) => self.plain("event-answered", told),
            Event::Raised(it) => {
                let names: Vec<_> = it.told.iter().map(|id| self.person(*id)).collect();
                let text = self.by("event-raised", told).with("whom", names.join(", "));
                said(&text, Some(it.reason.as_str()))
            }
            Event::Acknowledged(_) => self.plain("event-acknowledged", told),
            Event::Waited(it) => self.waited(told, it),
            Event::Resumed(it) => self.plain(resumed(it.why), told),
            Event::RequesterWrote(_) => self.plain("event-requester-wrote", told),
            Event::Replied(_) => self.plain("event-replied", told),
            Event::Noted(_) => self.plain("event-noted", told),
            Event::Resolved(it) => {
                let code = page.word(&it.code).to_string();
                said(&self.by("event-resolved", told).with("code", code), None)
            }
            Event::Confirmed(_) => self.plain("event-confirmed", told),
            Event::Closed(it) => match it.code {
                None => self.plain("event-closed", told),
                Some(code) => {
                    let code = page.word(&code).to_string();
                    said(&self.by("event-closed-as", told).with("code", code), None)
                }
            },
            Event::Reopened(it) => {
                let reason = it.reason.as_ref().map(|reason| reason.as_str());
                said(&self.by(reopened(it.why), told), reason)
            }
            Event::Merged(it) => self.about("event-merged", told, it.into),
            Event::Absorbed(it) => self.about("event-absorbed", told, it.duplicate),
            Event::Unmerged(it) => self.about("event-unmerged", told, it.from),
            Event::Parted(it) => self.about("event-parted", told, it.duplicate),
            Event::Split(it) => self.about("event-split", told, it.into),
            Event::Linked(it) => self.linked("event-linked", told, it.kind, it.to),
            Event::Unlinked(it) => self.linked("event-unlinked", told, it.kind, it.to),
            Event::Changed(it) => self.changed(told, it),
            Event::Restricted(it) => self.restricted(told, &it.readers),
            Event::Unrestricted(_) => self.plain("event-unrestricted", told),
        }
    }

    fn restricted(&self, told: &Told, readers: &Readers) -> Line {
        let teams = readers.teams.iter().map(|id| self.team(*id).to_string());
        let people = readers.people.iter().map(|id| self.person(*id).to_string());
        let whom = teams.chain(people).collect::<Vec<_>>().join(", ");
        said(&self.by("event-restricted", told).with("whom", whom), None)
    }

    fn moved(&self, told: &Told) -> Line {
        let page = self.page;
        let to = |key, team| self.by(key, told).with("team", self.team(team));
        match &told.event {
            Event::Escalated(it) => {
                let reason = page.word(&it.reason).to_string();
                said(&to("event-escalated", it.hold.team).with("reason", reason), None)
            }
            Event::Transferred(it) => {
                let reason = page.word(&it.reason).to_string();
                let text = to("event-transferred", it.hold.team).with("reason", reason);
                said(&text, it.note.as_ref().map(|note| note.as_str()))
            }
            Event::Returned(it) => {
                let outcome = page.word(&it.outcome).to_string();
                said(&to("event-returned", it.hold.team).with("outcome", outcome), None)
            }
            Event::Pulled(it) => said(&to("event-pulled", it.hold.team), Some(it.reason.as_str())),
            Event::Succeeded(it) => {
                let text = page.text("event-succeeded").with("retired", self.team(it.retired));
                said(&text.with("successor", self.team(it.successor)), None)
            }
            _ => Line::default(),
        }
    }

    fn waited(&self, told: &Told, it: &wait::Waited) -> Line {
        let on = self.page.word(&it.waiting.on).to_string();
        let text = match it.waiting.until {
            None => self.by("event-waited", told),
            Some(until) => {
                let until = self.page.moment(until);
                self.by("event-waited-until", told).with("until", until)
            }
        };
        said(&text.with("on", on), it.reason.as_ref().map(|reason| reason.as_str()))
    }

    fn linked(
        &self,
        key: &'static str,
        told: &Told,
        kind: desk::values::LinkKind,
        to: TicketNumber,
    ) -> Line {
        let text = self.by(key, told).with("kind", self.page.word(&kind).to_string());
        let text = text.with("number", to.0.to_string()).to_string();
        Line { text, link: Some(link(to)), ..Line::default() }
    }

    fn changed(&self, told: &Told, it: &Changed) -> Line {
        let field = match it {
            Changed::Field { name, .. } => isolated(name),
            other => self.page.text(field_key(other)).to_string(),
        };
        let (from, to) = (self.before(told, it), self.value(it));
        let text = match (from, to) {
            (Some(from), Some(to)) => {
                self.by("event-changed", told).with("from", from).with("to", to)
            }
            (None, Some(to)) => self.by("event-changed-to", told).with("to", to),
            (_, None) => self.by("event-changed-away", told),
        };
        let words = match it {
            Changed::Priority { reason, .. } => reason.as_ref().map(|reason| reason.as_str()),
            _ => None,
        };
        said(&text.with("field", field), words)
    }

    /// What stood there before: said by an earlier change, else at the beginning.
    fn before(&self, told: &Told, it: &Changed) -> Option<String> {
        match self.seen.course.said_before(told.stamp.seq, it) {
            Some((seq, said)) => match self.seen.told.get(seq).map(|told| &told.event) {
                Some(Event::Changed(told)) => self.value(told),
                Some(_) | None => self.value(said),
            },
            None => {
                let first = self.seen.told.get(&1).map(|told| &told.event);
                let Some(Event::Created(created)) = first else { return None };
                let at_first = match it {
                    Changed::Subject { .. } => Changed::Subject { to: created.subject.clone() },
                    Changed::Kind { .. } => Changed::Kind { to: created.kind },
                    Changed::Requester { .. } => Changed::Requester { to: created.requester },
                    Changed::Service { .. } => Changed::Service { to: created.service },
                    Changed::Asset { .. } => Changed::Asset { to: created.asset.clone() },
                    Changed::Impact { .. } => Changed::Impact { to: created.impact },
                    Changed::Urgency { .. } => Changed::Urgency { to: created.urgency },
                    Changed::Priority { .. } => {
                        Changed::Priority { to: created.priority, reason: None }
                    }
                    Changed::Tags { .. } => Changed::Tags { to: created.tags.clone() },
                    Changed::Field { name, .. } => {
                        let to = created.fields.get(name).cloned();
                        Changed::Field { name: name.clone(), to }
                    }
                    Changed::ContactTeam { .. } => {
                        Changed::ContactTeam { to: created.contact_team }
                    }
                    Changed::Complexity { .. } => return None,
                };
                self.value(&at_first)
            }
        }
    }

    /// What stands there after the change; none when it was taken away.
    fn value(&self, it: &Changed) -> Option<String> {
        let page = self.page;
        Some(match it {
            Changed::Subject { to } => format!("„{}“", isolated(to.as_str())),
            Changed::Kind { to } => page.word(to).to_string(),
            Changed::Requester { to } => self.person(*to),
            Changed::Service { to } => isolated(&self.seen.directory.services.get(&(*to)?)?.name),
            Changed::Asset { to } => isolated(to.as_ref()?),
            Changed::Impact { to } | Changed::Urgency { to } => page.word(to).to_string(),
            Changed::Priority { to, .. } => format!("P{}", to.0),
            Changed::Complexity { to } => page.word(to).to_string(),
            Changed::Tags { to } if to.is_empty() => return None,
            Changed::Tags { to } => {
                to.iter().map(|tag| isolated(tag)).collect::<Vec<_>>().join(", ")
            }
            Changed::Field { to, .. } => isolated(to.as_ref()?.as_str()),
            Changed::ContactTeam { to } => self.team(*to),
        })
    }
}

fn said(text: &Text<'_>, words: Option<&str>) -> Line {
    let words = words.filter(|words| !words.trim().is_empty()).map(str::to_owned);
    Line { text: text.to_string(), words, ..Line::default() }
}

fn link(number: TicketNumber) -> Link {
    Link { href: format!("/desk/tickets/{number}"), label: number.0.to_string() }
}

fn resumed(why: WhyResumed) -> &'static str {
    match why {
        WhyResumed::Agent => "event-resumed",
        WhyResumed::Requester => "event-resumed-requester",
        WhyResumed::Until => "event-resumed-until",
        WhyResumed::Moved => "event-resumed-moved",
        WhyResumed::Imported => "event-resumed-imported",
    }
}

fn reopened(why: Why) -> &'static str {
    match why {
        Why::Requester => "event-reopened-requester",
        Why::Wrote => "event-reopened-wrote",
        Why::Agent | Why::Imported => "event-reopened",
    }
}

/// The key of a field's name.
fn field_key(changed: &Changed) -> &'static str {
    match changed {
        Changed::Subject { .. } => "field-subject",
        Changed::Kind { .. } => "field-kind",
        Changed::Requester { .. } => "field-requester",
        Changed::Service { .. } => "field-service",
        Changed::Asset { .. } => "field-asset",
        Changed::Impact { .. } => "field-impact",
        Changed::Urgency { .. } => "field-urgency",
        Changed::Priority { .. } => "field-priority",
        Changed::Complexity { .. } => "field-complexity",
        Changed::Tags { .. } => "field-tags",
        Changed::Field { .. } => "field-other",
        Changed::ContactTeam { .. } => "field-contact-team",
    }
}

/// Keeps words of the other direction from turning the line around them.
pub(crate) fn isolated(text: &str) -> String {
    let turns = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
    };
    match text.contains(turns) {
        true => format!("\u{2068}{text}\u{2069}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::language::Language;
    use crate::pages::texts;

    #[test]
    fn every_kind_of_event_has_words_in_both_languages() {
        for kind in Event::KINDS {
            let key = format!("event-{}", kind.replace('_', "-"));
            for language in [Language::De, Language::En] {
                assert!(texts::exists(language, &key), "{key} in {language:?}");
            }
        }
    }

    #[test]
    fn words_of_the_other_direction_turn_nothing_around() {
        assert_eq!(isolated("Ayşe Demir"), "Ayşe Demir");
        for text in ["مريم", "a\u{202e}b"] {
            assert_eq!(isolated(text), format!("\u{2068}{text}\u{2069}"));
        }
    }
}
