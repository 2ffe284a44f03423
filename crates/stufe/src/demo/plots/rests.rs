//! Stories above the first tier that rest, and those that machines and rules begin.

use super::climbs::{goes_further, goes_up, second_takes};
use super::first::waits;
use super::{DAY, Plot, climbs, plot, reaches_the_desk};
use crate::demo::script::{Scenario, Source};
use crate::demo::story::Story;
use desk::values::WaitReason;
use rand::RngExt;

pub(super) const ALL: &[Plot] = &[
    plot("vendor", 10, |it| rests(it, WaitReason::Vendor), vendor),
    plot("change", 6, climbs, change),
    plot("problem", 5, climbs, problem),
    plot("lifted by rule", 5, climbs, lifted_by_rule),
    plot("alert", 14, alerts, alert),
    plot("alert at the first tier", 6, alerts, alert_at_the_first_tier),
];

fn rests(it: &Scenario, on: WaitReason) -> bool {
    climbs(it) && it.waits_on == Some(on)
}

fn alerts(it: &Scenario) -> bool {
    it.source == Source::Monitoring && it.findings.is_some()
}

fn vendor(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(30..=200);
    let vendor = story.phrase(|it| &it.vendor);
    let why = waits(story, WaitReason::Vendor).unwrap_or(vendor);
    let until = story.world.calendar.after(story.at, story.rng.random_range(2 * DAY..6 * DAY));
    story.rests(WaitReason::Vendor, Some(until), Some(why));
    if story.chance(50) {
        story.wakes(until);
        story.pause(10..=120);
        let again = story.world.calendar.after(story.at, story.rng.random_range(DAY..4 * DAY));
        story.rests(WaitReason::Vendor, Some(again), Some(vendor));
        story.pause(120..=DAY - 60);
    } else {
        story.pause(200..=2 * DAY - 60);
    }
    story.goes_on();
    story.pause(20..=300);
    story.is_solved();
    story.ends();
}

fn change(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(30..=200);
    let change = story.phrase(|it| &it.change);
    let why = waits(story, WaitReason::Change).unwrap_or(change);
    story.rests(WaitReason::Change, None, Some(why));
    story.pause(2 * DAY..=9 * DAY);
    story.goes_on();
    story.pause(10..=200);
    story.is_solved();
    story.ends();
}

fn problem(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(30..=200);
    let problem = story.phrase(|it| &it.problem);
    story.replies(problem);
    story.rests(WaitReason::Problem, None, Some(problem));
    story.pause(3 * DAY..=12 * DAY);
    story.goes_on();
    story.pause(10..=200);
    story.is_solved();
    story.ends();
}

fn lifted_by_rule(story: &mut Story<'_>) {
    story.arrives();
    story.pause(240..=400);
    story.is_lifted_by_rule(2);
    story.pause(5..=60);
    story.is_taken(None);
    story.pause(2..=15);
    story.is_answered();
    story.pause(20..=300);
    story.is_solved();
    story.ends();
}

/// A machine's alert, placed with the specialists at once.
fn alert(story: &mut Story<'_>) {
    let tier = if story.chance(70) { 2 } else { 3 };
    let Some(team) = story.owner(tier) else { return };
    story.alerts(team);
    story.pause(5..=90);
    story.is_taken(None);
    story.pause(5..=60);
    if let Some(note) = &story.scenario.second_note {
        story.notes(note);
    }
    if tier == 2 && story.scenario.deep.is_some() && story.chance(40) {
        goes_further(story);
        if let Some(fix) = &story.scenario.fix {
            story.notes(fix);
        }
    }
    story.pause(10..=240);
    story.is_solved();
    story.falls_quiet();
}

fn alert_at_the_first_tier(story: &mut Story<'_>) {
    story.arrives();
    story.pause(5..=60);
    story.is_taken(None);
    goes_up(story);
    second_takes(story);
    story.pause(10..=300);
    story.is_solved();
    story.falls_quiet();
}
