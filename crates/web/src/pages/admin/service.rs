//! `/admin/services/{id}`: one service, with the teams that serve it in their order; and a new one.
//!
//! The order is part of the form: its buttons send the form, which comes back with the order
//! changed, and nothing is written before it is saved. So it works by keyboard and without the
//! script.

use super::ground::{self, CHANGED, Done, Fact, Frame, Numbers, Tab};
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
use desk::admin::{AddService, AdminCommand, ChangeService, RestoreService, RetireService};
use desk::directory::{self, Directory};
use desk::ids::{ServiceId, TeamId};
use desk::refusal::Refusal;
use std::sync::Arc;
use store::{Failure, Snapshot};

#[derive(Template)]
#[template(path = "admin_service.html")]
struct Service {
    page: Page,
    nav: Nav,
    frame: Frame,
    /// None for a new one.
    id: Option<i64>,
    title: Option<String>,
    is_retired: Option<()>,
    form: ServiceForm,
    tiers: Vec<TierOrder>,
    others: Vec<Choice>,
    seen: String,
    facts: Vec<Fact>,
    has_changed: Option<()>,
    /// Whether the order was changed and is not saved yet.
    is_unsaved: Option<()>,
    problems: Problems,
}

/// What stands in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ServiceForm {
    pub(crate) name: String,
    pub(crate) confidential: bool,
    teams: Vec<TeamId>,
}

/// The teams of one tier that serve it, in order.
pub(crate) struct TierOrder {
    pub(crate) tier: u8,
    pub(crate) teams: Vec<Placed>,
}

/// One of them.
pub(crate) struct Placed {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) place: usize,
    pub(crate) is_first: bool,
    pub(crate) is_last: bool,
}

/// What a button of the form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Save,
    Up(TeamId),
    Down(TeamId),
    Remove(TeamId),
    Add,
}

impl Act {
    fn of(fields: &Fields) -> Act {
        let word = fields.get("act");
        let team = || word.split_once('-').and_then(|(_, id)| id.parse().ok()).map(TeamId);
        match (word.split('-').next(), team()) {
            (Some("up"), Some(team)) => Act::Up(team),
            (Some("down"), Some(team)) => Act::Down(team),
            (Some("remove"), Some(team)) => Act::Remove(team),
            (Some("add"), _) => Act::Add,
            _ => Act::Save,
        }
    }
}

impl ServiceForm {
    fn of(service: &directory::Service) -> ServiceForm {
        let (name, teams) = (service.name.clone(), service.teams.clone());
        ServiceForm { name, confidential: service.confidential, teams }
    }

    fn typed(fields: &Fields) -> ServiceForm {
        let teams = fields.all("teams").filter_map(|id| id.parse().ok().map(TeamId));
        let (name, teams) = (fields.get("name").into(), teams.collect());
        ServiceForm { name, confidential: fields.has("confidential"), teams }
    }

    /// Does what a button asks for; teams move among those of their tier.
    fn act(&mut self, act: Act, fields: &Fields, directory: &Directory) {
        match act {
            Act::Save => {}
            Act::Remove(team) => self.teams.retain(|it| *it != team),
            Act::Add => {
                let added = fields.get("add_team").parse().ok().map(TeamId);
                let added = added.filter(|team| !self.teams.contains(team));
                self.teams.extend(added);
            }
            Act::Up(team) => self.swap(team, directory, |at, other| other < at),
            Act::Down(team) => self.swap(team, directory, |at, other| other > at),
        }
    }

    /// Changes places with the nearest team of the same tier on that side.
    fn swap(&mut self, team: TeamId, directory: &Directory, side: fn(usize, usize) -> bool) {
        let tier = |id: TeamId| directory.team(id).map(|team| team.tier);
        let Some(at) = self.teams.iter().position(|it| *it == team) else { return };
        let same = |(_, id): &(usize, &TeamId)| tier(**id) == tier(team);
        let others = self.teams.iter().enumerate().filter(same).map(|(other, _)| other);
        let nearest =
            others.filter(|other| side(at, *other)).min_by_key(|other| other.abs_diff(at));
        if let Some(other) = nearest {
            self.teams.swap(at, other);
        }
    }

