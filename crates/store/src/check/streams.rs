//! Each stream from its first event to its last: chain, texts, fold, row, flow.

use super::{Findings, files, tables, tier_flow};
use crate::db::{DbError, Tx};
use crate::journal::{self, BySlot, DESK, NO_HEAD};
use crate::queries::counters::{self, Counter};
use crate::queries::events::{self, EventRow};
use crate::queries::tickets::{self, TicketRow};
use crate::queries::{flows, followers, streams, texts};
use crate::store;
use desk::admin::DeskEvent;
use desk::attachment::Attachment;
use desk::circle::Circle;
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::{Event, Stamp, Ticket};
use desk::values::Origin;
use insight::tier_flow::{FOLD_VERSION, Flow};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Events read at a time.
const EVENTS_AT_A_TIME: i64 = 2_000;

/// What is brought up beside the streams.
#[derive(Default)]
struct Beside {
    people: tables::People,
    /// Where people belong, as it is kept.
    circles: Arc<BTreeMap<PersonId, Circle>>,
    backlog: tier_flow::Backlog,
    /// Tickets that came with a log.
    imported: BTreeSet<TicketNumber>,
    /// The last event the tier flow has followed.
    followed: i64,
    /// Whether what the tier flow keeps is of this version.
    kept: bool,
}

/// A stream on its way through the check.
struct Walk {
    stream: i64,
    last: i64,
    head: Vec<u8>,
    ticket: Option<Ticket>,
    flow: Option<Flow>,
    /// The files of the last event, to be looked for.
    files: Vec<Attachment>,
    /// False once an event could not be read: then there is nothing to compare.
    whole: bool,
}

/// Walks all streams in order and compares each with its row.
pub(super) fn check(tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), DbError> {
    let followed = followers::read(tx, crate::followers::TIER_FLOW)?;
    let last = events::head(tx)?;
    if followed > last {
        findings.add(format!("the tier flow has followed to event {followed} of {last}"));
    }
    // What an older version has folded is folded anew before it is used.
    let kept = followers::read(tx, crate::followers::TIER_FLOW_VERSION)? == FOLD_VERSION;
    let circles = store::load(tx)?.circles;
    let mut beside = Beside { followed, kept, circles, ..Beside::default() };
    let mut at = (i64::MIN, 0);
    let mut walk: Option<Walk> = None;
    let mut next_number = 1;
    loop {
        let rows = events::by_stream(tx, at.0, at.1, EVENTS_AT_A_TIME)?;
        let Some(last) = rows.last() else { break };
        at = (last.stream, last.stream_seq);
        for run in rows.chunk_by(|a, b| a.stream == b.stream) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let found = texts::between(tx, first.stream, first.stream_seq, last.stream_seq)?;
            let mut by_slot = journal::by_slot(found);
            for row in run {
                if walk.as_ref().is_none_or(|walk| walk.stream != row.stream) {
                    finish(tx, walk.take(), &beside, &mut next_number, findings)?;
                }
                let walk = walk.get_or_insert_with(|| Walk::begin(row.stream));
                walk.step(row, &mut by_slot, &mut beside, findings);
                for file in std::mem::take(&mut walk.files) {
                    let place = (row.stream, row.stream_seq);
                    files::check_named(tx, place, &file, findings)?;
                }
            }
            for (event, slot) in by_slot.into_keys() {
                let stream = name(first.stream);
                findings.add(format!("{stream}, event {event}: a text \"{slot}\" too many"));
            }
        }
    }
    finish(tx, walk, &beside, &mut next_number, findings)?;
    beside.people.compare(tx, findings)?;
    tables::check_imported(tx, beside.imported, findings)?;
    if kept {
        beside.backlog.compare(tx, findings)?;
        tier_flow::check_sums(tx, findings)?;
    }
    check_numbers(tx, next_number, findings)
}

fn name(stream: i64) -> String {
    if stream == DESK { "the desk's stream".into() } else { format!("ticket #{stream}") }
}

impl Walk {
    fn begin(stream: i64) -> Walk {
        let head = NO_HEAD.to_vec();
        let (ticket, flow, files) = (None, None, Vec::new());
        Walk { stream, last: 0, head, ticket, flow, files, whole: true }
    }

    fn step(
        &mut self,
        row: &EventRow,
        by_slot: &mut BySlot,
        beside: &mut Beside,
        findings: &mut Findings,
    ) {
        findings.events += 1;
        let stream = name(self.stream);
        if row.stream_seq != self.last + 1 {
            findings.add(format!("{stream}: event {} is missing", self.last + 1));
        }
        self.last = row.stream_seq;
        if journal::chained(&self.head, row) != row.hash {
            let (place, kind) = (row.stream_seq, &row.kind);
            findings.add(format!("{stream}, event {place} ({kind}): the chain is broken here"));
        }
        self.head.clone_from(&row.hash);
        if self.stream == DESK {
            step_desk(row, by_slot, &mut beside.people, findings);
            return;
        }
        match (journal::read(row), row.stamp()) {
            (Ok(event), Ok(stamp)) => self.fold(event, &stamp, row, by_slot, beside, findings),
            (Err(error), _) | (_, Err(error)) => {
                self.whole = false;
                findings.add(format!("{stream}, event {}: {error}", row.stream_seq));
            }
        }
    }

