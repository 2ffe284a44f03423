//! The verbs: `POST /tickets/{number}/{verb}` does one thing with a ticket and answers with it.
//!
//! A body names what it is about (teams, people, words); its [`Verb`] looks the names up and gives
//! the command. What is missing, the domain says.

mod house;
mod life;
mod moves;
mod pairs;
mod routes;
pub(crate) mod sight;

pub(crate) use life::Resolve;
pub(crate) use routes::{WORDS, read, router};

use super::auth::Caller;
use super::etag::Condition;
use super::ground::judge;
use super::lookup::{Lookup, together};
use super::request::{Numbered, Sent};
use super::tickets::view;
use super::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::http::StatusCode;
use desk::access::{Action, can};
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::Refusal;
use desk::ticket::Command;
use store::db::DbError;
use store::{Failure, Ledger};

/// The body of a verb: what becomes a command.
pub(crate) trait Verb: Send {
    /// The command, as far as its names are known.
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Command, DbError>;

    /// Does it, and gives the ticket it has made besides, if it makes one.
    fn perform(
        &self,
        ledger: &mut Ledger<'_, '_>,
        number: TicketNumber,
        command: Command,
    ) -> Result<Option<TicketNumber>, Failure> {
        ledger.act(number, command)?;
        Ok(None)
    }
}

/// Refuses unless the caller may know of the ticket and has seen its latest version.
pub(crate) fn see(
    ledger: &mut Ledger<'_, '_>,
    caller: PersonId,
    number: TicketNumber,
    if_match: Option<&Condition>,
) -> Result<(), Failure> {
    let (directory, now) = (ledger.shared_directory(), ledger.by().now);
    let ticket = ledger.ticket(number)?;
    if !can(&directory, caller, Action::Follow, ticket, now) {
        return Err(Refusal::not_found("ticket").into());
    }
    if_match.map_or(Ok(()), |condition| condition.require(ticket.version))
}

/// Does what a body says with one ticket; gives the ticket it has made besides.
pub(crate) fn act(
    ledger: &mut Ledger<'_, '_>,
    caller: PersonId,
    number: TicketNumber,
    if_match: Option<&Condition>,
    verb: &dyn Verb,
) -> Result<Option<TicketNumber>, Failure> {
    see(ledger, caller, number, if_match)?;
    let directory = ledger.shared_directory();
    let mut lookup = Lookup::new(ledger.tx(), directory, caller);
    let command = verb.command(&mut lookup)?;
    let unknown = lookup.problems();
    if unknown.is_empty() {
        return verb.perform(ledger, number, command);
    }
    let judged = judge(ledger, number, command)?;
    together(unknown, judged).map(|()| None)
}

/// The whole of a verb's request.
async fn perform<V: Verb + 'static>(
    app: App,
    caller: Caller,
    number: Numbered,
    sent: Sent<V>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (number, by, its) = (TicketNumber(number.0), caller.clone(), terms.clone());
    app.write(&caller, &terms, move |ledger| {
        let made = act(ledger, by.id(), number, its.if_match.as_ref(), &body)?;
        let mut answer = view::answer(ledger, by.id(), number, StatusCode::OK, its.language)?;
        answer.head.location = made.map(view::location);
        Ok(answer)
    })
    .await
}
