//! Passwords, looked at and hashed: Argon2id, a few at a time, as much work for nobody as for
//! somebody.

use super::error::PageError;
use crate::secret::password_hash;
use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use tokio::sync::Semaphore;

/// Longest password that is looked at, in bytes: hashing takes time by length.
pub(super) const PASSWORD_BYTES_MAX: usize = 1_024;

/// Passwords that are looked at at the same time; each takes about 19 MiB for as long.
const AT_A_TIME: usize = 4;

static PLACES: Semaphore = Semaphore::const_new(AT_A_TIME);

/// Fits no password: what is looked at for people who do not exist or have no password, so that
/// the time an answer takes tells nobody who does.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c3R1ZmVzdHVmZXN0dWZl$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether this is the password behind the hash. Takes as long when there is none.
pub(super) async fn fits(password: String, hash: Option<String>) -> Result<bool, PageError> {
    let _place = PLACES.acquire().await.map_err(PageError::fault)?;
    let looked = tokio::task::spawn_blocking(move || {
        let known = hash.as_deref().unwrap_or(NOBODYS);
        let known = PasswordHash::new(known).map_err(PageError::fault)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &known).is_ok())
    });
    looked.await.map_err(PageError::fault)?
}

/// The hash to keep of a password.
pub(super) async fn hash(password: String) -> Result<String, PageError> {
    let _place = PLACES.acquire().await.map_err(PageError::fault)?;
    let hashed = tokio::task::spawn_blocking(move || password_hash(&password)).await;
    Ok(hashed.map_err(PageError::fault)??)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::PasswordHasher;

    #[tokio::test]
    async fn only_its_own_password_fits_a_hash() {
        let hash = Argon2::default().hash_password(b"Zwiebelkuchen").unwrap().to_string();
        for (password, hash, expected) in [
            ("Zwiebelkuchen", Some(hash.clone()), true),
            ("zwiebelkuchen", Some(hash), false),
            ("Zwiebelkuchen", None, false),
            ("", None, false),
        ] {
            assert_eq!(fits(password.into(), hash).await.unwrap(), expected);
        }
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        let hash = Argon2::default().hash_password(b"x").unwrap().to_string();
        assert_eq!(cost(NOBODYS), cost(&hash));
    }
}
