//! A new request: what somebody needs, in their own words, becomes a ticket.

use super::excerpt;
use super::fields::Fields;
use super::home::{self, Told};
use super::once::Sending;
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::pages::shown::Choice;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::directory::Directory;
use desk::ids::{PersonId, ServiceId, TicketNumber};
use desk::refusal;
use desk::ticket::open::Open;
use desk::values::{Channel, Kind, Level};
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

/// The form as it was filled in.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    kind: Kind,
    body: String,
    hold: String,
    others: String,
    service: String,
}

impl Default for Ask {
    fn default() -> Self {
        let [body, others, service] = [const { String::new() }; 3];
        Ask { kind: Kind::Incident, body, hold: HOLD.into(), others, service }
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
    pub(super) problems: Problems,
}

impl Form {
    /// The form with what was typed, or a fresh one.
    pub(super) fn new(page: &Page, directory: &Directory, ask: Ask, problems: Problems) -> Form {
        let Ask { kind, body, hold, others, service } = ask;
        let kinds = [(Kind::Incident, "ask-broken"), (Kind::Request, "ask-wanted")];
        let kinds = kinds.map(|(it, key)| Choice::new(it.as_str(), &page.text(key), kind.as_str()));
        let holds = HOLDS.map(|(word, key, _, _)| Choice::new(word, &page.text(key), &hold));
        let offered = directory.services.values().filter(|it| it.active);
        let mut names: Vec<(&str, ServiceId)> =
            offered.map(|it| (it.name.as_str(), it.id)).collect();
        names.sort_unstable_by_key(|(name, _)| name.to_lowercase());
        let services = names.into_iter();
        let services = services.map(|(name, id)| Choice::new(&id.to_string(), &name, &service));
        let hits_others = !others.is_empty();
        let (kinds, holds, services) = (kinds.into(), holds.into(), services.collect());
        Form { kinds, holds, services, body, hits_others, problems }
    }
}

/// Takes a request; the answer is its page.
pub(super) async fn send(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let ask = Ask {
        kind: fields.word("kind").parse().unwrap_or(Kind::Incident),
        body: fields.typed("body"),
        hold: fields.word("hold").to_owned(),
        others: fields.typed("others"),
        service: fields.word("service").to_owned(),
    };
    let (person, sent) = (viewer.id(), ask.clone());
    let opened =
        answer::write(&app, viewer.by(page.now), move |ledger| opened(ledger, person, &sent));
    match opened.await {
        Ok(number) => Ok(answer::go(&format!("{}?told=asked", super::path(number)))),
        Err(Failure::Refused(refusal)) => {
            let title = page.text("ask-refused").to_string();
            let problems = Problems::of(&page, &refusal).titled(title);
            let view = home::view(&app, page, viewer, Told::Nothing, ask, problems).await?;
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
    let words = [ask.kind.as_str(), ask.body.trim(), &ask.hold, &ask.others, ask.service.as_str()];
    let sending = Sending::new("ask", words);
    if let Some(number) = sending.known(ledger)?
        && ledger.ticket(number).is_ok_and(|known| known.status.is_live())
    {
        return Ok(number);
    }
    let command = command(ask, person, ledger.directory())?;
    let number = ledger.open(command)?;
    sending.keep(ledger, number)?;
    Ok(number)
}

/// The domain's command.
///
/// # Errors
/// A refusal when a choice is none of those that were offered.
fn command(ask: &Ask, person: PersonId, directory: &Directory) -> Result<Open, Failure> {
    let mut problems = refusal::Problems::new();
    let hold = HOLDS.iter().find(|(word, ..)| *word == ask.hold);
    if hold.is_none() {
        problems.add("hold", "unknown", "Choose one of these.");
    }
    let service = ask.service.parse().ok().map(ServiceId);
    let service = service.filter(|id| directory.offered(*id).is_some());
    if service.is_none() && !ask.service.is_empty() {
        problems.add("service", "unknown", "There is no such service.");
    }
    if ask.body.trim().is_empty() {
        problems.add("body", "required", "Describe what is needed.");
    }
    problems.finish("ticket_incomplete", "The request cannot be taken.")?;
    let (urgency, alone) = hold.map_or((Level::Medium, Level::Medium), |it| (it.2, it.3));
    let impact = if ask.others.is_empty() { alone } else { Level::High };
    Ok(Open {
        subject: Some(words(excerpt::subject(&ask.body))?),
        body: Some(words(ask.body.as_str())?),
        requester: Some(person),
        kind: Some(ask.kind),
        service,
        impact: Some(impact),
        urgency: Some(urgency),
        ..Open::by(Channel::Portal)
    })
}
