//! `/sign-in/code`: the second step of a sign-in. Whoever gave the right password owes a code;
//! until then they have no session, but a short note that their browser alone can show.

use super::answer;
use super::cookies::{self, Way};
use super::error::PageError;
use super::kept::Kept;
use super::page::Page;
use super::peer;
use super::refused::Problems;
use super::session;
use super::sign_in::{self, Sent};
use super::throttle::{self, Keys};
use crate::app::App;
use crate::secret::{link_token, token_digest};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use desk::admin::{AtTheDoor, SignInWay, Whence};
use desk::ids::PersonId;
use desk::refusal::{Problem, Refusal};
use desk::time::{Span, Timestamp};
use std::net::IpAddr;
use store::ledger::Given;
use store::queries::second_factors;
use store::words::words;
use store::{Failure, Ledger};

/// How long the second step may take.
const LASTS: Span = Span::seconds(10 * 60);
/// The field of the code.
pub(super) const CODE: &str = "factor_code";
/// Longest code that is looked at, in bytes.
pub(super) const CODE_BYTES_MAX: usize = 64;
/// What is noted of a browser's name for itself, in characters.
const DEVICE_MAX: usize = 200;

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactor {
    page: Page,
    return_to: String,
    kept: Kept,
    problems: Problems,
}

fn cookie(way: Way) -> &'static str {
    match way {
        Way::Tls => "__Host-stufe-half",
        Way::Plain => "stufe-half",
    }
}

/// Where somebody comes from, for the journal.
pub(super) fn whence(headers: &HeaderMap, address: Option<IpAddr>) -> Result<Whence, Failure> {
    let device = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let device = device.map(|it| it.chars().take(DEVICE_MAX).collect::<String>());
    let device = device.filter(|it| !it.is_empty()).map(words).transpose()?;
    let address = address.map(|it| words(it.to_canonical().to_string())).transpose()?;
    Ok(Whence { address, device })
}

/// What a try with a code is counted for: apart from passwords, so that neither forgives the other.
pub(super) fn keys(person: PersonId, address: Option<IpAddr>) -> Keys {
    Keys::new(&format!("code of {person}"), address)
}

/// A second step that begins: its cookie's value, and what it is kept under.
#[derive(Clone)]
pub(super) struct Half {
    token: String,
    digest: [u8; 32],
}

impl Half {
    pub(super) fn new() -> Result<Half, Failure> {
        let token = link_token()?;
        let digest = token_digest(&token);
        Ok(Half { token, digest })
    }

    /// Notes it if this person owes a code; whether they do.
    pub(super) fn write(
        &self,
        ledger: &mut Ledger<'_, '_>,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Owed, Failure> {
        if !second_factors::is_set(ledger.tx(), person)? {
            return Ok(Owed::Nothing);
        }
        second_factors::add_half(ledger.tx(), &self.digest, person, (now, now + LASTS))?;
        Ok(Owed::Code)
    }

    /// The page that asks for the code.
    pub(super) fn ask(&self, page: Page, headers: &HeaderMap, sent: Sent) -> Response {
        let (way, (return_to, kept)) = (Way::of(headers), sent.way_back());
        let view = SecondFactor { page, return_to, kept, problems: Problems::none() };
        let mut response = answer::page(&view);
        let set = cookies::set(cookie(way), &self.token, Some(LASTS), way);
        response.headers_mut().extend(set.map(|it| (header::SET_COOKIE, it)));
        response
    }
}

/// Whether the right password is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// They are in.
    Nothing,
    /// They owe a code.
    Code,
}

/// The address of the second step, loaded again.
pub(super) async fn back() -> Response {
    answer::go("/sign-in")
}

/// How a try with a code ended.
enum Tried {
    /// The second step took too long, or never began.
    Over,
    Wait(Span),
    Wrong,
    In(session::Begun),
}

/// Takes the code; begins a session.
pub(super) async fn take(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    extensions: Extensions,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (return_to, kept) = Sent::of(&app, &fields).way_back();
    let typed = fields.iter().find(|(name, _)| name == CODE).map(|(_, value)| value.clone());
    let typed = typed.unwrap_or_default();
    let way = Way::of(&headers);
    let Some(token) = cookies::value(&headers, cookie(way)) else { return Ok(back().await) };
    let digest = token_digest(token);
    let address = peer::address(&extensions, &headers);
    let (now, sent, from) = (page.now, headers.clone(), whence(&headers, address)?);
    let tried = answer::write(&app, sign_in::by_desk(now), move |ledger| {
        let half = second_factors::half(ledger.tx(), &digest)?;
        let Some((person, _)) = half.filter(|(_, until)| *until > now) else {
            return Ok(Tried::Over);
        };
        if !ledger.person(person)?.active {
            return Ok(Tried::Over);
        }
        let keys = keys(person, address);
        if let Err(wait) = throttle::attempt(ledger.tx(), &keys, now)? {
            return Ok(Tried::Wait(wait));
        }
        let given = match typed.len() <= CODE_BYTES_MAX {
            true => ledger.take_code(person, &typed)?,
            false => Given::Wrong,
        };
        if given == Given::Wrong {
            ledger.note_door(person, AtTheDoor::Refused(given.way(), from.clone()))?;
            return Ok(Tried::Wrong);
        }
        throttle::succeeded(ledger.tx(), &keys)?;
        second_factors::end_half(ledger.tx(), &digest)?;
        let begun = session::begin(person, &sent, now)?;
        begun.write(ledger.tx())?;
        ledger.note_door(person, AtTheDoor::SignedIn(given.way(), from.clone()))?;
        Ok(Tried::In(begun))
    });
    let (code, wait) = match tried.await? {
        Tried::Over => return Ok(back().await),
        Tried::In(begun) => {
            let mut response = sign_in::on(page, &return_to, kept);
            let cookies = [begun.cookie(&headers), gone(way)];
            for cookie in cookies.into_iter().flatten() {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            return Ok(response);
        }
        Tried::Wait(wait) => ("wait", Some(wait)),
        Tried::Wrong => ("wrong", None),
    };
    let problems = refused(&page, code, wait);
    let view = SecondFactor { page, return_to, kept, problems };
    let status = match wait {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(answer::retry_after(answer::page_with(status, &view), wait))
}

fn gone(way: Way) -> Option<HeaderValue> {
    cookies::set(cookie(way), "", Some(Span(0)), way)
}

/// What is said beside the field of a code.
pub(super) fn refused(page: &Page, code: &'static str, wait: Option<Span>) -> Problems {
    let mut refusal = Refusal::state("code_wrong", "This is not the code.");
    let message = match wait {
        Some(wait) => page.text("sign-in-wait").with("wait", page.wait(wait)).to_string(),
        None => page.text("factor-wrong").to_string(),
    };
    refusal.problems.push(Problem { field: CODE.into(), code, message });
    Problems::of(page, &refusal)
}

/// A sign-in with a password that was wrong, or was enough.
pub(super) fn by_password(outcome: Owed, from: Whence) -> Option<AtTheDoor> {
    match outcome {
        Owed::Nothing => Some(AtTheDoor::SignedIn(SignInWay::Password, from)),
        Owed::Code => None,
    }
}
