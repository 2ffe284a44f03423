//! What is done with a ticket: a form becomes a command, or comes back with everything that stands
//! in its way.

use super::address::{Address, Asked};
use super::change::READERS;
use super::clash::{self, Guard};
use super::composer::Sent;
use super::form::{self, Typed};
use super::modes::Mode;
use super::{lost, number, show_sent};
use crate::api::verbs::{self, Verb};
use crate::app::App;
use crate::pages::answer::{self, Wanted};
use crate::pages::error::PageError;
use crate::pages::files::{self, WithFiles};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::access::{Action, can};
use desk::ids::{EventSeq, PersonId, TicketNumber};
use desk::refusal::{Class, Refusal};
use desk::ticket::message::{Note, Reply};
use serde_json::json;
use store::attachments;
use store::journal::Told;
use store::queries::drafts;
use store::words::words;
use store::{Failure, Ledger};

/// What can be done with a click or a form; the rest of the API's verbs is not an agent's.
const VERBS: &[&str] = &[
    "take",
    "release",
    "resume",
    "acknowledge",
    "unmerge",
    "unlink",
    "change",
    "restrict",
    "unrestrict",
];

/// What came of it.
enum Done {
    /// It was done; the ticket is at this version.
    Taken { version: EventSeq, goes_to: Option<TicketNumber>, sight: Sight },
    /// Others were faster.
    Clash(Vec<Told>),
}

/// Whether who did it still sees the ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Kept,
    Lost,
}

/// A command on its way.
struct Order {
    number: TicketNumber,
    me: PersonId,
    verb: String,
    typed: Typed,
    guard: Guard,
    /// What the API makes of the form; none for words alone.
    command: Option<Box<dyn Verb>>,
    /// What follows a reply in the same step.
    then: Option<Box<dyn Verb>>,
}

