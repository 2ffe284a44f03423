//! Messages: the requester writes, an agent replies in public, an agent notes for the house.
//!
//! Public and internal words are two types (architecture, invariant 9): what mails a requester
//! takes a [`PublicMessage`] and cannot be handed an [`InternalNote`].

use super::event::{Audience, Fact, Stamp};
use super::wait::{Resumed, WhyResumed};
use super::{Event, Ticket, reopen, thanks};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::attachment::{self, Attachment, Offered};
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
    /// The files that go with it; with any, words may be missing.
    pub attachments: Vec<Offered>,
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
    /// The files that go with it.
    pub attachments: Vec<Offered>,
}

/// An agent writes for the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// What they write.
    pub body: Option<Text>,
    /// The files that go with it.
    pub attachments: Vec<Offered>,
}

/// The requester has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequesterWrote {
    /// What.
    pub body: PublicMessage,
    /// What it was taken for.
    pub manner: Manner,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// An agent has answered the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// What.
    pub body: PublicMessage,
    /// When the contact really was, as the agent states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted_at: Option<Timestamp>,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// An agent has written for the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What.
    pub body: InternalNote,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

impl Fact for RequesterWrote {
    fn apply(&self, _ticket: &mut Ticket, _stamp: &Stamp) {}

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("body", &mut self.body.0);
        self.attachments.iter_mut().for_each(|file| file.text(visit));
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
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
        self.attachments.iter_mut().for_each(|file| file.text(visit));
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Noted {
    fn apply(&self, _ticket: &mut Ticket, _stamp: &Stamp) {}

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        visit("body", &mut self.body.0);
        self.attachments.iter_mut().for_each(|file| file.text(visit));
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
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

/// What an agent writes says something in words, whatever goes with it: a file alone tells the
/// requester nothing of what to do with it.
fn body(text: Option<Text>, problems: &mut Problems) -> Text {
    problems.need_text("body", text.as_ref(), "Write a message.");
    limit(problems, "body", text.as_ref(), BODY_MAX);
    text.unwrap_or_else(Text::none)
}

fn finish(problems: Problems) -> Result<(), Refusal> {
    problems.finish("message_incomplete", "The message cannot be taken.")
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
    let mut problems = Problems::new();
    let words = command.body.filter(|text| !text.is_blank());
    // A requester's picture of the screen says enough.
    let body = match words {
        None if !command.attachments.is_empty() => Text::none(),
        words => body(words, &mut problems),
    };
    let attachments = attachment::taken(command.attachments, context, &mut problems);
    finish(problems)?;
    let body = PublicMessage(body);
    let mut events: Vec<Event> = vec![RequesterWrote { body, manner, attachments }.into()];
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
    let attachments = attachment::taken(command.attachments, context, &mut problems);
    let body = PublicMessage(body(command.body, &mut problems));
    finish(problems)?;
    Ok(vec![Replied { body, contacted_at, attachments }.into()])
}

pub(super) fn decide_note(
    ticket: &Ticket,
    command: Note,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Note, ticket)?;
    let mut problems = Problems::new();
    let attachments = attachment::taken(command.attachments, context, &mut problems);
    let body = InternalNote(body(command.body, &mut problems));
    finish(problems)?;
    Ok(vec![Noted { body, attachments }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::Command;
    use crate::ticket::close::Close;
    use crate::ticket::confirm::Confirm;
    use crate::ticket::reopen::Reopen;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, DAN, DEVELOPERS, LEA, NETWORK, NORA, RITA, RON, STRANGER, imported,
        reply, solution, some, up, wait_on,
    };
    use crate::time::Span;
    use crate::values::{Origin, ResolutionCode};

    fn write(body: &str) -> Write {
        Write { body: some(body), ..Write::default() }
    }

    fn automatic() -> Write {
        Write { automatic: Some(Automatic), ..write("I am out of office.") }
    }

    fn in_status(status: Status) -> Bench {
        let mut bench = Bench::new();
        match status {
            Status::New => &mut bench,
            Status::Open => bench.does(ADA, reply()),
            Status::Waiting => bench.does(ADA, wait_on(WaitReason::Requester)),
            Status::Resolved => bench.does(ADA, solution()),
            Status::Closed => bench.does(ADA, solution()).does(RITA, Confirm),
        };
        assert_eq!(bench.ticket().status, status);
        bench
    }

    #[test]
    fn a_concern_opens_what_waits_on_them_and_reopens_what_is_solved() {
        for (status, told) in [
            (Status::New, "requester_wrote"),
            (Status::Open, "requester_wrote"),
            (Status::Waiting, "requester_wrote + resumed"),
            (Status::Resolved, "requester_wrote + reopened"),
            (Status::Closed, "requester_wrote + reopened"),
        ] {
            let bench = in_status(status);
            bench.check(RITA, write("Still broken."), told);
            bench.check(RITA, write("Danke!"), "requester_wrote");
            bench.check(RITA, automatic(), "requester_wrote");
            bench.check(Origin::Rule, write("Still broken."), told);
            for (other, told) in [(ADA, "forbidden"), (LEA, "forbidden"), (RON, "not_found")] {
                bench.check(other, write("Me too."), told);
            }
        }
    }

    #[test]
    fn what_was_written_is_kept_with_its_manner() {
        for (command, manner) in [
            (write("Still broken."), Manner::Concern),
            (write("Vielen Dank!"), Manner::Thanks),
            (automatic(), Manner::Automatic),
            (Write { automatic: Some(Automatic), ..write("Danke") }, Manner::Automatic),
        ] {
            let mut bench = in_status(Status::Open);
            let body = PublicMessage(command.body.clone().unwrap());
            bench.does(RITA, command);
            let attachments = Vec::new();
            assert_eq!(*bench.last(), RequesterWrote { body, manner, attachments }.into());
        }
    }

    #[test]
    fn an_agent_can_overrule_what_was_taken_for_thanks() {
        let mut bench = in_status(Status::Closed);
        bench.does(RITA, write("Danke!"));
        bench.does(ADA, Reopen { reason: some("There was a picture of an error.") });
        assert_eq!(bench.ticket().status, Status::Open);
    }

    #[test]
    fn the_window_counts_from_when_it_was_resolved() {
        let concern = write("It is back.");
        let mut bench = in_status(Status::Resolved);
        bench.pass(Span::days(5)).does(Origin::Sweep, Close::default());
        bench.pass(Span::days(9)).check(RITA, concern.clone(), "requester_wrote + reopened");
        assert!(!starts_successor(bench.ticket(), &concern, &bench.context(RITA.into(), None)));

        bench.pass(Span(1)).check(RITA, concern.clone(), "too_old");
        let context = bench.context(RITA.into(), None);
        assert!(starts_successor(bench.ticket(), &concern, &context));
        for filed in [write("Thanks a lot"), automatic()] {
            assert!(!starts_successor(bench.ticket(), &filed, &context));
            bench.check(RITA, filed, "requester_wrote");
        }
        // A log says itself where a message belongs.
        assert!(!starts_successor(bench.ticket(), &concern, &bench.context(imported(RITA), None)));
        bench.check(imported(RITA), concern, "requester_wrote + reopened");
    }

    #[test]
    fn a_ticket_closed_without_a_solution_counts_from_its_closing() {
        let mut bench = Bench::new();
        bench.does(ADA, Close { code: Some(ResolutionCode::Cancelled) });
        bench.pass(Span::days(14)).check(
            RITA,
            write("No, I need it."),
            "requester_wrote + reopened",
        );
        bench.pass(Span(1)).check(RITA, write("No, I need it."), "too_old");
    }

    #[test]
    fn a_reopened_ticket_counts_anew() {
        let mut bench = in_status(Status::Resolved);
        bench.pass(Span::days(10)).does(RITA, write("It is back."));
        bench.pass(Span::days(10)).does(ADA, solution());
        bench.pass(Span::days(10)).check(RITA, write("Again!"), "requester_wrote + reopened");
    }

    #[test]
    fn the_holder_or_the_contact_team_answers() {
        let mut bench = Bench::new();
        bench.check(ADA, reply(), "opened + replied");
        bench.does(ADA, up(NETWORK)).does(CLEO, up(DEVELOPERS));
        for (by, told) in [
            (DAN, "replied"),
            (ADA, "replied"),
            (LEA, "replied"),
            (CLEO, "forbidden"),
            (BOB, "forbidden"),
            (RITA, "forbidden"),
            (NORA, "not_found"),
            (STRANGER, "not_found"),
        ] {
            bench.check(by, reply(), told);
        }
        assert!(!bench.ticket().replied);
        assert!(bench.does(DAN, reply()).ticket().replied);
    }

    #[test]
    fn a_closed_ticket_is_not_answered() {
        for (status, told) in [
            (Status::New, "opened + replied"),
            (Status::Waiting, "replied"),
            (Status::Resolved, "replied"),
            (Status::Closed, "wrong_status"),
        ] {
            in_status(status).check(ADA, reply(), told);
        }
        in_status(Status::Closed).check(imported(ADA), reply(), "replied");
    }

    #[test]
    fn a_message_says_something_within_its_limits() {
        let bench = in_status(Status::Open);
        let long = || some(&"ä".repeat(BODY_MAX + 1));
        let ahead = Some(bench.now + Span::seconds(1));
        let refused = "message_incomplete: body required";
        bench
            .check(RITA, Write::default(), refused)
            .check(RITA, write(" \n"), refused)
            .check(ADA, Reply::default(), refused)
            .check(ADA, Note::default(), refused)
            .check(
                ADA,
                Note { body: long(), ..Note::default() },
                "message_incomplete: body too_long",
            )
            .check(ADA, Note { body: some(&"ä".repeat(BODY_MAX)), ..Note::default() }, "noted")
            .check(
                ADA,
                Reply { contacted_at: ahead, ..Reply::default() },
                "message_incomplete: contacted_at in_the_future, body required",
            )
            .check(ADA, Reply { contacted_at: Some(bench.now), ..reply() }, "replied");
    }

    #[test]
    fn the_house_notes_on_every_ticket_it_reads() {
        let note = || Note { body: some("Seen this before."), ..Note::default() };
        for (status, told) in [
            (Status::New, "opened + noted"),
            (Status::Open, "noted"),
            (Status::Waiting, "noted"),
            (Status::Resolved, "noted"),
            (Status::Closed, "noted"),
        ] {
            let bench = in_status(status);
            bench.check(DAN, note(), told).check(LEA, note(), told);
            bench.check(RITA, note(), "forbidden").check(NORA, note(), "not_found");
            bench.check(imported(DAN), note(), "noted");
        }
    }

    #[test]
    fn what_stays_in_the_house_is_not_for_the_requester() {
        for (command, audience) in [
            (Command::from(reply()), Audience::Public),
            (Note { body: some("Hm."), ..Note::default() }.into(), Audience::Internal),
        ] {
            let mut bench = in_status(Status::Open);
            bench.does(ADA, command);
            assert_eq!(bench.last().fact().audience(), audience);
        }
    }
}
