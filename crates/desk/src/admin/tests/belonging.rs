//! Where people belong and with whom they share.

use super::*;
use crate::access::{Action, Relation, can, relations};
use crate::admin::{
    AddOrganisation, Belonging, ChangeOrganisation, SetBelonging, SetSharing, Superior,
};
use crate::ids::OrganisationId;
use crate::limits::{MANAGERS_ABOVE_MAX, SHARED_BY_MAX, SHARED_WITH_MAX};
use crate::text::Text;
use crate::values::Shares;
use std::collections::BTreeSet;

const NORD: OrganisationId = OrganisationId(1);
const SUED: OrganisationId = OrganisationId(2);

fn placed(person: PersonId, organisation: OrganisationId, department: &str) -> DeskEvent {
    let (organisation, department) = (Some(organisation), some(department));
    let belonging = Belonging { organisation, department, ..Belonging::default() };
    DeskEvent::BelongingSet { person, belonging }
}

fn shares(person: PersonId, shares: Shares, with: &[PersonId]) -> SetSharing {
    let with = BTreeSet::from_iter(with.iter().copied());
    SetSharing { person, shares, with, unknown: BTreeSet::new() }
}

/// Rita, Ron and Eva in two organisations that both have a sales department.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for (organisation, name) in [(NORD, "Nord"), (SUED, "Süd")] {
        let name = name.to_owned();
        bench.directory.apply(&DeskEvent::OrganisationAdded { organisation, name });
    }
    bench.directory.apply(&placed(RITA, NORD, "Sales"));
    bench.directory.apply(&placed(RON, NORD, " sales "));
    bench.directory.apply(&placed(NEW, SUED, "Sales"));
    bench
}

fn set(belonging: Belonging<Text>, superior: Superior) -> AdminCommand {
    let known = Belonging { organisation: Some(NORD), ..Belonging::default() };
    AdminCommand::SetBelonging(Box::new(SetBelonging { person: RITA, known, belonging, superior }))
}

#[test]
fn an_admin_places_people_and_nobody_is_above_themselves() {
    let desk = bench().directory;
    let known = || Superior { active: true, above: vec![LEA] };
    let of = |manager| Belonging {
        organisation: Some(NORD),
        manager: Some(manager),
        ..Belonging::default()
    };
    let long = some(&"x".repeat(NAME_MAX + 1));
    let above = |above| Superior { active: true, above };
    let deep = above(vec![LEA; MANAGERS_ABOVE_MAX]);
    for (by, command, expected) in [
        (MIA, set(of(RON), known()), "belonging_set"),
        (MIA, set(Belonging { manager: None, ..of(RON) }, known()), "nothing"),
        (RITA, set(of(RON), known()), "forbidden"),
        (LEA, set(of(RON), known()), "forbidden"),
        (MIA, set(of(RITA), known()), "belonging_refused: manager cycle"),
        (MIA, set(of(RON), above(vec![LEA, RITA])), "belonging_refused: manager cycle"),
        (MIA, set(of(RON), deep), "belonging_refused: manager too_many"),
        (
            MIA,
            set(
                Belonging {
                    organisation: Some(OrganisationId(9)),
                    department: some(" "),
                    site: long,
                    ..of(RON)
                },
                Superior::default(),
            ),
            "belonging_refused: organisation unknown, department invalid, site invalid, \
             manager unknown",
        ),
    ] {
        assert_eq!(at(&desk, by, command), expected);
    }
}

#[test]
fn everybody_says_for_themselves_with_whom_they_share() {
    let mut desk = bench().directory;
    let many: Vec<PersonId> = (100..=100 + SHARED_WITH_MAX).map(|id| PersonId(id as i64)).collect();
    let unknown =
        SetSharing { unknown: BTreeSet::from([RON]), ..shares(RITA, Shares::Own, &[RON]) };
    for (by, command, expected) in [
        (RITA, shares(RITA, Shares::Department, &[RON]), "sharing_set"),
        (MIA, shares(RITA, Shares::Organisation, &[]), "sharing_set"),
        (RITA, shares(RITA, Shares::Own, &[]), "nothing"),
        (RON, shares(RITA, Shares::Department, &[]), "forbidden"),
        (RITA, shares(RITA, Shares::Own, &[RITA]), "sharing_refused: with self"),
        (RITA, shares(RITA, Shares::Own, &many), "sharing_refused: with too_many"),
        (RITA, unknown, "sharing_refused: with unknown"),
        (ADA, shares(ADA, Shares::Department, &[]), "sharing_refused: shares no_department"),
        (ADA, shares(ADA, Shares::Organisation, &[]), "sharing_refused: shares no_organisation"),
    ] {
        assert_eq!(at(&desk, by, AdminCommand::SetSharing(command)), expected);
    }
    for person in (1000..).take(SHARED_BY_MAX).map(PersonId) {
        let SetSharing { person, shares, with, .. } = shares(person, Shares::Own, &[RON]);
        desk.apply(&DeskEvent::SharingSet { person, shares, with });
    }
    let one_more = AdminCommand::SetSharing(shares(RITA, Shares::Own, &[RON]));
    assert_eq!(at(&desk, RITA, one_more), "sharing_refused: with too_many_share");
}

