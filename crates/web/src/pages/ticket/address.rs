//! What the address of a ticket's page says: what is written, which part of the timeline shows.

use super::modes::Mode;
use crate::pages::address;
use desk::ids::TicketNumber;
use serde::Deserialize;
use store::queries::timeline::Part;

/// Longest way back to a list that is carried along.
const LIST_MAX: usize = 500;

/// The query of the address. What it does not know is left out.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    compose: Option<String>,
    change: Option<String>,
    team: Option<String>,
    message: Option<String>,
    show: Option<String>,
    order: Option<String>,
    since: Option<String>,
    whole: Option<String>,
    list: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// What is being written.
    pub(crate) compose: Option<Mode>,
    /// Which field of the side column is being changed.
    pub(crate) change: Option<String>,
    /// The team a hand-over would go to.
    pub(crate) team: Option<String>,
    /// The message that would be split off.
    pub(crate) message: Option<i64>,
    /// Which part of the timeline shows.
    pub(crate) show: Show,
    /// Which end comes first.
    pub(crate) order: Order,
    /// The first entry that shows; without it the latest do.
    pub(crate) since: Option<i64>,
    /// The entry whose words show in full, however many.
    pub(crate) whole: Option<i64>,
    /// The query of the list one came from.
    pub(crate) list: Option<String>,
}

/// A part of the timeline that can be asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Show {
    #[default]
    Everything,
    Messages,
    Internal,
    Moves,
}

/// Which end of the timeline comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    OldestFirst,
    NewestFirst,
}

impl Show {
    pub(crate) const ALL: [Show; 4] =
        [Show::Everything, Show::Messages, Show::Internal, Show::Moves];

    /// The word of the address; none for what shows without one.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Show::Everything => None,
            Show::Messages => Some("messages"),
            Show::Internal => Some("internal"),
            Show::Moves => Some("moves"),
        }
    }

    /// The key of its label.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Show::Everything => "show-everything",
            Show::Messages => "show-messages",
            Show::Internal => "show-internal",
            Show::Moves => "show-moves",
        }
    }

    pub(crate) fn part(self) -> Part {
        match self {
            Show::Everything => Part::Everything,
            Show::Messages => Part::Messages,
            Show::Internal => Part::Internal,
            Show::Moves => Part::Moves,
        }
    }
}

impl From<Asked> for Address {
    fn from(asked: Asked) -> Address {
        let place = |text: Option<String>| text?.parse().ok().filter(|seq| *seq > 0);
        let show = |show: &Show| asked.show.is_some() && show.word() == asked.show.as_deref();
        Address {
            compose: asked.compose.as_deref().and_then(Mode::of),
            change: asked.change.filter(|field| !field.is_empty()),
            team: asked.team.filter(|team| !team.is_empty()),
            message: place(asked.message),
            show: Show::ALL.into_iter().find(show).unwrap_or_default(),
            order: match asked.order.as_deref() {
                Some("newest") => Order::NewestFirst,
                Some(_) | None => Order::OldestFirst,
            },
            since: place(asked.since),
            whole: place(asked.whole),
            list: asked.list.filter(|list| list.len() <= LIST_MAX),
        }
    }
}

impl Address {
    /// The page with nothing being written: filter, order and list stay.
    pub(crate) fn at_rest(&self) -> Address {
        let Address { show, order, since, list, .. } = self.clone();
        Address { show, order, since, list, ..Address::default() }
    }

    /// The page with this being written.
    pub(crate) fn composing(&self, mode: Mode) -> Address {
        Address { compose: Some(mode), ..self.at_rest() }
    }

    /// The page with this being changed.
    pub(crate) fn changing(&self, field: &str) -> Address {
        Address { change: Some(field.to_owned()), ..self.at_rest() }
    }

    /// The query, with its question mark; empty when there is nothing to say.
    pub(crate) fn query(&self) -> String {
        let seq = |seq: Option<i64>| seq.map(|seq| seq.to_string());
        let order = match self.order {
            Order::OldestFirst => None,
            Order::NewestFirst => Some("newest".to_owned()),
        };
        let pairs = [
            ("compose", self.compose.map(|mode| mode.word().to_owned())),
            ("change", self.change.clone()),
            ("team", self.team.clone()),
            ("message", seq(self.message)),
            ("show", self.show.word().map(str::to_owned)),
            ("order", order),
            ("since", seq(self.since)),
            ("whole", seq(self.whole)),
            ("list", self.list.clone()),
        ];
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_deref().unwrap_or("")));
        address::with("", pairs)
    }

    /// The address of the page.
    pub(crate) fn page(&self, number: TicketNumber) -> String {
        format!("/desk/tickets/{number}{}", self.query())
    }

    /// Where something is done with the ticket, to come back to this address.
    pub(crate) fn act(&self, number: TicketNumber, verb: &str) -> String {
        format!("/desk/tickets/{number}/{verb}{}", self.query())
    }

    /// The list one came from.
    pub(crate) fn back(&self) -> String {
        match &self.list {
            Some(list) => format!("/desk?{}", list.trim_start_matches('?')),
            None => "/desk".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Address {
        let uri = format!("/x?{query}").parse().unwrap();
        let asked = axum::extract::Query::<Asked>::try_from_uri(&uri).unwrap();
        asked.0.into()
    }

    #[test]
    fn an_address_is_written_as_it_is_read() {
        for query in [
            "compose=escalate&team=Netz%20%26%20VPN&show=internal&order=newest&since=12",
            "whole=3&list=view%3Dmine%26sort%3Dupdated",
            "change=priority",
        ] {
            assert_eq!(read(query).query(), format!("?{query}"));
        }
        for nonsense in ["", "compose=eat&show=all&order=up&since=-4&whole=x&team=&else=1"] {
            assert_eq!(read(nonsense), Address::default(), "{nonsense}");
        }
        let long = format!("list={}", "x".repeat(LIST_MAX + 1));
        assert_eq!(read(&long), Address::default());
    }

    #[test]
    fn the_way_back_stays_on_the_desk() {
        assert_eq!(read("list=//evil.example").back(), "/desk?//evil.example");
        assert_eq!(read("").back(), "/desk");
    }
}
