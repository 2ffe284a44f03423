//! `/desk/new`: a call is taken: who, what, solved at once or opened.

use super::browser::{Browser, Page};
use super::desk::browser;
use crate::desk::{Desk, email, now};
use axum::http::StatusCode;
use desk::values::Role;
use serde_json::{Value, json};
use store::ledger::NewPerson;
use store::on_both;

/// What a call says at least.
fn call<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [("subject", "No paper"), ("body", "Tray two is empty."), ("do", "open")];
    let said = |name: &str| more.iter().any(|(it, _)| *it == name);
    usual.into_iter().filter(|(name, _)| !said(name)).chain(more.iter().copied()).collect()
}

/// The ticket somebody's call became.
#[track_caller]
fn made(desk: &Desk, page: &Page) -> Value {
    let number = page.to().rsplit(['=', '/']).next().unwrap().to_owned();
    desk.as_("adam").get(&format!("/tickets/{number}")).expect(200).json
}

/// What stands beside the fields: id and words.
fn wrong(page: &Page) -> Vec<&str> {
    let each = page.text.split("class=\"err\" id=\"").skip(1);
    each.map(|rest| rest.split("-err\"").next().unwrap()).collect()
}

fn refused(page: &Page, fields: &[&str]) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    assert_eq!(wrong(page), fields, "{}", page.text);
}

/// People known to the desk besides its cast.
fn known(desk: &Desk) {
    desk.write("adam", now(), |ledger| {
        for (name, email, phone) in [
            ("Petra Neumann", "petra@example.org", "+49 561 1234-71"),
            ("Peter Neuhaus", "peter@example.org", "0561 123472"),
        ] {
            let (name, email) = (Some(name.to_owned()), Some(email.to_owned()));
            let (phone, role, teams) = (Some(phone.to_owned()), Role::Requester, Vec::new());
            ledger.add_person(NewPerson { name, email, phone, role, teams })?;
        }
        Ok(())
    });
}

fn asks(browser: &Browser, path: &str) -> Page {
    browser.clone().with("stufe-parts", "callers card").get(path)
}