    fn fold(
        &mut self,
        mut event: Event,
        stamp: &Stamp,
        row: &EventRow,
        by_slot: &mut BySlot,
        beside: &mut Beside,
        findings: &mut Findings,
    ) {
        let stream = name(self.stream);
        let changed = journal::give_back(&mut event, row.stream_seq, by_slot);
        event.fact_mut().texts(&mut |slot, text| {
            if text.known().is_none() {
                let what =
                    if changed.iter().any(|it| it == slot) { "was changed" } else { "is gone" };
                let place = row.stream_seq;
                findings.add(format!("{stream}, event {place}: the text \"{slot}\" {what}"));
            }
        });
        self.files = event.fact().attachments().to_vec();
        let public = event.fact().audience() == desk::ticket::event::Audience::Public;
        if i64::from(public) != row.public {
            findings.add(format!("{stream}, event {}: its audience is wrong", row.stream_seq));
        }
        if row.seq <= beside.followed {
            let before = self.flow.clone();
            match &mut self.flow {
                Some(flow) => flow.apply(&event, stamp),
                None => self.flow = Flow::begin(&event, stamp),
            }
            if let Some(after) = &self.flow {
                beside.backlog.note(before.as_ref(), after, stamp.at);
            }
        }
        match (&mut self.ticket, &event) {
            (Some(ticket), _) => ticket.apply(&event, stamp),
            (None, Event::Created(created)) => {
                if stamp.origin == Origin::Import {
                    beside.imported.insert(TicketNumber(self.stream));
                }
                self.ticket = Some(created.ticket(TicketNumber(self.stream), stamp));
            }
            (None, _) => {
                self.whole = false;
                findings.add(format!("{stream}: the first event is no creation"));
            }
        }
    }
}

fn step_desk(
    row: &EventRow,
    by_slot: &mut BySlot,
    people: &mut tables::People,
    findings: &mut Findings,
) {
    match DeskEvent::read(&row.kind, &row.data) {
        Ok(mut event) => {
            event.texts(&mut |slot, text| {
                let found = by_slot.remove(&(row.stream_seq, slot.to_owned()));
                let changed = journal::recalled(slot, text, found).is_some();
                if changed || text.known().is_none() {
                    let place = row.stream_seq;
                    let what = if changed { "was changed" } else { "is gone" };
                    let stream = name(DESK);
                    findings.add(format!("{stream}, event {place}: the text \"{slot}\" {what}"));
                }
            });
            people.apply(&event);
        }
        Err(error) => findings.add(format!("{}: {error}", name(DESK))),
    }
}

/// Compares a stream that was walked with its row.
fn finish(
    tx: &mut Tx<'_>,
    walk: Option<Walk>,
    beside: &Beside,
    next_number: &mut i64,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let Some(walk) = walk else { return Ok(()) };
    if walk.stream == DESK {
        let kept = streams::read(tx, DESK)?.unwrap_or((0, NO_HEAD.to_vec()));
        if kept != (walk.last, walk.head) {
            findings.add("the desk's stream does not end where its head says".to_owned());
        }
        return Ok(());
    }
    for missing in *next_number..walk.stream {
        findings.add(format!("ticket #{missing} is missing"));
    }
    *next_number = walk.stream + 1;
    findings.tickets += 1;
    let number = TicketNumber(walk.stream);
    let Some(row) = read_row(tx, number, findings)? else { return Ok(()) };
    if row.ticket.version != walk.last || row.head != walk.head {
        findings.add(format!(
            "ticket #{number}: its row is at event {}, its events end with {}",
            row.ticket.version, walk.last
        ));
    } else if walk.whole && walk.ticket.as_ref() != Some(&row.ticket) {
        findings.add(format!("ticket #{number}: its row disagrees with its events"));
    }
    if !tickets::is_placed(tx, &row.ticket)? {
        findings.add(format!("ticket #{number}: its places in lists disagree with its events"));
    }
    tables::check_teams(tx, &row.ticket, findings)?;
    tables::check_circle(tx, &row.ticket, &beside.circles, findings)?;
    if walk.whole && beside.kept {
        let kept = flows::read(tx, number)?;
        if kept != walk.flow {
            findings.add(format!("ticket #{number}: its tier flow disagrees with its events"));
        } else if let Some(flow) = kept
            && !flows::is_placed(tx, number, &flow)?
        {
            findings.add(format!("ticket #{number}: its tier flow is not found by what it is"));
        }
    }
    Ok(())
}

/// Reads a ticket's row; one that is gone or cannot be read is a finding.
fn read_row(
    tx: &mut Tx<'_>,
    number: TicketNumber,
    findings: &mut Findings,
) -> Result<Option<TicketRow>, DbError> {
    let found = tickets::read_or_say(tx, number)?;
    let row = match found {
        Some(Ok(row)) => Some(row),
        None => {
            findings.add(format!("ticket #{number}: its row is missing"));
            None
        }
        Some(Err(error)) => {
            findings.add(format!("ticket #{number}: its row cannot be read: {error}"));
            None
        }
    };
    Ok(row)
}

/// Ticket numbers are dense: the last one that was given must have been seen, and no row may be
/// without events.
fn check_numbers(
    tx: &mut Tx<'_>,
    next_number: i64,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let given = counters::read(tx, Counter::Ticket)?;
    for missing in next_number..=given {
        findings.add(format!("ticket #{missing} is missing"));
    }
    let after = TicketNumber(given.max(next_number - 1));
    for row in tickets::after(tx, after, EVENTS_AT_A_TIME)? {
        findings.add(format!("ticket #{}: a row nobody opened", row.ticket.number));
    }
    Ok(())
}
