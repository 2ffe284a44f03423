//! Leaving the desk and coming back.

use super::DeskEvent;
use super::people::{LAST_ADMIN, is_last_admin};
use crate::actor::Context;
use crate::ids::PersonId;
use crate::refusal::Refusal;

/// Note that a person has left: they sign in no more, and their open tickets go back to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deactivate {
    /// Who.
    pub person: PersonId,
    /// Whether they are still there, as the store knows.
    pub active: bool,
}

/// Note that a person is back, as what they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reactivate {
    /// Who.
    pub person: PersonId,
    /// Whether they are there already, as the store knows.
    pub active: bool,
}

pub(super) fn deactivate(
    command: Deactivate,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let Deactivate { person, active } = command;
    if !active {
        return Ok(Vec::new());
    }
    if is_last_admin(person, context) {
        return Err(Refusal::state("last_admin", LAST_ADMIN));
    }
    Ok(vec![DeskEvent::PersonDeactivated { person }])
}

pub(super) fn reactivate(command: Reactivate) -> Vec<DeskEvent> {
    let Reactivate { person, active } = command;
    if active { Vec::new() } else { vec![DeskEvent::PersonReactivated { person }] }
}
