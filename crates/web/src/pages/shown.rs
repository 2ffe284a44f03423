//! What the parts of `templates/parts` show: small structs of words that are ready to be written.
//!
//! A page makes them of what it read; the parts know no ids, no times and no rules.

mod rail;
mod timeline;

pub(crate) use rail::{Edge, Held, HeldState, Stair, Step, StepState, Way};
pub(crate) use timeline::{Entry, Fact, HandOver, Line, Link, Message, Quoted, Voice, What};

use super::page::Page;
use desk::time::Timestamp;
use desk::values::{Kind, Status, WaitReason};

/// Hues of people and teams (`avatar.css`).
const HUES: i64 = 11;

/// The hue of whoever has that id: always the same.
pub(crate) fn hue(id: i64) -> i64 {
    // A stride that has no factor with the number of hues keeps neighbours apart.
    id.wrapping_mul(4).rem_euclid(HUES)
}

/// The first letters of the first and the last word: `KV`.
pub(crate) fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(letter);
    let (first, last) = (letters.next(), letters.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A person or a team in a nutshell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Avatar {
    pub(crate) initials: String,
    pub(crate) hue: i64,
    pub(crate) shape: Shape,
}

/// People are round, teams are square, what is outside is dashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Person,
    Team,
    Outside,
    Nobody,
}

impl Shape {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Shape::Person => "",
            Shape::Team => " av-team",
            Shape::Outside => " av-team av-out",
            Shape::Nobody => " av-none",
        }
    }
}

impl Avatar {
    /// Of a person.
    pub(crate) fn person(id: i64, name: &str) -> Avatar {
        Avatar { initials: initials(name), hue: hue(id), shape: Shape::Person }
    }

    /// Of a team; a provider's is outside.
    pub(crate) fn team(id: i64, name: &str, provider: Option<&str>) -> Avatar {
        let shape = if provider.is_some() { Shape::Outside } else { Shape::Team };
        Avatar { initials: initials(name), hue: hue(id), shape }
    }

    /// Of nobody: a ticket in the queue.
    pub(crate) fn nobody() -> Avatar {
        Avatar { initials: "–".into(), hue: 0, shape: Shape::Nobody }
    }
}

/// An instant: as it is read, as it is exactly, as a machine reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) text: String,
    pub(crate) full: String,
    pub(crate) machine: String,
}

impl When {
    /// As short as it stays clear today.
    pub(crate) fn new(page: &Page, at: Timestamp) -> When {
        let (text, full) = (page.when(at), page.format.date_time(at));
        When { text, full, machine: page.format.machine(at) }
    }

    /// As short as a column wants it.
    pub(crate) fn brief(page: &Page, at: Timestamp) -> When {
        When { text: page.format.brief(at, page.now), ..When::new(page, at) }
    }

    /// To the minute.
    pub(crate) fn exact(page: &Page, at: Timestamp) -> When {
        When { text: page.moment(at), ..When::new(page, at) }
    }
}

/// A status with what it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusMark {
    pub(crate) word: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) text: String,
}

impl StatusMark {
    /// Of a ticket: what it waits for says more than that it waits.
    pub(crate) fn new(
        page: &Page,
        status: Status,
        wait: Option<WaitReason>,
        until: Option<Timestamp>,
    ) -> StatusMark {
        let (word, icon) = match (status, wait) {
            (Status::New, _) => ("new", "s-new"),
            (Status::Open, _) => ("progress", "s-progress"),
            (Status::Waiting, Some(WaitReason::Vendor)) => ("vendor", "vendor"),
            (Status::Waiting, Some(WaitReason::Date)) => ("follow", "cal"),
            (Status::Waiting, _) => ("wait", "s-wait"),
            (Status::Resolved | Status::Closed, _) => ("done", "s-done"),
        };
        let text = match (status, wait, until) {
            (Status::Waiting, Some(WaitReason::Date), Some(until)) => {
                let date = page.format.brief(until, page.now);
                page.text("wait-date-until").with("date", date).to_string()
            }
            (Status::Waiting, Some(reason), _) => page.word(&reason).to_string(),
            (status, _, _) => page.word(&status).to_string(),
        };
        StatusMark { word, icon, text }
    }
}

