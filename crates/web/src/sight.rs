//! What a contract keeps back from a provider's people of the tickets they see (domain, section 8).
//! Everything that shows words of a ticket reads them through this.

use crate::api::names::{MASKED, is_kept_back};
use desk::access::{Action, can};
use desk::directory::Directory;
use desk::ids::{PersonId, TicketNumber};
use desk::provider::Sight;
use desk::text::Text;
use desk::ticket::Event;
use desk::time::Timestamp;
use desk::values::Shown;
use store::db::{DbError, Tx};
use store::journal::Told;
use store::queries::people::PersonRow;
use store::queries::tickets;

/// Through whose eyes something is read.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'d> {
    directory: &'d Directory,
    viewer: PersonId,
    sight: Sight,
}

impl<'d> Lens<'d> {
    pub(crate) fn of(directory: &'d Directory, viewer: PersonId) -> Lens<'d> {
        Lens { directory, viewer, sight: directory.sight(viewer) }
    }

    /// Through whose eyes a ticket is read: one's own request one sees whole, whomever one works
    /// for.
    pub(crate) fn on(directory: &'d Directory, viewer: PersonId, requester: PersonId) -> Lens<'d> {
        let lens = Lens::of(directory, viewer);
        if requester == viewer { Lens { sight: Sight::FULL, ..lens } } else { lens }
    }

    /// True when nothing is kept back.
    pub(crate) fn is_clear(&self) -> bool {
        self.sight.is_full()
    }

    /// True when files of others may be read.
    pub(crate) fn shows_files(&self) -> bool {
        self.sight.attachments == Shown::Shown
    }

    /// True when what this person has noted may be read.
    pub(crate) fn shows_notes_of(&self, author: Option<PersonId>) -> bool {
        self.sight.notes == Shown::Shown || author.is_some_and(|author| self.is_own(author))
    }

    /// A person as the viewer sees them.
    pub(crate) fn person(&self, row: PersonRow) -> PersonRow {
        if row.id == self.viewer || !is_kept_back(self.directory, self.sight, row.id) {
            return row;
        }
        PersonRow { name: MASKED.into(), email: None, phone: None, ..row }
    }

    /// Of the viewer, or of somebody they share a team with.
    fn is_own(&self, author: PersonId) -> bool {
        let teams = |id| self.directory.agent(id).map(|agent| &agent.teams);
        author == self.viewer
            || teams(author)
                .zip(teams(self.viewer))
                .is_some_and(|(theirs, own)| theirs.iter().any(|team| own.contains(team)))
    }

    /// Entries as the viewer sees them.
    pub(crate) fn through(&self, told: Vec<Told>) -> Vec<Told> {
        if self.is_clear() {
            return told;
        }
        told.into_iter().filter_map(|told| self.seen(told)).collect()
    }

    fn seen(&self, mut told: Told) -> Option<Told> {
        let of_the_house =
            matches!(told.event, Event::Noted(_) | Event::Asked(_) | Event::Answered(_));
        if of_the_house && !self.shows_notes_of(told.stamp.actor.person()) {
            if self.sight.notes == Shown::Hidden {
                return None;
            }
            told.event.fact_mut().texts(&mut |_, text| *text = masked());
            if let Event::Noted(noted) = &mut told.event {
                noted.attachments.clear();
            }
        }
        if !self.shows_files()
            && let Some(files) = files(&mut told.event)
        {
            match self.sight.attachments {
                Shown::Hidden => files.clear(),
                Shown::Masked | Shown::Shown => {
                    files.iter_mut().for_each(|file| file.name = masked());
                }
            }
        }
        Some(told)
    }
}

fn masked() -> Text {
    Text::new(MASKED, [0; 16])
}

fn files(event: &mut Event) -> Option<&mut Vec<desk::attachment::Attachment>> {
    match event {
        Event::RequesterWrote(it) => Some(&mut it.attachments),
        Event::Replied(it) => Some(&mut it.attachments),
        Event::Noted(it) => Some(&mut it.attachments),
        _ => None,
    }
}

/// The other ticket an entry is about.
pub(crate) fn other(event: &Event) -> Option<TicketNumber> {
    match event {
        Event::Merged(it) => Some(it.into),
        Event::Absorbed(it) => Some(it.duplicate),
        Event::Unmerged(it) => Some(it.from),
        Event::Parted(it) => Some(it.duplicate),
        Event::Split(it) => Some(it.into),
        Event::Linked(it) => Some(it.to),
        Event::Unlinked(it) => Some(it.to),
        _ => None,
    }
}

/// True when somebody may know of a ticket.
pub(crate) fn knows_of(
    tx: &mut Tx<'_>,
    directory: &Directory,
    viewer: PersonId,
    number: TicketNumber,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = tickets::read(tx, number)?;
    Ok(row.is_some_and(|row| can(directory, viewer, Action::Follow, &row.ticket, now)))
}
