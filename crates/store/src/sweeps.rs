//! Sweeps: what comes due by itself. Each is found by an index, done by the ordinary command, and
//! done once, for a ticket that was swept is not due any more.

use crate::failure::Failure;
use crate::ledger::By;
use crate::queries::tickets;
use crate::store::Store;
use desk::actor::Actor;
use desk::ids::TicketNumber;
use desk::ticket::Command;
use desk::ticket::wait::Resume;
use desk::time::Timestamp;
use desk::values::Origin;

/// Tickets swept in one commit.
const TICKETS_AT_A_TIME: i64 = 100;

/// Opens waiting tickets whose date has passed. Gives how many tickets it touched. Waits that an
/// import brought have no such date, so that no import makes a sweep (domain, section 4).
///
/// # Errors
/// That the database cannot be reached.
pub fn sweep(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    let mut swept = 0;
    loop {
        match wake(store, now)? {
            0 => return Ok(swept),
            woken => swept += woken,
        }
    }
}

fn wake(store: &Store, now: Timestamp) -> Result<usize, Failure> {
    let due = store.read(|desk| Ok(tickets::to_wake(desk.tx, now, TICKETS_AT_A_TIME)?))?;
    each(store, now, due, Resume.into())
}

/// Does one thing with each ticket that still asks for it when the writer's turn comes: another
/// node, or a person, may have been first.
fn each(
    store: &Store,
    now: Timestamp,
    due: Vec<TicketNumber>,
    command: Command,
) -> Result<usize, Failure> {
    if due.is_empty() {
        return Ok(0);
    }
    let by = By { now, actor: Actor::Desk, origin: Origin::Sweep };
    store.write(by, move |ledger| {
        let mut done = 0;
        for number in &due {
            match ledger.act(*number, command.clone()) {
                Ok(_) => done += 1,
                Err(Failure::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    })
}
