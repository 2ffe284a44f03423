//! `GET /tickets`: named views, a page at a time.

use super::cursor::{Page, Paging};
use super::views::{Rows, Sorting, SortingWord, ViewWord, plan};
use crate::api::auth::Caller;
use crate::api::lookup::Lookup;
use crate::api::names::{Named, Names, masked, named};
use crate::api::request::Asked;
use crate::api::time::At;
use crate::api::words::{KindWord, StatusWord};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use desk::ids::TicketNumber;
use desk::refusal::Refusal;
use desk::values::{Kind, Status};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::queries::lists::{self, ListRow, Listing};
use store::{Failure, Snapshot};
use utoipa::{IntoParams, ToSchema};

/// Which tickets, in which order.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParams {
    /// `open`: new and open tickets. `queue`: those of one's own teams. `mine`: live ones one has
    /// oneself. `follow_ups`: those of them that come back on a date, by that date. `team`: live
    /// and resolved ones of a team. `unassigned`: new and open ones nobody has. `due`: new and
    /// open ones by what falls due. `waiting`, `all`. `shared`: what others share with one,
    /// and what is asked in a department one looks after, the last changed first. Requesters see
    /// their own in every other view.
    #[param(inline)]
    pub(crate) view: Option<ViewWord>,
    /// Only those of this team.
    pub(crate) team: Option<String>,
    /// Only those of the teams of this tier.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 5)]
    pub(crate) tier: Option<String>,
    /// Only those that teams of this provider hold.
    pub(crate) provider: Option<String>,
    /// Only those with this status.
    #[param(inline)]
    pub(crate) status: Option<StatusWord>,
    /// Only those this person has: an email address, an id, or `me`.
    pub(crate) assignee: Option<String>,
    /// Only those of this requester: an email address, an id, or `me`.
    pub(crate) requester: Option<String>,
    /// The order; `-` for descending. Each view has its own when nothing is said.
    #[param(inline)]
    pub(crate) sort: Option<SortingWord>,
    /// How many.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    pub(crate) limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    pub(crate) cursor: Option<String>,
    /// Words to search for; needs the search index, which is not available yet.
    pub(crate) q: Option<String>,
    /// A service; needs the search index, which is not available yet.
    pub(crate) service: Option<String>,
    /// A priority; needs the search index, which is not available yet.
    pub(crate) priority: Option<String>,
    /// A kind; needs the search index, which is not available yet.
    pub(crate) kind: Option<String>,
    /// A label; needs the search index, which is not available yet.
    pub(crate) tag: Option<String>,
    /// An instant; needs the search index, which is not available yet.
    pub(crate) updated_since: Option<String>,
}

/// A ticket of a list, as far as the caller may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TicketItem {
    /// To those who work at the desk.
    Desk(Box<DeskItem>),
    /// To those it is shared with.
    Shared(SharedItem),
    /// To its requester.
    Own(OwnItem),
}

/// A ticket of a list as the desk sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskItem {
    /// Its number.
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// Incident or request.
    #[schema(value_type = KindWord)]
    kind: Kind,
    /// What it is about.
    subject: String,
    /// Where it is in its life.
    #[schema(value_type = StatusWord)]
    status: Status,
    /// 1 (most urgent) to 4.
    priority: i64,
    /// The tier of the team that holds it.
    tier: i64,
    /// The team that holds it.
    team: String,
    /// The address of the agent who has it.
    assignee: Option<String>,
    /// Their name.
    assignee_name: Option<String>,
    /// The address of the person with the need.
    requester: String,
    /// Their name.
    requester_name: String,
    /// The service.
    service: Option<String>,
    /// When it was created.
    #[schema(value_type = At)]
    created_at: At,
    /// When it last changed.
    #[schema(value_type = At)]
    updated_at: At,
    /// Its version.
    version: i64,
}

/// A ticket of a list as its requester sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnItem {
    /// Its number.
    #[schema(value_type = i64)]
    number: TicketNumber,
    /// Incident or request.
    #[schema(value_type = KindWord)]
    kind: Kind,
    /// What it is about.
    subject: String,
    /// Where it is in its life.
    #[schema(value_type = StatusWord)]
    status: Status,
    /// When it was created.
    #[schema(value_type = At)]
    created_at: At,
    /// When it last changed.
    #[schema(value_type = At)]
    updated_at: At,
    /// Its version.
    version: i64,
}

/// A ticket of a list as those see it with whom its requester shares it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedItem {
    /// The address of the person with the need.
    requester: String,
    /// Their name.
    requester_name: String,
    /// What its requester sees.
    #[serde(flatten)]
    seen: OwnItem,
}

impl ListParams {
    /// Free combinations need an index there is not yet.
    pub(crate) fn refuse_search(&self) -> Result<(), Refusal> {
        let fields = [
            ("q", &self.q),
            ("service", &self.service),
            ("priority", &self.priority),
            ("kind", &self.kind),
            ("tag", &self.tag),
            ("updated_since", &self.updated_since),
        ];
        let message = "This needs the search index, which is not available yet.";
        let mut refusal = Refusal::state("search_unavailable", message);
        for (field, value) in fields {
            if value.is_some() {
                let (field, code) = (field.to_owned(), "search_unavailable");
                let message = message.to_owned();
                refusal.problems.push(desk::refusal::Problem { field, code, message });
            }
        }
        if refusal.problems.is_empty() { Ok(()) } else { Err(refusal) }
    }

