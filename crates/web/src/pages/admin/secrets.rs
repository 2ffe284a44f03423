//! What a person signs in with: one-time links to a password, sessions, tokens of the API. Secrets
//! are shown once, to whoever has made them.

use super::ground::{self, Done, Frame, Numbers, Tab};
use super::person;
use crate::app::App;
use crate::limits::TOKENS_MAX;
use crate::pages::answer;
use crate::pages::cookies::Way;
use crate::pages::error::PageError;
use crate::pages::fields::Fields;
use crate::pages::nav::Nav;
use crate::pages::page::Page;
use crate::pages::session::{self, Viewer};
use crate::pages::shown::{Choice, When};
use crate::secret::{link_token, new_token, token_digest};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use desk::admin::{
    AdminCommand, EndSessions, LinkPurpose, RequireTwoFactors, RevokeToken, Scope, TwoFactors,
};
use desk::ids::{PersonId, TokenId};
use desk::refusal::Refusal;
use desk::time::{Span, Timestamp};
use store::queries::links::{self, LinkRow};
use store::queries::sessions::{self, SessionRow};
use store::queries::tokens::{self, TokenRow};
use store::queries::{people, second_factors};
use store::{Failure, Snapshot};

/// Sessions that are counted.
const SESSIONS_MAX: i64 = 50;

/// In how many days a token can end.
const DAYS: [i64; 4] = [30, 90, 365, 0];

#[derive(Template)]
#[template(path = "admin_secret.html")]
struct Secret {
    page: Page,
    nav: Nav,
    frame: Frame,
    title: &'static str,
    advice: String,
    label: &'static str,
    secret: String,
    back: String,
}

/// What a person has to sign in with, as it is read.
pub(super) struct Kept {
    has_password: bool,
    has_factor: bool,
    link: Option<LinkRow>,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
}

impl Kept {
    pub(super) fn read(desk: &mut Snapshot<'_, '_>, person: PersonId) -> Result<Kept, Failure> {
        let sessions = sessions::of_person(desk.tx, person, SESSIONS_MAX)?;
        Ok(Kept {
            has_password: people::password(desk.tx, person)?.is_some(),
            has_factor: second_factors::is_set(desk.tx, person)?,
            link: links::of_person(desk.tx, person)?,
            sessions: sessions.into_iter().map(|(_, row)| row).collect(),
            tokens: tokens::of_person(desk.tx, person, TOKENS_MAX)?,
        })
    }

    pub(super) fn shown(self, page: &Page) -> Keys {
        let now = page.now;
        let live = |session: &&SessionRow| session::is_live(session, now);
        let sessions = self.sessions.iter().filter(live);
        let seen = sessions.clone().map(|session| session.seen_at).max();
        let token = |token: &TokenRow| {
            let scopes = token.scopes.iter().map(|scope| page.text(scope_key(*scope)).to_string());
            Token {
                id: token.id.0,
                scopes: scopes.collect::<Vec<_>>().join(", "),
                ends: token.expires_at.map(|at| When::new(page, at)),
                has_ended: token.expires_at.is_some_and(|at| at <= now).then_some(()),
            }
        };
        let days = DAYS.iter().map(|days| {
            let label = match days {
                0 => page.text("token-endless").to_string(),
                days => page.text("days").with("n", *days).to_string(),
            };
            Choice::new(&days.to_string(), &label, "90")
        });
        Keys {
            has_password: self.has_password.then_some(()),
            has_factor: self.has_factor.then_some(()),
            link_until: self.link.filter(|it| it.expires_at > now).map(|it| it.expires_at),
            sessions: i64::try_from(sessions.count()).unwrap_or_default(),
            seen: seen.map(|at| When::new(page, at)),
            tokens: self.tokens.iter().map(token).collect(),
            days: days.collect(),
        }
    }
}

fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "scope-read",
        Scope::Write => "scope-write",
    }
}

/// The same for the page.
pub(crate) struct Keys {
    pub(crate) has_password: Option<()>,
    pub(crate) has_factor: Option<()>,
    pub(crate) link_until: Option<Timestamp>,
    pub(crate) sessions: i64,
    pub(crate) seen: Option<When>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) days: Vec<Choice>,
}

/// One token.
pub(crate) struct Token {
    pub(crate) id: i64,
    pub(crate) scopes: String,
    pub(crate) ends: Option<When>,
    pub(crate) has_ended: Option<()>,
}

/// The token of a link, and its digest.
pub(super) fn new_link() -> Result<(String, [u8; 32]), Failure> {
    let token = link_token()?;
    let digest = token_digest(&token);
    Ok((token, digest))
}

/// A link that was just issued.
pub(super) struct Link {
    address: String,
    row: LinkRow,
}

