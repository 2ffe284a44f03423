//! `/set-up/TOKEN`: the first run. A desk without an admin gives itself a name, its first admin and
//! its teams, once; with an admin there the address leads nowhere.

mod made;

use super::admin::languages;
use super::answer;
use super::error::PageError;
use super::fields::Fields;
use super::link_ended::{self, Ended};
use super::page::{Page, tag};
use super::password;
use super::peer;
use super::refused::Problems;
use super::session;
use super::shown::Choice;
use super::throttle::{self, Keys};
use crate::app::App;
use crate::secret::{link_token, token_digest};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::Response;
use desk::actor::Actor;
use desk::admin::{Owner, check_password};
use desk::directory::Directory;
use desk::refusal::{Problem, Refusal};
use desk::time::Timestamp;
use desk::values::{Origin, Role, Tier};
use made::Wish;
use store::queries::links::{self, SetUpLink};
use store::{By, Failure, Snapshot, Store};

/// Tiers of a desk that was just made.
const TIERS: [u8; 3] = [1, 2, 3];

#[derive(Template)]
#[template(path = "set_up.html")]
struct SetUp {
    page: Page,
    token: String,
    typed: Typed,
    languages: Vec<Choice>,
    problems: Problems,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    organisation: String,
    name: String,
    email: String,
    teams: Vec<TeamField>,
    services: String,
}

/// The field of one tier's team.
struct TeamField {
    tier: u8,
    field: String,
    name: String,
}

/// Gives a desk without an admin a fresh link to be set up by; the one before it ends. Nothing when
/// there is an admin.
///
/// # Errors
/// That the database cannot be written.
pub fn set_up_link(store: &Store, now: Timestamp) -> Result<Option<String>, Failure> {
    if store.read(|desk| Ok(has_admin(&desk.directory)))? {
        return Ok(None);
    }
    let token = link_token()?;
    let digest = token_digest(&token);
    let kept = store.write(by_desk(now), move |ledger| {
        let wanted = !has_admin(ledger.directory());
        if wanted {
            links::renew_set_up(ledger.tx(), &digest)?;
        }
        Ok(wanted)
    })?;
    Ok(kept.then(|| format!("/set-up/{token}")))
}

fn by_desk(now: Timestamp) -> By {
    By { now, actor: Actor::Desk, origin: Origin::Command }
}

fn has_admin(directory: &Directory) -> bool {
    directory.agents.values().any(|agent| agent.active && agent.role == Role::Admin)
}

/// How it stands with a link.
enum Standing {
    /// It can be used; these are the names of the tiers' teams.
    Open(Vec<TeamField>),
    /// Somebody has used it.
    Used,
    /// There is an admin, so that there is no such page.
    Nowhere,
    /// It is none, or not the newest.
    Wrong,
}

fn standing(desk: &mut Snapshot<'_, '_>, digest: &[u8; 32]) -> Result<Standing, Failure> {
    let link = links::set_up(desk.tx, digest)?;
    Ok(match link {
        Some(SetUpLink::Used) => Standing::Used,
        _ if has_admin(&desk.directory) => Standing::Nowhere,
        Some(SetUpLink::Open) => Standing::Open(team_fields(&desk.directory)),
        None => Standing::Wrong,
    })
}

fn team_fields(directory: &Directory) -> Vec<TeamField> {
    let field = |tier: u8| {
        let team = directory.default_team(Tier(tier))?;
        Some(TeamField { tier, field: format!("team_{tier}"), name: team.name.clone() })
    };
    TIERS.into_iter().filter_map(field).collect()
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
    let teams = match looked(&app, &page, &token, keys).await? {
        Ok(Standing::Open(teams)) => teams,
        Ok(Standing::Used | Standing::Nowhere) => return Err(PageError::not_found()),
        Ok(Standing::Wrong) => return Ok(link_ended::page(page, Ended::SetUp)),
        Err(wait) => return Ok(wait),
    };
    let typed = Typed { teams, ..Typed::default() };
    let language = page.lang().to_owned();
    Ok(answer::page(&view(page, token, typed, &language, Problems::none())))
}

