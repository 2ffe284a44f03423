//! The simulation's desk on top of the store: everything it does is an ordinary command of one
//! write. The demo lives on it, and tests that let months pass.

use crate::failure::Failure;
use crate::ledger::{self, Ledger};
use crate::queries::counters::{self, Counter};
use desk::admin::{AdminCommand, DeskEvent};
use desk::directory::Directory;
use desk::ids::{TeamId, TicketNumber};
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::ticket::open::Open;
use desk::ticket::succeed::Succeed;
use desk::ticket::{Command, Ticket};
use desk::values::Origin;
use insight::simulate::{Answer, By, Desk};

/// A desk in the hands of a write.
pub struct OnLedger<'l, 't, 'c>(pub &'l mut Ledger<'t, 'c>);

/// A refusal is an answer, everything else a fault.
fn answer<T>(done: Result<T, Failure>) -> Answer<T, Failure> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(fault) => Err(fault),
    }
}

impl OnLedger<'_, '_, '_> {
    fn by(&mut self, by: By) {
        let By { now, actor, origin } = by;
        self.0.set_by(ledger::By { now, actor, origin });
    }

    /// The tickets of a retired team follow at once. The job that does it at a desk finds nothing
    /// left to do.
    fn follow(&mut self, by: By, team: TeamId) -> Result<(), Failure> {
        self.by(By { origin: Origin::Retirement, ..by });
        let last = counters::read(self.0.tx(), Counter::Ticket)?;
        for number in (1..=last).map(TicketNumber) {
            self.0.act(number, Succeed { team }.into())?;
        }
        Ok(())
    }

    fn administer(&mut self, by: By, command: AdminCommand) -> Result<(), Failure> {
        self.by(by);
        for event in self.0.admin(command)? {
            if let DeskEvent::TeamRetired { team, .. } = event {
                self.follow(by, team)?;
            }
        }
        Ok(())
    }
}

impl Desk for OnLedger<'_, '_, '_> {
    type Fault = Failure;

    fn directory(&self) -> &Directory {
        self.0.directory()
    }

    fn settings(&self) -> &Settings {
        self.0.settings()
    }

    fn ticket(&mut self, number: TicketNumber) -> Result<Option<&Ticket>, Failure> {
        match self.0.ticket(number) {
            Ok(ticket) => Ok(Some(ticket)),
            Err(Failure::Refused(Refusal { code: "not_found", .. })) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn open(&mut self, by: By, command: Open) -> Answer<TicketNumber, Failure> {
        self.by(by);
        answer(self.0.open(command))
    }

    fn act(&mut self, number: TicketNumber, by: By, command: Command) -> Answer<(), Failure> {
        self.by(by);
        answer(self.0.act(number, command).map(drop))
    }

    fn administer(&mut self, by: By, command: AdminCommand) -> Answer<(), Failure> {
        answer(OnLedger::administer(self, by, command))
    }
}
