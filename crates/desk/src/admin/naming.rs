//! What the desk as a whole is called, and which language it speaks.

use super::DeskEvent;
use super::teams::check_name;
use crate::actor::Context;
use crate::refusal::{Problems, Refusal};
use crate::values::Language;

/// Say whose desk this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDesk {
    /// The organisation's name, as the pages show it.
    pub organisation: String,
    /// The language where nobody asks for another.
    pub language: Language,
}

pub(super) fn name_desk(
    command: NameDesk,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let NameDesk { organisation, language } = command;
    let organisation = organisation.trim().to_owned();
    let mut problems = Problems::new();
    check_name("organisation", &organisation, &mut problems);
    problems.finish("desk_incomplete", "The desk cannot be named so.")?;
    let settings = context.settings;
    let is_so = settings.organisation.as_ref() == Some(&organisation);
    if is_so && settings.language == Some(language) {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::DeskNamed { organisation, language }])
}
