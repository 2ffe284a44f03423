//! Named views: which runs of which indexes a request for a list means (see
//! [`store::queries::lists`]).

use super::list::ListParams;
use crate::api::auth::Caller;
use crate::api::lookup::Lookup;
use crate::api::words::Word;
use desk::access::role_of;
use desk::directory::{Directory, Team};
use desk::ids::{PersonId, TeamId};
use desk::refusal::Refusal;
use desk::values::{Status, UnknownValue};
use std::str::FromStr;
use store::Failure;
use store::queries::circles;
use store::queries::lists::{Confidential, ListRow, Order, Owner, Sort};
use store::queries::tickets::phase;

/// A named view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    Open,
    Queue,
    Mine,
    FollowUps,
    Team,
    Unassigned,
    Due,
    Waiting,
    All,
    /// What others share with the caller, and what is asked in a department they look after.
    Shared,
}

/// What a list is sorted by, and which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sorting {
    pub(crate) sort: Sort,
    pub(crate) order: Order,
}

macro_rules! words {
    ($($name:ident as $title:literal { $($word:literal = $value:expr),* $(,)? })*) => {$(
        impl FromStr for $name {
            type Err = UnknownValue;

            fn from_str(word: &str) -> Result<Self, UnknownValue> {
                match word {
                    $($word => Ok($value),)*
                    other => {
                        let allowed = <$name as crate::api::words::Vocabulary>::WORDS;
                        Err(UnknownValue { found: other.into(), allowed })
                    }
                }
            }
        }

        impl crate::api::words::Vocabulary for $name {
            const NAME: &'static str = $title;
            const WORDS: &'static [&'static str] = &[$($word),*];
        }
    )*};
}

/// The word of a view.
pub(crate) type ViewWord = Word<View>;

/// The word of an order.
pub(crate) type SortingWord = Word<Sorting>;

const fn up(sort: Sort) -> Sorting {
    Sorting { sort, order: Order::Ascending }
}

const fn down(sort: Sort) -> Sorting {
    Sorting { sort, order: Order::Descending }
}

words! {
    View as "View" {
        "open" = View::Open, "queue" = View::Queue, "mine" = View::Mine,
        "follow_ups" = View::FollowUps, "team" = View::Team, "unassigned" = View::Unassigned,
        "due" = View::Due, "waiting" = View::Waiting, "all" = View::All, "shared" = View::Shared,
    }

    Sorting as "Sort" {
        "updated" = up(Sort::Updated), "-updated" = down(Sort::Updated),
        "created" = up(Sort::Created), "-created" = down(Sort::Created),
        "due" = up(Sort::Due), "-due" = down(Sort::Due),
        "priority" = up(Sort::Priority), "-priority" = down(Sort::Priority),
    }
}

impl View {
    /// The phases it shows.
    fn phases(self) -> Vec<i64> {
        let [begun, waiting] = [Status::Open, Status::Waiting].map(phase);
        let [resolved, closed] = [Status::Resolved, Status::Closed].map(phase);
        match self {
            View::Open | View::Queue | View::Unassigned | View::Due => vec![begun],
            View::Mine => vec![begun, waiting],
            View::Team => vec![begun, waiting, resolved],
            View::Waiting | View::FollowUps => vec![waiting],
            View::All | View::Shared => vec![begun, waiting, resolved, closed],
        }
    }

    /// Whether it shows what the caller has themselves.
    fn is_own(self) -> bool {
        matches!(self, View::Mine | View::FollowUps)
    }

    /// Its usual order: what is urgent first in a queue, what has waited longest first where
    /// nobody looks, what happened last first elsewhere.
    fn sorting(self) -> Sorting {
        match self {
            View::Open | View::Queue | View::Mine => up(Sort::Priority),
            View::FollowUps => up(Sort::Wake),
            View::Unassigned => up(Sort::Created),
            View::Due => up(Sort::Due),
            View::Waiting => up(Sort::Updated),
            View::Team | View::All | View::Shared => down(Sort::Updated),
        }
    }
}

/// What is really listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) owners: Vec<Owner>,
    pub(crate) phases: Vec<i64>,
    pub(crate) status: Option<Status>,
    pub(crate) sorting: Sorting,
    /// Which of the rows are shown, and in which shape.
    pub(crate) rows: Rows,
}

/// Which rows of a list are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rows {
    /// All of them.
    All,
    /// Only those that these teams hold.
    HeldBy(Vec<TeamId>),
    /// The caller's own, in the requester's shape.
    Own,
    /// Others', in the requester's shape with whose they are. Confidential ones are not shared.
    Shared,
}

