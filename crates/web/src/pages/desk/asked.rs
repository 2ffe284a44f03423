//! What the address of a list asks for: which tickets, in which state, in which order.
//!
//! The words are the API's where it has them; [`Asked::params`] says the same to it, so that a
//! page shows what its views show, to everybody alike.

use crate::api::tickets::list::ListParams;
use crate::api::words::Word;
use crate::pages::address;
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::refusal::{Problems, Refusal};

/// The parameters a list has.
const NAMES: [&str; 10] =
    ["view", "team", "tier", "provider", "requester", "state", "sort", "cursor", "q", "peek"];

/// Longest value of a parameter, in characters.
const VALUE_MAX: usize = 400;

/// What an address asks for, as it is written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked(Vec<(String, String)>);

/// Whose tickets a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// All there are, or those of a team, a tier, a provider, a requester.
    All,
    /// The viewer's own.
    Mine,
    /// The viewer's own that come back on a date.
    FollowUps,
    /// The viewer's own that wait.
    Waiting,
    /// Those that nobody has.
    Unassigned,
}

/// Where the tickets of a list are in their life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Waiting,
    Resolved,
    Closed,
    /// Anywhere.
    Any,
}

/// What a list can be sorted by, with the keys of the words.
pub(super) const SORTS: [(&str, &str); 5] = [
    ("priority", "desk-by-priority"),
    ("-updated", "desk-by-change"),
    ("updated", "desk-by-rest"),
    ("created", "desk-by-age"),
    ("-created", "desk-by-arrival"),
];

impl State {
    pub(super) const ALL: [State; 5] =
        [State::Open, State::Waiting, State::Resolved, State::Closed, State::Any];

    pub(super) fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Waiting => "waiting",
            State::Resolved => "resolved",
            State::Closed => "closed",
            State::Any => "any",
        }
    }

    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            State::Open => "desk-is-open",
            State::Waiting => "desk-is-waiting",
            State::Resolved => "desk-is-resolved",
            State::Closed => "desk-is-closed",
            State::Any => "desk-is-any",
        }
    }

    /// The API's view and status of it.
    fn view(self) -> (&'static str, Option<&'static str>) {
        match self {
            State::Open => ("open", None),
            State::Waiting => ("waiting", None),
            State::Resolved => ("all", Some("resolved")),
            State::Closed => ("all", Some("closed")),
            State::Any => ("all", None),
        }
    }
}

impl View {
    fn of(word: &str) -> Option<View> {
        Some(match word {
            "" => View::All,
            "mine" => View::Mine,
            "follow_ups" => View::FollowUps,
            "waiting" => View::Waiting,
            "unassigned" => View::Unassigned,
            _ => return None,
        })
    }

    /// Whether one chooses the state of what it shows; else it has its own.
    pub(super) fn has_states(self) -> bool {
        matches!(self, View::All | View::Mine)
    }

    /// Whether one chooses the order.
    pub(super) fn has_orders(self) -> bool {
        self != View::FollowUps
    }
}

impl Asked {
    /// Reads the parameters of an address; what a list does not know is left out.
    pub(super) fn of(address: &str) -> Asked {
        let known = address::pairs(address).into_iter();
        Asked(known.filter(|(name, _)| NAMES.contains(&&**name)).collect())
    }

    /// A parameter; empty when it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The address of the same list with this changed, from its beginning.
    pub(super) fn to(&self, changes: &[(&str, &str)]) -> String {
        let kept = NAMES.into_iter().filter(|name| !["cursor", "q", "peek"].contains(name));
        let kept = kept.filter(|name| changes.iter().all(|(it, _)| it != name));
        let kept = kept.map(|name| (name, self.get(name)));
        address::with("/desk", kept.chain(changes.iter().copied()))
    }

    pub(super) fn view(&self) -> View {
        View::of(self.get("view")).unwrap_or(View::All)
    }