    fn active<'d>(&self, directory: &'d Directory) -> Vec<&'d directory::Team> {
        let teams = self.teams.iter().filter_map(|id| directory.team(*id));
        teams.filter(|team| team.is_active()).collect()
    }

    /// What it asks for: teams that are retired serve nothing any more.
    fn teams(&self, directory: &Directory) -> Vec<TeamId> {
        self.active(directory).into_iter().map(|team| team.id).collect()
    }

    fn tiers(&self, directory: &Directory) -> Vec<TierOrder> {
        let mut teams = self.active(directory);
        teams.sort_by_key(|team| team.tier);
        let placed = |teams: &[&directory::Team]| TierOrder {
            tier: teams[0].tier.0,
            teams: (1..)
                .zip(teams)
                .map(|(place, team)| Placed {
                    id: team.id.0,
                    name: team.name.clone(),
                    place,
                    is_first: place == 1,
                    is_last: place == teams.len(),
                })
                .collect(),
        };
        teams.chunk_by(|one, other| one.tier == other.tier).map(placed).collect()
    }

    /// The teams that could serve it, too.
    fn others(&self, page: &Page, directory: &Directory) -> Vec<Choice> {
        let active = directory.teams.values().filter(|team| team.is_active());
        let mut others: Vec<_> = active.filter(|team| !self.teams.contains(&team.id)).collect();
        others.sort_by_key(|team| team.tier);
        let choice = |team: &directory::Team| {
            let label = page.text("tier-team").with("tier", i64::from(team.tier.0));
            Choice::new(&team.id.to_string(), &label.with("team", team.name.as_str()), "")
        };
        others.into_iter().map(choice).collect()
    }
}

/// What stands in the form and over it.
struct Filled {
    form: ServiceForm,
    refusal: Option<Refusal>,
    is_unsaved: Option<()>,
}

impl Filled {
    fn with(form: ServiceForm) -> Filled {
        Filled { form, refusal: None, is_unsaved: None }
    }
}

type Known = (Arc<Directory>, Option<directory::Service>);

fn find(desk: &mut Snapshot<'_, '_>, id: Option<ServiceId>) -> Result<Known, Failure> {
    let directory = Arc::clone(&desk.directory);
    let Some(id) = id else { return Ok((directory, None)) };
    let found = directory.services.get(&id).cloned();
    let found = found.ok_or_else(|| Refusal::not_found("service"))?;
    Ok((directory, Some(found)))
}

fn view(page: Page, frame: Frame, nav: Nav, known: Known, filled: Filled) -> Service {
    let (directory, service) = known;
    let Filled { form, refusal, is_unsaved } = filled;
    let has_changed = refusal.as_ref().filter(|it| it.code == CHANGED).map(|_| ());
    let problems = refusal.map(|refusal| ground::problems(&page, refusal));
    Service {
        id: service.as_ref().map(|it| it.id.0),
        title: service.as_ref().map(|it| it.name.clone()),
        is_retired: service.as_ref().filter(|it| !it.active).map(|_| ()),
        tiers: form.tiers(&directory),
        others: form.others(&page, &directory),
        seen: ground::mark(&service),
        facts: service.map(|it| facts(&page, &directory, &it)).unwrap_or_default(),
        problems: problems.unwrap_or_else(Problems::none),
        has_changed,
        is_unsaved,
        form,
        page,
        nav,
        frame,
    }
}

fn facts(page: &Page, directory: &Directory, service: &directory::Service) -> Vec<Fact> {
    let fact = |key, text| Fact { label: page.text(key).to_string(), text };
    vec![
        fact("service-name", service.name.clone()),
        fact("service-teams", ground::names(directory, &service.teams)),
    ]
}

pub(super) async fn show(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    Query(asked): Query<ground::Asked>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, Some(ServiceId(id)));
    let (mut frame, nav, known) = ground::read(&app, &page, &viewer, Tab::Services, read).await?;
    frame.done = asked.done();
    let form = known.1.as_ref().map(ServiceForm::of).unwrap_or_default();
    Ok(answer::page(&view(page, frame, nav, known, Filled::with(form))))
}

