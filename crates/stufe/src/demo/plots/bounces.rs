//! Stories that go to the wrong place first, or come back for want of something.

use super::climbs::{first_tells, goes_up, second_takes};
use super::{DAY, Plot, climbs, plot, reaches_the_desk};
use crate::demo::firm::TeamIx;
use crate::demo::script::Scenario;
use crate::demo::story::Story;
use desk::values::{DeclineReason, EscalationReason, Rating, ResolutionCode, Tier, TransferReason};

pub(super) const ALL: &[Plot] = &[
    plot("declined", 14, declinable, declined),
    plot("lower tier can", 6, climbs, lower_tier_can),
    plot("out of scope", 3, climbs, out_of_scope),
    plot("wrong team", 8, climbs, wrong_team),
    plot("ping-pong", 6, declinable, ping_pong),
    plot("sideways", 9, climbs, sideways),
    plot("pulled", 8, climbs, pulled),
];

pub(super) fn declinable(it: &Scenario) -> bool {
    climbs(it) && it.lacking.is_some()
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
    story.pause(3..=45);
    let note = story.phrase(|it| &it.out_of_scope);
    story.is_declined(DeclineReason::OutOfScope, note, None);
    story.pause(20..=200);
    let workaround = story.scenario.workaround.as_ref().unwrap_or(&story.scenario.solution);
    story.resolves(ResolutionCode::Workaround, workaround);
    story.falls_quiet();
}

/// A team of tier 2 other than the one that owns the service.
fn stranger(story: &mut Story<'_>) -> Option<TeamIx> {
    let firm = &story.world.firm;
    let mut teams = firm.house_teams(Tier(2), story.at);
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
    story.pause(3..=45);
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
    story.pause(10..=200);
    story.is_taken(None);
    story.pause(5..=60);
    let note = story.phrase(|it| &it.lower_tier);
    story.is_declined(DeclineReason::LowerTierCanSolve, note, Some(Rating::NotNeeded));
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
    story.pause(3..=45);
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
