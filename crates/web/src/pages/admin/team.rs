//! `/admin/teams/{id}`: one team, what a hand-over to it has to answer, who works in it; and a new
//! one.

use super::ground::{self, CHANGED, Done, Fact, Frame, Numbers, Tab};
use super::teams;
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
use axum::response::Response;
use desk::admin::{AddTeam, AdminCommand, ChangeTeam, SetTeams};
use desk::directory::{self, Directory};
use desk::ids::{PersonId, TeamId};
use desk::refusal::Refusal;
use desk::values::{Reach, Role, Tier};
use serde::Deserialize;
use std::sync::Arc;
use store::queries::people::{self, PersonRow};
use store::{Failure, Snapshot};

#[derive(Template)]
#[template(path = "admin_team.html")]
struct Team {
    page: Page,
    nav: Nav,
    frame: Frame,
    id: i64,
    tier: u8,
    title: String,
    /// The team that took over, once it is retired.
    successor: Option<String>,
    form: TeamForm,
    seen: String,
    facts: Vec<Fact>,
    has_changed: Option<()>,
    members: Vec<Member>,
    others: Vec<Choice>,
    open: i64,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "admin_team_new.html")]
struct NewTeam {
    page: Page,
    nav: Nav,
    frame: Frame,
    form: TeamForm,
    tiers: Vec<Choice>,
    problems: Problems,
}

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct TeamForm {
    pub(crate) name: String,
    pub(crate) provider: String,
    pub(crate) checklist: String,
    pub(crate) keeps_to_own: bool,
    tier: String,
}

/// Somebody of the team.
pub(crate) struct Member {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) role: Role,
}

impl TeamForm {
    fn of(team: &directory::Team) -> TeamForm {
        TeamForm {
            name: team.name.clone(),
            provider: team.provider.clone().unwrap_or_default(),
            checklist: team.checklist.join("\n"),
            keeps_to_own: team.reach == Reach::Own,
            tier: team.tier.to_string(),
        }
    }

    fn typed(fields: &Fields) -> TeamForm {
        let word = |name: &str| fields.get(name).to_owned();
        TeamForm {
            name: word("name"),
            provider: word("provider"),
            checklist: word("checklist"),
            keeps_to_own: fields.has("reach"),
            tier: word("tier"),
        }
    }

    fn provider(&self) -> Option<String> {
        Some(self.provider.clone()).filter(|provider| !provider.is_empty())
    }

    fn reach(&self) -> Reach {
        if self.keeps_to_own { Reach::Own } else { Reach::House }
    }

    fn checklist(&self) -> Vec<String> {
        let lines = self.checklist.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }

    fn tiers(&self, page: &Page) -> Vec<Choice> {
        let choice = |tier: u8| {
            let label = page.text("tier-of").with("tier", i64::from(tier)).to_string();
            Choice::new(&tier.to_string(), &label, &self.tier)
        };
        (1..=Tier::MAX.0).map(choice).collect()
    }
}

/// What a page of a team is made of.
struct Found {
    team: directory::Team,
    directory: Arc<Directory>,
    people: Vec<PersonRow>,
    open: i64,
}

fn find(desk: &mut Snapshot<'_, '_>, id: TeamId) -> Result<Found, Failure> {
    let directory = Arc::clone(&desk.directory);
    let team = directory.team(id).cloned().ok_or_else(|| Refusal::not_found("team"))?;
    let mut people = people::at_the_desk(desk.tx)?;
    people.retain(|person| person.active);
    people.sort_by(|one, other| one.name.cmp(&other.name));
    let open = teams::open(desk)?.get(&id).copied().unwrap_or_default();
    Ok(Found { team, directory, people, open })
}

fn view(
    page: Page,
    frame: Frame,
    nav: Nav,
    found: Found,
    refused: Option<(TeamForm, Refusal)>,
) -> Team {
    let Found { team, directory, people, open } = found;
    let facts = facts(&page, &team);
    let (form, problems, has_changed) = match refused {
        Some((form, refusal)) => {
            let has_changed = (refusal.code == CHANGED).then_some(());
            (form, ground::problems(&page, refusal), has_changed)
        }
        None => (TeamForm::of(&team), Problems::none(), None),
    };
    let (inside, outside): (Vec<_>, Vec<_>) =
        people.into_iter().partition(|person| person.teams.contains(&team.id));
    let members = inside.into_iter().map(|it| Member { id: it.id.0, name: it.name, role: it.role });
    let others = outside.iter().map(|it| Choice::new(&it.id.to_string(), &it.name, ""));
    Team {
        id: team.id.0,
        tier: team.tier.0,
        title: team.name.clone(),
        successor: directory.successor_of(team.id).map(|it| it.name.clone()),
        form,
        seen: ground::mark(&team),
        facts,
        has_changed,
        members: members.collect(),
        others: others.collect(),
        open,
        problems,
        page,
        nav,
        frame,
    }
}

