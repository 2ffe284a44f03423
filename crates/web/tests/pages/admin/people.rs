//! People: found, added, changed; what they sign in with; leaving and coming back.

use super::{Admin, says, seen};
use axum::http::StatusCode;
use desk::ids::PersonId;
use desk::values::Role;
use store::ledger::{NewPerson, PersonChange};
use store::on_both;
use store::queries::{sessions, tokens};

on_both! {
    fn people_are_listed_by_name_page_by_page(test: &TestDb) {
        let admin = Admin::on(test);
        admin.desk.write(|ledger| {
            for n in 0..120 {
                let (name, email) = (format!("Person {n:03}"), format!("p{n}@x.example"));
                let (role, teams, phone) = (Role::Requester, vec![], None);
                let (name, email) = (Some(name), Some(email));
                ledger.add_person(NewPerson { name, email, phone, role, teams })?;
            }
            Ok(())
        });
        let mut ada = admin.admin();
        let (mut path, mut names, mut pages) = ("/admin/people".to_owned(), Vec::new(), 0);
        loop {
            let page = ada.get(&path);
            let rows = page.text.split("<th scope=\"row\"><a href=\"/admin/people/").skip(1);
            let name = |row: &str| row.split("<bdi>").nth(1).unwrap().split('<').next().unwrap().to_owned();
            names.extend(rows.map(name));
            pages += 1;
            if !page.text.contains("rel=\"next\"") {
                break;
            }
            path = page.between("<a class=\"btn btn-s\" href=\"", "\" rel=\"next\"");
            path = path.rsplit("href=\"").next().unwrap().to_owned();
        }
        assert_eq!((names.len(), pages), (124, 3));
        assert!(names.is_sorted(), "{names:?}");
        for (query, there, gone) in [
            ("?q=PERS+11", vec!["Person 110", "Person 119"], vec!["Anna", "Person 100", "Person 011"]),
            ("?q=lea+len", vec!["Lena Lead"], vec!["Adam Admin</bdi>"]),
            ("?role=lead", vec!["Lena Lead"], vec!["Adam Admin</bdi>", "Person 0"]),
            ("?role=agent&q=a", vec!["Anna Arndt"], vec!["Adam Admin</bdi>"]),
            ("?state=left", vec!["Niemand passt dazu."], vec!["Anna"]),
            ("?q=%00%25&role=boss&state=x&after=%21", vec!["Niemand passt dazu."], vec!["Anna"]),
            ("?q=%3Cscript%3Ealert(1)", vec!["value=\"&#60;script&#62;alert(1)\""], vec!["<script>alert"]),
        ] {
            let page = ada.get(&format!("/admin/people{query}"));
            says(&page, 200, &there);
            for word in gone {
                assert!(!page.text.contains(word), "{query} shows {word}");
            }
        }
        let part = admin.admin().with("stufe-parts", "people").get("/admin/people?q=lena");
        assert!(part.text.starts_with("<div id=\"people\" data-part>"), "{}", part.text);
    }

    fn a_person_is_added_with_an_invitation(test: &TestDb) {
        let admin = Admin::on(test);
        let (first, third) = (admin.team("1st Level"), admin.team("3rd Level"));
        let mut ada = admin.admin();
        let page = ada.get("/admin/people/new?role=lead");
        says(&page, 200, &["value=\"lead\" selected", "Stufe 3", "3rd Level"]);
        let (first, third) = (first.to_string(), third.to_string());
        let fields = [
            ("name", "Eva \u{202e}Adler 🙂"), ("email", "eva@x.example"), ("phone", "+49 30 1"),
            ("role", "agent"), ("teams", &*first), ("teams", &*third), ("invite", "1"),
        ];
        let page = ada.post("/admin/people/new", &fields);
        says(&page, 200, &["Einladung", "Das sehen Sie nur jetzt", "9. März 2026, 09:00"]);
        let link = page.between("readonly value=\"", "\"");
        let path = link.strip_prefix("http://desk.example").unwrap();
        let eva = admin.found("eva@x.example").unwrap();
        assert_eq!((eva.role, eva.teams.len(), eva.name.as_str()), (Role::Agent, 2, "Eva \u{202e}Adler 🙂"));
        let page = admin.desk.browser().with("accept-language", "de").get(path);
        says(&page, 200, &["eva@x.example"]);
        let secure = admin.admin().with("x-forwarded-proto", "https");
        assert_eq!(secure.clone().get("/admin").to(), "/sign-in?return_to=/admin");
        // Without an invitation the person is shown.
        let plain = [("name", ""), ("email", "ida@x.example"), ("role", "requester")];
        let to = ada.post("/admin/people/new", &plain).to().to_owned();
        assert!(to.ends_with("?done=added"), "{to}");
        says(&ada.get(&to), 200, &["Angelegt.", "ida@x.example", "Noch kein Kennwort"]);
        for (fields, status, words) in [
            (&[("name", "X"), ("email", "EVA@x.example"), ("role", "agent")][..], 409, "id=\"email-err\""),
            (&[("name", "X"), ("email", "eva"), ("role", "agent")], 422, "Das ist keine E-Mail-Adresse"),
            (&[("role", "agent")], 422, "Wie lautet der Name?"),
            (&[("name", "X"), ("teams", "1"), ("role", "requester")], 422, "Wer nur anfragt, ist in keinem Team"),
            (&[("name", "X"), ("teams", "77"), ("role", "agent")], 422, "Das gibt es hier nicht"),
            (&[("name", "X"), ("role", "agent"), ("invite", "1")], 422, "Ohne E-Mail-Adresse kann sich"),
            (&[("name", "a\u{0}b\nc"), ("role", "boss")], 422, "id=\"name-err\""),
        ] {
            says(&ada.post("/admin/people/new", fields), status, &[words]);
        }
        assert_eq!(admin.found("eva"), None);
        admin.is_clean();
    }

    fn a_change_meets_what_others_changed_meanwhile(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let path = format!("/admin/people/{}", admin.desk.anna);
        let page = ada.get(&path);
        let mark = seen(&page);
        let second = admin.team("2nd Level").to_string();
        let fields = [
            ("seen", &*mark), ("name", "Anna Berg"), ("email", "anna@stufe.example"), ("phone", "1"),
            ("role", "lead"), ("teams", &*second),
        ];
        assert_eq!(ada.post(&path, &fields).to(), format!("{path}?done=saved"));
        let anna = admin.person(admin.desk.anna);
        assert_eq!((anna.name.as_str(), anna.role, anna.teams.len()), ("Anna Berg", Role::Lead, 1));
        let old = [("seen", &*mark), ("name", "Anna Alt"), ("email", ""), ("role", "agent")];
        let page = ada.post(&path, &old);
        says(&page, 409, &[
            "Jemand hat das inzwischen geändert", "Dort steht jetzt:", "Anna Berg", "value=\"Anna Alt\"",
        ]);
        assert_eq!(admin.person(admin.desk.anna), anna, "nothing is overwritten");
        let mark = seen(&page);
        let again = [("seen", &*mark), ("name", "Anna Alt"), ("email", ""), ("role", "agent")];
        assert_eq!(ada.post(&path, &again).to(), format!("{path}?done=saved"), "now they know");
        let anna = admin.person(admin.desk.anna);
        assert_eq!((anna.name.as_str(), anna.email, anna.teams), ("Anna Alt", None, vec![]));
        let mark = seen(&ada.get(&path));
        let page = ada.post(&path, &[
            ("seen", &*mark), ("name", " "), ("email", "adam@stufe.example"), ("role", "agent"),
        ]);
        says(&page, 409, &["Diese Adresse hat schon jemand."]);
        says(&ada.post(&path, &[("seen", &*mark), ("role", "agent")]), 422, &["Wie lautet der Name?"]);
        admin.is_clean();
    }

    fn the_order_of_teams_is_kept_where_nothing_else_is_said(test: &TestDb) {
        let admin = Admin::on(test);
        let (first, second) = (admin.team("1st Level"), admin.team("2nd Level"));
        let max = admin.known("Max", Role::Agent, &[second, first]);
        let mut ada = admin.admin();
        let path = format!("/admin/people/{max}");
        let mark = seen(&ada.get(&path));
        let (one, two) = (first.to_string(), second.to_string());
        let fields =
            [("seen", &*mark), ("name", "Max M"), ("role", "agent"), ("teams", &one), ("teams", &two)];
        assert_eq!(ada.post(&path, &fields).to(), format!("{path}?done=saved"));
        assert_eq!(admin.person(max).teams, [second, first]);
    }

    fn the_last_admin_stays(test: &TestDb) {
        let admin = Admin::on(test);
        let mut ada = admin.admin();
        let path = format!("/admin/people/{}", admin.ada);
        let page = ada.post(&format!("{path}/deactivate"), &[]);
        says(&page, 422, &["Das ist die letzte Person, die verwalten darf"]);
        let mark = seen(&page);
        let less = [
            ("seen", &*mark), ("name", "Adam Admin"), ("email", "adam@stufe.example"), ("role", "lead"),
        ];
        let page = ada.post(&path, &less);
        says(&page, 422, &["Das ist die letzte Person", "id=\"role-err\""]);
        admin.desk.add("Berta Admin", Role::Admin, vec![]);
        assert_eq!(ada.post(&path, &less).to(), format!("{path}?done=saved"));
        assert_eq!(ada.get("/admin/organisation").status, StatusCode::FORBIDDEN, "a lead now");
    }

    fn whoever_leaves_is_out_at_once_and_can_come_back(test: &TestDb) {
        let admin = Admin::on(test);
        let (mut ada, mut anna) = (admin.admin(), admin.desk.signed_in("anna@stufe.example"));
        let path = format!("/admin/people/{}", admin.desk.anna);
        let to = ada.post(&format!("{path}/deactivate"), &[]);
        assert_eq!(to.to(), format!("{path}?done=left"));
        assert_eq!(anna.get("/").to(), "/sign-in");
        let page = anna.sign_in("anna@stufe.example", crate::pages::browser::PASSWORD);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = ada.get(&format!("{path}?done=left"));
        says(&page, 200, &["nicht mehr da", "Zurückholen"]);
        assert!(!page.text.contains("password-link") && !page.text.contains("/tokens\""));
        says(&ada.get("/admin/people?state=left"), 200, &["Anna Arndt"]);
        says(&ada.get("/admin"), 200, &["Anna Arndt ist nicht mehr da", "Nicht mehr da"]);
        says(&ada.post(&format!("{path}/password-link"), &[]), 422, &["Diese Person ist nicht mehr da."]);
        let mark = seen(&page);
        let fields = [
            ("seen", &*mark), ("name", "Anna"), ("email", "anna@stufe.example"), ("role", "lead"),
            ("teams", "1"),
        ];
        says(&ada.post(&path, &fields), 422, &["Holen Sie sie zuerst zurück"]);
        assert_eq!(ada.post(&format!("{path}/reactivate"), &[]).to(), format!("{path}?done=back"));
        assert_eq!(admin.desk.signed_in("anna@stufe.example").get("/").to(), "/desk");
        admin.is_clean();
    }

    fn links_sessions_and_tokens_are_in_an_admins_hand(test: &TestDb) {
        let admin = Admin::on(test);
        let (mut ada, mut anna) = (admin.admin(), admin.desk.signed_in("anna@stufe.example"));
        let (id, path) = (admin.desk.anna, format!("/admin/people/{}", admin.desk.anna));
        says(&ada.get(&path), 200, &["Ein Kennwort ist gesetzt.", "In 1 Browser angemeldet."]);
        let page = ada.post(&format!("{path}/password-link"), &[]);
        says(&page, 200, &["Neues Kennwort", "2. März 2026, 10:00", "Das alte Kennwort gilt"]);
        let link = page.between("readonly value=\"http://desk.example", "\"");
        assert_eq!(admin.desk.browser().get(&link).status, StatusCode::OK);
        assert_eq!(anna.get("/").to(), "/desk", "an issued link ends nothing");
        says(&ada.get(&path), 200, &["Ein Link gilt bis 2. März 2026, 10:00."]);
        assert_eq!(ada.post(&format!("{path}/sign-out"), &[]).to(), format!("{path}?done=signed-out"));
        assert_eq!(anna.get("/").to(), "/sign-in");
        let left = admin.desk.store.read(move |it| Ok(sessions::of_person(it.tx, id, 9)?)).unwrap();
        assert!(left.is_empty());

        let page = ada.post(&format!("{path}/tokens"), &[("days", "30")]);
        says(&page, 422, &["Was soll der Schlüssel dürfen?", "<details class=\"adm-more\" open>"]);
        let page = ada.post(&format!("{path}/tokens"), &[
            ("scopes", "read"), ("scopes", "all"), ("days", "30"),
        ]);
        says(&page, 200, &["Der neue Schlüssel"]);
        let secret = page.between("readonly value=\"", "\"");
        assert!(secret.starts_with("stufe_"));
        let mut script = admin.desk.browser().with("authorization", &format!("Bearer {secret}"));
        assert!(script.get("/api/v1/me").text.contains("anna@stufe.example"));
        let page = ada.get(&path);
        says(&page, 200, &["Schlüssel 1: Lesen", "1. April"]);
        assert!(!page.text.contains(&secret), "it is shown once");
        let other = format!("/admin/people/{}/tokens/1/revoke", admin.lena);
        assert_eq!(ada.post(&other, &[]).status, StatusCode::NOT_FOUND, "it is Anna's");
        let to = ada.post(&format!("{path}/tokens/1/revoke"), &[]);
        assert_eq!(to.to(), format!("{path}?done=revoked"));
        assert_eq!(script.get("/api/v1/me").status, StatusCode::UNAUTHORIZED);
        let kept = admin.desk.store.read(move |it| Ok(tokens::of_person(it.tx, id, 9)?)).unwrap();
        assert!(kept.is_empty());
        says(&ada.get("/admin"), 200, &[
            "Schlüssel 1 gesperrt", "Schlüssel ausgestellt: Anna Arndt", "Überall abgemeldet: Anna Arndt",
        ]);
        admin.is_clean();
    }

    fn open_tickets_are_named_before_somebody_leaves(test: &TestDb) {
        let admin = Admin::on(test);
        let (anna, rita) = (admin.desk.anna, admin.found("rita@stufe.example").unwrap().id);
        for _ in 0..2 {
            admin.desk.write(move |ledger| {
                let mut open = desk::ticket::open::Open::by(desk::values::Channel::Import);
                open.subject = Some(store::words::words("Drucker")?);
                open.requester = Some(rita);
                let by = ledger.by();
                ledger.set_by(store::By { origin: desk::values::Origin::Import, ..by });
                let number = ledger.open(open)?;
                let assign = desk::ticket::assign::Assign { agent: Some(anna) };
                ledger.act(number, assign.into())?;
                ledger.set_by(by);
                Ok(())
            });
        }
        let page = admin.admin().get(&format!("/admin/people/{anna}"));
        says(&page, 200, &["ihre 2 offenen Vorgänge gehen zurück"]);
    }

    fn hostile_names_stay_text_on_every_page(test: &TestDb) {
        let admin = Admin::on(test);
        let name = "\"><script>alert(1)</script>\u{202e}".to_owned() + &"w".repeat(150);
        let shown = name.clone();
        let anna = admin.desk.anna;
        let change = PersonChange { name: Some(name.clone()), ..PersonChange::default() };
        admin.desk.write(move |ledger| Ok(ledger.change_person(anna, change.clone())?.len()));
        let mut ada = admin.admin();
        let team = admin.team("1st Level");
        let page = ada.get(&format!("/admin/teams/{team}"));
        let mark = seen(&page);
        assert_eq!(
            ada.post(&format!("/admin/teams/{team}"), &[
                ("seen", &*mark), ("name", &*name), ("provider", &*name), ("checklist", &*name),
            ]).to(),
            format!("/admin/teams/{team}?done=saved")
        );
        assert!(ada.post("/admin/services/new", &[("name", &*name), ("teams", "1")]).to().ends_with("added"));
        for path in [
            "/admin", "/admin/people", "/admin/people?q=script", "/admin/people/1", "/admin/teams",
            "/admin/teams/1", "/admin/teams/1/retire", "/admin/teams/2/retire", "/admin/services",
            "/admin/services/1", "/admin/people/new", "/admin/services/new",
        ] {
            let page = ada.get(path);
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.text.contains("<script>alert"), "{path} runs what was typed");
            assert!(!page.text.contains(" style="), "{path}");
        }
        assert_eq!(admin.person(PersonId(anna.0)).name, shown);
        admin.is_clean();
    }
}
