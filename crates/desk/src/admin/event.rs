//! The events of the desk's own stream.

use crate::directory::{Agent, Directory, Service, Team};
use crate::ids::{PersonId, ServiceId, TeamId, TokenId};
use crate::text::Text;
use crate::ticket::UnknownEvent;
use crate::time::Timestamp;
use crate::values::values;
use crate::values::{Role, Tier};
use serde::{Deserialize, Serialize};

values! {
    /// What an API token may do.
    Scope { Read = "read", Write = "write" }
}

/// Everything that can have happened to the desk as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum DeskEvent {
    /// A person became known.
    PersonAdded {
        /// Their identity.
        person: PersonId,
        /// Their name.
        name: Text,
        /// Their address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Text>,
        /// Their telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<Text>,
        /// What they are to the desk.
        role: Role,
        /// Their teams.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        teams: Vec<TeamId>,
    },
    /// An agent's teams changed.
    TeamsSet {
        /// Who.
        person: PersonId,
        /// All their teams now.
        teams: Vec<TeamId>,
    },
    /// A person got a password.
    PasswordSet {
        /// Who.
        person: PersonId,
    },
    /// A person got an API token.
    TokenIssued {
        /// The token.
        token: TokenId,
        /// Whose.
        person: PersonId,
        /// What it may do.
        scopes: Vec<Scope>,
        /// When it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
    },
    /// A token was ended.
    TokenRevoked {
        /// The token.
        token: TokenId,
    },
    /// A team was founded.
    TeamAdded {
        /// Its identity.
        team: TeamId,
        /// Its name.
        name: String,
        /// Its tier.
        tier: Tier,
        /// The provider it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<String>,
        /// What a hand-over to it has to answer.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checklist: Vec<String>,
    },
    /// A team ended.
    TeamRetired {
        /// The team.
        team: TeamId,
        /// Who took over.
        successor: TeamId,
    },
    /// A service entered the catalogue.
    ServiceAdded {
        /// Its identity.
        service: ServiceId,
        /// Its name.
        name: String,
        /// The teams that serve it.
        teams: Vec<TeamId>,
    },
}

impl DeskEvent {
    /// Kind and data as the journal keeps them.
    #[must_use]
    pub fn parts(&self) -> (String, String) {
        let mut json = serde_json::to_value(self).unwrap_or_default();
        let kind = json["kind"].as_str().unwrap_or_default().to_owned();
        (kind, json["data"].take().to_string())
    }

    /// Reads an event back from the journal; its texts are not known yet.
    ///
    /// # Errors
    /// [`UnknownEvent`] when the kind is not known or the data does not fit it.
    pub fn read(kind: &str, data: &str) -> Result<DeskEvent, UnknownEvent> {
        let unknown = |error: serde_json::Error| UnknownEvent(format!("\"{kind}\": {error}"));
        let data: serde_json::Value = serde_json::from_str(data).map_err(unknown)?;
        let json = serde_json::json!({ "kind": kind, "data": data });
        serde_json::from_value(json).map_err(unknown)
    }

    /// Shows every text of the event with the name of its slot.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let DeskEvent::PersonAdded { name, email, phone, .. } = self {
            visit("name", name);
            if let Some(email) = email {
                visit("email", email);
            }
            if let Some(phone) = phone {
                visit("phone", phone);
            }
        }
    }
}

impl Directory {
    /// Folds one more event of the desk's stream.
    pub fn apply(&mut self, event: &DeskEvent) {
        match event {
            DeskEvent::PersonAdded { person, role, teams, .. } if *role != Role::Requester => {
                let teams = teams.clone();
                let agent = Agent { id: *person, role: *role, teams, active: true };
                self.agents.insert(*person, agent);
            }
            DeskEvent::TeamsSet { person, teams } => {
                if let Some(agent) = self.agents.get_mut(person) {
                    agent.teams.clone_from(teams);
                }
            }
            DeskEvent::TeamAdded { team, name, tier, provider, checklist } => {
                let made = Team {
                    id: *team,
                    name: name.clone(),
                    tier: *tier,
                    provider: provider.clone(),
                    checklist: checklist.clone(),
                    successor: None,
                };
                self.teams.insert(*team, made);
            }
            DeskEvent::TeamRetired { team, successor } => {
                if let Some(team) = self.teams.get_mut(team) {
                    team.successor = Some(*successor);
                }
            }
            DeskEvent::ServiceAdded { service, name, teams } => {
                let (name, teams) = (name.clone(), teams.clone());
                self.services.insert(*service, Service { id: *service, name, teams });
            }
            DeskEvent::PersonAdded { .. }
            | DeskEvent::PasswordSet { .. }
            | DeskEvent::TokenIssued { .. }
            | DeskEvent::TokenRevoked { .. } => {}
        }
    }
}
