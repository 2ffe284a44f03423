//! Stories that climb tiers and come back.

use super::first::waits;
use super::{Plot, When, climbs, jots_down, people, plot, praise, reaches_the_desk};
use crate::demo::script::{Scenario, Source};
use crate::demo::story::Story;
use desk::ticket::change::Change;
use desk::values::{
    Complexity, DeclineReason, EscalationReason, Level, Rating, ResolutionCode, TransferReason,
    WaitReason,
};
use rand::RngExt;

/// Working minutes of a day.
const DAY: i64 = 660;

pub(super) const ALL: &[Plot] = &[
    plot("second tier solves", 46, climbs, second_solves),
    plot("second tier returns the solution", 20, climbs, second_returns),
    plot("second tier answers", 18, |it| climbs(it) && it.answer.is_some(), second_answers),
    plot("third tier returns the solution", 14, deep, third_returns),
    plot("third tier solves", 9, deep, third_solves),
    plot("skipped", 8, deep, skipped),
    plot("declined", 14, declinable, declined),
    plot("lower tier can", 6, climbs, lower_tier_can),
    plot("out of scope", 3, climbs, out_of_scope),
    plot("wrong team", 8, climbs, wrong_team),
    plot("ping-pong", 6, declinable, ping_pong),
    plot("sideways", 9, climbs, sideways),
    plot("pulled", 8, climbs, pulled),
    plot("asked in the house", 13, |it| people(it) && it.house.is_some(), asked_in_the_house),
    plot("raised", 8, climbs, raised),
    plot("vendor", 10, |it| rests(it, WaitReason::Vendor), vendor),
    plot("change", 6, climbs, change),
    plot("problem", 5, climbs, problem),
    plot("lifted by rule", 5, climbs, lifted_by_rule),
    plot("alert", 14, |it| it.source == Source::Monitoring && it.findings.is_some(), alert),
    plot("alert at the first tier", 6, alert_for_all, alert_at_the_first_tier),
    Plot { when: When::DaysAgo(20), ..plot("solution failed", 6, fails, solution_failed) },
];

pub(super) fn deep(it: &Scenario) -> bool {
    climbs(it) && it.deep.is_some()
}

fn declinable(it: &Scenario) -> bool {
    climbs(it) && it.lacking.is_some()
}

fn fails(it: &Scenario) -> bool {
    climbs(it) && it.still.is_some()
}

fn alert_for_all(it: &Scenario) -> bool {
    it.source == Source::Monitoring && it.findings.is_some()
}

fn rests(it: &Scenario, on: WaitReason) -> bool {
    climbs(it) && it.waits_on == Some(on)
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
fn second_takes(story: &mut Story<'_>) {
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
fn first_tells(story: &mut Story<'_>) {
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
        story.comes_back_solved(fix, None);
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

/// The first tier asks the requester for what was missing and hands over again.
fn tries_again(story: &mut Story<'_>) {
    story.pause(5..=60);
    if story.scenario.asks.is_some() {
        story.asks_back();
        story.pause(10..=DAY);
        story.is_told();
        story.pause(5..=60);
    }
    if let (Some(mut brief), Some(supplied)) =
        (story.brief(EscalationReason::Skill), &story.scenario.supplied)
    {
        brief.findings = supplied;
        story.climbs(2, Some(brief), None);
    }
}

/// Tier 2 cannot work with the hand-over.
pub(super) fn bounces(story: &mut Story<'_>) {
    story.pause(10..=200);
    story.is_taken(None);
    story.pause(5..=60);
    if let Some(lacking) = &story.scenario.lacking {
        let why = DeclineReason::MissingInformation;
        story.is_declined(why, lacking, Some(Rating::Incomplete));
    }
}

fn declined(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    bounces(story);
    tries_again(story);
    second_takes(story);
    story.pause(15..=DAY);
    story.is_solved();
    story.ends();
}

fn lower_tier_can(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    story.pause(20..=300);
    story.is_taken(None);
    story.pause(2..=20);
    let note = story.phrase(|it| &it.lower_tier);
    story.is_declined(DeclineReason::LowerTierCanSolve, note, Some(Rating::NotNeeded));
    first_tells(story);
}

fn out_of_scope(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    story.pause(20..=300);
    story.is_taken(None);
    let note = story.phrase(|it| &it.out_of_scope);
    story.is_declined(DeclineReason::OutOfScope, note, None);
    story.pause(20..=200);
    let workaround = story.scenario.workaround.as_ref().unwrap_or(&story.scenario.solution);
    story.resolves(ResolutionCode::Workaround, workaround);
    story.falls_quiet();
}

/// A team of tier 2 other than the one that owns the service.
fn stranger(story: &mut Story<'_>) -> Option<usize> {
    let firm = &story.world.firm;
    let mut teams = firm.house_teams(desk::values::Tier(2), story.at);
    let owner = story.owner(2);
    teams.retain(|it| Some(*it) != owner);
    story.one_of(&teams).copied()
}

fn wrong_team(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    if let (Some(team), Some(brief)) = (stranger(story), story.brief(EscalationReason::Skill)) {
        story.climbs_to(team, brief, None);
    }
    story.pause(30..=300);
    story.is_taken(None);
    let note = story.phrase(|it| &it.not_ours);
    story.is_declined(DeclineReason::WrongTeam, note, None);
    story.pause(5..=60);
    story.climbs(2, story.brief(EscalationReason::Skill), None);
    second_takes(story);
    story.pause(15..=DAY);
    story.is_solved();
    story.ends();
}

fn ping_pong(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    bounces(story);
    tries_again(story);
    bounces(story);
    story.pause(10..=60);
    let raised = story.phrase(|it| &it.raised);
    story.is_raised(raised);
    story.pause(10..=120);
    story.is_acknowledged();
    story.pause(5..=60);
    if let Some(team) = story.owner(2) {
        story.is_pulled(team);
    }
    story.pause(30..=300);
    story.is_solved();
    story.ends();
}

fn sideways(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    if let (Some(team), Some(brief)) = (stranger(story), story.brief(EscalationReason::Skill)) {
        story.climbs_to(team, brief, None);
    }
    story.pause(20..=300);
    story.is_taken(None);
    let Some(owner) = story.owner(2) else { return };
    let (reason, note) = match story.chance(50) {
        true => (TransferReason::WrongTeam, story.phrase(|it| &it.not_ours)),
        false => (TransferReason::ServiceOwner, story.phrase(|it| &it.owner)),
    };
    story.moves_to(owner, reason, note);
    story.pause(10..=200);
    story.is_taken(None);
    story.pause(20..=DAY);
    story.is_solved();
    story.ends();
}

fn pulled(story: &mut Story<'_>) {
    story.arrives();
    story.pause(20..=300);
    if story.chance(50) {
        story.is_taken(None);
        story.pause(10..=120);
    }
    if let Some(team) = story.owner(2) {
        story.is_pulled(team);
    }
    story.pause(2..=30);
    story.is_answered();
    story.pause(20..=300);
    story.is_solved();
    story.ends();
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

fn vendor(story: &mut Story<'_>) {
    reaches_the_desk(story);
    goes_up(story);
    second_takes(story);
    story.pause(30..=200);
    let vendor = story.phrase(|it| &it.vendor);
    let why = waits(story, WaitReason::Vendor, vendor);
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
    let why = waits(story, WaitReason::Change, change);
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
