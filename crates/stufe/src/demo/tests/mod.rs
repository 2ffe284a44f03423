//! The demo as a whole: what a visitor finds, that all of it was allowed, that it comes again.

mod kept;
mod living;
mod looks;
mod wording;

use super::firm::Firm;
use super::script::Scripts;
use super::words::Library;
use super::{calendar, found, history};
use desk::directory::Directory;
use desk::settings::Settings;
use desk::time::Timestamp;
use history::Alive;
use insight::simulate::{Held, Keep, Memory};
use std::sync::Arc;
use store::Store;
use store::testing::TestDb;

/// A Wednesday, 10:25 in Köln.
const WEDNESDAY: &str = "2026-03-11T09:25:30Z";

/// An instant.
fn at(text: &str) -> Timestamp {
    let instant: jiff::Timestamp = text.parse().unwrap();
    Timestamp(instant.as_microsecond())
}

/// The firm in a founded desk.
fn founded(test: &TestDb, now: Timestamp) -> (Store, Arc<Library>, Directory) {
    let mut firm = Firm::read().unwrap();
    let store = Store::open_unfounded(&test.target, store::Keyring::of_tests()).unwrap();
    found::found(&store, &mut firm, history::founded_at(now), "", Vec::new()).unwrap();
    let directory = store.read(|desk| Ok((*desk.directory).clone())).unwrap();
    let (scripts, calendar) = (Scripts::read().unwrap(), calendar::around(now).unwrap());
    (store, Arc::new(Library { firm, scripts, calendar }), directory)
}

/// The history in memory, as fast as it goes; what was written by hand is not in it.
fn remembered(now: Timestamp, tickets: usize, seed: u64) -> (Memory, Alive) {
    let test = TestDb::sqlite();
    let (_store, library, directory) = founded(&test, now);
    let mut desk = Memory::new(directory.clone(), Settings::default(), Keep::Events);
    let mut alive = Alive::new(&library, directory, tickets, seed, now).unwrap();
    let Ok(()) = alive.simulation.run_until(&mut desk, &mut alive.words, now);
    (desk, alive)
}

/// What is still open.
fn live(desk: &Memory) -> Vec<&Held> {
    let is_live = |it: &&Held| it.ticket.status.is_live() && it.ticket.merged.is_none();
    desk.tickets().iter().filter(is_live).collect()
}
