//! Merge: a duplicate closes and points at the survivor; it can be undone (domain, section 3).
//!
//! It is decided on the duplicate, with the survivor as the context's other ticket; the survivor
//! gets its own command in the same transaction.

use super::event::{Audience, Fact, Stamp};
use super::wait::Waiting;
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::TicketNumber;
use crate::refusal::{Problems, Refusal};
use crate::time::Timestamp;
use crate::values::{LinkKind, Status, marked};
use serde::{Deserialize, Serialize};

/// Merge this ticket into another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merge {
    /// The survivor.
    pub into: Option<TicketNumber>,
    /// The agent's statement that two different requesters may see each other.
    pub may_see_each_other: Option<MaySeeEachOther>,
}

/// The statement that two requesters may read each other's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaySeeEachOther;
marked!(MaySeeEachOther);

/// Undo a merge, on the duplicate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unmerge;

/// The survivor takes the duplicate in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absorb {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// The survivor gives the duplicate back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// What an undo restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The survivor.
    pub into: TicketNumber,
    /// Where the duplicate was in its life.
    pub status: Status,
    /// What it waited for.
    pub waiting: Option<Waiting>,
    /// When it had been resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it had been closed.
    pub closed_at: Option<Timestamp>,
}

/// The duplicate was merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The survivor.
    pub into: TicketNumber,
    /// Set when the requesters differ and an agent stated that they may see each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_see_each_other: Option<MaySeeEachOther>,
}

/// The survivor has taken a duplicate in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absorbed {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

/// The merge was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerged {
    /// The survivor it had been merged into.
    pub from: TicketNumber,
}

/// The survivor has given a duplicate back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parted {
    /// The duplicate.
    pub duplicate: TicketNumber,
}

impl Fact for Merged {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.merged = Some(Rest {
            into: self.into,
            status: ticket.status,
            waiting: ticket.waiting,
            resolved_at: ticket.resolved_at,
            closed_at: ticket.closed_at,
        });
        ticket.status = Status::Closed;
        ticket.waiting = None;
        ticket.closed_at = Some(stamp.at);
        ticket.links.insert((LinkKind::DuplicateOf, self.into));
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Absorbed {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.insert((LinkKind::DuplicatedBy, self.duplicate));
    }
}

impl Fact for Unmerged {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        if let Some(rest) = ticket.merged.take() {
            ticket.status = rest.status;
            ticket.waiting = rest.waiting;
            ticket.resolved_at = rest.resolved_at;
            ticket.closed_at = rest.closed_at;
        }
        ticket.links.remove(&(LinkKind::DuplicateOf, self.from));
    }

    fn audience(&self) -> Audience {
        Audience::Public
    }
}

impl Fact for Parted {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.links.remove(&(LinkKind::DuplicatedBy, self.duplicate));
    }
}

/// The refusal of everything but an undo on a merged ticket.
pub(super) fn points_at_survivor(rest: &Rest) -> Refusal {
    Refusal::state(
        "merged",
        format!("This ticket was merged: go on in #{}, or undo the merge.", rest.into),
    )
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Merge,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    let mut problems = Problems::new();
    let other = context.seen_other(command.into);
    match (command.into, other) {
        (None, _) => problems.add("into", "required", "Name the ticket that survives."),
        (Some(into), _) if into == ticket.number => {
            problems.add("into", "itself", "A ticket cannot be merged into itself.");
        }
        (Some(_), None) => problems.add("into", "unknown", "There is no such ticket."),
        (Some(_), Some(survivor)) => {
            require(context, Action::Change, survivor)?;
            if let Some(rest) = &survivor.merged {
                let message = format!("It is merged itself; the survivor is #{}.", rest.into);
                problems.add("into", "merged", message);
            }
            check_confidential(ticket, survivor, &mut problems);
            if survivor.requester != ticket.requester && command.may_see_each_other.is_none() {
                problems.add(
                    "may_see_each_other",
                    "required",
                    "The requesters differ. State that they may see each other, or link this \
                     ticket as a child.",
                );
            }
        }
    }
    problems.finish("merge_refused", "These tickets cannot be merged.")?;
    let Some(survivor) = other else { return Ok(Vec::new()) };
    let statement = command.may_see_each_other;
    let may_see_each_other = statement.filter(|_| survivor.requester != ticket.requester);
    Ok(vec![Merged { into: survivor.number, may_see_each_other }.into()])
}

