//! What stands around the fields: to whom it goes, what is worth a thought, what happens then.

use super::Forms;
use crate::pages::ticket::modes::Mode;
use crate::pages::ticket::rail::times_up;
use desk::directory::Team;

impl Forms<'_> {
    fn about_team(&self, key: &'static str, team: &Team) -> String {
        self.page.text(key).with("team", team.name.as_str()).to_string()
    }

    fn requester(&self) -> &str {
        self.seen.people.name(self.seen.ticket.requester)
    }

    fn about_requester(&self, key: &'static str) -> String {
        self.page.text(key).with("name", self.requester()).to_string()
    }

    /// To whom words go.
    pub(crate) fn to(&self, mode: Mode) -> Option<String> {
        match mode {
            Mode::Reply => Some(self.about_requester("to-requester")),
            Mode::Note => Some(self.said("to-house")),
            Mode::Resolve => Some(self.about_requester("to-requester-solution")),
            Mode::Raise => {
                let told = self.seen.directory.managers_of(self.seen.ticket.team);
                let names: Vec<_> = told.iter().map(|id| self.seen.people.name(*id)).collect();
                let names = names.join(", ");
                Some(self.page.text("to-management").with("names", names).to_string())
            }
            _ => None,
        }
    }

    /// What the button says.
    pub(crate) fn send(&self, mode: Mode) -> String {
        let to_team = |key| {
            let team = self.target(mode);
            team.map_or_else(|| self.said(mode.label()), |team| self.about_team(key, team))
        };
        match mode {
            Mode::Reply => self.about_requester("send-to"),
            Mode::Note => self.said("send-note"),
            Mode::Escalate => to_team("send-escalate"),
            Mode::Return => to_team("send-return"),
            Mode::Assign => self.said("send-assign"),
            Mode::Ask => self.said("send-ask"),
            Mode::Answer => self.said("send-answer"),
            Mode::Raise => self.said("send-raise"),
            Mode::Wait => self.said("send-wait"),
            Mode::Split => self.said("send-split"),
            Mode::Transfer
            | Mode::Pull
            | Mode::Resolve
            | Mode::Reopen
            | Mode::Close
            | Mode::Merge
            | Mode::Link => self.said(mode.label()),
        }
    }

    /// What is worth a thought before it is sent.
    pub(crate) fn warning(&self, mode: Mode) -> Option<String> {
        let team = self.target(mode).filter(|_| mode == Mode::Escalate)?;
        match times_up(self.seen, &self.seen.ticket, team.tier) {
            0 => None,
            n => {
                let n = i64::try_from(n + 1).unwrap_or(i64::MAX);
                let text = self.page.text("warn-again").with("n", n);
                Some(text.with("tier", self.level(team.tier)).to_string())
            }
        }
    }

    /// What happens then, in words.
    pub(crate) fn then(&self, mode: Mode) -> Vec<String> {
        let said = |key| self.said(key);
        match mode {
            Mode::Escalate => {
                let Some(team) = self.target(mode) else { return Vec::new() };
                let skips = team.tier.0 > self.seen.ticket.tier.0 + 1;
                let loses = !self.seen.directory.is_member(self.rights.person, team.id);
                let waits = self.seen.ticket.waiting.is_some();
                let mut then = vec![self.about_team("then-holds", team)];
                then.extend(skips.then(|| said("then-skips")));
                then.extend(loses.then(|| said("then-reads")));
                then.extend(waits.then(|| said("then-wait-ends")));
                then.extend(team.provider.as_deref().map(|provider| {
                    self.page.text("then-outside").with("provider", provider).to_string()
                }));
                then.push(self.about_requester("then-requester"));
                then
            }
            Mode::Return => {
                let Some(team) = self.target(mode) else { return Vec::new() };
                let back = match self.sender(team.id) {
                    Some(agent) => {
                        let name = self.seen.people.name(agent);
                        self.page.text("then-back-to").with("name", name).to_string()
                    }
                    None => self.about_team("then-queue", team),
                };
                vec![back, self.about_requester("then-requester")]
            }
            Mode::Resolve => vec![self.about_requester("then-solved")],
            Mode::Ask => vec![said("then-asked")],
            Mode::Raise => vec![said("then-raised")],
            Mode::Wait => vec![said("then-waits")],
            Mode::Merge => vec![said("then-merged"), said("then-merge-undo")],
            Mode::Split => vec![said("then-split")],
            Mode::Close => vec![said("then-closed")],
            Mode::Pull => vec![said("then-pulled")],
            Mode::Reply
            | Mode::Note
            | Mode::Transfer
            | Mode::Assign
            | Mode::Answer
            | Mode::Reopen
            | Mode::Link => Vec::new(),
        }
    }
}
