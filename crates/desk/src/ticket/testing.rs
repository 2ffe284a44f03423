//! A small desk to test with, and a bench on which its tickets are worked.
//!
//! | tier | teams |
//! | --- | --- |
//! | 1 | `HOTLINE` (default), `FRONT`, `NIGHT` (of a provider) |
//! | 2 | `NETWORK` (asks a checklist), `APPS` |
//! | 3 | `DEVELOPERS`, `DATA` |

use super::escalate::Escalate;
use super::hand_over::Draft;
use super::hold::{Step, Way};
use super::link::{Mirror, decide_mirror};
use super::message::Reply;
use super::open::{Open, open};
use super::resolve::Resolve;
use super::r#return::Return;
use super::transfer::Transfer;
use super::wait::Wait;
use super::{Command, Event, Stamp, Ticket, decide};
use crate::actor::{Actor, Context};
use crate::directory::{Agent, Directory, Service, Team};
use crate::ids::{EventSeq, PersonId, ServiceId, TeamId, TicketNumber};
use crate::refusal::Refusal;
use crate::settings::Settings;
use crate::text::Text;
use crate::time::{Span, Timestamp};
use crate::values::{
    Channel, DeclineReason, EscalationReason, Origin, ResolutionCode, ReturnOutcome, Role, Tier,
    TransferReason, WaitReason,
};
use std::collections::BTreeMap;

pub(crate) const HOTLINE: TeamId = TeamId(1);
pub(crate) const FRONT: TeamId = TeamId(2);
pub(crate) const NIGHT: TeamId = TeamId(3);
pub(crate) const NETWORK: TeamId = TeamId(4);
pub(crate) const APPS: TeamId = TeamId(5);
pub(crate) const DEVELOPERS: TeamId = TeamId(6);
pub(crate) const DATA: TeamId = TeamId(7);
/// A team nobody has founded.
pub(crate) const NO_TEAM: TeamId = TeamId(99);

/// What `NETWORK` asks of a hand-over.
pub(crate) const CHECKLIST: [&str; 2] = ["Cable checked", "Site"];

/// In `HOTLINE`.
pub(crate) const ADA: PersonId = PersonId(1);
/// In `HOTLINE`.
pub(crate) const ALI: PersonId = PersonId(2);
/// In `FRONT`.
pub(crate) const BOB: PersonId = PersonId(3);
/// In `NIGHT`: of the provider.
pub(crate) const NORA: PersonId = PersonId(4);
/// In `NETWORK`.
pub(crate) const CLEO: PersonId = PersonId(5);
/// In `FRONT` and `APPS`: of two tiers.
pub(crate) const CAN: PersonId = PersonId(6);
/// In `DEVELOPERS`.
pub(crate) const DAN: PersonId = PersonId(7);
/// In `DATA` and `DEVELOPERS`.
pub(crate) const DORA: PersonId = PersonId(8);
/// Lead of `HOTLINE`.
pub(crate) const LEA: PersonId = PersonId(9);
/// Admin, in no team.
pub(crate) const MIA: PersonId = PersonId(10);
/// A requester; most tickets are hers.
pub(crate) const RITA: PersonId = PersonId(21);
/// Another requester.
pub(crate) const RON: PersonId = PersonId(22);
/// A requester who never has a ticket.
pub(crate) const STRANGER: PersonId = PersonId(23);

/// Served by `FRONT` and `APPS`.
pub(crate) const MAIL: ServiceId = ServiceId(1);
/// Served by `NIGHT`, `NETWORK` and `DATA`.
pub(crate) const VPN: ServiceId = ServiceId(2);

/// A text, always with the same salt.
pub(crate) fn text(content: &str) -> Text {
    Text::new(content, [7; 16])
}

/// The same where a command may leave it out.
#[expect(clippy::unnecessary_wraps, reason = "it fills the optional fields of commands")]
pub(crate) fn some(content: &str) -> Option<Text> {
    Some(text(content))
}

