//! What the pages of administration have in common: who may see and change them, the frame around
//! them, forms that meet a change made meanwhile.

use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::nav::{self, Nav};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use data_encoding::HEXLOWER;
use desk::access::{DeskAction, can_desk, role_of};
use desk::directory::{Directory, Team};
use desk::ids::{PersonId, TeamId};
use desk::refusal::{Class, Refusal};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::{Failure, Snapshot};

/// What somebody may do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// Leads of the house see how the desk is set up.
    Look,
    /// Admins change it.
    Change,
}

impl Rights {
    pub(crate) fn can_change(self) -> bool {
        self == Rights::Change
    }
}

/// What this person may do here; a provider's people have no business with the house.
///
/// # Errors
/// `forbidden`.
pub(super) fn rights(directory: &Directory, person: PersonId) -> Result<Rights, Failure> {
    let role = role_of(directory, person);
    if can_desk(role, DeskAction::Administer) {
        Ok(Rights::Change)
    } else if can_desk(role, DeskAction::ReadAdministration) {
        Ok(Rights::Look)
    } else {
        Err(Refusal::forbidden("This page is for those who administer the desk.").into())
    }
}

/// Refuses those who may only look.
///
/// # Errors
/// `forbidden`.
pub(super) fn require_change(directory: &Directory, person: PersonId) -> Result<(), Failure> {
    match rights(directory, person)? {
        Rights::Change => Ok(()),
        Rights::Look => Err(Refusal::forbidden("Only an admin can do this.").into()),
    }
}

/// The page's place among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    People,
    Teams,
    Services,
}

/// What stands around every page of administration.
pub(crate) struct Frame {
    pub(crate) rights: Rights,
    /// The key of what was just done.
    pub(crate) done: Option<&'static str>,
    tab: Tab,
}

impl Frame {
    /// The tabs: address, key of the words, whether it is this one.
    pub(crate) fn tabs(&self) -> [(&'static str, &'static str, bool); 4] {
        [
            ("/admin", "admin-overview", self.tab == Tab::Overview),
            ("/admin/people", "admin-people", self.tab == Tab::People),
            ("/admin/teams", "admin-teams", self.tab == Tab::Teams),
            ("/admin/services", "admin-services", self.tab == Tab::Services),
        ]
    }
}

/// What was just done, as the address says it after a form was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Saved,
    Added,
    Left,
    Back,
    SignedOut,
    Revoked,
    Retired,
    Restored,
}

impl Done {
    /// Every one with its word in addresses and the key of what is said.
    const ALL: [(Done, &'static str, &'static str); 8] = [
        (Done::Saved, "saved", "admin-done-saved"),
        (Done::Added, "added", "admin-done-added"),
        (Done::Left, "left", "admin-done-left"),
        (Done::Back, "back", "admin-done-back"),
        (Done::SignedOut, "signed-out", "admin-done-signed-out"),
        (Done::Revoked, "revoked", "admin-done-revoked"),
        (Done::Retired, "retired", "admin-done-retired"),
        (Done::Restored, "restored", "admin-done-restored"),
    ];
}

/// Sends the browser on to a page that says what was done.
pub(super) fn go(path: &str, done: Done) -> Response {
    let word = Done::ALL.iter().find(|(it, ..)| *it == done).map_or("", |(_, word, _)| word);
    answer::go(&format!("{path}?done={word}"))
}

/// The query of a page that says what was just done; anything else in it says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

impl Asked {
    /// The key of what is said.
    pub(super) fn done(&self) -> Option<&'static str> {
        Done::ALL.iter().find(|(_, word, _)| *word == self.done).map(|(_, _, key)| *key)
    }
}

/// Frame and navigation of a page, and what it shows, read in one snapshot.
pub(super) async fn read<T: Send + 'static>(
    app: &App,
    page: &Page,
    viewer: &Viewer,
    tab: Tab,
    closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<(Frame, Nav, T), PageError> {
    let viewer = viewer.clone();
    let read = answer::read(app, move |desk| {
        let rights = rights(&desk.directory, viewer.id())?;
        Ok((rights, nav::count(desk, &viewer)?, closure(desk)?))
    });
    let (rights, counted, found) = read.await?;
    Ok((Frame { rights, done: None, tab }, Nav::new(page, &counted), found))
}

