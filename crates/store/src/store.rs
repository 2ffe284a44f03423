//! The desk's store: reads and writes, with the directory at hand.

use crate::db::{Db, DbError, Target, Tx};
use crate::failure::Failure;
use crate::journal::DESK;
use crate::keys::Keyring;
use crate::ledger::{By, Ledger};
use crate::migrations;
use crate::queries::{circles, people, providers, settings, streams, teams};
use crate::sealing;
use desk::actor::Actor;
use desk::admin::{AddTeam, AdminCommand};
use desk::directory::{Agent, Directory};
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::settings::Settings;
use desk::time::Timestamp;
use desk::values::{Origin, Reach, Tier};
use std::sync::{Arc, Mutex, PoisonError};

/// The teams of a desk that was just set up, one a tier.
const FIRST_TEAMS: [(&str, u8); 3] = [("1st Level", 1), ("2nd Level", 2), ("3rd Level", 3)];

/// An open desk. Clones share it.
#[derive(Clone)]
pub struct Store {
    db: Db,
    keys: Keyring,
    known: Arc<Mutex<Option<Known>>>,
}

/// Directory and settings under the head of the desk's stream: the same head, the same of both.
#[derive(Clone)]
struct Known {
    head: Vec<u8>,
    directory: Arc<Directory>,
    settings: Arc<Settings>,
}

/// A consistent look at the desk.
pub struct Snapshot<'t, 'c> {
    /// The transaction, for queries.
    pub tx: &'t mut Tx<'c>,
    /// The desk's teams, agents and services in it.
    pub directory: Arc<Directory>,
    /// The desk's settings.
    pub settings: Arc<Settings>,
    /// The instant at which it is asked what somebody may see.
    pub now: Timestamp,
    /// Confidential tickets that were opened in it, by whom: to be noted before they are shown.
    pub opened: Vec<(PersonId, TicketNumber)>,
}

impl Store {
    /// Opens a desk: brings the schema up to date and, on an empty one, founds a team a tier.
    ///
    /// # Errors
    /// What [`Db::open`] says, or that the desk's secrets are sealed with another key.
    pub fn open(target: &Target, keys: Keyring, now: Timestamp) -> Result<Store, Failure> {
        Self::founded(Self::open_unfounded(target, keys)?, now)
    }

    /// The same over a database that is open already, with the key of all tests.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[cfg(feature = "testing")]
    pub fn over(db: Db, now: Timestamp) -> Result<Store, Failure> {
        Self::founded(Self::unfounded(db, Keyring::of_tests())?, now)
    }

    fn founded(store: Store, now: Timestamp) -> Result<Store, Failure> {
        let founded = store.read(|desk| Ok(!desk.directory.teams.is_empty()))?;
        let by = By { now, actor: Actor::Desk, origin: Origin::Command };
        if !founded {
            store.write(by, found_first_teams)?;
        }
        let keyed = store.read(|desk| Ok(people::without_key(desk.tx, 1)?.is_empty()))?;
        if !keyed {
            store.write(by, key_people)?;
        }
        Ok(store)
    }

    /// Opens a desk and founds nothing in it: for whoever sets up an empty one in their own way.
    ///
    /// # Errors
    /// What [`Db::open`] says.
    pub fn open_unfounded(target: &Target, keys: Keyring) -> Result<Store, Failure> {
        Self::unfounded(Db::open(target, migrations::ALL)?, keys)
    }

    fn unfounded(db: Db, keys: Keyring) -> Result<Store, Failure> {
        sealing::settle(&db, &keys)?;
        Ok(Store { db, keys, known: Arc::default() })
    }

