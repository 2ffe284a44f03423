//! The second factor: set up, asked for at the sign-in, turned off, required.

use super::browser::{Browser, Desk, PASSWORD, now};
use axum::http::StatusCode;
use data_encoding::BASE32_NOPAD;
use desk::admin::{AdminCommand, RequireTwoFactors, TwoFactors};
use desk::values::Role;
use store::on_both;

const ANNA: &str = "anna@stufe.example";
const RITA: &str = "rita@stufe.example";

/// The code that a device with that key shows now.
fn code(key: &str) -> String {
    let secret = BASE32_NOPAD.decode(key.replace(' ', "").as_bytes()).unwrap();
    let secret: [u8; 20] = secret.try_into().unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now().0 / 1_000_000).unwrap()).to_string()
}

/// Sets one up; its key and the recovery codes.
fn set_up(browser: &mut Browser) -> (String, Vec<String>) {
    assert_eq!(browser.post("/me/second-factor", &[]).to(), "/me/second-factor");
    let page = browser.get("/me/second-factor");
    assert!(page.text.contains("<svg") && page.text.contains("<path d=\"M"), "{}", page.text);
    let key = page.between("id=\"factor-secret\">", "</p>");
    let wrong = browser.post("/me/second-factor/confirm", &[("factor_code", "000000")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.post("/me/second-factor/confirm", &[("factor_code", &code(&key))]);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let list = page.between("id=\"recovery-codes\">", "</ul>");
    let codes = list.split("<li>").skip(1).map(|it| it.replace("</li>", "").trim().to_owned());
    (key, codes.collect())
}

fn kinds(desk: &Desk) -> Vec<String> {
    let read = desk.store.read(|it| {
        let sql = "SELECT kind FROM events WHERE stream = 0 ORDER BY stream_seq";
        Ok(it.tx.query(sql, &[], |row| row.get::<String>(0))?)
    });
    let doors = ["signed_in", "sign_in_refused", "signed_out", "second_factor_set"];
    let more = ["second_factor_removed", "recovery_code_used", "recovery_codes_made"];
    read.unwrap().into_iter().filter(|it| [&doors[..], &more].concat().contains(&&**it)).collect()
}

on_both! {
    fn a_code_is_asked_for_in_a_second_step(test: &TestDb) {
        let desk = Desk::new(test);
        let (key, codes) = set_up(&mut desk.signed_in(ANNA));
        assert_eq!(codes.len(), 10);
        desk.wait(60);
        let mut browser = desk.browser().with("accept-language", "de");
        let fields = [("email", ANNA), ("password", PASSWORD), ("return_to", "/desk?team=1")];
        let page = browser.post("/sign-in", &fields);
        assert!(page.words().contains("Ihr Kennwort stimmt"), "{}", page.text);
        assert!(!browser.cookies.contains_key("stufe"), "there is no session yet");
        assert_eq!(browser.get("/desk").to(), "/sign-in?return_to=/desk");
        let stolen = desk.browser().post("/sign-in/code", &[("factor_code", &code(&key))]);
        assert_eq!(stolen.to(), "/sign-in", "another browser has no part in it");
        let wrong = page.send(&mut browser, "/sign-in/code", &[("factor_code", "123 456")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let typed = code(&key);
        let done = page.send(&mut browser, "/sign-in/code", &[("factor_code", &typed)]);
        assert_eq!(done.to(), "/desk?team=1");
        assert!(!browser.cookies.contains_key("stufe-half"));
        assert_eq!(browser.get("/").to(), "/desk");

        let mut other = desk.browser();
        let page = other.sign_in(ANNA, PASSWORD);
        let again = page.send(&mut other, "/sign-in/code", &[("factor_code", &typed)]);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is good once");
        let spare = codes[2].as_str();
        assert_eq!(page.send(&mut other, "/sign-in/code", &[("factor_code", spare)]).to(), "/");
        let mut third = desk.browser();
        let page = third.sign_in(ANNA, PASSWORD);
        let again = page.send(&mut third, "/sign-in/code", &[("factor_code", spare)]);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a recovery code too");
        desk.wait(601);
        let late = page.send(&mut third, "/sign-in/code", &[("factor_code", &codes[3])]);
        assert_eq!(late.to(), "/sign-in", "the second step takes ten minutes at most");
        browser.post("/sign-out", &[]);
        assert_eq!(kinds(&desk), [
            "signed_in", "second_factor_set", "sign_in_refused", "signed_in", "sign_in_refused",
            "recovery_code_used", "signed_in", "sign_in_refused", "signed_out",
        ]);
    }

    fn guessing_codes_gets_slow(test: &TestDb) {
        let desk = Desk::new(test);
        let (key, _) = set_up(&mut desk.signed_in(ANNA));
        desk.wait(60);
        let mut browser = desk.browser();
        for n in 0..6 {
            // A right password forgives no wrong code.
            let page = browser.sign_in(ANNA, PASSWORD);
            let page = page.send(&mut browser, "/sign-in/code", &[("factor_code", "000000")]);
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{n}");
        }
        let page = browser.sign_in(ANNA, PASSWORD);
        let page = page.send(&mut browser, "/sign-in/code", &[("factor_code", &code(&key))]);
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "the right one waits as well");
        assert!(page.headers.contains_key("retry-after"));
    }

    fn it_is_turned_off_by_whoever_has_both(test: &TestDb) {
        let desk = Desk::new(test);
        let mut anna = desk.signed_in(ANNA);
        let (key, _) = set_up(&mut anna);
        desk.wait(60);
        let mut change = |password: &str, code: &str, what: &str| {
            let fields = [("factor_password", password), ("factor_code", code), ("do", what)];
            anna.post("/me/second-factor/change", &fields)
        };
        for (password, typed) in [("falsch", code(&key)), (PASSWORD, "000000".into())] {
            let page = change(password, &typed, "off");
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text.contains("aria-invalid"), "{}", page.text);
        }
        let page = change(PASSWORD, &code(&key), "codes");
        assert!(page.text.contains("recovery-codes"), "{}", page.text);
        desk.wait(60);
        assert_eq!(change(PASSWORD, &code(&key), "off").to(), "/me?done=factor-off#main");
        assert_eq!(desk.browser().sign_in(ANNA, PASSWORD).to(), "/", "the password is enough");
    }

    fn a_desk_that_requires_it_lets_nobody_on_without(test: &TestDb) {
        let desk = Desk::new(test);
        desk.write(|ledger| {
            let of = TwoFactors::AtTheDesk;
            ledger.admin(AdminCommand::RequireTwoFactors(RequireTwoFactors { of })).map(drop)
        });
        assert_eq!(desk.signed_in(RITA).get("/").to(), "/portal", "requesters are not meant");
        let mut anna = desk.signed_in(ANNA);
        for path in ["/", "/desk", "/me", "/reports", "/attachments/1", "/desk/new"] {
            assert_eq!(anna.get(path).to(), "/me/second-factor", "{path}");
        }
        assert_eq!(anna.post("/desk/new", &[("subject", "x")]).to(), "/me/second-factor");
        assert_eq!(anna.get("/api/v1/tickets").status, StatusCode::UNAUTHORIZED);
        set_up(&mut anna);
        assert_eq!(anna.get("/").to(), "/desk");
        assert_eq!(anna.get("/api/v1/me").status, StatusCode::OK);
    }

    fn an_admin_takes_it_away_from_whoever_has_lost_it(test: &TestDb) {
        let desk = Desk::new(test);
        desk.add("Adam Admin", Role::Admin, vec![]);
        let (mut anna, mut adam) = (desk.signed_in(ANNA), desk.signed_in("adam@stufe.example"));
        set_up(&mut anna);
        let path = format!("/admin/people/{}/second-factor/remove", desk.anna);
        assert!(adam.get(&format!("/admin/people/{}", desk.anna)).text.contains(&path));
        let done = adam.post(&path, &[]);
        assert!(done.to().ends_with("?done=signed-out"));
        assert_eq!(anna.get("/desk").to(), "/sign-in?return_to=/desk");
        assert_eq!(desk.browser().sign_in(ANNA, PASSWORD).to(), "/");
        assert_eq!(adam.post(&path, &[]).status, StatusCode::NOT_FOUND, "there is none any more");
        let of = [("two_factors", "at_the_desk")];
        assert_eq!(adam.post("/admin/two-factors", &of).to(), "/admin?done=saved");
        assert_eq!(adam.get("/admin").to(), "/me/second-factor", "for admins as well");
    }
}
