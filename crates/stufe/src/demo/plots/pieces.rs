//! Set pieces: what happens once. Three major incidents, one of them today, and a team that ends.

use super::climbs::goes_up;
use super::{Plot, When, plot};
use crate::demo::climb::Brief;
use crate::demo::firm::Lang;
use crate::demo::script::{Also, Outage, Scenario, Source};
use crate::demo::step::Act;
use crate::demo::story::Story;
use desk::ticket::message::Reply;
use desk::values::{EscalationReason, LinkKind, ResolutionCode, WaitReason};

/// Tickets that gather under a major incident, itself included.
pub(super) const GATHERED: usize = 7;

pub(super) const ALL: &[Plot] = &[
    outage("outage", When::DaysAgo(45), |story| plays(story, 0)),
    outage("second outage", When::DaysAgo(12), |story| plays(story, 1)),
    outage("outage of today", When::Lately(150, 170), |story| plays(story, 2)),
    Plot { when: When::BeforeRetirement, ..plot("handed down", 0, telephony, handed_down) },
];

const fn outage(name: &'static str, when: When, plays: fn(&mut Story<'_>)) -> Plot {
    Plot { tickets: GATHERED, when, ..plot(name, 0, german, plays) }
}

fn german(it: &Scenario) -> bool {
    it.lang == Lang::De && it.source == Source::People
}

fn telephony(it: &Scenario) -> bool {
    german(it) && it.service == "Telefonie" && it.findings.is_some()
}

/// One cause, many who notice; all are told, all are helped by one solution.
fn plays(story: &mut Story<'_>, which: usize) {
    let Some(outage) = story.world.scripts.outages.get(which) else { return };
    story.service = &outage.service;
    story.calls_about(&outage.subject, &outage.body);
    let parent = story.ticket;
    let mut children: Vec<Story<'_>> = Vec::new();
    for child in outage.child.iter().take(GATHERED - 1) {
        children.push(joins_in(story, child, parent));
    }
    is_worked_on(story, outage);
    for mut child in children {
        child.not_before(story.resolved_at.unwrap_or(story.at));
        child.pause(2..=40);
        child.resolves(ResolutionCode::SolvedPermanently, &outage.solution);
        child.ends();
        story.join(child);
    }
    story.ends();
}

/// Somebody else has the same trouble and becomes a child of the major incident.
fn joins_in<'w>(story: &mut Story<'w>, also: &'w Also, parent: usize) -> Story<'w> {
    let mut child = story.beside();
    child.is_somebody_else();
    child.pause(3..=70);
    child.arrives_about(&also.subject, &also.body);
    child.pause(1..=15);
    child.is_taken(None);
    if let Some(agent) = child.agent {
        child.person_does(agent, Act::Link { to: parent, kind: LinkKind::ChildOf });
        child.replies(&also.solution);
        child.rests(WaitReason::Problem, None, None);
    }
    child
}

fn is_worked_on(story: &mut Story<'_>, outage: &Outage) {
    story.pause(2..=8);
    let brief = Brief {
        reason: EscalationReason::Major,
        findings: &outage.findings,
        question: &outage.question,
    };
    story.climbs(2, Some(brief), None);
    story.pause(2..=8);
    story.is_taken(None);
    story.is_raised(&outage.raised);
    story.pause(3..=12);
    story.is_acknowledged();
    story.pause(10..=30);
    let body = Some(story.agents_letter(&outage.update));
    story.agent_does(Reply { body, ..Reply::default() });
    story.pause(170..=260);
    story.notes(&outage.cause);
    story.pause(2..=20);
    story.resolves(ResolutionCode::SolvedPermanently, &outage.solution);
}

/// A ticket the retired team still held: it follows to the successor and is solved there.
fn handed_down(story: &mut Story<'_>) {
    story.calls();
    goes_up(story);
    story.pause(10..=60);
    story.is_taken(None);
    story.pause(10..=60);
    let vendor = story.phrase(|it| &it.vendor);
    story.rests(WaitReason::Vendor, None, Some(vendor));
    story.not_before(story.world.firm.retired_at);
    story.pause(120..=700);
    story.goes_on();
    story.is_solved();
    story.ends();
}
