//! What a line of a log may say about the state of its ticket.

use desk::values::WaitReason;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The state a line puts its ticket in, in the words of a mapping's `[states]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum State {
    /// `new`: nobody has begun; the agent named has it, else nobody.
    New,
    /// `queued`: the team holds it and nobody has it, whoever the line names.
    Queued,
    /// `open`: the agent named works on it.
    Open,
    /// `waiting:` and what for.
    Waiting(WaitReason),
    /// `resolved`.
    Resolved,
    /// `closed`.
    Closed,
}

impl State {
    /// True of resolved and closed.
    pub(crate) fn is_end(self) -> bool {
        matches!(self, State::Resolved | State::Closed)
    }
}

impl FromStr for State {
    type Err = String;
    fn from_str(word: &str) -> Result<State, String> {
        Ok(match word {
            "new" => State::New,
            "queued" => State::Queued,
            "open" => State::Open,
            "resolved" => State::Resolved,
            "closed" => State::Closed,
            other => match other.strip_prefix("waiting:").map(str::parse) {
                Some(Ok(reason)) => State::Waiting(reason),
                Some(Err(error)) => return Err(format!("after \"waiting:\" {error}")),
                None => {
                    return Err(format!(
                        "\"{other}\" is not one of new, queued, open, waiting:REASON, resolved, \
                         closed"
                    ));
                }
            },
        })
    }
}

impl TryFrom<String> for State {
    type Error = String;
    fn try_from(word: String) -> Result<State, String> {
        word.parse()
    }
}

impl From<State> for String {
    fn from(state: State) -> String {
        match state {
            State::New => "new".to_owned(),
            State::Queued => "queued".to_owned(),
            State::Open => "open".to_owned(),
            State::Waiting(reason) => format!("waiting:{reason}"),
            State::Resolved => "resolved".to_owned(),
            State::Closed => "closed".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_they_are_written() {
        for word in ["new", "queued", "open", "waiting:vendor", "resolved", "closed"] {
            assert_eq!(String::from(word.parse::<State>().unwrap()), word);
        }
        assert!("waiting:rain".parse::<State>().unwrap_err().contains("requester"));
        assert!("Open".parse::<State>().unwrap_err().contains("queued"));
    }
}
