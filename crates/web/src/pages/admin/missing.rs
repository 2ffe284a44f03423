//! What is missing for a desk to work as it should, with the way to put it right.

use crate::pages::page::Page;
use desk::directory::{Directory, Team};
use desk::settings::Settings;
use desk::values::{Role, Tier};

/// Things of one kind that are named; the rest is counted.
const NAMED_MAX: usize = 5;

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    key: &'static str,
    /// What is said with it: the tier.
    tier: Option<u8>,
    /// Where it is put right, with the name of what it is about, when it is about something.
    pub(crate) links: Vec<(String, Option<String>)>,
    /// How many more there are than are named.
    pub(crate) more: i64,
}

impl Missing {
    fn new(key: &'static str, link: &str) -> Missing {
        Missing { key, tier: None, links: vec![(link.into(), None)], more: 0 }
    }

    /// What is said.
    pub(crate) fn text(&self, page: &Page) -> String {
        let text = page.text(self.key);
        match self.tier {
            Some(tier) => text.with("tier", i64::from(tier)).to_string(),
            None => text.to_string(),
        }
    }

    /// What the link says that names nothing.
    pub(crate) fn act(&self) -> &'static str {
        match self.key {
            "missing-name" => "missing-name-do",
            "missing-tier" => "missing-tier-do",
            "missing-services" => "missing-services-do",
            _ => "missing-people-do",
        }
    }
}

/// Everything that is missing, the most urgent first.
pub(super) fn find(directory: &Directory, settings: &Settings) -> Vec<Missing> {
    let mut missing = Vec::new();
    if settings.organisation.is_none() {
        missing.push(Missing::new("missing-name", "/admin/organisation"));
    }
    let top = directory.teams.values().map(|team| team.tier).max().unwrap_or(Tier(3)).max(Tier(3));
    for tier in 1..=top.0 {
        if !active(directory).any(|team| team.tier.0 == tier) {
            let link = format!("/admin/teams/new?tier={tier}");
            missing.push(Missing { tier: Some(tier), ..Missing::new("missing-tier", &link) });
        }
    }
    let works = |role: &Role| directory.agents.values().any(|it| it.active && it.role == *role);
    if !works(&Role::Agent) {
        missing.push(Missing::new("missing-agents", "/admin/people/new?role=agent"));
    }
    let is_empty = |team: &&Team| {
        !directory.agents.values().any(|it| it.active && it.teams.contains(&team.id))
    };
    missing.extend(about("missing-members", active(directory).filter(is_empty), team_link));
    if !works(&Role::Lead) {
        missing.push(Missing::new("missing-leads", "/admin/people/new?role=lead"));
    }
    let services = || directory.services.values().filter(|service| service.active);
    if services().next().is_none() {
        missing.push(Missing::new("missing-services", "/admin/services/new"));
    }
    let unserved = services().filter(|service| {
        !service.teams.iter().any(|id| directory.team(*id).is_some_and(Team::is_active))
    });
    missing.extend(about("missing-service-teams", unserved, |service| {
        (format!("/admin/services/{}", service.id), Some(service.name.clone()))
    }));
    let unasked = active(directory).filter(|team| team.tier.0 > 1 && team.checklist.is_empty());
    missing.extend(about("missing-checklists", unasked, team_link));
    missing
}

fn active(directory: &Directory) -> impl Iterator<Item = &Team> {
    directory.teams.values().filter(|team| team.is_active())
}

fn team_link(team: &Team) -> (String, Option<String>) {
    (format!("/admin/teams/{}", team.id), Some(team.name.clone()))
}

/// One entry for all the things that lack the same.
fn about<'d, T: 'd>(
    key: &'static str,
    things: impl Iterator<Item = &'d T>,
    link: impl Fn(&T) -> (String, Option<String>),
) -> Option<Missing> {
    let mut links: Vec<_> = things.map(link).collect();
    let more = i64::try_from(links.len().saturating_sub(NAMED_MAX)).unwrap_or(i64::MAX);
    links.truncate(NAMED_MAX);
    (!links.is_empty()).then_some(Missing { key, tier: None, links, more })
}
