//! Where a request stands and what happens next, in the words of its requester: true in every
//! state, and nothing of tiers, teams or hand-overs. The API says the same
//! ([`crate::api::tickets::own`]).

use crate::pages::format::Format;
use crate::pages::shown::Progress;
use crate::pages::texts::{self, Text};
use desk::ids::TicketNumber;
use desk::ticket::Ticket;
use desk::ticket::wait::Waiting;
use desk::values::{Status, WaitReason};

/// What the ticket's own state does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// How it was resolved last.
    pub(crate) ended: Ended,
    /// Where a merged one goes on, if its requester may read that.
    pub(crate) goes_on_in: Option<TicketNumber>,
}

/// What a request was resolved with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A solution, which the requester is asked to try.
    #[default]
    Solved,
    /// No solution: nobody answered, or it was no longer wanted.
    Without,
}

/// What happens next, in a sentence or two.
pub(crate) fn next(format: &Format, ticket: &Ticket, known: Known) -> String {
    let text = |key: &'static str| texts::text(format.language, key);
    let text = match (ticket.merged.is_some(), ticket.status) {
        (true, _) => match known.goes_on_in {
            Some(number) => text("step-joined").with("number", number.0.to_string()),
            None => text("step-joined-elsewhere"),
        },
        (false, Status::New) => text("step-new"),
        (false, Status::Open) => text("step-open"),
        (false, Status::Waiting) => match ticket.waiting {
            Some(waiting) => waits(format, &waiting),
            None => text("step-open"),
        },
        (false, Status::Resolved) => match known.ended {
            Ended::Solved => text("step-resolved"),
            Ended::Without => text("step-ended"),
        },
        (false, Status::Closed) => text("step-closed"),
    };
    text.to_string()
}

fn waits(format: &Format, waiting: &Waiting) -> Text<'static> {
    let (open, dated) = match waiting.on {
        WaitReason::Requester => ("step-requester", "step-requester-until"),
        WaitReason::Vendor => ("step-vendor", "step-vendor-until"),
        WaitReason::Date => ("step-later", "step-date"),
        WaitReason::Approval => ("step-approval", "step-approval-until"),
        WaitReason::Problem | WaitReason::Change => ("step-lasting", "step-lasting-until"),
    };
    match waiting.until {
        None => texts::text(format.language, open),
        Some(until) => texts::text(format.language, dated).with("date", format.date(until)),
    }
}

/// Where a request stands, in a word or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    /// The key of its words.
    pub(crate) key: &'static str,
    /// How it is drawn (`status.css`).
    pub(crate) drawn: &'static str,
    /// Its drawing.
    pub(crate) icon: &'static str,
}

impl Stage {
    /// Of a ticket.
    pub(crate) fn of(ticket: &Ticket) -> Stage {
        if ticket.merged.is_some() {
            return Stage { key: "stage-joined", drawn: "done", icon: "s-done" };
        }
        let (key, drawn, icon) = match (ticket.status, ticket.waiting.map(|it| it.on)) {
            (Status::New, _) => ("progress-arrived", "new", "s-new"),
            (Status::Waiting, Some(WaitReason::Requester)) => ("stage-requester", "here", "reply"),
            (Status::Waiting, Some(WaitReason::Vendor)) => ("stage-vendor", "wait", "s-wait"),
            (Status::Waiting, Some(WaitReason::Date)) => ("stage-later", "wait", "s-wait"),
            (Status::Waiting, Some(WaitReason::Approval)) => ("stage-approval", "wait", "s-wait"),
            (Status::Open | Status::Waiting, _) => ("progress-in-work", "progress", "s-progress"),
            (Status::Resolved, _) => ("progress-solved", "done", "s-done"),
            (Status::Closed, _) => ("stage-closed", "done", "s-done"),
        };
        Stage { key, drawn, icon }
    }
}

/// How far a request has come; none for one that goes on elsewhere.
pub(crate) fn progress(ticket: &Ticket) -> Option<Progress> {
    if ticket.merged.is_some() {
        return None;
    }
    Some(match ticket.status {
        Status::New => Progress::Arrived,
        Status::Open | Status::Waiting => Progress::InWork,
        Status::Resolved | Status::Closed => Progress::Solved,
    })
}

/// Whether nothing goes on before the requester has answered.
pub(crate) fn needs_answer(ticket: &Ticket) -> bool {
    ticket.waiting.is_some_and(|waiting| waiting.on == WaitReason::Requester)
}

#[cfg(test)]
mod tests;
