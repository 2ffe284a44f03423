//! The key that secrets are sealed with. It is a file of its own, outside the database: whoever has
//! only a copy of the database has no secret.
//!
//! A new key is first written beside the old one, as `….next`; once everything is sealed with it,
//! it takes the old one's place. Whatever stops in between, both are there to be read, and the
//! database says which of them is in use.

use crate::db::DbError;
use crate::words::random;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What a key file says before its key.
const MARK: &str = "stufe-key-1:";
/// What is sealed begins with the version of how, the key's id and the nonce.
const VERSION: u8 = 1;
const ID_BYTES: usize = 8;
const NONCE_BYTES: usize = 24;
const HEAD_BYTES: usize = 1 + ID_BYTES + NONCE_BYTES;

/// Which key it is; it says nothing about the key.
pub(crate) type KeyId = [u8; ID_BYTES];

/// One key.
#[derive(Clone)]
pub(crate) struct Key {
    id: KeyId,
    bytes: [u8; 32],
}

/// No key is ever shown.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", HEXLOWER.encode(&self.id))
    }
}

impl Key {
    fn new(bytes: [u8; 32]) -> Key {
        let digest = Sha256::new().chain_update(b"stufe key id\0").chain_update(bytes).finalize();
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&digest[..ID_BYTES]);
        Key { id, bytes }
    }

    pub(crate) fn id(&self) -> KeyId {
        self.id
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&CipherKey::from(self.bytes))
    }

    /// Seals a secret for one place: nowhere else can it be opened.
    pub(crate) fn seal(&self, place: &str, secret: &[u8]) -> Result<Vec<u8>, DbError> {
        let nonce = random::<NONCE_BYTES>()?;
        let payload = Payload { msg: secret, aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| DbError::Fault("a secret cannot be sealed".into()))?;
        Ok([&[VERSION][..], &self.id, &nonce, &sealed].concat())
    }

    /// Opens what was sealed with this key for that place.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, DbError> {
        let damaged = || DbError::Fault(format!("the sealed secret {place} was changed"));
        let nonce = sealed.get(1 + ID_BYTES..HEAD_BYTES).ok_or_else(damaged)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| damaged())?;
        let payload = Payload { msg: &sealed[HEAD_BYTES..], aad: place.as_bytes() };
        self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| damaged())
    }
}

/// The id of the key that something was sealed with.
pub(crate) fn key_of(sealed: &[u8]) -> Result<KeyId, DbError> {
    let id = sealed.first().filter(|it| **it == VERSION).and(sealed.get(1..=ID_BYTES));
    id.and_then(|id| id.try_into().ok())
        .ok_or_else(|| DbError::Fault("a secret is not sealed as this program does".into()))
}

/// The keys at hand. Clones share them.
#[derive(Debug, Clone)]
pub struct Keyring(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// None: the keys are in memory alone.
    file: Option<PathBuf>,
    keys: Mutex<Vec<Key>>,
}

impl Keyring {
    /// The keys of a file and of the one beside it, as far as they are there.
    ///
    /// # Errors
    /// [`DbError::Keys`]: a file that cannot be read, or is no key.
    pub fn of_file(path: &Path) -> Result<Keyring, DbError> {
        let ring = Inner { file: Some(path.to_owned()), keys: Mutex::default() };
        let ring = Keyring(Arc::new(ring));
        ring.reload()?;
        Ok(ring)
    }

