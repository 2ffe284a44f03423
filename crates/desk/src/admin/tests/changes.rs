//! What changes about people, teams, services and the desk.

use super::*;
use crate::admin::{Owner, check_password};
use crate::limits::{PASSWORD_MAX, PASSWORD_MIN};
use crate::settings::Settings;

fn changed(command: ChangePerson) -> AdminCommand {
    AdminCommand::ChangePerson(Box::new(command))
}

#[test]
fn only_what_is_different_about_a_person_happens() {
    let eva = || change(NEW, known(Role::Agent, &[APPS]));
    for (command, told) in [
        (eva(), "nothing"),
        (
            ChangePerson {
                name: some("Eva Adler"),
                email: Some(some("eva@example.org")),
                email_taken_by: Some(NEW),
                phone: Some(None),
                role: Some(Role::Agent),
                teams: Some(vec![APPS]),
                ..eva()
            },
            "nothing",
        ),
        (
            ChangePerson {
                name: some("Eva Berg"),
                email: Some(some("berg@example.org")),
                phone: Some(some("1234")),
                role: Some(Role::Lead),
                teams: Some(vec![APPS, FRONT]),
                ..eva()
            },
            "person_renamed + email_set + phone_set + role_set + teams_set",
        ),
        (ChangePerson { email: Some(None), ..eva() }, "email_set"),
        (ChangePerson { role: Some(Role::Requester), ..eva() }, "teams_set + role_set"),
        (ChangePerson { email_taken_by: Some(ADA), ..eva() }, "email_taken"),
        (
            ChangePerson {
                name: some(" "),
                email: Some(some("eva")),
                phone: Some(some("1\n2")),
                role: Some(Role::Requester),
                teams: Some(vec![FRONT, FRONT, NO_TEAM]),
                ..eva()
            },
            "person_incomplete: name required, email invalid, phone invalid, teams unknown, \
             teams twice, teams not_allowed",
        ),
        (
            ChangePerson {
                role: Some(Role::Admin),
                ..change(NEW, Known { active: false, ..known(Role::Agent, &[]) })
            },
            "person_incomplete: role left",
        ),
        (
            ChangePerson { teams: Some(vec![APPS]), ..change(NEW, known(Role::Requester, &[])) },
            "person_incomplete: teams not_allowed",
        ),
        (
            ChangePerson {
                role: Some(Role::Agent),
                teams: Some(vec![APPS]),
                ..change(NEW, known(Role::Requester, &[]))
            },
            "role_set + teams_set",
        ),
    ] {
        check(MIA, changed(command), told);
    }
}

#[test]
fn the_last_admin_stays_one() {
    let less = ChangePerson { role: Some(Role::Lead), ..change(MIA, known(Role::Admin, &[])) };
    let goes = AdminCommand::Deactivate(Deactivate { person: MIA, active: true });
    for by in [By::from(MIA), By::from(Origin::Command)] {
        check(by, changed(less.clone()), "person_incomplete: role last_admin");
        check(by, goes.clone(), "last_admin");
    }
    let mut desk = Bench::empty().directory;
    desk.apply(&DeskEvent::RoleSet { person: LEA, role: Role::Admin });
    assert_eq!(at(&desk, MIA, changed(less.clone())), "role_set");
    assert_eq!(at(&desk, MIA, goes.clone()), "person_deactivated");
    desk.apply(&DeskEvent::PersonDeactivated { person: LEA });
    assert_eq!(at(&desk, MIA, changed(less)), "person_incomplete: role last_admin");
    assert_eq!(at(&desk, MIA, goes), "last_admin", "whoever has left is no admin");
}

#[test]
fn leaving_and_coming_back_happen_once() {
    for (active, leaves, returns) in
        [(true, "person_deactivated", "nothing"), (false, "nothing", "person_reactivated")]
    {
        check(MIA, AdminCommand::Deactivate(Deactivate { person: ADA, active }), leaves);
        check(MIA, AdminCommand::Reactivate(Reactivate { person: ADA, active }), returns);
    }
}

