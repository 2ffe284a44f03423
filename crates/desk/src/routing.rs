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
