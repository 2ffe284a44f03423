//! Tickets written by hand (`showcase.toml`) that stand in the queues whenever one looks: what the
//! simulation cannot promise. Their steps are played between those of the simulation.

use super::calendar::OpenHours;
use super::firm::Firm;
use super::script;
use super::words::{Library, Words};
use anyhow::Result;
use desk::actor::Actor;
use desk::ids::{EventSeq, PersonId, TeamId, TicketNumber};
use desk::refusal::Refusal;
use desk::ticket::ask::{Answer, Ask};
use desk::ticket::change::Change;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::link::Link;
use desk::ticket::merge::Merge;
use desk::ticket::message::{Note, Reply, Write};
use desk::ticket::open::Open;
use desk::ticket::raise::{Acknowledge, RaiseTicket};
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::take::Take;
use desk::ticket::transfer::Transfer;
use desk::ticket::wait::Wait;
use desk::ticket::{Command, Event};
use desk::time::{Span, Timestamp};
use desk::values::{
    Channel, Complexity, Kind, Level, LinkKind, Origin, Rating, ResolutionCode, ReturnOutcome,
    WaitReason,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;
use store::{By, Failure, Ledger};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ticket: Vec<TicketText>,
}

/// A ticket and what happens to it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketText {
    key: String,
    at: i64,
    #[serde(default)]
    clock: Clock,
    requester: String,
    /// The agent who opens it, if the requester does not.
    by: Option<String>,
    channel: Option<Channel>,
    service: String,
    kind: Option<Kind>,
    impact: Option<Level>,
    urgency: Option<Level>,
    asset: Option<String>,
    #[serde(default)]
    tags: BTreeSet<String>,
    subject: String,
    body: String,
    #[serde(default)]
    step: Vec<StepText>,
}

/// What the minutes of a ticket count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Clock {
    /// Open hours.
    #[default]
    Open,
    /// All hours.
    Wall,
}

/// One thing somebody does; each verb has use for some of the rest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    at: i64,
    /// Another ticket than the one it stands under.
    ticket: Option<String>,
    /// Nobody: the desk itself.
    who: Option<String>,
    does: Verb,
    /// A team, or a person.
    to: Option<String>,
    /// The other ticket of a pair, or the one that is made.
    other: Option<String>,
    kind: Option<LinkKind>,
    text: Option<String>,
    reason: Option<String>,
    findings: Option<String>,
    question: Option<String>,
    #[serde(default)]
    checklist: BTreeMap<String, String>,
    rating: Option<Rating>,
    outcome: Option<ReturnOutcome>,
    on: Option<WaitReason>,
    /// Minutes by the clock that it waits.
    until: Option<i64>,
    code: Option<ResolutionCode>,
    complexity: Option<Complexity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verb {
    Take,
    Note,
    Reply,
    Write,
    Change,
    Wait,
    Escalate,
    Return,
    Transfer,
    Ask,
    Answer,
    Raise,
    Acknowledge,
    Merge,
    Split,
    Link,
    Resolve,
}

/// What happens at an instant to the ticket of a name.
#[derive(Debug)]
struct Step {
    at: Timestamp,
    ticket: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Opens(Box<TicketText>),
    Does(Box<StepText>),
}

/// The steps, and how far they have been played.
#[derive(Clone)]
pub(super) struct Showcase {
    library: Arc<Library>,
    steps: Arc<Vec<Step>>,
    next: usize,
    numbers: BTreeMap<String, TicketNumber>,
    /// The last message of each ticket's requester.
    messages: BTreeMap<String, EventSeq>,
}

impl Showcase {
    /// None at all.
    pub(super) fn empty(library: &Arc<Library>) -> Showcase {
        let (steps, numbers, messages) = Default::default();
        Showcase { library: Arc::clone(library), steps, next: 0, numbers, messages }
    }

