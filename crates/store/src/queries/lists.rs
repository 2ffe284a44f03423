//! Named views, each served by an index in its order.
//!
//! A view is one or more *runs*: one owner (a team, an agent, a requester, the desk) in one phase.
//! Each run is one seek in one index; runs are merged in order here, so that a page costs the same
//! on a desk with ten tickets or ten million.

use super::counts;
use super::tickets::CONFIDENTIAL;
use super::{json, sql, word};
use crate::db::{DbError, Row, Tx, Value};
use crate::values;
use desk::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use desk::ticket::glance::Glance;
use desk::ticket::wait::Waiting;
use desk::time::Timestamp;
use desk::values::{Kind, Status};
use serde::Deserialize;

/// The columns of a row, behind its key.
macro_rules! columns {
    () => {
        "t.number, t.version, t.kind, t.status, t.subject, t.requester, r.name, r.email, \
         t.service, t.priority, t.team, t.tier, t.assignee, a.name, a.email, t.created_at, \
         t.updated_at, t.rest FROM tickets t JOIN people r ON r.id = t.requester \
         LEFT JOIN people a ON a.id = t.assignee"
    };
}

sql! {
    ONE = concat!("SELECT t.number, ", columns!(), " WHERE t.number = $1");
}

/// Whose tickets a run lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// All of the desk.
    Desk,
    /// Those a team holds.
    Team(TeamId),
    /// Those of them nobody has.
    Unassigned(TeamId),
    /// Those an agent has.
    Assignee(PersonId),
    /// Those of a requester.
    Requester(PersonId),
    /// Those shared with a circle (see [`super::circles`]), but those of this person. By the last
    /// change alone.
    Shared(String, PersonId),
    /// Those of a department, but those of this person. By the last change alone.
    Department(String, PersonId),
}

/// What a list is sorted by; the number settles ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The last change.
    Updated,
    /// The creation.
    Created,
    /// The priority, 1 first.
    Priority,
    /// What falls due, first the soonest.
    Due,
    /// When it comes back by itself; lists only what does. Served for an assignee alone.
    Wake,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Which confidential tickets a list shows besides the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confidential {
    /// None.
    LeftOut,
    /// All of them: of the requester's own.
    Shown,
    /// Those that name this person, or a team of theirs.
    To(PersonId, Vec<TeamId>),
}

/// What is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Whose tickets.
    pub owners: Vec<Owner>,
    /// Which phases (see [`super::tickets::phase`]).
    pub phases: Vec<i64>,
    /// Which confidential ones of them.
    pub confidential: Confidential,
    /// Only this status of its phase.
    pub status: Option<Status>,
    /// By what.
    pub sort: Sort,
    /// Which end first.
    pub order: Order,
    /// Go on behind this key and number.
    pub after: Option<(i64, TicketNumber)>,
    /// How many rows.
    pub limit: i64,
}

/// A thin row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// What it is sorted by here.
    pub key: i64,
    /// Its number.
    pub number: TicketNumber,
    /// Its version.
    pub version: i64,
    /// Incident or request.
    pub kind: Kind,
    /// Where it is in its life.
    pub status: Status,
    /// What it is about.
    pub subject: String,
    /// Who has the need: id, name, address.
    pub requester: (PersonId, String, Option<String>),
    /// The service.
    pub service: Option<ServiceId>,
    /// Its priority.
    pub priority: i64,
    /// Who holds it.
    pub team: TeamId,
    /// On which tier.
    pub tier: i64,
    /// Who has it: id, name, address.
    pub assignee: Option<(PersonId, String, Option<String>)>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What it waits for.
    pub waiting: Option<Waiting>,
    /// Its past at a glance.
    pub glance: Glance,
}

/// What a row of a list shows of the rest of the ticket.
#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    waiting: Option<Waiting>,
    #[serde(default)]
    glance: Glance,
}

impl Sort {
    const ALL: [Sort; 5] = [Sort::Updated, Sort::Created, Sort::Priority, Sort::Due, Sort::Wake];

