//! What a mail is: written by a person, or sent by a machine, and why we think so.
//!
//! No automatic mail answers an automatic mail (RFC 3834), and none reopens a ticket. A mistake in
//! the one direction makes two machines talk all night; in the other a person gets no receipt. So
//! clear signs decide alone, and weak ones only together.

mod bounce;

use crate::limits::RELAYS_MAX;
use crate::parse::Parsed;

pub use bounce::{Bounce, Failure};

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing says that a machine sent it.
    Ordinary,
    /// Sent by a machine, or to be treated as if.
    Automatic(Reason),
    /// A mail could not be delivered, or is late.
    Bounce(Bounce),
    /// Sent to a mailing list. A person may have written it.
    List,
    /// It runs in a circle.
    Loop(Loop),
}

/// Why a mail is taken for automatic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// `Auto-Submitted`, other than `no` (RFC 3834 section 5).
    AutoSubmitted,
    /// `X-Autoreply`, `X-Autorespond` and others of their kind.
    AutoReply,
    /// `Precedence: bulk`, `junk` or `auto_reply`.
    Precedence,
    /// A report that is no bounce: read receipts, complaints.
    Report,
    /// An empty return path, which only automatic mail has.
    NullReturnPath,
    /// The subject of an out-of-office notice, together with another sign.
    Vacation,
    /// `X-Auto-Response-Suppress`: asks for no automatic answer. A person may have written it.
    SuppressesAnswers,
    /// From an address that says it reads nothing. What it says may matter all the same.
    NoReplyAddress,
}

/// Why a mail is taken for one that runs in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loop {
    /// More relays than [`crate::limits::RELAYS_MAX`].
    TooManyRelays,
    /// Marked (`X-Loop`) by an address that it has now come to again.
    Marked,
}

impl Judgement {
    /// Whether an automatic answer, such as a receipt, may be sent.
    pub fn may_be_answered(&self) -> bool {
        match self {
            Self::Ordinary => true,
            Self::Automatic(_) | Self::Bounce(_) | Self::List | Self::Loop(_) => false,
        }
    }

    /// Whether it counts as something said to the desk: it may open and reopen tickets. What does
    /// not is filed.
    pub fn counts_as_message(&self) -> bool {
        match self {
            Self::Ordinary | Self::List => true,
            Self::Automatic(reason) => {
                matches!(reason, Reason::SuppressesAnswers | Reason::NoReplyAddress)
            }
            Self::Bounce(_) | Self::Loop(_) => false,
        }
    }
}

/// Says what a mail is.
pub fn judge(mail: &Parsed) -> Judgement {
    if let Some(of_kind) = loops(mail) {
        return Judgement::Loop(of_kind);
    }
    if let Some(bounce) = bounce::find(mail) {
        return Judgement::Bounce(bounce);
    }
    if let Some(reason) = clear_sign(mail) {
        return Judgement::Automatic(reason);
    }
    if is_from_list(mail) {
        return Judgement::List;
    }
    weak_sign(mail).map_or(Judgement::Ordinary, Judgement::Automatic)
}

fn loops(mail: &Parsed) -> Option<Loop> {
    if mail.all("Received").count() > RELAYS_MAX {
        return Some(Loop::TooManyRelays);
    }
    // A list marks what it sends and is addressed itself: that is its way, and no circle.
    let addressed = mail.to.iter().chain(&mail.cc).filter(|_| !is_from_list(mail));
    let addressed = addressed.map(|to| to.address.as_str());
    let received: Vec<String> =
        mail.delivered_to.iter().map(String::as_str).chain(addressed).map(mailbox).collect();
    let is_ours = |mark: &str| mark.contains('@') && received.contains(&mailbox(mark.trim()));
    mail.all("X-Loop").any(is_ours).then_some(Loop::Marked)
}

/// An address in lower case and without what follows a plus sign.
fn mailbox(address: &str) -> String {
    let address = address.to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
            format!("{local}@{domain}")
        }
        None => address,
    }
}