    /// The state it shows. All of a requester's are of interest; else what is to be done.
    pub(super) fn state(&self) -> State {
        let usual = if self.get("requester").is_empty() { State::Open } else { State::Any };
        match self.view() {
            View::FollowUps | View::Waiting => State::Waiting,
            View::Unassigned => State::Open,
            View::All | View::Mine => {
                let word = self.get("state");
                State::ALL.into_iter().find(|state| state.word() == word).unwrap_or(usual)
            }
        }
    }

    /// The same to the API's lists.
    ///
    /// # Errors
    /// A refusal that names every parameter with an unknown word.
    pub(super) fn params(&self, directory: &Directory) -> Result<ListParams, Refusal> {
        let mut wrong = Problems::new();
        for (name, value) in &self.0 {
            if value.contains('\0') || value.chars().count() > VALUE_MAX {
                wrong.add(name, "unknown", "This is no value of a list.");
            }
        }
        let known = |known: bool, name: &str, wrong: &mut Problems| {
            if !known {
                wrong.add(name, "unknown", "There is no such list.");
            }
        };
        known(View::of(self.get("view")).is_some(), "view", &mut wrong);
        let is_sort = |word: &str| SORTS.iter().any(|(sort, _)| *sort == word);
        known(matches!(self.get("sort"), "") || is_sort(self.get("sort")), "sort", &mut wrong);
        let word = self.get("state");
        let is_state = State::ALL.into_iter().any(|state| state.word() == word);
        known(word.is_empty() || is_state, "state", &mut wrong);
        wrong.finish("list_refused", "There is no such list.")?;
        let (view, status) = match self.view() {
            View::FollowUps => ("follow_ups", None),
            View::Unassigned => ("unassigned", None),
            View::All | View::Mine | View::Waiting => self.state().view(),
        };
        let own = matches!(self.view(), View::Mine | View::Waiting);
        // Teams are named by their ids here, so that an address outlives a new name.
        let team = self.some("team").map(|team| {
            let named = team.parse().ok().and_then(|id| directory.team(TeamId(id)));
            named.map_or(team, |team| team.name.clone())
        });
        Ok(ListParams {
            view: Some(Word::of(view)),
            team,
            tier: self.some("tier"),
            provider: self.some("provider"),
            status: status.map(Word::of),
            assignee: own.then(|| "me".to_owned()),
            requester: self.some("requester"),
            sort: self.some("sort").filter(|_| self.view().has_orders()).map(Word::of),
            cursor: self.some("cursor"),
            ..ListParams::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_again() {
        let asked = Asked::of("/desk?team=3&state=waiting&cursor=abc&utm=x&q=y&sort=");
        assert_eq!((asked.get("team"), asked.get("utm"), asked.get("sort")), ("3", "", ""));
        assert_eq!(asked.to(&[]), "/desk?team=3&state=waiting");
        assert_eq!(asked.to(&[("state", "")]), "/desk?team=3");
        assert_eq!(asked.to(&[("cursor", "d e")]), "/desk?team=3&state=waiting&cursor=d%20e");
        assert_eq!(Asked::of("/desk").to(&[("sort", "-created")]), "/desk?sort=-created");
    }

    #[test]
    fn a_view_has_its_state() {
        for (address, state) in [
            ("/desk", State::Open),
            ("/desk?view=mine", State::Open),
            ("/desk?view=mine&state=closed", State::Closed),
            ("/desk?view=waiting&state=closed", State::Waiting),
            ("/desk?view=unassigned", State::Open),
            ("/desk?requester=7", State::Any),
            ("/desk?requester=7&state=open", State::Open),
        ] {
            assert_eq!(Asked::of(address).state(), state, "{address}");
        }
    }

    #[test]
    fn unknown_words_are_told_together() {
        let refused = |address: &str| {
            let refusal = Asked::of(address).params(&Directory::default()).unwrap_err();
            refusal.problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(refused("/desk?view=pile&sort=size&state=odd"), ["view", "sort", "state"]);
        assert_eq!(refused("/desk?team=a%00b"), ["team"]);
        assert_eq!(refused(&format!("/desk?requester={}", "x".repeat(401))), ["requester"]);
    }
}
