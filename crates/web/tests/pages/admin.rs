//! Administration: who may, what is shown, what every form does and refuses.

mod import;
mod people;
mod rights;
mod services;
mod teams;

use super::browser::{Browser, Desk, Page};
use desk::directory::Directory;
use desk::ids::{PersonId, TeamId};
use desk::values::Role;
use std::sync::Arc;
use store::ledger::NewPerson;
use store::queries::people as rows;
use store::queries::people::PersonRow;
use store::testing::TestDb;

/// A desk with an admin, a lead, an agent, a requester, and a provider's lead.
pub(super) struct Admin {
    pub(super) desk: Desk,
    pub(super) ada: PersonId,
    pub(super) lena: PersonId,
}

impl Admin {
    pub(super) fn on(test: &TestDb) -> Admin {
        let desk = Desk::new(test);
        let ada = desk.add("Adam Admin", Role::Admin, vec![]);
        let lena = desk.add("Lena Lead", Role::Lead, vec![desk.team(1)]);
        Admin { desk, ada, lena }
    }

    /// The admin's browser, in German.
    pub(super) fn admin(&self) -> Browser {
        self.desk.signed_in("adam@stufe.example").with("accept-language", "de")
    }

    pub(super) fn directory(&self) -> Arc<Directory> {
        self.desk.store.read(|it| Ok(Arc::clone(&it.directory))).unwrap()
    }

    pub(super) fn team(&self, name: &str) -> TeamId {
        self.directory().team_named(name).unwrap_or_else(|| panic!("no {name}")).id
    }

    pub(super) fn person(&self, id: PersonId) -> PersonRow {
        self.desk.store.read(move |it| Ok(rows::by_id(it.tx, id)?)).unwrap().unwrap()
    }

    pub(super) fn found(&self, email: &str) -> Option<PersonRow> {
        let email = email.to_owned();
        self.desk.store.read(move |it| Ok(rows::by_email(it.tx, &email)?)).unwrap()
    }

    /// Somebody without a password.
    pub(super) fn known(&self, name: &str, role: Role, teams: &[TeamId]) -> PersonId {
        let new = NewPerson {
            name: Some(name.into()),
            email: None,
            phone: None,
            role,
            teams: teams.to_vec(),
        };
        self.desk.write(move |ledger| ledger.add_person(new.clone()))
    }

    #[track_caller]
    pub(super) fn is_clean(&self) {
        let findings = store::check::check(&self.desk.store).unwrap();
        assert!(findings.is_clean(), "{findings:?}");
    }
}

/// A page of this status that says all this.
#[track_caller]
pub(super) fn says(page: &Page, status: u16, parts: &[&str]) {
    assert_eq!(page.status.as_u16(), status, "{}", page.text);
    for part in parts {
        assert!(page.text.contains(part), "{part:?} is not in {}", page.text);
    }
}

/// The mark that a form brings back.
pub(super) fn seen(page: &Page) -> String {
    page.between("name=\"seen\" value=\"", "\"")
}
