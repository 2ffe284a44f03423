//! The course of a ticket: who held it from when to when, and what went over which edge. A fold of
//! its events without their words.

use desk::ids::{EventSeq, PersonId, TeamId};
use desk::ticket::change::Changed;
use desk::ticket::{Event, Stamp, Ticket};
use desk::time::{Span, Timestamp};
use desk::values::{Rating, Tier};
use std::collections::BTreeMap;

/// A team had the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) team: TeamId,
    pub(crate) tier: Tier,
    pub(crate) turns: Vec<Turn>,
}

/// Within a stay: an agent of the team had it, or nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) agent: Option<PersonId>,
    pub(crate) from: Timestamp,
    /// None while it goes on.
    pub(crate) to: Option<Timestamp>,
}

/// A change of the holding team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) stamp: Stamp,
    pub(crate) from: Tier,
    pub(crate) to: Tier,
    pub(crate) event: Event,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Course {
    pub(crate) stays: Vec<Stay>,
    pub(crate) moves: Vec<Move>,
    /// What hand-overs were worth, by the event that brought them.
    pub(crate) ratings: BTreeMap<EventSeq, Rating>,
    /// The tier that held it from each event on.
    tiers: Vec<(EventSeq, Tier)>,
    /// What was said of each field, in order.
    said: Vec<(EventSeq, Changed)>,
    /// Closed or merged: its life is over for now.
    ended: bool,
}

impl Stay {
    /// From its beginning to its end, or until now.
    pub(crate) fn length(&self, now: Timestamp) -> Span {
        let sum = self.turns.iter().map(|turn| turn.length(now).0).sum();
        Span(sum)
    }
}

impl Turn {
    pub(crate) fn length(&self, now: Timestamp) -> Span {
        self.to.unwrap_or(now) - self.from
    }
}

impl Course {
    /// Folds the events, which are in order. A history that was cut at its beginning begins with
    /// the first event there is.
    pub(crate) fn of(events: &[(Stamp, Event)], ticket: &Ticket) -> Course {
        let mut course = Course::default();
        for (stamp, event) in events {
            course.apply(stamp, event, ticket);
        }
        course
    }

    fn apply(&mut self, stamp: &Stamp, event: &Event, ticket: &Ticket) {
        if self.stays.is_empty() {
            let (team, tier) = match event {
                Event::Created(created) => (created.team, created.tier),
                _ => (ticket.team, ticket.tier),
            };
            self.begin(stamp, team, tier, None);
        }
        if let Some(hold) = event.fact().hold() {
            let from = self.stays.last().map_or(hold.tier, |stay| stay.tier);
            self.end_turn(stamp.at);
            self.moves.push(Move { stamp: *stamp, from, to: hold.tier, event: event.clone() });
            self.begin(stamp, hold.team, hold.tier, hold.assignee);
        }
        match event {
            Event::Taken(taken) => self.turn(stamp.at, Some(taken.agent)),
            Event::Assigned(assigned) => self.turn(stamp.at, Some(assigned.agent)),
            Event::Released(_) => self.turn(stamp.at, None),
            Event::Closed(_) | Event::Confirmed(_) | Event::Merged(_) => {
                self.end_turn(stamp.at);
                self.ended = true;
            }
            Event::Reopened(_) | Event::Unmerged(_) => self.go_on(stamp),
            Event::HandOverRated(rated) => {
                self.ratings.insert(rated.hand_over, rated.rating);
            }
            Event::Changed(changed) => self.said.push((stamp.seq, changed.clone())),
            _ => {}
        }
    }

    fn begin(&mut self, stamp: &Stamp, team: TeamId, tier: Tier, agent: Option<PersonId>) {
        self.ended = false;
        self.tiers.push((stamp.seq, tier));
        let turns = vec![Turn { agent, from: stamp.at, to: None }];
        self.stays.push(Stay { team, tier, turns });
    }

    fn end_turn(&mut self, at: Timestamp) {
        let turn = self.stays.last_mut().and_then(|stay| stay.turns.last_mut());
        if let Some(turn) = turn {
            turn.to.get_or_insert(at);
        }
    }

    fn turn(&mut self, at: Timestamp, agent: Option<PersonId>) {
        self.end_turn(at);
        if let Some(stay) = self.stays.last_mut() {
            stay.turns.push(Turn { agent, from: at, to: None });
        }
    }

    /// Life goes on where it had ended, with whoever had it.
    fn go_on(&mut self, stamp: &Stamp) {
        if !self.ended {
            return;
        }
        let last = self.stays.last().map(|stay| {
            let agent = stay.turns.last().and_then(|turn| turn.agent);
            (stay.team, stay.tier, agent)
        });
        if let Some((team, tier, agent)) = last {
            self.begin(stamp, team, tier, agent);
        }
    }

