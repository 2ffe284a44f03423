//! What a set-up makes of a desk, in one write.

use super::{TIERS, has_admin};
use crate::limits::SERVICES_AT_SET_UP_MAX;
use crate::pages::fields::Fields;
use desk::admin::{AddService, AdminCommand, ChangeTeam, NameDesk};
use desk::ids::{PersonId, TeamId};
use desk::refusal::{Problem, Refusal};
use desk::values::{Language, Role, Tier};
use store::ledger::NewPerson;
use store::queries::links::{self, SetUpLink};
use store::{Failure, Ledger};

/// The code of a set-up that somebody else has done.
pub(super) const DONE: &str = "set_up_done";

/// What shall be.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    organisation: String,
    language: Option<Language>,
    name: String,
    email: String,
    /// The tiers' teams by their fields.
    teams: Vec<(u8, String, String)>,
    services: Vec<String>,
    /// The hash of the password, unless something is wrong with it.
    pub(super) hash: String,
    /// What was found wrong before.
    pub(super) problems: Vec<Problem>,
}

impl Wish {
    pub(super) fn of(fields: &Fields) -> Wish {
        let team = |tier: u8| {
            let field = format!("team_{tier}");
            let name = fields.get(&field).to_owned();
            (tier, field, name)
        };
        Wish {
            organisation: fields.get("organisation").to_owned(),
            language: fields.get("language").parse().ok(),
            name: fields.get("name").to_owned(),
            email: fields.get("email").to_owned(),
            teams: TIERS.map(team).to_vec(),
            services: fields.lines("services"),
            hash: String::new(),
            problems: Vec::new(),
        }
    }
}

/// Makes it so and gives the first admin. The link is used up with it.
pub(super) fn make(
    ledger: &mut Ledger<'_, '_>,
    wish: &Wish,
    digest: &[u8; 32],
) -> Result<PersonId, Failure> {
    still_open(ledger, digest)?;
    let mut problems = Collected { problems: wish.problems.clone() };
    let language = wish.language.unwrap_or(Language::En);
    let name = NameDesk { organisation: wish.organisation.clone(), language };
    problems.done(ledger.admin(AdminCommand::NameDesk(name)), None)?;
    let admin = problems.done(added(ledger, wish), None)?;
    if wish.email.is_empty() {
        problems.required("email");
    }
    if wish.name.is_empty() {
        problems.required("name");
    }
    let teams = named(ledger, wish, &mut problems)?;
    served(ledger, wish, &teams, &mut problems)?;
    let admin = problems.finish(admin)?;
    ledger.set_password(admin, &wish.hash)?;
    let now = ledger.by().now;
    links::use_set_up(ledger.tx(), now)?;
    Ok(admin)
}

/// The writer's turn decides who was first.
fn still_open(ledger: &mut Ledger<'_, '_>, digest: &[u8; 32]) -> Result<(), Failure> {
    match links::set_up(ledger.tx(), digest)? {
        Some(SetUpLink::Used) => {
            Err(Refusal::conflict(DONE, "Somebody else has set this desk up.").into())
        }
        Some(SetUpLink::Open) if !has_admin(ledger.directory()) => Ok(()),
        Some(SetUpLink::Open) | None => Err(Refusal::not_found("page").into()),
    }
}

fn added(ledger: &mut Ledger<'_, '_>, wish: &Wish) -> Result<PersonId, Failure> {
    let given = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
    let (name, email) = (given(&wish.name), given(&wish.email));
    ledger.add_person(NewPerson { name, email, phone: None, role: Role::Admin, teams: Vec::new() })
}

/// Gives each tier's team its name. Gives the teams.
fn named(
    ledger: &mut Ledger<'_, '_>,
    wish: &Wish,
    problems: &mut Collected,
) -> Result<Vec<TeamId>, Failure> {
    let mut teams = Vec::new();
    for (tier, field, name) in &wish.teams {
        let Some(team) = ledger.directory().default_team(Tier(*tier)).map(|team| team.id) else {
            continue;
        };
        let name = Some(name.clone());
        let (provider, checklist, reach) = (None, None, None);
        let change = ChangeTeam { team, name, provider, checklist, reach };
        let change = AdminCommand::ChangeTeam(change);
        problems.done(ledger.admin(change), Some(field))?;
        teams.push(team);
    }
    Ok(teams)
}

/// Puts the services into the catalogue; every tier's team serves each.
fn served(
    ledger: &mut Ledger<'_, '_>,
    wish: &Wish,
    teams: &[TeamId],
    problems: &mut Collected,
) -> Result<(), Failure> {
    if wish.services.len() > SERVICES_AT_SET_UP_MAX {
        let message = format!("At most {SERVICES_AT_SET_UP_MAX} at first.");
        problems.problems.push(Problem { field: "services".into(), code: "too_many", message });
        return Ok(());
    }
    for name in &wish.services {
        let (service, name, teams) = (ledger.new_service()?, name.clone(), teams.to_vec());
        let add = AddService { service, name, teams, confidential: false };
        let add = AdminCommand::AddService(add);
        problems.done(ledger.admin(add), Some("services"))?;
    }
    Ok(())
}

/// Everything that stands in the way, so that it is told at once.
struct Collected {
    problems: Vec<Problem>,
}

impl Collected {
    /// Notes what a refusal says, of its own fields or of the one that was typed into.
    fn done<T>(
        &mut self,
        done: Result<T, Failure>,
        at: Option<&str>,
    ) -> Result<Option<T>, Failure> {
        let refusal = match done {
            Ok(done) => return Ok(Some(done)),
            Err(Failure::Refused(refusal)) => refusal,
            Err(failure) => return Err(failure),
        };
        let Refusal { code, message, mut problems, .. } = refusal;
        if problems.is_empty() {
            let field = if code == "email_taken" { "email" } else { "name" };
            problems.push(Problem { field: field.into(), code, message });
        }
        for problem in &mut problems {
            if let Some(field) = at {
                field.clone_into(&mut problem.field);
            }
        }
        self.problems.extend(problems);
        Ok(None)
    }

    fn required(&mut self, field: &str) {
        if !self.problems.iter().any(|problem| problem.field == field) {
            let message = "This has to be filled in.".into();
            self.problems.push(Problem { field: field.into(), code: "required", message });
        }
    }

    fn finish<T>(self, made: Option<T>) -> Result<T, Failure> {
        match made {
            Some(made) if self.problems.is_empty() => Ok(made),
            Some(_) | None => {
                let mut refusal = Refusal::state("desk_incomplete", "Something is missing.");
                refusal.problems = self.problems;
                Err(refusal.into())
            }
        }
    }
}
