//! What of a mail the desk can use, within the desk's limits.

use crate::Arrival;
use crate::identity::Identity;
use crate::limits::{EXCERPT_MAX, SUBJECT_OF_TEXT_MAX};
use crate::wording::Wording;
use desk::admin::is_address;
use desk::limits::{BODY_MAX, NAME_MAX, SUBJECT_MAX};
use mail::{Attachment, Damage, Judgement, Parsed, Reason, Trimmed};

/// The address of whoever sent a mail without a usable sender. Nobody has it (RFC 2606), and a mail
/// that says it comes from there has no usable sender either.
pub(crate) const UNKNOWN_SENDER: &str = "unknown@sender.invalid";

/// Why a mail cannot become a ticket of its sender, but one about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing in it says that it is a mail, or reading it failed.
    NoMail,
    /// It says nothing at all.
    Empty,
    /// It names nobody who could be answered.
    NoSender,
    /// The desk refused what was read in it.
    Refused,
}

/// A mail as the desk sees it.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) mail: Parsed,
    pub(crate) judgement: Judgement,
    pub(crate) parts: Trimmed,
    pub(crate) identity: Identity,
    pub(crate) size: i64,
    /// On one line; empty when there is none.
    pub(crate) subject: String,
    /// The address it was delivered to, when whoever brought it knows.
    pub(crate) recipient: Option<String>,
    pub(crate) trouble: Option<Trouble>,
}

impl Reading {
    /// Reads a mail. Takes any bytes and never fails.
    pub(crate) fn of(raw: &[u8], arrival: &Arrival) -> Reading {
        let mail = mail::parse(raw);
        let judgement = mail::judge(&mail);
        let parts = mail::trim(&mail.text);
        let mut reading = Reading {
            identity: Identity::of(raw, &mail),
            size: i64::try_from(raw.len()).unwrap_or(i64::MAX),
            subject: shortened(&one_line(&mail.subject), SUBJECT_MAX),
            recipient: arrival.recipient.clone(),
            mail,
            judgement,
            parts,
            trouble: None,
        };
        reading.trouble = reading.trouble();
        reading
    }

    /// The same mail as one that has to be shown as damaged.
    pub(crate) fn as_damaged(&self, trouble: Trouble) -> Reading {
        Reading { trouble: Some(trouble), ..self.clone() }
    }

    fn trouble(&self) -> Option<Trouble> {
        let unreadable = [Damage::NoHeader, Damage::Unreadable, Damage::TooLarge];
        let says_nothing = self.subject.is_empty()
            && self.mail.text.trim().is_empty()
            && self.mail.attachments.is_empty();
        match () {
            () if says_nothing => Some(Trouble::Empty),
            () if unreadable.iter().any(|damage| self.mail.damage.contains(damage)) => {
                Some(Trouble::NoMail)
            }
            () if self.sender().is_none() => Some(Trouble::NoSender),
            () => None,
        }
    }

    /// The sender's address, when the desk can have a person of that address.
    pub(crate) fn sender(&self) -> Option<&str> {
        let address = self.mail.sender.as_ref()?.address.as_str();
        let is_unknown = address.eq_ignore_ascii_case(UNKNOWN_SENDER);
        (is_address(address) && !is_unknown).then_some(address)
    }

    /// The sender's name, when they give one that can be kept.
    pub(crate) fn sender_name(&self) -> Option<String> {
        let name = one_line(self.mail.sender.as_ref()?.name.as_deref()?);
        (!name.is_empty()).then(|| shortened(&name, NAME_MAX))
    }

    /// Who sent it, in words for a line of text.
    pub(crate) fn sender_shown(&self, wording: Wording) -> &str {
        let address = self.mail.sender.as_ref().map(|sender| sender.address.as_str());
        address.unwrap_or(wording.unknown_sender())
    }

    /// Whether the sender is an address that the mail came to, so that an answer would come back to
    /// the desk. Without an envelope the fields for people tell.
    pub(crate) fn is_from_ourselves(&self) -> bool {
        let Some(sender) = self.mail.sender.as_ref().map(|it| mailbox(&it.address)) else {
            return false;
        };
        let envelope = self.recipient.iter().chain(&self.mail.delivered_to);
        let envelope: Vec<String> = envelope.map(|address| mailbox(address)).collect();
        if !envelope.is_empty() {
            return envelope.contains(&sender);
        }
        self.mail.to.iter().chain(&self.mail.cc).any(|to| mailbox(&to.address) == sender)
    }

    /// Whether nobody wrote it to say something to the desk: it is filed and reopens nothing.
    pub(crate) fn is_from_machine(&self) -> bool {
        !self.judgement.counts_as_message()
    }

