//! What a decision may know, taken from a write in progress: to judge before anything is written.

use desk::actor::Context;
use desk::directory::Directory;
use desk::ids::TicketNumber;
use desk::refusal::{Class, Refusal};
use desk::settings::Settings;
use desk::ticket::{Command, Ticket, decide};
use std::sync::Arc;
use store::{By, Failure, Ledger};

/// The ground a decision stands on.
pub(crate) struct Ground {
    by: By,
    directory: Arc<Directory>,
    settings: Settings,
}

impl Ground {
    pub(crate) fn of(ledger: &Ledger<'_, '_>) -> Ground {
        let (by, settings) = (ledger.by(), ledger.settings().clone());
        Ground { by, directory: ledger.shared_directory(), settings }
    }

    pub(crate) fn context<'a>(&'a self, other: Option<&'a Ticket>) -> Context<'a> {
        Context {
            now: self.by.now,
            actor: self.by.actor,
            origin: self.by.origin,
            directory: &self.directory,
            settings: &self.settings,
            other,
        }
    }
}

/// What the domain would say to a command; nothing is written.
pub(crate) fn judge(
    ledger: &mut Ledger<'_, '_>,
    number: TicketNumber,
    command: Command,
) -> Result<Result<(), Refusal>, Failure> {
    let ticket = ledger.ticket(number)?.clone();
    let other = match command.other(&ticket).filter(|to| *to != number) {
        None => None,
        Some(to) => match ledger.ticket(to) {
            Ok(other) => Some(other.clone()),
            Err(Failure::Refused(refusal)) if refusal.class == Class::NotFound => None,
            Err(failure) => return Err(failure),
        },
    };
    let ground = Ground::of(ledger);
    Ok(decide(&ticket, command, &ground.context(other.as_ref())).map(drop))
}
