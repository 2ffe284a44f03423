//! Stories that stay on the first tier.

use super::{DAY, Plot, When, jots_down, people, plot, reaches_the_desk, written};
use crate::demo::story::Story;
use desk::priority::Priority;
use desk::ticket::change::Change;
use desk::ticket::close::Close;
use desk::ticket::message::Reply;
use desk::ticket::reopen::Reopen;
use desk::ticket::resolve::Resolve;
use desk::time::Span;
use desk::values::{Complexity, Kind, Level, Origin, ResolutionCode, TransferReason, WaitReason};
use rand::RngExt;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ALL: &[Plot] = &[
    plot("helped on the phone", 78, people, helped_on_the_phone),
    plot("solved by mail", 50, written, solved_by_mail),
    plot("called back", 14, people, called_back),
    plot("asked back", 24, |it| people(it) && it.asks.is_some(), asked_back),
    plot("never answered", 7, |it| people(it) && it.asks.is_some(), never_answered),
    plot("not reproducible", 6, |it| people(it) && it.kind == Kind::Incident, not_reproducible),
    plot("cancelled", 5, people, cancelled),
    plot("junk", 4, people, junk),
    plot("workaround", 12, |it| people(it) && it.workaround.is_some(), workaround),
    plot("hurried", 6, people, hurried),
    plot("put right", 9, |it| written(it) && it.kind == Kind::Incident, put_right),
    plot("for somebody else", 5, people, for_somebody_else),
    plot("re-rated", 8, |it| people(it) && it.kind == Kind::Incident, re_rated),
    plot("released", 6, people, released),
    plot("to the north", 11, written, to_the_north),
    plot("approved", 12, |it| written(it) && it.kind == Kind::Request, approved),
    plot("on a date", 10, |it| written(it) && it.kind == Kind::Request, on_a_date),
    Plot { when: When::DaysAgo(25), ..plot("reopened by message", 10, still, reopened_by_message) },
    Plot { when: When::DaysAgo(15), ..plot("reopened", 5, still, reopened_by_requester) },
    Plot { when: When::DaysAgo(15), ..plot("taken up again", 4, still, taken_up_again) },
];

fn still(it: &crate::demo::script::Scenario) -> bool {
    people(it) && it.still.is_some()
}

fn helped_on_the_phone(story: &mut Story<'_>) {
    story.calls_and_is_helped();
    story.ends();
}

fn solved_by_mail(story: &mut Story<'_>) {
    story.arrives();
    story.pause(3..=160);
    story.is_taken(None);
    if story.chance(40) {
        story.pause(1..=15);
        story.is_answered();
    }
    jots_down(story);
    story.pause(3..=120);
    story.is_solved();
    story.ends();
}

fn called_back(story: &mut Story<'_>) {
    story.calls();
    jots_down(story);
    story.pause(15..=300);
    if story.chance(50) {
        let remark = story.phrase(|it| &it.remark);
        story.notes(remark);
        story.pause(5..=60);
    }
    story.is_solved();
    story.ends();
}

fn asked_back(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(4..=60);
    story.asks_back();
    if story.chance(20) {
        story.at = story.at + Span::seconds(4);
        story.is_away();
    }
    story.pause(10..=2 * DAY);
    story.is_told();
    story.pause(5..=180);
    story.is_solved();
    story.ends();
}

fn never_answered(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(4..=60);
    story.asks_back();
    let asked_at = story.at;
    let mut remind = |days: i64, first: bool| {
        story.not_before(asked_at + Span::days(days));
        let reminder = match first {
            true => story.phrase(|it| &it.reminder),
            false => story.phrase(|it| &it.last_reminder),
        };
        let agent = story.agent.take();
        let body = Some(story.agents_letter(reminder));
        story.agent = agent;
        story.desk_does(Origin::Sweep, Reply { body, ..Reply::default() });
    };
    remind(2, true);
    remind(4, false);
    story.not_before(asked_at + Span::days(7));
    let code = Some(ResolutionCode::NoAnswer);
    story.desk_does(Origin::Sweep, Resolve { solution: None, code });
    story.resolved_at = Some(story.at);
    story.falls_quiet();
}

fn not_reproducible(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(20..=400);
    let not_seen = story.phrase(|it| &it.not_seen);
    story.resolves(ResolutionCode::NotReproducible, not_seen);
    story.falls_quiet();
}

fn cancelled(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(10..=DAY);
    let cancelled = story.phrase(|it| &it.cancelled);
    story.writes(cancelled);
    story.pause(5..=120);
    story.agent_does(Close { code: Some(ResolutionCode::Cancelled) });
}

fn junk(story: &mut Story<'_>) {
    let Some(junk) = story.aside(|it| &it.junk) else { return };
    let open = story.need_of(desk::values::Channel::Mail, &junk.subject, &junk.body);
    story.opens(open);
    story.pause(5..=240);
    story.is_taken(None);
    story.agent_does(Close { code: Some(ResolutionCode::Junk) });
}

fn workaround(story: &mut Story<'_>) {
    reaches_the_desk(story);
    jots_down(story);
    story.pause(10..=200);
    if let Some(workaround) = &story.scenario.workaround {
        story.resolves(ResolutionCode::Workaround, workaround);
    }
    story.ends();
}

fn hurried(story: &mut Story<'_>) {
    story.arrives();
    story.pause(200..=DAY);
    let hurry = story.phrase(|it| &it.hurry);
    story.writes(hurry);
    story.pause(5..=60);
    story.is_assigned();
    story.pause(2..=20);
    let answer = story.phrase(|it| &it.hurry_answer);
    story.replies(answer);
    story.pause(10..=120);
    story.is_solved();
    story.ends();
}

