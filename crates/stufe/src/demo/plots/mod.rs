//! The plots: what can become of a scenario. Each is a story in a few lines.

mod bounces;
mod climbs;
mod first;
mod lately;
mod nights;
mod pairs;
mod pieces;
mod rests;

use super::script::{Scenario, Source};
use super::story::Story;
use desk::values::Rating;

/// Working minutes of a day.
const DAY: i64 = 660;

/// When a story begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// When people turn to the desk, until just now.
    Anytime,
    /// The same, so many days ago or more: the whole story has to happen before the start.
    DaysAgo(i64),
    /// In the hours of the night service.
    Night,
    /// So many working minutes before the start, least and most: it is still going on.
    Lately(i64, i64),
    /// A while before a team was retired.
    BeforeRetirement,
}

/// What can become of a scenario.
pub(super) struct Plot {
    /// Its name, for tests.
    pub(super) name: &'static str,
    /// How often it comes; none means once.
    pub(super) weight: u32,
    /// Tickets it opens.
    pub(super) tickets: usize,
    pub(super) when: When,
    /// The scenarios that have the words for it.
    pub(super) fits: fn(&Scenario) -> bool,
    pub(super) plays: fn(&mut Story<'_>),
}

/// Every plot.
pub(super) fn all() -> impl Iterator<Item = &'static Plot> {
    [
        first::ALL,
        climbs::ALL,
        bounces::ALL,
        rests::ALL,
        pairs::ALL,
        nights::ALL,
        lately::ALL,
        pieces::ALL,
    ]
    .into_iter()
    .flatten()
}

/// One ticket, at any time.
const fn plot(
    name: &'static str,
    weight: u32,
    fits: fn(&Scenario) -> bool,
    plays: fn(&mut Story<'_>),
) -> Plot {
    Plot { name, weight, tickets: 1, when: When::Anytime, fits, plays }
}

/// A need of people, by day or night.
fn people(it: &Scenario) -> bool {
    matches!(it.source, Source::People | Source::Night)
}

/// Whatever comes in without a call.
fn written(it: &Scenario) -> bool {
    people(it) || it.source == Source::Api
}

/// Something a second tier can do.
fn climbs(it: &Scenario) -> bool {
    people(it) && it.findings.is_some()
}

/// What the next tier thinks of a good hand-over; not everybody says so.
fn praise(story: &mut Story<'_>) -> Option<Rating> {
    story.chance(65).then_some(Rating::Complete)
}

/// It comes in, by mail or call, and somebody of the first tier has it.
fn reaches_the_desk(story: &mut Story<'_>) {
    if story.chance(35) {
        story.calls();
    } else {
        story.arrives();
        story.pause(3..=120);
        story.is_taken(None);
        if story.chance(50) {
            story.pause(1..=20);
            story.is_answered();
        }
    }
}

/// The same, quickly: for stories that have to be on their way before the start.
fn is_at_hand(story: &mut Story<'_>) {
    story.arrives();
    story.pause(2..=20);
    story.is_taken(None);
}

/// The note of the first tier, where there is one.
fn jots_down(story: &mut Story<'_>) {
    if let Some(note) = &story.scenario.note
        && story.chance(60)
    {
        story.pause(2..=30);
        story.notes(note);
    }
}
