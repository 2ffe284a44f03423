//! A made-up desk is a sound desk: it refuses nothing that was meant, it looks like real ones, and
//! whatever goes wrong, what always holds does.

mod figures;
mod floor;
mod watcher;
mod years;

use super::{Faults, Firm, Keep, Memory, PlainTexts, Simulation};
use desk::settings::Settings;
use desk::time::{Span, Timestamp};

/// Monday, 2024-01-01.
const FROM: Timestamp = Timestamp(1_704_067_200_000_000);

fn after(days: i64) -> Timestamp {
    FROM + Span::days(days)
}

/// A desk with its events, and the simulation that has run so many days at it.
fn run(firm: Firm, seed: u64, days: i64) -> (Memory, Simulation) {
    let mut desk = Memory::new(firm.directory.clone(), Settings::default(), Keep::Events);
    let mut simulation = Simulation::with_faults(firm, seed, FROM, Faults::default());
    let Ok(()) = simulation.run_until(&mut desk, &mut PlainTexts::default(), after(days));
    (desk, simulation)
}

/// All that happened, as the journal would keep it.
fn journal(desk: &Memory) -> Vec<String> {
    let events = desk.tickets().iter().flat_map(|held| held.events.iter());
    events.map(|(event, stamp)| format!("{stamp:?} {} {}", event.kind(), event.data())).collect()
}

#[test]
fn the_same_seed_gives_the_same_history_and_another_another() {
    let run = |seed| journal(&run(Firm::house(2_000), seed, 30).0);
    let first = run(7);
    assert!(first.len() > 1_000, "{}", first.len());
    assert!(first == run(7), "the same seed, another history");
    assert!(first != run(8), "another seed, the same history");
}

#[test]
fn stopped_copied_and_gone_on_with_is_the_same() {
    let firm = Firm::house(2_000);
    let mut desk = Memory::new(firm.directory.clone(), Settings::default(), Keep::Events);
    let mut texts = PlainTexts::default();
    let mut simulation = Simulation::new(firm.clone(), 7, FROM);
    for day in (0..=30).step_by(3) {
        // What came to nothing, as a write that is rolled back, leaves no trace.
        let (mut lost_desk, mut lost_texts) = (desk.clone(), texts.clone());
        let Ok(()) = simulation.clone().run_until(&mut lost_desk, &mut lost_texts, after(day));
        let Ok(()) = simulation.run_until(&mut desk, &mut texts, after(day));
    }
    assert!(journal(&desk) == journal(&run(firm, 7, 30).0));
}

#[test]
fn more_people_meet_the_same_needs() {
    let opened = |firm: Firm| {
        let (desk, _) = run(firm, 7, 60);
        let by_people = desk.tickets().iter().filter(|held| {
            // What somebody sends again, because nobody answered, is another matter.
            held.ticket.subject == "Subject" && held.ticket.links.is_empty()
        });
        let need = |held: &super::Held| (held.ticket.requester, held.ticket.service);
        by_people.map(need).collect::<std::collections::BTreeSet<_>>()
    };
    let firm = Firm::house(2_000);
    let mut busy = firm.clone();
    busy.agents.effort.iter_mut().for_each(|effort| effort.solve.0 *= 2);
    let (plain, busy) = (opened(firm), opened(busy));
    let same = plain.intersection(&busy).count();
    assert!(same * 10 > plain.len() * 8, "{same} of {}", plain.len());
}
