//! A new request: what somebody needs, in their own words, becomes a ticket.

use super::excerpt;
use super::fields::{self, Filled, typed};
use super::home::{self, Told};
use super::once::Sending;
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::files::{self, Chosen, WithFiles};
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::pages::shown::Choice;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::attachment::Offered;
use desk::directory::Directory;
use desk::ids::{AttachmentId, PersonId, ServiceId, TicketNumber};
use desk::refusal;
use desk::ticket::open::Open;
use desk::values::{Channel, Kind, Level};
use serde::Deserialize;
use store::words::words;
use store::{Failure, Ledger};

/// How much it holds somebody up: word, urgency, and the impact while nobody else is hit.
const HOLDS: [(&str, &str, Level, Level); 3] = [
    ("stopped", "ask-hold-stopped", Level::High, Level::Medium),
    ("slow", "ask-hold-slow", Level::Medium, Level::Medium),
    ("later", "ask-hold-later", Level::Low, Level::Low),
];
/// What is chosen before anybody chooses.
const HOLD: &str = "slow";

/// The form as it is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    kind: String,
    body: String,
    hold: String,
    others: String,
    service: String,
    attachments: Vec<AttachmentId>,
}

impl Default for Ask {
    fn default() -> Self {
        let [body, others, service] = [const { String::new() }; 3];
        let (kind, hold) = (Kind::Incident.as_str().to_owned(), HOLD.to_owned());
        Ask { kind, body, hold, others, service, attachments: Vec::new() }
    }
}

/// The form as it is shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Form {
    pub(super) kinds: Vec<Choice>,
    pub(super) holds: Vec<Choice>,
    pub(super) services: Vec<Choice>,
    pub(super) body: String,
    /// Whether others are hit too.
    pub(super) hits_others: bool,
    pub(super) chosen: Vec<Chosen>,
    pub(super) problems: Problems,
}

impl Form {
    /// The form with what was filled in, or a fresh one.
    pub(super) fn new(
        page: &Page,
        directory: &Directory,
        ask: Ask,
        filled: Filled,
        chosen: Vec<Chosen>,
    ) -> Form {
        let Ask { kind, hold, others, service, .. } = ask;
        let kinds = [(Kind::Incident, "ask-broken"), (Kind::Request, "ask-wanted")];
        let kinds = kinds.map(|(it, key)| Choice::new(it.as_str(), &page.text(key), &kind));
        let holds = HOLDS.map(|(word, key, _, _)| Choice::new(word, &page.text(key), &hold));
        let offered = directory.services.values().filter(|it| it.active);
        let mut names: Vec<(&str, ServiceId)> =
            offered.map(|it| (it.name.as_str(), it.id)).collect();
        names.sort_unstable_by_key(|(name, _)| name.to_lowercase());
        let services = names.into_iter();
        let services = services.map(|(name, id)| Choice::new(&id.to_string(), &name, &service));
        let hits_others = !others.is_empty();
        let Filled { body, problems, .. } = filled;
        let (kinds, holds, services) = (kinds.into(), holds.into(), services.collect());
        Form { kinds, holds, services, body, hits_others, chosen, problems }
    }
}

/// Takes a request; the answer is its page.
pub(super) async fn send(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    sent: WithFiles<Ask>,
) -> Result<Response, PageError> {
    let WithFiles { form: ask, brought } = sent;
    let ask = Ask { body: typed(&ask.body), ..ask };
    let (person, sent) = (viewer.id(), ask.clone());
    let opened = files::write(&app, viewer.by(page.now), &brought, move |ledger| {
        opened(ledger, person, &sent)
    });
    match opened.await {
        Ok(number) => Ok(answer::go(&format!("{}?told=asked", super::path(number)))),
        Err(Failure::Refused(refusal)) => {
            let title = page.text("ask-refused").to_string();
            let problems = Problems::of(&page, &refusal).titled(title);
            let (body, attachments) = (ask.body.clone(), ask.attachments.clone());
            let filled = Filled { body, attachments, brought, problems };
            let view = home::view(&app, page, viewer, Told::Nothing, ask, filled).await?;
            Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Opens it, unless the very same is with the desk already.
fn opened(
    ledger: &mut Ledger<'_, '_>,
    person: PersonId,
    ask: &Ask,
) -> Result<TicketNumber, Failure> {
    let files = fields::contents(ledger.tx(), &ask.attachments)?;
    let Ask { kind, body, hold, others, service, .. } = ask;
    let words = [kind.as_str(), body.trim(), hold, others, service];
    let sending = Sending::new("ask", words.into_iter().chain(files.iter().map(String::as_str)));
    if let Some(number) = sending.known(ledger)?
        && ledger.ticket(number).is_ok_and(|known| known.status.is_live())
    {
        return Ok(number);
    }
    let attachments = store::attachments::offer(ledger.tx(), &ask.attachments)?;
    let command = command(ask, person, attachments, ledger.directory())?;
    let number = ledger.open(command)?;
    sending.keep(ledger, number)?;
    Ok(number)
}

/// The domain's command.
///
/// # Errors
/// A refusal when a choice is none of those that were offered.
fn command(
    ask: &Ask,
    person: PersonId,
    attachments: Vec<Offered>,
    directory: &Directory,
) -> Result<Open, Failure> {
    let mut problems = refusal::Problems::new();
    let kind = ask.kind.parse::<Kind>().ok();
    if kind.is_none() {
        problems.add("kind", "unknown", "Choose one of these.");
    }
    let hold = HOLDS.iter().find(|(word, ..)| *word == ask.hold);
    if hold.is_none() {
        problems.add("hold", "unknown", "Choose one of these.");
    }
    let service = ask.service.parse().ok().map(ServiceId);
    let service = service.filter(|id| directory.offered(*id).is_some());
    if service.is_none() && !ask.service.is_empty() {
        problems.add("service", "unknown", "There is no such service.");
    }
    if ask.body.trim().is_empty() && attachments.is_empty() {
        problems.add("body", "required", "Describe what is needed.");
    }
    problems.finish("ticket_incomplete", "The request cannot be taken.")?;
    let (urgency, alone) = hold.map_or((Level::Medium, Level::Medium), |it| (it.2, it.3));
    let impact = if ask.others.is_empty() { alone } else { Level::High };
    // Who sends a picture without words has said what it is about.
    let file = attachments.iter().find_map(|it| it.found.as_ref());
    let file = file.map(|found| found.file.name.as_str().to_owned()).unwrap_or_default();
    let subject = Some(excerpt::subject(&ask.body)).filter(|subject| !subject.is_empty());
    Ok(Open {
        subject: Some(words(subject.unwrap_or(file))?),
        body: Some(words(ask.body.as_str())?),
        requester: Some(person),
        kind,
        attachments,
        service,
        impact: Some(impact),
        urgency: Some(urgency),
        ..Open::by(Channel::Portal)
    })
}
