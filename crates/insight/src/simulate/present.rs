//! The present: a simulation beside real people goes on step by step, and leaves them what is
//! theirs.

use super::case::{Place, View};
use super::engine::{Happening, Scene, Simulation};
use super::ground::{Desk, Texts};
use desk::ids::{PersonId, TicketNumber};
use desk::time::Timestamp;
use std::collections::BTreeSet;

/// Happenings looked through for one that the desk hears of.
const HAPPENINGS_A_STEP: u32 = 10_000;

/// Whose a ticket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The simulation goes on with it.
    Ours,
    /// Somebody who acts for themselves has it.
    Theirs,
}

impl Happening {
    /// The ticket it is about, where it is about one alone.
    pub(super) fn ticket(&self) -> Option<TicketNumber> {
        match self {
            Happening::Requester(number, _)
            | Happening::Arrived(number, _)
            | Happening::Consulted(number, _)
            | Happening::Acknowledges(number)
            | Happening::Due(number) => Some(*number),
            // Who works on it has to look for something else, even when it is gone.
            Happening::Finishes { .. }
            | Happening::Arrives(_)
            | Happening::Brought(_)
            | Happening::CallEnds { .. }
            | Happening::Looks { .. }
            | Happening::Fault(_) => None,
        }
    }
}

impl Simulation {
    /// Lets a need come by a stream at an instant, besides those that come by themselves.
    pub fn bring(&mut self, stream: usize, at: Timestamp) {
        self.plan(at, Happening::Brought(stream));
    }

    /// Lets the next thing happen that the desk hears of, at an instant by the desk's clock. The
    /// firm's own time runs on to it, so that even in the night something is always next.
    ///
    /// # Errors
    /// That the desk itself failed. Go on from a copy made before.
    pub fn step<D: Desk>(
        &mut self,
        desk: &mut D,
        texts: &mut dyn Texts,
        now: Timestamp,
    ) -> Result<(), D::Fault> {
        let mut scene = Scene { desk, texts };
        let heard = self.tally().commands;
        for _ in 0..HAPPENINGS_A_STEP {
            let Some(next) = self.next() else { break };
            self.now = next.at;
            self.behind = next.at - now;
            self.happens(&mut scene, next.what)?;
            if self.tally().commands > heard {
                break;
            }
        }
        Ok(())
    }

    /// From now on these people act for themselves: nothing is done in their name, and what is
    /// assigned to them is theirs alone.
    pub fn yield_to(&mut self, people: BTreeSet<PersonId>) {
        let theirs =
            |place| matches!(place, Place::Own(it, _) | Place::Work(it) if people.contains(&it));
        let held = self.cases.iter().filter(|(_, case)| theirs(case.place));
        let held: Vec<TicketNumber> = held.map(|(number, _)| *number).collect();
        held.into_iter().for_each(|number| self.let_go(number));
        self.seats.retain(|agent, _| !people.contains(agent));
        self.themselves = people;
    }

    /// Whose a ticket is; the simulation lets go of what is theirs.
    pub(super) fn whose(&mut self, view: &View) -> Whose {
        if view.assignee.is_some_and(|agent| self.themselves.contains(&agent)) {
            self.let_go(view.number);
            return Whose::Theirs;
        }
        Whose::Ours
    }

    /// Somebody else sees to a ticket: the simulation does nothing with it any more.
    pub fn let_go(&mut self, number: TicketNumber) {
        self.displace(number);
        self.cases.remove(&number);
    }
}
