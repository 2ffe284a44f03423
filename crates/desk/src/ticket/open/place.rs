//! Where a new ticket begins: with which team, and who answers for it.

use super::Open;
use crate::actor::Context;
use crate::directory::Team;
use crate::ids::TeamId;
use crate::refusal::Problems;
use crate::routing::{Route, route};
use crate::ticket::confidential;
use crate::values::Tier;

/// The first team: the one named; else, for an agent who takes a call and does not leave it to the
/// router, their own tier-1 team; else the router's choice on tier 1, or on the lowest tier there
/// is.
pub(super) fn place<'d>(
    command: &Open,
    context: &Context<'d>,
    problems: &mut Problems,
) -> Option<(&'d Team, Option<Route>)> {
    let directory = context.directory;
    if let Some(id) = command.team {
        let team = directory.team(id).filter(|team| team.is_active() || context.importing());
        if team.is_none() {
            problems.add("team", "unknown", "There is no such team, or it is retired.");
        }
        return team.map(|team| (team, None));
    }
    let keeps_to = confidential::readers_of(command.service, context).map(|it| it.teams);
    if command.routed.is_none()
        && let Some(team) = own_team(command, context)
        && keeps_to.as_ref().is_none_or(|teams| teams.contains(&team.id))
    {
        return Some((team, None));
    }
    let on = |tier| route(directory, tier, command.service);
    let mut tiers = (1..=Tier::MAX.0).map(Tier);
    // What is confidential starts with a team that may see it, on whatever tier.
    let kept = keeps_to.and_then(|teams| {
        tiers.clone().find_map(|tier| on(tier).filter(|route| teams.contains(&route.team)))
    });
    let found = kept.or_else(|| tiers.find_map(on));
    if found.is_none() {
        problems.add("team", "no_team", "This desk has no team yet: add one first.");
    }
    let route = found?;
    Some((directory.team(route.team)?, Some(route)))
}

/// The team in which an agent keeps a ticket they open: one that serves the service, else their
/// lowest; above tier 1 only when they solve it at once.
fn own_team<'d>(command: &Open, context: &Context<'d>) -> Option<&'d Team> {
    let directory = context.directory;
    let person = context.actor.person().filter(|_| context.by_person())?;
    let agent = directory.agent(person).filter(|_| command.requester != Some(person))?;
    let mut own: Vec<&Team> =
        agent.teams.iter().filter_map(|id| directory.team(*id)).filter(|t| t.is_active()).collect();
    own.sort_by_key(|team| (team.tier, team.id));
    let service = command.service.and_then(|id| directory.services.get(&id));
    let serves = |team: &&Team| service.is_none_or(|s| s.teams.contains(&team.id));
    let fits = |team: &&Team| team.tier == Tier::FIRST || command.resolve.is_some();
    let best = own.iter().copied().filter(fits).find(serves);
    best.or_else(|| command.resolve.as_ref().and_then(|_| own.first().copied()))
}

/// The contact team: the first one if it sits on tier 1, else the desk's default of tier 1.
pub(super) fn contact(team: &Team, context: &Context<'_>) -> TeamId {
    match team.tier {
        Tier::FIRST => team.id,
        _ => context.directory.default_team(Tier::FIRST).map_or(team.id, |contact| contact.id),
    }
}
