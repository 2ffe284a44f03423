//! Services: who serves them, in which order; leaving the catalogue.

use super::{Admin, says, seen};
use axum::http::StatusCode;
use desk::ids::{ServiceId, TeamId};
use store::on_both;

impl Admin {
    fn served(&self, id: i64) -> Vec<TeamId> {
        self.directory().services[&ServiceId(id)].teams.clone()
    }
}

/// The teams a form holds, in their order.
fn order(page: &crate::pages::browser::Page) -> Vec<String> {
    let fields = page.hidden().into_iter().filter(|(name, _)| name == "teams");
    fields.map(|(_, value)| value).collect()
}

on_both! {
    fn a_service_is_served_in_an_order(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        says(&ada.get("/admin/services"), 200, &["Noch keine Dienste"]);
        assert!(ada.post("/admin/teams/new", &[("name", "Front"), ("tier", "1")]).to().contains("added"));
        let teams = ["1st Level", "2nd Level", "3rd Level", "Front"].map(|name| admin.team(name));
        let [one, two, three, front] = teams.map(|team| team.to_string());
        let page = ada.get("/admin/services/new");
        assert_eq!(order(&page), [&*three, &two, &one], "each tier's own team, the highest on top");
        // The order is part of the form, and nothing is written before it is saved.
        let fields = |act: &'static str| {
            [("name", "VPN"), ("teams", "1"), ("teams", "2"), ("add_team", "4"), ("act", act)]
        };
        let page = ada.post("/admin/services/new", &fields("add"));
        says(&page, 200, &["noch nicht gespeichert", "value=\"VPN\""]);
        assert_eq!(order(&page), [&*two, &one, &front]);
        let page = ada.post("/admin/services/new", &fields("remove-2"));
        assert_eq!(order(&page), [&*one]);
        assert!(admin.directory().services.is_empty());
        let fields = [("name", "VPN"), ("teams", "1"), ("teams", "2"), ("teams", "4"), ("act", "save")];
        assert_eq!(ada.post("/admin/services/new", &fields).to(), "/admin/services/1?done=added");
        let page = ada.get("/admin/services/1");
        let mark = seen(&page);
        for (act, expected) in [
            ("up-4", ["4", "2", "1"]), ("down-1", ["4", "2", "1"]), ("up-1", ["1", "2", "4"]),
            ("down-4", ["1", "2", "4"]), ("up-2", ["1", "2", "4"]), ("up-99", ["1", "2", "4"]),
        ] {
            let fields = [
                ("seen", &*mark), ("name", "VPN"), ("teams", "1"), ("teams", "2"), ("teams", "4"), ("act", act),
            ];
            let page = ada.post("/admin/services/1", &fields);
            says(&page, 200, &["noch nicht gespeichert"]);
            let mut sorted = order(&page);
            sorted.sort_by_key(|id| if *id == two { 1 } else if *id == order(&page)[1] { 0 } else { 2 });
            assert_eq!(sorted, expected, "{act}: the second tier stands on top of the first");
            assert_eq!(seen(&page), mark, "what was seen stays seen");
        }
        assert_eq!(admin.served(1), [teams[0], teams[1], teams[3]], "nothing was written");
        let fields = [
            ("seen", &*mark), ("name", "VPN neu"), ("teams", "4"), ("teams", "2"), ("teams", "1"), ("act", "save"),
        ];
        assert_eq!(ada.post("/admin/services/1", &fields).to(), "/admin/services/1?done=saved");
        assert_eq!(admin.served(1), [teams[3], teams[1], teams[0]]);
        says(&ada.get("/admin/services"), 200, &["VPN neu", "Front, 1st Level"]);
        let page = ada.post("/admin/services/1", &fields);
        says(&page, 409, &["Jemand hat das inzwischen geändert", "Front, 2nd Level, 1st Level"]);
        admin.is_clean();
    }

    fn enter_in_the_name_saves(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        // The browser presses the first button of the form, which says nothing of an act.
        assert_eq!(ada.post("/admin/services/new", &[("name", "Mail")]).to(), "/admin/services/1?done=added");
        let page = ada.get("/admin/services/1");
        let form = page.between("<form class=\"adm-form\"", "</form>");
        let first = form.find("<button").unwrap();
        assert!(form[first..].starts_with("<button class=\"sr\" tabindex=\"-1\""), "{form}");
        says(&page, 200, &["Kein Team."]);
    }

    fn what_is_wrong_with_a_service_is_said(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        assert!(ada.post("/admin/services/new", &[("name", "VPN")]).to().contains("added"));
        for (fields, status, words) in [
            (&[("name", "")][..], 422, "Wie lautet der Name?"),
            (&[("name", "VPN")], 409, "Diesen Namen gibt es schon."),
            (&[("name", "X"), ("teams", "1"), ("teams", "1")], 422, "Jedes nur einmal, bitte."),
        ] {
            says(&ada.post("/admin/services/new", fields), status, &[words]);
        }
        assert_eq!(admin.directory().services.len(), 1);
        let fields = [("name", "X"), ("teams", "77"), ("teams", "x")];
        assert!(ada.post("/admin/services/new", &fields).to().contains("added"), "no such team serves");
        assert!(admin.served(2).is_empty());
    }

    fn a_service_leaves_the_catalogue_and_comes_back(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        assert!(ada.post("/admin/services/new", &[("name", "VPN")]).to().contains("added"));
        assert_eq!(ada.post("/admin/services/1/retire", &[]).to(), "/admin/services?done=retired");
        says(&ada.get("/admin/services?done=retired"), 200, &["Nicht mehr im Katalog", "Noch keine Dienste"]);
        let mut rita = admin.desk.signed_in("rita@stufe.example").with("content-type", "application/json");
        let body = r#"{"subject":"x","body":"y","service":"VPN"}"#;
        let page = rita.post_as("/api/v1/tickets", "application/json", body);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
        says(&ada.get("/admin/services/1"), 200, &["nicht mehr im Katalog", "Zurückholen"]);
        assert_eq!(ada.post("/admin/services/1/restore", &[]).to(), "/admin/services/1?done=restored");
        let page = rita.post_as("/api/v1/tickets", "application/json", body);
        assert_eq!(page.status, StatusCode::CREATED, "{}", page.text);
        admin.is_clean();
    }
}
