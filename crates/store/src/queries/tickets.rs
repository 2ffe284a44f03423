//! The ticket's row: what its events fold to.

use super::{json, sql, to_json, word};
use crate::db::{DbError, Row, Tx};
use crate::values;
use desk::ids::{EventSeq, PersonId, ServiceId, TeamId, TicketNumber};
use desk::priority::Priority;
use desk::ticket::ask::Question;
use desk::ticket::confidential::Readers;
use desk::ticket::glance::Glance;
use desk::ticket::hand_over::Received;
use desk::ticket::hold::Step;
use desk::ticket::raise::Raise;
use desk::ticket::wait::Waiting;
use desk::ticket::{Ticket, merge};
use desk::time::Timestamp;
use desk::values::{Complexity, LinkKind, Status, Tier};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

sql! {
    READ = "SELECT number, version, head, kind, status, subject, requester, channel, service, \
        impact, urgency, priority, team, tier, assignee, contact_team, created_at, updated_at, \
        resolved_at, closed_at, rest FROM tickets WHERE number = $1";
    AFTER = "SELECT number, version, head, kind, status, subject, requester, channel, service, \
        impact, urgency, priority, team, tier, assignee, contact_team, created_at, updated_at, \
        resolved_at, closed_at, rest FROM tickets WHERE number > $1 ORDER BY number LIMIT $2";
    OF_REQUESTER = "SELECT number, version, head, kind, status, subject, requester, channel, \
        service, impact, urgency, priority, team, tier, assignee, contact_team, created_at, \
        updated_at, resolved_at, closed_at, rest FROM tickets \
        WHERE requester = $1 AND phase = $2 AND (updated_at, number) < ($3, $4) \
        ORDER BY updated_at DESC, number DESC LIMIT $5";
    INSERT = "INSERT INTO tickets (number, version, head, kind, status, phase, subject, \
        requester, channel, service, impact, urgency, priority, team, tier, assignee, \
        contact_team, created_at, updated_at, resolved_at, closed_at, due_at, wake_at, rest) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
        $18, $19, $20, $21, $22, $23, $24)";
    UPDATE = "UPDATE tickets SET version = $2, head = $3, kind = $4, status = $5, phase = $6, \
        subject = $7, requester = $8, channel = $9, service = $10, impact = $11, urgency = $12, \
        priority = $13, team = $14, tier = $15, assignee = $16, contact_team = $17, \
        created_at = $18, updated_at = $19, resolved_at = $20, closed_at = $21, due_at = $22, \
        wake_at = $23, rest = $24 WHERE number = $1";
    TOUCH = "UPDATE tickets SET version = $2, head = $3, kind = $4, status = $5, subject = $6, \
        service = $7, impact = $8, urgency = $9, contact_team = $10, updated_at = $11, \
        resolved_at = $12, closed_at = $13, wake_at = $14, rest = $15 WHERE number = $1";
    TO_WAKE = "SELECT number FROM tickets WHERE wake_at IS NOT NULL AND wake_at <= $1 \
        ORDER BY wake_at, number LIMIT $2";
    PLACES = "SELECT phase, due_at, wake_at FROM tickets WHERE number = $1";
    ADD_TEAM = "INSERT INTO ticket_teams (team, number) VALUES ($1, $2) \
        ON CONFLICT (team, number) DO NOTHING";
    DROP_TEAM = "DELETE FROM ticket_teams WHERE team = $1 AND number = $2";
    WITH_TEAM = "SELECT number FROM ticket_teams WHERE team = $1 AND number > $2 \
        ORDER BY number LIMIT $3";
    OPEN_OF = "SELECT number, team FROM tickets WHERE assignee = $1 AND phase IN (0, 1, 10, 11) \
        AND number > $2 ORDER BY number LIMIT $3";
    READERS = "SELECT kind, id FROM ticket_readers WHERE number = $1 ORDER BY kind, id";
    ADD_READER = "INSERT INTO ticket_readers (number, kind, id) VALUES ($1, $2, $3)";
    DROP_READERS = "DELETE FROM ticket_readers WHERE number = $1";
    TEAMS_UNDER = "SELECT team FROM ticket_teams WHERE number = $1 ORDER BY team";
}

