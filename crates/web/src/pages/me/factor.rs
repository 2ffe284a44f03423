//! The second factor under one's own name: set up with a picture or by typing, confirmed by a code,
//! and turned off by whoever has both.

use super::new_password::{self, Current};
use super::{Done, go, shown_with};
use crate::app::App;
use crate::pages::answer;
use crate::pages::error::PageError;
use crate::pages::fields::Fields;
use crate::pages::page::Page;
use crate::pages::peer;
use crate::pages::refused::Problems;
use crate::pages::second_factor::{self, CODE, CODE_BYTES_MAX};
use crate::pages::session::Viewer;
use crate::pages::throttle;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::Response;
use data_encoding::BASE32_NOPAD;
use desk::time::Span;
use qrcode::{Color, QrCode};
use std::fmt::Write as _;
use store::Failure;
use store::ledger::{Factor, Given};

/// Where it is set up.
pub(crate) const SET_UP: &str = "/me/second-factor";
/// Empty modules around the picture, which readers need.
const MARGIN: usize = 4;

#[derive(Template)]
#[template(path = "factor_set_up.html")]
struct SetUp {
    page: Page,
    /// The picture; none until it is begun.
    begun: Option<Begun>,
    /// Whether the desk asks for it before anything else.
    is_owed: Option<()>,
    problems: Problems,
}

struct Begun {
    side: usize,
    path: String,
    groups: String,
}

#[derive(Template)]
#[template(path = "factor_codes.html")]
struct Codes {
    page: Page,
    codes: Vec<String>,
}

/// The picture of an address, as one path of squares.
fn picture(secret: &[u8], page: &Page, viewer: &Viewer) -> Result<Begun, PageError> {
    let encoded = BASE32_NOPAD.encode(secret);
    let issuer = page.house.organisation.as_deref().unwrap_or("Stufe");
    let account = viewer.person.email.as_deref().unwrap_or(&viewer.person.name);
    let address = format!(
        "otpauth://totp/{issuer}:{account}?secret={encoded}&issuer={issuer}&digits=6&period=30",
        issuer = percent(issuer),
        account = percent(account)
    );
    let code = QrCode::new(address).map_err(PageError::fault)?;
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, it)| **it == Color::Dark) {
        let (x, y) = (at % code.width() + MARGIN, at / code.width() + MARGIN);
        let _ = write!(path, "M{x} {y}h1v1h-1z");
    }
    let groups: Vec<&str> = (0..encoded.len()).step_by(4).map(|at| &encoded[at..at + 4]).collect();
    Ok(Begun { side: code.width() + 2 * MARGIN, path, groups: groups.join(" ") })
}

fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The page on which it is set up.
pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    set_up(&app, page, &viewer, StatusCode::OK, Problems::none()).await
}

async fn set_up(
    app: &App,
    page: Page,
    viewer: &Viewer,
    status: StatusCode,
    problems: Problems,
) -> Result<Response, PageError> {
    let me = viewer.id();
    let factor = answer::write(app, viewer.by(page.now), move |ledger| ledger.factor(me)).await?;
    let begun = match factor {
        Factor::Set => return Ok(answer::go("/me")),
        Factor::None => None,
        Factor::Begun(secret) => Some(picture(&secret, &page, viewer)?),
    };
    let is_owed = viewer.owes_factor().then_some(());
    Ok(answer::page_with(status, &SetUp { page, begun, is_owed, problems }))
}

/// Begins, or begins anew.
pub(super) async fn begin(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    let me = viewer.id();
    answer::write(&app, viewer.by(page.now), move |ledger| ledger.begin_factor(me)).await?;
    Ok(answer::go(SET_UP))
}

/// Takes the first code: from now on it is asked for. Shows the recovery codes, once.
pub(super) async fn confirm(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (me, code) = (viewer.id(), fields.get(CODE).to_owned());
    if code.len() > CODE_BYTES_MAX {
        let problems = second_factor::refused(&page, "wrong", None);
        return set_up(&app, page, &viewer, StatusCode::UNPROCESSABLE_ENTITY, problems).await;
    }
    let by = viewer.by(page.now);
    let written = answer::write(&app, by, move |ledger| ledger.confirm_factor(me, &code));
    match written.await {
        Ok(codes) => Ok(answer::page(&Codes { page, codes })),
        Err(Failure::Refused(refusal)) if refusal.code == "code_wrong" => {
            let problems = second_factor::refused(&page, "wrong", None);
            set_up(&app, page, &viewer, StatusCode::UNPROCESSABLE_ENTITY, problems).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// How a change ended.
enum Changed {
    Wait(Span),
    Wrong,
    Off,
    Codes(Vec<String>),
}

/// Turns it off or makes new recovery codes, for whoever knows the password and has a code.
pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let password = fields.exact("factor_password");
    let tries = new_password::keys(&viewer, &headers, &extensions);
    let known = new_password::known(&app, &page, &viewer, &tries, password).await?;
    if let Err(current) = known {
        let (key, wait) = match current {
            Current::Missing => ("me-password-missing", None),
            Current::Wrong => ("me-password-wrong", None),
            Current::Wait(wait) => ("sign-in-wait", Some(wait)),
        };
        return refuse(&app, page, viewer, ("factor_password", key), wait).await;
    }
    let (me, code, now) = (viewer.id(), fields.get(CODE).to_owned(), page.now);
    let is_off = fields.get("do") == "off";
    let keys = second_factor::keys(me, peer::address(&extensions, &headers));
    let changed = answer::write(&app, viewer.by(now), move |ledger| {
        if let Err(wait) = throttle::attempt(ledger.tx(), &keys, now)? {
            return Ok(Changed::Wait(wait));
        }
        if code.len() > CODE_BYTES_MAX || ledger.take_code(me, &code)? == Given::Wrong {
            return Ok(Changed::Wrong);
        }
        throttle::succeeded(ledger.tx(), &keys)?;
        if is_off {
            ledger.remove_factor(me)?;
            return Ok(Changed::Off);
        }
        ledger.renew_codes(me).map(Changed::Codes)
    });
    match changed.await? {
        Changed::Off => Ok(go(Done::FactorOff)),
        Changed::Codes(codes) => Ok(answer::page(&Codes { page, codes })),
        Changed::Wrong => refuse(&app, page, viewer, (CODE, "factor-wrong"), None).await,
        Changed::Wait(wait) => refuse(&app, page, viewer, (CODE, "sign-in-wait"), Some(wait)).await,
    }
}

/// The page again, with what is wrong beside its field.
async fn refuse(
    app: &App,
    page: Page,
    viewer: Viewer,
    (field, key): (&str, &str),
    wait: Option<Span>,
) -> Result<Response, PageError> {
    let text = page.text(key);
    let words = match wait {
        Some(wait) => text.with("wait", page.wait(wait)).to_string(),
        None => text.to_string(),
    };
    let problems = Problems::at_field(page.text("factor-kept").to_string(), field, words);
    let status = match wait {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let response = shown_with(app, page, viewer, status, problems).await?;
    Ok(answer::retry_after(response, wait))
}