    /// One key for all tests.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn of_tests() -> Keyring {
        let keys = Mutex::new(vec![Key::new([7; 32])]);
        Keyring(Arc::new(Inner { file: None, keys }))
    }

    /// Where the key is kept.
    fn file(&self) -> Result<&Path, DbError> {
        let file = self.0.file.as_deref();
        file.ok_or_else(|| DbError::Keys("this key is kept in no file".into()))
    }

    /// Where the next one is kept until it is the one.
    fn next_file(&self) -> Result<PathBuf, DbError> {
        let mut name = self.file()?.as_os_str().to_owned();
        name.push(".next");
        Ok(PathBuf::from(name))
    }

    /// Reads the files again: another process may have changed them.
    fn reload(&self) -> Result<(), DbError> {
        let Some(file) = self.0.file.as_deref() else { return Ok(()) };
        let found = [read(file)?, read(&self.next_file()?)?];
        let found = found.into_iter().flatten().collect();
        *self.0.keys.lock().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }

    fn known(&self, id: KeyId) -> Option<Key> {
        let keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.id == id).cloned()
    }

    /// The key of that id.
    ///
    /// # Errors
    /// [`DbError::Keys`]: it is not here, and where it is looked for.
    pub(crate) fn find(&self, id: KeyId) -> Result<Key, DbError> {
        if let Some(key) = self.known(id) {
            return Ok(key);
        }
        self.reload()?;
        self.known(id).ok_or_else(|| {
            let place = self.0.file.as_ref().map(|file| file.display().to_string());
            DbError::Keys(format!(
                "the secrets of this desk are sealed with the key {}, and that is not in {}: bring \
                 the desk's own key file there, or name it with --key-file",
                HEXLOWER.encode(&id),
                place.as_deref().unwrap_or("memory")
            ))
        })
    }

    /// The first key, made now if there is none: of two that make one, the first is taken.
    pub(crate) fn first_or_new(&self) -> Result<Key, DbError> {
        let first = || self.0.keys.lock().unwrap_or_else(PoisonError::into_inner).first().cloned();
        if let Some(key) = first() {
            return Ok(key);
        }
        make(self.file()?)?;
        self.reload()?;
        first().ok_or_else(|| DbError::Fault("a key was made and is nowhere".into()))
    }

    /// The key that takes the place of the one in use: one that waits beside it, else a new one.
    pub(crate) fn next_or_new(&self) -> Result<Key, DbError> {
        let next = self.next_file()?;
        if read(&next)?.is_none() {
            make(&next)?;
        }
        self.reload()?;
        let key = read(&next)?;
        key.ok_or_else(|| DbError::Keys(format!("{} was taken away", next.display())))
    }

    /// Has the key in use stand in the key file, if it stands beside it. Others may be first.
    pub(crate) fn settle(&self, used: KeyId) -> Result<(), DbError> {
        let Some(file) = self.0.file.as_deref() else { return Ok(()) };
        let next = self.next_file()?;
        let (old, waiting) = (read(file)?, read(&next)?);
        let is_used = |key: &Option<Key>| key.as_ref().is_some_and(|key| key.id == used);
        if is_used(&waiting) && !is_used(&old) {
            match fs::rename(&next, file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(unwritable(file, &error));
                }
                Ok(()) | Err(_) => keep_names(file),
            }
            self.reload()?;
        }
        Ok(())
    }
}

fn unwritable(path: &Path, error: &io::Error) -> DbError {
    DbError::Keys(format!("the key file {} cannot be written: {error}", path.display()))
}

/// The key in a file, if there is such a file.
fn read(path: &Path) -> Result<Option<Key>, DbError> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(DbError::Keys(format!("the key file {shown} cannot be read: {error}")));
        }
    };
    let bytes = text.trim().strip_prefix(MARK).map(|key| BASE64URL_NOPAD.decode(key.as_bytes()));
    let bytes = bytes.and_then(Result::ok).and_then(|bytes| bytes.try_into().ok());
    let key = bytes.map(Key::new);
    key.map(Some).ok_or_else(|| DbError::Keys(format!("{shown} is no key file of this program")))
}

/// Writes a new key, for its owner alone, whole or not at all. One that is there already stays.
fn make(path: &Path) -> Result<(), DbError> {
    let cannot = |error: &io::Error| unwritable(path, error);
    let directory = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Temporary files are their owner's alone.
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(|error| cannot(&error))?;
    let text = format!("{MARK}{}\n", BASE64URL_NOPAD.encode(&random::<32>()?));
    file.write_all(text.as_bytes()).map_err(|error| cannot(&error))?;
    file.as_file().sync_all().map_err(|error| cannot(&error))?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => {
            Err(cannot(&error.error))
        }
        Ok(_) | Err(_) => {
            keep_names(path);
            Ok(())
        }
    }
}

/// Has the directory's names survive a power cut, where the system can.
fn keep_names(path: &Path) {
    let directory = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = fs::File::open(directory).and_then(|it| it.sync_all()) {
        tracing::debug!(%error, "a directory cannot be synced");
    }
}

#[cfg(test)]
mod tests;