    /// Where a page of the list begins, and how long it is.
    pub(crate) fn paging(&self, caller: &Caller) -> Result<Paging, Problem> {
        let identity = format!("{} of {}", self.identity(), caller.id());
        Paging::read(&identity, self.limit.as_ref(), self.cursor.as_ref())
    }

    /// All that shapes the list, for its cursors.
    fn identity(&self) -> String {
        let ListParams { view, team, tier, provider, status, assignee, requester, sort, .. } = self;
        let teams = format!("{team:?} {tier:?} {provider:?}");
        let view = view.as_ref().map(|word| &word.text);
        let status = status.as_ref().map(|word| &word.text);
        let sort = sort.as_ref().map(|word| &word.text);
        format!("tickets {view:?} {teams} {status:?} {assignee:?} {requester:?} {sort:?}")
    }
}

/// List tickets
///
/// A page of a named view, served by an index at any size of the desk. What no index serves is
/// refused in words.
#[utoipa::path(
    get, path = "/tickets", operation_id = "list_tickets", tag = "tickets",
    params(ListParams),
    responses((status = 200, description = "A page of the list", body = Page<TicketItem>)),
)]
pub(crate) async fn list_tickets(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<ListParams>,
) -> Result<Json<Page<TicketItem>>, Problem> {
    let paging = params.paging(&caller)?;
    Ok(Json(app.read(move |desk| listed(desk, &caller, &params, &paging)).await?))
}

/// A page of a named view.
pub(crate) struct Listed {
    /// What of the rows the caller sees.
    pub(crate) rows: Rows,
    /// What they are sorted by.
    pub(crate) sorting: Sorting,
    /// The rows, and where they go on.
    pub(crate) page: Page<ListRow>,
}

/// Reads a page of a named view, as far as the caller may see it.
pub(crate) fn rows(
    desk: &mut Snapshot<'_, '_>,
    caller: &Caller,
    params: &ListParams,
    paging: &Paging,
) -> Result<Listed, Failure> {
    let lookup = Lookup::new(desk.tx, Arc::clone(&desk.directory), caller.id());
    let plan = plan(params, caller, lookup)?;
    let listing = Listing {
        owners: plan.owners,
        phases: plan.phases,
        confidential: plan.rows.confidential(&desk.directory, caller.id()),
        status: plan.status,
        sort: plan.sorting.sort,
        order: plan.sorting.order,
        after: paging.after().map(|[key, number]| (key, TicketNumber(number))),
        limit: paging.rows(),
    };
    let found = lists::page(desk.tx, &listing)?;
    let mut page = paging.page(found, |row| vec![row.key, row.number.0]);
    page.items.retain(|row| plan.rows.shows(row));
    Ok(Listed { rows: plan.rows, sorting: plan.sorting, page })
}

fn listed(
    desk: &mut Snapshot<'_, '_>,
    caller: &Caller,
    params: &ListParams,
    paging: &Paging,
) -> Result<Page<TicketItem>, Failure> {
    let Listed { rows, page, .. } = rows(desk, caller, params, paging)?;
    let names = Names::of(desk, caller.id());
    page.map(|row| {
        Ok(match rows {
            Rows::Own => TicketItem::Own(own_item(row)),
            Rows::Shared => TicketItem::Shared(shared_item(&names, row)),
            Rows::All | Rows::HeldBy(_) => TicketItem::Desk(Box::new(desk_item(&names, row))),
        })
    })
}

fn desk_item(names: &Names<'_, '_>, row: ListRow) -> DeskItem {
    let requester = requester(names, &row);
    let assignee = row.assignee.map(|(_, name, email)| named(&name, email.as_deref()));
    let (assignee, assignee_name) = assignee.map(|it| (it.email, it.name)).unzip();
    DeskItem {
        number: row.number,
        kind: row.kind,
        subject: row.subject,
        status: row.status,
        priority: row.priority,
        tier: row.tier,
        team: names.team(row.team),
        assignee,
        assignee_name,
        requester: requester.email,
        requester_name: requester.name,
        service: row.service.map(|id| names.service(id)),
        created_at: At(row.created_at),
        updated_at: At(row.updated_at),
        version: row.version,
    }
}

/// Whose it is, unless a contract keeps that back.
pub(crate) fn requester(names: &Names<'_, '_>, row: &ListRow) -> Named {
    let (id, name, email) = &row.requester;
    if names.keeps_back(*id) { masked() } else { named(name, email.as_deref()) }
}

fn shared_item(names: &Names<'_, '_>, row: ListRow) -> SharedItem {
    let Named { name: requester_name, email: requester } = requester(names, &row);
    SharedItem { requester, requester_name, seen: own_item(row) }
}

fn own_item(row: ListRow) -> OwnItem {
    OwnItem {
        number: row.number,
        kind: row.kind,
        subject: row.subject,
        status: row.status,
        created_at: At(row.created_at),
        updated_at: At(row.updated_at),
        version: row.version,
    }
}
