//! The properties, each of them for one ticket, one event or one desk.

use super::dice::SECRET;
use crate::access::role_of;
use crate::ids::PersonId;
use crate::text::ERASED;
use crate::ticket::testing::{Bench, By, NORA, STRANGER, Timeline};
use crate::ticket::{Command, Event, Stamp, Ticket, change::Changed, decide};
use crate::time::Timestamp;
use crate::values::{LinkKind, Origin, Role, Status, Tier};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::{BTreeMap, BTreeSet};

type Holds = Result<(), TestCaseError>;

/// After every step: the tickets that changed, what was written about them, and the links.
pub(super) fn after(before: &Bench, bench: &Bench) -> Holds {
    for (number, timeline) in &bench.timelines {
        let was = before.timelines.get(number);
        let known = was.map_or(0, |was| was.events.len());
        let (old, new) = timeline.events.split_at(known);
        if let Some(was) = was {
            prop_assert_eq!(&was.events[..], old, "a timeline is never rewritten");
            if new.is_empty() {
                prop_assert_eq!(&was.ticket, &timeline.ticket, "no event, yet something changed");
                continue;
            }
        }
        for (event, stamp) in new {
            the_journal_keeps_it(event)?;
            reserved_words_have_one_origin(event, stamp)?;
            whoever_gets_it_is_there(bench, timeline, event, stamp)?;
        }
        the_state_is_the_fold(timeline)?;
        one_team_holds_it(bench, timeline)?;
        the_path_leads_to_the_holder(bench, &timeline.ticket)?;
        status_and_times_agree(&timeline.ticket)?;
        what_it_refers_to_exists(timeline)?;
    }
    links_are_read_from_both_sides(bench)
}

/// At the end: what needs only be looked at once.
pub(super) fn at_the_end(bench: &Bench) -> Holds {
    for timeline in bench.timelines.values() {
        without_its_texts_the_fold_is_marked(timeline)?;
        the_path_leads_to_the_holder(bench, &timeline.ticket)?;
    }
    Ok(())
}

/// Who may not follow a ticket gets `not_found`, whatever they try: a requester without tickets,
/// and a provider's agent whose teams have nothing to do with it.
pub(super) fn strangers_learn_nothing(bench: &Bench, command: &Command) -> Holds {
    let ticket = bench.ticket();
    let mut strangers = vec![STRANGER];
    let nora = &bench.directory.agents[&NORA];
    let provider = |team| bench.directory.is_provider_team(team);
    let near = |team| {
        ticket.team == team
            || ticket.contact_team == team
            || ticket.path.iter().any(|step| step.team == team)
    };
    let outside = !nora.teams.is_empty() && nora.teams.iter().all(|team| provider(*team));
    let readers = ticket.confidential.as_ref();
    let named = |person| readers.is_some_and(|it| it.name(&bench.directory, person));
    if outside && !nora.teams.iter().any(|team| near(*team)) && !named(NORA) {
        strangers.push(NORA);
    }
    if readers.is_some() {
        let unnamed = bench.directory.agents.keys().filter(|it| !named(**it));
        strangers.extend(unnamed.filter(|it| ticket.requester != **it));
    }
    for stranger in strangers {
        let refusal = bench.decide(By::from(stranger), command.clone()).err();
        let code = refusal.as_ref().map(|refusal| refusal.code);
        prop_assert_eq!(code, Some("not_found"), "{} tried {:?}", stranger, command);
        let side = command.counterpart(ticket.number);
        if let Some(side) = side {
            let context = bench.context(By::from(stranger), None);
            let refused = decide(ticket, side, &context).err().map(|refusal| refusal.code);
            prop_assert_eq!(refused, Some("not_found"));
        }
    }
    Ok(())
}

/// Data holds digests only; every text has a slot of its own; reading gives the event back, first
/// with markers, then with the words that were kept beside it.
fn the_journal_keeps_it(event: &Event) -> Holds {
    let data = event.data();
    prop_assert!(!data.contains(SECRET), "words in the journal: {}", data);
    let mut kept = BTreeMap::new();
    let mut doubled = None;
    event.clone().fact_mut().texts(&mut |slot, text| {
        if kept.insert(slot.to_owned(), text.clone()).is_some() {
            doubled = Some(slot.to_owned());
        }
    });
    prop_assert_eq!(doubled, None, "two texts of a {} in one slot", event.kind());

    let mut read = Event::read(event.kind(), &data).map_err(|error| fail(&error))?;
    let mut wrong = None;
    read.fact_mut().texts(&mut |slot, text| {
        let recalled = text.as_str() == ERASED
            && kept.remove(slot).is_some_and(|words| {
                let (salt, content) = words.known().unwrap();
                text.recall(*salt, content.to_owned())
            });
        if !recalled {
            wrong = Some(slot.to_owned());
        }
    });
    prop_assert_eq!(wrong, None, "a text of {:?} did not come back", event);
    prop_assert!(kept.is_empty(), "not read back: {:?}", kept.keys());
    prop_assert_eq!(&read, event);
    Ok(())
}

