//! The entries of the timeline, as they are written.

use super::address::Address;
use super::modes::{Mode, Rights};
use super::rail::way;
use super::read::Seen;
use super::words::{Teller, isolated};
use crate::limits::MESSAGE_SHOWN_MAX;
use crate::pages::files;
use crate::pages::page::Page;
use crate::pages::shown::{
    Avatar, Entry, Fact, HandOver, Line, Link, Message, Quoted, Voice, What, When,
};
use desk::actor::Actor;
use desk::ids::EventSeq;
use desk::ticket::Event;
use desk::ticket::hand_over;
use desk::ticket::message::Manner;
use desk::values::Tier;
use store::journal::Told;

/// Where the message stands that a ticket was opened with.
const FIRST_MESSAGE: EventSeq = 2;

/// Makes entries of what was read.
pub(crate) struct Writer<'a> {
    pub(crate) page: &'a Page,
    pub(crate) seen: &'a Seen,
    pub(crate) address: &'a Address,
    pub(crate) rights: &'a Rights<'a>,
}

impl Writer<'_> {
    fn teller(&self) -> Teller<'_> {
        Teller { page: self.page, seen: self.seen }
    }

    fn said(&self, key: &'static str) -> String {
        self.page.text(key).to_string()
    }

    /// The window's entries in its order.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let told = &self.seen.window.told;
        let shown = told.iter().enumerate().filter(|(at, it)| !is_said_by(it, told.get(at + 1)));
        shown.map(|(_, told)| self.entry(told)).collect()
    }

    fn entry(&self, told: &Told) -> Entry {
        let (seq, course) = (told.stamp.seq, &self.seen.course);
        Entry {
            id: format!("e{seq}"),
            tier: course.tier_at(seq).0,
            is_now: seq >= course.held_since(),
            is_new: false,
            at: When::exact(self.page, told.stamp.at),
            what: self.what(told),
        }
    }

    fn what(&self, told: &Told) -> What {
        let message = |voice, role, via: String, body: &str| {
            What::Message(self.message(told, voice, role, via, body))
        };
        let none = String::new;
        match &told.event {
            Event::RequesterWrote(it) => {
                let role = self.said("role-of-requester");
                message(Voice::Requester, role, self.via(told, it.manner), it.body.0.as_str())
            }
            Event::Replied(it) => {
                let via = it.contacted_at.map(|at| {
                    self.page.text("contacted-at").with("time", self.page.moment(at)).to_string()
                });
                message(Voice::Agent, none(), via.unwrap_or_default(), it.body.0.as_str())
            }
            Event::Noted(it) => {
                message(Voice::Note, self.said("role-internal"), none(), it.body.0.as_str())
            }
            Event::Asked(it) => {
                let line = self.teller().line(told).text;
                message(Voice::Note, self.said("role-question"), line, it.question.as_str())
            }
            Event::Answered(it) => {
                message(Voice::Note, self.said("role-answer"), none(), it.answer.as_str())
            }
            Event::Resolved(it) => match &it.solution {
                Some(solution) => {
                    let code = self.page.word(&it.code).to_string();
                    message(Voice::Agent, self.said("role-solution"), code, solution.0.as_str())
                }
                None => What::Event(self.teller().line(told)),
            },
            Event::Escalated(_) | Event::Returned(_) => self.step(told, self.facts(told)),
            Event::Pulled(_) | Event::Succeeded(_) if self.steps(told) => {
                let words = self.teller().line(told).words;
                let fact = |text| Fact { label: self.said("fact-reason"), text };
                self.step(told, words.into_iter().map(fact).collect())
            }
            Event::Absorbed(it) => {
                let quoted = self.seen.absorbed.get(&it.duplicate);
                let quoted = quoted.into_iter().flatten().map(|told| self.quoted(told)).collect();
                What::Event(Line { quoted, ..self.teller().line(told) })
            }
            _ => What::Event(self.teller().line(told)),
        }
    }

    /// How a requester's words came in, and who wrote them down for them.
    fn via(&self, told: &Told, manner: Manner) -> String {
        let first = told.stamp.seq <= FIRST_MESSAGE;
        let channel = self.page.word(&self.seen.ticket.channel).to_string();
        match (manner, self.recorder(told)) {
            (Manner::Thanks, _) => self.said("manner-thanks"),
            (Manner::Automatic, _) => self.said("manner-automatic"),
            (Manner::Concern, Some(name)) => {
                let text = self.page.text("recorded-by").with("channel", channel);
                text.with("name", name).to_string()
            }
            (Manner::Concern, None) if first => channel,
            (Manner::Concern, None) => String::new(),
        }
    }

    /// The agent who took down what the requester said.
    fn recorder(&self, told: &Told) -> Option<String> {
        let Actor::Person(id) = told.stamp.actor else { return None };
        let is_agent = self.seen.directory.agent(id).is_some();
        (is_agent && id != self.seen.ticket.requester).then(|| self.teller().person(id))
    }

    fn who(&self, told: &Told) -> (Avatar, String) {
        let name = self.teller().actor(told);
        let requester = Actor::Person(self.seen.ticket.requester);
        let for_requester = matches!(told.event, Event::RequesterWrote(_))
            && (told.stamp.actor == Actor::Desk || self.recorder(told).is_some());
        match if for_requester { requester } else { told.stamp.actor } {
            Actor::Person(id) => {
                let name = self.seen.people.name(id).to_owned();
                (Avatar::person(id.0, &name), name)
            }
            Actor::Desk => (Avatar::nobody(), name),
        }
    }

    fn message(&self, told: &Told, voice: Voice, role: String, via: String, body: &str) -> Message {
        let (who, name) = self.who(told);
        let seq = told.stamp.seq;
        let (body, is_cut) = match self.address.whole {
            Some(whole) if whole == seq => (body, false),
            Some(_) | None => cut(body),
        };
        let rest = is_cut.then(|| {
            let whole = Address { whole: Some(seq), ..self.address.clone() };
            let href = format!("{}#e{seq}", whole.page(self.seen.ticket.number));
            Link { href, label: self.said("message-rest") }
        });
        let acts = match voice {
            Voice::Requester if self.rights.offers(Mode::Split) => vec![self.split(seq)],
            Voice::Requester | Voice::Agent | Voice::Note | Voice::Vendor => Vec::new(),
        };
        let files = files::attached(self.page, told.event.fact().attachments());
        let (body, mail) = (body.to_owned(), self.seen.mails.get(&seq).cloned());
        Message { voice, who, name, role, via, body, files, mail, rest, acts }
    }

    fn split(&self, seq: i64) -> Link {
        let address = Address { message: Some(seq), ..self.address.composing(Mode::Split) };
        Link { href: address.page(self.seen.ticket.number), label: self.said("mode-split") }
    }

    /// Whether a move led to another tier.
    fn steps(&self, told: &Told) -> bool {
        let (from, to) = self.tiers(told);
        from != to
    }

    fn tiers(&self, told: &Told) -> (Tier, Tier) {
        let seq = told.stamp.seq;
        let course = &self.seen.course;
        (course.tier_at(seq - 1), course.tier_at(seq))
    }

    fn step(&self, told: &Told, facts: Vec<Fact>) -> What {
        let (from, to) = self.tiers(told);
        let (who, name) = self.who(told);
        let rating = self.seen.course.ratings.get(&told.stamp.seq);
        let rating = rating.map(|rating| self.page.word(rating).to_string());
        let title = self.title(told);
        What::HandOver(HandOver {
            way: way(from, to),
            from: from.0,
            who,
            name,
            title,
            rating,
            facts,
        })
    }

    fn title(&self, told: &Told) -> String {
        let team = |key, id| self.page.text(key).with("team", self.teller().team(id)).to_string();
        match &told.event {
            Event::Escalated(it) => team("card-escalated", it.hold.team),
            Event::Returned(it) => {
                let text = self.page.text("card-returned");
                let text = text.with("outcome", self.page.word(&it.outcome).to_string());
                text.with("team", self.teller().team(it.hold.team)).to_string()
            }
            _ => self.teller().line(told).text,
        }
    }

    /// The form that went with a hand-over.
    fn facts(&self, told: &Told) -> Vec<Fact> {
        let fact = |key: &'static str, text: String| Fact { label: self.said(key), text };
        let mut facts = Vec::new();
        let mut add = |key, text: Option<String>| facts.extend(text.map(|text| fact(key, text)));
        match &told.event {
            Event::Escalated(it) => {
                add("fact-reason", Some(self.page.word(&it.reason).to_string()));
                if let Some(hand_over) = &it.hand_over {
                    add("fact-findings", Some(hand_over.findings.as_str().to_owned()));
                    add("fact-question", Some(hand_over.question.as_str().to_owned()));
                    add("fact-checklist", checklist(hand_over));
                    let generated = hand_over.generated.then(|| self.said("fact-generated"));
                    add("fact-note", generated);
                }
                add("fact-assignee", it.hold.assignee.map(|id| self.teller().person(id)));
                add("fact-routed", it.route.as_ref().map(|_| self.said("fact-by-router")));
            }
            Event::Returned(it) => {
                let words = |text: &Option<desk::text::Text>| {
                    text.as_ref().filter(|it| !it.is_blank()).map(|it| it.as_str().to_owned())
                };
                add("fact-reason", it.reason.map(|it| self.page.word(&it).to_string()));
                add("fact-solution", words(&it.solution));
                add("fact-answer", words(&it.answer));
                add("fact-note", words(&it.note));
                add("fact-assignee", it.hold.assignee.map(|id| self.teller().person(id)));
            }
            _ => {}
        }
        facts
    }

    fn quoted(&self, told: &Told) -> Quoted {
        let body = match &told.event {
            Event::RequesterWrote(it) => it.body.0.as_str(),
            Event::Replied(it) => it.body.0.as_str(),
            Event::Resolved(it) => it.solution.as_ref().map_or("", |it| it.0.as_str()),
            _ => "",
        };
        let (_, name) = self.who(told);
        let (at, (body, is_cut)) = (When::exact(self.page, told.stamp.at), cut(body));
        let body = if is_cut { format!("{body} …") } else { body.to_owned() };
        Quoted { name, at, body }
    }
}

/// Whether the next entry says the same and more: the message a ticket came with, the act that
/// made it open.
fn is_said_by(told: &Told, next: Option<&Told>) -> bool {
    match (&told.event, next.map(|next| &next.event)) {
        (Event::Created(_), Some(Event::RequesterWrote(_))) => true,
        (Event::Opened(_), next) => next.is_some(),
        _ => false,
    }
}

/// What a checklist was answered with, an item a line.
fn checklist(hand_over: &hand_over::HandOver) -> Option<String> {
    let lines = hand_over.checklist.iter();
    let line = |(item, answer): (&String, &desk::text::Text)| {
        let mark = if item.ends_with(['?', ':']) { "" } else { ":" };
        format!("{}{mark} {}", isolated(item), answer.as_str())
    };
    let lines: Vec<String> = lines.map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// As much of a message as a timeline shows, and whether that is not all.
fn cut(body: &str) -> (&str, bool) {
    match body.char_indices().nth(MESSAGE_SHOWN_MAX) {
        Some((end, _)) => (&body[..end], true),
        None => (body, false),
    }
}
