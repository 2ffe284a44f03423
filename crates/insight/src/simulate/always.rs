//! What always holds (domain, section 10), told from the events: of a desk in memory, and of one
//! that was read back from where it is kept.

use super::memory::Held;
use crate::tier_flow::{Differences, Flow, Grain, Phase, Report, Sums};
use desk::directory::Directory;
use desk::ids::{TeamId, TicketNumber};
use desk::ticket::{Event, Ticket};
use desk::time::Timestamp;
use desk::values::{LinkKind, Status};

/// All of it, at an instant after everything: of all tickets of a desk, by number, with their
/// events.
///
/// # Panics
/// When something does not hold.
pub fn holds(tickets: &[Held], directory: &Directory, now: Timestamp) {
    for (held, number) in tickets.iter().zip(1..) {
        assert_eq!(held.ticket.number, TicketNumber(number), "numbers are dense");
        the_state_is_the_fold(held);
        one_team_holds_it(held, now);
        the_path_leads_to_the_holder(directory, &held.ticket);
        status_and_times_agree(&held.ticket);
        the_flow_replayed_is_the_live_one(held);
        tier_times_sum_to_the_life(held);
        links_are_read_from_both_sides(tickets, &held.ticket);
    }
    sums_kept_by_differences_are_those_of_the_flows(tickets);
    the_report_adds_up(tickets);
}

/// Numbered from 1, in the order of time, and nothing is known that no event says.
fn the_state_is_the_fold(held: &Held) {
    let Held { ticket, events, .. } = held;
    let folded = Ticket::fold(ticket.number, events.iter().map(|(event, stamp)| (event, *stamp)));
    assert_eq!(folded.as_ref(), Some(ticket));
    assert_eq!(usize::try_from(ticket.version), Ok(events.len()));
    assert!(events.iter().zip(1..).all(|((_, stamp), seq)| stamp.seq == seq));
    assert!(events.is_sorted_by_key(|(_, stamp)| stamp.at));
}

/// Each hold begins where and when the last one ended; no other event moves a ticket.
fn one_team_holds_it(held: &Held, now: Timestamp) {
    let (Event::Created(created), first) = &held.events[0] else {
        panic!("{} does not begin with its creation", held.ticket.number);
    };
    let mut ticket = created.ticket(held.ticket.number, first);
    let (mut since, mut life) = (first.at, 0);
    for (event, stamp) in &held.events[1..] {
        let before = ticket.team;
        ticket.apply(event, stamp);
        match event.fact().hold() {
            Some(hold) => {
                assert_eq!(hold.from, before);
                assert_eq!((hold.team, hold.tier), (ticket.team, ticket.tier));
                life += (stamp.at - since).0;
                since = stamp.at;
            }
            None => assert_eq!(before, ticket.team, "{event:?} moved it"),
        }
    }
    assert_eq!(life + (now - since).0, (now - held.ticket.created_at).0);
}

/// Rising, ending with the holder, along teams that there are.
fn the_path_leads_to_the_holder(directory: &Directory, ticket: &Ticket) {
    assert!(ticket.path.is_sorted_by(|below, above| below.tier < above.tier));
    let last = ticket.path.last().map(|step| (step.team, step.tier));
    assert_eq!(last, Some((ticket.team, ticket.tier)));
    let active = |team: TeamId| directory.team(team).is_some_and(|team| team.is_active());
    assert!(ticket.path.iter().all(|step| active(step.team)), "{:?}", ticket.path);
    assert!(active(ticket.contact_team));
}

fn status_and_times_agree(ticket: &Ticket) {
    if ticket.merged.is_some() {
        assert_eq!(ticket.status, Status::Closed);
        return;
    }
    assert_eq!(ticket.waiting.is_some(), ticket.status == Status::Waiting);
    assert_eq!(ticket.resolved_at.is_some(), !ticket.status.is_live());
    assert_eq!(ticket.closed_at.is_some(), ticket.status == Status::Closed);
    assert!(ticket.closed_at.is_none_or(|at| Some(at) >= ticket.resolved_at));
}

fn the_flow_replayed_is_the_live_one(held: &Held) {
    let mut events = held.events.iter();
    let mut replayed = events.next().and_then(|(event, stamp)| Flow::begin(event, stamp));
    if let Some(flow) = &mut replayed {
        events.for_each(|(event, stamp)| flow.apply(event, stamp));
    }
    assert_eq!(replayed.as_ref(), Some(&held.flow));
    assert_eq!((held.flow.team, held.flow.tier), (held.ticket.team, held.ticket.tier));
}

