//! A desk in memory: the ordinary decisions, folded at once, kept nowhere.

use super::ground::{Answer, By, Desk};
use crate::tier_flow::{Flow, Report, TierFlow};
use desk::actor::Context;
use desk::admin::{self, AdminCommand, DeskEvent};
use desk::directory::Directory;
use desk::ids::{TeamId, TicketNumber};
use desk::refusal::Refusal;
use desk::settings::Settings;
use desk::ticket::link::Mirror;
use desk::ticket::open::{self, Open};
use desk::ticket::succeed::Succeed;
use desk::ticket::{Command, Event, Stamp, Ticket, decide};
use desk::values::Origin;
use std::convert::Infallible;

/// Whether the events themselves are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Only what they lead to.
    State,
    /// Every event of every ticket as well.
    Events,
}

/// A ticket and what is known of its past.
#[derive(Debug, Clone)]
pub struct Held {
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// Its way through the tiers, folded event by event.
    pub flow: Flow,
    /// Its events, if they are kept.
    pub events: Vec<(Event, Stamp)>,
}

/// A desk in memory. Numbers begin at 1.
#[derive(Debug, Clone)]
pub struct Memory {
    directory: Directory,
    settings: Settings,
    keep: Keep,
    tickets: Vec<Held>,
    events: u64,
}

impl Memory {
    /// An empty desk.
    #[must_use]
    pub fn new(directory: Directory, settings: Settings, keep: Keep) -> Memory {
        Memory { directory, settings, keep, tickets: Vec::new(), events: 0 }
    }

    /// Every ticket, by number.
    #[must_use]
    pub fn tickets(&self) -> &[Held] {
        &self.tickets
    }

    /// How many events there were.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The tier flow of all tickets.
    #[must_use]
    pub fn tier_flow(&self) -> TierFlow {
        let mut report = Report::default();
        self.tickets.iter().for_each(|held| report.add(&held.flow));
        report.finish()
    }

    fn held(&self, number: TicketNumber) -> Option<&Held> {
        self.tickets.get(index(number)?)
    }

    fn context<'a>(&'a self, by: By, other: Option<&'a Ticket>) -> Context<'a> {
        let By { now, actor, origin } = by;
        let (directory, settings) = (&self.directory, &self.settings);
        Context { now, actor, origin, directory, settings, other }
    }

    fn append(&mut self, number: TicketNumber, by: By, events: Vec<Event>) {
        let Some(held) = index(number).and_then(|index| self.tickets.get_mut(index)) else {
            return;
        };
        for event in events {
            // A clock that was set back does not turn a ticket's history around.
            let at = by.now.max(held.ticket.updated_at);
            let seq = held.ticket.version + 1;
            let stamp = Stamp { seq, at, actor: by.actor, origin: by.origin };
            held.ticket.apply(&event, &stamp);
            held.flow.apply(&event, &stamp);
            self.events += 1;
            if self.keep == Keep::Events {
                held.events.push((event, stamp));
            }
        }
    }

    fn begin(&mut self, by: By, made: Vec<Event>) -> Option<TicketNumber> {
        let number = TicketNumber(i64::try_from(self.tickets.len()).ok()? + 1);
        let mut made = made.into_iter();
        let first = made.next()?;
        let Event::Created(created) = &first else { return None };
        let stamp = Stamp { seq: 1, at: by.now, actor: by.actor, origin: by.origin };
        let ticket = created.ticket(number, &stamp);
        let flow = Flow::begin(&first, &stamp)?;
        let events = if self.keep == Keep::Events { vec![(first, stamp)] } else { Vec::new() };
        self.tickets.push(Held { ticket, flow, events });
        self.events += 1;
        self.append(number, by, made.collect());
        Some(number)
    }

    /// Tells the other ticket of a pair what was decided on the first.
    fn mirror(&mut self, number: TicketNumber, by: By, command: Command) -> Result<(), Refusal> {
        let by = By { origin: Origin::Rule, ..by };
        let Some(held) = self.held(number) else { return Err(Refusal::not_found("ticket")) };
        let events = decide(&held.ticket, command, &self.context(by, None))?;
        self.append(number, by, events);
        Ok(())
    }