pub(super) async fn new(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, None);
    let read = ground::read_to_change(&app, &page, &viewer, Tab::Services, read);
    let (frame, nav, known) = read.await?;
    // Until somebody says otherwise the tier's own team serves a service.
    let tiers =
        known.0.teams.values().map(|team| team.tier).collect::<std::collections::BTreeSet<_>>();
    let defaults = tiers.into_iter().filter_map(|tier| known.0.default_team(tier));
    let teams = defaults.map(|team| team.id).collect();
    let form = ServiceForm { name: String::new(), confidential: false, teams };
    Ok(answer::page(&view(page, frame, nav, known, Filled::with(form))))
}

/// The page with what was typed: because it was refused, or because the order is being changed.
async fn again(
    app: &App,
    page: Page,
    viewer: &Viewer,
    id: Option<ServiceId>,
    mut filled: Filled,
    change: Option<(Act, &Fields)>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Snapshot<'_, '_>| find(desk, id);
    let read = ground::read_to_change(app, &page, viewer, Tab::Services, read);
    let (frame, nav, known) = read.await?;
    if let Some((act, fields)) = change {
        filled.form.act(act, fields, &known.0);
        filled.is_unsaved = Some(());
        let mut view = view(page, frame, nav, known, filled);
        // What was seen stays seen: the form is still being filled in.
        fields.get("seen").clone_into(&mut view.seen);
        return Ok(answer::page(&view));
    }
    let status = filled.refusal.as_ref().map(ground::status).unwrap_or_default();
    Ok(answer::page_with(status, &view(page, frame, nav, known, filled)))
}

pub(super) async fn change(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (service, form, act) = (ServiceId(id), ServiceForm::typed(&fields), Act::of(&fields));
    if act != Act::Save {
        let filled = Filled::with(form);
        return again(&app, page, &viewer, Some(service), filled, Some((act, &fields))).await;
    }
    let (seen, words) = (fields.get("seen").to_owned(), page.text("admin-changed").to_string());
    let sent = form.clone();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        let now = ledger.directory().services.get(&service);
        ground::unchanged(&seen, &now, &words)?;
        let (name, teams) = (Some(sent.name.clone()), Some(sent.teams(ledger.directory())));
        let confidential = Some(sent.confidential);
        let change = ChangeService { service, name, teams, confidential };
        ledger.admin(AdminCommand::ChangeService(change))
    });
    match written.await {
        Ok(_) => Ok(ground::go(&format!("/admin/services/{service}"), Done::Saved)),
        Err(failure) => {
            let refusal = Some(ground::to_put_right(failure)?);
            let filled = Filled { form, refusal, is_unsaved: None };
            again(&app, page, &viewer, Some(service), filled, None).await
        }
    }
}

pub(super) async fn add(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (form, act) = (ServiceForm::typed(&fields), Act::of(&fields));
    if act != Act::Save {
        let filled = Filled::with(form);
        return again(&app, page, &viewer, None, filled, Some((act, &fields))).await;
    }
    let sent = form.clone();
    let written = answer::write(&app, viewer.by(page.now), move |ledger| {
        let (name, teams) = (sent.name.clone(), sent.teams(ledger.directory()));
        let service = ledger.new_service()?;
        let confidential = sent.confidential;
        let add = AddService { service, name, teams, confidential };
        ledger.admin(AdminCommand::AddService(add))?;
        Ok(service)
    });
    match written.await {
        Ok(service) => Ok(ground::go(&format!("/admin/services/{service}"), Done::Added)),
        Err(failure) => {
            let refusal = Some(ground::to_put_right(failure)?);
            let filled = Filled { form, refusal, is_unsaved: None };
            again(&app, page, &viewer, None, filled, None).await
        }
    }
}

pub(super) async fn retire(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let retire = AdminCommand::RetireService(RetireService { service: ServiceId(id) });
    answer::write(&app, viewer.by(page.now), move |ledger| ledger.admin(retire.clone())).await?;
    Ok(ground::go("/admin/services", Done::Retired))
}

pub(super) async fn restore(
    State(app): State<App>,
    page: Page,
    Extension(viewer): Extension<Viewer>,
    Numbers([id]): Numbers<1>,
) -> Result<Response, PageError> {
    let restore = AdminCommand::RestoreService(RestoreService { service: ServiceId(id) });
    answer::write(&app, viewer.by(page.now), move |ledger| ledger.admin(restore.clone())).await?;
    Ok(ground::go(&format!("/admin/services/{id}"), Done::Restored))
}
