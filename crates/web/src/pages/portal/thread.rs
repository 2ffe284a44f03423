//! What was said on a request: by its requester, by the helpdesk, and by whoever's request was
//! joined to it. Nobody of the helpdesk has a name here: who may be named, a contract says.

use crate::api::tickets::own::{OwnMessage, Part, Side};
use crate::pages::files::{Attached, attached};
use crate::pages::mails::{self, Came};
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use crate::pages::shown::{Avatar, Shape, When};
use desk::ids::{EventSeq, TicketNumber};
use std::collections::{BTreeMap, BTreeSet};
use store::{Failure, Snapshot};

/// What came by mail, by the ticket and the place in its stream.
pub(super) type Mails = BTreeMap<(TicketNumber, EventSeq), Came>;

/// What came by mail of the messages that are shown. Of a request of somebody else that was joined
/// to this one, the words are enough.
///
/// # Errors
/// That the database cannot be read.
pub(super) fn mails(
    desk: &mut Snapshot<'_, '_>,
    page: &Page,
    viewer: &Viewer,
    messages: &[OwnMessage],
) -> Result<Mails, Failure> {
    let own = messages.iter().filter(|it| it.speaks_for == viewer.id());
    let numbers: BTreeSet<TicketNumber> = own.map(|it| it.number).collect();
    let mut mails = Mails::new();
    for number in numbers {
        let of_it = messages.iter().filter(|it| it.number == number).map(|it| it.seq);
        let (first, last) = of_it.fold((EventSeq::MAX, 0), |(a, b), seq| (a.min(seq), b.max(seq)));
        let came = mails::of_ticket(desk, page, viewer.id(), number, (first, last))?;
        mails.extend(came.into_iter().map(|(seq, came)| ((number, seq), came)));
    }
    Ok(mails)
}

/// What somebody said.
pub(super) struct Message {
    /// The element's id: `m7-12`.
    pub(super) id: String,
    pub(super) avatar: Avatar,
    pub(super) voice: Voice,
    pub(super) at: When,
    pub(super) body: String,
    pub(super) files: Vec<Attached>,
    /// What there is of it beside the words, when it came by mail.
    pub(super) mail: Option<Came>,
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
    pub(super) fn new(
        page: &Page,
        viewer: &Viewer,
        message: OwnMessage,
        mails: &mut Mails,
    ) -> Message {
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
        let mail = mails.remove(&(number, seq));
        Message {
            id: format!("m{number}-{seq}"),
            avatar,
            voice,
            at: When::new(page, at.0),
            body,
            files,
            mail,
            part,
        }
    }

    /// Whether it is what the request was solved with.
    pub(super) fn is_solution(&self) -> bool {
        self.part == Part::Solution
    }
}
