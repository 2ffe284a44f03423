//! `/admin/people/{id}`: one person, what they are and what they sign in with; and a new one.

use super::ground::{self, Done, Fact, Frame, Numbers, Tab};
use super::person_form::{PersonForm, TierBoxes, facts};
use super::secrets::{self, Keys};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::fields::Fields;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::refused::Problems;
use crate::pages::session::Viewer;
use crate::pages::shown::Choice;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use serde::Deserialize;
use std::sync::Arc;
use store::queries::counts::{self, CountScope};
use store::queries::people::{self, PersonRow};
use store::{Failure, Snapshot};

#[derive(Template)]
#[template(path = "admin_person.html")]
struct Person {
    page: Page,
    nav: Nav,
    frame: Frame,
    person: PersonRow,
    form: PersonForm,
    roles: Vec<Choice>,
    boxes: Vec<TierBoxes>,
    seen: String,
    /// What they are, in words; after a conflict what somebody else has made of them.
    facts: Vec<Fact>,
    has_changed: Option<()>,
    keys: Keys,
    /// Tickets they have that are not solved.
    open: i64,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "admin_person_new.html")]
struct NewPerson {
    page: Page,
    nav: Nav,
    frame: Frame,
    form: PersonForm,
    roles: Vec<Choice>,
    boxes: Vec<TierBoxes>,
    /// Whether they get a link to choose a password by.
    invite: Invite,
    problems: Problems,
}

/// Whether a new person gets a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invite {
    Yes,
    No,
}

/// What a page of a person is made of.
pub(super) struct Found {
    person: PersonRow,
    directory: Arc<Directory>,
    keys: secrets::Kept,
    open: i64,
}

fn find(desk: &mut Snapshot<'_, '_>, id: PersonId) -> Result<Found, Failure> {
    let person = people::by_id(desk.tx, id)?.ok_or_else(|| Refusal::not_found("person"))?;
    let assigned = counts::read(desk.tx, CountScope::Assignee)?;
    let open = assigned.iter().filter(|(who, phase, _)| *who == id.0 && *phase <= 1);
    let open = open.map(|(_, _, n)| n).sum();
    let keys = secrets::Kept::read(desk, id)?;
    Ok(Found { person, directory: Arc::clone(&desk.directory), keys, open })
}

/// A form that was not taken, with why.
struct Refused {
    form: PersonForm,
    refusal: Refusal,
}

fn view(page: Page, frame: Frame, nav: Nav, found: Found, refused: Option<Refused>) -> Person {
    let Found { person, directory, keys, open } = found;
    let (form, problems, code) = match refused {
        Some(Refused { form, refusal }) => {
            let code = refusal.code;
            (form, ground::problems(&page, refusal), code)
        }
        None => (PersonForm::of(&person), Problems::none(), ""),
    };
    let has_changed = (code == ground::CHANGED).then_some(());
    let (roles, boxes) = (form.roles(&page), form.boxes(&directory));
    let facts = facts(&page, &directory, &person);
    let (seen, keys) = (ground::mark(&person), keys.shown(&page));
    Person {
        page,
        nav,
        frame,
        person,
        form,
        roles,
        boxes,
        seen,
        facts,
        has_changed,
        keys,
        open,
        problems,
    }
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, PersonId(id));
    let read = ground::read(&app, &page, &viewer, Tab::People, read);
    let (mut frame, nav, found) = read.await?;
    frame.done = asked.done();
    Ok(answer::page(&view(page, frame, nav, found, None)))
}

/// The page again after a form of it was not taken.
pub(super) async fn again(
    app: &App,
    page: Page,
    viewer: &Viewer,
    id: PersonId,
    refusal: Refusal,
    form: Option<PersonForm>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, id);
    let read = ground::read_to_change(app, &page, viewer, Tab::People, read);
    let (frame, nav, found) = read.await?;
    let form = form.unwrap_or_else(|| PersonForm::of(&found.person));
    let status = ground::status(&refusal);
    let refused = Some(Refused { form, refusal });
    Ok(answer::page_with(status, &view(page, frame, nav, found, refused)))
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (id, form) = (PersonId(id), PersonForm::typed(&fields));
    let (seen, words) = (fields.get("seen").to_owned(), page.text("admin-changed").to_string());
    let sent = form.clone();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        let person = ledger.person(id)?;
        ground::unchanged(&seen, &person, &words)?;
        let change = sent.change(ledger.directory(), &person);
        ledger.change_person(id, change)
    });
    match written.await {
        Ok(_) => Ok(ground::go(&format!("/admin/people/{id}"), Done::Saved)),
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            again(&app, page, &viewer, id, refusal, Some(form)).await
        }
    }
}

pub(super) async fn deactivate(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let id = PersonId(id);
    let written = answer::write(&app, viewer.by(page.now), move |ledger| ledger.deactivate(id));
    match written.await {
        Ok(()) => Ok(ground::go(&format!("/admin/people/{id}"), Done::Left)),
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            again(&app, page, &viewer, id, refusal, None).await
        }
    }
}

pub(super) async fn reactivate(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let id = PersonId(id);
    answer::write(&app, viewer.by(page.now), move |ledger| ledger.reactivate(id)).await?;
    Ok(ground::go(&format!("/admin/people/{id}"), Done::Back))
}

/// What a new person begins as.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Begin {
    role: String,
}

pub(super) async fn new(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(begin): Query<Begin>,
) -> Result<Response, PageError> {
    let form = PersonForm::new(&begin.role);
    let view = new_view(&app, page, &viewer, form, Invite::Yes, None).await?;
    Ok(answer::page(&view))
}

async fn new_view(
    app: &App,
    page: Page,
    viewer: &Viewer,
    form: PersonForm,
    invite: Invite,
    refusal: Option<Refusal>,
) -> Result<NewPerson, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| Ok(Arc::clone(&desk.directory));
    let read = ground::read_to_change(app, &page, viewer, Tab::People, read);
    let (frame, nav, directory) = read.await?;
    let (roles, boxes) = (form.roles(&page), form.boxes(&directory));
    let problems = refusal.map(|refusal| ground::problems(&page, refusal));
    let problems = problems.unwrap_or_else(Problems::none);
    Ok(NewPerson { page, nav, frame, form, roles, boxes, invite, problems })
}

pub(super) async fn add(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let form = PersonForm::typed(&fields);
    let invite = if fields.has("invite") { Invite::Yes } else { Invite::No };
    let (token, digest) = secrets::new_link()?;
    let (me, new) = (viewer.id(), form.person());
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::require_change(ledger.directory(), me)?;
        let id = ledger.add_person(new.clone())?;
        let link = match invite {
            Invite::Yes => Some(ledger.issue_link(id, &digest)?),
            Invite::No => None,
        };
        Ok((id, link))
    });
    match written.await {
        Ok((id, Some(link))) => {
            let link = secrets::link(&headers, &token, link);
            secrets::show_link(&app, page, &viewer, id, link).await
        }
        Ok((id, None)) => Ok(ground::go(&format!("/admin/people/{id}"), Done::Added)),
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            let status = ground::status(&refusal);
            let view = new_view(&app, page, &viewer, form, invite, Some(refusal)).await?;
            Ok(answer::page_with(status, &view))
        }
    }
}
