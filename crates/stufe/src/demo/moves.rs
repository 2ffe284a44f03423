//! The moves of a story on its own tier: it comes in, is taken, answered, rests, is solved, ends.

use super::firm::{PersonIx, TeamIx};
use super::script::{Source, fill};
use super::step::{Act, TicketRef};
use super::story::{Hop, Pace, Story};
use desk::text::Text;
use desk::ticket::close::Close;
use desk::ticket::confirm::Confirm;
use desk::ticket::message::{Automatic, Note, Reply, Write};
use desk::ticket::open::Open;
use desk::ticket::resolve::Resolve;
use desk::ticket::take::Take;
use desk::ticket::wait::{RequesterAsked, Resume, Wait};
use desk::time::{Span, Timestamp};
use desk::values::{Channel, Level, Origin, Rating, ResolutionCode, Tier, WaitReason};
use rand::RngExt;

/// How long a solved ticket rests before the desk closes it.
const QUIET_S: i64 = 5 * 86_400;

impl Story<'_> {
    /// The scenario's need as a ticket that nobody has placed yet.
    fn need(&mut self, channel: Channel) -> Open {
        let scenario = self.scenario;
        // The first subject goes with the first words, and so on.
        let at = self.rng.random_range(0..scenario.subject.len().max(1));
        let subject = scenario.subject.get(at).map_or("", String::as_str);
        let body = scenario.body.get(at).or(scenario.body.last()).map_or("", String::as_str);
        let mut open = self.need_of(channel, subject, body);
        let subject = fill(subject, &self.params);
        self.params.insert("subject".into(), subject);
        open.kind = Some(scenario.kind);
        open.impact = scenario.impact.or_else(|| self.rated());
        open.urgency = scenario.urgency.or_else(|| self.rated());
        open.asset = scenario.asset.as_ref().map(|it| fill(it, &self.params));
        if self.chance(60) {
            open.tags = scenario.tags.iter().cloned().collect();
        }
        for (name, value) in &scenario.fields {
            let value = self.words(value);
            open.fields.insert(name.clone(), value);
        }
        open
    }

    /// A need in these words.
    pub(super) fn need_of(&mut self, channel: Channel, subject: &str, body: &str) -> Open {
        let firm = &self.world.firm;
        let mut open = Open::by(channel);
        open.service = firm.services.iter().find(|it| it.name == self.service).map(|it| it.id);
        open.requester = Some(firm.people[self.requester].id);
        open.subject = Some(self.words(subject));
        open.body = Some(match channel {
            Channel::Mail => self.requesters_letter(body),
            _ => self.words(body),
        });
        open
    }

    /// Most people do not rate their need.
    fn rated(&mut self) -> Option<Level> {
        match self.rng.random_range(0..10) {
            0 => Some(Level::High),
            1 | 2 => Some(Level::Low),
            _ => None,
        }
    }

    /// The requester turns to the desk; the router places the ticket.
    pub(super) fn arrives(&mut self) {
        let by_mail = self.chance(60);
        let channel = match self.scenario.source {
            Source::Monitoring => Channel::Monitoring,
            Source::Api => Channel::Api,
            Source::People | Source::Night if by_mail => Channel::Mail,
            Source::People | Source::Night => Channel::Portal,
        };
        let open = self.need(channel);
        self.opens(open);
    }

    /// The requester turns to the desk in these words.
    pub(super) fn arrives_about(&mut self, subject: &str, body: &str) {
        let channel = if self.chance(50) { Channel::Mail } else { Channel::Portal };
        let open = self.need_of(channel, subject, body);
        self.opens(open);
    }

    /// The requester opens what they have written.
    pub(super) fn opens(&mut self, open: Open) {
        self.is_routed();
        self.person_does(self.requester, Act::Open(Box::new(open)));
    }

    /// The router places it with the first tier.
    pub(super) fn is_routed(&mut self) {
        self.path = vec![Hop { team: self.owner(1).unwrap_or(0), sent_by: None }];
        self.agent = None;
    }

    /// A rule of the intake places a machine's alert with the specialists.
    pub(super) fn alerts(&mut self, team: TeamIx) {
        let mut open = self.need(Channel::Monitoring);
        open.team = Some(self.world.firm.teams[team].id);
        self.path = vec![Hop { team, sent_by: None }];
        self.agent = None;
        let by = super::play::desk(self.at, Origin::Rule);
        let act = Act::Open(Box::new(open));
        self.steps.push(super::step::Step { by, ticket: self.ticket, act });
    }

    /// Somebody calls or stands at the counter: how, and who of the first tier takes it.
    fn call(&mut self) -> (Channel, Option<PersonIx>) {
        if self.pace == Pace::Working {
            self.at = self.world.calendar.opening(self.at);
        }
        let team = self.front_team();
        self.path = vec![Hop { team, sent_by: None }];
        let walks = self.pace == Pace::Working && self.chance(20);
        (if walks { Channel::WalkIn } else { Channel::Phone }, self.agent_of(team))
    }

    /// Takes the call down, with the team that took it.
    fn takes_down(&mut self, agent: Option<PersonIx>, mut open: Open) {
        let team = self.team();
        open.team = Some(self.world.firm.teams[team].id);
        if open.channel == Channel::WalkIn {
            let before = self.rng.random_range(5..40) * 60;
            open.contacted_at = Some(Timestamp(self.at.0 - Span::seconds(before).0));
        }
        self.agent = agent;
        if let Some(agent) = agent {
            self.person_does(agent, Act::Open(Box::new(open)));
        }
    }

    /// The team that picks the phone up: by night the provider's, else the one of the place.
    fn front_team(&mut self) -> TeamIx {
        let firm = &self.world.firm;
        if self.pace == Pace::AroundTheClock {
            let provider = firm.teams.iter().position(|it| it.provider.is_some());
            return provider.unwrap_or(0);
        }
        let front = firm.house_teams(Tier::FIRST, self.at);
        let north = firm.people[self.requester].site == "Hamburg" || self.chance(20);
        front.get(usize::from(north)).or(front.first()).copied().unwrap_or(0)
    }

    /// False when nobody will pick the phone up before the start of the demo.
    fn is_heard(&self) -> bool {
        self.pace == Pace::AroundTheClock || self.world.calendar.opening(self.at) <= self.world.now
    }

    /// A call that an agent takes down and keeps.
    pub(super) fn calls(&mut self) {
        if !self.is_heard() {
            return self.arrives();
        }
        let (channel, agent) = self.call();
        let open = self.need(channel);
        self.takes_down(agent, open);
        self.keeps();
    }

    /// A call about something in these words, urgent for many.
    pub(super) fn calls_about(&mut self, subject: &str, body: &str) {
        let (channel, agent) = self.call();
        let mut open = self.need_of(channel, subject, body);
        open.impact = Some(Level::High);
        open.urgency = Some(Level::High);
        self.takes_down(agent, open);
        self.keeps();
    }

    fn keeps(&mut self) {
        self.at = self.at + Span::seconds(self.rng.random_range(20..240));
        self.agent_does(Take::default());
    }

    /// A call that ends with the solution.
    pub(super) fn calls_and_is_helped(&mut self) {
        if !self.is_heard() {
            return self.arrives();
        }
        let (channel, agent) = self.call();
        let mut open = self.need(channel);
        let code = Some(self.code());
        let solution = Some(self.words(&self.scenario.solution));
        open.resolve = Some(Resolve { solution, code });
        self.takes_down(agent, open);
        self.resolved_at = Some(self.at);
    }

    /// How a solution counts.
    fn code(&self) -> ResolutionCode {
        match self.scenario.kind {
            desk::values::Kind::Request => ResolutionCode::Fulfilled,
            desk::values::Kind::Incident => ResolutionCode::SolvedPermanently,
        }
    }

    /// An agent of the holding team takes it, and says what the hand-over was worth.
    pub(super) fn is_taken(&mut self, rating: Option<Rating>) {
        // Nobody rates their own hand-over: somebody else of the team takes it.
        self.agent = self.path.iter().rev().nth(1).and_then(|below| below.sent_by);
        self.agent = self.colleague_of(self.team());
        let rating = self.worth(rating);
        self.agent_does(Take { rating });
    }

    /// The first answer: somebody has seen it.
    pub(super) fn is_answered(&mut self) {
        let seen = self.phrase(|it| &it.seen);
        self.replies(seen);
    }

    /// Whoever has it writes to the requester. A machine needs no answer.
    pub(super) fn replies(&mut self, body: &str) {
        if self.world.firm.people[self.requester].machine {
            return;
        }
        let body = Some(self.agents_letter(body));
        self.agent_does(Reply { body, ..Reply::default() });
    }

    /// Whoever has it writes for the house.
    pub(super) fn notes(&mut self, body: &str) {
        let body = Some(self.words(body));
        self.agent_does(Note { body, ..Note::default() });
    }

    /// The requester writes.
    pub(super) fn writes(&mut self, body: &str) {
        let body = self.requesters_letter(body);
        self.says(body);
    }

    /// The requester writes, too late for this ticket: the message begins the next one.
    pub(super) fn writes_for(&mut self, body: &str, successor: TicketRef) {
        let body = self.requesters_letter(body);
        self.person_does(self.requester, Act::Write { body, successor });
    }

    /// The requester's words, as they are.
    pub(super) fn says(&mut self, body: Text) {
        let successor = self.ticket;
        self.person_does(self.requester, Act::Write { body, successor });
    }

    /// The requester's mailbox answers by itself.
    pub(super) fn is_away(&mut self) {
        let away = self.phrase(|it| &it.away);
        let body = Some(self.words(away));
        self.requester_does(Write { body, automatic: Some(Automatic), ..Write::default() });
    }

    /// The desk asks the requester and waits for the answer.
    pub(super) fn asks_back(&mut self) {
        if let Some(asks) = &self.scenario.asks {
            self.replies(asks);
            self.rests(WaitReason::Requester, None, None);
        }
    }

    /// The requester answers what was asked.
    pub(super) fn is_told(&mut self) {
        if let Some(tells) = &self.scenario.tells {
            self.writes(tells);
            self.waits_since = None;
        }
    }

    /// The ticket rests.
    pub(super) fn rests(&mut self, on: WaitReason, until: Option<Timestamp>, why: Option<&str>) {
        let reason = why.map(|it| self.words(it));
        self.waits_since = Some(self.at);
        self.agent_does(Wait { on: Some(on), until, reason, requester_asked: None });
    }

    /// The ticket rests until a date the requester has named.
    pub(super) fn rests_as_wished(&mut self, until: Timestamp, why: Option<&str>) {
        let reason = why.map(|it| self.words(it));
        let (on, until) = (Some(WaitReason::Date), Some(until));
        self.waits_since = Some(self.at);
        self.agent_does(Wait { on, until, reason, requester_asked: Some(RequesterAsked) });
    }

    /// True while it rests. A team's retirement moves the hold, and any move ends the wait.
    fn is_resting(&self) -> bool {
        let firm = &self.world.firm;
        let retired = self.path.last().is_some_and(|hop| {
            firm.teams[hop.team].successor.is_some() && self.at >= firm.retired_at
        });
        self.waits_since.is_some_and(|since| !retired || since >= firm.retired_at)
    }

    /// Whoever has it goes on.
    pub(super) fn goes_on(&mut self) {
        if self.is_resting() {
            self.agent_does(Resume);
        }
        self.waits_since = None;
    }

    /// The date has come.
    pub(super) fn wakes(&mut self, until: Timestamp) {
        self.not_before(until);
        self.at = self.at + Span::seconds(self.rng.random_range(1..50));
        if self.is_resting() {
            self.desk_does(Origin::Sweep, Resume);
        }
        self.waits_since = None;
    }

    /// Solved, with the scenario's solution.
    pub(super) fn is_solved(&mut self) {
        let code = self.code();
        self.resolves(code, &self.scenario.solution);
    }

    /// Ended by whoever has it.
    pub(super) fn resolves(&mut self, code: ResolutionCode, solution: &str) {
        let solution = Some(self.words(solution));
        self.agent_does(Resolve { solution, code: Some(code) });
        self.resolved_at = Some(self.at);
        self.waits_since = None;
    }

    /// The requester thanks, confirms, or says nothing and the desk closes it.
    pub(super) fn ends(&mut self) {
        match self.rng.random_range(0..100) {
            0..35 => {
                self.pause(10..=900);
                self.requester_does(Confirm);
            }
            35..45 => {
                self.pause(600..=1_800);
                self.agent_does(Close { code: None });
            }
            _ => self.ends_quietly(),
        }
    }

    /// The requester is content and silent, or thanks.
    pub(super) fn ends_quietly(&mut self) {
        if self.chance(40) {
            self.pause(5..=300);
            let thanks = self.phrase(|it| &it.thanks);
            let body = self.words(thanks);
            self.says(body);
        }
        self.falls_quiet();
    }

    /// Nothing comes any more, and the desk closes it.
    pub(super) fn falls_quiet(&mut self) {
        let Some(resolved_at) = self.resolved_at else { return };
        let late = self.rng.random_range(5..600);
        self.not_before(resolved_at + Span::seconds(QUIET_S + late));
        self.desk_does(Origin::Sweep, Close { code: None });
    }
}
