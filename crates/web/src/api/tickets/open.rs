//! `POST /tickets`: a need becomes a ticket; a call can be taken and solved in one step.

use super::person::PersonRef;
use super::view::{self, TicketView};
use crate::api::auth::Caller;
use crate::api::ground::Ground;
use crate::api::lookup::both;
use crate::api::lookup::{Lookup, text, together};
use crate::api::request::Sent;
use crate::api::verbs::Resolve;
use crate::api::verbs::sight::Restrict;
use crate::api::words::{ChannelWord, KindWord, LevelWord};
use crate::api::write::Answer;
use crate::app::App;
use crate::problem::Problem;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::{DeskAction, can_desk, role_of};
use desk::admin::{AddPerson, AdminCommand};
use desk::ids::{PersonId, TicketNumber};
use desk::refusal::{self, Refusal};
use desk::text::Text;
use desk::ticket::open::{Open, open};
use desk::values::{Channel, Role};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::db::DbError;
use store::ledger::PersonHint;
use store::{Failure, Ledger};
use utoipa::ToSchema;

/// A new ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTicket {
    /// One line that says what it is about. Required.
    subject: Option<String>,
    /// The need in the requester's words. Required.
    body: Option<String>,
    /// Who has the need; whoever is not known yet becomes known. Required from those who work at
    /// the desk; others ask for themselves.
    requester: Option<PersonRef>,
    /// How it came in; `api` when nothing is said.
    channel: Option<ChannelWord>,
    /// When the contact really was, RFC 3339.
    #[schema(format = DateTime)]
    contacted_at: Option<String>,
    /// Incident or request; an incident when nothing is said.
    kind: Option<KindWord>,
    /// The service it is about.
    service: Option<String>,
    /// The thing it is about.
    asset: Option<String>,
    /// How many are hit, how hard.
    impact: Option<LevelWord>,
    /// How soon it hurts.
    urgency: Option<LevelWord>,
    /// The team that gets it; without one the router chooses.
    team: Option<String>,
    /// Labels.
    tags: Option<BTreeSet<String>>,
    /// Custom fields: name → value.
    fields: Option<BTreeMap<String, String>>,
    /// Files that were uploaded, by their numbers; each goes with one message.
    attachments: Option<Vec<i64>>,
    /// Confidential from the start: who sees it besides the requester and the team that gets it.
    confidential: Option<Restrict>,
    /// Taken and solved in the same step; agents only.
    resolve: Option<Resolve>,
}

/// Who has the need, as far as it is known.
pub(crate) enum Wanted {
    Nobody,
    Known(PersonId),
    New(PersonHint),
}

/// Open a ticket
///
/// `subject` and `body` are required, and `requester` from those who work at the desk. With
/// `resolve` an agent takes and solves it in the same step.
#[utoipa::path(
    post, path = "/tickets", operation_id = "open_ticket", tag = "tickets",
    request_body = NewTicket,
    responses((status = 201, description = "The new ticket", body = TicketView)),
)]
pub(crate) async fn open_ticket(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<NewTicket>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (by, language) = (caller.clone(), terms.language);
    app.write(&caller, &terms, move |ledger| {
        let number = opened(ledger, &by, &body)?;
        view::answer(ledger, by.id(), number, StatusCode::CREATED, language)
    })
    .await
}

fn opened(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    body: &NewTicket,
) -> Result<TicketNumber, Failure> {
    let directory = ledger.shared_directory();
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let command = body.command(&mut lookup)?;
    let wanted = body.wanted(caller, &mut lookup)?;
    let unknown = lookup.problems();
    admit(ledger, command, wanted, unknown)
}

