//! Every page and every action, for each role.

use super::{Admin, says, seen};
use axum::http::StatusCode;
use desk::admin::{AddService, AddTeam, AdminCommand};
use desk::values::{Role, Tier};
use store::on_both;

/// What leads of the house may look at.
const LOOK: [&str; 7] = [
    "/admin",
    "/admin/people",
    "/admin/people/1",
    "/admin/teams",
    "/admin/teams/1",
    "/admin/services",
    "/admin/services/1",
];
/// What only admins see.
const CHANGE: [&str; 6] = [
    "/admin/organisation",
    "/admin/people/new",
    "/admin/people/import",
    "/admin/teams/new",
    "/admin/teams/1/retire",
    "/admin/services/new",
];
/// Every form, with fields that would do something.
const FORMS: [(&str, &[(&str, &str)]); 19] = [
    ("/admin/organisation", &[("organisation", "X"), ("language", "de")]),
    ("/admin/people/new", &[("name", "Neu"), ("role", "agent")]),
    ("/admin/people/import", &[("table", "Neu,neu@x.example"), ("make", "1")]),
    ("/admin/people/1", &[("name", "Anders"), ("role", "admin")]),
    ("/admin/people/1/deactivate", &[]),
    ("/admin/people/1/reactivate", &[]),
    ("/admin/people/1/sign-out", &[]),
    ("/admin/people/1/password-link", &[]),
    ("/admin/people/1/second-factor/remove", &[]),
    ("/admin/two-factors", &[("two_factors", "at_the_desk")]),
    ("/admin/people/1/tokens", &[("scopes", "read")]),
    ("/admin/people/1/tokens/1/revoke", &[]),
    ("/admin/teams/new", &[("name", "Neu"), ("tier", "1")]),
    ("/admin/teams/1", &[("name", "Anders")]),
    ("/admin/teams/1/members", &[("leave", "1")]),
    ("/admin/teams/1/retire", &[("successor", "2")]),
    ("/admin/services/new", &[("name", "Neu")]),
    ("/admin/services/1", &[("name", "Anders")]),
    ("/admin/services/1/retire", &[]),
];

