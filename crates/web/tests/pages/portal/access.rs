//! Nobody but its requester reads a request here, and its requester nothing of the house.

use super::*;
use axum::http::StatusCode;
use desk::admin::{AddTeam, AdminCommand};
use desk::ids::TeamId;
use desk::ticket::ask::Ask;
use desk::ticket::escalate::Escalate;
use desk::ticket::hand_over::Draft;
use desk::ticket::message::Note;
use desk::ticket::r#return::Return;
use desk::values::{EscalationReason, ReturnOutcome, Role, Tier};
use store::{By, on_both};

on_both! {
    fn somebody_elses_request_is_nowhere(test: &TestDb) {
        let desk = Desk::new(test);
        desk.add("Rolf Rot", Role::Requester, vec![]);
        desk.add("Lars Lang", Role::Admin, vec![]);
        let n = ask(&mut desk.signed_in(RITA), "Geheimes Anliegen von Rita.");
        desk.act(desk.anna, n, solution("Geheime Lösung."));
        for email in ["rolf@stufe.example", ANNA, "lars@stufe.example"] {
            let mut other = desk.signed_in(email);
            for number in [n.to_string(), "999".into(), "0".into(), format!("0{n}"), "x".into()] {
                for rest in ["", "?all=1", "?told=asked"] {
                    let page = other.get(&format!("/portal/requests/{number}{rest}"));
                    assert_eq!(page.status, StatusCode::NOT_FOUND, "{email} {number}{rest}");
                    assert!(!page.text.contains("Geheim"), "{email} {number}{rest}");
                }
                for verb in ["reply", "confirm", "reopen"] {
                    let action = format!("/portal/requests/{number}/{verb}");
                    let page = other.post(&action, &[("body", "x"), ("from", "portal")]);
                    assert_eq!(page.status, StatusCode::NOT_FOUND, "{email} {action}");
                }
            }
            for path in ["/portal", "/portal/requests", "/portal/requests?status=solved"] {
                assert!(!open(&mut other, path).text.contains("Geheim"), "{email} {path}");
            }
            let mut parts = other.with("stufe-parts", "thread");
            assert_eq!(parts.get(&path(n)).status, StatusCode::NOT_FOUND, "{email}");
        }
        let mut nobody = desk.browser();
        for path in ["/portal", "/portal/requests", &path(n)] {
            assert!(nobody.get(path).to().starts_with("/sign-in"), "{path}");
        }
        assert_eq!(desk.ticket(n).status, desk::values::Status::Resolved, "nothing has changed");
        assert_eq!(said(&desk, n).len(), 1);
    }

    fn nothing_of_the_house_is_in_any_page(test: &TestDb) {
        let desk = Desk::new(test);
        let (house, n) = climbed(&desk);
        for language in ["de", "en"] {
            let mut rita = desk.signed_in(RITA).with("accept-language", language);
            for path in ["/portal", "/portal/requests", "/portal/requests?status=solved", &path(n)] {
                let page = open(&mut rita, path).text.to_lowercase();
                assert!(page.contains("kein netz auf flur 3"), "{path} shows it");
                assert!(!open(&mut rita, path).words().to_lowercase().contains("team"), "{path}");
                for word in &house {
                    assert!(!page.contains(&word.to_lowercase()), "{path} {language}: {word}");
                }
            }
        }
    }
}

/// A ticket that went up three tiers and came back, and the words that stay in the house.
fn climbed(desk: &Desk) -> (Vec<&'static str>, i64) {
    let third = desk.store.read(|it| Ok(it.directory.default_team(Tier(3)).unwrap().id));
    let (field, third) = (named(desk, "Feldtrupp"), third.unwrap());
    let bea = desk.add("Bea_ Bach", Role::Agent, vec![field]);
    let cora = desk.add("Cora Cox", Role::Agent, vec![third]);
    let n = ask(&mut desk.signed_in(RITA), "Kein Netz auf Flur 3.");
    let up = |team: TeamId| Escalate {
        team: Some(team),
        reason: Some(EscalationReason::Skill),
        hand_over: Draft {
            findings: text("Zweimal neu gestartet"),
            question: text("Liegt es am Schalter"),
            ..Draft::default()
        },
        ..Escalate::default()
    };
    let back = |words: &str| Return {
        outcome: Some(ReturnOutcome::Solved),
        solution: text(words),
        ..Return::default()
    };
    desk.act(desk.anna, n, Note { body: text("Die fragt immer dasselbe"), ..Note::default() });
    desk.act(
        desk.anna,
        n,
        Ask { team: Some(field), question: text("Kennt ihr das"), ..Ask::default() },
    );
    desk.act(desk.anna, n, up(field));
    desk.act(bea, n, up(third));
    desk.act(cora, n, back("Firmware am Schalter"));
    desk.act(bea, n, wait(WaitReason::Vendor));
    desk.act(bea, n, back("Wie von oben"));
    desk.act(desk.anna, n, solution("Das Netz geht wieder."));
    let words = vec![
        "level",
        "tier",
        "stufe 1",
        "1st",
        "2nd",
        "3rd",
        "feldtrupp",
        "Zweimal neu",
        "Liegt es am",
        "Die fragt",
        "Kennt ihr",
        "Firmware",
        "Wie von oben",
        "Anna",
        "Bea_",
        "Cora",
        "escalat",
        "eskal",
        "weiterleit",
        "rückgabe",
        "returned",
        "hand-over",
        "handover",
        "übergabe",
        "noted",
        "notiz",
        "queue",
        "warteschlange",
        "sla\"",
        "ticket ist",
        "ein ticket",
        "vorgang",
    ];
    (words, n)
}

fn named(desk: &Desk, name: &'static str) -> TeamId {
    let by = By {
        now: desk::time::Timestamp(1_772_438_400_000_000),
        actor: desk::actor::Actor::Desk,
        origin: desk::values::Origin::Command,
    };
    let made = desk.store.write(by, move |ledger| {
        let (team, name) = (ledger.new_team()?, name.to_owned());
        let (tier, provider, checklist) = (Tier(2), None, Vec::new());
        ledger.admin(AdminCommand::AddTeam(AddTeam {
            team,
            name,
            tier,
            provider,
            checklist,
            reach: desk::values::Reach::House,
        }))?;
        Ok(team)
    });
    made.unwrap()
}
