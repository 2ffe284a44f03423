//! `/admin/people/import`: several people at once, from a CSV file or a pasted table. First it is
//! shown what would be made, then all of it is made, or nothing.

mod table;

use super::ground::{self, Frame, Tab};
use crate::app::App;
use crate::limits::{FORM_BYTES_MAX, IMPORT_ROWS_MAX};
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::fields::keepable;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::session::Viewer;
use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use desk::actor::{Actor, Context};
use desk::admin::{AddPerson, AdminCommand, decide};
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::{Class, Problem, Refusal};
use desk::settings::Settings;
use desk::time::Timestamp;
use desk::values::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::db::Tx;
use store::ledger::NewPerson;
use store::queries::people::{self, email_key};
use store::words::words;
use store::{Failure, Snapshot};
use table::{Line, Words};

#[derive(Template)]
#[template(path = "admin_import.html")]
struct Import {
    page: Page,
    nav: Nav,
    frame: Frame,
    text: String,
    /// What would be made; none before anything was read.
    rows: Option<Vec<Row>>,
    /// How many of them are right.
    right: i64,
    wrong: i64,
    /// Why nothing could be read.
    problem: Option<String>,
}

/// One line, and what is wrong with it.
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) role: String,
    pub(crate) teams: String,
    pub(crate) wrong: Vec<String>,
}

impl Import {
    /// What a line may look like.
    fn example(&self) -> &'static str {
        "name;email;phone;role;teams\n\
         Katrin Vogt;k.vogt@example.org;+49 30 1234;agent;1st Level|2nd Level\n"
    }
}

/// A table as it was sent, and whether it shall be made.
pub(super) struct Sent {
    text: Result<String, Unread>,
    wish: Wish,
}

/// Why a table was not read.
enum Unread {
    /// It is no UTF-8.
    Bytes,
    /// There is nothing in it.
    Nothing,
    /// There is more than is taken at a time.
    TooMuch,
}

/// What shall be done with a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Look,
    Make,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let kind = request.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let Some(boundary) = kind.and_then(|kind| multer::parse_boundary(kind).ok()) else {
            let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
            let Form(fields) = form.map_err(|it| PageError::Other(it.into_response().status()))?;
            let fields = fields.into_iter().map(|(name, value)| (name, value.into_bytes()));
            return Ok(Sent::of(&fields.collect::<Vec<_>>()));
        };
        parted(request.into_body(), boundary).await.map(|fields| Sent::of(&fields))
    }
}

/// The fields of a form that came in parts, files among them.
async fn parted(body: Body, boundary: String) -> Result<Vec<(String, Vec<u8>)>, PageError> {
    let limit = multer::SizeLimit::new().whole_stream(FORM_BYTES_MAX as u64);
    let constraints = multer::Constraints::new().size_limit(limit);
    let body = body.into_data_stream();
    let mut form = multer::Multipart::with_constraints(body, boundary, constraints);
    let mut fields = Vec::new();
    let unreadable = |error: multer::Error| match error {
        multer::Error::StreamSizeExceeded { .. } => PageError::Other(StatusCode::PAYLOAD_TOO_LARGE),
        _ => PageError::Other(StatusCode::BAD_REQUEST),
    };
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        fields.push((name, field.bytes().await.map_err(unreadable)?.to_vec()));
    }
    Ok(fields)
}

impl Sent {
    /// A file goes before what was pasted.
    fn of(fields: &[(String, Vec<u8>)]) -> Sent {
        let make = fields.iter().any(|(name, _)| name == "make");
        let found = |wanted: &str| {
            let filled = fields.iter().find(|(name, value)| name == wanted && !value.is_empty());
            filled.map(|(_, value)| value.as_slice())
        };
        let bytes = found("file").or_else(|| found("table")).unwrap_or_default();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => Err(Unread::Nothing),
            Ok(text) => Ok(keepable(text.to_owned())),
            Err(_) => Err(Unread::Bytes),
        };
        Sent { text, wish: if make { Wish::Make } else { Wish::Look } }
    }
}

/// A line with what the desk says to it.
struct Judged {
    line: Line,
    person: NewPerson,
    refusal: Option<Refusal>,
}

/// What every line would make, and what is wrong with it: with what is known, and among themselves.
fn judge(
    tx: &mut Tx<'_>,
    directory: &Directory,
    settings: &Settings,
    lines: &[Line],
    actor: Actor,
    now: Timestamp,
) -> Result<Vec<Judged>, Failure> {
    let (origin, other) = (Origin::Command, None);
    let context = Context { now, actor, origin, directory, settings, other };
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut judged = Vec::new();
    for line in lines {
        let (person, mut problems) = line.person(directory);
        let email = person.email.as_ref().map(|email| email_key(email));
        if let Some(first) = email.as_ref().and_then(|email| seen.get(email)) {
            let message = format!("Line {first} has this address, too.");
            problems.push(Problem { field: "email".into(), code: "twice", message });
        }
        let taken = match &person.email {
            Some(email) => people::by_email(tx, email)?.map(|person| person.id),
            None => None,
        };
        seen.extend(email.map(|email| (email, line.number)));
        let text = |word: &Option<String>| word.clone().map(words).transpose();
        let add = AddPerson {
            person: PersonId(0),
            name: text(&person.name)?,
            email: text(&person.email)?,
            email_taken_by: taken,
            phone: text(&person.phone)?,
            role: person.role,
            teams: person.teams.clone(),
        };
        let mut refusal = decide(AdminCommand::AddPerson(add), &context).err();
        if refusal.as_ref().is_some_and(|it| it.class == Class::Forbidden) {
            return Err(refusal.map_or_else(|| Failure::fault("forbidden"), Into::into));
        }
        if !problems.is_empty() {
            let fresh = || Refusal::state("person_incomplete", "The person cannot be added.");
            refusal.get_or_insert_with(fresh).problems.splice(0..0, problems);
        }
        judged.push(Judged { line: line.clone(), person, refusal });
    }
    Ok(judged)
}

