//! Secrets: tokens of 32 random bytes, of which the desk keeps only the digest, and passwords, of
//! which it keeps a hash.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use store::Failure;

/// What every token begins with, so that a leaked one is recognised.
const PREFIX: &str = "stufe_";

/// A new token: `stufe_` and 32 random bytes in base64url.
///
/// # Errors
/// That the system has no random bytes to give.
pub fn new_token() -> Result<String, Failure> {
    Ok(token(&store::words::random::<32>()?))
}

/// The digest a token is kept and found under: SHA-256 of the whole secret.
#[must_use]
pub fn token_digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The token of a one-time link: 32 random bytes in base64url.
///
/// # Errors
/// That the system has no random bytes to give.
pub(crate) fn link_token() -> Result<String, Failure> {
    Ok(BASE64URL_NOPAD.encode(&store::words::random::<32>()?))
}

/// The hash a password is kept as: Argon2id with a fresh salt, in PHC form. Takes its time.
///
/// # Errors
/// That the system has no random bytes or no memory to give.
pub fn password_hash(password: &str) -> Result<String, Failure> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(Failure::fault)?;
    Ok(hash.to_string())
}

/// The token that somebody with this secret gets for this nonce.
///
/// A kept answer (`Idempotency-Key`) must be able to name the same token again, and no secret may
/// be kept. So the token follows from the secret of whoever asks, which the desk does not have,
/// and a random nonce, which it keeps.
pub(crate) fn derived_token(secret: &str, nonce: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"stufe token 1\0");
    hash.update(secret.as_bytes());
    hash.update(b"\0");
    hash.update(nonce.as_bytes());
    token(&hash.finalize().into())
}

fn token(bytes: &[u8; 32]) -> String {
    format!("{PREFIX}{}", BASE64URL_NOPAD.encode(bytes))
}
