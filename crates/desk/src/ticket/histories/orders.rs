//! Commands as somebody in their right mind would give them now; at times not.

use super::dice::Dice;
use super::draw::{AGENTS, REQUESTERS};
use crate::ids::{PersonId, ServiceId, TeamId, TicketNumber};
use crate::priority::Priority;
use crate::routing::route;
use crate::ticket::hand_over::Draft;
use crate::ticket::hold::Way;
use crate::ticket::testing::{Bench, MAIL, NO_TEAM, VPN};
use crate::ticket::{
    Command, ask, assign, change, close, confidential, confirm, escalate, link, merge, message,
    open, pull, raise, release, reopen, resolve, r#return, split, take, transfer, wait,
};
use crate::time::Span;
use crate::values::{
    Complexity, DeclineReason, EscalationReason, Kind, Level, LinkKind, Origin, Rating,
    ResolutionCode, ReturnOutcome, Tier, TransferReason, WaitReason,
};

pub(super) fn service(dice: &mut Dice) -> Option<ServiceId> {
    dice.pick(&[None, Some(MAIL), Some(VPN)]).flatten()
}

pub(super) fn resolution(origin: Origin, dice: &mut Dice) -> resolve::Resolve {
    let code = dice.word(ResolutionCode::ALL, origin);
    resolve::Resolve { solution: dice.text(), code }
}

/// A team, mostly an active one that lies this way from the holder.
pub(super) fn team(bench: &Bench, way: Option<Way>, dice: &mut Dice) -> Option<TeamId> {
    let ticket = bench.ticket();
    if dice.one_in(24) {
        return dice.pick(&[None, Some(NO_TEAM), Some(ticket.team)]).flatten();
    }
    let lies = |tier| way.is_none_or(|way| Way::between(ticket.tier, tier) == way);
    let teams = bench.directory.teams.values().filter(|it| it.is_active() && lies(it.tier));
    let teams: Vec<TeamId> = teams.map(|team| team.id).filter(|it| *it != ticket.team).collect();
    dice.pick(&teams)
}

fn other(bench: &Bench, dice: &mut Dice) -> Option<TicketNumber> {
    let numbers: Vec<TicketNumber> =
        bench.timelines.keys().copied().filter(|it| *it != bench.on || dice.one_in(16)).collect();
    let number = dice.pick(&numbers);
    if dice.one_in(24) { Some(TicketNumber(404)) } else { number }
}

fn rating(bench: &Bench, dice: &mut Dice) -> Option<Rating> {
    let due = bench.ticket().hand_over.is_some_and(|it| !it.generated && it.rating.is_none());
    dice.pick(Rating::ALL).filter(|_| dice.one_in(if due { 2 } else { 24 }))
}

fn escalation(bench: &Bench, origin: Origin, dice: &mut Dice) -> escalate::Escalate {
    let to = team(bench, Some(Way::Up), dice);
    let above = bench.ticket().tier.0 + 1;
    let tier = (to.is_none() || dice.one_in(4)).then_some(Tier(above));
    let team = to.filter(|_| tier.is_none());
    let routed = tier.and_then(|tier| route(&bench.directory, tier, bench.ticket().service));
    let receiver = team.or(routed.map(|route| route.team));
    let receiver = receiver.and_then(|id| bench.directory.team(id));
    let items = receiver.map(|team| team.checklist.clone()).unwrap_or_default();
    let checklist = items.into_iter().filter_map(|item| Some((item, dice.text()?))).collect();
    let agents = bench.directory.agents.values();
    let theirs = agents.filter(|it| receiver.is_some_and(|team| it.teams.contains(&team.id)));
    let theirs: Vec<PersonId> = theirs.map(|agent| agent.id).collect();
    escalate::Escalate {
        team,
        tier,
        assignee: dice.pick(&theirs).filter(|_| dice.one_in(3)),
        reason: dice.word(EscalationReason::ALL, origin),
        hand_over: Draft { findings: dice.text(), question: dice.text(), checklist },
        rating: rating(bench, dice),
    }
}

fn returning(bench: &Bench, origin: Origin, dice: &mut Dice) -> r#return::Return {
    let outcome = dice.word(ReturnOutcome::ALL, origin);
    let named = bench.ticket().path.len() < 2 || dice.one_in(3);
    r#return::Return {
        to: named.then(|| team(bench, Some(Way::Down), dice)).flatten(),
        outcome,
        solution: dice.text().filter(|_| outcome == Some(ReturnOutcome::Solved)),
        answer: dice.text().filter(|_| outcome == Some(ReturnOutcome::Answered)),
        reason: dice.pick(DeclineReason::ALL).filter(|_| outcome == Some(ReturnOutcome::Declined)),
        note: dice.text(),
        rating: rating(bench, dice),
        assignee: None,
    }
}

fn waiting(bench: &Bench, dice: &mut Dice) -> wait::Wait {
    let on = dice.pick(WaitReason::ALL);
    let dated = match on {
        Some(WaitReason::Date) => !dice.one_in(16),
        Some(WaitReason::Problem | WaitReason::Change) | None => dice.one_in(16),
        Some(WaitReason::Requester | WaitReason::Vendor | WaitReason::Approval) => dice.one_in(2),
    };
    let hours = i64::try_from(dice.below(72)).unwrap();
    wait::Wait {
        on,
        until: dated.then(|| bench.now + Span::seconds(hours * 3_600)),
        reason: dice.text(),
        requester_asked: dice.one_in(3).then_some(wait::RequesterAsked),
    }
}