/// The agent sorts it: subject, kind, tags, fields, and in time it is what it is.
fn put_right(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(2..=30);
    let subject = Some(story.words("{subject} ({room})"));
    let mut tags: BTreeSet<String> = story.scenario.tags.iter().cloned().collect();
    tags.insert(
        ["vor-ort", "rückruf", "schulung", "gerätetausch"][story.rng.random_range(0..4)].into(),
    );
    let fields = BTreeMap::from([
        ("Raum".to_owned(), story.words("{site}, {room}")),
        ("Kostenstelle".to_owned(), story.words("{cost_centre}")),
    ]);
    let asset = Some(Some(story.filled("{laptop}")));
    let tags = Some(tags);
    story.agent_does(Change { subject, tags, asset, fields: Some(fields), ..Change::default() });
    story.is_judged(Complexity::Standard);
    story.pause(15..=200);
    if story.chance(40) {
        let kind = Some(Kind::Request);
        story.agent_does(Change { kind, asset: Some(None), ..Change::default() });
    }
    story.is_solved();
    story.ends();
}

/// A colleague has called for somebody else.
fn for_somebody_else(story: &mut Story<'_>) {
    story.calls();
    story.pause(1..=5);
    let firm = &story.world.firm;
    let colleague = firm.people.iter().position(|it| it.name == story.params["colleague"]);
    if let Some(colleague) = colleague {
        let requester = Some(firm.people[colleague].id);
        story.requester = colleague;
        story.agent_does(Change { requester, ..Change::default() });
        story.params.insert("name".into(), firm.people[colleague].name.clone());
    }
    story.pause(10..=150);
    story.is_solved();
    story.ends();
}

/// It turns out to matter more than it seemed.
fn re_rated(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    if story.chance(50) {
        let (impact, urgency) = (Some(Level::High), Some(Level::High));
        story.agent_does(Change { impact, urgency, ..Change::default() });
    } else {
        let why = story.phrase(|it| &it.priority);
        let reason = Some(story.words(why));
        let priority = Some(Priority(1));
        story.agent_does(Change { priority, reason, ..Change::default() });
    }
    story.pause(5..=90);
    story.is_answered();
    story.pause(10..=150);
    story.is_solved();
    story.ends();
}

fn released(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(60..=400);
    let absence = story.phrase(|it| &it.absence);
    story.notes(absence);
    story.is_released();
    story.pause(10..=90);
    story.is_assigned();
    story.pause(10..=150);
    story.is_solved();
    story.ends();
}

fn to_the_north(story: &mut Story<'_>) {
    story.arrives();
    story.pause(10..=120);
    story.is_taken(None);
    let Some(north) = story.neighbour() else { return };
    let (reason, note) = match story.chance(60) {
        true => (TransferReason::Workload, story.phrase(|it| &it.workload)),
        false => (TransferReason::Absence, story.phrase(|it| &it.absence)),
    };
    story.moves_to(north, reason, note);
    story.pause(5..=100);
    story.is_taken(None);
    story.pause(2..=15);
    story.is_answered();
    story.pause(10..=200);
    story.is_solved();
    story.ends();
}

fn approved(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    let approval = story.phrase(|it| &it.approval);
    story.replies(approval);
    let why = waits(story, WaitReason::Approval);
    story.rests(WaitReason::Approval, None, why);
    story.pause(60..=4 * DAY);
    let approved = story.phrase(|it| &it.approved);
    story.notes(approved);
    story.goes_on();
    story.pause(10..=300);
    story.is_solved();
    story.ends();
}

fn on_a_date(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(5..=60);
    let until = story.world.calendar.after(story.at, story.rng.random_range(2 * DAY..12 * DAY));
    let until = story.world.calendar.opening(until);
    let date = story.phrase(|it| &it.date);
    let why = waits(story, WaitReason::Date);
    story.replies(date);
    story.rests_as_wished(until, why);
    story.wakes(until);
    story.pause(20..=300);
    story.is_solved();
    story.ends();
}

/// The scenario's own words for what it waits for.
pub(super) fn waits<'w>(story: &Story<'w>, on: WaitReason) -> Option<&'w str> {
    story.scenario.waits.as_deref().filter(|_| story.scenario.waits_on == Some(on))
}

/// Solved once, and it did not hold.
fn solved_in_vain(story: &mut Story<'_>) {
    reaches_the_desk(story);
    story.pause(10..=200);
    story.is_solved();
    if story.chance(40) {
        story.falls_quiet();
    }
    story.pause(60..=3 * DAY);
}

fn solved_for_good(story: &mut Story<'_>) {
    story.pause(20..=300);
    if let Some(lasting) = &story.scenario.lasting {
        story.resolves(ResolutionCode::SolvedPermanently, lasting);
    }
    story.ends();
}

fn reopened_by_message(story: &mut Story<'_>) {
    solved_in_vain(story);
    if let Some(still) = &story.scenario.still {
        story.writes(still);
    }
    solved_for_good(story);
}

fn reopened_by_requester(story: &mut Story<'_>) {
    solved_in_vain(story);
    if let Some(still) = &story.scenario.still {
        let reason = Some(story.words(still));
        story.requester_does(Reopen { reason });
    }
    solved_for_good(story);
}

fn taken_up_again(story: &mut Story<'_>) {
    solved_in_vain(story);
    let why = story.phrase(|it| &it.reopened);
    let reason = Some(story.words(why));
    story.agent_does(Reopen { reason });
    solved_for_good(story);
}
