//! A retired team's tickets go to its successor: holds, paths and contact teams follow
//! (domain, section 4).

use super::confidential::Readers;
use super::event::{Fact, Stamp};
use super::hold::{Hold, Step, end_wait};
use super::{Event, Ticket};
use crate::actor::Context;
use crate::directory::{Directory, Team};
use crate::ids::TeamId;
use crate::refusal::Refusal;
use crate::values::{Origin, Tier};
use serde::{Deserialize, Serialize};

/// Follow the retirement of a team on one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succeed {
    /// The team that was retired.
    pub team: TeamId,
}

/// The successor stands where the retired team stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succeeded {
    /// The retired team.
    pub retired: TeamId,
    /// The team that took over.
    pub successor: TeamId,
    /// The change of holder, when the retired team held the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// The path afterwards.
    pub path: Vec<Step>,
    /// The new contact team, when the retired one was it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_team: Option<TeamId>,
    /// Who sees it afterwards, when the retired team was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readers: Option<Readers>,
}

impl Fact for Succeeded {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        if let Some(hold) = &self.hold {
            ticket.team = hold.team;
            ticket.tier = hold.tier;
            ticket.assignee = hold.assignee;
            ticket.contact_held |= hold.tier == Tier::FIRST;
        }
        ticket.path.clone_from(&self.path);
        if let Some(contact) = self.contact_team {
            ticket.contact_team = contact;
        }
        if let Some(readers) = &self.readers {
            ticket.confidential = Some(readers.clone());
        }
    }

    fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Succeed,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    if context.origin != Origin::Retirement {
        return Err(Refusal::forbidden("Only the retirement of a team does this."));
    }
    let directory = context.directory;
    let Some(to) = directory.successor_of(command.team) else {
        return Err(Refusal::state("not_retired", "This team is not retired."));
    };
    let holds = ticket.team == command.team;
    let on_path = ticket.path.iter().any(|step| step.team == command.team);
    let contact = contact_after(ticket, command.team, to, directory);
    let named = ticket.confidential.as_ref();
    let readers = named.and_then(|named| named.after_retirement(command.team, to.id));
    if !holds && !on_path && contact.is_none() && readers.is_none() {
        return Ok(Vec::new());
    }
    let swapped = ticket.path.iter().map(|step| {
        if step.team == command.team {
            Step { team: to.id, tier: to.tier, sent_by: None }
        } else {
            *step
        }
    });
    let hold = holds.then_some(Hold {
        from: ticket.team,
        team: to.id,
        tier: to.tier,
        assignee: ticket.assignee.filter(|agent| directory.is_member(*agent, to.id)),
        contact_team: None,
    });
    let tier = hold.map_or(ticket.tier, |hold| hold.tier);
    let path = rising(swapped.collect(), tier);
    let mut events = Vec::new();
    if holds {
        end_wait(ticket, &mut events);
    }
    let (retired, successor) = (command.team, to.id);
    let contact_team = contact;
    events.push(Succeeded { retired, successor, hold, path, contact_team, readers }.into());
    Ok(events)
}

/// The contact team follows its retirement, and the first tier-1 team that holds a ticket becomes
/// it. It sits on tier 1 by definition; a successor elsewhere leaves it to the desk's default.
fn contact_after(
    ticket: &Ticket,
    retired: TeamId,
    to: &Team,
    directory: &Directory,
) -> Option<TeamId> {
    let first_hold = ticket.team == retired && to.tier == Tier::FIRST && !ticket.contact_held;
    if ticket.contact_team != retired && !first_hold {
        return None;
    }
    let contact = match to.tier {
        Tier::FIRST => to.id,
        _ => directory.default_team(Tier::FIRST).map_or(to.id, |team| team.id),
    };
    Some(contact).filter(|contact| *contact != ticket.contact_team)
}