#[test]
fn a_link_goes_to_whoever_can_sign_in_with_it_and_ends() {
    let link = |known, purpose| AdminCommand::IssueLink(IssueLink { person: ADA, known, purpose });
    let agent = || known(Role::Agent, &[]);
    check(MIA, link(Known { active: false, ..agent() }, LinkPurpose::Reset), "left");
    check(MIA, link(Known { email: None, ..agent() }, LinkPurpose::Reset), "no_email");
    let bench = Bench::empty();
    for (purpose, lasts) in [(LinkPurpose::Invitation, 7 * 24), (LinkPurpose::Reset, 1)] {
        let events = decide(link(agent(), purpose), &bench.context(MIA.into(), None)).unwrap();
        let [DeskEvent::LinkIssued { expires_at, .. }] = events.as_slice() else { panic!() };
        assert_eq!(*expires_at, bench.now + Span::seconds(lasts * 3_600));
    }
}

#[test]
fn a_password_is_long_and_does_not_say_who_one_is() {
    let long = "x".repeat(PASSWORD_MAX + 1);
    let short = "ß".repeat(PASSWORD_MIN - 1);
    for (password, told) in [
        ("", Some("too_short")),
        (&short, Some("too_short")),
        (&long, Some("too_long")),
        (&long[1..], Some("repeats")),
        ("EVA adler-Berg", Some("is_name")),
        ("evaadler-berg", Some("is_name")),
        ("Eva.Adler@Example.Org", Some("is_name")),
        ("eva.adler@ example.org", Some("is_name")),
        ("eva.adler.b", Some("is_name")),
        ("eva.adler.berg", Some("is_name")),
        ("Lindmoor2026", Some("own_words")),
        ("Zwiebelkuchen", None),
    ] {
        let email =
            if password.ends_with(".b") { "eva.adler.b@x" } else { "eva.adler@example.org" };
        let refused = check_password(password, owner("Eva Adler-Berg", Some(email))).err();
        let code = refused.as_ref().map(|it| it.problems[0].code);
        assert_eq!(code, told, "{password}");
        assert!(refused.is_none_or(|it| it.code == "password_weak" && it.problems.len() == 1));
    }
    assert!(check_password("Zwiebelkuchen", owner("Eva", None)).is_ok());
}

#[test]
fn a_password_that_is_soon_guessed_is_refused_with_what_to_do() {
    for (password, told) in [
        ("qwertzuiop", Some("common")),
        ("zxcvbnm,./", Some("keyboard")),
        ("aaaaaaaaaaaaaa", Some("repeats")),
        ("abcabcabcabc", Some("repeats")),
        ("abcdefghijklm", Some("sequence")),
        ("1.12.1997 ", Some("date")),
        ("password123", Some("common")),
        ("P4ssword2024", Some("common")),
        ("correct horse battery staple", None),
        ("drei kleine Wörter", None),
        ("lindmoor-demo", None),
    ] {
        let owner = Owner { name: "Eva Adler-Berg", email: None, organisation: None };
        let refused = check_password(password, owner).err();
        assert_eq!(refused.as_ref().map(|it| it.problems[0].code), told, "{password}");
        let says = |it: crate::refusal::Refusal| it.problems[0].message.matches(['.', ';']).count();
        assert!(refused.is_none_or(|it| says(it) >= 2), "why, and what to do: {password}");
    }
}

fn owner<'o>(name: &'o str, email: Option<&'o str>) -> Owner<'o> {
    Owner { name, email, organisation: Some("Lindmoor") }
}

