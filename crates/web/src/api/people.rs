//! `/people`: those who have needs, and those who work at the desk.

use super::auth::Caller;
use super::belonging::{Said, judged, sees_belonging};
use super::decode::nullable;
use super::ground::Ground;
use super::lookup::both;
use super::lookup::{Lookup, together};
use super::names::Names;
use super::request::{Asked, Nothing, Numbered, Sent};
use super::tickets::cursor::{Page, Paging};
use super::write::Answer;
use crate::api::words::{LanguageWord, RoleWord};
use crate::app::App;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use desk::access::{DeskAction, can_desk, role_of};
use desk::admin::{AddPerson, AdminCommand, Belonging};
use desk::directory::Directory;
use desk::ids::PersonId;
use desk::refusal::Refusal;
use desk::values::{Language, Role};
use serde::{Deserialize, Serialize};
use store::ledger::{NewPerson, PersonChange};
use store::queries::people::{self, PersonRow};
use store::{Failure, Ledger};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_people, add_person))
        .routes(routes!(read_person, change_person))
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    /// Their id.
    #[schema(value_type = i64)]
    id: PersonId,
    /// Their name.
    name: String,
    /// Their email address.
    email: Option<String>,
    /// Their telephone number.
    phone: Option<String>,
    /// What they are to the desk.
    #[schema(value_type = RoleWord)]
    role: Role,
    /// Their teams.
    teams: Vec<String>,
    /// False once they have left.
    active: bool,
    /// Their organisation.
    organisation: Option<String>,
    /// Their department.
    department: Option<String>,
    /// The address of their manager.
    manager: Option<String>,
    /// Where they work.
    site: Option<String>,
    /// Which language they want to be written to in.
    #[schema(value_type = Option<LanguageWord>)]
    language: Option<Language>,
    /// True of those whose needs are looked at first.
    vip: bool,
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleParams {
    /// The one with this email address.
    email: Option<String>,
    /// How many.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// A new person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPersonRequest {
    /// Their name; without one the address stands for it.
    name: Option<String>,
    /// Their email address, unique at this desk.
    email: Option<String>,
    /// Their telephone number.
    phone: Option<String>,
    /// What they are to the desk; a requester when nothing is said.
    role: Option<RoleWord>,
    /// Their teams.
    teams: Option<Vec<String>>,
    /// The name of their organisation. This and what follows is for admins.
    organisation: Option<String>,
    /// Their department within it.
    department: Option<String>,
    /// Their manager: an email address or an id.
    manager: Option<String>,
    /// Where they work.
    site: Option<String>,
    /// Which language they want to be written to in.
    language: Option<LanguageWord>,
    /// True of those whose needs are looked at first.
    vip: Option<bool>,
}

/// What shall be different about a person; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePersonRequest {
    /// Their name.
    name: Option<String>,
    /// Their email address; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// Their telephone number; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// What they are to the desk.
    role: Option<RoleWord>,
    /// All their teams from now on.
    teams: Option<Vec<String>>,
    /// The name of their organisation; `null` takes them out of it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    organisation: Option<Option<String>>,
    /// Their department within it; `null` takes them out of it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    department: Option<Option<String>>,
    /// Their manager: an email address or an id; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    manager: Option<Option<String>>,
    /// Where they work; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    site: Option<Option<String>>,
    /// Which language they want to be written to in; `null` takes it away.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<LanguageWord>)]
    language: Option<Option<LanguageWord>>,
    /// True of those whose needs are looked at first.
    vip: Option<bool>,
}

impl AddPersonRequest {
    fn said(&self) -> Said {
        Said {
            organisation: self.organisation.clone().map(Some),
            department: self.department.clone().map(Some),
            manager: self.manager.clone().map(Some),
            site: self.site.clone().map(Some),
            language: self.language.clone().map(Some),
            vip: self.vip,
        }
    }
}

impl ChangePersonRequest {
    fn said(&self) -> Said {
        Said {
            organisation: self.organisation.clone(),
            department: self.department.clone(),
            manager: self.manager.clone(),
            site: self.site.clone(),
            language: self.language.clone(),
            vip: self.vip,
        }
    }
}

