//! `/sign-in` and `/sign-out`: address and password against a session.

use super::answer;
use super::error::PageError;
use super::kept::{Kept, is_local};
use super::page::Page;
use super::password::{self, PASSWORD_BYTES_MAX};
use super::peer;
use super::second_factor::{self, Half, Owed};
use super::session::{self, Viewer};
use super::shown::Avatar;
use super::throttle::{self, Keys};
use crate::app::App;
use askama::Template;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use desk::actor::Actor;
use desk::admin::{AtTheDoor, SignInWay};
use desk::ids::PersonId;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use serde::Deserialize;
use store::By;
use store::queries::{people, sessions};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    page: Page,
    email: String,
    return_to: String,
    kept: Kept,
    problem: Problem,
    /// Who one may be without knowing a password; nobody but in the demo.
    visitors: Vec<TryAs>,
}

/// Somebody to try the demo as.
struct TryAs {
    avatar: Avatar,
    name: String,
    /// What they are, and in which team.
    what: String,
    email: String,
}

impl TryAs {
    /// Everybody there is.
    fn all(app: &App, page: &Page) -> Vec<TryAs> {
        let known = app.visitors().iter().zip(1..).map(|(visitor, place)| {
            let role = page.word(&visitor.role).to_string();
            let team = visitor.team.as_ref().map(|(tier, team)| {
                let text = page.text("tier-team").with("tier", i64::from(*tier));
                text.with("team", team.as_str()).to_string()
            });
            TryAs {
                avatar: Avatar::person(place, &visitor.name),
                name: visitor.name.clone(),
                what: [Some(role), team].into_iter().flatten().collect::<Vec<_>>().join(" · "),
                email: visitor.email.clone(),
            }
        });
        known.collect()
    }
}

/// What stands over the form.
enum Problem {
    None,
    /// Address and password do not go together; which of the two is wrong is nobody's business.
    Wrong,
    /// Too many tries.
    Wait(Span),
    /// A form came without a session: it goes on after the sign-in.
    Ended,
}

impl SignIn {
    fn is_wrong(&self) -> bool {
        matches!(self.problem, Problem::Wrong)
    }

    fn has_ended(&self) -> bool {
        matches!(self.problem, Problem::Ended)
    }

    /// How long to wait, in words.
    fn wait(&self) -> Option<String> {
        match self.problem {
            Problem::Wait(wait) => Some(self.page.wait(wait)),
            Problem::None | Problem::Wrong | Problem::Ended => None,
        }
    }
}

#[derive(Template)]
#[template(path = "continue.html")]
struct Continue {
    page: Page,
    kept: Kept,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    return_to: String,
}

/// Where to sign in and come back to `here`.
pub(super) fn path(here: &str) -> String {
    if matches!(here, "/" | "") {
        return "/sign-in".into();
    }
    let mut query = String::from("/sign-in?return_to=");
    for byte in here.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                query.push(char::from(byte));
            }
            _ => query.push_str(&format!("%{byte:02X}")),
        }
    }
    query
}

/// The page; whoever is signed in goes on.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    viewer: Option<Extension<Viewer>>,
    Query(asked): Query<Asked>,
) -> Response {
    let return_to = local_or_start(asked.return_to);
    if viewer.is_some() {
        return answer::go(&return_to);
    }
    let (email, kept, problem) = (String::new(), Kept::default(), Problem::None);
    let visitors = TryAs::all(&app, &page);
    answer::page(&SignIn { page, email, return_to, kept, problem, visitors })
}

/// The page for a form that came without a session, with that form inside.
pub(super) async fn with_kept(app: &App, parts: &mut Parts, kept: Kept) -> Response {
    let page = match Page::from_request_parts(parts, app).await {
        Ok(page) => page,
        Err(never) => match never {},
    };
    let return_to = came_from(&parts.headers);
    let (email, problem, visitors) = (String::new(), Problem::Ended, TryAs::all(app, &page));
    let view = SignIn { page, email, return_to, kept, problem, visitors };
    answer::page_with(StatusCode::UNAUTHORIZED, &view)
}

/// Where somebody was when they sent a form, else the start.
pub(super) fn came_from(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|it| it.to_str().ok());
    local_or_start(referer.map(path_of).unwrap_or_default())
}

/// The path of an address, with its query.
fn path_of(address: &str) -> String {
    let uri: Option<axum::http::Uri> = address.parse().ok();
    let path = uri.and_then(|uri| uri.path_and_query().map(|it| it.as_str().to_owned()));
    path.unwrap_or_default()
}

fn local_or_start(path: String) -> String {
    if is_local(&path) { path } else { "/".into() }
}

/// A sign-in as it is sent.
pub(super) struct Sent {
    email: String,
    password: String,
    return_to: String,
    kept: Kept,
}

impl Sent {
    /// Where they go on afterwards, and with which form.
    pub(super) fn way_back(self) -> (String, Kept) {
        (self.return_to, self.kept)
    }