#[test]
fn a_team_changes_its_name_provider_and_checklist() {
    let as_it_is = || {
        let name = Some("Network".to_owned());
        let checklist = Some(vec!["Cable checked".to_owned(), "Site".to_owned()]);
        ChangeTeam { team: NETWORK, name, provider: Some(None), checklist, reach: None }
    };
    let provider = Some(Some("Netzwerk".to_owned()));
    for (command, told) in [
        (as_it_is(), "nothing"),
        (ChangeTeam { name: Some("Hotline".into()), ..as_it_is() }, "name_taken"),
        (ChangeTeam { name: Some("LAN".into()), ..as_it_is() }, "team_renamed"),
        (
            ChangeTeam { provider, checklist: Some(vec![]), ..as_it_is() },
            "provider_set + checklist_set",
        ),
        (
            ChangeTeam {
                name: Some(" ".into()),
                provider: Some(Some(String::new())),
                checklist: Some(vec!["a\nb".into(); CHECKLIST_MAX + 1]),
                ..as_it_is()
            },
            &format!(
                "team_incomplete: name required, provider required, checklist too_many{}",
                ", checklist invalid".repeat(CHECKLIST_MAX + 1)
            ),
        ),
        (ChangeTeam { team: NO_TEAM, ..as_it_is() }, "not_found"),
    ] {
        check(MIA, AdminCommand::ChangeTeam(command), told);
    }
    let mut desk = Bench::empty().directory;
    desk.apply(&DeskEvent::TeamRetired { team: NETWORK, successor: APPS });
    assert_eq!(at(&desk, MIA, AdminCommand::ChangeTeam(as_it_is())), "retired");
}

#[test]
fn a_successor_serves_what_the_retired_team_served() {
    let bench = Bench::empty();
    let after = |team, successor, service: ServiceId| {
        let mut desk = bench.directory.clone();
        let events = decide(retire(team, successor), &bench.context(MIA.into(), None)).unwrap();
        events.iter().for_each(|event| desk.apply(event));
        desk.services[&service].teams.clone()
    };
    assert_eq!(after(NETWORK, APPS, VPN), [NIGHT, APPS, DATA], "in its place");
    assert_eq!(after(NETWORK, DATA, VPN), [NIGHT, DATA], "once");
    assert_eq!(after(NETWORK, APPS, MAIL), [FRONT, APPS], "the others stay as they are");
}

#[test]
fn a_service_changes_and_leaves_the_catalogue_and_comes_back() {
    let changes = |name: Option<&str>, teams: Option<&[TeamId]>| {
        let (name, teams) = (name.map(str::to_owned), teams.map(<[TeamId]>::to_vec));
        AdminCommand::ChangeService(ChangeService {
            service: MAIL,
            name,
            teams,
            confidential: None,
        })
    };
    let other: &[TeamId] = &[APPS, FRONT];
    for (command, told) in [
        (changes(Some("Mail"), Some(&[FRONT, APPS])), "nothing"),
        (changes(Some("Post"), Some(other)), "service_renamed + service_teams_set"),
        (changes(Some("VPN"), None), "name_taken"),
        (
            changes(Some(""), Some(&[NO_TEAM, APPS, APPS])),
            "service_incomplete: name required, teams unknown, teams twice",
        ),
    ] {
        check(MIA, command, told);
    }
    let retire = |service| AdminCommand::RetireService(RetireService { service });
    let restore = |service| AdminCommand::RestoreService(RestoreService { service });
    check(MIA, restore(MAIL), "nothing");
    for command in [retire(ServiceId(77)), restore(ServiceId(77))] {
        check(MIA, command, "not_found");
    }
    let mut desk = Bench::empty().directory;
    desk.apply(&DeskEvent::ServiceRetired { service: MAIL });
    assert_eq!(at(&desk, MIA, retire(MAIL)), "nothing");
    assert_eq!(at(&desk, MIA, restore(MAIL)), "service_restored");
}

#[test]
fn a_desk_has_the_name_of_its_organisation() {
    let named = |organisation: &str, language| {
        let organisation = organisation.to_owned();
        AdminCommand::NameDesk(NameDesk { organisation, language })
    };
    check(MIA, named(" \t", Language::De), "desk_incomplete: organisation required");
    check(MIA, named("a\u{0}b", Language::De), "desk_incomplete: organisation invalid");
    let mut bench = Bench::empty();
    let mut settings = Settings::default();
    let events = decide(named(" Adler & Söhne ", Language::De), &bench.context(MIA.into(), None));
    settings.apply(&events.unwrap()[0]);
    assert_eq!(settings.organisation.as_deref(), Some("Adler & Söhne"));
    assert_eq!(settings.language, Some(Language::De));
    bench.settings = settings;
    let by = bench.context(MIA.into(), None);
    assert_eq!(told(&decide(named("Adler & Söhne", Language::De), &by)), "nothing");
    assert_eq!(told(&decide(named("Adler & Söhne", Language::En), &by)), "desk_named");
}