fn facts(page: &Page, team: &directory::Team) -> Vec<Fact> {
    let fact = |key, text: String| Fact {
        label: page.text(key).to_string(),
        text: if text.is_empty() { "–".into() } else { text },
    };
    vec![
        fact("team-name", team.name.clone()),
        fact("team-provider", team.provider.clone().unwrap_or_default()),
        fact("team-checklist", team.checklist.join("; ")),
    ]
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, TeamId(id));
    let (mut frame, nav, found) = ground::read(&app, &page, &viewer, Tab::Teams, read).await?;
    frame.done = asked.done();
    Ok(answer::page(&view(page, frame, nav, found, None)))
}

/// The page again after a form of it was not taken.
async fn again(
    app: &App,
    page: Page,
    viewer: &Viewer,
    id: TeamId,
    failure: Failure,
    form: Option<TeamForm>,
) -> Result<Response, PageError> {
    let refusal = ground::to_put_right(failure)?;
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, id);
    let read = ground::read_to_change(app, &page, viewer, Tab::Teams, read);
    let (frame, nav, found) = read.await?;
    let form = form.unwrap_or_else(|| TeamForm::of(&found.team));
    let status = ground::status(&refusal);
    Ok(answer::page_with(status, &view(page, frame, nav, found, Some((form, refusal)))))
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (team, form) = (TeamId(id), TeamForm::typed(&fields));
    let (seen, words) = (fields.get("seen").to_owned(), page.text("admin-changed").to_string());
    let change = ChangeTeam {
        team,
        name: Some(form.name.clone()),
        provider: Some(form.provider()),
        checklist: Some(form.checklist()),
        reach: Some(form.reach()),
    };
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        let now = ledger.directory().team(team);
        let now = now.ok_or_else(|| Refusal::not_found("team"))?;
        ground::unchanged(&seen, now, &words)?;
        ledger.admin(AdminCommand::ChangeTeam(change.clone()))
    });
    match written.await {
        Ok(_) => Ok(ground::go(&format!("/admin/teams/{team}"), Done::Saved)),
        Err(failure) => again(&app, page, &viewer, team, failure, Some(form)).await,
    }
}

/// Takes somebody into the team, or out of it.
pub(super) async fn set_member(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let team = TeamId(id);
    let (joins, leaves) = (fields.get("join").parse(), fields.get("leave").parse());
    let joins = joins.ok().map(PersonId);
    let person = joins.or(leaves.ok().map(PersonId));
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        ledger.directory().team(team).ok_or_else(|| Refusal::not_found("team"))?;
        let agent = person.and_then(|person| ledger.directory().agent(person));
        let agent = agent.ok_or_else(|| Refusal::not_found("person"))?;
        let (person, mut teams) = (agent.id, agent.teams.clone());
        teams.retain(|it| {
            *it != team && ledger.directory().team(*it).is_some_and(directory::Team::is_active)
        });
        teams.extend(joins.map(|_| team));
        ledger.admin(AdminCommand::SetTeams(SetTeams { person, teams }))
    });
    match written.await {
        Ok(_) => Ok(ground::go(&format!("/admin/teams/{team}"), Done::Saved)),
        Err(failure) => again(&app, page, &viewer, team, failure, None).await,
    }
}

/// What a new team begins as.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Begin {
    tier: String,
}

pub(super) async fn new(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Query(begin): Query<Begin>,
) -> Result<Response, PageError> {
    let form = TeamForm { tier: begin.tier, ..TeamForm::default() };
    Ok(answer::page(&new_view(&app, page, &viewer, form, None).await?))
}

async fn new_view(
    app: &App,
    page: Page,
    viewer: &Viewer,
    form: TeamForm,
    refusal: Option<Refusal>,
) -> Result<NewTeam, PageError> {
    let read = ground::read_to_change(app, &page, viewer, Tab::Teams, |_| Ok(()));
    let (frame, nav, ()) = read.await?;
    let tiers = form.tiers(&page);
    let problems = refusal.map(|refusal| ground::problems(&page, refusal));
    let problems = problems.unwrap_or_else(Problems::none);
    Ok(NewTeam { page, nav, frame, form, tiers, problems })
}

pub(super) async fn add(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let form = TeamForm::typed(&fields);
    let tier = form.tier.parse::<i64>().ok().and_then(|tier| Tier::try_from(tier).ok());
    let mut add = AddTeam {
        team: TeamId(0),
        name: form.name.clone(),
        tier: tier.unwrap_or(Tier::FIRST),
        provider: form.provider(),
        checklist: form.checklist(),
        reach: form.reach(),
    };
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        add.team = ledger.new_team()?;
        ledger.admin(AdminCommand::AddTeam(add.clone()))?;
        Ok(add.team)
    });
    match written.await {
        Ok(team) => Ok(ground::go(&format!("/admin/teams/{team}"), Done::Added)),
        Err(failure) => {
            let refusal = ground::to_put_right(failure)?;
            let status = ground::status(&refusal);
            let view = new_view(&app, page, &viewer, form, Some(refusal)).await?;
            Ok(answer::page_with(status, &view))
        }
    }
}