/// The teams, people and services above.
pub(crate) fn directory() -> Directory {
    let team = |id, name: &str, tier| {
        let provider = (id == NIGHT).then(|| "Nachtwerk".to_owned());
        let checklist = if id == NETWORK { CHECKLIST.map(str::to_owned).to_vec() } else { vec![] };
        let name = name.to_owned();
        (id, Team { id, name, tier: Tier(tier), provider, checklist, successor: None })
    };
    let agent =
        |id, role, teams: &[TeamId]| (id, Agent { id, role, teams: teams.to_vec(), active: true });
    let service = |id, name: &str, teams: &[TeamId]| {
        (id, Service { id, name: name.to_owned(), teams: teams.to_vec() })
    };
    Directory {
        teams: BTreeMap::from([
            team(HOTLINE, "Hotline", 1),
            team(FRONT, "Front desk", 1),
            team(NIGHT, "Night", 1),
            team(NETWORK, "Network", 2),
            team(APPS, "Applications", 2),
            team(DEVELOPERS, "Developers", 3),
            team(DATA, "Databases", 3),
        ]),
        agents: BTreeMap::from([
            agent(ADA, Role::Agent, &[HOTLINE]),
            agent(ALI, Role::Agent, &[HOTLINE]),
            agent(BOB, Role::Agent, &[FRONT]),
            agent(NORA, Role::Agent, &[NIGHT]),
            agent(CLEO, Role::Agent, &[NETWORK]),
            agent(CAN, Role::Agent, &[FRONT, APPS]),
            agent(DAN, Role::Agent, &[DEVELOPERS]),
            agent(DORA, Role::Agent, &[DATA, DEVELOPERS]),
            agent(LEA, Role::Lead, &[HOTLINE]),
            agent(MIA, Role::Admin, &[]),
        ]),
        services: BTreeMap::from([
            service(MAIL, "Mail", &[FRONT, APPS]),
            service(VPN, "VPN", &[NIGHT, NETWORK, DATA]),
        ]),
    }
}

/// A need in a requester's words, as the portal sends it.
pub(crate) fn need(requester: PersonId) -> Open {
    Open {
        subject: some("No mail"),
        body: some("Since noon nothing comes in."),
        requester: Some(requester),
        ..Open::by(Channel::Portal)
    }
}

/// A complete escalation to a team.
pub(crate) fn up(team: TeamId) -> Escalate {
    let items = if team == NETWORK { CHECKLIST.as_slice() } else { &[] };
    let checklist = items.iter().map(|item| ((*item).to_owned(), text("yes"))).collect();
    Escalate {
        team: Some(team),
        reason: Some(EscalationReason::Skill),
        hand_over: Draft {
            findings: some("The router answers, the server does not."),
            question: some("Please look at the server."),
            checklist,
        },
        ..Escalate::default()
    }
}

/// A complete transfer to a team.
pub(crate) fn sideways(team: TeamId) -> Transfer {
    let reason = Some(TransferReason::WrongTeam);
    Transfer { team: Some(team), reason, ..Transfer::default() }
}

/// A complete return, to the next team down the path.
pub(crate) fn declined() -> Return {
    let reason = Some(DeclineReason::LowerTierCanSolve);
    Return { outcome: Some(ReturnOutcome::Declined), reason, ..Return::default() }
}

/// A complete wait.
pub(crate) fn wait_on(on: WaitReason) -> Wait {
    Wait { on: Some(on), ..Wait::default() }
}

/// A complete public reply.
pub(crate) fn reply() -> Reply {
    Reply { body: some("We are on it."), contacted_at: None }
}

/// A complete solution.
pub(crate) fn solution() -> Resolve {
    Resolve {
        solution: some("Restarted the server."),
        code: Some(ResolutionCode::SolvedPermanently),
    }
}

/// Who gives a command, and by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct By {
    pub(crate) actor: Actor,
    pub(crate) origin: Origin,
}

impl From<PersonId> for By {
    fn from(person: PersonId) -> By {
        By { actor: Actor::Person(person), origin: Origin::Command }
    }
}

/// The desk itself.
impl From<Origin> for By {
    fn from(origin: Origin) -> By {
        By { actor: Actor::Desk, origin }
    }
}

