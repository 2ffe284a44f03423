//! Passwords: taken in once, kept as a hash alone.

use anyhow::{Context as _, Result, bail};
use desk::admin::Owner;
use std::io::Read as _;
use store::Store;

/// Longest line that is read, in bytes; what a password may be is the desk's rule.
const BYTES_MAX: u64 = 1_024;

/// Reads a password from stdin; the line's end is no part of it.
///
/// # Errors
/// That there is none, or that it is longer than any password.
pub(crate) fn from_stdin() -> Result<String> {
    let mut text = String::new();
    let stdin = std::io::stdin().lock();
    let read = stdin.take(BYTES_MAX + 2).read_to_string(&mut text);
    read.context("the password cannot be read from stdin")?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    if password.len() as u64 > BYTES_MAX {
        bail!("the password is longer than {BYTES_MAX} bytes");
    }
    Ok(password.to_owned())
}

/// The hash of a password that is good enough for this person of this desk.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn hash_for(
    store: &Store,
    password: &str,
    name: &str,
    email: Option<&str>,
) -> Result<String> {
    let settings = store.read(|desk| Ok(desk.settings.clone()))?;
    let organisation = settings.organisation.as_deref();
    desk::admin::check_password(password, Owner { name, email, organisation })
        .map_err(store::Failure::from)?;
    Ok(web::password_hash(password)?)
}