/// Opens a ticket for whoever has the need; who is not known yet becomes known with it.
///
/// # Errors
/// A refusal that names everything that is missing or `unknown`.
pub(crate) fn admit(
    ledger: &mut Ledger<'_, '_>,
    mut command: Open,
    wanted: Wanted,
    unknown: Vec<refusal::Problem>,
) -> Result<TicketNumber, Failure> {
    // Judged as a whole before anything is written, so that a refusal names everything.
    command.requester = match &wanted {
        Wanted::Nobody => None,
        Wanted::Known(person) => Some(*person),
        Wanted::New(_) => Some(PersonId(0)),
    };
    let ground = Ground::of(ledger);
    let judged = open(command.clone(), &ground.context(None)).map(drop);
    let judged = match &wanted {
        Wanted::New(hint) => both(judged, newcomer(hint, &ground)?),
        Wanted::Nobody | Wanted::Known(_) => judged,
    };
    together(unknown, judged)?;
    if let Wanted::New(hint) = wanted {
        command.requester = Some(ledger.requester(hint)?);
    }
    ledger.open(command)
}

/// What the domain says to a person who would become known.
fn newcomer(hint: &PersonHint, ground: &Ground) -> Result<Result<(), Refusal>, DbError> {
    let add = AdminCommand::AddPerson(AddPerson {
        person: PersonId(0),
        name: text(hint.name.as_ref())?,
        email: hint.email.as_ref().map(|it| store::words::words(it.trim())).transpose()?,
        email_taken_by: None,
        phone: text(hint.phone.as_ref())?,
        role: Role::Requester,
        teams: Vec::new(),
    });
    let judged = desk::admin::decide(add, &ground.context(None)).map(drop);
    Ok(judged.map_err(|mut refusal| {
        for problem in &mut refusal.problems {
            problem.field = format!("requester.{}", problem.field);
        }
        refusal
    }))
}

impl NewTicket {
    fn command(&self, lookup: &mut Lookup<'_, '_>) -> Result<Open, DbError> {
        let channel = lookup.word("channel", self.channel.as_ref());
        let fields = self.fields.iter().flatten();
        let fields = fields.map(|(name, value)| Ok((name.clone(), store::words::words(value)?)));
        let resolve = self.resolve.as_ref().map(|it| it.read("resolve.", lookup)).transpose()?;
        let confidential = self.confidential.as_ref();
        let confidential =
            confidential.map(|it| it.readers("confidential.", lookup)).transpose()?;
        Ok(Open {
            confidential,
            subject: text(self.subject.as_ref())?,
            body: text(self.body.as_ref())?,
            contacted_at: lookup.instant("contacted_at", self.contacted_at.as_ref()),
            kind: lookup.word("kind", self.kind.as_ref()),
            service: lookup.service("service", self.service.as_ref()),
            asset: self.asset.clone(),
            impact: lookup.word("impact", self.impact.as_ref()),
            urgency: lookup.word("urgency", self.urgency.as_ref()),
            team: lookup.team("team", self.team.as_ref()),
            tags: self.tags.clone().unwrap_or_default(),
            fields: fields.collect::<Result<BTreeMap<String, Text>, DbError>>()?,
            attachments: lookup.uploads(self.attachments.as_ref())?,
            resolve,
            ..Open::by(channel.unwrap_or(Channel::Api))
        })
    }

    /// Who has the need. Those who may not open for others ask for themselves, and are told the
    /// same of everybody else, known or not.
    fn wanted(&self, caller: &Caller, lookup: &mut Lookup<'_, '_>) -> Result<Wanted, DbError> {
        let role = role_of(lookup.directory(), caller.id());
        let for_others = can_desk(role, DeskAction::OpenForOthers);
        let Some(requester) = &self.requester else {
            return Ok(if for_others { Wanted::Nobody } else { Wanted::Known(caller.id()) });
        };
        let hint = requester.hint(caller.id());
        let known = lookup.hinted(&hint)?;
        if !for_others {
            if known != Some(caller.id()) {
                lookup.note("requester", "forbidden", "You can ask for yourself only.");
            }
            return Ok(Wanted::Known(caller.id()));
        }
        if let Some(person) = known {
            return Ok(Wanted::Known(person));
        }
        if hint.id.is_some() {
            lookup.note("requester.id", "unknown", "There is no such person.");
            return Ok(Wanted::Known(PersonId(0)));
        }
        let says = [&hint.email, &hint.phone, &hint.name].into_iter().any(Option::is_some);
        Ok(if says { Wanted::New(hint) } else { Wanted::Nobody })
    }
}