/// A person as an import names them.
pub(crate) fn imported(person: PersonId) -> By {
    By { actor: Actor::Person(person), origin: Origin::Import }
}

/// A ticket with the events that made it.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    pub(crate) ticket: Ticket,
    pub(crate) events: Vec<(Event, Stamp)>,
}

/// Tickets being worked, one command after the other.
#[derive(Debug, Clone)]
pub(crate) struct Bench {
    pub(crate) directory: Directory,
    pub(crate) settings: Settings,
    pub(crate) now: Timestamp,
    /// The ticket that gets the commands: the one opened last, unless set.
    pub(crate) on: TicketNumber,
    pub(crate) timelines: BTreeMap<TicketNumber, Timeline>,
}

impl Bench {
    /// The desk with no ticket yet.
    pub(crate) fn empty() -> Bench {
        Bench {
            directory: directory(),
            settings: Settings::default(),
            now: Timestamp(1_800_000_000_000_000),
            on: TicketNumber(0),
            timelines: BTreeMap::new(),
        }
    }

    /// One new ticket of Rita's, in the queue of `HOTLINE`.
    pub(crate) fn new() -> Bench {
        Bench::at(HOTLINE)
    }

    /// One new ticket of Rita's, in the queue of this team.
    pub(crate) fn at(team: TeamId) -> Bench {
        let mut bench = Bench::empty();
        bench.opens(LEA, Open { team: Some(team), ..need(RITA) });
        bench
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, span: Span) -> &mut Bench {
        self.now = self.now + span;
        self
    }

    pub(crate) fn ticket(&self) -> &Ticket {
        &self.timelines[&self.on].ticket
    }

    /// The teams of the path, the holder last.
    pub(crate) fn path(&self) -> Vec<TeamId> {
        self.ticket().path.iter().map(|step: &Step| step.team).collect()
    }

    /// The newest event of the ticket.
    pub(crate) fn last(&self) -> &Event {
        &self.timelines[&self.on].events.last().unwrap().0
    }

    /// Where the newest event stands.
    pub(crate) fn seq(&self) -> EventSeq {
        self.ticket().version
    }

    pub(crate) fn context<'a>(&'a self, by: By, other: Option<&'a Ticket>) -> Context<'a> {
        Context {
            now: self.now,
            actor: by.actor,
            origin: by.origin,
            directory: &self.directory,
            settings: &self.settings,
            other,
        }
    }

    /// The number that the next ticket gets.
    pub(crate) fn next_number(&self) -> TicketNumber {
        TicketNumber(self.timelines.keys().next_back().map_or(1, |number| number.0 + 1))
    }

    /// Opens a ticket; the tickets it is linked to are told.
    pub(crate) fn open(&mut self, by: impl Into<By>, command: Open) -> Result<Vec<Event>, Refusal> {
        let by = by.into();
        let events = open(command, &self.context(by, None))?;
        let number = self.next_number();
        let stamp = |seq| Stamp { seq, at: self.now, actor: by.actor, origin: by.origin };
        let events: Vec<_> = events.into_iter().zip((1..).map(stamp)).collect();
        let ticket = Ticket::fold(number, events.iter().map(|(event, stamp)| (event, *stamp)));
        let links = ticket.as_ref().map(|ticket| ticket.links.clone()).unwrap_or_default();
        let made = events.iter().map(|(event, _)| event.clone()).collect();
        self.timelines.insert(number, Timeline { ticket: ticket.unwrap(), events });
        self.on = number;
        for (kind, to) in links {
            let told =
                decide_mirror(&self.timelines[&to].ticket, Mirror::Link(kind.reverse(), number));
            self.record(to, by, told);
        }
        Ok(made)
    }

    /// Opens a ticket that nothing stands in the way of.
    #[track_caller]
    pub(crate) fn opens(&mut self, by: impl Into<By>, command: Open) -> &mut Bench {
        if let Err(refusal) = self.open(by, command) {
            panic!("not opened: {refusal}");
        }
        self
    }

