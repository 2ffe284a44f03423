//! What the page of a call reads: who is meant, what they asked before, where it can go.

use super::typed::Typed;
use crate::api::lookup::Lookup;
use crate::pages::nav::{self, Counted};
use crate::pages::session::Viewer;
use desk::access::{Action, DeskAction, Relation, allows, can_desk, role_of};
use desk::directory::{Directory, Team};
use desk::ids::{PersonId, TeamId};
use desk::settings::Settings;
use std::sync::Arc;
use store::queries::lists::{self, Confidential, ListRow, Listing, Order, Owner, Sort};
use store::queries::people::{self, PersonRow};
use store::queries::person_words;
use store::{Failure, Snapshot};

/// People that are offered while somebody types.
const OFFERED_MAX: usize = 6;
/// Tickets of the caller that are shown, so that a duplicate is seen before it is made.
const RECENT_MAX: i64 = 6;

/// All of it.
pub(super) struct Read {
    pub(super) directory: Arc<Directory>,
    pub(super) settings: Arc<Settings>,
    pub(super) counted: Counted,
    /// Who was found, or the one who was chosen.
    pub(super) callers: Vec<PersonRow>,
    /// The one who is chosen, with what they asked before.
    pub(super) chosen: Option<(PersonId, Vec<ListRow>)>,
    /// Whether the viewer may look people up.
    pub(super) can_search: bool,
}

/// Reads it.
pub(super) fn read(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    typed: &Typed,
) -> Result<Read, Failure> {
    let directory = Arc::clone(&desk.directory);
    let counted = nav::count(desk, viewer)?;
    let can_search = is_inside(&directory, viewer.id());
    let callers = if can_search { callers(desk, viewer, typed)? } else { Vec::new() };
    let first = callers.first().filter(|_| !typed.is_new()).map(|person| person.id);
    let wanted = typed.chosen().filter(|id| callers.iter().any(|person| person.id == *id));
    let chosen = match wanted.or(first) {
        Some(person) => Some((person, recent(desk, viewer.id(), person)?)),
        None => None,
    };
    let settings = Arc::clone(&desk.settings);
    Ok(Read { directory, settings, counted, callers, chosen, can_search })
}

/// True of people of the house: a provider's see who works at the desk, not who asks it.
fn is_inside(directory: &Directory, person: PersonId) -> bool {
    directory.agent(person).is_some_and(|agent| !directory.is_outside(agent))
        && can_desk(role_of(directory, person), DeskAction::OpenForOthers)
}

fn callers(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    typed: &Typed,
) -> Result<Vec<PersonRow>, Failure> {
    let mut found = person_words::find(desk.tx, &typed.caller, OFFERED_MAX)?;
    if typed.requester.is_empty() || typed.is_new() {
        return Ok(found);
    }
    let directory = Arc::clone(&desk.directory);
    let known = Lookup::new(desk.tx, directory, viewer.id()).known(&typed.requester)?;
    let known = known.filter(|id| found.iter().all(|person| person.id != *id));
    if let Some(id) = known {
        let person = people::by_id(desk.tx, id)?.filter(|person| person.active);
        found.splice(0..0, person);
    }
    Ok(found)
}

fn recent(
    desk: &mut Snapshot<'_, '_>,
    viewer: PersonId,
    person: PersonId,
) -> Result<Vec<ListRow>, Failure> {
    let agent = desk.directory.agent(viewer).filter(|it| desk.directory.sees_the_house(it));
    let Some(agent) = agent else { return Ok(Vec::new()) };
    let confidential = Confidential::To(agent.id, agent.teams.clone());
    let listing = Listing {
        owners: vec![Owner::Requester(person)],
        phases: vec![0, 1, 2, 3],
        confidential,
        status: None,
        sort: Sort::Updated,
        order: Order::Descending,
        after: None,
        limit: RECENT_MAX,
    };
    Ok(lists::page(desk.tx, &listing)?)
}

/// The viewer's own active teams, the lowest tier first.
pub(super) fn own_teams(directory: &Directory, person: PersonId) -> Vec<&Team> {
    let ids = directory.agent(person).map(|agent| agent.teams.clone()).unwrap_or_default();
    let teams = ids.iter().filter_map(|id| directory.team(*id)).filter(|team| team.is_active());
    let mut teams: Vec<&Team> = teams.collect();
    teams.sort_by_key(|team| (team.tier, team.id));
    teams
}

/// Whether somebody can keep a ticket: in a team of theirs, or as one who leads.
pub(super) fn can_keep(directory: &Directory, person: PersonId) -> bool {
    let leads = allows(role_of(directory, person), Relation::Inside, Action::Work);
    leads || !own_teams(directory, person).is_empty()
}

/// The teams a ticket can go to: of the house all, of a provider its own.
pub(super) fn targets<'d>(counted: &Counted, directory: &'d Directory) -> Vec<&'d Team> {
    let seen = counted.teams.iter().filter_map(|team| directory.team(TeamId(team.id)));
    let mut teams: Vec<&Team> = seen.collect();
    teams.sort_by_key(|team| (team.tier, team.id));
    teams
}