    /// All that stand in the queues at an instant.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(super) fn before(library: &Arc<Library>, now: Timestamp) -> Result<Showcase> {
        let file: File = script::read("showcase", include_str!("showcase.toml"))?;
        let open = OpenHours::around(&library.calendar, now);
        let ago = |clock, minutes| match clock {
            Clock::Open => open.before(now, minutes),
            Clock::Wall => Timestamp(now.0 - Span::seconds(minutes * 60).0),
        };
        let mut steps = Vec::new();
        for mut it in file.ticket {
            let (key, clock, later) = (it.key.clone(), it.clock, std::mem::take(&mut it.step));
            let (at, what) = (ago(clock, it.at), What::Opens(Box::new(it)));
            steps.push(Step { at, ticket: key.clone(), what });
            steps.extend(later.into_iter().map(|it| {
                let ticket = it.ticket.clone().unwrap_or_else(|| key.clone());
                Step { at: ago(clock, it.at), ticket, what: What::Does(Box::new(it)) }
            }));
        }
        steps.sort_by_key(|step| step.at);
        Ok(Showcase { steps: Arc::new(steps), ..Showcase::empty(library) })
    }

    /// How many tickets there are.
    pub(super) fn tickets(&self) -> usize {
        let makes = |step: &&Step| match &step.what {
            What::Opens(_) => true,
            What::Does(it) => it.does == Verb::Split,
        };
        self.steps.iter().filter(makes).count()
    }

    /// When the next step is due, if that is before an instant.
    pub(super) fn next_before(&self, until: Timestamp) -> Option<Timestamp> {
        self.steps.get(self.next).map(|step| step.at).filter(|at| *at < until)
    }

    /// Plays the next step.
    ///
    /// # Errors
    /// That the database cannot be written, or that the step was refused: a fault of the file.
    pub(super) fn play(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        words: &mut Words,
    ) -> Result<(), Failure> {
        let steps = Arc::clone(&self.steps);
        let Some(step) = steps.get(self.next) else { return Ok(()) };
        self.next += 1;
        let library = Arc::clone(&self.library);
        let mut stage = Stage { firm: &library.firm, words, now: step.at };
        let played = match &step.what {
            What::Opens(ticket) => self.opens(ledger, &mut stage, ticket),
            What::Does(it) => self.does(ledger, &mut stage, &step.ticket, it),
        };
        played.map_err(|failure| {
            let problems = match &failure {
                Failure::Refused(Refusal { problems, .. }) => format!(" {problems:?}"),
                Failure::Stale { .. } | Failure::Db(_) => String::new(),
            };
            Failure::fault(format!("showcase.toml, {}: {failure}{problems}", step.ticket))
        })
    }

    fn opens(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        stage: &mut Stage<'_>,
        ticket: &TicketText,
    ) -> Result<(), Failure> {
        let who = ticket.by.as_ref().unwrap_or(&ticket.requester);
        ledger.set_by(stage.by(Some(who), None)?);
        let number = ledger.open(stage.open(ticket)?)?;
        self.numbers.insert(ticket.key.clone(), number);
        Ok(())
    }

    fn does(
        &mut self,
        ledger: &mut Ledger<'_, '_>,
        stage: &mut Stage<'_>,
        key: &str,
        step: &StepText,
    ) -> Result<(), Failure> {
        ledger.set_by(stage.by(step.who.as_deref(), step.reason.as_deref())?);
        let number = self.number(key)?;
        if step.does == Verb::Split {
            let message = self.messages.get(key).copied().unwrap_or_default();
            let made = ledger.split(number, message)?;
            self.numbers.extend(step.other.clone().map(|other| (other, made)));
            return Ok(());
        }
        let other = step.other.as_deref().map(|other| self.number(other)).transpose()?;
        let before = ledger.ticket(number)?.version;
        let events = ledger.act(number, stage.command(step, other)?)?;
        let wrote = |(event, _): &(&Event, _)| matches!(event, Event::RequesterWrote(_));
        if let Some((_, seq)) = events.iter().zip(before + 1..).find(wrote) {
            self.messages.insert(key.to_owned(), seq);
        }
        Ok(())
    }

    fn number(&self, key: &str) -> Result<TicketNumber, Failure> {
        let number = self.numbers.get(key).copied();
        number.ok_or_else(|| Failure::fault(format!("there is no ticket \"{key}\" yet")))
    }
}

/// Who is who, and with which words, at an instant.
struct Stage<'a> {
    firm: &'a Firm,
    words: &'a mut Words,
    now: Timestamp,
}

/// What a word stands for.
fn parsed<T: FromStr<Err: std::fmt::Display>>(word: Option<&str>) -> Result<Option<T>, Failure> {
    word.map(str::parse).transpose().map_err(Failure::fault)
}