/// A sign that decides alone.
fn clear_sign(mail: &Parsed) -> Option<Reason> {
    const AUTO_REPLIES: [&str; 7] = [
        "X-Autoreply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Reply",
        "X-Mail-Autoreply",
        "X-AutoReply-From",
        "X-Vacation",
    ];
    const PRECEDENCES: [&str; 4] = ["bulk", "junk", "auto_reply", "auto-reply"];
    let says_no = |value: &str| matches!(word(value).as_str(), "no" | "");
    if mail.all("Auto-Submitted").any(|value| !says_no(value)) {
        return Some(Reason::AutoSubmitted);
    }
    if AUTO_REPLIES.iter().any(|name| mail.all(name).any(|value| !says_no(value))) {
        return Some(Reason::AutoReply);
    }
    if bounce::report_type(mail).is_some() {
        return Some(Reason::Report);
    }
    let precedences = mail.all("Precedence").chain(mail.all("X-Precedence"));
    // A list is often marked as bulk; that it is a list says more.
    if precedences.map(word).any(|value| PRECEDENCES.contains(&value.as_str()))
        && !is_from_list(mail)
    {
        return Some(Reason::Precedence);
    }
    let is_null = mail.return_path.as_deref() == Some("");
    if is_null && is_vacation(&mail.subject) {
        return Some(Reason::Vacation);
    }
    is_null.then_some(Reason::NullReturnPath)
}

fn is_from_list(mail: &Parsed) -> bool {
    const NAMES: [&str; 4] = ["List-Id", "List-Post", "Mailing-List", "List-Unsubscribe"];
    NAMES.iter().any(|name| mail.field(name).is_some())
        || mail.all("Precedence").any(|value| word(value) == "list")
}

/// A sign that says little, or something only together with another.
fn weak_sign(mail: &Parsed) -> Option<Reason> {
    let suppresses = mail.all("X-Auto-Response-Suppress").any(|value| !says_none(value));
    let answers = !mail.in_reply_to.is_empty() || !mail.references.is_empty();
    if is_vacation(&mail.subject) && (suppresses || answers || speaks_of_absence(&mail.text)) {
        return Some(Reason::Vacation);
    }
    if suppresses {
        return Some(Reason::SuppressesAnswers);
    }
    let local = mail.sender.as_ref()?.address.rsplit_once('@')?.0.to_lowercase();
    let local: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    const DEAF: [&str; 5] =
        ["noreply", "donotreply", "nichtantworten", "keineantwort", "nepasrepondre"];
    DEAF.iter().any(|deaf| local.contains(deaf)).then_some(Reason::NoReplyAddress)
}

fn says_none(value: &str) -> bool {
    matches!(word(value).as_str(), "none" | "")
}

/// Whether a subject begins like an out-of-office notice, German or English.
fn is_vacation(subject: &str) -> bool {
    const BEGINNINGS: [&str; 20] = [
        "abwesend",
        "abwesenheit",
        "auto reply",
        "auto-reply",
        "auto:",
        "automatic reply",
        "automatische antwort",
        "automatische rückantwort",
        "automatisierte antwort",
        "autoreply",
        "autoresponse",
        "ich bin im urlaub",
        "im urlaub",
        "nicht im büro",
        "ooo:",
        "out of office",
        "out of the office",
        "out-of-office",
        "urlaub",
        "vacation",
    ];
    let subject = subject.to_lowercase();
    let subject = subject.trim_start_matches(|c: char| !c.is_alphanumeric());
    let subject = ["re:", "aw:"].iter().find_map(|p| subject.strip_prefix(p)).unwrap_or(subject);
    BEGINNINGS.iter().any(|beginning| subject.trim_start().starts_with(beginning))
}

/// Whether the beginning of a text says that its writer is not there.
fn speaks_of_absence(text: &str) -> bool {
    /// An out-of-office notice says so at once.
    const BEGINNING: usize = 1_000;
    const PHRASES: [&str; 14] = [
        "automatisch erstellt",
        "automatisch generiert",
        "bin ich nicht im büro",
        "bin ich wieder erreichbar",
        "bin ich wieder im büro",
        "i am currently out",
        "i am on vacation",
        "i will be out of",
        "ich bin bis",
        "limited access to my email",
        "nicht erreichbar",
        "not in the office",
        "out of the office",
        "wieder im haus",
    ];
    let beginning: String = text.chars().take(BEGINNING).collect();
    let beginning = beginning.to_lowercase();
    PHRASES.iter().any(|phrase| beginning.contains(phrase))
}

/// The first word of a value, in lower case.
fn word(value: &str) -> String {
    let first = value.split([';', ',', '(']).next().unwrap_or_default();
    first.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
