//! The form of a person: what stands in it, and what it asks for.

use super::ground::{Fact, by_tier, names};
use crate::pages::fields::Fields;
use crate::pages::page::Page;
use crate::pages::shown::Choice;
use desk::directory::Directory;
use desk::ids::TeamId;
use desk::values::Role;
use store::ledger::{NewPerson, PersonChange};
use store::queries::people::PersonRow;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct PersonForm {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    role: String,
    teams: Vec<TeamId>,
}

/// The teams of one tier, to be ticked.
pub(crate) struct TierBoxes {
    pub(crate) tier: u8,
    pub(crate) teams: Vec<Choice>,
}

impl PersonForm {
    /// A person as they are.
    pub(super) fn of(person: &PersonRow) -> PersonForm {
        PersonForm {
            name: person.name.clone(),
            email: person.email.clone().unwrap_or_default(),
            phone: person.phone.clone().unwrap_or_default(),
            role: person.role.as_str().into(),
            teams: person.teams.clone(),
        }
    }

    /// A new person of this role.
    pub(super) fn new(role: &str) -> PersonForm {
        let role = role.parse().unwrap_or(Role::Agent).as_str().to_owned();
        PersonForm { role, ..PersonForm::default() }
    }

    /// What was typed.
    pub(super) fn typed(fields: &Fields) -> PersonForm {
        let teams = fields.all("teams").filter_map(|id| id.parse().ok().map(TeamId));
        PersonForm {
            name: fields.get("name").into(),
            email: fields.get("email").into(),
            phone: fields.get("phone").into(),
            role: fields.get("role").into(),
            teams: teams.collect(),
        }
    }

    /// A role that is none of ours is taken for the one that may least.
    fn role(&self) -> Role {
        self.role.parse().unwrap_or(Role::Requester)
    }

    /// The person it asks for.
    pub(super) fn person(&self) -> NewPerson {
        NewPerson {
            name: given(&self.name),
            email: given(&self.email),
            phone: given(&self.phone),
            role: self.role(),
            teams: self.teams.clone(),
        }
    }

    /// What it asks to be different about somebody. The same teams in another order are the same.
    pub(super) fn change(&self, directory: &Directory, person: &PersonRow) -> PersonChange {
        let active = |id: &&TeamId| directory.team(**id).is_some_and(|team| team.is_active());
        let stays = person.teams.iter().filter(active);
        let same = stays.clone().count() == self.teams.len()
            && stays.clone().all(|id| self.teams.contains(id));
        let teams = if same { person.teams.clone() } else { self.teams.clone() };
        PersonChange {
            name: Some(self.name.clone()),
            email: Some(given(&self.email)),
            phone: Some(given(&self.phone)),
            role: Some(self.role()),
            teams: Some(teams),
        }
    }

    /// The roles to choose from, the one that may least first.
    pub(super) fn roles(&self, page: &Page) -> Vec<Choice> {
        let choice = |role: &Role| Choice::new(role.as_str(), &page.word(role), &self.role);
        Role::ALL.iter().map(choice).collect()
    }

    /// The teams to tick, the highest tier first.
    pub(super) fn boxes(&self, directory: &Directory) -> Vec<TierBoxes> {
        let tiers = by_tier(directory).into_iter().map(|(tier, teams)| {
            let boxes = teams.into_iter().map(|team| Choice {
                value: team.id.to_string(),
                label: team.name.clone(),
                is_chosen: self.teams.contains(&team.id),
            });
            TierBoxes { tier, teams: boxes.collect() }
        });
        tiers.collect()
    }
}

fn given(word: &str) -> Option<String> {
    Some(word.to_owned()).filter(|word| !word.is_empty())
}

/// A person in words: for those who only look, and for what somebody else has made of them.
pub(super) fn facts(page: &Page, directory: &Directory, person: &PersonRow) -> Vec<Fact> {
    let fact = |key, text: Option<String>| Fact {
        label: page.text(key).to_string(),
        text: text.filter(|text| !text.is_empty()).unwrap_or_else(|| "–".into()),
    };
    vec![
        fact("person-name", Some(person.name.clone())),
        fact("email", person.email.clone()),
        fact("person-phone", person.phone.clone()),
        fact("person-role", Some(page.word(&person.role).to_string())),
        fact("person-teams", Some(names(directory, &person.teams))),
    ]
}
