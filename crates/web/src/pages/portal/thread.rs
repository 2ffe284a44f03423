//! What was said on a request: by its requester, by the helpdesk, and by whoever's request was
//! joined to it. Nobody of the helpdesk has a name here: who may be named, a contract says.

use crate::api::tickets::own::{OwnMessage, Part, Side};
use crate::pages::files::{Attached, attached};
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::{Avatar, Shape, When};

/// What somebody said.
pub(super) struct Message {
    /// The element's id: `m7-12`.
    pub(super) id: String,
    pub(super) avatar: Avatar,
    pub(super) voice: Voice,
    pub(super) at: When,
    pub(super) body: String,
    pub(super) files: Vec<Attached>,
    part: Part,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The reader's own.
    Own,
    /// The helpdesk's.
    Desk,
    /// Of somebody whose request was joined to this one.
    Other,
}

impl Voice {
    /// The word of its drawing (`request.css`).
    pub(super) fn word(self) -> &'static str {
        match self {
            Voice::Own => "own",
            Voice::Desk => "desk",
            Voice::Other => "other",
        }
    }

    /// The key of the name that stands over the words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Voice::Own => "voice-own",
            Voice::Desk => "portal-name",
            Voice::Other => "voice-other",
        }
    }
}

impl Message {
    pub(super) fn new(page: &Page, viewer: &Viewer, message: OwnMessage) -> Message {
        let voice = match message.from {
            Side::Desk => Voice::Desk,
            Side::Requester if message.speaks_for == viewer.id() => Voice::Own,
            Side::Requester => Voice::Other,
        };
        let avatar = match voice {
            Voice::Own => Avatar::person(viewer.id().0, &viewer.person.name),
            Voice::Desk => Avatar { initials: "IT".into(), hue: 0, shape: Shape::Team },
            Voice::Other => Avatar::nobody(),
        };
        let OwnMessage { number, seq, at, body, attachments, part, .. } = message;
        let files = attached(page, &attachments);
        Message {
            id: format!("m{number}-{seq}"),
            avatar,
            voice,
            at: When::new(page, at.0),
            body,
            files,
            part,
        }
    }

    /// Whether it is what the request was solved with.
    pub(super) fn is_solution(&self) -> bool {
        self.part == Part::Solution
    }
}
