//! Who can sign in to the demo, and how it is told.

use super::firm::{Firm, Person};
use crate::table::table;
use anyhow::{Context as _, Result};
use desk::values::Role;
use serde::Serialize;

/// Everybody who is told, and what the desk is.
pub(super) struct SignIns {
    firm: String,
    tickets: usize,
    people: Vec<SignIn>,
}

/// One person's ways in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct SignIn {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) team: Option<String>,
    pub(super) tier: Option<u8>,
    pub(super) provider: Option<String>,
    pub(super) password: String,
    pub(super) token: String,
}

#[derive(Serialize)]
struct Told<'a> {
    url: &'a str,
    data: &'a str,
    people: &'a [SignIn],
}

/// A new token for everybody who can sign in, in their order.
///
/// # Errors
/// That the system has no random bytes to give.
pub(super) fn tokens(firm: &Firm) -> Result<Vec<String>> {
    Ok(firm.visitors.iter().map(|_| web::new_token()).collect::<Result<_, _>>()?)
}

impl SignIns {
    /// Everybody who can sign in.
    pub(super) fn of(firm: &Firm, tokens: &[String], tickets: usize) -> SignIns {
        let visitors = firm.visitors.iter().map(|at| &firm.people[*at]);
        let people = visitors.zip(tokens).map(|(person, token)| sign_in(firm, person, token));
        SignIns { firm: firm.name.clone(), tickets, people: people.collect() }
    }

    /// One JSON object on one line.
    ///
    /// # Errors
    /// None that can happen.
    pub(super) fn as_json(&self, url: &str, data: &str) -> Result<String> {
        let told = Told { url, data, people: &self.people };
        Ok(serde_json::to_string(&told).context("no JSON of this")? + "\n")
    }

    /// For people: the address, some sign-ins, and how to use a token.
    pub(super) fn as_text(&self, url: &str, data: &str) -> String {
        let some = self.one_of_each();
        let rows: Vec<Vec<String>> = some.iter().map(|it| row(it)).collect();
        let headings = ["NAME", "EMAIL", "ROLE", "TIER", "TEAM"];
        let password = some.first().map_or("", |it| &it.password);
        let agent = some.iter().find(|it| it.role == Role::Agent);
        let curl = agent.map_or(String::new(), |it| {
            format!(
                "With {}'s token, for example:\n  curl -H 'Authorization: Bearer {}' \
                 '{url}/api/v1/tickets?view=queue'\n\n",
                it.name, it.token
            )
        });
        format!(
            "{firm} has {tickets} tickets: {url}\n\n{table}\nEverybody's password: {password}\n\n\
             {curl}Everything is in {data} and goes when this ends (Ctrl-C). \
             --json tells all sign-ins.\n",
            firm = self.firm,
            tickets = self.tickets,
            table = table(&headings, &rows),
        )
    }

    /// Whom the page of signing in offers: a requester, an agent of each tier and of the provider,
    /// a lead, an admin.
    pub(super) fn visitors(&self) -> Vec<web::Visitor> {
        let mut seen = Vec::new();
        let mut some: Vec<&SignIn> = Vec::new();
        for it in &self.people {
            let place = match (it.role, it.provider.is_some()) {
                (Role::Requester, _) => (0, None),
                (Role::Agent, false) => (1, it.tier),
                (Role::Agent, true) => (2, None),
                (Role::Lead, _) => (3, None),
                (Role::Admin, _) => (4, None),
                _ => (5, None),
            };
            if !seen.contains(&place) {
                seen.push(place);
                some.push(it);
            }
        }
        let mut order: Vec<_> = seen.into_iter().zip(some).collect();
        order.sort_by_key(|(place, _)| *place);
        order.into_iter().map(|(_, it)| it.visitor()).collect()
    }

    /// The first of each role, and of agents the first of each team.
    fn one_of_each(&self) -> Vec<&SignIn> {
        let mut seen = Vec::new();
        let mut some: Vec<&SignIn> = Vec::new();
        for it in &self.people {
            let kind = (it.role, it.team.as_deref());
            if !seen.contains(&kind) {
                seen.push(kind);
                some.push(it);
            }
        }
        some
    }
}

impl SignIn {
    fn visitor(&self) -> web::Visitor {
        web::Visitor {
            name: self.name.clone(),
            email: self.email.clone(),
            password: self.password.clone(),
            role: self.role,
            team: self.tier.zip(self.team.clone()),
        }
    }
}

fn row(it: &SignIn) -> Vec<String> {
    let tier = it.tier.map(|tier| tier.to_string()).unwrap_or_default();
    let team = it.team.clone().unwrap_or_default();
    vec![it.name.clone(), it.email.clone(), it.role.to_string(), tier, team]
}

fn sign_in(firm: &Firm, person: &Person, token: &str) -> SignIn {
    let team = person.teams.first().map(|team| &firm.teams[firm.acting(*team)]);
    SignIn {
        name: person.name.clone(),
        email: person.email.clone(),
        role: person.role,
        team: team.map(|team| team.name.clone()),
        tier: team.map(|team| team.tier.0),
        provider: team.and_then(|team| team.provider.clone()),
        password: firm.password.clone(),
        token: token.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_each_kind_can_be_tried() {
        let firm = Firm::read().unwrap();
        let tokens = tokens(&firm).unwrap();
        let visitors = SignIns::of(&firm, &tokens, 0).visitors();
        let kinds = visitors.iter().map(|it| (it.role, it.team.as_ref().map(|(tier, _)| *tier)));
        let kinds: Vec<_> = kinds.collect();
        assert_eq!(
            kinds[..4],
            [
                (Role::Requester, None),
                (Role::Agent, Some(1)),
                (Role::Agent, Some(2)),
                (Role::Agent, Some(3)),
            ]
        );
        let roles: Vec<_> = kinds[4..].iter().map(|(role, _)| *role).collect();
        assert_eq!(roles, [Role::Agent, Role::Lead, Role::Admin], "the first is the provider's");
        assert!(visitors.iter().all(|it| it.password == firm.password));
    }
}