/// Keeps a path strictly rising below the holder, who stays last whatever the successor's tier.
fn rising(path: Vec<Step>, holder: Tier) -> Vec<Step> {
    let last = path.len().saturating_sub(1);
    let mut kept: Vec<Step> = Vec::with_capacity(path.len());
    for (index, step) in path.into_iter().enumerate() {
        let rises = kept.last().is_none_or(|below| below.tier < step.tier);
        if index == last || (step.tier < holder && rises) {
            kept.push(step);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{
        ADA, APPS, Bench, CLEO, DATA, DEVELOPERS, FRONT, HOTLINE, LEA, NETWORK, NIGHT, reply,
        solution, up, wait_on,
    };
    use crate::values::{Status, WaitReason};

    impl Bench {
        /// The team is retired and the ticket follows.
        fn follows(&mut self, team: TeamId, successor: TeamId) -> &mut Bench {
            self.retires(team, successor).does(Origin::Retirement, Succeed { team })
        }

        fn joins(&mut self, person: PersonId, team: TeamId) -> &mut Bench {
            self.directory.agents.get_mut(&person).unwrap().teams.push(team);
            self
        }
    }

    #[test]
    fn only_a_retirement_does_it() {
        let succeed = Succeed { team: HOTLINE };
        let mut bench = Bench::new();
        bench.check(Origin::Retirement, succeed, "not_retired");
        bench.retires(HOTLINE, FRONT).check(Origin::Retirement, succeed, "succeeded");
        bench.check(LEA, succeed, "forbidden").check(Origin::Import, succeed, "forbidden");
        bench.does(Origin::Retirement, succeed).check(Origin::Retirement, succeed, "nothing");
    }

    #[test]
    fn holds_paths_and_contacts_follow() {
        let mut bench = Bench::new();
        bench.goes(NETWORK).goes(DEVELOPERS);
        bench.follows(NETWORK, APPS);
        assert_eq!(bench.path(), [HOTLINE, APPS, DEVELOPERS]);
        assert!(bench.last().fact().hold().is_none(), "the hold did not move");
        bench.follows(HOTLINE, FRONT);
        assert_eq!(bench.path(), [FRONT, APPS, DEVELOPERS]);
        assert_eq!(bench.ticket().contact_team, FRONT);
        bench.follows(DEVELOPERS, DATA);
        assert_eq!((bench.path(), bench.ticket().team), (vec![FRONT, APPS, DATA], DATA));
        assert!(bench.last().fact().hold().is_some());
        bench.retires(NIGHT, FRONT).check(Origin::Retirement, Succeed { team: NIGHT }, "nothing");
    }

    #[test]
    fn a_successor_on_another_tier_keeps_the_path_rising() {
        for (moves, retired, successor, path) in [
            // The holder falls to the tier below, or rises.
            (vec![NETWORK, DEVELOPERS], DEVELOPERS, APPS, vec![HOTLINE, APPS]),
            (vec![NETWORK, DEVELOPERS], DEVELOPERS, FRONT, vec![FRONT]),
            (vec![NETWORK], NETWORK, DATA, vec![HOTLINE, DATA]),
            (vec![NETWORK], NETWORK, HOTLINE, vec![HOTLINE]),
            // A team below is followed by one that no longer stands below its neighbours.
            (vec![NETWORK, DEVELOPERS], HOTLINE, APPS, vec![APPS, DEVELOPERS]),
            (vec![NETWORK, DEVELOPERS], HOTLINE, DATA, vec![NETWORK, DEVELOPERS]),
            (vec![NETWORK, DEVELOPERS], NETWORK, FRONT, vec![HOTLINE, DEVELOPERS]),
            (vec![NETWORK, DEVELOPERS], NETWORK, DEVELOPERS, vec![HOTLINE, DEVELOPERS]),
        ] {
            let mut bench = Bench::new();
            for team in moves {
                bench.goes(team);
            }
            bench.follows(retired, successor);
            assert_eq!(bench.path(), path, "{retired} → {successor}");
            assert_eq!(bench.ticket().team, *path.last().unwrap());
            assert_eq!(bench.ticket().tier, bench.directory.teams[path.last().unwrap()].tier);
        }
    }

    #[test]
    fn the_assignee_stays_when_they_are_in_the_successor_too() {
        let mut bench = Bench::new();
        bench.does(ADA, Take::default());
        let mut with_her = bench.clone();
        with_her.joins(ADA, FRONT).follows(HOTLINE, FRONT);
        assert_eq!(with_her.ticket().assignee, Some(ADA));
        bench.follows(HOTLINE, FRONT);
        assert_eq!(bench.ticket().assignee, None);
    }

    #[test]
    fn the_contact_stays_on_tier_1_and_is_the_first_that_held_it() {
        let mut bench = Bench::new();
        bench.goes(NETWORK).follows(HOTLINE, APPS);
        assert_eq!(bench.ticket().contact_team, FRONT, "the default, as APPS is on tier 2");

        let mut bench = Bench::at(NETWORK);
        bench.follows(NETWORK, FRONT);
        assert_eq!(bench.ticket().contact_team, FRONT, "the first tier-1 team that holds it");
        bench.does(LEA, reply()).goes(NIGHT);
        assert_eq!(bench.ticket().contact_team, FRONT);

        let mut bench = Bench::new();
        bench.does(ADA, reply()).goes(NETWORK).follows(NETWORK, FRONT);
        assert_eq!(bench.ticket().contact_team, HOTLINE, "that was the first");
    }

    #[test]
    fn a_ticket_that_comes_late_goes_to_the_team_that_is_left() {
        let mut bench = Bench::new();
        bench.retires(HOTLINE, FRONT).retires(FRONT, NIGHT);
        bench.does(Origin::Retirement, Succeed { team: HOTLINE });
        assert_eq!((bench.ticket().team, bench.ticket().contact_team), (NIGHT, NIGHT));
    }

    #[test]
    fn it_ends_a_wait_only_where_the_hold_moves() {
        let mut bench = Bench::new();
        bench.does(ADA, up(NETWORK)).does(CLEO, wait_on(WaitReason::Vendor));
        let mut held = bench.clone();
        held.follows(NETWORK, APPS);
        assert_eq!(held.ticket().status, Status::Open);
        bench.follows(HOTLINE, FRONT);
        assert_eq!(bench.ticket().status, Status::Waiting);
    }

    #[test]
    fn a_solved_ticket_follows_and_stays_solved() {
        let mut bench = Bench::new();
        bench.does(ADA, solution()).follows(HOTLINE, FRONT);
        assert_eq!((bench.ticket().team, bench.ticket().status), (FRONT, Status::Resolved));
    }
}
