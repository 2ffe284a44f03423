//! Who is signed in: sessions on the server, a random token in a cookie.

use super::answer;
use super::cookies::{self, Way};
use super::error::PageError;
use super::kept::Kept;
use super::me::factor;
use super::page::House;
use super::shown;
use super::sign_in;
use crate::api::auth::Caller;
use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use desk::actor::Actor;
use desk::admin::{Scope, TwoFactors};
use desk::ids::PersonId;
use desk::time::{Span, Timestamp};
use desk::values::Origin;
use sha2::{Digest, Sha256};
use store::db::Tx;
use store::queries::people::{self, PersonRow};
use store::queries::second_factors;
use store::queries::sessions::{self, SessionRow};
use store::{By, Failure, Snapshot};

/// How long a session lives while nobody uses it.
const IDLE_MAX: Span = Span::seconds(12 * 3_600);
/// How long it lives at most.
pub(crate) const SESSION_MAX: Span = Span::days(7);
/// How exactly the last use is kept: one write in so long.
const SEEN_EVERY: Span = Span::seconds(5 * 60);
/// Sessions of one person; the oldest end when there are more.
pub(super) const SESSIONS_OF_PERSON_MAX: i64 = 50;
/// What is kept of a browser's name for itself, in characters.
const DEVICE_MAX: usize = 200;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    /// Who.
    pub(crate) person: PersonRow,
    /// What their session is kept under.
    pub(super) digest: [u8; 32],
    factor: Factor,
}

/// Whether the desk wants a second factor of somebody before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Factor {
    /// No, or there is one.
    Settled,
    /// It does, and they have none.
    Owed,
}

impl Viewer {
    /// Whether they have to set a second factor up before they reach anything else.
    pub(crate) fn owes_factor(&self) -> bool {
        self.factor == Factor::Owed
    }

    /// Who they are to rules and lists.
    pub(crate) fn id(&self) -> PersonId {
        self.person.id
    }

    /// Their hue and letters, for the menu.
    pub(crate) fn hue(&self) -> i64 {
        shown::hue(self.person.id.0)
    }

    /// See [`Viewer::hue`].
    pub(crate) fn initials(&self) -> String {
        shown::initials(&self.person.name)
    }

    /// Whether the desk is theirs to see, or only the portal.
    pub(crate) fn is_at_the_desk(&self) -> bool {
        self.person.role.works_at_desk()
    }

    /// The same person as the API knows its callers: pages read what it reads.
    pub(crate) fn caller(&self) -> Caller {
        let (person, scopes, digest) = (self.person.clone(), Scope::ALL.to_vec(), self.digest);
        Caller { person, scopes, digest }
    }

    /// A write of theirs.
    pub(crate) fn by(&self, now: Timestamp) -> By {
        By { now, actor: Actor::Person(self.person.id), origin: Origin::Command }
    }
}

/// The cookie's name: browsers take `__Host-` only over TLS, for the whole site, from nobody else.
fn cookie(way: Way) -> &'static str {
    match way {
        Way::Tls => "__Host-stufe",
        Way::Plain => "stufe",
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The token a request comes with.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    cookies::value(headers, cookie(Way::of(headers)))
}

/// Whether a session has not ended yet.
pub(super) fn is_live(session: &SessionRow, now: Timestamp) -> bool {
    session.expires_at > now && session.seen_at + IDLE_MAX > now
}

/// Who has that session, unless it ended or they have left; and whether it has to be noted that
/// they were seen.
pub(crate) fn viewer(
    desk: &mut Snapshot<'_, '_>,
    digest: [u8; 32],
    now: Timestamp,
) -> Result<Option<(Viewer, Seen)>, Failure> {
    let required = desk.settings.two_factors == TwoFactors::AtTheDesk;
    let tx = &mut *desk.tx;
    let Some(session) = sessions::by_digest(tx, &digest)? else { return Ok(None) };
    if !is_live(&session, now) {
        return Ok(None);
    }
    let seen = if session.seen_at + SEEN_EVERY <= now { Seen::Note } else { Seen::Noted };
    let person = people::by_id(tx, session.person)?.filter(|person| person.active);
    let Some(person) = person else { return Ok(None) };
    let mut viewer = Viewer { person, digest, factor: Factor::Settled };
    if required && viewer.is_at_the_desk() && !second_factors::is_set(tx, viewer.id())? {
        viewer.factor = Factor::Owed;
    }
    Ok(Some((viewer, seen)))
}

