//! All of one's requests: complete, in order, by where they stand; and parts that stay fresh.

use super::*;
use desk::ticket::confirm::Confirm;
use std::collections::BTreeSet;
use store::on_both;

/// The numbers a list shows, in order.
fn listed(page: &Page) -> Vec<i64> {
    let items = page.text.split("<li class=\"li\" id=\"r").skip(1);
    items.map(|item| item.split('"').next().unwrap().parse().unwrap()).collect()
}

/// Where the older ones are.
fn older(page: &Page) -> Option<String> {
    let links = page.text.split("<a class=\"btn\" href=\"").skip(1);
    let links = links.map(|link| link.split('"').next().unwrap().replace("&#38;", "&"));
    links.into_iter().find(|link| link.contains("cursor="))
}

/// Every number of a list, page by page.
fn walked(browser: &mut Browser, path: &str) -> Vec<i64> {
    let (mut all, mut next) = (Vec::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = open(browser, &path);
        all.extend(listed(&page));
        next = older(&page);
        assert!(all.len() < 200, "a walk ends");
    }
    all
}

on_both! {
    fn a_list_is_walked_completely_by_where_requests_stand(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        ask(&mut desk.signed_in(ANNA), "Von Anna.");
        let numbers: Vec<i64> =
            (0..60).map(|n| ask(&mut rita, &format!("Anliegen Nummer {n}."))).collect();
        for (at, n) in numbers.iter().enumerate() {
            match at % 4 {
                1 => desk.act(desk.anna, *n, wait(WaitReason::Requester)),
                2 => desk.act(desk.anna, *n, solution("Fertig.")),
                3 => {
                    desk.act(desk.anna, *n, solution("Fertig."));
                    desk.act(desk.rita, *n, Confirm);
                }
                _ => {}
            }
        }
        let of = |wanted: &[usize]| -> BTreeSet<i64> {
            let all = numbers.iter().enumerate();
            all.filter(|(at, _)| wanted.contains(&(at % 4))).map(|(_, n)| *n).collect()
        };
        for (path, wanted) in [
            ("/portal/requests", &[0, 1, 2, 3][..]),
            ("/portal/requests?status=open", &[0, 1]),
            ("/portal/requests?status=solved", &[2]),
            ("/portal/requests?status=closed", &[3]),
        ] {
            let found = walked(&mut rita, path);
            let set: BTreeSet<i64> = found.iter().copied().collect();
            assert_eq!(set, of(wanted), "{path}");
            assert_eq!(set.len(), found.len(), "{path}: each once");
            let changed: Vec<_> =
                found.iter().map(|n| (desk.ticket(*n).updated_at, *n)).collect();
            assert!(changed.windows(2).all(|pair| pair[0] > pair[1]), "{path}: the last first");
        }
        let cursor = older(&open(&mut rita, "/portal/requests")).unwrap();
        let mut anna = desk.signed_in(ANNA);
        assert_eq!(anna.get(&cursor).to(), "/portal/requests", "a cursor is its list's alone");
        assert_eq!(rita.get("/portal/requests?status=gone").to(), "/portal/requests");
    }

    fn what_needs_an_answer_stands_first(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let [asked, worked, solved] =
            ["Erstes Anliegen.", "Zweites Anliegen.", "Drittes Anliegen."].map(|it| ask(&mut rita, it));
        desk.act(desk.anna, asked, reply("Was denn?"));
        desk.act(desk.anna, asked, wait(WaitReason::Requester));
        desk.act(desk.anna, solved, solution("So."));
        desk.wait(60);
        desk.act(desk.anna, worked, reply("Wir sind dran."));
        let page = open(&mut rita, "/portal").text;
        let at = |n: i64| page.find(&format!("id=\"r{n}\"")).unwrap();
        assert!(at(asked) < at(worked) && at(worked) < at(solved));
        assert!(!page.contains("Wir sind dran."), "nothing is quoted that asks for nothing");
    }

    fn a_long_thread_shows_its_end_and_all_on_demand(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let n = ask(&mut rita, "Nachricht 0.");
        for at in 1..=60 {
            desk.act(desk.anna, n, reply(&format!("Nachricht {at}.")));
        }
        let page = open(&mut rita, &path(n));
        assert!(page.text.contains("Nachricht 60.") && !page.text.contains("Nachricht 20."));
        assert!(page.text.contains(&format!("{}?all=1", path(n))), "{}", page.text);
        let page = open(&mut rita, &format!("{}?all=1", path(n)));
        assert!((0..=60).all(|at| page.text.contains(&format!("Nachricht {at}."))));
    }

    fn parts_are_sent_alone_and_say_what_they_follow(test: &TestDb) {
        let desk = Desk::new(test);
        let mut rita = desk.signed_in(RITA);
        let n = ask(&mut rita, "Der Aufzug steht.");
        let page = open(&mut rita, &path(n));
        for (at, ids) in [(path(n), "state thread answer"), ("/portal".into(), "requests new")] {
            let mut asking = rita.clone().with("stufe-parts", ids);
            let parts = asking.get(&at);
            assert_eq!(parts.headers["stufe-parts"], ids);
            for id in ids.split(' ') {
                assert!(parts.text.contains(&format!("id=\"{id}\"")), "{at} {id}");
            }
        }
        assert_eq!(page.text.matches(&format!("data-live=\"ticket {n}\"")).count(), 3);
        assert!(page.text.contains("role=\"log\""), "an answer that comes is announced");
        // A requester is told the names of what they may hear of, and no others.
        let (_, kinds) = page.text.split_once("data-events=\"").unwrap();
        let kinds: BTreeSet<&str> = kinds.split('"').next().unwrap().split(' ').collect();
        let public = desk.store.read(|it| {
            let rows = store::queries::events::public_of_stream(it.tx, n, 0, 100)?;
            Ok(rows.into_iter().map(|row| row.kind).collect::<Vec<_>>())
        });
        assert!(public.unwrap().iter().all(|kind| kinds.contains(kind.as_str())), "{kinds:?}");
        assert!(!kinds.contains("escalated") && !kinds.contains("noted"), "{kinds:?}");
    }
}
