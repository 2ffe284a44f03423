//! What people sign in with: passwords, the links by which they choose one, sessions and tokens.
//! The secrets themselves are no business of the desk; the store keeps their digests apart.

use super::{DeskEvent, Known, Scope};
use crate::actor::Context;
use crate::ids::{PersonId, TokenId};
use crate::refusal::{Problems, Refusal};
use crate::time::{Span, Timestamp};
use crate::values::values;

values! {
    /// What a one-time link to a password is for.
    LinkPurpose { Invitation = "invitation", Reset = "reset" }
}

impl LinkPurpose {
    /// How long such a link is good.
    #[must_use]
    pub const fn lasts(self) -> Span {
        match self {
            LinkPurpose::Invitation => Span::days(7),
            LinkPurpose::Reset => Span::seconds(3_600),
        }
    }
}

/// Note that a person got a password; all their sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetPassword {
    /// Who.
    pub person: PersonId,
}

/// Note that a person got a one-time link to choose a password: an invitation while they have none,
/// else a reset. The link before it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLink {
    /// Who.
    pub person: PersonId,
    /// As the desk knows them now.
    pub known: Known,
    /// What it is for.
    pub purpose: LinkPurpose,
}

/// Sign a person out everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndSessions {
    /// Who.
    pub person: PersonId,
}

/// Note that a person got a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueToken {
    /// The identity the store has minted.
    pub token: TokenId,
    /// Whose.
    pub person: PersonId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
}

/// End a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevokeToken {
    /// The token.
    pub token: TokenId,
    /// Whose it is.
    pub person: PersonId,
}

pub(super) fn set_password(command: SetPassword) -> Vec<DeskEvent> {
    vec![DeskEvent::PasswordSet { person: command.person }]
}

pub(super) fn issue_link(
    command: IssueLink,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let IssueLink { person, known, purpose } = command;
    if !known.active {
        let message = "They have left. Bring them back first.";
        return Err(Refusal::state("left", message));
    }
    if known.email.is_none() {
        let message = "They need an email address to sign in with. Give them one first.";
        return Err(Refusal::state("no_email", message));
    }
    let expires_at = context.now + purpose.lasts();
    Ok(vec![DeskEvent::LinkIssued { person, purpose, expires_at }])
}

pub(super) fn end_sessions(command: EndSessions) -> Vec<DeskEvent> {
    vec![DeskEvent::SessionsEnded { person: command.person }]
}

pub(super) fn issue_token(
    command: IssueToken,
    context: &Context<'_>,
) -> Result<Vec<DeskEvent>, Refusal> {
    let mut problems = Problems::new();
    if command.scopes.is_empty() {
        problems.add("scopes", "required", "Name what the token may do: read, write.");
    }
    if command.expires_at.is_some_and(|at| at <= context.now) {
        problems.add("expires_at", "in_the_past", "Name a date that is still to come.");
    }
    problems.finish("token_incomplete", "The token cannot be issued.")?;
    let IssueToken { token, person, scopes, expires_at } = command;
    Ok(vec![DeskEvent::TokenIssued { token, person, scopes, expires_at }])
}

pub(super) fn revoke_token(command: RevokeToken) -> Vec<DeskEvent> {
    vec![DeskEvent::TokenRevoked { token: command.token }]
}
