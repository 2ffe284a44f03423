//! Random months of random firms, everything going wrong, played into the real store: it holds what
//! the same months leave in memory, and whatever is changed behind its back is found.

use desk::actor::Actor;
use desk::admin::{AddService, AddTeam, AdminCommand};
use desk::ids::{PersonId, TicketNumber};
use desk::settings::Settings;
use desk::time::{Span, Timestamp};
use desk::values::{Origin, Role};
use insight::simulate::{
    Desk as _, Firm, Held, Keep, Memory, PlainTexts, Random, Simulation, always, chance,
};
use std::sync::{Arc, Mutex};
use store::db::Db;
use store::followers::{self, Seal};
use store::ledger::NewPerson;
use store::queries::{events, flows, tickets};
use store::reports::{self, GroupBy, Selection};
use store::simulated::OnLedger;
use store::testing::TestDb;
use store::{By, Failure, Ledger, Store, journal, on_both};

/// Monday, 2024-01-01.
const FROM: Timestamp = Timestamp(1_704_067_200_000_000);
/// How long things go wrong, and how long there is in all.
const DAYS_OF_FAULTS: u8 = 25;
const DAYS: i64 = 40;
/// Days that share a commit.
const DAYS_AT_A_TIME: usize = 4;
/// Needs a year by each of four ways.
const PER_YEAR: f64 = 400.0;
/// More events than a ticket has.
const ALL: i64 = 10_000;

fn after(days: i64) -> Timestamp {
    FROM + Span::days(days)
}

/// Says which months they were when something is wrong with them.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the months of seed {}", self.0);
        }
    }
}

/// The same months, in memory and in a store.
struct Lived {
    memory: Memory,
    store: Store,
}

impl Lived {
    fn new(test: &TestDb, seed: u64, days: i64) -> Lived {
        let mut random = Random::of(seed, 0);
        let firm = chance::firm(&mut random, FROM, PER_YEAR);
        let faults = chance::faults(&mut random, &firm, FROM, DAYS_OF_FAULTS);
        let store = Store::open_unfounded(&test.target, store::Keyring::of_tests()).unwrap();
        found(&store, &firm);
        let mut memory = Memory::new(firm.directory.clone(), Settings::default(), Keep::Events);
        let mut simulation = Simulation::with_faults(firm, seed, FROM, faults);
        let (mut kept, mut words) = (simulation.clone(), PlainTexts::default());
        for day in (0..=days).step_by(DAYS_AT_A_TIME) {
            (kept, words) = write(&store, after(day), move |ledger| {
                // A write may run more than once: each time from what was before.
                let (mut simulation, mut words) = (kept.clone(), words.clone());
                simulation.run_until(&mut OnLedger(ledger), &mut words, after(day))?;
                Ok((simulation, words))
            });
        }
        let Ok(()) = simulation.run_until(&mut memory, &mut PlainTexts::default(), after(days));
        assert_eq!(kept.tally(), simulation.tally(), "the store said something else");
        followers::catch_up(&store).unwrap();
        followers::seal(&store, Seal::Everything).unwrap();
        Lived { memory, store }
    }

    /// All tickets as they are kept.
    fn kept(&self) -> Vec<Held> {
        let numbers = (1..=self.memory.tickets().len()).map(|it| i64::try_from(it).unwrap());
        let read = self.store.read(|desk| {
            let held = numbers.map(|number| {
                let rows = events::of_stream(desk.tx, number, 0, ALL)?;
                let told = journal::recall(desk.tx, rows)?;
                let number = TicketNumber(number);
                let (row, flow) = (tickets::read(desk.tx, number)?, flows::read(desk.tx, number)?);
                let events = told.into_iter().map(|it| (it.event, it.stamp)).collect();
                Ok(Held { ticket: row.unwrap().ticket, flow: flow.unwrap(), events })
            });
            held.collect::<Result<Vec<_>, Failure>>()
        });
        read.unwrap()
    }

    /// The report on everything, as it is sent.
    fn report(&self) -> String {
        let read = self.store.read(|desk| {
            let all = Selection::default();
            reports::tier_flow(desk.tx, &desk.directory, &all, GroupBy::Nothing)
        });
        serde_json::to_string(&read.unwrap()[0].flow).unwrap()
    }
}

fn write<T: Send + 'static>(
    store: &Store,
    now: Timestamp,
    closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> T {
    let by = By { now, actor: Actor::Desk, origin: Origin::Command };
    store.write(by, closure).unwrap()
}