fn changing(bench: &Bench, dice: &mut Dice) -> change::Change {
    let mut changed = change::Change { reason: dice.text(), ..change::Change::default() };
    for _ in 0..2 {
        match dice.below(11) {
            0 => changed.subject = dice.text(),
            1 => changed.kind = dice.pick(Kind::ALL),
            2 => changed.requester = dice.pick(&REQUESTERS),
            3 => changed.service = Some(service(dice)),
            4 => changed.asset = Some(dice.one_in(2).then(|| "PC-7".to_owned())),
            5 => changed.impact = dice.pick(Level::ALL),
            6 => changed.urgency = dice.pick(Level::ALL),
            7 => changed.priority = dice.pick(&[1, 2, 3, 4]).map(Priority),
            8 => changed.complexity = dice.pick(Complexity::ALL),
            9 => {
                changed.tags =
                    Some(dice.pick(&["vip", "later"]).map(str::to_owned).into_iter().collect());
            }
            10.. => {
                let texts = ["Room", "Floor"].into_iter().map(|name| (name, dice.text()));
                let texts = texts.filter_map(|(name, text)| Some((name.to_owned(), text?)));
                changed.fields = Some(texts.collect());
            }
        }
    }
    if dice.one_in(6) {
        let firsts = bench.directory.teams.values().filter(|it| it.tier == Tier::FIRST);
        let firsts: Vec<TeamId> = firsts.map(|team| team.id).collect();
        changed.contact_team = dice.pick(&firsts);
    }
    changed
}

fn readers(bench: &Bench, dice: &mut Dice) -> confidential::Readers {
    let teams = [team(bench, None, dice), team(bench, None, dice)];
    let teams = teams.into_iter().flatten().filter(|id| *id != NO_TEAM).collect();
    let people = dice.pick(&AGENTS).into_iter().collect();
    confidential::Readers { teams, people }
}

fn linking(bench: &Bench, dice: &mut Dice) -> (Option<TicketNumber>, Option<LinkKind>) {
    let links: Vec<_> = bench.ticket().links.iter().copied().collect();
    match dice.pick(&links).filter(|_| !dice.one_in(8)) {
        Some((kind, to)) => (Some(to), Some(kind)),
        None => (other(bench, dice), dice.pick(LinkKind::ALL)),
    }
}

pub(super) fn command(bench: &Bench, verb: &str, origin: Origin, dice: &mut Dice) -> Command {
    let ticket = bench.ticket();
    let members = bench.directory.agents.values().filter(|it| it.teams.contains(&ticket.team));
    let members: Vec<PersonId> = members.map(|agent| agent.id).collect();
    match verb {
        "begin" => open::Begin.into(),
        "take" => take::Take { rating: rating(bench, dice) }.into(),
        "assign" => {
            let from = if dice.one_in(12) { AGENTS.to_vec() } else { members };
            assign::Assign { agent: dice.pick(&from) }.into()
        }
        "release" => release::Release.into(),
        "transfer" => transfer::Transfer {
            team: team(bench, Some(Way::Sideways), dice),
            reason: dice.word(TransferReason::ALL, origin),
            note: dice.text(),
            assignee: None,
        }
        .into(),
        "escalate" => escalation(bench, origin, dice).into(),
        "return" => returning(bench, origin, dice).into(),
        "pull" => pull::Pull { team: team(bench, None, dice), reason: dice.text() }.into(),
        "ask" => {
            let team = if dice.one_in(2) { team(bench, None, dice) } else { None };
            let person = if team.is_none() { dice.pick(&AGENTS) } else { None };
            ask::Ask { person, team, question: dice.text() }.into()
        }
        "answer" => {
            let open: Vec<_> = ticket.questions.keys().copied().collect();
            ask::Answer { question: dice.pick(&open), answer: dice.text() }.into()
        }
        "raise" => raise::RaiseTicket { reason: dice.text() }.into(),
        "acknowledge" => raise::Acknowledge::default().into(),
        "wait" => waiting(bench, dice).into(),
        "resume" => wait::Resume.into(),
        "write" => {
            let automatic = dice.one_in(8).then_some(message::Automatic);
            message::Write { body: dice.text(), automatic, ..message::Write::default() }.into()
        }
        "reply" => message::Reply { body: dice.text(), ..message::Reply::default() }.into(),
        "note" => message::Note { body: dice.text(), ..message::Note::default() }.into(),
        "resolve" => resolution(origin, dice).into(),
        "confirm" => confirm::Confirm.into(),
        "reopen" => reopen::Reopen { reason: dice.text() }.into(),
        "close" => close::Close { code: dice.word(ResolutionCode::ALL, origin) }.into(),
        "merge" => {
            let may_see_each_other = (!dice.one_in(4)).then_some(merge::MaySeeEachOther);
            merge::Merge { into: other(bench, dice), may_see_each_other }.into()
        }
        "unmerge" => merge::Unmerge.into(),
        "split" => {
            let kind = split::MessageKind::Requesters;
            split::SplitMessage { message: 2, kind, into: bench.next_number() }.into()
        }
        "link" => {
            let (to, kind) = (other(bench, dice), dice.pick(LinkKind::ALL));
            link::Link { to, kind }.into()
        }
        "unlink" => {
            let (to, kind) = linking(bench, dice);
            link::Unlink { to, kind }.into()
        }
        "change" => changing(bench, dice).into(),
        "restrict" => confidential::Restrict { readers: readers(bench, dice) }.into(),
        "unrestrict" => confidential::Unrestrict.into(),
        unknown => panic!("nothing to draw for {unknown}"),
    }
}