#[test]
fn sharing_and_moving_take_effect_at_once() {
    let mut bench = bench();
    let follows = |bench: &Bench, person| {
        can(&bench.directory, person, Action::Follow, bench.ticket(), bench.now)
    };
    let share = |bench: &mut Bench, shares, with: &[PersonId]| {
        let with = BTreeSet::from_iter(with.iter().copied());
        bench.directory.apply(&DeskEvent::SharingSet { person: RITA, shares, with });
    };
    assert!(follows(&bench, RITA) && !follows(&bench, RON) && !follows(&bench, NEW));
    share(&mut bench, Shares::Department, &[]);
    assert!(follows(&bench, RON), "compared in lower case, without space around");
    assert!(!follows(&bench, NEW), "another organisation's department of the same name");
    bench.directory.apply(&placed(RON, NORD, "Legal"));
    assert!(!follows(&bench, RON));
    share(&mut bench, Shares::Organisation, &[]);
    assert!(follows(&bench, RON) && !follows(&bench, NEW));
    share(&mut bench, Shares::Own, &[NEW]);
    assert!(!follows(&bench, RON) && follows(&bench, NEW));
    share(&mut bench, Shares::Own, &[]);
    assert!(!follows(&bench, NEW));

    bench.directory.apply(&DeskEvent::RoleSet { person: RON, role: Role::DepartmentViewer });
    assert!(!follows(&bench, RON));
    bench.directory.apply(&placed(RITA, NORD, "Legal"));
    assert!(follows(&bench, RON), "whoever moves takes their requests along");
    let found = relations(&bench.directory, RON, bench.ticket(), bench.now);
    assert_eq!(found, [Relation::Department]);

    let nowhere = DeskEvent::BelongingSet { person: RITA, belonging: Belonging::default() };
    bench.directory.apply(&nowhere);
    assert!(!bench.directory.circles.contains_key(&RITA), "nothing is kept of nobody's circle");
}

#[test]
fn an_organisation_is_named_once_and_retires() {
    let mut desk = bench().directory;
    let add = |name: &str| {
        let (organisation, name) = (OrganisationId(3), name.to_owned());
        AdminCommand::AddOrganisation(AddOrganisation { organisation, name })
    };
    let change = |organisation, name: Option<&str>, active| {
        let name = name.map(str::to_owned);
        AdminCommand::ChangeOrganisation(ChangeOrganisation { organisation, name, active })
    };
    for (by, command, expected) in [
        (MIA, add("West"), "organisation_added"),
        (LEA, add("West"), "forbidden"),
        (MIA, add(" Nord "), "name_taken"),
        (MIA, add(" "), "organisation_incomplete: name required"),
        (MIA, change(NORD, Some("Nord"), Some(true)), "nothing"),
        (MIA, change(NORD, Some("Süd"), None), "name_taken"),
        (
            MIA,
            change(NORD, Some("Norden"), Some(false)),
            "organisation_renamed + organisation_retired",
        ),
        (MIA, change(OrganisationId(7), None, Some(false)), "not_found"),
    ] {
        assert_eq!(at(&desk, by, command), expected);
    }
    desk.apply(&DeskEvent::OrganisationRetired { organisation: SUED });
    let there = Belonging { organisation: Some(SUED), ..Belonging::default() };
    let refused = "belonging_refused: organisation unknown";
    assert_eq!(at(&desk, MIA, set(there, Superior::default())), refused);
    assert_eq!(at(&desk, MIA, change(SUED, None, Some(true))), "organisation_restored");
}

#[test]
fn a_department_stands_in_no_event() {
    let full = Belonging {
        organisation: Some(NORD),
        department: some("Geheimabteilung"),
        manager: Some(RON),
        site: some("Kassel"),
        language: Some(Language::De),
        vip: true,
    };
    for belonging in [full, Belonging::default()] {
        let mut event = DeskEvent::BelongingSet { person: RITA, belonging };
        let (kind, data) = event.parts();
        assert!(!data.contains("Geheim") && !data.contains("Kassel"), "{data}");
        let mut read = DeskEvent::read(&kind, &data).unwrap();
        let mut words = Vec::new();
        event.texts(&mut |slot, text| words.push((slot.to_owned(), text.clone())));
        read.texts(&mut |slot, text| {
            let (_, kept) = words.iter().find(|(it, _)| it == slot).unwrap();
            let (salt, content) = kept.known().unwrap();
            assert!(text.recall(*salt, content.to_owned()));
        });
        assert_eq!(read, event);
    }
}
