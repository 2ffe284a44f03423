//! Drawing what happens next: mostly what somebody in their right mind would do now, sometimes not.

use super::dice::Dice;
use super::orders::{command, resolution, service, team};
use crate::admin::{AdminCommand, RetireTeam, SetTeams};
use crate::ids::{PersonId, TeamId, TicketNumber};
use crate::ticket::open::Open;
use crate::ticket::testing::{
    ADA, ALI, BOB, Bench, By, CAN, CLEO, DAN, DORA, LEA, MIA, NORA, RITA, RON, STRANGER, imported,
};
use crate::ticket::{Command, close, message, wait};
use crate::time::Span;
use crate::values::{Channel, Kind, Level, Origin, Status, Tier};
use proptest::prelude::*;

/// Most tickets of a history.
const TICKETS_MAX: usize = 6;

pub(super) const AGENTS: [PersonId; 10] = [ADA, ALI, BOB, NORA, CLEO, CAN, DAN, DORA, LEA, MIA];
pub(super) const REQUESTERS: [PersonId; 2] = [RITA, RON];

/// What is drawn at random; what it comes to depends on the state it meets.
#[derive(Debug, Clone)]
pub(super) struct Step {
    verb: u8,
    ticket: u8,
    pause: u8,
    seed: u64,
}

/// Any step.
pub(super) fn step() -> impl Strategy<Value = Step> {
    (any::<u8>(), any::<u8>(), any::<u8>(), any::<u64>())
        .prop_map(|(verb, ticket, pause, seed)| Step { verb, ticket, pause, seed })
}

impl Step {
    /// Mostly minutes, at times nothing at all, at times weeks.
    pub(super) fn pause(&self) -> Span {
        match self.pause {
            0..60 => Span(0),
            60..220 => Span::seconds(i64::from(self.pause) * 37),
            220.. => Span::days(i64::from(self.pause - 218) / 2),
        }
    }

    pub(super) fn dice(&self) -> Dice {
        Dice(self.seed)
    }
}

/// What happens next.
pub(super) enum Deed {
    Open(By, Box<Open>),
    Run(By, Command),
    Administer(AdminCommand),
}

/// Every command that is given by hand, by what is done how often.
const VERBS: &[&str] = &[
    "take",
    "take",
    "assign",
    "release",
    "transfer",
    "transfer",
    "escalate",
    "escalate",
    "escalate",
    "escalate",
    "return",
    "return",
    "return",
    "pull",
    "pull",
    "ask",
    "answer",
    "raise",
    "acknowledge",
    "wait",
    "wait",
    "wait",
    "resume",
    "write",
    "write",
    "write",
    "reply",
    "reply",
    "note",
    "resolve",
    "resolve",
    "confirm",
    "reopen",
    "reopen",
    "close",
    "close",
    "merge",
    "merge",
    "unmerge",
    "unmerge",
    "split",
    "link",
    "link",
    "unlink",
    "unlink",
    "change",
    "change",
    "change",
    "restrict",
    "unrestrict",
    "unrestrict",
    "begin",
    "open",
    "retire",
    "set_teams",
    "sweep",
    "sweep",
];

/// Turns a step into a deed that mostly makes sense, and turns the bench to its ticket.
pub(super) fn deed(bench: &mut Bench, step: &Step, importing: bool, dice: &mut Dice) -> Deed {
    let numbers: Vec<TicketNumber> = bench.timelines.keys().copied().collect();
    bench.on = numbers[usize::from(step.ticket) % numbers.len()];
    let verb = VERBS[usize::from(step.verb) % VERBS.len()];
    match verb {
        "open" if bench.timelines.len() < TICKETS_MAX => {
            let by = who(bench, verb, importing, dice);
            Deed::Open(by, Box::new(opening(bench, by, dice)))
        }
        "open" => note(dice),
        "retire" if importing || !dice.one_in(4) => note(dice),
        "retire" => {
            let teams: Vec<TeamId> = bench.directory.teams.keys().copied().collect();
            let (team, successor) = (dice.pick(&teams).unwrap(), dice.pick(&teams).unwrap());
            Deed::Administer(AdminCommand::RetireTeam(RetireTeam { team, successor }))
        }
        "set_teams" => {
            let active = bench.directory.teams.values().filter(|team| team.is_active());
            let active: Vec<TeamId> = active.map(|team| team.id).collect();
            let person = dice.pick(&AGENTS).unwrap();
            let mut teams: Vec<TeamId> = (0..2).filter_map(|_| dice.pick(&active)).collect();
            teams.dedup();
            Deed::Administer(AdminCommand::SetTeams(SetTeams { person, teams }))
        }
        "sweep" => {
            let waits = bench.ticket().status == Status::Waiting;
            let due: Command =
                if waits { wait::Resume.into() } else { close::Close::default().into() };
            Deed::Run(Origin::Sweep.into(), due)
        }
        _ => {
            let verb = sensible(bench, verb, dice);
            let by = who(bench, verb, importing, dice);
            let command = command(bench, verb, by.origin, dice);
            Deed::Run(by, command)
        }
    }
}

