//! An agent hands a ticket up: to the right team or not, with a good hand-over or not.

use super::case::{View, What};
use super::deeds::{After, tier_above};
use super::engine::{Scene, Simulation, Told};
use super::ground::{Desk, Line};
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId};
use desk::routing::route;
use desk::ticket::change::Change;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::message::Reply;
use desk::values::{Complexity, EscalationReason, Tier};

/// Why tickets go up, and how often for that reason.
const REASONS: [(EscalationReason, f64); 7] = [
    (EscalationReason::Skill, 0.5),
    (EscalationReason::Access, 0.17),
    (EscalationReason::Time, 0.1),
    (EscalationReason::VendorNeeded, 0.08),
    (EscalationReason::Recurring, 0.06),
    (EscalationReason::Policy, 0.06),
    (EscalationReason::Major, 0.03),
];

impl Simulation {
    /// Hands a ticket up; `found` is what the receiver will find wrong with that, if anything.
    pub(super) fn escalates<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        found: Option<What>,
    ) -> Result<After, D::Fault> {
        let Some(tier) = self.target_tier(scene.desk.directory(), view) else {
            return Ok(After::Ready);
        };
        let Some(right) = route(scene.desk.directory(), tier, view.service) else {
            return Ok(After::Ready);
        };
        let wrong = self.wrong_team(scene.desk.directory(), view, tier, right.team);
        let team = wrong.unwrap_or(right.team);
        let checklist = scene.desk.directory().team(team).map(|team| team.checklist.clone());
        if self.chance(view.number, self.firm.agents.tells) {
            let body = self.write(scene, view, agent, Line::Tells);
            self.tell(scene, view.number, agent, Reply { body, ..Reply::default() })?;
        }
        self.judges(scene, agent, view, tier)?;
        let answers = checklist.unwrap_or_default().into_iter().filter_map(|item| {
            let answer = self.write(scene, view, agent, Line::Checklist(&item))?;
            Some((item, answer))
        });
        let checklist = answers.collect();
        let findings = self.write(scene, view, agent, Line::Findings);
        let question = self.write(scene, view, agent, Line::Task);
        let escalate = Escalate {
            team: wrong,
            tier: wrong.is_none().then_some(tier),
            assignee: None,
            reason: self.reason(view),
            hand_over: Draft { findings, question, checklist },
            rating: None,
        };
        if self.tell(scene, view.number, agent, escalate)? == Told::Done {
            self.what_is_found(view, tier, wrong, found);
        }
        Ok(After::Ready)
    }

    /// At times the ticket is marked as harder than standard first.
    fn judges<D: Desk>(
        &mut self,
        scene: &mut Scene<'_, D>,
        agent: PersonId,
        view: &View,
        tier: Tier,
    ) -> Result<(), D::Fault> {
        if self.chance(view.number, self.firm.agents.judges) {
            let harder = if tier > Tier(2) { Complexity::Expert } else { Complexity::NonStandard };
            let change = Change { complexity: Some(harder), ..Change::default() };
            self.tell(scene, view.number, agent, change)?;
        }
        Ok(())
    }

    fn reason(&mut self, view: &View) -> Option<EscalationReason> {
        let case = self.cases.get_mut(&view.number)?;
        let index = case.random.weighted(REASONS.iter().map(|(_, weight)| *weight));
        REASONS.get(index).map(|(reason, _)| *reason)
    }

    /// The next tier, or at times at once the one that it takes.
    fn target_tier(&mut self, directory: &Directory, view: &View) -> Option<Tier> {
        let next = tier_above(directory, view.tier)?;
        let skips = self.firm.agents.skips;
        let case = self.cases.get_mut(&view.number)?;
        let needs = case.needs;
        let has_team =
            |tier: Tier| directory.teams.values().any(|team| team.tier == tier && team.is_active());
        if needs > next && has_team(needs) && case.random.chance(skips) {
            return Some(needs);
        }
        Some(next)
    }

    /// Another team of the house than the right one, now and then.
    fn wrong_team(
        &mut self,
        directory: &Directory,
        view: &View,
        tier: Tier,
        right: TeamId,
    ) -> Option<TeamId> {
        if !self.chance(view.number, self.firm.agents.wrong_team) {
            return None;
        }
        let others = directory.teams.values().filter(|team| {
            team.tier == tier && team.is_active() && team.id != right && team.provider.is_none()
        });
        let others: Vec<TeamId> = others.map(|team| team.id).collect();
        self.cases.get_mut(&view.number)?.random.pick(&others).copied()
    }

    fn what_is_found(
        &mut self,
        view: &View,
        tier: Tier,
        wrong: Option<TeamId>,
        found: Option<What>,
    ) {
        let poor = self.firm.agents.poor_hand_over;
        let Some(case) = self.cases.get_mut(&view.number) else { return };
        if let Some(found) = found {
            case.hinder(tier, found);
        } else if wrong.is_some() {
            case.hinder(tier, What::WrongTeam);
        } else if case.random.chance(poor) {
            case.hinder(tier, What::PoorHandOver);
        }
    }
}
