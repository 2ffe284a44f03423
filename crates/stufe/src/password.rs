//! Passwords: taken in once, kept as an Argon2id hash alone.

use anyhow::{Context as _, Result, anyhow, bail};
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use std::io::Read as _;

/// Shortest password, in characters (NIST SP 800-63B, 3.1.1.2).
const LENGTH_MIN: usize = 8;
/// Longest, in bytes: hashing takes time by length.
const BYTES_MAX: u64 = 1_024;

/// Reads a password from stdin; the line's end is no part of it.
///
/// # Errors
/// That there is none, or that it is too short or too long.
pub(crate) fn from_stdin() -> Result<String> {
    let mut text = String::new();
    let stdin = std::io::stdin().lock();
    let read = stdin.take(BYTES_MAX + 2).read_to_string(&mut text);
    read.context("the password cannot be read from stdin")?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    check(password)?;
    Ok(password.to_owned())
}

fn check(password: &str) -> Result<()> {
    let length = password.chars().count();
    if length < LENGTH_MIN {
        bail!("the password has {length} characters; choose at least {LENGTH_MIN}");
    }
    if password.len() as u64 > BYTES_MAX {
        bail!("the password is longer than {BYTES_MAX} bytes");
    }
    Ok(())
}

/// The hash to keep: Argon2id with a fresh salt, in PHC form.
///
/// # Errors
/// That the system has no random bytes or no memory to give.
pub(crate) fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow!("the password cannot be hashed: {error}"))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::PasswordVerifier as _;
    use argon2::password_hash::phc::PasswordHash;

    #[test]
    fn a_hash_verifies_its_password_alone() {
        let hash = hash("Zwiebelkuchen").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        let kept = PasswordHash::new(&hash).unwrap();
        let fits = |password: &str| Argon2::default().verify_password(password.as_bytes(), &kept);
        assert!(fits("Zwiebelkuchen").is_ok());
        assert!(fits("zwiebelkuchen").is_err());
    }

    #[test]
    fn a_short_password_is_refused_with_the_length_that_is_wanted() {
        assert!(check("Zwiebel").unwrap_err().to_string().contains("at least 8"));
        assert!(check("ÄÖÜäöüß!").is_ok());
        assert!(check(&"x".repeat(1_025)).is_err());
    }
}
