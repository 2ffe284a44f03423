//! Where people belong and with whom they share: in rows, in tickets, in lists.

use crate::support::{TestDesk, open};
use desk::admin::{AddOrganisation, AdminCommand};
use desk::ids::{OrganisationId, PersonId, TicketNumber};
use desk::values::{Language, Role, Shares};
use std::collections::BTreeSet;
use store::ledger::{BelongingChange, NewPerson, PersonChange};
use store::on_both;
use store::queries::lists::{self, Confidential, Listing, Order, Sort};
use store::queries::{circles, people};

struct House {
    desk: TestDesk,
    nord: OrganisationId,
    sued: OrganisationId,
    /// A requester of either organisation, besides Mia, and one of neither.
    rita: PersonId,
    ron: PersonId,
    eva: PersonId,
}

impl House {
    fn on(test: &store::testing::TestDb) -> House {
        let desk = TestDesk::on(test);
        let by = desk.by(desk.admin);
        let made = desk.store.write(by, |ledger| {
            let mut organisation = |name: &str| {
                let (organisation, name) = (ledger.new_organisation()?, name.to_owned());
                ledger
                    .admin(AdminCommand::AddOrganisation(AddOrganisation { organisation, name }))?;
                Ok::<_, store::Failure>(organisation)
            };
            let (nord, sued) = (organisation("Nord")?, organisation("Süd")?);
            let mut add = |name: &str| {
                let (name, role, teams) = (Some(name.to_owned()), Role::Requester, Vec::new());
                ledger.add_person(NewPerson { name, email: None, phone: None, role, teams })
            };
            Ok((nord, sued, add("Rita")?, add("Ron")?, add("Eva")?))
        });
        let (nord, sued, rita, ron, eva) = made.unwrap();
        House { desk, nord, sued, rita, ron, eva }
    }

    fn place(&self, person: PersonId, organisation: OrganisationId, department: &str) {
        let change = BelongingChange {
            organisation: Some(Some(organisation)),
            department: Some(Some(department.to_owned())),
            ..BelongingChange::default()
        };
        let by = self.desk.by(self.desk.admin);
        self.desk.store.write(by, move |ledger| ledger.place(person, change.clone())).unwrap();
    }

    fn share(&self, person: PersonId, shares: Shares, with: &[PersonId]) {
        let with = BTreeSet::from_iter(with.iter().copied());
        let by = self.desk.by(person);
        let share = move |ledger: &mut store::Ledger<'_, '_>| {
            ledger.share(person, Some(shares), Some(with.clone()))
        };
        self.desk.store.write(by, share).unwrap();
    }

    fn asks(&self, person: PersonId) -> TicketNumber {
        let by = self.desk.by(self.desk.ayse);
        self.desk.store.write(by, move |ledger| open(ledger, "Etwas", person)).unwrap()
    }

    /// What is listed as shared with somebody, in pages of two.
    fn listed(&self, person: PersonId) -> Vec<i64> {
        let mut listing = Listing {
            owners: Vec::new(),
            phases: vec![0, 1, 2, 3],
            confidential: Confidential::LeftOut,
            status: None,
            sort: Sort::Updated,
            order: Order::Descending,
            after: None,
            limit: 2,
        };
        let mut found = Vec::new();
        loop {
            let page = self.desk.store.read(|it| {
                listing.owners = circles::shared_with(&it.directory, person);
                Ok(lists::page(it.tx, &listing)?)
            });
            let page = page.unwrap();
            let Some(last) = page.last() else { break };
            listing.after = Some((last.key, last.number));
            found.extend(page.iter().map(|row| row.number.0));
        }
        found
    }

    fn is_clean(&self) {
        let findings = store::check::check(&self.desk.store).unwrap();
        assert!(findings.is_clean(), "{findings:?}");
    }
}