fn fail(error: &dyn std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

/// `imported`, `rule` and `contract` stand for a reason, outcome or code of that origin alone.
fn reserved_words_have_one_origin(event: &Event, stamp: &Stamp) -> Holds {
    let data: serde_json::Value = serde_json::from_str(&event.data()).unwrap();
    for field in ["reason", "outcome", "code", "why"] {
        let owner = match data[field].as_str() {
            Some("imported") => Origin::Import,
            Some("rule") => Origin::Rule,
            Some("contract") => Origin::Contract,
            _ => continue,
        };
        prop_assert_eq!(owner, stamp.origin, "{} of {:?}", field, event);
    }
    Ok(())
}

fn leads(bench: &Bench, person: PersonId) -> bool {
    role_of(&bench.directory, person) != Role::Agent
}

/// Nobody is given a ticket live who does not work in the team that has it.
fn whoever_gets_it_is_there(
    bench: &Bench,
    timeline: &Timeline,
    event: &Event,
    stamp: &Stamp,
) -> Holds {
    let hold = event.fact().hold();
    let team = hold.map_or(timeline.ticket.team, |hold| hold.team);
    let given = match event {
        Event::Assigned(assigned) => Some(assigned.agent),
        // A lead may take what other teams hold.
        Event::Taken(taken) => Some(taken.agent).filter(|agent| !leads(bench, *agent)),
        _ => hold.and_then(|hold| hold.assignee),
    };
    if let Some(agent) = given
        && stamp.origin != Origin::Import
    {
        prop_assert!(bench.directory.is_member(agent, team), "{:?} at {}", event, team);
    }
    Ok(())
}

/// The state is the fold of the events, numbered from 1 and in the order of time.
fn the_state_is_the_fold(timeline: &Timeline) -> Holds {
    let Timeline { ticket, events } = timeline;
    let folded = Ticket::fold(ticket.number, events.iter().map(|(event, stamp)| (event, *stamp)));
    prop_assert_eq!(folded.as_ref(), Some(ticket));
    prop_assert_eq!(usize::try_from(ticket.version), Ok(events.len()));
    prop_assert!(events.iter().zip(1..).all(|((_, stamp), seq)| stamp.seq == seq));
    prop_assert!(events.is_sorted_by_key(|(_, stamp)| stamp.at));
    prop_assert_eq!(events.last().map(|(_, stamp)| stamp.at), Some(ticket.updated_at));
    Ok(())
}

/// The intervals of hold tile the life: each begins with the event that says so, where and when the
/// last one ended, and no other event moves the hold.
fn one_team_holds_it(bench: &Bench, timeline: &Timeline) -> Holds {
    let Timeline { ticket, events } = timeline;
    let (Event::Created(created), first) = &events[0] else {
        return Err(TestCaseError::fail("does not begin with its creation"));
    };
    let mut now = created.ticket(ticket.number, first);
    let mut held = now.tier == Tier::FIRST;
    let mut since: Timestamp = first.at;
    let mut life = 0;
    for (event, stamp) in &events[1..] {
        let before = now.clone();
        now.apply(event, stamp);
        if let Some(hold) = event.fact().hold() {
            prop_assert_eq!(hold.from, before.team, "{:?} begins elsewhere", event);
            prop_assert_eq!((hold.team, hold.tier), (now.team, now.tier));
            life += (stamp.at - since).0;
            since = stamp.at;
            held |= hold.tier == Tier::FIRST;
        } else {
            prop_assert_eq!((before.team, before.tier), (now.team, now.tier), "{:?}", event);
        }
        let settled = before.replied && before.contact_held;
        let told =
            matches!(event, Event::Changed(Changed::ContactTeam { .. }) | Event::Succeeded(_));
        if settled && !told {
            prop_assert_eq!(before.contact_team, now.contact_team, "moved by {:?}", event);
        }
        prop_assert!(now.contact_held || !held, "a tier-1 team held it and nobody noticed");
    }
    life += (bench.now - since).0;
    prop_assert_eq!(life, (bench.now - ticket.created_at).0);
    Ok(())
}

/// The path rises strictly and ends with the holder; all of it, and the contact, are real, active
/// teams of the tiers that are written there.
fn the_path_leads_to_the_holder(bench: &Bench, ticket: &Ticket) -> Holds {
    prop_assert!(
        ticket.path.is_sorted_by(|below, above| below.tier < above.tier),
        "{:?}",
        ticket.path
    );
    let last = ticket.path.last().map(|step| (step.team, step.tier));
    prop_assert_eq!(last, Some((ticket.team, ticket.tier)));
    for step in &ticket.path {
        let team = &bench.directory.teams[&step.team];
        prop_assert_eq!(team.tier, step.tier);
        prop_assert!(team.is_active(), "lost with {}: {:?}", team.name, ticket);
    }
    // Whoever holds a confidential ticket sees it.
    let named = ticket.confidential.as_ref().is_none_or(|it| it.teams.contains(&ticket.team));
    prop_assert!(named, "held out of sight: {:?}", ticket);
    let contact = &bench.directory.teams[&ticket.contact_team];
    prop_assert_eq!(contact.tier, Tier::FIRST);
    prop_assert!(contact.is_active());
    Ok(())
}

/// Waiting means to wait for something; solved and closed are times, and nothing live has them.
fn status_and_times_agree(ticket: &Ticket) -> Holds {
    let (status, waiting, resolved_at, closed_at) = match &ticket.merged {
        None => (ticket.status, ticket.waiting, ticket.resolved_at, ticket.closed_at),
        Some(rest) => {
            prop_assert_eq!((ticket.status, ticket.waiting), (Status::Closed, None));
            prop_assert!(ticket.closed_at.is_some());
            (rest.status, rest.waiting, rest.resolved_at, rest.closed_at)
        }
    };
    prop_assert_eq!(waiting.is_some(), status == Status::Waiting);
    prop_assert_eq!(resolved_at.is_some(), !status.is_live());
    prop_assert_eq!(closed_at.is_some(), status == Status::Closed);
    prop_assert!(resolved_at.is_none_or(|at| at >= ticket.created_at));
    prop_assert!(closed_at.is_none_or(|at| Some(at) >= resolved_at));
    Ok(())
}

/// Questions, raises and the hand-over name the event that made them.
fn what_it_refers_to_exists(timeline: &Timeline) -> Holds {
    let Timeline { ticket, events } = timeline;
    let at = |seq: i64| usize::try_from(seq - 1).ok().and_then(|index| events.get(index));
    for seq in ticket.questions.keys() {
        prop_assert!(matches!(at(*seq), Some((Event::Asked(_), _))));
    }
    for seq in ticket.raises.keys() {
        prop_assert!(matches!(at(*seq), Some((Event::Raised(_), _))));
    }
    if let Some(received) = ticket.hand_over {
        let Some((Event::Escalated(escalated), stamp)) = at(received.seq) else {
            return Err(TestCaseError::fail("a hand-over without an escalation"));
        };
        prop_assert_eq!(received.by, stamp.actor.person());
        let generated = matches!(stamp.origin, Origin::Rule | Origin::Contract);
        prop_assert_eq!(received.generated, generated);
        prop_assert!(escalated.hand_over.is_some());
    }
    Ok(())
}

/// What one ticket says of another, the other says of it; a merged one leads to a survivor in the
/// end.
fn links_are_read_from_both_sides(bench: &Bench) -> Holds {
    for (number, timeline) in &bench.timelines {
        for (kind, to) in &timeline.ticket.links {
            let other = bench.timelines.get(to).map(|other| &other.ticket.links);
            let back = other.is_some_and(|links| links.contains(&(kind.reverse(), *number)));
            prop_assert!(back, "{} {} {}", number, kind, to);
        }
        let mut seen = BTreeSet::from([*number]);
        let mut at = &timeline.ticket;
        while let Some(rest) = &at.merged {
            prop_assert!(at.links.contains(&(LinkKind::DuplicateOf, rest.into)));
            prop_assert!(seen.insert(rest.into), "merged in a circle");
            at = &bench.timelines[&rest.into].ticket;
        }
    }
    Ok(())
}

/// After an erasure the fold still stands, with markers where words were.
fn without_its_texts_the_fold_is_marked(timeline: &Timeline) -> Holds {
    let Timeline { ticket, events } = timeline;
    let read = |(event, stamp): &(Event, Stamp)| {
        Event::read(event.kind(), &event.data()).map(|event| (event, *stamp))
    };
    let erased: Vec<_> = events.iter().map(read).collect::<Result<_, _>>().map_err(|e| fail(&e))?;
    let folded = Ticket::fold(ticket.number, erased.iter().map(|(event, stamp)| (event, *stamp)));
    let mut expected = ticket.clone();
    expected.subject = ERASED.into();
    expected.fields.values_mut().for_each(|words| *words = ERASED.into());
    prop_assert_eq!(folded, Some(expected));
    Ok(())
}
