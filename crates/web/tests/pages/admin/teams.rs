//! Teams: the stairs, one team, its members, its end.

use super::{Admin, says, seen};
use axum::http::StatusCode;
use desk::admin::{AddService, AdminCommand};
use desk::ids::TeamId;
use desk::values::Role;
use store::on_both;

impl Admin {
    fn added(&self, name: &str, tier: &str, provider: &str) -> TeamId {
        let fields = [("name", name), ("tier", tier), ("provider", provider)];
        let to = self.admin().post("/admin/teams/new", &fields).to().to_owned();
        assert!(to.ends_with("?done=added"), "{to}");
        self.team(name)
    }
}

on_both! {
    fn teams_stand_tier_upon_tier(test: &TestDb) {
        let admin = Admin::on(test);
        let night = admin.added("Nacht", "1", "Nachtwerk");
        let mut ada = admin.admin();
        let page = ada.get("/admin/teams");
        says(&page, 200, &["data-t=\"3\"", "Nachtwerk", "data-out", "2 Personen · nichts offen", "Eine Stufe 4 beginnen"]);
        let at = |word: &str| page.text.find(&format!("<bdi>{word}</bdi>")).unwrap();
        assert!(at("3rd Level") < at("2nd Level") && at("2nd Level") < at("1st Level"));
        assert!(at("1st Level") < at("Nacht"));
        says(&ada.get("/admin/teams/new?tier=4"), 200, &["value=\"4\" selected"]);
        for (fields, status, words) in [
            (&[("name", "Nacht"), ("tier", "1")][..], 409, "Diesen Namen gibt es schon."),
            (&[("tier", "9")], 422, "Wie lautet der Name?"),
            (&[("name", "X"), ("checklist", "a\u{7}b")], 422, "Ein Punkt hat bis zu 200 Zeichen."),
        ] {
            says(&ada.post("/admin/teams/new", fields), status, &[words]);
        }
        let many = "x\n".repeat(51);
        let fields = [("name", "Viel"), ("tier", "1"), ("checklist", &*many)];
        says(&ada.post("/admin/teams/new", &fields), 422, &["Das sind zu viele."]);
        let path = format!("/admin/teams/{night}");
        let page = ada.get(&path);
        says(&page, 200, &["value=\"Nachtwerk\"", "Noch niemand."]);
        let mark = seen(&page);
        let fields =
            [("seen", &*mark), ("name", "Nachtdienst"), ("provider", ""), ("checklist", " Ort? \n\nWer?")];
        assert_eq!(ada.post(&path, &fields).to(), format!("{path}?done=saved"));
        let directory = admin.directory();
        let team = directory.team(night).unwrap();
        assert_eq!((team.name.as_str(), team.provider.as_deref()), ("Nachtdienst", None));
        assert_eq!(team.checklist, ["Ort?", "Wer?"]);
        let page = ada.post(&path, &[("seen", &*mark), ("name", "Andere")]);
        says(&page, 409, &["Jemand hat das inzwischen geändert", "Ort?; Wer?", "value=\"Andere\""]);
        let mark = seen(&page);
        says(&ada.post(&path, &[("seen", &*mark), ("name", "1st Level")]), 409, &["id=\"name-err\""]);
        says(&ada.post(&path, &[("seen", &*mark), ("name", "")]), 422, &["Wie lautet der Name?"]);
        admin.is_clean();
    }

    fn members_come_and_go(test: &TestDb) {
        let admin = Admin::on(test);
        let (first, second) = (admin.team("1st Level"), admin.team("2nd Level"));
        let (anna, path) = (admin.desk.anna, format!("/admin/teams/{second}"));
        let id = anna.to_string();
        let mut ada = admin.admin();
        says(&ada.get(&path), 200, &["Noch niemand.", "<option value=\"1\">Anna Arndt</option>"]);
        let to = ada.post(&format!("{path}/members"), &[("join", &id)]);
        assert_eq!(to.to(), format!("{path}?done=saved"));
        assert_eq!(admin.person(anna).teams, [first, second]);
        let page = ada.get(&path);
        says(&page, 200, &["href=\"/admin/people/1\"", "Herausnehmen: Anna Arndt"]);
        ada.post(&format!("{path}/members"), &[("join", &id)]);
        assert_eq!(admin.person(anna).teams, [first, second], "once");
        ada.post(&format!("/admin/teams/{first}/members"), &[("leave", &id)]);
        assert_eq!(admin.person(anna).teams, [second]);
        for fields in [&[("join", "999")][..], &[("join", "x")], &[], &[("join", "2")]] {
            let page = ada.post(&format!("{path}/members"), fields);
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{fields:?}: nobody at the desk");
        }
    }

    fn a_team_is_retired_after_it_was_said_what_follows(test: &TestDb) {
        let admin = Admin::on(test);
        let (first, front) = (admin.team("1st Level"), admin.added("Front", "1", ""));
        let second = admin.team("2nd Level");
        admin.known("Max", Role::Agent, &[first, second]);
        admin.desk.write(move |ledger| {
            let (service, name, teams) = (ledger.new_service()?, "VPN".to_owned(), vec![first]);
            ledger.admin(AdminCommand::AddService(AddService { service, name, teams, confidential: false }))?;
            Ok(())
        });
        let mut ada = admin.admin();
        let path = format!("/admin/teams/{first}/retire");
        let page = ada.get(&path);
        says(&page, 200, &[
            "1st Level auflösen", "3 Personen sind nicht mehr darin.", "<bdi>VPN</bdi>",
            "Rückgängig machen lässt es sich nicht", "name=\"members\" value=\"1\" checked",
        ]);
        let options = page.between("<option value=\"\">", "</select>");
        assert!(options.find("Front").unwrap() < options.find("2nd Level").unwrap(), "{options}");
        says(&ada.post(&path, &[]), 422, &["id=\"successor-err\"", "Das gibt es hier nicht"]);
        says(&ada.post(&path, &[("successor", &first.to_string())]), 422, &["nicht selbst nachfolgen"]);
        assert!(admin.directory().team(first).unwrap().is_active());
        let fields = [("successor", &*front.to_string()), ("members", "1")];
        assert_eq!(ada.post(&path, &fields).to(), "/admin/teams?done=retired");
        let directory = admin.directory();
        assert_eq!(directory.team(first).unwrap().successor, Some(front));
        assert_eq!(directory.agent(admin.desk.anna).unwrap().teams, [front]);
        let max = directory.agents.values().find(|agent| agent.teams.len() == 2).unwrap();
        assert_eq!(max.teams, [second, front]);
        assert_eq!(directory.service_named("VPN").unwrap().teams, [front]);
        says(&ada.get("/admin/teams?done=retired"), 200, &["Aufgelöste Teams", "jetzt bei"]);
        assert_eq!(ada.get(&path).status, StatusCode::NOT_FOUND, "it is retired");
        let page = ada.get(&format!("/admin/teams/{first}"));
        says(&page, 200, &["jetzt bei"]);
        assert!(!page.text.contains("<form class=\"adm-form\""));
        let path = format!("/admin/teams/{front}/retire");
        let page = ada.post(&path, &[("successor", &second.to_string())]);
        says(&page, 422, &["Das ist das letzte Team der ersten Stufe"]);
        while store::jobs::run_due(&admin.desk.store, "node", admin.desk.now()).unwrap() > 0 {}
        admin.is_clean();
    }

    fn the_people_of_a_provider_do_not_come_along(test: &TestDb) {
        let admin = Admin::on(test);
        let night = admin.added("Nacht", "1", "Nachtwerk");
        let nora = admin.known("Nora", Role::Agent, &[night]);
        let mut ada = admin.admin();
        let path = format!("/admin/teams/{night}/retire");
        let page = ada.get(&path);
        assert!(!page.text.contains("name=\"members\" value=\"1\" checked"), "{}", page.text);
        let first = admin.team("1st Level").to_string();
        assert_eq!(ada.post(&path, &[("successor", &first)]).to(), "/admin/teams?done=retired");
        assert!(admin.person(nora).teams.is_empty());
    }
}
