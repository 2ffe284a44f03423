//! To whom: teams, agents, people of the desk.

use super::Forms;
use crate::pages::shown::Choice;
use crate::pages::ticket::form::{Field, Must, Pick};
use crate::pages::ticket::modes::Mode;
use crate::pages::ticket::rail::Preview;
use desk::directory::Team;
use desk::ids::{PersonId, TeamId};
use desk::routing::route;
use desk::values::Tier;
use store::queries::people::PersonRow;

/// Teams that are shown side by side; more of them are a list.
const PICKS_MAX: usize = 6;

impl Forms<'_> {
    /// The team a hand-over goes to: the one that was chosen, else the one that comes first.
    pub(super) fn target(&self, mode: Mode) -> Option<&Team> {
        let (name, teams) = match mode {
            Mode::Escalate => ("team", self.rights.above()),
            Mode::Return => ("to", self.rights.below()),
            _ => return None,
        };
        let chosen = self.address.team.as_deref().or(self.typed.said(name));
        let named = teams.iter().copied().find(|team| Some(team.name.as_str()) == chosen);
        named.or_else(|| match mode {
            Mode::Escalate => self.nearest(&teams),
            _ => teams.first().copied(),
        })
    }

    /// Of the next tier, the team that the router would choose.
    fn nearest<'t>(&self, teams: &[&'t Team]) -> Option<&'t Team> {
        let first = *teams.first()?;
        let routed = route(&self.seen.directory, first.tier, self.seen.ticket.service);
        let found = routed.and_then(|it| teams.iter().copied().find(|team| team.id == it.team));
        Some(found.unwrap_or(first))
    }

    /// Where the ticket would be afterwards.
    pub(crate) fn preview(&self, mode: Mode) -> Option<Preview> {
        let team = self.target(mode)?;
        let agent = match mode {
            Mode::Return => self.sender(team.id),
            _ => {
                let email = self.typed.said("assignee");
                self.members(team.id).find(|row| row.email.as_deref() == email).map(|row| row.id)
            }
        };
        let agent = agent.filter(|agent| self.seen.directory.is_member(*agent, team.id));
        Some(Preview { team: team.id, tier: team.tier, agent })
    }

    /// The agent of a team who had sent it up: a return goes back to them.
    pub(super) fn sender(&self, team: TeamId) -> Option<PersonId> {
        let path = &self.seen.ticket.path;
        let sender = path.iter().find(|step| step.team == team).and_then(|step| step.sent_by);
        sender.filter(|agent| self.seen.directory.is_member(*agent, team))
    }

    /// Those of a team who can be named, by their address.
    pub(super) fn members(&self, team: TeamId) -> impl Iterator<Item = &PersonRow> {
        let of_team = move |row: &&PersonRow| row.active && row.teams.contains(&team);
        self.seen.people.all().filter(of_team).filter(|row| row.email.is_some())
    }

    pub(super) fn level(&self, tier: Tier) -> String {
        self.page.text("tier-level").with("tier", i64::from(tier.0)).to_string()
    }

    /// `2nd Level, Netzwerk`.
    fn full_name(&self, team: &Team) -> String {
        format!("{}, {}", self.level(team.tier), team.name)
    }

    /// What is to be known of a team before one sends it something.
    fn hint(&self, team: &Team) -> String {
        let stays = &self.seen.course.stays;
        let knows = stays.iter().any(|stay| stay.team == team.id).then(|| self.said("team-knows"));
        let service = self.seen.ticket.service.and_then(|id| self.seen.directory.services.get(&id));
        let serves = service
            .filter(|it| it.teams.contains(&team.id))
            .map(|it| self.page.text("team-serves").with("service", it.name.as_str()).to_string());
        let outside = team
            .provider
            .as_deref()
            .map(|name| self.page.text("team-outside").with("provider", name).to_string());
        [knows, serves, outside].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Teams to choose from, where the choice shows on the rail.
    pub(super) fn teams_to(
        &self,
        name: &str,
        label: &str,
        teams: &[&Team],
        chosen: Option<&Team>,
    ) -> Field {
        let chosen = chosen.map_or("", |team| team.name.as_str());
        let mode = if name == "to" { Mode::Return } else { Mode::Escalate };
        let there = self.address.composing(mode).page(self.seen.ticket.number);
        self.either(name, label, teams, chosen, format!("{there}&team="))
    }

    /// Teams to choose from; the only one is chosen.
    pub(super) fn teams(&self, name: &str, label: &str, teams: &[&Team]) -> Field {
        let only = match teams {
            [only] => only.name.as_str(),
            _ => "",
        };
        self.either(name, label, teams, self.typed.said(name).unwrap_or(only), String::new())
    }

    fn either(
        &self,
        name: &str,
        label: &str,
        teams: &[&Team],
        chosen: &str,
        preview: String,
    ) -> Field {
        let choice = |team: &&Team| Choice::new(&team.name, &self.full_name(team), chosen);
        let (name, label) = (name.to_owned(), self.said(label));
        if teams.len() > PICKS_MAX {
            let choices = teams.iter().map(choice).collect();
            let nothing = self.said("choose");
            return Field::Select { name, label, nothing, choices, must: Must::Yes, preview };
        }
        let pick = |team: &&Team| Pick { choice: choice(team), hint: self.hint(team) };
        Field::Picks { name, label, choices: teams.iter().map(pick).collect(), preview }
    }

    /// Any active team, none at first.
    pub(super) fn list_of_teams(&self, name: &str, label: &str) -> Field {
        let chosen = self.typed.get(name);
        let teams = self.seen.directory.teams.values().filter(|team| team.is_active());
        let choices = teams.map(|team| Choice::new(&team.name, &self.full_name(team), chosen));
        Field::Select {
            name: name.into(),
            label: self.said(label),
            nothing: self.said("no-team"),
            choices: choices.collect(),
            must: Must::No,
            preview: String::new(),
        }
    }

    /// The agents of a team; none means its queue.
    pub(super) fn agents(&self, name: &str, label: &str, team: TeamId) -> Field {
        let must = if name == "agent" { Must::Yes } else { Must::No };
        let nothing = if must.is() { "choose" } else { "team-decides" };
        self.persons(name, label, nothing, must, self.members(team))
    }

    /// Everybody at the desk.
    pub(super) fn people(&self) -> Field {
        let me = self.rights.person;
        let agents = self.seen.people.all().filter(|row| {
            row.active && row.id != me && self.seen.directory.agent(row.id).is_some()
        });
        self.persons("person", "form-person", "nobody", Must::No, agents)
    }

    fn persons<'p>(
        &self,
        name: &str,
        label: &str,
        nothing: &str,
        must: Must,
        people: impl Iterator<Item = &'p PersonRow>,
    ) -> Field {
        let chosen = self.typed.get(name);
        let mut choices: Vec<Choice> = people
            .filter_map(|row| Some(Choice::new(row.email.as_deref()?, &row.name, chosen)))
            .collect();
        choices.sort_by(|one, other| one.label.cmp(&other.label));
        let (label, nothing) = (self.said(label), self.said(nothing));
        Field::Select { name: name.into(), label, nothing, choices, must, preview: String::new() }
    }
}
