//! What stands over a list: its name, how long it is, the stairs, what one can filter and sort by.

use super::asked::{Asked, SORTS, State, View};
use super::read::Read;
use crate::pages::nav::{Counted, TeamCount};
use crate::pages::page::Page;
use crate::pages::shown::Stair;
use std::collections::BTreeSet;
use store::queries::lists::{Order, Sort};

/// Something to choose from, each choice with an address.
pub(super) struct Menu {
    /// What is chosen now.
    pub(super) chosen: String,
    pub(super) choices: Vec<Link>,
}

/// A choice.
pub(super) struct Link {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) is_here: bool,
}

/// The name of the list; of those of it that nobody has.
pub(super) fn title(page: &Page, asked: &Asked, read: &Read) -> String {
    let title = whose(page, asked, read);
    let nobody = page.text("nav-unassigned").to_string();
    match asked.view() {
        View::Unassigned if title != nobody => format!("{title}: {nobody}"),
        View::All | View::Mine | View::FollowUps | View::Waiting | View::Unassigned => title,
    }
}

fn whose(page: &Page, asked: &Asked, read: &Read) -> String {
    let text = |key: &'static str| page.text(key).to_string();
    if read.found.is_some() {
        return text("desk-search");
    }
    if let Some(person) = &read.requester {
        return page.text("desk-of").with("name", person.name.as_str()).to_string();
    }
    // Of the teams the viewer sees: a name is told to nobody else.
    let id = asked.get("team");
    if let Some(team) = read.counted.teams.iter().find(|team| team.id.to_string() == id) {
        let label = page.text("tier-team").with("tier", i64::from(team.tier));
        return label.with("team", team.name.as_str()).to_string();
    }
    if let Ok(tier) = asked.get("tier").parse::<i64>() {
        return page.text("desk-tier").with("tier", tier).to_string();
    }
    let provider = asked.get("provider");
    if !provider.is_empty() {
        return provider.to_owned();
    }
    match (asked.view(), asked.state()) {
        (View::Mine, _) => text("nav-mine"),
        (View::FollowUps, _) => text("nav-follow-ups"),
        (View::Waiting, _) => text("nav-waiting"),
        (View::Unassigned, _) => text("nav-unassigned"),
        (View::All, State::Open) => text("nav-all"),
        (View::All, State::Waiting) => text("desk-all-waiting"),
        (View::All, State::Resolved) => text("nav-resolved"),
        (View::All, State::Closed) => text("desk-all-closed"),
        (View::All, State::Any) => text("desk-all"),
    }
}

/// How many there are, where that is counted.
pub(super) fn count(asked: &Asked, counted: &Counted) -> Option<i64> {
    let fits = |team: &TeamCount| {
        let is = |name: &str, value: &str| asked.get(name).is_empty() || asked.get(name) == value;
        is("team", &team.id.to_string())
            && is("tier", &team.tier.to_string())
            && is("provider", team.provider.as_deref().unwrap_or_default())
    };
    if !asked.get("requester").is_empty() {
        return None;
    }
    let phases = match asked.view() {
        View::FollowUps => return None,
        View::Unassigned => return Some(counted.unassigned(fits)),
        View::Mine | View::Waiting => counted.mine,
        View::All => counted.sum(fits),
    };
    Some(match asked.state() {
        State::Open => phases[0],
        State::Waiting => phases[1],
        State::Resolved => phases[2],
        State::Closed => phases[3],
        State::Any => phases.iter().sum(),
    })
}

/// The states to choose from, where a list has them.
pub(super) fn states(page: &Page, asked: &Asked) -> Option<Menu> {
    let here = asked.state();
    let choices = State::ALL.map(|state| Link {
        label: page.text(state.key()).to_string(),
        href: asked.to(&[("state", state.word())]),
        is_here: state == here,
    });
    let chosen = page.text(here.key()).to_string();
    asked.view().has_states().then(|| Menu { chosen, choices: choices.into() })
}

/// The orders to choose from, where a list has several.
pub(super) fn orders(page: &Page, asked: &Asked, sort: Sort, order: Order) -> Option<Menu> {
    let here = match (sort, order) {
        (Sort::Updated, Order::Descending) => "-updated",
        (Sort::Updated, Order::Ascending) => "updated",
        (Sort::Created, Order::Descending) => "-created",
        (Sort::Created, Order::Ascending) => "created",
        (Sort::Priority | Sort::Due | Sort::Wake, _) => "priority",
    };
    let chosen = SORTS.into_iter().find(|(word, _)| *word == here);
    let chosen = chosen.map(|(_, key)| page.text(key).to_string()).unwrap_or_default();
    let choices = SORTS.map(|(word, key)| Link {
        label: page.text(key).to_string(),
        href: asked.to(&[("sort", word)]),
        is_here: word == here,
    });
    asked.view().has_orders().then(|| Menu { chosen, choices: choices.into() })
}

/// The flight over the list: a step for each tier, and those of providers outside.
pub(super) fn stairs(page: &Page, asked: &Asked, counted: &Counted) -> Vec<Stair> {
    let teams = &counted.teams;
    let tiers: BTreeSet<u8> = teams.iter().map(|team| team.tier).collect();
    let tiers = tiers.into_iter().map(|tier| {
        let label = page.text("tier-short").with("tier", i64::from(tier)).to_string();
        let word = tier.to_string();
        Stair {
            tier: Some(tier),
            ..stair(page, asked, counted, label, ("tier", &word), |team| team.tier == tier)
        }
    });
    // To a provider's people their own teams are not outside.
    let inside = teams.iter().any(|team| team.provider.is_none());
    let providers = teams.iter().filter_map(|team| team.provider.clone()).filter(|_| inside);
    let providers: BTreeSet<String> = providers.collect();
    let outside = providers.into_iter().map(|name| {
        let fits = |team: &TeamCount| team.provider.as_ref() == Some(&name);
        stair(page, asked, counted, name.clone(), ("provider", &name), fits)
    });
    tiers.chain(outside).collect()
}

fn stair(
    page: &Page,
    asked: &Asked,
    counted: &Counted,
    label: String,
    (name, value): (&str, &str),
    fits: impl Fn(&TeamCount) -> bool,
) -> Stair {
    let [open, waiting, ..] = counted.sum(&fits);
    let names = counted.teams.iter().filter(|team| fits(team)).map(|team| team.name.as_str());
    let some = |n: i64, key| Some(n).filter(|n| *n > 0).map(|n| page.text(key).with("n", n));
    let more = [some(counted.unassigned(&fits), "stair-nobody"), some(waiting, "stair-waiting")];
    let is_here = asked.get(name) == value;
    // A second click leaves the step again.
    let to = if is_here { "" } else { value };
    let cleared = ["view", "team", "tier", "provider", "requester"].into_iter();
    let changes: Vec<(&str, &str)> =
        cleared.filter(|it| *it != name).map(|it| (it, "")).chain([(name, to)]).collect();
    Stair {
        tier: None,
        label,
        who: names.collect::<Vec<_>>().join(", "),
        open: page.format.number(open),
        late: None,
        soon: None,
        more: more.into_iter().flatten().map(|text| text.to_string()).collect(),
        href: asked.to(&changes),
        is_here,
    }
}
