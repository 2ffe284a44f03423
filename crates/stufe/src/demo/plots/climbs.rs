//! Stories that climb tiers and come back.

use super::{DAY, Plot, When, climbs, jots_down, people, plot, praise, reaches_the_desk};
use crate::demo::script::Scenario;
use crate::demo::story::Story;
use desk::ticket::change::Change;
use desk::values::{Complexity, EscalationReason, Level, ResolutionCode};
use rand::RngExt;

pub(super) const ALL: &[Plot] = &[
    plot("second tier solves", 46, climbs, second_solves),
    plot("second tier returns the solution", 20, climbs, second_returns),
    plot("second tier answers", 18, |it| climbs(it) && it.answer.is_some(), second_answers),
    plot("third tier returns the solution", 14, deep, third_returns),
    plot("third tier solves", 9, deep, third_solves),
    plot("skipped", 8, deep, skipped),
    plot("asked in the house", 13, |it| people(it) && it.house.is_some(), asked_in_the_house),
    plot("raised", 8, climbs, raised),
    Plot { when: When::DaysAgo(20), ..plot("solution failed", 6, fails, solution_failed) },
];

pub(super) fn deep(it: &Scenario) -> bool {
    climbs(it) && it.deep.is_some()
}

fn fails(it: &Scenario) -> bool {
    climbs(it) && it.still.is_some()
}

/// Up to tier 2, for a reason that fits most needs.
pub(super) fn goes_up(story: &mut Story<'_>) {
    jots_down(story);
    story.pause(5..=90);
    if story.chance(40) {
        story.is_judged(Complexity::NonStandard);
    }
    let reasons = [
        EscalationReason::Skill,
        EscalationReason::Skill,
        EscalationReason::Access,
        EscalationReason::Time,
        EscalationReason::Recurring,
    ];
    let reason = reasons[story.rng.random_range(0..reasons.len())];
    if story.chance(50) {
        story.is_passed_on();
    }
    story.climbs(2, story.brief(reason), None);
}

/// Taken on tier 2, with a word on the hand-over.
pub(super) fn second_takes(story: &mut Story<'_>) {
    story.pause(5..=240);
    let rating = praise(story);
    story.is_taken(rating);
    if let Some(note) = &story.scenario.second_note
        && story.chance(60)
    {
        story.pause(10..=120);
        story.notes(note);
    }
}

/// The first tier has the solution back and tells the requester.
pub(super) fn first_tells(story: &mut Story<'_>) {
    story.pause(5..=120);
    story.is_solved();
    story.ends();
}

fn second_solves(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(15..=DAY);
    story.is_solved();
    story.ends();
}

fn second_returns(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(15..=DAY);
    story.comes_back_solved(&story.scenario.solution, None);
    first_tells(story);
}

fn second_answers(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    story.pause(15..=300);
    story.is_taken(None);
    story.pause(5..=200);
    if let Some(answer) = &story.scenario.answer {
        let rating = praise(story);
        story.comes_back_answered(answer, rating);
    }
    first_tells(story);
}

/// From tier 2 to tier 3.
pub(super) fn goes_further(story: &mut Story<'_>) {
    story.pause(20..=400);
    story.is_judged(Complexity::Expert);
    let reason = match story.chance(25) {
        true => EscalationReason::VendorNeeded,
        false => EscalationReason::Skill,
    };
    story.climbs(3, story.deep_brief(reason), None);
    story.pause(20..=500);
    let rating = praise(story);
    story.is_taken(rating);
    story.pause(60..=2 * DAY);
}

fn third_returns(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    goes_further(story);
    if let Some(fix) = &story.scenario.fix {
        story.comes_back_solved(fix, None);
        story.pause(15..=300);
        story.comes_back_solved(&story.scenario.solution, None);
    }
    first_tells(story);
}

fn third_solves(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    goes_further(story);
    if let Some(fix) = &story.scenario.fix {
        story.notes(fix);
    }
    story.is_solved();
    story.ends();
}

fn skipped(story: &mut Story<'_>) {
    reaches_the_desk(story);
    jots_down(story);
    story.pause(5..=60);
    let (impact, urgency) = (Some(Level::High), Some(Level::High));
    story.agent_does(Change { impact, urgency, ..Change::default() });
    story.climbs(3, story.deep_brief(EscalationReason::Major), None);
    story.pause(5..=60);
    let rating = praise(story);
    story.is_taken(rating);
    story.pause(30..=300);
    if let Some(fix) = &story.scenario.fix {
        story.comes_back_solved(fix, None);
    }
    first_tells(story);
}

fn asked_in_the_house(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    let tier = if story.chance(70) { 2 } else { 3 };
    let expert = story.asks_house(tier);
    story.pause(15..=300);
    if let Some(expert) = expert {
        story.house_answers(expert);
    }
    story.pause(10..=120);
    story.is_solved();
    story.ends();
}

fn raised(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(120..=DAY);
    let hurry = story.phrase(|it| &it.hurry);
    story.writes(hurry);
    story.pause(5..=60);
    let raised = story.phrase(|it| &it.raised);
    story.is_raised(raised);
    story.pause(5..=120);
    story.is_acknowledged();
    let answer = story.phrase(|it| &it.hurry_answer);
    story.replies(answer);
    story.pause(30..=300);
    story.is_solved();
    story.ends();
}

/// It was solved, came again, and went up.
fn solution_failed(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(10..=200);
    story.is_solved();
    story.pause(60..=2 * DAY);
    if let Some(still) = &story.scenario.still {
        story.writes(still);
    }
    story.pause(10..=90);
    story.climbs(2, story.brief(EscalationReason::SolutionFailed), None);
    second_takes(story);
    story.pause(20..=DAY);
    if let Some(lasting) = &story.scenario.lasting {
        story.resolves(ResolutionCode::SolvedPermanently, lasting);
    }
    story.ends();
}
