//! What can go wrong with the desk itself: people leave, teams end, clocks and keys misbehave.

use super::case::Place;
use super::engine::{Scene, Simulation};
use super::ground::Desk;
use desk::admin::{AdminCommand, RetireTeam, SetTeams};
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::time::{Span, Timestamp};
use desk::values::Status;

/// What goes wrong, and when.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults {
    /// At these instants.
    pub plan: Vec<(Timestamp, Fault)>,
    /// A command about a ticket that was granted is given a second time: its chance.
    pub repeats: f64,
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An agent leaves all teams, whatever lies on their table.
    Leaves(PersonId),
    /// A team is retired; its people go to the successor.
    Retires {
        /// The team.
        team: TeamId,
        /// Who takes over.
        successor: TeamId,
    },
    /// The desk's clock is this far behind from now on; 0 sets it right.
    ClockBehind(Span),
}

impl Simulation {
    pub(super) fn goes_wrong<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        fault: Fault,
    ) -> Result<(), D::Fault> {
        match fault {
            Fault::Leaves(person) => self.leaves(scene, person),
            Fault::Retires { team, successor } => self.retires(scene, team, successor),
            Fault::ClockBehind(behind) => {
                self.behind = behind;
                Ok(())
            }
        }
    }

    fn leaves<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        person: PersonId,
    ) -> Result<(), D::Fault> {
        self.administer(scene, AdminCommand::SetTeams(SetTeams { person, teams: Vec::new() }))?;
        self.seats.remove(&person);
        let theirs =
            |place: Place| matches!(place, Place::Own(by, _) | Place::Work(by) if by == person);
        self.put_back(scene, theirs)
    }

    fn retires<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        team: TeamId,
        successor: TeamId,
    ) -> Result<(), D::Fault> {
        let waiting = self.waiting_with(scene, team)?;
        self.administer(scene, AdminCommand::RetireTeam(RetireTeam { team, successor }))?;
        if scene.desk.directory().team(team).is_some_and(|team| team.is_active()) {
            // The desk knew better: it is the last one of tier 1.
            return Ok(());
        }
        let agents = scene.desk.directory().agents.values();
        let moved: Vec<SetTeams> = agents
            .filter(|agent| agent.active && agent.teams.contains(&team))
            .map(|agent| {
                let keep = |it: &TeamId| *it != team && *it != successor;
                let mut teams: Vec<TeamId> = agent.teams.iter().copied().filter(keep).collect();
                teams.push(successor);
                SetTeams { person: agent.id, teams }
            })
            .collect();
        for command in moved {
            self.administer(scene, AdminCommand::SetTeams(command))?;
        }
        // A move of the hold has ended their waits.
        for number in waiting {
            self.ready(scene, number)?;
        }
        self.put_back(scene, |place| matches!(place, Place::Queue(in_team, _) if in_team == team))
    }

    fn waiting_with<D: Desk>(
        &self,
        scene: &mut Scene<'_, D>,
        team: TeamId,
    ) -> Result<Vec<TicketNumber>, D::Fault> {
        let rests = self.cases.iter().filter(|(_, case)| case.place == Place::Rest);
        let mut found = Vec::new();
        for (number, _) in rests {
            let view = scene.view(*number)?;
            if view.is_some_and(|it| it.team == team && it.status == Status::Waiting) {
                found.push(*number);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Finds a new place for every ticket whose place is gone.
    fn put_back<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        gone: impl Fn(Place) -> bool,
    ) -> Result<(), D::Fault> {
        let cases = self.cases.iter().filter(|(_, case)| gone(case.place));
        let mut numbers: Vec<TicketNumber> = cases.map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        for number in numbers {
            self.displace(number);
            self.ready(scene, number)?;
        }
        Ok(())
    }
}
