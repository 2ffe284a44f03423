//! The tier rail: who held the ticket on which step, for how long, and what went over its edges.

use super::course::{Move, Stay, Turn};
use super::read::Seen;
use super::words::Teller;
use crate::limits::{EDGES_SHOWN_MAX, HELD_SHOWN_MAX};
use crate::pages::page::Page;
use crate::pages::shown::{Avatar, Edge, Held, HeldState, Step, StepState, Way};
use desk::directory::Team;
use desk::ids::{PersonId, TeamId};
use desk::routing::route;
use desk::ticket::{Event, Ticket, hold};
use desk::time::Span;
use desk::values::{ReturnOutcome, Tier};
use std::collections::BTreeSet;

/// Characters of a solution on an edge.
const EDGE_WORDS: usize = 90;

/// Where the hand-over that is being written would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preview {
    pub(crate) team: TeamId,
    pub(crate) tier: Tier,
    pub(crate) agent: Option<PersonId>,
}

/// The steps, lowest tier first.
pub(crate) fn steps(page: &Page, seen: &Seen, preview: Option<Preview>) -> Vec<Step> {
    let rail = Rail { page, seen, teller: Teller { page, seen }, preview };
    let tiers = rail.tiers();
    let life: i64 = seen.course.stays.iter().map(|stay| stay.length(page.now).0).sum();
    tiers.iter().map(|tier| rail.step(*tier, &tiers, life)).collect()
}

struct Rail<'a> {
    page: &'a Page,
    seen: &'a Seen,
    teller: Teller<'a>,
    preview: Option<Preview>,
}

