//! Transfer: sideways, to another team of the same tier.

use super::event::{Fact, Stamp};
use super::hold::{Hold, Way, end_wait, movable, target};
use super::{Event, Ticket};
use crate::access::{Action, require};
use crate::actor::Context;
use crate::ids::{PersonId, TeamId};
use crate::limits::REASON_MAX;
use crate::refusal::{Problems, Refusal};
use crate::text::Text;
use crate::values::TransferReason;
use serde::{Deserialize, Serialize};

/// Send a ticket to another team of the same tier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfer {
    /// The receiving team.
    pub team: Option<TeamId>,
    /// Why.
    pub reason: Option<TransferReason>,
    /// Words; needed with `other`.
    pub note: Option<Text>,
    /// Who has it there; only an import says so.
    pub assignee: Option<PersonId>,
}

/// The ticket went sideways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// The change of holder.
    #[serde(flatten)]
    pub hold: Hold,
    /// Why.
    pub reason: TransferReason,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl Fact for Transferred {
    fn apply(&self, ticket: &mut Ticket, stamp: &Stamp) {
        ticket.move_hold(&self.hold, stamp.actor.person(), stamp.at);
    }

    fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let Some(note) = &mut self.note {
            visit("note", note);
        }
    }

    fn hold(&self) -> Option<&Hold> {
        Some(&self.hold)
    }
}

pub(super) fn decide(
    ticket: &Ticket,
    command: Transfer,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    require(context, Action::Work, ticket)?;
    movable(ticket, "transferred", context)?;
    let mut problems = Problems::new();
    let to = target(ticket, command.team, Way::Sideways, "team", context, &mut problems);
    let reason = problems.need("reason", command.reason, "Say why the other team gets it.");
    problems.not_reserved("reason", reason, context.origin);
    if reason == Some(TransferReason::Other) {
        problems.need_text("note", command.note.as_ref(), "Say in words why.");
    }
    super::message::limit(&mut problems, "note", command.note.as_ref(), REASON_MAX);
    problems.finish("transfer_incomplete", "A transfer needs a team of this tier and a reason.")?;
    let (Some(to), Some(reason)) = (to, reason) else { return Ok(Vec::new()) };
    let mut events = Vec::new();
    end_wait(ticket, &mut events);
    let assignee = command.assignee.filter(|_| context.importing());
    let hold = Hold::of(ticket, to, assignee);
    events.push(Transferred { hold, reason, note: command.note }.into());
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::REASON_MAX;
    use crate::ticket::take::Take;
    use crate::ticket::testing::{ADA, BOB, Bench, FRONT, LEA, RITA, imported, sideways, some};
    use crate::values::Origin;

    #[test]
    fn a_transfer_lists_everything_it_lacks() {
        let bench = Bench::new();
        let because = |reason| Transfer { reason: Some(reason), ..sideways(FRONT) };
        let long = some(&"x".repeat(REASON_MAX + 1));
        bench
            .check(ADA, sideways(FRONT), "opened + transferred")
            .check(
                ADA,
                Transfer { note: long, ..Transfer::default() },
                "transfer_incomplete: team required, reason required, note too_long",
            )
            .check(ADA, because(TransferReason::Other), "transfer_incomplete: note required")
            .check(
                ADA,
                Transfer { note: some(" \n"), ..because(TransferReason::Other) },
                "transfer_incomplete: note required",
            )
            .check(
                ADA,
                Transfer { note: some("They sit there."), ..because(TransferReason::Other) },
                "opened + transferred",
            )
            .check(BOB, sideways(FRONT), "forbidden")
            .check(RITA, sideways(FRONT), "forbidden");
    }

    #[test]
    fn reserved_reasons_are_each_for_one_origin() {
        let bench = Bench::new();
        let refused = "transfer_incomplete: reason reserved";
        for (by, reason, told) in [
            (LEA.into(), TransferReason::Imported, refused),
            (LEA.into(), TransferReason::Rule, refused),
            (LEA.into(), TransferReason::Contract, refused),
            (imported(ADA), TransferReason::Imported, "opened + transferred"),
            (imported(ADA), TransferReason::Rule, refused),
            (Origin::Rule.into(), TransferReason::Rule, "transferred"),
            (Origin::Rule.into(), TransferReason::Contract, refused),
            (Origin::Contract.into(), TransferReason::Contract, "transferred"),
            (Origin::Contract.into(), TransferReason::Imported, refused),
        ] {
            bench.check(by, Transfer { reason: Some(reason), ..sideways(FRONT) }, told);
        }
    }

    #[test]
    fn it_arrives_in_the_queue_unless_an_import_knows_better() {
        for (by, assignee) in [(ADA.into(), None), (imported(ADA), Some(RITA))] {
            let mut bench = Bench::new();
            bench.does(ADA, Take::default());
            bench.does(by, Transfer { assignee: Some(RITA), ..sideways(FRONT) });
            assert_eq!(bench.ticket().assignee, assignee);
        }
    }
}
