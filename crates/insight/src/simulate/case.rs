//! A case: the truth behind a ticket, which the desk has to find out.

use super::firm::{Firm, Source};
use super::random::Random;
use desk::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use desk::priority::Priority;
use desk::ticket::Ticket;
use desk::ticket::hand_over::Received;
use desk::ticket::wait::Waiting;
use desk::time::Timestamp;
use desk::values::{Channel, Kind, Status, Tier, WaitReason};

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// It was sent before.
    Duplicate(TicketNumber),
    /// Nobody needs anything.
    Junk,
    /// It is about another service than the requester named.
    WrongService,
    /// The tier's wrong team has it.
    WrongTeam,
    /// The hand-over says too little.
    PoorHandOver,
    /// Somebody below will send it up without need …
    Needless,
    /// … and somebody above sees that.
    NotNeeded,
    /// The requester has to be asked.
    Ask,
    /// It has to wait for something else.
    Wait(WaitReason),
    /// Another team is asked.
    Consult,
}

/// What stands in the way on a tier and above, once a team of that tier works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Snag {
    pub(super) tier: Tier,
    pub(super) what: What,
}

/// What a ticket waits for, and how often somebody has asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Awaited {
    pub(super) on: WaitReason,
    pub(super) chased: u8,
}

/// Whether somebody knows what helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Solution {
    Sought,
    Found,
}

/// The place of a ticket among what waits to be worked on: by priority, then the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) priority: Priority,
    pub(super) since: Timestamp,
    pub(super) number: TicketNumber,
}

/// Where a ticket is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nobody can do anything for now.
    Rest,
    /// In a team's queue.
    Queue(TeamId, Key),
    /// In an agent's own list.
    Own(PersonId, Key),
    /// Under somebody's hands.
    Work(PersonId),
}

/// The truth behind a ticket.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) concern: usize,
    pub(super) source: Source,
    pub(super) service: ServiceId,
    pub(super) kind: Kind,
    pub(super) channel: Channel,
    pub(super) requester: PersonId,
    pub(super) story: u64,
    pub(super) needs: Tier,
    pub(super) snags: Vec<Snag>,
    pub(super) awaits: Option<Awaited>,
    pub(super) solution: Solution,
    pub(super) place: Place,
    /// All that is by chance in this case: the same whoever works on it.
    pub(super) random: Random,
}

impl Case {
    /// Draws a need that comes by a channel.
    pub(super) fn draw(firm: &Firm, channel: Channel, mut random: Random) -> Option<Case> {
        let source = match channel {
            Channel::Monitoring => Source::Monitoring,
            _ => Source::People,
        };
        let weights = firm.concerns.iter();
        let weights = weights.map(|it| if it.source == source { it.weight } else { 0.0 });
        let index = random.weighted(weights);
        let concern = firm.concerns.get(index)?;
        let requester = match source {
            Source::People if concern.requesters.is_empty() => *random.pick(&firm.requesters)?,
            Source::People => *random.pick(&concern.requesters)?,
            Source::Monitoring => firm.monitor,
        };
        let needed = random.weighted(concern.needs.iter().copied());
        let mut case = Case {
            concern: index,
            source,
            service: concern.service,
            kind: concern.kind,
            channel,
            requester,
            story: random.bits(),
            needs: Tier(u8::try_from(needed).unwrap_or(0) + 1),
            snags: Vec::new(),
            awaits: None,
            solution: Solution::Sought,
            place: Place::Rest,
            random,
        };
        case.draw_snags(firm);
        Some(case)
    }

    fn draw_snags(&mut self, firm: &Firm) {
        let Some(concern) = firm.concerns.get(self.concern) else { return };
        let snags = concern.snags;
        let asks = if self.source == Source::People { snags.requester } else { 0.0 };
        let above = |chance| if self.needs > Tier::FIRST { chance } else { 0.0 };
        let (vendor, change) = (above(snags.vendor), above(snags.change));
        let junk = if self.channel == Channel::Mail { firm.requests.junk } else { 0.0 };
        for (chance, what) in [
            (junk, What::Junk),
            (asks, What::Ask),
            (asks, What::Ask),
            (snags.approval, What::Wait(WaitReason::Approval)),
            (vendor, What::Wait(WaitReason::Vendor)),
            (snags.date, What::Wait(WaitReason::Date)),
            (change, What::Wait(WaitReason::Change)),
            (snags.consult, What::Consult),
        ] {
            let at = self.random.below(usize::from(self.needs.0));
            let tier = match what {
                What::Junk => Tier::FIRST,
                What::Wait(WaitReason::Vendor | WaitReason::Change) => self.needs,
                _ => Tier(u8::try_from(at).unwrap_or(0) + 1),
            };
            if self.random.chance(chance) {
                self.snags.push(Snag { tier, what });
            }
        }
        if self.needs == Tier::FIRST && self.random.chance(firm.agents.needless) {
            self.snags.push(Snag { tier: Tier::FIRST, what: What::Needless });
        }
    }

    /// True of a need that is none.
    pub(super) fn is_junk(&self) -> bool {
        self.snags.iter().any(|snag| snag.what == What::Junk)
    }

    /// Puts something in the way, before all that is there already.
    pub(super) fn hinder(&mut self, tier: Tier, what: What) {
        self.snags.insert(0, Snag { tier, what });
    }

    /// The same need, sent by the same person another time, with chance of its own.
    pub(super) fn again(&mut self, channel: Channel) -> Case {
        Case {
            channel,
            snags: Vec::new(),
            awaits: None,
            solution: Solution::Sought,
            place: Place::Rest,
            random: Random::new(self.random.bits()),
            ..self.clone()
        }
    }
}

/// What the people of the simulation look at in a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) number: TicketNumber,
    pub(super) status: Status,
    pub(super) team: TeamId,
    pub(super) tier: Tier,
    pub(super) assignee: Option<PersonId>,
    pub(super) priority: Priority,
    pub(super) service: Option<ServiceId>,
    pub(super) waiting: Option<Waiting>,
    pub(super) contact_team: TeamId,
    /// The next team down the path.
    pub(super) below: Option<TeamId>,
    pub(super) hand_over: Option<Received>,
    pub(super) merged: Option<TicketNumber>,
    pub(super) created_at: Timestamp,
    pub(super) resolved_at: Option<Timestamp>,
}

impl View {
    pub(super) fn of(ticket: &Ticket) -> View {
        View {
            number: ticket.number,
            status: ticket.status,
            team: ticket.team,
            tier: ticket.tier,
            assignee: ticket.assignee,
            priority: ticket.priority,
            service: ticket.service,
            waiting: ticket.waiting,
            contact_team: ticket.contact_team,
            below: ticket.path.iter().rev().nth(1).map(|step| step.team),
            hand_over: ticket.hand_over,
            merged: ticket.merged.map(|rest| rest.into),
            created_at: ticket.created_at,
            resolved_at: ticket.resolved_at,
        }
    }

    /// True while somebody can work on it.
    pub(super) fn is_workable(&self) -> bool {
        self.status.is_live() && self.merged.is_none()
    }
}