    pub(super) fn of(app: &App, fields: &[(String, String)]) -> Sent {
        let value = |name: &str| {
            let found = fields.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        // Whoever tries the demo as somebody signs in like anybody else, with their password.
        let name = value("as");
        let visitor = app.visitors().iter().find(|visitor| visitor.email == name);
        let (email, password) = match visitor {
            Some(visitor) => (visitor.email.clone(), visitor.password.clone()),
            None => (value("email").trim().to_owned(), value("password")),
        };
        Sent {
            email,
            password,
            return_to: local_or_start(value("return_to")),
            kept: Kept::among(fields),
        }
    }
}

/// Takes address and password; begins a session.
pub(super) async fn enter(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    extensions: Extensions,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let sent = Sent::of(&app, &fields);
    let keys = Keys::new(&sent.email, peer::address(&extensions, &headers));
    let now = page.now;
    if let Err(wait) = attempt(&app, keys.clone(), now).await? {
        return Ok(again(&app, page, sent, Problem::Wait(wait)));
    }
    let from = second_factor::whence(&headers, peer::address(&extensions, &headers))?;
    let person = match known(&app, &sent).await? {
        Known::Right(person) => person,
        Known::Wrong(person) => {
            // Nobody waits for it: how long an answer takes tells nobody who is known here.
            app.store().submit(
                by_desk(now),
                move |ledger| {
                    let refused = AtTheDoor::Refused(SignInWay::Password, from.clone());
                    ledger.note_door(person, refused)
                },
                noted,
            );
            return Ok(again(&app, page, sent, Problem::Wrong));
        }
        Known::Nobody => return Ok(again(&app, page, sent, Problem::Wrong)),
    };
    let (begun, half) = (session::begin(person, &headers, now)?, Half::new()?);
    let (cookie, second) = (begun.cookie(&headers), half.clone());
    let written = answer::write(&app, by_desk(now), move |ledger| {
        throttle::succeeded(ledger.tx(), &keys)?;
        let owed = half.write(ledger, person, now)?;
        if let Some(what) = second_factor::by_password(owed, from.clone()) {
            begun.write(ledger.tx())?;
            ledger.note_door(person, what)?;
        }
        Ok(owed)
    });
    if written.await? == Owed::Code {
        return Ok(second.ask(page, &headers, sent));
    }
    let mut response = on(page, &sent.return_to, sent.kept);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// What could not be noted is at least logged.
fn noted(written: Result<(), store::Failure>) {
    if let Err(error) = written {
        tracing::warn!(%error, "a refused sign-in could not be noted");
    }
}

/// Where somebody goes who came in.
pub(super) fn on(page: Page, return_to: &str, kept: Kept) -> Response {
    match kept.is_empty() {
        true => answer::go(return_to),
        false => answer::page(&Continue { page, kept }),
    }
}

/// Whose address and password they are.
enum Known {
    Nobody,
    Wrong(PersonId),
    Right(PersonId),
}

/// Signing in and out is no command to a ticket: the desk itself writes it down.
pub(super) fn by_desk(now: Timestamp) -> By {
    By { now, actor: Actor::Desk, origin: Origin::Command }
}

/// Counts a try; `Err` within says how long to wait.
pub(super) async fn attempt(
    app: &App,
    keys: Keys,
    now: Timestamp,
) -> Result<Result<(), Span>, PageError> {
    let counted =
        answer::write(app, by_desk(now), move |ledger| throttle::attempt(ledger.tx(), &keys, now));
    Ok(counted.await?)
}

/// Who that is, if the password fits. Takes as long for people who do not exist.
async fn known(app: &App, sent: &Sent) -> Result<Known, PageError> {
    if sent.password.len() > PASSWORD_BYTES_MAX || sent.email.contains('\0') {
        return Ok(Known::Nobody);
    }
    let email = sent.email.clone();
    let found = answer::read(app, move |desk| {
        let person = people::by_email(desk.tx, &email)?.filter(|person| person.active);
        let Some(person) = person else { return Ok(None) };
        Ok(Some((person.id, people::password(desk.tx, person.id)?)))
    });
    let (person, hash) = found.await?.unzip();
    let fits = password::fits(sent.password.clone(), hash.flatten()).await?;
    Ok(match person {
        Some(person) if fits => Known::Right(person),
        Some(person) => Known::Wrong(person),
        None => Known::Nobody,
    })
}

/// The page again, with what was typed, the password apart.
fn again(app: &App, page: Page, sent: Sent, problem: Problem) -> Response {
    let Sent { email, return_to, kept, .. } = sent;
    let (status, wait) = match problem {
        Problem::Wait(wait) => (StatusCode::TOO_MANY_REQUESTS, Some(wait)),
        Problem::None | Problem::Wrong | Problem::Ended => (StatusCode::UNPROCESSABLE_ENTITY, None),
    };
    let visitors = TryAs::all(app, &page);
    let view = SignIn { page, email, return_to, kept, problem, visitors };
    answer::retry_after(answer::page_with(status, &view), wait)
}

/// Ends the session.
pub(super) async fn leave(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    viewer: Option<Extension<Viewer>>,
) -> Result<Response, PageError> {
    if let Some(Extension(viewer)) = viewer {
        let by = viewer.by(page.now);
        answer::write(&app, by, move |ledger| {
            sessions::end(ledger.tx(), &viewer.digest)?;
            ledger.note_door(viewer.id(), AtTheDoor::SignedOut)
        })
        .await?;
    }
    let mut response = answer::go("/sign-in").into_response();
    let cookie = session::no_cookie(&headers);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_kept_in_the_address() {
        assert_eq!(path("/"), "/sign-in");
        assert_eq!(path("/desk?team=3&q=ü"), "/sign-in?return_to=/desk%3Fteam%3D3%26q%3D%C3%BC");
        assert_eq!(path_of("https://desk.example/desk/tickets/7?tab=1"), "/desk/tickets/7?tab=1");
        assert_eq!(path_of("nonsense"), "");
    }
}
