//! What a list's page reads, in one snapshot, at a cost that does not grow with the desk.

use super::asked::Asked;
use super::rows::works_for;
use crate::api::tickets::list::{self, Listed};
use crate::api::tickets::read as ticket;
use crate::api::tickets::views::Rows;
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::nav::{self, Counted};
use crate::pages::session::Viewer;
use desk::access::Action;
use desk::directory::Directory;
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::Class;
use std::sync::Arc;
use store::queries::lists::{self, ListRow};
use store::queries::people::{self, PersonRow};
use store::queries::person_words;
use store::{Failure, Snapshot};

/// Rows that are read beside a page of a list: those the browser still shows.
const OTHERS_MAX: usize = 100;
/// People a search shows.
const FOUND_MAX: usize = 12;

/// All of it.
pub(super) struct Read {
    pub(super) directory: Arc<Directory>,
    pub(super) counted: Counted,
    /// The list, or the parameters that no list is served with.
    pub(super) listed: Result<Listed, Vec<String>>,
    /// Other rows that were asked for, as far as the viewer may see them.
    pub(super) others: Vec<ListRow>,
    /// Whom tickets can be given to: id and name.
    pub(super) agents: Vec<(i64, String)>,
    /// The requester whose tickets are shown.
    pub(super) requester: Option<PersonRow>,
    /// The people that were searched for, if any search was made.
    pub(super) found: Option<Vec<PersonRow>>,
}

/// Reads it.
pub(super) fn read(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    asked: &Asked,
    wanted: &[TicketNumber],
) -> Result<Read, Failure> {
    let counted = nav::count(desk, viewer)?;
    let listed = listed(desk, viewer, asked)?;
    let others = match &listed {
        Ok(listed) => others(desk, listed, wanted)?,
        Err(_) => Vec::new(),
    };
    let requester = asked.get("requester").parse().map(PersonId);
    let requester = match (&listed, requester) {
        (Ok(_), Ok(id)) => people::by_id(desk.tx, id)?,
        (Ok(_) | Err(_), _) => None,
    };
    let found = found(desk, viewer, asked.get("q"))?;
    let agents = agents(desk, viewer)?;
    let directory = Arc::clone(&desk.directory);
    Ok(Read { directory, counted, listed, others, agents, requester, found })
}

/// What the API lists for the same words.
fn listed(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    asked: &Asked,
) -> Result<Result<Listed, Vec<String>>, Failure> {
    let caller = viewer.caller();
    let fields = |problems: Vec<desk::refusal::Problem>| {
        let mut fields: Vec<String> = problems.into_iter().map(|problem| problem.field).collect();
        fields.dedup();
        fields
    };
    let params = match asked.params(&desk.directory) {
        Ok(params) => params,
        Err(refusal) => return Ok(Err(fields(refusal.problems))),
    };
    let Ok(paging) = params.paging(&caller) else { return Ok(Err(vec!["cursor".into()])) };
    match list::rows(desk, &caller, &params, &paging) {
        // What somebody asks for as a requester has its place in the portal.
        Ok(Listed { rows: Rows::Own | Rows::Shared, .. }) => Ok(Err(vec!["requester".into()])),
        Ok(listed) => Ok(Ok(listed)),
        Err(Failure::Refused(refusal)) if refusal.class == Class::Unprocessable => {
            Ok(Err(fields(refusal.problems)))
        }
        Err(failure) => Err(failure),
    }
}

fn others(
    desk: &mut Snapshot<'_, '_>,
    listed: &Listed,
    wanted: &[TicketNumber],
) -> Result<Vec<ListRow>, Failure> {
    let is_listed = |number: &TicketNumber| listed.page.items.iter().any(|it| it.number == *number);
    let missing = wanted.iter().filter(|number| !is_listed(number)).take(OTHERS_MAX);
    let mut others = Vec::new();
    for number in missing {
        let row = lists::one(desk.tx, *number)?;
        others.extend(row.filter(|row| listed.rows.shows(row)));
    }
    Ok(others)
}

/// People are searched for by those of the house; a provider's people do not see who asks it.
fn found(
    desk: &mut Snapshot<'_, '_>,
    viewer: &Viewer,
    text: &str,
) -> Result<Option<Vec<PersonRow>>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let outside = |agent| desk.directory.is_outside(agent);
    if text.contains('\0') || desk.directory.agent(viewer.id()).is_none_or(outside) {
        return Ok(Some(Vec::new()));
    }
    Ok(Some(person_words::find(desk.tx, text, FOUND_MAX)?))
}

/// The agents of the teams whose tickets the viewer may give away, by name.
fn agents(desk: &mut Snapshot<'_, '_>, viewer: &Viewer) -> Result<Vec<(i64, String)>, Failure> {
    let directory = Arc::clone(&desk.directory);
    let gives = |team: &_| works_for(&directory, viewer.id(), *team);
    let fits = |person: &PersonRow| person.active && person.teams.iter().any(gives);
    let agents = people::at_the_desk(desk.tx)?.into_iter().filter(fits);
    let mut agents: Vec<_> = agents.map(|person| (person.id.0, person.name)).collect();
    agents.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(agents)
}

/// Where a number leads: to its ticket, if the viewer may read it. `#7` is always meant as one,
/// other digits may be a telephone's.
pub(super) async fn jump(
    app: &App,
    viewer: &Viewer,
    text: &str,
) -> Result<Option<String>, PageError> {
    let Ok(number) = text.trim_start_matches('#').parse::<i64>() else { return Ok(None) };
    let path = format!("/desk/tickets/{number}");
    if text.starts_with('#') {
        return Ok(Some(path));
    }
    let caller = viewer.caller();
    let found =
        answer::read(app, move |desk| match ticket::find(desk, &caller, number, Action::Read) {
            Ok(_) => Ok(true),
            Err(Failure::Refused(_)) => Ok(false),
            Err(failure) => Err(failure),
        });
    Ok(found.await?.then_some(path))
}
