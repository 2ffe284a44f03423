//! `POST /tickets/bulk`: the same for many tickets, each answering for itself.

use super::view::{self, TicketView};
use crate::api::auth::Caller;
use crate::api::language::Language;
use crate::api::request::Sent;
use crate::api::verbs::{self, Verb, act};
use crate::api::write::{Answer, Head};
use crate::app::App;
use crate::limits::BULK_MAX;
use crate::problem::{Problem, ProblemDetails};
use axum::extract::State;
use axum::http::StatusCode;
use desk::ids::TicketNumber;
use desk::refusal::Problems;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use store::{Failure, Ledger};
use utoipa::ToSchema;

/// One command for many tickets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkRequest {
    /// The numbers of the tickets, each once. Required.
    #[schema(max_items = 100)]
    numbers: Option<Vec<i64>>,
    /// `verb`, and the fields of that verb's own body. Required. Besides the verbs there is
    /// `change`, with the body of PATCH; `split` is for one ticket at a time.
    #[schema(value_type = Option<Object>)]
    command: Option<Map<String, Value>>,
}

/// What each ticket answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BulkAnswer)]
struct Results {
    /// In the order of the numbers.
    items: Vec<BulkItem>,
}

/// What one ticket answers.
#[derive(Debug, Serialize, ToSchema)]
struct BulkItem {
    /// The number.
    number: i64,
    /// The status it would have had alone.
    #[schema(minimum = 200, maximum = 599)]
    status: u16,
    /// The ticket afterwards, when it was done.
    #[schema(value_type = Option<TicketView>)]
    ticket: Option<Value>,
    /// Why it was not.
    problem: Option<ProblemDetails>,
}

/// Do one thing with many tickets
///
/// Each number is answered by itself: some may be done while others are refused.
#[utoipa::path(
    post, path = "/tickets/bulk", operation_id = "bulk", tag = "tickets",
    request_body = BulkRequest,
    responses((status = 200, description = "What each ticket answers", body = Results)),
)]
pub(crate) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<BulkRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (numbers, verb) = read(body)?;
    let (by, language) = (caller.clone(), terms.language);
    let change = move |ledger: &mut Ledger<'_, '_>| {
        let mut items = Vec::with_capacity(numbers.len());
        let mut head = Head::default();
        for number in &numbers {
            items.push(one(ledger, &by, TicketNumber(*number), &*verb, language, &mut head)?);
        }
        let body = serde_json::to_value(Results { items }).map_err(Failure::fault)?;
        Ok(Answer { status: StatusCode::OK, head, body })
    };
    app.write(&caller, &terms, change).await
}

/// One ticket. What a person can put right is its own answer; anything else ends the whole.
fn one(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    number: TicketNumber,
    verb: &dyn Verb,
    language: Language,
    head: &mut Head,
) -> Result<BulkItem, Failure> {
    match act(ledger, caller.id(), number, None, verb) {
        Ok(_) => {
            let answer = view::answer(ledger, caller.id(), number, StatusCode::OK, language)?;
            head.tickets.extend(answer.head.tickets);
            let (status, ticket) = (answer.status.as_u16(), Some(answer.body));
            Ok(BulkItem { number: number.0, status, ticket, problem: None })
        }
        Err(Failure::Refused(refusal)) => {
            let problem = Problem::from(refusal);
            let status = problem.status().as_u16();
            let problem = Some(problem.details().clone());
            Ok(BulkItem { number: number.0, status, ticket: None, problem })
        }
        Err(failure @ (Failure::Stale { .. } | Failure::Db(_))) => Err(failure),
    }
}

fn read(body: BulkRequest) -> Result<(Vec<i64>, Box<dyn Verb>), Problem> {
    let mut problems = Problems::new();
    let numbers = body.numbers.unwrap_or_default();
    if numbers.is_empty() {
        problems.add("numbers", "required", "Name the tickets.");
    }
    if numbers.len() > BULK_MAX {
        problems.add("numbers", "too_many", format!("At most {BULK_MAX} tickets at a time."));
    }
    if numbers.iter().collect::<BTreeSet<_>>().len() < numbers.len() {
        problems.add("numbers", "twice", "Name every ticket once.");
    }
    let mut command = body.command.unwrap_or_default();
    let verb = match command.remove("verb") {
        Some(Value::String(verb)) => verb,
        Some(_) => {
            return Err(Problem::field("command.verb", "wrong_type", "The verb is a text."));
        }
        None => {
            problems.add("command.verb", "required", "Say what to do with the tickets.");
            String::new()
        }
    };
    let known = (verb != "split").then(|| verbs::read(&verb, command.into(), "command"));
    let read = known.flatten().transpose()?;
    if read.is_none() && !verb.is_empty() {
        let words = verbs::WORDS.iter().filter(|word| **word != "split");
        let words = words.copied().collect::<Vec<_>>().join(", ");
        problems.add("command.verb", "unknown", format!("One of: {words}."));
    }
    problems.finish("bulk_refused", "This cannot be done with many tickets.")?;
    let read = read.ok_or_else(|| Problem::fault("a bulk request without a verb"))?;
    Ok((numbers, read))
}