    /// The tier that held the ticket after this event.
    pub(crate) fn tier_at(&self, seq: EventSeq) -> Tier {
        let after = self.tiers.partition_point(|(from, _)| *from <= seq);
        let found = self.tiers.get(after.saturating_sub(1)).or(self.tiers.first());
        found.map_or(Tier::FIRST, |(_, tier)| *tier)
    }

    /// The event that brought it to its present holder.
    pub(crate) fn held_since(&self) -> EventSeq {
        self.tiers.last().map_or(0, |(seq, _)| *seq)
    }

    /// When that was.
    pub(crate) fn held_from(&self) -> Option<Timestamp> {
        self.stays.last().and_then(|stay| stay.turns.first()).map(|turn| turn.from)
    }

    /// What was last said of the same field before this event.
    pub(crate) fn said_before(
        &self,
        seq: EventSeq,
        field: &Changed,
    ) -> Option<&(EventSeq, Changed)> {
        let earlier = self.said.iter().rev().filter(|(at, _)| *at < seq);
        earlier.into_iter().find(|(_, said)| same_field(said, field))
    }
}

fn same_field(one: &Changed, other: &Changed) -> bool {
    match (one, other) {
        (Changed::Field { name, .. }, Changed::Field { name: other, .. }) => name == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::actor::Actor;
    use desk::ids::TicketNumber;
    use desk::ticket::{assign, close, release, reopen, take};
    use desk::values::Origin;

    fn events(list: &[(i64, Event)]) -> (Vec<(Stamp, Event)>, Ticket) {
        let told: Vec<(Stamp, Event)> = (1..)
            .zip(list)
            .map(|(seq, (minute, event))| {
                let at = Timestamp(minute * 60_000_000);
                let (actor, origin) = (Actor::Person(PersonId(7)), Origin::Command);
                (Stamp { seq, at, actor, origin }, event.clone())
            })
            .collect();
        let history = told.iter().map(|(stamp, event)| (event, *stamp));
        let ticket = Ticket::fold(TicketNumber(1), history).unwrap();
        (told, ticket)
    }

    fn created() -> Event {
        let data = r#"{"kind":"incident","subject":"00","requester":1,"channel":"phone",
            "impact":"low","urgency":"low","priority":4,"team":1,"tier":1,"contact_team":1}"#;
        let digest = "0".repeat(64);
        Event::read("created", &data.replace("00", &digest)).unwrap()
    }

    fn moved(team: i64, tier: u8) -> Event {
        let data =
            format!(r#"{{"from":1,"team":{team},"tier":{tier},"assignee":9,"reason":"other"}}"#);
        Event::read("transferred", &data).unwrap()
    }

    #[test]
    fn turns_tile_the_life_of_a_ticket() {
        let (told, ticket) = events(&[
            (0, created()),
            (10, take::Taken { agent: PersonId(7) }.into()),
            (30, moved(2, 2)),
            (40, release::Released {}.into()),
            (45, assign::Assigned { agent: PersonId(8) }.into()),
            (60, close::Closed { code: None }.into()),
            (90, reopen::Reopened { why: reopen::Why::Requester, reason: None }.into()),
        ]);
        let course = Course::of(&told, &ticket);
        let now = Timestamp(100 * 60_000_000);
        let minutes = |span: Span| span.0 / 60_000_000;
        let lengths: Vec<_> = course
            .stays
            .iter()
            .map(|stay| (stay.team.0, stay.tier.0, minutes(stay.length(now))))
            .collect();
        assert_eq!(lengths, [(1, 1, 30), (2, 2, 30), (2, 2, 10)], "closed for half an hour");
        let turns: Vec<_> = course.stays[1].turns.iter().map(|turn| turn.agent).collect();
        assert_eq!(turns, [Some(PersonId(9)), None, Some(PersonId(8))]);
        assert_eq!(course.stays[2].turns[0].agent, Some(PersonId(8)), "who had it has it again");
        assert_eq!(
            (1..=7).map(|seq| course.tier_at(seq).0).collect::<Vec<_>>(),
            [1, 1, 2, 2, 2, 2, 2]
        );
        assert_eq!(course.held_since(), 7);
    }

    #[test]
    fn what_was_said_before_is_of_the_same_field() {
        let tags = |word: &str| {
            let to = std::iter::once(word.to_owned()).collect();
            Event::from(Changed::Tags { to })
        };
        let kind = Event::from(Changed::Kind { to: desk::values::Kind::Request });
        let (told, ticket) = events(&[(0, created()), (1, tags("a")), (2, kind), (3, tags("b"))]);
        let course = Course::of(&told, &ticket);
        let Event::Changed(last) = &told[3].1 else { panic!("a change") };
        assert_eq!(course.said_before(4, last).map(|(seq, _)| *seq), Some(2));
        assert_eq!(course.said_before(2, last), None);
    }
}