on_both! {
    fn only_admins_change_and_leads_of_the_house_look(test: &TestDb) {
        let admin = Admin::on(test);
        let desk = &admin.desk;
        let night = desk.write(|ledger| {
            let (team, service) = (ledger.new_team()?, ledger.new_service()?);
            let (name, provider) = ("Nacht".to_owned(), Some("Nachtwerk".to_owned()));
            let add = AddTeam { team, name, tier: Tier(1), provider, checklist: vec![], reach: desk::values::Reach::House };
            ledger.admin(AdminCommand::AddTeam(add))?;
            let add = AddService { service, name: "VPN".into(), teams: vec![team], confidential: false };
            ledger.admin(AdminCommand::AddService(add))?;
            Ok(team)
        });
        let nils = desk.add("Nils Nacht", Role::Lead, vec![]);
        let join = desk::admin::SetTeams { person: nils, teams: vec![night] };
        desk.write(move |ledger| Ok(ledger.admin(AdminCommand::SetTeams(join.clone()))?.len()));
        let before = store_head(desk);
        for (email, looks) in [("lena", true), ("anna", false), ("rita", false), ("nils", false)] {
            let mut browser = desk.signed_in(&format!("{email}@stufe.example"));
            for path in LOOK {
                let page = browser.get(path);
                let expected = if looks { StatusCode::OK } else { StatusCode::FORBIDDEN };
                assert_eq!(page.status, expected, "{email} {path}");
                let form = page.text.contains("action=\"/admin");
                assert!(!form || path == "/admin/people", "{email} finds a form at {path}");
            }
            for path in CHANGE {
                assert_eq!(browser.get(path).status, StatusCode::FORBIDDEN, "{email} {path}");
            }
            for (path, fields) in FORMS {
                let page = browser.post(path, fields);
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{email} {path}: {}", page.text);
            }
            let page = browser.post("/admin/services/1/restore", &[]);
            assert_eq!(page.status, StatusCode::FORBIDDEN);
            // The way there is shown to those who may go it.
            let shown = browser.get("/admin").text.contains("class=\"nav-a\" href=\"/admin\"");
            assert_eq!(shown, looks, "{email}");
        }
        assert_eq!(store_head(desk), before + 4, "four have signed in, and nothing else");
        let mut stranger = desk.browser();
        for path in LOOK.into_iter().chain(CHANGE) {
            assert!(stranger.get(path).to().starts_with("/sign-in?return_to=/admin"), "{path}");
        }
        for (path, fields) in FORMS {
            assert_eq!(stranger.post(path, fields).status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let mut ada = admin.admin();
        for path in LOOK.into_iter().chain(CHANGE) {
            assert_eq!(ada.get(path).status, StatusCode::OK, "{path}");
        }
    }

    fn what_is_nowhere_is_not_found(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        for path in [
            "/admin/people/999", "/admin/people/x", "/admin/people/-1", "/admin/teams/99",
            "/admin/teams/99/retire", "/admin/teams/99999999999999999999", "/admin/services/7",
            "/admin/nothing",
        ] {
            says(&ada.get(path), 404, &["Hier ist nichts"]);
        }
        for path in [
            "/admin/people/999", "/admin/people/999/deactivate", "/admin/people/999/reactivate",
            "/admin/people/999/sign-out", "/admin/people/999/password-link",
            "/admin/people/999/tokens", "/admin/people/1/tokens/77/revoke", "/admin/teams/99",
            "/admin/teams/99/members", "/admin/teams/99/retire", "/admin/services/7",
            "/admin/services/7/retire", "/admin/services/7/restore", "/admin/people/x/deactivate",
        ] {
            let page = ada.post(path, &[("name", "X"), ("scopes", "read"), ("successor", "1")]);
            says(&page, 404, &["Hier ist nichts"]);
        }
        admin.is_clean();
    }

    fn the_overview_says_what_is_missing_and_what_was_changed(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let page = ada.get("/admin");
        says(&page, 200, &[
            "Der Service Desk hat noch keinen Namen.", "href=\"/admin/organisation\"",
            "In diesen Teams ist niemand:", "Der Katalog ist leer", "fragen bei einer Übergabe noch",
            "1 Person</td>", "Lena Lead angelegt, als Leitung", "Team 3rd Level auf Stufe 3 angelegt",
        ]);
        assert!(!page.text.contains("Rita Roth angelegt"), "whoever asks is no change to the desk");
        assert!(!page.text.contains("Niemand bearbeitet"), "Anna does");
        let fields = [("organisation", "Adler <b> & Söhne"), ("language", "de")];
        let page = ada.get("/admin/organisation");
        let mark = seen(&page);
        let fields: Vec<_> = fields.into_iter().chain([("seen", &*mark)]).collect();
        assert_eq!(ada.post("/admin/organisation", &fields).to(), "/admin?done=saved");
        let page = ada.get("/admin?done=saved");
        says(&page, 200, &[
            "Gespeichert.", "Der Service Desk gehört zu Adler &#60;b&#62; &#38; Söhne", "Adam Admin",
        ]);
        assert!(!page.text.contains("noch keinen Namen"));
        // Somebody who saw the page before is told, and overwrites nothing.
        let page = ada.post("/admin/organisation", &[
            ("organisation", "Adlerwerk"), ("language", "en"), ("seen", &*mark),
        ]);
        says(&page, 409, &["Jemand hat das inzwischen geändert", "value=\"Adlerwerk\"", "Adler &#60;b&#62;"]);
        let mark = seen(&page);
        let page = ada.post("/admin/organisation", &[("organisation", " "), ("seen", &*mark)]);
        says(&page, 422, &["Wie heißt Ihre Organisation?"]);
        let page = ada.post("/admin/organisation", &[
            ("organisation", "Adlerwerk"), ("language", "en"), ("seen", &*mark),
        ]);
        assert_eq!(page.to(), "/admin?done=saved");
        assert!(ada.get("/admin?done=%3Cb%3E").text.contains("Adlerwerk"));
        let rita = admin.desk.signed_in("rita@stufe.example").get("/parts/portal");
        assert!(rita.text.contains("<small dir=\"auto\">Adlerwerk</small>"), "{}", rita.text);
        admin.is_clean();
    }
}

/// How far the desk's stream has come.
fn store_head(desk: &crate::pages::browser::Desk) -> i64 {
    use store::queries::streams;
    desk.store.read(|it| Ok(streams::read(it.tx, 0)?.unwrap().0)).unwrap()
}