/// Where `due_at` stands while no clock runs: after everything.
pub const NEVER: i64 = i64::MAX;

/// A ticket as it is kept: its state and the head of its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    /// The state.
    pub ticket: Ticket,
    /// The hash of its last event.
    pub head: Vec<u8>,
}

/// The part of the state no list is sorted or filtered by, kept as JSON.
#[derive(Serialize, Deserialize)]
struct Rest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asset: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    complexity: Option<Complexity>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    tags: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, String>,
    path: Vec<Step>,
    contact_held: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<Waiting>,
    replied: bool,
    #[serde(default)]
    glance: Glance,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hand_over: Option<Received>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    questions: BTreeMap<EventSeq, Question>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    raises: BTreeMap<EventSeq, Raise>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    links: BTreeSet<(LinkKind, TicketNumber)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged: Option<merge::Rest>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    left: BTreeMap<TeamId, Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidential: Option<Readers>,
}

fn rest(ticket: &Ticket) -> Result<String, DbError> {
    to_json(&Rest {
        asset: ticket.asset.clone(),
        complexity: ticket.complexity,
        tags: ticket.tags.clone(),
        fields: ticket.fields.clone(),
        path: ticket.path.clone(),
        contact_held: ticket.contact_held,
        waiting: ticket.waiting,
        replied: ticket.replied,
        glance: ticket.glance,
        hand_over: ticket.hand_over,
        questions: ticket.questions.clone(),
        raises: ticket.raises.clone(),
        links: ticket.links.clone(),
        merged: ticket.merged,
        left: ticket.left.clone(),
        confidential: ticket.confidential.clone(),
    })
}

/// The group of statuses that a list shows together.
#[must_use]
pub fn phase(status: Status) -> i64 {
    match status {
        Status::New | Status::Open => 0,
        Status::Waiting => 1,
        Status::Resolved => 2,
        Status::Closed => 3,
    }
}

fn from_row(row: &Row<'_>) -> Result<TicketRow, DbError> {
    let rest: Rest = json(&row.get::<String>(20)?)?;
    let ticket = Ticket {
        number: TicketNumber(row.get(0)?),
        version: row.get(1)?,
        kind: word(&row.get::<String>(3)?)?,
        status: word(&row.get::<String>(4)?)?,
        subject: row.get(5)?,
        requester: PersonId(row.get(6)?),
        channel: word(&row.get::<String>(7)?)?,
        service: row.get::<Option<i64>>(8)?.map(ServiceId),
        impact: word(&row.get::<String>(9)?)?,
        urgency: word(&row.get::<String>(10)?)?,
        priority: Priority::try_from(row.get::<i64>(11)?).map_err(DbError::Fault)?,
        team: TeamId(row.get(12)?),
        tier: Tier::try_from(row.get::<i64>(13)?).map_err(DbError::Fault)?,
        assignee: row.get::<Option<i64>>(14)?.map(PersonId),
        contact_team: TeamId(row.get(15)?),
        created_at: Timestamp(row.get(16)?),
        updated_at: Timestamp(row.get(17)?),
        resolved_at: row.get::<Option<i64>>(18)?.map(Timestamp),
        closed_at: row.get::<Option<i64>>(19)?.map(Timestamp),
        asset: rest.asset,
        complexity: rest.complexity,
        tags: rest.tags,
        fields: rest.fields,
        path: rest.path,
        contact_held: rest.contact_held,
        waiting: rest.waiting,
        replied: rest.replied,
        glance: rest.glance,
        hand_over: rest.hand_over,
        questions: rest.questions,
        raises: rest.raises,
        links: rest.links,
        merged: rest.merged,
        left: rest.left,
        confidential: rest.confidential,
    };
    Ok(TicketRow { ticket, head: row.get(2)? })
}

/// The ticket of that number.
pub fn read(tx: &mut Tx<'_>, number: TicketNumber) -> Result<Option<TicketRow>, DbError> {
    tx.query_opt(READ, values![number.0], from_row)
}

