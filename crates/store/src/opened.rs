//! Who opens a confidential ticket is noted in the desk's stream before they see it.

use crate::failure::Failure;
use crate::ledger::{By, Ledger};
use crate::queries::reads;
use crate::store::{Snapshot, Store};
use desk::actor::Actor;
use desk::admin::{AdminCommand, NoteRead};
use desk::ids::{PersonId, TicketNumber};
use desk::ticket::Ticket;
use desk::time::{Span, Timestamp};
use desk::values::Origin;

/// Opening the same ticket again within this is no news.
const ONCE_IN: Span = Span::seconds(15 * 60);

impl Snapshot<'_, '_> {
    /// Says that somebody is shown a ticket: if it is confidential and not their own, it is
    /// noted.
    pub fn opens(&mut self, person: PersonId, ticket: &Ticket) {
        if ticket.confidential.is_some() && ticket.requester != person {
            self.opened.push((person, ticket.number));
        }
    }
}

impl Store {
    /// Reads for somebody, and notes which confidential tickets they open before it gives what was
    /// read. Blocks.
    ///
    /// # Errors
    /// The closure's own, or that the database cannot be reached or written to.
    pub fn read_and_note<T>(
        &self,
        now: Timestamp,
        closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let (read, opened) = self.read_at(now, |desk| {
            let read = closure(desk)?;
            let mut news = Vec::new();
            for (person, ticket) in std::mem::take(&mut desk.opened) {
                let noted = reads::noted(desk.tx, person, ticket)?;
                if noted.is_none_or(|at| now - at >= ONCE_IN) {
                    news.push((person, ticket));
                }
            }
            Ok((read, news))
        })?;
        if let Some((person, _)) = opened.first() {
            let (actor, origin) = (Actor::Person(*person), Origin::Command);
            self.write(By { now, actor, origin }, move |ledger| note(ledger, &opened))?;
        }
        Ok(read)
    }
}

fn note(ledger: &mut Ledger<'_, '_>, opened: &[(PersonId, TicketNumber)]) -> Result<(), Failure> {
    for (person, ticket) in opened {
        let (person, ticket) = (*person, *ticket);
        ledger.admin(AdminCommand::NoteRead(NoteRead { person, ticket }))?;
    }
    Ok(())
}