fn note(dice: &mut Dice) -> Deed {
    Deed::Run(LEA.into(), message::Note { body: dice.text(), ..message::Note::default() }.into())
}

/// Mostly something that goes with the ticket's state.
fn sensible(bench: &Bench, verb: &'static str, dice: &mut Dice) -> &'static str {
    let ticket = bench.ticket();
    if ticket.merged.is_some() && dice.one_in(2) {
        return "unmerge";
    }
    if dice.one_in(8) && verb != "split" {
        return verb;
    }
    match (ticket.status, verb) {
        (Status::Resolved | Status::Closed, "escalate" | "take" | "wait" | "resolve") => "reopen",
        (Status::New | Status::Open | Status::Waiting, "reopen") => "resolve",
        (Status::New | Status::Open | Status::Waiting, "confirm") => "reply",
        (Status::New | Status::Open, "resume") => "wait",
        (_, "answer") if ticket.questions.is_empty() => "ask",
        (_, "acknowledge") if ticket.raises.is_empty() => "raise",
        (_, "unmerge") => "merge",
        (_, "split") if bench.timelines.len() >= TICKETS_MAX => "note",
        (_, "unlink") if ticket.links.is_empty() => "link",
        (_, "release") if ticket.assignee.is_none() => "assign",
        (_, "return") if ticket.tier == Tier::FIRST => "escalate",
        (_, verb) => verb,
    }
}

fn who(bench: &Bench, verb: &str, importing: bool, dice: &mut Dice) -> By {
    let ticket = bench.ticket();
    if importing {
        return dice.pick(&AGENTS).map_or(Origin::Import.into(), imported);
    }
    if dice.one_in(16) {
        return dice.pick(&[Origin::Rule, Origin::Contract]).unwrap().into();
    }
    if dice.one_in(12) {
        let anybody: Vec<PersonId> =
            AGENTS.into_iter().chain(REQUESTERS).chain([STRANGER]).collect();
        return dice.pick(&anybody).unwrap().into();
    }
    let of = |team| {
        let agents = bench.directory.agents.values();
        agents.filter(|it| it.teams.contains(&team)).map(|it| it.id).collect::<Vec<_>>()
    };
    let person = match verb {
        "write" | "confirm" => Some(ticket.requester),
        "open" | "acknowledge" | "pull" => dice.pick(&AGENTS),
        "merge" | "unmerge" => Some(LEA),
        "reopen" if dice.one_in(2) => Some(ticket.requester),
        "reply" | "change" | "reopen" if dice.one_in(3) => dice.pick(&of(ticket.contact_team)),
        _ => dice.pick(&of(ticket.team)),
    };
    person.unwrap_or(LEA).into()
}

fn opening(bench: &Bench, by: By, dice: &mut Dice) -> Open {
    let named = dice.one_in(3);
    Open {
        subject: dice.text(),
        body: dice.text(),
        requester: dice.pick(&REQUESTERS),
        kind: dice.pick(Kind::ALL),
        service: service(dice),
        impact: dice.pick(Level::ALL),
        urgency: dice.pick(Level::ALL),
        team: named.then(|| team(bench, None, dice)).flatten(),
        fields: dice.text().map(|text| ("Room".to_owned(), text)).into_iter().collect(),
        resolve: dice.one_in(4).then(|| resolution(by.origin, dice)),
        ..Open::by(dice.pick(&[Channel::Mail, Channel::Phone, Channel::Portal]).unwrap())
    }
}
