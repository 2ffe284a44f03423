//! The events of a ticket's timeline: one list, in past tense.

use super::{
    Ticket, ask, assign, change, close, confidential, confirm, escalate, hand_over, link, merge,
    message, open, pull, raise, release, reopen, resolve, r#return, split, succeed, take, transfer,
    wait,
};
use crate::actor::Actor;
use crate::attachment::Attachment;
use crate::ids::EventSeq;
use crate::text::Text;
use crate::time::Timestamp;
use crate::values::Origin;

/// When, by whom and by which way an event happened, and its place in the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Its position in the ticket's stream, from 1.
    pub seq: EventSeq,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// By which way.
    pub origin: Origin,
}

/// What the requester may see of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The requester sees that it happened.
    Public,
    /// Only the desk does.
    Internal,
}

/// One kind of event: how it changes the state, and which texts it mentions.
pub trait Fact {
    /// Changes the state. `apply` of [`open::Created`] does nothing: it makes the ticket.
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp);

    /// Shows every text of the event with the name of its slot, unique within the event.
    fn texts(&mut self, _visit: &mut dyn FnMut(&str, &mut Text)) {}

    /// Whether the requester sees it; most events are the desk's own business.
    fn audience(&self) -> Audience {
        Audience::Internal
    }

    /// The files that came with it.
    fn attachments(&self) -> &[Attachment] {
        &[]
    }

    /// The change of holder, for the events that are one.
    fn hold(&self) -> Option<&super::hold::Hold> {
        None
    }
}

/// A kind of event this version does not know, or data that does not fit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEvent(pub String);

impl std::fmt::Display for UnknownEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the journal holds an event this version cannot read: {}", self.0)
    }
}

impl std::error::Error for UnknownEvent {}

macro_rules! events {
    ($($name:ident($fact:ty) = $kind:literal),* $(,)?) => {
        /// Everything that can have happened to a ticket.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("`", $kind, "`")] $name($fact),)*
        }

        $(impl From<$fact> for Event {
            fn from(fact: $fact) -> Event { Event::$name(fact) }
        })*

        impl Event {
            /// The kinds as the journal spells them.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The kind as the journal and the API spell it.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Event::$name(_) => $kind),* }
            }

            /// What all kinds have in common.
            #[must_use]
            pub fn fact(&self) -> &dyn Fact {
                match self { $(Event::$name(fact) => fact),* }
            }

            /// The same, to be changed: only to take texts out or give them back.
            pub fn fact_mut(&mut self) -> &mut dyn Fact {
                match self { $(Event::$name(fact) => fact),* }
            }

            /// The data as the journal keeps it: JSON with digests in place of texts.
            #[must_use]
            pub fn data(&self) -> String {
                let json = match self { $(Event::$name(fact) => serde_json::to_string(fact)),* };
                json.expect("facts are plain structs with string keys")
            }

            /// Reads an event back from the journal; its texts are not known yet.
            ///
            /// # Errors
            /// [`UnknownEvent`] when the kind is not known or the data does not fit it.
            pub fn read(kind: &str, data: &str) -> Result<Event, UnknownEvent> {
                match kind {
                    $($kind => serde_json::from_str(data).map(Event::$name),)*
                    _ => return Err(UnknownEvent(format!("kind \"{kind}\""))),
                }
                .map_err(|error| UnknownEvent(format!("data of \"{kind}\": {error}")))
            }
        }
    };
}

events! {
    Created(open::Created) = "created",
    Opened(open::Opened) = "opened",
    Taken(take::Taken) = "taken",
    Assigned(assign::Assigned) = "assigned",
    Released(release::Released) = "released",
    Escalated(escalate::Escalated) = "escalated",
    Transferred(transfer::Transferred) = "transferred",
    Returned(r#return::Returned) = "returned",
    Pulled(pull::Pulled) = "pulled",
    Succeeded(succeed::Succeeded) = "succeeded",
    HandOverRated(hand_over::HandOverRated) = "hand_over_rated",
    Asked(ask::Asked) = "asked",
    Answered(ask::Answered) = "answered",
    Raised(raise::Raised) = "raised",
    Acknowledged(raise::Acknowledged) = "acknowledged",
    Waited(wait::Waited) = "waited",
    Resumed(wait::Resumed) = "resumed",
    RequesterWrote(message::RequesterWrote) = "requester_wrote",
    Replied(message::Replied) = "replied",
    Noted(message::Noted) = "noted",
    Resolved(resolve::Resolved) = "resolved",
    Confirmed(confirm::Confirmed) = "confirmed",
    Closed(close::Closed) = "closed",
    Reopened(reopen::Reopened) = "reopened",
    Merged(merge::Merged) = "merged",
    Absorbed(merge::Absorbed) = "absorbed",
    Unmerged(merge::Unmerged) = "unmerged",
    Parted(merge::Parted) = "parted",
    Split(split::Split) = "split",
    Linked(link::Linked) = "linked",
    Unlinked(link::Unlinked) = "unlinked",
    Changed(change::Changed) = "changed",
    Restricted(confidential::Restricted) = "restricted",
    Unrestricted(confidential::Unrestricted) = "unrestricted",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn kinds_are_told_apart() {
        let kinds: BTreeSet<_> = Event::KINDS.iter().collect();
        assert_eq!(kinds.len(), Event::KINDS.len());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (kind, data, names) in [
            ("eaten", "{}", "kind \"eaten\""),
            ("taken", "{}", "data of \"taken\""),
            ("taken", "not json", "data of \"taken\""),
            ("resumed", r#"{"why":"bored"}"#, "bored"),
        ] {
            let error = Event::read(kind, data).unwrap_err().to_string();
            assert!(error.contains(names), "{error}");
        }
    }
}
