//! Messages: the requester writes, an agent replies in public, an agent notes for the house.
//!
//! Public and internal words are two types (architecture, invariant 9): what mails a requester
//! takes a [`PublicMessage`] and cannot be handed an [`InternalNote`].

use super::event::{Audience, Fact, Stamp};
use super::wait::{Resumed, WhyResumed};
use super::{Event, Ticket, reopen, thanks};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::limits::BODY_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::values;
use crate::values::{Status, WaitReason};
use serde::{Deserialize, Serialize};

/// Words the requester sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PublicMessage(pub Text);

/// Words that stay in the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InternalNote(pub Text);

values! {
    /// What a requester's message is taken for.
    Manner { Concern = "concern", Thanks = "thanks", Automatic = "automatic" }
}

/// The requester writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Write {
    /// What they write.
    pub body: Option<Text>,
    /// True of automatic mail, which opens and reopens nothing.
    pub automatic: Option<Automatic>,
}

/// Marks a message no person wrote (RFC 3834).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Automatic;

/// An agent answers the requester.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// What they write.
    pub body: Option<Text>,
    /// When the contact really was, if it was not now.
    pub contacted_at: Option<Timestamp>,
}

/// An agent writes for the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// What they write.
    pub body: Option<Text>,
}

/// The requester has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequesterWrote {
    /// What.
    pub body: PublicMessage,
    /// What it was taken for.
    pub manner: Manner,
}

/// An agent has answered the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// What.
    pub body: PublicMessage,
    /// When the contact really was, as the agent states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<Timestamp>,
}

/// An agent has written for the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What.
    pub body: InternalNote,
}

impl Fact for RequesterWrote {
    fn apply(&self, _ticket: &mut Ticket, _stamp: &Stamp) {}

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("body", &mut self.body.0);
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Replied {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.replied = true;
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("body", &mut self.body.0);
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Noted {
    fn apply(&self, _ticket: &mut Ticket, _stamp: &Stamp) {}

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("body", &mut self.body.0);
    }
}

/// Notes a text that is longer than its limit, in characters.
pub(super) fn limit(problems: &mut Problems, field: &str, text: Option<&Text>, max: usize) {
    let length = text.map_or(0, |text| text.as_str().chars().count());
    if length > max {
        let message = format!("{length} characters are too many; at most {max} are taken.");
        problems.add(field, "too_long", message);
    }
}

fn body(text: Option<Text>, mut problems: Problems) -> Result<Text, Refusal> {
    problems.need_text("body", text.as_ref(), "Write a message.");
    limit(&mut problems, "body", text.as_ref(), BODY_MAX);
    problems.finish("message_incomplete", "The message cannot be taken.")?;
    text.ok_or_else(|| Refusal::state("message_incomplete", "Write a message."))
}

/// True when what the requester writes now starts a successor instead of landing here: the ticket
/// was resolved longer ago than it can be reopened, and the message is a concern. In an import the
/// message belongs where the log has it.
#[must_use]
pub fn starts_successor(ticket: &Ticket, command: &Write, context: &Context<'_>) -> bool {
    manner(command) == Manner::Concern
        && !ticket.status.is_live()
        && !context.importing()
        && !reopen::in_window(ticket, context)
}

fn manner(command: &Write) -> Manner {
    match (&command.automatic, &command.body) {
        (Some(Automatic), _) => Manner::Automatic,
        (None, Some(body)) if thanks::is_mere_thanks(body.as_str()) => Manner::Thanks,
        (None, _) => Manner::Concern,
    }
}

pub(super) fn decide_write(
    ticket: &Ticket,
    command: Write,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Write, ticket)?;
    let manner = manner(&command);
    if starts_successor(ticket, &command, context) {
        return Err(Refusal::state(
            "too_old",
            "This ticket was resolved too long ago to go on; a new one continues it.",
        ));
    }
    let body = PublicMessage(body(command.body, Problems::new())?);
    let mut events: Vec<Event> = vec![RequesterWrote { body, manner }.into()];
    if manner == Manner::Concern {
        match ticket.status {
            Status::Waiting
                if ticket.waiting.is_some_and(|wait| wait.on == WaitReason::Requester) =>
            {
                events.push(Resumed { why: WhyResumed::Requester }.into());
            }
            Status::Resolved | Status::Closed => {
                events.push(reopen::Reopened { why: reopen::Why::Wrote, reason: None }.into());
            }
            Status::New | Status::Open | Status::Waiting => {}
        }
    }
    Ok(events)
}

pub(super) fn decide_reply(
    ticket: &Ticket,
    command: Reply,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Reply, ticket)?;
    if ticket.status == Status::Closed && !context.importing() {
        return Err(Refusal::status("answered", ticket.status, "Reopen it first, with a reason."));
    }
    let mut problems = Problems::new();
    let contacted_at = command.contacted_at;
    if contacted_at.is_some_and(|at| at > context.now) {
        problems.add("contacted_at", "in_the_future", "The contact cannot lie ahead.");
    }
    let body = PublicMessage(body(command.body, problems)?);
    Ok(vec![Replied { body, contacted_at }.into()])
}

pub(super) fn decide_note(
    ticket: &Ticket,
    command: Note,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    Ok(vec![Noted { body: InternalNote(body(command.body, Problems::new())?) }.into()])
}