impl Rows {
    /// Which confidential tickets are among them.
    pub(crate) fn confidential(&self, directory: &Directory, caller: PersonId) -> Confidential {
        match self {
            Rows::Own => Confidential::Shown,
            Rows::Shared => Confidential::LeftOut,
            Rows::All | Rows::HeldBy(_) => Confidential::To(caller, own_teams(directory, caller)),
        }
    }

    /// Whether this one is.
    pub(crate) fn shows(&self, row: &ListRow) -> bool {
        match self {
            Rows::All | Rows::Own | Rows::Shared => true,
            Rows::HeldBy(teams) => teams.contains(&row.team),
        }
    }
}

/// What a request means.
///
/// # Errors
/// A refusal that lists everything that is unknown, or that no index serves.
pub(crate) fn plan(
    params: &ListParams,
    caller: &Caller,
    mut lookup: Lookup<'_, '_>,
) -> Result<Plan, Failure> {
    params.refuse_search()?;
    let view = lookup.word("view", params.view.as_ref()).unwrap_or(View::All);
    let status = lookup.word("status", params.status.as_ref());
    let sorting = lookup.word("sort", params.sort.as_ref()).unwrap_or(view.sorting());
    let mut phases = view.phases();
    phases.retain(|it| status.is_none_or(|status| phase(status) == *it));
    if view == View::FollowUps && params.sort.is_some() {
        lookup.note("sort", "not_served", "Follow-ups come in the order of their dates.");
    }
    let own = !role_of(lookup.directory(), caller.id()).works_at_desk();
    let (owners, rows, sorting) = if view == View::Shared {
        (shared(params, caller, &mut lookup), Rows::Shared, view.sorting())
    } else if own {
        let sorting = own_sorting(params, sorting, view, &mut lookup);
        (own_tickets(params, caller, &mut lookup)?, Rows::Own, sorting)
    } else {
        let (owners, rows) = owners(params, view, caller, &mut lookup)?;
        (owners, rows, sorting)
    };
    let problems = lookup.problems();
    if !problems.is_empty() {
        let message = "No list is served like this.";
        let mut refusal = Refusal::state("list_refused", message);
        refusal.problems = problems;
        return Err(refusal.into());
    }
    Ok(Plan { owners, phases, status, sorting, rows })
}

/// A requester's list is not sorted by what they do not see.
fn own_sorting(
    params: &ListParams,
    sorting: Sorting,
    view: View,
    lookup: &mut Lookup<'_, '_>,
) -> Sorting {
    match sorting.sort {
        Sort::Updated | Sort::Created => sorting,
        Sort::Priority | Sort::Due | Sort::Wake => {
            if params.sort.is_some() {
                lookup.note(
                    "sort",
                    "not_available",
                    "One of: updated, -updated, created, -created.",
                );
            }
            match view {
                View::All => view.sorting(),
                _ => down(Sort::Updated),
            }
        }
    }
}