on_both! {
    fn callers_are_found_while_one_types(test: &TestDb) {
        let desk = Desk::new(test);
        known(&desk);
        let number = desk.opened("rita", "Printer is on fire");
        let anna = browser(&desk, "anna");
        let page = asks(&anna, "/desk/new?caller=NEU");
        assert!(!page.text.contains("<html"), "{}", page.text);
        let (petra, peter) = (page.text.find("Petra Neumann"), page.text.find("Peter Neuhaus"));
        assert!(peter < petra && peter.is_some(), "{}", page.text);
        assert_eq!(page.text.matches(" checked").count(), 1, "the first of them is chosen");
        for typed in ["0561%20123471", "petra%40ex", "neum%20pet"] {
            let page = asks(&anna, &format!("/desk/new?caller={typed}"));
            assert!(page.text.contains("Petra Neumann") && !page.text.contains("Neuhaus"), "{typed}");
        }
        let page = asks(&anna, "/desk/new?caller=rita");
        assert!(page.text.contains("Printer is on fire"), "a duplicate is seen: {}", page.text);
        assert!(page.text.contains(&format!("href=\"/desk/tickets/{number}\"")));
        let page = asks(&anna, "/desk/new?caller=rita&requester=new");
        assert!(!page.text.contains("Printer is on fire"), "somebody new has asked nothing yet");
        let page = asks(&anna, "/desk/new?caller=Nobody%20Here");
        assert!(page.text.contains("value=\"new\" checked"), "{}", page.text);
        assert!(page.text.contains("name=\"name\" type=\"text\" value=\"Nobody Here\""), "{}", page.text);
        for nothing in ["", "%00", "%25", "%22%3E%3Cscript%3E"] {
            let page = asks(&anna, &format!("/desk/new?caller={nothing}"));
            assert_eq!(page.status, StatusCode::OK, "{nothing}");
            assert!(!page.text.contains("<script>"), "{nothing}");
        }
        // A link fills it in; an id or an address names the caller.
        for requester in [desk.id("rita").to_string(), email("rita")] {
            let path = format!("/desk/new?requester={requester}&subject=A%20%22b%22");
            let page = anna.clone().get(&path);
            assert!(page.text.contains("<h2 dir=\"auto\">rita</h2>"), "{}", page.text);
            assert!(page.text.contains("value=\"A &#34;b&#34;\""), "{}", page.text);
        }
        assert_eq!(browser(&desk, "rita").get("/desk/new").status, StatusCode::FORBIDDEN);
    }

    fn a_call_is_opened_in_all_its_ways(test: &TestDb) {
        let desk = Desk::new(test);
        let rita = desk.id("rita").to_string();
        let network = "5";
        for (name, more, team, assignee, status) in [
            ("anna", &[("outcome", "mine")][..], "1st Level", json!(email("anna")), "open"),
            ("anna", &[], "1st Level", json!(email("anna")), "open"),
            ("anna", &[("outcome", "team"), ("team", network)], "Network", Value::Null, "new"),
            ("fred", &[("outcome", "router")], "1st Level", Value::Null, "new"),
            ("bea", &[("outcome", "mine")], "2nd Level", json!(email("bea")), "open"),
            ("nora", &[("outcome", "mine")], "Night", json!(email("nora")), "open"),
            (
                "anna",
                &[("outcome", "solve"), ("solution", "Filled it."), ("code", "solved_permanently")],
                "1st Level", json!(email("anna")), "resolved",
            ),
        ] {
            let fields = call(&[&[("requester", rita.as_str())][..], more].concat());
            let page = browser(&desk, name).post("/desk/new", &fields);
            let keeps = more.iter().all(|(_, value)| *value == "mine");
            assert_eq!(page.to().starts_with("/desk/tickets/"), keeps, "{name} {more:?}");
            let ticket = made(&desk, &page);
            let told = (&ticket["team"], &ticket["assignee"], &ticket["status"]);
            assert_eq!(told, (&json!(team), &assignee, &json!(status)), "{name} {more:?}");
            assert_eq!(ticket["requester"], email("rita"));
            assert_eq!((&ticket["channel"], &ticket["priority"]), (&json!("phone"), &json!(3)));
        }
        let fields = call(&[
            ("requester", &rita), ("channel", "walk_in"), ("kind", "request"), ("service", "1"),
            ("impact", "high"), ("urgency", "low"), ("tags", " vip, , Halle 3,vip"),
        ]);
        let ticket = made(&desk, &browser(&desk, "anna").post("/desk/new", &fields));
        assert_eq!((&ticket["channel"], &ticket["kind"]), (&json!("walk_in"), &json!("request")));
        assert_eq!((&ticket["service"], &ticket["priority"]), (&json!("VPN"), &json!(3)));
        assert_eq!(ticket["tags"], json!(["Halle 3", "vip"]));
        let page = browser(&desk, "anna").get("/desk/new?made=3");
        assert!(page.text.contains("3 is taken.") && page.text.contains("href=\"/desk/tickets/3\""));
    }

    fn somebody_new_becomes_known_with_their_call(test: &TestDb) {
        let desk = Desk::new(test);
        known(&desk);
        let mut anna = browser(&desk, "anna");
        let named = |ticket: &Value| (ticket["requester_name"].clone(), ticket["requester"].clone());
        for (more, name, address) in [
            (&[("name", "Zoe Zimmer"), ("email", "zoe@example.org")][..], "Zoe Zimmer", "zoe@example.org"),
            (&[("caller", "Karl Kurz")], "Karl Kurz", "Karl Kurz"),
            (&[("caller", "nina@example.org")], "nina@example.org", "nina@example.org"),
            // Whoever has that address or number already is meant.
            (&[("name", "P."), ("email", "PETRA@example.org")], "Petra Neumann", "petra@example.org"),
            (&[("phone", "0561 123472")], "Peter Neuhaus", "peter@example.org"),
        ] {
            let fields = call(&[&[("requester", "new")][..], more].concat());
            let ticket = made(&desk, &anna.post("/desk/new", &fields));
            assert_eq!(named(&ticket), (json!(name), json!(address)), "{more:?}");
        }
        // A provider's people look nobody up, and take calls all the same.
        let mut nora = browser(&desk, "nora");
        let page = nora.get("/desk/new?caller=petra&requester=petra%40example.org");
        assert!(!page.text.contains("Petra Neumann"), "{}", page.text);
        let fields = call(&[("requester", "new"), ("email", "petra@example.org")]);
        assert_eq!(made(&desk, &nora.post("/desk/new", &fields))["requester"], "petra@example.org");
    }

    fn everything_that_is_missing_is_said_at_once(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = browser(&desk, "anna").with("accept-language", "de");
        let rita = desk.id("rita").to_string();
        let page = anna.post("/desk/new", &[("do", "open")]);
        refused(&page, &["requester", "subject", "body"]);
        assert!(page.text.contains("Wer hat das Anliegen?"), "{}", page.text);
        refused(&anna.post("/desk/new", &[("outcome", "solve"), ("requester", "new")]),
            &["requester", "subject", "body", "solution", "code"]);
        let odd = call(&[
            ("requester", "999"), ("service", "x"), ("kind", "odd"), ("impact", "odd"),
            ("urgency", "odd"), ("channel", "odd"), ("outcome", "team"), ("team", ""),
        ]);
        refused(&anna.post("/desk/new", &odd),
            &["requester", "channel", "kind", "service", "impact", "urgency", "team"]);
        let fields = call(&[("requester", &rita), ("service", "77"), ("outcome", "team"), ("team", "99")]);
        refused(&anna.post("/desk/new", &fields), &["service", "team"]);
        refused(&anna.post("/desk/new", &call(&[("requester", "new"), ("email", "no address")])), &["email"]);
        let long = "x".repeat(301);
        refused(&anna.post("/desk/new", &call(&[("requester", &rita), ("subject", &long), ("tags", &long)])),
            &["subject", "tags"]);
        // Nothing that was typed is lost, whatever it is; and nothing of it is more than text.
        let typed = "\"><script>alert(1)</script> \u{202e}Größe 🙂";
        let all = ["caller", "name", "email", "phone", "tags", "solution", "subject"];
        let mut fields: Vec<(&str, &str)> = all.iter().map(|name| (*name, typed)).collect();
        fields.extend([("requester", "new"), ("outcome", "solve"), ("code", "workaround"), ("channel", "mail")]);
        let page = anna.post("/desk/new", &fields);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!page.text.contains("<script>alert"), "{}", page.text);
        assert!(page.text.matches("&#60;script&#62;alert(1)").count() >= all.len(), "{}", page.text);
        for kept in ["value=\"solve\" checked", "value=\"mail\" checked", "value=\"workaround\" selected"] {
            assert!(page.text.contains(kept), "{kept}");
        }
        let page = anna.post("/desk/new", &call(&[("requester", "a\0b"), ("subject", "a\0"), ("body", "\0")]));
        refused(&page, &["requester", "body"]);
        assert_eq!(desk.as_("adam").get("/tickets").expect(200).items().len(), 0, "nothing was opened");
    }

    fn it_works_without_a_script(test: &TestDb) {
        let desk = Desk::new(test);
        known(&desk);
        let mut anna = browser(&desk, "anna");
        let page = anna.post("/desk/new", &[
            ("caller", "neum"), ("subject", "Half"), ("body", "Typed"), ("impact", "low"), ("do", "find"),
        ]);
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Petra Neumann") && page.text.contains("value=\"Half\""));
        assert!(page.text.contains(">\nTyped</textarea>"), "{}", page.text);
        assert!(wrong(&page).is_empty(), "a search is no mistake");
        // A desk whose viewer is in no team, and leads nothing, keeps no ticket.
        let page = browser(&desk, "adam").get("/desk/new");
        assert!(page.text.contains("value=\"mine\" checked"), "{}", page.text);
    }
}
