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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::message::Write;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{ADA, BOB, Bench, RITA, imported, reply, solution, some, wait_on};
    use crate::time::Span;

    fn until(on: WaitReason, bench: &Bench, span: Span) -> Wait {
        Wait { until: Some(bench.now + span), ..wait_on(on) }
    }

    #[test]
    fn a_wait_says_what_for_and_the_date_fits_it() {
        use WaitReason::{Approval, Change, Date, Problem, Requester, Vendor};
        let bench = Bench::new();
        let (later, now) = (Span::days(1), Span::days(0));
        for (command, told) in [
            (wait_on(Requester), "opened + waited"),
            (wait_on(Vendor), "opened + waited"),
            (wait_on(Approval), "opened + waited"),
            (wait_on(Problem), "opened + waited"),
            (wait_on(Change), "opened + waited"),
            (wait_on(Date), "wait_incomplete: until required"),
            (until(Requester, &bench, later), "opened + waited"),
            (until(Vendor, &bench, later), "opened + waited"),
            (until(Approval, &bench, later), "opened + waited"),
            (until(Date, &bench, later), "opened + waited"),
            (until(Problem, &bench, later), "wait_incomplete: until not_allowed"),
            (until(Change, &bench, later), "wait_incomplete: until not_allowed"),
            (until(Vendor, &bench, now), "wait_incomplete: until in_the_past"),
            (until(Date, &bench, Span::seconds(-1)), "wait_incomplete: until in_the_past"),
            (
                Wait { on: None, ..until(Date, &bench, now) },
                "wait_incomplete: on required, until in_the_past",
            ),
            (
                Wait { reason: some(&"x".repeat(REASON_MAX + 1)), ..Wait::default() },
                "wait_incomplete: on required, reason too_long",
            ),
        ] {
            bench.check(ADA, command, told);
        }
        bench.check(BOB, wait_on(Vendor), "forbidden").check(RITA, wait_on(Vendor), "forbidden");
    }

    #[test]
    fn an_import_may_lack_what_a_wait_is_for() {
        let bench = Bench::new();
        let by = imported(ADA);
        bench
            .check(by, wait_on(WaitReason::Date), "opened + waited")
            .check(by, until(WaitReason::Date, &bench, Span::days(-9)), "opened + waited")
            .check(by, until(WaitReason::Problem, &bench, Span::days(1)), "opened + waited")
            .check(by, Wait::default(), "wait_incomplete: on required");
    }

    #[test]
    fn a_waiting_ticket_can_wait_for_something_else() {
        let mut bench = Bench::new();
        bench.does(ADA, wait_on(WaitReason::Vendor));
        bench.check(ADA, wait_on(WaitReason::Vendor), "nothing");
        let again = Wait { reason: some("They called."), ..wait_on(WaitReason::Vendor) };
        bench.check(ADA, again, "waited");
        bench.does(ADA, wait_on(WaitReason::Approval));
        assert_eq!(bench.ticket().waiting.map(|wait| wait.on), Some(WaitReason::Approval));
        bench.does(ADA, solution()).check(ADA, wait_on(WaitReason::Vendor), "wrong_status");
        assert_eq!(bench.ticket().waiting, None);
    }

    #[test]
    fn the_sweep_wakes_it_when_it_is_due_and_not_before() {
        let mut bench = Bench::new();
        bench.does(ADA, until(WaitReason::Date, &bench, Span::days(2)));
        bench.pass(Span::days(2)).pass(Span(-1)).check(Origin::Sweep, Resume, "not_due");
        bench.pass(Span(1));
        assert_eq!(bench.says(Origin::Sweep, Resume), "resumed");
        assert_eq!(*bench.last(), Resumed { why: WhyResumed::Until }.into(), "and says so");
        assert_eq!((bench.ticket().status, bench.ticket().waiting), (Status::Open, None));

        let mut bench = Bench::new();
        bench.does(ADA, wait_on(WaitReason::Vendor)).pass(Span::days(900));
        bench.check(Origin::Sweep, Resume, "not_due");
    }

    #[test]
    fn the_end_of_a_wait_says_what_ended_it() {
        let mut waiting = Bench::new();
        waiting.does(ADA, wait_on(WaitReason::Requester));
        for (by, why) in [(ADA.into(), WhyResumed::Agent), (imported(ADA), WhyResumed::Imported)] {
            let mut bench = waiting.clone();
            bench.does(by, Resume);
            assert_eq!(*bench.last(), Resumed { why }.into());
        }
        waiting.check(BOB, Resume, "forbidden").check(RITA, Resume, "forbidden");
        waiting.check(ADA, reply(), "replied").check(ADA, Take::default(), "taken");
        Bench::new().check(ADA, Resume, "wrong_status");
    }

    #[test]
    fn the_requesters_message_ends_the_wait_on_them_alone() {
        let write = Write { body: some("Here is the number."), ..Write::default() };
        for on in WaitReason::ALL {
            let mut bench = Bench::new();
            let tomorrow = (*on == WaitReason::Date).then(|| bench.now + Span::days(1));
            bench.does(ADA, Wait { until: tomorrow, ..wait_on(*on) });
            let ends = *on == WaitReason::Requester;
            let told = if ends { "requester_wrote + resumed" } else { "requester_wrote" };
            bench.check(RITA, write.clone(), told);
        }
    }

    #[test]
    fn that_the_requester_asked_for_it_survives_the_journal() {
        let mut bench = Bench::new();
        let wish = Some(RequesterAsked);
        let date = until(WaitReason::Date, &bench, Span::days(3));
        bench.does(ADA, Wait { requester_asked: wish, ..date });
        let read = Event::read("waited", &bench.last().data()).unwrap();
        assert_eq!(read, *bench.last());
        let Event::Waited(waited) = read else { panic!() };
        assert_eq!(waited.waiting.requester_asked, wish);
        assert!(serde_json::from_str::<RequesterAsked>("false").is_err());
    }
}