/// From creation to closed, and from each reopening to closed again, told from the states alone.
fn tier_times_sum_to_the_life(held: &Held) {
    let life = &held.flow.life;
    let (mut live, mut quiet) = (0, 0);
    for (at, (_, stamp)) in held.events.iter().enumerate() {
        let until = held.events.get(at + 1).map_or(stamp.at, |(_, next)| next.at);
        let past = held.events[..=at].iter().map(|(event, stamp)| (event, *stamp));
        let status = Ticket::fold(held.ticket.number, past).map(|ticket| ticket.status);
        let span = (until.min(life.since) - stamp.at.min(life.since)).0;
        match status {
            Some(Status::Closed) | None => {}
            Some(Status::Resolved) => quiet += span,
            Some(Status::New | Status::Open | Status::Waiting) => live += span,
        }
    }
    let sum = |part: fn(&crate::tier_flow::Held) -> i64| life.held.iter().map(part).sum::<i64>();
    assert_eq!((sum(|it| it.live.0), sum(|it| it.quiet.0)), (live, quiet));
    let phase = match held.ticket.status {
        Status::New | Status::Open | Status::Waiting => Phase::Live,
        Status::Resolved => Phase::Resolved,
        Status::Closed => Phase::Closed,
    };
    assert_eq!(life.phase, phase);
}

/// Noting each event's difference, as a follower does, comes to what the flows add up to; a month
/// is its days, and as much goes to each team as goes on from it.
fn sums_kept_by_differences_are_those_of_the_flows(tickets: &[Held]) {
    let (mut differences, mut expected) = (Differences::default(), Differences::default());
    let mut whole = Sums::default();
    for held in tickets {
        let mut flow: Option<Flow> = None;
        for (event, stamp) in &held.events {
            let before = flow.clone();
            match &mut flow {
                Some(flow) => flow.apply(event, stamp),
                None => flow = Flow::begin(event, stamp),
            }
            flow.iter().for_each(|after| differences.note(before.as_ref(), after));
        }
        expected.note(None, &held.flow);
        whole.count(&held.flow, 1);
    }
    let kept: Vec<_> = differences.into_cells().collect();
    assert_eq!(&kept, &expected.into_cells().collect::<Vec<_>>());
    for grain in [Grain::Day, Grain::Month] {
        let mut sums = Sums::default();
        let all = |(cell, _): &&(crate::tier_flow::Cell, Sums)| {
            cell.grain == grain && cell.team.is_none() && cell.service.is_none()
        };
        kept.iter().filter(all).for_each(|(_, more)| sums.merge(more));
        assert_eq!(&sums, &whole);
    }
    let json = serde_json::to_string(&whole).ok();
    let read = json.and_then(|json| serde_json::from_str::<Sums>(&json).ok());
    assert_eq!(read.as_ref(), Some(&whole));
    let mut balance = std::collections::BTreeMap::new();
    for ((_, team), n) in &whole.starts {
        *balance.entry(*team).or_insert(0) += n;
    }
    for ((from, to, _), passed) in &whole.steps {
        *balance.entry(*from).or_insert(0) -= passed.times;
        *balance.entry(*to).or_insert(0) += passed.times;
    }
    for (team, end) in &whole.ends {
        *balance.entry(*team).or_insert(0) -= end.resolved + end.open;
    }
    assert!(balance.values().all(|rest| *rest == 0), "{:?}", balance);
}

fn links_are_read_from_both_sides(tickets: &[Held], ticket: &Ticket) {
    let other = |number: TicketNumber| {
        let index = usize::try_from(number.0 - 1).ok();
        index.and_then(|index| tickets.get(index)).map(|held| &held.ticket)
    };
    for (kind, to) in &ticket.links {
        let back = other(*to).is_some_and(|it| it.links.contains(&(kind.reverse(), ticket.number)));
        assert!(back, "{} {} {}", ticket.number, kind, to);
    }
    if let Some(rest) = ticket.merged {
        assert!(ticket.links.contains(&(LinkKind::DuplicateOf, rest.into)));
    }
}

/// Every ticket is in one row of each table of the report, and no sum is larger than its whole.
fn the_report_adds_up(tickets: &[Held]) {
    let mut report = Report::default();
    tickets.iter().for_each(|held| report.add(&held.flow));
    let flow = report.finish();
    let counted = || tickets.iter().map(|held| &held.flow).filter(|flow| !flow.left_out);
    let all = tickets.len() as u64;
    assert_eq!(flow.tickets + flow.left_out, all);
    assert_eq!(flow.highest_tier.values().sum::<u64>(), flow.tickets);
    assert_eq!(flow.start_tier.values().sum::<u64>(), flow.tickets);
    assert_eq!(flow.hand_overs, counted().map(|flow| u64::from(flow.moves)).sum::<u64>());
    assert!(flow.ping_pong.tickets <= flow.ping_pong.occurrences);
    assert!(flow.ping_pong.occurrences <= flow.hand_overs);
    assert!(flow.tickets_without_hand_over + flow.ping_pong.tickets <= flow.tickets);
    assert!(flow.reopened <= flow.resolved && flow.resolved <= flow.tickets);
    assert!(flow.push_to_front_conformant + flow.downward_tickets <= flow.tickets);
    assert!(flow.first_level_resolution.is_none_or(|share| (0.0..=1.0).contains(&share)));
}
