//! What an event of the desk's stream is about: whom it changes, and which words it has.

use super::{Belonging, DeskEvent};
use crate::ids::PersonId;
use crate::text::Text;

impl DeskEvent {
    /// The person of whom something is different now, if it is that kind of event.
    #[must_use]
    pub fn changes(&self) -> Option<PersonId> {
        match self {
            DeskEvent::PersonRenamed { person, .. }
            | DeskEvent::EmailSet { person, .. }
            | DeskEvent::PhoneSet { person, .. }
            | DeskEvent::RoleSet { person, .. }
            | DeskEvent::TeamsSet { person, .. }
            | DeskEvent::PersonDeactivated { person }
            | DeskEvent::PersonReactivated { person }
            | DeskEvent::BelongingSet { person, .. } => Some(*person),
            DeskEvent::PersonAdded { .. }
            | DeskEvent::PasswordSet { .. }
            | DeskEvent::LinkIssued { .. }
            | DeskEvent::SessionsEnded { .. }
            | DeskEvent::TokenIssued { .. }
            | DeskEvent::TokenRevoked { .. }
            | DeskEvent::TeamAdded { .. }
            | DeskEvent::TeamRenamed { .. }
            | DeskEvent::ProviderSet { .. }
            | DeskEvent::ChecklistSet { .. }
            | DeskEvent::TeamRetired { .. }
            | DeskEvent::ServiceAdded { .. }
            | DeskEvent::ServiceRenamed { .. }
            | DeskEvent::ServiceTeamsSet { .. }
            | DeskEvent::ServiceRetired { .. }
            | DeskEvent::ServiceRestored { .. }
            | DeskEvent::DeskNamed { .. }
            | DeskEvent::ReachSet { .. }
            | DeskEvent::ServiceConfidentialSet { .. }
            | DeskEvent::DataRulesSet { .. }
            | DeskEvent::ConfidentialRead { .. }
            | DeskEvent::SignedIn { .. }
            | DeskEvent::SignInRefused { .. }
            | DeskEvent::SignedOut { .. }
            | DeskEvent::SecondFactorSet { .. }
            | DeskEvent::SecondFactorRemoved { .. }
            | DeskEvent::RecoveryCodesMade { .. }
            | DeskEvent::RecoveryCodeUsed { .. }
            | DeskEvent::TwoFactorsRequired { .. }
            | DeskEvent::OrganisationAdded { .. }
            | DeskEvent::OrganisationRenamed { .. }
            | DeskEvent::OrganisationRetired { .. }
            | DeskEvent::OrganisationRestored { .. }
            | DeskEvent::SharingSet { .. } => None,
        }
    }

    /// Shows every text of the event with the name of its slot.
    pub fn texts(&mut self, visit: &mut dyn FnMut(&str, &mut Text)) {
        if let DeskEvent::PersonAdded { name, .. } | DeskEvent::PersonRenamed { name, .. } = self {
            visit("name", name);
        }
        if let DeskEvent::PersonAdded { email: Some(email), .. }
        | DeskEvent::EmailSet { email: Some(email), .. } = self
        {
            visit("email", email);
        }
        if let DeskEvent::PersonAdded { phone: Some(phone), .. }
        | DeskEvent::PhoneSet { phone: Some(phone), .. } = self
        {
            visit("phone", phone);
        }
        if let DeskEvent::SignedIn { address, device, .. }
        | DeskEvent::SignInRefused { address, device, .. } = self
        {
            for (slot, text) in [("address", address), ("device", device)] {
                if let Some(text) = text {
                    visit(slot, text);
                }
            }
        }
        if let DeskEvent::BelongingSet { belonging, .. } = self {
            let Belonging { department, site, .. } = belonging;
            for (slot, text) in [("department", department), ("site", site)] {
                if let Some(text) = text {
                    visit(slot, text);
                }
            }
        }
    }
}
