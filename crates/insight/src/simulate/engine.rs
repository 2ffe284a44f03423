//! The engine: what is due next happens, through the ordinary commands.

use super::agent::Deed;
use super::case::{Awaited, Case, Key, View};
use super::faults::{Fault, Faults};
use super::firm::Firm;
use super::floor::Seat;
use super::ground::{About, By, Desk, Line, Texts};
use super::present::Whose;
use super::random::Random;
use super::requester::Act;
use desk::actor::Actor;
use desk::admin::AdminCommand;
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::refusal::Refusal;
use desk::text::Text;
use desk::ticket::Command;
use desk::ticket::open::Open;
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Tier};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;

/// What can happen.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    /// Somebody has a need; by which stream.
    Arrives(usize),
    /// The same, out of turn.
    Brought(usize),
    /// A call ends; the agent writes it down.
    CallEnds { agent: PersonId, turn: u32, call: Box<super::arrivals::Call> },
    /// An agent looks for work.
    Looks { agent: PersonId, turn: u32 },
    /// An agent has done a piece of work.
    Finishes { agent: PersonId, turn: u32, number: TicketNumber, deed: Deed },
    /// A requester does something.
    Requester(TicketNumber, Act),
    /// What a ticket waited for outside the desk is there.
    Arrived(TicketNumber, Awaited),
    /// A team that was asked answers.
    Consulted(TicketNumber, TeamId),
    /// Somebody who was told of a raise has seen it.
    Acknowledges(TicketNumber),
    /// The sweep looks at a ticket.
    Due(TicketNumber),
    /// Something goes wrong.
    Fault(Fault),
}

/// Due first, then first said.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) at: Timestamp,
    serial: u64,
    pub(super) what: Happening,
}

impl PartialEq for Due {
    fn eq(&self, other: &Due) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Due) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Due) -> std::cmp::Ordering {
        (self.at, self.serial).cmp(&(other.at, other.serial))
    }
}

/// What the desk has said so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tickets opened.
    pub opened: u64,
    /// Commands given, openings and repetitions included.
    pub commands: u64,
    /// Refusals nobody had intended, by verb and code: a sound simulation meets none.
    pub refused: BTreeMap<(&'static str, &'static str), u64>,
    /// Commands repeated on purpose.
    pub repeated: u64,
    /// Those of them that were refused.
    pub repeats_refused: u64,
}

/// A simulation under way. It can be stopped at any instant, copied, and gone on with.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub(super) firm: Arc<Firm>,
    pub(super) seed: u64,
    pub(super) now: Timestamp,
    /// How far the desk's clock is behind.
    pub(super) behind: Span,
    due: BinaryHeap<Reverse<Due>>,
    serial: u64,
    /// Each stream's chance, and how many needs it has brought.
    pub(super) streams: Vec<(Random, u64)>,
    pub(super) cases: HashMap<TicketNumber, Case>,
    pub(super) seats: BTreeMap<PersonId, Seat>,
    pub(super) queues: BTreeMap<TeamId, BTreeSet<Key>>,
    /// Who acts for themselves: in their name the simulation does nothing.
    pub(super) themselves: BTreeSet<PersonId>,
    repeats: f64,
    chaos: Random,
    tally: Tally,
}

/// The desk and the words, while the simulation runs.
pub(super) struct Scene<'a, D> {
    pub(super) desk: &'a mut D,
    pub(super) texts: &'a mut dyn Texts,
}

impl<D: Desk> Scene<'_, D> {
    pub(super) fn view(&mut self, number: TicketNumber) -> Result<Option<View>, D::Fault> {
        Ok(self.desk.ticket(number)?.map(View::of))
    }
}

/// Whether the desk did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Done,
    Refused,
}

impl Simulation {
    /// A simulation of a firm from an instant on. The same seed gives the same history.
    #[must_use]
    pub fn new(firm: Firm, seed: u64, from: Timestamp) -> Simulation {
        Simulation::with_faults(firm, seed, from, Faults::default())
    }

