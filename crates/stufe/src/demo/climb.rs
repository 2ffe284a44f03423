//! The moves of a story between teams: up with a hand-over, sideways, down with an outcome, and the
//! questions on the way.

use super::firm::{Lang, PersonIx, TeamIx};
use super::script::fill;
use super::step::Act;
use super::story::Story;
use desk::text::Text;
use desk::ticket::ask::{Answer, Ask};
use desk::ticket::assign::Assign;
use desk::ticket::change::Change;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::pull::Pull;
use desk::ticket::raise::{Acknowledge, RaiseTicket};
use desk::ticket::release::Release;
use desk::ticket::r#return::Return;
use desk::ticket::transfer::Transfer;
use desk::values::{
    Complexity, DeclineReason, EscalationReason, Origin, Rating, ReturnOutcome, TransferReason,
};
use std::collections::BTreeMap;

/// The words of a hand-over.
#[derive(Clone, Copy)]
pub(super) struct Brief<'a> {
    pub(super) reason: EscalationReason,
    pub(super) findings: &'a str,
    pub(super) question: &'a str,
}

impl<'w> Story<'w> {
    /// The hand-over to tier 2.
    pub(super) fn brief(&self, reason: EscalationReason) -> Option<Brief<'w>> {
        let scenario = self.scenario;
        let (findings, question) = (scenario.findings.as_ref()?, scenario.question.as_ref()?);
        Some(Brief { reason, findings, question })
    }

    /// The hand-over to tier 3.
    pub(super) fn deep_brief(&self, reason: EscalationReason) -> Option<Brief<'w>> {
        let scenario = self.scenario;
        let (findings, question) = (scenario.deep.as_ref()?, scenario.deep_question.as_ref()?);
        Some(Brief { reason, findings, question })
    }

    /// Up to the tier that owns the service.
    pub(super) fn climbs(&mut self, tier: u8, brief: Option<Brief<'_>>, rating: Option<Rating>) {
        if let (Some(team), Some(brief)) = (self.owner(tier), brief) {
            self.climbs_to(team, brief, rating);
        }
    }

    /// Up to a team.
    pub(super) fn climbs_to(&mut self, to: TeamIx, brief: Brief<'_>, rating: Option<Rating>) {
        let team = &self.world.firm.teams[to];
        let routed = self.owner(team.tier.0) == Some(to) && self.chance(30);
        let checklist = self.checklist(to);
        let hand_over = Draft {
            findings: Some(self.words(brief.findings)),
            question: Some(self.words(brief.question)),
            checklist,
        };
        self.agent_does(Escalate {
            team: (!routed).then_some(team.id),
            tier: Some(team.tier),
            assignee: None,
            reason: Some(brief.reason),
            hand_over,
            rating,
        });
        self.goes_to(to);
        self.agent = None;
    }

    /// The receiving team's checklist, answered.
    fn checklist(&mut self, to: TeamIx) -> BTreeMap<String, Text> {
        let mut answers = BTreeMap::new();
        for item in &self.world.firm.teams[to].checklist {
            let choices = match self.scenario.lang {
                Lang::De => &item.de,
                Lang::En => &item.en,
            };
            let answer = self.one_of(choices).map_or("", String::as_str);
            answers.insert(item.item.clone(), self.words(answer));
        }
        answers
    }

    /// The desk's rules hand it up: nobody has taken it for too long.
    pub(super) fn is_lifted_by_rule(&mut self, tier: u8) {
        let Some(to) = self.owner(tier) else { return };
        let findings = self.phrase(|it| &it.overdue);
        let question = self.phrase(|it| &it.overdue_question);
        let hand_over = Draft {
            findings: Some(self.words(findings)),
            question: Some(self.words(question)),
            checklist: BTreeMap::new(),
        };
        let team = Some(self.world.firm.teams[to].id);
        let reason = Some(EscalationReason::Rule);
        let escalate = Escalate { team, reason, hand_over, ..Escalate::default() };
        self.desk_does(Origin::Rule, escalate);
        self.agent = None;
        self.goes_to(to);
    }

    /// The requester is told that it lies with the specialists now.
    pub(super) fn is_passed_on(&mut self) {
        let passed_on = self.phrase(|it| &it.passed_on);
        self.replies(passed_on);
    }

    /// What the holder now knows about how hard it is.
    pub(super) fn is_judged(&mut self, complexity: Complexity) {
        self.agent_does(Change { complexity: Some(complexity), ..Change::default() });
    }

    /// Down with the solution; the first tier tells the requester.
    pub(super) fn comes_back_solved(&mut self, solution: &str, rating: Option<Rating>) {
        let solution = Some(self.words(solution));
        let outcome = Some(ReturnOutcome::Solved);
        self.comes_back(Return { outcome, solution, rating, ..Return::default() });
    }

    /// Down with an answer; the tier below goes on.
    pub(super) fn comes_back_answered(&mut self, answer: &str, rating: Option<Rating>) {
        let answer = Some(self.words(answer));
        let outcome = Some(ReturnOutcome::Answered);
        self.comes_back(Return { outcome, answer, rating, ..Return::default() });
    }

    /// Down without either: a bounce.
    pub(super) fn is_declined(&mut self, why: DeclineReason, note: &str, rating: Option<Rating>) {
        let (outcome, reason) = (Some(ReturnOutcome::Declined), Some(why));
        let note = Some(self.words(note));
        self.comes_back(Return { outcome, reason, note, rating, ..Return::default() });
    }

    /// What a hand-over was worth. It is gone when the team it went to was retired meanwhile.
    pub(super) fn worth(&self, rating: Option<Rating>) -> Option<Rating> {
        let firm = &self.world.firm;
        let retired = |team: TeamIx| firm.acting(team, self.at) != team;
        rating.filter(|_| !self.path.last().is_some_and(|hop| retired(hop.team)))
    }

    /// Down to the team below on the path, and there to whoever sent it up.
    fn comes_back(&mut self, mut command: Return) {
        command.rating = self.worth(command.rating);
        let Some(below) = self.path.iter().rev().nth(1).copied() else { return };
        self.agent_does(command);
        let team = self.world.firm.acting(below.team, self.at);
        self.goes_to(team);
        self.agent = below.sent_by;
        if self.agent.is_none() {
            self.agent = self.agent_of(team);
        }
    }

    /// Sideways, by whoever has it.
    pub(super) fn moves_to(&mut self, to: TeamIx, reason: TransferReason, note: &str) {
        let note = Some(self.words(note));
        let team = Some(self.world.firm.teams[to].id);
        self.agent_does(Transfer { team, reason: Some(reason), note, assignee: None });
        self.goes_to(to);
        self.agent = None;
    }

    /// Sideways, by a provider's contract: its hours have begun.
    pub(super) fn moves_by_contract(&mut self, to: TeamIx) {
        let team = Some(self.world.firm.teams[to].id);
        let reason = Some(TransferReason::Contract);
        self.desk_does(Origin::Contract, Transfer { team, reason, ..Transfer::default() });
        self.agent = None;
        self.goes_to(to);
    }

    /// Another team of the same tier, of the house.
    pub(super) fn neighbour(&mut self) -> Option<TeamIx> {
        let mut teams = self.world.firm.house_teams(self.tier(), self.at);
        teams.retain(|it| *it != self.team());
        self.one_of(&teams).copied()
    }

    /// Somebody of a team takes it over.
    pub(super) fn is_pulled(&mut self, into: TeamIx) {
        let Some(agent) = self.agent_of(into) else { return };
        let why = self.phrase(|it| &it.pulled);
        let reason = Some(self.words(why));
        self.agent = Some(agent);
        self.agent_does(Pull { team: Some(self.world.firm.teams[into].id), reason });
        // Who pulls it is not of the team that is left: nobody there has sent it on.
        self.agent = None;
        self.goes_to(into);
        self.agent = Some(agent);
    }

    /// A lead of the holding team gives it to somebody.
    pub(super) fn is_assigned(&mut self) {
        let team = self.team();
        let leads = self.world.firm.leads_of(team);
        let (Some(lead), Some(agent)) = (self.one_of(&leads).copied(), self.colleague_of(team))
        else {
            return;
        };
        let agent_id = Some(self.world.firm.people[agent].id);
        self.person_does(lead, Act::Do(Box::new(Assign { agent: agent_id }.into())));
        self.agent = Some(agent);
    }

    /// Whoever has it puts it back into the queue.
    pub(super) fn is_released(&mut self) {
        self.agent_does(Release);
        self.agent = None;
    }

    /// Whoever has it asks an expert or a team; gives who is asked.
    pub(super) fn asks_house(&mut self, tier: u8) -> Option<PersonIx> {
        let team = self.owner(tier)?;
        let expert = self.colleague_of(team)?;
        let question = Some(self.words(self.scenario.house.as_ref()?));
        let firm = &self.world.firm;
        let (person, team) = match self.chance(60) {
            true => (Some(firm.people[expert].id), None),
            false => (None, Some(firm.teams[team].id)),
        };
        self.agent_does(Ask { person, team, question });
        Some(expert)
    }

    /// Who was asked answers.
    pub(super) fn house_answers(&mut self, expert: PersonIx) {
        let Some(answer) = &self.scenario.house_answer else { return };
        let answer = Some(self.words(answer));
        self.person_does(expert, Act::Do(Box::new(Answer { question: None, answer }.into())));
    }

    /// Management is told.
    pub(super) fn is_raised(&mut self, why: &str) {
        let reason = Some(self.words(why));
        self.agent_does(RaiseTicket { reason });
    }

    /// A lead has seen it.
    pub(super) fn is_acknowledged(&mut self) {
        let leads = self.world.firm.leads_of(self.team());
        if let Some(lead) = self.one_of(&leads).copied() {
            self.person_does(lead, Act::Do(Box::new(Acknowledge::default().into())));
        }
    }

    /// A text of the scenario with the ticket's particulars, as a plain string.
    pub(super) fn filled(&self, template: &str) -> String {
        fill(template, &self.params)
    }
}