/// Whether the last use of a session is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Not long ago.
    Noted,
    /// It is time to.
    Note,
}

/// A session that has just begun.
pub(super) struct Begun {
    token: String,
    digest: [u8; 32],
    row: SessionRow,
}

/// A session for this person, to be written with [`Begun::write`].
///
/// # Errors
/// That the system has no random bytes.
pub(super) fn begin(
    person: PersonId,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Begun, Failure> {
    let token = BASE64URL_NOPAD.encode(&store::words::random::<32>()?);
    let device = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let device = device.unwrap_or_default().chars().take(DEVICE_MAX).collect();
    let (created_at, seen_at, expires_at) = (now, now, now + SESSION_MAX);
    let row = SessionRow { person, created_at, seen_at, expires_at, device };
    Ok(Begun { digest: digest(&token), token, row })
}

impl Begun {
    /// Writes it down, and clears away what has ended.
    pub(super) fn write(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        sessions::purge(tx, self.row.created_at)?;
        sessions::add(tx, &self.digest, &self.row)?;
        sessions::end_older(tx, self.row.person, SESSIONS_OF_PERSON_MAX)?;
        Ok(())
    }

    /// The cookie of it. It ends with the browser; the server ends it by its own clock.
    pub(super) fn cookie(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let way = Way::of(headers);
        cookies::set(cookie(way), &self.token, None, way)
    }
}

/// The cookie that ends one.
pub(super) fn no_cookie(headers: &HeaderMap) -> Option<HeaderValue> {
    let way = Way::of(headers);
    cookies::set(cookie(way), "", Some(Span(0)), way)
}

/// Puts into the request whose desk it is, and who is signed in, if anybody is.
pub(super) async fn recognise(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let (digest, now) = (token(request.headers()).map(digest), app.now());
    let read = answer::read(&app, move |desk| {
        let found = match digest {
            Some(digest) => viewer(desk, digest, now)?,
            None => None,
        };
        Ok((House::of(&desk.settings), found))
    });
    let (house, found) = read.await?;
    request.extensions_mut().insert(house);
    if let Some((viewer, seen)) = found {
        if seen == Seen::Note {
            let by = By { now, actor: Actor::Desk, origin: Origin::Command };
            let digest = viewer.digest;
            answer::write(&app, by, move |ledger| Ok(sessions::seen(ledger.tx(), &digest, now)?))
                .await?;
        }
        request.extensions_mut().insert(viewer);
    }
    Ok(next.run(request).await)
}

/// Lets only those through who are signed in. Others sign in first, and find what they were about
/// to look at or to send.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Some(viewer) = request.extensions().get::<Viewer>() {
        let path = request.uri().path();
        if viewer.owes_factor() && !path.starts_with(factor::SET_UP) {
            return answer::go(factor::SET_UP);
        }
        return next.run(request).await;
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let here = request.uri().path_and_query().map_or("/", |it| it.as_str());
        return answer::go(&sign_in::path(here));
    }
    match Kept::of(request).await {
        Ok((kept, mut parts)) => sign_in::with_kept(&app, &mut parts, kept).await,
        Err(error) => error.into_response(),
    }
}

/// Lets only those through who work at the desk.
pub(super) async fn desk_only(request: Request, next: Next) -> Response {
    match request.extensions().get::<Viewer>() {
        Some(viewer) if viewer.is_at_the_desk() => next.run(request).await,
        Some(_) | None => PageError::forbidden().into_response(),
    }
}