/// The same for a page that is only for those who change things.
pub(super) async fn read_to_change<T: Send + 'static>(
    app: &App,
    page: &Page,
    viewer: &Viewer,
    tab: Tab,
    closure: impl FnOnce(&mut Snapshot<'_, '_>) -> Result<T, Failure> + Send + 'static,
) -> Result<(Frame, Nav, T), PageError> {
    let me = viewer.id();
    read(app, page, viewer, tab, move |desk| {
        require_change(&desk.directory, me)?;
        closure(desk)
    })
    .await
}

/// The numbers in an address; anything else leads nowhere.
pub(super) struct Numbers<const N: usize>(pub(super) [i64; N]);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for Numbers<N> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let nowhere = PageError::not_found;
        let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| nowhere())?;
        let numbers = path.iter().map(|(_, value)| value.parse()).collect::<Result<Vec<i64>, _>>();
        let numbers = numbers.map_err(|_| nowhere())?;
        numbers.try_into().map(Numbers).map_err(|_| nowhere())
    }
}

/// What a person can put right in a form; anything else is a page of its own.
///
/// # Errors
/// What is no business of a form.
pub(super) fn to_put_right(failure: Failure) -> Result<Refusal, PageError> {
    match failure {
        Failure::Refused(refusal)
            if matches!(refusal.class, Class::Conflict | Class::Unprocessable) =>
        {
            Ok(refusal)
        }
        failure => Err(failure.into()),
    }
}

/// The status of a form that is shown again.
pub(super) fn status(refusal: &Refusal) -> StatusCode {
    match refusal.class {
        Class::Conflict => StatusCode::CONFLICT,
        Class::Forbidden | Class::NotFound | Class::Unprocessable => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

/// What a refusal says, with a taken name or address beside its field.
pub(super) fn problems(page: &Page, mut refusal: Refusal) -> Problems {
    let field = match refusal.code {
        "name_taken" => "name",
        "email_taken" => "email",
        _ => return Problems::of(page, &refusal),
    };
    let (code, message) = (refusal.code, refusal.message.clone());
    refusal.problems.push(desk::refusal::Problem { field: field.into(), code, message });
    Problems::of(page, &refusal)
}

/// A mark of something as it was shown, for the form to bring back.
pub(super) fn mark(of: &impl std::fmt::Debug) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{of:?}").as_bytes())[..8])
}

/// Refuses a form that was filled in over something that has changed since.
///
/// # Errors
/// `changed_meanwhile`, in the reader's words.
pub(super) fn unchanged(
    seen: &str,
    now: &impl std::fmt::Debug,
    words: &str,
) -> Result<(), Failure> {
    if seen == mark(now) {
        return Ok(());
    }
    Err(Refusal::conflict(CHANGED, words).into())
}

/// The code of [`unchanged`].
pub(super) const CHANGED: &str = "changed_meanwhile";

/// Something with its label.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) text: String,
}

/// The active teams, the highest tier first.
pub(super) fn by_tier(directory: &Directory) -> Vec<(u8, Vec<&Team>)> {
    let mut tiers: BTreeMap<u8, Vec<&Team>> = BTreeMap::new();
    for team in directory.teams.values().filter(|team| team.is_active()) {
        tiers.entry(team.tier.0).or_default().push(team);
    }
    tiers.into_iter().rev().collect()
}

/// The names of teams.
pub(super) fn names(directory: &Directory, teams: &[TeamId]) -> String {
    let name = |id: &TeamId| directory.team(*id).map(|team| team.name.clone());
    teams.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_a_word_of_ours() {
        let done = |word: &str| Asked { done: word.into() }.done();
        assert_eq!(done("signed-out"), Some("admin-done-signed-out"));
        assert_eq!(done("<b>"), None);
        assert_eq!(Asked::default().done(), None);
    }

    #[test]
    fn a_mark_is_of_what_it_was_made_of() {
        assert_eq!(mark(&("a", 1)), mark(&("a", 1)));
        assert_ne!(mark(&("a", 1)), mark(&("a", 2)));
        assert!(unchanged(&mark(&1), &1, "").is_ok());
        let refused = unchanged(&mark(&1), &2, "Da war jemand.").unwrap_err();
        assert!(refused.to_string().contains("Da war jemand."));
    }
}