impl Rail<'_> {
    /// Tiers that have a team, and those the ticket was on.
    fn tiers(&self) -> BTreeSet<Tier> {
        let teams = self.seen.directory.teams.values().filter(|team| team.is_active());
        let stays = self.seen.course.stays.iter().map(|stay| stay.tier);
        teams.map(|team| team.tier).chain(stays).chain([self.seen.ticket.tier]).collect()
    }

    fn step(&self, tier: Tier, tiers: &BTreeSet<Tier>, life: i64) -> Step {
        let stays: Vec<&Stay> =
            self.seen.course.stays.iter().filter(|stay| stay.tier == tier).collect();
        let state = self.state(tier, stays.is_empty());
        let spent: i64 = stays.iter().map(|stay| stay.length(self.page.now).0).sum();
        let percent = if life > 0 { spent.saturating_mul(100) / life } else { 0 };
        let (holds, earlier) = self.holds(&stays);
        let (edges, more) = self.edges(tier, tiers);
        let team = self.team(tier, state, &stays);
        let preview = self.preview.filter(|preview| preview.tier == tier);
        Step {
            tier: tier.0,
            state,
            is_outside: team.is_some_and(|team| team.provider.is_some()),
            is_late: false,
            is_next: preview.is_some(),
            label: self.page.text("tier-level").with("tier", i64::from(tier.0)).to_string(),
            team: self.about(state, team),
            spent: (!stays.is_empty()).then(|| self.page.format.duration(Span(spent))),
            of: None,
            percent: u8::try_from(percent).unwrap_or(100).min(100),
            holds: holds.into_iter().chain(preview.map(|it| self.next(it))).collect(),
            earlier,
            edges,
            more,
        }
    }

    fn state(&self, tier: Tier, is_untouched: bool) -> StepState {
        let highest = self.seen.course.stays.iter().map(|stay| stay.tier).max();
        if tier == self.seen.ticket.tier {
            StepState::Holds
        } else if !is_untouched {
            StepState::Past
        } else if highest.is_some_and(|highest| tier < highest) {
            StepState::Skipped
        } else {
            StepState::Ahead
        }
    }

    /// The team that stands for the tier: the last that held it there, else the one it would go to.
    fn team(&self, tier: Tier, state: StepState, stays: &[&Stay]) -> Option<&Team> {
        let Seen { ticket, directory, .. } = self.seen;
        let team = match (state, self.preview.filter(|it| it.tier == tier)) {
            (StepState::Holds, None) => Some(ticket.team),
            (_, Some(preview)) => Some(preview.team),
            (StepState::Past, None) => stays.last().map(|stay| stay.team),
            (StepState::Ahead, None) => route(directory, tier, ticket.service).map(|it| it.team),
            (StepState::Skipped, None) => None,
        };
        team.and_then(|id| directory.team(id))
    }

    fn about(&self, state: StepState, team: Option<&Team>) -> String {
        match (state, team) {
            (StepState::Skipped, None) => self.page.text("rail-skipped").to_string(),
            (_, None) => self.page.text("nobody").to_string(),
            (_, Some(team)) => match &team.provider {
                Some(provider) if *provider != team.name => format!("{}, {provider}", team.name),
                Some(_) | None => team.name.clone(),
            },
        }
    }

    /// Who held it there: the last few, and how many before.
    fn holds(&self, stays: &[&Stay]) -> (Vec<Held>, Option<String>) {
        let current = self.seen.course.stays.last();
        let mut all: Vec<Held> = Vec::new();
        for stay in stays {
            let is_current = current.is_some_and(|it| std::ptr::eq(it, *stay));
            let named = stay.turns.iter().any(|turn| turn.agent.is_some());
            let last = stay.turns.len().saturating_sub(1);
            for (at, turn) in stay.turns.iter().enumerate() {
                let goes_on = is_current && at == last && turn.to.is_none();
                // A moment in the queue before somebody took it is no holder to name.
                if turn.agent.is_some() || goes_on || (!named && at == last) {
                    all.push(self.held(stay, turn, goes_on));
                }
            }
        }
        let hidden = all.len().saturating_sub(HELD_SHOWN_MAX);
        let earlier = (hidden > 0).then(|| self.earlier(hidden));
        (all.split_off(hidden), earlier)
    }

    fn earlier(&self, n: usize) -> String {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.page.text("rail-earlier").with("n", n).to_string()
    }

    fn held(&self, stay: &Stay, turn: &Turn, goes_on: bool) -> Held {
        let page = self.page;
        let (avatar, name) = match turn.agent {
            Some(id) => self.person(id),
            None => self.queue(stay.team),
        };
        let (from, exactly) = (page.when(turn.from), page.format.date_time(turn.from));
        let (when, when_exactly) = match turn.to.filter(|_| !goes_on) {
            None => {
                let since = page.text("held-since").with("from", from);
                (since.to_string(), exactly)
            }
            Some(to) => {
                let between = |from: String, to: String| {
                    page.text("held-between").with("from", from).with("to", to).to_string()
                };
                let exact = between(exactly, page.format.date_time(to));
                (between(from, page.when(to)), exact)
            }
        };
        let length = Some(page.format.duration(turn.length(page.now)));
        let state = if goes_on { HeldState::Now } else { HeldState::Past };
        Held { avatar, name, when, when_exactly, length, state }
    }

    fn person(&self, id: PersonId) -> (Avatar, String) {
        let name = self.seen.people.name(id);
        (Avatar::person(id.0, name), name.to_owned())
    }

    fn queue(&self, team: TeamId) -> (Avatar, String) {
        let found = self.seen.directory.team(team);
        let avatar = found.map(|it| Avatar::team(it.id.0, &it.name, it.provider.as_deref()));
        let name = self.page.text("rail-queue").to_string();
        (avatar.unwrap_or_else(Avatar::nobody), name)
    }

    fn next(&self, preview: Preview) -> Held {
        let (avatar, name) = match preview.agent {
            Some(id) => self.person(id),
            None => self.queue(preview.team),
        };
        let when = self.page.text("rail-preview").to_string();
        let (when_exactly, length) = (String::new(), None);
        Held { avatar, name, when, when_exactly, length, state: HeldState::Next }
    }

    /// What went over the edge above this step: the last few, and how many before.
    fn edges(&self, tier: Tier, tiers: &BTreeSet<Tier>) -> (Vec<Edge>, Option<String>) {
        let over = |from: Tier, to: Tier| from != to && from.min(to) == tier;
        let moves: Vec<&Move> =
            self.seen.course.moves.iter().filter(|it| over(it.from, it.to)).collect();
        let here = self.seen.ticket.tier;
        let new = self.preview.filter(|it| over(here, it.tier)).map(|it| self.new_edge(it));
        let room = EDGES_SHOWN_MAX - usize::from(new.is_some());
        let hidden = moves.len().saturating_sub(room);
        let shown = moves.iter().skip(hidden).map(|it| self.edge(it));
        let edges: Vec<Edge> = shown.chain(new).collect();
        debug_assert!(edges.is_empty() || tiers.iter().any(|above| *above > tier));
        (edges, (hidden > 0).then(|| self.earlier(hidden)))
    }

    fn edge(&self, it: &Move) -> Edge {
        let (key, reason) = match &it.event {
            Event::Escalated(up) => ("edge-escalated", self.page.word(&up.reason).to_string()),
            Event::Returned(down) => {
                let outcome = self.page.word(&down.outcome).to_string();
                ("edge-returned", self.with_words(outcome, down.outcome, it))
            }
            Event::Pulled(_) => ("edge-pulled", self.words(it).unwrap_or_default()),
            _ => ("edge-succeeded", String::new()),
        };
        let title = self.page.text(key).with("time", self.page.when(it.stamp.at)).to_string();
        let href = format!("?since={0}#e{0}", it.stamp.seq);
        Edge { way: way(it.from, it.to), is_new: false, href, title, reason }
    }

    /// An outcome with the beginning of what came with it.
    fn with_words(&self, outcome: String, which: ReturnOutcome, it: &Move) -> String {
        let told = self.seen.told.get(&it.stamp.seq).map(|told| &told.event);
        let Some(Event::Returned(told)) = told else { return outcome };
        let more = match which {
            ReturnOutcome::Solved => told.solution.as_ref().map(|it| first_words(it.as_str())),
            ReturnOutcome::Answered => told.answer.as_ref().map(|it| first_words(it.as_str())),
            ReturnOutcome::Declined => told.reason.map(|it| self.page.word(&it).to_string()),
            ReturnOutcome::Imported | ReturnOutcome::Rule | ReturnOutcome::Contract => None,
        };
        more.map_or(outcome.clone(), |more| format!("{outcome}: {more}"))
    }

    fn words(&self, it: &Move) -> Option<String> {
        let told = self.seen.told.get(&it.stamp.seq)?;
        self.teller.line(told).words.map(|words| first_words(&words))
    }

    fn new_edge(&self, preview: Preview) -> Edge {
        let way = way(self.seen.ticket.tier, preview.tier);
        let key = match way {
            Way::Up => "edge-new-up",
            Way::Down => "edge-new-down",
        };
        let title = self.page.text(key).to_string();
        let (href, reason) = ("#composer".to_owned(), self.teller.team(preview.team));
        Edge { way, is_new: true, href, title, reason }
    }
}

/// Which way a step leads; sideways there is none.
pub(crate) fn way(from: Tier, to: Tier) -> Way {
    match hold::Way::between(from, to) {
        hold::Way::Up | hold::Way::Sideways => Way::Up,
        hold::Way::Down => Way::Down,
    }
}

/// The first line, as far as it has room.
fn first_words(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.char_indices().nth(EDGE_WORDS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

/// How often it went up from its tier to that one: more than once is worth a call.
pub(crate) fn times_up(seen: &Seen, ticket: &Ticket, to: Tier) -> usize {
    let up = |it: &&Move| it.to == to && it.from <= ticket.tier && it.from < it.to;
    seen.course.moves.iter().filter(up).count()
}