    /// Whether a machine wrote it because somebody wrote to it: such a mail, when it answers no
    /// ticket, is kept aside. One that a machine wrote of its own accord says something new, such
    /// as an alarm, and opens a ticket.
    pub(crate) fn is_machines_answer(&self) -> bool {
        let answers = !self.mail.in_reply_to.is_empty()
            || !self.mail.references.is_empty()
            || begins_like_answer(&self.subject);
        match &self.judgement {
            Judgement::Ordinary | Judgement::List => false,
            Judgement::Bounce(_) | Judgement::Loop(_) => true,
            Judgement::Automatic(reason) => match reason {
                Reason::AutoReply | Reason::Report | Reason::Vacation => true,
                Reason::AutoSubmitted => answers || self.says("Auto-Submitted", "auto-replied"),
                Reason::Precedence => {
                    let says = |word| self.says("Precedence", word);
                    answers || says("auto_reply") || says("auto-reply")
                }
                Reason::NullReturnPath => answers,
                Reason::SuppressesAnswers | Reason::NoReplyAddress => false,
            },
        }
    }

    fn says(&self, field: &str, word: &str) -> bool {
        let begins = |value: &str| {
            let start = value.trim_start().get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        self.mail.all(field).any(begins)
    }

    /// What kind of mail it is, as it is kept.
    pub(crate) fn nature(&self) -> &'static str {
        match self.judgement {
            Judgement::Ordinary => "ordinary",
            Judgement::Automatic(_) => "automatic",
            Judgement::Bounce(_) => "bounce",
            Judgement::List => "list",
            Judgement::Loop(_) => "loop",
        }
    }

    /// The subject of a ticket of this mail.
    pub(crate) fn ticket_subject(&self, wording: Wording) -> String {
        if !self.subject.is_empty() {
            return self.subject.clone();
        }
        let text = if self.parts.fresh.is_empty() { &self.mail.text } else { &self.parts.fresh };
        let line = text.lines().map(one_line).find(|line| !line.is_empty());
        line.map_or(wording.no_subject().to_owned(), |it| shortened(&it, SUBJECT_OF_TEXT_MAX))
    }

    /// All of the text, as far as a message may be long; none when there is none.
    pub(crate) fn whole_text(&self, wording: Wording) -> Option<String> {
        self.body(&self.mail.text, wording)
    }

    /// What is new in the text: without what is quoted and the signature. Where all of it is
    /// either, all of it.
    pub(crate) fn new_text(&self, wording: Wording) -> Option<String> {
        let fresh = self.body(&self.parts.fresh, wording);
        fresh.or_else(|| self.whole_text(wording))
    }

    fn body(&self, text: &str, wording: Wording) -> Option<String> {
        let text = text.trim();
        (!text.is_empty()).then(|| cut(text, BODY_MAX, wording))
    }

    /// The beginning of the text, for a ticket about the mail itself.
    pub(crate) fn excerpt(&self, wording: Wording) -> String {
        cut(self.mail.text.trim(), EXCERPT_MAX, wording)
    }

    /// The names of what is attached, in their order.
    pub(crate) fn attachment_names(&self) -> Vec<String> {
        self.mail.attachments.iter().map(|attachment| attachment.name.clone()).collect()
    }

    /// What is attached: first what stands for itself, then what the HTML shows.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        let of = |is_inline: bool| {
            self.mail.attachments.iter().filter(move |it| it.is_inline == is_inline)
        };
        of(false).chain(of(true))
    }

    /// Whether the requester has got this mail too, as one of its recipients.
    pub(crate) fn went_to(&self, address: &str) -> bool {
        let recipients = self.mail.to.iter().chain(&self.mail.cc);
        recipients.into_iter().any(|to| to.address.eq_ignore_ascii_case(address.trim()))
    }

    /// What could not be read, in the reader's words.
    pub(crate) fn damage(&self) -> Vec<String> {
        self.mail.damage.iter().map(|damage| word(*damage).to_owned()).collect()
    }
}

/// The word of a damage, as it is kept.
fn word(damage: Damage) -> &'static str {
    match damage {
        Damage::TooLarge => "too_large",
        Damage::NoHeader => "no_header",
        Damage::HeaderCut => "header_cut",
        Damage::PartsCut => "parts_cut",
        Damage::TooDeep => "too_deep",
        Damage::AttachmentsCut => "attachments_cut",
        Damage::AddressesCut => "addresses_cut",
        Damage::TextCut => "text_cut",
        Damage::Undecodable => "undecodable",
        Damage::Unreadable => "unreadable",
    }
}

/// An address as mailboxes are compared: lower case, without what follows a plus sign.
fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split_once('+').map_or(local, |(mailbox, _)| mailbox);
            format!("{local}@{domain}")
        }
        None => address,
    }
}

fn begins_like_answer(subject: &str) -> bool {
    const BEGINNINGS: [&str; 5] = ["re:", "aw:", "antw:", "antwort:", "sv:"];
    let subject = subject.trim_start().to_lowercase();
    BEGINNINGS.iter().any(|beginning| subject.starts_with(beginning))
}

/// A text on one line, without control characters.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a line, with a mark when there was more.
fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let start: String = text.chars().take(max - 1).collect();
    format!("{}…", start.trim_end())
}

/// The beginning of a text, with a word about it when there was more.
fn cut(text: &str, max: usize, wording: Wording) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let end = format!("\n\n{}", wording.cut());
    let start: String = text.chars().take(max - end.chars().count()).collect();
    start + &end
}
