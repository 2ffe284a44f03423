//! The desk's navigation: what one can go to, with how much waits there.

use super::address;
use super::page::Page;
use super::session::Viewer;
use desk::access::{DeskAction, can_desk};
use desk::directory::{Directory, Team};
use std::collections::BTreeMap;
use store::db::DbError;
use store::queries::counts::{self, CountScope};
use store::queries::tickets::CONFIDENTIAL;
use store::{Failure, Snapshot};

/// Tickets by phase (`tickets.phase`): new and open, waiting, resolved, closed.
pub(crate) type Phases = [i64; 4];

/// The phase of a ticket that somebody has to act on.
const ACTIVE: usize = 0;
/// The phase of one that waits.
const WAITING: usize = 1;

/// What the navigation needs to know of the desk, read with the page's own data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    /// What the viewer has.
    pub(crate) mine: Phases,
    /// What the teams have that the viewer sees, the highest tier first.
    pub(crate) teams: Vec<TeamCount>,
}

/// How much a team has to do.
#[derive(Debug, Clone)]
pub(crate) struct TeamCount {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) tier: u8,
    /// Whose team it is, when it is not the house's.
    pub(crate) provider: Option<String>,
    pub(crate) phases: Phases,
    /// New and open ones that nobody has.
    pub(crate) unassigned: i64,
}

/// The navigation of a page. Templates find it as `nav`; its part is `nav-counts`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Nav {
    /// Its groups, in order.
    pub(crate) groups: Vec<Group>,
    /// How many tiers glyphs are drawn with.
    pub(crate) tiers: u8,
}

/// Entries under one heading.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) entries: Vec<Entry>,
}

/// One place to go to.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) sign: Sign,
    pub(crate) count: Option<String>,
    pub(crate) is_here: bool,
}

/// What stands before an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign {
    /// A drawing of `icons.svg`.
    Icon(&'static str),
    /// The glyph of a tier.
    Tier(u8),
}

impl Counted {
    /// What the teams that fit have in all, by phase.
    pub(crate) fn sum(&self, fits: impl Fn(&TeamCount) -> bool) -> Phases {
        let mut sum = Phases::default();
        for team in self.teams.iter().filter(|team| fits(team)) {
            for (all, n) in sum.iter_mut().zip(team.phases) {
                *all += n;
            }
        }
        sum
    }

    /// How many new and open ones of the teams that fit nobody has.
    pub(crate) fn unassigned(&self, fits: impl Fn(&TeamCount) -> bool) -> i64 {
        self.teams.iter().filter(|team| fits(team)).map(|team| team.unassigned).sum()
    }
}

/// Reads the counts. A provider's people see their own teams alone.
pub(crate) fn count(desk: &mut Snapshot<'_, '_>, viewer: &Viewer) -> Result<Counted, Failure> {
    let directory = desk.directory.clone();
    let agent = directory.agent(viewer.id());
    let own: Vec<i64> = agent.iter().flat_map(|it| &it.teams).map(|id| id.0).collect();
    // Whoever holds a confidential ticket sees it: their own counts have it, nobody else's do.
    let mut of = |scope, own: &[i64]| -> Result<BTreeMap<i64, Phases>, DbError> {
        let mut by_id = BTreeMap::<i64, Phases>::new();
        for (id, phase, n) in counts::read(desk.tx, scope)? {
            let phases = by_id.entry(id).or_default();
            let phase = if own.contains(&id) { phase % CONFIDENTIAL } else { phase };
            if let Some(of) = usize::try_from(phase).ok().and_then(|phase| phases.get_mut(phase)) {
                *of += n;
            }
        }
        Ok(by_id)
    };
    let assignee = of(CountScope::Assignee, &[viewer.id().0])?;
    let (team, nobody) = (of(CountScope::Team, &own)?, of(CountScope::Unassigned, &own)?);
    let at = |counts: &BTreeMap<i64, Phases>, id| counts.get(&id).copied().unwrap_or_default();
    let teams = visible(&directory, viewer).map(|it| TeamCount {
        id: it.id.0,
        name: it.name.clone(),
        tier: it.tier.0,
        provider: it.provider.clone(),
        phases: at(&team, it.id.0),
        unassigned: at(&nobody, it.id.0)[ACTIVE],
    });
    let mut counted = Counted { mine: at(&assignee, viewer.id().0), teams: teams.collect() };
    // Up is up: the highest tier stands on top.
    counted.teams.sort_by_key(|team| (std::cmp::Reverse(team.tier), team.provider.is_some()));
    Ok(counted)
}

fn visible<'d>(directory: &'d Directory, viewer: &Viewer) -> impl Iterator<Item = &'d Team> {
    let agent = directory.agent(viewer.id());
    let outside = !agent.is_some_and(|agent| directory.sees_the_house(agent));
    let own = agent.map(|agent| agent.teams.clone()).unwrap_or_default();
    let teams = directory.teams.values().filter(|team| team.is_active());
    teams.filter(move |team| !outside || own.contains(&team.id))
}

