mod belonging;
mod changes;

use super::{
    AddPerson, AddService, AddTeam, AdminCommand, ChangePerson, ChangeService, ChangeTeam,
    Deactivate, DeskEvent, EndSessions, IssueLink, IssueToken, Known, LinkPurpose, NameDesk,
    Reactivate, RestoreService, RetireService, RetireTeam, RevokeToken, Scope, SetPassword,
    SetTeams, decide,
};
use crate::directory::Directory;
use crate::ids::{PersonId, ServiceId, TeamId, TokenId};
use crate::limits::{CHECKLIST_MAX, NAME_MAX, TEAMS_MAX};
use crate::text::ERASED;
use crate::ticket::testing::{
    ADA, APPS, Bench, By, CLEO, DATA, DEVELOPERS, FRONT, HOTLINE, LEA, MAIL, MIA, NETWORK, NIGHT,
    NO_TEAM, NORA, RITA, RON, Told, VPN, some, text, told,
};
use crate::time::{Span, Timestamp};
use crate::values::{Language, Origin, Reach, Role, Tier};

impl Told for DeskEvent {
    fn tell(&self) -> String {
        self.parts().0
    }
}

const NEW: PersonId = PersonId(31);

fn at(directory: &Directory, by: impl Into<By>, command: AdminCommand) -> String {
    let bench = Bench { directory: directory.clone(), ..Bench::empty() };
    told(&decide(command, &bench.context(by.into(), None)))
}

#[track_caller]
fn check(by: impl Into<By>, command: AdminCommand, expected: &str) {
    assert_eq!(at(&Bench::empty().directory, by, command), expected);
}

fn person(role: Role, teams: &[TeamId]) -> AddPerson {
    AddPerson {
        person: NEW,
        name: some("Eva Adler"),
        email: some("eva@example.org"),
        email_taken_by: None,
        phone: some("+49 30 1234"),
        role,
        teams: teams.to_vec(),
    }
}

fn team(name: &str) -> AddTeam {
    let name = name.to_owned();
    AddTeam {
        team: TeamId(8),
        name,
        tier: Tier(2),
        provider: None,
        checklist: Vec::new(),
        reach: Reach::House,
    }
}

fn service(name: &str, teams: &[TeamId]) -> AddService {
    AddService {
        service: ServiceId(3),
        name: name.to_owned(),
        teams: teams.to_vec(),
        confidential: false,
    }
}

fn token(scopes: &[Scope], expires_at: Option<Timestamp>) -> AdminCommand {
    let scopes = scopes.to_vec();
    AdminCommand::IssueToken(IssueToken { token: TokenId(5), person: ADA, scopes, expires_at })
}

fn retire(team: TeamId, successor: TeamId) -> AdminCommand {
    AdminCommand::RetireTeam(RetireTeam { team, successor })
}

/// A person at the desk as they are.
fn known(role: Role, teams: &[TeamId]) -> Known {
    Known {
        name: "Eva Adler".into(),
        email: Some("eva@example.org".into()),
        phone: None,
        role,
        teams: teams.to_vec(),
        active: true,
    }
}

/// Nothing changes about a person yet.
fn change(person: PersonId, known: Known) -> ChangePerson {
    let (name, email, phone, role, teams) = (None, None, None, None, None);
    ChangePerson { person, known, name, email, email_taken_by: None, phone, role, teams }
}

