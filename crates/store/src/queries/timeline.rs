//! Windows into a ticket's timeline. Each part of it is read from an index in its order, so that
//! the latest entries of a long one cost the same as those of a short one.

use super::events::EventRow;
use super::texts::TextRow;
use crate::db::{DbError, Tx};
use crate::values;

/// Which events of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    Everything,
    /// What the requester reads: what they wrote, what was answered.
    Messages,
    /// What was written for the house.
    Internal,
    /// Moves from team to team.
    Moves,
    /// Everything but words: who held it, when it waited, what was changed.
    Course,
}

impl Part {
    /// Every part.
    pub const ALL: [Part; 5] =
        [Part::Everything, Part::Messages, Part::Internal, Part::Moves, Part::Course];

    /// The condition, with that of the partial index as it stands in the schema.
    fn condition(self) -> &'static str {
        match self {
            Part::Everything => "e.stream_seq > 0",
            Part::Messages => {
                "e.public = 1 AND e.kind IN ('requester_wrote', 'replied', 'resolved')"
            }
            Part::Internal => "e.kind IN ('noted', 'asked', 'answered', 'raised')",
            Part::Moves => {
                "e.kind NOT IN ('requester_wrote', 'replied', 'noted') AND e.kind IN \
                 ('escalated', 'transferred', 'returned', 'pulled', 'succeeded')"
            }
            Part::Course => "e.kind NOT IN ('requester_wrote', 'replied', 'noted')",
        }
    }
}

/// `$1` stream, `$2` and `$3` the first and the last place, `$4` how many: the latest of them.
fn rows_statement(part: Part) -> String {
    format!(
        "SELECT e.seq, e.stream, e.stream_seq, e.at, e.actor, e.origin, e.kind, e.data, \
         e.public, e.hash FROM events e WHERE e.stream = $1 AND e.stream_seq >= $2 \
         AND e.stream_seq <= $3 AND {} ORDER BY e.stream_seq DESC LIMIT $4",
        part.condition()
    )
}

/// The same from the first on.
fn onward_statement(part: Part) -> String {
    rows_statement(part).replace("DESC", "ASC")
}

/// The texts of the part's events between two places.
fn texts_statement(part: Part) -> String {
    format!(
        "SELECT t.stream, t.stream_seq, t.slot, t.salt, t.content FROM events e \
         JOIN texts t ON t.stream = e.stream AND t.stream_seq = e.stream_seq \
         WHERE e.stream = $1 AND e.stream_seq >= $2 AND e.stream_seq <= $3 AND {} \
         ORDER BY t.stream_seq, t.slot",
        part.condition()
    )
}

/// Every statement of this file, for the test that prepares them.
pub(crate) fn every_statement() -> Vec<String> {
    let of = |part| [rows_statement(part), onward_statement(part), texts_statement(part)];
    Part::ALL.into_iter().flat_map(of).collect()
}

/// The latest events of a part up to a place, in order.
pub fn until(
    tx: &mut Tx<'_>,
    part: Part,
    stream: i64,
    last: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let values = values![stream, 0_i64, last, limit];
    let mut rows = tx.query(&rows_statement(part), values, EventRow::read)?;
    rows.reverse();
    Ok(rows)
}

/// The first events of a part from a place on, in order.
pub fn since(
    tx: &mut Tx<'_>,
    part: Part,
    stream: i64,
    first: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let values = values![stream, first, i64::MAX, limit];
    tx.query(&onward_statement(part), values, EventRow::read)
}

/// The texts of a part's events, both places included.
pub(crate) fn texts(
    tx: &mut Tx<'_>,
    part: Part,
    stream: i64,
    first: i64,
    last: i64,
) -> Result<Vec<TextRow>, DbError> {
    tx.query(&texts_statement(part), values![stream, first, last], TextRow::read)
}
