//! The routes of the verbs, one line each.

use super::house::{Acknowledge, Answer as AnswerQuestion, Ask, Raise};
use super::life::{Close, Confirm, Reopen, Resolve, Resume, Wait};
use super::moves::{Assign, Escalate, Pull, Release, Return, Take, Transfer};
use super::pairs::{Link, Merge, Split, Unlink, Unmerge};
use super::sight::{Restrict, Unrestrict};
use super::{Verb, perform};
use crate::api::auth::Caller;
use crate::api::decode;
use crate::api::request::{Numbered, Sent};
use crate::api::tickets::change::ChangeTicket;
use crate::api::tickets::view::TicketView;
use crate::api::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident($body:ident) = $verb:literal at $path:tt;)*) => {
        $(
            $(#[$doc])*
            #[utoipa::path(
                post, path = $path, operation_id = $verb, tag = "verbs",
                params(("number" = i64, Path, description = "The number of the ticket")),
                request_body = $body,
                responses((status = 200, description = "The ticket afterwards", body = TicketView)),
            )]
            async fn $name(
                State(app): State<App>,
                caller: Caller,
                number: Numbered,
                sent: Sent<$body>,
            ) -> Result<Answer, Problem> {
                perform(app, caller, number, sent).await
            }
        )*

        /// The routes.
        pub(crate) fn router() -> OpenApiRouter<App> {
            OpenApiRouter::new()$(.routes(routes!($name)))*
        }

        /// What a bulk request may ask of each ticket.
        pub(crate) const WORDS: &[&str] = &["change", $($verb),*];

        /// Reads the body of a verb by its name; none when there is no such verb.
        pub(crate) fn read(
            verb: &str,
            body: Value,
            prefix: &str,
        ) -> Option<Result<Box<dyn Verb>, Problem>> {
            fn boxed<V: Verb + 'static>(verb: V) -> Box<dyn Verb> {
                Box::new(verb)
            }
            match verb {
                "change" => Some(decode::typed::<ChangeTicket>(body, prefix).map(boxed)),
                $($verb => Some(decode::typed::<$body>(body, prefix).map(boxed)),)*
                _ => None,
            }
        }
    };
}

verbs! {
    /// Make a ticket of one's own team one's own
    ///
    /// May rate the hand-over that brought it.
    take(Take) = "take" at "/tickets/{number}/take";

    /// The same as take
    accept(Take) = "accept" at "/tickets/{number}/accept";

    /// Give a ticket to an agent of the team that holds it
    assign(Assign) = "assign" at "/tickets/{number}/assign";

    /// Put a ticket back into its team's queue
    release(Release) = "release" at "/tickets/{number}/release";

    /// Send a ticket sideways, to another team of the same tier
    ///
    /// `team` and `reason` are required; `note` with the reason `other`.
    transfer(Transfer) = "transfer" at "/tickets/{number}/transfer";

    /// Hand a ticket up to a higher tier
    ///
    /// Needs a hand-over: `team` or `tier`, `reason`, `findings`, `question`, and the receiving
    /// team's `checklist`. A refusal lists all that is missing.
    escalate(Escalate) = "escalate" at "/tickets/{number}/escalate";

    /// Give a ticket back down, with an outcome
    ///
    /// `outcome` is required: `solved` with `solution`, `answered` with `answer`, `declined` with
    /// `reason`.
    return_ticket(Return) = "return" at "/tickets/{number}/return";

    /// Take a ticket over from another team into one of one's own
    ///
    /// `reason` is required, `team` when the caller is in several.
    pull(Pull) = "pull" at "/tickets/{number}/pull";

    /// Ask a person or a team in the house; the ticket stays where it is
    ///
    /// `question` is required, and `person` or `team`.
    ask(Ask) = "ask" at "/tickets/{number}/ask";

    /// Answer a question of the house
    ///
    /// `answer` is required, `question` when several are open.
    answer(AnswerQuestion) = "answer" at "/tickets/{number}/answer";

    /// Tell management; the ticket stays where it is
    ///
    /// `reason` is required.
    raise(Raise) = "raise" at "/tickets/{number}/raise";

    /// Acknowledge what was raised
    acknowledge(Acknowledge) = "acknowledge" at "/tickets/{number}/acknowledge";

    /// Let a ticket rest
    ///
    /// `on` is required, `until` for a date.
    wait(Wait) = "wait" at "/tickets/{number}/wait";

    /// End the wait
    resume(Resume) = "resume" at "/tickets/{number}/resume";

    /// Give the solution
    ///
    /// `code` is required, and `solution` for all codes that solve something.
    resolve(Resolve) = "resolve" at "/tickets/{number}/resolve";

    /// Say, as the requester, that the solution works
    confirm(Confirm) = "confirm" at "/tickets/{number}/confirm";

    /// Open a resolved or closed ticket again
    ///
    /// `reason` is required.
    reopen(Reopen) = "reopen" at "/tickets/{number}/reopen";

    /// Close a ticket for good
    ///
    /// `code` is required when it was not resolved.
    close(Close) = "close" at "/tickets/{number}/close";

    /// Merge a duplicate into another ticket
    ///
    /// `into` is required; `may_see_each_other` when the requesters differ.
    merge(Merge) = "merge" at "/tickets/{number}/merge";

    /// Undo a merge
    unmerge(Unmerge) = "unmerge" at "/tickets/{number}/unmerge";

    /// Make a requester's message a ticket of its own
    ///
    /// `message` is required. `Location` names the new ticket.
    split(Split) = "split" at "/tickets/{number}/split";

    /// Link a ticket to another
    ///
    /// `to` and `kind` are required.
    link(Link) = "link" at "/tickets/{number}/link";

    /// Take a link away
    ///
    /// `to` and `kind` are required.
    unlink(Unlink) = "unlink" at "/tickets/{number}/unlink";

    /// Make a ticket confidential, or name other readers
    ///
    /// Only its requester, the team that holds it and those who are named see it then, by any path.
    restrict(Restrict) = "restrict" at "/tickets/{number}/restrict";

    /// Make a confidential ticket one like all others
    unrestrict(Unrestrict) = "unrestrict" at "/tickets/{number}/unrestrict";
}