/// Founds the firm; what it numbers is numbered the same way.
fn found(store: &Store, firm: &Firm) {
    let plan = firm.clone();
    write(store, FROM, move |ledger| {
        for it in plan.directory.teams.values() {
            let (team, name, tier) = (ledger.new_team()?, it.name.clone(), it.tier);
            let (provider, checklist) = (it.provider.clone(), it.checklist.clone());
            ledger.admin(AdminCommand::AddTeam(AddTeam {
                team,
                name,
                tier,
                provider,
                checklist,
                reach: desk::values::Reach::House,
            }))?;
        }
        for it in plan.directory.services.values() {
            let (service, name) = (ledger.new_service()?, it.name.clone());
            let teams = it.teams.clone();
            ledger.admin(AdminCommand::AddService(AddService {
                service,
                name,
                teams,
                confidential: false,
            }))?;
        }
        let last = plan.requesters.iter().max().unwrap();
        for person in (1..=last.0).map(PersonId) {
            let agent = plan.directory.agents.get(&person);
            let (role, teams) =
                agent.map_or((Role::Requester, vec![]), |agent| (agent.role, agent.teams.clone()));
            let name = Some(format!("Person {person}"));
            let made =
                ledger.add_person(NewPerson { name, email: None, phone: None, role, teams })?;
            assert_eq!(made, person);
        }
        Ok(())
    });
    assert_eq!(*store.read(|it| Ok(it.directory.clone())).unwrap(), firm.directory);
}

/// Changes something behind the desk's back, and gives what a check says to it; then it is as
/// before.
fn planted(db: &Db, sql: &str) -> Vec<String> {
    let told = Arc::new(Mutex::new(None));
    let (say, sql) = (Arc::clone(&told), sql.to_owned());
    let undone = db.write(move |tx| -> Result<(), Failure> {
        // What fails is tried again.
        if say.lock().unwrap().is_none() {
            let changed = tx.execute(&sql, &[])?;
            *say.lock().unwrap() = Some((changed, store::check::look(tx)?.wrong));
        }
        Err(Failure::fault("taken back"))
    });
    let (changed, wrong) = told.lock().unwrap().take().unwrap_or_else(|| panic!("{undone:?}"));
    assert!(changed > 0, "nothing was changed");
    wrong
}

/// What can be done to any ticket that has some history, and what has to be said to it.
const TO_A_TICKET: [(&str, &str); 20] = [
    ("UPDATE tickets SET tier = tier + 1 WHERE number = {n}", "{t}: its row disagrees"),
    ("UPDATE tickets SET team = 1 + team % 2 WHERE number = {n}", "{t}: its row disagrees"),
    ("UPDATE tickets SET priority = 1 + priority % 4 WHERE number = {n}", "{t}: its row disagrees"),
    ("UPDATE tickets SET updated_at = updated_at + 1 WHERE number = {n}", "{t}: its row disagrees"),
    ("UPDATE tickets SET created_at = created_at - 1 WHERE number = {n}", "{t}: its row disagrees"),
    ("UPDATE tickets SET version = version + 1 WHERE number = {n}", "{t}: its row is at event"),
    ("UPDATE tickets SET phase = 3 - phase WHERE number = {n}", "{t}: its places in lists"),
    ("UPDATE tickets SET due_at = 5 WHERE number = {n}", "{t}: its places in lists"),
    ("UPDATE tickets SET wake_at = 5 WHERE number = {n}", "{t}: its places in lists"),
    ("DELETE FROM ticket_teams WHERE number = {n}", "{t}: it is kept under the wrong teams"),
    ("INSERT INTO ticket_teams (team, number) VALUES (99, {n})", "{t}: it is kept under"),
    ("DELETE FROM events WHERE stream = {n} AND stream_seq = 1", "{t}: event 1 is missing"),
    ("DELETE FROM events WHERE stream = {n} AND stream_seq = 2", "{t}: event 2 is missing"),
    (
        "DELETE FROM events WHERE stream = {n} AND stream_seq = \
            (SELECT version FROM tickets WHERE number = {n})",
        "{t}: its row is at event",
    ),
    ("UPDATE events SET at = at + 1 WHERE stream = {n} AND stream_seq = 2", "{t}, event 2"),
    ("DELETE FROM texts WHERE stream = {n} AND slot = 'subject'", "\"subject\" is gone"),
    ("DELETE FROM flows WHERE number = {n}", "{t}: its tier flow disagrees"),
    ("UPDATE flows SET resolve_us = 7 WHERE number = {n}", "{t}: its tier flow is not found"),
    ("UPDATE flows SET teams = ',99,' WHERE number = {n}", "{t}: its tier flow is not found"),
    ("UPDATE flows SET created_at = 9 WHERE number = {n}", "{t}: its tier flow is not found"),
];

