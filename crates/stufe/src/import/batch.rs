//! One commit of the replay: many tickets, each with the note of how far it has come.

use super::cast::{Cast, Names, by};
use super::mapping::Mapping;
use super::order::Refusals;
use super::read::Refused;
use super::replay::{Said, commands};
use super::row::{Row, Step};
use desk::ids::TicketNumber;
use desk::ticket::message::Note;
use desk::ticket::open::Open;
use desk::values::{Level, Tier};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::queries::external;
use store::words::words;
use store::{Failure, Ledger, Store};

/// What has come of a log, or of one batch of it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Tickets of the log that the desk has.
    pub(crate) tickets: u64,
    /// Lines taken, those of earlier runs included.
    pub(crate) events: u64,
    /// Of those, taken by earlier runs.
    pub(crate) known: u64,
    /// Lines whose priority was compared with the desk's matrix.
    pub(crate) priorities: u64,
    /// Of those, lines that disagree with it.
    pub(crate) off_matrix: u64,
}

/// Writes batches and remembers whom they named.
pub(crate) struct Writer<'s> {
    store: &'s Store,
    source: Arc<str>,
    tier: Option<Tier>,
    names: Arc<Names>,
    pub(crate) tally: Tally,
    pub(crate) refusals: Refusals,
}

impl<'s> Writer<'s> {
    /// Begins with the names the desk knows and the lines that were refused already.
    pub(crate) fn new(
        store: &'s Store,
        mapping: &Mapping,
        refusals: Refusals,
    ) -> Result<Writer<'s>, Failure> {
        let source = mapping.source.as_str().into();
        let names = Arc::new(Names::known(store)?);
        let tally = Tally::default();
        Ok(Writer { store, source, tier: mapping.tier, names, tally, refusals })
    }

    /// Writes some steps in one commit. A line the desk refuses after all is left out and the rest
    /// is written again without it: one bad line loses no other.
    pub(crate) fn write(&mut self, steps: Vec<Step>) -> Result<(), Failure> {
        let steps: Arc<[Step]> = steps.into();
        let mut left_out: HashMap<usize, String> = HashMap::new();
        loop {
            let at = Arc::new(AtomicUsize::new(0));
            match self.attempt(&steps, left_out.clone(), Arc::clone(&at)) {
                Ok(written) => {
                    self.learn(written);
                    return Ok(());
                }
                Err(Failure::Refused(refusal)) => {
                    let refused = at.load(Ordering::Relaxed);
                    if left_out.insert(refused, refusal.to_string()).is_some() {
                        return Err(refusal.into());
                    }
                }
                Err(other) => return Err(other),
            }
        }
    }

    fn attempt(
        &self,
        steps: &Arc<[Step]>,
        left_out: HashMap<usize, String>,
        at: Arc<AtomicUsize>,
    ) -> Result<Written, Failure> {
        let Some(first) = steps.first() else { return Ok(Written::default()) };
        let (steps, names) = (Arc::clone(steps), Arc::clone(&self.names));
        let (source, tier) = (Arc::clone(&self.source), self.tier);
        self.store.write(by(None, first.row.at), move |ledger| {
            let cast = Cast::new(&names, tier);
            let written = Written::default();
            let batch =
                Batch { ledger, cast, source: &source, left_out: &left_out, at: &at, written };
            batch.replay(&steps)
        })
    }

    fn learn(&mut self, written: Written) {
        let Written { tally, refused, made } = written;
        self.tally.tickets += tally.tickets;
        self.tally.events += tally.events;
        self.tally.known += tally.known;
        self.tally.priorities += tally.priorities;
        self.tally.off_matrix += tally.off_matrix;
        refused.into_iter().for_each(|refused| self.refusals.add(refused));
        Arc::make_mut(&mut self.names).learn(made);
    }
}

/// What one commit has brought.
#[derive(Default)]
struct Written {
    tally: Tally,
    refused: Vec<Refused>,
    made: Names,
}

struct Batch<'b, 't, 'c> {
    ledger: &'b mut Ledger<'t, 'c>,
    cast: Cast<'b>,
    source: &'b str,
    /// Steps the desk has refused, by their place in the batch, and why.
    left_out: &'b HashMap<usize, String>,
    /// The step in hand, for whoever has to know which one failed.
    at: &'b AtomicUsize,
    written: Written,
}

