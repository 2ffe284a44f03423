//! Mail that came in, noted in the write that takes it.

use super::Ledger;
use crate::db::DbError;
use crate::queries::counters::{self, Counter};
use crate::queries::mails::{self, MailRow};
use crate::queries::secrets::{self, MAIL};
use crate::words::random;

impl Ledger<'_, '_> {
    /// Notes a mail that came in, under the next id; the one it has is not looked at. Gives the id.
    ///
    /// # Errors
    /// That the database cannot be reached.
    pub fn note_mail(&mut self, mut mail: MailRow) -> Result<i64, DbError> {
        // The row refers to the ticket's, which for a new one is written at the end.
        self.flush_tickets()?;
        mail.id = counters::next(self.tx, Counter::Mail)?;
        mails::add(self.tx, &mail)?;
        Ok(mail.id)
    }

    /// The key that signs what joins a mail to a ticket; drawn when it is first asked for.
    ///
    /// # Errors
    /// That the database cannot be reached, or that the system has no random bytes.
    pub fn mail_key(&mut self) -> Result<Vec<u8>, DbError> {
        let sealer = self.sealer()?;
        if let Some(sealed) = secrets::read(self.tx, MAIL)? {
            return sealer.open_secret(MAIL, &sealed);
        }
        // The writers' lock lets nobody else draw another.
        let key = random::<32>()?;
        secrets::set(self.tx, MAIL, &sealer.seal_secret(MAIL, &key)?)?;
        Ok(key.to_vec())
    }
}