    /// The same, with things going wrong.
    #[must_use]
    pub fn with_faults(firm: Firm, seed: u64, from: Timestamp, faults: Faults) -> Simulation {
        let streams = (0..firm.streams.len() as u64).map(|it| (Random::of(seed, it), 0)).collect();
        let seats = firm.crew.keys().map(|agent| (*agent, Seat::new(from))).collect();
        let mut simulation = Simulation {
            firm: Arc::new(firm),
            seed,
            now: from,
            behind: Span::default(),
            due: BinaryHeap::new(),
            serial: 0,
            streams,
            cases: HashMap::new(),
            seats,
            queues: BTreeMap::new(),
            themselves: BTreeSet::new(),
            repeats: faults.repeats,
            chaos: Random::of(seed, u64::MAX),
            tally: Tally::default(),
        };
        for (at, fault) in faults.plan {
            simulation.plan(at, Happening::Fault(fault));
        }
        for stream in 0..simulation.streams.len() {
            simulation.plan_arrival(stream);
        }
        let agents: Vec<PersonId> = simulation.seats.keys().copied().collect();
        for agent in agents {
            simulation.plan_look(agent, from);
        }
        simulation
    }

    /// Lets happen what is due before an instant.
    ///
    /// # Errors
    /// That the desk itself failed. Go on from a copy made before.
    pub fn run_until<D: Desk>(
        &mut self,
        desk: &mut D,
        texts: &mut dyn Texts,
        until: Timestamp,
    ) -> Result<(), D::Fault> {
        let mut scene = Scene { desk, texts };
        while let Some(next) = self.next_before(until) {
            self.now = next.at;
            self.happens(&mut scene, next.what)?;
        }
        self.now = self.now.max(until);
        Ok(())
    }

    fn next_before(&mut self, until: Timestamp) -> Option<Due> {
        self.due.peek().filter(|next| next.0.at < until)?;
        self.next()
    }

    /// What is due next.
    pub(super) fn next(&mut self) -> Option<Due> {
        self.due.pop().map(|next| next.0)
    }

