//! People who change, leave and come back, and how they are found.

use crate::support::{MONDAY, TestDesk};
use desk::actor::Actor;
use desk::admin::{AdminCommand, EndSessions, LinkPurpose, NameDesk, SetTeams};
use desk::ids::{PersonId, TeamId, TicketNumber};
use desk::ticket::take::Take;
use desk::time::{Span, Timestamp};
use desk::values::{Language, Origin, Role, Status};
use std::time::Instant;
use store::db::Dialect;
use store::jobs;
use store::ledger::{NewPerson, PersonChange};
use store::queries::people::{self, PeoplePage, Place, Wanted};
use store::queries::sessions::{self, SessionRow};
use store::queries::{counts, links, person_words, settings, tickets, tokens};
use store::{By, Failure, Ledger, Snapshot, Store, on_both};

/// Twenty thousand people and what they are found by, without the events that would make them.
const MANY_PEOPLE: [&str; 4] = [
    "INSERT INTO people (id, name, name_key, role, teams, active, created_at) \
        WITH RECURSIVE n (i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 119999) \
        SELECT i, 'Person ' || i, {blob}('person ' || i), 'requester', '[]', 1, 0 FROM n",
    "INSERT INTO person_words (word, person) SELECT {blob}('person'), id FROM people \
        WHERE id >= 100000",
    "INSERT INTO person_words (word, person) SELECT {blob}('' || id), id FROM people \
        WHERE id >= 100000",
    "INSERT INTO person_words (word, person) SELECT {blob}('p' || id), id FROM people \
        WHERE id >= 100000",
];

fn by_desk(now: Timestamp) -> By {
    By { now, actor: Actor::Desk, origin: Origin::Command }
}

fn page(
    store: &Store,
    wanted: Wanted,
    words: &str,
    after: Option<&Place>,
    limit: usize,
) -> PeoplePage {
    let read = |it: &mut Snapshot<'_, '_>| {
        Ok(match words {
            "" => people::by_name(it.tx, wanted, after, limit)?,
            words => person_words::page(it.tx, words, wanted, after, limit)?,
        })
    };
    store.read(read).unwrap()
}

fn found(store: &Store, role: Option<Role>, active: bool, words: &str) -> Vec<String> {
    let (mut after, mut names): (Option<Place>, Vec<String>) = (None, Vec::new());
    loop {
        let page = page(store, Wanted { role, active }, words, after.as_ref(), 2);
        names.extend(page.people.into_iter().map(|person| person.name));
        after = page.next;
        if after.is_none() {
            return names;
        }
    }
}

fn change(desk: &TestDesk, person: PersonId, change: PersonChange) -> Result<usize, Failure> {
    let changed =
        move |ledger: &mut Ledger<'_, '_>| Ok(ledger.change_person(person, change.clone())?.len());
    desk.store.write(desk.by(desk.admin), changed)
}

fn sign_in(desk: &TestDesk, person: PersonId, digest: [u8; 32]) {
    let session = SessionRow {
        person,
        created_at: MONDAY,
        seen_at: MONDAY,
        expires_at: MONDAY + Span::days(7),
        device: "Test".into(),
    };
    let write = move |ledger: &mut Ledger<'_, '_>| {
        ledger.issue_token(person, vec![desk::admin::Scope::Read], None, &digest)?;
        ledger.issue_link(person, &digest)?;
        Ok(sessions::add(ledger.tx(), &digest, &session)?)
    };
    desk.store.write(by_desk(MONDAY), write).unwrap();
}

/// Sessions, tokens and links of a person.
fn keys(desk: &TestDesk, person: PersonId) -> [usize; 3] {
    let read = |it: &mut Snapshot<'_, '_>| {
        Ok([
            sessions::of_person(it.tx, person, 9)?.len(),
            tokens::of_person(it.tx, person, 9)?.len(),
            usize::from(links::of_person(it.tx, person)?.is_some()),
        ])
    };
    desk.store.read(read).unwrap()
}

#[track_caller]
fn is_clean(desk: &TestDesk) {
    let findings = store::check::check(&desk.store).unwrap();
    assert!(findings.is_clean(), "{findings:?}");
}

fn assignee(desk: &TestDesk, number: TicketNumber) -> Option<PersonId> {
    let ticket = desk.store.read(|it| Ok(tickets::read(it.tx, number)?.unwrap().ticket)).unwrap();
    assert_ne!(ticket.status, Status::Closed);
    ticket.assignee
}

