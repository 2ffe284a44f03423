//! `/set-password/TOKEN`: a person chooses a password by the one-time link they were given.

use super::answer;
use super::error::PageError;
use super::fields::Fields;
use super::link_ended::{self, Ended};
use super::page::Page;
use super::password;
use super::peer;
use super::refused::Problems;
use super::throttle::{self, Keys};
use crate::app::App;
use crate::secret::token_digest;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use desk::actor::Actor;
use desk::admin::{Owner, check_password};
use desk::refusal::{Problem, Refusal};
use desk::time::Timestamp;
use desk::values::Origin;
use store::db::Tx;
use store::queries::links;
use store::queries::people::{self, PersonRow};
use store::{By, Failure};

/// Where one is sent afterwards.
const DONE: &str = "/set-password/done";

#[derive(Template)]
#[template(path = "set_password.html")]
struct SetPassword {
    page: Page,
    token: String,
    person: PersonRow,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "password_set.html")]
struct PasswordSet {
    page: Page,
}

/// Whose link it is, while it is good.
fn owner(tx: &mut Tx<'_>, digest: &[u8; 32], now: Timestamp) -> Result<Option<PersonRow>, Failure> {
    let link = links::by_digest(tx, digest)?.filter(|link| link.expires_at > now);
    let Some(link) = link else { return Ok(None) };
    Ok(people::by_id(tx, link.person)?.filter(|person| person.active))
}

/// Whose link it is, or what is said instead.
async fn looked(
    app: &App,
    page: &Page,
    token: &str,
    keys: Keys,
) -> Result<Result<PersonRow, Response>, PageError> {
    let (now, digest, asked) = (page.now, token_digest(token), keys.clone());
    let read = answer::read(app, move |desk| {
        let wait = throttle::waiting(desk.tx, &asked, now)?;
        Ok((wait, owner(desk.tx, &digest, now)?))
    });
    match read.await? {
        (Some(wait), _) => Ok(Err(link_ended::wait(page.clone(), wait))),
        (None, Some(person)) => Ok(Ok(person)),
        (None, None) => {
            link_ended::count(app, keys, now).await?;
            Ok(Err(link_ended::page(page.clone(), Ended::Password)))
        }
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    extensions: Extensions,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let keys = Keys::of_link(peer::address(&extensions, &headers));
    Ok(match looked(&app, &page, &token, keys).await? {
        Ok(person) => {
            answer::page(&SetPassword { page, token, person, problems: Problems::none() })
        }
        Err(said) => said,
    })
}

/// Takes the new password. The link ends with it, and every session.
pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    extensions: Extensions,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let keys = Keys::of_link(peer::address(&extensions, &headers));
    let person = match looked(&app, &page, &token, keys).await? {
        Ok(person) => person,
        Err(said) => return Ok(said),
    };
    if let Err(refusal) = check(&page, &fields, &person) {
        let problems = Problems::of(&page, &refusal);
        let view = SetPassword { page, token, person, problems };
        return Ok(answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view));
    }
    let hash = password::hash(fields.exact("password").to_owned()).await?;
    let (now, digest, id) = (page.now, token_digest(&token), person.id);
    let by = By { now, actor: Actor::Person(id), origin: Origin::Command };
    let written = answer::write(&app, by, move |ledger| {
        // The writer's turn decides who was first.
        match owner(ledger.tx(), &digest, now)? {
            Some(owner) if owner.id == id => ledger.set_password(id, &hash),
            Some(_) | None => Err(Refusal::not_found("link").into()),
        }
    });
    match written.await {
        Ok(()) => Ok(answer::go(DONE)),
        Err(Failure::Refused(_)) => Ok(link_ended::page(page, Ended::Password)),
        Err(failure) => Err(failure.into()),
    }
}

/// Refuses what is no password for them, or was written in two ways.
pub(super) fn check(page: &Page, fields: &Fields, person: &PersonRow) -> Result<(), Refusal> {
    let password = fields.exact("password");
    let (name, email) = (person.name.as_str(), person.email.as_deref());
    let organisation = page.house.organisation.as_deref();
    check_password(password, Owner { name, email, organisation })?;
    if password == fields.exact("password_again") {
        return Ok(());
    }
    let mut refusal = Refusal::state("password_weak", "Choose another password.");
    let message = page.text("password-differs").to_string();
    refusal.problems.push(Problem { field: "password_again".into(), code: "differs", message });
    Err(refusal)
}

/// The page afterwards: they sign in.
pub(super) async fn done(page: Page) -> Response {
    answer::page(&PasswordSet { page })
}