/// The same, where a row that cannot be read is an answer and no error: for checking.
pub(crate) fn read_or_say(
    tx: &mut Tx<'_>,
    number: TicketNumber,
) -> Result<Option<Result<TicketRow, DbError>>, DbError> {
    tx.query_opt(READ, values![number.0], |row| Ok(from_row(row)))
}

/// Tickets in order of their number.
pub fn after(tx: &mut Tx<'_>, number: TicketNumber, limit: i64) -> Result<Vec<TicketRow>, DbError> {
    tx.query(AFTER, values![number.0, limit], from_row)
}

/// A requester's tickets of one phase, the confidential ones among them, the last changed first,
/// behind a change and a number: whole, because what happens next is told from all of a ticket's
/// state.
pub fn of_requester(
    tx: &mut Tx<'_>,
    person: PersonId,
    phase: i64,
    behind: Option<(Timestamp, TicketNumber)>,
    limit: i64,
) -> Result<Vec<TicketRow>, DbError> {
    let (at, number) = behind.unwrap_or((Timestamp(i64::MAX), TicketNumber(i64::MAX)));
    let mut rows = Vec::new();
    for phase in [phase, phase + CONFIDENTIAL] {
        let values = values![person.0, phase, at.0, number.0, limit];
        rows.extend(tx.query(OF_REQUESTER, values, from_row)?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.ticket.updated_at, row.ticket.number)));
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(rows)
}

fn whole_row(tx: &mut Tx<'_>, sql: &str, row: &TicketRow) -> Result<(), DbError> {
    let it = &row.ticket;
    tx.execute(
        sql,
        values![
            it.number.0,
            it.version,
            &row.head,
            it.kind.as_str(),
            it.status.as_str(),
            phase_of(it),
            &it.subject,
            it.requester.0,
            it.channel.as_str(),
            it.service.map(|id| id.0),
            it.impact.as_str(),
            it.urgency.as_str(),
            i64::from(it.priority.0),
            it.team.0,
            i64::from(it.tier.0),
            it.assignee.map(|id| id.0),
            it.contact_team.0,
            it.created_at.0,
            it.updated_at.0,
            it.resolved_at.map(|at| at.0),
            it.closed_at.map(|at| at.0),
            NEVER,
            wake_at(it),
            rest(it)?
        ],
    )
    .map(drop)
}

fn wake_at(ticket: &Ticket) -> Option<i64> {
    ticket.waiting.and_then(|waiting| waiting.until).map(|until| until.0)
}

/// How far behind the others' the phases of confidential tickets stand: whoever lists or counts a
/// phase does not meet them.
pub const CONFIDENTIAL: i64 = 10;

/// The phase a ticket stands in.
#[must_use]
pub fn phase_of(ticket: &Ticket) -> i64 {
    let behind = if ticket.confidential.is_some() { CONFIDENTIAL } else { 0 };
    phase(ticket.status) + behind
}

/// A new ticket.
pub(crate) fn insert(tx: &mut Tx<'_>, row: &TicketRow) -> Result<(), DbError> {
    whole_row(tx, INSERT, row)?;
    set_readers(tx, None, &row.ticket)?;
    move_teams(tx, None, &row.ticket)
}

/// A changed ticket. Columns that sort lists are written only when one of them changed, so that
/// most changes leave most indexes alone.
pub(crate) fn update(tx: &mut Tx<'_>, before: &Ticket, row: &TicketRow) -> Result<(), DbError> {
    let it = &row.ticket;
    let listed = |t: &Ticket| (phase_of(t), t.team, t.assignee, t.priority, t.requester);
    if listed(before) != listed(it) {
        whole_row(tx, UPDATE, row)?;
    } else {
        tx.execute(
            TOUCH,
            values![
                it.number.0,
                it.version,
                &row.head,
                it.kind.as_str(),
                it.status.as_str(),
                &it.subject,
                it.service.map(|id| id.0),
                it.impact.as_str(),
                it.urgency.as_str(),
                it.contact_team.0,
                it.updated_at.0,
                it.resolved_at.map(|at| at.0),
                it.closed_at.map(|at| at.0),
                wake_at(it),
                rest(it)?
            ],
        )?;
    }
    set_readers(tx, Some(before), it)?;
    move_teams(tx, Some(before), it)
}

