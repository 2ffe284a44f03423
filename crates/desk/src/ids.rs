//! Typed identities. All are small integers minted by the store inside the write transaction.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! {
    /// The number of a ticket, as people see it (`#1042`): dense, never reused, its only identity.
    TicketNumber,
    /// A person: requester, agent, lead or admin.
    PersonId,
    /// A team.
    TeamId,
    /// An entry of the service catalogue.
    ServiceId,
    /// An API token (the secret itself is never kept).
    TokenId,
    /// A file that goes with a message.
    AttachmentId,
    /// An organisation that people belong to.
    OrganisationId,
}

/// The position of an event in its stream, counted from 1 without gaps.
pub type EventSeq = i64;
