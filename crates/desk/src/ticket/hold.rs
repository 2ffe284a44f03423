//! The hold: exactly one team has the ticket, and one rule moves it (domain, section 4).
//!
//! *Going to team T of tier t drops every team of tier ≥ t from the path, then adds T.* Up is
//! escalate, the same tier transfer, down return.

use super::wait::Resumed;
use super::{Event, Ticket, confidential};
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::{PersonId, TeamId};
use crate::refusal::{Problems, Refusal};
use crate::time::Timestamp;
use crate::values::{Status, Tier};
use serde::{Deserialize, Serialize};

/// One team of the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The team.
    pub team: TeamId,
    /// Its tier.
    pub tier: Tier,
    /// The agent of this team who sent the ticket on; a return goes back to them.
    pub sent_by: Option<PersonId>,
}

/// A change of holder: what escalate, transfer, return, pull and a team's retirement have in
/// common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The team that held it.
    pub from: TeamId,
    /// The team that holds it now.
    pub team: TeamId,
    /// The tier of that team.
    pub tier: Tier,
    /// The agent who has it now; none means the team's queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
    /// The new contact team, when the move changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_team: Option<TeamId>,
}

impl Hold {
    /// The hold after a move of this ticket to a team.
    #[must_use]
    pub fn of(ticket: &Ticket, team: &Team, assignee: Option<PersonId>) -> Hold {
        Hold {
            from: ticket.team,
            team: team.id,
            tier: team.tier,
            assignee,
            contact_team: contact_after(ticket, team),
        }
    }
}

/// The first tier-1 team that holds a ticket becomes its contact team, and before the first public
/// reply a transfer takes that along.
fn contact_after(ticket: &Ticket, team: &Team) -> Option<TeamId> {
    if team.tier != Tier::FIRST || team.id == ticket.contact_team {
        return None;
    }
    let first_hold = !ticket.contact_held;
    let transferred =
        ticket.tier == Tier::FIRST && ticket.contact_team == ticket.team && !ticket.replied;
    (first_hold || transferred).then_some(team.id)
}

impl Ticket {
    /// Moves the hold. `sent_by` is remembered on the step that is left upwards.
    pub(super) fn move_hold(&mut self, hold: &Hold, sent_by: Option<PersonId>, at: Timestamp) {
        if let Some(step) = self.path.last_mut() {
            step.sent_by = sent_by;
        }
        let (kept, left) = self.path.drain(..).partition(|step| step.tier < hold.tier);
        self.path = kept;
        let left: Vec<Step> = left;
        self.left.extend(left.into_iter().map(|step| (step.team, at)));
        self.left.remove(&hold.team);
        self.path.push(Step { team: hold.team, tier: hold.tier, sent_by: None });
        self.team = hold.team;
        self.tier = hold.tier;
        self.assignee = hold.assignee;
        self.contact_held |= hold.tier == Tier::FIRST;
        // Whoever holds a ticket sees it: a log of the past moves it where it will.
        if let Some(readers) = &mut self.confidential {
            readers.teams.insert(hold.team);
        }
        if let Some(contact) = hold.contact_team {
            self.contact_team = contact;
        }
        self.hand_over = None;
    }
}

/// Which way a move goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// To a higher tier: escalate.
    Up,
    /// To another team of the same tier: transfer.
    Sideways,
    /// To a lower tier: return.
    Down,
}

impl Way {
    /// The way from one tier to another.
    #[must_use]
    pub fn between(from: Tier, to: Tier) -> Way {
        match to.cmp(&from) {
            std::cmp::Ordering::Greater => Way::Up,
            std::cmp::Ordering::Equal => Way::Sideways,
            std::cmp::Ordering::Less => Way::Down,
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Way::Up => "escalate",
            Way::Sideways => "transfer",
            Way::Down => "return",
        }
    }
}

/// Checks the target of a move and notes what is wrong with it.
pub(super) fn target<'d>(
    ticket: &Ticket,
    to: Option<TeamId>,
    way: Way,
    field: &str,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<&'d Team> {
    let Some(team) = to.and_then(|id| context.directory.team(id)) else {
        let code = if to.is_some() { "unknown" } else { "required" };
        problems.add(field, code, "Name the team that gets the ticket.");
        return None;
    };
    if !team.is_active() && !context.importing() {
        problems.add(field, "retired", format!("{} is retired; name its successor.", team.name));
    }
    if team.id == ticket.team {
        problems.add(field, "holds_already", format!("{} holds the ticket already.", team.name));
        return Some(team);
    }
    if !context.importing() {
        confidential::check_team(ticket, team.id, field, problems);
    }
    let real = Way::between(ticket.tier, team.tier);
    if real != way {
        problems.add(
            field,
            "wrong_way",
            format!(
                "{} is on tier {}, the ticket on tier {}: use {}.",
                team.name,
                team.tier,
                ticket.tier,
                real.verb()
            ),
        );
    }
    Some(team)
}

