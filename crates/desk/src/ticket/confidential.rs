//! Confidential: a ticket that only named teams and people see, by every path (domain, sections 3
//! and 8). Its requester sees it as ever.

use super::event::{Fact, Stamp};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::directory::Directory;
use crate::ids::{PersonId, ServiceId, TeamId};
use crate::limits::READERS_MAX;
use crate::refusal::{Problems, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who sees a confidential ticket. The team that holds it is always among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// Teams, with all their members.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub teams: BTreeSet<TeamId>,
    /// People, wherever they work.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub people: BTreeSet<PersonId>,
}

impl Readers {
    /// True when they name this person, or a team of theirs.
    #[must_use]
    pub fn name(&self, directory: &Directory, person: PersonId) -> bool {
        let agent = directory.agent(person);
        self.people.contains(&person)
            || agent.is_some_and(|agent| agent.teams.iter().any(|it| self.teams.contains(it)))
    }

    /// True when nobody is named here who is not named there.
    pub(super) fn are_within(&self, other: &Readers) -> bool {
        self.teams.is_subset(&other.teams) && self.people.is_subset(&other.people)
    }

    /// The same with the team that took the place of another.
    pub(super) fn after_retirement(&self, retired: TeamId, successor: TeamId) -> Option<Readers> {
        let mut readers = self.clone();
        readers.teams.remove(&retired).then(|| {
            readers.teams.insert(successor);
            readers
        })
    }
}

/// Make a ticket confidential, or name other readers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restrict {
    /// All who see it from now on; the holding team always does.
    pub readers: Readers,
}

/// Make a confidential ticket one like all others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unrestrict;

/// It is confidential, and these see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restricted {
    /// All of them.
    #[serde(flatten)]
    pub readers: Readers,
}

/// It is confidential no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unrestricted {}

impl Fact for Restricted {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.confidential = Some(self.readers.clone());
    }
}

impl Fact for Unrestricted {
    fn apply(&self, ticket: &mut Ticket, _stamp: &Stamp) {
        ticket.confidential = None;
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Restrict,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Restrict, ticket)?;
    let mut problems = Problems::new();
    check(&command.readers, context, &mut problems);
    problems.finish("restrict_refused", "The ticket cannot be made confidential like this.")?;
    Ok(restricted(ticket, command.readers).into_iter().collect())
}

/// The event that names these and the holder, unless it is so already.
fn restricted(ticket: &Ticket, mut readers: Readers) -> Option<Event> {
    readers.teams.insert(ticket.team);
    (ticket.confidential.as_ref() != Some(&readers)).then(|| Restricted { readers }.into())
}

pub(super) fn check(readers: &Readers, context: &Context<'_>, problems: &mut Problems) {
    let is_active = |id: &TeamId| context.directory.team(*id).is_some_and(|team| team.is_active());
    if !readers.teams.iter().all(is_active) {
        problems.add("teams", "unknown", "There is no such team, or it is retired.");
    }
    for (field, named) in [("teams", readers.teams.len()), ("people", readers.people.len())] {
        if named > READERS_MAX {
            problems.add(field, "too_many", format!("At most {READERS_MAX}."));
        }
    }
}

pub(super) fn decide_unrestrict(
    ticket: &Ticket,
    _command: Unrestrict,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Restrict, ticket)?;
    if ticket.merged.is_some() {
        return Err(Refusal::state("merged", "Undo the merge first."));
    }
    Ok(ticket.confidential.as_ref().map(|_| Unrestricted {}.into()).into_iter().collect())
}

/// What a change to a confidential service brings: its teams see the ticket, and nobody else.
pub(super) fn of_service(
    ticket: &Ticket,
    service: Option<ServiceId>,
    context: &Context<'_>,
) -> Option<Event> {
    let readers = readers_of(service, context)?;
    // Whoever was named stays named.
    let mut all = ticket.confidential.clone().unwrap_or_default();
    all.teams.extend(readers.teams);
    restricted(ticket, all)
}

/// Who sees what is asked about a service, when that is confidential.
pub(super) fn readers_of(service: Option<ServiceId>, context: &Context<'_>) -> Option<Readers> {
    let service = context.directory.services.get(&service?).filter(|it| it.confidential)?;
    let teams = service.teams.iter().copied().collect();
    Some(Readers { teams, people: BTreeSet::new() })
}

/// Notes a problem unless a team may see the ticket: nothing moves a confidential ticket out of
/// sight of those who are named, or into the sight of others.
pub(super) fn check_team(ticket: &Ticket, team: TeamId, field: &str, problems: &mut Problems) {
    let Some(readers) = &ticket.confidential else { return };
    if !readers.teams.contains(&team) {
        problems.add(field, "not_named", NOT_NAMED);
    }
}

