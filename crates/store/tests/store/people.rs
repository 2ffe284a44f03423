//! People: found while somebody types, by the beginnings of words.

use crate::support::TestDesk;
use desk::values::Role;
use store::ledger::NewPerson;
use store::on_both;
use store::queries::person_words;

const PEOPLE: [(&str, &str, &str); 6] = [
    ("Petra Neumann", "p.neumann@stufe.example", "+49 561 1234-71"),
    ("Peter Neuhaus", "neuhaus@stufe.example", "0561/123472"),
    ("Jürgen Müller", "j.mueller@stufe.example", "0043 1 5550 71"),
    ("Björn Strauß", "bstrauss@other.example", ""),
    ("O'Neill, Aoife", "aoife@other.example", ""),
    ("100%_Sure \\ x", "sure@other.example", ""),
];

on_both! {
    fn people_are_found_by_the_beginnings_of_their_words(test: &TestDb) {
        let desk = TestDesk::on(test);
        let by = desk.by(desk.ayse);
        desk.store.write(by, |ledger| {
            for (name, email, phone) in PEOPLE {
                let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                let (name, email, phone) = (said(name), said(email), said(phone));
                let (role, teams) = (Role::Requester, Vec::new());
                ledger.add_person(NewPerson { name, email, phone, role, teams })?;
            }
            Ok(())
        }).unwrap();
        let find = |text: &str, limit: usize| {
            let found = desk.store.read(|it| Ok(person_words::find(it.tx, text, limit)?)).unwrap();
            found.into_iter().map(|person| person.name).collect::<Vec<_>>()
        };
        let (petra, peter, juergen) = (PEOPLE[0].0, PEOPLE[1].0, PEOPLE[2].0);
        for (text, expected) in [
            ("neu", &[peter, petra][..]),
            ("NEU pet", &[peter, petra]),
            ("neum", &[petra]),
            ("pet neum stufe", &[petra]),
            ("pet hotel", &[]),
            ("p.neu", &[peter, petra]),
            ("neuhaus@stu", &[peter]),
            ("mull", &[juergen]),
            ("Müller", &[juergen]),
            ("muell juer", &[juergen]),
            ("strauss", &[PEOPLE[3].0]),
            ("oneill", &[]),
            ("neill", &[PEOPLE[4].0]),
            ("0561 123472", &[peter]),
            ("+49 561 123471", &[petra]),
            ("71", &[]),
            ("371", &[]),
            ("471", &[petra]),
            ("3471", &[petra]),
            ("071", &[juergen]),
            ("%", &[]),
            ("_", &[]),
            ("\\", &[]),
            ("", &[]),
            (" \u{1f600} ", &[]),
        ] {
            let mut found = find(text, 9);
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(find("example", 2).len(), 2, "no more than asked for");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }
}