impl Batch<'_, '_, '_> {
    fn replay(mut self, steps: &[Step]) -> Result<Written, Failure> {
        let mut from = 0;
        for ticket in steps.chunk_by(|one, next| one.begin == next.begin) {
            self.ticket(ticket, from)?;
            from += ticket.len();
        }
        self.written.made = self.cast.made;
        Ok(self.written)
    }

    /// The steps of one ticket, from where an earlier run has left it.
    fn ticket(&mut self, steps: &[Step], from: usize) -> Result<(), Failure> {
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return Ok(()) };
        let outside = &first.row.ticket;
        let found = external::find(self.ledger.tx(), self.source, outside)?;
        let taken = found.map_or(0, |(_, lines)| u64::try_from(lines).unwrap_or(0));
        let mut number = found.map(|(number, _)| number);
        for (step, at) in steps.iter().zip(from..) {
            self.at.store(at, Ordering::Relaxed);
            let refused = self.left_out.get(&at).cloned();
            if let Some(reason) = refused.or_else(|| self.cast.objection(&step.row)) {
                self.written.refused.push((step.row.place, reason));
                continue;
            }
            self.count(step, taken);
            if step.index >= taken {
                number = Some(self.step(number, step)?);
            }
        }
        let Some(number) = number else { return Ok(()) };
        if found.is_none() || first.index == 0 {
            self.written.tally.tickets += 1;
        }
        if last.index >= taken {
            let lines = i64::try_from(last.index + 1).unwrap_or(i64::MAX);
            self.ledger.note_external(self.source, outside, number, lines)?;
        }
        Ok(())
    }

    fn count(&mut self, step: &Step, taken: u64) {
        let tally = &mut self.written.tally;
        tally.events += 1;
        tally.known += u64::from(step.index < taken);
        let Row { impact, urgency, priority, .. } = step.row;
        if let Some(priority) = priority {
            let (impact, urgency) =
                (impact.unwrap_or(Level::Medium), urgency.unwrap_or(Level::Medium));
            tally.priorities += 1;
            let by_matrix = self.ledger.settings().matrix.priority(impact, urgency);
            tally.off_matrix += u64::from(by_matrix != priority);
        }
    }

    /// Does what one line says, opening its ticket when it has none.
    fn step(&mut self, number: Option<TicketNumber>, step: &Step) -> Result<TicketNumber, Failure> {
        let row = &step.row;
        let said = self.said(row)?;
        let opened = match number {
            Some(_) => None,
            None => Some(self.open(step, &said)?),
        };
        let Some(number) = number.or(opened) else {
            return Err(Failure::fault("a line of a log belongs to no ticket"));
        };
        let commands = commands(self.ledger.ticket(number)?, &said);
        self.ledger.set_by(by(said.agent, row.at));
        if commands.is_empty() && opened.is_none() {
            let state = row.state_text.as_deref().unwrap_or("no state");
            let body = Some(words(format!("Imported: {state}"))?);
            self.ledger.act(number, Note { body, ..Note::default() }.into())?;
        }
        for command in commands {
            self.ledger.act(number, command)?;
        }
        Ok(number)
    }

    fn open(&mut self, step: &Step, said: &Said) -> Result<TicketNumber, Failure> {
        let row = &step.row;
        let requester = self.cast.requester(self.ledger, &row.requester, row.at)?;
        let team = match (said.team, &step.first_team) {
            (Some((team, _)), _) => Some(team),
            (None, Some(ahead)) => Some(self.cast.team(self.ledger, ahead, row.at)?.0),
            (None, None) => None,
        };
        self.ledger.set_by(by(said.agent, row.at));
        self.ledger.open(Open {
            subject: Some(words(row.subject.as_str())?),
            requester: Some(requester),
            kind: Some(row.kind),
            service: said.service,
            impact: said.impact,
            urgency: said.urgency,
            team,
            ..Open::by(row.channel)
        })
    }

    /// The line with its names found or made.
    fn said(&mut self, row: &Row) -> Result<Said, Failure> {
        let team = row.team.as_ref();
        let team = team.map(|team| self.cast.team(self.ledger, team, row.at)).transpose()?;
        let agent = row.agent.as_deref();
        let agent = agent.map(|name| self.cast.agent(self.ledger, name, row.at)).transpose()?;
        let service = row.service.as_deref();
        let service =
            service.map(|name| self.cast.service(self.ledger, name, row.at)).transpose()?;
        let Row { state, impact, urgency, priority, .. } = *row;
        Ok(Said { team, agent, state, service, impact, urgency, priority })
    }
}
