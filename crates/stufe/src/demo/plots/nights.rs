//! Stories of the night: the provider's people pick up the phone.

use super::{Plot, When, climbs, plot, praise};
use crate::demo::script::{Scenario, Source};
use crate::demo::story::{Pace, Story};
use desk::time::Span;
use desk::values::{EscalationReason, TransferReason};
use rand::RngExt;

pub(super) const ALL: &[Plot] = &[
    night("solved at night", 20, by_night, solved_at_night),
    night("handed back in the morning", 7, by_night, handed_back),
    night("escalated at night", 9, |it| by_night(it) && climbs(it), escalated_at_night),
    night("taken over by contract", 6, by_night, by_contract),
];

const fn night(
    name: &'static str,
    weight: u32,
    fits: fn(&Scenario) -> bool,
    plays: fn(&mut Story<'_>),
) -> Plot {
    Plot { when: When::Night, ..plot(name, weight, fits, plays) }
}

fn by_night(it: &Scenario) -> bool {
    it.source == Source::Night
}

fn solved_at_night(story: &mut Story<'_>) {
    story.pace = Pace::AroundTheClock;
    if story.chance(50) {
        story.calls_and_is_helped();
    } else {
        story.calls();
        if let Some(note) = &story.scenario.note {
            story.pause(1..=10);
            story.notes(note);
        }
        story.pause(5..=50);
        story.is_solved();
    }
    story.pace = Pace::Working;
    story.ends_quietly();
}

/// The night is nearly over: some minutes before the house opens.
fn towards_morning(story: &mut Story<'_>) {
    let opening = story.world.calendar.opening(story.at);
    let before = Span::seconds(story.rng.random_range(300..3_000));
    story.not_before(desk::time::Timestamp(opening.0 - before.0));
}

fn handed_back(story: &mut Story<'_>) {
    story.pace = Pace::AroundTheClock;
    story.calls();
    story.pause(5..=40);
    if let Some(note) = &story.scenario.note {
        story.notes(note);
    }
    towards_morning(story);
    let note = story.phrase(|it| &it.morning);
    story.moves_to(0, TransferReason::Other, note);
    story.pace = Pace::Working;
    story.pause(5..=90);
    story.is_taken(None);
    story.pause(15..=200);
    story.is_solved();
    story.ends();
}

fn escalated_at_night(story: &mut Story<'_>) {
    story.pace = Pace::AroundTheClock;
    story.calls();
    story.pause(5..=40);
    story.climbs(2, story.brief(EscalationReason::Access), None);
    story.pace = Pace::Working;
    story.pause(5..=120);
    let rating = praise(story);
    story.is_taken(rating);
    story.pause(15..=240);
    story.is_solved();
    story.ends();
}

/// A mail by night: the provider's contract takes it over.
fn by_contract(story: &mut Story<'_>) {
    let firm = &story.world.firm;
    let Some(provider) = firm.teams.iter().position(|it| it.provider.is_some()) else { return };
    story.pace = Pace::AroundTheClock;
    story.arrives();
    story.at = story.at + Span::seconds(30);
    story.moves_by_contract(provider);
    story.pause(3..=30);
    story.is_taken(None);
    story.pause(2..=10);
    story.is_answered();
    story.pause(5..=60);
    story.is_solved();
    story.pace = Pace::Working;
    story.ends_quietly();
}