    fn column(self) -> &'static str {
        match self {
            Sort::Updated => "updated_at",
            Sort::Created => "created_at",
            Sort::Priority => "priority",
            Sort::Due => "due_at",
            Sort::Wake => "wake_at",
        }
    }

    /// What its index leaves out, said so that the index is used.
    fn condition(self) -> &'static str {
        match self {
            Sort::Updated | Sort::Created | Sort::Priority | Sort::Due => "",
            Sort::Wake => " AND t.wake_at IS NOT NULL",
        }
    }
}

impl Owner {
    fn condition(&self) -> &'static str {
        match self {
            Owner::Desk => "$1 = 0",
            Owner::Team(_) => "t.team = $1",
            Owner::Unassigned(_) => "t.team = $1 AND t.assignee IS NULL",
            Owner::Assignee(_) => "t.assignee = $1 AND t.assignee IS NOT NULL",
            Owner::Requester(_) => "t.requester = $1",
            Owner::Shared(..) => {
                "t.shared_with = $1 AND t.shared_with IS NOT NULL AND t.requester <> $7"
            }
            Owner::Department(..) => {
                "t.department = $1 AND t.department IS NOT NULL AND t.requester <> $7"
            }
        }
    }

    fn key(&self) -> Value<'_> {
        match self {
            Owner::Desk => 0.into(),
            Owner::Team(id) | Owner::Unassigned(id) => id.0.into(),
            Owner::Assignee(id) | Owner::Requester(id) => id.0.into(),
            Owner::Shared(circle, _) | Owner::Department(circle, _) => circle.as_str().into(),
        }
    }

    /// Whose it leaves out.
    fn but(&self) -> Option<PersonId> {
        match self {
            Owner::Shared(_, but) | Owner::Department(_, but) => Some(*but),
            Owner::Desk
            | Owner::Team(_)
            | Owner::Unassigned(_)
            | Owner::Assignee(_)
            | Owner::Requester(_) => None,
        }
    }
}

/// Whether a run shows only what somebody is named on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Only {
    All,
    Named,
}

/// The statement of one run: `$1` owner, `$2` phase, `$3` and `$4` key and number to go on behind,
/// `$5` limit, `$6` status or none; where only what somebody is named on is shown, `$7` who and
/// `$8` their teams, as `,3,7,`. What is shared is never confidential; `$7` is whose it leaves out.
fn statement(owner: &Owner, sort: Sort, order: Order, named: Only) -> String {
    let (column, condition) = (sort.column(), owner.condition());
    let (beyond, direction) = match order {
        Order::Ascending => (">", "ASC"),
        Order::Descending => ("<", "DESC"),
    };
    let (columns, only) = (columns!(), sort.condition());
    let named = match named {
        Only::All => "",
        Only::Named => {
            "AND EXISTS (SELECT 1 FROM ticket_readers x WHERE x.number = t.number \
             AND (x.kind = 'person' AND x.id = $7 \
             OR x.kind = 'team' AND $8 LIKE '%,' || x.id || ',%')) "
        }
    };
    format!(
        "SELECT t.{column}, {columns} \
         WHERE {condition}{only} AND t.phase = $2 AND (t.{column}, t.number) {beyond} ($3, $4) \
         AND (t.status = $6 OR $6 = '') {named}\
         ORDER BY t.{column} {direction}, t.number {direction} LIMIT $5"
    )
}

/// Every statement a list can ask, for the test that prepares them.
pub(crate) fn every_statement() -> Vec<String> {
    let owners = [
        Owner::Desk,
        Owner::Team(TeamId(0)),
        Owner::Unassigned(TeamId(0)),
        Owner::Assignee(PersonId(0)),
        Owner::Requester(PersonId(0)),
        Owner::Shared(String::new(), PersonId(0)),
        Owner::Department(String::new(), PersonId(0)),
    ];
    let orders = [Order::Ascending, Order::Descending];
    let mut statements = Vec::new();
    for (owner, sort) in owners.iter().flat_map(|it| Sort::ALL.map(|sort| (it, sort))) {
        for order in orders {
            let both = [Only::All, Only::Named].map(|named| statement(owner, sort, order, named));
            statements.extend(both);
        }
    }
    statements
}