impl Row {
    fn new(page: &Page, directory: &Directory, judged: Judged) -> Row {
        let Judged { line, person, refusal } = judged;
        let wrong = match refusal {
            None => Vec::new(),
            Some(refusal) => {
                let problems = ground::problems(page, refusal);
                let fields = problems.elsewhere([]);
                fields.into_iter().map(str::to_owned).collect()
            }
        };
        let text = |word: Option<String>| word.unwrap_or_default();
        let role = match line.unknown_role() {
            Some(word) => word.to_owned(),
            None => page.word(&person.role).to_string(),
        };
        let teams = match wrong.is_empty() {
            true => ground::names(directory, &person.teams),
            false => line.teams.clone(),
        };
        let (name, email, phone) = (text(person.name), text(person.email), text(person.phone));
        Row { line: line.number, name, email, phone, role, teams, wrong }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    let read = ground::read_to_change(&app, &page, &viewer, Tab::People, |_| Ok(()));
    let (frame, nav, ()) = read.await?;
    let (text, rows, problem) = (String::new(), None, None);
    Ok(answer::page(&Import { page, nav, frame, text, rows, right: 0, wrong: 0, problem }))
}

pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    sent: Sent,
) -> Result<Response, PageError> {
    let text = match sent.text {
        Ok(text) => text,
        Err(unread) => return unreadable(&app, page, &viewer, String::new(), &unread).await,
    };
    let lines = match table::read(&text, &Words::of_both()) {
        lines if lines.is_empty() => {
            return unreadable(&app, page, &viewer, text, &Unread::Nothing).await;
        }
        lines if lines.len() > IMPORT_ROWS_MAX => {
            return unreadable(&app, page, &viewer, text, &Unread::TooMuch).await;
        }
        lines => lines,
    };
    let (by, me) = (viewer.by(page.now), viewer.person.id);
    if sent.wish == Wish::Make {
        let made = lines.clone();
        let written = answer::write(&app, by, move |ledger| {
            let (directory, settings) = (ledger.shared_directory(), ledger.settings().clone());
            ground::require_change(&directory, me)?;
            let judged = judge(ledger.tx(), &directory, &settings, &made, by.actor, by.now)?;
            if judged.iter().any(|it| it.refusal.is_some()) {
                return Ok(false);
            }
            for it in judged {
                ledger.add_person(it.person)?;
            }
            Ok(true)
        });
        if written.await? {
            return Ok(ground::go("/admin/people", ground::Done::Added));
        }
    }
    let read = move |desk: &mut Snapshot<'_, '_>| {
        let (directory, settings) = (Arc::clone(&desk.directory), Arc::clone(&desk.settings));
        let judged = judge(desk.tx, &directory, &settings, &lines, by.actor, by.now)?;
        Ok((directory, judged))
    };
    let read = ground::read_to_change(&app, &page, &viewer, Tab::People, read);
    let (frame, nav, (directory, judged)) = read.await?;
    let rows: Vec<Row> = judged.into_iter().map(|it| Row::new(&page, &directory, it)).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let wrong = rows.iter().filter(|row| !row.wrong.is_empty()).count();
    let (right, wrong) = (count(rows.len() - wrong), count(wrong));
    let status = if wrong > 0 { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let rows = Some(rows);
    let view = Import { page, nav, frame, text, rows, right, wrong, problem: None };
    Ok(answer::page_with(status, &view))
}

async fn unreadable(
    app: &App,
    page: Page,
    viewer: &Viewer,
    text: String,
    unread: &Unread,
) -> Result<Response, PageError> {
    let read = ground::read_to_change(app, &page, viewer, Tab::People, |_| Ok(()));
    let (frame, nav, ()) = read.await?;
    let problem = match unread {
        Unread::Bytes => page.text("import-bytes").to_string(),
        Unread::Nothing => page.text("import-nothing").to_string(),
        Unread::TooMuch => {
            let max = i64::try_from(IMPORT_ROWS_MAX).unwrap_or(i64::MAX);
            page.text("import-too-much").with("n", max).to_string()
        }
    };
    let (rows, problem) = (None, Some(problem));
    let view = Import { page, nav, frame, text, rows, right: 0, wrong: 0, problem };
    Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
}
