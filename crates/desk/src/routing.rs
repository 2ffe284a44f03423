//! The router in its plain form (domain, section 5): without rules, the first team of the tier
//! that serves the service, else the desk's default team of that tier. Pure: a snapshot in, the
//! choice and its explanation out.

use crate::directory::{Directory, Team};
use crate::ids::{ServiceId, TeamId};
use crate::values::Tier;
use crate::values::values;
use serde::{Deserialize, Serialize};

values! {
    /// Why a team was chosen or passed over.
    RouteReason {
        ServesService = "serves_service", DefaultOfTier = "default_of_tier",
        DoesNotServe = "does_not_serve", LaterInOrder = "later_in_order",
    }
}

/// The choice and why each other candidate was passed over; kept in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The chosen team.
    pub team: TeamId,
    /// Why it.
    pub reason: RouteReason,
    /// The other active teams of the tier, and why not they.
    pub passed_over: Vec<(TeamId, RouteReason)>,
}

/// Picks the team of a tier for a service. None when the tier has no active team.
#[must_use]
pub fn route(directory: &Directory, tier: Tier, service: Option<ServiceId>) -> Option<Route> {
    let serves = |team: &Team| {
        service
            .and_then(|id| directory.services.get(&id))
            .is_some_and(|service| service.teams.contains(&team.id))
    };
    let in_order = || {
        // A service lists its teams in the order of preference; the rest follow by foundation.
        let preferred = service.and_then(|id| directory.services.get(&id));
        let preferred = preferred.map(|s| s.teams.clone()).unwrap_or_default();
        preferred.into_iter().filter_map(|id| directory.team(id))
    };
    let fits = |team: &&Team| team.tier == tier && team.is_active();
    let (team, reason) = match in_order().find(fits) {
        Some(team) => (team, RouteReason::ServesService),
        None => (directory.default_team(tier)?, RouteReason::DefaultOfTier),
    };
    let passed_over = directory
        .teams
        .values()
        .filter(|other| fits(other) && other.id != team.id)
        .map(|other| {
            let later = serves(other) || reason == RouteReason::DefaultOfTier;
            let why = if later { RouteReason::LaterInOrder } else { RouteReason::DoesNotServe };
            (other.id, why)
        })
        .collect();
    Some(Route { team: team.id, reason, passed_over })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::testing::{
        APPS, DATA, DEVELOPERS, FRONT, HOTLINE, MAIL, NETWORK, NIGHT, VPN, directory,
    };
    use RouteReason::{DefaultOfTier, DoesNotServe, LaterInOrder, ServesService};

    #[test]
    fn the_choice_says_why_it_and_why_not_the_others() {
        for (tier, service, team, reason, passed_over) in [
            (
                1,
                None,
                HOTLINE,
                DefaultOfTier,
                [(FRONT, LaterInOrder), (NIGHT, LaterInOrder)].as_slice(),
            ),
            (
                1,
                Some(MAIL),
                FRONT,
                ServesService,
                &[(HOTLINE, DoesNotServe), (NIGHT, DoesNotServe)],
            ),
            (2, Some(MAIL), APPS, ServesService, &[(NETWORK, DoesNotServe)]),
            (2, Some(VPN), NETWORK, ServesService, &[(APPS, DoesNotServe)]),
            // Nobody of tier 3 serves mail: the tier's default.
            (3, Some(MAIL), DEVELOPERS, DefaultOfTier, &[(DATA, LaterInOrder)]),
            (3, Some(ServiceId(77)), DEVELOPERS, DefaultOfTier, &[(DATA, LaterInOrder)]),
        ] {
            let found = route(&directory(), Tier(tier), service);
            let passed_over = passed_over.to_vec();
            assert_eq!(found, Some(Route { team, reason, passed_over }), "{service:?} on {tier}");
        }
        assert_eq!(route(&directory(), Tier(4), None), None);
    }

    #[test]
    fn a_service_lists_its_teams_in_the_order_of_preference() {
        let mut desk = directory();
        desk.services.get_mut(&VPN).unwrap().teams = vec![FRONT, NIGHT, HOTLINE];
        let found = route(&desk, Tier::FIRST, Some(VPN)).unwrap();
        assert_eq!(found.team, FRONT);
        assert_eq!(found.passed_over, [(HOTLINE, LaterInOrder), (NIGHT, LaterInOrder)]);
    }

    #[test]
    fn retired_teams_are_no_candidates() {
        let mut desk = directory();
        desk.teams.get_mut(&FRONT).unwrap().successor = Some(HOTLINE);
        let found = route(&desk, Tier::FIRST, Some(MAIL)).unwrap();
        assert_eq!((found.team, found.reason), (HOTLINE, DefaultOfTier));
        assert_eq!(found.passed_over, [(NIGHT, LaterInOrder)]);
    }
}