    fn try_open(&mut self, by: By, command: Open) -> Result<TicketNumber, Refusal> {
        let links = command.links.clone();
        let made = open::open(command, &self.context(by, None))?;
        let number = self.begin(by, made).ok_or_else(|| Refusal::not_found("ticket"))?;
        for (kind, to) in links {
            self.mirror(to, by, Mirror::Link(kind.reverse(), number).into())?;
        }
        Ok(number)
    }

    fn try_act(&mut self, number: TicketNumber, by: By, command: Command) -> Result<(), Refusal> {
        let Some(held) = self.held(number) else { return Err(Refusal::not_found("ticket")) };
        let by = By { now: by.now.max(held.ticket.updated_at), ..by };
        let other = command.other(&held.ticket).filter(|other| *other != number);
        let other = other.and_then(|other| Some(&self.held(other)?.ticket));
        let pair = other.map(|other| other.number).zip(command.counterpart(number));
        let events = decide(&held.ticket, command, &self.context(by, other))?;
        let changed = !events.is_empty();
        self.append(number, by, events);
        match pair {
            Some((other, counterpart)) if changed => self.mirror(other, by, counterpart),
            _ => Ok(()),
        }
    }

    fn try_administer(&mut self, by: By, command: AdminCommand) -> Result<(), Refusal> {
        for event in admin::decide(command, &self.context(by, None))? {
            self.directory.apply(&event);
            if let DeskEvent::TeamRetired { team, .. } = event {
                self.follow_retirement(by, team)?;
            }
        }
        Ok(())
    }

    fn follow_retirement(&mut self, by: By, team: TeamId) -> Result<(), Refusal> {
        let by = By { origin: Origin::Retirement, ..by };
        for number in (1..).map(TicketNumber).take(self.tickets.len()) {
            self.try_act(number, by, Succeed { team }.into())?;
        }
        Ok(())
    }
}

fn index(number: TicketNumber) -> Option<usize> {
    usize::try_from(number.0.checked_sub(1)?).ok()
}

impl Desk for Memory {
    type Fault = Infallible;

    fn directory(&self) -> &Directory {
        &self.directory
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn ticket(&mut self, number: TicketNumber) -> Result<Option<&Ticket>, Infallible> {
        Ok(self.held(number).map(|held| &held.ticket))
    }

    fn open(&mut self, by: By, command: Open) -> Answer<TicketNumber, Infallible> {
        Ok(self.try_open(by, command))
    }

    fn act(&mut self, number: TicketNumber, by: By, command: Command) -> Answer<(), Infallible> {
        Ok(self.try_act(number, by, command))
    }

    fn administer(&mut self, by: By, command: AdminCommand) -> Answer<(), Infallible> {
        Ok(self.try_administer(by, command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Firm, PlainTexts, Texts};
    use desk::actor::Actor;
    use desk::ids::PersonId;
    use desk::text::Text;
    use desk::ticket::link::Link;
    use desk::time::Timestamp;
    use desk::values::{Channel, LinkKind};

    #[test]
    fn a_clock_set_back_turns_no_history_around_on_either_side_of_a_pair() {
        let mut desk = Memory::new(Firm::house(100).directory, Settings::default(), Keep::Events);
        let by = |now| By { now: Timestamp(now), actor: Actor::Desk, origin: Origin::Command };
        for now in [10, 20] {
            let text = || Some(Text::new("Words", PlainTexts::default().salt()));
            let requester = Some(PersonId(500));
            let open = Open { subject: text(), body: text(), requester, ..Open::by(Channel::Mail) };
            assert!(matches!(desk.open(by(now), open), Ok(Ok(_))));
        }
        let link = Link { to: Some(TicketNumber(2)), kind: Some(LinkKind::Related) };
        assert_eq!(desk.act(TicketNumber(1), by(5), link.into()), Ok(Ok(())));
        for (held, at) in desk.tickets().iter().zip([10, 20]) {
            assert_eq!(held.events.last().map(|(_, stamp)| stamp.at), Some(Timestamp(at)));
        }
        let gone = desk.act(TicketNumber(3), by(30), link.into());
        assert!(matches!(gone, Ok(Err(refusal)) if refusal.code == "not_found"));
    }
}
