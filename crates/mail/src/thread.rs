//! What joins a mail to a ticket, and nothing else does: our own Message-IDs, the signed part of an
//! address of ours, and the tag in the subject.
//!
//! The first two are signed: nobody can make one for a ticket whose mail they never got. The tag
//! can be guessed: it counts only when the sender is already on the ticket, which is for the caller
//! to see.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::limits::SUBJECT_TAGS_MAX;
use crate::parse::Parsed;

/// Bytes of a signature that go into an address: 80 bits, 16 letters.
const SIGNATURE_BYTES: usize = 10;

/// The secret of a desk that signs what joins mails to tickets.
#[derive(Clone)]
pub struct Key(Vec<u8>);

/// A ticket that a mail may belong to, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The number of the ticket.
    pub ticket: i64,
    /// What in the mail names it.
    pub by: By,
}

/// What names a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A Message-ID of ours in `In-Reply-To` or `References`, signed.
    MessageId {
        /// The entry of the ticket that was sent under this id.
        entry: i64,
    },
    /// An address of ours that the mail came to, signed.
    Address,
    /// The tag in the subject. Counts only when the sender is on the ticket.
    SubjectTag,
}

/// What of ours was sent under a Message-ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The number of the ticket.
    pub ticket: i64,
    /// The entry of the ticket.
    pub entry: i64,
}

