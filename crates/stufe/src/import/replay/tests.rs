use super::*;
use desk::actor::{Actor, Context};
use desk::directory::{Agent, Directory, Service, Team};
use desk::ids::TicketNumber;
use desk::settings::Settings;
use desk::text::Text;
use desk::ticket::open::{Open, open};
use desk::ticket::{Stamp, decide};
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Origin, Role};

const FRONT: (TeamId, Tier) = (TeamId(1), Tier(1));
const HOTLINE: (TeamId, Tier) = (TeamId(2), Tier(1));
const NETWORK: (TeamId, Tier) = (TeamId(3), Tier(2));
const ADA: PersonId = PersonId(1);
const BOB: PersonId = PersonId(2);
const MAIL: ServiceId = ServiceId(1);
const REQUESTER: PersonId = PersonId(9);

/// A ticket that follows lines of a log.
struct Replay {
    directory: Directory,
    settings: Settings,
    now: Timestamp,
    ticket: Ticket,
}

impl Replay {
    /// A ticket that was just opened in [`FRONT`].
    fn new() -> Replay {
        let mut directory = Directory::default();
        for (id, tier) in [FRONT, HOTLINE, NETWORK] {
            let (name, checklist) = (format!("Team {id}"), vec!["Cable".to_owned()]);
            let reach = desk::values::Reach::House;
            let team = Team { id, name, tier, provider: None, checklist, reach, successor: None };
            directory.teams.insert(id, team);
        }
        for id in [ADA, BOB] {
            let agent = Agent { id, role: Role::Agent, teams: Vec::new(), active: true };
            directory.agents.insert(id, agent);
        }
        let (name, teams) = ("Mail".to_owned(), Vec::new());
        let mail = Service { id: MAIL, name, teams, confidential: false, active: true };
        directory.services.insert(MAIL, mail);
        let (settings, now) = (Settings::default(), Timestamp(0));
        let command = Open {
            subject: Some(Text::new("A log", [0; 16])),
            requester: Some(REQUESTER),
            team: Some(FRONT.0),
            ..Open::by(Channel::Import)
        };
        let context = context(None, now, &directory, &settings);
        let events = open(command, &context).unwrap();
        let stamp = Stamp { seq: 1, at: now, actor: Actor::Desk, origin: Origin::Import };
        let ticket = Ticket::fold(TicketNumber(1), events.iter().map(|event| (event, stamp)));
        let ticket = ticket.unwrap();
        Replay { directory, settings, now, ticket }
    }

    /// Follows a line and tells the events that came of it.
    fn says(&mut self, said: Said) -> String {
        let mut told = Vec::new();
        for command in commands(&self.ticket, &said) {
            let verb = command.verb();
            let context = context(said.agent, self.now, &self.directory, &self.settings);
            let events = decide(&self.ticket, command, &context);
            let events = events.unwrap_or_else(|refusal| panic!("{verb}: {refusal}"));
            assert!(!events.is_empty(), "{verb} is for nothing");
            for event in events {
                let seq = self.ticket.version + 1;
                let (at, actor) = (self.now, context.actor);
                let stamp = Stamp { seq, at, actor, origin: Origin::Import };
                self.ticket.apply(&event, &stamp);
                told.push(event.kind());
            }
        }
        told.join(" + ")
    }

    fn check(&mut self, said: Said, expected: &str) -> &mut Replay {
        self.now = self.now + Span::days(20);
        let told = self.says(said);
        assert_eq!(told, expected, "{said:?}");
        assert_eq!(self.says(said), "", "the same line again changes nothing: {said:?}");
        self
    }
}

fn context<'a>(
    agent: Option<PersonId>,
    now: Timestamp,
    directory: &'a Directory,
    settings: &'a Settings,
) -> Context<'a> {
    let actor = agent.map_or(Actor::Desk, Actor::Person);
    Context { now, actor, origin: Origin::Import, directory, settings, other: None }
}

fn line(team: (TeamId, Tier), agent: PersonId, state: State) -> Said {
    Said { team: Some(team), agent: Some(agent), state: Some(state), ..Said::default() }
}

use State::{Closed, New, Open as Opened, Queued, Resolved, Waiting};
const VENDOR: State = Waiting(WaitReason::Vendor);
const CALLER: State = Waiting(WaitReason::Requester);

#[test]
fn the_first_line_says_how_it_begins() {
    for (said, events) in [
        (line(FRONT, ADA, Queued), ""),
        (line(FRONT, ADA, New), "opened + taken"),
        (Said { state: Some(New), ..Said::default() }, ""),
        (line(FRONT, ADA, Opened), "opened + taken"),
        (Said { state: Some(Opened), ..Said::default() }, "opened"),
        (line(FRONT, ADA, VENDOR), "opened + taken + waited"),
        (line(FRONT, ADA, Resolved), "opened + resolved"),
        (line(FRONT, ADA, Closed), "opened + closed"),
        (Said::default(), ""),
    ] {
        Replay::new().check(said, events);
    }
}

