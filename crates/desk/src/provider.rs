//! What a provider's people see of the tickets they may see: the data rules of their contract
//! (domain, section 8). Applied where data is read.

use crate::directory::{Agent, Directory};
use crate::ids::PersonId;
use crate::ticket::Ticket;
use crate::time::{Span, Timestamp};
use crate::values::Shown;
use serde::{Deserialize, Serialize};

/// The data rules of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataRules {
    /// How long its people read on once a ticket has left them, in seconds.
    pub read_on_s: i64,
    /// Who the requester is: masked leaves the fact that there is one.
    pub requester: Shown,
    /// Files: masked leaves that there is one, and how large.
    pub attachments: Shown,
    /// Notes and answers of the house: masked leaves that something was written.
    pub notes: Shown,
}

impl Default for DataRules {
    /// Without a word about it: all of what they hold, none of what has left them.
    fn default() -> Self {
        let shown = Shown::Shown;
        DataRules { read_on_s: 0, requester: shown, attachments: shown, notes: shown }
    }
}

/// How much somebody sees of a ticket they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// Who the requester is.
    pub requester: Shown,
    /// The files.
    pub attachments: Shown,
    /// What other teams have noted.
    pub notes: Shown,
}

impl Sight {
    /// All of it.
    pub const FULL: Sight =
        Sight { requester: Shown::Shown, attachments: Shown::Shown, notes: Shown::Shown };

    /// True when nothing is kept back.
    #[must_use]
    pub fn is_full(self) -> bool {
        self == Sight::FULL
    }
}

impl Directory {
    /// The data rules of a provider.
    #[must_use]
    pub fn rules_of(&self, provider: &str) -> DataRules {
        self.providers.get(provider).copied().unwrap_or_default()
    }

    /// The rules under which an agent works, from the providers of their teams.
    fn rules_for<'a>(&'a self, agent: &'a Agent) -> impl Iterator<Item = DataRules> + 'a {
        let teams = agent.teams.iter().filter_map(|team| self.team(*team));
        teams.filter_map(|team| team.provider.as_deref()).map(|provider| self.rules_of(provider))
    }

    /// How much this person sees of tickets they are let see. Whoever works for several providers
    /// sees what the strictest of them lets; whose own request it is sees it in the portal.
    #[must_use]
    pub fn sight(&self, person: PersonId) -> Sight {
        let Some(agent) = self.agent(person).filter(|agent| self.is_outside(agent)) else {
            return Sight::FULL;
        };
        self.rules_for(agent).fold(Sight::FULL, |sight, rules| Sight {
            requester: sight.requester.max(rules.requester),
            attachments: sight.attachments.max(rules.attachments),
            notes: sight.notes.max(rules.notes),
        })
    }

    /// True while a ticket that left a provider's team may still be read by its people.
    #[must_use]
    pub fn reads_on(&self, agent: &Agent, ticket: &Ticket, now: Timestamp) -> bool {
        agent.teams.iter().any(|id| {
            let left = ticket.left.get(id);
            let provider = self.team(*id).and_then(|team| team.provider.as_deref());
            left.zip(provider).is_some_and(|(at, provider)| {
                now - *at < Span::seconds(self.rules_of(provider).read_on_s)
            })
        })
    }
}
