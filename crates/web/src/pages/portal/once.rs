//! Sent twice, done once: a double click, a lost answer, a page gone back to.
//!
//! What somebody sends is known by its content, kept beside the API's idempotency keys for as long
//! as those. A key of the API has no white space; ours begin with a word and a blank, so that the
//! two never meet.

use data_encoding::HEXLOWER;
use desk::ids::TicketNumber;
use sha2::{Digest, Sha256};
use store::queries::idempotency::{self, Kept};
use store::{Failure, Ledger};

/// Something that is sent, as it is known again.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    key: String,
    digest: [u8; 32],
}

impl Sending {
    /// What is sent to `what`, made of these words in this order.
    pub(super) fn new<'w>(what: &str, words: impl IntoIterator<Item = &'w str>) -> Sending {
        let mut hash = Sha256::new();
        for word in words {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        }
        let digest: [u8; 32] = hash.finalize().into();
        Sending { key: format!("{what} {}", HEXLOWER.encode(&digest)), digest }
    }

    /// The ticket it became, if it came before.
    pub(super) fn known(
        &self,
        ledger: &mut Ledger<'_, '_>,
    ) -> Result<Option<TicketNumber>, Failure> {
        let Some(person) = ledger.by().actor.person() else { return Ok(None) };
        let kept = idempotency::find(ledger.tx(), person, &self.key)?;
        Ok(kept.and_then(|kept| kept.body.parse().ok()).map(TicketNumber))
    }

    /// Notes what it became, instead of what was noted before.
    pub(super) fn keep(
        &self,
        ledger: &mut Ledger<'_, '_>,
        became: TicketNumber,
    ) -> Result<(), Failure> {
        let Some(person) = ledger.by().actor.person() else { return Ok(()) };
        let (request, body) = (self.digest.to_vec(), became.0.to_string());
        let kept = Kept { request, status: 303, headers: "{}".into(), body };
        let now = ledger.by().now;
        idempotency::forget(ledger.tx(), person, &self.key)?;
        Ok(idempotency::keep(ledger.tx(), person, &self.key, &kept, now)?)
    }
}
