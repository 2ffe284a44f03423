//! What only this desk knows.

use super::sql;
use crate::db::{DbError, Tx};
use crate::values;
use crate::words::random;

sql! {
    READ = "SELECT secret FROM secrets WHERE name = $1";
    ADD = "INSERT INTO secrets (name, secret) VALUES ($1, $2)";
}

/// The key that signs what joins a mail to a ticket.
const MAIL: &str = "mail";

/// The key that signs what joins a mail to a ticket, if this desk has drawn it.
pub fn mail_key(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, DbError> {
    tx.query_opt(READ, values![MAIL], |row| row.get(0))
}

/// The same, drawn now if need be. The writers' lock lets nobody else draw another.
pub(crate) fn mail_key_or_new(tx: &mut Tx<'_>) -> Result<Vec<u8>, DbError> {
    if let Some(key) = mail_key(tx)? {
        return Ok(key);
    }
    let key = random::<32>()?;
    tx.execute(ADD, values![MAIL, &key])?;
    Ok(key.to_vec())
}
