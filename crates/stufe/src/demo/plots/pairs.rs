//! Stories of two tickets: merged, split, linked, continued.

use super::{DAY, Plot, When, climbs, is_at_hand, jots_down, people, plot, reaches_the_desk};
use crate::demo::step::Act;
use crate::demo::story::Story;
use desk::ticket::change::Change;
use desk::ticket::merge::Unmerge;
use desk::values::{Channel, LinkKind, ResolutionCode};

pub(super) const ALL: &[Plot] = &[
    pair("merged", 9, 12, people, merged),
    pair("merged by mistake", 2, 12, people, merged_by_mistake),
    pair("split", 7, 15, people, split),
    pair("successor", 5, 45, |it| people(it) && it.still.is_some(), successor),
    pair("related", 6, 15, climbs, related),
    pair("linked by mistake", 2, 12, people, linked_by_mistake),
];

const fn pair(
    name: &'static str,
    weight: u32,
    days_ago: i64,
    fits: fn(&crate::demo::script::Scenario) -> bool,
    plays: fn(&mut Story<'_>),
) -> Plot {
    let when = When::DaysAgo(days_ago);
    Plot { tickets: 2, when, ..plot(name, weight, fits, plays) }
}

/// The same requester turns to the desk once more.
fn writes_again<'w>(story: &mut Story<'w>, subject: &str, body: &str) -> Story<'w> {
    let mut other = story.beside();
    other.pause(30..=DAY / 2);
    let open = other.need_of(Channel::Mail, subject, body);
    other.opens(open);
    other.pause(3..=30);
    other.is_taken(None);
    other.pause(1..=20);
    other
}

fn merges(duplicate: &mut Story<'_>, survivor: &Story<'_>) {
    if let Some(agent) = duplicate.agent {
        duplicate.person_does(agent, Act::Merge { into: survivor.ticket });
    }
}

fn merged(story: &mut Story<'_>) {
    is_at_hand(story);
    let Some(again) = story.aside(|it| &it.again) else { return };
    let subject = format!("{} {{subject}}", again.subject);
    let mut again = writes_again(story, &subject, &again.body);
    merges(&mut again, story);
    story.not_before(again.at);
    story.join(again);
    jots_down(story);
    story.pause(20..=200);
    story.is_solved();
    story.ends();
}

fn merged_by_mistake(story: &mut Story<'_>) {
    is_at_hand(story);
    let Some(also) = story.aside(|it| &it.also) else { return };
    let mut other = writes_again(story, &also.subject, &also.body);
    merges(&mut other, story);
    other.pause(5..=90);
    other.agent_does(Unmerge);
    story.not_before(other.at);
    other.pause(20..=200);
    other.resolves(ResolutionCode::Fulfilled, &also.solution);
    other.ends();
    story.join(other);
    story.pause(20..=200);
    story.is_solved();
    story.ends();
}

fn split(story: &mut Story<'_>) {
    reaches_the_desk(story);
    let Some(also) = story.aside(|it| &it.also) else { return };
    story.pause(10..=300);
    story.writes(&also.body);
    story.pause(5..=90);
    let mut own = story.beside();
    own.path.clone_from(&story.path);
    own.agent = story.agent;
    if let Some(agent) = story.agent {
        story.person_does(agent, Act::Split { into: own.ticket });
    }
    own.pause(1..=5);
    own.is_taken(None);
    let subject = Some(own.words(&also.subject));
    own.agent_does(Change { subject, ..Change::default() });
    own.pause(20..=300);
    own.resolves(ResolutionCode::Fulfilled, &also.solution);
    own.ends();
    story.join(own);
    story.pause(20..=200);
    story.is_solved();
    story.ends();
}

/// It comes again weeks later, too late to be reopened.
fn successor(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(10..=200);
    story.is_solved();
    story.falls_quiet();
    story.pause(11 * DAY..=20 * DAY);
    let Some(still) = &story.scenario.still else { return };
    let mut next = story.beside();
    story.writes_for(still, next.ticket);
    next.is_routed();
    next.pause(5..=120);
    next.is_taken(None);
    next.pause(20..=300);
    if let Some(lasting) = &next.scenario.lasting {
        next.resolves(ResolutionCode::SolvedPermanently, lasting);
    }
    next.ends();
    story.join(next);
}

/// Two people have the same trouble; the desk notices.
fn related(story: &mut Story<'_>) {
    let mut other = story.beside();
    other.is_somebody_else();
    reaches_the_desk(story);
    other.pause(60..=2 * DAY);
    other.arrives();
    other.pause(5..=90);
    other.is_taken(None);
    other.not_before(story.at);
    if let Some(agent) = other.agent {
        let kind = LinkKind::Related;
        other.person_does(agent, Act::Link { to: story.ticket, kind });
    }
    story.not_before(other.at);
    story.pause(15..=200);
    story.is_solved();
    story.ends();
    other.not_before(story.resolved_at.unwrap_or(other.at));
    other.pause(5..=60);
    other.is_solved();
    other.ends();
    story.join(other);
}

fn linked_by_mistake(story: &mut Story<'_>) {
    let mut other = story.beside();
    other.is_somebody_else();
    reaches_the_desk(story);
    other.not_before(story.at);
    other.pause(10..=90);
    other.arrives();
    other.pause(5..=60);
    other.is_taken(None);
    if let Some(agent) = other.agent {
        let kind = LinkKind::CausedBy;
        other.person_does(agent, Act::Link { to: story.ticket, kind });
        other.pause(5..=60);
        other.person_does(agent, Act::Unlink { to: story.ticket, kind });
    }
    story.not_before(other.at);
    for it in [&mut *story, &mut other] {
        it.pause(20..=200);
        it.is_solved();
        it.ends();
    }
    story.join(other);
}