/// Tickets whose wait is over, the longest overdue first.
pub fn to_wake(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<TicketNumber>, DbError> {
    tx.query(TO_WAKE, values![now.0, limit], |row| Ok(TicketNumber(row.get(0)?)))
}

/// True when the columns that place a ticket in lists and sweeps are those of its state.
pub(crate) fn is_placed(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<bool, DbError> {
    let places = |row: &Row<'_>| -> Result<(i64, i64, Option<i64>), DbError> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    };
    let found = tx.query_opt(PLACES, values![ticket.number.0], places)?;
    Ok(found == Some((phase_of(ticket), NEVER, wake_at(ticket))))
}

/// The teams a ticket concerns: those of its path, its contact team, and those it is shown to.
#[must_use]
pub fn teams_of(ticket: &Ticket) -> BTreeSet<TeamId> {
    let named = ticket.confidential.iter().flat_map(|readers| readers.teams.iter().copied());
    ticket.path.iter().map(|step| step.team).chain([ticket.contact_team]).chain(named).collect()
}

/// Who sees a confidential ticket, as lists find it.
fn readers_of(ticket: &Ticket) -> BTreeSet<(String, i64)> {
    let Some(readers) = &ticket.confidential else { return BTreeSet::new() };
    let people = readers.people.iter().map(|person| ("person".to_owned(), person.0));
    people.chain(readers.teams.iter().map(|team| ("team".to_owned(), team.0))).collect()
}

fn set_readers(tx: &mut Tx<'_>, before: Option<&Ticket>, now: &Ticket) -> Result<(), DbError> {
    let old = before.map(readers_of).unwrap_or_default();
    let new = readers_of(now);
    if old == new {
        return Ok(());
    }
    if !old.is_empty() {
        tx.execute(DROP_READERS, values![now.number.0])?;
    }
    for (kind, id) in new {
        tx.execute(ADD_READER, values![now.number.0, kind, id])?;
    }
    Ok(())
}

/// True when lists find a confidential ticket for those who see it.
pub(crate) fn has_its_readers(tx: &mut Tx<'_>, ticket: &Ticket) -> Result<bool, DbError> {
    let kept = tx.query(READERS, values![ticket.number.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(kept.into_iter().collect::<BTreeSet<_>>() == readers_of(ticket))
}

fn move_teams(tx: &mut Tx<'_>, before: Option<&Ticket>, now: &Ticket) -> Result<(), DbError> {
    let old = before.map(teams_of).unwrap_or_default();
    let new = teams_of(now);
    for team in new.difference(&old) {
        tx.execute(ADD_TEAM, values![team.0, now.number.0])?;
    }
    for team in old.difference(&new) {
        tx.execute(DROP_TEAM, values![team.0, now.number.0])?;
    }
    Ok(())
}

/// Tickets that concern a team, in order of their number.
pub fn with_team(
    tx: &mut Tx<'_>,
    team: TeamId,
    after: TicketNumber,
    limit: i64,
) -> Result<Vec<TicketNumber>, DbError> {
    tx.query(WITH_TEAM, values![team.0, after.0, limit], |row| Ok(TicketNumber(row.get(0)?)))
}

/// Tickets of an agent that are not solved yet, with the teams that hold them.
pub(crate) fn open_of(
    tx: &mut Tx<'_>,
    assignee: PersonId,
    after: TicketNumber,
    limit: i64,
) -> Result<Vec<(TicketNumber, TeamId)>, DbError> {
    let read = |row: &Row<'_>| Ok((TicketNumber(row.get(0)?), TeamId(row.get(1)?)));
    tx.query(OPEN_OF, values![assignee.0, after.0, limit], read)
}

/// The teams a ticket is kept under.
pub(crate) fn teams_under(
    tx: &mut Tx<'_>,
    number: TicketNumber,
) -> Result<BTreeSet<TeamId>, DbError> {
    let teams = tx.query(TEAMS_UNDER, values![number.0], |row| Ok(TeamId(row.get(0)?)))?;
    Ok(teams.into_iter().collect())
}