on_both! {
    fn what_changes_about_a_person_is_found_again(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (mia, second) = (desk.mia, desk.second);
        let new = PersonChange {
            name: Some("Mia Winter".into()),
            email: Some(Some(" Mia.Winter@stufe.example".into())),
            phone: Some(Some("+49 30 77".into())),
            role: Some(Role::Lead),
            teams: Some(vec![second]),
        };
        assert_eq!(change(&desk, mia, new.clone()).unwrap(), 5);
        assert_eq!(change(&desk, mia, new).unwrap(), 0, "it is so already");
        let row = desk.store.read(|it| Ok(people::by_email(it.tx, "mia.winter@STUFE.example")?));
        let row = row.unwrap().unwrap();
        assert_eq!((row.id, row.role, row.name.as_str()), (mia, Role::Lead, "Mia Winter"));
        assert_eq!(row.teams, [second]);
        let lead = desk.store.read(|it| Ok(it.directory.agent(mia).cloned())).unwrap().unwrap();
        assert_eq!((lead.role, lead.teams), (Role::Lead, vec![second]));
        assert_eq!(found(&desk.store, None, true, "winter, m"), ["Mia Winter"]);
        assert!(found(&desk.store, None, true, "sommer").is_empty());
        let taken = PersonChange { email: Some(Some("ADA@stufe.example".into())), ..Default::default() };
        let refused = change(&desk, mia, taken);
        assert!(matches!(refused, Err(Failure::Refused(it)) if it.code == "email_taken"));
        let gone = PersonChange { role: Some(Role::Requester), email: Some(None), ..Default::default() };
        assert_eq!(change(&desk, mia, gone).unwrap(), 3);
        is_clean(&desk);
    }

    fn whoever_leaves_signs_in_no_more_and_their_tickets_go_back(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (ayse, admin) = (desk.ayse, desk.admin);
        let numbers: Vec<TicketNumber> = (0..3).map(|n| desk.open(&format!("Nr. {n}"))).collect();
        for number in &numbers {
            desk.act(ayse, *number, Take::default()).unwrap();
        }
        sign_in(&desk, ayse, [1; 32]);
        assert_eq!(keys(&desk, ayse), [1, 1, 1]);
        desk.store.write(desk.by(admin), move |ledger| ledger.deactivate(ayse)).unwrap();
        assert_eq!(keys(&desk, ayse), [0, 0, 0]);
        assert_eq!(found(&desk.store, None, false, ""), ["Ayşe Yılmaz"]);
        assert!(!found(&desk.store, None, true, "").contains(&"Ayşe Yılmaz".to_owned()));
        while jobs::run_due(&desk.store, "node", desk.now()).unwrap() > 0 {}
        assert!(numbers.iter().all(|number| assignee(&desk, *number).is_none()));
        is_clean(&desk);
        desk.store.write(desk.by(admin), move |ledger| ledger.reactivate(ayse)).unwrap();
        assert_eq!(keys(&desk, ayse), [0, 0, 0], "nothing old is good again");
        let back = desk.store.read(|it| Ok(it.directory.agent(ayse).cloned())).unwrap().unwrap();
        assert_eq!(back.teams, [desk.first]);
        is_clean(&desk);
        let last = desk.store.write(desk.by(admin), move |ledger| ledger.deactivate(admin));
        assert!(matches!(last, Err(Failure::Refused(it)) if it.code == "last_admin"));
    }

    fn whoever_leaves_a_team_gives_its_tickets_back(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (ayse, admin, first, second) = (desk.ayse, desk.admin, desk.first, desk.second);
        let set = |teams: Vec<TeamId>| {
            let command = AdminCommand::SetTeams(SetTeams { person: ayse, teams });
            let set = move |ledger: &mut Ledger<'_, '_>| Ok(ledger.admin(command.clone())?.len());
            desk.store.write(desk.by(admin), set).unwrap()
        };
        set(vec![first, second]);
        let (one, two) = (desk.open("Erste Stufe"), desk.open("Zweite Stufe"));
        desk.escalate(ayse, two, second);
        for number in [one, two] {
            desk.act(ayse, number, Take::default()).unwrap();
        }
        set(vec![second]);
        while jobs::run_due(&desk.store, "node", desk.now()).unwrap() > 0 {}
        assert_eq!((assignee(&desk, one), assignee(&desk, two)), (None, Some(ayse)));
        // Out and in again before the work is done: nothing is taken away.
        set(vec![]);
        set(vec![second]);
        while jobs::run_due(&desk.store, "node", desk.now()).unwrap() > 0 {}
        assert_eq!(assignee(&desk, two), Some(ayse));
        is_clean(&desk);
    }

    fn a_password_ends_sessions_and_links(test: &TestDb) {
        let desk = TestDesk::on(test);
        let mia = desk.mia;
        sign_in(&desk, mia, [2; 32]);
        let link = desk.store.read(|it| Ok(links::by_digest(it.tx, &[2; 32])?)).unwrap().unwrap();
        assert_eq!((link.person, link.purpose), (mia, LinkPurpose::Invitation));
        assert_eq!(link.expires_at, MONDAY + Span::days(7));
        desk.store.write(desk.by(mia), move |ledger| ledger.set_password(mia, "hash")).unwrap();
        assert_eq!(keys(&desk, mia), [0, 1, 0], "tokens are no passwords");
        let again = desk.store.write(by_desk(MONDAY), move |ledger| ledger.issue_link(mia, &[3; 32]));
        assert_eq!(again.unwrap().purpose, LinkPurpose::Reset);
        let newer = desk.store.write(by_desk(MONDAY), move |ledger| ledger.issue_link(mia, &[4; 32]));
        newer.unwrap();
        let old = desk.store.read(|it| Ok(links::by_digest(it.tx, &[3; 32])?)).unwrap();
        assert_eq!(old, None, "the newest link alone is good");
        sign_in(&desk, desk.carla, [5; 32]);
        let out = AdminCommand::EndSessions(EndSessions { person: desk.carla });
        let end = move |ledger: &mut Ledger<'_, '_>| Ok(ledger.admin(out.clone())?.len());
        assert_eq!(desk.store.write(desk.by(desk.carla), end).unwrap(), 1);
        assert_eq!(keys(&desk, desk.carla), [0, 1, 1]);
        let stranger = desk.store.write(desk.by(desk.carla), move |l| l.set_password(mia, "x"));
        assert!(matches!(stranger, Err(Failure::Refused(it)) if it.code == "forbidden"));
        is_clean(&desk);
    }

    fn a_set_up_link_is_renewed_and_used_once(test: &TestDb) {
        use store::queries::links::SetUpLink;
        let desk = TestDesk::on(test);
        let standing = |digest: [u8; 32]| {
            desk.store.read(move |it| Ok(links::set_up(it.tx, &digest)?)).unwrap()
        };
        let write = |closure: fn(&mut store::db::Tx<'_>) -> Result<(), store::db::DbError>| {
            desk.store.db().write(move |tx| -> Result<(), Failure> { Ok(closure(tx)?) }).unwrap();
        };
        assert_eq!(standing([1; 32]), None);
        write(|tx| links::renew_set_up(tx, &[1; 32]));
        write(|tx| links::renew_set_up(tx, &[2; 32]));
        assert_eq!((standing([1; 32]), standing([2; 32])), (None, Some(SetUpLink::Open)));
        write(|tx| links::use_set_up(tx, MONDAY));
        assert_eq!(standing([2; 32]), Some(SetUpLink::Used));
        write(|tx| links::renew_set_up(tx, &[3; 32]));
        assert_eq!((standing([2; 32]), standing([3; 32])), (None, Some(SetUpLink::Open)));
    }

    fn a_desk_is_called_as_was_said(test: &TestDb) {
        let desk = TestDesk::on(test);
        let (organisation, language) = ("Müller & Söhne".to_owned(), Language::De);
        let name = AdminCommand::NameDesk(NameDesk { organisation, language });
        let write = move |ledger: &mut Ledger<'_, '_>| Ok(ledger.admin(name.clone())?.len());
        assert_eq!(desk.store.write(desk.by(desk.admin), write.clone()).unwrap(), 1);
        assert_eq!(desk.store.write(desk.by(desk.admin), write).unwrap(), 0);
        let seen = desk.store.read(|it| Ok(((*it.settings).clone(), settings::read(it.tx)?)));
        let (seen, kept) = seen.unwrap();
        assert_eq!(seen, kept);
        assert_eq!(seen.organisation.as_deref(), Some("Müller & Söhne"));
        is_clean(&desk);
    }

    fn people_are_listed_by_name_and_found_by_words_in_pages(test: &TestDb) {
        let desk = TestDesk::on(test);
        let add = |ledger: &mut Ledger<'_, '_>| {
            for name in ["Anna Arndt", "Änne Vogt", "Katrin Vogt", "anna Vogt", "50% Rabatt_", "Z\u{10348}"] {
                let (role, teams) = (Role::Requester, vec![]);
                let (name, email, phone) = (Some(name.to_owned()), None, None);
                ledger.add_person(NewPerson { name, email, phone, role, teams })?;
            }
            Ok(())
        };
        desk.store.write(by_desk(MONDAY), add).unwrap();
        let requesters = Some(Role::Requester);
        for (role, words, expected) in [
            (requesters, "", vec![
                "50% Rabatt_", "Anna Arndt", "anna Vogt", "Änne Vogt", "Katrin Vogt", "Mia Sommer",
                "Z\u{10348}",
            ]),
            (requesters, "VOGT", vec!["Änne Vogt", "Katrin Vogt", "anna Vogt"]),
            (requesters, "vogt, an", vec!["Änne Vogt", "anna Vogt"]),
            (requesters, "a", vec!["Änne Vogt", "Anna Arndt", "anna Vogt"]),
            (None, "a", vec!["Ada Admin", "Änne Vogt", "Anna Arndt", "anna Vogt", "Ayşe Yılmaz"]),
            (None, "", vec![
                "50% Rabatt_", "Ada Admin", "Anna Arndt", "anna Vogt", "Änne Vogt", "Ayşe Yılmaz",
                "Bernd Krüger", "Carla Wolf", "Katrin Vogt", "Mia Sommer", "Z\u{10348}",
            ]),
            (None, "ada@", vec!["Ada Admin"]),
            (None, "%", vec![]),
            (Some(Role::Agent), "", vec!["Ayşe Yılmaz", "Bernd Krüger", "Carla Wolf"]),
            (Some(Role::Lead), "", vec![]),
            (Some(Role::Lead), "a", vec![]),
        ] {
            assert_eq!(found(&desk.store, role, true, words), expected, "{role:?} {words}");
            assert!(found(&desk.store, role, false, words).is_empty());
        }
        is_clean(&desk);
    }

    fn people_are_counted_by_role(test: &TestDb) {
        let desk = TestDesk::on(test);
        let counted = || {
            desk.store.read(|it| Ok(counts::read(it.tx, counts::CountScope::People)?)).unwrap()
        };
        assert_eq!(counted(), [(0, 1, 1), (1, 1, 3), (3, 1, 1)]);
        let lead = PersonChange { role: Some(Role::Lead), ..PersonChange::default() };
        change(&desk, desk.ayse, lead).unwrap();
        let mia = desk.mia;
        desk.store.write(desk.by(desk.admin), move |ledger| ledger.deactivate(mia)).unwrap();
        assert_eq!(counted(), [(0, 0, 1), (1, 1, 2), (2, 1, 1), (3, 1, 1)]);
        is_clean(&desk);
    }

    fn a_desk_of_before_is_keyed_when_it_is_opened(test: &TestDb) {
        let desk = TestDesk::on(test);
        let forget = |tx: &mut store::db::Tx<'_>| -> Result<u64, Failure> {
            tx.execute("DELETE FROM person_words", &[])?;
            Ok(tx.execute("UPDATE people SET name_key = NULL", &[])?)
        };
        assert!(desk.store.db().write(forget).unwrap() > 0);
        assert!(found(&desk.store, None, true, "mia").is_empty());
        assert!(found(&desk.store, None, true, "").is_empty());
        let again = Store::over(desk.store.db().clone(), MONDAY).unwrap();
        assert_eq!(found(&again, None, true, "mia"), ["Mia Sommer"]);
        assert_eq!(found(&again, None, true, "").len(), 5);
        is_clean(&desk);
    }

    fn a_page_of_twenty_thousand_people_costs_a_page(test: &TestDb) {
        let desk = TestDesk::on(test);
        let fill = |tx: &mut store::db::Tx<'_>| -> Result<(), Failure> {
            for sql in MANY_PEOPLE {
                let blob = match tx.dialect() {
                    Dialect::Sqlite => "unhex(hex",
                    Dialect::Postgres => "(convert_to",
                };
                let end = match tx.dialect() {
                    Dialect::Sqlite => "$1))",
                    Dialect::Postgres => "$1, 'UTF8'))",
                };
                let (before, rest) = sql.split_once("{blob}(").unwrap();
                let (argument, after) = rest.split_once(")").unwrap();
                let sql = format!("{before}{blob}({}{after}", end.replace("$1", argument));
                tx.execute(&sql, &[])?;
            }
            Ok(())
        };
        desk.store.db().write(fill).unwrap();
        let took = |role, words: &str, after: Option<Place>, expected: usize| {
            let wanted = Wanted { role, active: true };
            let read = || {
                let begin = Instant::now();
                let page = page(&desk.store, wanted, words, after.as_ref(), 50);
                assert_eq!(page.people.len(), expected, "{words}");
                assert_eq!(page.next.is_some(), words == "p" || expected == 50, "{words}");
                begin.elapsed()
            };
            (0..5).map(|_| read()).min().unwrap()
        };
        let middle = Some((b"person 115000".to_vec(), PersonId(0)));
        let ages = [
            took(None, "", None, 50),
            took(None, "", middle, 50),
            took(None, "person", None, 50),
            took(None, "1", None, 50),
            took(None, "119999 person", None, 1),
            took(Some(Role::Admin), "", None, 1),
            took(Some(Role::Admin), "p", None, 0),
        ];
        println!("{ages:?}");
        // A look at all of them takes much longer.
        assert!(ages[..6].iter().all(|age| age.as_millis() < 20), "{ages:?}");
        assert!(ages[6].as_millis() < 500, "{ages:?}: many begin so, and not all are looked at");
    }
}
