//! Another password, for whoever knows the one there is; guessing that is as slow as signing in.

use super::{Done, go, shown};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::fields::Fields;
use crate::pages::page::Page;
use crate::pages::password::{self, PASSWORD_BYTES_MAX};
use crate::pages::peer;
use crate::pages::refused::Problems;
use crate::pages::session::{self, Viewer};
use crate::pages::set_password;
use crate::pages::sign_in;
use crate::pages::throttle::{self, Keys};
use axum::Extension;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::refusal::{Problem, Refusal};
use desk::time::Span;
use store::Failure;
use store::queries::people;

/// The field for the password there is.
const CURRENT: &str = "current_password";

/// Why the password there is does not open the way.
pub(super) enum Current {
    Missing,
    Wrong,
    /// Too many tries.
    Wait(Span),
}

/// Takes another password. Every other session ends; this one goes on under a new token.
pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let keys = keys(&viewer, &headers, &extensions);
    let known = match known(&app, &page, &viewer, &keys, fields.exact(CURRENT)).await? {
        Ok(known) => known,
        Err(current) => return refused(&app, page, viewer, &fields, Some(current)).await,
    };
    if set_password::check(&page, &fields, &viewer.person).is_err() {
        return refused(&app, page, viewer, &fields, None).await;
    }
    let hash = password::hash(fields.exact("password").to_owned()).await?;
    let begun = session::begin(viewer.id(), &headers, page.now)?;
    let (cookie, id) = (begun.cookie(&headers), viewer.id());
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        // The writer's turn decides: whoever got another one meanwhile has to know that.
        if people::password(ledger.tx(), id)?.as_ref() != Some(&known) {
            return Err(Refusal::state("password_changed", "There is another password now.").into());
        }
        ledger.set_password(id, &hash)?;
        begun.write(ledger.tx())
    });
    match written.await {
        Ok(()) => {
            let mut response = go(Done::Password);
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(Failure::Refused(_)) => {
            refused(&app, page, viewer, &fields, Some(Current::Wrong)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What a try is counted for: as at the sign-in, so that both together are as slow.
pub(super) fn keys(viewer: &Viewer, headers: &HeaderMap, extensions: &Extensions) -> Keys {
    let address = peer::address(extensions, headers);
    match &viewer.person.email {
        Some(email) => Keys::new(email, address),
        None => Keys::new(&format!("person {}", viewer.id()), address),
    }
}

/// The hash of the password there is, if this is the one.
pub(super) async fn known(
    app: &App,
    page: &Page,
    viewer: &Viewer,
    keys: &Keys,
    typed: &str,
) -> Result<Result<String, Current>, PageError> {
    if typed.is_empty() {
        return Ok(Err(Current::Missing));
    }
    if let Err(wait) = sign_in::attempt(app, keys.clone(), page.now).await? {
        return Ok(Err(Current::Wait(wait)));
    }
    if typed.len() > PASSWORD_BYTES_MAX {
        return Ok(Err(Current::Wrong));
    }
    let id = viewer.id();
    let hash = answer::read(app, move |desk| Ok(people::password(desk.tx, id)?)).await?;
    let fits = password::fits(typed.to_owned(), hash.clone()).await?;
    let Some(hash) = hash.filter(|_| fits) else { return Ok(Err(Current::Wrong)) };
    let (keys, by) = (keys.clone(), sign_in::by_desk(page.now));
    answer::write(app, by, move |ledger| throttle::succeeded(ledger.tx(), &keys)).await?;
    Ok(Ok(hash))
}

/// The page again, with everything that is wrong: with the password there is, and with the other.
async fn refused(
    app: &App,
    page: Page,
    viewer: Viewer,
    fields: &Fields,
    current: Option<Current>,
) -> Result<Response, PageError> {
    let mut refusal = match set_password::check(&page, fields, &viewer.person) {
        Ok(()) => Refusal::state("password_wrong", "The password was not changed."),
        Err(refusal) => refusal,
    };
    let wait = match current {
        Some(Current::Wait(wait)) => Some(wait),
        Some(Current::Missing | Current::Wrong) | None => None,
    };
    let said = current.map(|current| match current {
        Current::Missing => ("missing", page.text("me-password-missing").to_string()),
        Current::Wrong => ("wrong", page.text("me-password-wrong").to_string()),
        Current::Wait(wait) => {
            ("wait", page.text("sign-in-wait").with("wait", page.wait(wait)).to_string())
        }
    });
    if let Some((code, message)) = said {
        refusal.problems.push(Problem { field: CURRENT.into(), code, message });
    }
    let problems = Problems::of(&page, &refusal).titled(page.text("me-password-kept").to_string());
    let status = match wait {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let response = shown(app, page, viewer, status, None, problems).await?;
    Ok(answer::retry_after(response, wait))
}