impl Stage<'_> {
    fn by(&self, who: Option<&str>, reason: Option<&str>) -> Result<By, Failure> {
        let (actor, origin) = match (who, reason) {
            (Some(who), _) => (Actor::Person(self.person(who)?), Origin::Command),
            (None, Some("contract")) => (Actor::Desk, Origin::Contract),
            (None, _) => (Actor::Desk, Origin::Rule),
        };
        Ok(By { now: self.now, actor, origin })
    }

    fn person(&self, name: &str) -> Result<PersonId, Failure> {
        let found = self.firm.named(name).map(|it| it.id);
        found.ok_or_else(|| Failure::fault(format!("firm.toml knows no \"{name}\"")))
    }

    fn team(&self, name: Option<&str>) -> Option<TeamId> {
        self.firm.teams.iter().find(|it| Some(it.name.as_str()) == name).map(|it| it.id)
    }

    fn open(&mut self, ticket: &TicketText) -> Result<Open, Failure> {
        let service = self.firm.services.iter().find(|it| it.name == ticket.service);
        Ok(Open {
            subject: Some(self.words.text(ticket.subject.clone())),
            body: Some(self.words.text(ticket.body.trim().to_owned())),
            requester: Some(self.person(&ticket.requester)?),
            kind: ticket.kind,
            service: service.map(|it| it.id),
            asset: ticket.asset.clone(),
            impact: ticket.impact,
            urgency: ticket.urgency,
            tags: ticket.tags.clone(),
            ..Open::by(ticket.channel.unwrap_or(Channel::Portal))
        })
    }

    fn command(
        &mut self,
        step: &StepText,
        other: Option<TicketNumber>,
    ) -> Result<Command, Failure> {
        let (to, reason, rating) = (step.to.as_deref(), step.reason.as_deref(), step.rating);
        let team = self.team(to);
        let person = to.filter(|_| team.is_none()).map(|to| self.person(to)).transpose()?;
        let mut text =
            |words: &Option<String>| Some(self.words.text(words.as_ref()?.trim().to_owned()));
        let said = text(&step.text);
        Ok(match step.does {
            Verb::Take => Take { rating }.into(),
            Verb::Note => Note { body: said, ..Note::default() }.into(),
            Verb::Reply => Reply { body: said, ..Reply::default() }.into(),
            Verb::Write => Write { body: said, ..Write::default() }.into(),
            Verb::Change => Change { complexity: step.complexity, ..Change::default() }.into(),
            Verb::Wait => {
                let until = step.until.map(|minutes| self.now + Span::seconds(minutes * 60));
                Wait { on: step.on, until, reason: said, requester_asked: None }.into()
            }
            Verb::Escalate => {
                let (findings, question) = (text(&step.findings), text(&step.question));
                let answered = step.checklist.iter();
                let answered =
                    answered.map(|(item, it)| (item.clone(), self.words.text(it.clone())));
                let hand_over = Draft { findings, question, checklist: answered.collect() };
                let reason = parsed(reason)?;
                Escalate { team, reason, hand_over, rating, ..Escalate::default() }.into()
            }
            Verb::Return => {
                let back = Return { outcome: step.outcome, rating, ..Return::default() };
                match step.outcome {
                    Some(ReturnOutcome::Solved) => Return { solution: said, ..back },
                    Some(ReturnOutcome::Answered) => Return { answer: said, ..back },
                    _ => Return { note: said, reason: parsed(reason)?, ..back },
                }
                .into()
            }
            Verb::Transfer => {
                Transfer { team, reason: parsed(reason)?, note: said, assignee: None }.into()
            }
            Verb::Ask => Ask { person, team, question: said }.into(),
            Verb::Answer => Answer { question: None, answer: said }.into(),
            Verb::Raise => RaiseTicket { reason: said }.into(),
            Verb::Acknowledge => Acknowledge::default().into(),
            Verb::Merge => Merge { into: other, may_see_each_other: None }.into(),
            Verb::Link => Link { to: other, kind: step.kind }.into(),
            Verb::Resolve => Resolve { solution: said, code: step.code }.into(),
            Verb::Split => return Err(Failure::fault("a split is no command about one ticket")),
        })
    }
}
