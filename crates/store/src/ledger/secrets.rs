//! What people sign in with; only digests and hashes are kept.

use super::Ledger;
use crate::failure::Failure;
use crate::queries::counters::{self, Counter};
use crate::queries::links::{self, LinkRow};
use crate::queries::tokens::{self, TokenRow};
use crate::queries::{people, second_factors, sessions};
use desk::admin::{
    AdminCommand, DeskEvent, IssueLink, IssueToken, LinkPurpose, Scope, SetPassword,
};
use desk::ids::{PersonId, TokenId};
use desk::time::Timestamp;

impl Ledger<'_, '_> {
    /// Keeps the hash of a person's password, in PHC form. Their sessions and their link end.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn set_password(&mut self, person: PersonId, hash: &str) -> Result<(), Failure> {
        self.person(person)?;
        self.admin(AdminCommand::SetPassword(SetPassword { person }))?;
        second_factors::end_halves(self.tx, person)?;
        sessions::end_of_person(self.tx, person)?;
        links::end(self.tx, person)?;
        Ok(people::set_password(self.tx, person, hash, self.by.now)?)
    }

    /// Keeps the digest of a new one-time link by which a person may choose a password. It is an
    /// invitation while they have none.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn issue_link(&mut self, person: PersonId, digest: &[u8; 32]) -> Result<LinkRow, Failure> {
        let known = self.person(person)?.known();
        let purpose = match people::password(self.tx, person)? {
            Some(_) => LinkPurpose::Reset,
            None => LinkPurpose::Invitation,
        };
        let decided = self.admin(AdminCommand::IssueLink(IssueLink { person, known, purpose }))?;
        let [DeskEvent::LinkIssued { expires_at, .. }] = decided.as_slice() else {
            return Err(Failure::fault("a link was issued without its event"));
        };
        let link = LinkRow { person, purpose, expires_at: *expires_at };
        links::purge(self.tx, self.by.now)?;
        links::set(self.tx, &link, digest)?;
        Ok(link)
    }

    /// Keeps the digest of a new token's secret.
    ///
    /// # Errors
    /// What the decision refuses, or that there is no such person.
    pub fn issue_token(
        &mut self,
        person: PersonId,
        scopes: Vec<Scope>,
        expires_at: Option<Timestamp>,
        digest: &[u8; 32],
    ) -> Result<TokenId, Failure> {
        self.person(person)?;
        let token = TokenId(counters::next(self.tx, Counter::Token)?);
        let issue = IssueToken { token, person, scopes: scopes.clone(), expires_at };
        self.admin(AdminCommand::IssueToken(issue))?;
        let row = TokenRow { id: token, person, scopes, expires_at };
        tokens::add(self.tx, &row, digest, self.by.now)?;
        Ok(token)
    }
}
