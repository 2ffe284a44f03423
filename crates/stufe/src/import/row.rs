//! One line of a log, read and checked, on its way through the sorting.

use super::state::State;
use desk::priority::Priority;
use desk::time::Timestamp;
use desk::values::{Channel, Kind, Level, Tier};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Where a line stands: the file's place in the command, and the line in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) file: usize,
    pub(crate) line: u64,
}

/// A team as a log names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TeamName {
    pub(crate) name: String,
    /// Its tier, where the line says so.
    pub(crate) tier: Option<Tier>,
}

/// Who has the need, as a log or its mapping says it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum RequesterName {
    Email(String),
    Name(String),
}

/// One line, in our words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) place: Place,
    pub(crate) ticket: String,
    /// The log's own order of a ticket's lines, before their time.
    pub(crate) order: i64,
    pub(crate) at: Timestamp,
    pub(crate) team: Option<TeamName>,
    pub(crate) agent: Option<String>,
    pub(crate) state: Option<State>,
    /// The state as the log writes it.
    pub(crate) state_text: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) impact: Option<Level>,
    pub(crate) urgency: Option<Level>,
    pub(crate) priority: Option<Priority>,
    pub(crate) subject: String,
    pub(crate) requester: RequesterName,
    pub(crate) kind: Kind,
    pub(crate) channel: Channel,
}

/// A line with its place in the replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// When and where its ticket begins: the order of tickets.
    pub(crate) begin: (Timestamp, Place),
    /// Its place among the lines of its ticket, from 0.
    pub(crate) index: u64,
    /// The first team that any line of the ticket names, on lines up to that one.
    pub(crate) first_team: Option<TeamName>,
    pub(crate) row: Row,
}

impl Row {
    /// The order of lines within the log: by ticket, the log's own order, time, place.
    pub(crate) fn key(&self) -> (&str, i64, Timestamp, Place) {
        (&self.ticket, self.order, self.at, self.place)
    }
}

/// Writes an item to a file of the external sort: length, then JSON.
fn encode(item: &impl Serialize, to: &mut impl Write) -> io::Result<()> {
    let bytes = serde_json::to_vec(item)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&bytes)
}

fn decode<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
    from.read_exact(&mut bytes)?;
    Ok(serde_json::from_slice(&bytes)?)
}

macro_rules! sortable {
    ($($item:ident),*) => {$(
        impl extsort::Sortable for $item {
            fn encode<W: Write>(&self, writer: &mut W) -> io::Result<()> {
                encode(self, writer)
            }

            fn decode<R: Read>(reader: &mut R) -> io::Result<Self> {
                decode(reader)
            }
        }
    )*};
}
sortable!(Row, Step);