fn read(row: &Row<'_>) -> Result<ListRow, DbError> {
    let assignee = match row.get::<Option<i64>>(13)? {
        Some(id) => Some((PersonId(id), row.get(14)?, row.get(15)?)),
        None => None,
    };
    let Shown { waiting, glance } = json(&row.get::<String>(18)?)?;
    Ok(ListRow {
        key: row.get(0)?,
        number: TicketNumber(row.get(1)?),
        version: row.get(2)?,
        kind: word(&row.get::<String>(3)?)?,
        status: word(&row.get::<String>(4)?)?,
        subject: row.get(5)?,
        requester: (PersonId(row.get(6)?), row.get(7)?, row.get(8)?),
        service: row.get::<Option<i64>>(9)?.map(ServiceId),
        priority: row.get(10)?,
        team: TeamId(row.get(11)?),
        tier: row.get(12)?,
        assignee,
        created_at: Timestamp(row.get(16)?),
        updated_at: Timestamp(row.get(17)?),
        waiting,
        glance,
    })
}

/// The row of one ticket, by whatever it is listed; its key is its number.
pub fn one(tx: &mut Tx<'_>, number: TicketNumber) -> Result<Option<ListRow>, DbError> {
    tx.query_opt(ONE, values![number.0], read)
}

/// The phases of a listing, and which of them show only what somebody is named on.
fn runs(tx: &mut Tx<'_>, listing: &Listing) -> Result<Vec<(i64, Only)>, DbError> {
    let open = listing.phases.iter().map(|phase| (*phase, Only::All));
    let behind = |named| listing.phases.iter().map(move |phase| (phase + CONFIDENTIAL, named));
    Ok(match listing.confidential {
        Confidential::Shown => open.chain(behind(Only::All)).collect(),
        // Most desks have nothing to hide, and look for it once.
        Confidential::To(..) if counts::any_confidential(tx)? => {
            open.chain(behind(Only::Named)).collect()
        }
        Confidential::To(..) | Confidential::LeftOut => open.collect(),
    })
}

fn spelled(teams: &[TeamId]) -> String {
    teams.iter().fold(String::from(","), |all, team| format!("{all}{team},"))
}

/// A page of a view, in order.
pub fn page(tx: &mut Tx<'_>, listing: &Listing) -> Result<Vec<ListRow>, DbError> {
    let mut rows: Vec<ListRow> = Vec::new();
    let start = match listing.order {
        Order::Ascending => (i64::MIN, TicketNumber(i64::MIN)),
        Order::Descending => (i64::MAX, TicketNumber(i64::MAX)),
    };
    let (key, number) = listing.after.unwrap_or(start);
    let status = listing.status.map_or("", Status::as_str);
    let runs = runs(tx, listing)?;
    for owner in &listing.owners {
        for (phase, named) in runs.iter().copied() {
            let sql = statement(owner, listing.sort, listing.order, named);
            let mut values: Vec<Value<'_>> = vec![
                owner.key(),
                phase.into(),
                key.into(),
                number.0.into(),
                listing.limit.into(),
                status.into(),
            ];
            if let (Only::Named, Confidential::To(person, teams)) = (named, &listing.confidential) {
                values.extend([person.0.into(), spelled(teams).into()]);
            }
            values.extend(owner.but().map(|but| Value::from(but.0)));
            rows.extend(tx.query(&sql, &values, read)?);
        }
    }
    match listing.order {
        Order::Ascending => rows.sort_by_key(|row| (row.key, row.number)),
        Order::Descending => rows.sort_by_key(|row| std::cmp::Reverse((row.key, row.number))),
    }
    // One can be shared in two ways.
    rows.dedup_by_key(|row| row.number);
    rows.truncate(usize::try_from(listing.limit).unwrap_or(0));
    Ok(rows)
}