/// What of a desk's address says which list it is, whatever its order and its page.
fn place(address: &str) -> Vec<(String, String)> {
    let mut pairs = address::pairs(address);
    if let Some(team) = pairs.iter().find(|(name, _)| name == "team") {
        return vec![team.clone()];
    }
    pairs.retain(|(name, _)| ["view", "tier", "provider", "requester", "state"].contains(&&**name));
    pairs.sort_unstable();
    pairs
}

fn is_here(here: &str, href: &str) -> bool {
    address::path(here) == address::path(href) && place(here) == place(href)
}

impl Nav {
    /// The navigation of the page that is shown.
    pub(crate) fn new(page: &Page, counted: &Counted) -> Nav {
        let groups = [work(page, counted), queues(page, counted), views(page, counted)];
        let groups = groups.into_iter().chain([steer(page)]);
        let groups = groups.filter(|group| !group.entries.is_empty()).collect();
        let tiers = counted.teams.iter().map(|team| team.tier).max().unwrap_or(3);
        Nav { groups, tiers: tiers.clamp(3, 5) }
    }
}

fn entry(page: &Page, href: String, label: String, sign: Sign, count: Option<i64>) -> Entry {
    let is_here = is_here(&page.here, &href);
    let count = count.filter(|n| *n > 0).map(|n| page.format.number(n));
    Entry { href, label, sign, count, is_here }
}

/// An entry with a drawing.
fn drawn(page: &Page, href: &str, key: &'static str, icon: &'static str, n: Option<i64>) -> Entry {
    entry(page, href.to_owned(), page.text(key).to_string(), Sign::Icon(icon), n)
}

fn group(page: &Page, key: &'static str, entries: Vec<Entry>) -> Group {
    Group { title: page.text(key).to_string(), entries }
}

fn work(page: &Page, counted: &Counted) -> Group {
    let mine = counted.mine;
    let entries = vec![
        drawn(page, "/desk?view=mine", "nav-mine", "user", Some(mine[ACTIVE])),
        drawn(page, "/desk?view=follow_ups", "nav-follow-ups", "cal", None),
        drawn(page, "/desk?view=waiting", "nav-waiting", "s-wait", Some(mine[WAITING])),
    ];
    group(page, "nav-work", entries)
}

fn queues(page: &Page, counted: &Counted) -> Group {
    let teams = counted.teams.iter().map(|team| {
        let label = page.text("tier-team").with("tier", i64::from(team.tier));
        let label = label.with("team", team.name.as_str()).to_string();
        let (href, sign) = (format!("/desk?team={}", team.id), Sign::Tier(team.tier));
        entry(page, href, label, sign, Some(team.phases[ACTIVE]))
    });
    group(page, "nav-queues", teams.collect())
}

fn views(page: &Page, counted: &Counted) -> Group {
    let (all, nobody) = (counted.sum(|_| true), counted.unassigned(|_| true));
    let entries = vec![
        drawn(page, "/desk", "nav-all", "rows", Some(all[ACTIVE])),
        drawn(page, "/desk?view=unassigned", "nav-unassigned", "s-new", Some(nobody)),
        drawn(page, "/desk?state=resolved", "nav-resolved", "s-done", None),
    ];
    group(page, "nav-views", entries)
}

/// What leads and admins steer by.
fn steer(page: &Page) -> Group {
    let may =
        |action| page.viewer.as_ref().is_some_and(|viewer| can_desk(viewer.person.role, action));
    let mut entries = Vec::new();
    if may(DeskAction::ReadReports) {
        entries.push(drawn(page, "/reports", "nav-reports", "flow", None));
    }
    if may(DeskAction::ReadAdministration) {
        let mut admin = drawn(page, "/admin", "nav-admin", "settings", None);
        admin.is_here = address::path(&page.here).starts_with("/admin");
        entries.push(admin);
    }
    group(page, "nav-steer", entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_here_whatever_the_order_and_the_page() {
        for (here, href, expected) in [
            ("/desk", "/desk", true),
            ("/desk?sort=created&cursor=x", "/desk", true),
            ("/desk?state=resolved", "/desk", false),
            ("/desk?state=resolved&sort=created", "/desk?state=resolved", true),
            ("/desk?view=mine&state=resolved", "/desk?view=mine", false),
            ("/desk?team=3&state=waiting", "/desk?team=3", true),
            ("/desk?team=3", "/desk?team=31", false),
            ("/desk?tier=2", "/desk", false),
            ("/desk/new", "/desk", false),
            ("/reports?from=2026-01-01", "/reports", true),
        ] {
            assert_eq!(is_here(here, href), expected, "{here} {href}");
        }
    }
}
