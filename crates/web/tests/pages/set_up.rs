//! The first run, and passwords by one-time links.

use super::browser::{Browser, Desk, PASSWORD, Page};
use axum::http::StatusCode;
use desk::ids::PersonId;
use desk::values::{Language, Role};
use store::on_both;
use store::queries::{links, people};
use web::set_up_link;

const GOOD: [(&str, &str); 9] = [
    ("organisation", "Adler & Söhne"),
    ("language", "de"),
    ("name", "Ada Admin"),
    ("email", " Ada@adler.example "),
    ("password", "drei kleine Wörter"),
    ("password_again", "drei kleine Wörter"),
    ("team_1", "Service Desk"),
    ("team_2", "2nd Level"),
    ("team_3", "Entwicklung"),
];

fn link(desk: &Desk) -> String {
    set_up_link(&desk.store, desk.now()).unwrap().unwrap()
}

/// The good fields with one of them changed.
fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = GOOD.into_iter().filter(|(name, _)| *name != field);
    others.chain([(field, value)]).collect()
}

fn german(desk: &Desk) -> Browser {
    desk.browser().with("accept-language", "de")
}

fn password_link(desk: &Desk, person: PersonId) -> String {
    // As a page makes it: the token is known to nobody but whoever asked.
    let token = format!("token-of-{person}-{}", desk.now().0);
    let digest = web::token_digest(&token);
    desk.write(move |ledger| ledger.issue_link(person, &digest));
    format!("/set-password/{token}")
}

#[track_caller]
fn refused(page: &Page, status: u16, parts: &[&str]) {
    assert_eq!(page.status.as_u16(), status, "{}", page.text);
    for part in parts {
        assert!(page.text.contains(part), "{part:?} is not in {}", page.text);
    }
}