/// Refuses a move of a ticket that is resolved or closed; an import may (domain, section 4).
pub(super) fn movable(ticket: &Ticket, verb: &str, context: &Context<'_>) -> Result<(), Refusal> {
    if ticket.status.is_live() || context.importing() {
        return Ok(());
    }
    Err(Refusal::status(verb, ticket.status, "Reopen it first, with a reason."))
}

/// The event that ends a wait, for any move of the hold ends it.
pub(super) fn end_wait(ticket: &Ticket, events: &mut Vec<Event>) {
    if ticket.status == Status::Waiting {
        events.push(Resumed { why: super::wait::WhyResumed::Moved }.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::escalate::Escalate;
    use crate::ticket::message::{Note, Write};
    use crate::ticket::pull::Pull;
    use crate::ticket::r#return::Return;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, CAN, DATA, DEVELOPERS, FRONT, HOTLINE, LEA, NETWORK, NIGHT, NO_TEAM,
        RITA, declined, imported, reply, sideways, solution, some, up, wait_on,
    };
    use crate::ticket::transfer::Transfer;
    use crate::values::{EscalationReason, Origin, WaitReason};

    #[test]
    fn going_to_a_team_drops_every_team_of_its_tier_and_above() {
        for (moves, path) in [
            (vec![NETWORK], vec![HOTLINE, NETWORK]),
            (vec![NETWORK, DEVELOPERS], vec![HOTLINE, NETWORK, DEVELOPERS]),
            // A tier skipped shows by its absence.
            (vec![DEVELOPERS], vec![HOTLINE, DEVELOPERS]),
            // Sideways replaces the holder alone.
            (vec![FRONT], vec![FRONT]),
            (vec![NETWORK, APPS], vec![HOTLINE, APPS]),
            (vec![NETWORK, DEVELOPERS, DATA], vec![HOTLINE, NETWORK, DATA]),
            // Down the path, past a team of it, and to teams that were never on it.
            (vec![NETWORK, DEVELOPERS, NETWORK], vec![HOTLINE, NETWORK]),
            (vec![NETWORK, DEVELOPERS, HOTLINE], vec![HOTLINE]),
            (vec![NETWORK, DEVELOPERS, APPS], vec![HOTLINE, APPS]),
            (vec![NETWORK, DEVELOPERS, FRONT], vec![FRONT]),
            (vec![DEVELOPERS, NETWORK], vec![HOTLINE, NETWORK]),
            // And up again.
            (vec![NETWORK, FRONT, APPS], vec![FRONT, APPS]),
            (vec![NETWORK, HOTLINE, DEVELOPERS], vec![HOTLINE, DEVELOPERS]),
        ] {
            let mut bench = Bench::new();
            for team in &moves {
                let from = bench.ticket().team;
                bench.goes(*team);
                let hold = bench.last().fact().hold().copied().unwrap();
                assert_eq!((hold.from, hold.team), (from, *team));
            }
            assert_eq!(bench.path(), path, "after {moves:?}");
            let holder = &bench.directory.teams[path.last().unwrap()];
            assert_eq!((bench.ticket().team, bench.ticket().tier), (holder.id, holder.tier));
        }
    }

    #[test]
    fn a_ticket_may_start_on_any_tier() {
        for team in [HOTLINE, NETWORK, DATA] {
            assert_eq!(Bench::at(team).path(), [team]);
        }
    }

    #[test]
    fn a_pull_follows_the_same_rule_in_every_direction() {
        let pull = |team| Pull { team: Some(team), reason: some("I know this.") };
        for (at, by, team, path) in [
            (vec![], BOB, FRONT, vec![FRONT]),
            (vec![], CAN, APPS, vec![HOTLINE, APPS]),
            (vec![NETWORK], CAN, APPS, vec![HOTLINE, APPS]),
            (vec![NETWORK, DEVELOPERS], CAN, APPS, vec![HOTLINE, APPS]),
            (vec![NETWORK, DEVELOPERS], BOB, FRONT, vec![FRONT]),
        ] {
            let mut bench = Bench::new();
            for team in at {
                bench.goes(team);
            }
            bench.does(by, pull(team));
            assert_eq!(bench.path(), path);
            assert_eq!(bench.ticket().assignee, Some(by), "who pulls it has it");
        }
    }

    #[test]
    fn the_target_of_a_move_has_to_exist_and_lie_that_way() {
        let mut bench = Bench::new();
        bench.goes(NETWORK);
        let to = |team| Return { to: Some(team), ..declined() };
        bench
            .check(LEA, up(NO_TEAM), "hand_over_incomplete: team unknown")
            .check(LEA, up(APPS), "hand_over_incomplete: team wrong_way")
            .check(LEA, up(HOTLINE), "hand_over_incomplete: team wrong_way")
            .check(LEA, up(NETWORK), "hand_over_incomplete: team holds_already")
            .check(LEA, sideways(NO_TEAM), "transfer_incomplete: team unknown")
            .check(LEA, sideways(HOTLINE), "transfer_incomplete: team wrong_way")
            .check(LEA, sideways(NETWORK), "transfer_incomplete: team holds_already")
            .check(LEA, to(NO_TEAM), "return_incomplete: to unknown")
            .check(LEA, to(APPS), "return_incomplete: to wrong_way")
            .check(LEA, to(NETWORK), "return_incomplete: to holds_already");

        bench.retires(DATA, DEVELOPERS).check(LEA, up(DATA), "hand_over_incomplete: team retired");
        let import = Escalate { reason: Some(EscalationReason::Imported), ..up(DATA) };
        bench.check(imported(ADA), import, "escalated");
    }

    #[test]
    fn the_hold_of_a_solved_ticket_moves_in_an_import_alone_and_stays_solved() {
        let mut bench = Bench::new();
        bench.goes(NETWORK).does(LEA, solution());
        for (by, told) in [
            (LEA.into(), ["wrong_status"; 3]),
            (imported(ADA), ["escalated", "transferred", "returned"]),
        ] {
            bench.check(by, up(DEVELOPERS), told[0]);
            bench.check(by, sideways(APPS), told[1]);
            bench.check(by, declined(), told[2]);
        }
        bench.does(Origin::Import, sideways(APPS));
        assert_eq!((bench.ticket().team, bench.ticket().status), (APPS, Status::Resolved));
        assert!(bench.ticket().resolved_at.is_some());
    }

    #[test]
    fn a_transfer_before_the_first_reply_takes_the_contact_along() {
        let mut bench = Bench::new();
        bench.does(RITA, Write { body: some("Hurry!"), ..Write::default() });
        bench.does(ADA, Note { body: some("Not ours."), ..Note::default() });
        bench.does(ADA, sideways(FRONT));
        assert_eq!(bench.ticket().contact_team, FRONT, "neither words nor notes are a reply");

        bench.does(BOB, reply()).does(BOB, sideways(HOTLINE));
        assert_eq!(bench.ticket().contact_team, FRONT, "after the first reply it stays");
    }

    #[test]
    fn a_sideways_pull_before_the_first_reply_takes_the_contact_along() {
        let mut bench = Bench::new();
        bench.does(BOB, Pull { team: None, reason: some("Ours.") });
        assert_eq!(bench.ticket().contact_team, FRONT);
    }

    #[test]
    fn moves_up_and_back_leave_the_contact_with_the_first_team() {
        let mut bench = Bench::new();
        bench.goes(NETWORK).goes(FRONT);
        assert_eq!(bench.ticket().contact_team, HOTLINE);
        bench.goes(NIGHT);
        assert_eq!(bench.ticket().contact_team, HOTLINE, "the holder was not the contact");
    }

    #[test]
    fn a_ticket_that_starts_above_gets_its_contact_from_the_first_tier_1_team() {
        let mut bench = Bench::at(NETWORK);
        assert_eq!(bench.ticket().contact_team, HOTLINE, "the desk's default so far");
        bench.goes(APPS).goes(DEVELOPERS).does(LEA, reply());
        assert_eq!(bench.ticket().contact_team, HOTLINE);
        bench.goes(FRONT);
        assert_eq!(bench.ticket().contact_team, FRONT, "the first that held it, reply or not");
        bench.goes(NIGHT);
        assert_eq!(bench.ticket().contact_team, FRONT, "it was answered, so it stays");
    }

    #[test]
    fn the_default_contact_becomes_the_real_one_when_it_holds_the_ticket() {
        let mut bench = Bench::at(NETWORK);
        bench.goes(HOTLINE).does(ADA, reply()).goes(FRONT);
        assert_eq!(bench.ticket().contact_team, HOTLINE);
    }

    #[test]
    fn any_move_of_the_hold_ends_the_wait() {
        let mut bench = Bench::new();
        bench.goes(NETWORK).does(LEA, wait_on(WaitReason::Vendor));
        let pull = Pull { team: Some(APPS), reason: some("Ours.") };
        bench
            .check(LEA, up(DEVELOPERS), "resumed + escalated")
            .check(LEA, sideways(APPS), "resumed + transferred")
            .check(LEA, declined(), "resumed + returned")
            .check(CAN, pull, "resumed + pulled")
            .check(imported(ADA), sideways(APPS), "resumed + transferred");
        bench.does(LEA, Transfer { assignee: Some(ADA), ..sideways(APPS) });
        assert_eq!(bench.ticket().status, Status::Open);
        assert_eq!((bench.ticket().waiting, bench.ticket().assignee), (None, None));
    }
}