/// Refuses those who may not do this at the desk.
pub(crate) fn require_desk(
    directory: &Directory,
    caller: &Caller,
    action: DeskAction,
) -> Result<(), Failure> {
    if can_desk(role_of(directory, caller.id()), action) {
        return Ok(());
    }
    Err(Refusal::forbidden("This is for those who work at the desk.").into())
}

/// A provider's people see who works at the desk, not who asks it.
fn sees(directory: &Directory, caller: &Caller, person: &PersonRow) -> bool {
    let outside = directory.agent(caller.id()).is_none_or(|agent| directory.is_outside(agent));
    !outside || person.role.works_at_desk() || person.id == caller.id()
}

fn shown(names: &mut Names<'_, '_>, person: PersonRow) -> Result<Person, Failure> {
    let PersonRow { id, name, email, phone, role, teams, active, belonging } = person;
    let teams = teams.into_iter().map(|id| names.team(id)).collect();
    let belonging = if sees_belonging(names, id) { belonging } else { Belonging::default() };
    let Belonging { organisation, department, manager, site, language, vip } = belonging;
    let organisation = organisation.map(|id| names.organisation(id));
    let manager = manager.map(|id| names.email(id)).transpose()?;
    Ok(Person {
        id,
        name,
        email,
        phone,
        role,
        teams,
        active,
        organisation,
        department,
        manager,
        site,
        language,
        vip,
    })
}

/// List people
#[utoipa::path(
    get, path = "/people", operation_id = "list_people", tag = "people",
    params(PeopleParams),
    responses((status = 200, description = "A page of the list", body = Page<Person>)),
)]
async fn list_people(
    State(app): State<App>,
    caller: Caller,
    Asked(params): Asked<PeopleParams>,
) -> Result<Json<Page<Person>>, Problem> {
    let list = format!("people {:?}", params.email);
    let paging = Paging::read(&list, params.limit.as_ref(), params.cursor.as_ref())?;
    let page = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let rows = match &params.email {
            Some(email) => Vec::from_iter(people::by_email(desk.tx, email)?),
            None => {
                let [after] = paging.after().unwrap_or([0]);
                people::after(desk.tx, PersonId(after), paging.rows())?
            }
        };
        let mut page = paging.page(rows, |person| vec![person.id.0]);
        page.items.retain(|person| sees(&desk.directory, &caller, person));
        let mut names = Names::of(desk, caller.id());
        page.map(|person| shown(&mut names, person))
    });
    Ok(Json(page.await?))
}

/// Read a person
#[utoipa::path(
    get, path = "/people/{id}", operation_id = "read_person", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    responses((status = 200, description = "The person", body = Person)),
)]
async fn read_person(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    _: Asked<Nothing>,
) -> Result<Json<Person>, Problem> {
    let person = app.read(move |desk| {
        require_desk(&desk.directory, &caller, DeskAction::ReadDirectory)?;
        let found = people::by_id(desk.tx, PersonId(id.0))?;
        let found = found.filter(|person| sees(&desk.directory, &caller, person));
        let found = found.ok_or_else(|| Refusal::not_found("person"))?;
        shown(&mut Names::of(desk, caller.id()), found)
    });
    Ok(Json(person.await?))
}

/// Add a person
///
/// Agents make requesters known; only admins add people with rights at the desk. One of `name`,
/// `email` and `phone` is required.
#[utoipa::path(
    post, path = "/people", operation_id = "add_person", tag = "people",
    request_body = AddPersonRequest,
    responses((status = 201, description = "The new person", body = Person)),
)]
async fn add_person(
    State(app): State<App>,
    caller: Caller,
    sent: Sent<AddPersonRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let by = caller.clone();
    app.write(&caller, &terms, move |ledger| {
        let person = added(ledger, &by, &body)?;
        answer(ledger, person, StatusCode::CREATED)
    })
    .await
}