/// How it stands with the link, unless somebody at that address has to wait.
async fn looked(
    app: &App,
    page: &Page,
    token: &str,
    keys: Keys,
) -> Result<Result<Standing, Response>, PageError> {
    let (now, digest, asked) = (page.now, token_digest(token), keys.clone());
    let read = answer::read(app, move |desk| {
        let wait = throttle::waiting(desk.tx, &asked, now)?;
        Ok((wait, standing(desk, &digest)?))
    });
    match read.await? {
        (_, Standing::Nowhere) => Ok(Ok(Standing::Nowhere)),
        (Some(wait), _) => Ok(Err(link_ended::wait(page.clone(), wait))),
        (None, Standing::Wrong) => {
            link_ended::count(app, keys, now).await?;
            Ok(Ok(Standing::Wrong))
        }
        (None, standing) => Ok(Ok(standing)),
    }
}

fn view(page: Page, token: String, typed: Typed, language: &str, problems: Problems) -> SetUp {
    let languages = languages(language);
    SetUp { page, token, typed, languages, problems }
}

/// Takes the form: everything in it becomes so, or nothing.
pub(super) async fn make(
    State(app): State<App>,
    page: Page,
    headers: HeaderMap,
    extensions: Extensions,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let keys = Keys::of_link(peer::address(&extensions, &headers));
    let teams = match looked(&app, &page, &token, keys).await? {
        Ok(Standing::Open(teams)) => teams,
        Ok(Standing::Used) => return Ok(link_ended::page(page, Ended::SetUpDone)),
        Ok(Standing::Nowhere) => return Err(PageError::not_found()),
        Ok(Standing::Wrong) => return Ok(link_ended::page(page, Ended::SetUp)),
        Err(wait) => return Ok(wait),
    };
    let mut wish = Wish::of(&fields);
    wish.problems = wrong_password(&page, &fields);
    if wish.problems.is_empty() {
        wish.hash = password::hash(fields.exact("password").to_owned()).await?;
    }
    let (now, digest, sent) = (page.now, token_digest(&token), headers.clone());
    let written = answer::write(&app, by_desk(now), move |ledger| {
        let admin = made::make(ledger, &wish, &digest)?;
        let begun = session::begin(admin, &sent, now)?;
        begun.write(ledger.tx())?;
        Ok(begun)
    });
    match written.await {
        Ok(begun) => {
            let mut response = answer::go("/admin");
            let cookie = begun.cookie(&headers);
            response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
            Ok(response)
        }
        Err(Failure::Refused(refusal)) if refusal.code == made::DONE => {
            Ok(link_ended::page(page, Ended::SetUpDone))
        }
        Err(Failure::Refused(refusal)) => Ok(again(page, token, teams, &fields, &refusal)),
        Err(failure) => Err(failure.into()),
    }
}

/// What is wrong with the password, which is looked at before it is hashed.
fn wrong_password(page: &Page, fields: &Fields) -> Vec<Problem> {
    let password = fields.exact("password");
    let owner = Owner {
        name: fields.get("name"),
        email: Some(fields.get("email")),
        organisation: Some(fields.get("organisation")),
    };
    let checked = check_password(password, owner);
    let mut problems = checked.err().map(|refusal| refusal.problems).unwrap_or_default();
    if problems.is_empty() && password != fields.exact("password_again") {
        let message = page.text("password-differs").to_string();
        problems.push(Problem { field: "password_again".into(), code: "differs", message });
    }
    problems
}

/// The form again with what was typed, the passwords apart.
fn again(
    page: Page,
    token: String,
    mut teams: Vec<TeamField>,
    fields: &Fields,
    refusal: &Refusal,
) -> Response {
    for team in &mut teams {
        fields.get(&team.field).clone_into(&mut team.name);
    }
    let word = |name: &str| fields.get(name).to_owned();
    let typed = Typed {
        organisation: word("organisation"),
        name: word("name"),
        email: word("email"),
        teams,
        services: word("services"),
    };
    let problems = Problems::of(&page, refusal);
    let language = word("language");
    let language = if language.is_empty() { tag(page.format.language).into() } else { language };
    let view = view(page, token, typed, &language, problems);
    answer::page_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
}
