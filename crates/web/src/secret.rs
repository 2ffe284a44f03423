//! Secrets of API tokens: 32 random bytes, of which the desk keeps only the digest.

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