/// What can be done to what is kept beside the tickets.
const TO_THE_DESK: [(&str, &str); 9] = [
    ("UPDATE counts SET n = n + 1 WHERE scope = 'desk' AND phase = 3", "counts of Desk"),
    ("UPDATE counts SET n = n + 1 WHERE scope = 'team' AND phase = 3", "counts of Team"),
    ("UPDATE counts SET n = n - 1 WHERE scope = 'assignee'", "counts of Assignee"),
    (
        "UPDATE flow_sums SET sums = replace(sums, '\"tickets\":', '\"tickets\":1') \
            WHERE team = 0 AND service = 0 AND grain = 'month'",
        "disagree with the flows",
    ),
    ("DELETE FROM flow_sums WHERE team = 1 AND grain = 'day'", "disagree with the flows"),
    ("UPDATE backlog SET n = n + 1 WHERE service = 0 AND team = 1", "the backlog of some day"),
    ("UPDATE counters SET value = value + 1 WHERE name = 'ticket'", "is missing"),
    ("UPDATE people SET email_key = 'x' WHERE id = 1", "person 1: their place in lists"),
    ("DELETE FROM seals WHERE n = 1", "seal"),
];

/// The store holds what the same months leave in memory.
fn holds(test: &TestDb, seed: u64) {
    let _told = Told(seed);
    let lived = Lived::new(test, seed, DAYS);
    let (memory, kept) = (lived.memory.tickets(), lived.kept());
    assert!(memory.len() > 80, "{} tickets", memory.len());
    for (kept, made) in kept.iter().zip(memory) {
        assert_eq!(kept.ticket, made.ticket);
        assert_eq!(kept.events, made.events, "{}", made.ticket.number);
        assert_eq!(kept.flow, made.flow, "{}", made.ticket.number);
    }
    let directory = lived.store.read(|it| Ok(it.directory.clone())).unwrap();
    assert_eq!(&*directory, lived.memory.directory());
    always::holds(&kept, &directory, after(DAYS));
    // Byte for byte that of memory: so is that of the other database.
    assert_eq!(lived.report(), serde_json::to_string(&lived.memory.tier_flow()).unwrap());
    let findings = store::check::check(&lived.store).unwrap();
    assert!(findings.is_clean(), "{:#?}", findings.wrong);
    assert_eq!(usize::try_from(findings.tickets), Ok(memory.len()));
}

on_both! {
    fn the_months_of_one_firm(test: &TestDb) {
        holds(test, 1);
    }

    fn the_months_of_another_firm(test: &TestDb) {
        holds(test, 2);
    }

    fn the_months_of_a_third_firm(test: &TestDb) {
        holds(test, 3);
    }

    fn whatever_is_changed_behind_its_back_is_found(test: &TestDb) {
        let seed = 4;
        let _told = Told(seed);
        let lived = Lived::new(test, seed, DAYS / 2);
        let mut random = Random::of(seed, 2);
        let solved = |held: &&Held| held.events.len() > 3 && held.ticket.resolved_at.is_some();
        let numbers: Vec<_> =
            lived.memory.tickets().iter().filter(solved).map(|it| it.ticket.number.0).collect();
        for (sql, word) in TO_A_TICKET {
            let number = random.pick(&numbers).unwrap().to_string();
            let (sql, ticket) = (sql.replace("{n}", &number), format!("ticket #{number}"));
            let (word, wrong) = (word.replace("{t}", &ticket), planted(lived.store.db(), &sql));
            let found = wrong.iter().any(|it| it.contains(&ticket) && it.contains(&word));
            assert!(found, "{sql}: {wrong:#?}");
        }
        for (sql, word) in TO_THE_DESK {
            let wrong = planted(lived.store.db(), sql);
            assert!(wrong.iter().any(|it| it.contains(word)), "{sql}: {wrong:#?}");
        }
        assert!(store::check::check(&lived.store).unwrap().is_clean(), "a fault was left behind");
    }
}