#[test]
fn admins_administer_and_everybody_keeps_their_own_secrets() {
    let own = |person| AdminCommand::RevokeToken(RevokeToken { token: TokenId(5), person });
    let password = |person| AdminCommand::SetPassword(SetPassword { person });
    let out = |person| AdminCommand::EndSessions(EndSessions { person });
    let renamed = ChangePerson { name: some("Eva"), ..change(ADA, known(Role::Agent, &[])) };
    let (purpose, person_known) = (LinkPurpose::Reset, known(Role::Agent, &[]));
    let link = IssueLink { person: ADA, known: person_known, purpose };
    let (provider, checklist, teams) = (None, None, None);
    let team_named =
        ChangeTeam { team: APPS, name: Some("Apps".into()), provider, checklist, reach: None };
    let service_named =
        ChangeService { service: MAIL, name: Some("Post".into()), teams, confidential: None };
    let named = NameDesk { organisation: "Adler".into(), language: Language::De };
    let plain = AdminCommand::AddPerson(person(Role::Requester, &[]));
    for (command, event, others) in [
        (plain, "person_added", [true, true, false]),
        (AdminCommand::AddPerson(person(Role::Agent, &[])), "person_added", [false; 3]),
        (AdminCommand::AddPerson(person(Role::Agent, &[APPS])), "person_added", [false; 3]),
        (
            AdminCommand::SetTeams(SetTeams { person: ADA, teams: vec![APPS] }),
            "teams_set",
            [false; 3],
        ),
        (AdminCommand::ChangePerson(Box::new(renamed)), "person_renamed", [false; 3]),
        (
            AdminCommand::Deactivate(Deactivate { person: ADA, active: true }),
            "person_deactivated",
            [false; 3],
        ),
        (
            AdminCommand::Reactivate(Reactivate { person: ADA, active: false }),
            "person_reactivated",
            [false; 3],
        ),
        (AdminCommand::IssueLink(link), "link_issued", [false; 3]),
        (password(ADA), "password_set", [false, true, false]),
        (password(RITA), "password_set", [false, false, true]),
        (out(ADA), "sessions_ended", [false, true, false]),
        (out(RITA), "sessions_ended", [false, false, true]),
        (token(&[Scope::Read], None), "token_issued", [false; 3]),
        (own(ADA), "token_revoked", [false, true, false]),
        (own(RITA), "token_revoked", [false, false, true]),
        (AdminCommand::AddTeam(team("Printers")), "team_added", [false; 3]),
        (AdminCommand::ChangeTeam(team_named), "team_renamed", [false; 3]),
        (retire(DEVELOPERS, DATA), "team_retired", [false; 3]),
        (AdminCommand::AddService(service("Printing", &[])), "service_added", [false; 3]),
        (AdminCommand::ChangeService(service_named), "service_renamed", [false; 3]),
        (
            AdminCommand::RetireService(RetireService { service: MAIL }),
            "service_retired",
            [false; 3],
        ),
        (AdminCommand::NameDesk(named), "desk_named", [false; 3]),
    ] {
        check(MIA, command.clone(), event);
        check(Origin::Import, command.clone(), event);
        for (by, may) in [LEA, ADA, RITA].into_iter().zip(others) {
            check(by, command.clone(), if may { event } else { "forbidden" });
        }
    }
}

#[test]
fn a_person_has_a_name_and_addresses_that_are_ones() {
    let add = |change: &dyn Fn(&mut AddPerson)| {
        let mut command = person(Role::Requester, &[]);
        change(&mut command);
        AdminCommand::AddPerson(command)
    };
    let long = "x".repeat(NAME_MAX + 1);
    let bare = |it: &mut AddPerson| (it.name, it.email, it.phone) = (None, None, None);
    check(MIA, add(&|it| it.email_taken_by = Some(RITA)), "email_taken");
    check(MIA, add(&bare), "person_incomplete: name required");
    check(MIA, add(&|it| it.name = some(&long)), "person_incomplete: name invalid");
    check(MIA, add(&|it| it.name = some("Eva\nB")), "person_incomplete: name invalid");
    check(MIA, add(&|it| it.phone = some("")), "person_incomplete: phone invalid");
    for address in ["eva", "@example.org", "eva@", "e va@example.org", "a@b@c", "eva@example.org "]
    {
        check(MIA, add(&|it| it.email = some(address)), "person_incomplete: email invalid");
    }
    check(
        MIA,
        add(&|it| {
            it.name = some(&long);
            it.email = some("eva");
            it.teams = vec![NO_TEAM];
        }),
        "person_incomplete: email invalid, name invalid, teams unknown, teams not_allowed",
    );
}

#[test]
fn without_a_name_the_address_stands_for_it() {
    for (email, phone, name) in [
        (some("eva@example.org"), some("0"), "eva@example.org"),
        (None, some("+49 30 1234"), "+49 30 1234"),
    ] {
        let command = AddPerson { name: some(" "), email, phone, ..person(Role::Requester, &[]) };
        let bench = Bench::empty();
        let context = bench.context(MIA.into(), None);
        let events = decide(AdminCommand::AddPerson(command), &context).unwrap();
        let [DeskEvent::PersonAdded { name: given, .. }] = events.as_slice() else { panic!() };
        assert_eq!(given.as_str(), name);
    }
}

