//! The message as it came, and its attachments.
//!
//! Contents are taken in before the write that refers to them: what is large holds up nobody. What
//! no write came to keep, because it was a second delivery or because everything ended there, is
//! swept away by the store.

use crate::Arrival;
use crate::reading::Reading;
use crate::wording::Wording;
use desk::attachment::Offered;
use desk::ids::{AttachmentId, PersonId};
use desk::limits::ATTACHMENTS_MAX;
use store::attachments;
use store::blobs::{self, BlobId, Taken};
use store::db::Tx;
use store::{Failure, Ledger, Store};

/// What was taken in of a mail.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    raw: BlobId,
    files: Vec<AttachmentId>,
    /// The whole message as a file, where a ticket is about it.
    raw_file: Option<AttachmentId>,
    left_out: i64,
}

/// Takes the contents of a mail in.
pub(crate) fn take_in(
    store: &Store,
    raw: &[u8],
    reading: &Reading,
    wording: Wording,
    arrival: &Arrival,
) -> Result<Kept, Failure> {
    let taken = blobs::take_in(store, arrival.now, raw)?;
    let mut kept = Kept { raw: taken.blob, files: Vec::new(), raw_file: None, left_out: 0 };
    match kept.take_files(store, &taken, reading, wording, arrival) {
        Ok(()) => Ok(kept),
        Err(failure) => {
            kept.give_up(store, arrival);
            Err(failure)
        }
    }
}

impl Kept {
    fn take_files(
        &mut self,
        store: &Store,
        taken: &Taken,
        reading: &Reading,
        wording: Wording,
        arrival: &Arrival,
    ) -> Result<(), Failure> {
        if reading.trouble.is_some() {
            let (taken, name) = (*taken, wording.raw_name());
            let add = move |tx: &mut Tx<'_>| attachments::add(tx, &taken, name, None);
            self.raw_file = Some(store.db().write(add)?);
        }
        let room = ATTACHMENTS_MAX - usize::from(self.raw_file.is_some());
        for file in reading.attachments().take(room) {
            let bytes = file.bytes.as_slice();
            let id = attachments::take_in(store, arrival.now, None, &file.name, bytes)?;
            self.files.push(id);
        }
        let left_out = reading.mail.attachments.len() - self.files.len();
        self.left_out = i64::try_from(left_out).unwrap_or(i64::MAX);
        Ok(())
    }

    /// Gives all of it up, where no write came to keep it: it is swept away soon. What was kept all
    /// the same stays.
    pub(crate) fn give_up(&self, store: &Store, arrival: &Arrival) {
        let (raw, files, now) = (self.raw, self.files.clone(), arrival.now);
        let gave_up = store.db().write(move |tx| -> Result<(), Failure> {
            blobs::give_up(tx, raw, now)?;
            Ok(attachments::give_up(tx, &files, now)?)
        });
        if let Err(error) = gave_up {
            tracing::debug!(%error, "what came of a mail waits for its time to be swept away");
        }
    }

    /// The whole message.
    pub(crate) fn raw(&self) -> BlobId {
        self.raw
    }

    /// How many attachments are in the whole message alone.
    pub(crate) fn left_out(&self) -> i64 {
        self.left_out
    }

    /// Whether files go with the message.
    pub(crate) fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// Keeps the whole message for good.
    pub(crate) fn mark(&self, ledger: &mut Ledger<'_, '_>) -> Result<(), Failure> {
        blobs::keep(ledger.tx(), self.raw)
    }

    /// The files for a message of this person, or of the desk.
    pub(crate) fn offer(
        &self,
        ledger: &mut Ledger<'_, '_>,
        sender: Option<PersonId>,
    ) -> Result<Vec<Offered>, Failure> {
        if let Some(sender) = sender {
            attachments::hand_to(ledger.tx(), &self.files, sender)?;
        }
        Ok(attachments::offer(ledger.tx(), &self.files)?)
    }

    /// The same for a ticket about the mail itself: the whole message first.
    pub(crate) fn offer_with_raw(
        &self,
        ledger: &mut Ledger<'_, '_>,
    ) -> Result<Vec<Offered>, Failure> {
        let ids: Vec<AttachmentId> = self.raw_file.iter().chain(&self.files).copied().collect();
        Ok(attachments::offer(ledger.tx(), &ids)?)
    }
}