/// The same for a person.
pub(super) fn check_person(
    ticket: &Ticket,
    person: PersonId,
    field: &str,
    context: &Context<'_>,
    problems: &mut Problems,
) {
    let Some(readers) = &ticket.confidential else { return };
    if !readers.name(context.directory, person) {
        problems.add(field, "not_named", NOT_NAMED);
    }
}

const NOT_NAMED: &str =
    "The ticket is confidential and not for them: name them among its readers first.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Relation, can, relations};
    use crate::ticket::ask::Ask;
    use crate::ticket::change::Change;
    use crate::ticket::link::Link;
    use crate::ticket::merge::Merge;
    use crate::ticket::message::{Note, Write};
    use crate::ticket::open::Open;
    use crate::ticket::pull::Pull;
    use crate::ticket::testing::{
        ADA, APPS, BOB, Bench, CAN, CLEO, DATA, DORA, FRONT, HOTLINE, LEA, MIA, NETWORK, NIGHT,
        NO_TEAM, NORA, RITA, RON, VPN, need, reply, sideways, some, up,
    };
    use crate::values::{LinkKind, Origin};

    fn readers(teams: &[TeamId], people: &[PersonId]) -> Readers {
        Readers { teams: teams.iter().copied().collect(), people: people.iter().copied().collect() }
    }

    fn only(teams: &[TeamId], people: &[PersonId]) -> Restrict {
        Restrict { readers: readers(teams, people) }
    }

    fn seen_by(bench: &Bench) -> Vec<PersonId> {
        let everybody = bench.directory.agents.keys().copied().chain([RITA, RON]);
        let sees =
            |it: &PersonId| can(&bench.directory, *it, Action::Follow, bench.ticket(), bench.now);
        everybody.filter(sees).collect()
    }

    #[test]
    fn only_those_named_and_the_requester_see_it() {
        let mut bench = Bench::new();
        bench.does(ADA, only(&[NETWORK], &[BOB]));
        assert_eq!(bench.ticket().confidential, Some(readers(&[HOTLINE, NETWORK], &[BOB])));
        // Lea leads HOTLINE; Mia, the admin, is named nowhere.
        assert_eq!(seen_by(&bench), [ADA, PersonId(2), BOB, CLEO, LEA, RITA]);
        assert!(!can(&bench.directory, MIA, Action::Read, bench.ticket(), bench.now));
        let of = |person| relations(&bench.directory, person, bench.ticket(), bench.now);
        assert_eq!(of(MIA), [Relation::Foreign]);
        assert_eq!(of(BOB), [Relation::Named, Relation::Inside]);
        bench
            .check(MIA, Note { body: some("Hm."), ..Note::default() }, "not_found")
            .check(BOB, Note { body: some("Hm."), ..Note::default() }, "noted")
            .check(RITA, Write { body: some("And?"), ..Write::default() }, "requester_wrote");
        bench.does(ADA, Unrestrict);
        assert_eq!(bench.ticket().confidential, None);
        bench.check(ADA, Unrestrict, "nothing").check(MIA, reply(), "replied");
    }

    #[test]
    fn the_holding_team_is_always_among_them() {
        let mut bench = Bench::new();
        bench
            .check(ADA, Restrict::default(), "opened + restricted")
            .check(ADA, only(&[NO_TEAM], &[]), "restrict_refused: teams unknown")
            .check(CLEO, Restrict::default(), "forbidden")
            .check(RITA, Restrict::default(), "forbidden");
        bench.does(ADA, Restrict::default());
        bench
            .check(ADA, only(&[HOTLINE], &[]), "nothing")
            .check(CLEO, Unrestrict, "not_found")
            .check(RITA, Unrestrict, "forbidden");
    }

    #[test]
    fn it_goes_only_where_it_may_be_seen() {
        let mut bench = Bench::new();
        bench.does(ADA, only(&[NETWORK], &[CAN, DORA]));
        let ask = |person, team| Ask { person, team, question: some("Yours?") };
        bench
            .check(ADA, sideways(FRONT), "transfer_incomplete: team not_named")
            .check(ADA, up(APPS), "hand_over_incomplete: team not_named")
            .check(ADA, up(NETWORK), "escalated")
            .check(ADA, ask(None, Some(DATA)), "ask_incomplete: team not_named")
            .check(ADA, ask(Some(BOB), None), "ask_incomplete: person not_named")
            .check(ADA, ask(Some(DORA), None), "asked")
            .check(
                CAN,
                Pull { team: Some(APPS), reason: some("Ours.") },
                "pull_incomplete: team not_named",
            )
            .check(CLEO, Pull { team: None, reason: some("Ours.") }, "pulled");
        let mut by_rule = sideways(FRONT);
        by_rule.reason = Some(crate::values::TransferReason::Rule);
        bench.check(Origin::Rule, by_rule, "transfer_incomplete: team not_named");
    }

    #[test]
    fn a_path_gives_no_sight_of_it() {
        let mut bench = Bench::at(NIGHT);
        bench.goes(NETWORK);
        assert!(can(&bench.directory, NORA, Action::Read, bench.ticket(), bench.now));
        bench.does(CLEO, Restrict::default());
        assert_eq!(seen_by(&bench), [CLEO, RITA]);
        bench.does(CLEO, only(&[NIGHT], &[]));
        assert!(seen_by(&bench).contains(&NORA), "unless the provider's team is named");
    }

    #[test]
    fn a_confidential_service_makes_its_tickets_so() {
        let mut bench = Bench::empty();
        bench.directory.services.get_mut(&VPN).unwrap().confidential = true;
        bench.opens(RITA, Open { service: Some(VPN), ..need(RITA) });
        assert_eq!(bench.ticket().confidential, Some(readers(&[NIGHT, NETWORK, DATA], &[])));
        let mut bench = Bench::new();
        bench.directory.services.get_mut(&VPN).unwrap().confidential = true;
        bench.does(ADA, Change { service: Some(Some(VPN)), ..Change::default() });
        let named = readers(&[HOTLINE, NIGHT, NETWORK, DATA], &[]);
        assert_eq!(bench.ticket().confidential, Some(named));
    }

    #[test]
    fn it_starts_with_a_team_that_may_see_it() {
        let mut bench = Bench::empty();
        let service = bench.directory.services.get_mut(&VPN).unwrap();
        (service.confidential, service.teams) = (true, vec![DATA, NETWORK]);
        bench.opens(RITA, Open { service: Some(VPN), ..need(RITA) });
        assert_eq!(bench.ticket().team, NETWORK, "the lowest tier that serves it");
        assert_eq!(bench.ticket().confidential, Some(readers(&[NETWORK, DATA], &[])));
        // An agent who opens it for somebody is not a team of it either.
        bench.opens(ADA, Open { service: Some(VPN), ..need(RITA) });
        assert_eq!(bench.ticket().team, NETWORK);
    }

    #[test]
    fn an_agent_opens_one_and_a_requester_does_not_say_who_sees_theirs() {
        let mut bench = Bench::empty();
        let named = Open { confidential: Some(readers(&[], &[BOB])), ..need(RITA) };
        bench.opens(ADA, named.clone());
        assert_eq!(bench.ticket().confidential, Some(readers(&[HOTLINE], &[BOB])));
        let refused = bench.open(RITA, named).unwrap_err();
        assert_eq!(refused.problems[0].field, "confidential");
        bench.opens(RITA, Open { confidential: Some(Readers::default()), ..need(RITA) });
        assert_eq!(bench.ticket().confidential, Some(readers(&[HOTLINE], &[])));
    }

    #[test]
    fn it_merges_only_where_no_others_see() {
        let into = |n| Merge { into: Some(crate::ids::TicketNumber(n)), may_see_each_other: None };
        let mut bench = Bench::new();
        bench.opens(ADA, need(RITA));
        bench.does(ADA, Restrict::default());
        bench.check(ADA, into(1), "merge_refused: into not_confidential");
        bench.on = crate::ids::TicketNumber(1);
        bench.does(ADA, only(&[NETWORK], &[]));
        bench.on = crate::ids::TicketNumber(2);
        bench.check(ADA, into(1), "merge_refused: into seen_by_others");
        bench.does(ADA, only(&[NETWORK, DATA], &[]));
        bench.check(ADA, into(1), "merged");
        bench.on = crate::ids::TicketNumber(1);
        bench.does(ADA, Unrestrict);
        bench.on = crate::ids::TicketNumber(2);
        bench.does(ADA, Unrestrict).check(ADA, into(1), "merged");
    }

    #[test]
    fn nobody_else_can_refer_to_it() {
        let mut bench = Bench::new();
        bench.opens(ADA, need(RITA));
        bench.does(ADA, Restrict::default());
        bench.on = crate::ids::TicketNumber(1);
        let to = Some(crate::ids::TicketNumber(2));
        let link = Link { to, kind: Some(LinkKind::Related) };
        bench.check(MIA, link, "link_refused: to unknown").check(ADA, link, "opened + linked");
    }

    #[test]
    fn a_retired_teams_successor_is_named_in_its_place() {
        let mut bench = Bench::new();
        bench.does(ADA, only(&[NETWORK], &[BOB]));
        bench.retires(NETWORK, APPS);
        bench.does(Origin::Retirement, crate::ticket::succeed::Succeed { team: NETWORK });
        assert_eq!(bench.ticket().confidential, Some(readers(&[HOTLINE, APPS], &[BOB])));
        bench.retires(HOTLINE, FRONT);
        bench.does(Origin::Retirement, crate::ticket::succeed::Succeed { team: HOTLINE });
        assert_eq!(bench.ticket().confidential, Some(readers(&[FRONT, APPS], &[BOB])));
        assert_eq!(bench.ticket().team, FRONT);
    }
}
