//! Where people belong, with whom they share, and what of it stands in their tickets.

use super::lists::Owner;
use super::{sql, word};
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::circle::{Circle, folded};
use desk::directory::{Directory, Organisation};
use desk::ids::{OrganisationId, PersonId, TicketNumber};
use desk::values::Shares;
use std::collections::{BTreeMap, BTreeSet};

sql! {
    ORGANISATIONS = "SELECT id, name, active FROM organisations ORDER BY id";
    KEEP_ORGANISATION = "INSERT INTO organisations (id, name, active) VALUES ($1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active";
    CIRCLES = "SELECT id, organisation, department, shares, 0 FROM people \
        WHERE organisation IS NOT NULL OR department IS NOT NULL OR shares <> 'own' \
        UNION ALL SELECT person, NULL, NULL, NULL, shared_with FROM sharing";
    SET_SHARES = "UPDATE people SET shares = $2 WHERE id = $1";
    UNNAME = "DELETE FROM sharing WHERE person = $1";
    NAME = "INSERT INTO sharing (person, shared_with) VALUES ($1, $2)";
    STAMP = "UPDATE tickets SET shared_with = $2, department = $3 WHERE number = $1";
    STAMP_ALL = "UPDATE tickets SET shared_with = $2, department = $3 WHERE requester = $1";
    STAMPED = "SELECT shared_with, department FROM tickets WHERE number = $1";
}

pub(crate) fn organisations(tx: &mut Tx<'_>) -> Result<Vec<Organisation>, DbError> {
    tx.query(ORGANISATIONS, &[], |row| {
        let (id, name) = (OrganisationId(row.get(0)?), row.get(1)?);
        Ok(Organisation { id, name, active: row.get::<i64>(2)? != 0 })
    })
}

pub(crate) fn keep_organisation(tx: &mut Tx<'_>, it: &Organisation) -> Result<(), DbError> {
    tx.execute(KEEP_ORGANISATION, values![it.id.0, &it.name, i64::from(it.active)]).map(drop)
}

/// The circles of everybody who has one.
pub(crate) fn circles(tx: &mut Tx<'_>) -> Result<BTreeMap<PersonId, Circle>, DbError> {
    let mut circles: BTreeMap<PersonId, Circle> = BTreeMap::new();
    let rows = tx.query(CIRCLES, &[], |row| {
        let shares = row.get::<Option<String>>(3)?.map(|it| word::<Shares>(&it)).transpose()?;
        let department = row.get::<Option<String>>(2)?.as_deref().map(folded);
        let organisation = row.get::<Option<i64>>(1)?.map(OrganisationId);
        let placed = shares.map(|shares| (organisation, department, shares));
        Ok((PersonId(row.get(0)?), placed, PersonId(row.get(4)?)))
    })?;
    for (person, placed, named) in rows {
        let circle = circles.entry(person).or_default();
        match placed {
            Some((organisation, department, shares)) => {
                (circle.organisation, circle.department) = (organisation, department);
                circle.shares = shares;
            }
            None => drop(circle.with.insert(named)),
        }
    }
    Ok(circles)
}

/// Keeps with whom a person shares.
pub(crate) fn share(
    tx: &mut Tx<'_>,
    person: PersonId,
    shares: Shares,
    with: &BTreeSet<PersonId>,
) -> Result<(), DbError> {
    tx.execute(SET_SHARES, values![person.0, shares.as_str()])?;
    tx.execute(UNNAME, values![person.0])?;
    for other in with {
        tx.execute(NAME, values![person.0, other.0])?;
    }
    Ok(())
}

/// A department as tickets name it: within its organisation.
#[must_use]
pub fn department_of(circle: &Circle) -> Option<String> {
    let organisation = circle.organisation.map_or(0, |id| id.0);
    circle.department.as_ref().map(|department| format!("{organisation}:{department}"))
}

/// An organisation as tickets name it.
#[must_use]
pub fn organisation_of(circle: &Circle) -> Option<String> {
    circle.organisation.map(|id| id.to_string())
}

/// What of a requester's circle stands in their tickets: with whom they are shared, and whose
/// department they are of.
type Stamp = (Option<String>, Option<String>);

fn stamp_of(circle: Option<&Circle>) -> Stamp {
    let Some(circle) = circle else { return (None, None) };
    let shared = match circle.shares {
        Shares::Own => None,
        Shares::Department => department_of(circle),
        Shares::Organisation => organisation_of(circle),
    };
    (shared, department_of(circle))
}

/// Writes the requester's circle into one ticket.
pub(crate) fn stamp(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    circle: Option<&Circle>,
) -> Result<(), DbError> {
    let (shared, department) = stamp_of(circle);
    tx.execute(STAMP, values![number.0, shared, department]).map(drop)
}

/// Writes a person's circle into all their tickets: whoever moves takes them along.
pub(crate) fn stamp_all(
    tx: &mut Tx<'_>,
    person: PersonId,
    circle: Option<&Circle>,
) -> Result<(), DbError> {
    let (shared, department) = stamp_of(circle);
    tx.execute(STAMP_ALL, values![person.0, shared, department]).map(drop)
}

/// True when a ticket has its requester's circle.
pub(crate) fn is_stamped(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    circle: Option<&Circle>,
) -> Result<bool, DbError> {
    let read = |row: &Row<'_>| -> Result<Stamp, DbError> { Ok((row.get(0)?, row.get(1)?)) };
    Ok(tx.query_opt(STAMPED, values![number.0], read)? == Some(stamp_of(circle)))
}

/// Whose tickets others share with this person, or they look after: runs of a list. How many name
/// one person is limited when they do ([`desk::limits::SHARED_BY_MAX`]).
#[must_use]
pub fn shared_with(directory: &Directory, person: PersonId) -> Vec<Owner> {
    let circle = directory.circles.get(&person);
    let views = directory.viewers.contains(&person);
    let department = circle.and_then(department_of).map(|it| match views {
        true => Owner::Department(it, person),
        false => Owner::Shared(it, person),
    });
    let organisation = circle.and_then(organisation_of).map(|it| Owner::Shared(it, person));
    let named = directory.circles.iter().filter(|(_, circle)| circle.with.contains(&person));
    let named = named.map(|(requester, _)| Owner::Requester(*requester));
    department.into_iter().chain(organisation).chain(named).collect()
}