/// `POST /desk/tickets/{number}/{verb}`
pub(super) async fn act(
    State(app): State<App>,
    page: Page,
    wanted: Wanted,
    Extension(viewer): Extension<Viewer>,
    Path((number_in_path, verb)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    WithFiles { form: fields, brought }: WithFiles<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let number = number(&number_in_path)?;
    let (address, typed) = (Address::from(asked), Typed::new(fields));
    let order = order(&page, &viewer, number, &verb, typed.clone())?;
    let by = viewer.by(page.now);
    let done = files::write(&app, by, &brought, move |ledger| perform(ledger, &order)).await;
    let mode = Mode::of(&verb);
    let change = match verb.as_str() {
        "change" => Some(typed.get("what").to_owned()),
        "restrict" => Some(READERS.to_owned()),
        _ => None,
    };
    let sent = Sent { mode, change, typed, brought, ..Sent::default() };
    match done {
        Ok(Done::Taken { version, goes_to, sight }) => {
            Ok(answer::go(&next(&address, number, version, goes_to, sight)))
        }
        Ok(Done::Clash(meanwhile)) => {
            let sent = Sent { meanwhile, ..sent };
            show_sent(app, page, wanted, viewer, number, address, StatusCode::CONFLICT, sent).await
        }
        Err(Failure::Refused(refusal)) if refusal.class == Class::NotFound => {
            lost(page, number, &sent.typed)
        }
        Err(Failure::Refused(refusal)) => {
            let status = status(&refusal);
            let sent = Sent { problems: problems(&page, &verb, refusal), ..sent };
            show_sent(app, page, wanted, viewer, number, address, status, sent).await
        }
        Err(failure) => Err(failure.into()),
    }
}

fn order(
    page: &Page,
    viewer: &Viewer,
    number: TicketNumber,
    verb: &str,
    typed: Typed,
) -> Result<Order, PageError> {
    if Mode::of(verb).is_none() && !VERBS.contains(&verb) {
        return Err(PageError::not_found());
    }
    let read = |verb: &str, body| match verbs::read(verb, body, "") {
        Some(Ok(command)) => Ok(command),
        Some(Err(_)) => Err(PageError::Other(StatusCode::BAD_REQUEST)),
        None => Err(PageError::not_found()),
    };
    let command = match verb {
        "reply" | "note" => None,
        verb => Some(read(verb, form::body(verb, &typed, &page.format))?),
    };
    let then = match typed.said("then").filter(|_| verb == "reply") {
        None => None,
        Some("wait") => Some(read("wait", json!({ "on": "requester" }))?),
        // The reply is the solution: the requester gets it once.
        Some(code) => {
            Some(read("resolve", json!({ "code": code, "solution": typed.get("body") }))?)
        }
    };
    let guard = clash::guard(verb, typed.names());
    let verb = verb.to_owned();
    Ok(Order { number, me: viewer.id(), verb, typed, guard, command, then })
}

/// All of it, in one transaction: both steps of a reply, or none.
fn perform(ledger: &mut Ledger<'_, '_>, order: &Order) -> Result<Done, Failure> {
    let (number, me) = (order.number, order.me);
    see(ledger, me, number)?;
    if let Some(version) = order.typed.version() {
        let meanwhile = clash::since(ledger.tx(), number, version, me, &order.guard)?;
        if !meanwhile.is_empty() {
            return Ok(Done::Clash(meanwhile));
        }
    }
    let goes_to = match &order.command {
        Some(command) => verbs::act(ledger, me, number, None, command.as_ref())?,
        None => {
            write(ledger, order)?;
            None
        }
    };
    drafts::drop_one(ledger.tx(), me, number, &order.verb)?;
    let (directory, now) = (ledger.shared_directory(), ledger.by().now);
    let ticket = ledger.ticket(number)?;
    let sees = can(&directory, me, Action::Read, ticket, now);
    let sight = if sees { Sight::Kept } else { Sight::Lost };
    Ok(Done::Taken { version: ticket.version, goes_to, sight })
}

/// Words to the requester or the house, and what follows them.
fn write(ledger: &mut Ledger<'_, '_>, order: &Order) -> Result<(), Failure> {
    let body = Some(words(order.typed.get("body"))?);
    let attachments = attachments::offer(ledger.tx(), &order.typed.files())?;
    // A solution brings no files: they come with a reply before it.
    let is_solution = order.typed.said("then").is_some_and(|then| then != "wait");
    if order.verb == "note" {
        ledger.act(order.number, Note { body, attachments }.into())?;
    } else if !is_solution || !attachments.is_empty() {
        let contacted_at = None;
        ledger.act(order.number, Reply { body, contacted_at, attachments }.into())?;
    }
    if let Some(then) = &order.then {
        verbs::act(ledger, order.me, order.number, None, then.as_ref())?;
    }
    Ok(())
}

/// Refuses unless who asks may read the ticket at the desk.
fn see(ledger: &mut Ledger<'_, '_>, me: PersonId, number: TicketNumber) -> Result<(), Failure> {
    let (directory, now) = (ledger.shared_directory(), ledger.by().now);
    let ticket = ledger.ticket(number)?;
    if can(&directory, me, Action::Read, ticket, now) {
        return Ok(());
    }
    Err(match can(&directory, me, Action::Follow, ticket, now) {
        true => Refusal::forbidden("Only those who work at the desk do this here.").into(),
        false => Refusal::not_found("ticket").into(),
    })
}

/// Where one goes from there: to the new entry, to the ticket that was made, or back to the list
/// when the ticket is out of sight.
fn next(
    address: &Address,
    number: TicketNumber,
    version: EventSeq,
    goes_to: Option<TicketNumber>,
    sight: Sight,
) -> String {
    let rest = address.at_rest();
    match (goes_to, sight) {
        (Some(made), _) => Address::default().page(made),
        (None, Sight::Lost) => rest.back(),
        (None, Sight::Kept) => format!("{}#e{version}", rest.page(number)),
    }
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal.class {
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What is wrong, under the names the form has.
fn problems(page: &Page, verb: &str, mut refusal: Refusal) -> Problems {
    for problem in &mut refusal.problems {
        let renamed = match (verb, problem.field.as_str()) {
            ("reply", "solution") => "body",
            ("reply", "code") => "then",
            ("wait", "until") => "until_at",
            ("change", "fields") => "field_name",
            ("change", field) if field.starts_with("fields.") => "field_value",
            _ => continue,
        };
        renamed.clone_into(&mut problem.field);
    }
    Problems::of(page, &refusal)
}