impl Key {
    /// A key of random bytes; 32 are right.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Self(secret.into())
    }

    /// The signature of a text for a purpose.
    fn sign(&self, purpose: &str, text: &str) -> Option<String> {
        let signature = self.mac(purpose, text)?.finalize().into_bytes();
        Some(BASE32_NOPAD.encode(signature.get(..SIGNATURE_BYTES)?).to_ascii_lowercase())
    }

    /// Whether the signature is ours; takes the same time wherever it is wrong.
    fn verifies(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Ok(bytes) = BASE32_NOPAD.decode(signature.to_ascii_uppercase().as_bytes()) else {
            return false;
        };
        bytes.len() == SIGNATURE_BYTES
            && self.mac(purpose, text).is_some_and(|mac| mac.verify_truncated_left(&bytes).is_ok())
    }

    fn mac(&self, purpose: &str, text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in ["stufe mail", purpose, text] {
            mac.update(part.as_bytes());
            mac.update(b"\0");
        }
        Some(mac)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The Message-ID, without brackets, of what is sent for an entry of a ticket:
/// `t1042.e17.k3v9…@domain`. The same entry gets the same id, also when it is sent again.
pub fn message_id(key: &Key, sent: Sent, domain: &str) -> Option<String> {
    let text = format!("t{}.e{}", sent.ticket, sent.entry);
    let signature = key.sign("message", &text)?;
    Some(format!("{text}.{signature}@{domain}"))
}

/// What was sent under a Message-ID, when the id is ours. The domain does not matter, so that a
/// desk may move.
pub fn sent_under(key: &Key, message_id: &str) -> Option<Sent> {
    let (local, _domain) = message_id.trim_matches(['<', '>', ' ']).rsplit_once('@')?;
    let (text, signature) = local.rsplit_once('.')?;
    let (ticket, entry) = text.split_once('.')?;
    let sent = Sent { ticket: number(ticket, 't')?, entry: number(entry, 'e')? };
    let text = format!("t{}.e{}", sent.ticket, sent.entry);
    key.verifies("message", &text, signature).then_some(sent)
}

/// The address to answer to for a ticket: `desk@example.org` becomes
/// `desk+t1042.k3v9…@example.org`. None when the mailbox is no address.
pub fn reply_address(key: &Key, mailbox: &str, ticket: i64) -> Option<String> {
    let (local, domain) = mailbox.rsplit_once('@')?;
    let signature = key.sign("address", &format!("t{ticket}"))?;
    Some(format!("{local}+t{ticket}.{signature}@{domain}"))
}

/// The ticket that an address of ours was made for.
pub fn ticket_of_address(key: &Key, address: &str) -> Option<i64> {
    let (local, _domain) = address.rsplit_once('@')?;
    let (_mailbox, detail) = local.rsplit_once('+')?;
    let (ticket, signature) = detail.split_once('.')?;
    let ticket = number(ticket, 't')?;
    key.verifies("address", &format!("t{ticket}"), signature).then_some(ticket)
}

/// The tickets that tags in a subject name (`[#1042]`), in their order.
pub fn subject_tags(subject: &str) -> Vec<i64> {
    let inner = subject.split("[#").skip(1).filter_map(|rest| rest.split_once(']'));
    let tickets = inner.filter_map(|(digits, _)| digits_only(digits.trim()));
    tickets.take(SUBJECT_TAGS_MAX).collect()
}

/// The tickets that a mail may belong to: by Message-ID (the nearest first), by address, by subject
/// tag. The first one that exists, and for a tag has the sender on it, is the one; without any the
/// mail begins a ticket.
pub fn candidates(key: &Key, mail: &Parsed) -> Vec<Candidate> {
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev());
    let by_id = answered
        .filter_map(|id| sent_under(key, id))
        .map(|sent| Candidate { ticket: sent.ticket, by: By::MessageId { entry: sent.entry } });
    let received = mail.delivered_to.iter().map(String::as_str);
    let addressed = mail.to.iter().chain(&mail.cc).map(|to| to.address.as_str());
    let by_address = received
        .chain(addressed)
        .filter_map(|address| ticket_of_address(key, address))
        .map(|ticket| Candidate { ticket, by: By::Address });
    let by_tag = subject_tags(&mail.subject)
        .into_iter()
        .map(|ticket| Candidate { ticket, by: By::SubjectTag });
    let mut found: Vec<Candidate> = Vec::new();
    for candidate in by_id.chain(by_address).chain(by_tag) {
        if !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}

/// Whether a mail is one that this desk sent itself, come back.
pub fn is_own(key: &Key, mail: &Parsed) -> bool {
    mail.message_id.as_deref().is_some_and(|id| sent_under(key, id).is_some())
}

/// A number behind its letter, in either case.
fn number(text: &str, letter: char) -> Option<i64> {
    let digits = text.strip_prefix(letter).or(text.strip_prefix(letter.to_ascii_uppercase()))?;
    digits_only(digits)
}

/// A number as we write it: digits, not beginning with zero.
fn digits_only(digits: &str) -> Option<i64> {
    let is_plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn key() -> Key {
        Key::new(*b"a secret of a desk, for tests only")
    }

    #[test]
    fn what_we_signed_is_recognised() {
        let sent = Sent { ticket: 1042, entry: 17 };
        let id = message_id(&key(), sent, "desk.example").unwrap();
        assert!(id.starts_with("t1042.e17.") && id.ends_with("@desk.example"), "{id}");
        let moved = id.replace("desk.example", "elsewhere.example");
        for id in [id.clone(), format!("<{id}>"), id.to_ascii_uppercase(), moved] {
            assert_eq!(sent_under(&key(), &id), Some(sent), "{id}");
        }
        let address = reply_address(&key(), "desk@example.org", 1042).unwrap();
        assert!(address.starts_with("desk+t1042.") && address.ends_with("@example.org"));
        assert_eq!(ticket_of_address(&key(), &address), Some(1042));
        assert_eq!(ticket_of_address(&key(), &address.to_ascii_uppercase()), Some(1042));
    }

    #[test]
    fn what_we_did_not_sign_is_refused() {
        let id = message_id(&key(), Sent { ticket: 1042, entry: 17 }, "d.example").unwrap();
        let address = reply_address(&key(), "desk@example.org", 1042).unwrap();
        let signature = address[11..27].to_owned();
        let forged = [
            id.replace("t1042", "t1043"),
            id.replace("e17", "e18"),
            id.replace("t1042", "t01042"),
            id.replace("t1042", "t+1042"),
            format!("t1042.e17.{signature}@d.example"),
            "t1042.e17.@d.example".to_owned(),
            "t1042.e17.aaaaaaaaaaaaaaaa@d.example".to_owned(),
            "t1042.e17@d.example".to_owned(),
            "t1042@d.example".to_owned(),
            id.split_once('@').unwrap().0.to_owned(),
            String::new(),
        ];
        for id in forged {
            assert_eq!(sent_under(&key(), &id), None, "{id}");
        }
        let forged = [
            address.replace("t1042", "t1043"),
            address.replace("t1042.", "t1042"),
            address.replace(&signature, &signature[..14]),
            address.replace(&signature, ""),
            "desk+t1042.aaaaaaaaaaaaaaaa@example.org".to_owned(),
            "desk@example.org".to_owned(),
        ];
        for address in forged {
            assert_eq!(ticket_of_address(&key(), &address), None, "{address}");
        }
        let other = Key::new(*b"the secret of another desk");
        assert_eq!(sent_under(&other, &id), None);
        assert_eq!(ticket_of_address(&other, &address), None);
    }

    #[test]
    fn every_bit_of_a_signature_counts() {
        let address = reply_address(&key(), "desk@example.org", 7).unwrap();
        let start = address.find('.').unwrap() + 1;
        for at in start..start + 16 {
            let mut forged = address.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(ticket_of_address(&key(), &forged), None, "{forged}");
        }
    }

    #[test]
    fn tags_are_found_in_subjects() {
        let cases: [(&str, &[i64]); 9] = [
            ("Re: [#1042] Drucker", &[1042]),
            ("AW: WG: [#7] [#8]", &[7, 8]),
            ("[# 12 ]", &[12]),
            ("[1042] #1042 [Ticket#1042]", &[]),
            ("[#-1] [#0] [#01] [#] [#1a]", &[]),
            ("[#99999999999999999999]", &[]),
            ("[#1", &[]),
            ("[#1][#2][#3][#4][#5][#6]", &[1, 2, 3, 4, 5]),
            ("", &[]),
        ];
        for (subject, tickets) in cases {
            assert_eq!(subject_tags(subject), tickets, "{subject}");
        }
    }

    #[test]
    fn candidates_come_in_the_agreed_order() {
        let id = |ticket| message_id(&key(), Sent { ticket, entry: 1 }, "d.example").unwrap();
        let raw = format!(
            "From: a@example.org\nTo: {}\nSubject: Re: [#5] Drucker\nIn-Reply-To: <{}>\n\
             References: <{}> <else@where.example> <{}> <{}>\n\nText",
            reply_address(&key(), "desk@example.org", 4).unwrap(),
            id(1),
            id(3),
            id(2),
            id(1),
        );
        let mail = parse(raw.as_bytes());
        let found: Vec<_> = candidates(&key(), &mail).iter().map(|c| c.ticket).collect();
        assert_eq!(found, [1, 2, 3, 4, 5]);
        assert_eq!(candidates(&key(), &mail)[4].by, By::SubjectTag);
        assert!(!is_own(&key(), &mail));
        let own = format!("From: a@example.org\nMessage-ID: <{}>\n\nText", id(1));
        assert!(is_own(&key(), &parse(own.as_bytes())));
    }
}
