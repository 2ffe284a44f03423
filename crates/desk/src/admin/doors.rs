//! Who came in and who did not, and second factors. What opens the door is no business of the
//! desk; that it was opened is.

use super::DeskEvent;
use crate::actor::Context;
use crate::ids::PersonId;
use crate::refusal::Refusal;
use crate::text::Text;
use crate::values::values;

values! {
    /// What somebody signed in with.
    SignInWay { Password = "password", Code = "code", RecoveryCode = "recovery_code" }
}

values! {
    /// Who needs a second factor.
    TwoFactors { Free = "free", AtTheDesk = "at_the_desk" }
}

/// Where a sign-in came from. Both are personal, so that they stand beside the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whence {
    /// The address of the network.
    pub address: Option<Text>,
    /// What the browser calls itself.
    pub device: Option<Text>,
}

/// Something at the door that the desk notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtTheDoor {
    /// They came in.
    SignedIn(SignInWay, Whence),
    /// Somebody tried to come in as them and did not: what they gave was wrong.
    Refused(SignInWay, Whence),
    /// They went.
    SignedOut,
    /// From now on they are asked for a second factor.
    SecondFactorSet,
    /// They are asked for none any more.
    SecondFactorRemoved,
    /// They got new recovery codes; the ones before are no longer good.
    RecoveryCodesMade,
    /// A recovery code was used up.
    RecoveryCodeUsed,
}

/// Note what happened at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteDoor {
    /// Whose door.
    pub person: PersonId,
    /// What happened.
    pub what: AtTheDoor,
}

/// Say who needs a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequireTwoFactors {
    /// Who.
    pub of: TwoFactors,
}

pub(super) fn note(command: NoteDoor) -> Vec<DeskEvent> {
    let NoteDoor { person, what } = command;
    vec![match what {
        AtTheDoor::SignedIn(way, Whence { address, device }) => {
            DeskEvent::SignedIn { person, way, address, device }
        }
        AtTheDoor::Refused(way, Whence { address, device }) => {
            DeskEvent::SignInRefused { person, way, address, device }
        }
        AtTheDoor::SignedOut => DeskEvent::SignedOut { person },
        AtTheDoor::SecondFactorSet => DeskEvent::SecondFactorSet { person },
        AtTheDoor::SecondFactorRemoved => DeskEvent::SecondFactorRemoved { person },
        AtTheDoor::RecoveryCodesMade => DeskEvent::RecoveryCodesMade { person },
        AtTheDoor::RecoveryCodeUsed => DeskEvent::RecoveryCodeUsed { person },
    }]
}

/// Whether a person themselves has a part in it; the rest is for the desk and its admins.
pub(super) fn is_own(command: &NoteDoor, person: PersonId) -> bool {
    command.person == person
}

pub(super) fn require_two_factors(
    command: RequireTwoFactors,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    if context.settings.two_factors == command.of {
        return Ok(Vec::new());
    }
    Ok(vec![DeskEvent::TwoFactorsRequired { of: command.of }])
}
