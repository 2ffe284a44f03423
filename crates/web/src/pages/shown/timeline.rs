//! What stands in a ticket's timeline: `parts/timeline.html`.

use super::{Avatar, Way, When};
use crate::pages::files::Attached;
use crate::pages::mails::Came;

/// Something in a ticket's timeline.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The element's id: `e12`.
    pub(crate) id: String,
    /// The tier that held the ticket after it.
    pub(crate) tier: u8,
    /// Part of the holding that goes on now.
    pub(crate) is_now: bool,
    /// Came since the viewer last looked.
    pub(crate) is_new: bool,
    pub(crate) at: When,
    pub(crate) what: What,
}

/// What an entry is.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// Words of somebody.
    Message(Message),
    /// A step to another tier, with the form that went with it.
    HandOver(HandOver),
    /// Anything else, in a line.
    Event(Line),
}

/// Words of somebody.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) voice: Voice,
    pub(crate) who: Avatar,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) via: String,
    pub(crate) body: String,
    pub(crate) files: Vec<Attached>,
    /// What is to be known of the mail it came with.
    pub(crate) mail: Option<Came>,
    /// Where the rest of long words shows.
    pub(crate) rest: Option<Link>,
    /// What can be done with it.
    pub(crate) acts: Vec<Link>,
}

/// A step to another tier.
#[derive(Debug, Clone)]
pub(crate) struct HandOver {
    pub(crate) way: Way,
    /// The tier it came from.
    pub(crate) from: u8,
    pub(crate) who: Avatar,
    pub(crate) name: String,
    pub(crate) title: String,
    /// What the receivers thought of it.
    pub(crate) rating: Option<String>,
    pub(crate) facts: Vec<Fact>,
}

/// A small thing that happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// What somebody said to it.
    pub(crate) words: Option<String>,
    /// The other ticket it is about.
    pub(crate) link: Option<Link>,
    /// What was written in the ticket that came in with it.
    pub(crate) quoted: Vec<Quoted>,
}

/// Words that stand within an entry.
#[derive(Debug, Clone)]
pub(crate) struct Quoted {
    pub(crate) name: String,
    pub(crate) at: When,
    pub(crate) body: String,
}

/// Where one can go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) label: String,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    Requester,
    Agent,
    Note,
    Vendor,
}

impl Voice {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Voice::Requester => "requester",
            Voice::Agent => "agent",
            Voice::Note => "note",
            Voice::Vendor => "vendor",
        }
    }
}

/// A line of a hand-over: reason, findings, question.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) text: String,
}