/// The link as it can be passed on: at the address the admin's browser has used.
pub(super) fn link(headers: &HeaderMap, token: &str, row: LinkRow) -> Link {
    let scheme = match Way::of(headers) {
        Way::Tls => "https",
        Way::Plain => "http",
    };
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    Link { address: format!("{scheme}://{host}/set-password/{token}"), row }
}

/// Shows a link, once.
pub(super) async fn show_link(
    app: &App,
    page: Page,
    viewer: &Viewer,
    person: PersonId,
    link: Link,
) -> Result<Response, PageError> {
    let Link { address, row } = link;
    let (title, advice) = match row.purpose {
        LinkPurpose::Invitation => ("link-invitation", "link-invitation-do"),
        LinkPurpose::Reset => ("link-reset", "link-reset-do"),
    };
    let until = page.format.date_time(row.expires_at);
    let advice = page.text(advice).with("until", until).to_string();
    let shown = Shown { title, advice, label: "link-label", secret: address };
    show_secret(app, page, viewer, person, shown).await
}

struct Shown {
    title: &'static str,
    advice: String,
    label: &'static str,
    secret: String,
}

async fn show_secret(
    app: &App,
    page: Page,
    viewer: &Viewer,
    person: PersonId,
    shown: Shown,
) -> Result<Response, PageError> {
    let read = ground::read(app, &page, viewer, Tab::People, |_| Ok(()));
    let (frame, nav, ()) = read.await?;
    let Shown { title, advice, label, secret } = shown;
    let back = format!("/admin/people/{person}");
    Ok(answer::page(&Secret { page, nav, frame, title, advice, label, secret, back }))
}

pub(super) async fn issue_link(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let id = PersonId(id);
    let (token, digest) = new_link()?;
    let by = viewer.by(page.now);
    match answer::write(&app, by, move |ledger| ledger.issue_link(id, &digest)).await {
        Ok(row) => show_link(&app, page, &viewer, id, link(&headers, &token, row)).await,
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            person::again(&app, page, &viewer, id, refusal, None).await
        }
    }
}

pub(super) async fn sign_out(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let (me, person) = (viewer.id(), PersonId(id));
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::require_change(ledger.directory(), me)?;
        ledger.person(person)?;
        ledger.admin(AdminCommand::EndSessions(EndSessions { person }))
    });
    written.await?;
    Ok(ground::go(&format!("/admin/people/{person}"), Done::SignedOut))
}

/// Takes somebody's second factor away, for whoever has lost it; they are signed out everywhere.
pub(super) async fn remove_factor(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let (me, person) = (viewer.id(), PersonId(id));
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::require_change(ledger.directory(), me)?;
        ledger.person(person)?;
        ledger.remove_factor(person)?;
        ledger.admin(AdminCommand::EndSessions(EndSessions { person }))
    });
    written.await?;
    Ok(ground::go(&format!("/admin/people/{person}"), Done::SignedOut))
}

/// Says who needs a second factor.
pub(super) async fn require_factors(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let of = fields.get("two_factors").parse().unwrap_or(TwoFactors::Free);
    let me = viewer.id();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::require_change(ledger.directory(), me)?;
        ledger.admin(AdminCommand::RequireTwoFactors(RequireTwoFactors { of }))
    });
    written.await?;
    Ok(ground::go("/admin", Done::Saved))
}

pub(super) async fn issue_token(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = PersonId(id);
    let scopes = fields.all("scopes").filter_map(|word| word.parse().ok());
    let scopes: Vec<Scope> = scopes.collect();
    let days = fields.get("days").parse().ok().filter(|days| DAYS.contains(days) && *days > 0);
    let expires_at = days.map(|days| page.now + Span::days(days));
    let secret = new_token()?;
    let digest = token_digest(&secret);
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ledger.issue_token(id, scopes.clone(), expires_at, &digest)
    });
    match written.await {
        Ok(_) => {
            let advice = page.text("token-made-do").to_string();
            let shown = Shown { title: "token-made", advice, label: "token-label", secret };
            show_secret(&app, page, &viewer, id, shown).await
        }
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            person::again(&app, page, &viewer, id, refusal, None).await
        }
    }
}

pub(super) async fn revoke_token(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id, token]): Numbers<2>,
) -> Result<Response, PageError> {
    let (person, token) = (PersonId(id), TokenId(token));
    let me = viewer.id();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ground::require_change(ledger.directory(), me)?;
        let found = tokens::by_id(ledger.tx(), token)?.filter(|found| found.person == person);
        found.ok_or_else(|| Refusal::not_found("token"))?;
        ledger.admin(AdminCommand::RevokeToken(RevokeToken { token, person }))
    });
    written.await?;
    Ok(ground::go(&format!("/admin/people/{person}"), Done::Revoked))
}