fn added(
    ledger: &mut Ledger<'_, '_>,
    caller: &Caller,
    body: &AddPersonRequest,
) -> Result<PersonId, Failure> {
    let directory = ledger.shared_directory();
    require_desk(&directory, caller, DeskAction::OpenForOthers)?;
    let said = body.said();
    if said.is_something() {
        require_desk(&directory, caller, DeskAction::Administer)?;
    }
    let mut lookup = Lookup::new(ledger.tx(), directory, caller.id());
    let role = lookup.word("role", body.role.as_ref());
    let teams = lookup.teams("teams", body.teams.as_ref());
    let change = said.looked_up(&mut lookup)?;
    let unknown = lookup.problems();
    let (role, AddPersonRequest { name, email, phone, .. }) =
        (role.unwrap_or(Role::Requester), body);
    let text = |words: &Option<String>| super::lookup::text(words.as_ref());
    let add = AddPerson {
        person: PersonId(0),
        name: text(name)?,
        email: text(email)?,
        email_taken_by: None,
        phone: text(phone)?,
        role,
        teams: teams.clone(),
    };
    let place = ledger.placement(PersonId(0), Belonging::default(), change.clone())?;
    let ground = Ground::of(ledger);
    let judge = |command| desk::admin::decide(command, &ground.context(None)).map(drop);
    let placed = if said.is_something() { judge(place) } else { Ok(()) };
    together(unknown, both(judge(AdminCommand::AddPerson(add)), placed))?;
    let (name, email, phone) = (name.clone(), email.clone(), phone.clone());
    let person = ledger.add_person(NewPerson { name, email, phone, role, teams })?;
    if said.is_something() {
        ledger.place(person, change)?;
    }
    Ok(person)
}

/// Change a person
///
/// For admins. Whoever becomes a requester is in no team any more; the last admin stays one.
#[utoipa::path(
    patch, path = "/people/{id}", operation_id = "change_person", tag = "people",
    params(("id" = i64, Path, description = "The id of the person")),
    request_body = ChangePersonRequest,
    responses((status = 200, description = "The person afterwards", body = Person)),
)]
async fn change_person(
    State(app): State<App>,
    caller: Caller,
    id: Numbered,
    sent: Sent<ChangePersonRequest>,
) -> Result<Answer, Problem> {
    let Sent { body, terms } = sent;
    let (by, person) = (caller.clone(), PersonId(id.0));
    app.write(&caller, &terms, move |ledger| {
        let directory = ledger.shared_directory();
        require_desk(&directory, &by, DeskAction::Administer)?;
        ledger.person(person)?;
        let mut lookup = Lookup::new(ledger.tx(), directory, by.id());
        let role = lookup.word("role", body.role.as_ref());
        let teams = lookup.teams("teams", body.teams.as_ref());
        let teams = body.teams.as_ref().map(|_| teams);
        let said = body.said();
        let placed = said.looked_up(&mut lookup)?;
        let unknown = lookup.problems();
        let ChangePersonRequest { name, email, phone, .. } = &body;
        let (name, email, phone) = (name.clone(), email.clone(), phone.clone());
        let change = PersonChange { name, email, phone, role, teams };
        let changed = judged(ledger.change_person(person, change))?;
        let placed = match said.is_something() {
            true => judged(ledger.place(person, placed))?,
            false => Ok(()),
        };
        together(unknown, both(changed, placed))?;
        answer(ledger, person, StatusCode::OK)
    })
    .await
}

pub(super) fn answer(
    ledger: &mut Ledger<'_, '_>,
    person: PersonId,
    status: StatusCode,
) -> Result<Answer, Failure> {
    let directory = ledger.shared_directory();
    let by = ledger.by();
    let viewer = by.actor.person().unwrap_or(person);
    let mut names = Names::new(ledger.tx(), directory, viewer, by.now);
    let row = people::by_id(names.tx, person)?;
    let row = row.ok_or_else(|| Failure::fault(format!("person {person} is nowhere")))?;
    let location = (status == StatusCode::CREATED).then(|| format!("/api/v1/people/{person}"));
    let person = shown(&mut names, row)?;
    Answer::of_desk(status, Some(DeskAction::ReadDirectory), location, &person)
}