#[test]
fn a_move_goes_by_the_tiers() {
    let mut replay = Replay::new();
    replay
        .check(line(FRONT, ADA, Opened), "opened + taken")
        .check(line(NETWORK, BOB, Opened), "escalated")
        .check(line(HOTLINE, ADA, Opened), "returned")
        .check(line(FRONT, BOB, Opened), "transferred");
    assert_eq!(replay.ticket.assignee, Some(BOB));
}

#[test]
fn a_move_that_arrives_queued_assigns_nobody() {
    let mut replay = Replay::new();
    replay.check(line(NETWORK, ADA, Queued), "opened + escalated");
    assert_eq!(replay.ticket.assignee, None);
    replay.check(line(NETWORK, ADA, Opened), "taken");
    replay.check(line(HOTLINE, ADA, Queued), "returned");
    assert_eq!(replay.ticket.assignee, None);
}

#[test]
fn a_queue_in_place_takes_the_ticket_from_its_agent() {
    Replay::new()
        .check(line(FRONT, ADA, Opened), "opened + taken")
        .check(line(FRONT, ADA, Queued), "released")
        .check(line(FRONT, BOB, Opened), "taken")
        .check(line(FRONT, BOB, VENDOR), "waited")
        .check(line(FRONT, BOB, Queued), "resumed + released");
}

#[test]
fn a_wait_is_entered_left_and_changed() {
    Replay::new()
        .check(line(FRONT, ADA, CALLER), "opened + taken + waited")
        .check(line(FRONT, ADA, VENDOR), "waited")
        .check(line(FRONT, BOB, VENDOR), "taken")
        .check(line(FRONT, BOB, Opened), "resumed")
        .check(line(FRONT, BOB, CALLER), "waited")
        .check(line(FRONT, ADA, Opened), "resumed + taken");
}

#[test]
fn a_move_ends_a_wait_and_a_line_may_begin_it_anew() {
    Replay::new()
        .check(line(FRONT, ADA, CALLER), "opened + taken + waited")
        .check(line(NETWORK, BOB, CALLER), "resumed + escalated + waited")
        .check(line(HOTLINE, BOB, Queued), "resumed + returned");
}

#[test]
fn it_is_resolved_out_of_anything_and_closed_with_or_without_that() {
    Replay::new()
        .check(line(FRONT, ADA, CALLER), "opened + taken + waited")
        .check(line(FRONT, BOB, Resolved), "resolved")
        .check(line(FRONT, BOB, Closed), "closed")
        .check(line(FRONT, BOB, Resolved), "");
    Replay::new()
        .check(line(FRONT, ADA, Opened), "opened + taken")
        .check(line(NETWORK, ADA, Closed), "escalated + closed");
}

#[test]
fn it_reopens_whenever_the_log_goes_on() {
    for (end, said, events) in [
        (Resolved, line(FRONT, ADA, Opened), "reopened"),
        (Closed, line(FRONT, BOB, Opened), "reopened + taken"),
        (Closed, line(FRONT, ADA, Queued), "reopened + released"),
        (Closed, line(FRONT, ADA, VENDOR), "reopened + waited"),
        (Resolved, line(NETWORK, ADA, Queued), "reopened + escalated"),
        (Closed, line(NETWORK, BOB, VENDOR), "reopened + escalated + waited"),
    ] {
        let mut replay = Replay::new();
        replay.check(line(FRONT, ADA, Opened), "opened + taken");
        replay.says(line(FRONT, ADA, end));
        replay.check(said, events);
    }
}

#[test]
fn the_team_of_a_solved_ticket_changes_without_reopening_it() {
    for end in [Resolved, Closed] {
        let mut replay = Replay::new();
        replay.says(line(FRONT, ADA, end));
        replay.check(line(NETWORK, BOB, end), "escalated");
        assert!(!replay.ticket.status.is_live());
    }
}

#[test]
fn what_a_line_does_not_say_stays() {
    let mut replay = Replay::new();
    replay.check(line(FRONT, ADA, CALLER), "opened + taken + waited");
    replay.check(Said { agent: Some(BOB), ..Said::default() }, "");
    replay.check(Said { state: Some(CALLER), ..Said::default() }, "");
    assert_eq!(replay.ticket.assignee, Some(ADA));
    replay.check(Said { team: Some(NETWORK), ..Said::default() }, "resumed + escalated");
    replay.says(line(NETWORK, ADA, Resolved));
    replay.check(Said { agent: Some(BOB), ..Said::default() }, "");
}

#[test]
fn service_levels_and_priority_are_changes() {
    let mut replay = Replay::new();
    let base = line(FRONT, ADA, Queued);
    let (high, low) = (Some(Level::High), Some(Level::Low));
    replay
        .check(Said { service: Some(MAIL), ..base }, "changed")
        .check(base, "")
        .check(Said { impact: high, ..base }, "changed + changed")
        .check(Said { impact: low, urgency: low, ..base }, "changed + changed + changed")
        .check(Said { priority: Some(Priority(4)), ..base }, "")
        .check(Said { priority: Some(Priority(1)), ..base }, "changed");
    // The log's word counts where it is not the matrix's.
    let urgent = Said { urgency: high, priority: Some(Priority(1)), ..base };
    replay.check(urgent, "changed + changed");
    assert_eq!(replay.ticket.priority, Priority(1));
}