    /// Has the next key wait beside the one in use, for whoever has to bring it to other nodes
    /// before it is used.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn prepare_key(&self) -> Result<(), Failure> {
        Ok(self.keys.next_or_new().map(drop)?)
    }

    /// Seals every secret with the next key, in one transaction. How many there are. The key takes
    /// its place with [`Store::settle_key`], or when the desk is opened the next time.
    ///
    /// # Errors
    /// That a key cannot be written or read, or the database cannot be reached.
    pub fn reseal(&self) -> Result<usize, Failure> {
        let next = self.keys.next_or_new()?;
        Ok(sealing::reseal(&self.db, &self.keys, next)?)
    }

    /// Puts the key in use into the place of the one before.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn settle_key(&self) -> Result<(), Failure> {
        Ok(sealing::settle(&self.db, &self.keys)?)
    }

    /// The database below, for what is not about the desk.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Reads a consistent snapshot for the desk itself: what ends with time has ended. Blocks.
    ///
    /// # Errors
    /// The closure's own, or that the database cannot be reached.
    pub fn read<T>(
        &self,
        closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.read_at(Timestamp(i64::MAX), closure)
    }

    /// Reads a consistent snapshot for somebody at an instant. Blocks.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_at<T>(
        &self,
        now: Timestamp,
        closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.db.read(|tx| {
            let Known { directory, settings, .. } = self.known(tx)?;
            closure(&mut Snapshot { tx, directory, settings, now, opened: Vec::new() })
        })
    }

    /// Writes: everything the closure does is committed together, or nothing. Blocks until it is
    /// on disk. The closure may run more than once.
    ///
    /// # Errors
    /// The closure's own, and then nothing was written; or what kept it from being committed.
    pub fn write<T: Send + 'static>(
        &self,
        by: By,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.db.write(self.job(by, closure))
    }

    /// As [`Store::write`] without waiting: `done` gets the answer after the commit and must be
    /// quick.
    pub fn submit<T: Send + 'static>(
        &self,
        by: By,
        closure: impl FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure> + Send + 'static,
        done: impl FnOnce(Result<T, Failure>) + Send + 'static,
    ) {
        self.db.submit(self.job(by, closure), done);
    }

    fn job<T, F>(
        &self,
        by: By,
        mut closure: F,
    ) -> impl FnMut(&mut Tx<'_>) -> Result<T, Failure> + use<T, F>
    where
        F: FnMut(&mut Ledger<'_, '_>) -> Result<T, Failure>,
    {
        let store = self.clone();
        move |tx| {
            let Known { directory, settings, .. } = store.known(tx)?;
            let keys = store.keys.clone();
            let mut ledger = Ledger::new(tx, by, directory, settings, keys);
            let answer = closure(&mut ledger)?;
            ledger.flush()?;
            Ok(answer)
        }
    }

    /// Directory and settings as this transaction sees them: cached under the head of the desk's
    /// stream, so that a rolled-back change can never be mistaken for a committed one.
    fn known(&self, tx: &mut Tx<'_>) -> Result<Known, DbError> {
        let head = streams::read(tx, DESK)?.map(|(_, head)| head).unwrap_or_default();
        let kept = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().as_ref()
            && known.head == head
        {
            return Ok(known.clone());
        }
        let (directory, settings) = (Arc::new(load(tx)?), Arc::new(settings::read(tx)?));
        let known = Known { head, directory, settings };
        *kept() = Some(known.clone());
        Ok(known)
    }
}

/// Reads the directory from its tables.
pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Directory, DbError> {
    let (at_desk, viewers): (Vec<_>, Vec<_>) =
        people::at_the_desk(tx)?.into_iter().partition(|person| person.role.works_at_desk());
    let agents = at_desk.into_iter().map(|person| {
        let (id, role) = (person.id, person.role);
        (id, Agent { id, role, teams: person.teams, active: person.active })
    });
    Ok(Directory {
        agents: agents.collect(),
        viewers: viewers.into_iter().map(|person| person.id).collect(),
        providers: providers::all(tx)?.into_iter().collect(),
        organisations: circles::organisations(tx)?.into_iter().map(|it| (it.id, it)).collect(),
        circles: Arc::new(circles::circles(tx)?),
        teams: teams::teams(tx)?.into_iter().map(|team| (team.id, team)).collect(),
        services: teams::services(tx)?.into_iter().map(|it| (it.id, it)).collect(),
    })
}

/// People read at a time.
const PEOPLE_AT_A_TIME: i64 = 1_000;

/// Keeps everybody as they are listed and found: on a desk of before there was such a thing.
fn key_people(ledger: &mut Ledger<'_, '_>) -> Result<(), Failure> {
    loop {
        let page = people::without_key(ledger.tx(), PEOPLE_AT_A_TIME)?;
        for person in &page {
            people::update(ledger.tx(), person)?;
        }
        if page.is_empty() {
            return Ok(());
        }
    }
}

fn found_first_teams(ledger: &mut Ledger<'_, '_>) -> Result<(), Failure> {
    if !ledger.directory().teams.is_empty() {
        return Ok(());
    }
    for (name, tier) in FIRST_TEAMS {
        let team: TeamId = ledger.new_team()?;
        let (name, tier) = (name.to_owned(), Tier(tier));
        let add = AddTeam {
            team,
            name,
            tier,
            provider: None,
            checklist: Vec::new(),
            reach: Reach::House,
        };
        ledger.admin(AdminCommand::AddTeam(add))?;
    }
    Ok(())
}