on_both! {
    fn a_desk_begins_with_a_page(test: &TestDb) {
        let desk = Desk::empty(test);
        let path = link(&desk);
        let mut browser = german(&desk);
        let page = browser.get(&path);
        refused(&page, 200, &["Stufe einrichten", "value=\"1st Level\"", "value=\"3rd Level\""]);
        let mut fields = GOOD.to_vec();
        fields.push(("services", "VPN\n\n E-Mail \n"));
        assert_eq!(browser.post(&path, &fields).to(), "/admin");
        let page = browser.get("/admin");
        refused(&page, 200, &["Adler &#38; Söhne", "Was noch fehlt", "Niemand bearbeitet Anfragen"]);
        let known = desk.store.read(|it| {
            let ada = people::by_email(it.tx, "ada@adler.example")?.unwrap();
            let names = it.directory.teams.values().map(|team| team.name.clone()).collect::<Vec<_>>();
            let services = it.directory.services.values();
            let served = services.map(|it| (it.name.clone(), it.teams.len())).collect::<Vec<_>>();
            Ok((ada, names, served, (*it.settings).clone()))
        });
        let (ada, names, served, settings) = known.unwrap();
        assert_eq!((ada.role, ada.email.as_deref()), (Role::Admin, Some("Ada@adler.example")));
        assert_eq!(names, ["Service Desk", "2nd Level", "Entwicklung"]);
        assert_eq!(served, [("VPN".to_owned(), 3), ("E-Mail".to_owned(), 3)]);
        assert_eq!(settings.organisation.as_deref(), Some("Adler & Söhne"));
        assert_eq!(settings.language, Some(Language::De));
        // The desk speaks its language to whoever asks for none.
        let mut other = desk.browser();
        assert!(other.get("/sign-in").text.contains("Anmelden"));
        assert_eq!(other.sign_in("ada@adler.example", "drei kleine Wörter").to(), "/");
        assert!(set_up_link(&desk.store, desk.now()).unwrap().is_none(), "there is an admin");
        assert!(store::check::check(&desk.store).unwrap().is_clean());
    }

    fn everything_wrong_is_said_at_once_and_nothing_is_made(test: &TestDb) {
        let desk = Desk::empty(test);
        let path = link(&desk);
        let mut browser = german(&desk);
        let long = "x".repeat(201);
        let page = browser.post(&path, &[
            ("organisation", ""), ("name", "<script>alert(1)</script>"), ("email", "nobody"),
            ("password", "kurz"), ("team_1", " "), ("team_2", "\u{202e}"), ("team_3", &long),
            ("services", "VPN\nVPN"),
        ]);
        refused(&page, 422, &[
            "Wie heißt Ihre Organisation?", "Das ist keine E-Mail-Adresse.", "Mindestens 10 Zeichen",
            "id=\"team_1-err\"", "id=\"team_3-err\"", "id=\"services-err\"",
            "&#60;script&#62;", "VPN\nVPN",
        ]);
        assert!(!page.text.contains("<script>alert") && !page.text.contains("kurz"));
        assert!(!page.text.contains("id=\"team_2-err\""));
        for (field, value, words) in [
            ("password_again", "anders", "Das ist nicht dasselbe"),
            ("password", "Ada Admin", "Mindestens 10 Zeichen"),
            ("email", "", "Bitte geben Sie die E-Mail-Adresse an."),
            ("name", "", "Wie lautet der Name?"),
            ("team_1", "Entwicklung", "Diesen Namen gibt es schon."),
            ("team_1", "3rd Level", "Diesen Namen gibt es schon."),
        ] {
            let page = browser.post(&path, &with(field, value));
            refused(&page, 422, &[words, "Es fehlt noch etwas"]);
            assert_eq!(page.text.matches("aria-invalid").count(), 1, "{field}: {}", page.text);
        }
        let name = "drei kleine Wörter@adler.example".replace(' ', "");
        let mut fields = with("email", &name);
        for field in ["password", "password_again"] {
            fields.retain(|(it, _)| *it != field);
            fields.push((field, &name));
        }
        refused(&browser.post(&path, &fields), 422, &["Weder der Name noch die Adresse"]);
        let many = (0..51).map(|n| format!("Dienst {n}\n")).collect::<String>();
        let mut fields = GOOD.to_vec();
        fields.push(("services", &many));
        refused(&browser.post(&path, &fields), 422, &["Das sind zu viele"]);
        let read = desk.store.read(|it| Ok((people::any(it.tx)?, (*it.directory).clone())));
        let (anybody, directory) = read.unwrap();
        assert!(!anybody && directory.services.is_empty());
        assert!(directory.team_named("1st Level").is_some());
        assert_eq!(browser.post(&path, &GOOD).to(), "/admin", "and it can be put right");
    }

    fn the_link_works_once_and_the_second_is_told(test: &TestDb) {
        let desk = Desk::empty(test);
        let path = link(&desk);
        let (mut one, mut other) = (german(&desk), german(&desk));
        assert_eq!(other.get(&path).status, StatusCode::OK);
        assert_eq!(one.post(&path, &GOOD).to(), "/admin");
        let page = other.post(&path, &with("email", "eve@example.org"));
        refused(&page, 409, &["schon eingerichtet", "Jemand war mit demselben Link schneller"]);
        assert!(other.cookies.is_empty());
        let eve = desk.store.read(|it| Ok(people::by_email(it.tx, "eve@example.org")?)).unwrap();
        assert!(eve.is_none());
        for path in [path.as_str(), "/set-up/anything", "/set-up/"] {
            assert_eq!(one.get(path).status, StatusCode::NOT_FOUND, "{path}");
        }
        refused(&german(&desk).get("/set-up/x"), 404, &["Hier ist nichts"]);
    }

    fn two_at_the_same_moment_make_one_desk(test: &TestDb) {
        let desk = Desk::empty(test);
        let path = link(&desk);
        // Both have been let through the door when the writer's turn comes.
        let mut browsers = [german(&desk), german(&desk), german(&desk)];
        let fields: Vec<_> =
            ["a@x.example", "b@x.example", "c@x.example"].map(|email| with("email", email)).to_vec();
        let pages = Browser::all(&mut browsers, &path, &fields);
        let won = pages.iter().filter(|page| page.status == StatusCode::SEE_OTHER).count();
        let told = pages.iter().filter(|page| page.status == StatusCode::CONFLICT).count();
        assert_eq!((won, told), (1, 2), "one wins, the others are told");
        let admins = desk.store.read(|it| Ok(it.directory.agents.len())).unwrap();
        assert_eq!(admins, 1);
    }

    fn a_restart_ends_the_link_before(test: &TestDb) {
        let desk = Desk::empty(test);
        let (old, new) = (link(&desk), link(&desk));
        assert_ne!(old, new);
        let mut browser = german(&desk);
        refused(&browser.get(&old), 404, &["Dieser Link gilt nicht mehr", "Öffnen Sie den neuesten"]);
        refused(&browser.post(&old, &GOOD), 404, &["Dieser Link gilt nicht mehr"]);
        assert_eq!(browser.get(&new).status, StatusCode::OK);
        // Somebody made an admin by the command line meanwhile.
        desk.add("Cora Cli", Role::Admin, vec![]);
        for page in [browser.get(&new), browser.post(&new, &GOOD)] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
        }
    }

    fn guessing_at_links_gets_slow(test: &TestDb) {
        let desk = Desk::empty(test);
        let path = link(&desk);
        let mut browser = german(&desk);
        for n in 0..11 {
            assert_eq!(browser.get(&format!("/set-up/{n}")).status, StatusCode::NOT_FOUND, "{n}");
        }
        let page = browser.get("/set-up/12");
        refused(&page, 429, &["Bitte warten Sie etwas"]);
        assert_eq!(page.headers["retry-after"], "3");
        assert_eq!(browser.get(&path).status, StatusCode::TOO_MANY_REQUESTS, "the right one, too");
        assert_eq!(browser.get("/set-password/x").status, StatusCode::TOO_MANY_REQUESTS);
        desk.wait(3);
        assert_eq!(browser.get(&path).status, StatusCode::OK);
    }

    fn a_password_is_chosen_once(test: &TestDb) {
        let desk = Desk::new(test);
        let (mut anna, mut browser) = (desk.signed_in("anna@stufe.example"), german(&desk));
        let path = password_link(&desk, desk.anna);
        refused(&browser.get(&path), 200, &["Kennwort wählen", "Anna Arndt", "anna@stufe.example"]);
        let send = |browser: &mut Browser, password: &str, again: &str| {
            browser.post(&path, &[("password", password), ("password_again", again)])
        };
        for (password, again, words) in [
            ("kurz", "kurz", "Mindestens 10 Zeichen"),
            (&*"x".repeat(201), "x", "Höchstens 200 Zeichen"),
            ("anna arndt ", "anna arndt ", "Weder der Name"),
            ("zwei halbe Wörter", "zwei halbe Worte", "Das ist nicht dasselbe"),
        ] {
            let page = send(&mut browser, password, again);
            refused(&page, 422, &[words, "Bitte wählen Sie ein anderes Kennwort."]);
            assert!(!page.text.contains("halbe"), "a password is never sent back");
        }
        assert_eq!(anna.get("/").to(), "/desk", "nothing has happened yet");
        let (good, mut late) = (" zwei halbe Wörter ", german(&desk));
        assert_eq!(late.get(&path).status, StatusCode::OK);
        assert_eq!(send(&mut browser, good, good).to(), "/set-password/done");
        refused(&browser.get("/set-password/done"), 200, &["Ihr Kennwort ist gespeichert"]);
        for page in [browser.get(&path), send(&mut late, good, good)] {
            refused(&page, 404, &["Dieser Link gilt nicht mehr", "/sign-in"]);
        }
        assert_eq!(anna.get("/").to(), "/sign-in", "every session has ended");
        let page = browser.sign_in("anna@stufe.example", PASSWORD);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.sign_in("anna@stufe.example", good).to(), "/");
    }

    fn a_link_to_a_password_ends(test: &TestDb) {
        let desk = Desk::new(test);
        let mut browser = desk.browser();
        let reset = password_link(&desk, desk.anna);
        desk.wait(3_599);
        assert_eq!(browser.get(&reset).status, StatusCode::OK);
        desk.wait(1);
        assert_eq!(browser.get(&reset).status, StatusCode::NOT_FOUND, "an hour is over");
        let older = password_link(&desk, desk.anna);
        desk.wait(1);
        let newer = password_link(&desk, desk.anna);
        assert_eq!(browser.get(&older).status, StatusCode::NOT_FOUND, "a newer one is there");
        assert_eq!(browser.get(&newer).status, StatusCode::OK);
        let anna = desk.anna;
        desk.write(move |ledger| ledger.deactivate(anna));
        assert_eq!(browser.get(&newer).status, StatusCode::NOT_FOUND, "whoever left needs none");
        let kept = desk.store.read(move |it| Ok(links::of_person(it.tx, anna)?)).unwrap();
        assert!(kept.is_none());
        // Somebody without a password has a week.
        let new = desk.write(|ledger| {
            let (name, email, phone) = (Some("Neu".into()), Some("neu@x.example".into()), None);
            let (role, teams) = (Role::Requester, vec![]);
            ledger.add_person(store::ledger::NewPerson { name, email, phone, role, teams })
        });
        let invitation = password_link(&desk, new);
        desk.wait(7 * 86_400 - 1);
        assert_eq!(browser.get(&invitation).status, StatusCode::OK);
        desk.wait(1);
        assert_eq!(browser.get(&invitation).status, StatusCode::NOT_FOUND);
    }
}