#[test]
fn people_are_in_active_teams_once_each() {
    let mut desk = Bench::empty().directory;
    desk.apply(&DeskEvent::TeamRetired { team: FRONT, successor: HOTLINE });
    let many: Vec<TeamId> = (0..=TEAMS_MAX).map(|_| APPS).collect();
    for (teams, told) in [
        (vec![APPS, NETWORK], "teams_set"),
        (vec![], "teams_set"),
        (vec![HOTLINE], "nothing"),
        (vec![FRONT, NO_TEAM], "teams_refused: teams unknown, teams unknown"),
        (vec![APPS, APPS], "teams_refused: teams twice"),
        (many, "teams_refused: teams too_many, teams twice"),
    ] {
        let command = AdminCommand::SetTeams(SetTeams { person: ADA, teams });
        assert_eq!(at(&desk, MIA, command), told);
    }
    let requester = SetTeams { person: RITA, teams: vec![APPS] };
    check(MIA, AdminCommand::SetTeams(requester), "not_an_agent");
}

#[test]
fn a_token_may_something_until_a_day_to_come() {
    let now = Bench::empty().now;
    for (command, told) in [
        (token(&[Scope::Read, Scope::Write], Some(now + Span::days(1))), "token_issued"),
        (token(&[], Some(now)), "token_incomplete: scopes required, expires_at in_the_past"),
    ] {
        check(MIA, command, told);
    }
}

#[test]
fn a_team_has_a_name_of_its_own() {
    let long = "x".repeat(NAME_MAX + 1);
    let with = |change: &dyn Fn(&mut AddTeam)| {
        let mut command = team("Printers");
        change(&mut command);
        AdminCommand::AddTeam(command)
    };
    check(MIA, with(&|it| it.name = "Hotline".into()), "name_taken");
    check(MIA, with(&|it| it.provider = Some("Druckwerk".into())), "team_added");
    check(
        MIA,
        with(&|it| {
            it.name = " ".into();
            it.provider = Some(long.clone());
            it.checklist = vec!["Site".into(), String::new(), "a\tb".into()];
        }),
        "team_incomplete: name required, provider invalid, checklist required, checklist invalid",
    );
    check(
        MIA,
        with(&|it| it.checklist = vec!["Site".into(); CHECKLIST_MAX + 1]),
        "team_incomplete: checklist too_many",
    );
}

#[test]
fn a_team_is_retired_in_favour_of_an_active_one() {
    let mut desk = Bench::empty().directory;
    desk.apply(&DeskEvent::TeamRetired { team: NIGHT, successor: HOTLINE });
    for (command, told) in [
        (retire(FRONT, HOTLINE), "team_retired + service_teams_set"),
        (retire(FRONT, DEVELOPERS), "team_retired + service_teams_set"),
        (retire(DEVELOPERS, FRONT), "team_retired"),
        (retire(FRONT, FRONT), "retirement_refused: successor itself"),
        (retire(FRONT, NIGHT), "retirement_refused: successor unknown"),
        (retire(FRONT, NO_TEAM), "retirement_refused: successor unknown"),
        (retire(NIGHT, FRONT), "retired"),
        (retire(NO_TEAM, FRONT), "not_found"),
    ] {
        assert_eq!(at(&desk, MIA, command), told);
    }
    desk.apply(&DeskEvent::TeamRetired { team: FRONT, successor: HOTLINE });
    let last = "retirement_refused: team last_of_tier_1";
    assert_eq!(at(&desk, MIA, retire(HOTLINE, APPS)), last, "somebody answers the requesters");
}

#[test]
fn a_service_has_a_name_of_its_own_and_active_teams() {
    let add = |name: &str, teams: &[TeamId]| AdminCommand::AddService(service(name, teams));
    check(MIA, add("Printing", &[FRONT, APPS]), "service_added");
    check(MIA, add("Mail", &[]), "name_taken");
    check(
        MIA,
        add("", &[APPS, APPS, NO_TEAM]),
        "service_incomplete: name required, teams unknown, teams twice",
    );
}

