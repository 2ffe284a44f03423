//! The organisations that people belong to.

use super::DeskEvent;
use super::teams::check_name;
use crate::actor::Context;
use crate::directory::Organisation;
use crate::ids::OrganisationId;
use crate::refusal::{Problems, Refusal};

/// Make an organisation known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOrganisation {
    /// The identity the store has minted.
    pub organisation: OrganisationId,
    /// Its name, unique at this desk.
    pub name: String,
}

/// Change an organisation; what is left out stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOrganisation {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name from now on.
    pub name: Option<String>,
    /// False to retire it: nobody joins it any more, its people stay. True to bring it back.
    pub active: Option<bool>,
}

fn name_taken(
    name: &str,
    but: Option<OrganisationId>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    match context.directory.organisation_named(name) {
        Some(other) if Some(other.id) != but => {
            let message = format!("There is an organisation called \"{name}\" already.");
            Err(Refusal::conflict("name_taken", message))
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) fn known<'a>(
    organisation: OrganisationId,
    context: &Context<'a>,
) -> Result<&'a Organisation, Refusal> {
    let organisation = context.directory.organisations.get(&organisation);
    organisation.ok_or_else(|| Refusal::not_found("organisation"))
}

pub(super) fn add_organisation(
    command: AddOrganisation,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let AddOrganisation { organisation, name } = command;
    let name = name.trim().to_owned();
    name_taken(&name, None, context)?;
    let mut problems = Problems::new();
    check_name("name", &name, &mut problems);
    problems.finish("organisation_incomplete", "The organisation cannot be added.")?;
    Ok(vec![DeskEvent::OrganisationAdded { organisation, name }])
}

pub(super) fn change_organisation(
    command: ChangeOrganisation,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let ChangeOrganisation { organisation, name, active } = command;
    let was = known(organisation, context)?;
    let name = name.map(|name| name.trim().to_owned());
    let mut problems = Problems::new();
    if let Some(name) = &name {
        name_taken(name, Some(organisation), context)?;
        check_name("name", name, &mut problems);
    }
    problems.finish("organisation_incomplete", "The organisation cannot be changed.")?;
    let renamed = name.filter(|name| *name != was.name);
    let renamed = renamed.map(|name| DeskEvent::OrganisationRenamed { organisation, name });
    let standing = active.filter(|active| *active != was.active).map(|active| match active {
        true => DeskEvent::OrganisationRestored { organisation },
        false => DeskEvent::OrganisationRetired { organisation },
    });
    Ok(renamed.into_iter().chain(standing).collect())
}
