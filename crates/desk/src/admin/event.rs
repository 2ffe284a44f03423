//! The events of the desk's own stream.

use super::{Belonging, LinkPurpose, SignInWay, TwoFactors};
use crate::ids::{OrganisationId, PersonId, ServiceId, TeamId, TicketNumber, TokenId};
use crate::provider::DataRules;
use crate::text::Text;
use crate::ticket::UnknownEvent;
use crate::time::Timestamp;
use crate::values::values;
use crate::values::{Language, Reach, Role, Shares, Tier};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// A person has another name.
    PersonRenamed {
        /// Who.
        person: PersonId,
        /// Their name now.
        name: Text,
    },
    /// A person has another address, or none any more.
    EmailSet {
        /// Who.
        person: PersonId,
        /// Their address now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Text>,
    },
    /// A person has another telephone number, or none any more.
    PhoneSet {
        /// Who.
        person: PersonId,
        /// Their number now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<Text>,
    },
    /// A person is something else to the desk.
    RoleSet {
        /// Who.
        person: PersonId,
        /// What they are now.
        role: Role,
    },
    /// An agent's teams changed.
    TeamsSet {
        /// Who.
        person: PersonId,
        /// All their teams now.
        teams: Vec<TeamId>,
    },
    /// A person has left.
    PersonDeactivated {
        /// Who.
        person: PersonId,
    },
    /// A person is back.
    PersonReactivated {
        /// Who.
        person: PersonId,
    },
    /// A person got a password.
    PasswordSet {
        /// Who.
        person: PersonId,
    },
    /// A person got a one-time link to choose a password.
    LinkIssued {
        /// Who.
        person: PersonId,
        /// What it is for.
        purpose: LinkPurpose,
        /// When it ends by itself.
        expires_at: Timestamp,
    },
    /// A person was signed out everywhere.
    SessionsEnded {
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
        /// How far its members see.
        #[serde(default = "house", skip_serializing_if = "is_house")]
        reach: Reach,
    },
    /// A team has another name.
    TeamRenamed {
        /// The team.
        team: TeamId,
        /// Its name now.
        name: String,
    },
    /// A team belongs to another provider, or to the house.
    ProviderSet {
        /// The team.
        team: TeamId,
        /// Its provider now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<String>,
    },
    /// A hand-over to a team has to answer something else.
    ChecklistSet {
        /// The team.
        team: TeamId,
        /// All that is asked now.
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
        /// True when what is asked about it is for its teams alone.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        confidential: bool,
    },
    /// A service has another name.
    ServiceRenamed {
        /// The service.
        service: ServiceId,
        /// Its name now.
        name: String,
    },
    /// Other teams serve a service, or in another order.
    ServiceTeamsSet {
        /// The service.
        service: ServiceId,
        /// All its teams now.
        teams: Vec<TeamId>,
    },
    /// A service left the catalogue.
    ServiceRetired {
        /// The service.
        service: ServiceId,
    },
    /// A service is back in the catalogue.
    ServiceRestored {
        /// The service.
        service: ServiceId,
    },
    /// The desk got its name.
    DeskNamed {
        /// The organisation it belongs to.
        organisation: String,
        /// The language where nobody asks for another.
        language: Language,
    },
    /// The members of a team see as far as this.
    ReachSet {
        /// The team.
        team: TeamId,
        /// How far.
        reach: Reach,
    },
    /// What is asked about a service is for its teams alone from now on, or no longer.
    ServiceConfidentialSet {
        /// The service.
        service: ServiceId,
        /// Whether it is.
        confidential: bool,
    },
    /// A provider's people see this much of the tickets they may see.
    DataRulesSet {
        /// The provider.
        provider: String,
        /// All its rules now.
        rules: DataRules,
    },
    /// Somebody has opened a confidential ticket.
    ConfidentialRead {
        /// Who.
        person: PersonId,
        /// Which.
        ticket: TicketNumber,
    },
    /// Somebody came in.
    SignedIn {
        /// Who.
        person: PersonId,
        /// With what.
        way: SignInWay,
        /// From which address of the network.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Text>,
        /// With which browser.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<Text>,
    },
    /// Somebody tried to come in as this person and gave what was wrong.
    SignInRefused {
        /// As whom.
        person: PersonId,
        /// What was wrong.
        way: SignInWay,
        /// From which address of the network.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Text>,
        /// With which browser.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<Text>,
    },
    /// Somebody went.
    SignedOut {
        /// Who.
        person: PersonId,
    },
    /// A person is asked for a second factor from now on.
    SecondFactorSet {
        /// Who.
        person: PersonId,
    },
    /// A person is asked for no second factor any more.
    SecondFactorRemoved {
        /// Who.
        person: PersonId,
    },
    /// A person got new recovery codes.
    RecoveryCodesMade {
        /// Who.
        person: PersonId,
    },
    /// A person used a recovery code up.
    RecoveryCodeUsed {
        /// Who.
        person: PersonId,
    },
    /// Others need a second factor than before.
    TwoFactorsRequired {
        /// Who.
        of: TwoFactors,
    },
    /// An organisation became known.
    OrganisationAdded {
        /// Its identity.
        organisation: OrganisationId,
        /// Its name.
        name: String,
    },
    /// An organisation has another name.
    OrganisationRenamed {
        /// The organisation.
        organisation: OrganisationId,
        /// Its name now.
        name: String,
    },
    /// Nobody joins an organisation any more.
    OrganisationRetired {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// An organisation is back.
    OrganisationRestored {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// A person belongs elsewhere.
    BelongingSet {
        /// Who.
        person: PersonId,
        /// All of it, as it is now.
        #[serde(flatten)]
        belonging: Belonging<Text>,
    },
    /// A person shares their requests with others.
    SharingSet {
        /// Whose requests.
        person: PersonId,
        /// With whom among their own people.
        shares: Shares,
        /// With whom besides, by name.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        with: BTreeSet<PersonId>,
    },
}

fn house() -> Reach {
    Reach::House
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_house(reach: &Reach) -> bool {
    *reach == Reach::House
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
}
