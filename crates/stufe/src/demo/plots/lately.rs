//! Stories that are still going on when the demo starts: the queues of today.

use super::bounces::{bounces, declinable};
use super::climbs::{deep, goes_up};
use super::first::waits;
use super::{DAY, Plot, When, climbs, is_at_hand, jots_down, people, plot, written};
use crate::demo::script::Scenario;
use crate::demo::story::Story;
use desk::ticket::reopen::Reopen;
use desk::values::{Complexity, EscalationReason, Kind, Rating, TransferReason, WaitReason};
use rand::RngExt;

pub(super) const ALL: &[Plot] = &[
    lately("untouched", 14, (1, 110), written, untouched),
    lately("just taken", 9, (30, 240), written, is_at_hand),
    lately("at work", 9, (90, 500), written, at_work),
    lately("waits for an answer", 8, (120, 1_200), asks, waits_for_an_answer),
    lately("waits for an approval", 6, (120, 1_500), requested, waits_for_approval),
    lately("waits for a date", 5, (120, 2_000), requested, waits_for_a_date),
    lately("waits for a vendor", 5, (700, 2_600), climbs, waits_for_a_vendor),
    lately("waits for a change", 4, (700, 2_600), climbs, waits_for_a_change),
    lately("waits for a problem", 4, (700, 2_600), climbs, waits_for_a_problem),
    lately("queue of tier 2", 11, (200, 700), climbs, queue_of_second),
    lately("tier 2 at work", 10, (600, 1_500), climbs, second_at_work),
    lately("queue of tier 3", 4, (700, 1_500), deep, queue_of_third),
    lately("tier 3 at work", 7, (1_200, 3_500), deep, third_at_work),
    lately("just declined", 4, (700, 1_200), declinable, just_declined),
    lately("answered by tier 2", 4, (700, 1_200), answerable, just_answered),
    lately("just raised", 3, (600, 900), climbs, just_raised),
    lately("question open", 4, (200, 600), housed, question_open),
    lately("just reopened", 4, (600, 1_200), still, just_reopened),
    lately("just solved", 9, (400, 1_200), written, just_solved),
    lately("in the north", 4, (150, 400), written, in_the_north),
];

const fn lately(
    name: &'static str,
    weight: u32,
    (least, most): (i64, i64),
    fits: fn(&Scenario) -> bool,
    plays: fn(&mut Story<'_>),
) -> Plot {
    Plot { when: When::Lately(least, most), ..plot(name, weight, fits, plays) }
}

fn asks(it: &Scenario) -> bool {
    people(it) && it.asks.is_some()
}

fn requested(it: &Scenario) -> bool {
    written(it) && it.kind == Kind::Request
}

fn answerable(it: &Scenario) -> bool {
    climbs(it) && it.answer.is_some()
}

fn housed(it: &Scenario) -> bool {
    people(it) && it.house.is_some()
}

fn still(it: &Scenario) -> bool {
    people(it) && it.still.is_some()
}

fn untouched(story: &mut Story<'_>) {
    story.arrives();
}

fn at_work(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(2..=15);
    story.is_answered();
    jots_down(story);
}

fn waits_for_an_answer(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(5..=40);
    story.asks_back();
}

fn waits_for_approval(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(5..=40);
    let approval = story.phrase(|it| &it.approval);
    let why = waits(story, WaitReason::Approval);
    story.replies(approval);
    story.rests(WaitReason::Approval, None, why);
}

fn waits_for_a_date(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(5..=40);
    let ahead = story.rng.random_range(DAY..8 * DAY);
    let until = story.world.calendar.after(story.world.now, ahead);
    let date = story.phrase(|it| &it.date);
    let why = waits(story, WaitReason::Date);
    story.replies(date);
    story.rests_as_wished(until, why);
}

/// On tier 2, taken, quickly.
fn is_with_second(story: &mut Story<'_>) {
    is_at_hand(story);
    goes_up(story);
    story.pause(5..=120);
    let rating = story.chance(50).then_some(Rating::Complete);
    story.is_taken(rating);
    if let Some(note) = &story.scenario.second_note {
        story.pause(5..=60);
        story.notes(note);
    }
}

fn waits_for_a_vendor(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(10..=90);
    let ahead = story.rng.random_range(DAY..5 * DAY);
    let until = story.world.calendar.after(story.world.now, ahead);
    let vendor = story.phrase(|it| &it.vendor);
    let why = waits(story, WaitReason::Vendor).unwrap_or(vendor);
    story.rests(WaitReason::Vendor, Some(until), Some(why));
}

fn waits_for_a_change(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(10..=90);
    let change = story.phrase(|it| &it.change);
    let why = waits(story, WaitReason::Change).unwrap_or(change);
    story.rests(WaitReason::Change, None, Some(why));
}

fn waits_for_a_problem(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(10..=90);
    let problem = story.phrase(|it| &it.problem);
    story.replies(problem);
    story.rests(WaitReason::Problem, None, Some(problem));
}

fn queue_of_second(story: &mut Story<'_>) {
    is_at_hand(story);
    goes_up(story);
}

fn second_at_work(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(5..=60);
    story.is_answered();
}

fn queue_of_third(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(10..=120);
    story.is_judged(Complexity::Expert);
    story.climbs(3, story.deep_brief(EscalationReason::Skill), None);
}

fn third_at_work(story: &mut Story<'_>) {
    queue_of_third(story);
    story.pause(10..=300);
    let rating = story.chance(60).then_some(Rating::Complete);
    story.is_taken(rating);
    story.pause(10..=90);
    let remark = story.phrase(|it| &it.remark);
    story.notes(remark);
}

fn just_declined(story: &mut Story<'_>) {
    is_at_hand(story);
    goes_up(story);
    bounces(story);
}

fn just_answered(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(5..=60);
    if let Some(answer) = &story.scenario.answer {
        story.comes_back_answered(answer, None);
    }
}

fn just_raised(story: &mut Story<'_>) {
    is_with_second(story);
    story.pause(10..=60);
    let raised = story.phrase(|it| &it.raised);
    story.is_raised(raised);
}

fn question_open(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(5..=60);
    story.asks_house(2);
}

fn just_reopened(story: &mut Story<'_>) {
    is_at_hand(story);
    story.pause(10..=90);
    story.is_solved();
    story.pause(30..=300);
    let Some(still) = &story.scenario.still else { return };
    if story.chance(60) {
        story.writes(still);
    } else {
        let reason = Some(story.words(still));
        story.requester_does(Reopen { reason });
    }
}

fn just_solved(story: &mut Story<'_>) {
    is_at_hand(story);
    jots_down(story);
    story.pause(10..=150);
    story.is_solved();
}

fn in_the_north(story: &mut Story<'_>) {
    is_at_hand(story);
    let Some(north) = story.neighbour() else { return };
    let note = story.phrase(|it| &it.workload);
    story.moves_to(north, TransferReason::Workload, note);
}