/// A clock with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) kind: String,
    pub(crate) left: String,
    /// What is left, of a hundred.
    pub(crate) percent: u8,
    pub(crate) state: DueState,
    /// What the drawing says, for who does not see it.
    pub(crate) said: Option<String>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DueState {
    Fine,
    Soon,
    Late,
    Still,
}

impl DueState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            DueState::Fine => "ok",
            DueState::Soon => "soon",
            DueState::Late => "late",
            DueState::Still => "still",
        }
    }

    pub(crate) fn icon(self) -> Option<&'static str> {
        match self {
            DueState::Fine => None,
            DueState::Soon => Some("clock"),
            DueState::Late => Some("alert"),
            DueState::Still => Some("pause"),
        }
    }
}

/// A ticket in a list: `parts/list.html`, `row`.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) number: i64,
    pub(crate) href: String,
    pub(crate) kind: Kind,
    pub(crate) priority: u8,
    pub(crate) subject: String,
    /// The requester waits for an answer.
    pub(crate) is_unanswered: bool,
    /// How much was written, from two messages on.
    pub(crate) messages: Option<u32>,
    /// How many files came with it, if any.
    pub(crate) files: Option<u32>,
    pub(crate) requester: String,
    pub(crate) service: String,
    pub(crate) tier: u8,
    /// The last step it took, when that was a hand-over.
    pub(crate) step: Option<Way>,
    /// How often it came back down, from twice on.
    pub(crate) bounces: Option<u32>,
    pub(crate) holder: Avatar,
    /// The agent who has it; nobody when it is in the queue.
    pub(crate) agent: Option<String>,
    pub(crate) team: String,
    pub(crate) taking: Taking,
    pub(crate) state: StatusMark,
    pub(crate) due: Option<Due>,
    pub(crate) since: Since,
    /// The row the keys begin at.
    pub(crate) is_here: bool,
}

/// How the viewer makes a ticket theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// It is theirs, or done with.
    Not,
    /// In one step.
    AtOnce,
    /// From another team, with a reason: on its own page.
    WithReason,
}

/// What is known of a ticket's pace while no clock runs: since when it waits, until when it rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Since {
    pub(crate) what: String,
    pub(crate) when: When,
}

/// A way of writing in the composer: `parts/composer.html`, `tabs`.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) label: String,
    pub(crate) icon: &'static str,
    pub(crate) key: &'static str,
    pub(crate) href: String,
    pub(crate) is_here: bool,
    /// Somebody has begun to write there, and when.
    pub(crate) draft: Option<String>,
}

/// A value to choose from.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

impl Choice {
    /// One of them, chosen when it is the given value.
    pub(crate) fn new(value: &str, label: &impl ToString, chosen: &str) -> Choice {
        let (value, label) = (value.to_owned(), label.to_string());
        Choice { is_chosen: value == chosen, value, label }
    }
}

/// Where a requester's request stands: `parts/portal.html`, `progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Arrived,
    InWork,
    Solved,
}

impl Progress {
    /// The three steps with the keys of their words, and how each stands.
    pub(crate) fn steps(self) -> [(&'static str, Standing); 3] {
        let at = match self {
            Progress::Arrived => 0,
            Progress::InWork => 1,
            Progress::Solved => 2,
        };
        let keys = ["progress-arrived", "progress-in-work", "progress-solved"];
        let mut steps = keys.map(|key| (key, Standing::Ahead));
        for (step, (_, standing)) in steps.iter_mut().enumerate() {
            *standing = match step.cmp(&at) {
                std::cmp::Ordering::Less => Standing::Done,
                std::cmp::Ordering::Equal => Standing::Here,
                std::cmp::Ordering::Greater => Standing::Ahead,
            };
        }
        steps
    }
}

/// How a step of [`Progress`] stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Done,
    Here,
    Ahead,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_at_most() {
        for (name, expected) in [
            ("Katrin Vogt", "KV"),
            ("  Ayşe Nur Demir ", "AD"),
            ("„Nordlicht“ IT", "NI"),
            ("émile", "É"),
            ("", ""),
            ("+49 561 1", "41"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn neighbours_have_other_hues() {
        let hues: Vec<i64> = (1..=11).map(hue).collect();
        assert!(hues.windows(2).all(|pair| pair[0] != pair[1]));
        assert!((-30..30).map(hue).all(|hue| (0..HUES).contains(&hue)));
    }
}
