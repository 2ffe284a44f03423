//! What a list shows of a ticket's past without reading it: folded with it, kept in its row.

use super::event::Stamp;
use super::hold::Way;
use super::message::Manner;
use super::{Event, Ticket};
use crate::time::Timestamp;
use crate::values::Channel;
use serde::{Deserialize, Serialize};

/// A ticket's past at a glance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// What requester and desk have written to each other, automatic mail apart.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub messages: u32,
    /// Files that came with them, and with notes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub files: u32,
    /// When the first message came that the desk has not answered yet (domain, section 6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered_since: Option<Timestamp>,
    /// Which way the hold moved last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Way>,
    /// How often it came down to a lower tier.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returns: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Glance {
    /// What it is after one more event of a ticket that has not folded it yet.
    pub(super) fn after(self, ticket: &Ticket, event: &Event, stamp: &Stamp) -> Glance {
        let mut glance = self;
        if let Some(hold) = event.fact().hold() {
            let way = Way::between(ticket.tier, hold.tier);
            glance.moved = Some(way);
            glance.returns += u32::from(way == Way::Down);
        }
        let files = event.fact().attachments().len();
        glance.files += u32::try_from(files).unwrap_or(u32::MAX);
        match event {
            Event::RequesterWrote(wrote) => {
                // What is said to an agent in person has its answer there and then.
                let in_person = matches!(ticket.channel, Channel::Phone | Channel::WalkIn);
                let told = in_person && glance.messages == 0;
                glance.messages += u32::from(wrote.manner != Manner::Automatic);
                if wrote.manner == Manner::Concern && !told {
                    glance.unanswered_since.get_or_insert(stamp.at);
                }
            }
            Event::Replied(_) => {
                glance.messages += 1;
                glance.unanswered_since = None;
            }
            Event::Resolved(_) | Event::Closed(_) => glance.unanswered_since = None,
            _ => {}
        }
        glance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::close::Close;
    use crate::ticket::message::{Automatic, Write};
    use crate::ticket::open::Open;
    use crate::ticket::testing::{
        ADA, APPS, Bench, HOTLINE, NETWORK, RITA, need, reply, solution, some,
    };
    use crate::time::Span;
    use crate::values::ResolutionCode;

    fn write(body: &str) -> Write {
        Write { body: some(body), ..Write::default() }
    }

    fn opened(channel: Channel) -> Bench {
        let mut bench = Bench::empty();
        bench.opens(ADA, Open { channel, ..need(RITA) });
        bench
    }

    #[test]
    fn the_first_message_without_an_answer_counts() {
        let mut bench = opened(Channel::Mail);
        let asked = bench.ticket().created_at;
        bench.pass(Span::days(1)).does(RITA, write("Hello?"));
        assert_eq!(bench.ticket().glance.unanswered_since, Some(asked), "the first, not the last");
        bench.does(ADA, reply());
        assert_eq!(bench.ticket().glance, Glance { messages: 3, ..Glance::default() });
        bench.does(RITA, write("Danke!"));
        bench.does(RITA, Write { automatic: Some(Automatic), ..write("Away.") });
        let glance = bench.ticket().glance;
        assert_eq!((glance.unanswered_since, glance.messages), (None, 4));
        bench.does(RITA, write("Still broken."));
        assert!(bench.ticket().glance.unanswered_since.is_some());
        bench.does(ADA, solution());
        assert_eq!(bench.ticket().glance.unanswered_since, None, "a solution is an answer");
        bench.does(RITA, write("No."));
        bench.does(ADA, Close { code: Some(ResolutionCode::Junk) });
        assert_eq!(bench.ticket().glance.unanswered_since, None);
    }

    #[test]
    fn what_is_told_in_person_waits_for_no_answer() {
        for (channel, waits) in [
            (Channel::Phone, false),
            (Channel::WalkIn, false),
            (Channel::Portal, true),
            (Channel::Api, true),
        ] {
            let mut bench = opened(channel);
            assert_eq!(bench.ticket().glance.unanswered_since.is_some(), waits, "{channel}");
            bench.does(RITA, write("It is back."));
            assert!(bench.ticket().glance.unanswered_since.is_some(), "{channel}: written later");
        }
    }

    #[test]
    fn the_last_way_and_the_returns_are_kept() {
        let mut bench = Bench::new();
        let way = |bench: &Bench| (bench.ticket().glance.moved, bench.ticket().glance.returns);
        assert_eq!(way(&bench), (None, 0));
        for (team, moved, returns) in [
            (NETWORK, Way::Up, 0),
            (APPS, Way::Sideways, 0),
            (HOTLINE, Way::Down, 1),
            (APPS, Way::Up, 1),
            (HOTLINE, Way::Down, 2),
        ] {
            assert_eq!(way(bench.goes(team)), (Some(moved), returns));
        }
    }
}