on_both! {
    fn whoever_moves_takes_their_requests_along(test: &TestDb) {
        let house = House::on(test);
        let House { nord, sued, rita, ron, eva, .. } = house;
        let [one, two, three] = [rita, rita, ron].map(|person| house.asks(person).0);
        house.place(rita, nord, "Sales");
        house.place(ron, nord, " SALES ");
        house.place(eva, sued, "Sales");
        for person in [rita, ron, eva] {
            assert!(house.listed(person).is_empty(), "nobody shares yet");
        }
        house.share(rita, Shares::Department, &[]);
        assert_eq!(house.listed(ron), [two, one], "the last changed first, and not their own");
        assert!(house.listed(eva).is_empty(), "a department of another organisation");
        let four = house.asks(rita).0;
        assert_eq!(house.listed(ron), [four, two, one], "a new one is shared as the others");

        house.place(rita, sued, "Sales");
        assert!(house.listed(ron).is_empty());
        assert_eq!(house.listed(eva), [four, two, one]);
        house.share(rita, Shares::Organisation, &[ron]);
        house.place(rita, nord, "Legal");
        assert_eq!(house.listed(ron), [four, two, one], "shared in two ways and listed once");
        assert!(house.listed(eva).is_empty());
        house.is_clean();

        let by = house.desk.by(house.desk.admin);
        let role = Some(Role::DepartmentViewer);
        house.desk.store.write(by, move |ledger| {
            ledger.change_person(eva, PersonChange { role, ..PersonChange::default() })
        }).unwrap();
        house.place(eva, nord, "Sales");
        assert_eq!(house.listed(eva), [four, three, two, one], "looked after, and the organisation's");
        house.share(rita, Shares::Own, &[]);
        assert_eq!(house.listed(eva), [three], "the department's alone");
        assert!(house.listed(ron).is_empty());
        house.is_clean();
    }

    fn what_is_known_of_a_person_is_kept(test: &TestDb) {
        let House { desk, nord, rita, ron, eva, .. } = &House::on(test);
        let (nord, rita, ron, eva) = (*nord, *rita, *ron, *eva);
        let by = desk.by(desk.admin);
        let change = BelongingChange {
            organisation: Some(Some(nord)),
            department: Some(Some(" Vertrieb ".into())),
            manager: Some(Some(ron)),
            site: Some(Some("Kassel".into())),
            language: Some(Some(Language::En)),
            vip: Some(true),
        };
        let placed = change.clone();
        desk.store.write(by, move |ledger| ledger.place(rita, placed.clone())).unwrap();
        let read = |person| desk.store.read(|it| Ok(people::by_id(it.tx, person)?.unwrap())).unwrap();
        let kept = read(rita).belonging;
        assert_eq!((kept.organisation, kept.manager, kept.vip), (Some(nord), Some(ron), true));
        assert_eq!((kept.department.as_deref(), kept.site.as_deref()), (Some("Vertrieb"), Some("Kassel")));
        assert_eq!(kept.language, Some(Language::En));

        let under = |manager| BelongingChange { manager: Some(Some(manager)), ..BelongingChange::default() };
        desk.store.write(by, move |ledger| ledger.place(ron, under(eva))).unwrap();
        for (person, manager) in [(eva, rita), (ron, ron), (rita, PersonId(999))] {
            let refused = desk.store.write(by, move |ledger| ledger.place(person, under(manager)));
            assert!(matches!(refused, Err(store::Failure::Refused(_))), "{person} under {manager}");
        }
        let again = desk.store.write(by, move |ledger| ledger.place(rita, change.clone())).unwrap();
        assert!(again.is_empty(), "it was so already");
        let away = BelongingChange {
            organisation: Some(None),
            department: Some(None),
            manager: Some(None),
            site: Some(None),
            language: Some(None),
            vip: Some(false),
        };
        desk.store.write(by, move |ledger| ledger.place(rita, away.clone())).unwrap();
        assert_eq!(read(rita).belonging, desk::admin::Belonging::default());
        assert!(desk.store.read(|it| Ok(it.directory.circles.is_empty())).unwrap());
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn the_check_finds_what_was_shared_behind_the_desks_back(test: &TestDb) {
        let house = House::on(test);
        let House { nord, rita, .. } = house;
        house.asks(rita);
        house.place(rita, nord, "Sales");
        for (sql, found) in [
            ("UPDATE tickets SET department = '1:legal'", "requester's circle"),
            ("UPDATE people SET department = 'Legal' WHERE department = 'Sales'", "row disagrees"),
            ("UPDATE organisations SET name = 'Ost' WHERE id = 1", "organisations"),
            ("INSERT INTO sharing (person, shared_with) VALUES (1, 2)", "who shares with whom"),
        ] {
            house.desk.store.db().write(move |tx| tx.execute(sql, &[]).map(drop)).unwrap();
            let findings = store::check::check(&house.desk.store).unwrap();
            assert!(findings.wrong.iter().any(|it| it.contains(found)), "{sql}: {findings:?}");
        }
    }
}
