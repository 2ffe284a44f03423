//! An agent's judgement: what to do next with a ticket, and how long that takes.

use super::case::{Case, Solution, View, What};
use super::firm::Firm;
use desk::ids::TicketNumber;
use desk::time::Span;
use desk::values::{DeclineReason, Tier, WaitReason};

/// How often somebody is asked again before a requester's silence ends a ticket.
const REMINDERS: u8 = 2;

/// What an agent is going to do with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Merge it into the one that was first.
    Merge(TicketNumber),
    /// Close it as junk.
    Discard,
    /// Name the right service, and send it where that is served.
    Correct,
    /// Send it to the right team of the tier, or back.
    Reroute,
    /// Give it back unsolved.
    Decline(DeclineReason),
    /// Ask the requester and wait.
    Ask,
    /// Ask the requester again.
    Remind,
    /// End it: no answer came.
    GiveUp,
    /// Let it wait for something else.
    Rest(WaitReason),
    /// Ask again, whoever it is, and go on waiting.
    Chase(WaitReason),
    /// Ask another team.
    Consult,
    /// Hand it up.
    Escalate,
    /// The same, though nobody above is needed.
    EscalateNeedlessly,
    /// Find out what helps; then give it down or to the requester.
    Solve,
    /// Give down, or to the requester, what somebody above has found.
    PassOn,
}

/// What comes next on this ticket; `above` says whether there is a tier to escalate to.
pub(super) fn next_deed(case: &mut Case, view: &View, above: Option<Tier>) -> Deed {
    if let Some(awaited) = case.awaits {
        return match awaited.on {
            WaitReason::Requester if awaited.chased >= REMINDERS => Deed::GiveUp,
            WaitReason::Requester => Deed::Remind,
            other => Deed::Chase(other),
        };
    }
    if case.solution == Solution::Found {
        return Deed::PassOn;
    }
    while let Some(at) = case.snags.iter().position(|snag| snag.tier <= view.tier) {
        let snag = case.snags.remove(at);
        if let Some(deed) = deed_about(snag.what, case, view, above) {
            return deed;
        }
    }
    match above {
        Some(_) if case.needs > view.tier => Deed::Escalate,
        _ => Deed::Solve,
    }
}

/// What is done about something in the way; nothing when it is none any more.
fn deed_about(what: What, case: &mut Case, view: &View, above: Option<Tier>) -> Option<Deed> {
    let returnable = view.below.is_some();
    match what {
        What::Duplicate(of) => Some(Deed::Merge(of)),
        What::Junk => Some(Deed::Discard),
        What::WrongService => Some(Deed::Correct),
        What::WrongTeam => Some(Deed::Reroute),
        What::PoorHandOver => {
            returnable.then_some(Deed::Decline(DeclineReason::MissingInformation))
        }
        What::NotNeeded => (returnable && case.random.chance(0.6))
            .then_some(Deed::Decline(DeclineReason::LowerTierCanSolve)),
        What::Needless => above.map(|_| Deed::EscalateNeedlessly),
        What::Ask => Some(Deed::Ask),
        What::Wait(on) => Some(Deed::Rest(on)),
        What::Consult => Some(Deed::Consult),
    }
}

/// How long a deed takes on this tier.
pub(super) fn work(deed: Deed, case: &mut Case, tier: Tier, firm: &Firm) -> Span {
    let effort = firm.agents.effort(tier);
    let factor = firm.concerns.get(case.concern).map_or(1.0, |concern| concern.effort);
    let usual = match deed {
        Deed::Solve => times(effort.solve, factor),
        // What a hand-over has to say is found out in half the time of a solution.
        Deed::Escalate => times(effort.solve, factor / 2.0),
        Deed::Merge(_)
        | Deed::Discard
        | Deed::Correct
        | Deed::Reroute
        | Deed::Decline(_)
        | Deed::Ask
        | Deed::Remind
        | Deed::GiveUp
        | Deed::Rest(_)
        | Deed::Chase(_)
        | Deed::Consult
        | Deed::EscalateNeedlessly
        | Deed::PassOn => effort.look,
    };
    case.random.around(usual)
}

#[expect(clippy::cast_precision_loss, reason = "spans of work are short")]
#[expect(clippy::cast_possible_truncation, reason = "microseconds need no fractions")]
fn times(span: Span, factor: f64) -> Span {
    Span((span.0 as f64 * factor) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::case::{Awaited, Snag};
    use crate::simulate::{Keep, Memory, PlainTexts, Random, Simulation};
    use desk::settings::Settings;
    use desk::time::Timestamp;
    use desk::values::Channel;

    /// A plain case that takes tier 2, and a ticket on tier 1 as nobody has touched it.
    fn case_and_view() -> (Case, View) {
        let firm = Firm::house(1_000);
        let mut desk = Memory::new(firm.directory.clone(), Settings::default(), Keep::State);
        let mut case = Case::draw(&firm, Channel::Mail, Random::new(1)).unwrap();
        (case.needs, case.snags) = (Tier(2), Vec::new());
        let mut simulation = Simulation::new(firm, 1, Timestamp::default());
        let until = Timestamp(0) + Span::days(14);
        let Ok(()) = simulation.run_until(&mut desk, &mut PlainTexts::default(), until);
        let view = View::of(&desk.tickets()[0].ticket);
        (case, View { tier: Tier::FIRST, below: None, ..view })
    }

    #[test]
    fn first_what_was_waited_for_then_what_is_known_then_what_is_in_the_way() {
        let (case, view) = case_and_view();
        let awaits = |on, chased| Some(Awaited { on, chased });
        let snag = |tier, what| vec![Snag { tier: Tier(tier), what }];
        let high = View { tier: Tier(2), below: Some(view.team), ..view };
        let known = Case { solution: Solution::Found, ..case.clone() };
        let (asked, vendor) = (WaitReason::Requester, WaitReason::Vendor);
        let lacking = DeclineReason::MissingInformation;
        let with = |tier, what| Case { snags: snag(tier, what), ..case.clone() };
        for (case, view, above, deed) in [
            (case.clone(), view, Some(Tier(2)), Deed::Escalate),
            (case.clone(), view, None, Deed::Solve),
            (case.clone(), high, Some(Tier(3)), Deed::Solve),
            (known.clone(), view, Some(Tier(2)), Deed::PassOn),
            (Case { snags: snag(1, What::Ask), ..known }, view, None, Deed::PassOn),
            (Case { awaits: awaits(asked, 0), ..case.clone() }, view, None, Deed::Remind),
            (Case { awaits: awaits(asked, 2), ..case.clone() }, view, None, Deed::GiveUp),
            (Case { awaits: awaits(vendor, 9), ..case.clone() }, view, None, Deed::Chase(vendor)),
            (with(1, What::Ask), view, None, Deed::Ask),
            (with(1, What::Ask), high, None, Deed::Ask),
            (with(2, What::Wait(vendor)), view, Some(Tier(2)), Deed::Escalate),
            (with(2, What::Wait(vendor)), high, None, Deed::Rest(vendor)),
            (with(2, What::PoorHandOver), high, None, Deed::Decline(lacking)),
            // Nobody to give it back to.
            (with(1, What::PoorHandOver), view, None, Deed::Solve),
            (with(1, What::Needless), view, Some(Tier(2)), Deed::EscalateNeedlessly),
            (with(1, What::Needless), view, None, Deed::Solve),
        ] {
            let told = format!("{case:?} on tier {}", view.tier);
            assert_eq!(next_deed(&mut case.clone(), &view, above), deed, "{told}");
        }
    }
}
