//! Wait and resume: the ticket rests, for a reason (domain, section 3).

use super::event::{Audience, Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::limits::REASON_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::{Origin, Status, WaitReason};
use crate::values::{marked, values};
use serde::{Deserialize, Serialize};

/// Let the ticket rest. On a ticket that waits already, it changes what for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wait {
    /// What for.
    pub on: Option<WaitReason>,
    /// Until when; needed for `date`, not possible for `problem` and `change`.
    pub until: Option<Timestamp>,
    /// In words.
    pub reason: Option<Text>,
    /// The requester asked for the date; then it pauses their clocks.
    pub requester_asked: Option<RequesterAsked>,
}

/// Marks a wait that the requester wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequesterAsked;
marked!(RequesterAsked);

/// End the wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resume;

/// What a ticket waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// What for.
    pub on: WaitReason,
    /// When it wakes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Set when the requester asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_asked: Option<RequesterAsked>,
}

/// The ticket rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waited {
    /// What for.
    #[serde(flatten)]
    pub waiting: Waiting,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
}

values! {
    /// What ended a wait.
    WhyResumed {
        Agent = "agent", Requester = "requester", Until = "until", Moved = "moved",
        Imported = "imported",
    }
}

/// The ticket is open again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// What ended the wait.
    pub why: WhyResumed,
}

impl Fact for Waited {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.status = Status::Waiting;
        ticket.waiting = Some(self.waiting);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let Some(reason) = &mut self.reason {
            visit("reason", reason);
        }
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Resumed {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.status = Status::Open;
        ticket.waiting = None;
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Wait,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    if !ticket.status.is_live() {
        return Err(Refusal::status("put to wait", ticket.status, "Reopen it first."));
    }
    let mut problems = Problems::new();
    let on = problems.need("on", command.on, "Say what the ticket waits for.");
    if !context.importing() {
        check_until(on, command.until, context.now, &mut problems);
    }
    super::message::limit(&mut problems, "reason", command.reason.as_ref(), REASON_MAX);
    problems.finish("wait_incomplete", "To let a ticket wait, say what for.")?;
    let Some(on) = on else { return Ok(Vec::new()) };
    let requester_asked = command.requester_asked;
    let waiting = Waiting { on, until: command.until, requester_asked };
    if ticket.waiting == Some(waiting) && command.reason.is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![Waited { waiting, reason: command.reason }.into()])
}

fn check_until(
    on: Option<WaitReason>,
    until: Option<Timestamp>,
    now: Timestamp,
    problems: &mut Problems,
) {
    match (on, until) {
        (Some(WaitReason::Date), None) => {
            problems.add("until", "required", "Name the date the ticket waits for.");
        }
        (Some(WaitReason::Problem | WaitReason::Change), Some(_)) => {
            let message = "A problem or a change ends the wait itself; leave the date out.";
            problems.add("until", "not_allowed", message);
        }
        (_, Some(until)) if until <= now => {
            problems.add("until", "in_the_past", "Name a date that is still to come.");
        }
        _ => {}
    }
}

pub(super) fn decide_resume(
    ticket: &Ticket,
    _command: Resume,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    let Some(waiting) = ticket.waiting else {
        return Err(Refusal::status("resumed", ticket.status, "Only a waiting ticket can be."));
    };
    let why = match context.origin {
        Origin::Sweep => {
            if waiting.until.is_none_or(|until| until > context.now) {
                return Err(Refusal::state("not_due", "The wait is not over yet."));
            }
            WhyResumed::Until
        }
        Origin::Import => WhyResumed::Imported,
        Origin::Command | Origin::Rule | Origin::Contract | Origin::Retirement => WhyResumed::Agent,
    };
    Ok(vec![Resumed { why }.into()])
}