    /// Decides and changes nothing.
    pub(crate) fn decide(&self, by: By, command: Command) -> Result<Vec<Event>, Refusal> {
        let ticket = self.ticket();
        let other = command.other(ticket).and_then(|number| self.timelines.get(&number));
        decide(ticket, command, &self.context(by, other.map(|timeline| &timeline.ticket)))
    }

    /// Gives a command, and its counterpart to the other ticket; both are granted or neither.
    pub(crate) fn run(
        &mut self,
        by: impl Into<By>,
        command: impl Into<Command>,
    ) -> Result<Vec<Event>, Refusal> {
        let (by, command) = (by.into(), command.into());
        let events = self.decide(by, command.clone())?;
        let on = self.on;
        let other = command.other(self.ticket()).zip(command.counterpart(on));
        if let Some((number, counterpart)) = other {
            let ticket = &self.timelines[&number].ticket;
            let followed = decide(ticket, counterpart, &self.context(by, None))?;
            self.record(number, by, followed);
        }
        self.record(on, by, events.clone());
        Ok(events)
    }

    /// Lea moves the ticket to this team, by whatever way leads there.
    #[track_caller]
    pub(crate) fn goes(&mut self, team: TeamId) -> &mut Bench {
        let tier = self.directory.teams[&team].tier;
        let command: Command = match Way::between(self.ticket().tier, tier) {
            Way::Up => up(team).into(),
            Way::Sideways => sideways(team).into(),
            Way::Down => Return { to: Some(team), ..declined() }.into(),
        };
        self.does(LEA, command)
    }

    /// The team is retired; its tickets have not followed yet.
    pub(crate) fn retires(&mut self, team: TeamId, successor: TeamId) -> &mut Bench {
        self.directory.teams.get_mut(&team).unwrap().successor = Some(successor);
        self
    }

    fn record(&mut self, number: TicketNumber, by: By, events: Vec<Event>) {
        let at = self.now;
        let timeline = self.timelines.get_mut(&number).unwrap();
        for event in events {
            let seq = timeline.ticket.version + 1;
            let stamp = Stamp { seq, at, actor: by.actor, origin: by.origin };
            timeline.ticket.apply(&event, &stamp);
            timeline.events.push((event, stamp));
        }
    }

    /// Gives a command that is granted.
    #[track_caller]
    pub(crate) fn does(&mut self, by: impl Into<By>, command: impl Into<Command>) -> &mut Bench {
        if let Err(refusal) = self.run(by, command) {
            panic!("{}: {refusal}", refusal.code);
        }
        self
    }

    /// Gives a command and tells in a line what came of it, see [`told`].
    pub(crate) fn says(&mut self, by: impl Into<By>, command: impl Into<Command>) -> String {
        told(&self.run(by, command))
    }

    /// Checks what would come of a command; the bench stays as it is.
    #[track_caller]
    pub(crate) fn check(
        &self,
        by: impl Into<By>,
        command: impl Into<Command>,
        expected: &str,
    ) -> &Bench {
        let (by, command) = (by.into(), command.into());
        let told = self.clone().says(by, command.clone());
        assert_eq!(told, expected, "{by:?} {command:?}");
        self
    }
}

/// Tells in a line what came of a command: `opened + escalated`, `nothing`, or the refusal with
/// every problem it lists: `pull_incomplete: team required, reason required`.
pub(crate) fn told<E: Told>(outcome: &Result<Vec<E>, Refusal>) -> String {
    match outcome {
        Ok(events) if events.is_empty() => "nothing".into(),
        Ok(events) => events.iter().map(E::tell).collect::<Vec<_>>().join(" + "),
        Err(refusal) if refusal.problems.is_empty() => refusal.code.into(),
        Err(refusal) => {
            let problems = refusal.problems.iter().map(|it| format!("{} {}", it.field, it.code));
            format!("{}: {}", refusal.code, problems.collect::<Vec<_>>().join(", "))
        }
    }
}

/// An event that has a short name.
pub(crate) trait Told {
    fn tell(&self) -> String;
}

impl Told for Event {
    fn tell(&self) -> String {
        self.kind().into()
    }
}