/// One of every kind.
fn events() -> Vec<DeskEvent> {
    let person = NEW;
    vec![
        DeskEvent::PersonAdded {
            person,
            name: text("Eva"),
            email: some("eva@example.org"),
            phone: some("+49 30 1234"),
            role: Role::Lead,
            teams: vec![APPS],
        },
        DeskEvent::PersonRenamed { person, name: text("Eva B") },
        DeskEvent::EmailSet { person, email: some("eva@example.org") },
        DeskEvent::EmailSet { person, email: None },
        DeskEvent::PhoneSet { person, phone: some("1234") },
        DeskEvent::RoleSet { person, role: Role::Admin },
        DeskEvent::TeamsSet { person, teams: vec![APPS, NIGHT] },
        DeskEvent::PersonDeactivated { person },
        DeskEvent::PersonReactivated { person },
        DeskEvent::PasswordSet { person },
        DeskEvent::LinkIssued { person, purpose: LinkPurpose::Reset, expires_at: Timestamp(7) },
        DeskEvent::SessionsEnded { person },
        DeskEvent::TokenIssued {
            token: TokenId(5),
            person,
            scopes: vec![Scope::Read],
            expires_at: Some(Timestamp(7)),
        },
        DeskEvent::TokenRevoked { token: TokenId(5) },
        DeskEvent::TeamAdded {
            team: TeamId(8),
            name: "Printers".into(),
            tier: Tier(2),
            provider: Some("Druckwerk".into()),
            checklist: vec!["Site".into()],
            reach: Reach::House,
        },
        DeskEvent::TeamRenamed { team: TeamId(8), name: "Printing".into() },
        DeskEvent::ProviderSet { team: TeamId(8), provider: None },
        DeskEvent::ProviderSet { team: TeamId(8), provider: Some("Papierwerk".into()) },
        DeskEvent::ChecklistSet { team: TeamId(8), checklist: vec!["Room".into()] },
        DeskEvent::TeamRetired { team: TeamId(8), successor: APPS },
        DeskEvent::ServiceAdded {
            service: ServiceId(3),
            name: "Print".into(),
            teams: vec![APPS],
            confidential: false,
        },
        DeskEvent::ServiceRenamed { service: ServiceId(3), name: "Printers".into() },
        DeskEvent::ServiceTeamsSet { service: ServiceId(3), teams: vec![NIGHT, APPS] },
        DeskEvent::ServiceRetired { service: ServiceId(3) },
        DeskEvent::ServiceRestored { service: ServiceId(3) },
        DeskEvent::DeskNamed { organisation: "Adler".into(), language: Language::De },
    ]
}

#[test]
fn the_journal_keeps_every_event_and_no_words_of_people() {
    for event in events() {
        let (kind, data) = event.parts();
        for word in ["Eva", "eva@example.org", "1234"] {
            assert!(!data.contains(word), "{data}");
        }
        let mut known = Vec::new();
        event.clone().texts(&mut |slot, text| known.push((slot.to_owned(), text.clone())));

        let mut read = DeskEvent::read(&kind, &data).unwrap();
        let mut slots = known.into_iter();
        read.texts(&mut |slot, text| {
            let (expected, words) = slots.next().unwrap();
            assert_eq!((slot, text.as_str()), (expected.as_str(), ERASED));
            let (salt, content) = words.known().unwrap();
            assert!(text.recall(*salt, content.to_owned()));
        });
        assert_eq!(read, event);
    }
    assert!(DeskEvent::read("eaten", "{}").is_err());
    assert!(DeskEvent::read("password_set", "{}").is_err());
}

#[test]
fn the_directory_is_the_fold_of_the_events() {
    let mut desk = Bench::empty().directory;
    for event in events() {
        desk.apply(&event);
    }
    let eva = desk.agent(NEW).unwrap();
    assert_eq!((eva.role, eva.teams.as_slice()), (Role::Admin, [APPS, NIGHT].as_slice()));
    let printers = desk.team_named("Printing").unwrap();
    assert_eq!((printers.tier, printers.successor), (Tier(2), Some(APPS)));
    assert_eq!(printers.checklist, ["Room"]);
    assert_eq!(printers.provider.as_deref(), Some("Papierwerk"));
    assert!(!printers.is_active());
    let print = desk.service_named("Printers").unwrap();
    assert_eq!((print.teams.as_slice(), print.active), ([NIGHT, APPS].as_slice(), true));

    desk.apply(&DeskEvent::PersonDeactivated { person: NEW });
    desk.apply(&DeskEvent::ServiceRetired { service: ServiceId(3) });
    assert!(desk.agent(NEW).is_none() && desk.offered(ServiceId(3)).is_none());
    desk.apply(&DeskEvent::RoleSet { person: NEW, role: Role::Requester });
    assert!(!desk.agents.contains_key(&NEW), "a requester is in no directory");
    desk.apply(&DeskEvent::RoleSet { person: NEW, role: Role::Agent });
    assert!(desk.agent(NEW).unwrap().teams.is_empty());

    let before = desk.clone();
    let name = text("Ron");
    let (email, phone, role) = (None, None, Role::Requester);
    desk.apply(&DeskEvent::PersonAdded { person: RON, name, email, phone, role, teams: vec![] });
    assert_eq!(desk, before, "requesters are not in the directory");
    desk.apply(&DeskEvent::TeamsSet { person: CLEO, teams: vec![NIGHT] });
    assert!(desk.is_outside(&desk.agents[&CLEO]) && desk.is_outside(&desk.agents[&NORA]));
}
