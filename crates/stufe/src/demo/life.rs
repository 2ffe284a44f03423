//! Three months at the desk: which stories begin when, and all their steps in the order of time.

use super::firm::PersonIx;
use super::plots::{self, Plot, When};
use super::script::Scenario;
use super::step::{Act, Step, TicketRef};
use super::story::Story;
use super::world::World;
use desk::actor::Actor;
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use store::By;

/// Tries to find an instant of the wished kind before any is taken.
const TRIES: usize = 500;

/// How long before the retirement of a team the ticket begins that it hands down, in working
/// minutes.
const BEFORE_RETIREMENT: i64 = 420;

/// A story to be told.
struct Beginning {
    at: Timestamp,
    plot: &'static Plot,
    ticket: TicketRef,
    seed: u64,
}

/// The steps of all stories, in the order of time. Each story is made when it begins, so that even
/// a long history is never all in memory.
pub(super) struct Life<'w> {
    world: &'w World,
    /// The stories that have not begun yet, the next one last.
    beginnings: Vec<Beginning>,
    /// What is still to be done, by time and then as it was written down.
    ahead: BTreeMap<(Timestamp, u64), Step>,
    written: u64,
    /// How often each scenario was told.
    told: Vec<u32>,
}

impl<'w> Life<'w> {
    /// So many tickets, made from a seed.
    pub(super) fn new(world: &'w World, tickets: usize, seed: u64) -> Life<'w> {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut beginnings = Vec::new();
        let mut ticket = 0;
        for plot in deal(tickets, &mut rng) {
            let at = when(plot, world, &mut rng);
            beginnings.push(Beginning { at, plot, ticket, seed: rng.random() });
            ticket += plot.tickets;
        }
        beginnings.sort_by_key(|it| std::cmp::Reverse((it.at, it.ticket)));
        let told = vec![0; world.scripts.scenarios.len()];
        let mut life = Life { world, beginnings, ahead: BTreeMap::new(), written: 0, told };
        life.write_down(retirement(world));
        life
    }

    /// Tells the next story and writes its steps down, as far as they lie before the start.
    fn tell(&mut self, it: &Beginning) {
        let Some(scenario) = self.pick(it.plot, it.seed) else { return };
        let mut story = Story::begin(self.world, scenario, (it.ticket, it.at), it.seed);
        (it.plot.plays)(&mut story);
        debug_assert!(story.next <= it.ticket + it.plot.tickets, "{}", it.plot.name);
        self.write_down(story.steps);
    }

    fn write_down(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps.into_iter().filter(|step| step.by.now <= self.world.now) {
            self.written += 1;
            self.ahead.insert((step.by.now, self.written), step);
        }
    }

    /// The scenario that has the words and was told least.
    fn pick(&mut self, plot: &Plot, seed: u64) -> Option<&'w Scenario> {
        let all = &self.world.scripts.scenarios;
        let fits = all.iter().enumerate().filter(|(_, it)| (plot.fits)(it));
        let often = |(at, it): &(usize, &Scenario)| self.told[*at] * 1_000 / it.weight.max(1);
        let least = fits.clone().map(|it| often(&it)).min()?;
        let rarest: Vec<usize> = fits.filter(|it| often(it) == least).map(|(at, _)| at).collect();
        let at = rarest.choose(&mut StdRng::seed_from_u64(seed)).copied()?;
        self.told[at] += 1;
        all.get(at)
    }
}

impl Iterator for Life<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while let Some(beginning) = self.beginnings.last() {
            let first = self.ahead.first_key_value().map(|((at, _), _)| *at);
            if first.is_some_and(|at| at < beginning.at) {
                break;
            }
            if let Some(beginning) = self.beginnings.pop() {
                self.tell(&beginning);
            }
        }
        self.ahead.pop_first().map(|(_, step)| step)
    }
}

/// Plots for so many tickets: each once, then as often as they come.
fn deal(tickets: usize, rng: &mut StdRng) -> Vec<&'static Plot> {
    let mut once: Vec<&Plot> = plots::all().collect();
    once.shuffle(rng);
    let often: Vec<&Plot> = plots::all().filter(|plot| plot.weight > 0).collect();
    let single: Vec<&Plot> = often.iter().copied().filter(|plot| plot.tickets == 1).collect();
    let mut dealt = Vec::new();
    let mut left = tickets;
    let every: usize = once.iter().map(|plot| plot.tickets).sum();
    if every <= left {
        left -= every;
        dealt.append(&mut once);
    }
    while left > 0 {
        let pool = if left > 1 { &often } else { &single };
        let Ok(plot) = pool.choose_weighted(rng, |plot| plot.weight) else { break };
        if plot.tickets <= left {
            left -= plot.tickets;
            dealt.push(plot);
        }
    }
    dealt
}

/// When a story begins.
fn when(plot: &Plot, world: &World, rng: &mut StdRng) -> Timestamp {
    let calendar = &world.calendar;
    let (begin, now) = (world.begin(), world.now);
    let mut between = |from: Timestamp, to: Timestamp, wished: &dyn Fn(Timestamp, f64) -> bool| {
        let mut at = from;
        for _ in 0..TRIES {
            at = from + Span(rng.random_range(0..=(to - from).0));
            if wished(at, rng.random()) {
                break;
            }
        }
        Timestamp(at.0 - at.0.rem_euclid(Span::seconds(1).0))
    };
    let by_density = |at, chance| calendar.density(at) > chance;
    match plot.when {
        When::Anytime => between(begin, now, &by_density),
        When::DaysAgo(days) => between(begin, Timestamp(now.0 - Span::days(days).0), &by_density),
        When::Night => {
            let by_night = |at, _| calendar.is_night(at);
            between(begin, Timestamp(now.0 - Span::days(1).0), &by_night)
        }
        When::Lately(least, most) => calendar.back(now, rng.random_range(least..=most)),
        When::BeforeRetirement => calendar.back(world.firm.retired_at, BEFORE_RETIREMENT),
    }
}

/// The step that retires the teams with a successor, by an admin.
fn retirement(world: &World) -> Option<Step> {
    let admin: PersonIx = world.firm.people_with(Role::Admin).next()?;
    let actor = Actor::Person(world.firm.people[admin].id);
    let by = By { now: world.firm.retired_at, actor, origin: Origin::Command };
    Some(Step { by, ticket: TicketRef::MAX, act: Act::Retire })
}
