//! `/desk`: every list shows what the API's view shows, to everybody alike, and what is done from it
//! answers by itself.

use super::browser::{Browser, Page};
use crate::desk::{Desk, email, now};
use axum::http::StatusCode;
use desk::ids::TeamId;
use desk::ticket::open::Open;
use desk::time::Span;
use desk::values::{Channel, Level};
use serde_json::json;
use std::collections::BTreeSet;
use store::on_both;
use store::queries::sessions::{self, SessionRow};

/// A browser in which somebody of the cast is signed in.
pub(crate) fn browser(desk: &Desk, name: &str) -> Browser {
    let at = now();
    let token = format!("{name}-{}", at.0);
    let (digest, expires_at) = (web::token_digest(&token), at + Span::days(7));
    let (person, device) = (desk.id(name), String::new());
    let row = SessionRow { person, created_at: at, seen_at: at, expires_at, device };
    desk.write(name, at, move |ledger| Ok(sessions::add(ledger.tx(), &digest, &row)?));
    let nobody = desk.nobody();
    Browser::with_cookie(nobody.router, nobody.runtime, "stufe", &token)
}

/// The tickets a page lists, in their order.
pub(crate) fn listed(page: &Page) -> Vec<i64> {
    let rows = page.text.split("class=\"q-row\" id=\"t-").skip(1);
    rows.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

/// So many tickets of rita's past the API, with whatever priority comes.
fn many(desk: &Desk, count: i64) {
    let rita = desk.id("rita");
    desk.write("adam", now(), move |ledger| {
        for n in 0..count {
            let level =
                |n: i64| [Level::High, Level::Medium, Level::Low][usize::try_from(n % 3).unwrap()];
            ledger.open(Open {
                subject: Some(store::words::words(format!("Number {n}"))?),
                body: Some(store::words::words("Words.")?),
                requester: Some(rita),
                impact: Some(level(n)),
                urgency: Some(level(n / 3)),
                team: Some(TeamId(1 + n % 3)),
                ..Open::by(Channel::Portal)
            })?;
        }
        Ok(())
    });
}

/// Tickets in all states and teams, some of them with the provider.
fn fill(desk: &Desk) {
    for at in 0..28 {
        let n = desk.opened(if at % 3 == 0 { "bob" } else { "rita" }, &format!("Number {at}"));
        let solve = json!({ "solution": "S", "code": "answered" });
        match at % 9 {
            0 => {}
            1 => drop(desk.done("anna", n, "take", json!({}))),
            2 => drop(desk.done("anna", n, "escalate", Desk::hand_over("2nd Level"))),
            3 => {
                desk.done("anna", n, "take", json!({}));
                drop(desk.done("anna", n, "wait", json!({ "on": "vendor" })));
            }
            4 => drop(desk.done("anna", n, "resolve", solve)),
            5 => drop(desk.done("anna", n, "close", json!({ "code": "junk" }))),
            6 => {
                let body = json!({ "team": "Night", "reason": "workload" });
                drop(desk.done("anna", n, "transfer", body));
            }
            7 => {
                let body = json!({ "team": "Night", "reason": "workload" });
                desk.done("anna", n, "transfer", body);
                desk.done("nora", n, "take", json!({}));
                let until = format!("2126-05-{:02}T08:00:00Z", 28 - at);
                drop(desk.done("nora", n, "wait", json!({ "on": "date", "until": until })));
            }
            _ => drop(desk.done("anna", n, "assign", json!({ "agent": email("armin") }))),
        }
    }
}

/// Lists of the page, and the API's view that each has to show.
const LISTS: &[(&str, &str)] = &[
    ("", "view=open"),
    ("state=waiting", "view=waiting"),
    ("state=resolved", "view=all&status=resolved"),
    ("state=closed", "view=all&status=closed"),
    ("state=any", "view=all"),
    ("sort=-created", "view=open&sort=-created"),
    ("sort=updated", "view=open&sort=updated"),
    ("view=mine", "view=open&assignee=me"),
    ("view=mine&state=any", "view=all&assignee=me"),
    ("view=follow_ups", "view=follow_ups"),
    ("view=waiting", "view=waiting&assignee=me"),
    ("view=unassigned", "view=unassigned"),
    ("view=unassigned&tier=1&sort=priority", "view=unassigned&tier=1&sort=priority"),
    ("team=1", "view=open&team=1st%20Level"),
    ("team=6", "view=open&team=Night"),
    ("team=6&state=any", "view=all&team=Night"),
    ("tier=2", "view=open&tier=2"),
    ("provider=Nachtwerk", "view=open&provider=Nachtwerk"),
];

on_both! {
    fn a_list_shows_what_the_api_lists(test: &TestDb) {
        let desk = Desk::new(test);
        fill(&desk);
        let mut seen = BTreeSet::new();
        for name in ["anna", "armin", "bea", "lea", "adam", "nora", "nils"] {
            let mut browser = browser(&desk, name);
            for (list, view) in LISTS {
                let page = browser.get(&format!("/desk?{list}"));
                assert_eq!(page.status, StatusCode::OK, "{name} {list}: {}", page.text);
                let api = desk.as_(name).get(&format!("/tickets?limit=50&{view}")).expect(200);
                let numbers: Vec<i64> =
                    api.items().iter().map(|item| item["number"].as_i64().unwrap()).collect();
                assert_eq!(listed(&page), numbers, "{name}: {list}");
                seen.extend((!numbers.is_empty()).then_some(*list));
            }
            let id = desk.id("bob");
            let page = browser.get(&format!("/desk?requester={id}"));
            let api = desk.as_(name).get(&format!("/tickets?view=all&requester={id}"));
            match ["nora", "nils"].contains(&name) {
                true => assert_eq!((api.status, page.status), (StatusCode::UNPROCESSABLE_ENTITY, api.status)),
                false => assert_eq!(listed(&page).len(), api.items().len()),
            }
        }
        assert_eq!(seen.len(), LISTS.len(), "each list has shown something to somebody: {seen:?}");
    }

    fn the_desk_is_for_those_who_work_at_it(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = browser(&desk, "rita");
        assert_eq!(rita.get("/").to(), "/portal");
        for page in [rita.get("/desk"), rita.post("/desk", &[("take", "1")])] {
            assert_eq!(page.status, StatusCode::FORBIDDEN);
        }
        let mut anna = browser(&desk, "anna");
        assert_eq!(anna.get("/").to(), "/desk");
        let page = anna.get("/desk");
        assert!(page.text.contains("No ticket yet"), "{}", page.text);
        assert!(!page.text.contains("href=\"/reports\"") && !page.text.contains("href=\"/admin\""));
        // A lead reads the administration, and may change nothing of it.
        let page = browser(&desk, "lea").get("/desk");
        assert!(page.text.contains("href=\"/reports\"") && page.text.contains("href=\"/admin\""));
        assert!(browser(&desk, "adam").get("/desk").text.contains("href=\"/admin\""));
        desk.ticket();
        let page = browser(&desk, "anna").get("/desk?view=mine");
        assert!(page.text.contains("Nothing to do here"), "{}", page.text);
    }

    fn a_providers_people_see_their_own_alone(test: &TestDb) {
        let desk = Desk::new(test);
        let (ours, theirs) = (desk.opened("rita", "Our secret"), desk.opened("rita", "Their work"));
        let body = json!({ "team": "Night", "reason": "workload" });
        desk.done("anna", theirs, "transfer", body);
        let mut nora = browser(&desk, "nora");
        for path in ["/desk", "/desk?state=any", "/desk?tier=1", "/desk?team=1", "/desk?q=rita"] {
            let page = nora.get(path);
            assert!(!page.text.contains("Our secret"), "{path}");
            for team in ["1st Level", "2nd Level", "Field"] {
                assert!(!page.text.contains(team), "{path} names {team}");
            }
            assert!(!page.text.contains("rita@example.org"), "{path}");
        }
        assert_eq!(listed(&nora.get("/desk")), [theirs]);
        let page = nora.clone().with("stufe-parts", &format!("t-{ours} t-{theirs}")).get("/desk");
        assert!(page.text.contains("Their work") && !page.text.contains("Our secret"));
        assert!(page.text.contains(&format!("class=\"q-row q-gone\" id=\"t-{ours}\"")), "{}", page.text);
        let told = nora.post("/desk", &[("take", &ours.to_string())]);
        assert!(told.text.contains("There is no such ticket for you."), "{}", told.text);
    }

    fn a_list_goes_on_behind_its_page(test: &TestDb) {
        let desk = Desk::new(test);
        many(&desk, 120);
        let mut anna = browser(&desk, "anna");
        let mut walked = Vec::new();
        let mut path = "/desk?sort=priority".to_owned();
        loop {
            let page = anna.get(&path);
            let rows = listed(&page);
            assert_eq!(page.text.contains("From the start"), !walked.is_empty());
            walked.extend(rows);
            let Some(next) = page.text.split("rel=\"next\"").next().filter(|_| page.text.contains("rel=\"next\"")) else { break };
            let next = next.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
            path = next.replace("&#38;", "&");
        }
        let api = desk.as_("anna").get("/tickets?view=open&sort=priority&limit=200").expect(200);
        let numbers: Vec<i64> =
            api.items().iter().map(|item| item["number"].as_i64().unwrap()).collect();
        assert_eq!((walked.len(), walked), (120, numbers));
        // A cursor is of its list, and of its reader.
        for other in [path.replace("priority", "created"), "/desk?cursor=eHh4".into()] {
            let page = anna.get(&other);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
            assert!(page.text.contains("possible together: cursor"), "{}", page.text);
        }
        assert_eq!(browser(&desk, "armin").get(&path).status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    fn what_is_no_list_is_said_with_its_names(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = browser(&desk, "anna").with("accept-language", "de");
        for (query, names) in [
            ("view=pile&sort=size&state=odd", "view, sort, state"),
            ("team=99&tier=9", "team, tier"),
            ("team=%00", "team"),
            ("provider=%3Cscript%3Ealert(1)", "provider"),
            ("requester=999", "requester"),
            ("requester=a%00b", "requester"),
            ("view=mine&tier=1", "assignee"),
            ("cursor=%ff", "cursor"),
        ] {
            let page = anna.get(&format!("/desk?{query}"));
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(page.text.contains("Diese Liste gibt es nicht."), "{query}");
            assert!(page.text.contains(&format!("möglich: {names}<")), "{query}: {}", page.text);
            assert!(!page.text.contains("<script>alert"));
        }
        assert_eq!(anna.get("/desk?utm_source=mail&view=").status, StatusCode::OK);
    }

    fn a_ticket_is_taken_and_given_back_in_one_step(test: &TestDb) {
        let desk = Desk::new(test);
        let (free, armins) = (desk.ticket(), desk.ticket());
        desk.done("armin", armins, "take", json!({}));
        let mut anna = browser(&desk, "anna");
        let has = |n: i64| desk.as_("adam").get(&format!("/tickets/{n}")).expect(200).json["assignee"].clone();
        for (number, before) in [(free, json!(null)), (armins, json!(email("armin")))] {
            let page = anna.post("/desk?sort=created", &[("take", &number.to_string())]);
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text.contains(&format!("{number} is yours now.")), "{}", page.text);
            assert_eq!(has(number), json!(email("anna")));
            let undo = page.text.split("name=\"undo\" value=\"").nth(1).unwrap();
            let undo = undo.split('"').next().unwrap();
            let page = anna.post("/desk?sort=created", &[("undo", undo)]);
            assert!(page.text.contains(&format!("{number} is where it was.")), "{}", page.text);
            assert_eq!(has(number), before);
        }
        // Parts alone, as the script asks for them; the row is sent though it is in no list here.
        let parts = format!("notice t-{free}");
        let mut script = anna.with("stufe-parts", &parts);
        let page = script.post("/desk?view=unassigned", &[("take", &free.to_string())]);
        assert_eq!(page.headers["stufe-parts"], parts.as_str());
        assert!(!page.text.contains("<html") && page.text.contains("is yours now"));
        assert!(page.text.contains(&format!("id=\"t-{free}\"")) && page.text.contains("anna"));
    }

    fn of_many_each_answers_by_itself(test: &TestDb) {
        let desk = Desk::new(test);
        let (a, b, c, d) = (desk.ticket(), desk.ticket(), desk.ticket(), desk.ticket());
        desk.done("anna", b, "close", json!({ "code": "junk" }));
        desk.done("anna", c, "escalate", Desk::hand_over("2nd Level"));
        let mut anna = browser(&desk, "anna");
        let numbers = [a, b, c, d, 999].map(|n| n.to_string());
        let picks: Vec<(&str, &str)> = numbers.iter().map(|n| ("pick", n.as_str())).collect();
        let with = |more: &[(&'static str, &'static str)]| [&picks[..], more].concat();
        let page = anna.post("/desk", &with(&[("do", "take")]));
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("2 tickets are yours now."), "{}", page.text);
        for (number, why) in [
            (b, "This does not go with the ticket"),
            (c, "Only the team that holds it can do this"),
            (999, "There is no such ticket for you"),
        ] {
            let told = format!("<a href=\"/desk/tickets/{number}\">{number}</a>: ");
            let told = page.text.split(&told).nth(1).unwrap_or_default();
            assert!(told.contains(why), "{number}: {}", page.text);
        }
        let armin = desk.id("armin").0.to_string();
        let assign: Vec<(&str, &str)> =
            picks.iter().copied().take(1).chain([("do", "assign"), ("agent", armin.as_str())]).collect();
        let page = anna.post("/desk", &assign);
        assert!(page.text.contains(&format!("{a} is assigned.")), "{}", page.text);
        assert!(page.text.contains(&format!("value=\"{armin}\">armin")), "who can be chosen");
        assert!(!page.text.contains(">nora<"), "not those of other teams");
        let bea = desk.id("bea").0.to_string();
        let page = anna.post("/desk", &[("pick", &a.to_string()), ("do", "assign"), ("agent", &bea)]);
        assert!(page.text.contains("Please name somebody of the team that holds it."), "{}", page.text);
        for (fields, why) in [
            (&[("do", "take")][..], "Please select rows first."),
            (&[("pick", "1"), ("do", "assign"), ("agent", "")], "Please choose whom"),
            (&[("pick", "1"), ("do", "dance")], "What shall be done"),
            (&[("pick", "\0"), ("take", "x")], "class=\"toasts told\" id=\"notice\""),
            (&[("undo", "\0-x 7-7-7")], "class=\"toasts told\" id=\"notice\""),
        ] {
            let page = anna.post("/desk", fields);
            assert_eq!(page.status, StatusCode::OK, "{fields:?}");
            assert!(page.text.contains(why), "{fields:?}: {}", page.text);
        }
    }

    fn a_list_tells_when_it_has_changed(test: &TestDb) {
        let desk = Desk::new(test);
        let (a, b) = (desk.ticket(), desk.ticket());
        let mut anna = browser(&desk, "anna");
        let fresh = |page: &Page| {
            let id = page.text.split("id=\"fresh-").nth(1).unwrap();
            format!("fresh-{}", id.split('"').next().unwrap())
        };
        let shown = fresh(&anna.get("/desk?view=unassigned"));
        let script = anna.clone();
        let asks = |ids: &str| script.clone().with("stufe-parts", ids).get("/desk?view=unassigned");
        let page = asks(&shown);
        assert_eq!(fresh(&page), shown);
        assert!(!page.text.contains("The list has changed"), "{}", page.text);
        desk.done("armin", a, "take", json!({}));
        let page = asks(&format!("{shown} t-{a} t-{b}"));
        assert!(page.text.contains("The list has changed"), "{}", page.text);
        assert_eq!(fresh(&page), shown, "it stays where it is");
        assert!(page.text.contains("armin"), "the row is still there, as it is now");
        let now = anna.get("/desk?view=unassigned");
        assert_eq!(listed(&now), [b]);
        assert_ne!(fresh(&now), shown);
        desk.as_("anna").patch(&format!("/tickets/{b}"), json!({ "subject": "Other" })).expect(200);
        let page = asks(&fresh(&now));
        assert!(!page.text.contains("The list has changed"), "other words are the row's business");
    }

    fn numbers_and_people_are_found(test: &TestDb) {
        let desk = Desk::new(test);
        let number = desk.ticket();
        let mut anna = browser(&desk, "anna");
        for q in [format!("{number}"), format!("%23{number}"), format!("%20{number}%20")] {
            assert_eq!(anna.get(&format!("/desk?q={q}")).to(), format!("/desk/tickets/{number}"));
        }
        assert_eq!(anna.get("/desk?q=%23999").to(), "/desk/tickets/999", "its page says so");
        let page = anna.get("/desk?q=RIT");
        let id = desk.id("rita");
        assert!(page.text.contains("rita@example.org"), "{}", page.text);
        assert!(page.text.contains(&format!("href=\"/desk?requester={id}\"")));
        assert!(page.text.contains(&format!("href=\"/desk/new?requester={id}\"")));
        for nothing in ["xyz", "%25", "999999", "%23", "%3Czz%3E"] {
            let page = anna.get(&format!("/desk?q={nothing}"));
            assert_eq!(page.status, StatusCode::OK, "{nothing}");
            assert!(page.text.contains("Nobody found") && !page.text.contains("<zz>"), "{nothing}");
        }
        assert_eq!(anna.get("/desk?q=%00").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(listed(&anna.get("/desk?q=")), [number], "nothing asked for is no search");
        let page = browser(&desk, "nora").get("/desk?q=rita");
        assert!(page.text.contains("Nobody found"), "{}", page.text);
    }

    fn what_people_write_stays_text(test: &TestDb) {
        let desk = Desk::new(test);
        let hostile = "\"><script>alert(1)</script>\u{202e}<b onmouseover=x>🙂 \u{645}";
        desk.write("adam", now(), move |ledger| {
            let person = ledger.add_person(store::ledger::NewPerson {
                name: Some(hostile.replace('\u{202e}', "")),
                email: Some("evil@example.org".into()),
                phone: None,
                role: desk::values::Role::Requester,
                teams: Vec::new(),
            })?;
            ledger.open(Open {
                subject: Some(store::words::words(hostile)?),
                body: Some(store::words::words(hostile)?),
                requester: Some(person),
                ..Open::by(Channel::Portal)
            })?;
            Ok(())
        });
        let mut anna = browser(&desk, "anna");
        for path in ["/desk", "/desk?q=evil", "/desk?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E"] {
            let page = anna.get(path);
            assert!(page.text.contains("&#60;script&#62;"), "{path}: {}", page.text);
            assert!(!page.text.contains("<script>alert") && !page.text.contains("<b onmouse"), "{path}");
        }
    }

    fn a_page_costs_the_same_on_any_desk(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = browser(&desk, "anna");
        let mut cost = |path: &str| {
            let before = desk.store.db().stats().read;
            assert_eq!(anna.get(path).status, StatusCode::OK);
            desk.store.db().stats().read - before
        };
        many(&desk, 60);
        let paths = ["/desk", "/desk?state=any", "/desk?view=unassigned&sort=-updated", "/desk?tier=1"];
        let few = paths.map(&mut cost);
        many(&desk, 5_000 - 60);
        assert_eq!(paths.map(&mut cost), few);
        assert!(few.iter().all(|statements| *statements <= 20), "{few:?}");
        let page = anna.get("/desk");
        assert_eq!(listed(&page).len(), 50);
        assert!(page.text.contains("5,000 tickets"), "{}", &page.text[..2_000]);
        let mut compressed = anna.with("accept-encoding", "br");
        assert!(compressed.get("/desk").bytes.len() < 12 * 1024);
    }
}
