//! Which two deliveries are the same mail.
//!
//! With a Message-ID it is that, together with sender, date, subject and body: some programs give
//! the same Message-ID to every mail they send, and none of those may be lost. What relays write
//! on the way does not count, so that a mail to two addresses of the desk is one.
//!
//! Without a Message-ID all of the message counts, the relays' lines included: a mail server that
//! tries again brings the same bytes, while tomorrow's alarm in the same words comes with other
//! lines. Only so long as servers try again.

use crate::limits::DELIVERY_TRIES;
use crate::reading::Reading;
use desk::time::Timestamp;
use mail::Parsed;
use sha2::{Digest, Sha256};
use store::Failure;
use store::db::{DbError, Tx};
use store::queries::mails::{self, MailRow};

/// What tells a mail from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The digest of what makes two deliveries the same mail.
    pub(crate) digest: [u8; 32],
    /// The digest of its Message-ID.
    pub(crate) message_id: Option<[u8; 32]>,
}

impl Identity {
    /// Of a message and what was read in it.
    pub(crate) fn of(raw: &[u8], mail: &Parsed) -> Identity {
        let mut hash = Sha256::new();
        match &mail.message_id {
            Some(id) => {
                word(&mut hash, "message id");
                word(&mut hash, id);
                for name in ["From", "Date", "Subject"] {
                    word(&mut hash, mail.field(name).unwrap_or_default());
                }
                lines(&mut hash, body(raw));
            }
            None => {
                word(&mut hash, "bytes");
                lines(&mut hash, without_envelope_line(raw));
            }
        }
        let message_id = mail.message_id.as_ref().map(|id| Sha256::digest(id.as_bytes()).into());
        Identity { digest: hash.finalize().into(), message_id }
    }
}

/// The first delivery of this mail, if it came before.
pub(crate) fn first(
    tx: &mut Tx<'_>,
    reading: &Reading,
    now: Timestamp,
) -> Result<Option<MailRow>, Failure> {
    let found: Result<_, DbError> = mails::first(tx, &reading.identity.digest);
    let has_id = reading.identity.message_id.is_some();
    Ok(found?.filter(|first| has_id || now <= first.received_at + DELIVERY_TRIES))
}

/// A word behind its length, so that no two lists of words are the same bytes.
fn word(hash: &mut Sha256, word: &str) {
    hash.update((word.len() as u64).to_be_bytes());
    hash.update(word.as_bytes());
}

/// Bytes without what depends on the way they came: carriage returns, and line breaks at the end.
fn lines(hash: &mut Sha256, bytes: &[u8]) {
    let end = bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    for piece in bytes[..end].split(|byte| *byte == b'\r') {
        hash.update(piece);
    }
}

/// What follows the first empty line.
fn body(raw: &[u8]) -> &[u8] {
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    &raw[at..]
}

/// A message without the line that some servers put before it: `From sender date`, of each try.
fn without_envelope_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    let end = raw.iter().position(|byte| *byte == b'\n').map_or(raw.len(), |at| at + 1);
    &raw[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(raw: &str) -> Identity {
        Identity::of(raw.as_bytes(), &mail::parse(raw.as_bytes()))
    }

    const MAIL: &str = "Received: a\nMessage-ID: <1@x.example>\nFrom: a@x.example\n\
        Date: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: Drucker\n\nEr brennt.\n";

    #[test]
    fn what_relays_write_does_not_count() {
        let same = [
            MAIL.replace("Received: a", "Received: b\nDelivered-To: desk@x.example"),
            MAIL.replace('\n', "\r\n"),
            format!("{MAIL}\n\n"),
            format!("From a@x.example Mon Mar  2 08:00:00 2026\n{MAIL}"),
        ];
        for other in same {
            assert_eq!(identity(&other), identity(MAIL), "{other}");
        }
    }

    #[test]
    fn a_message_id_used_again_is_another_mail_when_it_says_something_else() {
        let other = [
            MAIL.replace("1@x", "2@x"),
            MAIL.replace("brennt", "raucht"),
            MAIL.replace("08:00:00", "08:00:01"),
            MAIL.replace("From: a", "From: b"),
            MAIL.replace("Drucker", "Drucker 2"),
        ];
        for other in other {
            assert_ne!(identity(&other).digest, identity(MAIL).digest, "{other}");
        }
    }

    #[test]
    fn without_a_message_id_every_byte_counts_but_the_line_of_the_try() {
        let bare = MAIL.replace("Message-ID: <1@x.example>\n", "");
        assert_eq!(identity(&bare).message_id, None);
        let same = [format!("From x Mon\n{bare}"), bare.replace('\n', "\r\n"), format!("{bare}\n")];
        for other in same {
            assert_eq!(identity(&other), identity(&bare), "{other}");
        }
        assert_ne!(identity(&bare.replace("Received: a", "Received: b")), identity(&bare));
    }
}
