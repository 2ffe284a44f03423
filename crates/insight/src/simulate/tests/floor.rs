//! The floor: work and idle hands meet, and others may interfere.

use super::{FROM, after};
use crate::simulate::case::Place;
use crate::simulate::floor::Doing;
use crate::simulate::{By, Desk as _, Firm, Held, Keep, Memory, PlainTexts, Simulation, Week};
use desk::actor::Actor;
use desk::ids::{TeamId, TicketNumber};
use desk::settings::Settings;
use desk::ticket::resolve::Resolve;
use desk::ticket::r#return::Return;
use desk::ticket::transfer::Transfer;
use desk::ticket::{Command, Ticket};
use desk::time::{Span, Timestamp};
use desk::values::{Origin, ResolutionCode, ReturnOutcome, TransferReason};
use std::collections::BTreeMap;

/// Lets a firm live for some weeks and looks at it every so many minutes.
fn every(
    minutes: i64,
    firm: Firm,
    mut look: impl FnMut(Timestamp, &mut Memory, &Simulation),
) -> Simulation {
    let mut desk = Memory::new(firm.directory.clone(), Settings::default(), Keep::Events);
    let mut simulation = Simulation::new(firm, 5, FROM);
    let mut texts = PlainTexts::default();
    let mut now = FROM;
    while now < after(28) {
        now = now + Span::seconds(minutes * 60);
        let Ok(()) = simulation.run_until(&mut desk, &mut texts, now);
        look(now, &mut desk, &simulation);
    }
    simulation
}

#[test]
fn nobody_is_idle_while_there_is_work_they_know_about() {
    let (mut waited, mut idled) = (0, 0);
    every(17, Firm::house(3_000), |now, desk, simulation| {
        let idle = |(_, seat): &(_, &super::super::floor::Seat)| {
            seat.doing == Doing::Idle && seat.is_on(now)
        };
        let idle: Vec<_> = simulation.seats.iter().filter(idle).map(|(agent, _)| *agent).collect();
        idled += idle.len();
        for (team, queue) in &simulation.queues {
            waited += queue.len();
            for key in queue {
                let meets = idle.iter().find(|agent| {
                    desk.directory().is_member(**agent, *team)
                        && simulation.knows(**agent, key.number)
                });
                assert_eq!(meets, None, "#{} waits at {now:?}", key.number);
            }
        }
    });
    assert!(waited > 100 && idled > 100, "{waited} waited, {idled} idled");
}

#[test]
fn whoever_covers_is_given_only_what_nobody_else_is_there_for() {
    let mut firm = Firm::house(3_000);
    for (agent, crew) in &mut firm.crew {
        crew.absent = 0.0;
        if firm.directory.is_member(*agent, TeamId(3)) {
            crew.week = Week::daily(0, 24);
        }
    }
    let mut given = 0;
    every(60 * 24 * 28, firm, |_, desk, _| {
        let events = desk.tickets().iter().flat_map(|held| held.events.iter());
        for (_, stamp) in events.filter(|(_, stamp)| stamp.origin == Origin::Contract) {
            let (hour, _) = Firm::house(100).calendar.hour_of_week(stamp.at);
            let by_day = hour / 24 < 5 && (7..16).contains(&(hour % 24));
            assert!(!by_day, "{stamp:?}");
            given += 1;
        }
    });
    assert!(given > 20, "{given}");
}

/// What a rule does with a ticket while people work on it.
fn meddling(ticket: &Ticket, desk: &Memory) -> Option<Command> {
    if ticket.number.0 % 3 == 0 {
        let code = Some(ResolutionCode::Rule);
        return Some(Resolve { solution: None, code }.into());
    }
    if ticket.path.len() > 1 {
        let outcome = Some(ReturnOutcome::Rule);
        return Some(Return { outcome, ..Return::default() }.into());
    }
    let mut teams = desk.directory().teams.values();
    let other = teams.find(|team| team.tier == ticket.tier && team.id != ticket.team)?;
    let (team, reason) = (Some(other.id), Some(TransferReason::Rule));
    Some(Transfer { team, reason, note: None, assignee: None }.into())
}

#[test]
fn what_others_do_with_a_ticket_leads_to_no_refusals() {
    let mut firm = Firm::house(3_000);
    // Everybody is of tier 1, too, so that what was moved down may still be under their hands.
    for agent in firm.directory.agents.values_mut().filter(|it| it.teams != [TeamId(1)]) {
        agent.teams.push(TeamId(1));
    }
    let mut meddled = 0;
    let simulation = every(2, firm, |now, desk, simulation| {
        let under_hands = |held: &&Held| {
            let place = simulation.cases[&held.ticket.number].place;
            matches!(place, Place::Work(_)) && held.ticket.status.is_live()
        };
        let numbers = desk.tickets().iter().filter(under_hands).map(|held| held.ticket.number);
        let numbers: Vec<TicketNumber> = numbers.collect();
        let turn = usize::try_from(now.0 / 120_000_000).unwrap();
        let Some(number) = numbers.get(turn % 7) else { return };
        let by = By { now, actor: Actor::Desk, origin: Origin::Rule };
        let ticket = desk.ticket(*number).map(Option::<&Ticket>::cloned);
        let Ok(Some(ticket)) = ticket else { return };
        if let Some(command) = meddling(&ticket, desk) {
            assert_eq!(desk.act(*number, by, command), Ok(Ok(())));
            meddled += 1;
        }
    });
    assert!(meddled > 500, "{meddled}");
    assert_eq!(simulation.tally().refused, BTreeMap::new());
}