/// The filters of those who work at the desk.
fn desks(params: &ListParams) -> [(&'static str, &Option<String>); 4] {
    let ListParams { team, tier, provider, assignee, .. } = params;
    [("team", team), ("tier", tier), ("provider", provider), ("assignee", assignee)]
}

/// What others share with the caller, in the one order that is kept of it.
fn shared(params: &ListParams, caller: &Caller, lookup: &mut Lookup<'_, '_>) -> Vec<Owner> {
    let filters = desks(params).into_iter().chain([("requester", &params.requester)]);
    for (field, _) in filters.filter(|(_, value)| value.is_some()) {
        lookup.note(field, "not_served", "What is shared is listed as a whole, or by status.");
    }
    if params.sort.as_ref().is_some_and(|sort| sort.text != "-updated") {
        lookup.note("sort", "not_served", "What is shared comes in the order of its last change.");
    }
    circles::shared_with(lookup.directory(), caller.id())
}

/// A requester sees their own tickets, whatever the view.
fn own_tickets(
    params: &ListParams,
    caller: &Caller,
    lookup: &mut Lookup<'_, '_>,
) -> Result<Vec<Owner>, Failure> {
    for (field, value) in desks(params) {
        if value.is_some() {
            let message = "This is for those who work at the desk.";
            lookup.note(field, "not_available", message);
        }
    }
    if let Some(requester) = &params.requester {
        let known = lookup.known(requester)?;
        if known != Some(caller.id()) {
            lookup.note("requester", "not_available", "You see your own tickets only.");
        }
    }
    Ok(vec![Owner::Requester(caller.id())])
}

fn owners(
    params: &ListParams,
    view: View,
    caller: &Caller,
    lookup: &mut Lookup<'_, '_>,
) -> Result<(Vec<Owner>, Rows), Failure> {
    let mut assignee = lookup.person("assignee", params.assignee.as_ref())?;
    let requester = lookup.person("requester", params.requester.as_ref())?;
    if view.is_own() {
        if assignee.is_some_and(|person| person != caller.id()) {
            lookup.note("assignee", "contradiction", "This view shows your own.");
        }
        assignee = Some(caller.id());
    }
    let named = [&params.team, &params.tier, &params.provider].into_iter().any(Option::is_some);
    let of_person = params.assignee.is_some() || params.requester.is_some() || view.is_own();
    if !of_person {
        return teams(params, view, caller, lookup).map(|(teams, inside)| match inside {
            true => (teams, Rows::All),
            false => (teams, Rows::HeldBy(own_teams(lookup.directory(), caller.id()))),
        });
    }
    if assignee.is_some() && requester.is_some() {
        lookup.note("requester", "not_served", "List by assignee or by requester, not both.");
    }
    if named || matches!(view, View::Queue | View::Team | View::Unassigned) {
        let field = if params.requester.is_some() { "requester" } else { "assignee" };
        let message = "Within a team no list is kept by person: leave out the team, the tier or \
                       the view.";
        lookup.note(field, "not_served", message);
    }
    let inside = inside(lookup.directory(), caller.id());
    if let Some(person) = requester {
        return Ok((vec![Owner::Requester(person)], of_requester(person, inside, caller, lookup)));
    }
    let rows = if inside {
        Rows::All
    } else {
        if assignee.is_some_and(|person| person != caller.id()) {
            lookup.note("assignee", "not_available", "You see your own and your teams' tickets.");
        }
        Rows::HeldBy(own_teams(lookup.directory(), caller.id()))
    };
    Ok((assignee.map(Owner::Assignee).into_iter().collect(), rows))
}

fn of_requester(
    person: PersonId,
    inside: bool,
    caller: &Caller,
    lookup: &mut Lookup<'_, '_>,
) -> Rows {
    if inside {
        return Rows::All;
    }
    if person != caller.id() {
        lookup.note("requester", "not_available", "You see your own and your teams' tickets.");
    }
    Rows::Own
}

/// The owners by team, and whether the caller is of the house.
fn teams(
    params: &ListParams,
    view: View,
    caller: &Caller,
    lookup: &mut Lookup<'_, '_>,
) -> Result<(Vec<Owner>, bool), Failure> {
    let team = lookup.team("team", params.team.as_ref());
    let tier = params.tier.as_ref().and_then(|text| match text.parse::<i64>() {
        Ok(tier) => lookup.tier("tier", Some(tier)),
        Err(_) => {
            lookup.note("tier", "unknown", "Give the number of a tier.");
            None
        }
    });
    let provider = provider(params, lookup);
    let directory = lookup.directory();
    let inside = inside(directory, caller.id());
    let own = own_teams(directory, caller.id());
    let all = || directory.teams.values();
    let ids = |teams: Vec<&Team>| teams.into_iter().map(|team| team.id).collect::<Vec<_>>();
    let fits = |it: &&Team| {
        team.is_none_or(|team| it.id == team)
            && tier.is_none_or(|tier| it.tier == tier)
            && provider.is_none_or(|provider| it.provider.as_ref() == Some(provider))
    };
    let is_named = team.is_some() || tier.is_some() || provider.is_some();
    let named = is_named.then(|| ids(all().filter(fits).collect()));
    let chosen = match (named, view) {
        (Some(named), _) if inside => Some(named),
        (Some(named), _) => Some(named.into_iter().filter(|id| own.contains(id)).collect()),
        // Somebody of the house who is in no team looks at the whole desk.
        (None, View::Queue | View::Team) if !own.is_empty() || !inside => Some(own),
        (None, View::Unassigned) if inside => Some(ids(all().collect())),
        (None, _) if inside => None,
        (None, _) => Some(own),
    };
    let owner: fn(TeamId) -> Owner =
        if view == View::Unassigned { Owner::Unassigned } else { Owner::Team };
    let owners = match chosen {
        Some(teams) => teams.into_iter().map(owner).collect(),
        None => vec![Owner::Desk],
    };
    Ok((owners, inside))
}

/// The provider that is named, if any team is theirs.
fn provider<'p>(params: &'p ListParams, lookup: &mut Lookup<'_, '_>) -> Option<&'p String> {
    let provider = params.provider.as_ref()?;
    let is_theirs = |team: &Team| team.provider.as_ref() == Some(provider);
    if lookup.directory().teams.values().any(is_theirs) {
        return Some(provider);
    }
    lookup.note("provider", "unknown", "There is no provider of that name.");
    None
}

/// Whether somebody sees what other teams hold.
fn inside(directory: &Directory, person: PersonId) -> bool {
    directory.agent(person).is_some_and(|agent| directory.sees_the_house(agent))
}

fn own_teams(directory: &Directory, person: PersonId) -> Vec<TeamId> {
    directory.agent(person).map(|agent| agent.teams.clone()).unwrap_or_default()
}
