//! Sealed secrets in the database: which key they are sealed with, and how they get another.

use crate::db::{Db, DbError, Tx};
use crate::keys::{Key, KeyId, Keyring, key_of};
use crate::queries::{second_factors, secrets};

/// Where the probe is sealed for: it shows that a key is the right one before it is needed.
const PROBE: &str = "probe";

/// What can be sealed, kept under one name in one place.
fn place_of_secret(name: &str) -> String {
    format!("secret:{name}")
}

fn place_of_factor(person: i64) -> String {
    format!("totp:{person}")
}

/// Seals and opens with the key that the database names, in one transaction.
pub(crate) struct Sealer(Key);

impl Sealer {
    /// With the key in use.
    pub(crate) fn new(tx: &mut Tx<'_>, keys: &Keyring) -> Result<Sealer, DbError> {
        let used = used(tx)?;
        let used = used.ok_or_else(|| DbError::Fault("no key was ever used here".into()))?;
        Ok(Sealer(keys.find(used)?))
    }

    fn of(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>, DbError> {
        if key_of(sealed)? != self.0.id() {
            return Err(DbError::Fault(format!("{place} is sealed with a key that is not in use")));
        }
        self.0.open(place, sealed)
    }

    pub(crate) fn seal_secret(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, DbError> {
        self.0.seal(&place_of_secret(name), secret)
    }

    pub(crate) fn open_secret(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
        self.of(sealed, &place_of_secret(name))
    }

    pub(crate) fn seal_factor(&self, person: i64, secret: &[u8]) -> Result<Vec<u8>, DbError> {
        self.0.seal(&place_of_factor(person), secret)
    }

    pub(crate) fn open_factor(&self, person: i64, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
        self.of(sealed, &place_of_factor(person))
    }
}

/// The key that the database names, shown to be the right one.
fn used(tx: &mut Tx<'_>) -> Result<Option<KeyId>, DbError> {
    let Some((id, _)) = secrets::sealing(tx)? else { return Ok(None) };
    id.try_into().map(Some).map_err(|_| DbError::Fault("the key's id is damaged".into()))
}

/// Looks whether the right key is at hand, before anything else is done with the desk. The first
/// time it takes one, made now if need be, and seals what was kept unsealed.
///
/// # Errors
/// [`DbError::Keys`]: the key of this desk is not here.
pub(crate) fn settle(db: &Db, keys: &Keyring) -> Result<(), DbError> {
    let found = db.read(|tx| {
        let sealing = secrets::sealing(tx)?;
        Ok::<_, DbError>((used(tx)?, sealing, secrets::all_unsealed(tx)?.is_empty()))
    })?;
    if let (Some(id), Some((_, probe)), true) = found {
        keys.find(id)?.open(PROBE, &probe)?;
        return keys.settle(id);
    }
    let ring = keys.clone();
    let first = match found.0 {
        Some(id) => keys.find(id)?,
        None => keys.first_or_new()?,
    };
    db.write(move |tx| {
        // Somebody else may have been first, with a key of their own.
        let key = match used(tx)? {
            Some(id) => ring.find(id)?,
            None => first.clone(),
        };
        secrets::set_sealing(tx, &key.id(), &key.seal(PROBE, PROBE.as_bytes())?)?;
        for (name, secret) in secrets::all_unsealed(tx)? {
            secrets::set(tx, &name, &key.seal(&place_of_secret(&name), &secret)?)?;
        }
        Ok(())
    })
}

/// Seals everything with another key, in one transaction. How many secrets there were.
pub(crate) fn reseal(db: &Db, keys: &Keyring, next: Key) -> Result<usize, DbError> {
    let ring = keys.clone();
    db.write(move |tx| {
        let old = Sealer::new(tx, &ring)?;
        let mut done = 0;
        for (name, sealed) in secrets::all(tx)? {
            let secret = old.open_secret(&name, &sealed)?;
            secrets::set(tx, &name, &next.seal(&place_of_secret(&name), &secret)?)?;
            done += 1;
        }
        let mut after = 0;
        loop {
            let page = second_factors::sealed_after(tx, after)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            for (person, sealed) in page {
                let secret = old.open_factor(person, &sealed)?;
                second_factors::reseal(tx, person, &next.seal(&place_of_factor(person), &secret)?)?;
                done += 1;
            }
        }
        secrets::set_sealing(tx, &next.id(), &next.seal(PROBE, PROBE.as_bytes())?)?;
        Ok(done)
    })
}
