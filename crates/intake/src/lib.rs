//! Intake: a mail becomes a ticket, a message on one, or is kept aside; none is lost.
//!
//! [`ingest`] takes the bytes of a message and the instant, whoever brings them: the pipe of a mail
//! server now, a listener or a fetcher later. What a mail says and is, the crate `mail` reads,
//! outside of any transaction. Where it belongs is asked and written in one:
//!
//! - `identity.rs`: which two deliveries are the same mail.
//! - `reading.rs`: what of a mail the desk can use, within its limits.
//! - `place.rs`: the ticket it belongs to, and as what (domain, section 3; interfaces, section 4).
//! - `take.rs`: the commands that follow, and the row that says what became of it.
//! - `keep.rs`: the message as it came, and its attachments.
//! - `wording.rs`: the few words the desk itself writes.
//!
//! Whatever a mail says about itself, it is forgeable: nothing here gives anybody a right because
//! of its `From` that a stranger would not have, but to add words to a ticket of that sender.

mod identity;
mod keep;
pub mod limits;
mod place;
mod reading;
mod take;
mod wording;

use desk::actor::Actor;
use desk::ids::TicketNumber;
use desk::time::Timestamp;
use desk::values::Origin;
use reading::{Reading, Trouble};
use std::sync::Arc;
use store::db::DbError;
use store::queries::mails::Verdict;
use store::{By, Failure, Store};
use wording::Wording;

/// How a mail came in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The channel, as the operator names it.
    pub channel: String,
    /// The address it was delivered to, when whoever brings it knows.
    pub recipient: Option<String>,
    /// When it came. What its own `Date` says is never the time of anything.
    pub now: Timestamp,
}

/// What a mail was taken for, and what was read in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it was taken for.
    pub verdict: Verdict,
    /// The ticket it is on; none when it is kept aside.
    pub ticket: Option<TicketNumber>,
    /// Its Message-ID, without brackets.
    pub message_id: Option<String>,
    /// The sender's address, as written.
    pub sender: Option<String>,
    /// Its subject, on one line.
    pub subject: String,
    /// The names of its attachments, in their order.
    pub attachments: Vec<String>,
}

/// Takes a mail in. When it answers, the mail and all that follows from it are on disk; when it
/// fails, nothing is, and the same mail can be brought again. Blocks.
///
/// # Errors
/// That the database does not do it now; the mail itself is never a reason.
pub fn ingest(store: &Store, raw: &[u8], arrival: &Arrival) -> Result<Taken, Failure> {
    let reading = Arc::new(Reading::of(raw, arrival));
    if let Some(taken) = second_delivery(store, &reading, arrival)? {
        return Ok(taken);
    }
    match first_delivery(store, raw, &reading, arrival) {
        Err(failure) if is_about_the_mail(&failure) => {
            tracing::error!(%failure, "a mail becomes a damaged entry");
            let damaged = Arc::new(reading.as_damaged(Trouble::Refused));
            first_delivery(store, raw, &damaged, arrival).map_err(|_| failure)
        }
        taken => taken,
    }
}

/// Looks, before anything is kept, whether the mail came before.
fn second_delivery(
    store: &Store,
    reading: &Arc<Reading>,
    arrival: &Arrival,
) -> Result<Option<Taken>, Failure> {
    let known = store.read(|desk| identity::first(desk.tx, reading, arrival.now))?;
    if known.is_none() {
        return Ok(None);
    }
    let (reading, arrival) = (Arc::clone(reading), arrival.clone());
    store.write(by(&arrival), move |ledger| take::again(ledger, &reading, &arrival))
}

fn first_delivery(
    store: &Store,
    raw: &[u8],
    reading: &Arc<Reading>,
    arrival: &Arrival,
) -> Result<Taken, Failure> {
    let wording = store.read(|desk| Ok(Wording::of(&desk.settings)))?;
    let kept = keep::take_in(store, raw, reading, wording, arrival)?;
    let (for_write, read, came) = (kept.clone(), Arc::clone(reading), arrival.clone());
    let taken =
        store.write(by(arrival), move |ledger| take::take(ledger, &read, &for_write, &came));
    let is_kept = taken.as_ref().is_ok_and(|taken| taken.verdict != Verdict::Duplicate);
    if !is_kept {
        kept.give_up(store, arrival);
    }
    taken
}

/// The desk itself takes mail in, until it is known who sent it.
fn by(arrival: &Arrival) -> By {
    By { now: arrival.now, actor: Actor::Desk, origin: Origin::Rule }
}

/// True of a failure that another try would meet again, because of what the mail says.
fn is_about_the_mail(failure: &Failure) -> bool {
    match failure {
        Failure::Refused(_) => true,
        Failure::Db(DbError::Constraint(_) | DbError::Fault(_)) => true,
        Failure::Stale { .. } | Failure::Db(_) => false,
    }
}
