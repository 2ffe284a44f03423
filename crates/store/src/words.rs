//! Where chance enters: salts for texts, secrets for tokens.

use crate::db::DbError;
use desk::text::{Salt, Text};

/// Takes words in under a fresh salt.
///
/// # Errors
/// [`DbError::Unavailable`] when the system has no random bytes to give.
pub fn words(content: impl Into<String>) -> Result<Text, DbError> {
    Ok(Text::new(content, random::<{ size_of::<Salt>() }>()?))
}

/// So many random bytes from the system.
///
/// # Errors
/// [`DbError::Unavailable`] when it has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], DbError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| DbError::Unavailable(format!("no random bytes: {error}")))?;
    Ok(bytes)
}