    /// What the desk has said so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    pub(super) fn happens<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        what: Happening,
    ) -> Result<(), D::Fault> {
        if let Some(number) = what.ticket() {
            let view = if self.cases.contains_key(&number) { scene.view(number)? } else { None };
            if view.is_none_or(|view| self.whose(&view) == Whose::Theirs) {
                return Ok(());
            }
        }
        match what {
            Happening::Arrives(stream) => {
                self.plan_arrival(stream);
                self.arrives(scene, stream)
            }
            Happening::Brought(stream) => self.arrives(scene, stream),
            Happening::CallEnds { agent, turn, call } => self.call_ends(scene, agent, turn, *call),
            Happening::Looks { agent, turn } => self.looks(scene, agent, turn),
            Happening::Finishes { agent, turn, number, deed } => {
                self.finishes(scene, agent, turn, number, deed)
            }
            Happening::Requester(number, act) => self.requester_acts(scene, number, act),
            Happening::Arrived(number, awaited) => self.arrived(scene, number, awaited),
            Happening::Consulted(number, team) => self.consulted(scene, number, team),
            Happening::Acknowledges(number) => self.acknowledges(scene, number),
            Happening::Due(number) => self.sweep(scene, number),
            Happening::Fault(fault) => self.goes_wrong(scene, fault),
        }
    }

    /// Lets something happen at an instant, at the earliest now.
    pub(super) fn plan(&mut self, at: Timestamp, what: Happening) {
        self.serial += 1;
        let at = at.max(self.now);
        self.due.push(Reverse(Due { at, serial: self.serial, what }));
    }

    fn by(&self, actor: Actor, origin: Origin) -> By {
        By { now: self.stated(self.now), actor, origin }
    }

    /// An instant as the desk's clock has it.
    pub(super) fn stated(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0 - self.behind.0)
    }

    /// A person gives a command.
    pub(super) fn tell<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
        person: PersonId,
        command: impl Into<Command>,
    ) -> Result<Told, D::Fault> {
        self.tell_as(scene, number, Actor::Person(person), Origin::Command, command.into())
    }

    /// Gives a command, at times twice.
    pub(super) fn tell_as<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        number: TicketNumber,
        actor: Actor,
        origin: Origin,
        command: Command,
    ) -> Result<Told, D::Fault> {
        let by = self.by(actor, origin);
        let verb = command.verb();
        let repeated =
            (self.repeats > 0.0 && self.chaos.chance(self.repeats)).then(|| command.clone());
        let answer = scene.desk.act(number, by, command)?;
        if let (Ok(()), Some(command)) = (&answer, repeated) {
            self.tally.commands += 1;
            self.tally.repeated += 1;
            let refused = scene.desk.act(number, by, command)?.is_err();
            self.tally.repeats_refused += u64::from(refused);
        }
        Ok(self.count(verb, answer))
    }

    /// Opens a ticket for a case; it is the caller's to say what becomes of it.
    pub(super) fn open<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        actor: Actor,
        origin: Origin,
        command: Open,
        case: Case,
    ) -> Result<Option<TicketNumber>, D::Fault> {
        match scene.desk.open(self.by(actor, origin), command)? {
            Ok(number) => {
                self.tally.opened += 1;
                self.count("open", Ok(()));
                self.cases.insert(number, case);
                Ok(Some(number))
            }
            Err(refusal) => {
                self.count("open", Err(refusal));
                Ok(None)
            }
        }
    }

    /// The desk's administration changes something.
    pub(super) fn administer<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        command: AdminCommand,
    ) -> Result<Told, D::Fault> {
        let answer = scene.desk.administer(self.by(Actor::Desk, Origin::Command), command)?;
        Ok(self.count("administer", answer))
    }

    fn count(&mut self, verb: &'static str, answer: Result<(), Refusal>) -> Told {
        self.tally.commands += 1;
        match answer {
            Ok(()) => Told::Done,
            Err(refusal) => {
                *self.tally.refused.entry((verb, refusal.code)).or_default() += 1;
                Told::Refused
            }
        }
    }

    /// Words about a case.
    pub(super) fn words<D>(
        &self,
        scene: &mut Scene<'_, D>,
        case: &Case,
        author: Actor,
        tier: Tier,
        line: Line<'_>,
    ) -> Option<Text> {
        let content = scene.texts.line(&self.about_case(case, author, tier), line);
        Some(Text::new(content, scene.texts.salt()))
    }

    /// Whom and what words about a case are about.
    pub(super) fn about_case(&self, case: &Case, author: Actor, tier: Tier) -> About {
        About {
            concern: case.concern,
            story: case.story,
            service: case.service,
            kind: case.kind,
            channel: case.channel,
            requester: case.requester,
            author,
            tier,
            needs: case.needs,
            at: self.stated(self.now),
        }
    }

    /// Words about a ticket's case.
    pub(super) fn write<D>(
        &self,
        scene: &mut Scene<'_, D>,
        view: &View,
        author: PersonId,
        line: Line<'_>,
    ) -> Option<Text> {
        let case = self.cases.get(&view.number)?;
        self.words(scene, case, Actor::Person(author), view.tier, line)
    }

    /// The chance of a ticket's case.
    pub(super) fn chance(&mut self, number: TicketNumber, probability: f64) -> bool {
        self.cases.get_mut(&number).is_some_and(|case| case.random.chance(probability))
    }

    /// A span of chance around a mean, of a ticket's case.
    pub(super) fn about(&mut self, number: TicketNumber, mean: Span) -> Span {
        self.cases.get_mut(&number).map_or(mean, |case| case.random.about(mean))
    }
}
