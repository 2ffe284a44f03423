//! A firm and its desk, as data: who works when on what, what goes wrong how often.

use super::calendar::{Calendar, Week};
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TeamId};
use desk::time::Span;
use desk::values::{Channel, Kind, Level, Tier};
use std::collections::BTreeMap;

/// Hours in a week.
pub const WEEK_HOURS: usize = 168;

/// Everything a simulation starts from. Chances are shares from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Firm {
    /// The desk's teams, agents and services, as they are when it begins.
    pub directory: Directory,
    /// Local time and holidays.
    pub calendar: Calendar,
    /// The hours and skills of the agents; who is not in here does no work.
    pub crew: BTreeMap<PersonId, Crew>,
    /// Who may have a need.
    pub requesters: Vec<PersonId>,
    /// The account in whose name monitoring opens tickets.
    pub monitor: PersonId,
    /// When requesters are at their desks: they answer and react in these hours.
    pub office: Week,
    /// By which ways needs come, when and how many.
    pub streams: Vec<Stream>,
    /// What needs are about.
    pub concerns: Vec<Concern>,
    /// Whose new tickets another team takes while nobody of the first is on: a provider's nights.
    pub cover: BTreeMap<TeamId, TeamId>,
    /// Whose written needs a rule hands to another team of tier 1 than the router's: a site of its
    /// own.
    pub sites: BTreeMap<PersonId, TeamId>,
    /// How agents work.
    pub agents: AgentHabits,
    /// How requesters behave.
    pub requests: RequesterHabits,
}

/// An agent's working conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct Crew {
    /// When they are on.
    pub week: Week,
    /// The services they know; with none named, all. What they do not know they leave to others
    /// for some hours.
    pub skills: Vec<ServiceId>,
    /// On which share of their days they are away.
    pub absent: f64,
    /// Whether they come on holidays.
    pub holidays: Holidays,
}

/// Whether somebody works on holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holidays {
    /// No.
    Off,
    /// Yes, like on every day.
    On,
}

/// One way by which needs come.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The channel. Needs by phone and walk-in need an agent who is free, else they come by mail;
    /// those by monitoring are opened by a rule, above tier 1.
    pub channel: Channel,
    /// How many come in a year of 365 days without holidays.
    pub per_year: f64,
    /// How they spread over the local hours of the week, Monday midnight first: weights.
    pub hours: [f64; WEEK_HOURS],
    /// Which share of them comes on holidays.
    pub on_holidays: f64,
}

/// Who notices a concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A person.
    People,
    /// A machine; nobody answers, confirms or complains.
    Monitoring,
}

/// A kind of need.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// What it is about.
    pub service: ServiceId,
    /// Incident or request.
    pub kind: Kind,
    /// Who notices it.
    pub source: Source,
    /// Which of the requesters have it; with nobody named, all.
    pub requesters: Vec<PersonId>,
    /// Its impact, where that is always the same.
    pub impact: Option<Level>,
    /// Its urgency, where that is always the same.
    pub urgency: Option<Level>,
    /// How often it comes, beside the other concerns.
    pub weight: f64,
    /// Which tier it really takes: weights from tier 1 up.
    pub needs: Vec<f64>,
    /// How much longer than usual it takes: a factor.
    pub effort: f64,
    /// What has to be waited for on the way.
    pub snags: Snags,
}

/// What lies in the way of a solution, each with its chance.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Snags {
    /// The requester has to be asked; drawn twice.
    pub requester: f64,
    /// The vendor has to help; above tier 1 only.
    pub vendor: f64,
    /// Somebody has to approve it.
    pub approval: f64,
    /// The requester wants it at a later date.
    pub date: f64,
    /// A planned change has to come first; above tier 1 only.
    pub change: f64,
    /// Another team is asked, and keeps nothing.
    pub consult: f64,
}

/// How long things take on a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// To solve, or to find out what a hand-over has to say.
    pub solve: Span,
    /// To look at it and send it on, ask, or pass a solution on.
    pub look: Span,
}

/// How agents work.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentHabits {
    /// Time on each tier, from tier 1 up; the last one holds above, too.
    pub effort: Vec<Effort>,
    /// A caller's plain need is solved while they are on the line.
    pub solves_in_call: f64,
    /// What needs a higher tier reaches it at once, past tier 1.
    pub knows_specialist: f64,
    /// An escalation goes to the wrong team.
    pub wrong_team: f64,
    /// A hand-over lacks what the next tier needs, and is declined.
    pub poor_hand_over: f64,
    /// A ticket goes up although the tier could solve it.
    pub needless: f64,
    /// A ticket that needs it jumps over a tier.
    pub skips: f64,
    /// What was solved above goes back down; else it is resolved where it is.
    pub hands_back: f64,
    /// A hand-over is rated by who takes it.
    pub rates: f64,
    /// A note is written along the way.
    pub notes: f64,
    /// The requester is told that the ticket goes up.
    pub tells: f64,
    /// What goes up is marked as harder than standard.
    pub judges: f64,
    /// An old ticket is raised, each time somebody takes it up.
    pub raises: f64,
    /// A vendor, an approval, a wished date takes so long on average.
    pub outside_after: Span,
    /// A question in the house takes so long on average.
    pub consulted_after: Span,
    /// How long somebody is waited for before they are asked again.
    pub patience: Span,
}

/// How requesters behave.
#[derive(Debug, Clone, PartialEq)]
pub struct RequesterHabits {
    /// The wrong service was named.
    pub wrong_service: f64,
    /// A question is answered at all.
    pub answers: f64,
    /// An answer takes so long on average.
    pub answers_after: Span,
    /// Nobody is there and a machine answers first.
    pub out_of_office: f64,
    /// The same need is sent a second time.
    pub repeats: f64,
    /// They ask how it is going.
    pub remarks: f64,
    /// A solution is confirmed.
    pub confirms: f64,
    /// Somebody says thanks and nothing else.
    pub thanks: f64,
    /// A solution did not hold.
    pub complains: f64,
    /// The need comes back when the ticket cannot be reopened any more.
    pub comes_back: f64,
    /// A mail is sent on by somebody who needs nothing from the desk.
    pub junk: f64,
    /// A reaction to a solution takes so long on average.
    pub reacts_after: Span,
    /// What comes back needs a higher tier than before.
    pub deeper: f64,
}

impl AgentHabits {
    /// The effort of a tier.
    #[must_use]
    pub fn effort(&self, tier: Tier) -> Effort {
        let index = usize::from(tier.0).saturating_sub(1);
        let last = self.effort.last().copied();
        let nothing = Effort { solve: Span::seconds(60), look: Span::seconds(60) };
        self.effort.get(index).copied().or(last).unwrap_or(nothing)
    }
}
