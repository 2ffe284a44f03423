//! The desk's navigation: what one can go to, with how much waits there.

use super::admin;
use super::page::Page;
use super::session::Viewer;
use desk::directory::{Directory, Team};
use std::collections::BTreeMap;
use store::db::DbError;
use store::queries::counts::{self, CountScope};
use store::{Failure, Snapshot};

/// The phase of a ticket that somebody has to act on (`tickets.phase`).
const ACTIVE: i64 = 0;
/// The phase of one that waits.
const WAITING: i64 = 1;

/// What the navigation needs to know of the desk, read with the page's own data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    mine: i64,
    waiting: i64,
    all: i64,
    unassigned: i64,
    administration: Option<()>,
    teams: Vec<TeamCount>,
}

/// How much a team has to do.
#[derive(Debug, Clone)]
struct TeamCount {
    id: i64,
    name: String,
    tier: u8,
    is_outside: bool,
    active: i64,
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

/// Reads the counts. A provider's people see their own teams alone.
pub(crate) fn count(desk: &mut Snapshot<'_, '_>, viewer: &Viewer) -> Result<Counted, Failure> {
    let directory = desk.directory.clone();
    let of = |scope, tx: &mut _| -> Result<BTreeMap<(i64, i64), i64>, DbError> {
        Ok(counts::read(tx, scope)?.into_iter().map(|(id, phase, n)| ((id, phase), n)).collect())
    };
    let (assignee, team) = (of(CountScope::Assignee, desk.tx)?, of(CountScope::Team, desk.tx)?);
    let nobody = of(CountScope::Unassigned, desk.tx)?;
    let at = |counts: &BTreeMap<_, i64>, id, phase| counts.get(&(id, phase)).copied().unwrap_or(0);
    let me = viewer.id().0;
    let mut counted = Counted {
        mine: at(&assignee, me, ACTIVE),
        waiting: at(&assignee, me, WAITING),
        ..Counted::default()
    };
    counted.administration = admin::may_look(&directory, viewer.id()).then_some(());
    for it in visible(&directory, viewer) {
        let (id, active) = (it.id.0, at(&team, it.id.0, ACTIVE));
        counted.all += active;
        counted.unassigned += at(&nobody, id, ACTIVE);
        let (name, tier, is_outside) = (it.name.clone(), it.tier.0, it.provider.is_some());
        counted.teams.push(TeamCount { id, name, tier, is_outside, active });
    }
    // Up is up: the highest tier stands on top.
    counted.teams.sort_by_key(|team| (std::cmp::Reverse(team.tier), team.is_outside));
    Ok(counted)
}

fn visible<'d>(directory: &'d Directory, viewer: &Viewer) -> impl Iterator<Item = &'d Team> {
    let agent = directory.agent(viewer.id());
    let outside = agent.is_none_or(|agent| directory.is_outside(agent));
    let own = agent.map(|agent| agent.teams.clone()).unwrap_or_default();
    let teams = directory.teams.values().filter(|team| team.is_active());
    teams.filter(move |team| !outside || own.contains(&team.id))
}

impl Nav {
    /// The navigation of the page that is shown.
    pub(crate) fn new(page: &Page, counted: &Counted) -> Nav {
        let entry = |href: String, label: String, sign, count: Option<i64>| Entry {
            is_here: page.here == href,
            count: count.filter(|n| *n > 0).map(|n| page.format.number(n)),
            href,
            label,
            sign,
        };
        let view = |view: &str, key, icon, n| {
            let label = page.text(key).to_string();
            entry(format!("/desk?view={view}"), label, Sign::Icon(icon), Some(n))
        };
        let group = |key, entries| Group { title: page.text(key).to_string(), entries };
        let teams = counted.teams.iter().map(|team| {
            let label = page.text("tier-team").with("tier", i64::from(team.tier));
            let label = label.with("team", team.name.as_str()).to_string();
            entry(
                format!("/desk?team={}", team.id),
                label,
                Sign::Tier(team.tier),
                Some(team.active),
            )
        });
        let work = vec![
            view("mine", "nav-mine", "user", counted.mine),
            view("waiting", "nav-waiting", "s-wait", counted.waiting),
        ];
        let all = entry(
            "/desk".into(),
            page.text("nav-all").to_string(),
            Sign::Icon("rows"),
            Some(counted.all),
        );
        let views = vec![all, view("unassigned", "nav-unassigned", "s-new", counted.unassigned)];
        let mut groups = vec![
            group("nav-work", work),
            group("nav-queues", teams.collect()),
            group("nav-views", views),
        ];
        if counted.administration.is_some() {
            let mut admin = entry(
                "/admin".into(),
                page.text("admin-title").to_string(),
                Sign::Icon("settings"),
                None,
            );
            admin.is_here = page.here.starts_with("/admin");
            groups.push(group("nav-admin", vec![admin]));
        }
        let tiers = counted.teams.iter().map(|team| team.tier).max().unwrap_or(3);
        Nav { groups, tiers: tiers.clamp(3, 5) }
    }
}