/// A confidential ticket merges only into a confidential one that nobody else sees.
fn check_confidential(ticket: &Ticket, survivor: &Ticket, problems: &mut Problems) {
    match (&ticket.confidential, &survivor.confidential) {
        (Some(_), None) => {
            let message = "This ticket is confidential: make the other one so first.";
            problems.add("into", "not_confidential", message);
        }
        (Some(own), Some(others)) if !others.are_within(own) => {
            let message = "The other ticket is seen by people who do not see this one.";
            problems.add("into", "seen_by_others", message);
        }
        (None, _) | (Some(_), Some(_)) => {}
    }
}

pub(super) fn decide_unmerge(
    ticket: &Ticket,
    _command: Unmerge,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Change, ticket)?;
    let Some(rest) = &ticket.merged else {
        return Err(Refusal::state("not_merged", "This ticket is not merged."));
    };
    // The survivor is told too: nobody undoes a merge into a ticket they cannot see.
    if let Some(survivor) = context.other {
        require(context, Action::Note, survivor)?;
    }
    Ok(vec![Unmerged { from: rest.into }.into()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::ticket::Command;
    use crate::ticket::confirm::Confirm;
    use crate::ticket::link::Unlink;
    use crate::ticket::message::{Note, Write};
    use crate::ticket::open::Open;
    use crate::ticket::testing::{
        ADA, BOB, Bench, CLEO, FRONT, HOTLINE, LEA, NETWORK, NIGHT, NORA, RITA, RON, imported,
        need, solution, some, up, wait_on,
    };
    use crate::time::Span;
    use crate::values::WaitReason;

    const SURVIVOR: TicketNumber = TicketNumber(1);

    fn into(number: TicketNumber) -> Merge {
        Merge { into: Some(number), may_see_each_other: None }
    }

    /// Two tickets in `HOTLINE`: the survivor is Rita's, the second of this requester.
    fn two(requester: PersonId) -> Bench {
        let mut bench = Bench::new();
        bench.opens(ADA, need(requester));
        bench
    }

    #[test]
    fn a_merge_is_refused_with_all_that_is_wrong() {
        let bench = two(RITA);
        bench
            .check(ADA, into(SURVIVOR), "opened + merged")
            .check(ADA, Merge::default(), "merge_refused: into required")
            .check(ADA, into(bench.on), "merge_refused: into itself")
            .check(ADA, into(TicketNumber(77)), "merge_refused: into unknown")
            .check(BOB, into(SURVIVOR), "forbidden")
            .check(RITA, into(SURVIVOR), "forbidden");
    }

    #[test]
    fn different_requesters_need_a_statement() {
        let stated = Merge { may_see_each_other: Some(MaySeeEachOther), ..into(SURVIVOR) };
        let mut bench = two(RON);
        bench.check(ADA, into(SURVIVOR), "merge_refused: may_see_each_other required");
        bench.does(ADA, stated);
        let Event::Merged(merged) = bench.last() else { panic!() };
        assert_eq!(merged.may_see_each_other, Some(MaySeeEachOther));
        assert_eq!(Event::read("merged", &bench.last().data()).unwrap(), *bench.last());

        let mut bench = two(RITA);
        bench.does(ADA, stated);
        let Event::Merged(merged) = bench.last() else { panic!() };
        assert_eq!(merged.may_see_each_other, None, "there was nothing to state");
    }

    #[test]
    fn both_tickets_have_to_be_ones_own_to_change() {
        let mut bench = Bench::at(FRONT);
        bench.opens(ADA, need(RITA));
        bench.check(ADA, into(SURVIVOR), "forbidden").check(LEA, into(SURVIVOR), "opened + merged");

        // A provider does not even learn of a survivor in the house.
        let mut bench = Bench::new();
        let at_night = Open { team: Some(NIGHT), ..need(RITA) };
        bench.opens(LEA, at_night).check(NORA, into(SURVIVOR), "merge_refused: into unknown");
    }

    #[test]
    fn a_duplicate_points_at_its_survivor_and_rests() {
        let mut bench = two(RITA);
        let duplicate = bench.on;
        bench.does(ADA, into(SURVIVOR));
        let ticket = bench.ticket();
        assert_eq!((ticket.status, ticket.closed_at), (Status::Closed, Some(bench.now)));
        assert!(ticket.links.contains(&(LinkKind::DuplicateOf, SURVIVOR)));
        let survivor = &bench.timelines[&SURVIVOR].ticket;
        assert!(survivor.links.contains(&(LinkKind::DuplicatedBy, duplicate)));
        assert_eq!(survivor.status, Status::New, "nobody has acted there");

        bench
            .check(ADA, Note { body: some("Hm."), ..Note::default() }, "merged")
            .check(RITA, Write { body: some("Hello?"), ..Write::default() }, "merged")
            .check(imported(ADA), up(NETWORK), "merged")
            .check(ADA, into(SURVIVOR), "merged")
            .check(NORA, Note { body: some("Hm."), ..Note::default() }, "not_found");

        bench.on = SURVIVOR;
        bench.check(ADA, into(duplicate), "merge_refused: into merged");
        let kind = Some(LinkKind::DuplicatedBy);
        let unlink = Unlink { to: Some(duplicate), kind };
        bench.check(ADA, unlink, "unlink_refused: kind not_allowed");
    }

    #[test]
    fn an_undo_restores_the_state() {
        let confirmed = vec![(ADA, solution().into()), (RITA, Confirm.into())];
        let steps: [Vec<(PersonId, Command)>; 5] = [
            vec![],
            vec![(ADA, Note { body: some("Hm."), ..Note::default() }.into())],
            vec![(ADA, wait_on(WaitReason::Vendor).into())],
            vec![(ADA, solution().into())],
            confirmed,
        ];
        for steps in steps {
            let mut bench = two(RITA);
            for (by, command) in steps {
                bench.pass(Span::days(1)).does(by, command);
            }
            let before = bench.clone();
            bench.pass(Span::days(1)).does(ADA, into(SURVIVOR));
            bench.pass(Span::days(1)).does(LEA, Unmerge);
            for (number, was) in &before.timelines {
                let is = &bench.timelines[number].ticket;
                let mut expected = was.ticket.clone();
                expected.version = is.version;
                expected.updated_at = is.updated_at;
                if expected.status == Status::New && *number == before.on {
                    expected.status = Status::Open;
                }
                assert_eq!(*is, expected);
            }
        }
    }

    #[test]
    fn an_undo_needs_a_merge_and_both_tickets() {
        let mut bench = two(RITA);
        bench.check(ADA, Unmerge, "not_merged");
        bench.does(ADA, into(SURVIVOR));
        bench.check(ADA, Unmerge, "unmerged").check(BOB, Unmerge, "forbidden");
        bench.check(RITA, Unmerge, "forbidden");

        // The duplicate stays with the provider; the survivor is the house's alone.
        let at_night = Open { team: Some(NIGHT), ..need(RITA) };
        let mut bench = Bench::new();
        bench.opens(LEA, at_night).does(LEA, into(SURVIVOR));
        bench.check(NORA, Unmerge, "not_found").check(LEA, Unmerge, "unmerged");
    }

    #[test]
    fn merges_chain_and_come_apart_one_by_one() {
        let mut bench = two(RITA);
        let middle = bench.on;
        bench.opens(ADA, need(RITA));
        let last = bench.on;
        bench.does(ADA, into(middle));
        bench.on = middle;
        bench.does(ADA, into(SURVIVOR));
        bench.on = last;
        bench.does(ADA, Unmerge);
        assert!(bench.timelines[&middle].ticket.merged.is_some());
        assert_eq!(bench.ticket().merged, None);
        assert_eq!(
            bench.timelines[&middle].ticket.links,
            [(LinkKind::DuplicateOf, SURVIVOR)].into()
        );
    }

    #[test]
    fn the_hold_of_a_merged_ticket_follows_a_retirement() {
        use crate::ticket::succeed::Succeed;
        use crate::values::Origin;
        let mut bench = two(RITA);
        bench.does(ADA, into(SURVIVOR)).retires(HOTLINE, FRONT);
        bench.does(Origin::Retirement, Succeed { team: HOTLINE }).does(LEA, Unmerge);
        assert_eq!(bench.ticket().team, FRONT);
        bench.check(CLEO, up(NETWORK), "forbidden").check(BOB, up(NETWORK), "escalated");
    }
}
